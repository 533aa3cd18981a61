//! From text to a time: what can be read in one way is read, the rest is a mistake that has a name.

mod clock;
mod date;
mod parse;
mod text;
mod unix;

pub(crate) use parse::{TIME_FORMS, parse_time};
pub(crate) use text::{TimeMistake, TimeText};
pub use unix::UnixUnit;
