//! With 2 targets, `truth` returns one slice per target, not a single slice.
//! Mended by `let [high, low] = test.truth(0);`.
use timeseriesml::{Target, WindowPart};

fn run(test: WindowPart<24, 6, 5, Target<2>>) -> f64 {
    let truth: &[f64] = test.truth(0); // <- here
    truth[5]
}

fn main() {}
