//! The mean of terms that arrive one at a time.

use crate::compensated_sum::CompensatedSum;

/// The mean of terms that arrive one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct RunningMean {
    sum: CompensatedSum,
    count: u64,
}

impl RunningMean {
    pub(super) fn add(&mut self, term: f64) {
        self.sum.add(term);
        self.count += 1;
    }

    pub(super) fn merge(&mut self, other: RunningMean) {
        self.sum.add_sum(other.sum);
        self.count += other.count;
    }

    pub(super) fn value(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum.value() / self.count as f64)
    }
}
