//! Checks that a custom feature does not look ahead.

use super::feature::Feature;
use crate::data::{AsSeries, LeakageCheck, LeakageError};
use crate::timeseries::{CandleError, Candles};

/// Checks that no candle affects the values of a custom [`Feature`] at earlier candles.
///
/// [`Feature::push`] sees one candle at a time, but a custom [`Feature::compute`] sees all of them. For each candle, `compute` is called on copies
/// that differ starting at that candle; [`data::causality_check`](crate::data::causality_check) describes the changes. A few hundred candles suffice.
///
/// # Errors
/// [`LeakageError::LooksAhead`] with the row whose value changed, [`LeakageError::OutputCount`] if `compute` does not return one value for each
/// candle, [`LeakageError::NotRepeatable`] if two runs differ, [`LeakageError::NothingBeyondCut`] for fewer than two candles.
///
/// # Example
/// ```
/// use timeseriesml::{Candle, Candles, SyntheticCandles, timeseries::features::{Feature, Rsi, causality_check}};
///
/// /// The close in per cent of the highest close of all candles, including later ones.
/// #[derive(Clone)]
/// struct OfHighest;
///
/// impl Feature for OfHighest {
///     fn name(&self) -> String {
///         "of_highest".to_owned()
///     }
///     fn warm_up(&self) -> usize {
///         0
///     }
///     fn push(&mut self, _: &Candle) -> Option<f64> {
///         Some(100.0)
///     }
///     fn reset(&mut self) {}
///     fn compute(&self, candles: &Candles) -> Vec<Option<f64>> {
///         let highest = candles.close().iter().copied().fold(0.0, f64::max);
///         candles.close().iter().map(|close| Some(100.0 * close / highest)).collect()
///     }
/// }
/// let candles = SyntheticCandles::new(100).generate();
/// causality_check(&Rsi::new(14)?, &candles)?;
/// assert!(causality_check(&OfHighest, &candles).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn causality_check(feature: &(impl Feature + ?Sized), candles: &Candles) -> Result<(), LeakageError> {
    // Whole rows are changed, since changing columns independently would make candles inconsistent.
    LeakageCheck::new().whole_rows(true).run_causal(candles.as_series(), |series| {
        Ok::<_, CandleError>(feature.compute(&Candles::from_series(series.clone())?))
    })
}
