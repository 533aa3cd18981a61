//! Operations with the shape rule "a range inside an axis": slice, narrow, select. All are views.

use super::{AxisIndex, DynTensor, Element, MovingOperations, Result, Tensor, arguments, named, or_panic};
use crate::shape::{
    At, HasAxis, Narrow, NarrowSizes, Narrowable, NarrowedAxis, Ranked, Shape, SliceAxis, SliceSizes, Sliceable,
    SlicedAxis, With, Without,
};
use std::ops::Index;
use timeseriesml_core::error::ShapeError;
use timeseriesml_core::layout::resolve_axis;

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The elements `FROM..TO` of axis `I`. The result has a static size even if axis `I` is a run-time axis; whether the range fits is then checked
    /// at run time.
    ///
    /// # Panics
    /// If an axis known only at run time is too short.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<5>,)> = Tensor::from([0.0, 1.0, 2.0, 3.0, 4.0]);
    /// assert_eq!(x.slice::<0, 1, 4>().to_vec(), [1.0, 2.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn slice<const I: isize, const FROM: usize, const TO: usize>(
        &self,
    ) -> Tensor<With<S, I, SlicedAxis<At<S, I>, FROM, TO>>, E>
    where
        S: HasAxis<I>,
        At<S, I>: SliceSizes<FROM, TO>,
        Sliceable<At<S, I>, FROM, TO>: SliceAxis<FROM, TO>,
    {
        Tensor::proved(named("slice", <E as MovingOperations>::narrow(self.handle(), I, FROM, TO - FROM)))
    }

    /// Like [`slice`](Self::slice), but returns an error if a run-time axis is too short.
    ///
    /// # Errors
    /// [`ShapeError::Range`].
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    pub fn try_slice<const I: isize, const FROM: usize, const TO: usize>(
        &self,
    ) -> Result<Tensor<With<S, I, SlicedAxis<At<S, I>, FROM, TO>>, E>>
    where
        S: HasAxis<I>,
        At<S, I>: SliceSizes<FROM, TO>,
        Sliceable<At<S, I>, FROM, TO>: SliceAxis<FROM, TO>,
    {
        Tensor::named("slice", <E as MovingOperations>::narrow(self.handle(), I, FROM, TO - FROM))
    }

    /// `LEN` elements of axis `I`, starting at `START`.
    ///
    /// # Panics
    /// If an axis known only at run time is too short.
    #[track_caller]
    pub fn narrow<const I: isize, const START: usize, const LEN: usize>(
        &self,
    ) -> Tensor<With<S, I, NarrowedAxis<At<S, I>, START, LEN>>, E>
    where
        S: HasAxis<I>,
        At<S, I>: NarrowSizes<START, LEN>,
        Narrowable<At<S, I>, START, LEN>: Narrow<START, LEN>,
    {
        Tensor::proved(<E as MovingOperations>::narrow(self.handle(), I, START, LEN))
    }

    /// Like [`narrow`](Self::narrow), but returns an error if a run-time axis is too short.
    ///
    /// # Errors
    /// [`ShapeError::Range`].
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    pub fn try_narrow<const I: isize, const START: usize, const LEN: usize>(
        &self,
    ) -> Result<Tensor<With<S, I, NarrowedAxis<At<S, I>, START, LEN>>, E>>
    where
        S: HasAxis<I>,
        At<S, I>: NarrowSizes<START, LEN>,
        Narrowable<At<S, I>, START, LEN>: Narrow<START, LEN>,
    {
        Tensor::checked(<E as MovingOperations>::narrow(self.handle(), I, START, LEN))
    }

    /// Element `index` of axis `I`, which is removed from the result; -1 is the last element.
    ///
    /// # Panics
    /// If the axis has no such element.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.select::<1>(0).to_vec(), [1.0, 4.0]);
    /// assert_eq!(x.select::<1>(-1).to_vec(), [3.0, 6.0]);
    /// ```
    #[track_caller]
    pub fn select<const I: isize>(&self, index: impl AxisIndex) -> Tensor<Without<S, I>, E>
    where
        S: HasAxis<I>,
    {
        or_panic(self.try_select::<I>(index))
    }

    /// Like [`select`](Self::select), but returns an error for an index out of range.
    ///
    /// # Errors
    /// [`ShapeError::Range`], or [`ShapeError::NoSuchElement`] for a negative index.
    pub fn try_select<const I: isize>(&self, index: impl AxisIndex) -> Result<Tensor<Without<S, I>, E>>
    where
        S: HasAxis<I>,
    {
        let axis = resolve_axis("select", I, self.sizes())?;
        let index = arguments::place("select", index, axis, self.sizes()[axis])?;
        Tensor::checked(<E as MovingOperations>::select(self.handle(), I, index))
    }
}

/// Positions count from 0, or backwards from -1, the last element, as in NumPy.
impl<E: Element> DynTensor<E> {
    /// `len` elements of an axis, starting at `start`.
    ///
    /// # Errors
    /// [`ShapeError::Range`] or [`ShapeError::NoSuchElement`] if elements are out of range, [`ShapeError::NoSuchAxis`] if there is no such axis.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([5], &[0, 1, 2, 3, 4])?;
    /// assert_eq!(x.narrow(0, 1, 2)?.to_vec(), [1, 2]);
    /// assert_eq!(x.narrow(0, -3, 2)?.to_vec(), [2, 3]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn narrow(&self, axis: isize, start: impl AxisIndex, len: usize) -> Result<Self> {
        let (at, size) = self.axis("narrow", axis)?;
        let start = arguments::place("narrow", start, at, size)?;
        Self::checked(<E as MovingOperations>::narrow(self.handle(), axis, start, len))
    }

    /// The elements `from..to` of an axis; element `to` is not included.
    ///
    /// # Errors
    /// Same as [`narrow`](Self::narrow); also if the range runs backwards.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([5], &[0, 1, 2, 3, 4])?;
    /// assert_eq!(x.slice(0, 1, -1)?.to_vec(), [1, 2, 3]);
    /// assert_eq!(x.slice(0, -2, x.sizes()[0])?.to_vec(), [3, 4]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn slice(&self, axis: isize, from: impl AxisIndex, to: impl AxisIndex) -> Result<Self> {
        let op = "slice";
        let (at, size) = self.axis(op, axis)?;
        let (start, end) = (arguments::place(op, from, at, size)?, arguments::place(op, to, at, size)?);
        let len = end.checked_sub(start).ok_or(ShapeError::Range { op, axis: at, start, end, size })?;
        Self::named(op, <E as MovingOperations>::narrow(self.handle(), axis, start, len))
    }

    /// One element of an axis; the result lacks that axis.
    ///
    /// # Errors
    /// Same as [`narrow`](Self::narrow).
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([2, 2], &[1, 2, 3, 4])?;
    /// assert_eq!(x.select(0, -1)?.to_vec(), [3, 4]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn select(&self, axis: isize, index: impl AxisIndex) -> Result<Self> {
        let (at, size) = self.axis("select", axis)?;
        let index = arguments::place("select", index, at, size)?;
        Self::checked(<E as MovingOperations>::select(self.handle(), axis, index))
    }

    /// The position of an axis counted from the front, and the size of the axis.
    pub(super) fn axis(&self, op: &'static str, axis: isize) -> Result<(usize, usize)> {
        resolve_axis(op, axis, self.sizes()).map(|at| (at, self.sizes()[at]))
    }
}

/// The index in `x[..]`. Nothing implements it, since `Index` would have to return a reference. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "cannot index a tensor with brackets",
    label = "tensors have no `[..]`: use a method",
    note = "use `x.select::<0>(3)` for one element, `x.slice::<0, 2, 5>()` for a range, `x.masked_select(&mask)` for a mask, `x.index_select::<0, _>(&index)` for a list of indices; on a `DynTensor`: `x.select(0, 3)?`, `x.slice(0, 2, 5)?`"
)]
pub trait Brackets {}

#[doc(hidden)]
impl<S: Shape, E: Element, I: Brackets> Index<I> for Tensor<S, E> {
    type Output = E;
    fn index(&self, _: I) -> &E {
        unreachable!("`Brackets` is implemented for nothing")
    }
}
