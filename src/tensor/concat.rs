//! Operations with the shape rule "two axes end to end": concat and stack.

use super::{DynTensor, Element, MovingOperations, Result, Tensor};
use crate::shape::{
    At, Beside, BesideAxis, ConcatAxis, Concatenated, Dim, HasAxis, InsertAxis, Inserted, Ranked, With,
};
use timeseriesml_core::array::Array;

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// Appends `rhs` to this tensor along axis `I`; all other axes must be equal.
    ///
    /// # Panics
    /// If another axis, known only at run time, has different sizes in the two tensors.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Dim, Tensor};
    /// let past: Tensor<(Batch, Dim<96>, Dim<5>)> = Tensor::zeros_sized([8, 96, 5])?;
    /// let more: Tensor<(Batch, Dim<96>, Dim<2>)> = Tensor::zeros_sized([8, 96, 2])?;
    /// let both: Tensor<(Batch, Dim<96>, Dim<7>)> = past.concat::<-1, _>(&more);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[doc(alias = "cat")]
    #[track_caller]
    pub fn concat<const I: isize, T: Ranked>(&self, rhs: &Tensor<T, E>) -> Tensor<Concatenated<S, I, T>, E>
    where
        S: HasAxis<I>,
        // `With<..>` is `S`, but exists only if `S` has axis `I`. With plain `S`, a missing axis would give two errors.
        With<S, I, At<S, I>>: BesideAxis<I, T>,
        At<S, I>: ConcatAxis<Beside<S, I, T>>,
    {
        Tensor::proved(<E as MovingOperations>::concat(&[self.handle(), rhs.handle()], S::INDEX as isize))
    }

    /// Like [`concat`](Self::concat), but returns an error if run-time sizes differ.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ), which names the axis and both sizes.
    pub fn try_concat<const I: isize, T: Ranked>(&self, rhs: &Tensor<T, E>) -> Result<Tensor<Concatenated<S, I, T>, E>>
    where
        S: HasAxis<I>,
        // `With<..>` is `S`, but exists only if `S` has axis `I`. With plain `S`, a missing axis would give two errors.
        With<S, I, At<S, I>>: BesideAxis<I, T>,
        At<S, I>: ConcatAxis<Beside<S, I, T>>,
    {
        Tensor::checked(<E as MovingOperations>::concat(&[self.handle(), rhs.handle()], S::INDEX as isize))
    }
}

/// Stacks tensors of the same shape along a new first axis.
///
/// # Panics
/// If there are no tensors, or axes known only at run time have different sizes.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Tensor, stack};
/// let x: Tensor<(Dim<5>,)> = Tensor::ones();
/// let y: Tensor<(Dim<3>, Dim<5>)> = stack([x.clone(), x.clone(), x]);
/// ```
#[track_caller]
pub fn stack<S: InsertAxis<0>, E: Element, const COUNT: usize>(
    parts: [Tensor<S, E>; COUNT],
) -> Tensor<Inserted<S, 0, Dim<COUNT>>, E> {
    Tensor::proved(<E as MovingOperations>::stack(&parts.map(Tensor::into_array), 0))
}

impl<E: Element> DynTensor<E> {
    /// Joins tensors end to end along an axis; all other sizes must be equal.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ), [`ShapeError::Rank`](super::ShapeError::Rank), or
    /// [`ShapeError::NoOperand`](super::ShapeError::NoOperand) for an empty list.
    #[doc(alias = "cat")]
    pub fn concat(parts: &[Self], axis: isize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::concat(&arrays(parts), axis))
    }

    /// Like [`concat`](Self::concat), but for two tensors, without allocating a list.
    pub(crate) fn concat_with(&self, other: &Self, axis: isize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::concat(&[self.handle(), other.handle()], axis))
    }

    /// Stacks tensors of equal sizes along a new axis.
    ///
    /// # Errors
    /// Same as [`concat`](Self::concat).
    pub fn stack(parts: &[Self], axis: isize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::stack(&arrays(parts), axis))
    }
}

fn arrays<E: Element>(parts: &[DynTensor<E>]) -> Vec<Array<E>> {
    parts.iter().map(Tensor::handle).collect()
}
