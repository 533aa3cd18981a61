//! The size of an axis must be a `usize`.
//! Mended by `struct Time<const N: usize>;`.
use timeseriesml::Axis;

#[derive(Axis)]
struct Time<const N: u32>; // <- here

fn main() {}
