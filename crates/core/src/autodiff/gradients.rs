//! The result of a backward pass: a gradient for each leaf.
//!
//! A gradient is looked up by the identity of its parameter, not by name or position. The memory of the list of gradients is reused between steps.

use crate::array::Array;
use crate::error::Result;
use crate::memory::scratch;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;
use timeseriesml_kernels::reduce;

/// The gradients of one backward pass, by leaf.
pub struct Gradients<E: Value> {
    // Invariant: sorted by the number of the leaf, descending, which is the order of the walk.
    by_leaf: Vec<(u64, Array<E>)>,
}

impl<E: Value> Default for Gradients<E> {
    fn default() -> Self {
        let mut kept = scratch::take::<Vec<(u64, Array<E>)>>();
        let by_leaf = std::mem::take(&mut *kept);
        scratch::put(kept);
        Gradients { by_leaf }
    }
}

impl<E: Value> Clone for Gradients<E> {
    /// The clone shares its memory with the original until either is changed.
    fn clone(&self) -> Self {
        let mut copy = Gradients::default();
        copy.by_leaf.extend(self.by_leaf.iter().cloned());
        copy
    }
}

impl<E: Value> Drop for Gradients<E> {
    fn drop(&mut self) {
        let mut kept = scratch::take::<Vec<(u64, Array<E>)>>();
        self.by_leaf.clear();
        *kept = std::mem::take(&mut self.by_leaf);
        scratch::put(kept);
    }
}

impl<E: Real> Gradients<E> {
    pub(super) fn push(&mut self, leaf: u64, grad: Array<E>) {
        debug_assert!(self.by_leaf.last().is_none_or(|(last, _)| *last > leaf));
        self.by_leaf.push((leaf, grad));
    }

    pub fn of_leaf(&self, leaf: u64) -> Option<&Array<E>> {
        let found = self.by_leaf.binary_search_by(|(number, _)| leaf.cmp(number));
        found.ok().map(|i| &self.by_leaf[i].1)
    }

    /// How many leaves have a gradient.
    pub fn len(&self) -> usize {
        self.by_leaf.len()
    }

    /// Whether no leaf has a gradient.
    pub fn is_empty(&self) -> bool {
        self.by_leaf.is_empty()
    }

    /// The Euclidean norm of all gradients together.
    ///
    /// An `f64` can represent the norm of any `f32` gradients. The norm is infinite only if an element is infinite, or if the norm of `f64`
    /// gradients overflows; it is 0 only if all elements are 0.
    pub fn norm(&self) -> f64 {
        let squares = self.sum(reduce::sum_of_squares);
        // If the sum is below this, the squares lost to underflow may be a noticeable part of it.
        let smallest = E::MIN_POSITIVE / (E::EPSILON * E::EPSILON * E::EPSILON);
        if squares.is_nan() || (squares.is_finite() && squares >= smallest.to_f64()) {
            return squares.sqrt();
        }
        let largest = |values: &[E]| values.iter().map(|x| x.abs().to_f64()).fold(0.0, f64::max);
        let largest = self.by_leaf.iter().map(|(_, grad)| grad.with_dense(largest)).fold(0.0, f64::max);
        if largest == 0.0 || largest == f64::INFINITY {
            return largest;
        }
        // The elements are scaled to at most 1: no square overflows, and squares that underflow are negligible.
        let square = |x: E| E::from_f64((x.to_f64() / largest).powi(2));
        largest * self.sum(|values| reduce::sum_mapped(values, square)).sqrt()
    }

    /// Whether no element is NaN or infinite.
    pub fn all_finite(&self) -> bool {
        self.by_leaf.iter().all(|(_, grad)| grad.with_dense(reduce::all_finite))
    }

    /// The sum of `of(elements)` over all gradients.
    fn sum(&self, of: impl Fn(&[E]) -> E) -> f64 {
        self.by_leaf.iter().map(|(_, grad)| grad.with_dense(&of).to_f64()).sum()
    }

    /// Replaces each number `x` by `f(x)`.
    pub fn map(&mut self, f: impl Fn(E) -> E + Sync) -> Result<()> {
        self.by_leaf.iter_mut().try_for_each(|(_, grad)| grad.update(&f))
    }

    /// Adds the gradients of another backward pass.
    pub fn accumulate(&mut self, mut other: Gradients<E>) -> Result<()> {
        for (leaf, grad) in other.by_leaf.drain(..) {
            match self.by_leaf.binary_search_by(|(number, _)| leaf.cmp(number)) {
                Ok(i) => self.by_leaf[i].1.accumulate(grad)?,
                Err(i) => self.by_leaf.insert(i, (leaf, grad)),
            }
        }
        Ok(())
    }
}

impl<E: Value> std::fmt::Debug for Gradients<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.by_leaf.iter().map(|(_, grad)| grad.sizes())).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;

    #[test]
    fn norm_of_tiny_gradients_is_accurate() {
        // The squares of these numbers are subnormal or zero.
        for x in [1e-20_f32, 3e-30, 1e-44] {
            let grad = Array::full("test", Sizes::new("test", &[4]).unwrap(), x).unwrap();
            let mut gradients = Gradients::default();
            gradients.push(0, grad);
            let (found, expected) = (gradients.norm(), 2.0 * f64::from(x));
            assert!((found - expected).abs() <= 1e-6 * expected, "{found} {expected}");
        }
    }
}
