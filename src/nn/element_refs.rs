//! References to parameters and tensors, as a visitor receives them: of either element type, and without the shape in the type.

use super::parameter::Parameter;
use crate::shape::DynShape;
use crate::tensor::{DynTensor, Float, ShapeError};
use std::any::Any;

/// Returns `value` if its type is `T`, so that code that is generic over the element can choose the variant.
fn cast<T: 'static>(value: &dyn Any) -> Option<&T> {
    value.downcast_ref()
}

macro_rules! refs { ($($(#[$doc:meta])* $Name:ident $Of:ident [$($mutable:tt)?];)*) => { $(
    $(#[$doc])*
    #[derive(Debug)]
    pub enum $Name<'a> {
        /// The elements are `f32`.
        F32(&'a $($mutable)? $Of<f32>),
        /// The elements are `f64`.
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

    refs!(@convert $Name $Of $($mutable)?);
)* };
(@convert $Name:ident $Of:ident) => {
    impl<'a> $Name<'a> {
        /// Makes the variant for the element type `E`.
        pub(crate) fn new<E: Float>(value: &'a $Of<E>) -> Self {
            match cast(value) {
                Some(single) => $Name::F32(single),
                None => $Name::F64(cast(value).unwrap_or_else(|| unreachable!("floats are `f32` and `f64`"))),
            }
        }

        /// The value, if its elements are `E`.
        pub fn get<E: Float>(self) -> Option<&'a $Of<E>> {
            match self {
                $Name::F32(x) => cast(x),
                $Name::F64(x) => cast(x),
            }
        }
    }
};
(@convert $Name:ident $Of:ident mut) => {
    impl<'a> $Name<'a> {
        /// Makes the variant for the element type `E`.
        pub(crate) fn new<E: Float>(value: &'a mut $Of<E>) -> Self {
            let any: &'a mut dyn Any = value;
            if any.is::<$Of<f32>>() {
                $Name::F32(any.downcast_mut().unwrap_or_else(|| unreachable!("its type was compared")))
            } else {
                $Name::F64(any.downcast_mut().unwrap_or_else(|| unreachable!("floats are `f32` and `f64`")))
            }
        }

        /// The value, if its elements are `E`.
        pub fn get<E: Float>(self) -> Option<&'a mut $Of<E>> {
            match self {
                $Name::F32(x) => (x as &mut dyn Any).downcast_mut(),
                $Name::F64(x) => (x as &mut dyn Any).downcast_mut(),
            }
        }
    }
} }

/// A parameter without its shape in the type.
type Trained<E> = Parameter<DynShape, E>;

refs! {
    /// A shared reference to a parameter of either element type.
    #[derive(Clone, Copy)]
    ParameterRef Trained [];
    /// A mutable reference to a parameter of either element type. A visitor must not change its sizes.
    ParameterMut Trained [mut];
    /// A shared reference to a tensor of either element type.
    #[derive(Clone, Copy)]
    TensorRef DynTensor [];
    /// A mutable reference to a tensor of either element type. A visitor must not change its sizes.
    TensorMut DynTensor [mut];
}

impl TensorMut<'_> {
    /// Copies `values` into this tensor, rounded to its element type.
    ///
    /// # Errors
    /// [`ShapeError`] if the sizes differ, or memory runs out; this tensor is then unchanged.
    pub fn assign(&mut self, values: TensorRef<'_>) -> Result<(), ShapeError> {
        match (self, values) {
            (TensorMut::F32(x), TensorRef::F32(values)) => x.overwrite(values),
            (TensorMut::F64(x), TensorRef::F64(values)) => x.overwrite(values),
            (TensorMut::F32(x), TensorRef::F64(values)) => x.overwrite(&values.try_cast()?),
            (TensorMut::F64(x), TensorRef::F32(values)) => x.overwrite(&values.try_cast()?),
        }
    }
}
