//! An axis can have a size as a parameter, but not a type.
//! Mended by `struct Time<const N: usize>;`.
use timeseriesml::Axis;

#[derive(Axis)]
struct Time<T>; // <- here

fn main() {}
