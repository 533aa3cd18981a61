//! Batches from a data set, shuffled by a seeded generator.
//!
//! The order of items is kept and shuffled in place, so an epoch allocates nothing. The shuffle's stream is pinned: a seed
//! means the same order for ever.

use crate::random;
use crate::tensor::ShapeError;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

/// Items that batches are made of: what goes in, and what is to come out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a data set to train on",
    label = "expected a data set",
    note = "a `WindowDataset` becomes three of them by `split([0.7, 0.1, 0.2])`, which fits its scaler on the first"
)]
pub trait Dataset: Sync {
    /// A batch of inputs.
    type Input;
    /// A batch of targets.
    type Target;
    /// The number of items.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The items at `indices`, each below `len`, as one batch.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`] if memory does not suffice.
    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError>;
}

/// Walks over a data set in batches, in a new order each epoch if shuffled.
///
/// # Example
/// ```
/// use timeseriesml::{DataLoader, Naive, Standard, SyntheticCandles, WindowDataset, Column};
/// let candles = SyntheticCandles::new(400).generate();
/// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build()?;
/// let (train, _, _) = windows.split([0.6, 0.2, 0.2])?;
/// let mut loader = DataLoader::new(&train, 32).shuffle(7);
/// for batch in loader.epoch() {
///     let (x, y) = batch.unwrap();
///     assert_eq!((x.sizes()[1..].to_vec(), y.sizes()[1..].to_vec()), (vec![24, 5], vec![6]));
/// }
/// # Ok::<(), timeseriesml::DataError>(())
/// ```
pub struct DataLoader<'a, D> {
    data: &'a D,
    batch_size: usize,
    order: Vec<usize>,
    rng: Option<Xoshiro256PlusPlus>,
}

impl<'a, D: Dataset> DataLoader<'a, D> {
    /// Batches of `batch_size` items (0 counts as 1) in the order of the data; the last one may be smaller.
    pub fn new(data: &'a D, batch_size: usize) -> Self {
        DataLoader { data, batch_size: batch_size.max(1), order: (0..data.len()).collect(), rng: None }
    }

    /// A new order each epoch, drawn from a generator with this seed.
    pub fn shuffle(self, seed: u64) -> Self {
        DataLoader { rng: Some(Xoshiro256PlusPlus::seed_from_u64(seed)), ..self }
    }

    /// How many batches an epoch has.
    pub fn len(&self) -> usize {
        self.order.len().div_ceil(self.batch_size)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// One pass over the data.
    pub fn epoch(&mut self) -> impl Iterator<Item = Result<(D::Input, D::Target), ShapeError>> {
        if let Some(rng) = &mut self.rng {
            random::shuffle(rng, &mut self.order);
        }
        self.order.chunks(self.batch_size).map(|indices| self.data.batch(indices))
    }
}

/// Two data sets that every model fits and that nobody can make. They keep `M: Fits<_>` open until the data is known: rustc
/// would otherwise take the sizes of the data from the model, and report a bare mismatch of numbers.
#[doc(hidden)]
pub enum Never<const WHICH: bool> {}

#[diagnostic::do_not_recommend]
impl<const WHICH: bool> Dataset for Never<WHICH> {
    type Input = Self;
    type Target = Self;
    fn len(&self) -> usize {
        match *self {}
    }
    fn batch(&self, _: &[usize]) -> Result<(Self, Self), ShapeError> {
        match *self {}
    }
}
