//! The pinball loss of one or several quantiles.

use super::{Loss, Summed};
use crate::shape::{QuantilesOf, Ranked, Shape, TargetShape};
use crate::tensor::{Allowed, DynTensor, Float, LossOperations, Reduction, ShapeError, Tensor, or_panic};

/// The mean pinball loss: `max(q·u, (q − 1)·u)` for `u = target − prediction`. A model that minimizes it forecasts the quantile `q`.
///
/// | | prediction | target |
/// |---|---|---|
/// | `QuantileLoss::new(0.9)` | any shape | the same |
/// | `QuantileLoss::new([0.1, 0.5, 0.9])` | `(.., Quantile<3>)` | the same without the last axis |
///
/// For a [`DynTensor`] and a number of quantiles known at run time, use `QuantileLoss::new(vec![0.1, 0.9])`. The mean is over all elements of
/// the prediction, including the quantiles; darts sums over the quantiles instead. With `q = 0.5` the loss is half of [`MaeLoss`](super::MaeLoss). If
/// prediction and target are equal, the derivative is `1/2 − q`, the mean of the one-sided derivatives (as in `torch.maximum`).
///
/// # Example
/// ```
/// use timeseriesml::{Batch, Dim, Loss, Quantile, QuantileLoss, Tensor};
/// let loss = QuantileLoss::new([0.1, 0.5, 0.9]);
/// let forecast: Tensor<(Batch, Dim<1>, Quantile<3>)> = Tensor::from_slice_sized([1, 1, 3], &[8.0, 10.0, 14.0])?;
/// let truth: Tensor<(Batch, Dim<1>)> = Tensor::from_slice_sized([1, 1], &[11.0])?;
/// let (low, middle, high) = (0.1 * 3.0, 0.5 * 1.0, 0.1 * 3.0);
/// assert!((loss.loss(forecast, truth)?.item() - (low + middle + high) / 3.0).abs() < 1e-6);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Koenker and Bassett, "Regression quantiles", 1978; Wen et al., "A multi-horizon quantile recurrent forecaster", 2017.
#[doc(alias = "mean_pinball_loss")]
#[doc(alias = "QuantileRegression")]
#[doc(alias = "MQLoss")]
#[doc(alias = "pinball loss")]
#[derive(Clone, Debug, PartialEq)]
pub struct QuantileLoss<Q = f64> {
    // Invariant: there is at least one number, all are between 0 and 1, and they are strictly ascending.
    quantiles: Q,
}

/// The quantiles of a [`QuantileLoss`]: one number, an array, or a `Vec`. The trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of quantiles",
    label = "expected `f64`, `[f64; N]` or `Vec<f64>`, found `{Self}`",
    note = "a quantile is a number between 0 and 1: `QuantileLoss::new(0.9)`, or `QuantileLoss::new([0.1, 0.5, 0.9])`"
)]
#[allow(private_bounds, reason = "the trait is sealed by it")]
pub trait QuantileLevels: Levels {}

trait Levels: Send + Sync {
    fn levels(&self) -> &[f64];
}

macro_rules! levels { ($([$($generics:tt)*] $Levels:ty, |$levels:ident| $slice:expr;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($generics)*> QuantileLevels for $Levels {}
    impl<$($generics)*> Levels for $Levels {
        fn levels(&self) -> &[f64] {
            let $levels = self;
            $slice
        }
    }
)* } }
levels! {
    [] f64, |q| std::slice::from_ref(q);
    [const N: usize] [f64; N], |levels| levels;
    [] Vec<f64>, |levels| levels;
}

impl<Q: QuantileLevels> QuantileLoss<Q> {
    /// The loss of one or several quantiles.
    ///
    /// # Panics
    /// Unless there is at least one quantile, all are between 0 and 1, and they are strictly ascending.
    #[track_caller]
    pub fn new(quantiles: Q) -> Self {
        or_panic(Self::try_new(quantiles))
    }

    /// Like [`new`](Self::new), but returns an error for invalid quantiles, for example from a file.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] unless there is at least one quantile, all are between 0 and 1, and they are strictly ascending.
    pub fn try_new(quantiles: Q) -> Result<Self, ShapeError> {
        let levels = quantiles.levels();
        levels.iter().try_for_each(|&q| Allowed::FRACTION.check("QuantileLoss", "a quantile", q))?;
        if levels.is_empty() || !levels.is_sorted_by(|a, b| a < b) {
            let (found, allowed) = (format!("{levels:?}"), "at least one number, in ascending order".into());
            return Err(ShapeError::Argument { op: "QuantileLoss", name: "the list of quantiles", found, allowed });
        }
        Ok(QuantileLoss { quantiles })
    }

    /// The quantiles.
    pub fn quantiles(&self) -> &[f64] {
        self.quantiles.levels()
    }

    /// The same loss with the sum instead of the mean.
    pub fn summed(self) -> Summed<Self> {
        Summed(self)
    }

    fn of_several<S: Shape, T: Shape, R: Shape, E: Float>(
        &self,
        prediction: Tensor<S, E>,
        target: Tensor<T, E>,
        reduction: Reduction,
    ) -> Result<Tensor<R, E>, ShapeError> {
        prediction.quantiles_reduced(&target, self.quantiles(), reduction)
    }
}

impl QuantileLoss {
    fn of_one<S: Shape, T: Shape, R: Shape, E: Float>(
        &self,
        prediction: Tensor<S, E>,
        target: Tensor<T, E>,
        reduction: Reduction,
    ) -> Result<Tensor<R, E>, ShapeError> {
        let (prediction, target) = (prediction.into_array(), target.into_array());
        <E as LossOperations>::quantile_loss(prediction, target, reduction, self.quantiles).map(Tensor::from_array)
    }

    /// The loss of each element, in the shape of the prediction. Takes typed tensors or two [`DynTensor`]s.
    ///
    /// # Errors
    /// [`ShapeError`] if sizes known only at run time differ.
    pub fn unreduced<S: TargetShape<T>, T: Shape, E: Float>(
        &self,
        prediction: Tensor<S, E>,
        target: Tensor<T, E>,
    ) -> Result<Tensor<S, E>, ShapeError> {
        self.of_one(prediction, target, Reduction::Unreduced)
    }
}

impl<const Q: usize> QuantileLoss<[f64; Q]> {
    /// The loss of each element, in the shape of the prediction. Takes typed tensors or two [`DynTensor`]s.
    ///
    /// # Errors
    /// [`ShapeError`] if sizes known only at run time differ.
    pub fn unreduced<S: QuantilesOf<T, Q>, T: Shape, E: Float>(
        &self,
        prediction: Tensor<S, E>,
        target: Tensor<T, E>,
    ) -> Result<Tensor<S, E>, ShapeError> {
        self.of_several(prediction, target, Reduction::Unreduced)
    }
}

impl QuantileLoss<Vec<f64>> {
    /// The loss of each element, in the shape of the prediction.
    ///
    /// # Errors
    /// [`ShapeError`] if the sizes of prediction and target do not match.
    pub fn unreduced<E: Float>(
        &self,
        prediction: DynTensor<E>,
        target: DynTensor<E>,
    ) -> Result<DynTensor<E>, ShapeError> {
        self.of_several(prediction, target, Reduction::Unreduced)
    }
}

macro_rules! reduced { ($([$($generics:tt)*] $P:ty, $T:ty: $Q:ty, |$p:ident| $prediction:expr, $method:ident;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($generics)*> Loss<$P, $T, E> for QuantileLoss<$Q> {
        fn loss(&self, $p: $P, target: $T) -> Result<Tensor<(), E>, ShapeError> {
            self.$method($prediction, target, Reduction::Mean)
        }
    }
    #[diagnostic::do_not_recommend]
    impl<$($generics)*> Loss<$P, $T, E> for Summed<QuantileLoss<$Q>> {
        fn loss(&self, $p: $P, target: $T) -> Result<Tensor<(), E>, ShapeError> {
            self.0.$method($prediction, target, Reduction::Sum)
        }
    }
)* } }
// The last three impls are for models with run-time sizes: `loss` passes on an error of the model's `forward`.
reduced! {
    [S: Ranked + TargetShape<T>, T: Ranked, E: Float] Tensor<S, E>, Tensor<T, E>: f64, |p| p, of_one;
    [S: Ranked + QuantilesOf<T, Q>, T: Ranked, E: Float, const Q: usize] Tensor<S, E>, Tensor<T, E>: [f64; Q], |p| p, of_several;
    [E: Float] Result<DynTensor<E>, ShapeError>, DynTensor<E>: f64, |p| p?, of_one;
    [E: Float, const Q: usize] Result<DynTensor<E>, ShapeError>, DynTensor<E>: [f64; Q], |p| p?, of_several;
    [E: Float] Result<DynTensor<E>, ShapeError>, DynTensor<E>: Vec<f64>, |p| p?, of_several;
}
