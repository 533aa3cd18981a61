//! The last numbers in ascending order, for medians and quantiles.

use super::lag::Lag;

/// The last `window` numbers, sorted. Each step finds the position of a number by binary search and moves the numbers after it.
#[derive(Clone, Debug)]
pub(super) struct SortedWindow {
    /// The numbers in order of time.
    numbers: Lag,
    /// The numbers without NaNs, ascending.
    sorted: Vec<f64>,
}

impl SortedWindow {
    /// Makes a window of `window` numbers. Memory grows only as numbers arrive.
    pub(super) fn new(window: usize) -> Self {
        SortedWindow { numbers: Lag::new(window), sorted: Vec::new() }
    }

    pub(super) fn window(&self) -> usize {
        self.numbers.periods()
    }

    /// Takes the next number; returns this quantile of the window (0 is the smallest number, 1 the largest), or NaN if the window contains a NaN.
    ///
    /// The quantile is interpolated linearly between two numbers.
    pub(super) fn push(&mut self, number: f64, quantile: f64) -> Option<f64> {
        let old = self.numbers.push(number);
        if let Some(Ok(place)) = old.map(|old| self.place(old)) {
            self.sorted.remove(place);
        }
        if !number.is_nan() {
            let place = self.place(number).unwrap_or_else(|place| place);
            self.sorted.insert(place, number);
        }
        let window = self.window();
        if self.numbers.values().len() < window {
            return None;
        }
        if self.sorted.len() < window {
            return Some(f64::NAN);
        }
        let position = quantile * (window - 1) as f64;
        let below = (position as usize).min(window - 1);
        let (low, high) = (self.sorted[below], self.sorted[(below + 1).min(window - 1)]);
        Some(low + (high - low) * (position - below as f64))
    }

    /// Returns the position of a number, or as `Err` the position at which to insert it.
    fn place(&self, number: f64) -> Result<usize, usize> {
        self.sorted.binary_search_by(|other| other.total_cmp(&number))
    }

    pub(super) fn reset(&mut self) {
        self.numbers.reset();
        self.sorted.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_sorted_window() {
        let numbers: Vec<f64> = (0..200).map(|i| f64::from(i * i % 17) - 5.0).collect();
        for window in 1..9_usize {
            for quantile in [0.0, 0.3, 0.5, 1.0] {
                let mut sorted = SortedWindow::new(window);
                for (i, &number) in numbers.iter().enumerate() {
                    let found = sorted.push(number, quantile);
                    let expected = (i + 1).checked_sub(window).map(|from| {
                        let mut part = numbers[from..=i].to_vec();
                        part.sort_by(f64::total_cmp);
                        let position = quantile * (window - 1) as f64;
                        let (low, high) = (part[position.floor() as usize], part[position.ceil() as usize]);
                        low + (high - low) * position.fract()
                    });
                    assert_eq!(found, expected, "window {window}, quantile {quantile}, number {i}");
                }
            }
        }
    }

    #[test]
    fn a_nan_shows_until_it_has_left() {
        let mut sorted = SortedWindow::new(2);
        let found = [1.0, f64::NAN, 0.0, -0.0, 3.0, 5.0].map(|number| sorted.push(number, 0.5));
        assert_eq!(found[0], None);
        assert!(found[1..3].iter().all(|value| value.is_some_and(f64::is_nan)));
        assert_eq!(found[3..], [Some(0.0), Some(1.5), Some(4.0)]);
        sorted.reset();
        assert_eq!(sorted.push(1.0, 0.5), None);
    }
}
