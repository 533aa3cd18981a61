//! Losses: operations with the shape rule "prediction and target have the same shape", and losses with their own rules for quantiles and classes.

use super::{ClassNumber, DynTensor, Float, LossOperations, RealOperations, Reduction, Result, Tensor};
use crate::shape::{QuantilesOf, Ranked, ScoresOf, Shape, TargetShape};

/// Losses of the difference of two tensors. Nothing broadcasts; the mean over no elements is NaN.
///
/// The losses in `nn`, such as [`HuberLoss`](crate::nn::HuberLoss), can also return the sum, or the loss of each element.
// The methods are written out, since rustc prints a whole macro if a bound fails inside it. The formulas are in `crates/core/src/ops/losses.rs`.
impl<S: Ranked, E: Float> Tensor<S, E> {
    /// The mean squared difference from `target`.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes.
    #[track_caller]
    pub fn mse_loss<T: Ranked>(&self, target: &Tensor<T, E>) -> Tensor<(), E>
    where
        S: TargetShape<T>,
    {
        Tensor::proved(<E as LossOperations>::mse_loss(self.handle(), target.handle(), Reduction::Mean))
    }

    /// Like [`mse_loss`](Self::mse_loss), but with an error in place of the panic.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ).
    pub fn try_mse_loss<T: Ranked>(&self, target: &Tensor<T, E>) -> Result<Tensor<(), E>>
    where
        S: TargetShape<T>,
    {
        Tensor::checked(<E as LossOperations>::mse_loss(self.handle(), target.handle(), Reduction::Mean))
    }

    /// The mean absolute difference from `target`. The derivative at a difference of 0 is 0.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes.
    #[doc(alias = "l1_loss")]
    #[track_caller]
    pub fn mae_loss<T: Ranked>(&self, target: &Tensor<T, E>) -> Tensor<(), E>
    where
        S: TargetShape<T>,
    {
        Tensor::proved(<E as LossOperations>::mae_loss(self.handle(), target.handle(), Reduction::Mean))
    }

    /// Like [`mae_loss`](Self::mae_loss), but with an error in place of the panic.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ).
    pub fn try_mae_loss<T: Ranked>(&self, target: &Tensor<T, E>) -> Result<Tensor<(), E>>
    where
        S: TargetShape<T>,
    {
        Tensor::checked(<E as LossOperations>::mae_loss(self.handle(), target.handle(), Reduction::Mean))
    }

    /// The mean Huber loss of the differences `d` from `target`: `d²/2` where `|d| ≤ delta`, `delta·(|d| − delta/2)` elsewhere.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or `delta` is not finite and above 0.
    #[track_caller]
    pub fn huber_loss<T: Ranked>(&self, target: &Tensor<T, E>, delta: f64) -> Tensor<(), E>
    where
        S: TargetShape<T>,
    {
        Tensor::proved(<E as LossOperations>::huber_loss(self.handle(), target.handle(), Reduction::Mean, delta))
    }

    /// Like [`huber_loss`](Self::huber_loss), but with an error in place of the panic.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) where run-time sizes differ,
    /// [`ShapeError::Argument`](super::ShapeError::Argument) if `delta` is not finite and above 0.
    pub fn try_huber_loss<T: Ranked>(&self, target: &Tensor<T, E>, delta: f64) -> Result<Tensor<(), E>>
    where
        S: TargetShape<T>,
    {
        Tensor::checked(<E as LossOperations>::huber_loss(self.handle(), target.handle(), Reduction::Mean, delta))
    }

    /// The mean smooth L1 loss of the differences `d` from `target`: `d²/(2·beta)` where `|d| < beta`, `|d| − beta/2` elsewhere.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or `beta` is not finite and at least 0.
    #[track_caller]
    pub fn smooth_l1_loss<T: Ranked>(&self, target: &Tensor<T, E>, beta: f64) -> Tensor<(), E>
    where
        S: TargetShape<T>,
    {
        Tensor::proved(<E as LossOperations>::smooth_l1_loss(self.handle(), target.handle(), Reduction::Mean, beta))
    }

    /// Like [`smooth_l1_loss`](Self::smooth_l1_loss), but with an error in place of the panic.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) where run-time sizes differ,
    /// [`ShapeError::Argument`](super::ShapeError::Argument) if `beta` is not finite and at least 0.
    pub fn try_smooth_l1_loss<T: Ranked>(&self, target: &Tensor<T, E>, beta: f64) -> Result<Tensor<(), E>>
    where
        S: TargetShape<T>,
    {
        Tensor::checked(<E as LossOperations>::smooth_l1_loss(self.handle(), target.handle(), Reduction::Mean, beta))
    }

    /// The mean pinball loss of the quantile `q`: `max(q·u, (q − 1)·u)` with `u = target − self`.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or `q` is not between 0 and 1.
    #[doc(alias = "pinball_loss")]
    #[track_caller]
    pub fn quantile_loss<T: Ranked>(&self, target: &Tensor<T, E>, q: f64) -> Tensor<(), E>
    where
        S: TargetShape<T>,
    {
        Tensor::proved(<E as LossOperations>::quantile_loss(self.handle(), target.handle(), Reduction::Mean, q))
    }

    /// Like [`quantile_loss`](Self::quantile_loss), but with an error in place of the panic.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) where run-time sizes differ,
    /// [`ShapeError::Argument`](super::ShapeError::Argument) if `q` is not between 0 and 1.
    pub fn try_quantile_loss<T: Ranked>(&self, target: &Tensor<T, E>, q: f64) -> Result<Tensor<(), E>>
    where
        S: TargetShape<T>,
    {
        Tensor::checked(<E as LossOperations>::quantile_loss(self.handle(), target.handle(), Reduction::Mean, q))
    }
}

macro_rules! methods { ($(
    $(#[$doc:meta])* $Row:ident $name:ident $try_name:ident($($p:ident: $allowed:ident),*),
    |$d:ident| $value:expr, $slope:expr;
)*) => {
    /// Losses of the difference of two tensors. Nothing broadcasts; the mean over no elements is NaN.
    impl<E: Float> DynTensor<E> { $(
        $(#[$doc])*
        ///
        /// # Errors
        /// [`ShapeError::Differ`](super::ShapeError::Differ) or [`ShapeError::Rank`](super::ShapeError::Rank) where sizes differ,
        /// [`ShapeError::Argument`](super::ShapeError::Argument) for an option out of range.
        pub fn $name(&self, target: &Self $(, $p: f64)*) -> Result<Self> {
            Self::checked(<E as LossOperations>::$name(self.handle(), target.handle(), Reduction::Mean $(, $p)*))
        }
    )* }
} }
timeseriesml_core::loss_rows!(methods);

impl<S: Ranked, E: Float> Tensor<S, E> {
    /// The mean pinball loss of several quantiles: this prediction has the axes of `target`, followed by `Quantile<Q>`.
    ///
    /// The mean is over the elements of the prediction; a mean over the elements of the target, as in the Python library Darts, is `Q` times as
    /// large. [`quantile_loss`](Self::quantile_loss) takes one quantile, [`QuantileLoss`](crate::nn::QuantileLoss) is the layer.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or a quantile is not between 0 and 1.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Quantile, Tensor};
    /// let forecast: Tensor<(Dim<1>, Quantile<3>)> = Tensor::from([[1.0, 2.0, 4.0]]).rename::<-1, _>();
    /// let truth: Tensor<(Dim<1>,)> = Tensor::from([2.0]);
    /// let loss = forecast.multi_quantile_loss(&truth, [0.25, 0.5, 0.75]);
    /// assert_eq!(loss.item(), (0.25 * 1.0 + 0.0 + 0.25 * 2.0) / 3.0);
    /// ```
    #[track_caller]
    pub fn multi_quantile_loss<T: Ranked, const Q: usize>(
        &self,
        target: &Tensor<T, E>,
        quantiles: [f64; Q],
    ) -> Tensor<(), E>
    where
        S: QuantilesOf<T, Q>,
    {
        super::or_panic(self.quantiles_reduced(target, &quantiles, Reduction::Mean))
    }

    /// Like [`multi_quantile_loss`](Self::multi_quantile_loss), but with an error in place of the panic.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) where run-time sizes differ,
    /// [`ShapeError::Argument`](super::ShapeError::Argument) for a quantile that is not between 0 and 1.
    pub fn try_multi_quantile_loss<T: Ranked, const Q: usize>(
        &self,
        target: &Tensor<T, E>,
        quantiles: [f64; Q],
    ) -> Result<Tensor<(), E>>
    where
        S: QuantilesOf<T, Q>,
    {
        self.quantiles_reduced(target, &quantiles, Reduction::Mean)
    }

    /// The mean cross-entropy between these scores (logits, before any softmax) and the indices of the true classes.
    ///
    /// The second axis, or the only one, is the class axis, and `classes` has the other axes, as in PyTorch. A `label_smoothing` of `s`
    /// gives each of the n classes the weight `s/n`, and the true class an additional `1 − s`. Elements of `classes` equal to `ignore_index` do not
    /// count. If no element counts, the mean is NaN. [`CrossEntropyLoss`](crate::nn::CrossEntropyLoss) is the layer.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, a class index is out of range, or the smoothing is not between 0 and 1.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Dim, Tensor};
    /// let scores: Tensor<(Batch, Dim<3>)> = Tensor::from_slice_sized([1, 3], &[0.0, 9.0, 0.0])?;
    /// let up: Tensor<(Batch,), i64> = Tensor::from_slice_sized([1], &[1])?;
    /// assert!(scores.cross_entropy(&up, 0.0, None).item() < 0.001);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[track_caller]
    pub fn cross_entropy<T: Ranked, I: ClassNumber>(
        &self,
        classes: &Tensor<T, I>,
        label_smoothing: f64,
        ignore_index: Option<i64>,
    ) -> Tensor<(), E>
    where
        S: ScoresOf<T>,
    {
        super::or_panic(self.cross_entropy_reduced(classes, label_smoothing, ignore_index, Reduction::Mean))
    }

    /// Like [`cross_entropy`](Self::cross_entropy), but with an error in place of the panic.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) where run-time sizes differ, [`ShapeError::Class`](super::ShapeError::Class)
    /// for a class index out of range, [`ShapeError::Argument`](super::ShapeError::Argument) for a smoothing out of range.
    pub fn try_cross_entropy<T: Ranked, I: ClassNumber>(
        &self,
        classes: &Tensor<T, I>,
        label_smoothing: f64,
        ignore_index: Option<i64>,
    ) -> Result<Tensor<(), E>>
    where
        S: ScoresOf<T>,
    {
        self.cross_entropy_reduced(classes, label_smoothing, ignore_index, Reduction::Mean)
    }
}

impl<E: Float> DynTensor<E> {
    /// The mean pinball loss of several quantiles: the last axis of this prediction has one element per quantile, and `target` has
    /// the other axes.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size), [`ShapeError::Differ`](super::ShapeError::Differ) or
    /// [`ShapeError::Rank`](super::ShapeError::Rank) where sizes do not match, [`ShapeError::Argument`](super::ShapeError::Argument) for a quantile
    /// that is not between 0 and 1.
    pub fn multi_quantile_loss(&self, target: &Self, quantiles: &[f64]) -> Result<Self> {
        self.quantiles_reduced(target, quantiles, Reduction::Mean)
    }

    /// The mean cross-entropy between these scores (logits) and the class indices `classes`. The class axis of the scores is the second, or the only
    /// one; `classes` has the other axes.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) or [`ShapeError::Rank`](super::ShapeError::Rank) where sizes do not match,
    /// [`ShapeError::Class`](super::ShapeError::Class) for a class index out of range, [`ShapeError::Argument`](super::ShapeError::Argument) for a
    /// smoothing that is not between 0 and 1.
    pub fn cross_entropy(
        &self,
        classes: &DynTensor<i64>,
        label_smoothing: f64,
        ignore_index: Option<i64>,
    ) -> Result<Self> {
        self.cross_entropy_reduced(classes, label_smoothing, ignore_index, Reduction::Mean)
    }
}

/// Losses with any reduction, for the losses in `nn`. The caller has checked the shapes, and chooses the shape type of the result.
impl<S: Shape, E: Float> Tensor<S, E> {
    pub(crate) fn quantiles_reduced<T: Shape, R: Shape>(
        &self,
        target: &Tensor<T, E>,
        quantiles: &[f64],
        reduction: Reduction,
    ) -> Result<Tensor<R, E>> {
        let loss = <E as RealOperations>::multi_quantile_loss(self.handle(), target.handle(), quantiles, reduction);
        Tensor::checked(loss)
    }

    pub(crate) fn cross_entropy_reduced<T: Shape, I: ClassNumber, R: Shape>(
        &self,
        classes: &Tensor<T, I>,
        label_smoothing: f64,
        ignore_index: Option<i64>,
        reduction: Reduction,
    ) -> Result<Tensor<R, E>> {
        let (scores, classes) = (self.handle(), I::labels(classes.array()));
        Tensor::checked(<E as RealOperations>::cross_entropy(scores, classes, label_smoothing, ignore_index, reduction))
    }
}
