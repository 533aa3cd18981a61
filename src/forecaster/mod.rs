//! The contract between data and models: what a forecaster takes and returns.
//!
//! A [`Module`] that implements [`Forward`] for windows of shape `(Batch, Dim<LOOKBACK>, Dim<FEATURES>)` and returns
//! `(Batch, Dim<HORIZON>)` is a [`Forecaster`]: a trainer accepts it, and so do [`evaluate`](crate::evaluation::evaluate) and
//! [`forecast`](crate::evaluation::forecast).
//!
//! * [`WindowTargets`]: windows may have several target columns, or only the final step as their target.
//! * [`Prediction`]: which outputs fit which targets.
//! * [`Renamed`]: turns a model over named axes into a forecaster.
//! * `Box<dyn Forecaster<..>>`: a model chosen at run time.
//! * [`Contract`]: says which models can be trained on a data set, even one without windows.
//! * [`FirstNotFinite`]: says where a NaN or an infinity in a loss or a forecast comes from.
//!
//! # Example
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use timeseriesml::{Batch, Dim, Forecaster, Forward, Linear, Module, Tensor, WindowInput, WindowTarget};
//!
//! /// Forecasts 6 steps from the last of 24 steps of 5 columns.
//! #[derive(Module)]
//! struct LastRow {
//!     head: Linear<5, 6>,
//! }
//! impl Forward<WindowInput<24, 5>> for LastRow {
//!     type Output = WindowTarget<6>;
//!     fn forward(&self, x: WindowInput<24, 5>) -> WindowTarget<6> {
//!         self.head.forward(x.select::<1>(23))
//!     }
//! }
//!
//! let model = LastRow { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) };
//! let windows: Tensor<(Batch, Dim<24>, Dim<5>)> = Tensor::zeros_sized([32, 24, 5])?;
//! assert_eq!(model.forecast(windows).sizes(), [32, 6]);
//! # Ok::<(), timeseriesml::ShapeError>(())
//! ```

mod contract;
mod not_finite;
mod prediction;
mod renamed;
mod targets;

use crate::nn::{Forward, Module};
use crate::shape::{Batch, Dim, Target};
use crate::tensor::Tensor;

pub use contract::{Contract, DynContract, ForecastContract, ForwardContract};
pub use not_finite::FirstNotFinite;
pub use prediction::{FinalPrediction, FinalTargetsPrediction, Prediction, TargetsPrediction};
pub use renamed::{NamedPrediction, Renamed};
pub use targets::{FinalStep, OneTarget, TargetColumns, WindowTargets};

/// A batch of windows: `LOOKBACK` steps of `FEATURES` columns each.
pub type WindowInput<const LOOKBACK: usize, const FEATURES: usize> = Tensor<(Batch, Dim<LOOKBACK>, Dim<FEATURES>)>;

/// A batch of targets: the `HORIZON` values of the target column after each lookback. [`WindowTargets`] lists other targets.
pub type WindowTarget<const HORIZON: usize> = Tensor<(Batch, Dim<HORIZON>)>;

/// Forecasts `HORIZON` steps from windows of `LOOKBACK` steps of `FEATURES` columns.
///
/// Every [`Module`] with a matching [`Forward`] implements this trait. A module without such a `Forward` can implement it by hand.
///
/// # Example
/// A function that trains any model with any loss on any windows needs two bounds:
/// ```
/// use timeseriesml::{Adam, Forecaster, Loss, TrainError, Trainer, WindowPart, WindowTarget};
///
/// fn train<M, C, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>(
///     model: M,
///     loss: C,
///     train: &WindowPart<LOOKBACK, HORIZON, FEATURES>,
///     val: &WindowPart<LOOKBACK, HORIZON, FEATURES>,
/// ) -> Result<M, TrainError>
/// where
///     M: Forecaster<LOOKBACK, HORIZON, FEATURES>,
///     C: Loss<M::Prediction, WindowTarget<HORIZON>>,
/// {
///     let mut trainer = Trainer::new(model, Adam::new(1e-3), loss);
///     trainer.fit(train, val, 10)?;
///     Ok(trainer.into_model())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot forecast {HORIZON} steps from windows of {LOOKBACK} steps and {FEATURES} features",
    label = "this model does not fit these windows",
    note = "implement `Forward<Tensor<(Batch, Dim<{LOOKBACK}>, Dim<{FEATURES}>)>>` with the output `Tensor<(Batch, Dim<{HORIZON}>)>`, or change the window"
)]
pub trait Forecaster<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget>:
    Module
{
    /// A point forecast, or one value per quantile.
    type Prediction;
    /// Forecasts a batch of windows.
    fn forecast(&self, x: WindowInput<LOOKBACK, FEATURES>) -> Self::Prediction;
}

/// Lets `Box<dyn Forecaster<24, 6, 5, Prediction = WindowTarget<6>>>`, a model chosen at run time, be used as a forecaster.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Adam, Forecaster, MseLoss, Tcn, Trainer, WindowTarget, channels};
/// type Model = Box<dyn Forecaster<24, 6, 5, Prediction = WindowTarget<6>>>;
///
/// let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
/// let wide = std::env::args().any(|argument| argument == "--wide");
/// let model: Model = if wide {
///     Box::new(Tcn::<5, channels![64, 64, 64], 3, 6>::new(rng))
/// } else {
///     Box::new(Tcn::<5, channels![8, 8, 8, 8], 3, 6>::new(rng))
/// };
/// let trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
/// ```
impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: 'static, P: 'static>
    Forward<WindowInput<LOOKBACK, FEATURES>> for dyn Forecaster<LOOKBACK, HORIZON, FEATURES, Y, Prediction = P>
{
    type Output = P;
    #[track_caller]
    fn forward(&self, x: WindowInput<LOOKBACK, FEATURES>) -> P {
        self.forecast(x)
    }
}

/// One impl per kind of targets: each kind has its own trait for predictions, and so its own compiler message.
macro_rules! forecasters { ($([$($generics:tt)*] $Targets:ty: $Prediction:ident<$($argument:ident),*>;)*) => { $(
    impl<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, $($generics)*>
        Forecaster<LOOKBACK, HORIZON, FEATURES, $Targets> for M
    where
        M: Module + Forward<WindowInput<LOOKBACK, FEATURES>>,
        M::Output: $Prediction<$($argument),*>,
    {
        type Prediction = <M::Output as $Prediction<$($argument),*>>::Checked;
        fn forecast(&self, x: WindowInput<LOOKBACK, FEATURES>) -> Self::Prediction {
            self.forward(x).checked()
        }
    }
)* } }
forecasters! {
    [] OneTarget: Prediction<HORIZON>;
    [const TARGETS: usize] Target<TARGETS>: TargetsPrediction<HORIZON, TARGETS>;
    [] FinalStep: FinalPrediction<HORIZON>;
    [const TARGETS: usize] FinalStep<Target<TARGETS>>: FinalTargetsPrediction<HORIZON, TARGETS>;
}
