//! State that is saved but not trained, such as running statistics: fields with `#[module(buffer)]`.

use super::element_refs::{TensorMut, TensorRef};
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};
use crate::shape::Shape;
use crate::tensor::{Float, Tensor};
use std::sync::{PoisonError, RwLock};

/// A field that is saved and loaded with the weights, but not trained: a `Tensor` of `f32` or `f64`, or an `i64`.
///
/// If `forward` changes the value, wrap it in a [`RwLock`]. Visitors get a tensor as a buffer and an `i64` as a counter.
///
/// # Example
/// ```
/// use std::sync::RwLock;
/// use timeseriesml::{Dim, Linear, Module, Tensor};
///
/// #[derive(Module)]
/// struct Normalized {
///     #[module(buffer)]
///     running_mean: RwLock<Tensor<(Dim<5>,)>>,
///     #[module(buffer)]
///     num_batches_tracked: RwLock<i64>,
///     head: Linear<5, 24>,
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a buffer",
    label = "expected a `Tensor` of `f32` or `f64`, an `i64`, or an `RwLock` of these",
    note = "a buffer is saved but not trained; use `#[module(skip)]` for plain data, and no attribute for layers"
)]
pub trait Buffer: Send + Sync + 'static {
    /// Passes the value to `visitor`.
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor);
    /// Passes the value to `visitor`, which may change it in place.
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut);
}

#[diagnostic::do_not_recommend]
impl<S: Shape, E: Float> Buffer for Tensor<S, E> {
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        visitor.buffer(path, TensorRef::new(&self.clone().into_dyn()));
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        // The tensor is moved, not cloned: a clone would share its memory, which then could not be written in place.
        let mut values = self.take().into_dyn();
        let sizes = *values.array().sizes();
        visitor.buffer(path, TensorMut::new(&mut values));
        assert_eq!(*values.array().sizes(), sizes, "a visitor must keep the sizes of \"{path}\"");
        *self = values.try_into_shape().unwrap_or_else(|e| panic!("a visitor must keep the sizes: {e}"));
    }
}

#[diagnostic::do_not_recommend]
impl Buffer for i64 {
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        visitor.counter(path, *self);
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        visitor.counter(path, self);
    }
}

// A poisoned lock (a thread panicked while it held the lock) is fine: the value in it is replaced as a whole.
#[diagnostic::do_not_recommend]
impl<B: Buffer> Buffer for RwLock<B> {
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        self.read().unwrap_or_else(PoisonError::into_inner).visit(path, visitor);
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        self.get_mut().unwrap_or_else(PoisonError::into_inner).visit_mut(path, visitor);
    }
}
