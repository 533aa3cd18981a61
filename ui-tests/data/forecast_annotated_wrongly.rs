//! The model forecasts 6 steps, but 12 are annotated.
//! Mended by `Tensor<(Batch, Dim<6>)>`.
use timeseriesml::{Batch, Dim, MseLoss, Tcn, Tensor, Trainer, WindowPart, channels};

fn run(trainer: Trainer<Tcn<5, channels![8, 16, 32], 3, 6>, MseLoss>, test: WindowPart<24, 6, 5>) {
    let _: Tensor<(Batch, Dim<12>)> = trainer.predict(test.input(0)).unwrap(); // <- here
}

fn main() {}
