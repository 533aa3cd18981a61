//! An axis is a struct without fields.
//! Mended by `struct Time<const N: usize>;`.
use timeseriesml::Axis;

#[derive(Axis)]
union Time { // <- here
    steps: usize,
}

fn main() {}
