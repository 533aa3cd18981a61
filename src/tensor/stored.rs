//! Numbers as stored in files. They are read into a tensor, and written from a tensor, in pieces, so that memory never holds a second copy.

use super::{DynTensor, Element};
use std::any::Any;
use std::io::{self, Read, Write};
use timeseriesml_kernels::number::Value;

/// The number of bytes read or written at once: a multiple of the width of every type.
const PIECE: usize = 1 << 16;

/// The element types that a file can contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StoredType {
    Bool,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    F16,
    Bf16,
    F32,
    F64,
}

/// Why values could not be read.
#[derive(Debug)]
pub(crate) enum ReadProblem {
    Io(io::Error),
    /// A finite number that overflows the element type of the tensor, and its position in the file.
    Beyond {
        index: usize,
        value: f64,
    },
}

impl StoredType {
    /// The type in which elements of a tensor are stored.
    pub(crate) fn of<E: Element>() -> Self {
        match E::NAME {
            "f32" => StoredType::F32,
            "f64" => StoredType::F64,
            "i32" => StoredType::I32,
            "i64" => StoredType::I64,
            _ => StoredType::Bool,
        }
    }

    /// The number of bytes of one number.
    pub(crate) fn width(self) -> usize {
        match self {
            StoredType::Bool | StoredType::I8 | StoredType::U8 => 1,
            StoredType::I16 | StoredType::U16 | StoredType::F16 | StoredType::Bf16 => 2,
            StoredType::I32 | StoredType::U32 | StoredType::F32 => 4,
            StoredType::I64 | StoredType::F64 => 8,
        }
    }

    /// Whether a tensor of `E` can hold numbers of this type. Floating-point numbers may be rounded, integers must be exact.
    pub(crate) fn fits<E: Element>(self) -> bool {
        use StoredType::{Bf16, Bool, F16, F32, F64, I8, I16, I32, I64, U8, U16, U32};
        match StoredType::of::<E>() {
            F32 | F64 => matches!(self, F16 | Bf16 | F32 | F64),
            I32 => matches!(self, I8 | U8 | I16 | U16 | I32),
            I64 => matches!(self, I8 | U8 | I16 | U16 | I32 | U32 | I64),
            _ => self == Bool,
        }
    }
}

/// Reads enough numbers to fill `out`; they must [fit](StoredType::fits).
pub(crate) fn read_values<E: Element>(
    stored: StoredType,
    big_endian: bool,
    input: &mut impl Read,
    out: &mut [E],
) -> Result<(), ReadProblem> {
    macro_rules! each {
        ($number:ty, $cast:expr) => {
            each(big_endian, input, out, |x| $cast(<$number>::from_le_bytes(x)))
        };
    }
    match stored {
        StoredType::Bool => each(big_endian, input, out, |[x]| Ok((x != 0).cast())),
        StoredType::I8 => each!(i8, |x| Ok(i32::from(x).cast())),
        StoredType::U8 => each!(u8, |x| Ok(i32::from(x).cast())),
        StoredType::I16 => each!(i16, |x| Ok(i32::from(x).cast())),
        StoredType::U16 => each!(u16, |x| Ok(i32::from(x).cast())),
        StoredType::I32 => each!(i32, |x| Ok(converted(x))),
        StoredType::U32 => each!(u32, |x| Ok(i64::from(x).cast())),
        StoredType::I64 => each!(i64, |x| Ok(converted(x))),
        StoredType::F16 => each!(u16, |x| Ok(half_to_single(x).cast())),
        StoredType::Bf16 => each!(u16, |x| Ok(f32::from_bits(u32::from(x) << 16).cast())),
        StoredType::F32 => each!(f32, |x| Ok(converted(x))),
        StoredType::F64 => each!(f64, |x: f64| {
            let value: E = converted(x);
            // The check is in `f64`, which holds every `f32` exactly.
            if x.is_finite() && !value.cast::<f64>().is_finite() { Err(x) } else { Ok(value) }
        }),
    }
}

/// Reads numbers of `N` bytes, reversing the bytes if they are big-endian. `value` converts the bytes; its error is a number that overflows the
/// element type.
fn each<const N: usize, E>(
    big_endian: bool,
    input: &mut impl Read,
    out: &mut [E],
    value: impl Fn([u8; N]) -> Result<E, f64>,
) -> Result<(), ReadProblem> {
    let mut buffer = vec![0; PIECE.min(out.len() * N)];
    let mut done = 0;
    while done < out.len() {
        let piece = &mut buffer[..PIECE.min((out.len() - done) * N)];
        input.read_exact(piece).map_err(ReadProblem::Io)?;
        let (chunks, _) = piece.as_chunks_mut::<N>();
        for (chunk, out) in chunks.iter_mut().zip(&mut out[done..]) {
            if big_endian {
                chunk.reverse();
            }
            *out = value(*chunk).map_err(|value| ReadProblem::Beyond { index: done, value })?;
            done += 1;
        }
    }
    Ok(())
}

/// Writes elements as numbers of their own type, little-endian.
pub(crate) fn write_values<E: Element>(values: &[E], output: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let encode = |values: &[E]| -> Vec<u8> {
        let values = values.iter();
        match StoredType::of::<E>() {
            StoredType::F32 => values.flat_map(|&x| converted::<E, f32>(x).to_le_bytes()).collect(),
            StoredType::F64 => values.flat_map(|&x| converted::<E, f64>(x).to_le_bytes()).collect(),
            StoredType::I32 => values.flat_map(|&x| converted::<E, i32>(x).to_le_bytes()).collect(),
            StoredType::I64 => values.flat_map(|&x| converted::<E, i64>(x).to_le_bytes()).collect(),
            _ => values.map(|x| u8::from(x.cast::<bool>())).collect(),
        }
    };
    values.chunks(PIECE / 8).try_for_each(|piece| output.write_all(&encode(piece)))
}

impl<E: Element> DynTensor<E> {
    /// Writes the values in row-major order, in their own type, little-endian.
    pub(crate) fn write_values(&self, output: &mut impl Write) -> io::Result<()> {
        // `row_major` shares the memory if the values are already in that order.
        let values = self.array().row_major().map_err(io::Error::other)?;
        write_values(values.span(), output)
    }
}

/// Like [`Value::cast`], but exact to the bit if both types are the same: a NaN keeps its payload.
fn converted<T: Value, E: Value>(x: T) -> E {
    let same = (&x as &dyn Any).downcast_ref::<E>().copied();
    same.unwrap_or_else(|| x.cast())
}

/// Converts IEEE 754 binary16 to binary32, exactly.
fn half_to_single(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let (exponent, fraction) = (u32::from(half >> 10 & 0x1f), u32::from(half & 0x3ff));
    match exponent {
        // Zero and subnormal numbers have the value fraction · 2⁻²⁴.
        0 => f32::from_bits(sign | (fraction as f32 * f32::from_bits(0x3380_0000)).to_bits()),
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<E: Element>(stored: StoredType, bytes: &[u8]) -> Result<Vec<E>, ReadProblem> {
        let mut out = vec![E::ZERO; bytes.len() / stored.width()];
        read_values(stored, false, &mut &bytes[..], &mut out).map(|()| out)
    }

    #[test]
    fn half_precision_is_read_exactly() {
        for (bits, value) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x0001, 5.960_464_5e-8), (0x7bff, 65504.0), (0x8000, -0.0)]
        {
            assert_eq!(half_to_single(bits), value);
        }
        assert!(half_to_single(0x7e00).is_nan() && half_to_single(0xfc00) == f32::NEG_INFINITY);
    }

    #[test]
    fn the_place_of_a_number_beyond_the_range_is_told() {
        let mut values = vec![0.5; 20_000];
        values[12_345] = -1e300;
        let bytes: Vec<u8> = values.iter().flat_map(|x: &f64| x.to_le_bytes()).collect();
        let problem = read::<f32>(StoredType::F64, &bytes).unwrap_err();
        assert!(matches!(problem, ReadProblem::Beyond { index: 12_345, value: -1e300 }), "{problem:?}");
        assert!(read::<f64>(StoredType::F64, &bytes).unwrap() == values);
        // `edge` still rounds to a finite number; the other numbers are infinite, or round to 0 or to the smallest `f32`.
        let edge = f64::from(f32::MAX) + 2_f64.powi(102);
        for (value, expected) in
            [(edge, f32::MAX), (1e-300, 0.0), (f64::INFINITY, f32::INFINITY), (1e-45, f32::from_bits(1))]
        {
            assert_eq!(read::<f32>(StoredType::F64, &value.to_le_bytes()).unwrap(), [expected]);
        }
        assert!(read::<f32>(StoredType::F64, &f64::NAN.to_le_bytes()).unwrap()[0].is_nan());
    }

    #[test]
    fn the_bits_of_nan_stay() {
        for bits in [0x7f80_0001_u32, 0xffc1_2345] {
            let values = read::<f32>(StoredType::F32, &bits.to_le_bytes()).unwrap();
            assert_eq!(values[0].to_bits(), bits);
            let mut written = Vec::new();
            write_values(&values, &mut written).unwrap();
            assert_eq!(written, bits.to_le_bytes());
        }
    }

    #[test]
    fn integers_are_read_exactly_or_not_at_all() {
        assert_eq!(read::<i64>(StoredType::U32, &[255; 4]).unwrap(), [i64::from(u32::MAX)]);
        assert_eq!(read::<i32>(StoredType::I8, &[255, 127]).unwrap(), [-1, 127]);
        assert_eq!(read::<i32>(StoredType::U16, &[255; 2]).unwrap(), [65535]);
        assert_eq!(read::<bool>(StoredType::Bool, &[0, 1, 7]).unwrap(), [false, true, true]);
        assert!(!StoredType::I64.fits::<i32>() && !StoredType::U32.fits::<i32>() && !StoredType::I32.fits::<f64>());
        assert!(!StoredType::U8.fits::<bool>() && StoredType::F16.fits::<f64>());
    }

    #[test]
    fn values_that_are_missing_are_an_error() {
        assert!(matches!(read::<f32>(StoredType::F32, &[0; 7]), Ok(values) if values.len() == 1));
        let problem = read_values::<f32>(StoredType::F32, false, &mut &[0; 7][..], &mut [0.0; 2]);
        assert!(matches!(problem, Err(ReadProblem::Io(error)) if error.kind() == io::ErrorKind::UnexpectedEof));
    }
}
