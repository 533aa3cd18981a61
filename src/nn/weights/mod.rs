//! Weights as safetensors files.
//!
//! Names and layouts are PyTorch's, so this library and PyTorch can load each other's files. Random streams are in the metadata, which PyTorch
//! ignores. Files are written atomically (to a temporary file in the same folder, which is then renamed). Loading is all or nothing: if anything does
//! not match, the module is unchanged. The header is checked before values are read; values are read directly into their tensors. Format:
//! huggingface/safetensors.

mod differences;
mod file;
mod header;
mod load;
mod load_error;
mod rename;
mod save;
#[cfg(test)]
mod tests;

pub use differences::LoadDifferences;
pub use file::SafetensorsFile;
pub use header::StoredTensor;
pub use load::{LoadOptions, LoadReport, load_safetensors, load_safetensors_from};
pub use load_error::LoadError;
pub use save::{save_safetensors, save_safetensors_to_vec};

/// The metadata key of the random streams, a JSON object of `"path": {"seed": .., "calls": ..}`.
const RANDOM: &str = "timeseriesml.random";

/// Shown in place of the path in errors about bytes in memory.
const IN_MEMORY: &str = "safetensors in memory";
