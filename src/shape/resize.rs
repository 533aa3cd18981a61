//! An axis made longer, shorter or sparser: padding, repetition, steps, cuts, sliding windows and differences.

use super::concat::BareConcat;
use super::conv::BareConvLen;
use super::index::InsertAxis;
use super::slice::BareSlice;
use super::split::BareMerge;
use super::tuples::Ranked;
use std::ops::{Add, Div, Sub};
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};
use typenum::B1;

/// The axis can have `BEFORE` and `AFTER` elements more at its ends: the rule of `pad` and `pad_replicate`.
#[diagnostic::on_unimplemented(
    message = "pad: `{Self}` with {BEFORE} elements before it and {AFTER} behind it gives no size that is known to be in the table",
    label = "the size of the result cannot be written down",
    note = "the table holds 0 to 1024 and sizes common in time series (1440, 2016, 8760, ...); beyond, make the axis `Dyn` first: `x.try_into_shape::<S>()?` with `Dyn` in its place in `S`",
    note = "if this is a generic function: add the bound `where {Self}: PadAxis<{BEFORE}, {AFTER}>`"
)]
pub trait PadAxis<const BEFORE: usize, const AFTER: usize> {
    /// The longer axis, under the same name where it can carry the size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const BEFORE: usize, const AFTER: usize, L: Bare, O: Bare> PadAxis<BEFORE, AFTER> for A
where
    A::Bare: BareConcat<Dim<BEFORE>, Output = L>,
    L: BareConcat<Dim<AFTER>, Output = O>,
{
    type Output = A::Like<O>;
}

/// The axis is longer than each padding that mirrors it: the rule of `pad_reflect`, beside [`PadAxis`].
#[diagnostic::on_unimplemented(
    message = "pad_reflect: `{Self}` is not known to be longer than each of the paddings {BEFORE} and {AFTER}",
    label = "an end is mirrored without itself: both must be less than the size",
    note = "take a shorter padding, or `pad_replicate`, which repeats the ends",
    note = "if this is a generic function: add the bound `where {Self}: ReflectAxis<{BEFORE}, {AFTER}>`"
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

/// The axis `TIMES` times: the rule of `repeat` and `repeat_interleave`.
#[diagnostic::on_unimplemented(
    message = "repeat: {TIMES} times `{Self}` gives no size that is known to be in the table",
    label = "the size of the result cannot be written down",
    note = "the table holds 0 to 1024 and sizes common in time series (1440, 2016, 8760, ...); beyond, make the axis `Dyn` first: `x.try_into_shape::<S>()?` with `Dyn` in its place in `S`",
    note = "if this is a generic function: add the bound `where {Self}: RepeatAxis<{TIMES}>`"
)]
pub trait RepeatAxis<const TIMES: usize> {
    /// The longer axis, under the same name where it can carry the size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const TIMES: usize, O: Bare> RepeatAxis<TIMES> for A
where
    A::Bare: BareMerge<Dim<TIMES>, Output = O>,
{
    type Output = A::Like<O>;
}

/// The axis holds the range `FROM..TO`, of which every `STEP`-th element is taken: the rule of `slice_step`.
#[diagnostic::on_unimplemented(
    message = "the axis `{Self}` is not known to hold the range {FROM}..{TO} in steps of {STEP}",
    label = "{FROM}..{TO} must run forwards and end within `{Self}`, and the step be at least 1",
    note = "take a range that ends at the size of the axis or before; `flip` turns an axis round",
    note = "if this is a generic function: add the bound `where {Self}: StepAxis<{FROM}, {TO}, {STEP}>`"
)]
pub trait StepAxis<const FROM: usize, const TO: usize, const STEP: usize> {
    /// The axis of the elements taken, under the same name where it can carry them.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const FROM: usize, const TO: usize, const STEP: usize, Range: Bare, O: Bare> StepAxis<FROM, TO, STEP>
    for A
where
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

/// The axis can be cut behind its first `AT` elements: the rule of `split_at`.
#[diagnostic::on_unimplemented(
    message = "split_at: `{Self}` is not known to have {AT} elements for the first part",
    label = "the cut must lie within `{Self}`",
    note = "take fewer elements for the first part: the rest may be empty",
    note = "if this is a generic function: add the bound `where {Self}: CutAxis<{AT}>`"
)]
pub trait CutAxis<const AT: usize> {
    /// The axis of the first part, under the same name where it can carry the size.
    type First: Axis;
    /// The axis of the rest.
    type Rest: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const AT: usize, O: Bare> CutAxis<AT> for A
where
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

/// Windows of `SIZE` elements, `STEP` apart, slide over the axis: the rule of `unfold`.
#[diagnostic::on_unimplemented(
    message = "unfold: `{Self}` is not known to hold a window of {SIZE} elements, moved by {STEP}",
    label = "window and step must be at least 1, and the window not longer than `{Self}`",
    note = "take a shorter window, or `pad` the axis first",
    note = "if this is a generic function: add the bound `where {Self}: UnfoldAxis<{SIZE}, {STEP}>`"
)]
pub trait UnfoldAxis<const SIZE: usize, const STEP: usize> {
    /// The axis that counts the windows.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const SIZE: usize, const STEP: usize, O: Bare> UnfoldAxis<SIZE, STEP> for A
where
    A::Bare: BareConvLen<SIZE, STEP, 0, 1, Output = O>,
{
    type Output = A::Like<O>;
}

/// One more axis fits behind the shape: the rule of `unfold`, beside [`UnfoldAxis`].
#[diagnostic::on_unimplemented(
    message = "unfold: the windows need an axis of their own, but `{Self}` has six already",
    label = "the shape is full",
    note = "a tensor has at most six axes: `merge` or `select` makes room"
)]
pub trait RoomForWindows<const SIZE: usize>: Ranked {
    /// The shape with the axis of a window behind it.
    type Output: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S: InsertAxis<-1, Output<Dim<SIZE>> = O>, O: Ranked, const SIZE: usize> RoomForWindows<SIZE> for S {
    type Output = O;
}

/// The axis has neighbours: the rule of `diff`.
#[diagnostic::on_unimplemented(
    message = "diff: `{Self}` is not known to have two elements to take the difference of",
    label = "at least two elements are needed",
    note = "the differences are one fewer than the elements",
    note = "if this is a generic function: add the bound `where {Self}: DiffAxis`"
)]
pub trait DiffAxis {
    /// The axis one shorter, under the same name where it can carry the size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, O: Bare> DiffAxis for A
where
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
