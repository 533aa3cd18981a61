//! The sum of a loss in place of its mean.

/// A loss with the sum over all elements in place of their mean: what `MseLoss.summed()` makes, and so each loss.
///
/// The gradient grows with the batch, and so does the loss that a [`Trainer`](crate::training::Trainer) reports.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Loss, MaeLoss, Tensor};
/// let (p, t): (Tensor<(Dim<2>,)>, _) = (Tensor::from([1.0, 4.0]), Tensor::from([1.5, 2.0]));
/// assert_eq!(MaeLoss.summed().loss(p, t)?.item(), 2.5);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summed<L>(pub(super) L);
