//! Minibatches from a data set, shuffled by a seeded generator.
//!
//! The list of items is kept from epoch to epoch and shuffled in place, so it is allocated only once. The same seed gives the
//! same order in every version of this library.

use crate::data::SampleWeights;
use crate::random;
use crate::tensor::ShapeError;
use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use serde::{Deserialize, Serialize};

/// A list of items for training: model inputs and their targets, read in minibatches.
///
/// # Example
/// Implement it for a data set of your own. `Contract` says which models fit the data: with
/// [`ForwardContract`](crate::forecaster::ForwardContract), any model whose `Forward` takes `Input`, if the loss can compare the
/// model's output with `Target`.
/// ```
/// use timeseriesml::{Batch, Dataset, Dim, ShapeError, Tensor, forecaster::ForwardContract};
///
/// struct Readings(Vec<([f32; 3], f32)>);
///
/// impl Dataset for Readings {
///     type Input = Tensor<(Batch, Dim<3>)>;
///     type Target = Tensor<(Batch,)>;
///     type Contract = ForwardContract;
///     fn len(&self) -> usize {
///         self.0.len()
///     }
///     fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
///         let inputs: Vec<f32> = indices.iter().flat_map(|&i| self.0[i].0).collect();
///         let targets: Vec<f32> = indices.iter().map(|&i| self.0[i].1).collect();
///         let n = indices.len();
///         Ok((Tensor::from_slice_sized([n, 3], &inputs)?, Tensor::from_slice_sized([n], &targets)?))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used for training",
    label = "expected a `Dataset`",
    note = "split a `WindowDataset` into three parts with `split([0.7, 0.1, 0.2])`, which fits the scaler on the first"
)]
pub trait Dataset: Sync {
    /// A batch of inputs.
    type Input;
    /// A batch of targets.
    type Target;
    /// Which models fit the data: use [`ForwardContract`](crate::forecaster::ForwardContract) for typed tensors, and
    /// [`DynContract`](crate::forecaster::DynContract) for tensors whose sizes are known only at run time. Windows use
    /// [`ForecastContract`](crate::forecaster::ForecastContract).
    type Contract;
    /// The number of items.
    fn len(&self) -> usize;
    /// Whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The items at `indices`, each below `len`, as one batch.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`] if there is not enough memory.
    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError>;
    /// The weight of each item: shuffled batches draw items in proportion to it. With `None`, the default, each is drawn once.
    fn weights(&self) -> Option<&SampleWeights> {
        None
    }
}

/// A batch of items from a data set.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Minibatch<X, Y> {
    /// The model input.
    pub input: X,
    /// The expected output.
    pub target: Y,
    /// The number of items.
    pub size: usize,
}

/// Iterates over a data set in minibatches. With [`shuffle`](Self::shuffle), each epoch has a new order.
///
/// # Example
/// ```
/// use timeseriesml::{Column, DataLoader, Standard, SyntheticCandles, WindowDataset};
/// let candles = SyntheticCandles::new(400).generate();
/// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (train, _, _) = windows.split([0.6, 0.2, 0.2])?;
/// let mut loader = DataLoader::new(&train, 32).shuffle(7);
/// for batch in loader.epoch() {
///     let batch = batch?;
///     assert_eq!(batch.input.sizes(), [batch.size, 24, 5]);
///     assert_eq!(batch.target.sizes(), [batch.size, 6]);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct DataLoader<'a, D> {
    data: &'a D,
    batches: Batches,
}

debug_of! { ['a, D] DataLoader<'a, D>, "DataLoader", |it| { batch_size: it.batches.size, drop_last: it.batches.drop_last } }

impl<'a, D> DataLoader<'a, D> {
    /// Makes batches of `batch_size` items (0 counts as 1) in the order of the data; the last one may be smaller.
    pub fn new(data: &'a D, batch_size: usize) -> Self
    where
        D: Dataset,
    {
        DataLoader { data, batches: Batches::new(batch_size) }
    }
}

impl<D: Dataset> DataLoader<'_, D> {
    /// Shuffles each epoch with a generator of this seed. Items with [weights](Dataset::weights) are drawn in proportion to
    /// them.
    pub fn shuffle(self, seed: u64) -> Self {
        DataLoader { batches: self.batches.shuffle(seed), ..self }
    }

    /// Drops the last batch of an epoch if it is not full, unless it is the only one.
    pub fn drop_last(self) -> Self {
        DataLoader { batches: self.batches.drop_last(), ..self }
    }

    /// The number of batches in an epoch.
    pub fn len(&self) -> usize {
        self.batches.count(self.data)
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// One pass over the data.
    pub fn epoch(&mut self) -> impl Iterator<Item = Result<Minibatch<D::Input, D::Target>, ShapeError>> {
        self.batches.epoch(self.data, 0)
    }
}

/// Splits the items of any data set into minibatches. It owns the random state: the order of an epoch depends on the seed, on the
/// sizes of the data sets and on the number of epochs before it.
pub(crate) struct Batches {
    size: usize,
    order: Vec<usize>,
    /// A shuffled list of the items, from which items are drawn by weight.
    drawn_from: Vec<usize>,
    rng: Option<Xoshiro256PlusPlus>,
    drop_last: bool,
}

impl Batches {
    pub(crate) fn new(size: usize) -> Self {
        Batches { size: size.max(1), order: Vec::new(), drawn_from: Vec::new(), rng: None, drop_last: false }
    }

    /// Drops a last batch that is smaller than the others, unless it is the only one.
    pub(crate) fn drop_last(self) -> Self {
        Batches { drop_last: true, ..self }
    }

    /// The number of items that are in batches; a dropped last batch does not count.
    fn batched(&self, items: usize) -> usize {
        if self.drop_last && items > self.size { items - items % self.size } else { items }
    }

    pub(crate) fn shuffle(self, seed: u64) -> Self {
        Batches { rng: Some(Xoshiro256PlusPlus::seed_from_u64(seed)), ..self }
    }

    /// The same random state with batches of another size; 0 counts as 1.
    pub(crate) fn of_size(self, size: usize) -> Self {
        Batches { size: size.max(1), ..self }
    }

    /// Batches of the same size in the order of the data.
    pub(crate) fn in_order(&self) -> Self {
        Batches::new(self.size)
    }

    /// The state that determines the batches of all later epochs.
    pub(crate) fn state(&self) -> BatchesState {
        BatchesState { size: self.size, rng: self.rng.clone() }
    }

    /// Continues from a [`state`](Self::state).
    pub(crate) fn load_state(&mut self, state: &BatchesState) {
        (self.size, self.rng) = (state.size.max(1), state.rng.clone());
    }

    /// The items of batch `number` in the last epoch; batches count from 1.
    pub(crate) fn items(&self, number: usize) -> &[usize] {
        self.order.chunks(self.size).nth(number - 1).unwrap_or_default()
    }

    /// The number of batches in an epoch over a data set.
    pub(crate) fn count(&self, data: &impl Dataset) -> usize {
        let items = self.weights(data).map_or(data.len(), SampleWeights::draws);
        self.batched(items).div_ceil(self.size)
    }

    /// The weights by which items are drawn; `None` without shuffling.
    fn weights<'d>(&self, data: &'d impl Dataset) -> Option<&'d SampleWeights> {
        self.rng.as_ref().and_then(|_| data.weights())
    }

    /// Returns the batches of the next epoch, except the first `skip`.
    pub(crate) fn epoch<D: Dataset>(
        &mut self,
        data: &D,
        skip: usize,
    ) -> impl Iterator<Item = Result<Minibatch<D::Input, D::Target>, ShapeError>> {
        // Each epoch starts from the same list before shuffling, so that its order depends only on the generator's state.
        self.order.clear();
        self.order.extend(0..data.len());
        if let Some(rng) = &mut self.rng {
            random::shuffle(rng, &mut self.order);
            if let Some(weights) = data.weights() {
                // Draw from a shuffled list, so that a period in the weights cannot match the period of the draws. Then shuffle
                // again, since the draws of one item follow each other.
                std::mem::swap(&mut self.order, &mut self.drawn_from);
                self.order.clear();
                weights.draw(&self.drawn_from, random::uniform(rng), &mut self.order);
                random::shuffle(rng, &mut self.order);
            }
        }
        self.order.truncate(self.batched(self.order.len()));
        let skipped = skip.saturating_mul(self.size).min(self.order.len());
        self.order[skipped..].chunks(self.size).map(|indices| {
            let (input, target) = data.batch(indices)?;
            Ok(Minibatch { input, target, size: indices.len() })
        })
    }
}

/// The size of batches, and the random state between two epochs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct BatchesState {
    size: usize,
    rng: Option<Xoshiro256PlusPlus>,
}

impl BatchesState {
    /// The size of batches.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Refuses a generator state of all zeros. It would draw only zeros, and a shuffle would never end.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        let mut rng = self.rng.clone();
        match rng.as_mut().is_some_and(|rng| (0..4).all(|_| rng.next_u64() == 0)) {
            true => Err("the random state of the batches is zero"),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecaster::ForwardContract;

    struct Items(usize);

    impl Dataset for Items {
        type Input = Vec<usize>;
        type Target = ();
        type Contract = ForwardContract;
        fn len(&self) -> usize {
            self.0
        }
        fn batch(&self, indices: &[usize]) -> Result<(Vec<usize>, ()), ShapeError> {
            Ok((indices.to_vec(), ()))
        }
    }

    #[test]
    fn every_item_comes_once_and_the_last_batch_is_the_rest() {
        for seed in [None, Some(3)] {
            let (data, batches) = (Items(10), Batches::new(4));
            let mut batches = if let Some(seed) = seed { batches.shuffle(seed) } else { batches };
            let epoch: Vec<_> = batches.epoch(&data, 0).map(Result::unwrap).collect();
            assert_eq!(epoch.iter().map(|batch| batch.size).collect::<Vec<_>>(), [4, 4, 2]);
            let mut items = epoch.iter().flat_map(|batch| batch.input.clone()).collect::<Vec<_>>();
            assert_eq!(items.is_sorted(), seed.is_none());
            items.sort_unstable();
            assert_eq!(items, (0..10).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_last_batch_that_is_smaller_may_be_left_out() {
        for (items, sizes) in [(10, &[4, 4][..]), (8, &[4, 4]), (3, &[3]), (0, &[])] {
            let mut batches = Batches::new(4).drop_last();
            let found: Vec<usize> = batches.epoch(&Items(items), 0).map(|batch| batch.unwrap().size).collect();
            assert_eq!((&found[..], batches.count(&Items(items))), (sizes, sizes.len()), "{items} items");
        }
    }

    struct Weighted(SampleWeights);

    impl Dataset for Weighted {
        type Input = Vec<usize>;
        type Target = ();
        type Contract = ForwardContract;
        fn len(&self) -> usize {
            self.0.len()
        }
        fn batch(&self, indices: &[usize]) -> Result<(Vec<usize>, ()), ShapeError> {
            Ok((indices.to_vec(), ()))
        }
        fn weights(&self) -> Option<&SampleWeights> {
            Some(&self.0)
        }
    }

    #[test]
    fn weighted_items_are_drawn_by_their_weights_and_in_order_each_comes_once() {
        let data =
            Weighted(SampleWeights::new((0..20).map(|item| if item < 10 { 0.0 } else { f64::from(item) })).unwrap());
        let items = |batches: &mut Batches| -> Vec<usize> {
            batches.epoch(&data, 0).flat_map(|batch| batch.unwrap().input).collect()
        };
        let mut shuffled = Batches::new(4).shuffle(1);
        assert_eq!(shuffled.count(&data), 3);
        let mut drawn = [0; 20];
        for _ in 0..2900 {
            let epoch = items(&mut shuffled);
            assert_eq!(epoch.len(), 10);
            epoch.into_iter().for_each(|item| drawn[item] += 1);
        }
        assert_eq!(drawn[..10], [0; 10]);
        for (item, count) in drawn.into_iter().enumerate().skip(10) {
            // Item w has weight w and is drawn 10·w/145 times per epoch on average. Rounding adds a variance of at most 1/4 per
            // epoch, so five standard deviations are at most 5·√2900/2.
            let expected = 2900.0 * 10.0 * item as f64 / 145.0;
            assert!((f64::from(count) - expected).abs() < 135.0, "item {item}: {count}, expected {expected}");
        }
        let mut in_order = shuffled.in_order();
        assert_eq!((items(&mut in_order), in_order.count(&data)), ((0..20).collect(), 5));
    }

    #[test]
    fn random_state_goes_on_from_epoch_to_epoch() {
        let data = Items(100);
        let epochs =
            |batches: &mut Batches| batches.epoch(&data, 0).map(|batch| batch.unwrap().input).collect::<Vec<_>>();
        let (mut once, mut again) = (Batches::new(32).shuffle(1), Batches::new(32).shuffle(1));
        let (first, second) = (epochs(&mut once), epochs(&mut once));
        assert_ne!(first, second);
        assert_eq!([epochs(&mut again), epochs(&mut again)], [first, second]);
    }

    #[test]
    fn saved_state_and_skipped_batches_go_on_as_if_never_stopped() {
        let data = Items(30);
        let mut whole = Batches::new(8).shuffle(1);
        let inputs = |batches: &mut Batches, skip| -> Vec<_> {
            batches.epoch(&data, skip).map(|batch| batch.unwrap().input).collect()
        };
        inputs(&mut whole, 0);
        let state = whole.state();
        let expected = [inputs(&mut whole, 0), inputs(&mut whole, 0)];
        for skip in 0..6 {
            let mut resumed = Batches::new(8).shuffle(7);
            resumed.load_state(&state);
            assert_eq!(inputs(&mut resumed, skip), expected[0][skip.min(4)..]);
            assert_eq!(inputs(&mut resumed, 0), expected[1]);
        }
    }
}
