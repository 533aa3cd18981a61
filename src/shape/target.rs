//! The rules of losses that need no tensor: equal shapes, and the axes of targets and quantiles.

use super::tuples::{NoShape, Shape};
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

/// An axis with one entry per quantile of the loss: [`Quantile<Q>`](Quantile) and no other.
#[diagnostic::on_unimplemented(
    message = "the loss has {Q} quantiles, but the last axis of the prediction is `{Self}`",
    label = "expected `Quantile<{Q}>`, found `{Self}`",
    note = "a model gives one value per quantile on its last axis: `rename::<-1, Quantile<{Q}>>()` names an axis of {Q}"
)]
pub trait Quantiles<const Q: usize>: Axis {}
// A blanket impl: rustc would list a lone impl on `Quantile<Q>` in every error.
#[diagnostic::do_not_recommend]
impl<A: Axis + IsQuantile<Q>, const Q: usize> Quantiles<Q> for A {}

#[doc(hidden)]
pub trait IsQuantile<const Q: usize> {}
impl<const Q: usize> IsQuantile<Q> for Quantile<Q> {}

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;
    use timeseriesml_axis::Dim;

    #[test]
    fn targets_and_quantiles_are_known_by_name() {
        fn compares<S: TargetShape<T>, T: Shape>() {}
        fn asks<A: Quantiles<3>>() {}
        compares::<(Batch, Dim<24>, Target<3>), (Batch, Dim<24>, Target<3>)>();
        asks::<Quantile<3>>();
        assert_eq!((Target::<3>::NAME, Quantile::<3>::NAME, Quantile::<3>::SIZE), ("Target", "Quantile", Some(3)));
    }
}
