//! Axes by position. Negative positions count from the end, as in Python.
//!
//! The rules are tables: one impl per rank and position, written by macros that walk a list of axes.

use super::permute::Ax;
use super::tuples::{NoShape, Ranked};
use timeseriesml_axis::{Axis, Dyn};

/// The shape has an axis at position `I`.
///
/// Reductions, `select`, `softmax` and every layer along one axis have this bound. As `With` is bounded by the
/// trait itself, one bound `S: HasAxis<-1>` is enough for a chain of layers over any leading axes.
#[diagnostic::on_unimplemented(
    message = "the shape `{Self}` has no axis {I}",
    label = "axis {I} is out of range",
    note = "a shape of rank R has axes 0 to R-1, or -R to -1 from the end; `unsqueeze::<0>()` adds an axis to a scalar"
)]
pub trait HasAxis<const I: isize>: Ranked<Known = Self> {
    /// The axis at position `I`; [`At`] is the short form.
    type Axis: Axis;
    /// The shape without the axis; [`Without`] is the short form.
    type Without: Ranked;
    /// The shape with `X` in place of the axis; [`With`] is the short form.
    type With<X: Axis>: HasAxis<I, Axis = X>;
    /// The position counted from the front, as a type.
    #[doc(hidden)]
    type Position;
    /// The position counted from the front.
    const INDEX: usize;
}

/// The axis of `S` at position `I`.
pub type At<S, const I: isize> = <S as HasAxis<I>>::Axis;
/// The shape `S` without its axis `I`.
pub type Without<S, const I: isize> = <S as HasAxis<I>>::Without;
/// The shape `S` with `X` as its axis `I`.
pub type With<S, const I: isize, X> = <S as HasAxis<I>>::With<X>;

/// A shape of one axis: required of the index of `index_select`, whose axis replaces an axis of the tensor.
#[diagnostic::on_unimplemented(
    message = "index_select: the index must be a vector (one axis), but it has shape `{Self}`",
    label = "expected an index of shape `(N,)`, found `{Self}`",
    note = "for an index with as many axes as the tensor use `gather`"
)]
pub trait IndexVector: Ranked {
    /// The axis.
    type Axis: Axis;
}
#[diagnostic::do_not_recommend]
impl<S: Ranked + OneAxis<Only = A>, A: Axis> IndexVector for S {
    type Axis = A;
}

#[doc(hidden)]
pub trait OneAxis {
    type Only;
}
impl<A> OneAxis for (A,) {
    type Only = A;
}
impl OneAxis for NoShape {
    type Only = NoShape;
}

/// An index of shape `T` has the same axes as this shape, except for axis `I`: required by `gather`.
#[diagnostic::on_unimplemented(
    message = "gather along axis {I}: the tensor has shape `{Self}`, but the index has `{T}`",
    label = "only axis {I} may differ",
    note = "all axes but axis {I} must have equal sizes, unlike in PyTorch: `slice` the longer one",
    note = "missing axis: `unsqueeze` the index, or use `index_select`, which takes whole slices by a vector"
)]
pub trait IndexedBy<const I: isize, T>: Ranked {}
#[diagnostic::do_not_recommend]
impl<S: HasAxis<I, Without = R>, T: HasAxis<I, Without = R>, const I: isize, R> IndexedBy<I, T> for S {}

/// A new axis can be inserted into the shape at position `I`: required by `unsqueeze` and `stack`.
#[diagnostic::on_unimplemented(
    message = "cannot insert an axis into `{Self}` at position {I}",
    label = "position {I} is out of range, or the shape has six axes",
    note = "positions run from 0 to the rank, or from -1 (the end) backwards; a tensor has at most six axes: make room with `merge` or `select`"
)]
pub trait InsertAxis<const I: isize>: Ranked {
    /// The shape with `X` inserted; [`Inserted`] is the short form.
    type Output<X: Axis>: Ranked;
    /// The position counted from the front.
    const INDEX: usize;
}

/// The shape `S` with a new axis `X` at position `I`.
pub type Inserted<S, const I: isize, X> = <S as InsertAxis<I>>::Output<X>;

/// The number of axes before an axis, as a literal: rustc compares literals at once, but re-evaluates an expression for every
/// pair of impls, which took a second of `cargo check`.
macro_rules! front {
    () => {
        0
    };
    ($A:ident) => {
        1
    };
    ($A:ident $B:ident) => {
        2
    };
    ($A:ident $B:ident $C:ident) => {
        3
    };
    ($A:ident $B:ident $C:ident $D:ident) => {
        4
    };
    ($A:ident $B:ident $C:ident $D:ident $E:ident) => {
        5
    };
}
pub(super) use front;

/// The position of an axis from the end, given the axes after it, as a literal.
macro_rules! back {
    () => {
        -1
    };
    ($A:ident) => {
        -2
    };
    ($A:ident $B:ident) => {
        -3
    };
    ($A:ident $B:ident $C:ident) => {
        -4
    };
    ($A:ident $B:ident $C:ident $D:ident) => {
        -5
    };
    ($A:ident $B:ident $C:ident $D:ident $E:ident) => {
        -6
    };
}
pub(super) use back;

macro_rules! has_axis {
    ($([$($A:ident)*])*) => { $(has_axis!(@walk [] $($A)*);)* };
    (@walk [$($L:ident)*]) => {};
    (@walk [$($L:ident)*] $A:ident $($R:ident)*) => {
        has_axis!(@impl { front!($($L)*) } [$($L)*] $A [$($R)*]);
        has_axis!(@impl { back!($($R)*) } [$($L)*] $A [$($R)*]);
        has_axis!(@walk [$($L)* $A] $($R)*);
    };
    (@impl $i:tt [$($L:ident)*] $A:ident [$($R:ident)*]) => {
        #[diagnostic::do_not_recommend]
        impl<$($L: Axis,)* $A: Axis, $($R: Axis),*> HasAxis<$i> for ($($L,)* $A, $($R,)*) {
            type Axis = $A;
            type Without = ($($L,)* $($R,)*);
            type With<X: Axis> = ($($L,)* X, $($R,)*);
            type Position = Ax<{ front!($($L)*) }>;
            const INDEX: usize = front!($($L)*);
        }
    };
}
has_axis! { [A] [A B] [A B C] [A B C D] [A B C D E] [A B C D E F] }

/// No position meets this bound, but rustc finds that out only when it knows `I`.
///
/// rustc looks a method up before it knows the generic arguments of the method. If a shape satisfies a rule at no position, rustc would report E0599
/// at once, without the message of the rule; a decoy impl with this bound makes it check the rule.
#[doc(hidden)]
pub trait Nowhere<const I: isize> {}
impl<const I: isize, P: NoPosition> Nowhere<I> for () where (Dyn,): HasAxis<I, Position = P> {}

/// A bound that nothing meets: no type implements it.
#[doc(hidden)]
pub trait NoPosition {}

macro_rules! insert_axis {
    ($([$($A:ident)*])*) => { $(insert_axis!(@walk [] $($A)*);)* };
    (@walk [$($L:ident)*]) => { insert_axis!(@both [$($L)*] []); };
    (@walk [$($L:ident)*] $A:ident $($R:ident)*) => {
        insert_axis!(@both [$($L)*] [$A $($R)*]);
        insert_axis!(@walk [$($L)* $A] $($R)*);
    };
    (@both $left:tt [$($R:ident)*]) => {
        insert_axis!(@impl { back!($($R)*) } $left [$($R)*]);
        insert_axis!(@front $left [$($R)*]);
    };
    (@front [$($L:ident)*] $right:tt) => { insert_axis!(@impl { front!($($L)*) } [$($L)*] $right); };
    (@impl $i:tt [$($L:ident)*] [$($R:ident)*]) => {
        #[diagnostic::do_not_recommend]
        impl<$($L: Axis,)* $($R: Axis),*> InsertAxis<$i> for ($($L,)* $($R,)*) {
            type Output<X: Axis> = ($($L,)* X, $($R,)*);
            const INDEX: usize = front!($($L)*);
        }
    };
}
insert_axis! { [] [A] [A B] [A B C] [A B C D] [A B C D E] }

#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, C: Axis, D: Axis, E: Axis, F: Axis, const I: isize> InsertAxis<I> for (A, B, C, D, E, F)
where
    (): Nowhere<I>,
{
    type Output<X: Axis> = ();
    const INDEX: usize = 0;
}

/// A shape of at least two axes, viewed as its last two axes: `(.., channels, length)` or `(.., time, features)`.
///
/// Convolutions, recurrent layers and attention have this bound.
#[diagnostic::on_unimplemented(
    message = "this needs at least two axes, but the shape is `{Self}`",
    label = "expected at least two axes: a matrix, `(.., time, features)` or `(.., channels, length)`",
    note = "`unsqueeze::<0>()` adds a leading axis; a `DynTensor` gets its axes from `try_into_shape::<S>()`"
)]
pub trait LastTwo: HasAxis<-1, Axis = Self::Column> + HasAxis<-2, Axis = Self::Row> {
    /// The second-to-last axis.
    type Row: Axis;
    /// The last axis.
    type Column: Axis;
    /// The shape with `R` and `C` as its last two axes.
    type Put<R: Axis, C: Axis>: LastTwo<Row = R, Column = C>;
}
macro_rules! last_two { ($([$($L:ident)*])*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($L: Axis,)* Y: Axis, Z: Axis> LastTwo for ($($L,)* Y, Z) {
        type Row = Y;
        type Column = Z;
        type Put<R: Axis, C: Axis> = ($($L,)* R, C);
    }
)* } }
last_two! { [] [K] [K L] [K L M] [K L M N] }

/// A shape of three axes, viewed as the input of a forecasting model: `(batch, time, features)`.
#[diagnostic::on_unimplemented(
    message = "a model expects `(batch, time, features)`, but this input is `{Self}`",
    label = "expected three axes, found `{Self}`",
    note = "`x.batch_of_one()` makes a batch of a single window; a `DynTensor` gets its axes from `try_into_shape::<S>()`"
)]
pub trait WindowShape: Ranked {
    /// The axis of the windows.
    type Batch: Axis;
    /// The axis of the steps of a window.
    type Time: Axis;
    /// The axis of the columns of a window.
    type Features: Axis;
}
#[diagnostic::do_not_recommend]
impl<S: Ranked + ThreeAxes<First = A, Second = B, Third = C>, A: Axis, B: Axis, C: Axis> WindowShape for S {
    type Batch = A;
    type Time = B;
    type Features = C;
}

#[doc(hidden)]
pub trait ThreeAxes {
    type First;
    type Second;
    type Third;
}
impl<A, B, C> ThreeAxes for (A, B, C) {
    type First = A;
    type Second = B;
    type Third = C;
}
impl ThreeAxes for NoShape {
    type First = NoShape;
    type Second = NoShape;
    type Third = NoShape;
}

#[cfg(test)]
mod tests {
    use super::super::tuples::StaticShape;
    use super::*;
    use timeseriesml_axis::Dim;

    type Four = (Dim<2>, Dim<3>, Dim<4>, Dim<5>);

    fn check<S: StaticShape>(sizes: &[usize]) {
        assert_eq!(S::SIZES.as_ref(), sizes);
    }

    #[test]
    fn positions_count_from_both_ends() {
        check::<(At<Four, 1>,)>(&[3]);
        check::<(At<Four, -1>,)>(&[5]);
        assert_eq!((<Four as HasAxis<-4>>::INDEX, <Four as HasAxis<3>>::INDEX), (0, 3));
    }

    #[test]
    fn other_axes_stay_in_order() {
        check::<Without<Four, -2>>(&[2, 3, 5]);
        check::<With<Four, 2, Dim<9>>>(&[2, 3, 9, 5]);
        check::<<Four as LastTwo>::Put<Dim<8>, Dim<9>>>(&[2, 3, 8, 9]);
    }

    #[test]
    fn an_axis_goes_in_at_both_ends_and_between() {
        check::<Inserted<Four, 0, Dim<9>>>(&[9, 2, 3, 4, 5]);
        check::<Inserted<Four, 4, Dim<9>>>(&[2, 3, 4, 5, 9]);
        check::<Inserted<Four, -1, Dim<9>>>(&[2, 3, 4, 5, 9]);
        check::<Inserted<Four, -2, Dim<9>>>(&[2, 3, 4, 9, 5]);
        check::<Inserted<(), -1, Dim<9>>>(&[9]);
        assert_eq!((<Four as InsertAxis<-5>>::INDEX, <Four as InsertAxis<-1>>::INDEX), (0, 4));
    }
}
