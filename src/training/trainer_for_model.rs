//! A trainer where its model is meant, as in `forecast(&trainer, ..)`.

use super::Trainer;
use crate::data::WindowPart;
use crate::evaluation::{EvaluationError, ForecastsWindows};
use std::ops::Range;

/// Implemented for nothing: a trainer is no model.
#[doc(hidden)]
pub trait IsModel {}

/// Decoy: with the impl of models alone rustc would ask whether a trainer is a module, and not say that it has a model.
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
