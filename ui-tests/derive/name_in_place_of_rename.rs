//! The attribute that renames a field is `rename`, not `name`.
//! Mended by `rename = "weight_ih"`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
struct Net {
    #[module(name = "weight_ih")] // <- here
    input: Linear<5, 64>,
}

fn main() {}
