//! A stretch of an axis. On a run-time axis too the width is static: only whether it fits is checked when running.

use super::gate::{AllInTable, AsksTable, Gate, sizes_in_table};
use std::ops::Sub;
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};

sizes_in_table! { SliceSizes<FROM, TO> "slice",
    "the sizes of a slice are not known to be in the table: {FROM}..{TO} of `{Self}`",
    "in generic code: add the bound `where {Self}: SliceAxis<{FROM}, {TO}>`"
}

/// The axis `A`, once the sizes of a slice are known to be in the table.
pub type Sliceable<A, const FROM: usize, const TO: usize> = <A as SliceSizes<FROM, TO>>::Known;
/// The elements `FROM..TO` of the axis `A`.
pub type SlicedAxis<A, const FROM: usize, const TO: usize> = <Sliceable<A, FROM, TO> as SliceAxis<FROM, TO>>::Output;

/// The axis holds the range `FROM..TO`: the rule of `slice`.
#[diagnostic::on_unimplemented(
    message = "slice: the axis `{Self}` does not hold the range {FROM}..{TO}",
    label = "{FROM}..{TO} must run forwards and end within `{Self}`",
    note = "take a range that begins at its smaller end and ends at the size of the axis or before",
    note = "above 4096 the size of the result must be in the table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait SliceAxis<const FROM: usize, const TO: usize>: SliceSizes<FROM, TO, Known = Self> {
    /// The axis of `TO - FROM` elements, under the same name where it can carry them.
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
    "the sizes of a range are not known to be in the table: {LEN} elements from {START} on of `{Self}`",
    "in generic code: add the bound `where {Self}: Narrow<{START}, {LEN}>`"
}

/// The axis `A`, once the sizes of a range are known to be in the table.
pub type Narrowable<A, const START: usize, const LEN: usize> = <A as NarrowSizes<START, LEN>>::Known;
/// `LEN` elements of the axis `A` from `START` on.
pub type NarrowedAxis<A, const START: usize, const LEN: usize> =
    <Narrowable<A, START, LEN> as Narrow<START, LEN>>::Output;

/// The axis holds `LEN` elements from `START` on: the rule of `narrow`.
///
/// It needs no way back from the sum to an axis, so it is cheaper to check than [`SliceAxis`].
#[diagnostic::on_unimplemented(
    message = "narrow: the axis `{Self}` does not hold {LEN} elements from {START} on",
    label = "{START} + {LEN} must be at most the size of `{Self}`",
    note = "take a smaller start or fewer elements; a range known only when running is `x.into_dyn().narrow(axis, start, len)?`"
)]
pub trait Narrow<const START: usize, const LEN: usize>: NarrowSizes<START, LEN, Known = Self> {
    /// The axis of `LEN` elements, under the same name where it can carry them.
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
    "the sizes of topk are not known to be in the table: {K} of `{Self}`",
    "in generic code: add the bound `where {Self}: HasLargest<{K}>`"
}

/// The axis has `K` largest elements, and as many smallest: the rule of `topk`.
#[diagnostic::on_unimplemented(
    message = "topk: `{Self}` does not have {K} largest elements",
    label = "{K} must be at most the size of `{Self}`",
    note = "take fewer elements; a number known only when running is `x.into_dyn().topk(axis, k, largest)?`"
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
