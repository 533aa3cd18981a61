//! NumPy's files: a tensor to and from `.npy`.
//!
//! Formats 1.0, 2.0 and 3.0 are read, of either byte order and order of axes; 1.0 is written, row-major and little-endian, with
//! the bytes that `numpy.save` writes. A file is read whole or not at all. Source: NumPy Enhancement Proposal 1 and
//! `numpy.lib.format`.

use super::npy_header::Header;
use super::{Element, MovingOperations, ShapeError, Tensor, check_sizes};
use crate::files::write_whole;
use crate::shape::Shape;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use timeseriesml_core::layout::Sizes;
use timeseriesml_kernels::number::Value;

pub(super) const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// Why a `.npy` file was not read or written.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum NpyError {
    /// The file could not be read or written.
    #[error("{}: {action} failed ({})", path.display(), source.kind())]
    Io {
        /// The file; `<stream>` for a reader or writer.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is in another format.
    #[error("{}: not a .npy file: it begins with {found}, not with \"\\x93NUMPY\"", path.display())]
    NotNpy {
        /// The file.
        path: PathBuf,
        /// What it begins with, as text.
        found: String,
    },
    /// The file is in a version of the format that is not known.
    #[error("{}: version {major}.{minor} of the .npy format is not known, 1.0 to 3.0 are", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version found.
        major: u8,
        /// Its second part.
        minor: u8,
    },
    /// The header is not one that NumPy writes.
    #[error("{}: the header is not understood at byte {at} of the file: expected {expected}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// The place in the file.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The file holds elements of another type.
    #[error("{}: the file holds elements of the type {found}, the tensor {expected}", path.display())]
    Dtype {
        /// The file.
        path: PathBuf,
        /// What the file calls its type.
        found: String,
        /// The element type of the tensor.
        expected: &'static str,
    },
    /// The file ends too early.
    #[error("{}: the file ends {missing} bytes too early, in its {part}", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// How many bytes are missing.
        missing: usize,
        /// Where it ends.
        part: &'static str,
    },
    /// The sizes are not those of the tensor's type, or no memory holds them.
    #[error("{}: {error}", path.display())]
    Sizes {
        /// The file.
        path: PathBuf,
        /// What is wrong with them.
        error: ShapeError,
    },
}

debug_is_message! { NpyError }

impl<S: Shape, E: Element> Tensor<S, E> {
    /// Reads a tensor from a `.npy` file, such as `numpy.save` writes.
    ///
    /// The elements have to be of the type `E` (`f4`, `f8`, `i4`, `i8`, `b1`); `cast` converts afterwards. Sizes
    /// that are part of the type are compared, a [`DynTensor`](super::DynTensor) takes any.
    ///
    /// # Errors
    /// [`NpyError`], naming the file.
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
    #[doc(alias = "numpy.load")]
    pub fn load_npy(path: impl AsRef<Path>) -> Result<Self, NpyError> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| NpyError::Io { path: path.into(), action: "opening", source })?;
        read(Source { path, input: BufReader::new(file) })
    }

    /// Reads a tensor in the `.npy` format; what follows it is left unread.
    ///
    /// # Errors
    /// As [`load_npy`](Self::load_npy).
    pub fn read_npy(input: impl Read) -> Result<Self, NpyError> {
        read(Source { path: Path::new("<stream>"), input })
    }

    /// Writes the tensor as a `.npy` file, which `numpy.load` reads.
    ///
    /// # Errors
    /// [`NpyError::Io`] if the file cannot be written; a file of that name stays as it was.
    pub fn save_npy(&self, path: impl AsRef<Path>) -> Result<(), NpyError> {
        let path = path.as_ref();
        self.writing(path, |bytes| write_whole(path, |file| bytes(file)))
    }

    /// Writes the tensor in the `.npy` format.
    ///
    /// # Errors
    /// [`NpyError::Io`]; part of it may have been written.
    pub fn write_npy(&self, mut output: impl Write) -> Result<(), NpyError> {
        self.writing(Path::new("<stream>"), |bytes| bytes(&mut output))
    }

    /// Hands on how header and values are written, with errors that name the path.
    fn writing(
        &self,
        path: &Path,
        run: impl FnOnce(&dyn Fn(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()>,
    ) -> Result<(), NpyError> {
        let values = self.array().row_major().map_err(|error| NpyError::Sizes { path: path.into(), error })?;
        let write = |output: &mut dyn Write| {
            output.write_all(&Header::of::<E>(self.sizes()).bytes())?;
            // A piece at a time: a second copy of all values is not needed.
            values.span().chunks(4096).try_for_each(|part| output.write_all(&Dtype::of::<E>().encode(part)))
        };
        run(&write).map_err(|source| NpyError::Io { path: path.into(), action: "writing", source })
    }
}

/// The types of elements, by their names in the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dtype {
    F4,
    F8,
    I4,
    I8,
    B1,
}

impl Dtype {
    pub(super) fn of<E: Element>() -> Self {
        match E::NAME {
            "f32" => Dtype::F4,
            "f64" => Dtype::F8,
            "i32" => Dtype::I4,
            "i64" => Dtype::I8,
            _ => Dtype::B1,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Dtype::F4 => "f4",
            Dtype::F8 => "f8",
            Dtype::I4 => "i4",
            Dtype::I8 => "i8",
            Dtype::B1 => "b1",
        }
    }

    /// Bytes for each element.
    pub(super) fn width(self) -> usize {
        match self {
            Dtype::F4 | Dtype::I4 => 4,
            Dtype::F8 | Dtype::I8 => 8,
            Dtype::B1 => 1,
        }
    }

    /// Little-endian. The conversions are to the type that the values have already.
    fn encode<E: Element>(self, values: &[E]) -> Vec<u8> {
        let values = values.iter();
        match self {
            Dtype::F4 => values.flat_map(|x| x.cast::<f32>().to_le_bytes()).collect(),
            Dtype::F8 => values.flat_map(|x| x.cast::<f64>().to_le_bytes()).collect(),
            Dtype::I4 => values.flat_map(|x| x.cast::<i32>().to_le_bytes()).collect(),
            Dtype::I8 => values.flat_map(|x| x.cast::<i64>().to_le_bytes()).collect(),
            Dtype::B1 => values.map(|x| u8::from(x.cast::<bool>())).collect(),
        }
    }

    /// As many values as there are whole ones in the bytes.
    fn decode<E: Element>(self, bytes: &[u8], big_endian: bool) -> Vec<E> {
        match self {
            Dtype::F4 => each(bytes, big_endian, |x| f32::from_le_bytes(x).cast()),
            Dtype::F8 => each(bytes, big_endian, |x| f64::from_le_bytes(x).cast()),
            Dtype::I4 => each(bytes, big_endian, |x| i32::from_le_bytes(x).cast()),
            Dtype::I8 => each(bytes, big_endian, |x| i64::from_le_bytes(x).cast()),
            Dtype::B1 => each(bytes, big_endian, |[x]| (x != 0).cast()),
        }
    }
}

/// The values of chunks of `N` bytes, which are turned round first if they are big-endian.
fn each<const N: usize, E>(bytes: &[u8], big_endian: bool, value: impl Fn([u8; N]) -> E) -> Vec<E> {
    let (chunks, _) = bytes.as_chunks::<N>();
    let turned = |&chunk: &[u8; N]| {
        let mut chunk = chunk;
        if big_endian {
            chunk.reverse();
        }
        chunk
    };
    chunks.iter().map(turned).map(value).collect()
}

/// What is read, and the name of it for errors.
struct Source<'a, R> {
    path: &'a Path,
    input: R,
}

impl<R: Read> Source<'_, R> {
    /// As many bytes, or an error that says in which part of the file they are missing. Memory grows with what there is,
    /// whatever the header claims.
    fn take(&mut self, count: usize, part: &'static str) -> Result<Vec<u8>, NpyError> {
        let path = || self.path.into();
        let mut bytes = Vec::new();
        let read = self.input.by_ref().take(count as u64).read_to_end(&mut bytes);
        read.map_err(|source| NpyError::Io { path: path(), action: "reading", source })?;
        match count - bytes.len() {
            0 => Ok(bytes),
            missing => Err(NpyError::Truncated { path: path(), missing, part }),
        }
    }

    fn header(&mut self) -> Result<Header, NpyError> {
        let path = || self.path.into();
        let mut start = Vec::new();
        let read = self.input.by_ref().take(MAGIC.len() as u64).read_to_end(&mut start);
        read.map_err(|source| NpyError::Io { path: path(), action: "reading", source })?;
        if start != MAGIC {
            let found = match start.is_empty() {
                true => "nothing".into(),
                false => format!("\"{}\"", start.escape_ascii()),
            };
            return Err(NpyError::NotNpy { path: path(), found });
        }
        let version = self.take(2, "version")?;
        let (major, minor) = (version[0], version[1]);
        let width = match (major, minor) {
            (1, 0) => 2,
            (2 | 3, 0) => 4,
            _ => return Err(NpyError::Version { path: self.path.into(), major, minor }),
        };
        let length = self.take(width, "header")?;
        let length = length.iter().rev().fold(0, |length, &byte| length << 8 | usize::from(byte));
        let text = self.take(length, "header")?;
        let before = MAGIC.len() + version.len() + width;
        Header::parse(&text).map_err(|(at, expected)| NpyError::Header {
            path: self.path.into(),
            at: before + at,
            expected,
        })
    }
}

fn read<S: Shape, E: Element>(mut source: Source<'_, impl Read>) -> Result<Tensor<S, E>, NpyError> {
    let op = "read_npy";
    let path = source.path;
    let misfit = |error| NpyError::Sizes { path: path.into(), error };
    let header = source.header()?;
    let dtype = Dtype::of::<E>();
    let Some(big_endian) = header.byte_order(dtype) else {
        return Err(NpyError::Dtype { path: path.into(), found: header.dtype, expected: E::NAME });
    };
    let sizes = header.sizes.as_slice();
    check_sizes(op, S::KNOWN_AXES, sizes).map_err(misfit)?;
    let mut lying = Sizes::new(op, sizes).map_err(misfit)?;
    let length = lying.count().and_then(|count| count.checked_mul(dtype.width()));
    let length = length.ok_or_else(|| misfit(ShapeError::TooLarge { op, sizes: sizes.into() }))?;
    let values: Vec<E> = dtype.decode(&source.take(length, "values")?, big_endian);
    if header.fortran_order {
        lying.reverse();
    }
    let array = <E as MovingOperations>::from_slice(op, lying, &values).map_err(misfit)?;
    if !header.fortran_order {
        return Ok(Tensor::from_array(array));
    }
    let backwards: Vec<isize> = (0..lying.len() as isize).rev().collect();
    Tensor::checked(<E as MovingOperations>::permute(array, &backwards)).map_err(misfit)
}
