//! The rules of losses: equal shapes, and the axes of targets, quantiles and classes.

use super::tuples::{DynShape, NoShape, Shape};
use timeseriesml_axis::Axis;

/// The axis of `N` series or columns that are forecast together.
///
/// An axis of its own, so that `(Batch, Dim<24>, Target<3>)` and `(Batch, Dim<24>, Quantile<3>)` differ.
#[derive(timeseriesml_macros::Axis, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<const N: usize>;

/// The axis of `N` quantiles of a forecast, in ascending order.
#[derive(timeseriesml_macros::Axis, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantile<const N: usize>;

/// Prediction and target have one shape: the rule of losses, which do not broadcast.
///
/// A run-time size does not meet a static one, as it does in elementwise operations.
#[diagnostic::on_unimplemented(
    message = "the prediction has the shape `{Self}`, the target `{T}`",
    label = "a loss compares equal shapes, it does not broadcast",
    note = "two horizons: give both the same, or `slice` the longer; one axis too many: `squeeze` or `reshape`; another name: `rename`"
)]
pub trait TargetShape<T>: Shape {}
#[diagnostic::do_not_recommend]
impl<S: Shape> TargetShape<S> for S {}
#[diagnostic::do_not_recommend]
impl<S: Shape> TargetShape<NoShape> for S {}

/// Prediction and target of a loss of `Q` quantiles: the prediction has the axes of the target, and [`Quantile<Q>`](Quantile) behind
/// them.
#[diagnostic::on_unimplemented(
    message = "a loss of several quantiles does not fit a prediction of the shape `{Self}` and a target `{T}`",
    label = "expected a prediction with the axes of the target, followed by `Quantile<{Q}>`",
    note = "a model gives one value per quantile on its last axis: `rename::<-1, Quantile<{Q}>>()` names an axis of that size; a point forecast takes one quantile, `QuantileLoss::new(0.5)`"
)]
pub trait QuantilesOf<T, const Q: usize>: Shape {}
#[diagnostic::do_not_recommend]
impl<const Q: usize> QuantilesOf<DynShape, Q> for DynShape {}
#[diagnostic::do_not_recommend]
impl<S: Shape, const Q: usize> QuantilesOf<NoShape, Q> for S {}
#[diagnostic::do_not_recommend]
impl<S: Shape, const Q: usize> QuantilesOf<NoTarget, Q> for S {}

/// A second type that is no target: a prediction without quantiles would satisfy the rule for `NoShape` alone, and rustc would infer it.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoTarget;

/// Scores of classes and the right classes: the scores have one axis more, the second, or the only one. PyTorch's order.
#[diagnostic::on_unimplemented(
    message = "cross_entropy: the scores have the shape `{Self}`, the numbers of the classes `{T}`",
    label = "expected numbers with the axes of the scores, without the axis of the classes, which is the second",
    note = "scores `(Batch, Dim<CLASSES>)` take numbers `(Batch,)`, scores `(Batch, Dim<CLASSES>, Dim<TIME>)` take `(Batch, Dim<TIME>)`",
    note = "where the classes are last, as in `(batch, time, classes)`, `transpose::<-1, -2>()` puts them second"
)]
pub trait ScoresOf<T>: Shape {}
#[diagnostic::do_not_recommend]
impl ScoresOf<DynShape> for DynShape {}
#[diagnostic::do_not_recommend]
impl<S: Shape> ScoresOf<NoShape> for S {}
#[diagnostic::do_not_recommend]
impl<C: Axis> ScoresOf<()> for (C,) {}

macro_rules! axes_of_the_target { ($([$($A:ident)*])*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($A: Axis,)* const Q: usize> QuantilesOf<($($A,)*), Q> for ($($A,)* Quantile<Q>,) {}
    axes_of_the_target!(@scores $($A)*);
)* };
(@scores) => {};
(@scores $N:ident $($A:ident)*) => {
    #[diagnostic::do_not_recommend]
    impl<C: Axis, $N: Axis, $($A: Axis),*> ScoresOf<($N, $($A,)*)> for ($N, C, $($A,)*) {}
} }
axes_of_the_target! { [] [K] [K L] [K L M] [K L M N] [K L M N O] }

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;
    use timeseriesml_axis::Dim;

    #[test]
    fn targets_and_quantiles_are_known_by_name() {
        fn compares<S: TargetShape<T>, T: Shape>() {}
        fn asks<S: QuantilesOf<T, 3>, T: Shape>() {}
        fn scores<S: ScoresOf<T>, T: Shape>() {}
        compares::<(Batch, Dim<24>, Target<3>), (Batch, Dim<24>, Target<3>)>();
        asks::<(Batch, Dim<24>, Quantile<3>), (Batch, Dim<24>)>();
        asks::<(Quantile<3>,), ()>();
        scores::<(Batch, Dim<5>, Dim<24>), (Batch, Dim<24>)>();
        scores::<(Dim<5>,), ()>();
        assert_eq!((Target::<3>::NAME, Quantile::<3>::NAME, Quantile::<3>::SIZE), ("Target", "Quantile", Some(3)));
    }
}
