//! Sizes of 0, and sizes of a run-time part that are not those of its typed face, as errors.

use crate::tensor::ShapeError;

/// Refuses a size of 0, by its name.
pub(super) fn at_least_one(op: &'static str, sizes: &[(&'static str, usize)]) -> Result<(), ShapeError> {
    match sizes.iter().find(|(_, size)| *size == 0) {
        Some(&(name, _)) => Err(ShapeError::Argument { op, name, found: "0".into(), allowed: "at least 1".into() }),
        None => Ok(()),
    }
}

/// Refuses what a run-time part has if the type says something else. Both are compared as text.
pub(super) fn same(
    op: &'static str,
    name: &'static str,
    found: impl ToString,
    typed: impl ToString,
) -> Result<(), ShapeError> {
    let (found, allowed) = (found.to_string(), typed.to_string());
    if found == allowed { Ok(()) } else { Err(ShapeError::Argument { op, name, found, allowed }) }
}
