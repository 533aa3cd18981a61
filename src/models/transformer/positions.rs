//! The sinusoidal position encodings of a transformer.

use crate::tensor::{DynTensor, Float, ShapeError};
use std::sync::{PoisonError, RwLock};

/// A table of position encodings, at least as long as the longest window so far.
#[derive(Debug)]
pub(super) struct Positions<E: Float> {
    width: usize,
    table: RwLock<DynTensor<E>>,
}

impl<E: Float> Positions<E> {
    pub(super) fn new(width: usize) -> Result<Self, ShapeError> {
        Ok(Positions { width, table: RwLock::new(sinusoids(0, width)?) })
    }

    /// The encodings of the first `steps` positions, `[steps, width]`.
    pub(super) fn first(&self, steps: usize) -> Result<DynTensor<E>, ShapeError> {
        // A poisoned lock still holds a complete table, since the table is replaced in one assignment.
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner).clone();
        if table.sizes()[0] >= steps {
            return table.narrow(0, 0, steps);
        }
        let longer = sinusoids(steps.checked_next_power_of_two().unwrap_or(steps), self.width)?;
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = longer.clone();
        longer.narrow(0, 0, steps)
    }
}

impl<E: Float> Clone for Positions<E> {
    fn clone(&self) -> Self {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner).clone();
        Positions { width: self.width, table: RwLock::new(table) }
    }
}

/// The table of position encodings: row t has `sin(t / 10000^(2i / width))` in column 2i and the cosine in column 2i + 1.
fn sinusoids<E: Float>(steps: usize, width: usize) -> Result<DynTensor<E>, ShapeError> {
    let mut table = DynTensor::zeros_sized([steps, width])?;
    let rows = table.array_mut().make_mut()?.chunks_exact_mut(width).enumerate();
    for (t, row) in rows {
        for (column, value) in row.iter_mut().enumerate() {
            let angle = t as f64 / 10_000f64.powf((column / 2 * 2) as f64 / width as f64);
            *value = E::from_f64(if column % 2 == 0 { angle.sin() } else { angle.cos() });
        }
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_grow_and_keep_their_values() {
        let positions = Positions::<f32>::new(6).unwrap();
        let five = positions.first(5).unwrap().to_vec();
        assert_eq!(positions.first(40).unwrap().to_vec()[..30], five);
        assert_eq!(&five[..6], [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
        let angle = 3.0 / 10_000f64.powf(2.0 / 6.0);
        assert_eq!(five[3 * 6 + 2..3 * 6 + 4], [angle.sin() as f32, angle.cos() as f32]);
    }
}
