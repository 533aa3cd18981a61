//! Saves the weights of a module to a safetensors file.

use super::header::METADATA;
use super::load_error::LoadError;
use super::{IN_MEMORY, RANDOM};
use crate::files::write_whole;
use crate::nn::module::Module;
use crate::nn::state_dict::{Entry, StateDict};
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

/// Saves all parameters, buffers and counters of a module as a safetensors file, with its random streams in the metadata.
///
/// Parameters of `f64` are saved as F64. Names are the same as in PyTorch's `state_dict`, so `load_state_dict` accepts the file.
///
/// An existing file is replaced atomically. The new file gets the old permissions, and the old owner and group if the system permits. The target of a
/// symbolic link is replaced and the link stays; other hard links keep the old weights. A folder, device, pipe or socket is an error, and so is
/// a file without write permission.
///
/// # Errors
/// [`LoadError::Io`] if the file cannot be written; an existing file is then unchanged. [`LoadError::Twice`] and
/// [`LoadError::Reserved`] if a file cannot hold the names of the module's parts.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Linear, load_safetensors, save_safetensors};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let (trained, mut fresh) = (Linear::<5, 24>::new(&mut rng), Linear::<5, 24>::new(&mut rng));
/// let path = std::env::temp_dir().join(format!("timeseriesml-doc-{}.safetensors", std::process::id()));
/// save_safetensors(&trained, &path)?;
/// load_safetensors(&mut fresh, &path)?;
/// # std::fs::remove_file(path).unwrap();
/// # Ok::<(), timeseriesml::nn::LoadError>(())
/// ```
#[doc(alias = "torch.save")]
#[doc(alias = "state_dict")]
pub fn save_safetensors(module: &(impl Module + ?Sized), path: impl AsRef<Path>) -> Result<(), LoadError> {
    let path = path.as_ref();
    let weights = Weights::of(module, path)?;
    let written = write_whole(path, |file| weights.write(file));
    written.map_err(|source| LoadError::Io { path: path.into(), action: "writing", source })
}

/// Like [`save_safetensors`], but returns the bytes of the file.
///
/// # Errors
/// [`LoadError::Twice`] and [`LoadError::Reserved`] if a file cannot hold the names of the module's parts.
pub fn save_safetensors_to_vec(module: &(impl Module + ?Sized)) -> Result<Vec<u8>, LoadError> {
    let path = Path::new(IN_MEMORY);
    let weights = Weights::of(module, path)?;
    let mut bytes = Vec::with_capacity(weights.length());
    let written = weights.write(&mut bytes);
    written.map_err(|source| LoadError::Io { path: path.into(), action: "writing", source })?;
    Ok(bytes)
}

/// The contents of a file: the header, and entries in the order of the file. Values share memory with the module.
struct Weights {
    header: Vec<u8>,
    entries: Vec<Entry>,
    /// The number of bytes of all values.
    values: usize,
}

impl Weights {
    /// The weights of a module; errors name `path`.
    fn of(module: &(impl Module + ?Sized), path: &Path) -> Result<Self, LoadError> {
        let state = StateDict::of(module);
        if let Some(name) = state.twice {
            return Err(LoadError::Twice { path: path.into(), name });
        }
        if state.entries.contains_key(METADATA) {
            return Err(LoadError::Reserved { path: path.into(), name: METADATA.into() });
        }
        let mut entries: Vec<_> = state.entries.into_iter().collect();
        // The widest types come first, as in safetensors, so that each value is aligned. The sort is stable and keeps the order of names.
        entries.sort_by_key(|(_, entry)| std::cmp::Reverse(dtype(entry)));
        let mut end = 0;
        let infos = entries.iter().map(|(name, entry)| {
            let (dtype, shape) = (dtype(entry), sizes(entry).to_vec());
            let begin = end;
            end += shape.iter().product::<usize>() * dtype.bitsize() / 8;
            (name.clone(), TensorInfo { dtype, shape, data_offsets: (begin, end) })
        });
        let infos = infos.collect();
        let random = (!state.random.is_empty()).then(|| serde_json::to_string(&state.random)).transpose();
        let json = |e: serde_json::Error| LoadError::Metadata { path: path.into(), key: RANDOM, reason: e.to_string() };
        let metadata = random.map_err(json)?.map(|text| HashMap::from([(RANDOM.to_owned(), text)]));
        let format = |reason: String| LoadError::Format { path: path.into(), reason };
        let metadata = Metadata::new(metadata, infos).map_err(|e| format(e.to_string()))?;
        let mut header = serde_json::to_vec(&metadata).map_err(|e| format(e.to_string()))?;
        header.resize(header.len().next_multiple_of(8), b' ');
        Ok(Weights { header, entries: entries.into_iter().map(|(_, entry)| entry).collect(), values: end })
    }

    fn length(&self) -> usize {
        8 + self.header.len() + self.values
    }

    fn write(&self, output: &mut impl Write) -> io::Result<()> {
        output.write_all(&(self.header.len() as u64).to_le_bytes())?;
        output.write_all(&self.header)?;
        self.entries.iter().try_for_each(|entry| match entry {
            Entry::F32(x) => x.write_values(output),
            Entry::F64(x) => x.write_values(output),
            Entry::Counter(value) => output.write_all(&value.to_le_bytes()),
        })
    }
}

fn dtype(entry: &Entry) -> Dtype {
    match entry {
        Entry::F32(_) => Dtype::F32,
        Entry::F64(_) => Dtype::F64,
        Entry::Counter(_) => Dtype::I64,
    }
}

fn sizes(entry: &Entry) -> &[usize] {
    match entry {
        Entry::F32(x) => x.sizes(),
        Entry::F64(x) => x.sizes(),
        Entry::Counter(_) => &[],
    }
}
