//! The contract between data and models: what a forecaster takes and gives.
//!
//! A model that implements [`Forward`] for windows `(Batch, Dim<LOOKBACK>, Dim<FEATURES>)` and predicts `(Batch, Dim<HORIZON>)` is a
//! [`Forecaster`] by that. It is stated in bare axes, so that a model over named axes fits too once they are renamed.

use crate::nn::{Forward, Module};
use crate::shape::{Batch, Dim, Quantile, Target};
use crate::tensor::Tensor;

/// A batch of windows: `LOOKBACK` steps of `FEATURES` columns each.
pub type WindowInput<const LOOKBACK: usize, const FEATURES: usize> = Tensor<(Batch, Dim<LOOKBACK>, Dim<FEATURES>)>;

/// A batch of what follows the windows: `HORIZON` steps of the target column.
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
    message = "`{Self}` does not forecast {HORIZON} steps from windows of {LOOKBACK} steps and {FEATURES} features",
    label = "this model does not fit these windows",
    note = "implement `Forward<Tensor<(Batch, Dim<{LOOKBACK}>, Dim<{FEATURES}>)>>` with the output `Tensor<(Batch, Dim<{HORIZON}>)>`, or change the window"
)]
pub trait Forecaster<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>: Module {
    /// What comes out: a point forecast, or one value per quantile.
    type Prediction;
    /// Forecasts a batch of windows.
    fn forecast(&self, x: WindowInput<LOOKBACK, FEATURES>) -> Self::Prediction;
}

impl<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> Forecaster<LOOKBACK, HORIZON, FEATURES>
    for M
where
    M: Module + Forward<WindowInput<LOOKBACK, FEATURES>>,
    M::Output: Prediction<HORIZON>,
{
    type Prediction = <M::Output as Prediction<HORIZON>>::Checked;
    fn forecast(&self, x: WindowInput<LOOKBACK, FEATURES>) -> Self::Prediction {
        self.forward(x).checked()
    }
}

/// What a model may predict for a horizon: `(Batch, Dim<HORIZON>)`, with a `Target` or `Quantile` axis behind where there are several.
#[diagnostic::on_unimplemented(
    message = "the model predicts `{Self}`, but the data has a horizon of {HORIZON} steps",
    label = "expected a prediction of {HORIZON} steps: `Tensor<(Batch, Dim<{HORIZON}>)>`",
    note = "give the model and the windows the same horizon; an axis too many goes with `select`, `mean` or `squeeze`"
)]
pub trait Prediction<const HORIZON: usize> {
    /// The prediction itself, once its horizon is known to be right: a loss is not asked before.
    #[doc(hidden)]
    type Checked;
    #[doc(hidden)]
    fn checked(self) -> Self::Checked;
}
macro_rules! predictions { ($([$($generics:tt)*] $Shape:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<const HORIZON: usize, $($generics)*> Prediction<HORIZON> for Tensor<$Shape> {
        type Checked = Self;
        fn checked(self) -> Self {
            self
        }
    }
)* } }
predictions! {
    [] (Batch, Dim<HORIZON>);
    [const N: usize] (Batch, Dim<HORIZON>, Target<N>);
    [const N: usize] (Batch, Dim<HORIZON>, Quantile<N>);
}
