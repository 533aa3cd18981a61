//! Which models can be trained on which data.

use crate::data::{Dataset, Never, WindowDataset, WindowPart};
use crate::forecaster::{Forecaster, WindowInput};
use crate::nn::Module;

/// A model that can be trained on the data `D`; follows from [`Forecaster`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be trained on `{D}`",
    label = "this model does not fit the data",
    note = "a `Forecaster` of the data's lookback, horizon and features fits"
)]
pub trait Fits<D: Dataset>: Module {
    /// What the model predicts for a batch of the data.
    type Prediction;
    /// Predicts a batch.
    fn predict(&self, x: D::Input) -> Self::Prediction;
}

impl<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>
    Fits<WindowPart<LOOKBACK, HORIZON, FEATURES>> for M
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES>,
{
    type Prediction = M::Prediction;
    fn predict(&self, x: WindowInput<LOOKBACK, FEATURES>) -> M::Prediction {
        self.forecast(x)
    }
}

macro_rules! never { ($($which:literal)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<M: Module> Fits<Never<$which>> for M {
        type Prediction = Never<$which>;
        fn predict(&self, x: Never<$which>) -> Never<$which> {
            x
        }
    }
)* } }
never! { true false }

// Windows that are not split are no data set. That alone is to be said: the bound makes it the cause of both errors, and
// rustc says a cause once.
impl<M: Module, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>
    Fits<WindowDataset<LOOKBACK, HORIZON, FEATURES>> for M
where
    WindowDataset<LOOKBACK, HORIZON, FEATURES>: Dataset,
{
    type Prediction = <WindowDataset<LOOKBACK, HORIZON, FEATURES> as Dataset>::Target;
    fn predict(&self, _: <WindowDataset<LOOKBACK, HORIZON, FEATURES> as Dataset>::Input) -> Self::Prediction {
        unreachable!("windows that are not split are no data set")
    }
}
