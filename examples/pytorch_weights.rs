//! Weights from PyTorch: a safetensors file that PyTorch wrote, loaded by PyTorch's own names, with the same output.
//!
//! `cargo run --release --example pytorch_weights` loads `examples/data/pytorch/lstm.safetensors`. The program
//! `train.py` next to it trained the model in PyTorch and saved it with `save_file(model.state_dict(), ..)`.
//!
//! Previous: `checkpoint_and_resume`. Next: `serving`, one model for many threads.

use std::error::Error;

use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Batch, Column, Dim, Forward, Linear, Lstm, Module, Naive, Standard, Tensor, WindowDataset, WindowInput, evaluate,
    inference, load_safetensors, read_ohlcv,
};

const LOOKBACK: usize = 48;
const HORIZON: usize = 6;

const CANDLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/candles.csv");
const WEIGHTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pytorch/lstm.safetensors");
const INPUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pytorch/input.npy");
const OUTPUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/pytorch/output.npy");

/// The model of `train.py`: an LSTM (`batch_first=True`) and a linear layer on its last step.
///
/// Fields are named as in the PyTorch module, so parameters are named as in its `state_dict`. The library's layers already
/// have PyTorch's parameter names and layouts: `weight_ih_l0`, gates in the order i, f, g, o.
#[derive(Module)]
struct Net<const HIDDEN: usize> {
    lstm: Lstm<5, HIDDEN>,
    head: Linear<HIDDEN, HORIZON>,
}

impl<const HIDDEN: usize> Net<HIDDEN> {
    /// The numbers drawn here are replaced when a file is loaded.
    fn new(rng: &mut impl Rng) -> Self {
        Net { lstm: Lstm::new(rng), head: Linear::new(rng) }
    }
}

impl<const HIDDEN: usize> Forward<WindowInput<LOOKBACK, 5>> for Net<HIDDEN> {
    type Output = Tensor<(Batch, Dim<HORIZON>)>;

    fn forward(&self, x: WindowInput<LOOKBACK, 5>) -> Self::Output {
        let steps: Tensor<(Batch, Dim<LOOKBACK>, Dim<HIDDEN>)> = self.lstm.forward(x);
        self.head.forward(steps.select::<1>(LOOKBACK - 1))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);

    // Names and sizes are compared before anything is loaded. For a model of a different width, the error lists all mismatches.
    if let Err(error) = load_safetensors(&mut Net::<32>::new(rng), WEIGHTS) {
        println!("into a model with 32 hidden units:\n{error}\n");
    }

    // If names differ, `nn::LoadOptions` renames them: `LoadOptions::new().strip_prefix("model.").load(..)`.
    let mut net = Net::<24>::new(rng);
    load_safetensors(&mut net, WEIGHTS)?;
    println!("loaded {} numbers: {}\n", net.parameter_count(), net.parameter_names().join(", "));

    // The sizes in a NumPy file are known only at run time. The type here says which are expected; other sizes are an error.
    let input: WindowInput<LOOKBACK, 5> = Tensor::load_npy(INPUT)?;
    let expected: Tensor<(Batch, Dim<HORIZON>)> = Tensor::load_npy(OUTPUT)?;
    let output = inference(|| net.forward(input));
    let difference = (&output - &expected).abs().max_all().item();
    println!("PyTorch   {:>8.5?}\nthis      {:>8.5?}", expected.to_vec(), output.to_vec());
    println!("largest difference {difference:.1e}\n");
    if difference > 1e-5 {
        return Err("the outputs differ by more than rounding".into());
    }

    // The data must be prepared as it was for training. `train.py` does the same by hand: it standardizes each column
    // with the mean and standard deviation of the first 60 % of the rows, and subtracts the last row of each window.
    let candles = read_ohlcv(CANDLES)?;
    let windows = WindowDataset::<LOOKBACK, HORIZON, 5>::builder(&candles).target(Column::Close).scaler(Standard);
    let (_, _, test) = windows.subtract_last().build()?.split([0.6, 0.2, 0.2])?;
    let (model, naive) = (evaluate(&net, &test)?, evaluate(&Naive, &test)?);
    println!("model: MAE {:.1}\nnaive: MAE {:.1}", model.mae, naive.mae);
    let verdict = if model.mae < naive.mae { "beats" } else { "does not beat" };
    println!("The model {verdict} the naive forecast, over {} test windows.", test.len());
    Ok(())
}
