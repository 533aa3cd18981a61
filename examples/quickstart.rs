//! The whole workflow on one page: read candles, cut them into windows, train a model, compare it with the naive forecast,
//! and forecast the next close.
//!
//! `cargo run --release --example quickstart` reads a SYNTHETIC sample. `-- btc.csv` reads your own file, and
//! `-- btc.csv 100` trains for at most 100 epochs instead of 20.
//!
//! This is the first example. Next: `forecast`, the same as a program with options.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::error::Error;
use timeseriesml::{
    Adam, Column, MeanPool, MseLoss, Naive, Standard, Tcn, Trainer, WindowDataset, channels, evaluate, forecast,
    optim::schedule::CosineAnnealingLr, read_ohlcv,
};

/// A temporal convolutional network: 5 columns in, the next close out. Three blocks with kernel size 3 have a receptive field of
/// 29 steps of the 100, so the head averages over all steps (`MeanPool`). With the default head, which reads the last step only,
/// this model would not compile for windows of 100 steps.
type Model = Tcn<5, channels![64, 128, 256], 3, 1, MeanPool>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/candles.csv");
    let path = arguments.next().unwrap_or_else(|| sample.to_owned());
    let epochs = arguments.next().map_or(Ok(20), |epochs| epochs.parse())?;

    // A window is 100 candles and the close that follows, both as differences from the last candle: prices drift to
    // levels that training never saw, differences do not. The split is by time: the first 80 % are for training.
    let candles = read_ohlcv(&path)?;
    let windows = WindowDataset::<100, 1, 5>::builder(&candles).target(Column::Close).scaler(Standard).subtract_last();
    let (train, val) = windows.build()?.split([0.8, 0.2])?;
    println!("{path}: {} windows for training, {} for validation", train.len(), val.len());

    let model = Model::options().dropout(0.2).build(&mut Xoshiro256PlusPlus::seed_from_u64(0))?;
    let adam = Adam::new(1e-3).betas(0.9, 0.999).eps(1e-8).weight_decay(1e-5);
    let mut trainer = Trainer::new(model, adam, MseLoss)
        .batch_size(32) // shuffled anew in each epoch
        .scheduler(CosineAnnealingLr::new(epochs.max(1) as u64).eta_min(1e-6))
        .early_stopping(10); // after 10 epochs without a better validation loss
    let history = trainer.fit(&train, &val, epochs)?;
    if let Some(best) = history.best() {
        let (number, loss) = (best.number, best.loss());
        println!("{} epochs; the best is number {number}, validation loss {loss:.4}", history.epochs.len());
    }

    // Errors in the unit of the file. The naive forecast repeats the last close; on prices it is hard to beat.
    let (tcn, naive) = (evaluate(trainer.model(), &val)?, evaluate(&Naive, &val)?);
    println!("TCN:   {tcn}\nnaive: {naive}");
    match tcn.mae < naive.mae {
        true => println!("The model beats the naive forecast."),
        false => println!("The model does not beat the naive forecast: these closes are close to a random walk."),
    }
    let next = forecast(trainer.model(), &val, val.latest())?;
    println!("the close after the last candle: {:.2}", next[0]);
    Ok(())
}
