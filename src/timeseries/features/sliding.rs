//! Aggregates the last `window` items in amortized constant time per item, without subtracting items that leave the window.
//!
//! Items form blocks of `window` items. A window is the end of one block and the beginning of the next. The end is looked up: when a
//! block is full, each item is replaced by the combination of this item and all after it. The beginning is accumulated. Nothing is subtracted
//! from a sum, so rounding errors do not add up, a NaN is gone once it has left the window, and a window of zeros sums to 0.
//! Source: the two-stack queue; Tangwongsan, Hirzel and Schneider, "Low-latency sliding-window aggregation in worst-case constant
//! time", DEBS 2017, section 2.

/// A sliding window over items that combine: numbers under `+`, `min` or `max`.
#[derive(Clone, Debug)]
pub(super) struct Sliding<T> {
    window: usize,
    /// Combines two items, the older one on the left. It must be associative.
    combine: fn(T, T) -> T,
    /// Before `next`, the items of this block. Starting at `next`, the items of the previous block, each combined with those after it.
    items: Vec<T>,
    next: usize,
    /// All items of this block, combined.
    block: Option<T>,
    /// Whether a block has been filled, so that every window is full.
    full: bool,
}

impl<T: Copy> Sliding<T> {
    /// Makes a window of `window` items, at least 1. Memory grows only as items arrive, however long the window is.
    pub(super) fn new(window: usize, combine: fn(T, T) -> T) -> Self {
        Sliding { window, combine, items: Vec::new(), next: 0, block: None, full: false }
    }

    /// Takes the next item; returns the combined items of the window that ends with it, or `None` before there are `window` items.
    pub(super) fn push(&mut self, item: T) -> Option<T> {
        let combine = self.combine;
        let block = self.block.map_or(item, |block| combine(block, item));
        match self.items.get_mut(self.next) {
            Some(old) => *old = item,
            None => self.items.push(item),
        }
        self.next += 1;
        if self.next < self.window {
            self.block = Some(block);
            return self.full.then(|| combine(self.items[self.next], block));
        }
        for i in (1..self.window).rev() {
            self.items[i - 1] = combine(self.items[i - 1], self.items[i]);
        }
        (self.next, self.block, self.full) = (0, None, true);
        Some(block)
    }

    pub(super) fn window(&self) -> usize {
        self.window
    }

    pub(super) fn reset(&mut self) {
        self.items.clear();
        (self.next, self.block, self.full) = (0, None, false);
    }
}

impl Sliding<f64> {
    /// The sum of the last `window` numbers, with the rounding of `window − 1` additions.
    pub(super) fn sum(window: usize) -> Self {
        Sliding::new(window, |a, b| a + b)
    }
}

impl<const N: usize> Sliding<[f64; N]> {
    /// The element-wise sum of the last `window` arrays.
    pub(super) fn sums(window: usize) -> Self {
        Sliding::new(window, |a, b| std::array::from_fn(|i| a[i] + b[i]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_window_holds_its_own_items_in_their_order() {
        for window in 1..8_usize {
            // The test concatenates digits, so that a wrong order or a wrong item changes the result.
            let mut sliding = Sliding::new(window, |(a, n): (u64, u32), (b, m)| (a * 10_u64.pow(m) + b, n + m));
            for i in 0..40_usize {
                let found = sliding.push((i as u64 % 10, 1));
                let digits = |from: usize| (from..=i).fold(0, |number, item| number * 10 + item as u64 % 10);
                let expected = (i + 1).checked_sub(window).map(|from| (digits(from), window as u32));
                assert_eq!(found, expected, "window {window}, item {i}");
            }
        }
    }

    #[test]
    fn nothing_of_what_left_the_window_remains() {
        let mut sums = Sliding::sum(3);
        let items = [1e300, f64::NAN, f64::INFINITY, 0.1, 0.0, 0.0, 0.0, 1e-300, 0.0, 0.0];
        let found: Vec<f64> = items.into_iter().filter_map(|item| sums.push(item)).collect();
        assert!(found[..2].iter().all(|sum| sum.is_nan()));
        assert_eq!(found[2..], [f64::INFINITY, 0.1, 0.0, 1e-300, 1e-300, 1e-300]);
    }

    #[test]
    fn a_window_without_end_takes_no_memory_of_its_own() {
        let mut sums = Sliding::sum(usize::MAX);
        assert!((0..100).all(|i| sums.push(f64::from(i)).is_none()));
    }

    #[test]
    fn after_a_reset_the_first_window_comes_again() {
        let mut sums = Sliding::sum(2);
        let run = |sums: &mut Sliding<f64>| [1.0, 2.0, 4.0].map(|x| sums.push(x));
        let first = run(&mut sums);
        sums.reset();
        assert_eq!((first, run(&mut sums)), ([None, Some(3.0), Some(6.0)], first));
    }
}
