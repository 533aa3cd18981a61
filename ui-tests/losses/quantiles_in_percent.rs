//! Quantiles are numbers between 0 and 1, not percentages.
//! Mended by `QuantileLoss::new([0.1, 0.9])`.
use timeseriesml::{QuantileLoss};

fn run() {
    QuantileLoss::new([10, 90]); // <- here
}

fn main() {}
