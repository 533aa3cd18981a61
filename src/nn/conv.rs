//! Convolutions along the last axis: with padding on both sides, or causal.

use super::forward::{DynForward, Forward};
use super::init::uniform_by_fan_in;
use super::layer_element::LayerElement;
use super::parameter::Parameter;
use super::part_of::{PartOf, compare, compare_weight};
use super::sizes::at_least_one;
use crate::shape::{ChannelAxis, ConvInput, ConvLen, ConvSizes, Dim, DynShape, LastTwo, RightChannels};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;

/// Slides `OUT` learned filters of `KERNEL` taps along the last axis (a cross-correlation, as in PyTorch).
///
/// | | shape | unit or initial values |
/// |---|---|---|
/// | input | `(.., Dim<IN>, L)`, channels before time | one value per channel and step |
/// | output | `(.., Dim<OUT>, M)` | input unit × weight unit |
/// | `weight`, `bias` | `[OUT, IN, KERNEL]`, `[OUT]` | drawn from U(−k, k), k = 1/√(IN·KERNEL) |
///
/// `M = ⌊(L + 2·PADDING − DILATION·(KERNEL − 1) − 1) / STRIDE⌋ + 1`, computed by the compiler if `L` is a `Dim`, at run time if it
/// is `Dyn`. Output step `t` reads the input starting at step `t·STRIDE − PADDING`, so it also sees later steps; for forecasting, use
/// [`CausalConv1d`]. A NaN reaches only the outputs whose window contains it.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Conv1d, Dim, Tensor};
/// let conv = Conv1d::<5, 16, 3>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Dim<32>, Dim<5>, Dim<96>)> = Tensor::zeros();
/// let y: Tensor<(Dim<32>, Dim<16>, Dim<94>)> = conv.forward(x); // 96 − (3 − 1) = 94: any other length does not compile
/// ```
/// # Source
/// Definition, layout and initialization: `torch.nn.Conv1d`. Length rule: Dumoulin and Visin, "A guide to convolution
/// arithmetic for deep learning", 2016.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct Conv1d<
    const IN: usize,
    const OUT: usize,
    const KERNEL: usize,
    const STRIDE: usize = 1,
    const PADDING: usize = 0,
    const DILATION: usize = 1,
    E: Float = f32,
> {
    // Invariant: the sizes are those of the type. `new` ensures this; the derived `TryFrom` checks it.
    inner: DynConv1d<E>,
}

impl<
    const IN: usize,
    const OUT: usize,
    const KERNEL: usize,
    const STRIDE: usize,
    const PADDING: usize,
    const DILATION: usize,
    E: Float,
> Conv1d<IN, OUT, KERNEL, STRIDE, PADDING, DILATION, E>
{
    /// A layer with randomly initialized parameters.
    ///
    /// # Panics
    /// If a size other than `PADDING` is 0, or memory runs out.
    #[track_caller]
    pub fn new(rng: &mut impl Rng /* sizes are in the type: `Conv1d::<5, 16, 3>::new(&mut rng)` */) -> Self {
        let conv = DynConv1d::with_element(IN, OUT, KERNEL, rng);
        Conv1d { inner: or_panic(conv.and_then(|conv| conv.sliding(STRIDE, PADDING, DILATION))) }
    }

    /// Removes the bias.
    pub fn without_bias(self) -> Self {
        Conv1d { inner: self.inner.without_bias() }
    }

    /// Slides the filters over `x`. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If a length known only at run time is too short for the kernel, or memory runs out.
    #[track_caller]
    pub fn forward<S: LastTwo<Row: ChannelAxis<IN>>, X: Element + LayerElement<E>>(
        &self,
        x: Tensor<S, X>,
    ) -> Tensor<
        S::Put<
            Dim<OUT>,
            <ConvInput<S, IN, KERNEL, STRIDE, PADDING, DILATION> as ConvLen<KERNEL, STRIDE, PADDING, DILATION>>::Output,
        >,
        E,
    >
    where
        RightChannels<S, IN>: ConvSizes<KERNEL, STRIDE, PADDING, DILATION>,
        ConvInput<S, IN, KERNEL, STRIDE, PADDING, DILATION>: ConvLen<KERNEL, STRIDE, PADDING, DILATION>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<
    S: LastTwo<Row: ChannelAxis<IN>>,
    X: Element + LayerElement<E>,
    const IN: usize,
    const OUT: usize,
    const KERNEL: usize,
    const STRIDE: usize,
    const PADDING: usize,
    const DILATION: usize,
    E: Float,
> Forward<Tensor<S, X>> for Conv1d<IN, OUT, KERNEL, STRIDE, PADDING, DILATION, E>
where
    RightChannels<S, IN>: ConvSizes<KERNEL, STRIDE, PADDING, DILATION>,
    ConvInput<S, IN, KERNEL, STRIDE, PADDING, DILATION>: ConvLen<KERNEL, STRIDE, PADDING, DILATION>,
{
    type Output = Tensor<
        S::Put<
            Dim<OUT>,
            <ConvInput<S, IN, KERNEL, STRIDE, PADDING, DILATION> as ConvLen<KERNEL, STRIDE, PADDING, DILATION>>::Output,
        >,
        E,
    >;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Self::Output {
        Conv1d::forward(self, x)
    }
}

/// A causal convolution: step `t` sees no step after `t`, and the length stays the same.
///
/// | | shape |
/// |---|---|
/// | input | `(.., Dim<IN>, L)`, channels before time |
/// | output | `(.., Dim<OUT>, L)` |
/// | `weight`, `bias` | `[OUT, IN, KERNEL]`, `[OUT]`, drawn from U(−k, k), k = 1/√(IN·KERNEL) |
///
/// The signal is padded with `DILATION·(KERNEL − 1)` zeros on the left. Generic code needs no trait bound on the length.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, CausalConv1d, Dim, Tensor};
/// let conv = CausalConv1d::<5, 16, 3, 4>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<5>, Dim<96>)> = Tensor::zeros_sized([8, 5, 96])?;
/// let y: Tensor<(Batch, Dim<16>, Dim<96>)> = conv.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// van den Oord et al., "WaveNet", 2016; Bai, Kolter and Koltun, 2018.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct CausalConv1d<
    const IN: usize,
    const OUT: usize,
    const KERNEL: usize,
    const DILATION: usize = 1,
    E: Float = f32,
> {
    // Invariant: the sizes are those of the type. `new` ensures this; the derived `TryFrom` checks it.
    inner: DynConv1d<E>,
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize, const DILATION: usize, E: Float>
    CausalConv1d<IN, OUT, KERNEL, DILATION, E>
{
    /// A layer with randomly initialized parameters.
    ///
    /// # Panics
    /// If a size is 0, or memory runs out.
    #[track_caller]
    pub fn new(rng: &mut impl Rng /* sizes are in the type: `CausalConv1d::<5, 16, 3>::new(&mut rng)` */) -> Self {
        let conv = DynConv1d::with_element(IN, OUT, KERNEL, rng);
        CausalConv1d { inner: or_panic(conv.and_then(|conv| conv.dilation(DILATION))).causal() }
    }

    /// Removes the bias.
    pub fn without_bias(self) -> Self {
        CausalConv1d { inner: self.inner.without_bias() }
    }

    /// Slides the filters over `x`. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<S::Put<Dim<OUT>, S::Column>, E>
    where
        S: LastTwo,
        S::Row: ChannelAxis<IN>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<S, X, const IN: usize, const OUT: usize, const KERNEL: usize, const DILATION: usize, E: Float>
    Forward<Tensor<S, X>> for CausalConv1d<IN, OUT, KERNEL, DILATION, E>
where
    X: Element + LayerElement<E>,
    S: LastTwo,
    S::Row: ChannelAxis<IN>,
{
    type Output = Tensor<S::Put<Dim<OUT>, S::Column>, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Self::Output {
        CausalConv1d::forward(self, x)
    }
}

/// The run-time version of [`Conv1d`] and [`CausalConv1d`]: sizes are values, and a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTensor, Tensor, nn::DynConv1d};
/// let conv = DynConv1d::new(5, 16, 3, &mut Xoshiro256PlusPlus::seed_from_u64(0))?.dilation(2)?.causal();
/// let x: DynTensor = Tensor::zeros_sized([8, 5, 96])?;
/// assert_eq!(conv.forward(x)?.sizes(), [8, 16, 96]);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynConv1d<E: Float = f32> {
    weight: Parameter<DynShape, E>,
    bias: Option<Parameter<DynShape, E>>,
    #[module(skip)]
    stride: usize,
    #[module(skip)]
    dilation: usize,
    /// The number of zeros on each side; `None` for a causal convolution.
    #[module(skip)]
    padding: Option<usize>,
}

impl DynConv1d {
    /// A layer with randomly initialized parameters: stride 1, no padding, dilation 1.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for a size of 0, [`ShapeError::TooLarge`] if memory runs out.
    pub fn new(inputs: usize, outputs: usize, kernel: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        Self::with_element(inputs, outputs, kernel, rng)
    }
}

impl<E: Float> DynConv1d<E> {
    /// Like [`new`](DynConv1d::new), but for any element type: `DynConv1d::<f64>::with_element(5, 16, 3, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynConv1d::new).
    pub fn with_element(inputs: usize, outputs: usize, kernel: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        at_least_one("conv1d", &[("inputs", inputs), ("outputs", outputs), ("kernel", kernel)])?;
        let fan_in = inputs.saturating_mul(kernel);
        let weight: Parameter<DynShape, E> = uniform_by_fan_in(&[outputs, inputs, kernel], fan_in, rng)?;
        let bias = Some(uniform_by_fan_in(&[outputs], fan_in, rng)?);
        Ok(DynConv1d {
            weight: Parameter::new(weight.in_taps_order()?),
            bias,
            stride: 1,
            dilation: 1,
            padding: Some(0),
        })
    }

    /// Sets the options of a convolution that is not causal.
    fn sliding(self, stride: usize, padding: usize, dilation: usize) -> Result<Self, ShapeError> {
        self.stride(stride)?.padding(padding).dilation(dilation)
    }

    /// Sets the stride: the number of input steps from one output to the next; 1 by default.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for 0.
    pub fn stride(self, stride: usize) -> Result<Self, ShapeError> {
        at_least_one("conv1d", &[("stride", stride)])?;
        Ok(DynConv1d { stride, ..self })
    }

    /// Sets the number of zeros on each side of the signal; 0 by default.
    pub fn padding(self, padding: usize) -> Self {
        DynConv1d { padding: Some(padding), ..self }
    }

    /// Sets the dilation: the number of input steps from one kernel tap to the next; 1 by default.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for 0.
    pub fn dilation(self, dilation: usize) -> Result<Self, ShapeError> {
        at_least_one("conv1d", &[("dilation", dilation)])?;
        Ok(DynConv1d { dilation, ..self })
    }

    /// Makes the layer causal: it adds zeros only on the left and has stride 1, so the length stays the same.
    pub fn causal(self) -> Self {
        DynConv1d { padding: None, stride: 1, ..self }
    }

    /// Removes the bias.
    pub fn without_bias(self) -> Self {
        DynConv1d { bias: None, ..self }
    }

    /// Slides the filters over `[.., in, length]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of channels, [`ShapeError::Kernel`] if the dilated kernel is longer than the padded input,
    /// [`ShapeError::Rank`] for fewer than two axes.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        match self.padding {
            Some(padding) => x.conv1d(&self.weight, self.bias.as_deref(), self.stride, padding, self.dilation),
            None => x.causal_conv1d(&self.weight, self.bias.as_deref(), self.dilation),
        }
    }

    /// The padding as text; `causal` for a causal convolution.
    fn padding_text(&self) -> String {
        self.padding.map_or("causal".into(), |padding| padding.to_string())
    }

    /// A description with the options that differ from their defaults.
    fn describe(&self) -> String {
        let name = if self.padding.is_none() { "CausalConv1d" } else { "Conv1d" };
        let sizes = self.weight.sizes();
        let mut text = format!("{name}({}, {}, kernel {}", sizes[1], sizes[0], sizes[2]);
        let options =
            [("stride", self.stride, 1), ("padding", self.padding.unwrap_or(0), 0), ("dilation", self.dilation, 1)];
        for (option, value, default) in options {
            if value != default {
                text += &format!(", {option} {value}");
            }
        }
        if self.bias.is_none() {
            text += ", no bias";
        }
        text + ")"
    }
}

impl<E: Float> DynForward<E> for DynConv1d<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

impl<
    const IN: usize,
    const OUT: usize,
    const KERNEL: usize,
    const STRIDE: usize,
    const PADDING: usize,
    const DILATION: usize,
    E: Float,
> PartOf<Conv1d<IN, OUT, KERNEL, STRIDE, PADDING, DILATION, E>> for DynConv1d<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        let face = "Conv1d";
        compare_weight(face, self.weight.sizes(), &[OUT, IN, KERNEL])?;
        compare(face, "the stride", &self.stride, &STRIDE)?;
        compare(face, "the padding", &self.padding_text(), &PADDING)?;
        compare(face, "the dilation", &self.dilation, &DILATION)
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize, const DILATION: usize, E: Float>
    PartOf<CausalConv1d<IN, OUT, KERNEL, DILATION, E>> for DynConv1d<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        let face = "CausalConv1d";
        compare_weight(face, self.weight.sizes(), &[OUT, IN, KERNEL])?;
        compare(face, "the padding", &self.padding_text(), &"causal")?;
        compare(face, "the dilation", &self.dilation, &DILATION)
    }
}
