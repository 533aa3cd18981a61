//! Turns windows into tensors: the inputs and targets of a batch.

use super::part::WindowPart;
use super::rows::{scaled, write_scaled};
use crate::data::{Dataset, SampleWeights};
use crate::forecaster::{ForecastContract, TargetColumns, WindowInput, WindowTargets};
use crate::tensor::{ShapeError, Tensor, or_panic};
use std::ops::Range;

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>>
    WindowPart<LOOKBACK, HORIZON, FEATURES, Y>
{
    /// Returns the inputs of window `index` as a batch of one window.
    ///
    /// # Panics
    /// If `index` is beyond [`latest`](Self::latest).
    #[track_caller]
    pub fn input(&self, index: usize) -> WindowInput<LOOKBACK, FEATURES> {
        self.assert_window(index);
        or_panic(self.inputs(index..index + 1))
    }

    /// Returns the inputs of a range of windows as one batch; an error if a window is beyond [`latest`](Self::latest).
    pub(crate) fn inputs(&self, windows: Range<usize>) -> Result<WindowInput<LOOKBACK, FEATURES>, ShapeError> {
        let latest = self.latest();
        if let Some(beyond) = windows.clone().find(|&window| window > latest) {
            return Err(no_window(beyond, format!("at most {latest}, the latest window of this part")));
        }
        self.write_inputs(windows.len(), windows)
    }

    fn write_inputs(
        &self,
        count: usize,
        windows: impl Iterator<Item = usize>,
    ) -> Result<WindowInput<LOOKBACK, FEATURES>, ShapeError> {
        Tensor::written([count, LOOKBACK, FEATURES], |out: &mut [f32]| {
            if FEATURES > 0 {
                let inputs = windows.zip(out.chunks_exact_mut(LOOKBACK * FEATURES));
                inputs.for_each(|(window, out)| self.write_input(window, out));
            }
        })
    }

    fn write_input(&self, index: usize, out: &mut [f32]) {
        let (series, row) = self.places.place(index);
        self.rows.write_inputs::<FEATURES>(series, row..row + LOOKBACK, out);
        if self.rows.subtract_last {
            let (rest, last) = out.split_at_mut((LOOKBACK - 1) * FEATURES);
            for row in rest.chunks_exact_mut(FEATURES) {
                row.iter_mut().zip(&*last).for_each(|(x, last)| *x -= last);
            }
            last.fill(0.0);
        }
    }

    fn write_target(&self, index: usize, out: &mut [f32]) {
        let (series, row) = self.places.place(index);
        let (targets, scaler) = (Y::Columns::TARGETS, &self.rows.scalers(series).targets);
        for (target, (_, values)) in self.rows.tables[series].targets.iter().enumerate() {
            write_scaled(scaler, target, &values[Self::target_rows(row)], targets, out);
            if self.rows.subtract_last {
                let last = scaled(scaler, target, values[row + LOOKBACK - 1]);
                out[target..].iter_mut().step_by(targets).for_each(|y| *y -= last);
            }
        }
    }
}

fn no_window(index: usize, allowed: String) -> ShapeError {
    ShapeError::Argument { op: "windows", name: "the index", found: index.to_string(), allowed }
}

#[diagnostic::do_not_recommend]
impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize, Y: WindowTargets<HORIZON>> Dataset
    for WindowPart<LOOKBACK, HORIZON, FEATURES, Y>
{
    type Input = WindowInput<LOOKBACK, FEATURES>;
    type Target = Tensor<Y::Shape>;
    type Contract = ForecastContract<LOOKBACK, HORIZON, FEATURES, Y>;

    fn len(&self) -> usize {
        WindowPart::len(self)
    }

    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        let len = self.len();
        if let Some(&beyond) = indices.iter().find(|&&index| index >= len) {
            return Err(no_window(beyond, format!("below {len}, the number of windows in this part")));
        }
        let inputs = self.write_inputs(indices.len(), indices.iter().copied())?;
        let targets = Y::written(indices.len(), |out| {
            let targets = indices.iter().zip(out.chunks_exact_mut(self.values_per_window()));
            targets.for_each(|(&index, out)| self.write_target(index, out));
        })?;
        Ok((inputs, targets))
    }

    fn weights(&self) -> Option<&SampleWeights> {
        self.sample_weights()
    }
}
