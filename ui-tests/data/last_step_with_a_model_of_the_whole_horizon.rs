//! The windows have only the value 12 steps ahead, but the model forecasts all 12 steps.
//! Mended by a model with a horizon of 1, or without `.last_step()`.
use timeseriesml::{Candles, Column, DataError, MseLoss, Tcn, Trainer, WindowDataset, channels};

fn run(mut trainer: Trainer<Tcn<5, channels![8, 16, 32], 3, 12>, MseLoss>, candles: &Candles) -> Result<(), DataError> {
    let windows = WindowDataset::<24, 12, 5>::builder(candles).target(Column::Close).last_step().build()?;
    let (train, test) = windows.split([0.8, 0.2])?;
    let _ = trainer.fit(&train, &test, 10); // <- here
    Ok(())
}

fn main() {}
