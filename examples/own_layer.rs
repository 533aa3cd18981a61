//! A layer of your own: a struct with a `Parameter`, `#[derive(Module)]`, and a function over tensors. Its gradient
//! follows from the operations that it uses.
//!
//! `cargo run --release --example own_layer` trains a model with this layer on a synthetic market and prints what the
//! layer has learned.
//!
//! Previous: `own_model`, a model made of the library's layers. Next: `lstm_classifier`, another kind of target.

use std::error::Error;

use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Batch, Column, Dim, Forward, Linear, Module, MseLoss, Naive, One, Parameter, Standard, SyntheticCandles,
    Tensor, Trainer, WindowDataset, WindowInput, evaluate,
};

const LOOKBACK: usize = 96;
const HORIZON: usize = 12;
const AVERAGES: usize = 8;

/// Exponentially weighted means over time, one for each channel, whose half-lives are learned.
///
/// | | shape |
/// |---|---|
/// | input | `(Batch, Dim<STEPS>, Dim<CHANNELS>)` |
/// | output | `(Batch, Dim<CHANNELS>)` |
/// | `log_half_life` | `(Dim<CHANNELS>,)` |
#[derive(Module)]
struct WeightedMeans<const CHANNELS: usize> {
    /// The optimizer may move a parameter to any number, and the exponential of any number is a valid half-life.
    log_half_life: Parameter<(Dim<CHANNELS>,)>,
}

impl<const CHANNELS: usize> WeightedMeans<CHANNELS> {
    /// Half-lives from one step to `longest`, evenly spaced on a logarithmic scale.
    fn new(longest: f32) -> Self {
        WeightedMeans { log_half_life: Parameter::new(Tensor::linspace(0.0, longest.ln())) }
    }

    /// Generic, so it works for any number of steps. A call with a wrong axis does not compile.
    fn forward<const STEPS: usize>(
        &self,
        x: &Tensor<(Batch, Dim<STEPS>, Dim<CHANNELS>)>,
    ) -> Tensor<(Batch, Dim<CHANNELS>)> {
        // The age of each step: the newest has age 0. An axis of type `One` broadcasts.
        let ages: Tensor<(Dim<STEPS>,)> = Tensor::arange(STEPS as f32 - 1.0, -1.0);
        let ages: Tensor<(Dim<STEPS>, One)> = ages.unsqueeze::<1>();
        // A weight halves with each half-life: 2^(−age / half-life). The softmax makes the weights of a channel sum to 1.
        let decay: Tensor<(Dim<CHANNELS>,)> = (-&self.log_half_life).exp().mul(2f32.ln());
        let weights: Tensor<(Dim<STEPS>, Dim<CHANNELS>)> = (-(&ages * &decay)).softmax::<0>();
        (x * &weights).sum::<1>()
    }
}

/// Mixes the columns of the candles into channels, averages each channel over time, and forecasts from the averages.
///
/// The derive finds the parameters of all fields, those of your own layer too: optimizers and files see them by name.
#[derive(Module)]
struct Model {
    mix: Linear<5, AVERAGES>,
    means: WeightedMeans<AVERAGES>,
    head: Linear<AVERAGES, HORIZON>,
}

impl Model {
    fn new(rng: &mut impl Rng) -> Self {
        Model { mix: Linear::new(rng), means: WeightedMeans::new(48.0), head: Linear::new(rng) }
    }
}

impl Forward<WindowInput<LOOKBACK, 5>> for Model {
    type Output = Tensor<(Batch, Dim<HORIZON>)>;

    fn forward(&self, x: WindowInput<LOOKBACK, 5>) -> Self::Output {
        self.head.forward(self.means.forward(&self.mix.forward(x)))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let candles = SyntheticCandles::new(4000).generate();
    let windows = WindowDataset::<LOOKBACK, HORIZON, 5>::builder(&candles).target(Column::Close).scaler(Standard);
    let (train, val, test) = windows.subtract_last().build()?.split([0.6, 0.2, 0.2])?;

    let model = Model::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    println!("{} parameters: {}", model.parameter_count(), model.parameter_names().join(", "));
    let half_lives = |model: &Model| model.means.log_half_life.exp().to_vec();
    let before = half_lives(&model);

    let mut trainer = Trainer::new(model, Adam::new(3e-3), MseLoss).early_stopping(5);
    let history = trainer.fit(&train, &val, 60)?;
    println!("{} epochs on {} windows\n", history.epochs.len(), train.len());

    println!("half-lives in hours\n  at first {before:>5.1?}\n  learned  {:>5.1?}\n", half_lives(trainer.model()));
    let (own, naive) = (evaluate(trainer.model(), &test)?, evaluate(&Naive, &test)?);
    println!("own layer: MAE {:.1}\nnaive:     MAE {:.1}", own.mae, naive.mae);
    let verdict = if own.mae < naive.mae { "beats" } else { "does not beat" };
    println!("The model {verdict} the naive forecast, over {} test windows.", test.len());
    Ok(())
}
