//! What forecasts windows: every forecaster with a point forecast, baselines, and functions of the history.

use super::error::EvaluationError;
use crate::data::WindowPart;
use crate::forecaster::{Forecaster, WindowTarget};
use crate::tensor::inference;
use std::ops::Range;

/// Forecasts windows of a part in the unit of the target column.
///
/// Every [`Forecaster`] with a point forecast does, [`Naive`](crate::timeseries::Naive) and its kin do, and a function of the
/// history does as [`FromHistory`]. Implement it for a forecaster that is no module: a statistical model, an ensemble.
///
/// # Example
/// ```
/// use std::ops::Range;
/// use timeseriesml::{
///     Column, Standard, SyntheticCandles, WindowDataset, WindowPart, evaluate,
///     evaluation::{EvaluationError, ForecastsWindows},
/// };
///
/// /// The mean of the lookback, for every step.
/// struct Mean;
///
/// impl<const L: usize, const H: usize, const F: usize> ForecastsWindows<L, H, F> for Mean {
///     fn forecast_windows(
///         &self,
///         part: &WindowPart<L, H, F>,
///         windows: Range<usize>,
///         out: &mut [f64],
///     ) -> Result<(), EvaluationError> {
///         for (window, out) in windows.zip(out.chunks_exact_mut(H)) {
///             out.fill(part.history(window).iter().sum::<f64>() / L as f64);
///         }
///         Ok(())
///     }
/// }
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
/// assert!(evaluate(&Mean, &test)?.mae > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not forecast windows of {LOOKBACK} steps and {FEATURES} features",
    label = "expected a model, a baseline or `FromHistory(|history, out| ..)`",
    note = "a `Trainer` lends its model by `trainer.model()`; a function of the history is wrapped: `FromHistory(|history: &[f64], out: &mut [f64]| ..)`"
)]
pub trait ForecastsWindows<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> {
    /// Forecasts `windows` of `part`, none of them beyond [`WindowPart::latest`], and writes `HORIZON` numbers for each, one window
    /// after the other.
    ///
    /// # Errors
    /// [`EvaluationError`] if the forecaster cannot forecast them.
    fn forecast_windows(
        &self,
        part: &WindowPart<LOOKBACK, HORIZON, FEATURES>,
        windows: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), EvaluationError>;
}

// Not marked `do_not_recommend`: descending through it names the size that differs.
impl<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>
    ForecastsWindows<LOOKBACK, HORIZON, FEATURES> for M
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>,
{
    fn forecast_windows(
        &self,
        part: &WindowPart<LOOKBACK, HORIZON, FEATURES>,
        windows: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), EvaluationError> {
        let inputs = part.inputs(windows.clone())?;
        let scaled = inference(|| self.forecast(inputs)).to_vec();
        for (window, (scaled, out)) in windows.zip(scaled.chunks_exact(HORIZON).zip(out.chunks_exact_mut(HORIZON))) {
            part.unscale_into(window, scaled, out);
        }
        Ok(())
    }
}

/// A function of the target's history as a forecaster: it gets the lookback, and writes one number for each step of the horizon.
///
/// # Example
/// ```
/// use timeseriesml::{Column, FromHistory, SyntheticCandles, WindowDataset, evaluate};
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
/// let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
/// let halfway_back = FromHistory(|history: &[f64], out: &mut [f64]| out.fill((history[0] + history[23]) / 2.0));
/// println!("{}", evaluate(&halfway_back, &test)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FromHistory<F>(
    /// The function.
    pub F,
);

impl<F, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>
    ForecastsWindows<LOOKBACK, HORIZON, FEATURES> for FromHistory<F>
where
    F: Fn(&[f64], &mut [f64]),
{
    fn forecast_windows(
        &self,
        part: &WindowPart<LOOKBACK, HORIZON, FEATURES>,
        windows: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), EvaluationError> {
        for (window, out) in windows.zip(out.chunks_exact_mut(HORIZON)) {
            (self.0)(part.history(window), out);
        }
        Ok(())
    }
}
