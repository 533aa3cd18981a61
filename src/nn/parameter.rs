//! A trainable tensor: a leaf of the autodiff graph that an optimizer changes in place.

use super::element_refs::{ParameterMut, ParameterRef};
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};
use crate::shape::{DynShape, Shape};
use crate::tensor::{
    CalculatesWith, DynTensor, Element, Float, HasOperators, Leaf, OperandFor, Operation, ShapeError, Tensor,
};
use std::any::Any;
use std::ops::{Add, Deref, Div, Mul, Neg, Rem, Sub};

/// A trainable tensor. It dereferences to a [`Tensor`].
///
/// A clone is a separate parameter with the same values; both share memory until one of the two changes.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Dim, Module, Parameter, Tensor};
///
/// #[derive(Module)]
/// struct Scale {
///     factor: Parameter<(Dim<5>,)>,
/// }
/// let layer = Scale { factor: Parameter::new(Tensor::ones()) };
/// let x: Tensor<(Dim<5>,)> = Tensor::ones();
/// let grads = (&x * &layer.factor).sum_all().backward();
/// assert_eq!(grads.get(&layer.factor).unwrap().to_vec(), [1.0; 5]);
/// ```
#[doc(alias = "torch.nn.Parameter")]
#[repr(transparent)]
// The bound is `E: Element` and not `Float`: otherwise rustc would report a parameter of integers twice.
#[must_use]
pub struct Parameter<S: Shape = DynShape, E: Element = f32> {
    tensor: Tensor<S, E>,
}

impl<S: Shape, E: Element> Parameter<S, E> {
    /// A parameter with these values.
    pub fn new(values: Tensor<S, E>) -> Self
    where
        E: Float,
    {
        Parameter { tensor: values.requires_grad() }
    }

    /// Replaces the values; for optimizers and gradients this remains the same parameter.
    ///
    /// # Errors
    /// [`ShapeError`] if the sizes differ, or memory runs out; the values are then unchanged.
    pub fn assign(&mut self, values: &Tensor<S, E>) -> Result<(), ShapeError> {
        self.tensor.overwrite(values)
    }
}

impl<E: Float> Parameter<DynShape, E> {
    pub(crate) fn tensor_mut(&mut self) -> &mut DynTensor<E> {
        &mut self.tensor
    }

    /// Passes the parameter to `visitor`, which could replace it, and checks that the sizes stay the same, since typed layers rely on them.
    fn show_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        let sizes = *self.tensor.array().sizes();
        visitor.parameter(path, ParameterMut::new(self));
        assert_eq!(self.tensor.array().sizes(), &sizes, "a visitor must keep the sizes of \"{path}\"");
    }
}

impl<S: Shape, E: Element> Deref for Parameter<S, E> {
    type Target = Tensor<S, E>;
    fn deref(&self) -> &Tensor<S, E> {
        &self.tensor
    }
}

// Operators do not see through `Deref`, so a parameter has operators of its own, which forward to its tensor.
macro_rules! operands { ($(($Parameter:ty))*) => { $(
    #[diagnostic::do_not_recommend]
    impl<S: Shape + HasOperators<T>, T: Shape, E: CalculatesWith<F>, F: Element> OperandFor<S, E> for $Parameter {
        type Shape = S::Output;
        type Element = E::Same;
        fn right_of(
            self,
            left: &Tensor<S, E>,
            operation: Operation<E::Same>,
        ) -> Result<Tensor<S::Output, E::Same>, ShapeError> {
            OperandFor::<S, E>::right_of(&self.tensor, left, operation)
        }
    }
)* } }
operands! { (Parameter<T, F>) (&Parameter<T, F>) }

macro_rules! operators { ($($Op:ident $op:ident;)*) => { $(
    operators!(@left $Op $op (Parameter<S, E>));
    operators!(@left $Op $op (&Parameter<S, E>));
    operators!(@numbers $Op $op f32 f64);
)* };
(@left $Op:ident $op:ident ($Left:ty)) => {
    impl<S: Shape, E: Element, R: OperandFor<S, E>> $Op<R> for $Left {
        type Output = Tensor<R::Shape, R::Element>;
        #[track_caller]
        fn $op(self, rhs: R) -> Self::Output {
            $Op::$op(&self.tensor, rhs)
        }
    }
};
(@numbers $Op:ident $op:ident $($E:ident)*) => { $(
    operators!(@right $Op $op $E (Parameter<S, $E>));
    operators!(@right $Op $op $E (&Parameter<S, $E>));
)* };
(@right $Op:ident $op:ident $E:ident ($Right:ty)) => {
    impl<S: Shape> $Op<$Right> for $E {
        type Output = Tensor<S, $E>;
        #[track_caller]
        fn $op(self, rhs: $Right) -> Self::Output {
            $Op::$op(self, &rhs.tensor)
        }
    }
} }
operators! { Add add; Sub sub; Mul mul; Div div; Rem rem; }

macro_rules! negation { ($(($Parameter:ty))*) => { $(
    impl<S: Shape, E: Float> Neg for $Parameter {
        type Output = Tensor<S, E>;
        #[track_caller]
        fn neg(self) -> Self::Output {
            -&self.tensor
        }
    }
)* } }
negation! { (Parameter<S, E>) (&Parameter<S, E>) }

impl<S: Shape, E: Float> Leaf<E> for Parameter<S, E> {
    type Shape = S;
    fn tensor(&self) -> &Tensor<S, E> {
        &self.tensor
    }
}

impl<S: Shape, E: Float> Clone for Parameter<S, E> {
    fn clone(&self) -> Self {
        Parameter::new(self.tensor.detach())
    }
}

impl<S: Shape, E: Float> std::fmt::Debug for Parameter<S, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.tensor.fmt(f)
    }
}

#[diagnostic::do_not_recommend]
impl<S: Shape, E: Float> Module for Parameter<S, E> {
    fn kind(&self) -> String {
        format!("Parameter({:?})", self.tensor.sizes())
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        // A visitor gets parameters of shape `DynShape`. The parameters of layers already have that shape.
        match (self as &dyn Any).downcast_ref::<Parameter<DynShape, E>>() {
            Some(parameter) => visitor.parameter(path, ParameterRef::new(parameter)),
            None => {
                visitor.parameter(path, ParameterRef::new(&Parameter { tensor: self.tensor.clone().into_dyn() }));
            }
        }
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        if let Some(parameter) = (self as &mut dyn Any).downcast_mut::<Parameter<DynShape, E>>() {
            return parameter.show_mut(path, visitor);
        }
        // The tensor is moved, not cloned: a clone would share its values, which then could not be changed in place.
        let mut parameter = Parameter { tensor: self.tensor.take().into_dyn() };
        parameter.show_mut(path, visitor);
        self.tensor = Tensor::from_array(parameter.tensor.into_array());
    }
}
