//! Reshaping by the number of elements.
//!
//! The element count of a shape is represented by a number (the product of its static sizes) and a list (its run-time axes, in order). Two shapes
//! certainly have the same element count if both number and list are equal; all other cases need `try_reshape`, which checks at run time.

use super::split::Merge;
use super::tuples::{Ranked, Shape};
use std::ops::Mul;
use timeseriesml_axis::number::Size;
use timeseriesml_axis::{Axis, Dim, Dyn};
use typenum::U1;

/// This shape can be reshaped into `T`: one bound for generic functions.
///
/// `reshape` itself has the two bounds below instead, so that each has its own message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be reshaped into `{T}`",
    note = "both shapes must have the same number of elements; run-time and named run-time axes must appear in both, in the same order (else use `try_reshape`)"
)]
pub trait ReshapeTo<T: Ranked>: SameCount<T> + SameRuntime<T> {}
#[diagnostic::do_not_recommend]
impl<S: SameCount<T> + SameRuntime<T>, T: Ranked> ReshapeTo<T> for S {}

/// The product of the static sizes is the same for both shapes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` and `{T}` cannot be shown to have the same number of elements",
    label = "the static sizes multiply to different numbers, or one is not in the size table",
    note = "change the sizes of the target: all sizes of both shapes must multiply to the same number",
    note = "the table holds 0 to 4096 and common larger sizes; add others in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or use `try_reshape`, which checks at run time"
)]
pub trait SameCount<T: Ranked>: Ranked {}
#[diagnostic::do_not_recommend]
impl<S: Ranked + Count, T: Ranked + Count> SameCount<T> for S where S::Static: Same<T::Static> {}

/// The run-time axes of both shapes are the same, in the same order.
#[diagnostic::on_unimplemented(
    message = "reshaping `{Self}` into `{T}` does not keep its run-time axes",
    label = "`Batch`, `Dyn` and other run-time axes must appear in both shapes, in the same order",
    note = "to swap axes: `transpose` or `permute`; to give such an axis another size: `try_reshape`, which checks the element count at run time"
)]
pub trait SameRuntime<T: Ranked>: Ranked {}
#[diagnostic::do_not_recommend]
impl<S: Ranked + Count, T: Ranked + Count> SameRuntime<T> for S where S::Runtime: Same<T::Runtime> {}

#[doc(hidden)]
pub trait Same<T> {}
impl<T> Same<T> for T {}

/// What an axis contributes to the element count of its shape.
#[doc(hidden)]
pub trait CountAxis: Axis {
    type Count;
    /// The list of run-time axes that starts with this axis and continues with `Tail`.
    type Runtime<Tail>;
}
impl<A: Axis> CountAxis for A
where
    A::Bare: BareCount<A>,
{
    type Count = <A::Bare as BareCount<A>>::Count;
    type Runtime<Tail> = <A::Bare as BareCount<A>>::Runtime<Tail>;
}

#[doc(hidden)]
pub trait BareCount<A> {
    type Count;
    type Runtime<Tail>;
}
impl<A> BareCount<A> for Dyn {
    type Count = U1;
    type Runtime<Tail> = (A, Tail);
}
impl<A, const N: usize> BareCount<A> for Dim<N>
where
    Dim<N>: Size,
{
    type Count = <Dim<N> as Size>::Nat;
    type Runtime<Tail> = Tail;
}

/// The element count of a shape: a number and the run-time axes.
#[doc(hidden)]
pub trait Count: Shape {
    type Static;
    type Runtime;
}
impl Count for () {
    type Static = U1;
    type Runtime = ();
}
// Rank 1 has a separate impl, since rustc cannot prove that every count can be multiplied by the count of `()`.
impl<A: CountAxis> Count for (A,) {
    type Static = A::Count;
    type Runtime = A::Runtime<()>;
}
macro_rules! count { ($($A:ident [$($B:ident)*];)*) => { $(
    impl<$A: CountAxis, $($B: CountAxis,)*> Count for ($A, $($B,)*)
    where
        ($($B,)*): Count,
        $A::Count: Mul<<($($B,)*) as Count>::Static>,
    {
        type Static = <$A::Count as Mul<<($($B,)*) as Count>::Static>>::Output;
        type Runtime = $A::Runtime<<($($B,)*) as Count>::Runtime>;
    }
)* } }
count! { A [B]; A [B C]; A [B C D]; A [B C D E]; A [B C D E F]; }

/// All axes of a shape merged into one: required by `flatten`.
///
/// Write the bound as `S: FlattenAll<Output = O>` where `O` is a type parameter of the method: if the method names the projection `S::Output`
/// instead, rustc reports E0599 in terms of `typenum`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened into one axis",
    label = "the element count is not in the size table",
    note = "the table holds 0 to 4096 and common larger sizes; add others in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or make one axis `Dyn`"
)]
pub trait FlattenAll: Shape {
    /// The single axis.
    type Output: Axis;
}
// One blanket impl hides the impls on tuples; it is marked `do_not_recommend`, so that the message is about the whole shape.
#[diagnostic::do_not_recommend]
impl<S: FlattenAllTuple<Output = O>, O: Axis> FlattenAll for S {
    type Output = O;
}

#[doc(hidden)]
pub trait FlattenAllTuple: Shape {
    type Output: Axis;
}
impl FlattenAllTuple for () {
    type Output = Dim<1>;
}
macro_rules! flatten { ($($A:ident [$($B:ident)*];)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$A: Axis, $($B: Axis,)* Rest: Axis, Whole: Axis> FlattenAllTuple for ($A, $($B,)*)
    where
        ($($B,)*): FlattenAllTuple<Output = Rest>,
        $A: Merge<Rest, Output = Whole>,
    {
        type Output = Whole;
    }
)* } }
flatten! { A []; A [B]; A [B C]; A [B C D]; A [B C D E]; A [B C D E F]; }

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;
    use timeseriesml_axis::One;

    fn check<S: ReshapeTo<T>, T: Ranked>() {}

    #[test]
    fn run_time_axes_are_carried_over_and_static_ones_multiply() {
        check::<(Dim<2>, Dim<3>, Dim<4>), (Dim<6>, Dim<4>)>();
        check::<(Batch, Dim<96>, Dim<7>), (Batch, Dim<4>, Dim<24>, Dim<7>)>();
        check::<(Batch, Dim<96>, One), (Dim<2>, Batch, Dim<48>)>();
        check::<(Dyn, Dim<96>, Batch), (Dyn, Dim<12>, Dim<8>, Batch)>();
        check::<(), (Dim<1>, One)>();
    }

    #[test]
    fn all_axes_become_one() {
        fn check<S: FlattenAll>(size: Option<usize>) {
            assert_eq!(S::Output::SIZE, size);
        }
        check::<(Dim<2>, Dim<3>, Dim<5>)>(Some(30));
        check::<(Batch, Dim<3>)>(None);
        check::<()>(Some(1));
    }
}
