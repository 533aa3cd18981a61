//! Shapes: tuples of up to six axes, and `DynShape`, whose rank is known only at run time.
//!
//! A shape carries only constants: the names and sizes of its axes. The tensor checks sizes against them and reports the
//! errors.

use timeseriesml_axis::{Axis, AxisInfo, StaticAxis};

/// The shape of a tensor: a tuple of at most six axes, or [`DynShape`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "expected a tuple of at most six axes; a single axis needs parentheses and a comma: `(Dim<96>,)`",
    note = "an axis is `Dim<N>` (static size), `Dyn` or `Batch` (run-time size), `One`, or your own struct with `#[derive(Axis)]`; `96` and `usize` are not axes",
    note = "a shape is a tuple of axes: `(Batch, Dim<96>, Dim<7>)`"
)]
pub trait Shape: 'static {
    /// What the type says about each axis ([`Ranked::AXES`]), or `None` where not even the rank is known.
    const KNOWN_AXES: Option<&'static [AxisInfo]>;
}

/// A shape whose rank is known at compile time: a tuple of axes.
#[diagnostic::on_unimplemented(
    message = "the rank of `{Self}` is not known at compile time",
    label = "expected a tuple of axes",
    note = "give a `DynTensor` its shape with `try_into_shape::<S>()`, or call its own methods, which take axes as arguments"
)]
pub trait Ranked: Shape {
    /// The shape itself. It is defined only for tuples, so that a layer's bounds on single axes report no further errors for other shapes.
    #[doc(hidden)]
    type Known: Ranked;
    /// An array with one size per axis: `[usize; RANK]`.
    type Sizes: AsRef<[usize]>
        + AsMut<[usize]>
        + for<'a> TryFrom<&'a [usize], Error = std::array::TryFromSliceError>
        + Copy
        + std::fmt::Debug
        + Eq
        + Send
        + Sync
        + 'static;
    /// The number of axes.
    const RANK: usize;
    /// What the type says about each axis.
    const AXES: &'static [AxisInfo];
}

/// A shape whose sizes are all known at compile time.
#[diagnostic::on_unimplemented(
    message = "the shape `{Self}` has a size that is not known at compile time",
    label = "every axis must be static here: `Dim<N>`, `One` or a named axis with a size",
    note = "pass the sizes of `Batch`, `Dyn` and other run-time axes as arguments: `Tensor::zeros_sized([32, 96])?`; likewise `ones_sized`, `randn_sized`, .."
)]
pub trait StaticShape: Ranked {
    /// The size of each axis.
    const SIZES: Self::Sizes;
}

/// A shape whose rank and sizes are known only at run time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DynShape;

/// A decoy that no tensor has as its shape. If a trait has a single impl, rustc infers a shape from it and reports a mistake as E0308. A second
/// impl, for `NoShape`, makes rustc check the trait bound and print the trait's message.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoShape;

#[diagnostic::do_not_recommend]
impl Shape for DynShape {
    const KNOWN_AXES: Option<&'static [AxisInfo]> = None;
}

macro_rules! tuples { ($($rank:literal: $($A:ident)*;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($A: Axis),*> Shape for ($($A,)*) {
        const KNOWN_AXES: Option<&'static [AxisInfo]> = Some(Self::AXES);
    }
    #[diagnostic::do_not_recommend]
    impl<$($A: Axis),*> Ranked for ($($A,)*) {
        type Known = Self;
        type Sizes = [usize; $rank];
        const RANK: usize = $rank;
        const AXES: &'static [AxisInfo] = &[$(AxisInfo::of::<$A>()),*];
    }
    #[diagnostic::do_not_recommend]
    impl<$($A: StaticAxis),*> StaticShape for ($($A,)*) {
        const SIZES: [usize; $rank] = [$($A::N),*];
    }
)* } }
tuples! { 0: ; 1: A; 2: A B; 3: A B C; 4: A B C D; 5: A B C D E; 6: A B C D E F; }

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;
    use timeseriesml_axis::{Dim, One};

    #[test]
    fn a_tuple_lists_its_axes() {
        type X = (Batch, Dim<96>, One);
        let sizes: Vec<_> = X::AXES.iter().map(|axis| (axis.name, axis.size, axis.broadcasts)).collect();
        assert_eq!(sizes, [("Batch", None, false), ("Dim", Some(96), false), ("One", Some(1), true)]);
        assert_eq!((X::RANK, <()>::RANK), (3, 0));
    }

    #[test]
    fn a_dynamic_shape_lists_none() {
        assert_eq!(DynShape::KNOWN_AXES, None);
    }
}
