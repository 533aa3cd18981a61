//! The model forecasts 12 steps, but the data has a horizon of 6.
//! Mended by the same horizon in both.
use timeseriesml::{Tcn, WindowPart, channels, forecast};

fn run(model: Tcn<5, channels![8, 16, 32], 3, 12>, test: WindowPart<24, 6, 5>) {
    forecast(&model, &test, test.latest()); // <- here
}

fn main() {}
