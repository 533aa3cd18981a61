//! Operations with the shape rule "a kernel fits its signal": convolution along the last axis, plain, in groups and transposed.

use super::{DynTensor, Float, MovingOperations, RealOperations, Result, SidePadding, Tensor};
use crate::shape::{
    At, Axis, ConvLen, ConvSizes, ConvTransposeLen, ConvTransposeSizes, Convolvable, Convolved, Dim, HasAxis, Ranked,
    ReadBy, ReadInGroups, ReadTransposed, Spread, Spreadable, With, WrittenInGroups,
};
use timeseriesml_core::ops::conv_transpose1d::Spreading;
use timeseriesml_core::ops::conv1d::{Padding, Sliding, taps_first};

/// Stride, padding and dilation of a sliding window. The type holds the numbers; callers pass a value of it as an argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window<const STRIDE: usize = 1, const PADDING: usize = 0, const DILATION: usize = 1>;

/// The number of groups of a convolution. The type holds the number; callers pass a value of it as an argument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Groups<const GROUPS: usize>;

impl<S: Ranked, E: Float> Tensor<S, E> {
    /// Slides a kernel along the last axis (a cross-correlation, as in PyTorch): `(.., IN, L)` to `(.., OUT, M)`.
    ///
    /// `M = ⌊(L + 2·PADDING − DILATION·(KERNEL − 1) − 1) / STRIDE⌋ + 1`. [`Conv1d`](crate::nn::Conv1d) is the layer.
    ///
    /// # Panics
    /// If the kernel does not fit a length known only at run time, or channels known only at run time differ.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor, tensor::Window};
    /// let x: Tensor<(Dim<1>, Dim<5>)> = Tensor::from([[1.0, 2.0, 3.0, 4.0, 5.0]]);
    /// let difference: Tensor<(Dim<1>, Dim<1>, Dim<2>)> = Tensor::from([[[-1.0, 1.0]]]);
    /// let y: Tensor<(Dim<1>, Dim<4>)> = x.conv1d(&difference, Window::<1, 0, 1>);
    /// assert_eq!(y.to_vec(), [1.0; 4]);
    /// ```
    #[track_caller]
    pub fn conv1d<IN, OUT, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize>(
        &self,
        weight: &Tensor<(OUT, IN, Dim<KERNEL>), E>,
        _window: Window<STRIDE, PADDING, DILATION>,
    ) -> Tensor<Convolved<S, OUT, KERNEL, STRIDE, PADDING, DILATION>, E>
    where
        IN: Axis,
        OUT: Axis,
        S: HasAxis<-2> + HasAxis<-1>,
        At<S, -2>: ReadBy<IN>,
        At<S, -1>: ConvSizes<KERNEL, STRIDE, PADDING, DILATION>,
        Convolvable<At<S, -1>, KERNEL, STRIDE, PADDING, DILATION>: ConvLen<KERNEL, STRIDE, PADDING, DILATION>,
        With<S, -2, OUT>: HasAxis<-1>,
    {
        let sliding = Sliding { stride: STRIDE, dilation: DILATION, padding: Padding::both(PADDING) };
        Tensor::proved(<E as RealOperations>::conv1d(self.handle(), weight.handle(), None, sliding))
    }

    /// Like [`conv1d`](Self::conv1d), but returns an error if the kernel does not fit a run-time length or run-time channels differ.
    ///
    /// # Errors
    /// [`ShapeError::Kernel`](super::ShapeError::Kernel) or [`ShapeError::Size`](super::ShapeError::Size).
    pub fn try_conv1d<IN, OUT, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize>(
        &self,
        weight: &Tensor<(OUT, IN, Dim<KERNEL>), E>,
        _window: Window<STRIDE, PADDING, DILATION>,
    ) -> Result<Tensor<Convolved<S, OUT, KERNEL, STRIDE, PADDING, DILATION>, E>>
    where
        IN: Axis,
        OUT: Axis,
        S: HasAxis<-2> + HasAxis<-1>,
        At<S, -2>: ReadBy<IN>,
        At<S, -1>: ConvSizes<KERNEL, STRIDE, PADDING, DILATION>,
        Convolvable<At<S, -1>, KERNEL, STRIDE, PADDING, DILATION>: ConvLen<KERNEL, STRIDE, PADDING, DILATION>,
        With<S, -2, OUT>: HasAxis<-1>,
    {
        let sliding = Sliding { stride: STRIDE, dilation: DILATION, padding: Padding::both(PADDING) };
        Tensor::checked(<E as RealOperations>::conv1d(self.handle(), weight.handle(), None, sliding))
    }

    /// Like [`conv1d`](Self::conv1d), but in independent groups of channels: the weight is `(OUT, IN / GROUPS, KERNEL)`, and each of the
    /// `GROUPS` equal parts of the output channels reads its own part of the `IN` input channels.
    ///
    /// With as many groups as input channels this is the depthwise convolution: each filter reads one channel.
    ///
    /// # Panics
    /// If axes known only at run time do not match the weight.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor, tensor::{Groups, Window}};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [1.0, 2.0, 4.0]]);
    /// let filters: Tensor<(Dim<2>, Dim<1>, Dim<2>)> = Tensor::from([[[1.0, 1.0]], [[-1.0, 1.0]]]); // a sum, a difference
    /// let y: Tensor<(Dim<2>, Dim<2>)> = x.conv1d_grouped(&filters, Groups::<2>, Window::<1, 0, 1>);
    /// assert_eq!(y.to_vec(), [3.0, 5.0, 1.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn conv1d_grouped<
        IN,
        OUT,
        const GROUPS: usize,
        const KERNEL: usize,
        const STRIDE: usize,
        const PADDING: usize,
        const DILATION: usize,
    >(
        &self,
        weight: &Tensor<(OUT, IN, Dim<KERNEL>), E>,
        _groups: Groups<GROUPS>,
        _window: Window<STRIDE, PADDING, DILATION>,
    ) -> Tensor<Convolved<S, OUT, KERNEL, STRIDE, PADDING, DILATION>, E>
    where
        IN: Axis,
        OUT: Axis + WrittenInGroups<GROUPS>,
        S: HasAxis<-2> + HasAxis<-1>,
        At<S, -2>: ReadInGroups<GROUPS, IN>,
        At<S, -1>: ConvSizes<KERNEL, STRIDE, PADDING, DILATION>,
        Convolvable<At<S, -1>, KERNEL, STRIDE, PADDING, DILATION>: ConvLen<KERNEL, STRIDE, PADDING, DILATION>,
        With<S, -2, OUT>: HasAxis<-1>,
    {
        let sliding = Sliding { stride: STRIDE, dilation: DILATION, padding: Padding::both(PADDING) };
        Tensor::proved(<E as RealOperations>::conv1d_grouped(self.handle(), weight.handle(), None, GROUPS, sliding))
    }

    /// Like [`conv1d_grouped`](Self::conv1d_grouped), but returns an error if run-time sizes do not match the weight.
    ///
    /// # Errors
    /// [`ShapeError::Kernel`](super::ShapeError::Kernel), [`ShapeError::Divide`](super::ShapeError::Divide) or
    /// [`ShapeError::Size`](super::ShapeError::Size).
    pub fn try_conv1d_grouped<
        IN,
        OUT,
        const GROUPS: usize,
        const KERNEL: usize,
        const STRIDE: usize,
        const PADDING: usize,
        const DILATION: usize,
    >(
        &self,
        weight: &Tensor<(OUT, IN, Dim<KERNEL>), E>,
        _groups: Groups<GROUPS>,
        _window: Window<STRIDE, PADDING, DILATION>,
    ) -> Result<Tensor<Convolved<S, OUT, KERNEL, STRIDE, PADDING, DILATION>, E>>
    where
        IN: Axis,
        OUT: Axis + WrittenInGroups<GROUPS>,
        S: HasAxis<-2> + HasAxis<-1>,
        At<S, -2>: ReadInGroups<GROUPS, IN>,
        At<S, -1>: ConvSizes<KERNEL, STRIDE, PADDING, DILATION>,
        Convolvable<At<S, -1>, KERNEL, STRIDE, PADDING, DILATION>: ConvLen<KERNEL, STRIDE, PADDING, DILATION>,
        With<S, -2, OUT>: HasAxis<-1>,
    {
        let sliding = Sliding { stride: STRIDE, dilation: DILATION, padding: Padding::both(PADDING) };
        Tensor::checked(<E as RealOperations>::conv1d_grouped(self.handle(), weight.handle(), None, GROUPS, sliding))
    }

    /// Transposed convolution: the sum of one scaled copy of the kernel for each step, `STRIDE` steps apart. `(.., IN, L)` and a weight
    /// `(IN, OUT, KERNEL)` give `(.., OUT, M)`.
    ///
    /// This is the gradient of [`conv1d`](Self::conv1d) with respect to the signal, and reverses the change of length of `conv1d`:
    /// `M = (L − 1)·STRIDE − 2·PADDING + DILATION·(KERNEL − 1) + 1`. `PADDING` removes steps at both ends. `DynTensor::conv_transpose1d` also has a
    /// bias and an output padding.
    ///
    /// # Panics
    /// If axes known only at run time do not match the weight.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor, tensor::Window};
    /// let x: Tensor<(Dim<1>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0]]);
    /// let twice: Tensor<(Dim<1>, Dim<1>, Dim<2>)> = Tensor::from([[[1.0, 1.0]]]);
    /// let y: Tensor<(Dim<1>, Dim<6>)> = x.conv_transpose1d(&twice, Window::<2, 0, 1>);
    /// assert_eq!(y.to_vec(), [1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn conv_transpose1d<
        IN,
        OUT,
        const KERNEL: usize,
        const STRIDE: usize,
        const PADDING: usize,
        const DILATION: usize,
    >(
        &self,
        weight: &Tensor<(IN, OUT, Dim<KERNEL>), E>,
        _window: Window<STRIDE, PADDING, DILATION>,
    ) -> Tensor<Spread<S, OUT, KERNEL, STRIDE, PADDING, DILATION>, E>
    where
        IN: Axis,
        OUT: Axis,
        S: HasAxis<-2> + HasAxis<-1>,
        At<S, -2>: ReadTransposed<IN>,
        At<S, -1>: ConvTransposeSizes<KERNEL, STRIDE, PADDING, DILATION>,
        Spreadable<At<S, -1>, KERNEL, STRIDE, PADDING, DILATION>: ConvTransposeLen<KERNEL, STRIDE, PADDING, DILATION>,
        With<S, -2, OUT>: HasAxis<-1>,
    {
        let spreading = Spreading { stride: STRIDE, padding: PADDING, output_padding: 0, dilation: DILATION };
        Tensor::proved(<E as RealOperations>::conv_transpose1d(self.handle(), weight.handle(), None, spreading))
    }

    /// Like [`conv_transpose1d`](Self::conv_transpose1d), but returns an error if run-time sizes do not match the weight.
    ///
    /// # Errors
    /// [`ShapeError::TransposedKernel`](super::ShapeError::TransposedKernel) or [`ShapeError::Size`](super::ShapeError::Size).
    pub fn try_conv_transpose1d<
        IN,
        OUT,
        const KERNEL: usize,
        const STRIDE: usize,
        const PADDING: usize,
        const DILATION: usize,
    >(
        &self,
        weight: &Tensor<(IN, OUT, Dim<KERNEL>), E>,
        _window: Window<STRIDE, PADDING, DILATION>,
    ) -> Result<Tensor<Spread<S, OUT, KERNEL, STRIDE, PADDING, DILATION>, E>>
    where
        IN: Axis,
        OUT: Axis,
        S: HasAxis<-2> + HasAxis<-1>,
        At<S, -2>: ReadTransposed<IN>,
        At<S, -1>: ConvTransposeSizes<KERNEL, STRIDE, PADDING, DILATION>,
        Spreadable<At<S, -1>, KERNEL, STRIDE, PADDING, DILATION>: ConvTransposeLen<KERNEL, STRIDE, PADDING, DILATION>,
        With<S, -2, OUT>: HasAxis<-1>,
    {
        let spreading = Spreading { stride: STRIDE, padding: PADDING, output_padding: 0, dilation: DILATION };
        Tensor::checked(<E as RealOperations>::conv_transpose1d(self.handle(), weight.handle(), None, spreading))
    }
}

impl<E: Float> DynTensor<E> {
    /// Slides a kernel along the last axis: `[.., in, length]` and a weight `[out, in, kernel]` give `[.., out, steps]`.
    ///
    /// The padding is a number of zeros for each side, or `(left, right)`. There are `⌊(length + left + right − dilation·(kernel − 1) − 1) /
    /// stride⌋ + 1` steps.
    ///
    /// # Errors
    /// [`ShapeError::Kernel`](super::ShapeError::Kernel) if the kernel does not fit the length,
    /// [`ShapeError::Size`](super::ShapeError::Size) if the channels differ, or [`ShapeError::Rank`](super::ShapeError::Rank).
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([1, 3], &[1.0, 2.0, 3.0])?;
    /// let sum = DynTensor::ones_sized([1, 1, 2])?;
    /// assert_eq!(x.conv1d(&sum, None, 1, 0, 1)?.to_vec(), [3.0, 5.0]); // stride, padding, dilation
    /// assert_eq!(x.conv1d(&sum, None, 1, (1, 0), 1)?.to_vec(), [1.0, 3.0, 5.0]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn conv1d(
        &self,
        weight: &Self,
        bias: Option<&Self>,
        stride: usize,
        padding: impl SidePadding,
        dilation: usize,
    ) -> Result<Self> {
        let sliding = Sliding { stride, dilation, padding: padding.padding() };
        Self::checked(<E as RealOperations>::conv1d(self.handle(), weight.handle(), bias.map(Tensor::handle), sliding))
    }

    /// Like [`conv1d`](Self::conv1d), but in independent groups of channels: the weight is `[out, in / groups, kernel]`, and each of the
    /// `groups` equal parts of the output channels reads its own part of the input channels.
    ///
    /// With as many groups as input channels this is the depthwise convolution, which has specialized kernels.
    ///
    /// # Errors
    /// Same as [`conv1d`](Self::conv1d), and [`ShapeError::Divide`](super::ShapeError::Divide) if the groups do not divide the channels of
    /// the signal or of the result.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::<f32>::ones_sized([8, 6, 100])?;
    /// let (weight, bias) = (DynTensor::ones_sized([6, 1, 3])?, DynTensor::ones_sized([6])?);
    /// let y = x.conv1d_grouped(&weight, Some(&bias), 1, 1, 1, 6)?; // stride, padding, dilation, groups
    /// assert_eq!(y.sizes(), [8, 6, 100]);
    /// assert!(x.conv1d_grouped(&weight, None, 1, 1, 1, 4).is_err());
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn conv1d_grouped(
        &self,
        weight: &Self,
        bias: Option<&Self>,
        stride: usize,
        padding: impl SidePadding,
        dilation: usize,
        groups: usize,
    ) -> Result<Self> {
        let (bias, sliding) = (bias.map(Tensor::handle), Sliding { stride, dilation, padding: padding.padding() });
        Self::checked(<E as RealOperations>::conv1d_grouped(self.handle(), weight.handle(), bias, groups, sliding))
    }

    /// Transposed convolution: the sum of one scaled copy of the kernel for each step, `stride` steps apart. `[.., in, length]` and a weight
    /// `[in, out, kernel]` give `[.., out, steps]`.
    ///
    /// There are `(length − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1` steps. The arguments are in the same order as in
    /// PyTorch.
    ///
    /// # Errors
    /// [`ShapeError::TransposedKernel`](super::ShapeError::TransposedKernel) if the result would have no step, or the output padding is neither below
    /// the stride nor below the dilation; [`ShapeError::Size`](super::ShapeError::Size) if the channels differ, or
    /// [`ShapeError::Rank`](super::ShapeError::Rank).
    pub fn conv_transpose1d(
        &self,
        weight: &Self,
        bias: Option<&Self>,
        stride: usize,
        padding: usize,
        output_padding: usize,
        dilation: usize,
    ) -> Result<Self> {
        let (bias, spreading) = (bias.map(Tensor::handle), Spreading { stride, padding, output_padding, dilation });
        Self::checked(<E as RealOperations>::conv_transpose1d(self.handle(), weight.handle(), bias, spreading))
    }

    /// A convolution in which step t of the result depends on no later step. It pads as many zeros on the left as the kernel reaches back, and none
    /// on the right; this keeps the length.
    ///
    /// # Errors
    /// Same as [`conv1d`](Self::conv1d).
    pub fn causal_conv1d(&self, weight: &Self, bias: Option<&Self>, dilation: usize) -> Result<Self> {
        let sliding = Sliding { stride: 1, dilation, padding: Padding::Causal };
        let y = <E as RealOperations>::conv1d(self.handle(), weight.handle(), bias.map(Tensor::handle), sliding);
        Self::named("causal_conv1d", y)
    }

    /// This weight `[out, in, kernel]` in the memory layout that convolutions read fastest.
    pub(crate) fn in_taps_order(&self) -> Result<Self> {
        Self::checked(<E as MovingOperations>::in_order(self.array(), &taps_first()))
    }
}
