//! The memory layout of a tensor: sizes, strides and an offset into a buffer.
//!
//! Sizes are the logical shape, strides the order in memory; the two are independent. For example, a convolution stores its result
//! channels-last although its sizes are `[batch, channels, length]`, a transpose only swaps sizes and strides, and a broadcast axis has stride 0. A
//! layout is stored inline (at most eight axes), so a view allocates nothing.

use crate::error::{Result, ShapeError};
use std::ops::Deref;

/// The largest rank of a run-time tensor.
pub const MAX_RANK: usize = 8;

/// The sizes of a tensor, inline.
#[must_use]
#[derive(Clone, Copy, Eq)]
pub struct Sizes {
    rank: u8,
    // Invariant: entries at index `rank` and after are 0, so that `==` can compare all entries.
    sizes: [usize; MAX_RANK],
}

impl Sizes {
    /// # Errors
    /// [`ShapeError::Rank`] for more than eight axes.
    pub fn new(op: &'static str, sizes: &[usize]) -> Result<Self> {
        if sizes.len() > MAX_RANK {
            return Err(ShapeError::Rank { op, expected: format!("at most {MAX_RANK} axes"), found: sizes.into() });
        }
        Ok(sizes.iter().fold(Sizes::scalar(), |mut all, &size| {
            all.push(size);
            all
        }))
    }

    pub fn scalar() -> Self {
        Sizes { rank: 0, sizes: [0; MAX_RANK] }
    }

    /// # Panics
    /// If there are eight axes already.
    pub fn push(&mut self, size: usize) {
        self.sizes[self.rank as usize] = size;
        self.rank += 1;
    }

    pub fn with(mut self, axis: usize, size: usize) -> Self {
        self[..][axis] = size;
        self
    }

    pub fn without(&self, axis: usize) -> Self {
        let mut out = Sizes::scalar();
        self.iter().enumerate().filter(|(i, _)| *i != axis).for_each(|(_, &n)| out.push(n));
        out
    }

    /// These sizes followed by more.
    pub fn pushed(mut self, more: &[usize]) -> Self {
        more.iter().for_each(|&size| self.push(size));
        self
    }

    /// The number of elements, or `None` if this number overflows.
    ///
    /// As in NumPy, this is also `None` if one axis has size 0 and the product of the others overflows. So code may multiply any sizes of a
    /// layout without a check.
    pub fn count(&self) -> Option<usize> {
        let whole = self.iter().try_fold(1usize, |n, &size| n.checked_mul(size.max(1)))?;
        Some(if self.contains(&0) { 0 } else { whole })
    }
}

impl PartialEq for Sizes {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        // This has no branches, so that it compiles to a few vector instructions; the derived `eq` calls memcmp.
        let differ = |differ, (a, b): (&usize, &usize)| differ | (a ^ b);
        self.rank == other.rank && self.sizes.iter().zip(&other.sizes).fold(0, differ) == 0
    }
}

impl Deref for Sizes {
    type Target = [usize];
    fn deref(&self) -> &[usize] {
        &self.sizes[..self.rank as usize]
    }
}

impl std::ops::DerefMut for Sizes {
    fn deref_mut(&mut self) -> &mut [usize] {
        &mut self.sizes[..self.rank as usize]
    }
}

impl std::fmt::Debug for Sizes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self[..].fmt(f)
    }
}

/// Checks an axis number. Negative numbers count from the end.
pub fn resolve_axis(op: &'static str, axis: isize, sizes: &[usize]) -> Result<usize> {
    resolve(axis, sizes.len()).ok_or_else(|| ShapeError::NoSuchAxis { op, axis, sizes: sizes.into() })
}

/// Checks the position of a new axis: 0 to the rank, or negative, with -1 for the end.
pub fn resolve_insertion(op: &'static str, axis: isize, sizes: &[usize]) -> Result<usize> {
    resolve(axis, sizes.len() + 1).ok_or_else(|| ShapeError::NoSuchAxis { op, axis, sizes: sizes.into() })
}

fn resolve(axis: isize, rank: usize) -> Option<usize> {
    let index = if axis < 0 { rank.checked_sub(axis.unsigned_abs())? } else { axis as usize };
    (index < rank).then_some(index)
}

/// Sizes, strides and offset of a tensor in its buffer.
#[must_use]
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    sizes: Sizes,
    strides: [usize; MAX_RANK],
    offset: usize,
    // Invariant: the product of the sizes, which does not overflow.
    count: usize,
}

impl Layout {
    /// A row-major layout: the elements along the last axis are adjacent.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`] if the number of elements overflows.
    pub fn row_major(op: &'static str, sizes: Sizes) -> Result<Self> {
        let order = Order::identity(sizes.len());
        Layout::in_order(op, sizes, &order)
    }

    /// A dense layout with the axes nested as in `order`, outermost first.
    pub fn in_order(op: &'static str, sizes: Sizes, order: &Order) -> Result<Self> {
        let too_large = || ShapeError::TooLarge { op, sizes: sizes[..].into() };
        let count = sizes.count().ok_or_else(too_large)?;
        let mut layout = Layout { sizes, strides: [0; MAX_RANK], offset: 0, count };
        let mut stride = 1usize;
        for &axis in order.iter().rev() {
            layout.strides[axis] = stride;
            // The strides of an empty tensor are never used, but computing them must not overflow.
            stride = stride.saturating_mul(sizes[axis].max(1));
        }
        Ok(layout)
    }

    pub fn sizes(&self) -> &Sizes {
        &self.sizes
    }

    pub fn strides(&self) -> &[usize] {
        &self.strides[..self.rank()]
    }

    pub fn rank(&self) -> usize {
        self.sizes.len()
    }

    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The number of elements.
    pub fn count(&self) -> usize {
        self.count
    }

    /// One past the largest offset that the layout reaches, 0 if it is empty.
    pub fn end(&self) -> usize {
        if self.count == 0 {
            return 0;
        }
        self.offset + 1 + self.sizes.iter().zip(&self.strides).map(|(n, s)| (n - 1) * s).sum::<usize>()
    }

    /// The axes from the largest stride to the smallest. Axes with equal strides keep their order.
    pub fn order(&self) -> Order {
        let mut order = Order::identity(self.rank());
        // An insertion sort is stable, and fast for at most eight entries.
        for i in 1..order.len() {
            let mut j = i;
            while j > 0 && self.strides[order[j - 1]] < self.strides[order[j]] {
                order.axes.swap(j - 1, j);
                j -= 1;
            }
        }
        order
    }

    /// Whether the elements are contiguous in memory, in any order of axes.
    pub fn is_dense(&self) -> bool {
        self.is_row_major() || self.is_dense_in(&self.order())
    }

    /// The layout of a new result with the same strides, if this one is dense.
    pub fn compact(&self) -> Option<Layout> {
        self.is_dense().then(|| self.at_start())
    }

    /// This layout with the offset 0.
    pub fn at_start(&self) -> Layout {
        Layout { offset: 0, ..*self }
    }

    /// Like [`Layout::at_start`], but in place: copying a layout takes longer than the arithmetic on a few elements.
    pub fn move_to_start(&mut self) {
        self.offset = 0;
    }

    /// Whether the elements are contiguous in memory, nested in this order.
    pub fn is_dense_in(&self, order: &Order) -> bool {
        let mut expected = 1;
        for &axis in order.iter().rev() {
            let (size, stride) = (self.sizes[axis], self.strides[axis]);
            if size != 1 {
                if stride != expected {
                    return self.count == 0;
                }
                expected = expected.saturating_mul(size);
            }
        }
        true
    }

    /// Whether the elements are contiguous in memory in row-major order.
    pub fn is_row_major(&self) -> bool {
        let mut expected = 1;
        for (&size, &stride) in self.sizes.iter().zip(&self.strides).rev() {
            if size != 1 {
                if stride != expected {
                    return self.count == 0;
                }
                expected = expected.saturating_mul(size);
            }
        }
        true
    }

    /// Whether two layouts of the same sizes place each element at the same distance from the first element.
    pub fn same_strides(&self, other: &Layout) -> bool {
        self.sizes.iter().zip(&self.strides).zip(&other.strides).all(|((n, a), b)| a == b || *n == 1)
    }

    // ------------------------------------------------------------ views

    /// This layout with its axes in a different order.
    pub fn permuted(&self, order: &[usize]) -> Self {
        let mut out = *self;
        for (to, &from) in order.iter().enumerate() {
            out.sizes[to] = self.sizes[from];
            out.strides[to] = self.strides[from];
        }
        out
    }

    /// `len` elements of an axis, starting at `start`. The caller has checked the range.
    pub fn narrowed(&self, axis: usize, start: usize, len: usize) -> Self {
        let mut out = *self;
        out.sizes[axis] = len;
        out.count = out.sizes.iter().product();
        if out.count > 0 {
            out.offset += start * self.strides[axis];
        }
        out
    }

    /// `len` elements of an axis, `step` apart, starting at `start`. The caller has checked the range.
    pub fn stepped(&self, axis: usize, start: usize, len: usize, step: usize) -> Self {
        let mut out = self.narrowed(axis, start, len);
        // The stride of an axis with at most one element is never used, but computing it must not overflow.
        out.strides[axis] = out.strides[axis].saturating_mul(if len > 1 { step } else { 1 });
        out
    }

    /// `count` windows of `size` elements along an axis, `step` apart, with a new last axis over each window. The caller has
    /// checked that the windows fit into the axis and that the rank allows one more axis.
    pub fn windows(&self, op: &'static str, axis: usize, count: usize, size: usize, step: usize) -> Result<Self> {
        let mut out = *self;
        let stride = self.strides[axis];
        out.sizes[axis] = count;
        out.strides[axis] = if count > 1 { stride.saturating_mul(step) } else { stride };
        out.strides[out.rank()] = stride;
        out.sizes.push(size);
        let too_large = || ShapeError::TooLarge { op, sizes: out.sizes[..].into() };
        out.count = out.sizes.count().ok_or_else(too_large)?;
        Ok(out)
    }

    /// The elements with equal indices along two different axes of equal size. The axis of these elements is the last.
    pub fn diagonal(&self, i: usize, j: usize) -> Self {
        let (size, stride) = (self.sizes[i], self.strides[i].saturating_add(self.strides[j]));
        let mut out = self.removed(i.max(j)).removed(i.min(j));
        out.strides[out.rank()] = stride;
        out.sizes.push(size);
        out.count = out.sizes.iter().product();
        out
    }

    /// This layout without `axis`, which has size 1.
    pub fn removed(&self, axis: usize) -> Self {
        let mut out = Layout { sizes: self.sizes.without(axis), ..*self };
        out.strides.copy_within(axis + 1.., axis);
        out
    }

    /// This layout with an axis of size 1 inserted at `axis`. The caller has checked that the rank allows it.
    pub fn inserted(&self, axis: usize) -> Self {
        let mut out = *self;
        out.sizes.push(1);
        out.sizes[axis..].rotate_right(1);
        out.strides.copy_within(axis..MAX_RANK - 1, axis + 1);
        // Its stride is the span of the axis that follows, so that a sort by stride keeps the position of the new axis.
        out.strides[axis] = match axis + 1 < out.rank() {
            true => out.strides[axis + 1].saturating_mul(out.sizes[axis + 1].max(1)),
            false => 1,
        };
        out
    }

    /// Broadcasts axes of one element, and missing leading axes, to `sizes` with a stride of 0. The caller has checked that
    /// the sizes agree.
    pub fn expanded(&self, op: &'static str, sizes: Sizes) -> Result<Self> {
        let count = sizes.count().ok_or_else(|| ShapeError::TooLarge { op, sizes: sizes[..].into() })?;
        let mut out = Layout { sizes, strides: [0; MAX_RANK], offset: self.offset, count };
        let lead = sizes.len() - self.rank();
        for axis in 0..self.rank() {
            if self.sizes[axis] == sizes[lead + axis] {
                out.strides[lead + axis] = self.strides[axis];
            }
        }
        Ok(out)
    }

    /// The same elements with other sizes, if the layout is row-major. The caller has checked that the number of elements is the same.
    pub fn reshaped(&self, op: &'static str, sizes: Sizes) -> Result<Option<Self>> {
        if !self.is_row_major() {
            return Ok(None);
        }
        Ok(Some(Layout { offset: self.offset, ..Layout::row_major(op, sizes)? }))
    }
}

/// An order of axes, outermost first, stored inline.
#[must_use]
#[derive(Clone, Copy, Debug)]
pub struct Order {
    rank: u8,
    axes: [usize; MAX_RANK],
}

impl Order {
    pub fn identity(rank: usize) -> Self {
        Order { rank: rank as u8, axes: std::array::from_fn(|i| i) }
    }

    /// An order from axis numbers, in which each axis occurs once.
    pub fn new(axes: impl IntoIterator<Item = usize>) -> Self {
        let mut order = Order::identity(0);
        for axis in axes {
            order.axes[order.rank as usize] = axis;
            order.rank += 1;
        }
        order
    }

    pub fn reversed(rank: usize) -> Self {
        let mut order = Order::identity(rank);
        order.axes[..rank].reverse();
        order
    }

    /// This order after a new axis is inserted at `axis` and becomes innermost in memory.
    pub fn with_innermost(mut self, axis: usize) -> Self {
        self.axes.iter_mut().take(self.rank as usize).filter(|a| **a >= axis).for_each(|a| *a += 1);
        self.axes[self.rank as usize] = axis;
        self.rank += 1;
        self
    }

    /// The products of the sizes of the axes outside `axis`, and of those inside it, in this memory order.
    pub fn around(&self, axis: usize, sizes: &[usize]) -> (usize, usize) {
        let at = self.iter().position(|&a| a == axis).expect("an order names every axis");
        let product = |axes: &[usize]| axes.iter().map(|&a| sizes[a]).product();
        (product(&self[..at]), product(&self[at + 1..]))
    }

    /// This order after `axis` is removed from the shape.
    pub fn without(&self, axis: usize) -> Self {
        let mut out = Order::identity(self.len() - 1);
        let kept = self.iter().filter(|&&a| a != axis).map(|&a| if a > axis { a - 1 } else { a });
        out.axes.iter_mut().zip(kept).for_each(|(slot, a)| *slot = a);
        out
    }
}

impl Deref for Order {
    type Target = [usize];
    fn deref(&self) -> &[usize] {
        &self.axes[..self.rank as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(sizes: &[usize]) -> Layout {
        Layout::row_major("test", Sizes::new("test", sizes).unwrap()).unwrap()
    }

    #[test]
    fn a_permuted_dense_layout_is_dense_but_not_row_major() {
        let x = layout(&[2, 3, 4]).permuted(&[2, 0, 1]);
        assert_eq!((&x.sizes()[..], x.strides()), (&[4, 2, 3][..], &[1, 12, 4][..]));
        assert!(x.is_dense() && !x.is_row_major());
        assert_eq!(&x.order()[..], [1, 2, 0]);
    }

    #[test]
    fn a_narrowed_layout_is_not_dense_and_ends_inside() {
        let x = layout(&[2, 5]).narrowed(1, 1, 3);
        assert_eq!((x.offset(), x.end(), x.count()), (1, 9, 6));
        assert!(!x.is_dense());
    }

    #[test]
    fn an_inserted_axis_can_be_removed_again() {
        for axis in 0..=3 {
            let x = layout(&[2, 3, 4]).inserted(axis);
            assert!(x.is_row_major(), "at {axis}");
            assert_eq!(x.removed(axis).strides(), layout(&[2, 3, 4]).strides());
        }
    }

    #[test]
    fn counts_that_overflow_are_errors_even_if_an_axis_is_empty() {
        let sizes = |s: &[usize]| Layout::row_major("test", Sizes::new("test", s).unwrap());
        assert!(matches!(sizes(&[usize::MAX, 2]), Err(ShapeError::TooLarge { .. })));
        assert!(matches!(sizes(&[usize::MAX, 2, 0]), Err(ShapeError::TooLarge { .. })));
        assert_eq!(sizes(&[usize::MAX, 1, 0]).unwrap().count(), 0);
    }

    #[test]
    fn axes_count_from_both_ends() {
        assert_eq!(resolve_axis("test", -1, &[2, 3]), Ok(1));
        assert_eq!(resolve_axis("test", -2, &[2, 3]), Ok(0));
        for axis in [2, -3, isize::MAX, isize::MIN] {
            assert!(resolve_axis("test", axis, &[2, 3]).is_err(), "{axis}");
        }
        assert_eq!(resolve_insertion("test", -1, &[2, 3]), Ok(2));
        assert!(resolve_insertion("test", 3, &[2, 3]).is_err());
    }
}
