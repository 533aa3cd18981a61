//! Which models can be trained on which data.

use crate::data::Dataset;
use crate::forecaster::Contract;
use crate::nn::Module;

/// A model that can be trained on the data `D`: one that fulfils the data's [`Contract`]. Never implemented by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be trained on `{D}`",
    label = "this model does not fit the data",
    note = "a `Forecaster` of the data's lookback, horizon and features fits"
)]
pub trait Fits<D: Dataset>: Module {
    /// What the model predicts for a batch of the data.
    type Prediction;
    /// Predicts a batch.
    fn predict(&self, input: D::Input) -> Self::Prediction;
}

impl<M: Module, D: Dataset> Fits<D> for M
where
    D::Contract: Contract<M, D::Input>,
{
    type Prediction = <D::Contract as Contract<M, D::Input>>::Prediction;
    fn predict(&self, input: D::Input) -> Self::Prediction {
        D::Contract::predict(self, input)
    }
}
