//! The check that a feature of one's own does not look ahead.

use super::feature::Feature;
use crate::data::{AsSeries, LeakageCheck, LeakageError};
use crate::timeseries::{CandleError, Candles};

/// Checks that no candle changes the values of a feature at earlier candles, for a [`Feature`] of one's own.
///
/// [`Feature::push`] sees one candle at a time, but an implementation of [`Feature::compute`] sees all of them. It is called on candles
/// that are changed from some candle on, for each of them: see [`data::causality_check`](crate::data::causality_check). A few hundred candles say
/// enough.
///
/// # Errors
/// [`LeakageError::LooksAhead`] with the row whose value changed, [`LeakageError::OutputCount`] if `compute` does not return one value for each
/// candle, [`LeakageError::NotRepeatable`] if two runs differ, [`LeakageError::NothingBeyondCut`] for fewer than two candles.
///
/// # Example
/// ```
/// use timeseriesml::{Candle, Candles, SyntheticCandles, timeseries::features::{Feature, Rsi, causality_check}};
///
/// /// The close in per cent of the highest close: of all candles, also later ones.
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
    // Columns that change for themselves would contradict each other.
    LeakageCheck::new().whole_rows(true).run_causal(candles.as_series(), |series| {
        Ok::<_, CandleError>(feature.compute(&Candles::from_series(series.clone())?))
    })
}
