//! A range of an axis. Even on a run-time axis the length of the range is static; the only check at run time is whether the range fits the axis.

use super::gate::{AllInTable, AsksTable, Gate, sizes_in_table};
use std::ops::Sub;
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};

sizes_in_table! { SliceSizes<FROM, TO> "slice",
    "cannot show that the sizes of this slice are in the size table: {FROM}..{TO} of `{Self}`",
    "in generic code: add the bound `where {Self}: SliceAxis<{FROM}, {TO}>`"
}

/// The axis `A`, if the size table holds the sizes needed for a slice.
pub type Sliceable<A, const FROM: usize, const TO: usize> = <A as SliceSizes<FROM, TO>>::Known;
/// The elements `FROM..TO` of the axis `A`.
pub type SlicedAxis<A, const FROM: usize, const TO: usize> = <Sliceable<A, FROM, TO> as SliceAxis<FROM, TO>>::Output;

/// The range `FROM..TO` fits the axis: required by `slice`.
#[diagnostic::on_unimplemented(
    message = "slice: the range {FROM}..{TO} does not fit the axis `{Self}`",
    label = "{FROM}..{TO} must not be reversed or end beyond the axis",
    note = "the range needs FROM ≤ TO ≤ the axis size",
    note = "a resulting size above 4096 must be in the size table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait SliceAxis<const FROM: usize, const TO: usize>: SliceSizes<FROM, TO, Known = Self> {
    /// The axis of `TO - FROM` elements, with the old name if that name allows this size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const FROM: usize, const TO: usize, O: Bare> SliceAxis<FROM, TO> for A
where
    A: SliceSizes<FROM, TO, Known = A>,
    A::Bare: BareSlice<FROM, TO, Output = O>,
{
    type Output = A::Like<O>;
}

#[doc(hidden)]
pub trait BareSlice<const FROM: usize, const TO: usize> {
    type Output: Bare;
}
#[diagnostic::do_not_recommend]
impl<const FROM: usize, const TO: usize, O: Bare> BareSlice<FROM, TO> for Dyn
where
    Dim<TO>: BareSlice<FROM, TO, Output = O>,
{
    type Output = O;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const FROM: usize, const TO: usize, Whole, From, To, Width, O: Bare> BareSlice<FROM, TO> for Dim<N>
where
    Dim<N>: Size<Nat = Whole>,
    Dim<FROM>: Size<Nat = From>,
    Dim<TO>: Size<Nat = To>,
    Whole: Sub<To>,
    To: Sub<From, Output = Width>,
    Width: ToDim<Dim = O>,
{
    type Output = O;
}

sizes_in_table! { NarrowSizes<START, LEN> "narrow",
    "cannot show that the sizes of this range are in the size table: {LEN} elements of `{Self}` from {START}",
    "in generic code: add the bound `where {Self}: Narrow<{START}, {LEN}>`"
}

/// The axis `A`, if the size table holds the sizes needed for a range.
pub type Narrowable<A, const START: usize, const LEN: usize> = <A as NarrowSizes<START, LEN>>::Known;
/// `LEN` elements of the axis `A`, starting at `START`.
pub type NarrowedAxis<A, const START: usize, const LEN: usize> =
    <Narrowable<A, START, LEN> as Narrow<START, LEN>>::Output;

/// The axis has `LEN` elements starting at `START`: required by `narrow`.
///
/// rustc checks this trait faster than [`SliceAxis`], since this trait does not convert the sum of `START` and `LEN` back to an axis.
#[diagnostic::on_unimplemented(
    message = "narrow: {LEN} elements from index {START} do not fit the axis `{Self}`",
    label = "{START} + {LEN} must be at most the size of `{Self}`",
    note = "use a smaller start or fewer elements; for a run-time range use `x.into_dyn().narrow(axis, start, len)?`"
)]
pub trait Narrow<const START: usize, const LEN: usize>: NarrowSizes<START, LEN, Known = Self> {
    /// The axis of `LEN` elements, with the old name if that name allows this size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const START: usize, const LEN: usize, O: Bare> Narrow<START, LEN> for A
where
    A: NarrowSizes<START, LEN, Known = A>,
    A::Bare: BareNarrow<START, LEN, Output = O>,
{
    type Output = A::Like<O>;
}

#[doc(hidden)]
pub trait BareNarrow<const START: usize, const LEN: usize> {
    type Output: Bare;
}
impl<const START: usize, const LEN: usize> BareNarrow<START, LEN> for Dyn {
    type Output = Dim<LEN>;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const START: usize, const LEN: usize, Whole, Start, Len, Rest> BareNarrow<START, LEN> for Dim<N>
where
    Dim<N>: Size<Nat = Whole>,
    Dim<START>: Size<Nat = Start>,
    Dim<LEN>: Size<Nat = Len>,
    Whole: Sub<Start, Output = Rest>,
    Rest: Sub<Len>,
{
    type Output = Dim<LEN>;
}

sizes_in_table! { TopkSizes<K> "topk",
    "cannot show that the sizes of topk are in the size table: {K} of `{Self}`",
    "in generic code: add the bound `where {Self}: HasLargest<{K}>`"
}

/// The axis has at least `K` elements: required by `topk`.
#[diagnostic::on_unimplemented(
    message = "topk: cannot take {K} elements from the axis `{Self}`",
    label = "{K} must be at most the size of `{Self}`",
    note = "use fewer elements; for a run-time number use `x.into_dyn().topk(axis, k, largest)?`"
)]
pub trait HasLargest<const K: usize>: TopkSizes<K, Known = Self> {}
#[diagnostic::do_not_recommend]
impl<A: Axis, const K: usize> HasLargest<K> for A
where
    A: TopkSizes<K, Known = A>,
    A::Bare: BareNarrow<0, K>,
{
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(timeseriesml_macros::Axis)]
    struct Time<const N: usize>;

    fn check<A: Axis>(name: &str, size: usize) {
        assert_eq!((A::NAME, A::SIZE), (name, Some(size)));
    }

    #[test]
    fn the_width_is_static() {
        check::<<Dim<24> as SliceAxis<20, 24>>::Output>("Dim", 4);
        check::<<Time<24> as SliceAxis<3, 3>>::Output>("Time", 0);
        check::<<Dyn as SliceAxis<20, 30>>::Output>("Dim", 10);
        check::<<Time<24> as Narrow<20, 4>>::Output>("Time", 4);
        check::<<Dyn as Narrow<20, 4>>::Output>("Dim", 4);
    }
}
