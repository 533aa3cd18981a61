//! The basis functions of an N-BEATS block, sampled at the steps of the window and of the horizon.
//!
//! The time of a seasonality continues from the lookback into the horizon: step j of the lookback L is at (j − L)/H, step j of the
//! horizon H at j/H. The frequencies are those of the authors' code: 0, and the frequencies 1, 1 + 1/harmonics, 1 + 2/harmonics and so on, below H/2.

use super::config::{Basis, MODEL};
use crate::tensor::{DynTensor, Float, ShapeError};
use std::f64::consts::TAU;

/// The basis functions of a block's backcast and of its forecast.
#[derive(Clone, Debug)]
pub(super) struct Functions<E: Float> {
    pub(super) basis: Basis,
    pub(super) lookback: usize,
    pub(super) horizon: usize,
    backcast: Rows<E>,
    forecast: Rows<E>,
}

impl<E: Float> Functions<E> {
    /// Samples the basis functions. `lookback` and `horizon` must be at least 1.
    pub(super) fn new(basis: Basis, lookback: usize, horizon: usize) -> Result<Self, ShapeError> {
        let (backcast, forecast) = match basis {
            Basis::Generic => (Rows::identity(lookback), Rows::identity(horizon)),
            Basis::Trend { degree } => (Rows::powers(lookback, degree)?, Rows::powers(horizon, degree)?),
            Basis::Seasonality { harmonics } => {
                let start = -(lookback as f64) / horizon as f64;
                let backcast = Rows::waves(start, lookback, horizon, harmonics)?;
                (backcast, Rows::waves(0.0, horizon, horizon, harmonics)?)
            }
        };
        Ok(Functions { basis, lookback, horizon, backcast, forecast })
    }

    /// The number of coefficients of a block; the coefficients of the backcast come first.
    pub(super) fn coefficients(&self) -> Result<usize, ShapeError> {
        let too_large = ShapeError::TooLarge { op: MODEL, sizes: [self.lookback, self.horizon].into() };
        self.backcast.count.checked_add(self.forecast.count).ok_or(too_large)
    }

    /// The backcast with these coefficients.
    pub(super) fn backcast(&self, coefficients: &DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.backcast.expand(coefficients.narrow(-1, 0, self.backcast.count)?)
    }

    /// The forecast with these coefficients.
    pub(super) fn forecast(&self, coefficients: &DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forecast.expand(coefficients.narrow(-1, self.backcast.count, self.forecast.count)?)
    }
}

/// A table with one basis function per row and one step per column; without a table, the coefficients are the result.
#[derive(Clone, Debug)]
struct Rows<E: Float> {
    count: usize,
    table: Option<DynTensor<E>>,
}

impl<E: Float> Rows<E> {
    fn identity(steps: usize) -> Self {
        Rows { count: steps, table: None }
    }

    /// A table of `f(row, step)` with `count` rows; `count` is `None` if its computation overflowed.
    fn table(count: Option<usize>, steps: usize, f: impl Fn(usize, usize) -> f64) -> Result<Self, ShapeError> {
        let count = count.ok_or(ShapeError::TooLarge { op: MODEL, sizes: [usize::MAX, steps].into() })?;
        let mut table = DynTensor::zeros_sized([count, steps])?;
        let values = table.array_mut().make_mut()?.iter_mut().enumerate();
        values.for_each(|(i, value)| *value = E::from_f64(f(i / steps, i % steps)));
        Ok(Rows { count, table: Some(table) })
    }

    /// `(j / steps)^i` for i from 0 to `degree`.
    fn powers(steps: usize, degree: usize) -> Result<Self, ShapeError> {
        Rows::table(degree.checked_add(1), steps, |i, j| (j as f64 / steps as f64).powf(i as f64))
    }

    /// Cosines, then sines, of all frequencies at `steps` steps, the first at time `first`. The unit of time is the horizon.
    fn waves(first: f64, steps: usize, horizon: usize, harmonics: usize) -> Result<Self, ShapeError> {
        // The frequencies are 0 and k / harmonics for `harmonics` ≤ k < `harmonics * horizon / 2`.
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

    /// The sum of the basis functions, weighted by the coefficients.
    fn expand(&self, coefficients: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
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
    fn a_wave_continues_from_the_lookback_into_the_horizon() {
        let (lookback, horizon) = (12, 8);
        let back = Rows::<f32>::waves(-12.0 / 8.0, lookback, horizon, 1).unwrap();
        let ahead = Rows::<f32>::waves(0.0, horizon, horizon, 1).unwrap();
        // There are cosines and sines of the frequencies 0 to 3.
        assert_eq!((back.count, ahead.count), (8, 8));
        let (back, ahead) = (back.table.unwrap().to_vec(), ahead.table.unwrap().to_vec());
        for wave in 0..8 {
            for step in 0..4 {
                // All periods divide the horizon, so one horizon earlier every wave has the same value.
                let (before, after) = (back[wave * 12 + 4 + step], ahead[wave * 8 + step]);
                assert!((before - after).abs() < 1e-6, "wave {wave}, step {step}: {before} {after}");
            }
        }
    }
}
