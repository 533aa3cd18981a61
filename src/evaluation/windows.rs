//! What forecasts windows: every forecaster with a point forecast, baselines, and functions of the history.

use super::error::EvaluationError;
use crate::data::WindowPart;
use crate::forecaster::{FirstNotFinite, Forecaster, OneTarget, WindowTargets};
use crate::tensor::{Tensor, first_anomaly, first_not_finite, inference};
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
pub trait ForecastsWindows<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y = OneTarget> {
    /// Forecasts `windows` of `part`, none of them beyond [`WindowPart::latest`], and writes `HORIZON` numbers for each, one window
    /// after the other. Other [targets](WindowTargets) have as many numbers as their tensor, in the same order.
    ///
    /// # Errors
    /// [`EvaluationError`] if the forecaster cannot forecast them.
    fn forecast_windows(
        &self,
        part: &WindowPart<LOOKBACK, HORIZON, FEATURES, Y>,
        windows: Range<usize>,
        out: &mut [f64],
    ) -> Result<(), EvaluationError>;
}

// Not marked `do_not_recommend`: descending through it names the size that differs.
impl<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y>
    ForecastsWindows<LOOKBACK, HORIZON, FEATURES, Y> for M
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Y, Prediction = Tensor<Y::Shape>>,
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
        let scaled = inference(|| self.forecast(inputs)).to_vec();
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

/// Forecasts windows by a function of the history of one column, which is called for each target: it writes one number for each step of
/// the horizon.
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

/// A function of the target's history as a forecaster: it gets the lookback, and writes one number for each step of the horizon. Where there
/// are several targets, it is called for each.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{NoScaler, Series, WindowDataset};
    use crate::evaluation::{evaluate, forecast};
    use crate::nn::{Forward, Linear, Module, ModulePath, Visitor, VisitorMut};
    use crate::shape::{Batch, Dim};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    struct Net(Linear<4, 2>);

    impl Module for Net {
        fn kind(&self) -> String {
            "Net".into()
        }
        fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
            self.0.visit(path.field("head"), visitor);
        }
        fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
            self.0.visit_mut(path.field("head"), visitor);
        }
    }

    impl Forward<Tensor<(Batch, Dim<4>, Dim<1>)>> for Net {
        type Output = Tensor<(Batch, Dim<2>)>;
        fn forward(&self, x: Tensor<(Batch, Dim<4>, Dim<1>)>) -> Self::Output {
            self.0.forward(x.merge::<1>())
        }
    }

    fn part(last: f64) -> WindowPart<4, 2, 1> {
        let time = (0..100).map(|hour| jiff::civil::date(2020, 1, 1 + hour / 24).at(hour % 24, 0, 0, 0)).collect();
        let mut values: Vec<f64> = (0..100).map(|i| f64::from(i).sin()).collect();
        values[97] = last;
        let series = Series::new("waves", time, vec![("height".to_owned(), values)]).unwrap();
        let windows = WindowDataset::<4, 2, 1>::builder(&series).target("height").scaler(NoScaler).build().unwrap();
        windows.split([0.4, 0.3, 0.3]).unwrap().2
    }

    fn net() -> Net {
        Net(Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)))
    }

    struct Broken;
    impl VisitorMut for Broken {
        fn parameter(&mut self, _: ModulePath<'_>, parameter: crate::nn::ParameterMut<'_>) {
            if let Some(parameter) = parameter.get::<f32>()
                && parameter.sizes().len() == 2
            {
                let mut values = parameter.to_vec();
                values[5] = f32::NAN;
                *parameter = crate::nn::Parameter::new(Tensor::from_slice_sized([2, 4], &values).unwrap());
            }
        }
    }

    #[test]
    fn forecasts_of_a_model_with_a_nan_weight_name_the_weight() {
        let (mut model, part) = (net(), part(0.5));
        assert!(evaluate(&model, &part).is_ok() && forecast(&model, &part, part.latest()).is_ok());
        model.visit_mut(ModulePath::root(), &mut Broken);
        let expected = "the forecast of step 2 is NaN: the weight \"head.weight\" is NaN at [1, 1];";
        let message = evaluate(&model, &part).unwrap_err().to_string();
        assert!(message.starts_with(&format!("window 0: {expected}")), "{message}");
        let message = forecast(&model, &part, 3).unwrap_err().to_string();
        assert!(message.starts_with(&format!("window 3: {expected}")), "{message}");
    }

    #[test]
    fn an_input_that_is_not_finite_is_named_by_row_and_column() {
        // Beyond the range of `f32`, in which windows are.
        let part = part(1e39);
        let window = part.latest() - 1;
        let message = forecast(&net(), &part, window).unwrap_err().to_string();
        let expected =
            format!("window {window}: there is no forecast: the input of item {window} is inf at row 2, column 0;");
        assert!(message.starts_with(&expected), "{message}");
    }

    #[test]
    fn a_function_that_forecasts_nan_is_refused() {
        let function = FromHistory(|_: &[f64], out: &mut [f64]| out.copy_from_slice(&[1.0, f64::NAN]));
        let part = part(0.5);
        assert_eq!(forecast(&function, &part, 1).unwrap_err().to_string(), "window 1: the forecast of step 2 is NaN");
        assert_eq!(evaluate(&function, &part).unwrap_err().to_string(), "window 0: the forecast of step 2 is NaN");
    }
}
