//! An axis is a name and optionally a size; it has no fields.
//! Mended by `struct Time<const N: usize>;`.
use timeseriesml::Axis;

#[derive(Axis)]
struct Time(usize); // <- here

fn main() {}
