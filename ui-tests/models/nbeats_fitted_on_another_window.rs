//! The model has a lookback of 100 steps, but the data has windows of 96.
//! Mended by the same lookback in both.
use timeseriesml::{MseLoss, NBeats, Trainer, TrendStack, WindowPart};

fn run(mut trainer: Trainer<NBeats<100, 24, (TrendStack<3, 64>,)>, MseLoss>, data: WindowPart<96, 24, 1>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
