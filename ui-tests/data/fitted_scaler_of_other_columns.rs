//! A scaler for 5 columns is used where one for 3 is expected.
//! Mended by the same number of columns in both.
use timeseriesml::data::TensorScaler;

fn run(scaler: TensorScaler<5>) {
    let scaler: TensorScaler<3> = scaler; // <- here
}

fn main() {}
