//! Probabilistic forecasts: three quantiles per step instead of one number, trained with `QuantileLoss`.
//!
//! `cargo run --release --example quantiles` trains on a synthetic market. It prints how many closes fall within the
//! 80 % interval, and the pinball loss next to that of a baseline without a model.
//!
//! Previous: `lstm_classifier`. Next: `features`, indicators as inputs.

use std::error::Error;

use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Batch, Column, Dataset, Dim, Forward, Loss, Module, Quantile, QuantileLoss, ShapeError, Standard,
    SyntheticCandles, Tcn, Tensor, Trainer, WindowDataset, WindowInput, WindowPart, WindowTarget, channels, inference,
    models::ConfigError, next_times, stack,
};

const LOOKBACK: usize = 48;
const HORIZON: usize = 6;

/// An 80 % interval lies between the first and the last; the middle one is the median, a point forecast.
const QUANTILES: [f64; 3] = [0.1, 0.5, 0.9];

/// A quantile forecast has one more axis than the target: the last one, for the quantiles.
type Quantiles = Tensor<(Batch, Dim<HORIZON>, Quantile<3>)>;

/// A TCN with an output for each step and quantile. `QuantileLoss` takes any output that ends with `Quantile<3>`.
/// Nothing keeps the quantiles in order: after too little training they can cross.
#[derive(Module)]
struct Model {
    net: Tcn<5, channels![16, 16, 16, 16], 3, { HORIZON * QUANTILES.len() }>,
}

impl Model {
    fn new(rng: &mut impl Rng) -> Result<Self, ConfigError> {
        Ok(Model { net: Tcn::options().dropout(0.1).build(rng)? })
    }
}

impl Forward<WindowInput<LOOKBACK, 5>> for Model {
    type Output = Quantiles;

    fn forward(&self, x: WindowInput<LOOKBACK, 5>) -> Quantiles {
        self.net.forward(x).unflatten::<1, HORIZON>().rename::<2, Quantile<3>>()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let candles = SyntheticCandles::new(4000).generate();
    let windows = WindowDataset::<LOOKBACK, HORIZON, 5>::builder(&candles).target(Column::Close).scaler(Standard);
    let (train, val, test) = windows.subtract_last().build()?.split([0.6, 0.2, 0.2])?;

    let model = Model::new(&mut Xoshiro256PlusPlus::seed_from_u64(0))?;
    let loss = QuantileLoss::new(QUANTILES);
    let mut trainer = Trainer::new(model, Adam::new(1e-3), loss.clone()).early_stopping(5);
    let history = trainer.fit(&train, &val, 40)?;
    println!("{} epochs on {} windows\n", history.epochs.len(), train.len());

    let (inputs, truth) = all(&test)?;
    let model = inference(|| trainer.model().forward(inputs));
    // The baseline ignores the inputs: for each step it takes the quantiles of all changes in the training data.
    let (_, changes) = all(&train)?;
    let always: Tensor<(Quantile<3>, Dim<HORIZON>)> =
        stack(QUANTILES.map(|q| changes.quantile::<0>(q))).rename::<0, _>();
    let baseline: Quantiles = always.transpose::<0, 1>().expand_as(&model);

    // Scaling divides by a standard deviation. A loss or width multiplied by it is in the unit of the price.
    let unit = test.target_scaler().scale(0);
    let pinball = |forecast: &Quantiles| -> Result<f64, ShapeError> {
        Ok(f64::from(loss.loss(forecast.clone(), truth.clone())?.item()) * unit)
    };
    println!("{:<22} {:>8} {:>10} {:>10}   {} test windows", "", "pinball", "coverage", "width", test.len());
    for (name, forecast) in [("model", &model), ("quantiles of training", &baseline)] {
        let (low, high) = (forecast.select::<2>(0), forecast.select::<2>(2));
        let within = truth.ge(&low).logical_and(&truth.le(&high));
        let coverage = 100.0 * within.cast::<f32>().mean_all().item();
        let width = f64::from((&high - &low).mean_all().item()) * unit;
        println!("{name:<22} {:>8.1} {coverage:>8.1} % {width:>10.1}", pinball(forecast)?);
    }
    let verdict = if pinball(&model)? < pinball(&baseline)? { "beats" } else { "does not beat" };
    println!("The model {verdict} the baseline. A good 80 % interval covers 80 % and is narrow.\n");

    let scaled = inference(|| trainer.model().forward(test.input(test.latest()))).to_vec();
    println!("{:<20} {:>10} {:>10} {:>10}", "the next closes", "10 %", "50 %", "90 %");
    let prices = test.unscale(test.latest(), &scaled);
    for (time, prices) in next_times(candles.time(), HORIZON).iter().zip(prices.chunks(QUANTILES.len())) {
        println!("{time} {:>10.2} {:>10.2} {:>10.2}", prices[0], prices[1], prices[2]);
    }
    Ok(())
}

/// All windows of a part as one batch.
fn all(
    part: &WindowPart<LOOKBACK, HORIZON, 5>,
) -> Result<(WindowInput<LOOKBACK, 5>, WindowTarget<HORIZON>), ShapeError> {
    part.batch(&(0..part.len()).collect::<Vec<_>>())
}
