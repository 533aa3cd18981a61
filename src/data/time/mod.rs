//! Parses text as a time. Only unambiguous text is read; for any other text, the error says what is wrong.

mod clock;
mod date;
mod parse;
mod text;
mod unix;

pub(crate) use parse::{TIME_FORMS, parse_time};
pub(crate) use text::{TimeMistake, TimeText};
pub use unix::UnixUnit;
