//! A safetensors file: lists its tensors and loads them by name.

use super::IN_MEMORY;
use super::header::{Header, HeaderProblem, StoredTensor};
use super::load_error::LoadError;
use crate::files::open_file;
use crate::tensor::{DynTensor, Element, ReadProblem, StoredType, read_values};
use safetensors::Dtype;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A safetensors file. It lists its tensors without reading their values, and loads them by name.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTensor, Linear, nn::{SafetensorsFile, save_safetensors_to_vec}};
/// let layer = Linear::<5, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let bytes = save_safetensors_to_vec(&layer)?;
/// let file = SafetensorsFile::from_bytes(&bytes)?; // or `SafetensorsFile::open("net.safetensors")?`
/// for tensor in file.tensors() {
///     println!("{}: {} {:?}", tensor.name(), tensor.dtype(), tensor.sizes()); // weight: F32 [24, 5]
/// }
/// let weight: DynTensor = file.tensor("weight")?;
/// assert_eq!(weight.sizes(), [24, 5]);
/// # Ok::<(), timeseriesml::nn::LoadError>(())
/// ```
#[derive(Debug)]
pub struct SafetensorsFile<R = File> {
    pub(super) path: PathBuf,
    header: Header,
    /// The lock is held from a seek to the end of the read that follows.
    input: Mutex<R>,
}

impl SafetensorsFile {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// [`LoadError::Io`] if the file cannot be read, [`LoadError::Format`] if the header is not a safetensors header or does not match the length of
    /// the file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        let path = path.as_ref();
        let opened = open_file(path);
        let (file, length) = opened.map_err(|source| LoadError::Io { path: path.into(), action: "reading", source })?;
        SafetensorsFile::new(file, length, path)
    }
}

impl<'a> SafetensorsFile<Cursor<&'a [u8]>> {
    /// Reads the header from the bytes of a file, such as the bytes that `include_bytes!` returns.
    ///
    /// # Errors
    /// [`LoadError::Format`] if the header is not a safetensors header or does not match the number of bytes.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, LoadError> {
        SafetensorsFile::new(Cursor::new(bytes), bytes.len() as u64, Path::new(IN_MEMORY))
    }
}

impl<R: Read + Seek> SafetensorsFile<R> {
    fn new(mut input: R, length: u64, path: &Path) -> Result<Self, LoadError> {
        let header = Header::read(&mut input, length).map_err(|problem| match problem {
            HeaderProblem::Io(source) => LoadError::Io { path: path.into(), action: "reading", source },
            HeaderProblem::Format(reason) => LoadError::Format { path: path.into(), reason },
        })?;
        Ok(SafetensorsFile { path: path.into(), header, input: Mutex::new(input) })
    }

    /// All tensors, sorted by name.
    pub fn tensors(&self) -> &[StoredTensor] {
        &self.header.tensors
    }

    /// The metadata: strings by key, such as `"format": "pt"`.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.header.metadata
    }

    /// Loads a tensor by name.
    ///
    /// | type in the file | loads as |
    /// |---|---|
    /// | F16, BF16, F32, F64 | `f32`, `f64` |
    /// | I8, I16, I32, U8, U16 | `i32`, `i64` |
    /// | I64, U32 | `i64` |
    /// | BOOL | `bool` |
    ///
    /// Other types cannot be loaded.
    ///
    /// # Errors
    /// [`LoadError::NoSuchTensor`] for an unknown name, [`LoadError::Dtype`] if `E` cannot hold the values of the type, [`LoadError::Value`] for a
    /// finite value that would be infinite in `f32`, [`LoadError::Memory`] if memory runs out, [`LoadError::Io`] if the file cannot be read.
    pub fn tensor<E: Element>(&self, name: &str) -> Result<DynTensor<E>, LoadError> {
        match self.header.get(name) {
            Some(stored) => self.load(stored),
            None => {
                let found = self.tensors().iter().map(|tensor| tensor.name.clone()).collect();
                Err(LoadError::NoSuchTensor { path: self.path.clone(), name: name.into(), found })
            }
        }
    }

    pub(super) fn load<E: Element>(&self, stored: &StoredTensor) -> Result<DynTensor<E>, LoadError> {
        let (path, name) = (|| self.path.clone(), || stored.name.clone());
        let Some(numbers) = stored_type(stored.dtype).filter(|numbers| numbers.fits::<E>()) else {
            let (found, expected) = (stored.dtype(), E::NAME);
            return Err(LoadError::Dtype { path: path(), name: name(), found, expected, holds: holder(stored.dtype) });
        };
        let mut read = Ok(());
        let tensor = DynTensor::written_by("load", &stored.sizes[..], |out| {
            read = self
                .at(stored)
                .map_err(ReadProblem::Io)
                .and_then(|mut input| read_values(numbers, false, &mut *input, out));
        })?;
        read.map_err(|problem| match problem {
            ReadProblem::Io(source) => self.io(source),
            ReadProblem::Beyond { index, value } => {
                LoadError::Value { path: path(), name: name(), at: place(index, &stored.sizes), value }
            }
        })?;
        Ok(tensor)
    }

    /// The bytes of a tensor that takes eight bytes in the file.
    pub(super) fn eight_bytes(&self, stored: &StoredTensor) -> Result<[u8; 8], LoadError> {
        let mut bytes = [0; 8];
        let read = self.at(stored).and_then(|mut input| input.read_exact(&mut bytes));
        read.map_err(|source| self.io(source))?;
        Ok(bytes)
    }

    /// The input, positioned at the values of a tensor.
    fn at(&self, stored: &StoredTensor) -> io::Result<impl std::ops::DerefMut<Target = R>> {
        // A poisoned lock (a thread panicked while it held the lock) is fine: every read sets the position first.
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        input.seek(SeekFrom::Start(self.header.end + stored.place.0))?;
        Ok(input)
    }

    fn io(&self, source: io::Error) -> LoadError {
        let path = self.path.clone();
        match source.kind() {
            ErrorKind::UnexpectedEof => {
                LoadError::Format { path, reason: "it became shorter while it was read".into() }
            }
            _ => LoadError::Io { path, action: "reading", source },
        }
    }
}

/// Converts a type of the file to a `StoredType`; `None` if no tensor can hold its values.
pub(super) fn stored_type(dtype: Dtype) -> Option<StoredType> {
    Some(match dtype {
        Dtype::BOOL => StoredType::Bool,
        Dtype::I8 => StoredType::I8,
        Dtype::U8 => StoredType::U8,
        Dtype::I16 => StoredType::I16,
        Dtype::U16 => StoredType::U16,
        Dtype::I32 => StoredType::I32,
        Dtype::U32 => StoredType::U32,
        Dtype::I64 => StoredType::I64,
        Dtype::F16 => StoredType::F16,
        Dtype::BF16 => StoredType::Bf16,
        Dtype::F32 => StoredType::F32,
        Dtype::F64 => StoredType::F64,
        _ => return None,
    })
}

/// The element type that holds all values of a type of the file, if there is one.
fn holder(dtype: Dtype) -> Option<&'static str> {
    stored_type(dtype).map(|stored| match stored {
        StoredType::F16 | StoredType::Bf16 | StoredType::F32 => "f32",
        StoredType::F64 => "f64",
        StoredType::Bool => "bool",
        _ => "i64",
    })
}

/// Converts a position in row-major order to an index along each axis.
fn place(mut index: usize, sizes: &[usize]) -> Vec<usize> {
    let mut at: Vec<usize> = sizes
        .iter()
        .rev()
        .map(|&size| {
            let along = index % size;
            index /= size;
            along
        })
        .collect();
    at.reverse();
    at
}
