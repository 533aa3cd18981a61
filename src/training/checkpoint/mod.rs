//! Checkpoints: files from which a training run goes on as if it had never stopped, to the bit.
//!
//! **The file.** Numbers are little-endian. The first 16 bytes, and the checksum at the end of the header, are the same in all versions.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `TSMLCKPT` |
//! | 4 | the version of the format: 1 |
//! | 4 | the length of the header, with all of the above and its checksum |
//! | 8 | the length of the content, with which the file ends |
//! | 4 | the digest of the model's names, sizes and element types: CRC-32 |
//! | 4 | the checksum of the content: CRC-32 |
//! | rest | the kind of the model as text: `Tcn(..)` |
//! | 4 | the checksum of the header before it: CRC-32 |
//! | content | [`Content`](content::Content) by bincode 2 with integers of a fixed size |
//!
//! Everything in the header is checked before a byte of the content is decoded. The decoder has a limit, so that a length of terabytes is an
//! error and no allocation. A file is written under another name, synced and renamed: a program that is killed leaves the old checkpoint.
//!
//! bincode is used here and nowhere else.

mod content;
mod error;
mod file;
mod folder;
mod resume;
mod saved_value;

pub use error::CheckpointError;
pub use folder::Checkpoints;
pub use resume::ResumePoint;
pub use saved_value::SavedValue;

pub(super) use content::Snapshot;
