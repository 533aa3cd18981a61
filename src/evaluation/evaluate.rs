//! The forecast for one window, and the errors over all windows of a part.

use super::error::EvaluationError;
use super::windows::ForecastsWindows;
use crate::data::WindowPart;
use crate::forecaster::WindowTargets;
use crate::metrics::{PointErrors, PointMetrics};
use std::ops::Range;

/// How many windows are forecast at once.
const BATCH: usize = 256;

/// Forecasts one window of a part with a model, a baseline or a function, in the unit of the target column.
///
/// With several targets, the result holds the values of all targets for the first step, then the values for the second, and so on. To forecast
/// the future, take the window [`WindowPart::latest`].
///
/// # Errors
/// [`EvaluationError::NoWindow`] if `window` is after [`WindowPart::latest`]; [`EvaluationError::NotFinite`], with the cause, if the
/// forecast is NaN or infinite; any error of the forecaster.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Column, Standard, SyntheticCandles, Tcn, WindowDataset, channels, forecast, next_times};
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
/// let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let prices = forecast(&model, &test, test.latest())?;
/// for (time, price) in next_times(candles.time(), 6).iter().zip(prices) {
///     println!("{time}: {price:.2}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "predict")]
pub fn forecast<M: ?Sized, P: ForecastBy<M>>(model: &M, part: &P, window: usize) -> Result<Vec<f64>, EvaluationError> {
    part.forecast(model, window)
}

/// Measures the forecasts of a model, a baseline or a function over every window of a part, in the unit of the target column.
///
/// With several targets, each error is computed over the values of all targets together.
///
/// # Errors
/// [`EvaluationError::NotFinite`], with the cause, if a forecast is NaN or infinite; any error of the forecaster.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Column, Naive, Standard, SyntheticCandles, Tcn, WindowDataset, channels, evaluate};
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
/// let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// println!("model  {}", evaluate(&model, &test)?);
/// println!("naive  {}", evaluate(&Naive, &test)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evaluate<M: ?Sized, P: ForecastBy<M>>(model: &M, part: &P) -> Result<PointErrors, EvaluationError> {
    part.errors(model)
}

/// Forecasts the future of every series with a model, a baseline or a function: returns the name of each series with its forecast, in the unit of the
/// target column.
///
/// Each forecast starts after the last row of the series in the part; a series without a row in the part is left out. The result equals
/// [`forecast`] of the window [`WindowPart::latest_of`] for each series, but is computed in batches.
///
/// # Errors
/// Same as [`evaluate`]; [`EvaluationError::Refused`] with a [`WindowError`](crate::data::WindowError) if the part has fewer rows of a series than a
/// lookback, or a gap within the series' last `LOOKBACK` rows.
///
/// # Example
/// ```
/// use timeseriesml::{Naive, Series, WindowDataset, data::Panel, evaluation::forecast_each};
/// let shop = |name: &str, sales: [f64; 8]| {
///     let time = (1..=8).map(|day| jiff::civil::date(2020, 1, day).at(0, 0, 0, 0)).collect();
///     Series::new(name, time, vec![("sales".to_owned(), sales.to_vec())])
/// };
/// let north = shop("north", [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0])?;
/// let shops = Panel::new(vec![north, shop("south", [2.0, 7.0, 1.0, 8.0, 2.0, 8.0, 1.0, 8.0])?])?;
/// let all = WindowDataset::<3, 2, 1>::over(&shops).target("sales").build()?.whole()?;
/// let forecasts = forecast_each(&Naive, &all)?;
/// assert_eq!(forecasts, [("north".to_owned(), vec![6.0, 6.0]), ("south".to_owned(), vec![8.0, 8.0])]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn forecast_each<M: ?Sized, P: ForecastBy<M>>(
    model: &M,
    part: &P,
) -> Result<Vec<(String, Vec<f64>)>, EvaluationError> {
    part.forecast_each(model)
}

/// Windows that `M` can forecast: a [`WindowPart`] with the lookback, horizon, features and targets for which `M` implements [`ForecastsWindows`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a part of a `WindowDataset`",
    label = "expected a part of a `WindowDataset`",
    note = "split a `WindowDataset` into three parts with `split([0.7, 0.1, 0.2])`, which fits the scaler on the first"
)]
pub trait ForecastBy<M: ?Sized> {
    #[doc(hidden)]
    fn forecast(&self, model: &M, window: usize) -> Result<Vec<f64>, EvaluationError>;
    #[doc(hidden)]
    fn forecast_each(&self, model: &M) -> Result<Vec<(String, Vec<f64>)>, EvaluationError>;
    #[doc(hidden)]
    fn errors(&self, model: &M) -> Result<PointErrors, EvaluationError>;
}

impl<M: ?Sized, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y> ForecastBy<M>
    for WindowPart<LOOKBACK, HORIZON, FEATURES, Y>
where
    M: ForecastsWindows<LOOKBACK, HORIZON, FEATURES, Y>,
    Y: WindowTargets<HORIZON>,
{
    fn forecast(&self, model: &M, window: usize) -> Result<Vec<f64>, EvaluationError> {
        if window > self.latest() {
            return Err(EvaluationError::NoWindow { window, latest: self.latest() });
        }
        let mut out = vec![0.0; self.values_per_window()];
        forecast_finite(model, self, window..window + 1, &mut out)?;
        Ok(out)
    }

    fn forecast_each(&self, model: &M) -> Result<Vec<(String, Vec<f64>)>, EvaluationError> {
        let latest = self.latest_of_each().map_err(|error| EvaluationError::Refused(error.into()))?;
        let values = self.values_per_window();
        let mut out = vec![0.0; latest.len() * values];
        for (batch, out) in out.chunks_mut(BATCH * values).enumerate() {
            let first = latest.start + batch * BATCH;
            forecast_finite(model, self, first..first + out.len() / values, out)?;
        }
        let forecasts = latest.zip(out.chunks_exact(values));
        Ok(forecasts.map(|(window, out)| (self.series_of(window).to_owned(), out.to_vec())).collect())
    }

    fn errors(&self, model: &M) -> Result<PointErrors, EvaluationError> {
        let mut metrics = PointMetrics::default();
        let values = self.values_per_window();
        let mut out = vec![0.0; BATCH.min(self.len()) * values];
        for first in (0..self.len()).step_by(BATCH) {
            let windows = first..self.len().min(first + BATCH);
            let out = &mut out[..windows.len() * values];
            forecast_finite(model, self, windows.clone(), out)?;
            let truth = windows.flat_map(|window| self.truth_values(window));
            for (&predicted, truth) in out.iter().zip(truth) {
                metrics.update(predicted, truth);
            }
        }
        Ok(metrics.value().expect("a part has at least one window"))
    }
}

/// Forecasts windows; a value that is NaN or infinite is an error.
fn forecast_finite<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y>(
    model: &M,
    part: &WindowPart<LOOKBACK, HORIZON, FEATURES, Y>,
    windows: Range<usize>,
    out: &mut [f64],
) -> Result<(), EvaluationError>
where
    M: ForecastsWindows<LOOKBACK, HORIZON, FEATURES, Y> + ?Sized,
    Y: WindowTargets<HORIZON>,
{
    model.forecast_windows(part, windows.clone(), out)?;
    let Some(place) = out.iter().position(|x| !x.is_finite()) else { return Ok(()) };
    let (window, step) = (windows.start + place / part.values_per_window(), Some(part.step_of(place)));
    Err(EvaluationError::NotFinite { window, step, found: out[place], cause: None })
}

/// A decoy: its only purpose is a second impl for rustc to see (`docs/ARCHITECTURE.md`). With one impl, rustc infers the windows from the model and
/// prints mismatched types instead of our message.
#[doc(hidden)]
#[expect(dead_code, reason = "it has no values; only rustc reads its impl")]
pub enum NoWindows {}

#[diagnostic::do_not_recommend]
impl<M: ?Sized> ForecastBy<M> for NoWindows {
    fn forecast(&self, _: &M, _: usize) -> Result<Vec<f64>, EvaluationError> {
        match *self {}
    }
    fn forecast_each(&self, _: &M) -> Result<Vec<(String, Vec<f64>)>, EvaluationError> {
        match *self {}
    }
    fn errors(&self, _: &M) -> Result<PointErrors, EvaluationError> {
        match *self {}
    }
}
