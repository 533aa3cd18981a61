//! Saves files (a file is replaced completely or not at all), and names them safely in messages.
//!
//! **Owns** how a file is replaced (links, permissions, temporary files) and how external text is printed in an error. **Does not
//! know** any format.

mod read;
mod shown;
mod target;
mod temporary;
mod write;

pub(crate) use read::open_file;
pub(crate) use shown::{list, list_to, reason, shown, shown_path, shown_to};
pub(crate) use write::write_whole;
