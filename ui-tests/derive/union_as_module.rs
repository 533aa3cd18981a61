//! A module is a struct.
//! Mended by `struct`.
use timeseriesml::Module;

#[derive(Module)]
union Net { // <- here
    rate: f32,
}

fn main() {}
