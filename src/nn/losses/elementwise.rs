//! Losses that are functions of the difference between prediction and target, element by element.

use super::{Loss, Summed};
use crate::shape::{Ranked, Shape, TargetShape};
use crate::tensor::{Allowed, DynTensor, Float, LossOperations, Reduction, ShapeError, Tensor, or_panic};

/// The mean squared error.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Loss, MseLoss, Tensor};
/// let (p, t): (Tensor<(Dim<2>,)>, _) = (Tensor::from([1.0, 4.0]), Tensor::from([1.0, 2.0]));
/// assert_eq!(MseLoss.loss(p.clone(), t.clone())?.item(), 2.0);
/// assert_eq!(MseLoss.summed().loss(p.clone(), t.clone())?.item(), 4.0);
/// assert_eq!(MseLoss.unreduced(p, t)?.to_vec(), [0.0, 4.0]);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// `torch.nn.MSELoss`.
#[doc(alias = "MSELoss")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MseLoss;

/// The mean absolute error. Its derivative is 0 where prediction and target are equal.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Loss, MaeLoss, Tensor};
/// let (p, t): (Tensor<(Dim<2>,)>, _) = (Tensor::from([1.0, 4.0]), Tensor::from([1.0, 2.0]));
/// assert_eq!(MaeLoss.loss(p, t)?.item(), 1.0);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// `torch.nn.L1Loss`.
#[doc(alias = "L1Loss")]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MaeLoss;

/// The mean Huber loss of the difference `d`: `d²/2` if `|d| ≤ delta`, otherwise `delta·(|d| − delta/2)`.
///
/// It is quadratic near 0 and linear far away, so outliers weigh less than in [`MseLoss`]. The default `delta` is 1.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, HuberLoss, Loss, Tensor};
/// let (p, t): (Tensor<(Dim<2>,)>, _) = (Tensor::from([1.0, 4.0]), Tensor::from([2.0, 1.0]));
/// assert_eq!(HuberLoss::new(1.0).loss(p, t)?.item(), (0.5 + 2.5) / 2.0);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Huber, "Robust estimation of a location parameter", 1964; `torch.nn.HuberLoss`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HuberLoss {
    // Invariant: `delta` is finite and above 0.
    delta: f64,
}

/// The mean smooth L1 loss of the difference `d`: `d²/(2·beta)` if `|d| ≤ beta`, otherwise `|d| − beta/2`.
///
/// It is [`HuberLoss`] with `delta = beta`, divided by `beta`. The default `beta` is 1; with `beta` 0 it is [`MaeLoss`].
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Loss, nn::SmoothL1Loss, Tensor};
/// let (p, t): (Tensor<(Dim<2>,)>, _) = (Tensor::from([1.0, 4.0]), Tensor::from([2.0, 0.0]));
/// assert_eq!(SmoothL1Loss::new(2.0).loss(p, t)?.item(), (0.25 + 3.0) / 2.0);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Girshick, "Fast R-CNN", 2015; `torch.nn.SmoothL1Loss`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmoothL1Loss {
    // Invariant: `beta` is finite and not below 0.
    beta: f64,
}

macro_rules! losses_with_an_option { ($($Loss:ident $option:ident $Allowed:ident $range:literal;)*) => { $(
    impl $Loss {
        #[doc = concat!("The loss with this `", stringify!($option), "`.")]
        ///
        /// # Panics
        #[doc = concat!("Unless `", stringify!($option), "` is ", $range, ".")]
        #[track_caller]
        pub fn new($option: f64) -> Self {
            or_panic(Self::try_new($option))
        }

        /// Like [`new`](Self::new), but returns an error for a number out of range, such as one from a file.
        ///
        /// # Errors
        #[doc = concat!("[`ShapeError::Argument`] unless `", stringify!($option), "` is ", $range, ".")]
        pub fn try_new($option: f64) -> Result<Self, ShapeError> {
            Allowed::$Allowed.check(stringify!($Loss), stringify!($option), $option)?;
            Ok($Loss { $option })
        }
    }

    impl Default for $Loss {
        fn default() -> Self {
            $Loss { $option: 1.0 }
        }
    }
)* } }
losses_with_an_option! {
    HuberLoss delta ABOVE_ZERO "finite and above 0";
    SmoothL1Loss beta FROM_ZERO "finite and not below 0";
}

macro_rules! losses { ($($Loss:ident $function:ident($($option:ident),*);)*) => { $(
    impl $Loss {
        fn reduced<S: Shape, T: Shape, R: Shape, E: Float>(
            &self,
            prediction: Tensor<S, E>,
            target: Tensor<T, E>,
            reduction: Reduction,
        ) -> Result<Tensor<R, E>, ShapeError> {
            let (prediction, target) = (prediction.into_array(), target.into_array());
            <E as LossOperations>::$function(prediction, target, reduction $(, self.$option)*).map(Tensor::from_array)
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
            self.reduced(prediction, target, Reduction::Unreduced)
        }

        /// The same loss with the sum instead of the mean.
        pub fn summed(self) -> Summed<Self> {
            Summed(self)
        }
    }
    losses!(@reduced $Loss, $Loss, |loss| loss, Mean);
    losses!(@reduced $Loss, Summed<$Loss>, |loss| loss.0, Sum);
)* };
(@reduced $Loss:ident, $Self:ty, |$loss:ident| $inner:expr, $Reduction:ident) => {
    #[diagnostic::do_not_recommend]
    impl<S: Ranked + TargetShape<T>, T: Ranked, E: Float> Loss<Tensor<S, E>, Tensor<T, E>, E> for $Self {
        fn loss(&self, prediction: Tensor<S, E>, target: Tensor<T, E>) -> Result<Tensor<(), E>, ShapeError> {
            let $loss = self;
            $inner.reduced(prediction, target, Reduction::$Reduction)
        }
    }

    /// For a model with run-time sizes: `loss` passes on an error of the model's `forward`.
    #[diagnostic::do_not_recommend]
    impl<E: Float> Loss<Result<DynTensor<E>, ShapeError>, DynTensor<E>, E> for $Self {
        fn loss(
            &self,
            prediction: Result<DynTensor<E>, ShapeError>,
            target: DynTensor<E>,
        ) -> Result<Tensor<(), E>, ShapeError> {
            let $loss = self;
            $inner.reduced(prediction?, target, Reduction::$Reduction)
        }
    }
} }
losses! {
    MseLoss mse_loss();
    MaeLoss mae_loss();
    HuberLoss huber_loss(delta);
    SmoothL1Loss smooth_l1_loss(beta);
}
