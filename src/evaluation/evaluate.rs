//! What a model forecasts for the windows of a part, and its errors over all of them, in the unit of the target column.

use super::error::TrainError;
use crate::data::{Dataset, Never, WindowPart};
use crate::forecaster::{Forecaster, WindowTarget};
use crate::metrics::{Mae, Mse, PointErrors};
use crate::tensor::inference;

/// How many windows are forecast at once.
const BATCH: usize = 256;

/// The forecast for one window of a part, in the unit of the target column; [`WindowPart::latest`] is the window to forecast the
/// future from.
///
/// # Panics
/// If `window` is beyond [`WindowPart::latest`].
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Column, Standard, SyntheticCandles, Tcn, WindowDataset, channels, forecast, next_times};
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
/// let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let prices = forecast(&model, &test, test.latest());
/// for (time, price) in next_times(candles.time(), 6).iter().zip(prices) {
///     println!("{time}: {price:.2}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[track_caller]
pub fn forecast<M, P: ForecastBy<M>>(model: &M, part: &P, window: usize) -> Vec<f64> {
    part.forecast(model, window)
}

/// The errors of a model's forecasts for every window of a part, in the unit of the target column.
///
/// # Errors
/// [`TrainError::ShapeMismatch`] if memory does not suffice.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Column, Standard, SyntheticCandles, Tcn, WindowDataset, channels, evaluate};
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<12, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (_, _, test) = windows.split([0.6, 0.2, 0.2])?;
/// let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// assert!(evaluate(&model, &test)?.rmse.is_finite());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn evaluate<M, P: ForecastBy<M>>(model: &M, part: &P) -> Result<PointErrors, TrainError> {
    part.errors(model)
}

/// Windows that the model `M` forecasts: a [`WindowPart`] of the lookback, horizon and features of a [`Forecaster`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no part of windows to forecast",
    label = "expected a part of a `WindowDataset`",
    note = "a `WindowDataset` becomes three of them by `split([0.7, 0.1, 0.2])`, which fits its scaler on the first"
)]
pub trait ForecastBy<M> {
    #[doc(hidden)]
    fn forecast(&self, model: &M, window: usize) -> Vec<f64>;
    #[doc(hidden)]
    fn errors(&self, model: &M) -> Result<PointErrors, TrainError>;
}

impl<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize> ForecastBy<M>
    for WindowPart<LOOKBACK, HORIZON, FEATURES>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>,
{
    #[track_caller]
    fn forecast(&self, model: &M, window: usize) -> Vec<f64> {
        let x = self.input(window);
        let scaled = inference(|| model.forecast(x));
        self.unscale(window, &scaled.to_vec())
    }

    fn errors(&self, model: &M) -> Result<PointErrors, TrainError> {
        let (mut mse, mut mae) = (Mse::default(), Mae::default());
        let windows: Vec<usize> = (0..self.len()).collect();
        let mut unscaled = [0.0; HORIZON];
        for indices in windows.chunks(BATCH) {
            let (x, _) = self.batch(indices)?;
            let forecasts = inference(|| model.forecast(x)).to_vec();
            for (&window, forecast) in indices.iter().zip(forecasts.chunks_exact(HORIZON)) {
                self.unscale_into(window, forecast, &mut unscaled);
                for (&predicted, &truth) in unscaled.iter().zip(self.truth(window)) {
                    mse.update(predicted, truth);
                    mae.update(predicted, truth);
                }
            }
        }
        Ok(PointErrors::of(&mse, &mae).expect("a part has at least one window"))
    }
}

// Without it rustc would know the windows by the model, and others would be a mismatch of types.
#[diagnostic::do_not_recommend]
impl<M> ForecastBy<M> for Never<true> {
    fn forecast(&self, _: &M, _: usize) -> Vec<f64> {
        match *self {}
    }
    fn errors(&self, _: &M) -> Result<PointErrors, TrainError> {
        match *self {}
    }
}
