//! The rules of the matrix product, where `(.., M, K)` times `(.., K, N)` gives `(.., M, N)`, and of shapes that must be equal.
//!
//! As in NumPy, a vector on the left is a row and a vector on the right is a column; the result has no axis for it. Leading axes broadcast. The axes
//! that are summed over must be equal; a static axis matches a run-time one if the sizes agree at run time.

use super::broadcast::Broadcast;
use super::tuples::{Ranked, Shape};
use timeseriesml_axis::{Axis, Dim, Dyn};

/// Two axes that a matrix product sums over: they must be equal.
#[diagnostic::on_unimplemented(
    message = "matmul: the inner axes differ: `{Self}` on the left, `{Rhs}` on the right",
    label = "`{Self}` against `{Rhs}`",
    note = "`(.., M, K)` times `(.., K, N)` gives `(.., M, N)`; `transpose::<-1, -2>()` swaps the last two axes"
)]
pub trait Contracts<Rhs: Axis> {}
// With this blanket impl, rustc's error does not list other impls as candidates.
#[diagnostic::do_not_recommend]
impl<A: Axis + SameSize<B>, B: Axis> Contracts<B> for A {}

#[doc(hidden)]
pub trait SameSize<Rhs> {}
impl<A: Axis> SameSize<A> for A {}
impl<const N: usize> SameSize<Dyn> for Dim<N> {}
impl<const N: usize> SameSize<Dim<N>> for Dyn {}

/// A decoy that no tensor has as an axis. With a single impl of `SameSize` for named axes, rustc would infer the right axis from the left one, and
/// report E0308 instead of our message.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoAxis;
impl<A: Axis> SameSize<NoAxis> for A {}

/// The last axis of the input of a linear map: it must have the name and size of the weight's last axis.
#[diagnostic::on_unimplemented(
    message = "linear: the last axis is `{Self}`, but the weight expects `{IN}`",
    label = "`{Self}` against `{IN}`",
    note = "the weight is `(OUT, IN)`: convert `(IN, OUT)` with `weight.transpose::<0, 1>()`"
)]
pub trait MappedBy<IN: Axis> {}
#[diagnostic::do_not_recommend]
impl<A: Axis + SameAxis<IN>, IN: Axis> MappedBy<IN> for A {}

/// The channel axis of the input of a convolution: it must have the name and size of the weight's channel axis.
#[diagnostic::on_unimplemented(
    message = "conv1d: the weight expects channels `{IN}`, but the signal has `{Self}`",
    label = "expected `{IN}` on the second-to-last axis, found `{Self}`",
    note = "the signal is `(.., IN, length)`, the weight `(OUT, IN, kernel)`; swap `(.., length, IN)` with `transpose::<-1, -2>()`"
)]
pub trait ReadBy<IN: Axis> {}
#[diagnostic::do_not_recommend]
impl<A: Axis + SameAxis<IN>, IN: Axis> ReadBy<IN> for A {}

#[doc(hidden)]
pub trait SameAxis<T> {}
impl<A: Axis> SameAxis<A> for A {}
impl<A: Axis> SameAxis<NoAxis> for A {}

/// Two shapes that can be multiplied: required by `matmul`.
#[diagnostic::on_unimplemented(
    message = "matmul: cannot multiply `{Self}` by `{Rhs}`",
    note = "`(.., M, K)` times `(.., K, N)` gives `(.., M, N)`"
)]
pub trait Matmul<Rhs: Ranked>: Ranked {
    /// The shape of the product.
    type Output: Ranked;
}
// This impl is not marked `do_not_recommend`, so that rustc's error names the axes at fault.
impl<S, T, LeftLeading, LeftEnd, LeftInner, RightLeading, RightEnd, RightInner, Leading, O> Matmul<T> for S
where
    S: LeftOperand<Leading = LeftLeading, End = LeftEnd, Inner = LeftInner>,
    T: RightOperand<Leading = RightLeading, End = RightEnd, Inner = RightInner>,
    LeftInner: Contracts<RightInner>,
    RightInner: Axis,
    LeftLeading: Broadcast<RightLeading, Output = Leading>,
    RightLeading: Ranked,
    Leading: Ends<LeftEnd, RightEnd, Output = O>,
    O: Ranked,
{
    type Output = O;
}

/// The left side of a product: `(.., M, K)` or `(K,)`. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "matmul: the left side `{Self}` has no axis to sum over",
    label = "expected `(.., M, K)` or `(K,)` on the left, found `{Self}`",
    note = "multiply by a scalar with `*`"
)]
pub trait LeftOperand: Ranked {
    /// The leading axes, which broadcast.
    type Leading: Ranked;
    /// The row axis, which the product keeps; for a vector, no axis.
    type End: Ranked;
    /// The axis that is summed over.
    type Inner: Axis;
}

/// The right side of a product: `(.., K, N)` or `(K,)`. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "matmul: the right side `{Self}` has no axis to sum over",
    label = "expected `(.., K, N)` or `(K,)` on the right, found `{Self}`",
    note = "multiply by a scalar with `*`"
)]
pub trait RightOperand: Ranked {
    /// The leading axes, which broadcast.
    type Leading: Ranked;
    /// The column axis, which the product keeps; for a vector, no axis.
    type End: Ranked;
    /// The axis that is summed over.
    type Inner: Axis;
}

/// Leading axes followed by the axes that the two sides keep.
#[doc(hidden)]
pub trait Ends<Left, Right>: Ranked {
    type Output: Ranked;
}

#[diagnostic::do_not_recommend]
impl<K: Axis> LeftOperand for (K,) {
    type Leading = ();
    type End = ();
    type Inner = K;
}
#[diagnostic::do_not_recommend]
impl<K: Axis> RightOperand for (K,) {
    type Leading = ();
    type End = ();
    type Inner = K;
}
macro_rules! operands { ($([$($L:ident)*])*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($L: Axis,)* M: Axis, K: Axis> LeftOperand for ($($L,)* M, K) {
        type Leading = ($($L,)*);
        type End = (M,);
        type Inner = K;
    }
    #[diagnostic::do_not_recommend]
    impl<$($L: Axis,)* K: Axis, N: Axis> RightOperand for ($($L,)* K, N) {
        type Leading = ($($L,)*);
        type End = (N,);
        type Inner = K;
    }
    impl<$($L: Axis),*> Ends<(), ()> for ($($L,)*) {
        type Output = Self;
    }
    impl<$($L: Axis,)* M: Axis> Ends<(M,), ()> for ($($L,)*) {
        type Output = ($($L,)* M,);
    }
    impl<$($L: Axis,)* N: Axis> Ends<(), (N,)> for ($($L,)*) {
        type Output = ($($L,)* N,);
    }
    impl<$($L: Axis,)* M: Axis, N: Axis> Ends<(M,), (N,)> for ($($L,)*) {
        type Output = ($($L,)* M, N);
    }
)* } }
operands! { [] [A] [A B] [A B C] [A B C D] }

/// Two shapes that must be equal axis by axis, such as the two ends of a residual branch.
///
/// A static size matches a run-time size; the two are compared at run time.
#[diagnostic::on_unimplemented(
    message = "the shapes `{Self}` and `{Rhs}` must be equal",
    label = "`{Self}` against `{Rhs}`",
    note = "`squeeze`, `unsqueeze`, `reshape` or `rename` one of them"
)]
pub trait SameShape<Rhs: Shape>: Shape {}
#[diagnostic::do_not_recommend]
impl<S: SameTuple<T>, T: Shape> SameShape<T> for S {}

#[doc(hidden)]
pub trait SameTuple<Rhs: Shape>: Shape {}
macro_rules! same { ($([$($A:ident $B:ident)*])*) => { $(
    impl<$($A: Axis + SameSize<$B>, $B: Axis),*> SameTuple<($($B,)*)> for ($($A,)*) {}
)* } }
same! { [] [A U] [A U B V] [A U B V C W] [A U B V C W D X] [A U B V C W D X E Y] [A U B V C W D X E Y F Z] }

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;
    use timeseriesml_axis::One;

    fn check<S: Matmul<T>, T: Ranked>(sizes: &[Option<usize>]) {
        let found: Vec<_> = S::Output::AXES.iter().map(|axis| axis.size).collect();
        assert_eq!(found, sizes);
    }

    #[test]
    fn a_vector_loses_its_axis() {
        check::<(Dim<2>, Dim<3>), (Dim<3>,)>(&[Some(2)]);
        check::<(Dim<3>,), (Dim<3>, Dim<4>)>(&[Some(4)]);
        check::<(Dim<3>,), (Batch, Dim<3>, Dim<4>)>(&[None, Some(4)]);
        check::<(Dim<3>,), (Dim<3>,)>(&[]);
    }

    #[test]
    fn leading_axes_broadcast() {
        check::<(Batch, One, Dim<2>, Dim<3>), (Batch, Dim<8>, Dim<3>, Dim<4>)>(&[None, Some(8), Some(2), Some(4)]);
        check::<(Dim<2>, Dim<3>), (Batch, Dim<3>, Dim<4>)>(&[None, Some(2), Some(4)]);
        check::<(Batch, Dim<2>, Dim<3>), (Dim<8>, Batch, Dim<3>, Dim<4>)>(&[Some(8), None, Some(2), Some(4)]);
    }

    #[test]
    fn a_static_inner_axis_meets_a_run_time_one() {
        check::<(Dim<2>, Dim<3>), (Dyn, Dim<4>)>(&[Some(2), Some(4)]);
    }
}
