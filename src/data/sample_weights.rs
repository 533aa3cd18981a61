//! Weights that determine how often training draws each item of a data set.

use std::sync::Arc;

/// The weights of the items of a [`Dataset`](super::Dataset). They say how often training draws each item, relative to the other
/// items.
///
/// A shuffled epoch has as many draws as there are weights above 0. It uses systematic sampling of the items in random order:
/// with `n` draws and weights that sum to `S`, an item of weight `w` is drawn `n·w/S` times, rounded down or up at random so that
/// the mean is exact. A weight of 0 excludes an item, and equal weights draw each item once, as without weights. This works with
/// every loss, since the loss does not see the weights. Batches that are not shuffled, such as those for validation, ignore the
/// weights. A clone shares the weights with the original.
///
/// Source: Goodman and Kish 1950, "Controlled selection"; Hartley and Rao 1962, "Sampling with unequal probabilities and without
/// replacement". PyTorch's `WeightedRandomSampler` makes every draw independently, which gives the same means but a larger
/// variance.
///
/// # Example
/// ```
/// use timeseriesml::data::SampleWeights;
/// let weights = SampleWeights::new([2.0, 0.0, 1.0])?;
/// assert_eq!((weights.len(), weights.draws()), (3, 2));
/// assert_eq!(weights.get(0), Some(2.0));
/// # Ok::<(), timeseriesml::data::SampleWeightError>(())
/// ```
#[doc(alias = "WeightedRandomSampler")]
#[derive(Clone, Debug, PartialEq)]
pub struct SampleWeights {
    // Invariant: finite, at least 0, with a finite sum above 0.
    weights: Arc<[f64]>,
    draws: usize,
}

/// Why weights are invalid.
#[derive(Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum SampleWeightError {
    /// A weight that is negative, NaN or infinite.
    #[error("sample weights: the weight of item {item} is {found}, expected a finite number of at least 0")]
    BadItem { item: usize, found: f64 },
    /// No weight is above 0, or the sum of the weights overflows `f64`.
    #[error("sample weights: they sum to {sum}, expected a finite sum above 0; give an item a weight above 0")]
    BadSum { sum: f64 },
}

debug_is_message! { SampleWeightError }

impl SampleWeights {
    /// Makes weights from one number for each item, in order. Only the ratios of the weights matter.
    ///
    /// # Errors
    /// [`SampleWeightError::BadItem`] for a weight that is negative, NaN or infinite, [`SampleWeightError::BadSum`] if no weight is
    /// above 0 or the sum is not finite.
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Result<Self, SampleWeightError> {
        let weights: Arc<[f64]> = weights.into_iter().collect();
        if let Some(item) = weights.iter().position(|&weight| !(weight >= 0.0 && weight.is_finite())) {
            return Err(SampleWeightError::BadItem { item, found: weights[item] });
        }
        let (sum, draws) = (weights.iter().sum::<f64>(), weights.iter().filter(|&&weight| weight > 0.0).count());
        match draws > 0 && sum.is_finite() {
            true => Ok(SampleWeights { weights, draws }),
            false => Err(SampleWeightError::BadSum { sum }),
        }
    }

    /// Returns the number of items.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Returns `false`: at least one weight is above 0.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// Returns the weight of an item, or `None` if there is no such item.
    #[must_use]
    pub fn get(&self, item: usize) -> Option<f64> {
        self.weights.get(item).copied()
    }

    /// Returns the number of draws in a shuffled epoch, which is the number of weights above 0.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// Appends the items drawn in one epoch to `out`, in the order of `items`, which contains each item once. `start`, in `0..1`,
    /// decides which items have their number of draws rounded up.
    pub(super) fn draw(&self, items: &[usize], start: f64, out: &mut Vec<usize>) {
        let weighted = items.iter().filter_map(|&item| Some((item, self.get(item).filter(|&weight| weight > 0.0)?)));
        let (count, sum) = (self.draws, weighted.clone().map(|(_, weight)| weight).sum::<f64>());
        let (mut drawn, mut passed, mut last) = (0, 0.0, 0);
        for (item, weight) in weighted {
            passed += weight;
            last = item;
            while drawn < count && sum / count as f64 * (drawn as f64 + start) < passed {
                out.push(item);
                drawn += 1;
            }
        }
        // Rounding errors may put the last draws past the last item's interval; such draws go to the last item.
        out.extend(std::iter::repeat_n(last, count - drawn));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(weights: &[f64], start: f64) -> Vec<usize> {
        let sample = SampleWeights::new(weights.iter().copied()).unwrap();
        let mut items = Vec::new();
        sample.draw(&(0..weights.len()).collect::<Vec<_>>(), start, &mut items);
        assert!(items.len() == sample.draws() && items.is_sorted());
        (0..weights.len()).map(|item| items.iter().filter(|&&drawn| drawn == item).count()).collect()
    }

    #[test]
    fn items_are_drawn_by_their_weights_rounded_down_or_up() {
        let weights = [0.5, 0.0, 3.0, 0.25, 1.25];
        let mut totals = [0; 5];
        for step in 0..1000 {
            let counts = counts(&weights, f64::from(step) / 1000.0);
            for (item, &count) in counts.iter().enumerate() {
                let expected = 4.0 * weights[item] / 5.0;
                assert!((expected.floor()..=expected.ceil()).contains(&(count as f64)), "item {item}: {count}");
                totals[item] += count;
            }
        }
        // Over all starts, an item of weight w is drawn exactly 4·w/5 times per epoch on average; there are 1000 epochs.
        assert_eq!(totals, [400, 0, 2400, 200, 1000]);
    }

    #[test]
    fn equal_weights_draw_each_item_once() {
        for weight in [1.0, 0.1, 1e-300, 1e300] {
            for start in [0.001, 0.5, 0.999] {
                assert_eq!(counts(&[weight; 100], start), [1; 100], "{weight} from {start}");
            }
        }
        let half: Vec<f64> = (0..100).map(|item| f64::from(item % 2)).collect();
        assert_eq!(counts(&half, 0.5), half.iter().map(|&weight| weight as usize).collect::<Vec<_>>());
    }

    #[test]
    fn weights_that_nothing_can_be_drawn_by_are_refused() {
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            let message = SampleWeights::new([1.0, bad]).unwrap_err().to_string();
            assert!(
                message.starts_with(&format!("sample weights: the weight of item 1 is {bad}, expected")),
                "{message}"
            );
        }
        for (weights, sum) in [(vec![], "-0"), (vec![0.0; 3], "0"), (vec![f64::MAX; 2], "inf")] {
            let message = SampleWeights::new(weights).unwrap_err().to_string();
            assert!(message.starts_with(&format!("sample weights: they sum to {sum}, expected")), "{message}");
        }
    }
}
