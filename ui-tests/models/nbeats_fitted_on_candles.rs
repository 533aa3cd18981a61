//! N-BEATS takes one column, but the data has five.
//! Mended by `.columns([Column::Close])`, which builds windows of one.
use timeseriesml::{GenericStack, MseLoss, NBeats, Trainer, WindowPart};

fn run(mut trainer: Trainer<NBeats<96, 24, (GenericStack<64>,)>, MseLoss>, data: WindowPart<96, 24, 5>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
