//! A delay of several steps.

/// Returns each number `periods` steps later.
#[derive(Clone, Debug)]
pub(super) struct Lag {
    periods: usize,
    /// The last `periods` numbers; the oldest is at the index `next`.
    values: Vec<f64>,
    next: usize,
}

impl Lag {
    /// Makes a delay of `periods` steps, at least 1. Memory grows only as numbers arrive, so a huge delay is no problem.
    pub(super) fn new(periods: usize) -> Self {
        Lag { periods, values: Vec::new(), next: 0 }
    }

    /// Takes the next number and returns the one `periods` steps before it, or `None` during the first `periods` steps.
    pub(super) fn push(&mut self, value: f64) -> Option<f64> {
        if self.values.len() < self.periods {
            self.values.push(value);
            return None;
        }
        let old = std::mem::replace(&mut self.values[self.next], value);
        self.next = (self.next + 1) % self.periods;
        Some(old)
    }

    /// The last `periods` numbers, or fewer at the beginning. They are not in chronological order.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    pub(super) fn periods(&self) -> usize {
        self.periods
    }

    pub(super) fn reset(&mut self) {
        self.values.clear();
        self.next = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_in_their_order() {
        for periods in 1..5 {
            let mut lag = Lag::new(periods);
            for i in 0..20_usize {
                assert_eq!(lag.push(i as f64), i.checked_sub(periods).map(|old| old as f64), "{periods} periods");
            }
            lag.reset();
            assert_eq!(lag.push(7.0), None);
        }
    }
}
