//! `+ - * / %` between tensors and between a tensor and a number, by value and by reference, and unary `-`; `& | ^ !` on `bool`. Each
//! operator with two operands also has an assignment form, such as `+=`.
//!
//! A `DynTensor` has operators only with a number: an operation on two such tensors may fail, so it is a method that returns a `Result`.

use super::{
    DynTensor, Element, MovingOperations, Number, NumericFunctions, NumericFunctionsOfTwo, Result, Tensor, named,
    or_panic,
};
use crate::shape::{Broadcast, DynShape, Ranked, Shape};
use std::iter::Sum;
use std::ops::{
    Add, AddAssign, BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Div, DivAssign, Mul, MulAssign,
    Neg, Not, Rem, RemAssign, Sub, SubAssign,
};
use timeseriesml_core::array::Array;
use timeseriesml_core::layout::Sizes;
use timeseriesml_core::loops::pointwise::Stretch;
use timeseriesml_core::ops::compare;

/// Two shapes that operators can combine: those that [`Broadcast`]. It is public because compiler messages name it; in bounds use
/// `Broadcast`.
#[diagnostic::on_unimplemented(
    message = "a `DynTensor` has no operators between tensors: the shapes are `{Self}` and `{T}`",
    label = "the sizes may differ, and an operator cannot return an error",
    note = "use a method: `x.add(&y)?`, or `sub`, `mul`, `div`; on a typed `x`: `x.into_dyn().add(&y)?`, or give `y` a type with `try_into_shape::<S>()?`"
)]
pub trait HasOperators<T> {
    /// The shape of the result.
    type Output: Ranked;
}
// This impl is not marked `do_not_recommend`, so that rustc's error names the axes at fault.
impl<S: Broadcast<T, Output = O>, T: Ranked, O: Ranked> HasOperators<T> for S {
    type Output = O;
}

/// Nothing implements this trait. The two decoy impls below stop rustc's search at `DynShape`, and keep it from suggesting a number, the only operand
/// that the operators of a `DynTensor` take.
#[doc(hidden)]
pub trait NoOperators {}
macro_rules! no_operators { ($([$S:ident: $bound:ident] $Left:ty, $Right:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$S: $bound + NoOperators> HasOperators<$Right> for $Left {
        type Output = ();
    }
)* } }
no_operators! { [S: Shape] DynShape, S; [S: Ranked] S, DynShape; }

/// A shape that no tensor has: only the decoy impl below uses it.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoOperand;

/// Both operands of an operator have the same numeric type. It is public only because compiler messages name it: in bounds use [`Number`].
#[diagnostic::on_unimplemented(
    message = "cannot combine a tensor of `{Self}` with a tensor of `{F}`",
    label = "both sides need the same numeric type; `bool` is not numeric",
    note = "there are no implicit conversions: `.cast::<f32>()` makes one side `f32`; combine masks with `logical_and`, `logical_or` and `logical_not`"
)]
pub trait CalculatesWith<F: Element>: Element {
    /// The element type of both operands.
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
// Decoy impl: without it rustc would reject `bool` at once, and not print the message of this trait.
#[diagnostic::do_not_recommend]
impl<F: Element + NoOperators> CalculatesWith<F> for bool {
    type Same = f32;
    fn same<'a>(_: &'a Array<bool>, _: &'a Array<F>) -> [&'a Array<f32>; 2] {
        unreachable!("`NoOperators` is implemented for nothing")
    }
}

/// The right operand for a tensor of shape `S` that holds `E`: a number of type `E`, or a tensor. It is public because compiler messages name it; in
/// bounds use [`Broadcast`] and [`Number`].
#[diagnostic::on_unimplemented(
    message = "cannot combine a tensor of `{E}` with `{Self}`",
    label = "expected a tensor, or a number of the element type `{E}`",
    note = "there are no implicit conversions: write `1.0` for `f32` and `f64`, `1` for integers, `n as f32` for a variable; `x.cast::<f32>()` converts a tensor"
)]
pub trait OperandFor<S: Shape, E: Element>: Sized {
    /// The shape of the result.
    type Shape: Shape;
    /// The element type of the result.
    type Element: Number;
    #[doc(hidden)]
    fn right_of(
        self,
        left: &Tensor<S, E>,
        operation: Operation<Self::Element>,
    ) -> Result<Tensor<Self::Shape, Self::Element>>;
}

/// An operation on two arrays. For each array a `Stretch` says which axes may broadcast.
pub(crate) type Operation<E> = fn(&Array<E>, &Array<E>, Stretch, Stretch) -> Result<Array<E>>;

impl<S: Shape, E: Number> OperandFor<S, E> for E {
    type Shape = S;
    type Element = E;
    fn right_of(self, left: &Tensor<S, E>, operation: Operation<E>) -> Result<Tensor<S, E>> {
        let number = Tensor::<(), E>::scalar(self);
        Tensor::checked(operation(left.array(), number.array(), Stretch(0), Stretch(0)))
    }
}

// The impls for tensors are not marked `do_not_recommend`, so that rustc's error is about the shapes or element types.
impl<S: Shape + HasOperators<T>, T: Shape, E: CalculatesWith<F>, F: Element> OperandFor<S, E> for &Tensor<T, F> {
    type Shape = S::Output;
    type Element = E::Same;
    fn right_of(self, left: &Tensor<S, E>, operation: Operation<E::Same>) -> Result<Tensor<S::Output, E::Same>> {
        let [left, right] = E::same(left.array(), self.array());
        Tensor::checked(operation(left, right, Tensor::<S, E>::STRETCH, Tensor::<T, F>::STRETCH))
    }
}

impl<S: Shape + HasOperators<T>, T: Shape, E: CalculatesWith<F>, F: Element> OperandFor<S, E> for Tensor<T, F> {
    type Shape = S::Output;
    type Element = E::Same;
    fn right_of(self, left: &Tensor<S, E>, operation: Operation<E::Same>) -> Result<Tensor<S::Output, E::Same>> {
        OperandFor::<S, E>::right_of(&self, left, operation)
    }
}

/// The shape of a result that may be assigned to a tensor of shape `S`: `S` itself. Required by `+=` and the other assignments. It is public because
/// compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "an assignment such as `+=` would change the shape of a tensor from `{S}` to `{Self}`",
    label = "expected an operand that broadcasts to `{S}`",
    note = "store the result in a new tensor: `let z = &x + &y`"
)]
pub trait KeepsShape<S> {}
#[diagnostic::do_not_recommend]
impl<S: Shape> KeepsShape<S> for S {}
// Decoy impl: without it rustc would infer the shape, and not print the message of this trait.
#[diagnostic::do_not_recommend]
impl<S: Shape> KeepsShape<NoOperand> for S {}

macro_rules! operators { ($($Op:ident $op:ident $Assign:ident $assign:ident $sign:literal;)*) => { $(
    #[doc = concat!("`x ", $sign, "= y` is `x = x ", $sign, " y`: the result takes the place of `x`, and its history that of the graph.")]
    ///
    /// Other tensors that share the memory of `x` keep their values.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or an integer is divided by zero.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let mut x: Tensor<(Dim<2>,)> = Tensor::from([8.0, 4.0]);
    #[doc = concat!("let y = &x ", $sign, " 2.0;")]
    #[doc = concat!("x ", $sign, "= 2.0;")]
    /// assert_eq!(x.to_vec(), y.to_vec());
    /// ```
    impl<S: Shape, E: Number, R: OperandFor<S, E, Element = E>> $Assign<R> for Tensor<S, E>
    where
        R::Shape: KeepsShape<S>,
    {
        #[track_caller]
        fn $assign(&mut self, rhs: R) {
            let y = or_panic(rhs.right_of(self, <E as NumericFunctionsOfTwo>::$op));
            *self = Tensor::from_array(y.into_array());
        }
    }
    operators!(@tensor $Op $op (Tensor<S, E>));
    operators!(@tensor $Op $op (&Tensor<S, E>));
    operators!(@numbers $Op $op f32 f64 i32 i64);
)* };
(@tensor $Op:ident $op:ident ($Left:ty)) => {
    impl<S: Shape, E: Element, R: OperandFor<S, E>> $Op<R> for $Left {
        type Output = Tensor<R::Shape, R::Element>;
        #[track_caller]
        fn $op(self, rhs: R) -> Self::Output {
            or_panic(rhs.right_of(&self, <R::Element as NumericFunctionsOfTwo>::$op))
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
operators! {
    Add add AddAssign add_assign "+";
    Sub sub SubAssign sub_assign "-";
    Mul mul MulAssign mul_assign "*";
    Div div DivAssign div_assign "/";
    Rem rem RemAssign rem_assign "%";
}

macro_rules! logic { ($($Op:ident $op:ident $name:ident $Assign:ident $assign:ident;)*) => { $(
    logic!(@assign $Assign $assign $name (Tensor<T, bool>));
    logic!(@assign $Assign $assign $name (&Tensor<T, bool>));
    logic!(@tensors $Op $op $name (Tensor<S, bool>) (Tensor<T, bool>));
    logic!(@tensors $Op $op $name (Tensor<S, bool>) (&Tensor<T, bool>));
    logic!(@tensors $Op $op $name (&Tensor<S, bool>) (Tensor<T, bool>));
    logic!(@tensors $Op $op $name (&Tensor<S, bool>) (&Tensor<T, bool>));
)* };
(@assign $Assign:ident $assign:ident $name:ident ($Right:ty)) => {
    impl<S: Shape + HasOperators<T>, T: Shape> $Assign<$Right> for Tensor<S, bool>
    where
        S::Output: KeepsShape<S>,
    {
        #[track_caller]
        fn $assign(&mut self, rhs: $Right) {
            let (left, right) = (Tensor::<S, bool>::STRETCH, Tensor::<T, bool>::STRETCH);
            *self = Tensor::proved(named(stringify!($name), compare::$name(self.array(), rhs.array(), left, right)));
        }
    }
};
(@tensors $Op:ident $op:ident $name:ident ($Left:ty) ($Right:ty)) => {
    impl<S: Shape + HasOperators<T>, T: Shape> $Op<$Right> for $Left {
        type Output = Tensor<S::Output, bool>;
        #[track_caller]
        fn $op(self, rhs: $Right) -> Self::Output {
            let (left, right) = (Tensor::<S, bool>::STRETCH, Tensor::<T, bool>::STRETCH);
            Tensor::proved(named(stringify!($name), compare::$name(self.array(), rhs.array(), left, right)))
        }
    }
} }
logic! {
    BitAnd bitand logical_and BitAndAssign bitand_assign;
    BitOr bitor logical_or BitOrAssign bitor_assign;
    BitXor bitxor logical_xor BitXorAssign bitxor_assign;
}

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

/// A shape of tensors that the `sum()` of an iterator can add up: any tuple of axes. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "the sum of `DynTensor`s is a `Result`",
    label = "their sizes may differ",
    note = "`parts.iter().sum::<Result<DynTensor, ShapeError>>()?` adds them"
)]
pub trait SumShape: Ranked {}
#[diagnostic::do_not_recommend]
impl<S: Ranked> SumShape for S {}

/// The sum of tensors of the same shape. The sum of no tensors is a tensor of zeros, in which an axis known only at run time has size 0.
///
/// # Panics
/// If axes known only at run time have different sizes.
///
/// # Example
/// ```
/// use timeseriesml::{Batch, Dim, Tensor};
/// let losses = [1.0, 2.0, 4.0].map(Tensor::<()>::scalar);
/// let total: Tensor<()> = losses.iter().sum();
/// assert_eq!(total.item(), 7.0);
///
/// let nothing: Tensor<()> = losses[..0].iter().sum();
/// assert_eq!(nothing.item(), 0.0);
/// let nothing: Tensor<(Batch, Dim<2>)> = Vec::<Tensor<_>>::new().into_iter().sum();
/// assert_eq!(nothing.sizes(), [0, 2]);
/// ```
impl<S: SumShape, E: Number> Sum for Tensor<S, E> {
    fn sum<I: Iterator<Item = Self>>(tensors: I) -> Self {
        let sum = tensors.map(Ok).reduce(|sum, x| added(&sum?, &x?, Self::STRETCH));
        Tensor::proved(sum.unwrap_or_else(nothing::<S, E>).map(Tensor::into_array))
    }
}

/// Sums references to tensors in the same way as tensors.
impl<'a, S: SumShape, E: Number> Sum<&'a Tensor<S, E>> for Tensor<S, E> {
    fn sum<I: Iterator<Item = &'a Tensor<S, E>>>(tensors: I) -> Self {
        tensors.cloned().sum()
    }
}

/// The sum of tensors that broadcast by NumPy's rule, or an error if they do not broadcast. The sum of no tensors is the scalar 0.
///
/// # Example
/// ```
/// use timeseriesml::{DynTensor, ShapeError};
/// let parts = [DynTensor::ones_sized([2, 3])?, DynTensor::ones_sized([3])?];
/// let sum: DynTensor = parts.iter().sum::<Result<_, ShapeError>>()?;
/// assert_eq!(sum.to_vec(), [2.0; 6]);
/// let nothing: DynTensor = parts[..0].iter().sum::<Result<_, ShapeError>>()?;
/// assert_eq!((nothing.rank(), nothing.item()?), (0, 0.0));
/// # Ok::<(), ShapeError>(())
/// ```
impl<E: Number> Sum<DynTensor<E>> for Result<DynTensor<E>> {
    fn sum<I: Iterator<Item = DynTensor<E>>>(mut tensors: I) -> Self {
        let first = tensors.next().unwrap_or_else(|| DynTensor::scalar(E::ZERO));
        tensors.try_fold(first, |sum, x| added(&sum, &x, Stretch::ONES))
    }
}

/// Sums references to tensors in the same way as tensors.
impl<'a, E: Number> Sum<&'a DynTensor<E>> for Result<DynTensor<E>> {
    fn sum<I: Iterator<Item = &'a DynTensor<E>>>(tensors: I) -> Self {
        tensors.cloned().sum()
    }
}

fn added<S: Shape, E: Number>(x: &Tensor<S, E>, y: &Tensor<S, E>, stretch: Stretch) -> Result<Tensor<S, E>> {
    Tensor::named("sum", <E as NumericFunctionsOfTwo>::add(x.array(), y.array(), stretch, stretch))
}

/// A tensor of zeros, in which an axis known only at run time has size 0.
fn nothing<S: Ranked, E: Number>() -> Result<Tensor<S, E>> {
    let mut sizes = Sizes::scalar();
    S::AXES.iter().for_each(|axis| sizes.push(axis.size.unwrap_or(0)));
    Tensor::checked(<E as MovingOperations>::full("sum", sizes, E::ZERO))
}

impl<S: Shape, E: Number> Neg for Tensor<S, E> {
    type Output = Tensor<S, E>;
    #[track_caller]
    fn neg(self) -> Self::Output {
        Tensor::proved(named("neg", <E as NumericFunctions>::neg_owned(self.into_array())))
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
    use crate::shape::{Batch, Dim};
    use crate::tensor::{DynTensor, Tensor};

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
    fn assignments_change_the_tensor_and_go_on_in_the_graph() {
        let start: Tensor<(Dim<2>,), f64> = Tensor::from([3.0, -4.0]).requires_grad();
        let mut x = start.clone();
        let shared = x.clone();
        let y: Tensor<(Dim<2>,), f64> = Tensor::from([2.0, 5.0]).requires_grad();
        x += &y;
        x *= y.clone();
        x -= 1.0;
        x /= &Tensor::from(2.0);
        assert_eq!((x.to_vec(), shared.to_vec()), (vec![4.5, 2.0], vec![3.0, -4.0]));
        // The value computed is ((s + y)·y − 1) / 2.
        let gradients = x.sum_all().backward();
        assert_eq!(gradients.get(&start).unwrap().to_vec(), [1.0, 2.5]);
        assert_eq!(gradients.get(&y).unwrap().to_vec(), [3.5, 3.0]);

        let mut counts: Tensor<(Dim<2>,), i64> = Tensor::from([7, -7]);
        counts %= 4;
        assert_eq!(counts.to_vec(), [3, 1]);
        let mut run_time = start.detach().into_dyn();
        run_time += 1.0;
        assert_eq!(run_time.to_vec(), [4.0, -3.0]);
    }

    #[test]
    #[should_panic(expected = "add: axis 0 has size 2 on the left and 3 on the right")]
    fn an_assignment_checks_axes_known_at_run_time() {
        let mut x: Tensor<(Batch,)> = Tensor::zeros_sized([2]).unwrap();
        x += Tensor::<(Batch,)>::zeros_sized([3]).unwrap();
    }

    #[test]
    fn a_sum_is_differentiated_and_checks_its_sizes() {
        let x: Tensor<(Dim<2>,), f64> = Tensor::from([3.0, -4.0]).requires_grad();
        let total: Tensor<(Dim<2>,), f64> = [&x, &x, &x].into_iter().sum();
        assert_eq!(total.sum_all().backward().get(&x).unwrap().to_vec(), [3.0, 3.0]);
        let vectors = [2, 3].map(|size| DynTensor::<f32>::zeros_sized([size]).unwrap());
        let error = vectors.into_iter().sum::<Result<DynTensor, _>>().unwrap_err().to_string();
        assert!(error.starts_with("sum: axis 0 has size 2 on the left and 3 on the right"), "{error}");
        let nothing: Tensor<(), i64> = std::iter::empty::<Tensor<(), i64>>().sum();
        assert_eq!(nothing.item(), 0);
    }

    #[test]
    fn answers_combine() {
        let x: Tensor<(Dim<4>,), bool> = Tensor::from([true, true, false, false]);
        let y: Tensor<(Dim<4>,), bool> = Tensor::from([true, false, true, false]);
        assert_eq!((&x & &y).to_vec(), [true, false, false, false]);
        assert_eq!((x.clone() | &y).to_vec(), [true, true, true, false]);
        assert_eq!((&x ^ !&y).to_vec(), [true, false, false, true]);
        let mut both = x.clone();
        both &= &y;
        both |= y.clone();
        both ^= x;
        assert_eq!(both.to_vec(), [false, true, true, false]);
    }
}
