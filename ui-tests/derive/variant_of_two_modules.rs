//! A variant holds one module, not two.
//! Mended by a struct of both that derives `Module`.
use timeseriesml::{LayerNorm, Linear, Module};

#[derive(Module)]
enum Head {
    Plain(Linear<64, 24>),
    Normalized(LayerNorm<64>, Linear<64, 24>), // <- here
}

fn main() {}
