//! The contract between data and models: what a forecaster takes and gives.
//!
//! A model that implements [`Forward`] for windows `(Batch, Dim<LOOKBACK>, Dim<FEATURES>)` and predicts `(Batch, Dim<HORIZON>)` is a
//! [`Forecaster`] by that. It is stated in bare axes, so that a model over named axes fits too once they are renamed.

use crate::nn::{DynForward, Forward, Module};
use crate::shape::{Batch, Dim, Quantile, Target};
use crate::tensor::{DynTensor, Float, ShapeError, Tensor};

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

/// How a model meets the data of a [`Dataset`](crate::data::Dataset): which bound the model has to fulfil, and what it predicts.
///
/// A data set names one of the library, [`ForwardContract`], [`DynContract`] or [`ForecastContract`], or one of its own.
#[diagnostic::on_unimplemented(
    message = "`{Model}` cannot be trained on data with the contract `{Self}`",
    label = "this model does not fit the data",
    note = "the model must be a `Module`, and its `Forward` must take the data's inputs"
)]
pub trait Contract<Model, Input> {
    /// What the model predicts for a batch.
    type Prediction;
    /// Predicts a batch.
    fn predict(model: &Model, input: Input) -> Self::Prediction;
}

/// Any module fits whose [`Forward`] takes the data's inputs. Whether the loss compares its output with the targets is for the
/// loss to say.
pub enum ForwardContract {}

impl<M: Module + Forward<X>, X> Contract<M, X> for ForwardContract {
    type Prediction = M::Output;
    fn predict(model: &M, input: X) -> M::Output {
        model.forward(input)
    }
}

/// Any layer or model whose sizes are known at run time fits. It predicts a `Result`, and a loss hands the error on.
pub enum DynContract {}

impl<M: DynForward<E>, E: Float> Contract<M, DynTensor<E>> for DynContract {
    type Prediction = Result<DynTensor<E>, ShapeError>;
    fn predict(model: &M, input: DynTensor<E>) -> Self::Prediction {
        model.try_forward(input)
    }
}

/// A [`Forecaster`] of these sizes fits: the contract of windows.
pub enum ForecastContract<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> {}

#[diagnostic::do_not_recommend]
impl<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> Contract<M, WindowInput<LOOKBACK, FEATURES>>
    for ForecastContract<LOOKBACK, HORIZON, FEATURES>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES>,
{
    type Prediction = M::Prediction;
    fn predict(model: &M, input: WindowInput<LOOKBACK, FEATURES>) -> M::Prediction {
        model.forecast(input)
    }
}
