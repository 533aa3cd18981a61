//! An axis has a size, not a type.
//! Mended by `struct Time<const N: usize>;`.
use timeseriesml::Axis;

#[derive(Axis)]
struct Time<T>; // <- here

fn main() {}
