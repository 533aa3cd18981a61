//! The windows have 12 steps as their target, but the model forecasts one.
//! Mended by `.last_step()`, or a model with a horizon of 12.
use timeseriesml::{Candles, Column, DataError, MseLoss, Tcn, Trainer, WindowDataset, channels};

fn run(mut trainer: Trainer<Tcn<5, channels![8, 16, 32], 3, 1>, MseLoss>, candles: &Candles) -> Result<(), DataError> {
    let windows = WindowDataset::<24, 12, 5>::builder(candles).target(Column::Close).build()?;
    let (train, test) = windows.split([0.8, 0.2])?;
    let _ = trainer.fit(&train, &test, 10); // <- here
    Ok(())
}

fn main() {}
