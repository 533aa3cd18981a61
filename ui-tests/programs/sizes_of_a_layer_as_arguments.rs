//! The sizes of a layer are given as arguments, as in PyTorch, instead of type parameters.
//! Mended by `Linear::<5, 64>::new(rng)`.

use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    embed: Linear<5, 64>,
}

fn main() {
    let net = Net { embed: Linear::new(5, 64) }; // <- here
    println!("{}", net.parameter_count());
}
