//! What can forecast windows: forecasters with a point forecast, baselines, and functions of the history.

use super::error::EvaluationError;
use crate::data::WindowPart;
use crate::forecaster::{FirstNotFinite, Forecaster, OneTarget, WindowTargets};
use crate::shape::Shape;
use crate::tensor::{Tensor, first_anomaly, first_not_finite, inference};
use std::ops::Range;

/// Forecasts windows of a [`WindowPart`], in the unit of the target column.
///
/// It is implemented for every [`Forecaster`] with a point forecast, for baselines such as [`Naive`](crate::timeseries::Naive), and for
/// functions of the history wrapped in [`FromHistory`]. Implement it for other forecasters, such as a statistical model or an ensemble.
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
    message = "`{Self}` cannot forecast windows of {LOOKBACK} steps and {FEATURES} features",
    label = "expected a model, a baseline or `FromHistory(|history, out| ..)`",
    note = "for a `Trainer`, pass `trainer.model()`; wrap a function of the history: `FromHistory(|history: &[f64], out: &mut [f64]| ..)`"
)]
pub trait ForecastsWindows<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget> {
    /// Forecasts `windows` of `part`, none of them after [`WindowPart::latest`], and writes `HORIZON` values for each window to `out`, one
    /// window after the other. With other [targets](WindowTargets), it writes the values of each window's target tensor, in the tensor's order.
    ///
    /// # Errors
    /// [`EvaluationError`] if the forecaster cannot forecast these windows.
    fn forecast_windows(
        &self,
        part: &WindowPart<LOOKBACK, HORIZON, FEATURES, Y>,
        windows: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), EvaluationError>;
}

/// A prediction with one value for each value of a target tensor of shape `S`. `forecast` and `evaluate` require it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a point forecast of targets of shape `{S}`",
    label = "`forecast` and `evaluate` need one predicted value per target value",
    note = "to pick one quantile, add a layer: `(model, Lambda::new(|y: Tensor<(Batch, Dim<6>, Quantile<3>)>| y.select::<2>(1)))`"
)]
pub trait PointForecast<S: Shape> {
    #[doc(hidden)]
    fn values(self) -> Vec<f32>;
}
#[diagnostic::do_not_recommend]
impl<S: Shape> PointForecast<S> for Tensor<S> {
    fn values(self) -> Vec<f32> {
        self.to_vec()
    }
}

// This impl is not marked `do_not_recommend`, so that rustc looks at its bounds and names the size that differs.
impl<M, P, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y>
    ForecastsWindows<LOOKBACK, HORIZON, FEATURES, Y> for M
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Y, Prediction = P>,
    P: PointForecast<Y::Shape>,
    Y: WindowTargets<HORIZON>,
{
    fn forecast_windows(
        &self,
        part: &WindowPart<LOOKBACK, HORIZON, FEATURES, Y>,
        windows: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), EvaluationError> {
        let (inputs, values) = (part.inputs(windows.clone())?, part.values_per_window());
        if let Some((element, found)) = first_not_finite(&inputs) {
            let (window, place) = (windows.start + element[0], element[1..].into());
            let cause = Some(Box::new(FirstNotFinite::BadInput { item: window, element: place, found }));
            return Err(EvaluationError::NotFinite { window, step: None, found, cause });
        }
        let scaled = inference(|| self.forecast(inputs).values());
        if let Some(place) = scaled.iter().position(|x| !x.is_finite()) {
            let cause = FirstNotFinite::of_weights(self).unwrap_or_else(|| {
                let anomaly = part
                    .inputs(windows.clone())
                    .ok()
                    .and_then(|inputs| first_anomaly(!scaled[place].is_nan(), || inference(|| self.forecast(inputs))));
                anomaly.map_or(FirstNotFinite::NoCause, FirstNotFinite::BadResult)
            });
            let (window, step) = (windows.start + place / values, Some(part.step_of(place)));
            let (found, cause) = (scaled[place].into(), Some(Box::new(cause)));
            return Err(EvaluationError::NotFinite { window, step, found, cause });
        }
        for (window, (scaled, out)) in windows.zip(scaled.chunks_exact(values).zip(out.chunks_exact_mut(values))) {
            part.unscale_into(window, scaled, out);
        }
        Ok(())
    }
}

/// Forecasts windows with a function of one target's history, which is called once per target and writes one value for each step of the horizon.
pub(crate) fn forecast_each_target<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y>(
    part: &WindowPart<LOOKBACK, HORIZON, FEATURES, Y>,
    windows: Range<usize>,
    out: &mut [f64],
    forecast: impl Fn(&[f64], &mut [f64]) -> Result<(), EvaluationError>,
) -> Result<(), EvaluationError>
where
    Y: WindowTargets<HORIZON>,
{
    let latest = part.latest();
    if let Some(window) = windows.clone().find(|&window| window > latest) {
        return Err(EvaluationError::NoWindow { window, latest });
    }
    let targets = part.target_count();
    let mut path = vec![0.0; HORIZON];
    for (window, out) in windows.zip(out.chunks_exact_mut(part.values_per_window())) {
        for target in 0..targets {
            forecast(part.target_history(window, target), &mut path)?;
            let steps = out.iter_mut().skip(target).step_by(targets);
            steps.zip(&path[HORIZON - Y::STEPS..]).for_each(|(out, &value)| *out = value);
        }
    }
    Ok(())
}

/// A function of the target's history as a forecaster: it gets the target's values over the lookback and writes one value for each step of the
/// horizon. With several targets, it is called once for each.
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

#[diagnostic::do_not_recommend]
impl<F, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y>
    ForecastsWindows<LOOKBACK, HORIZON, FEATURES, Y> for FromHistory<F>
where
    F: Fn(&[f64], &mut [f64]),
    Y: WindowTargets<HORIZON>,
{
    fn forecast_windows(
        &self,
        part: &WindowPart<LOOKBACK, HORIZON, FEATURES, Y>,
        windows: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), EvaluationError> {
        forecast_each_target(part, windows, out, |history, path| {
            (self.0)(history, path);
            Ok(())
        })
    }
}
