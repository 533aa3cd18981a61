//! Cross-entropy compares scores with classes, but the targets of windows are prices.
//! Mended by `MseLoss`, or a data set whose targets are `i64`.
use timeseriesml::{Adam, CrossEntropyLoss, Tcn, Trainer, WindowPart, channels};

fn run(model: Tcn<5, channels![8, 8], 3, 6>, data: WindowPart<12, 6, 5>) {
    let mut trainer = Trainer::new(model, Adam::new(1e-3), CrossEntropyLoss::new());
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
