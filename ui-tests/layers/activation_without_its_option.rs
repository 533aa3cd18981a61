//! `LeakyRelu` needs its slope.
//! Mended by `LeakyRelu::default()`, or `LeakyRelu::new(0.2)`.
use timeseriesml::{Linear, nn::LeakyRelu};

fn net(first: Linear<5, 16>, second: Linear<16, 1>) -> (Linear<5, 16>, LeakyRelu, Linear<16, 1>) {
    (first, LeakyRelu, second) // <- here
}

fn main() {}
