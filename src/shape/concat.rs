//! Joins two axes end to end: `Dim<N>` and `Dim<M>` give `Dim<{N + M}>`; with a run-time axis the result is `Dyn`.

use super::index::{At, HasAxis, With};
use std::ops::Add;
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};

/// `Rhs` can be appended to this axis: required by `concat` and bidirectional LSTMs.
///
/// The result keeps the name of the left axis if that name allows the new size.
#[diagnostic::on_unimplemented(
    message = "concat: cannot show that `{Self}` plus `{Rhs}` is in the size table",
    label = "the table holds 0 to 4096 and common larger sizes",
    note = "in generic code: add the bound `where {Self}: ConcatAxis<{Rhs}>`, or `ConcatAxis<{Rhs}, Output = Dim<SUM>>` if the result needs a name",
    note = "missing size: add it in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or make the axis `Dyn`: `x.try_into_shape::<S>()?` with `Dyn` for that axis in `S`"
)]
pub trait ConcatAxis<Rhs: Axis> {
    /// The axis of the result.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, B: Axis, O: Bare> ConcatAxis<B> for A
where
    A::Bare: BareConcat<B::Bare, Output = O>,
{
    type Output = A::Like<O>;
}

#[doc(hidden)]
pub trait BareConcat<Rhs> {
    type Output: Bare;
}
impl BareConcat<Dyn> for Dyn {
    type Output = Dyn;
}
impl<const N: usize> BareConcat<Dyn> for Dim<N> {
    type Output = Dyn;
}
impl<const N: usize> BareConcat<Dim<N>> for Dyn {
    type Output = Dyn;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const M: usize, Left, Right, Sum, O: Bare> BareConcat<Dim<M>> for Dim<N>
where
    Dim<N>: Size<Nat = Left>,
    Dim<M>: Size<Nat = Right>,
    Left: Add<Right, Output = Sum>,
    Sum: ToDim<Dim = O>,
{
    type Output = O;
}

/// A shape that has the axes of `Rhs` except for axis `I`.
#[diagnostic::on_unimplemented(
    message = "concat along axis {I}: `{Self}` and `{Rhs}` differ on another axis",
    label = "only axis {I} may differ",
    note = "concatenation does not broadcast: concatenate along the axis that differs (`concat::<-1, _>(&b)` for the last one), `slice` the longer side, or `rename`, `transpose` or `unsqueeze` one side"
)]
pub trait BesideAxis<const I: isize, Rhs> {
    /// Axis `I` of `Rhs`.
    type Axis: Axis;
}
#[diagnostic::do_not_recommend]
impl<const I: isize, S, Rhs, Others, B: Axis> BesideAxis<I, Rhs> for S
where
    S: HasAxis<I, Without = Others>,
    Rhs: HasAxis<I, Axis = B, Without = Others>,
{
    type Axis = B;
}

/// Axis `I` of `T`; exists only if the other axes of `T` are the same as in `S`.
pub type Beside<S, const I: isize, T> = <With<S, I, At<S, I>> as BesideAxis<I, T>>::Axis;
/// The shape `S` with `T` appended along axis `I`.
pub type Concatenated<S, const I: isize, T> = With<S, I, <At<S, I> as ConcatAxis<Beside<S, I, T>>>::Output>;

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;

    fn check<A: ConcatAxis<B>, B: Axis>(name: &str, size: Option<usize>) {
        assert_eq!((A::Output::NAME, A::Output::SIZE), (name, size));
    }

    #[test]
    fn sizes_add_up_or_become_run_time() {
        check::<Dim<12>, Dim<23>>("Dim", Some(35));
        check::<Dim<0>, Dim<0>>("Dim", Some(0));
        check::<Dim<12>, Dyn>("Dyn", None);
        check::<Batch, Batch>("Dyn", None);
    }
}
