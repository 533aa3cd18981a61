//! Checkpoints: files from which a training run continues as if it had never stopped, bit for bit.
//!
//! **File format.** Numbers are little-endian. The first 16 bytes and the checksum at the end of the header are the same in all versions.
//!
//! | bytes | content |
//! |---|---|
//! | 8 | `TSMLCKPT` |
//! | 4 | the version of the format: 1 |
//! | 4 | the length of the header, from the first byte of the file, including its checksum |
//! | 8 | the length of the content, which is the rest of the file |
//! | 4 | the digest of the names, sizes and element types in the model: CRC-32 |
//! | 4 | the checksum of the content: CRC-32 |
//! | rest | the kind of the model as text: `Tcn(..)` |
//! | 4 | the checksum of the header before it: CRC-32 |
//! | content | [`Content`](content::Content), encoded by bincode 2 with fixed-size integers |
//!
//! The whole header is checked before the content is decoded. The decoder limits allocations, so a damaged length of terabytes gives an error instead
//! of an allocation. A file is written under a temporary name, synced and renamed, so if the program is killed meanwhile, the old checkpoint remains.
//!
//! bincode is used only here.

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
