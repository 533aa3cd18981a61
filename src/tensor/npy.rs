//! Writes tensors to NumPy's `.npy` files, and reads them.
//!
//! Formats 1.0, 2.0 and 3.0 are read, in either byte order and either axis order. Format 1.0 is written, row-major and little-endian, with the same
//! bytes that `numpy.save` writes. A tensor is read completely or not at all. Source: NumPy Enhancement Proposal 1 and `numpy.lib.format`.

use super::npy_header::{self, Header};
use super::stored::{ReadProblem, StoredType, read_values, write_values};
use super::{Element, MovingOperations, ShapeError, Tensor, check_sizes};
use crate::files::{open_file, reason, shown, shown_path, write_whole};
use crate::shape::Shape;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use timeseriesml_core::array::Array;
use timeseriesml_core::layout::Sizes;

/// Why a `.npy` file was not read or written.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum NpyError {
    /// The file could not be read or written.
    #[error("{}: {}", shown_path(path), io_message(action, source))]
    Io {
        /// The file; `<stream>` for a reader or writer.
        path: PathBuf,
        /// What failed, such as reading.
        action: &'static str,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is not in the `.npy` format.
    #[error("{}: not a .npy file: it begins with {found}, not with \"\\x93NUMPY\"", shown_path(path))]
    NotNpy {
        /// The file.
        path: PathBuf,
        /// The first bytes of the file, as text.
        found: String,
    },
    /// The file is an archive of several arrays, as written by `numpy.savez`.
    #[error(
        "{}: this is an archive (.npz), not a .npy file; unzip it, which gives a .npy file for each array, or save one array with `numpy.save`",
        shown_path(path)
    )]
    Archive {
        /// The file.
        path: PathBuf,
    },
    /// The version of the format is unknown.
    #[error("{}: found version {major}.{minor} of the .npy format, expected 1.0 to 3.0", shown_path(path))]
    Version {
        /// The file.
        path: PathBuf,
        /// The major version in the file.
        major: u8,
        /// The minor version in the file.
        minor: u8,
    },
    /// The header is malformed.
    #[error("{}: cannot parse the header at byte {at} of the file: expected {expected}", shown_path(path))]
    Header {
        /// The file.
        path: PathBuf,
        /// The offset of the fault in the file, in bytes.
        at: usize,
        /// What should be at that offset.
        expected: &'static str,
    },
    /// The elements in the file have a different type than the tensor.
    #[error(
        "{}: the file holds elements of the type {}, expected {expected}; {}",
        shown_path(path),
        shown(found),
        cast(found, expected)
    )]
    Dtype {
        /// The file.
        path: PathBuf,
        /// The element type, as named in the file.
        found: String,
        /// The element type of the tensor.
        expected: &'static str,
    },
    /// The file ends too early.
    #[error("{}: the file ends {missing} bytes too early, in its {part}; save or copy it again", shown_path(path))]
    Truncated {
        /// The file.
        path: PathBuf,
        /// The number of missing bytes.
        missing: usize,
        /// The part of the format in which the file ends.
        part: &'static str,
    },
    /// The sizes do not fit the type of the tensor, or there is not enough memory for them.
    #[error("{}: {error}", shown_path(path))]
    Sizes {
        /// The file.
        path: PathBuf,
        /// What is wrong with the sizes.
        error: ShapeError,
    },
}

debug_is_message! { NpyError }

fn io_message(action: &str, source: &std::io::Error) -> String {
    match (action, source.kind()) {
        ("opening", ErrorKind::NotFound) => {
            "no such file; check the spelling and the folder in which the program runs".into()
        }
        _ => format!("{action} failed ({})", reason(source)),
    }
}

/// A hint on how to get elements of the expected type.
fn cast(found: &str, expected: &str) -> String {
    match npy_header::element(found) {
        Some(element) => format!("load it as a tensor of `{element}`, then convert it with `.cast::<{expected}>()`"),
        None => {
            let name = match expected {
                "f32" => "float32",
                "f64" => "float64",
                "i32" => "int32",
                "i64" => "int64",
                _ => "bool",
            };
            format!("no tensor holds them: convert the array with `.astype(\"{name}\")` before `numpy.save`")
        }
    }
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// Reads a tensor from a `.npy` file, as written by `numpy.save`.
    ///
    /// The elements must have the type `E` (`f4`, `f8`, `i4`, `i8`, `b1`); [`cast`](Self::cast) converts afterwards. Sizes
    /// that are part of the type must match those in the file; a [`DynTensor`](super::DynTensor) accepts any sizes. Pipes and devices are refused
    /// ([`read_npy`](Self::read_npy) reads from any reader).
    ///
    /// # Errors
    /// [`NpyError`], which names the file.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Dyn, Tensor, tensor::NpyError};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// # let path = std::env::temp_dir().join(format!("timeseriesml-doc-{}.npy", std::process::id()));
    /// x.save_npy(&path)?; // numpy.load reads it
    /// let rows = Tensor::<(Dyn, Dim<3>)>::load_npy(&path)?;
    /// assert_eq!(rows.to_vec(), x.to_vec());
    /// assert!(matches!(Tensor::<(Dyn, Dim<4>)>::load_npy(&path), Err(NpyError::Sizes { .. })));
    /// # std::fs::remove_file(path).unwrap();
    /// # Ok::<(), NpyError>(())
    /// ```
    #[doc(alias = "from_numpy")]
    #[doc(alias = "numpy.load")]
    pub fn load_npy(path: impl AsRef<Path>) -> Result<Self, NpyError> {
        let path = path.as_ref();
        let opened = open_file(path).map_err(|source| NpyError::Io { path: path.into(), action: "opening", source });
        let (file, length) = opened?;
        read(Source { path, input: BufReader::new(file), taken: 0, length: Some(length) })
    }

    /// Reads a tensor in the `.npy` format from a reader. Bytes after the tensor are left unread.
    ///
    /// # Errors
    /// Same as [`load_npy`](Self::load_npy).
    pub fn read_npy(input: impl Read) -> Result<Self, NpyError> {
        read(Source { path: Path::new("<stream>"), input, taken: 0, length: None })
    }

    /// Writes the tensor as a `.npy` file, which `numpy.load` reads.
    ///
    /// # Errors
    /// [`NpyError::Io`] if the file cannot be written; an existing file is left unchanged. A symbolic link is followed; folders,
    /// devices and pipes are refused ([`write_npy`](Self::write_npy) writes to any writer).
    #[doc(alias = "numpy.save")]
    #[doc(alias = "numpy")]
    pub fn save_npy(&self, path: impl AsRef<Path>) -> Result<(), NpyError> {
        let path = path.as_ref();
        self.writing(path, |bytes| write_whole(path, |file| bytes(file)))
    }

    /// Writes the tensor in the `.npy` format to a writer.
    ///
    /// # Errors
    /// [`NpyError::Io`]; part of the tensor may have been written.
    pub fn write_npy(&self, mut output: impl Write) -> Result<(), NpyError> {
        self.writing(Path::new("<stream>"), |bytes| bytes(&mut output))
    }

    /// Writes header and values; errors name the path.
    fn writing(
        &self,
        path: &Path,
        run: impl FnOnce(&dyn Fn(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()>,
    ) -> Result<(), NpyError> {
        let values = self.array().row_major().map_err(|error| NpyError::Sizes { path: path.into(), error })?;
        let write = |output: &mut dyn Write| {
            output.write_all(&Header::of::<E>(self.sizes()).bytes())?;
            write_values(values.span(), output)
        };
        run(&write).map_err(|source| NpyError::Io { path: path.into(), action: "writing", source })
    }
}

/// The input that is read, with the path that errors name.
struct Source<'a, R> {
    path: &'a Path,
    input: R,
    /// The number of bytes read so far.
    taken: u64,
    /// The total number of bytes, if it is known.
    length: Option<u64>,
}

impl<R: Read> Read for Source<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read(out)?;
        self.taken += count as u64;
        Ok(count)
    }
}

impl<R: Read> Source<'_, R> {
    fn io(&self, source: std::io::Error) -> NpyError {
        NpyError::Io { path: self.path.into(), action: "reading", source }
    }

    fn header_error(&self, at: usize, expected: &'static str) -> NpyError {
        NpyError::Header { path: self.path.into(), at, expected }
    }

    /// Reads `count` bytes, or returns an error that names the part of the file in which bytes are missing. Memory grows with the number of bytes
    /// read, whatever the header says.
    fn bytes(&mut self, count: usize, part: &'static str) -> Result<Vec<u8>, NpyError> {
        let mut bytes = Vec::new();
        let read = Read::take(&mut *self, count as u64).read_to_end(&mut bytes);
        read.map_err(|source| self.io(source))?;
        match count - bytes.len() {
            0 => Ok(bytes),
            missing => Err(NpyError::Truncated { path: self.path.into(), missing, part }),
        }
    }

    fn header(&mut self) -> Result<Header, NpyError> {
        let mut start = Vec::new();
        let read = Read::take(&mut *self, npy_header::MAGIC.len() as u64).read_to_end(&mut start);
        read.map_err(|source| self.io(source))?;
        if [b"PK\x03\x04", b"PK\x05\x06"].iter().any(|zip| start.starts_with(*zip)) {
            return Err(NpyError::Archive { path: self.path.into() });
        }
        if start != npy_header::MAGIC {
            let found = match start.is_empty() {
                true => "nothing".into(),
                false => format!("\"{}\"", start.escape_ascii()),
            };
            return Err(NpyError::NotNpy { path: self.path.into(), found });
        }
        let version = self.bytes(2, "version")?;
        let (major, minor) = (version[0], version[1]);
        let width = match (major, minor) {
            (1, 0) => 2,
            (2 | 3, 0) => 4,
            _ => return Err(NpyError::Version { path: self.path.into(), major, minor }),
        };
        let length = self.bytes(width, "header")?;
        let length = length.iter().rev().fold(0, |length, &byte| length << 8 | usize::from(byte));
        let before = self.taken as usize;
        if length > npy_header::LONGEST {
            return Err(self.header_error(before - width, "a header of at most a megabyte"));
        }
        let text = self.bytes(length, "header")?;
        Header::parse(&text).map_err(|(at, expected)| self.header_error(before + at, expected))
    }

    /// Reads the values, in the order of the file.
    fn values<E: Element>(&mut self, lying: Sizes, bytes: usize, big_endian: bool) -> Result<Array<E>, NpyError> {
        let (op, path) = ("read_npy", self.path);
        let misfit = |error| NpyError::Sizes { path: path.into(), error };
        let truncated = |there: u64| {
            let missing = bytes - usize::try_from(there).unwrap_or(bytes);
            NpyError::Truncated { path: path.into(), missing, part: "values" }
        };
        let (stored, before) = (StoredType::of::<E>(), self.taken);
        let length = self.length.map(|length| length.saturating_sub(before));
        let mut read = |out: &mut [E]| match read_values(stored, big_endian, self, out) {
            Err(ReadProblem::Io(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                Err(truncated(self.taken - before))
            }
            Err(ReadProblem::Io(error)) => Err(self.io(error)),
            // `Beyond` cannot happen: values of the same type never overflow.
            Err(ReadProblem::Beyond { .. }) | Ok(()) => Ok(()),
        };
        match length {
            Some(there) if there < bytes as u64 => Err(truncated(there)),
            Some(_) => {
                let mut array = <E as MovingOperations>::full(op, lying, E::ZERO).map_err(misfit)?;
                read(array.make_mut().map_err(misfit)?)?;
                Ok(array)
            }
            None => {
                // The header is not trusted: memory grows with the number of bytes read.
                let (mut values, count) = (Vec::new(), bytes / stored.width());
                while values.len() < count {
                    let done = values.len();
                    values.resize(count.min(done + done.max(1 << 16)), E::ZERO);
                    read(&mut values[done..])?;
                }
                <E as MovingOperations>::from_slice(op, lying, &values).map_err(misfit)
            }
        }
    }
}

fn read<S: Shape, E: Element>(mut source: Source<'_, impl Read>) -> Result<Tensor<S, E>, NpyError> {
    let op = "read_npy";
    let path = source.path;
    let misfit = |error| NpyError::Sizes { path: path.into(), error };
    let header = source.header()?;
    let Some(big_endian) = header.byte_order::<E>() else {
        return Err(NpyError::Dtype { path: path.into(), found: header.dtype, expected: E::NAME });
    };
    let sizes = header.sizes.as_slice();
    check_sizes(op, S::KNOWN_AXES, sizes).map_err(misfit)?;
    let mut lying = Sizes::new(op, sizes).map_err(misfit)?;
    let length = lying.count().and_then(|count| count.checked_mul(StoredType::of::<E>().width()));
    let length = length.ok_or_else(|| misfit(ShapeError::TooLarge { op, sizes: sizes.into() }))?;
    if header.fortran_order {
        lying.reverse();
    }
    let array = source.values::<E>(lying, length, big_endian)?;
    if !header.fortran_order {
        return Ok(Tensor::from_array(array));
    }
    let backwards: Vec<isize> = (0..lying.len() as isize).rev().collect();
    Tensor::checked(<E as MovingOperations>::permute(array, &backwards)).map_err(misfit)
}
