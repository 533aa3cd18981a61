//! The model forecasts one number per step, but the loss has three quantiles.
//! Mended by a model that predicts `(Batch, Dim<6>, Quantile<3>)`, or `QuantileLoss::new(0.5)`.
use timeseriesml::{Adam, QuantileLoss, Tcn, Trainer, WindowPart, channels};

fn run(model: Tcn<5, channels![8, 8], 3, 6>, data: WindowPart<12, 6, 5>) {
    let mut trainer = Trainer::new(model, Adam::new(1e-3), QuantileLoss::new([0.1, 0.5, 0.9]));
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
