//! Operations that change the length of an axis: padding, repetition, slices with a step, splits, sliding windows and differences.

use super::concat::BareConcat;
use super::conv::BareConvLen;
use super::gate::{AllInTable, AsksTable, BareInTable, Gate, sizes_in_table};
use super::index::InsertAxis;
use super::slice::BareSlice;
use super::split::BareMerge;
use super::tuples::Ranked;
use std::ops::{Add, Div, Sub};
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};
use typenum::B1;

sizes_in_table! { PadSizes<BEFORE, AFTER> "a padding",
    "cannot show that the sizes of this padding are in the size table: {BEFORE} elements before `{Self}` and {AFTER} after it",
    "in generic code: add the bound `where {Self}: PadAxis<{BEFORE}, {AFTER}>` (and `ReflectAxis<{BEFORE}, {AFTER}>` for `pad_reflect`)"
}

/// The axis `A`, if the size table holds the sizes needed for the padding.
pub type Paddable<A, const BEFORE: usize, const AFTER: usize> = <A as PadSizes<BEFORE, AFTER>>::Known;

/// The axis can be padded by `BEFORE` and `AFTER` elements: required by `pad` and `pad_replicate`.
#[diagnostic::on_unimplemented(
    message = "pad: `{Self}` plus {BEFORE} elements before and {AFTER} after it is not in the size table",
    label = "the table holds 0 to 4096 and common larger sizes",
    note = "add the size in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or make the axis `Dyn`: `x.try_into_shape::<S>()?` with `Dyn` for that axis in `S`"
)]
pub trait PadAxis<const BEFORE: usize, const AFTER: usize>: PadSizes<BEFORE, AFTER, Known = Self> {
    /// The longer axis, with the old name if that name allows this size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const BEFORE: usize, const AFTER: usize, L: Bare, O: Bare> PadAxis<BEFORE, AFTER> for A
where
    A: PadSizes<BEFORE, AFTER, Known = A>,
    A::Bare: BareConcat<Dim<BEFORE>, Output = L>,
    L: BareConcat<Dim<AFTER>, Output = O>,
{
    type Output = A::Like<O>;
}

/// The axis is longer than each padding: required by `pad_reflect`, together with [`PadAxis`].
#[diagnostic::on_unimplemented(
    message = "pad_reflect: `{Self}` must be longer than each padding, {BEFORE} and {AFTER}",
    label = "reflection skips the end element, so each padding must be smaller than the axis",
    note = "use a shorter padding, or `pad_replicate`, which repeats the ends"
)]
pub trait ReflectAxis<const BEFORE: usize, const AFTER: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis, const BEFORE: usize, const AFTER: usize> ReflectAxis<BEFORE, AFTER> for A where
    A::Bare: BareReflect<BEFORE, AFTER>
{
}

#[doc(hidden)]
pub trait BareReflect<const BEFORE: usize, const AFTER: usize> {}
impl<const BEFORE: usize, const AFTER: usize> BareReflect<BEFORE, AFTER> for Dyn {}
#[diagnostic::do_not_recommend]
impl<const N: usize, const BEFORE: usize, const AFTER: usize, Whole, Others, Before, After> BareReflect<BEFORE, AFTER>
    for Dim<N>
where
    Dim<N>: Size<Nat = Whole>,
    Dim<BEFORE>: Size<Nat = Before>,
    Dim<AFTER>: Size<Nat = After>,
    Whole: Sub<B1, Output = Others>,
    Others: Sub<Before> + Sub<After>,
{
}

sizes_in_table! { RepeatSizes<TIMES> "a repetition",
    "cannot show that the sizes of this repetition are in the size table: {TIMES} times `{Self}`",
    "in generic code: add the bound `where {Self}: RepeatAxis<{TIMES}>`, or `RepeatAxis<{TIMES}, Output = Dim<..>>` if the result needs a name"
}

/// The axis `A`, if the size table holds the sizes needed for the repetition.
pub type Repeatable<A, const TIMES: usize> = <A as RepeatSizes<TIMES>>::Known;
/// The axis `A` repeated `TIMES` times.
pub type RepeatedAxis<A, const TIMES: usize> = <Repeatable<A, TIMES> as RepeatAxis<TIMES>>::Output;

/// The axis can be repeated `TIMES` times: required by `repeat` and `repeat_interleave`.
#[diagnostic::on_unimplemented(
    message = "repeat: {TIMES} times `{Self}` is not in the size table",
    label = "the table holds 0 to 4096 and common larger sizes",
    note = "add the size in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or make the axis `Dyn`: `x.try_into_shape::<S>()?` with `Dyn` for that axis in `S`"
)]
pub trait RepeatAxis<const TIMES: usize>: RepeatSizes<TIMES, Known = Self> {
    /// The longer axis, with the old name if that name allows this size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const TIMES: usize, O: Bare> RepeatAxis<TIMES> for A
where
    A: RepeatSizes<TIMES, Known = A>,
    A::Bare: BareMerge<Dim<TIMES>, Output = O>,
{
    type Output = A::Like<O>;
}

sizes_in_table! { StepSizes<FROM, TO, STEP> "a slice in steps",
    "cannot show that the sizes of this slice are in the size table: {FROM}..{TO} of `{Self}` in steps of {STEP}",
    "in generic code: add the bound `where {Self}: StepAxis<{FROM}, {TO}, {STEP}>`"
}

/// The axis `A`, if the size table holds the sizes needed for a slice with a step.
pub type Steppable<A, const FROM: usize, const TO: usize, const STEP: usize> = <A as StepSizes<FROM, TO, STEP>>::Known;
/// Every `STEP`th element of `FROM..TO` of the axis `A`.
pub type SteppedAxis<A, const FROM: usize, const TO: usize, const STEP: usize> =
    <Steppable<A, FROM, TO, STEP> as StepAxis<FROM, TO, STEP>>::Output;

/// The range `FROM..TO` in steps of `STEP` fits the axis: required by `slice_step`.
#[diagnostic::on_unimplemented(
    message = "slice_step: the range {FROM}..{TO} in steps of {STEP} does not fit the axis `{Self}`",
    label = "{FROM}..{TO} must not be reversed or end beyond the axis, and the step must be at least 1",
    note = "the range needs FROM ≤ TO ≤ the axis size; `flip` reverses an axis",
    note = "a resulting size above 4096 must be in the size table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait StepAxis<const FROM: usize, const TO: usize, const STEP: usize>:
    StepSizes<FROM, TO, STEP, Known = Self>
{
    /// The axis of the elements taken, with the old name if that name allows this size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const FROM: usize, const TO: usize, const STEP: usize, Range: Bare, O: Bare> StepAxis<FROM, TO, STEP>
    for A
where
    A: StepSizes<FROM, TO, STEP, Known = A>,
    A::Bare: BareSlice<FROM, TO, Output = Range>,
    Range: BareSteps<STEP, Output = O>,
{
    type Output = A::Like<O>;
}

#[doc(hidden)]
pub trait BareSteps<const STEP: usize> {
    type Output: Bare;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const STEP: usize, Whole, Step, Last, Reach, Count, O: Bare> BareSteps<STEP> for Dim<N>
where
    Dim<N>: Size<Nat = Whole>,
    Dim<STEP>: Size<Nat = Step>,
    Step: Sub<B1, Output = Last>,
    Whole: Add<Last, Output = Reach>,
    Reach: Div<Step, Output = Count>,
    Count: ToDim<Dim = O>,
{
    type Output = O;
}

sizes_in_table! { CutSizes<AT> "split_at",
    "cannot show that the size table holds both parts of `{Self}` cut at {AT}",
    "in generic code: add the bound `where {Self}: CutAxis<{AT}>`, or `CutAxis<{AT}, First = Dim<{AT}>, Rest = Dim<..>>` if the parts need names"
}

/// The axis `A`, if the size table holds the sizes needed for `split_at`.
pub type Cuttable<A, const AT: usize> = <A as CutSizes<AT>>::Known;

/// The axis can be split after `AT` elements: required by `split_at`.
#[diagnostic::on_unimplemented(
    message = "split_at: cannot split `{Self}` after {AT} elements",
    label = "the split must be within `{Self}`, and the rest must be in the size table",
    note = "split after at most `{Self}` elements; the second part may be empty",
    note = "a resulting size above 4096 must be in the size table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait CutAxis<const AT: usize>: CutSizes<AT, Known = Self> {
    /// The axis of the first part, with the old name if that name allows this size.
    type First: Axis;
    /// The axis of the second part.
    type Rest: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const AT: usize, O: Bare> CutAxis<AT> for A
where
    A: CutSizes<AT, Known = A>,
    A::Bare: BareCut<AT, Rest = O>,
{
    type First = A::Like<Dim<AT>>;
    type Rest = A::Like<O>;
}

#[doc(hidden)]
pub trait BareCut<const AT: usize> {
    type Rest: Bare;
}
impl<const AT: usize> BareCut<AT> for Dyn {
    type Rest = Dyn;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const AT: usize, Whole, First, Rest, O: Bare> BareCut<AT> for Dim<N>
where
    Dim<N>: Size<Nat = Whole>,
    Dim<AT>: Size<Nat = First>,
    Whole: Sub<First, Output = Rest>,
    Rest: ToDim<Dim = O>,
{
    type Rest = O;
}

sizes_in_table! { UnfoldSizes<SIZE, STEP> "unfold",
    "cannot show that the sizes of unfold are in the size table: windows of {SIZE} elements of `{Self}`, in steps of {STEP}",
    "in generic code: add the bound `where {Self}: UnfoldAxis<{SIZE}, {STEP}>`, or `UnfoldAxis<{SIZE}, {STEP}, Output = Dim<..>>` if the number of windows needs a name"
}

/// The axis `A`, if the size table holds the sizes needed for `unfold`.
pub type Unfoldable<A, const SIZE: usize, const STEP: usize> = <A as UnfoldSizes<SIZE, STEP>>::Known;

/// Windows of `SIZE` elements, `STEP` apart, slide over the axis: required by `unfold`.
#[diagnostic::on_unimplemented(
    message = "unfold: `{Self}` has no windows of {SIZE} elements in steps of {STEP}",
    label = "window and step must be at least 1, and the window at most `{Self}`",
    note = "shorten the window, `pad` the axis, or change a 0 to 1",
    note = "a resulting size above 4096 must be in the size table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait UnfoldAxis<const SIZE: usize, const STEP: usize>: UnfoldSizes<SIZE, STEP, Known = Self> {
    /// The axis with one element per window.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const SIZE: usize, const STEP: usize, O: Bare> UnfoldAxis<SIZE, STEP> for A
where
    A: UnfoldSizes<SIZE, STEP, Known = A>,
    A::Bare: BareConvLen<SIZE, STEP, 0, 1, Output = O>,
{
    type Output = A::Like<O>;
}

/// One more axis can be added to the shape: required by `unfold`, together with [`UnfoldAxis`].
#[diagnostic::on_unimplemented(
    message = "unfold: the windows need their own axis, but `{Self}` already has six",
    label = "the shape has six axes",
    note = "a tensor has at most six axes: make room with `merge` or `select`"
)]
pub trait RoomForWindows<const SIZE: usize>: Ranked {
    /// The shape with the window axis added at the end.
    type Output: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S: InsertAxis<-1, Output<Dim<SIZE>> = O>, O: Ranked, const SIZE: usize> RoomForWindows<SIZE> for S {
    type Output = O;
}

sizes_in_table! { DiffSizes<> "diff",
    "cannot show that the sizes of diff are in the size table: `{Self}`",
    "in generic code: add the bound `where {Self}: DiffAxis`, or `DiffAxis<Output = Dim<..>>` if the result needs a name"
}

/// The axis `A`, if the size table holds the sizes needed for `diff`.
pub type Differable<A> = <A as DiffSizes>::Known;
/// The axis of the result of `diff` along `A`.
pub type DifferencesAxis<A> = <Differable<A> as DiffAxis>::Output;

/// The axis has at least two elements: required by `diff`.
#[diagnostic::on_unimplemented(
    message = "diff: cannot take differences along `{Self}`",
    label = "needs at least two elements, and `{Self}` minus 1 in the size table",
    note = "N elements have N-1 differences",
    note = "a resulting size above 4096 must be in the size table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait DiffAxis: DiffSizes<Known = Self> {
    /// The axis, shorter by one element, with the old name if that name allows this size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, O: Bare> DiffAxis for A
where
    A: DiffSizes<Known = A>,
    A::Bare: BareConvLen<2, 1, 0, 1, Output = O>,
{
    type Output = A::Like<O>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(timeseriesml_macros::Axis)]
    struct Time<const N: usize>;

    fn check<A: Axis>(name: &str, size: Option<usize>) {
        assert_eq!((A::NAME, A::SIZE), (name, size));
    }

    #[test]
    fn sizes_are_worked_out_and_names_stay() {
        check::<<Time<24> as PadAxis<2, 3>>::Output>("Time", Some(29));
        check::<<Dyn as PadAxis<2, 3>>::Output>("Dyn", None);
        check::<<Time<24> as RepeatAxis<3>>::Output>("Time", Some(72));
        check::<<Dim<24> as StepAxis<1, 24, 5>>::Output>("Dim", Some(5));
        check::<<Dim<24> as StepAxis<3, 3, 2>>::Output>("Dim", Some(0));
        check::<<Dyn as StepAxis<0, 10, 4>>::Output>("Dim", Some(3));
        check::<<Time<24> as CutAxis<10>>::Rest>("Time", Some(14));
        check::<<Dyn as CutAxis<10>>::First>("Dim", Some(10));
        check::<<Time<96> as UnfoldAxis<24, 12>>::Output>("Time", Some(7));
        check::<<Time<96> as DiffAxis>::Output>("Time", Some(95));
    }

    #[test]
    fn mirrors_are_shorter_than_the_axis() {
        fn reflects<A: ReflectAxis<BEFORE, AFTER>, const BEFORE: usize, const AFTER: usize>() {}
        reflects::<Dim<5>, 4, 4>();
        reflects::<Dyn, 4, 4>();
    }
}
