//! A forecasting model of your own: a struct with `#[derive(Module)]`, and a function. The library does the rest.
//!
//! `cargo run --release --example own_model` trains it on a synthetic market and compares it with the naive forecast, which
//! repeats the last close. A line after `MISTAKE` does not compile; the line below it is the compiler's message.
//!
//! Previous: `shapes`. Next: `own_layer`, a layer with parameters of its own.

use std::error::Error;

use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Batch, CausalConv1d, Column, Dim, Forward, Linear, Module, MseLoss, Naive, Standard, SyntheticCandles,
    Tensor, Trainer, WindowDataset, evaluate,
};

/// Two days of hourly candles in, the next twelve closes out.
const LOOKBACK: usize = 48;
const HORIZON: usize = 12;

/// Compares the last day with 32 learned patterns, and forecasts from how well each one matches.
///
/// `#[derive(Module)]` finds the parameters in the fields. The optimizer, saving and loading use them.
#[derive(Module)]
struct Patterns {
    conv: CausalConv1d<5, 32, 24>,
    head: Linear<32, HORIZON>,
    // MISTAKE: head: Linear<16, HORIZON>,
    // error[E0277]: the layer expects 16 features on the last axis, but that axis is `Dim<32>`
}

impl Patterns {
    fn new(rng: &mut impl Rng) -> Self {
        Patterns { conv: CausalConv1d::new(rng), head: Linear::new(rng) }
    }
}

/// With this impl, `Patterns` forecasts windows of 48 steps and 5 columns, and no others. The types of intermediate
/// results are optional; if they are written out, the compiler checks them.
impl Forward<Tensor<(Batch, Dim<LOOKBACK>, Dim<5>)>> for Patterns {
    type Output = Tensor<(Batch, Dim<HORIZON>)>;

    fn forward(&self, x: Tensor<(Batch, Dim<LOOKBACK>, Dim<5>)>) -> Self::Output {
        // A convolution takes channels before time.
        let signal: Tensor<(Batch, Dim<5>, Dim<LOOKBACK>)> = x.transpose::<-1, -2>();
        let matches: Tensor<(Batch, Dim<32>, Dim<LOOKBACK>)> = self.conv.forward(signal).relu();
        let now: Tensor<(Batch, Dim<32>)> = matches.select::<-1>(LOOKBACK - 1);
        // MISTAKE: self.head.forward(matches)
        // error[E0277]: the layer expects 32 features on the last axis, but that axis is `Dim<48>`
        self.head.forward(now)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let candles = SyntheticCandles::new(4000).generate();
    let windows = WindowDataset::<LOOKBACK, HORIZON, 5>::builder(&candles)
        .target(Column::Close)
        .scaler(Standard)
        .subtract_last() // prices drift, so a window holds differences from its last row
        .build()?;
    // MISTAKE: WindowDataset::<24, HORIZON, 5>::builder(&candles)
    // error[E0277]: `Patterns` cannot take an input of type `Tensor<(Batch, Dim<24>, Dim<5>)>`
    // MISTAKE: WindowDataset::<LOOKBACK, 6, 5>::builder(&candles)
    // error[E0277]: the model predicts `Tensor<(Batch, Dim<12>)>`, but the data has a horizon of 6 steps
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;

    let model = Patterns::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    println!("{} parameters: {}", model.parameter_count(), model.parameter_names().join(", "));
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).early_stopping(5);
    let history = trainer.fit(&train, &val, 40)?;
    println!("{} epochs on {} windows\n", history.epochs.len(), train.len());

    let (own, naive) = (evaluate(trainer.model(), &test)?, evaluate(&Naive, &test)?);
    println!("{:<10} {:>8} {:>8}   over {} test windows, in the unit of the price", "", "MAE", "RMSE", test.len());
    for (name, errors) in [("own model", own), ("naive", naive)] {
        println!("{name:<10} {:>8.1} {:>8.1}", errors.mae, errors.rmse);
    }
    println!("The model {} the naive forecast.", if own.mae < naive.mae { "beats" } else { "does not beat" });
    Ok(())
}
