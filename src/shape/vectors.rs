//! Products of two vectors: inner product, outer product, and the cross-correlation, whose result has the length `N − M + 1` or `N + M − 1`.

use super::gate::{BareInTable, Gate, sizes_in_table};
use super::matmul::SameSize;
use super::tuples::Ranked;
use std::ops::{Add, Sub};
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};
use typenum::B1;

/// A shape of one axis: the bound of `dot`, `outer` and the cross-correlations.
#[diagnostic::on_unimplemented(
    message = "this needs a vector (a tensor of one axis), but the shape is `{Self}`",
    label = "expected `(N,)`, found `{Self}`",
    note = "`select::<0>(i)` picks a row of a matrix; for products of more axes use `matmul` or `conv1d`"
)]
pub trait VectorShape: Ranked {
    /// The axis.
    type Axis: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis> VectorShape for (A,) {
    type Axis = A;
}

/// Two vectors of equal length: required by `dot`.
#[diagnostic::on_unimplemented(
    message = "dot: the axes differ: `{Self}` on the left, `{Rhs}` on the right",
    label = "`{Self}` against `{Rhs}`",
    note = "wrong name: `rename`; wrong length: `slice`; for products of all pairs use `outer`, at all shifts `cross_correlate_full`"
)]
pub trait DotsWith<Rhs: Axis> {}
#[diagnostic::do_not_recommend]
impl<A: Axis + SameSize<B>, B: Axis> DotsWith<B> for A {}

sizes_in_table! { ValidShiftSizes<Rhs> "cross_correlate_valid",
    "cannot show that the sizes of this cross-correlation are in the size table: `{Self}` and `{Rhs}`",
    "in generic code: add the bound `where {Self}: ValidShifts<{Rhs}>`, or `ValidShifts<{Rhs}, Output = Dim<..>>` if the result needs a name"
}

/// A vector with the axis `Rhs` fits into a vector with this axis at `N − M + 1` shifts: required by `cross_correlate_valid`.
#[diagnostic::on_unimplemented(
    message = "cross_correlate_valid: `{Rhs}` does not fit into `{Self}`",
    label = "the vector on the right must have at least 1 element and at most `{Self}`",
    note = "swap the operands, or use `cross_correlate_full`, which has a value at every overlap",
    note = "the table holds 0 to 4096 and common larger sizes; add others in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or make the axis `Dyn`"
)]
pub trait ValidShifts<Rhs: Axis>: ValidShiftSizes<Rhs, Known = Self> {
    /// The axis with one element per shift.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, O: Bare> ValidShifts<B> for A
where
    A: ValidShiftSizes<B, Known = A>,
    A::Bare: BareValidShifts<B::Bare, Output = O>,
{
    type Output = O;
}

sizes_in_table! { AllShiftSizes<Rhs> "cross_correlate_full",
    "cannot show that the sizes of this cross-correlation are in the size table: `{Self}` and `{Rhs}`",
    "in generic code: add the bound `where {Self}: AllShifts<{Rhs}>`, or `AllShifts<{Rhs}, Output = Dim<..>>` if the result needs a name"
}

/// A vector with this axis and a vector with the axis `Rhs` overlap at `N + M − 1` shifts: required by `cross_correlate_full`.
#[diagnostic::on_unimplemented(
    message = "cross_correlate_full: cannot show that the number of shifts of `{Self}` and `{Rhs}` is in the size table",
    label = "both need at least 1 element, and the sum of their sizes minus 1 must be in the size table",
    note = "the table holds 0 to 4096 and common larger sizes; add others in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or make one axis `Dyn`"
)]
pub trait AllShifts<Rhs: Axis>: AllShiftSizes<Rhs, Known = Self> {
    /// The axis with one element per shift.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, O: Bare> AllShifts<B> for A
where
    A: AllShiftSizes<B, Known = A>,
    A::Bare: BareAllShifts<B::Bare, Output = O>,
{
    type Output = O;
}

#[doc(hidden)]
pub trait BareValidShifts<Rhs> {
    type Output: Bare;
}
#[doc(hidden)]
pub trait BareAllShifts<Rhs> {
    type Output: Bare;
}
macro_rules! run_time { ($($Rule:ident)*) => { $(
    impl $Rule<Dyn> for Dyn {
        type Output = Dyn;
    }
    impl<const N: usize> $Rule<Dyn> for Dim<N> {
        type Output = Dyn;
    }
    impl<const N: usize> $Rule<Dim<N>> for Dyn {
        type Output = Dyn;
    }
)* } }
run_time! { BareValidShifts BareAllShifts }

#[diagnostic::do_not_recommend]
impl<const N: usize, const M: usize, Left, Right: Sub<B1>, Free, Count, O: Bare> BareValidShifts<Dim<M>> for Dim<N>
where
    Dim<N>: Size<Nat = Left>,
    Dim<M>: Size<Nat = Right>,
    Left: Sub<Right, Output = Free>,
    Free: Add<B1, Output = Count>,
    Count: ToDim<Dim = O>,
{
    type Output = O;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const M: usize, Left: Sub<B1>, Right, Shifted, Count, O: Bare> BareAllShifts<Dim<M>> for Dim<N>
where
    Dim<N>: Size<Nat = Left>,
    Dim<M>: Size<Nat = Right>,
    Right: Sub<B1, Output = Shifted>,
    Left: Add<Shifted, Output = Count>,
    Count: ToDim<Dim = O>,
{
    type Output = O;
}

/// The axis `A`, if the size table holds the sizes of `A` and `B`.
pub type Shiftable<A, B> = <A as ValidShiftSizes<B>>::Known;
/// The axis `A`, if the size table holds the sizes needed for all shifts of `A` and `B`.
pub type FullyShiftable<A, B> = <A as AllShiftSizes<B>>::Known;

#[cfg(test)]
mod tests {
    use super::*;

    fn check<A: Axis>(size: Option<usize>) {
        assert_eq!(A::SIZE, size);
    }

    #[test]
    fn lengths_follow_the_formulas() {
        check::<<Dim<96> as ValidShifts<Dim<24>>>::Output>(Some(73));
        check::<<Dim<24> as ValidShifts<Dim<24>>>::Output>(Some(1));
        check::<<Dim<96> as AllShifts<Dim<24>>>::Output>(Some(119));
        check::<<Dim<1> as AllShifts<Dim<1>>>::Output>(Some(1));
        check::<<Dyn as AllShifts<Dim<24>>>::Output>(None);
    }
}
