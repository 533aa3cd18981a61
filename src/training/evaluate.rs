//! What a model forecasts for the windows of a part, and its errors over all of them, in the unit of the target column.

use super::error::TrainError;
use crate::data::{Dataset, WindowPart};
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
pub fn forecast<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>(
    model: &M,
    part: &WindowPart<LOOKBACK, HORIZON, FEATURES>,
    window: usize,
) -> Vec<f64>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>,
{
    let x = part.input(window);
    let scaled = inference(|| model.forecast(x));
    part.unscale(window, &scaled.to_vec())
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
pub fn evaluate<M, const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>(
    model: &M,
    part: &WindowPart<LOOKBACK, HORIZON, FEATURES>,
) -> Result<PointErrors, TrainError>
where
    M: Forecaster<LOOKBACK, HORIZON, FEATURES, Prediction = WindowTarget<HORIZON>>,
{
    let (mut mse, mut mae) = (Mse::default(), Mae::default());
    let windows: Vec<usize> = (0..part.len()).collect();
    let mut unscaled = [0.0; HORIZON];
    for indices in windows.chunks(BATCH) {
        let (x, _) = part.batch(indices)?;
        let forecasts = inference(|| model.forecast(x)).to_vec();
        for (&window, forecast) in indices.iter().zip(forecasts.chunks_exact(HORIZON)) {
            part.unscale_into(window, forecast, &mut unscaled);
            for (&predicted, &truth) in unscaled.iter().zip(part.truth(window)) {
                mse.update(predicted, truth);
                mae.update(predicted, truth);
            }
        }
    }
    Ok(PointErrors::of(&mse, &mae).expect("a part has at least one window"))
}
