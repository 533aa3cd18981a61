//! Operations with the shape rule "an axis changes its length": padding, repetition, slices with a step, splits, sliding windows, differences.

use super::{
    AxisIndex, DynTensor, Element, MovingOperations, Number, NumericOperations, OneOrMore, Result, Tensor, arguments,
    or_panic,
};
use crate::shape::{
    At, CutAxis, CutSizes, Cuttable, DiffAxis, DiffSizes, Differable, DifferencesAxis, HasAxis, PadAxis, PadSizes,
    Paddable, Ranked, ReflectAxis, RepeatAxis, RepeatSizes, Repeatable, RepeatedAxis, RoomForWindows, StepAxis,
    StepSizes, Steppable, SteppedAxis, UnfoldAxis, UnfoldSizes, Unfoldable, With,
};

/// The shape `S` with its axis `I` padded.
type Padded<S, const I: isize, const BEFORE: usize, const AFTER: usize> =
    With<S, I, <Paddable<At<S, I>, BEFORE, AFTER> as PadAxis<BEFORE, AFTER>>::Output>;

/// The shape `S` with the windows of `SIZE` elements of its axis `I` along a new last axis.
type Unfolded<S, const I: isize, const SIZE: usize, const STEP: usize> =
    <With<S, I, <Unfoldable<At<S, I>, SIZE, STEP> as UnfoldAxis<SIZE, STEP>>::Output> as RoomForWindows<SIZE>>::Output;

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// Pads axis `I` with `BEFORE` elements before it and `AFTER` elements after it, all equal to `value`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>,)> = Tensor::from([1.0, 2.0]);
    /// let y: Tensor<(Dim<5>,)> = x.pad::<0, 2, 1>(0.0);
    /// assert_eq!(y.to_vec(), [0.0, 0.0, 1.0, 2.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn pad<const I: isize, const BEFORE: usize, const AFTER: usize>(
        &self,
        value: E,
    ) -> Tensor<Padded<S, I, BEFORE, AFTER>, E>
    where
        S: HasAxis<I>,
        At<S, I>: PadSizes<BEFORE, AFTER>,
        Paddable<At<S, I>, BEFORE, AFTER>: PadAxis<BEFORE, AFTER>,
    {
        Tensor::proved(<E as MovingOperations>::pad(self.handle(), I, BEFORE, AFTER, value))
    }

    /// Pads axis `I` by reflection, without repeating the end elements.
    ///
    /// # Panics
    /// If an axis known only at run time is not longer than each padding.
    #[track_caller]
    pub fn pad_reflect<const I: isize, const BEFORE: usize, const AFTER: usize>(
        &self,
    ) -> Tensor<Padded<S, I, BEFORE, AFTER>, E>
    where
        S: HasAxis<I>,
        At<S, I>: PadSizes<BEFORE, AFTER>,
        Paddable<At<S, I>, BEFORE, AFTER>: PadAxis<BEFORE, AFTER> + ReflectAxis<BEFORE, AFTER>,
    {
        Tensor::proved(<E as MovingOperations>::pad_reflect(self.handle(), I, BEFORE, AFTER))
    }

    /// Like [`pad_reflect`](Self::pad_reflect), but returns an error if a run-time axis is too short.
    ///
    /// # Errors
    /// [`ShapeError::Argument`](super::ShapeError::Argument).
    pub fn try_pad_reflect<const I: isize, const BEFORE: usize, const AFTER: usize>(
        &self,
    ) -> Result<Tensor<Padded<S, I, BEFORE, AFTER>, E>>
    where
        S: HasAxis<I>,
        At<S, I>: PadSizes<BEFORE, AFTER>,
        Paddable<At<S, I>, BEFORE, AFTER>: PadAxis<BEFORE, AFTER> + ReflectAxis<BEFORE, AFTER>,
    {
        Tensor::checked(<E as MovingOperations>::pad_reflect(self.handle(), I, BEFORE, AFTER))
    }

    /// Pads axis `I` by repeating its first element before it and its last element after it.
    ///
    /// # Panics
    /// If the axis is empty.
    #[track_caller]
    pub fn pad_replicate<const I: isize, const BEFORE: usize, const AFTER: usize>(
        &self,
    ) -> Tensor<Padded<S, I, BEFORE, AFTER>, E>
    where
        S: HasAxis<I>,
        At<S, I>: PadSizes<BEFORE, AFTER>,
        Paddable<At<S, I>, BEFORE, AFTER>: PadAxis<BEFORE, AFTER>,
    {
        Tensor::proved(<E as MovingOperations>::pad_replicate(self.handle(), I, BEFORE, AFTER))
    }

    /// Like [`pad_replicate`](Self::pad_replicate), but returns an error if the axis is empty.
    ///
    /// # Errors
    /// [`ShapeError::Empty`](super::ShapeError::Empty).
    pub fn try_pad_replicate<const I: isize, const BEFORE: usize, const AFTER: usize>(
        &self,
    ) -> Result<Tensor<Padded<S, I, BEFORE, AFTER>, E>>
    where
        S: HasAxis<I>,
        At<S, I>: PadSizes<BEFORE, AFTER>,
        Paddable<At<S, I>, BEFORE, AFTER>: PadAxis<BEFORE, AFTER>,
    {
        Tensor::checked(<E as MovingOperations>::pad_replicate(self.handle(), I, BEFORE, AFTER))
    }

    /// This tensor with axis `I` repeated `TIMES` times, end to end.
    #[doc(alias = "tile")]
    #[track_caller]
    pub fn repeat<const I: isize, const TIMES: usize>(&self) -> Tensor<With<S, I, RepeatedAxis<At<S, I>, TIMES>>, E>
    where
        S: HasAxis<I>,
        At<S, I>: RepeatSizes<TIMES>,
        Repeatable<At<S, I>, TIMES>: RepeatAxis<TIMES>,
    {
        Tensor::proved(<E as MovingOperations>::repeat(self.handle(), I, TIMES))
    }

    /// This tensor with each element of axis `I` repeated `TIMES` times.
    #[track_caller]
    pub fn repeat_interleave<const I: isize, const TIMES: usize>(
        &self,
    ) -> Tensor<With<S, I, RepeatedAxis<At<S, I>, TIMES>>, E>
    where
        S: HasAxis<I>,
        At<S, I>: RepeatSizes<TIMES>,
        Repeatable<At<S, I>, TIMES>: RepeatAxis<TIMES>,
    {
        Tensor::proved(<E as MovingOperations>::repeat_interleave(self.handle(), I, TIMES))
    }

    /// Every `STEP`-th element of `FROM..TO` of axis `I`: a view.
    ///
    /// # Panics
    /// If an axis known only at run time is too short.
    #[track_caller]
    pub fn slice_step<const I: isize, const FROM: usize, const TO: usize, const STEP: usize>(
        &self,
    ) -> Tensor<With<S, I, SteppedAxis<At<S, I>, FROM, TO, STEP>>, E>
    where
        S: HasAxis<I>,
        At<S, I>: StepSizes<FROM, TO, STEP>,
        Steppable<At<S, I>, FROM, TO, STEP>: StepAxis<FROM, TO, STEP>,
    {
        Tensor::proved(<E as MovingOperations>::slice_step(self.handle(), I, FROM, TO, STEP))
    }

    /// Like [`slice_step`](Self::slice_step), but returns an error if a run-time axis is too short.
    ///
    /// # Errors
    /// [`ShapeError::Range`](super::ShapeError::Range).
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    pub fn try_slice_step<const I: isize, const FROM: usize, const TO: usize, const STEP: usize>(
        &self,
    ) -> Result<Tensor<With<S, I, SteppedAxis<At<S, I>, FROM, TO, STEP>>, E>>
    where
        S: HasAxis<I>,
        At<S, I>: StepSizes<FROM, TO, STEP>,
        Steppable<At<S, I>, FROM, TO, STEP>: StepAxis<FROM, TO, STEP>,
    {
        Tensor::checked(<E as MovingOperations>::slice_step(self.handle(), I, FROM, TO, STEP))
    }

    /// The first `AT` elements of axis `I`, and the rest: views.
    ///
    /// # Panics
    /// If an axis known only at run time is too short.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let series: Tensor<(Dim<120>,)> = Tensor::zeros();
    /// let (past, future): (Tensor<(Dim<96>,)>, Tensor<(Dim<24>,)>) = series.split_at::<0, 96>();
    /// ```
    #[expect(clippy::type_complexity, reason = "the shapes of the results, read off the operand")]
    #[track_caller]
    pub fn split_at<const I: isize, const AT: usize>(
        &self,
    ) -> (
        Tensor<With<S, I, <Cuttable<At<S, I>, AT> as CutAxis<AT>>::First>, E>,
        Tensor<With<S, I, <Cuttable<At<S, I>, AT> as CutAxis<AT>>::Rest>, E>,
    )
    where
        S: HasAxis<I>,
        At<S, I>: CutSizes<AT>,
        Cuttable<At<S, I>, AT>: CutAxis<AT>,
    {
        or_panic(self.try_split_at::<I, AT>())
    }

    /// Like [`split_at`](Self::split_at), but returns an error if a run-time axis is too short.
    ///
    /// # Errors
    /// [`ShapeError::Range`](super::ShapeError::Range).
    #[expect(clippy::type_complexity, reason = "the shapes of the results, read off the operand")]
    pub fn try_split_at<const I: isize, const AT: usize>(
        &self,
    ) -> Result<(
        Tensor<With<S, I, <Cuttable<At<S, I>, AT> as CutAxis<AT>>::First>, E>,
        Tensor<With<S, I, <Cuttable<At<S, I>, AT> as CutAxis<AT>>::Rest>, E>,
    )>
    where
        S: HasAxis<I>,
        At<S, I>: CutSizes<AT>,
        Cuttable<At<S, I>, AT>: CutAxis<AT>,
    {
        let op = "split_at";
        let first = Tensor::named(op, <E as MovingOperations>::narrow(self.handle(), I, 0, AT))?;
        let rest = self.sizes()[S::INDEX] - AT;
        Ok((first, Tensor::named(op, <E as MovingOperations>::narrow(self.handle(), I, AT, rest))?))
    }

    /// Windows of `SIZE` elements that slide over axis `I` in steps of `STEP`, along a new last axis: a view.
    ///
    /// # Panics
    /// If an axis known only at run time is shorter than the window.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<4>,)> = Tensor::from([1.0, 2.0, 3.0, 4.0]);
    /// let windows: Tensor<(Dim<2>, Dim<3>)> = x.unfold::<0, 3, 1>();
    /// assert_eq!(windows.to_vec(), [1.0, 2.0, 3.0, 2.0, 3.0, 4.0]);
    /// ```
    #[doc(alias = "sliding_window_view")]
    #[track_caller]
    pub fn unfold<const I: isize, const SIZE: usize, const STEP: usize>(&self) -> Tensor<Unfolded<S, I, SIZE, STEP>, E>
    where
        S: HasAxis<I>,
        At<S, I>: UnfoldSizes<SIZE, STEP>,
        Unfoldable<At<S, I>, SIZE, STEP>: UnfoldAxis<SIZE, STEP>,
        With<S, I, <Unfoldable<At<S, I>, SIZE, STEP> as UnfoldAxis<SIZE, STEP>>::Output>: RoomForWindows<SIZE>,
    {
        Tensor::proved(<E as MovingOperations>::unfold(self.handle(), I, SIZE, STEP))
    }

    /// Like [`unfold`](Self::unfold), but returns an error if a run-time axis is too short.
    ///
    /// # Errors
    /// [`ShapeError::Range`](super::ShapeError::Range).
    pub fn try_unfold<const I: isize, const SIZE: usize, const STEP: usize>(
        &self,
    ) -> Result<Tensor<Unfolded<S, I, SIZE, STEP>, E>>
    where
        S: HasAxis<I>,
        At<S, I>: UnfoldSizes<SIZE, STEP>,
        Unfoldable<At<S, I>, SIZE, STEP>: UnfoldAxis<SIZE, STEP>,
        With<S, I, <Unfoldable<At<S, I>, SIZE, STEP> as UnfoldAxis<SIZE, STEP>>::Output>: RoomForWindows<SIZE>,
    {
        Tensor::checked(<E as MovingOperations>::unfold(self.handle(), I, SIZE, STEP))
    }
}

impl<S: Ranked, E: Number> Tensor<S, E> {
    /// The differences between neighbors along axis `I`: `y[i] = x[i + 1] − x[i]`.
    ///
    /// # Panics
    /// If a run-time axis is empty.
    #[track_caller]
    pub fn diff<const I: isize>(&self) -> Tensor<With<S, I, DifferencesAxis<At<S, I>>>, E>
    where
        S: HasAxis<I>,
        At<S, I>: DiffSizes,
        Differable<At<S, I>>: DiffAxis,
    {
        Tensor::proved(<E as NumericOperations>::diff(self.handle(), I))
    }

    /// Like [`diff`](Self::diff), but returns an error if a run-time axis is empty.
    ///
    /// # Errors
    /// [`ShapeError::Empty`](super::ShapeError::Empty).
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operand")]
    pub fn try_diff<const I: isize>(&self) -> Result<Tensor<With<S, I, DifferencesAxis<At<S, I>>>, E>>
    where
        S: HasAxis<I>,
        At<S, I>: DiffSizes,
        Differable<At<S, I>>: DiffAxis,
    {
        Tensor::checked(<E as NumericOperations>::diff(self.handle(), I))
    }
}

/// Each method fails with [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis, and with
/// [`ShapeError::TooLarge`](super::ShapeError::TooLarge) if memory cannot hold the result.
impl<E: Element> DynTensor<E> {
    /// Pads an axis with `before` elements before it and `after` elements after it, all equal to `value`.
    pub fn pad(&self, axis: isize, before: usize, after: usize, value: E) -> Result<Self> {
        Self::checked(<E as MovingOperations>::pad(self.handle(), axis, before, after, value))
    }

    /// Pads an axis by reflection, without repeating the end elements.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Argument`](super::ShapeError::Argument) if the axis is not longer than each padding.
    pub fn pad_reflect(&self, axis: isize, before: usize, after: usize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::pad_reflect(self.handle(), axis, before, after))
    }

    /// Pads an axis by repeating its first element before it and its last element after it.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Empty`](super::ShapeError::Empty) if the axis is empty.
    pub fn pad_replicate(&self, axis: isize, before: usize, after: usize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::pad_replicate(self.handle(), axis, before, after))
    }

    /// This tensor with an axis repeated `times` times, end to end. With several axes, `times` has one number for each.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Argument`](super::ShapeError::Argument) if the number of repetitions is not the number of axes,
    /// [`ShapeError::AxisTwice`](super::ShapeError::AxisTwice) if an axis is named twice.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([1, 2], &[1, 2])?;
    /// assert_eq!(x.repeat(1, 2)?.to_vec(), [1, 2, 1, 2]);
    /// assert_eq!(x.repeat([0, 1], [3, 2])?.sizes(), [3, 4]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[doc(alias = "tile")]
    pub fn repeat(&self, axes: impl OneOrMore<isize>, times: impl OneOrMore<usize>) -> Result<Self> {
        Self::named("repeat", <E as MovingOperations>::repeat_axes(self.handle(), axes.list(), times.list()))
    }

    /// This tensor with each element of an axis repeated `times` times.
    pub fn repeat_interleave(&self, axis: isize, times: usize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::repeat_interleave(self.handle(), axis, times))
    }

    /// Every `step`-th element of `from..to` of an axis: a view. Negative positions count from the end.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Range`](super::ShapeError::Range) or [`ShapeError::NoSuchElement`](super::ShapeError::NoSuchElement) if the range
    /// does not fit the axis, [`ShapeError::Argument`](super::ShapeError::Argument) for a step of 0.
    pub fn slice_step(&self, axis: isize, from: impl AxisIndex, to: impl AxisIndex, step: usize) -> Result<Self> {
        let (at, size) = self.axis("slice_step", axis)?;
        let from = arguments::place("slice_step", from, at, size)?;
        let to = arguments::place("slice_step", to, at, size)?;
        Self::checked(<E as MovingOperations>::slice_step(self.handle(), axis, from, to, step))
    }

    /// Views of the parts of an axis with the given sizes, which must add up to the size of the axis.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Argument`](super::ShapeError::Argument) if the sizes do not add up to the size of the axis.
    pub fn split_sizes(&self, axis: isize, sizes: &[usize]) -> Result<Vec<Self>> {
        let parts = <E as MovingOperations>::split_sizes(self.array(), axis, sizes)?;
        Ok(parts.into_iter().map(Tensor::from_array).collect())
    }

    /// Views of at most `chunks` parts of an axis, all of the same size except the last one, which may be smaller.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Argument`](super::ShapeError::Argument) for 0 chunks.
    pub fn chunk(&self, axis: isize, chunks: usize) -> Result<Vec<Self>> {
        let parts = <E as MovingOperations>::chunk(self.array(), axis, chunks)?;
        Ok(parts.into_iter().map(Tensor::from_array).collect())
    }

    /// Windows of `size` elements that slide over an axis in steps of `step`, along a new last axis: a view.
    ///
    /// # Errors
    /// In addition, [`ShapeError::Range`](super::ShapeError::Range) if the axis is shorter than a window,
    /// [`ShapeError::Argument`](super::ShapeError::Argument) for a step of 0.
    #[doc(alias = "sliding_window_view")]
    pub fn unfold(&self, axis: isize, size: usize, step: usize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::unfold(self.handle(), axis, size, step))
    }
}

impl<E: Number> DynTensor<E> {
    /// The differences between neighbors along an axis.
    ///
    /// # Errors
    /// [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis, [`ShapeError::Empty`](super::ShapeError::Empty) if it has
    /// no element.
    pub fn diff(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as NumericOperations>::diff(self.handle(), axis))
    }
}
