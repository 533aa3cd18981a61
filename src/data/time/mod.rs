//! Parses text as a time. Unambiguous text is read; everything else is a named mistake.

mod clock;
mod date;
mod parse;
mod text;
mod unix;

pub(crate) use parse::{TIME_FORMS, parse_time};
pub(crate) use text::{TimeMistake, TimeText};
pub use unix::UnixUnit;
