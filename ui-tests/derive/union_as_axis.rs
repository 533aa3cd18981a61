//! A union cannot be an axis.
//! Mended by `struct Time<const N: usize>;`.
use timeseriesml::Axis;

#[derive(Axis)]
union Time { // <- here
    steps: usize,
}

fn main() {}
