//! Parameters and tensors as a visitor gets them: of either element type, with the shape forgotten.

use super::parameter::Parameter;
use crate::shape::DynShape;
use crate::tensor::{DynTensor, Float, ShapeError};
use std::any::Any;

/// `value`, if its type is `T`: how code that is generic in the element reaches the variant of its element.
fn cast<T: 'static>(value: &dyn Any) -> Option<&T> {
    value.downcast_ref()
}

/// Declares the four enums over references to something of `f32` or `f64`.
macro_rules! refs { ($($(#[$doc:meta])* $Name:ident $Of:ident [$($mutable:tt)?];)*) => { $(
    $(#[$doc])*
    #[derive(Debug)]
    pub enum $Name<'a> {
        /// Of `f32`.
        F32(&'a $($mutable)? $Of<f32>),
        /// Of `f64`.
        F64(&'a $($mutable)? $Of<f64>),
    }

    impl<'a> From<&'a $($mutable)? $Of<f32>> for $Name<'a> {
        fn from(x: &'a $($mutable)? $Of<f32>) -> Self {
            $Name::F32(x)
        }
    }
    impl<'a> From<&'a $($mutable)? $Of<f64>> for $Name<'a> {
        fn from(x: &'a $($mutable)? $Of<f64>) -> Self {
            $Name::F64(x)
        }
    }

    impl $Name<'_> {
        /// The size of each axis.
        pub fn sizes(&self) -> &[usize] {
            match self {
                $Name::F32(x) => x.sizes(),
                $Name::F64(x) => x.sizes(),
            }
        }

        /// The number of elements.
        pub fn numel(&self) -> usize {
            match self {
                $Name::F32(x) => x.numel(),
                $Name::F64(x) => x.numel(),
            }
        }

        /// The name of the element type: `"f32"` or `"f64"`.
        pub fn element(&self) -> &'static str {
            match self {
                $Name::F32(_) => "f32",
                $Name::F64(_) => "f64",
            }
        }
    }
)* } }

/// A parameter without its shape.
type Trained<E> = Parameter<DynShape, E>;

refs! {
    /// A parameter of either element type, to look at.
    #[derive(Clone, Copy)]
    ParameterRef Trained [];
    /// A parameter of either element type, to be changed in place. Its sizes stay.
    ParameterMut Trained [mut];
    /// A tensor of either element type, to look at.
    #[derive(Clone, Copy)]
    TensorRef DynTensor [];
    /// A tensor of either element type, to be changed in place. Its sizes stay.
    TensorMut DynTensor [mut];
}

impl<'a> ParameterRef<'a> {
    /// The variant of `E`.
    pub(crate) fn new<E: Float>(parameter: &'a Trained<E>) -> Self {
        match cast(parameter) {
            Some(single) => ParameterRef::F32(single),
            None => ParameterRef::F64(cast(parameter).unwrap_or_else(|| unreachable!("floats are `f32` and `f64`"))),
        }
    }

    /// The parameter, if its elements are `E`.
    pub fn get<E: Float>(self) -> Option<&'a Trained<E>> {
        match self {
            ParameterRef::F32(x) => cast(x),
            ParameterRef::F64(x) => cast(x),
        }
    }
}

impl<'a> ParameterMut<'a> {
    /// The variant of `E`.
    pub(crate) fn new<E: Float>(parameter: &'a mut Trained<E>) -> Self {
        let any: &'a mut dyn Any = parameter;
        if any.is::<Trained<f32>>() {
            ParameterMut::F32(any.downcast_mut().unwrap_or_else(|| unreachable!("its type was compared")))
        } else {
            ParameterMut::F64(any.downcast_mut().unwrap_or_else(|| unreachable!("floats are `f32` and `f64`")))
        }
    }

    /// The parameter, if its elements are `E`.
    pub fn get<E: Float>(self) -> Option<&'a mut Trained<E>> {
        match self {
            ParameterMut::F32(x) => (x as &mut dyn Any).downcast_mut(),
            ParameterMut::F64(x) => (x as &mut dyn Any).downcast_mut(),
        }
    }
}

impl<'a> TensorRef<'a> {
    /// The variant of `E`.
    pub(super) fn new<E: Float>(tensor: &'a DynTensor<E>) -> Self {
        match cast(tensor) {
            Some(single) => TensorRef::F32(single),
            None => TensorRef::F64(cast(tensor).unwrap_or_else(|| unreachable!("floats are `f32` and `f64`"))),
        }
    }

    /// The tensor, if its elements are `E`.
    pub fn get<E: Float>(self) -> Option<&'a DynTensor<E>> {
        match self {
            TensorRef::F32(x) => cast(x),
            TensorRef::F64(x) => cast(x),
        }
    }
}

impl<'a> TensorMut<'a> {
    /// The variant of `E`.
    pub(super) fn new<E: Float>(tensor: &'a mut DynTensor<E>) -> Self {
        let any: &'a mut dyn Any = tensor;
        if any.is::<DynTensor<f32>>() {
            TensorMut::F32(any.downcast_mut().unwrap_or_else(|| unreachable!("its type was compared")))
        } else {
            TensorMut::F64(any.downcast_mut().unwrap_or_else(|| unreachable!("floats are `f32` and `f64`")))
        }
    }

    /// Replaces the values by those of `values`, rounded to the element type of this tensor.
    ///
    /// # Errors
    /// [`ShapeError`] if the sizes differ, or memory does not suffice; the values then stay.
    pub fn assign(&mut self, values: TensorRef<'_>) -> Result<(), ShapeError> {
        match (self, values) {
            (TensorMut::F32(x), TensorRef::F32(values)) => x.overwrite(values),
            (TensorMut::F64(x), TensorRef::F64(values)) => x.overwrite(values),
            (TensorMut::F32(x), TensorRef::F64(values)) => x.overwrite(&values.try_cast()?),
            (TensorMut::F64(x), TensorRef::F32(values)) => x.overwrite(&values.try_cast()?),
        }
    }
}
