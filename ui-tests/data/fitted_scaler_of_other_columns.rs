//! The scaler of a tensor has 5 columns, a function wants 3.
//! Mended by one number of columns in both.
use timeseriesml::data::TensorScaler;

fn run(scaler: TensorScaler<5>) {
    let scaler: TensorScaler<3> = scaler; // <- here
}

fn main() {}
