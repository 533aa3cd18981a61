//! Classification: will the next day close higher or lower? An LSTM with two scores per window and `CrossEntropyLoss`,
//! on a data set of your own.
//!
//! `cargo run --release --example lstm_classifier` trains on days of a synthetic market with a weekly pattern, and
//! compares the accuracy with that of the majority class.
//!
//! Previous: `own_layer`. Next: `quantiles`, forecasts with an interval.

use std::error::Error;

use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    AdamW, Batch, Column, CrossEntropyLoss, DataLoader, Dataset, Dim, Forward, Linear, Lstm, Module, ShapeError,
    Standard, SyntheticCandles, Tensor, Trainer, WindowDataset, WindowInput, WindowPart, forecaster::ForwardContract,
    inference, timeseries::CandleInterval,
};

const LOOKBACK: usize = 28;
const CLASSES: [&str; 2] = ["down", "up"];

/// Windows of four weeks, with the class of the next day as their target: 0 for down, 1 for up.
///
/// `WindowDataset` has numbers as targets, so this data set turns them into classes. A class index is an `i64`.
struct UpOrDown(WindowPart<LOOKBACK, 1, 5>);

impl Dataset for UpOrDown {
    type Input = WindowInput<LOOKBACK, 5>;
    type Target = Tensor<(Batch,), i64>;
    /// Any model that takes this input can be trained, if the loss can compare the model's output with this target.
    type Contract = ForwardContract;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        // The windows hold differences from their last row: a positive target is a rise.
        let (input, change) = self.0.batch(indices)?;
        Ok((input, change.select::<1>(0).gt(0.0).cast()))
    }
}

#[derive(Module)]
struct Classifier {
    lstm: Lstm<5, 24>,
    head: Linear<24, 2>,
}

impl Classifier {
    fn new(rng: &mut impl Rng) -> Self {
        Classifier { lstm: Lstm::new(rng), head: Linear::new(rng) }
    }
}

impl Forward<WindowInput<LOOKBACK, 5>> for Classifier {
    /// Scores (logits): the loss contains the softmax, so the model must not.
    type Output = Tensor<(Batch, Dim<2>)>;

    fn forward(&self, x: WindowInput<LOOKBACK, 5>) -> Self::Output {
        let (_, state) = self.lstm.forward_with_state(x);
        self.head.forward(state.last_hidden())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let candles = SyntheticCandles::new(2000).step(CandleInterval::Day).generate();
    let windows = WindowDataset::<LOOKBACK, 1, 5>::builder(&candles).target(Column::Close).scaler(Standard);
    let (train, val, test) = windows.subtract_last().build()?.split([0.6, 0.2, 0.2])?;
    let [train, val, test] = [train, val, test].map(UpOrDown);

    let model = Classifier::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let mut trainer = Trainer::new(model, AdamW::new(3e-3), CrossEntropyLoss::new()).clip_norm(1.0).early_stopping(8);
    let history = trainer.fit(&train, &val, 60)?;
    println!("{} epochs on {} days", history.epochs.len(), train.len());
    if let Some(best) = history.best() {
        println!("validation cross-entropy {:.3}; a model that knows nothing has ln 2 = 0.693\n", best.loss());
    }

    // Rows are the true classes, columns the predicted ones.
    let mut confusion = [[0; 2]; 2];
    for batch in DataLoader::new(&test, 256).epoch() {
        let batch = batch?;
        let predicted = inference(|| trainer.model().forward(batch.input)).argmax::<-1>();
        for (truth, predicted) in batch.target.to_vec().into_iter().zip(predicted.to_vec()) {
            confusion[truth as usize][predicted as usize] += 1;
        }
    }
    println!("{:<12} {:>9} {:>9}", "test days", "said down", "said up");
    for (class, row) in CLASSES.iter().zip(confusion) {
        println!("{class:<12} {:>9} {:>9}", row[0], row[1]);
    }

    // The baseline always predicts the class that is more frequent in training.
    let (_, classes) = train.batch(&(0..train.len()).collect::<Vec<_>>())?;
    let ups = classes.sum_all().item() as usize;
    let majority = usize::from(2 * ups > train.len());
    let of_test = |count: usize| 100.0 * count as f64 / test.len() as f64;
    let (lstm, baseline) = (of_test(confusion[0][0] + confusion[1][1]), of_test(confusion[majority].iter().sum()));
    println!("\nLSTM:             {lstm:.1} % right\nalways \"{}\":  {baseline:.1} % right", CLASSES[majority]);
    println!("The model {} the majority class.", if lstm > baseline { "beats" } else { "does not beat" });
    Ok(())
}
