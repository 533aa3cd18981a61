//! The run-time tensor, which every `Tensor` wraps: a buffer, a layout, and the node that recorded how it was computed.
//!
//! An operation fills a [`Fresh`], which is not a tensor yet. [`Fresh::recorded`] makes it one and requires the operation's backward pass. The three
//! other conversions say in their names why they need no backward pass ([`Fresh::gradient`], [`Fresh::seen`], [`Fresh::not_differentiable`]), so a
//! backward pass cannot be forgotten by accident.

use crate::autodiff::anomaly;
use crate::autodiff::graph::{self, Backward, Node};
use crate::autodiff::recording;
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Sizes};
use crate::memory::boxed::Boxed;
use crate::memory::buffer::Buffer;
use timeseriesml_kernels::matmul::{Matrix, Packed, pack, packed_len};
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::parallel::ELEMENT;
use timeseriesml_kernels::{copy, elementwise, real::Real};

/// A tensor whose sizes are known only at run time.
#[must_use]
#[derive(Clone)]
pub struct Array<E: Value> {
    // Invariant: every offset that `layout` reaches is less than `buffer.len()`.
    buffer: Buffer<E>,
    layout: Boxed,
    node: Option<Node<E>>,
}

/// New values, before a conversion decides whether they are a recorded result, a gradient or plain data.
#[must_use]
#[derive(Debug)]
pub struct Fresh<E: Value>(Array<E>);

impl<E: Value> Fresh<E> {
    /// New values with a dense layout. `write` gets the elements in memory order, with unspecified values, and must fill all of them.
    #[inline(always)]
    pub fn written(op: &'static str, layout: Layout, write: impl FnOnce(&mut [E])) -> Result<Self> {
        Fresh::written_as(op, Boxed::new(&layout), write)
    }

    /// Like [`Fresh::written`], but for a boxed layout.
    #[inline(always)]
    pub fn written_as(op: &'static str, layout: Boxed, write: impl FnOnce(&mut [E])) -> Result<Self> {
        // `write` gets the array inside the `Result`: taking the array out with `?` copies it, and the copy stalls on the store just made.
        let mut fresh = Fresh::unspecified(op, layout);
        if let Ok(Fresh(array)) = &mut fresh {
            write(array.buffer.get_mut().expect("a new buffer has one handle"));
        }
        fresh
    }

    /// Makes an array with unspecified values. Separate from `written_as`, which is compiled again for each `write`.
    fn unspecified(op: &'static str, layout: Boxed) -> Result<Self> {
        debug_assert!(layout.is_dense() && layout.offset() == 0);
        anomaly::enter(op);
        let too_large = || ShapeError::TooLarge { op, sizes: layout.sizes()[..].into() };
        let buffer = Buffer::new(layout.count()).ok_or_else(too_large)?;
        Ok(Fresh(Array { buffer, layout, node: None }))
    }

    pub fn layout(&self) -> &Layout {
        &self.0.layout
    }

    /// The same memory with a different layout.
    #[inline(always)]
    pub fn with_layout(self, layout: Layout) -> Self {
        debug_assert!(layout.end() <= self.0.buffer.len());
        Fresh(Array { layout: Boxed::new(&layout), ..self.0 })
    }

    /// The result of an operation. If `tracked`, records the operation that `operation` constructs.
    #[inline(always)]
    pub fn recorded<B: Backward<E>>(self, tracked: bool, operation: impl FnOnce(&Array<E>) -> B) -> Array<E> {
        // A view needs no check: its values were checked when they were computed.
        let is_looked_at = anomaly::is_on() && self.0.buffer.is_unique();
        if !tracked {
            if is_looked_at {
                anomaly::look_at_result(&self.0, None);
            }
            return self.0;
        }
        let node = Some(Node::new(|| operation(&self.0)));
        if is_looked_at {
            anomaly::look_at_result(&self.0, node.as_ref().map(|node| node.operation().name()));
        }
        // The fields are moved one by one: a copy of the whole array would stall on the store of `node` just made.
        let Array { buffer, layout, .. } = self.0;
        Array { buffer, layout, node }
    }

    /// A gradient, computed by an operation's backward pass. Gradients of gradients are not supported.
    #[inline(always)]
    pub fn gradient(self) -> Array<E> {
        debug_assert!(!recording::is_recording(), "only a backward walk makes gradients");
        self.0
    }

    /// A view or copy that an operation only reads and does not return. The operation that uses it is recorded with the original inputs.
    #[inline(always)]
    pub fn seen(self) -> Array<E> {
        self.0
    }

    /// Plain data without a history. A test lists all callers, so that each use is deliberate.
    #[inline(always)]
    pub fn not_differentiable(self) -> Array<E> {
        self.0
    }
}

impl<E: Value> Array<E> {
    /// All elements equal to `value`.
    pub fn full(op: &'static str, sizes: Sizes, value: E) -> Result<Self> {
        let layout = Layout::row_major(op, sizes)?;
        Ok(Fresh::written(op, layout, |out| elementwise::fill(out, value))?.not_differentiable())
    }

    /// A tensor of `values`, which are in row-major order.
    ///
    /// # Errors
    /// [`ShapeError::Values`] if their number does not match the sizes.
    pub fn from_slice(op: &'static str, sizes: Sizes, values: &[E]) -> Result<Self> {
        let layout = Layout::row_major(op, sizes)?;
        if layout.count() != values.len() {
            return Err(ShapeError::Values { op, found: values.len(), sizes: sizes[..].into() });
        }
        let x = Fresh::written(op, layout, |out| out.copy_from_slice(values))?.not_differentiable();
        anomaly::look_at_result(&x, Some(op));
        Ok(x)
    }

    /// New plain data for a dense layout.
    pub fn written(op: &'static str, layout: Layout, write: impl FnOnce(&mut [E])) -> Result<Self> {
        Ok(Fresh::written(op, layout, write)?.not_differentiable())
    }

    // ------------------------------------------------------------ properties

    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// A copy of the layout, for an operation that saves it for its backward pass.
    pub fn placed(&self) -> Boxed {
        self.layout.clone()
    }

    pub fn sizes(&self) -> &Sizes {
        self.layout.sizes()
    }

    pub fn rank(&self) -> usize {
        self.layout.rank()
    }

    pub fn count(&self) -> usize {
        self.layout.count()
    }

    pub fn node(&self) -> Option<&Node<E>> {
        self.node.as_ref()
    }

    /// The node that receives a gradient, if operations on this tensor are recorded.
    #[inline(always)]
    pub fn input(&self) -> Option<Node<E>> {
        if recording::is_recording() { self.node.clone() } else { None }
    }

    /// Whether operations on this tensor are recorded.
    pub fn is_tracked(&self) -> bool {
        self.node.is_some() && recording::is_recording()
    }

    // ------------------------------------------------------------ handles

    /// The same values without a history.
    #[inline(always)]
    pub fn detach(&self) -> Self {
        Array { buffer: self.buffer.clone(), layout: self.layout.clone(), node: None }
    }

    /// The same values as a leaf of the graph.
    pub fn into_leaf(self) -> Self {
        Array { node: Some(graph::leaf()), ..self }
    }

    /// The same memory with a different layout, which must not reach further than this one.
    #[inline(always)]
    pub fn view(&self, layout: Layout) -> Fresh<E> {
        debug_assert!(layout.end() <= self.buffer.len());
        Fresh(Array { buffer: self.buffer.clone(), layout: Boxed::new(&layout), node: None })
    }

    // ------------------------------------------------------------ values

    /// The memory from the first element to the last, to be read with the strides of the layout.
    pub fn span(&self) -> &[E] {
        let end = self.layout.end();
        &self.buffer.as_slice()[self.layout.offset().min(end)..end]
    }

    /// `count` elements in the order of memory, starting at the first.
    ///
    /// # Panics
    /// If there are fewer elements in memory.
    #[inline(always)]
    pub fn run(&self, count: usize) -> &[E] {
        &self.buffer.as_slice()[self.layout.offset()..][..count]
    }

    /// The value, if the tensor has one element.
    pub fn item(&self) -> Option<E> {
        if self.count() == 1 { self.span().first().copied() } else { None }
    }

    /// All values in row-major order.
    pub fn to_vec(&self) -> Vec<E> {
        let mut out = vec![E::ZERO; self.count()];
        self.copy_to(&mut out);
        out
    }

    /// Writes all values in row-major order.
    pub fn copy_to(&self, out: &mut [E]) {
        if self.layout.is_row_major() {
            return out.copy_from_slice(self.span());
        }
        // The number of elements cannot overflow, since this layout already has the same number.
        if let Ok(row_major) = Layout::row_major("copy", *self.sizes()) {
            copy::copy_strided(self.sizes(), self.span(), self.layout.strides(), out, row_major.strides());
        }
    }

    /// The same values in row-major order. Shares the memory if they are in this order already.
    pub fn row_major(&self) -> Result<Self> {
        if self.layout.is_row_major() {
            return Ok(self.detach());
        }
        let layout = Layout::row_major("contiguous", *self.sizes())?;
        Array::written("contiguous", layout, |out| self.copy_to(out))
    }

    /// The same values without gaps, in any order of axes. Shares the memory if it has no gaps already.
    pub fn dense(&self) -> Result<Self> {
        if self.layout.is_dense() { Ok(self.detach()) } else { self.row_major() }
    }

    /// The same values without gaps, with the axes nested as in `order`. Shares the memory if they are stored like that already.
    pub fn in_order(&self, order: &crate::layout::Order) -> Result<Self> {
        if self.layout.is_dense_in(order) {
            return Ok(self.detach());
        }
        let layout = Layout::in_order("contiguous", *self.sizes(), order)?;
        Array::written("contiguous", layout, |out| {
            copy::copy_strided(self.sizes(), self.span(), self.layout.strides(), out, layout.strides());
        })
    }

    /// The values, mutable, if nothing shares them and they have the sizes and strides of `layout`. `None` if `layout` is not dense.
    pub fn dense_mut(&mut self, layout: &Layout) -> Option<&mut [E]> {
        if self.sizes() != layout.sizes() || !self.layout.same_strides(layout) || !layout.is_dense() {
            return None;
        }
        let (offset, count) = (self.layout.offset(), self.count());
        Some(&mut self.buffer.get_mut()?[offset..offset + count])
    }

    /// The values, mutable, in memory order. They are copied first if they are shared or have gaps.
    pub fn make_mut(&mut self) -> Result<&mut [E]> {
        Ok(self.own()?.0)
    }

    /// Like [`Array::make_mut`], but returns the layout too.
    fn own(&mut self) -> Result<(&mut [E], &Layout)> {
        if !self.buffer.is_unique() || !self.layout.is_dense() {
            let copy = match self.layout.is_dense() {
                true => self.in_order(&self.layout.order())?.copied()?,
                false => self.row_major()?,
            };
            (self.buffer, self.layout) = (copy.buffer, copy.layout);
        }
        let values = self.buffer.get_mut().expect("a copy has one handle");
        Ok((&mut values[self.layout.offset()..][..self.layout.count()], &self.layout))
    }

    /// A copy of the values, which are dense.
    fn copied(&self) -> Result<Self> {
        let layout = Layout::in_order("contiguous", *self.sizes(), &self.layout.order())?;
        Array::written("contiguous", layout, |out| out.copy_from_slice(self.span()))
    }

    /// The values of this parameter, a `[k, n]` matrix with these strides, packed in panels as matrix products read them; cached until the values
    /// change. Only for inference: `None` while recording, and for tensors that are not parameters or are parts of one.
    pub fn panels(&self, [k, n]: [usize; 2], [row, col]: [usize; 2]) -> Option<Packed<'_, E>>
    where
        E: Real,
    {
        let whole = self.layout.offset() == 0 && self.count() == self.buffer.len();
        // An empty tensor is excluded, because its other sizes may be so large that their product overflows.
        if !whole || self.count() == 0 || self.node.is_none() || recording::is_recording() {
            return None;
        }
        let kept = self.buffer.cached([k, n, row, col], packed_len::<E>(k, n), |out| {
            pack(k, n, Matrix { data: self.buffer.as_slice(), row, col }, out);
        })?;
        Some(Packed::new(k, n, kept))
    }

    /// Calls `read` with all values in an unspecified order. They are copied only if the layout has gaps.
    pub fn with_dense<R>(&self, read: impl FnOnce(&[E]) -> R) -> R {
        if self.layout.is_dense() { read(self.span()) } else { read(&self.to_vec()) }
    }

    /// Applies `f` to every value in place, or to a copy if the values are shared.
    pub fn update(&mut self, f: impl Fn(E) -> E + Sync) -> Result<()> {
        elementwise::map_inplace(self.make_mut()?, ELEMENT, &elementwise::map_row(f));
        Ok(())
    }
}

impl<E: Real> Array<E> {
    /// Adds a gradient of the same shape, in place if nothing else shares the memory of one of the two.
    pub fn accumulate(&mut self, mut other: Array<E>) -> Result<()> {
        if !self.buffer.is_unique() && other.buffer.is_unique() && other.layout.is_dense() {
            std::mem::swap(self, &mut other);
        }
        self.accumulate_shared(&other)
    }

    /// Like [`Array::accumulate`], but keeps `other`, which the caller still needs.
    pub fn accumulate_shared(&mut self, other: &Array<E>) -> Result<()> {
        debug_assert_eq!(self.sizes(), other.sizes());
        let (values, layout) = self.own()?;
        if layout.same_strides(&other.layout) {
            elementwise::accumulate(other.run(values.len()), values);
        } else {
            let (from, to) = (other.layout.strides(), layout.strides());
            elementwise::accumulate_strided(layout.sizes(), other.span(), from, values, to);
        }
        Ok(())
    }
}

impl<E: Real> Array<E> {
    /// Moves each value towards the value of `other`, which has the same sizes: `(1 − share)·self + share·other`, in place if `self` is not shared.
    pub fn approach(&mut self, other: &Array<E>, share: f64) -> Result<()> {
        debug_assert_eq!(self.sizes(), other.sizes());
        let other = other.in_order(&self.layout.order())?;
        let (kept, share) = (E::from_f64(1.0 - share), E::from_f64(share));
        let row = elementwise::zip_row(|a: E, b: E| kept * a + share * b);
        elementwise::zip_inplace(self.make_mut()?, other.span(), ELEMENT, &row);
        Ok(())
    }
}

impl<E: Value> std::fmt::Debug for Array<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Array {:?} {:?}", self.sizes(), self.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array() -> Array<f32> {
        Array::from_slice("test", Sizes::new("test", &[2, 3]).unwrap(), &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap()
    }

    #[test]
    fn values_are_changed_in_place_only_if_nothing_shares_them() {
        let mut x = array();
        let memory = x.span().as_ptr();
        x.update(|x| x + 1.0).unwrap();
        assert_eq!(x.span().as_ptr(), memory, "nothing shares the values");
        let shared = x.clone();
        x.update(|x| x * 2.0).unwrap();
        assert_ne!(x.span().as_ptr(), memory, "a clone shares the values");
        assert_eq!(shared.to_vec(), [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        assert_eq!(x.to_vec(), [4.0, 6.0, 8.0, 10.0, 12.0, 14.0]);
    }

    #[test]
    fn a_copy_keeps_the_memory_order() {
        let x = array();
        let mut columns = Array { layout: Boxed::new(&x.layout().permuted(&[1, 0])), ..x };
        let shared = columns.clone();
        assert_eq!(columns.make_mut().unwrap(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!((columns.to_vec(), shared.to_vec()), (shared.to_vec(), vec![1.0, 4.0, 2.0, 5.0, 3.0, 6.0]));
    }
}
