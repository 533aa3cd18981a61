//! Encodes any value as bytes. This is the only file that uses bincode.

use super::error::CheckpointError;
use bincode::config::{Configuration, Fixint, LittleEndian};
use bincode::error::{DecodeError, EncodeError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A value of any serializable type, as a checkpoint stores it: the state of a callback, a fitted scaler.
///
/// # Example
/// ```
/// use timeseriesml::training::SavedValue;
/// let saved = SavedValue::new(&(3_u64, "three".to_owned()))?;
/// assert_eq!(saved.get::<(u64, String)>()?, (3, "three".to_owned()));
/// assert!(saved.get::<[f64; 4]>().is_err());
/// # Ok::<(), timeseriesml::training::CheckpointError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedValue(Vec<u8>);

impl SavedValue {
    /// Saves a value.
    ///
    /// # Errors
    /// [`CheckpointError::Value`] if its type cannot be serialized, such as one with `#[serde(flatten)]`.
    pub fn new<T: Serialize + ?Sized>(value: &T) -> Result<Self, CheckpointError> {
        encode(value).map(SavedValue)
    }

    /// Returns the value. `T` must be the type that was saved.
    ///
    /// # Errors
    /// [`CheckpointError::Value`] if the bytes are not a value of this type.
    pub fn get<T: DeserializeOwned>(&self) -> Result<T, CheckpointError> {
        decode(&self.0).map_err(|reason| CheckpointError::Value { action: "reading", reason })
    }
}

const CONFIG: Configuration<LittleEndian, Fixint> =
    bincode::config::standard().with_little_endian().with_fixed_int_encoding();

pub(super) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CheckpointError> {
    let failed = |e: EncodeError| CheckpointError::Value { action: "writing", reason: e.to_string() };
    bincode::serde::encode_to_vec(value, CONFIG).map_err(failed)
}

/// 2 to the power of `bits`, or `usize::MAX` if that overflows.
const fn power(bits: u32) -> usize {
    if bits < usize::BITS { 1 << bits } else { usize::MAX }
}

/// Decodes all of `bytes`. Lengths within them are limited to the order of magnitude of `bytes`, which bounds the memory that they can
/// allocate.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    macro_rules! by_limit { ($($bits:literal)*) => {
        match bytes.len() {
            $(length if length <= power($bits) => {
                bincode::serde::decode_from_slice(bytes, CONFIG.with_limit::<{ power($bits) }>())
            })*
            _ => Err(DecodeError::LimitExceeded),
        }
    } }
    let (value, length) = by_limit!(16 24 32 40).map_err(|e| e.to_string())?;
    match bytes.len() - length {
        0 => Ok(value),
        more => Err(format!("{more} bytes follow the value")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_terabytes_are_rejected_without_an_allocation() {
        for length in [1 << 17, 1_u64 << 40, u64::MAX / 8, u64::MAX] {
            let bytes = [length.to_le_bytes(), [7; 8]].concat();
            assert!(decode::<String>(&bytes).is_err());
            assert!(decode::<Vec<f64>>(&bytes).is_err());
            assert!(decode::<Vec<Vec<u8>>>(&bytes).is_err());
            assert!(decode::<std::collections::BTreeMap<String, f64>>(&bytes).is_err());
        }
    }

    #[test]
    fn values_are_restored_bit_for_bit_and_trailing_bytes_rejected() {
        let value =
            (vec![f64::NAN.to_bits(), 1], [-0.0f32, f32::MIN_POSITIVE / 2.0, f32::INFINITY], Some("ü".to_owned()));
        let saved = SavedValue::new(&value).unwrap();
        assert_eq!(saved.get::<(Vec<u64>, [f32; 3], Option<String>)>().unwrap(), value);
        let error = saved.get::<Vec<u64>>().unwrap_err().to_string();
        assert!(error.starts_with("reading a saved value: ") && error.contains(" bytes follow the value"), "{error}");
    }
}
