//! An axis has one size, not two.
//! Mended by two axes.
use timeseriesml::Axis;

#[derive(Axis)]
struct Patch<const COUNT: usize, const LENGTH: usize>; // <- here

fn main() {}
