//! The check of a model's input.

use crate::tensor::{DynTensor, Float, ShapeError};

/// Checks an input `[batch, time, features]` and returns its number of steps, at least one. The number of features must be `features`.
pub(super) fn check_window<E: Float>(op: &'static str, x: &DynTensor<E>, features: usize) -> Result<usize, ShapeError> {
    match *x.sizes() {
        [_, 0, found] if found == features => {
            let (name, found, allowed) = ("the number of steps", "0".into(), "at least 1".into());
            Err(ShapeError::Argument { op, name, found, allowed })
        }
        [_, time, found] if found == features => Ok(time),
        [_, _, found] => {
            let sizes = x.sizes().into();
            Err(ShapeError::Size { op, axis: 2, name: "the features", expected: features, found, sizes })
        }
        _ => {
            let expected = "three axes, [batch, time, features]".into();
            Err(ShapeError::Rank { op, expected, found: x.sizes().into() })
        }
    }
}
