//! What a backward pass gives back: a gradient for each leaf, in the shape of the leaf.

use super::{Element, Float, Tensor, or_panic};
use crate::shape::Shape;
use timeseriesml_core::array::Array;
use timeseriesml_core::autodiff::gradients;

/// The gradients of one backward pass, by parameter.
///
/// They are found by the identity of the parameter, not by name or position.
///
/// # Example
/// ```
/// # use timeseriesml::{Dim, Tensor};
/// let w: Tensor<(Dim<3>,)> = Tensor::from([1.0, 2.0, 3.0]).requires_grad();
/// let grads = (&w * &w).sum_all().backward();
/// assert_eq!(grads.get(&w).unwrap().to_vec(), [2.0, 4.0, 6.0]);
///
/// let mut clipped = grads.clone(); // the memory is shared until one of the two is changed
/// clipped.map(|g| g.min(3.0));
/// assert_eq!(clipped.get(&w).unwrap().to_vec(), [2.0, 3.0, 3.0]);
/// assert_eq!(grads.get(&w).unwrap().to_vec(), [2.0, 4.0, 6.0]);
/// ```
#[derive(Clone)]
pub struct Gradients<E: Element = f32>(pub(super) gradients::Gradients<E>);

impl<E: Float> Gradients<E> {
    /// The gradient of a leaf, in its shape; `None` if the loss does not depend on it.
    ///
    /// A tensor has no field `grad` that must be set to zero before the next step: each backward pass gives new gradients.
    #[doc(alias = "grad")]
    #[doc(alias = "zero_grad")]
    pub fn get<L: Leaf<E>>(&self, leaf: &L) -> Option<Tensor<L::Shape, E>> {
        let node = leaf.tensor().array().node()?;
        Some(Tensor::from_array(self.of_leaf(node.number())?.clone()))
    }

    pub(crate) fn of_leaf(&self, leaf: u64) -> Option<&Array<E>> {
        self.0.of_leaf(leaf)
    }

    /// How many leaves have a gradient.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no leaf has a gradient.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The Euclidean norm of all gradients together.
    pub fn norm(&self) -> E {
        self.0.norm()
    }

    /// Multiplies all gradients by `factor`.
    ///
    /// # Panics
    /// If memory does not suffice for a copy of those that are shared.
    #[track_caller]
    pub fn scale(&mut self, factor: E) {
        self.map(|x| x * factor);
    }

    /// Replaces each number by what `f` makes of it: `grads.map(|g| g.clamp(-1.0, 1.0))` clips by value.
    ///
    /// # Panics
    /// As [`scale`](Self::scale).
    #[doc(alias = "clip_grad_value_")]
    #[track_caller]
    pub fn map(&mut self, f: impl Fn(E) -> E + Sync) {
        or_panic(self.0.map(f));
    }

    /// Scales all gradients together so that their norm is at most `max_norm`, and returns the norm before.
    ///
    /// As `torch.nn.utils.clip_grad_norm_`: the factor is `max_norm / (norm + 1e-6)`, applied only if it is below one.
    ///
    /// # Panics
    /// As [`scale`](Self::scale).
    #[doc(alias = "clip_grad_norm_")]
    pub fn clip_norm(&mut self, max_norm: E) -> E {
        let norm = self.norm();
        let factor = max_norm / (norm + E::from_f64(1e-6));
        if factor < E::ONE {
            self.scale(factor);
        }
        norm
    }

    /// Adds the gradients of another backward pass: two half batches give what one whole batch gives.
    ///
    /// # Panics
    /// If memory does not suffice for a sum.
    #[track_caller]
    pub fn accumulate(&mut self, other: Gradients<E>) {
        or_panic(self.0.accumulate(other.0));
    }
}

impl<E: Element> std::fmt::Debug for Gradients<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What has a gradient: a [`Tensor`] or a [`Parameter`](crate::nn::Parameter).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no leaf that has a gradient of `{E}`",
    label = "expected a tensor or a parameter of `{E}`",
    note = "a leaf is a `Parameter` of a layer, or a tensor made by `requires_grad`"
)]
pub trait Leaf<E: Float> {
    /// Its shape, and that of its gradient.
    type Shape: Shape;
    #[doc(hidden)]
    fn tensor(&self) -> &Tensor<Self::Shape, E>;
}
impl<S: Shape, E: Float> Leaf<E> for Tensor<S, E> {
    type Shape = S;
    fn tensor(&self) -> &Tensor<S, E> {
        self
    }
}
