//! The check that no size is 0.

use crate::tensor::ShapeError;

/// Rejects a size of 0; the error names the size.
pub(crate) fn at_least_one(op: &'static str, sizes: &[(&'static str, usize)]) -> Result<(), ShapeError> {
    match sizes.iter().find(|(_, size)| *size == 0) {
        Some(&(name, _)) => Err(ShapeError::Argument { op, name, found: "0".into(), allowed: "at least 1".into() }),
        None => Ok(()),
    }
}
