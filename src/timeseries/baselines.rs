//! Forecasts that need no training, which any model should beat.
//!
//! With history `y_1 … y_T`: naive `ŷ_{T+h} = y_T`; seasonal naive `ŷ_{T+h} = y_{T+h−m(k+1)}` with season `m` and
//! `k = ⌊(h − 1)/m⌋`, that is, the last season repeated.
//! Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, section 5.2.

use crate::data::WindowPart;
use crate::evaluation::{EvaluationError, ForecastsWindows, forecast_each_target};
use crate::forecaster::WindowTargets;
use std::ops::Range;

/// A forecast made only from the history, without training.
///
/// # Example
/// A custom baseline, compared with the naive one:
/// ```
/// use timeseriesml::{Column, Naive, SyntheticCandles, WindowDataset, evaluate, timeseries::{Baseline, BaselineError}};
///
/// struct Zero;
///
/// impl Baseline for Zero {
///     fn name(&self) -> String {
///         "zero".to_owned()
///     }
///     fn forecast_into(&self, _: &[f64], out: &mut [f64]) -> Result<(), BaselineError> {
///         out.fill(0.0);
///         Ok(())
///     }
/// }
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
/// let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
/// for baseline in [&Naive as &dyn Baseline, &Zero] {
///     println!("{:<6} {}", baseline.name(), evaluate(baseline, &test)?);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Baseline {
    /// Returns the name that tables and legends show, such as `naive`.
    fn name(&self) -> String;

    /// Forecasts the steps after the history: one value for each element of `out`.
    ///
    /// # Errors
    /// [`BaselineError::HistoryTooShort`] if the baseline needs a longer history; `out` is then unchanged.
    fn forecast_into(&self, history: &[f64], out: &mut [f64]) -> Result<(), BaselineError>;

    /// Returns the forecast of the `horizon` steps after the history.
    ///
    /// # Errors
    /// The errors of [`forecast_into`](Self::forecast_into).
    fn forecast(&self, history: &[f64], horizon: usize) -> Result<Vec<f64>, BaselineError> {
        let mut out = vec![0.0; horizon];
        self.forecast_into(history, &mut out)?;
        Ok(out)
    }
}

/// Repeats the last value: the best forecast of a random walk, and hard to beat on prices.
///
/// A missing last value (NaN) is repeated like any other.
///
/// # Example
/// ```
/// # use timeseriesml::{Naive, timeseries::Baseline};
/// assert_eq!(Naive.forecast(&[1.0, 2.0, 4.0], 3)?, [4.0, 4.0, 4.0]);
/// # Ok::<(), timeseriesml::timeseries::BaselineError>(())
/// ```
#[doc(alias = "DummyRegressor")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Naive;

impl Baseline for Naive {
    fn name(&self) -> String {
        "naive".to_owned()
    }

    fn forecast_into(&self, history: &[f64], out: &mut [f64]) -> Result<(), BaselineError> {
        repeat_last_season(history, 1, out)
    }
}

/// Repeats the last season: next Monday gets the value of last Monday, or noon gets the value of noon on the previous day.
///
/// # Example
/// ```
/// # use timeseriesml::{SeasonalNaive, timeseries::Baseline};
/// let baseline = SeasonalNaive::new(3)?;
/// assert_eq!(baseline.forecast(&[9.0, 1.0, 2.0, 3.0], 5)?, [1.0, 2.0, 3.0, 1.0, 2.0]);
/// # Ok::<(), timeseriesml::timeseries::BaselineError>(())
/// ```
#[doc(alias = "NaiveSeasonal")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeasonalNaive {
    season: usize,
}

impl SeasonalNaive {
    /// Makes the baseline for a season of `season` steps: 7 for a week of daily values, 24 for a day of hourly values. With a season of 1 step, it is
    /// the same as [`Naive`].
    ///
    /// # Errors
    /// [`BaselineError::NoSeason`] if `season` is 0.
    pub fn new(season: usize) -> Result<Self, BaselineError> {
        if season == 0 { Err(BaselineError::NoSeason) } else { Ok(Self { season }) }
    }

    /// Returns the length of the season in steps.
    #[must_use]
    pub fn season(&self) -> usize {
        self.season
    }
}

impl Baseline for SeasonalNaive {
    fn name(&self) -> String {
        format!("seasonal naive ({})", self.season)
    }

    fn forecast_into(&self, history: &[f64], out: &mut [f64]) -> Result<(), BaselineError> {
        repeat_last_season(history, self.season, out)
    }
}

fn repeat_last_season(history: &[f64], season: usize, out: &mut [f64]) -> Result<(), BaselineError> {
    let Some(start) = history.len().checked_sub(season) else {
        return Err(BaselineError::HistoryTooShort { found: history.len(), needed: season });
    };
    for (out, &value) in out.iter_mut().zip(history[start..].iter().cycle()) {
        *out = value;
    }
    Ok(())
}

/// Why a baseline cannot forecast.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// The season has 0 steps.
    #[error("seasonal naive: found a season of 0 steps, expected at least 1; give the length of one season")]
    NoSeason,
    /// The history is shorter than the season.
    #[error(
        "{}naive: found a history of {found} steps, expected at least {needed}; give {}",
        if *needed > 1 { "seasonal " } else { "" },
        if *needed > 1 { "a whole season or a shorter season" } else { "one step or more" }
    )]
    HistoryTooShort {
        /// The number of steps in the history.
        found: usize,
        /// The number of steps needed: the season, or 1 for [`Naive`].
        needed: usize,
    },
}

debug_is_message! { BaselineError }

impl From<BaselineError> for EvaluationError {
    fn from(error: BaselineError) -> Self {
        EvaluationError::Refused(Box::new(error))
    }
}

/// Lets `evaluate` take each of these baselines. A custom one is passed as a trait object: `evaluate(&Drift as &dyn Baseline, &test)`.
macro_rules! forecasts_windows { ($($Baseline:ty),*) => { $(
    #[diagnostic::do_not_recommend]
    impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
        ForecastsWindows<LOOKBACK, HORIZON, FEATURES, Y> for $Baseline
    {
        fn forecast_windows(
            &self,
            part: &WindowPart<LOOKBACK, HORIZON, FEATURES, Y>,
            windows: Range<usize>,
            out: &mut [f64],
        ) -> Result<(), EvaluationError> {
            forecast_each_target(part, windows, out, |history, path| Ok(self.forecast_into(history, path)?))
        }
    }
)* } }
forecasts_windows! { Naive, SeasonalNaive, dyn Baseline }

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(baseline: &dyn Baseline, history: &[f64], expected: Result<&[f64], BaselineError>, horizon: usize) {
        assert_eq!(baseline.forecast(history, horizon), expected.map(<[f64]>::to_vec), "{}", baseline.name());
    }

    #[test]
    fn naive_repeats_the_last_value() {
        check(&Naive, &[3.0, 5.0], Ok(&[5.0, 5.0]), 2);
        check(&Naive, &[3.0], Ok(&[]), 0);
    }

    #[test]
    fn seasonal_naive_follows_the_formula_of_the_book() {
        let history: Vec<f64> = (1..=11).map(f64::from).collect();
        for season in 1..=history.len() {
            // The forecast is y_{T+h−m(k+1)}, and the test sets each y_i to i.
            let expected: Vec<f64> =
                (1..=30).map(|h| (history.len() + h - season * ((h - 1) / season + 1)) as f64).collect();
            check(&SeasonalNaive::new(season).unwrap(), &history, Ok(&expected), 30);
        }
    }

    #[test]
    fn short_history_is_refused_with_both_numbers() {
        check(&Naive, &[], Err(BaselineError::HistoryTooShort { found: 0, needed: 1 }), 1);
        let weekly = SeasonalNaive::new(7).unwrap();
        check(&weekly, &[1.0; 6], Err(BaselineError::HistoryTooShort { found: 6, needed: 7 }), 1);
        let message = weekly.forecast(&[1.0; 6], 1).unwrap_err().to_string();
        assert!(message.contains("history of 6 steps, expected at least 7"), "{message}");
    }

    #[test]
    fn season_of_no_steps_is_refused() {
        assert_eq!(SeasonalNaive::new(0), Err(BaselineError::NoSeason));
    }
}
