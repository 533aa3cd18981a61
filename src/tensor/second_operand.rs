//! The second operand of comparisons and of functions of two tensors: another tensor, or a number.

use super::{DynTensor, Element, Tensor};
use crate::shape::Ranked;
use std::ops::Deref;
use timeseriesml_core::array::Array;

/// The second operand of a function of two tensors of `E`: a number `E`, or a reference to a tensor of `E`. It is public because compiler
/// messages name it.
#[diagnostic::on_unimplemented(
    message = "cannot combine a tensor of `{E}` with `{Self}`",
    label = "expected a number of the type `{E}`, or a reference to a typed tensor of `{E}`",
    note = "there are no implicit conversions: write `0.0` for `f32` and `f64`, `0` for integers, `n as f32` for a variable; `y.cast::<f32>()` converts a tensor",
    note = "for a generic number: `&Tensor::from(n)`; for a `DynTensor`: `y.try_into_shape::<S>()?`"
)]
pub trait SecondOperand<E: Element> {
    /// The shape of the tensor; `()` for a number.
    type Shape: Ranked;
    #[doc(hidden)]
    fn operand(self) -> Array<E>;
}

#[diagnostic::do_not_recommend]
impl<T: Ranked, E: Element> SecondOperand<E> for &Tensor<T, E> {
    type Shape = T;
    fn operand(self) -> Array<E> {
        self.handle()
    }
}

// This impl covers parameters, and references to references.
#[diagnostic::do_not_recommend]
impl<T: Ranked, E: Element, R: Deref<Target = Tensor<T, E>>> SecondOperand<E> for &R {
    type Shape = T;
    fn operand(self) -> Array<E> {
        self.handle()
    }
}

/// The second operand of a function of two `DynTensor`s of `E`: a number `E`, or a reference to a `DynTensor` of `E`. It is public because
/// compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "cannot combine a `DynTensor` of `{E}` with `{Self}`",
    label = "expected a number of the type `{E}`, or a reference to a `DynTensor` of `{E}`",
    note = "there are no implicit conversions: write `0.0` for `f32` and `f64`, `0` for integers, `n as f32` for a variable; `y.cast::<f32>()?` converts a tensor",
    note = "for a generic number: `&DynTensor::scalar(n)`; for a typed tensor: `&y.into_dyn()`"
)]
pub trait DynOperand<E: Element> {
    #[doc(hidden)]
    fn dyn_operand(self) -> Array<E>;
}

#[diagnostic::do_not_recommend]
impl<E: Element> DynOperand<E> for &DynTensor<E> {
    fn dyn_operand(self) -> Array<E> {
        self.handle()
    }
}

#[diagnostic::do_not_recommend]
impl<E: Element, R: Deref<Target = DynTensor<E>>> DynOperand<E> for &R {
    fn dyn_operand(self) -> Array<E> {
        self.handle()
    }
}

// Each number type has an impl: one impl for all would overlap with the impl for references.
macro_rules! numbers { ($($E:ident)*) => { $(
    #[diagnostic::do_not_recommend]
    impl DynOperand<$E> for $E {
        fn dyn_operand(self) -> Array<$E> {
            DynTensor::scalar(self).into_array()
        }
    }
    #[diagnostic::do_not_recommend]
    impl SecondOperand<$E> for $E {
        type Shape = ();
        fn operand(self) -> Array<$E> {
            Tensor::<(), $E>::scalar(self).into_array()
        }
    }
)* } }
numbers! { f32 f64 i32 i64 bool }
