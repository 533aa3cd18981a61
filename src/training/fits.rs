//! Which models can be trained on which data.

use crate::data::Dataset;
use crate::forecaster::Contract;
use crate::nn::{Loss, Module};
use crate::tensor::{ShapeError, Tensor};

/// A model that a [`Trainer`](super::Trainer) takes: any [`Module`]. Never implemented by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module",
    label = "no parameters can be found in `{Self}`",
    note = "derive it: `#[derive(Module)]`, with `#[module(skip)]` on plain data; wrap a closure in a tuple of layers in `Lambda::new(|x: Tensor<..>| ..)`; for a model chosen at run time use `Box<dyn Forecaster<..>>`; in generic code: `M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>`"
)]
pub trait Trainable<Question = AModule> {
    /// The model itself, once it is known to be a module: its optimiser and the methods of its trainer are looked at only then.
    #[doc(hidden)]
    type Known: Module;
    #[doc(hidden)]
    fn known(self) -> Self::Known;
}
#[diagnostic::do_not_recommend]
impl<M: Module> Trainable for M {
    type Known = M;
    fn known(self) -> M {
        self
    }
}

/// That something is a module.
#[doc(hidden)]
#[derive(Debug)]
pub enum AModule {}
/// That something is nothing (see *decoys* in `docs/ARCHITECTURE.md`): with a single impl rustc would go on with the model although it is no module.
#[doc(hidden)]
#[derive(Debug)]
pub enum Nothing {}
/// Implemented for nothing.
#[doc(hidden)]
pub trait IsNothing {
    type Known: Module;
}
#[diagnostic::do_not_recommend]
impl<M: IsNothing> Trainable<Nothing> for M {
    type Known = M::Known;
    fn known(self) -> M::Known {
        unreachable!("nothing is nothing")
    }
}

/// A loss that compares the predictions `P` with the targets of the data `D`: a [`Loss`] of the two. Never implemented by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot compare a prediction `{P}` with the targets of `{D}`",
    label = "expected a loss for both: `MseLoss` if they have the same shape, `QuantileLoss::new([0.1, 0.5, 0.9])` if the prediction ends with `Quantile<3>`, or your own `impl Loss`; in generic code: `M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>`"
)]
pub trait LossOn<P, D> {
    /// The targets.
    type Target;
    /// How far a prediction is from its target.
    ///
    /// # Errors
    /// What the loss returns.
    fn compare(&self, prediction: P, target: Self::Target) -> Result<Tensor<()>, ShapeError>;
    /// How much a batch counts; see [`Loss::weight`].
    fn weight(&self, target: &Self::Target, items: usize) -> f64;
}
#[diagnostic::do_not_recommend]
impl<C, P, D> LossOn<P, D> for C
where
    D: Dataset,
    C: Loss<P, D::Target>,
{
    type Target = D::Target;
    fn compare(&self, prediction: P, target: D::Target) -> Result<Tensor<()>, ShapeError> {
        self.loss(prediction, target)
    }
    fn weight(&self, target: &D::Target, items: usize) -> f64 {
        Loss::weight(self, target, items)
    }
}

/// Decoys: with a single impl rustc would ask the loss before the data is known, and a loss of one target would decide what that is.
macro_rules! decoys { ($($Nothing:ty),*) => { $(
    #[diagnostic::do_not_recommend]
    impl<C, P> LossOn<P, $Nothing> for C {
        type Target = $Nothing;
        fn compare(&self, _: P, target: $Nothing) -> Result<Tensor<()>, ShapeError> {
            match target {}
        }
        fn weight(&self, target: &$Nothing, _: usize) -> f64 {
            match *target {}
        }
    }
)* } }
decoys! { AModule, Nothing }

/// A model that can be trained on the data `D`: one that fulfils the data's [`Contract`]. Never implemented by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be trained on `{D}`",
    label = "this model does not fit the data",
    note = "use a `Forecaster` with the data's lookback, horizon and features"
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
