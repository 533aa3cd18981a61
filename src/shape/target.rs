//! The rules of losses: equal shapes, and the axes of targets, quantiles and classes.

use super::tuples::{DynShape, NoShape, Shape};
use timeseriesml_axis::Axis;

/// The axis of `N` series or columns that are forecast together.
///
/// This is an axis type of its own, so that `(Batch, Dim<24>, Target<3>)` and `(Batch, Dim<24>, Quantile<3>)` differ.
#[derive(timeseriesml_macros::Axis, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<const N: usize>;

/// The axis of `N` quantiles of a forecast, in ascending order.
#[derive(timeseriesml_macros::Axis, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantile<const N: usize>;

/// Prediction and target have the same shape: required by losses, which do not broadcast.
///
/// Unlike in elementwise operations, a run-time size does not match a static one.
#[diagnostic::on_unimplemented(
    message = "the prediction has shape `{Self}`, but the target has `{T}`",
    label = "a loss needs equal shapes; it does not broadcast",
    note = "wrong horizon: make both equal, or `slice` the longer; extra axis: `squeeze` or `reshape`; wrong name: `rename`"
)]
pub trait TargetShape<T>: Shape {}
#[diagnostic::do_not_recommend]
impl<S: Shape> TargetShape<S> for S {}
#[diagnostic::do_not_recommend]
impl<S: Shape> TargetShape<NoShape> for S {}

/// Prediction and target of a loss over `Q` quantiles: the prediction has the axes of the target, followed by [`Quantile<Q>`](Quantile).
#[diagnostic::on_unimplemented(
    message = "a multi-quantile loss does not fit a prediction of shape `{Self}` and a target of shape `{T}`",
    label = "expected a prediction with the axes of the target, followed by `Quantile<{Q}>`",
    note = "a model predicts one value per quantile on its last axis: name it with `rename::<-1, Quantile<{Q}>>()`; for a point forecast use one quantile, `QuantileLoss::new(0.5)`"
)]
pub trait QuantilesOf<T, const Q: usize>: Shape {}
#[diagnostic::do_not_recommend]
impl<const Q: usize> QuantilesOf<DynShape, Q> for DynShape {}
#[diagnostic::do_not_recommend]
impl<S: Shape, const Q: usize> QuantilesOf<NoShape, Q> for S {}
#[diagnostic::do_not_recommend]
impl<S: Shape, const Q: usize> QuantilesOf<NoTarget, Q> for S {}

/// A second decoy besides `NoShape`: if only `NoShape` satisfied the rule for a prediction without quantiles, rustc would infer it.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoTarget;

/// Scores of classes and the true classes: the scores have one additional axis, the class axis. As in PyTorch, this is axis 1, or the only axis.
#[diagnostic::on_unimplemented(
    message = "cross_entropy: scores of shape `{Self}` do not fit class indices of shape `{T}`",
    label = "class indices have the axes of the scores without the second, the class axis",
    note = "scores `(Batch, Dim<CLASSES>)` take indices `(Batch,)`, scores `(Batch, Dim<CLASSES>, Dim<TIME>)` take `(Batch, Dim<TIME>)`",
    note = "if classes are last, as in `(batch, time, classes)`, move them with `transpose::<-1, -2>()`; `argmax::<1>()` converts one-hot classes"
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
