//! Operations with the shape rule "an index tensor": reading and writing elements and slices by index, and searching a sorted vector.
//!
//! Indices are tensors of `i64`. They count from 0, are checked at run time, and have no gradient.

use super::{
    DynOperand, DynTensor, Element, MovingOperations, Number, NumericOperations, Result, SecondOperand, Tensor,
    or_panic,
};
use crate::shape::{At, Axis, HasAxis, IndexVector, IndexedBy, Ranked, VectorShape, With};

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The slices of axis `I` at the indices in `index`, in any order and any number of times.
    ///
    /// # Panics
    /// If an index is negative or not below the size of the axis.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<3>, Dim<2>)> = Tensor::from([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
    /// let y: Tensor<(Dim<2>, Dim<2>)> = x.index_select::<0, _>(&Tensor::from([2, 0]));
    /// assert_eq!(y.to_vec(), [5.0, 6.0, 1.0, 2.0]);
    /// ```
    #[doc(alias = "take")]
    #[track_caller]
    pub fn index_select<const I: isize, T>(&self, index: &Tensor<T, i64>) -> Tensor<With<S, I, T::Axis>, E>
    where
        S: HasAxis<I>,
        T: IndexVector,
    {
        Tensor::proved(<E as MovingOperations>::index_select(self.handle(), I, index.array()))
    }

    /// Like [`index_select`](Self::index_select), but returns an error for an index out of range.
    ///
    /// # Errors
    /// [`ShapeError::Index`](super::ShapeError::Index).
    pub fn try_index_select<const I: isize, T>(&self, index: &Tensor<T, i64>) -> Result<Tensor<With<S, I, T::Axis>, E>>
    where
        S: HasAxis<I>,
        T: IndexVector,
    {
        Tensor::checked(<E as MovingOperations>::index_select(self.handle(), I, index.array()))
    }

    /// For each element of `index`, the element of axis `I` at that index (NumPy's `take_along_axis`). All axes of `index` except `I` must be those
    /// of this tensor.
    ///
    /// # Panics
    /// If an index is negative or not below the size of the axis, or axes known only at run time have different sizes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// let last_first = x.gather::<1, _>(&Tensor::from([[2, 0], [2, 0]]));
    /// assert_eq!(last_first.to_vec(), [3.0, 1.0, 6.0, 4.0]);
    /// ```
    // `With<S, I, At<S, I>>` is `S`, but exists only if there is an axis `I`: without axis `I`, rustc reports only that.
    #[doc(alias = "take_along_dim")]
    #[track_caller]
    pub fn gather<const I: isize, T>(&self, index: &Tensor<T, i64>) -> Tensor<T, E>
    where
        S: HasAxis<I>,
        T: Ranked,
        With<S, I, At<S, I>>: IndexedBy<I, T>,
    {
        Tensor::proved(<E as MovingOperations>::gather(self.handle(), I, index.array()))
    }

    /// Like [`gather`](Self::gather), but returns an error for an index out of range or for different run-time sizes.
    ///
    /// # Errors
    /// [`ShapeError::Index`](super::ShapeError::Index) or [`ShapeError::Differ`](super::ShapeError::Differ).
    pub fn try_gather<const I: isize, T>(&self, index: &Tensor<T, i64>) -> Result<Tensor<T, E>>
    where
        S: HasAxis<I>,
        T: Ranked,
        With<S, I, At<S, I>>: IndexedBy<I, T>,
    {
        Tensor::checked(<E as MovingOperations>::gather(self.handle(), I, index.array()))
    }

    /// This tensor with the values of `source` at the indices in `index` along axis `I`; if an index is repeated, the last value is kept.
    ///
    /// # Panics
    /// If an index is negative or not below the size of the axis, or axes known only at run time have different sizes.
    #[track_caller]
    pub fn scatter<const I: isize, K: Axis>(
        &self,
        index: &Tensor<With<S, I, K>, i64>,
        source: &Tensor<With<S, I, K>, E>,
    ) -> Self
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as MovingOperations>::scatter(self.handle(), I, index.array(), source.array()))
    }

    /// Like [`scatter`](Self::scatter), but returns an error for an index out of range or for different run-time sizes.
    ///
    /// # Errors
    /// [`ShapeError::Index`](super::ShapeError::Index), [`ShapeError::Differ`](super::ShapeError::Differ) or
    /// [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn try_scatter<const I: isize, K: Axis>(
        &self,
        index: &Tensor<With<S, I, K>, i64>,
        source: &Tensor<With<S, I, K>, E>,
    ) -> Result<Self>
    where
        S: HasAxis<I>,
    {
        Tensor::checked(<E as MovingOperations>::scatter(self.handle(), I, index.array(), source.array()))
    }

    /// This tensor with the slices of axis `I` at the indices in `index` replaced by the slices of `source`.
    ///
    /// # Panics
    /// If an index is negative or not below the size of the axis, or axes known only at run time have different sizes.
    #[track_caller]
    pub fn index_copy<const I: isize, K: Axis>(
        &self,
        index: &Tensor<(K,), i64>,
        source: &Tensor<With<S, I, K>, E>,
    ) -> Self
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as MovingOperations>::index_copy(self.handle(), I, index.array(), source.array()))
    }

    /// Like [`index_copy`](Self::index_copy), but returns an error for an index out of range or for different run-time sizes.
    ///
    /// # Errors
    /// [`ShapeError::Index`](super::ShapeError::Index), [`ShapeError::Differ`](super::ShapeError::Differ) or
    /// [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn try_index_copy<const I: isize, K: Axis>(
        &self,
        index: &Tensor<(K,), i64>,
        source: &Tensor<With<S, I, K>, E>,
    ) -> Result<Self>
    where
        S: HasAxis<I>,
    {
        Tensor::checked(<E as MovingOperations>::index_copy(self.handle(), I, index.array(), source.array()))
    }
}

impl<S: Ranked, E: Number> Tensor<S, E> {
    /// This tensor with the values of `source` added at the indices in `index` along axis `I`. Integers wrap around.
    ///
    /// # Panics
    /// If an index is negative or not below the size of the axis, or axes known only at run time have different sizes.
    #[track_caller]
    pub fn scatter_add<const I: isize, K: Axis>(
        &self,
        index: &Tensor<With<S, I, K>, i64>,
        source: &Tensor<With<S, I, K>, E>,
    ) -> Self
    where
        S: HasAxis<I>,
    {
        Tensor::proved(<E as NumericOperations>::scatter_add(self.handle(), I, index.array(), source.array()))
    }

    /// Like [`scatter_add`](Self::scatter_add), but returns an error for an index out of range or for different run-time sizes.
    ///
    /// # Errors
    /// Same as [`try_scatter`](Self::try_scatter).
    pub fn try_scatter_add<const I: isize, K: Axis>(
        &self,
        index: &Tensor<With<S, I, K>, i64>,
        source: &Tensor<With<S, I, K>, E>,
    ) -> Result<Self>
    where
        S: HasAxis<I>,
    {
        Tensor::checked(<E as NumericOperations>::scatter_add(self.handle(), I, index.array(), source.array()))
    }

    /// This tensor with each element at an index in `index` along axis `I` replaced by the largest of the values of `source` for that index and, if
    /// `include_self`, the element itself. Same as `torch.scatter_reduce` with `amax`.
    ///
    /// A NaN counts as the largest. Equal values share the gradient equally.
    ///
    /// # Panics
    /// If an index is negative or not below the size of the axis, or axes known only at run time have different sizes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<3>,)> = Tensor::from([1.0, 5.0, 3.0]);
    /// let (places, values): (_, Tensor<(Dim<3>,)>) = (Tensor::from([0, 0, 1]), Tensor::from([2.0, 4.0, 3.0]));
    /// assert_eq!(x.scatter_max::<0, Dim<3>>(&places, &values, true).to_vec(), [4.0, 5.0, 3.0]);
    /// assert_eq!(x.scatter_max::<0, Dim<3>>(&places, &values, false).to_vec(), [4.0, 3.0, 3.0]);
    /// ```
    #[doc(alias = "scatter_reduce")]
    #[doc(alias = "amax")]
    #[track_caller]
    pub fn scatter_max<const I: isize, K: Axis>(
        &self,
        index: &Tensor<With<S, I, K>, i64>,
        source: &Tensor<With<S, I, K>, E>,
        include_self: bool,
    ) -> Self
    where
        S: HasAxis<I>,
    {
        or_panic(self.try_scatter_max(index, source, include_self))
    }

    /// Like [`scatter_max`](Self::scatter_max), but returns an error for an index out of range or for different run-time sizes.
    ///
    /// # Errors
    /// Same as [`try_scatter`](Self::try_scatter).
    pub fn try_scatter_max<const I: isize, K: Axis>(
        &self,
        index: &Tensor<With<S, I, K>, i64>,
        source: &Tensor<With<S, I, K>, E>,
        include_self: bool,
    ) -> Result<Self>
    where
        S: HasAxis<I>,
    {
        Tensor::checked(<E as NumericOperations>::scatter_max(
            self.handle(),
            I,
            index.array(),
            source.array(),
            include_self,
        ))
    }

    /// This tensor with each element at an index in `index` along axis `I` replaced by the smallest of the values of `source` for that index and, if
    /// `include_self`, the element itself. Same as `torch.scatter_reduce` with `amin`.
    ///
    /// A NaN counts as the smallest. Equal values share the gradient equally.
    ///
    /// # Panics
    /// If an index is negative or not below the size of the axis, or axes known only at run time have different sizes.
    #[doc(alias = "scatter_reduce")]
    #[doc(alias = "amin")]
    #[track_caller]
    pub fn scatter_min<const I: isize, K: Axis>(
        &self,
        index: &Tensor<With<S, I, K>, i64>,
        source: &Tensor<With<S, I, K>, E>,
        include_self: bool,
    ) -> Self
    where
        S: HasAxis<I>,
    {
        or_panic(self.try_scatter_min(index, source, include_self))
    }

    /// Like [`scatter_min`](Self::scatter_min), but returns an error for an index out of range or for different run-time sizes.
    ///
    /// # Errors
    /// Same as [`try_scatter`](Self::try_scatter).
    pub fn try_scatter_min<const I: isize, K: Axis>(
        &self,
        index: &Tensor<With<S, I, K>, i64>,
        source: &Tensor<With<S, I, K>, E>,
        include_self: bool,
    ) -> Result<Self>
    where
        S: HasAxis<I>,
    {
        Tensor::checked(<E as NumericOperations>::scatter_min(
            self.handle(),
            I,
            index.array(),
            source.array(),
            include_self,
        ))
    }
}

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The index at which each of `values` (a tensor or a number) would be inserted into this ascending vector: before equal elements, or after them
    /// if `right`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let bounds: Tensor<(Dim<3>,)> = Tensor::from([1.0, 3.0, 5.0]);
    /// let bins: Tensor<(Dim<2>,), i64> = bounds.searchsorted(&Tensor::from([0.5, 3.0]), false);
    /// assert_eq!(bins.to_vec(), [0, 1]);
    /// ```
    #[doc(alias = "bucketize")]
    #[track_caller]
    pub fn searchsorted<V: SecondOperand<E>>(&self, values: V, right: bool) -> Tensor<V::Shape, i64>
    where
        S: VectorShape,
    {
        Tensor::proved(<E as MovingOperations>::searchsorted(self.array(), &values.operand(), right))
    }
}

/// Each method fails with [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis,
/// [`ShapeError::Index`](super::ShapeError::Index) for an index out of range, [`ShapeError::Rank`](super::ShapeError::Rank) or
/// [`ShapeError::Differ`](super::ShapeError::Differ) if the index or the source does not have the sizes that the method requires.
impl<E: Element> DynTensor<E> {
    /// The slices of an axis at the indices in `index`, whose axes replace that axis, as in `numpy.take`. An index without axes removes
    /// the axis.
    ///
    /// Indices count from 0: -1 is an error, as in PyTorch.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([3, 2], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])?;
    /// let windows = x.index_select(0, &DynTensor::from_slice_sized([2, 2], &[0, 1, 1, 2])?)?;
    /// assert_eq!(windows.sizes(), [2, 2, 2]);
    /// assert_eq!(windows.to_vec(), [1.0, 2.0, 3.0, 4.0, 3.0, 4.0, 5.0, 6.0]);
    /// assert_eq!(x.index_select(1, &DynTensor::scalar(1))?.to_vec(), [2.0, 4.0, 6.0]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[doc(alias = "take")]
    pub fn index_select(&self, axis: isize, index: &DynTensor<i64>) -> Result<Self> {
        Self::checked(<E as MovingOperations>::index_select(self.handle(), axis, index.array()))
    }

    /// For each element of `index`, the element of the axis at that index; all other sizes of `index` must be those of this tensor.
    #[doc(alias = "take_along_dim")]
    pub fn gather(&self, axis: isize, index: &DynTensor<i64>) -> Result<Self> {
        Self::checked(<E as MovingOperations>::gather(self.handle(), axis, index.array()))
    }

    /// This tensor with the values of `source` at the indices in `index` along an axis; `index` and `source` have the same sizes.
    pub fn scatter(&self, axis: isize, index: &DynTensor<i64>, source: &Self) -> Result<Self> {
        Self::checked(<E as MovingOperations>::scatter(self.handle(), axis, index.array(), source.array()))
    }

    /// This tensor with the slices of an axis at the indices in `index` replaced by the slices of `source`.
    pub fn index_copy(&self, axis: isize, index: &DynTensor<i64>, source: &Self) -> Result<Self> {
        Self::checked(<E as MovingOperations>::index_copy(self.handle(), axis, index.array(), source.array()))
    }

    /// The index at which each of `values` (a tensor or a number) would be inserted into this ascending vector: before equal elements, or
    /// after them if `right`.
    #[doc(alias = "bucketize")]
    pub fn searchsorted(&self, values: impl DynOperand<E>, right: bool) -> Result<DynTensor<i64>> {
        Tensor::checked(<E as MovingOperations>::searchsorted(self.array(), &values.dyn_operand(), right))
    }
}

impl<E: Number> DynTensor<E> {
    /// This tensor with the values of `source` added at the indices in `index` along an axis; `index` and `source` have the same sizes.
    ///
    /// # Errors
    /// Same as [`scatter`](Self::scatter).
    pub fn scatter_add(&self, axis: isize, index: &DynTensor<i64>, source: &Self) -> Result<Self> {
        Self::checked(<E as NumericOperations>::scatter_add(self.handle(), axis, index.array(), source.array()))
    }

    /// This tensor with each element at an index in `index` along an axis replaced by the largest of the values of `source` for that index and, if
    /// `include_self`, the element itself. `index` and `source` have the same sizes. Same as `torch.scatter_reduce` with `amax`.
    ///
    /// # Errors
    /// Same as [`scatter`](Self::scatter).
    #[doc(alias = "scatter_reduce")]
    #[doc(alias = "amax")]
    pub fn scatter_max(&self, axis: isize, index: &DynTensor<i64>, source: &Self, include_self: bool) -> Result<Self> {
        let (index, source) = (index.array(), source.array());
        Self::checked(<E as NumericOperations>::scatter_max(self.handle(), axis, index, source, include_self))
    }

    /// This tensor with each element at an index in `index` along an axis replaced by the smallest of the values of `source` for that index and, if
    /// `include_self`, the element itself. `index` and `source` have the same sizes. Same as `torch.scatter_reduce` with `amin`.
    ///
    /// # Errors
    /// Same as [`scatter`](Self::scatter).
    #[doc(alias = "scatter_reduce")]
    #[doc(alias = "amin")]
    pub fn scatter_min(&self, axis: isize, index: &DynTensor<i64>, source: &Self, include_self: bool) -> Result<Self> {
        let (index, source) = (index.array(), source.array());
        Self::checked(<E as NumericOperations>::scatter_min(self.handle(), axis, index, source, include_self))
    }
}
