//! Weights as safetensors files.
//!
//! Names and layouts are PyTorch's, so a state dict that PyTorch saved as safetensors loads by name, and the other way round. Random
//! streams are in the metadata of the file, which PyTorch ignores. A file is written whole or not at all (to a temporary file in the
//! same folder, then renamed), and loaded whole or not at all: if anything does not fit, the module stays as it was. The header is
//! checked before values are read, and these go straight into their tensors. Source of the format: huggingface/safetensors.

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

/// The key of the metadata that holds the random streams: a JSON object of `"path": {"seed": .., "calls": ..}`.
const RANDOM: &str = "timeseriesml.random";

/// The name of bytes that are no file, in errors.
const IN_MEMORY: &str = "safetensors in memory";
