//! The sum of a loss instead of its mean.

/// A loss that is the sum over all elements instead of the mean: `MseLoss.summed()`, and likewise for every loss.
///
/// The gradient grows with the batch size, and so does the loss that a [`Trainer`](crate::training::Trainer) reports.
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
