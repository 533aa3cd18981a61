//! The whole way on one page: candles from a file, windows, a TCN, training, a forecast beside the naive one.
//!
//! `cargo run --release --example quickstart` reads a SYNTHETIC sample; `-- btc.csv` reads your own file, and `-- btc.csv 20` trains for at most
//! 20 epochs.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::error::Error;
use timeseriesml::{
    Adam, Column, MeanPool, MseLoss, Naive, Standard, Tcn, Trainer, WindowDataset, channels, evaluate, forecast,
    optim::schedule::CosineAnnealingLr, read_ohlcv,
};

/// 5 columns in, the next close out. Three blocks see 29 of the 100 steps at once, so the head reads the mean over all steps: the default
/// head, which reads the last step, would not compile.
type Model = Tcn<5, channels![64, 128, 256], 3, 1, MeanPool>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/candles.csv");
    let path = arguments.next().unwrap_or_else(|| sample.to_owned());
    let epochs = arguments.next().map_or(Ok(100), |epochs| epochs.parse())?;

    // Windows of 100 candles and the close after them, as differences from the last candle. The first 80 % are for training.
    let candles = read_ohlcv(&path)?;
    let windows = WindowDataset::<100, 1, 5>::builder(&candles).target(Column::Close).scaler(Standard).subtract_last();
    let (train, val) = windows.build()?.split([0.8, 0.2])?;
    println!("{path}: {} windows for training, {} for validation", train.len(), val.len());

    let model = Model::options().dropout(0.2).build(&mut Xoshiro256PlusPlus::seed_from_u64(0))?;
    let adam = Adam::new(1e-3).betas(0.9, 0.999).eps(1e-8).weight_decay(1e-5);
    let mut trainer = Trainer::new(model, adam, MseLoss)
        .batch_size(32) // shuffled anew in each epoch
        .scheduler(CosineAnnealingLr::new(100).eta_min(1e-6))
        .early_stopping(10);
    let history = trainer.fit(&train, &val, epochs)?;
    if let Some(best) = history.best() {
        println!(
            "{} epochs; the best is number {}, validation loss {:.4}",
            history.epochs.len(),
            best.number,
            best.loss()
        );
    }

    let (tcn, naive) = (evaluate(trainer.model(), &val)?, evaluate(&Naive, &val)?);
    println!("TCN:   {tcn}\nnaive: {naive}");
    if tcn.mae >= naive.mae {
        println!("The naive forecast is better here: these closes are close to a random walk.");
    }
    let next = forecast(trainer.model(), &val, val.latest())?;
    println!("the close after the last candle: {:.2}", next[0]);
    Ok(())
}
