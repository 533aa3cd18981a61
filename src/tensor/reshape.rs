//! Operations with the shape rule "the element count is kept": reshape, flatten, merge and unflatten.

use super::{DynTensor, Element, MovingOperations, Result, SizeList, Tensor, arguments, check_sizes};
use crate::shape::{
    At, Axis, FlattenAll, Merge, MergeAxes, MergeSizes, Mergeable, Merged, Ranked, SameCount, SameRuntime, SplitAxis,
    SplitInto, SplitSizes, Splittable, Unflattened,
};
use timeseriesml_core::layout::Sizes;

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The same elements in row-major order, in another shape with the same number of elements. Run-time axes keep their order.
    ///
    /// The result is a view if the elements are already in row-major order in memory, else a copy.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Dim, Tensor};
    /// let x: Tensor<(Batch, Dim<24>, Dim<7>)> = Tensor::zeros_sized([32, 24, 7])?;
    /// let y: Tensor<(Batch, Dim<168>)> = x.reshape();
    /// assert_eq!(y.sizes(), [32, 168]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn reshape<T: Ranked>(&self /* `x.reshape::<(Batch, Dim<42>)>()` */) -> Tensor<T, E>
    where
        S: SameCount<T> + SameRuntime<T>,
    {
        Tensor::proved(<E as MovingOperations>::reshape(self.handle(), self.sizes_as::<T>()))
    }

    /// Like [`reshape`](Self::reshape), but never a copy.
    ///
    /// # Errors
    /// [`ShapeError::Argument`](super::ShapeError::Argument) if the elements are not in row-major order, as after a `transpose`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert!(x.view::<(Dim<6>,)>().is_ok());
    /// assert!(x.transpose::<0, 1>().view::<(Dim<6>,)>().is_err());
    /// ```
    pub fn view<T: Ranked>(&self /* `x.view::<(Batch, Dim<42>)>()` */) -> Result<Tensor<T, E>>
    where
        S: SameCount<T> + SameRuntime<T>,
    {
        Tensor::checked(<E as MovingOperations>::view(self.handle(), self.sizes_as::<T>()))
    }

    /// The same elements, contiguous in row-major order: this tensor if they already are, or a copy.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn contiguous(&self) -> Self {
        Tensor::proved(<E as MovingOperations>::contiguous(self.handle()))
    }

    /// The sizes of the result of a reshape into `T`. The run-time axes of `T` have the sizes of this tensor's run-time axes, in order.
    fn sizes_as<T: Ranked>(&self) -> Sizes {
        let mut sizes = Sizes::scalar();
        let mut open = S::AXES.iter().zip(self.sizes()).filter(|(axis, _)| axis.size.is_none()).map(|(_, &size)| size);
        T::AXES.iter().for_each(|axis| sizes.push(axis.size.or_else(|| open.next()).unwrap_or(0)));
        sizes
    }

    /// The same elements in another shape, with all sizes given and checked at run time.
    ///
    /// # Errors
    /// [`ShapeError::Count`](super::ShapeError::Count) if the number of elements differs, [`ShapeError::Size`](super::ShapeError::Size) if
    /// a size differs from the static size of its axis.
    pub fn try_reshape<T: Ranked>(&self, sizes: T::Sizes) -> Result<Tensor<T, E>> {
        check_sizes("reshape", Some(T::AXES), sizes.as_ref())?;
        Tensor::checked(<E as MovingOperations>::reshape(self.handle(), Sizes::new("reshape", sizes.as_ref())?))
    }

    /// This tensor with all axes merged into one.
    pub fn flatten<O: Axis>(&self) -> Tensor<(O,), E>
    where
        S: FlattenAll<Output = O>,
    {
        let sizes = Sizes::scalar().pushed(&[self.numel()]);
        Tensor::proved(<E as MovingOperations>::reshape(self.handle(), sizes))
    }

    /// Merges axis `I` with the next one.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Dim, Tensor};
    /// let x: Tensor<(Batch, Dim<8>, Dim<16>)> = Tensor::zeros_sized([2, 8, 16])?;
    /// let heads_joined: Tensor<(Batch, Dim<128>)> = x.merge::<1>();
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[doc(alias = "flatten")]
    pub fn merge<const I: isize>(&self) -> Tensor<Merged<S, I>, E>
    where
        S: MergeAxes<I>,
        S::First: MergeSizes<S::Second>,
        Mergeable<S::First, S::Second>: Merge<S::Second>,
    {
        Tensor::proved(<E as MovingOperations>::merge(self.handle(), S::INDEX as isize))
    }

    /// Splits axis `I` into two axes, for attention heads and patches: `Dim<PARTS>`, and one with the size of a part.
    ///
    /// # Panics
    /// If an axis known only at run time cannot be split into `PARTS` equal parts.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Dim, Tensor};
    /// let x: Tensor<(Batch, Dim<96>, Dim<64>)> = Tensor::zeros_sized([2, 96, 64])?;
    /// let heads: Tensor<(Batch, Dim<96>, Dim<4>, Dim<16>)> = x.unflatten::<-1, 4>();
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[track_caller]
    pub fn unflatten<const I: isize, const PARTS: usize>(&self) -> Tensor<Unflattened<S, I, PARTS>, E>
    where
        S: SplitAxis<I>,
        At<S, I>: SplitSizes<PARTS>,
        Splittable<At<S, I>, PARTS>: SplitInto<PARTS>,
    {
        Tensor::proved(<E as MovingOperations>::unflatten(self.handle(), I, PARTS))
    }

    /// Like [`unflatten`](Self::unflatten), but returns an error if `PARTS` does not divide a run-time size.
    ///
    /// # Errors
    /// [`ShapeError::Divide`](super::ShapeError::Divide).
    pub fn try_unflatten<const I: isize, const PARTS: usize>(&self) -> Result<Tensor<Unflattened<S, I, PARTS>, E>>
    where
        S: SplitAxis<I>,
        At<S, I>: SplitSizes<PARTS>,
        Splittable<At<S, I>, PARTS>: SplitInto<PARTS>,
    {
        Tensor::checked(<E as MovingOperations>::unflatten(self.handle(), I, PARTS))
    }
}

impl<E: Element> DynTensor<E> {
    /// The same elements in row-major order with other sizes. One size may be -1: it is inferred from the others.
    ///
    /// # Errors
    /// [`ShapeError::Count`](super::ShapeError::Count) if the number of elements differs, [`ShapeError::Argument`](super::ShapeError::Argument) for
    /// a second -1 or another negative size, and if -1 cannot be inferred, or is ambiguous because another size is 0.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::<f32>::zeros_sized([2, 3, 4])?;
    /// assert_eq!(x.reshape([6, 4])?.sizes(), [6, 4]);
    /// assert_eq!(x.reshape([2, -1])?.sizes(), [2, 12]);
    /// assert!(x.reshape([5, -1]).is_err());
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn reshape(&self, sizes: impl SizeList) -> Result<Self> {
        let sizes = arguments::inferred("reshape", sizes.list(), self.numel())?;
        Self::checked(<E as MovingOperations>::reshape(self.handle(), sizes))
    }

    /// Like [`reshape`](Self::reshape), but never a copy.
    ///
    /// # Errors
    /// [`ShapeError::Argument`](super::ShapeError::Argument) if the elements are not in row-major order, and the errors of
    /// [`reshape`](Self::reshape).
    pub fn view(&self, sizes: impl SizeList) -> Result<Self> {
        let sizes = arguments::inferred("view", sizes.list(), self.numel())?;
        Self::checked(<E as MovingOperations>::view(self.handle(), sizes))
    }

    /// The same elements, contiguous in row-major order: this tensor if they already are, or a copy.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`](super::ShapeError::TooLarge) if there is not enough memory for a copy.
    pub fn contiguous(&self) -> Result<Self> {
        Self::checked(<E as MovingOperations>::contiguous(self.handle()))
    }

    /// This tensor with all axes merged into one.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`](super::ShapeError::TooLarge) if there is not enough memory for a copy.
    pub fn flatten(&self) -> Result<Self> {
        let sizes = Sizes::scalar().pushed(&[self.numel()]);
        Self::named("flatten", <E as MovingOperations>::reshape(self.handle(), sizes))
    }

    /// Merges an axis with the next one.
    ///
    /// # Errors
    /// [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no next axis.
    pub fn merge(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::merge(self.handle(), axis))
    }

    /// Splits an axis into two axes: one of size `parts`, and one with the size of a part.
    ///
    /// # Errors
    /// [`ShapeError::Divide`](super::ShapeError::Divide) if `parts` does not divide the size of the axis.
    pub fn unflatten(&self, axis: isize, parts: usize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::unflatten(self.handle(), axis, parts))
    }
}
