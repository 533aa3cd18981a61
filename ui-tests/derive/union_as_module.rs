//! A union cannot be a module.
//! Mended by `struct`.
use timeseriesml::Module;

#[derive(Module)]
union Net { // <- here
    rate: f32,
}

fn main() {}
