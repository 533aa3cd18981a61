//! The contract between data and models: what a forecaster takes and gives.
//!
//! A model that implements [`Forward`] for windows `(Batch, Dim<LOOKBACK>, Dim<FEATURES>)` and predicts `(Batch, Dim<HORIZON>)` is a
//! [`Forecaster`] by that. A model over named axes fits by way of [`Renamed`], and `Box<dyn Forecaster<..>>` holds a model that is
//! chosen when running. Windows may have several target columns, or the final step alone as their target: [`WindowTargets`].

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

/// A batch of what follows the windows: `HORIZON` steps of the target column. Other targets have other shapes: see [`WindowTargets`].
pub type WindowTarget<const HORIZON: usize> = Tensor<(Batch, Dim<HORIZON>)>;

/// Forecasts `HORIZON` steps from windows of `LOOKBACK` steps of `FEATURES` columns.
///
/// Every [`Module`] with a fitting [`Forward`] is one; a type without may implement it by hand.
///
/// # Example
/// A training function over any model, loss and window needs two bounds:
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
    /// What comes out: a point forecast, or one value per quantile.
    type Prediction;
    /// Forecasts a batch of windows.
    fn forecast(&self, x: WindowInput<LOOKBACK, FEATURES>) -> Self::Prediction;
}

/// A model chosen when running: `Box<dyn Forecaster<24, 6, 5, Prediction = WindowTarget<6>>>` is a forecaster by this.
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

/// One impl for each kind of targets: what a model has to predict for it has a sentence of its own.
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
