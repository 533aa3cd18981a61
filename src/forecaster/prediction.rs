//! What a model has to predict for each kind of window targets.

use crate::shape::{Batch, Dim, Quantile, Target};
use crate::tensor::Tensor;

/// What a model may predict for a horizon: `(Batch, Dim<HORIZON>)`, or the same with a last axis `Target` or `Quantile`.
#[diagnostic::on_unimplemented(
    message = "the model predicts `{Self}`, but the data has a horizon of {HORIZON} steps",
    label = "expected a prediction of {HORIZON} steps: `Tensor<(Batch, Dim<{HORIZON}>)>`",
    note = "give the model and the windows the same horizon; remove an extra axis with `select`, `mean` or `squeeze`"
)]
pub trait Prediction<const HORIZON: usize> {
    /// `Self`. It is an associated type so that rustc checks the horizon before it looks for a loss.
    #[doc(hidden)]
    type Checked;
    #[doc(hidden)]
    fn checked(self) -> Self::Checked;
}

/// What a model may predict if the target is the final step: `(Batch, Dim<1>)`, or the same with a last axis `Quantile`.
#[diagnostic::on_unimplemented(
    message = "the model predicts `{Self}`, but the target of these windows is one value, {HORIZON} steps ahead",
    label = "expected a prediction of one step: `Tensor<(Batch, Dim<1>)>`",
    note = "give the model a horizon of 1, or leave out `.last_step()` to forecast all {HORIZON} steps"
)]
pub trait FinalPrediction<const HORIZON: usize> {
    /// `Self`; an associated type for the same reason as [`Prediction::Checked`].
    #[doc(hidden)]
    type Checked;
    #[doc(hidden)]
    fn checked(self) -> Self::Checked;
}

/// What a model may predict for several targets: `(Batch, Dim<HORIZON>, Target<TARGETS>)`, or the same with a last axis `Quantile`.
#[diagnostic::on_unimplemented(
    message = "the model predicts `{Self}`, but the data has {TARGETS} targets over a horizon of {HORIZON} steps",
    label = "expected a prediction per target: `Tensor<(Batch, Dim<{HORIZON}>, Target<{TARGETS}>)>`",
    note = "for a single target use `.target(column)`; in your own model, `unflatten::<-1, {HORIZON}>()` splits the {HORIZON} × {TARGETS} features, and `rename::<-1, Target<{TARGETS}>>()` names the target axis"
)]
pub trait TargetsPrediction<const HORIZON: usize, const TARGETS: usize> {
    /// `Self`; an associated type for the same reason as [`Prediction::Checked`].
    #[doc(hidden)]
    type Checked;
    #[doc(hidden)]
    fn checked(self) -> Self::Checked;
}

/// What a model may predict for the final step of several targets: `(Batch, Dim<1>, Target<TARGETS>)`, or the same with a last axis
/// `Quantile`.
#[diagnostic::on_unimplemented(
    message = "the model predicts `{Self}`, but the target of these windows is one value for each of {TARGETS} columns, {HORIZON} steps ahead",
    label = "expected a prediction of one step: `Tensor<(Batch, Dim<1>, Target<{TARGETS}>)>`",
    note = "leave out `.last_step()` to forecast all {HORIZON} steps; in your own model, `unflatten::<-1, 1>()` gives the {TARGETS} features a step axis, and `rename::<-1, Target<{TARGETS}>>()` names the target axis"
)]
pub trait FinalTargetsPrediction<const HORIZON: usize, const TARGETS: usize> {
    /// `Self`; an associated type for the same reason as [`Prediction::Checked`].
    #[doc(hidden)]
    type Checked;
    #[doc(hidden)]
    fn checked(self) -> Self::Checked;
}

macro_rules! predictions { ($([$($generics:tt)*] $Prediction:ty: $Shape:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<const HORIZON: usize, $($generics)*> $Prediction for Tensor<$Shape> {
        type Checked = Self;
        fn checked(self) -> Self {
            self
        }
    }
)* } }
predictions! {
    [] Prediction<HORIZON>: (Batch, Dim<HORIZON>);
    [const N: usize] Prediction<HORIZON>: (Batch, Dim<HORIZON>, Target<N>);
    [const N: usize] Prediction<HORIZON>: (Batch, Dim<HORIZON>, Quantile<N>);
    [] FinalPrediction<HORIZON>: (Batch, Dim<1>);
    [const Q: usize] FinalPrediction<HORIZON>: (Batch, Dim<1>, Quantile<Q>);
    [const N: usize] TargetsPrediction<HORIZON, N>: (Batch, Dim<HORIZON>, Target<N>);
    [const N: usize, const Q: usize] TargetsPrediction<HORIZON, N>: (Batch, Dim<HORIZON>, Target<N>, Quantile<Q>);
    [const N: usize] FinalTargetsPrediction<HORIZON, N>: (Batch, Dim<1>, Target<N>);
    [const N: usize, const Q: usize] FinalTargetsPrediction<HORIZON, N>: (Batch, Dim<1>, Target<N>, Quantile<Q>);
}
