//! An axis has a single name, so an enum cannot be an axis.
//! Mended by two structs.
use timeseriesml::Axis;

#[derive(Axis)]
enum Calendar { // <- here
    Day,
    Week,
}

fn main() {}
