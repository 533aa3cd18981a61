//! Products of two vectors: the inner one, the outer one, and the cross-correlation with its lengths `N − M + 1` and `N + M − 1`.

use super::matmul::SameSize;
use super::tuples::Ranked;
use std::ops::{Add, Sub};
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};
use typenum::B1;

/// A shape of one axis: what `dot`, `outer` and the cross-correlations take.
#[diagnostic::on_unimplemented(
    message = "a vector is needed, a tensor of one axis, but this one has the shape `{Self}`",
    label = "expected `(N,)`, found `{Self}`",
    note = "`select::<0>(i)` takes one row of a matrix; the products of more axes are `matmul` and `conv1d`"
)]
pub trait VectorShape: Ranked {
    /// The axis.
    type Axis: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis> VectorShape for (A,) {
    type Axis = A;
}

/// Two vectors of one length: the rule of `dot`.
#[diagnostic::on_unimplemented(
    message = "dot: the vectors differ: `{Self}` on the left, `{Rhs}` on the right",
    label = "`{Self}` against `{Rhs}`",
    note = "both must have the same axis; `rename` changes its name, `slice` takes a part; of all pairs there is `outer`, of all shifts `cross_correlate_full`"
)]
pub trait DotsWith<Rhs: Axis> {}
#[diagnostic::do_not_recommend]
impl<A: Axis + SameSize<B>, B: Axis> DotsWith<B> for A {}

/// A vector of the axis `Rhs` fits into one of this axis at `N − M + 1` shifts: the rule of `cross_correlate_valid`.
#[diagnostic::on_unimplemented(
    message = "cross_correlate_valid: `{Rhs}` is not known to fit into `{Self}`",
    label = "the vector on the right must have at least 1 element and at most `{Self}`",
    note = "correlate the other way round, or take `cross_correlate_full`, which has a value wherever both meet",
    note = "sizes from 0 to 1024 and those common in time series (1440, 2016, 8760, ...) are known; for others make the axis `Dyn`",
    note = "if this is a generic function: add the bound `where {Self}: ValidShifts<{Rhs}>`"
)]
pub trait ValidShifts<Rhs: Axis> {
    /// The axis of the shifts.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, O: Bare> ValidShifts<B> for A
where
    A::Bare: BareValidShifts<B::Bare, Output = O>,
{
    type Output = O;
}

/// A vector of this axis and one of the axis `Rhs` meet at `N + M − 1` shifts: the rule of `cross_correlate_full`.
#[diagnostic::on_unimplemented(
    message = "cross_correlate_full: the vectors of `{Self}` and `{Rhs}` have no number of shifts that is known to be in the table",
    label = "both need at least 1 element, and both sizes together less one must be in the table",
    note = "the table holds 0 to 1024 and sizes common in time series (1440, 2016, 8760, ...); beyond, make one axis `Dyn`",
    note = "if this is a generic function: add the bound `where {Self}: AllShifts<{Rhs}>`"
)]
pub trait AllShifts<Rhs: Axis> {
    /// The axis of the shifts.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, O: Bare> AllShifts<B> for A
where
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
