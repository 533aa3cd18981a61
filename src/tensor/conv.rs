//! The rule "a kernel fits its signal": convolution along the last axis.

use super::{DynTensor, Float, MovingOperations, RealOperations, Result, Tensor};
use crate::core::ops::conv1d::{Padding, Sliding, taps_first};
use crate::shape::{At, Axis, ConvLen, Dim, HasAxis, Ranked, ReadBy, With};

/// Stride, padding and dilation of a sliding window, as a value that carries them in its type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window<const STRIDE: usize = 1, const PADDING: usize = 0, const DILATION: usize = 1>;

impl<S: Ranked, E: Float> Tensor<S, E> {
    /// Slides a kernel along the last axis (a cross-correlation, as in PyTorch): `(.., IN, L)` to `(.., OUT, M)`.
    ///
    /// `M = ⌊(L + 2·PADDING − DILATION·(KERNEL − 1) − 1) / STRIDE⌋ + 1`. [`Conv1d`](crate::nn::Conv1d) is the layer.
    ///
    /// # Panics
    /// If axes known at run time do not fit.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor, Window};
    /// let x: Tensor<(Dim<1>, Dim<5>)> = Tensor::from([[1.0, 2.0, 3.0, 4.0, 5.0]]);
    /// let difference: Tensor<(Dim<1>, Dim<1>, Dim<2>)> = Tensor::from([[[-1.0, 1.0]]]);
    /// let y: Tensor<(Dim<1>, Dim<4>)> = x.conv1d(&difference, Window::<1, 0, 1>);
    /// assert_eq!(y.to_vec(), [1.0; 4]);
    /// ```
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    #[track_caller]
    pub fn conv1d<IN, OUT, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize>(
        &self,
        weight: &Tensor<(OUT, IN, Dim<KERNEL>), E>,
        _window: Window<STRIDE, PADDING, DILATION>,
    ) -> Tensor<With<With<S, -2, OUT>, -1, <At<S, -1> as ConvLen<KERNEL, STRIDE, PADDING, DILATION>>::Output>, E>
    where
        IN: Axis,
        OUT: Axis,
        S: HasAxis<-2> + HasAxis<-1>,
        At<S, -2>: ReadBy<IN>,
        At<S, -1>: ConvLen<KERNEL, STRIDE, PADDING, DILATION>,
        With<S, -2, OUT>: HasAxis<-1>,
    {
        let sliding = Sliding { stride: STRIDE, dilation: DILATION, padding: Padding::Both(PADDING) };
        Tensor::proved(<E as RealOperations>::conv1d(self.handle(), weight.handle(), None, sliding))
    }

    /// As [`conv1d`](Self::conv1d), with an error where a kernel does not fit a run-time length, or run-time channels differ.
    ///
    /// # Errors
    /// [`ShapeError::Kernel`](super::ShapeError::Kernel) or [`ShapeError::Size`](super::ShapeError::Size).
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    pub fn try_conv1d<IN, OUT, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize>(
        &self,
        weight: &Tensor<(OUT, IN, Dim<KERNEL>), E>,
        _window: Window<STRIDE, PADDING, DILATION>,
    ) -> Result<Tensor<With<With<S, -2, OUT>, -1, <At<S, -1> as ConvLen<KERNEL, STRIDE, PADDING, DILATION>>::Output>, E>>
    where
        IN: Axis,
        OUT: Axis,
        S: HasAxis<-2> + HasAxis<-1>,
        At<S, -2>: ReadBy<IN>,
        At<S, -1>: ConvLen<KERNEL, STRIDE, PADDING, DILATION>,
        With<S, -2, OUT>: HasAxis<-1>,
    {
        let sliding = Sliding { stride: STRIDE, dilation: DILATION, padding: Padding::Both(PADDING) };
        Tensor::checked(<E as RealOperations>::conv1d(self.handle(), weight.handle(), None, sliding))
    }
}

impl<E: Float> DynTensor<E> {
    /// Slides a kernel along the last axis: `[.., in, length]` and a weight `[out, in, kernel]` give `[.., out, steps]`.
    ///
    /// # Errors
    /// [`ShapeError::Kernel`](super::ShapeError::Kernel) if the kernel does not fit the length,
    /// [`ShapeError::Size`](super::ShapeError::Size) if the channels differ, or [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn conv1d(
        &self,
        weight: &Self,
        bias: Option<&Self>,
        stride: usize,
        padding: usize,
        dilation: usize,
    ) -> Result<Self> {
        let sliding = Sliding { stride, dilation, padding: Padding::Both(padding) };
        Self::checked(<E as RealOperations>::conv1d(self.handle(), weight.handle(), bias.map(Tensor::handle), sliding))
    }

    /// The convolution whose step t sees no later step: as many zeros on the left as the kernel reaches back, none on the right,
    /// so that the length stays.
    ///
    /// # Errors
    /// As [`conv1d`](Self::conv1d).
    pub fn causal_conv1d(&self, weight: &Self, bias: Option<&Self>, dilation: usize) -> Result<Self> {
        let sliding = Sliding { stride: 1, dilation, padding: Padding::Causal };
        Self::checked(<E as RealOperations>::conv1d(self.handle(), weight.handle(), bias.map(Tensor::handle), sliding))
    }

    /// This weight `[out, in, kernel]` laid out in memory as convolutions read it best.
    pub(crate) fn in_taps_order(&self) -> Result<Self> {
        Self::checked(<E as MovingOperations>::in_order(self.array(), &taps_first()))
    }
}
