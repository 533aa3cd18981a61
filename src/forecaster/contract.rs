//! Contracts: a data set names one to say which models can be trained on it.

use super::targets::OneTarget;
use super::{Forecaster, WindowInput};
use crate::nn::{DynForward, Forward, Module};
use crate::tensor::{DynTensor, Float, ShapeError};
use std::marker::PhantomData;

/// Says which models can be trained on a [`Dataset`](crate::data::Dataset), and what such a model predicts.
///
/// The contract of a data set is [`ForwardContract`], [`DynContract`], [`ForecastContract`], or one that you write.
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

/// Accepts any module whose [`Forward`] takes the data's inputs. The loss, not this contract, checks that the output fits the targets.
#[derive(Debug)]
pub enum ForwardContract {}

impl<M: Module + Forward<X>, X> Contract<M, X> for ForwardContract {
    type Prediction = M::Output;
    fn predict(model: &M, input: X) -> M::Output {
        model.forward(input)
    }
}

/// Accepts any layer or model whose sizes are known only at run time. The prediction is a `Result`; the loss returns its error.
#[derive(Debug)]
pub enum DynContract {}

impl<M: DynForward<E>, E: Float> Contract<M, DynTensor<E>> for DynContract {
    type Prediction = Result<DynTensor<E>, ShapeError>;
    fn predict(model: &M, input: DynTensor<E>) -> Self::Prediction {
        model.try_forward(input)
    }
}

/// Accepts a [`Forecaster`] with these sizes and targets: the contract of data sets of windows.
#[derive(Debug)]
pub struct ForecastContract<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget>(
    PhantomData<fn() -> Y>,
);

#[diagnostic::do_not_recommend]
impl<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y>
    Contract<M, WindowInput<LOOKBACK, FEATURES>> for ForecastContract<LOOKBACK, HORIZON, FEATURES, Y>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Y>,
{
    type Prediction = M::Prediction;
    fn predict(model: &M, input: WindowInput<LOOKBACK, FEATURES>) -> M::Prediction {
        model.forecast(input)
    }
}
