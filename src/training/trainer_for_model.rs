//! The compiler message for a trainer in place of its model, as in `forecast(&trainer, ..)`.

use super::Trainer;
use crate::data::WindowPart;
use crate::evaluation::{EvaluationError, ForecastsWindows};
use std::ops::Range;

/// No type implements this trait: a trainer is not a model.
#[doc(hidden)]
pub trait IsModel {}

/// Decoy, a second impl for rustc alone (`docs/ARCHITECTURE.md`): otherwise rustc would report that a trainer is not a module, instead of pointing to
/// its model.
#[diagnostic::do_not_recommend]
impl<M, C, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y>
    ForecastsWindows<LOOKBACK, HORIZON, FEATURES, Y> for Trainer<M, C>
where
    Trainer<M, C>: IsModel,
{
    fn forecast_windows(
        &self,
        _: &WindowPart<LOOKBACK, HORIZON, FEATURES, Y>,
        windows: Range<usize>,
        _: &mut [f64],
    ) -> Result<(), EvaluationError> {
        Err(EvaluationError::NoWindow { window: windows.start, latest: 0 })
    }
}
