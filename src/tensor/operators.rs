//! `+ - * / %` between tensors and between a tensor and a number, by value and by reference, and unary `-`; `& | ^ !` of `bool`.
//!
//! Only typed tensors have operators: on a `DynTensor` every operation may fail, so it has the methods that return `Result`.

use super::{Element, Number, NumericFunctions, NumericFunctionsOfTwo, Result, Tensor};
use crate::shape::{Broadcast, DynShape, Ranked, Shape};
use std::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Rem, Sub};
use timeseriesml_core::array::Array;
use timeseriesml_core::loops::pointwise::Stretch;
use timeseriesml_core::ops::compare;

/// Two shapes whose tensors operators can bring together: those that [`Broadcast`]. Public so that messages can name it; code asks
/// for `Broadcast`.
#[diagnostic::on_unimplemented(
    message = "a `DynTensor` has no operators between tensors: the shapes are `{Self}` and `{T}`",
    label = "the sizes may not fit, and an operator cannot return an error",
    note = "the method of a `DynTensor` can: `x.add(&y)?`, and so `sub`, `mul` and `div`; of a typed `x`: `x.into_dyn().add(&y)?`, or give `y` a type with `try_into_shape::<S>()?`"
)]
pub trait HasOperators<T> {
    /// The shape of the result.
    type Output: Ranked;
}
// Not marked `do_not_recommend`: descending through it names the guilty axes.
impl<S: Broadcast<T, Output = O>, T: Ranked, O: Ranked> HasOperators<T> for S {
    type Output = O;
}

/// Implemented for nothing. Two more impls under it end the descent where a shape is known when running, and keep rustc from
/// expecting a number on the right, the only operand that a `DynTensor` has.
#[doc(hidden)]
pub trait NoOperators {}
macro_rules! no_operators { ($([$S:ident: $bound:ident] $Left:ty, $Right:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$S: $bound + NoOperators> HasOperators<$Right> for $Left {
        type Output = ();
    }
)* } }
no_operators! { [S: Shape] DynShape, S; [S: Ranked] S, DynShape; }

/// Two element types whose tensors operators can bring together: one type of number, twice. Public so that messages can name it; code
/// asks for [`Number`].
#[diagnostic::on_unimplemented(
    message = "a tensor of `{Self}` does not calculate with a tensor of `{F}`",
    label = "expected one type of number on both sides; `bool` is none",
    note = "nothing is converted unseen: `.cast::<f32>()` makes one side `f32`; masks meet in `logical_and`, `logical_or` and `logical_not`"
)]
pub trait CalculatesWith<F: Element>: Element {
    /// The type of both.
    type Same: Number;
    #[doc(hidden)]
    fn same<'a>(left: &'a Array<Self>, right: &'a Array<F>) -> [&'a Array<Self::Same>; 2];
}
#[diagnostic::do_not_recommend]
impl<E: Number> CalculatesWith<E> for E {
    type Same = E;
    fn same<'a>(left: &'a Array<E>, right: &'a Array<E>) -> [&'a Array<E>; 2] {
        [left, right]
    }
}
// Without it rustc would know at once that `bool` has no operators, and not ask this rule.
#[diagnostic::do_not_recommend]
impl<F: Element + NoOperators> CalculatesWith<F> for bool {
    type Same = f32;
    fn same<'a>(_: &'a Array<bool>, _: &'a Array<F>) -> [&'a Array<f32>; 2] {
        unreachable!("`NoOperators` is implemented for nothing")
    }
}

/// What an operator takes behind a tensor of the shape `S` that holds `E`: a number of the type `E`, or a tensor. Public so that messages
/// can name it; code asks for [`Broadcast`] and [`Number`].
#[diagnostic::on_unimplemented(
    message = "a tensor of `{E}` does not calculate with `{Self}`",
    label = "expected a tensor, or a number of the element type `{E}`",
    note = "nothing is converted unseen: write `1.0` for `f32` and `f64`, `1` for integers, `n as f32` for a variable; `x.cast::<f32>()` converts a tensor"
)]
pub trait OperandFor<S, E: Element>: Sized {
    /// The shape of the result.
    type Shape: Shape;
    /// What the result holds.
    type Element: Number;
    #[doc(hidden)]
    fn behind(self, left: &Array<E>, operation: Operation<Self::Element>) -> Result<Array<Self::Element>>;
}

/// An operation on two arrays, with the axes of each that may stretch.
type Operation<E> = fn(&Array<E>, &Array<E>, Stretch, Stretch) -> Result<Array<E>>;

impl<S: Shape, E: Number> OperandFor<S, E> for E {
    type Shape = S;
    type Element = E;
    fn behind(self, left: &Array<E>, operation: Operation<E>) -> Result<Array<E>> {
        operation(left, Tensor::<(), E>::scalar(self).array(), Stretch(0), Stretch(0))
    }
}

// The tensors are not marked `do_not_recommend`: descending through them reaches the rules about shapes and element types.
impl<S: Shape + HasOperators<T>, T: Shape, E: CalculatesWith<F>, F: Element> OperandFor<S, E> for &Tensor<T, F> {
    type Shape = S::Output;
    type Element = E::Same;
    fn behind(self, left: &Array<E>, operation: Operation<E::Same>) -> Result<Array<E::Same>> {
        let [left, right] = E::same(left, self.array());
        operation(left, right, Tensor::<S, E>::STRETCH, Tensor::<T, F>::STRETCH)
    }
}

impl<S: Shape + HasOperators<T>, T: Shape, E: CalculatesWith<F>, F: Element> OperandFor<S, E> for Tensor<T, F> {
    type Shape = S::Output;
    type Element = E::Same;
    fn behind(self, left: &Array<E>, operation: Operation<E::Same>) -> Result<Array<E::Same>> {
        OperandFor::<S, E>::behind(&self, left, operation)
    }
}

macro_rules! operators { ($($Op:ident $op:ident;)*) => { $(
    operators!(@tensor $Op $op (Tensor<S, E>));
    operators!(@tensor $Op $op (&Tensor<S, E>));
    operators!(@numbers $Op $op f32 f64 i32 i64);
)* };
(@tensor $Op:ident $op:ident ($Left:ty)) => {
    impl<S: Shape, E: Element, R: OperandFor<S, E>> $Op<R> for $Left {
        type Output = Tensor<R::Shape, R::Element>;
        #[track_caller]
        fn $op(self, rhs: R) -> Self::Output {
            Tensor::proved(rhs.behind(self.array(), <R::Element as NumericFunctionsOfTwo>::$op))
        }
    }
};
(@numbers $Op:ident $op:ident $($E:ident)*) => { $(
    operators!(@number $Op $op $E (Tensor<S, $E>));
    operators!(@number $Op $op $E (&Tensor<S, $E>));
)* };
(@number $Op:ident $op:ident $E:ident ($Right:ty)) => {
    impl<S: Shape> $Op<$Right> for $E {
        type Output = Tensor<S, $E>;
        #[track_caller]
        fn $op(self, rhs: $Right) -> Self::Output {
            let (number, fixed) = (Tensor::<(), $E>::scalar(self), Stretch(0));
            Tensor::proved(<$E as NumericFunctionsOfTwo>::$op(number.array(), rhs.array(), fixed, fixed))
        }
    }
} }
operators! { Add add; Sub sub; Mul mul; Div div; Rem rem; }

macro_rules! logic { ($($Op:ident $op:ident $name:ident;)*) => { $(
    logic!(@tensors $Op $op $name (Tensor<S, bool>) (Tensor<T, bool>));
    logic!(@tensors $Op $op $name (Tensor<S, bool>) (&Tensor<T, bool>));
    logic!(@tensors $Op $op $name (&Tensor<S, bool>) (Tensor<T, bool>));
    logic!(@tensors $Op $op $name (&Tensor<S, bool>) (&Tensor<T, bool>));
)* };
(@tensors $Op:ident $op:ident $name:ident ($Left:ty) ($Right:ty)) => {
    impl<S: Shape + HasOperators<T>, T: Shape> $Op<$Right> for $Left {
        type Output = Tensor<S::Output, bool>;
        #[track_caller]
        fn $op(self, rhs: $Right) -> Self::Output {
            let (left, right) = (Tensor::<S, bool>::STRETCH, Tensor::<T, bool>::STRETCH);
            Tensor::proved(compare::$name(self.array(), rhs.array(), left, right))
        }
    }
} }
logic! { BitAnd bitand logical_and; BitOr bitor logical_or; BitXor bitxor logical_xor; }

impl<S: Shape> Not for Tensor<S, bool> {
    type Output = Tensor<S, bool>;
    #[track_caller]
    fn not(self) -> Self::Output {
        self.logical_not()
    }
}

impl<S: Shape> Not for &Tensor<S, bool> {
    type Output = Tensor<S, bool>;
    #[track_caller]
    fn not(self) -> Self::Output {
        self.logical_not()
    }
}

impl<S: Shape, E: Number> Neg for Tensor<S, E> {
    type Output = Tensor<S, E>;
    #[track_caller]
    fn neg(self) -> Self::Output {
        Tensor::proved(<E as NumericFunctions>::neg_owned(self.into_array()))
    }
}

impl<S: Shape, E: Number> Neg for &Tensor<S, E> {
    type Output = Tensor<S, E>;
    #[track_caller]
    fn neg(self) -> Self::Output {
        Tensor::proved(<E as NumericFunctions>::neg(self.array()))
    }
}

#[cfg(test)]
mod tests {
    use crate::shape::Dim;
    use crate::tensor::Tensor;

    #[test]
    fn tensors_and_numbers_combine_from_both_sides() {
        let x: Tensor<(Dim<2>,)> = Tensor::from([1.0, 2.0]);
        assert_eq!((&x + &x * 2.0 - 1.0).to_vec(), [2.0, 5.0]);
        assert_eq!((1.0 - &x).to_vec(), [0.0, -1.0]);
        assert_eq!((2.0 / x.clone()).to_vec(), [2.0, 1.0]);
        assert_eq!((-&x).to_vec(), [-1.0, -2.0]);
        let counts: Tensor<(Dim<2>,), i64> = Tensor::from([7, -7]);
        assert_eq!((&counts % 4 + 10 / &counts).to_vec(), [4, -1]);
    }

    #[test]
    fn answers_combine() {
        let x: Tensor<(Dim<4>,), bool> = Tensor::from([true, true, false, false]);
        let y: Tensor<(Dim<4>,), bool> = Tensor::from([true, false, true, false]);
        assert_eq!((&x & &y).to_vec(), [true, false, false, false]);
        assert_eq!((x.clone() | &y).to_vec(), [true, true, true, false]);
        assert_eq!((&x ^ !y).to_vec(), [true, false, false, true]);
    }
}
