//! Parses text as a time. Only unambiguous text is read; all other text returns an error that says what is wrong.

mod clock;
mod date;
mod parse;
mod text;
mod unix;

pub(crate) use parse::{TIME_FORMS, parse_time};
pub(crate) use text::{TimeMistake, TimeText};
pub use unix::UnixUnit;
