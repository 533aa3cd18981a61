//! An axis is one name, not a choice of several.
//! Mended by two structs.
use timeseriesml::Axis;

#[derive(Axis)]
enum Calendar { // <- here
    Day,
    Week,
}

fn main() {}
