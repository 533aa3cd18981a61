//! The model takes 7 columns, but the data has 5.
//! Mended by `Transformer<5, ..>`, or windows of 7 columns.
use timeseriesml::{MseLoss, Trainer, Transformer, WindowPart};

fn run(mut trainer: Trainer<Transformer<7, 64, 8, 2, 24>, MseLoss>, data: WindowPart<96, 24, 5>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
