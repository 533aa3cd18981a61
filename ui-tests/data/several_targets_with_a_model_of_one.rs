//! The windows have 2 targets, but the model forecasts one.
//! Mended by a model that predicts `(Batch, Dim<6>, Target<2>)`, or `.target(Column::Close)`.
use timeseriesml::{Candles, Column, DataError, MseLoss, Tcn, Trainer, WindowDataset, channels};

fn run(mut trainer: Trainer<Tcn<5, channels![8, 16, 32], 3, 6>, MseLoss>, candles: &Candles) -> Result<(), DataError> {
    let windows = WindowDataset::<24, 6, 5>::builder(candles).targets([Column::High, Column::Low]).build()?;
    let (train, test) = windows.split([0.8, 0.2])?;
    let _ = trainer.fit(&train, &test, 10); // <- here
    Ok(())
}

fn main() {}
