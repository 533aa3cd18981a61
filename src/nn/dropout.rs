//! Dropout as a layer: active in training, the identity otherwise.

use super::forward::{DynForward, Forward};
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{RandomStream, Visitor, VisitorMut};
use crate::shape::Shape;
use crate::tensor::{DynTensor, Float, ShapeError, Tensor, is_inference, or_panic};
use rand::Rng;
use std::sync::atomic::{AtomicU64, Ordering};

/// Zeroes each element with probability `p` during training, and scales the others by `1/(1 − p)`.
///
/// In evaluation mode ([`Module::eval`]) and inside [`inference`](crate::tensor::inference) the layer returns its input.
///
/// Which elements are dropped depends only on a seed drawn in `new`, the call number (how often the layer has dropped elements before) and the index
/// of the element, not on the number of threads. The seed and the call number are saved in the metadata of a weight file, unless `p` is 0.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Dim, Dropout, Module, Tensor};
/// let mut dropout = Dropout::new(0.5, &mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Dim<100>,)> = Tensor::ones();
/// assert!(dropout.forward(x.clone()).to_vec().contains(&0.0));
/// dropout.eval();
/// assert_eq!(dropout.forward(x).to_vec(), [1.0; 100]);
/// ```
/// # Source
/// Srivastava et al., "Dropout", 2014; `torch.nn.Dropout`.
#[derive(Debug)]
#[must_use]
pub struct Dropout {
    p: f64,
    seed: u64,
    calls: AtomicU64,
    training: bool,
}

impl Dropout {
    /// A layer that drops each element with probability `p`.
    ///
    /// # Panics
    /// Unless `0 ≤ p < 1`.
    #[track_caller]
    pub fn new(p: f64, rng: &mut impl Rng) -> Self {
        Dropout { p: 0.0, seed: rng.next_u64(), calls: AtomicU64::new(0), training: true }.with_probability(p)
    }

    /// Changes the probability and keeps the seed.
    #[track_caller]
    pub(crate) fn with_probability(self, p: f64) -> Self {
        assert!((0.0..1.0).contains(&p), "dropout: the probability is {p}, but it must be at least 0 and below 1");
        Dropout { p, ..self }
    }

    /// Drops elements in training mode.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward<S: Shape, E: Float>(&self, x: Tensor<S, E>) -> Tensor<S, E> {
        or_panic(self.apply(x))
    }

    fn apply<S: Shape, E: Float>(&self, x: Tensor<S, E>) -> Result<Tensor<S, E>, ShapeError> {
        match self.next_call() {
            Some((p, seed, call)) => x.dropout(p, seed, call),
            None => Ok(x),
        }
    }

    /// The probability, the seed and the next call number, for operations with dropout built in; `None` if nothing is dropped.
    pub(super) fn next_call(&self) -> Option<(f64, u64, u64)> {
        if !self.training || self.p == 0.0 || is_inference() {
            return None;
        }
        Some((self.p, self.seed, self.calls.fetch_add(1, Ordering::Relaxed)))
    }
}

impl Clone for Dropout {
    fn clone(&self) -> Self {
        let calls = AtomicU64::new(self.calls.load(Ordering::Relaxed));
        Dropout { p: self.p, seed: self.seed, calls, training: self.training }
    }
}

impl<S: Shape, E: Float> Forward<Tensor<S, E>> for Dropout {
    type Output = Tensor<S, E>;
    fn forward(&self, x: Tensor<S, E>) -> Tensor<S, E> {
        Dropout::forward(self, x)
    }
}

impl<E: Float> DynForward<E> for Dropout {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.apply(x)
    }
}

#[diagnostic::do_not_recommend]
impl Module for Dropout {
    fn kind(&self) -> String {
        format!("Dropout({})", self.p)
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        visitor.module(path, self);
        if self.p > 0.0 {
            visitor.random(path, RandomStream { seed: self.seed, calls: self.calls.load(Ordering::Relaxed) });
        }
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        if self.p > 0.0 {
            let mut state = RandomStream { seed: self.seed, calls: *self.calls.get_mut() };
            visitor.random(path, &mut state);
            (self.seed, *self.calls.get_mut()) = (state.seed, state.calls);
        }
        visitor.mode(path, &mut self.training);
    }
}
