//! Operations with the shape rule "along an axis, which stays as it is": running sums and products, sorting, flipping, rolling, and triangular
//! matrices.

use super::{DynTensor, Element, MovingOperations, Number, NumericOperations, OneOrMore, Result, Tensor, or_panic};
use crate::shape::{At, Dim, HasAxis, HasLargest, LastTwo, Ranked, TopkSizes, With};

impl<S: Ranked, E: Number> Tensor<S, E> {
    /// The cumulative sum along axis `I`. Integers wrap around.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<3>,)> = Tensor::from([1.0, 2.0, 3.0]);
    /// assert_eq!(x.cumsum::<0>().to_vec(), [1.0, 3.0, 6.0]);
    /// ```
    #[track_caller]
    pub fn cumsum<const I: isize>(&self /* `x.cumsum::<1>()` */) -> Self
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as NumericOperations>::cumsum(self.handle(), I))
    }

    /// The cumulative product along axis `I`. Integers wrap around.
    #[track_caller]
    pub fn cumprod<const I: isize>(&self /* `x.cumprod::<1>()` */) -> Self
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as NumericOperations>::cumprod(self.handle(), I))
    }
}

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The values along axis `I`, sorted, and the index of each value before sorting.
    ///
    /// Equal elements keep their order, and NaN is the largest value, as in PyTorch. Gradients flow back to the elements at those indices.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<3>,)> = Tensor::from([2.0, 3.0, 1.0]);
    /// let (values, places) = x.sort::<0>(false);
    /// assert_eq!(values.to_vec(), [1.0, 2.0, 3.0]);
    /// assert_eq!(places.to_vec(), [2, 0, 1]);
    /// ```
    #[track_caller]
    pub fn sort<const I: isize>(&self, descending: bool) -> (Self, Tensor<S, i64>)
    where
        S: HasAxis<I>,
    {
        let (values, places) = or_panic(<E as MovingOperations>::sort(self.handle(), I, descending));
        (Tensor::from_array(values), Tensor::from_array(places))
    }

    /// The indices that sort axis `I`; equal elements keep their order.
    #[track_caller]
    pub fn argsort<const I: isize>(&self, descending: bool) -> Tensor<S, i64>
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as MovingOperations>::argsort(self.array(), I, descending))
    }

    /// The `K` largest (or smallest) values along axis `I`, sorted, and their indices.
    ///
    /// # Panics
    /// If an axis known only at run time has fewer than `K` elements.
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    #[track_caller]
    pub fn topk<const I: isize, const K: usize>(
        &self,
        largest: bool,
    ) -> (Tensor<With<S, I, Dim<K>>, E>, Tensor<With<S, I, Dim<K>>, i64>)
    where
        S: HasAxis<I>,
        At<S, I>: TopkSizes<K>,
        <At<S, I> as TopkSizes<K>>::Known: HasLargest<K>,
    {
        let (values, places) = or_panic(<E as MovingOperations>::topk(self.handle(), I, K, largest));
        (Tensor::from_array(values), Tensor::from_array(places))
    }

    /// This tensor with axis `I` reversed.
    #[track_caller]
    pub fn flip<const I: isize>(&self /* `x.flip::<1>()` */) -> Self
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as MovingOperations>::flip(self.handle(), &[I]))
    }

    /// This tensor with axis `I` shifted by `shift` elements; elements shifted out at one end come in at the other.
    #[track_caller]
    pub fn roll<const I: isize>(&self, shift: isize) -> Self
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as MovingOperations>::roll(self.handle(), I, shift))
    }

    /// The lower triangle of the last two axes, up to and including `diagonal`, with zeros elsewhere. Diagonal 0 is the main diagonal; positive
    /// diagonals are above it.
    #[track_caller]
    pub fn tril(&self, diagonal: isize) -> Self
    where
        S: LastTwo,
    {
        Tensor::proved(<E as MovingOperations>::tril(self.array(), diagonal))
    }

    /// The upper triangle of the last two axes, starting at `diagonal` (0 is the main diagonal), with zeros elsewhere.
    #[track_caller]
    pub fn triu(&self, diagonal: isize) -> Self
    where
        S: LastTwo,
    {
        Tensor::proved(<E as MovingOperations>::triu(self.array(), diagonal))
    }
}

/// Each method fails with [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis.
impl<E: Number> DynTensor<E> {
    /// The cumulative sum along an axis. Integers wrap around.
    pub fn cumsum(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as NumericOperations>::cumsum(self.handle(), axis))
    }

    /// The cumulative product along an axis. Integers wrap around.
    pub fn cumprod(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as NumericOperations>::cumprod(self.handle(), axis))
    }
}

/// Each method fails with [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis.
impl<E: Element> DynTensor<E> {
    /// The values along an axis, sorted, and the index of each value before sorting. Equal elements keep their order; NaN is the largest value.
    pub fn sort(&self, axis: isize, descending: bool) -> Result<(Self, DynTensor<i64>)> {
        let (values, places) = <E as MovingOperations>::sort(self.handle(), axis, descending)?;
        Ok((Tensor::from_array(values), Tensor::from_array(places)))
    }

    /// The indices that sort an axis; equal elements keep their order.
    pub fn argsort(&self, axis: isize, descending: bool) -> Result<DynTensor<i64>> {
        Tensor::checked(<E as MovingOperations>::argsort(self.array(), axis, descending))
    }

    /// The `k` largest (or smallest) values along an axis, sorted, and their indices.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Range`](super::ShapeError::Range) if the axis has fewer than `k` elements.
    pub fn topk(&self, axis: isize, k: usize, largest: bool) -> Result<(Self, DynTensor<i64>)> {
        let (values, places) = <E as MovingOperations>::topk(self.handle(), axis, k, largest)?;
        Ok((Tensor::from_array(values), Tensor::from_array(places)))
    }

    /// This tensor with one or several axes reversed.
    pub fn flip(&self, axes: impl OneOrMore<isize>) -> Result<Self> {
        Self::checked(<E as MovingOperations>::flip(self.handle(), axes.list()))
    }

    /// This tensor with an axis shifted by `shifts` elements; elements shifted out at one end come in at the other. With several axes, `shifts` has
    /// one number for each.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Argument`](super::ShapeError::Argument) if the number of shifts is not the number of axes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([2, 2], &[1, 2, 3, 4])?;
    /// assert_eq!(x.roll(0, 1)?.to_vec(), [3, 4, 1, 2]);
    /// assert_eq!(x.roll([0, 1], [1, -1])?.to_vec(), [4, 3, 2, 1]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn roll(&self, axes: impl OneOrMore<isize>, shifts: impl OneOrMore<isize>) -> Result<Self> {
        Self::named("roll", <E as MovingOperations>::roll_axes(self.handle(), axes.list(), shifts.list()))
    }

    /// The lower triangle of the last two axes, up to and including `diagonal` (0 is the main diagonal), with zeros elsewhere.
    ///
    /// # Errors
    /// [`ShapeError::Rank`](super::ShapeError::Rank) for fewer than two axes.
    pub fn tril(&self, diagonal: isize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::tril(self.array(), diagonal))
    }

    /// The upper triangle of the last two axes, starting at `diagonal` (0 is the main diagonal), with zeros elsewhere.
    ///
    /// # Errors
    /// [`ShapeError::Rank`](super::ShapeError::Rank) for fewer than two axes.
    pub fn triu(&self, diagonal: isize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::triu(self.array(), diagonal))
    }
}
