//! The model forecasts 12 steps, but the data has a horizon of 6.
//! Mended by the same horizon in both.
use timeseriesml::{Tcn, WindowPart, channels, evaluate};

fn run(model: Tcn<5, channels![8, 16, 32], 3, 12>, test: WindowPart<24, 6, 5>) {
    let _ = evaluate(&model, &test); // <- here
}

fn main() {}
