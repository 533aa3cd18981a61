//! The model forecasts 12 steps, but the data has a horizon of 6.
//! Mended by the same horizon in both.
use timeseriesml::{Adam, MseLoss, Trainer, Transformer, WindowPart};

fn run(model: Transformer<5, 64, 8, 2, 12>, data: WindowPart<24, 6, 5>) {
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
