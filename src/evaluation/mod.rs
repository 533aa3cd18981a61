//! Evaluation: forecasts for the windows of a part, and their errors, in the unit of the target column.
//!
//! **Owns** the one loop that models, baselines and functions are evaluated by. **Does not know** training, or which models and
//! baselines there are.

mod error;
mod evaluate;
mod windows;

pub use error::EvaluationError;
pub use evaluate::{ForecastBy, evaluate, forecast, forecast_each};
pub use windows::{ForecastsWindows, FromHistory, PointForecast};

pub(crate) use windows::forecast_each_target;
