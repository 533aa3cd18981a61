//! The sizes of a convolution, and which taps read inside the signal.

use std::ops::Range;

use crate::parallel;
use crate::sizes::product;

/// The sizes of a convolution. Functions that take them check that they match the slices.
#[derive(Clone, Copy, Debug)]
pub struct Conv1dSizes {
    /// The number of independent signals.
    pub batch: usize,
    /// The number of input steps.
    pub length: usize,
    /// The number of input channels.
    pub inputs: usize,
    /// The number of output channels.
    pub outputs: usize,
    /// The number of taps of the filter (the kernel size).
    pub taps: usize,
    /// The number of input steps from one output step to the next, at least 1.
    pub stride: usize,
    /// The number of zeros before the signal. After the signal there are as many zeros as `steps` needs.
    pub padding: usize,
    /// The number of input steps from one tap to the next.
    pub dilation: usize,
    /// The number of output steps.
    pub steps: usize,
}

impl Conv1dSizes {
    /// The output steps for which `tap` reads an input step in `inputs`.
    pub(super) fn steps_reading(&self, tap: usize, inputs: &Range<usize>) -> Range<usize> {
        // Saturating arithmetic is correct here: a tap whose distance overflows reads beyond every signal.
        let distance = tap.saturating_mul(self.dilation);
        let first_from = |input: usize| (input + self.padding).saturating_sub(distance).div_ceil(self.stride);
        first_from(inputs.start).min(self.steps)..first_from(inputs.end).min(self.steps)
    }

    /// The input step that `tap` reads for an output step. The caller ensures that this step is inside the signal.
    pub(super) fn read_by(&self, tap: usize, step: usize) -> usize {
        step * self.stride + tap * self.dilation - self.padding
    }

    /// Splits the output steps into runs, each with the taps that read inside the signal for all of its steps.
    pub(super) fn runs(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let mut start = 0;
        std::iter::from_fn(move || {
            if start == self.steps {
                return None;
            }
            // Each tap reads a later step than the previous tap, so the taps inside the signal are neighbors. The run ends where the last of these
            // taps leaves the signal, or where the tap before the first of them enters it. Saturating arithmetic is correct here: a step whose
            // position overflows is beyond every signal.
            let reads_from = start.saturating_mul(self.stride);
            let first = self.padding.saturating_sub(reads_from).div_ceil(self.dilation).min(self.taps);
            let left = (self.length + self.padding).saturating_sub(reads_from);
            let after = left.div_ceil(self.dilation).clamp(first, self.taps);
            let signal = 0..self.length;
            let mut end = self.steps;
            if first < after {
                end = end.min(self.steps_reading(after - 1, &signal).end);
            }
            if first > 0 {
                end = end.min(self.steps_reading(first - 1, &signal).start);
            }
            let run = start..end;
            start = end;
            Some((run, first..after))
        })
    }

    /// The sizes of the convolution that maps dy to dx, if there is one.
    pub(super) fn mirrored(self) -> Option<Self> {
        let reach = self.taps.saturating_sub(1).checked_mul(self.dilation)?;
        let mirrored = Self {
            length: self.steps,
            inputs: self.outputs,
            outputs: self.inputs,
            padding: reach.checked_sub(self.padding)?,
            steps: self.length,
            ..self
        };
        mirrored.length.checked_add(mirrored.padding)?;
        (self.stride == 1).then_some(mirrored)
    }

    /// The number of floating-point operations of a pass.
    pub(super) fn work(&self) -> usize {
        parallel::work_of(&[2, self.batch, self.steps, self.taps, self.inputs, self.outputs])
    }

    /// The distance in x between the positions that neighboring steps read. With only one step it is not used and may wrap around.
    pub(super) fn step_distance(&self) -> usize {
        self.stride.wrapping_mul(self.inputs)
    }

    /// Panics unless the slices have these lengths and no position inside the padded signal overflows. After this check, all offsets computed
    /// from these sizes are inside the slices.
    pub(super) fn assert_lengths(&self, x: usize, w: usize, y: usize) {
        assert_eq!(x, product([self.batch, self.length, self.inputs]), "x is [batch, length, inputs]");
        assert_eq!(w, product([self.taps, self.inputs, self.outputs]), "w is [taps, inputs, outputs]");
        assert_eq!(y, product([self.batch, self.steps, self.outputs]), "y is [batch, steps, outputs]");
        assert!(self.length.checked_add(self.padding).is_some(), "length and padding overflow");
        assert!(self.stride > 0 && self.dilation > 0, "stride and dilation are at least 1");
    }
}
