//! The bounds that decide which models can be trained on which data.

use crate::data::Dataset;
use crate::forecaster::Contract;
use crate::nn::{Loss, Module};
use crate::tensor::{ShapeError, Tensor};

/// A model that a [`Trainer`](super::Trainer) accepts: any [`Module`]. Do not implement it by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module",
    label = "no parameters can be found in `{Self}`",
    note = "a struct: `#[derive(Module)]`, with `#[module(skip)]` on plain data; a closure among layers: `Lambda::new(|x: Tensor<..>| ..)`; a model chosen at run time: `Box<dyn Forecaster<..>>`; in generic code: the bound `M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>`"
)]
pub trait Trainable<Question = AModule> {
    /// The model's type. Through an associated type, rustc checks that the model is a module before it looks at the optimizer and the
    /// methods of the trainer.
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

/// The type parameter of [`Trainable`] that modules use.
#[doc(hidden)]
#[derive(Debug)]
pub enum AModule {}
/// The type parameter of the decoy, a second impl for rustc alone (`docs/ARCHITECTURE.md`): with one impl rustc would accept any model.
#[doc(hidden)]
#[derive(Debug)]
pub enum Nothing {}
/// No type implements this trait.
#[doc(hidden)]
pub trait IsNothing {
    type Known: Module;
}
#[diagnostic::do_not_recommend]
impl<M: IsNothing> Trainable<Nothing> for M {
    type Known = M::Known;
    fn known(self) -> M::Known {
        unreachable!("`IsNothing` has no implementors")
    }
}

/// A loss that compares the predictions `P` with the targets of the data `D`: a [`Loss`] of both. Do not implement it by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot compare a prediction `{P}` with the targets of `{D}`",
    label = "expected a loss for both: `MseLoss` if they have the same shape, `QuantileLoss::new([0.1, 0.5, 0.9])` if the prediction ends with `Quantile<3>`, or your own `impl Loss`; in generic code: `M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>`"
)]
pub trait LossOn<P, D> {
    /// The targets of a batch.
    type Target;
    /// The loss of a prediction and its target.
    ///
    /// # Errors
    /// Any error of the loss.
    fn compare(&self, prediction: P, target: Self::Target) -> Result<Tensor<()>, ShapeError>;
    /// The weight of a batch in a mean over batches, from [`Loss::weight`].
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

/// Decoys, impls for rustc alone (`docs/ARCHITECTURE.md`): with one impl rustc would choose the loss before it knows the data, and infer it from a
/// loss with a single target type.
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

/// A model that can be trained on the data `D`, because it fulfills the data's [`Contract`]. Do not implement it by hand.
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
