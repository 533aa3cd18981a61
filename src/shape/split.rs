//! Splits one axis into equal parts, and merges two axes into one: for heads, groups, patches and flattened windows.
//!
//! `SplitInto` and `Merge` check the sizes; `SplitAxis` and `MergeAxes` check the positions of the axes in the shape.

use super::gate::{AllInTable, AsksTable, BareInTable, Gate, sizes_in_table};
use super::index::{At, HasAxis, Nowhere, back, front};
use super::tuples::Ranked;
use std::ops::{Div, Mul, Rem};
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};
use typenum::UTerm;

sizes_in_table! { SplitSizes<PARTS> "split",
    "cannot show that the sizes of this split are in the size table: `{Self}` into {PARTS} parts",
    "in generic code: add the bound `where {Self}: SplitInto<{PARTS}>`, or `SplitInto<{PARTS}, Output = Dim<PART>>` if the size of a part needs a name"
}

/// This axis can be split into `PARTS` equal parts: required by `split`, attention heads and patches.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be split into {PARTS} equal parts",
    label = "{PARTS} must divide `{Self}`",
    note = "the number of heads, groups, patches or parts must divide the size of the axis"
)]
pub trait SplitInto<const PARTS: usize>: SplitSizes<PARTS, Known = Self> {
    /// The axis of one part.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const PARTS: usize, O: Bare> SplitInto<PARTS> for A
where
    A: SplitSizes<PARTS, Known = A>,
    A::Bare: BareSplit<PARTS, Output = O>,
{
    type Output = O;
}

#[doc(hidden)]
pub trait BareSplit<const PARTS: usize> {
    type Output: Bare;
}
impl<const PARTS: usize> BareSplit<PARTS> for Dyn {
    type Output = Dyn;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const PARTS: usize, Whole, Parts, Rest, Part, O: Bare> BareSplit<PARTS> for Dim<N>
where
    Dim<N>: Size<Nat = Whole>,
    Dim<PARTS>: Size<Nat = Parts>,
    Whole: Rem<Parts, Output = Rest> + Div<Parts, Output = Part>,
    Rest: IsZero,
    Part: ToDim<Dim = O>,
{
    type Output = O;
}

#[doc(hidden)]
pub trait IsZero {}
impl IsZero for UTerm {}

sizes_in_table! { MergeSizes<Rhs> "merge",
    "cannot show that the sizes of this merge are in the size table: `{Self}` and `{Rhs}`",
    "in generic code: add the bound `where {Self}: Merge<{Rhs}>`, or `MergeInto<{Rhs}, OUT>` if the result needs a name"
}

/// This axis and the next one, `Rhs`, can be merged: required by `merge`.
#[diagnostic::on_unimplemented(
    message = "merge: `{Self}` times `{Rhs}` is not in the size table",
    label = "the table holds 0 to 4096 and common larger sizes",
    note = "add the size in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or make the axis `Dyn`: `x.try_into_shape::<S>()?` with `Dyn` for that axis in `S`"
)]
pub trait Merge<Rhs: Axis>: MergeSizes<Rhs, Known = Self> {
    /// The merged axis.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, O: Bare> Merge<B> for A
where
    A: MergeSizes<B, Known = A>,
    A::Bare: BareMerge<B::Bare, Output = O>,
{
    type Output = O;
}

#[doc(hidden)]
pub trait BareMerge<Rhs> {
    type Output: Bare;
}
impl BareMerge<Dyn> for Dyn {
    type Output = Dyn;
}
impl<const N: usize> BareMerge<Dyn> for Dim<N> {
    type Output = Dyn;
}
impl<const N: usize> BareMerge<Dim<N>> for Dyn {
    type Output = Dyn;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const M: usize, Left, Right, Product, O: Bare> BareMerge<Dim<M>> for Dim<N>
where
    Dim<N>: Size<Nat = Left>,
    Dim<M>: Size<Nat = Right>,
    Left: Mul<Right, Output = Product>,
    Product: ToDim<Dim = O>,
{
    type Output = O;
}

/// This axis and `Rhs` merge into `Dim<OUT>`: the bound of a generic model that flattens before a layer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` times `{Rhs}` is not {OUT}",
    label = "merging the two axes does not give `Dim<{OUT}>`",
    note = "give the next layer the product of both as its number of input features"
)]
pub trait MergeInto<Rhs: Axis, const OUT: usize>: Merge<Rhs, Output = Dim<OUT>> {}
#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, const OUT: usize> MergeInto<B, OUT> for A where A: Merge<B, Output = Dim<OUT>> {}

/// Axis `I` can be replaced by two axes: required by `unflatten`, together with `SplitInto` on the axis.
#[diagnostic::on_unimplemented(
    message = "cannot split axis {I} of the shape `{Self}` into two",
    label = "the shape has six axes, or no axis {I}",
    note = "a shape of rank R has axes 0 to R-1, or -R to -1 from the end; with six, make room with `merge` or `select`"
)]
pub trait SplitAxis<const I: isize>: HasAxis<I> {
    /// The shape with `X` and `Y` in place of axis `I`.
    type Output<X: Axis, Y: Axis>: Ranked;
}

/// The shape `S` with axis `I` split in two: `Dim<PARTS>` and the length of a part.
pub type Unflattened<S, const I: isize, const PARTS: usize> =
    <S as SplitAxis<I>>::Output<Dim<PARTS>, Part<At<S, I>, PARTS>>;

/// The axis `A`, if the size table holds the sizes needed for a split into `PARTS` parts.
pub type Splittable<A, const PARTS: usize> = <A as SplitSizes<PARTS>>::Known;
/// One of `PARTS` equal parts of the axis `A`.
pub type Part<A, const PARTS: usize> = <Splittable<A, PARTS> as SplitInto<PARTS>>::Output;

/// Axis `I` is followed by an axis to merge with. `merge` requires this, and `Merge` of the two axes.
#[diagnostic::on_unimplemented(
    message = "the shape `{Self}` has no axis after axis {I} to merge with",
    label = "axis {I} is the last one or out of range",
    note = "axis I merges with axis I+1: in a shape of rank R, I is 0 to R-2, or -R to -2 from the end"
)]
pub trait MergeAxes<const I: isize>: Ranked {
    /// Axis `I`.
    type First: Axis;
    /// The next axis.
    type Second: Axis;
    /// The shape with `X` in place of both axes.
    type Output<X: Axis>: Ranked;
    /// The position of axis `I` counted from the front.
    const INDEX: usize;
}

/// The shape `S` with axes `I` and `I + 1` merged.
pub type Merged<S, const I: isize> =
    <S as MergeAxes<I>>::Output<ProductAxis<<S as MergeAxes<I>>::First, <S as MergeAxes<I>>::Second>>;

/// The axis `A`, if the size table holds the sizes of `A` and `B`.
pub type Mergeable<A, B> = <A as MergeSizes<B>>::Known;
/// The axes `A` and `B` merged.
pub type ProductAxis<A, B> = <Mergeable<A, B> as Merge<B>>::Output;

macro_rules! split_axis {
    ($([$($A:ident)*])*) => { $(split_axis!(@walk [] $($A)*);)* };
    (@walk [$($L:ident)*]) => {};
    (@walk [$($L:ident)*] $A:ident $($R:ident)*) => {
        split_axis!(@impl { front!($($L)*) } [$($L)*] $A [$($R)*]);
        split_axis!(@impl { back!($($R)*) } [$($L)*] $A [$($R)*]);
        split_axis!(@walk [$($L)* $A] $($R)*);
    };
    (@impl $i:tt [$($L:ident)*] $A:ident [$($R:ident)*]) => {
        #[diagnostic::do_not_recommend]
        impl<$($L: Axis,)* $A: Axis, $($R: Axis),*> SplitAxis<$i> for ($($L,)* $A, $($R,)*) {
            type Output<X: Axis, Y: Axis> = ($($L,)* X, Y, $($R,)*);
        }
    };
}
split_axis! { [A] [A B] [A B C] [A B C D] [A B C D E] }

#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, C: Axis, D: Axis, E: Axis, F: Axis, const I: isize> SplitAxis<I> for (A, B, C, D, E, F)
where
    Self: HasAxis<I>,
    (): Nowhere<I>,
{
    type Output<X: Axis, Y: Axis> = ();
}

macro_rules! merge_axes {
    ($([$($A:ident)*])*) => { $(merge_axes!(@walk [] $($A)*);)* };
    (@walk [$($L:ident)*] $A:ident) => {};
    (@walk [$($L:ident)*] $A:ident $B:ident $($R:ident)*) => {
        merge_axes!(@impl { front!($($L)*) } [$($L)*] $A $B [$($R)*]);
        merge_axes!(@impl { back!($B $($R)*) } [$($L)*] $A $B [$($R)*]);
        merge_axes!(@walk [$($L)* $A] $B $($R)*);
    };
    (@impl $i:tt [$($L:ident)*] $A:ident $B:ident [$($R:ident)*]) => {
        #[diagnostic::do_not_recommend]
        impl<$($L: Axis,)* $A: Axis, $B: Axis, $($R: Axis),*> MergeAxes<$i> for ($($L,)* $A, $B, $($R,)*) {
            type First = $A;
            type Second = $B;
            type Output<X: Axis> = ($($L,)* X, $($R,)*);
            const INDEX: usize = front!($($L)*);
        }
    };
}
merge_axes! { [A B] [A B C] [A B C D] [A B C D E] [A B C D E F] }

macro_rules! no_merge_axes { ($([$($A:ident)?])*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($A: Axis,)? const I: isize> MergeAxes<I> for ($($A,)?)
    where
        (): Nowhere<I>,
    {
        type First = Dyn;
        type Second = Dyn;
        type Output<X: Axis> = ();
        const INDEX: usize = 0;
    }
)* } }
no_merge_axes! { [] [A] }

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;

    fn check<S: Ranked>(sizes: &[Option<usize>]) {
        let found: Vec<_> = S::AXES.iter().map(|axis| axis.size).collect();
        assert_eq!(found, sizes);
    }

    #[test]
    fn an_axis_becomes_parts_and_the_size_of_one() {
        check::<Unflattened<(Batch, Dim<96>, Dim<512>), -1, 8>>(&[None, Some(96), Some(8), Some(64)]);
        check::<Unflattened<(Batch, Dim<96>, Dim<512>), 1, 6>>(&[None, Some(6), Some(16), Some(512)]);
        check::<Unflattened<(Batch, Dyn), 1, 6>>(&[None, Some(6), None]);
    }

    #[test]
    fn merging_undoes_it() {
        check::<Merged<(Batch, Dim<96>, Dim<8>, Dim<64>), 2>>(&[None, Some(96), Some(512)]);
        check::<Merged<(Batch, Dim<96>, Dim<8>, Dim<64>), -2>>(&[None, Some(96), Some(512)]);
        check::<Merged<(Batch, Dim<96>, Dim<8>), 0>>(&[None, Some(8)]);
        assert_eq!(<(Batch, Dim<2>, Dim<3>) as MergeAxes<-2>>::INDEX, 1);
    }

    #[test]
    fn a_product_can_be_asked_for() {
        fn merges<A: MergeInto<B, OUT>, B: Axis, const OUT: usize>() {}
        merges::<Dim<100>, Dim<5>, 500>();
    }
}
