//! Basis functions of N-BEATS, sampled at the steps of a window or a horizon.

use super::config::MODEL;
use crate::tensor::{DynTensor, Float, ShapeError};
use std::f64::consts::TAU;

/// Basis functions over some steps, one a row; the identity if there is no table.
#[derive(Clone, Debug)]
pub(super) struct Rows<E: Float> {
    pub(super) count: usize,
    pub(super) table: Option<DynTensor<E>>,
}

impl<E: Float> Rows<E> {
    pub(super) fn identity(steps: usize) -> Self {
        Rows { count: steps, table: None }
    }

    /// A table of `f(row, step)`; `None` rows are more than can be counted.
    fn table(count: Option<usize>, steps: usize, f: impl Fn(usize, usize) -> f64) -> Result<Self, ShapeError> {
        let count = count.ok_or(ShapeError::TooLarge { op: MODEL, sizes: [usize::MAX, steps].into() })?;
        let mut table = DynTensor::zeros_sized([count, steps])?;
        let values = table.array_mut().make_mut()?.iter_mut().enumerate();
        values.for_each(|(i, value)| *value = E::from_f64(f(i / steps, i % steps)));
        Ok(Rows { count, table: Some(table) })
    }

    /// `(j / steps)^i` for i from 0 to `degree`.
    pub(super) fn powers(steps: usize, degree: usize) -> Result<Self, ShapeError> {
        Rows::table(degree.checked_add(1), steps, |i, j| (j as f64 / steps as f64).powf(i as f64))
    }

    /// Cosines, then sines, of all frequencies at `steps` steps, the first of which stands at `first`, in horizons.
    pub(super) fn waves(first: f64, steps: usize, horizon: usize, harmonics: usize) -> Result<Self, ShapeError> {
        // 0, and k / harmonics for every k from `harmonics` on and below `harmonics * horizon / 2`.
        let above = harmonics.checked_mul(horizon).map(|n| n.div_ceil(2).saturating_sub(harmonics));
        let frequencies = above.and_then(|n| n.checked_add(1));
        Rows::table(frequencies.and_then(|n| n.checked_mul(2)), steps, |i, j| {
            let frequencies = frequencies.unwrap_or(1);
            let frequency = match i % frequencies {
                0 => 0.0,
                k => (harmonics + k - 1) as f64 / harmonics as f64,
            };
            let angle = TAU * frequency * (first + j as f64 / horizon as f64);
            if i < frequencies { angle.cos() } else { angle.sin() }
        })
    }

    /// The function that the coefficients describe.
    pub(super) fn expand(&self, coefficients: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        match &self.table {
            Some(table) => coefficients.matmul(table),
            None => Ok(coefficients),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_runs_through_from_the_lookback_into_the_horizon() {
        let (lookback, horizon) = (12, 8);
        let back = Rows::<f32>::waves(-12.0 / 8.0, lookback, horizon, 1).unwrap();
        let ahead = Rows::<f32>::waves(0.0, horizon, horizon, 1).unwrap();
        // Frequencies 0 to 3, cosines and sines.
        assert_eq!((back.count, ahead.count), (8, 8));
        let (back, ahead) = (back.table.unwrap().to_vec(), ahead.table.unwrap().to_vec());
        for wave in 0..8 {
            for step in 0..4 {
                // One horizon earlier every wave has the same value.
                let (before, after) = (back[wave * 12 + 4 + step], ahead[wave * 8 + step]);
                assert!((before - after).abs() < 1e-6, "wave {wave}, step {step}: {before} {after}");
            }
        }
    }
}
