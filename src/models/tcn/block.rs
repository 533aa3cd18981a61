//! A block of a temporal convolutional network, as a layer.

use crate::nn::{Dropout, DynConv1d, DynForward, Forward, LayerElement, PartOf, at_least_one, compare};
use crate::shape::{ChannelAxis, Dim, LastTwo};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;

/// The block's name in errors.
const BLOCK: &str = "tcn_block";

/// Two causal convolutions with the same dilation, each followed by relu and dropout, with a residual connection around both.
///
/// | | shape |
/// |---|---|
/// | input | `(.., Dim<IN>, L)`, channels before time |
/// | output | `(.., Dim<OUT>, L)` |
/// | `conv1.weight`, `conv1.bias` | `[OUT, IN, KERNEL]`, `[OUT]` |
/// | `conv2.weight`, `conv2.bias` | `[OUT, OUT, KERNEL]`, `[OUT]` |
/// | `residual.weight`, `residual.bias` | `[OUT, IN, 1]`, `[OUT]`; only if `IN` and `OUT` differ |
///
/// The output is `relu(r + relu(conv2(relu(conv1(x)))))`, where `r` is the input, or a 1×1 convolution of it if `IN` and `OUT` differ. Step `t`
/// of the output depends on the steps `t - 2·DILATION·(KERNEL - 1)` to `t` of the input. Generic code needs no trait bound on the length. Parameters
/// are initialized as in [`CausalConv1d`](crate::nn::CausalConv1d).
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Tensor, models::TcnBlock};
/// let block = TcnBlock::<5, 16, 3, 4>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)).dropout(0.1);
/// let x: Tensor<(Batch, Dim<5>, Dim<96>)> = Tensor::zeros_sized([8, 5, 96])?;
/// let y: Tensor<(Batch, Dim<16>, Dim<96>)> = block.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Bai, Kolter and Koltun, "An Empirical Evaluation of Generic Convolutional and Recurrent Networks for Sequence Modeling", 2018,
/// section 3.4, without weight normalization.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct TcnBlock<const IN: usize, const OUT: usize, const KERNEL: usize, const DILATION: usize, E: Float = f32> {
    // Invariant: the sizes are those of the type. `new` ensures this; the derived `TryFrom` checks it.
    inner: DynTcnBlock<E>,
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize, const DILATION: usize, E: Float>
    TcnBlock<IN, OUT, KERNEL, DILATION, E>
{
    /// A block with randomly initialized parameters and no dropout.
    ///
    /// # Panics
    /// If a size is 0, or memory runs out.
    #[track_caller]
    pub fn new(rng: &mut impl Rng /* sizes are in the type: `TcnBlock::<5, 64, 3, 1>::new(&mut rng)` */) -> Self {
        TcnBlock { inner: or_panic(DynTcnBlock::with_element(IN, OUT, KERNEL, DILATION, rng)) }
    }

    /// Sets the probability of the dropout after each convolution. Dropout is active only in training mode.
    ///
    /// # Panics
    /// Unless `0 ≤ p < 1`.
    #[track_caller]
    pub fn dropout(self, p: f64) -> Self {
        TcnBlock { inner: self.inner.dropout(p) }
    }

    /// Runs the block. Same as `Forward::forward`, but with shorter compiler errors.
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
    Forward<Tensor<S, X>> for TcnBlock<IN, OUT, KERNEL, DILATION, E>
where
    X: Element + LayerElement<E>,
    S: LastTwo,
    S::Row: ChannelAxis<IN>,
{
    type Output = Tensor<S::Put<Dim<OUT>, S::Column>, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Self::Output {
        TcnBlock::forward(self, x)
    }
}

impl<const IN: usize, const OUT: usize, const KERNEL: usize, const DILATION: usize, E: Float>
    PartOf<TcnBlock<IN, OUT, KERNEL, DILATION, E>> for DynTcnBlock<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        compare(BLOCK, "inputs", &self.inputs, &IN)?;
        compare(BLOCK, "outputs", &self.outputs, &OUT)?;
        compare(BLOCK, "kernel", &self.kernel, &KERNEL)?;
        compare(BLOCK, "dilation", &self.dilation, &DILATION)
    }
}

/// The run-time version of [`TcnBlock`]: sizes are values, and a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTensor, Tensor, models::{DynTcnBlock, TcnBlock}};
/// let block = DynTcnBlock::new(5, 16, 3, 4, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([8, 5, 96])?;
/// assert_eq!(block.forward(x)?.sizes(), [8, 16, 96]);
/// let typed: TcnBlock<5, 16, 3, 4> = block.try_into()?; // an error if the sizes differ
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynTcnBlock<E: Float = f32> {
    conv1: DynConv1d<E>,
    dropout1: Dropout,
    conv2: DynConv1d<E>,
    dropout2: Dropout,
    /// `None` if `inputs` and `outputs` are equal.
    residual: Option<DynConv1d<E>>,
    #[module(skip)]
    inputs: usize,
    #[module(skip)]
    outputs: usize,
    #[module(skip)]
    kernel: usize,
    #[module(skip)]
    dilation: usize,
}

impl DynTcnBlock {
    /// A block with randomly initialized parameters and no dropout, from `inputs` channels to `outputs`.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] if a size is 0, [`ShapeError::TooLarge`] if memory runs out.
    pub fn new(
        inputs: usize,
        outputs: usize,
        kernel: usize,
        dilation: usize,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        Self::with_element(inputs, outputs, kernel, dilation, rng)
    }
}

impl<E: Float> DynTcnBlock<E> {
    /// Like [`new`](DynTcnBlock::new), but for any element type: `DynTcnBlock::<f64>::with_element(5, 16, 3, 4, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynTcnBlock::new).
    pub fn with_element(
        inputs: usize,
        outputs: usize,
        kernel: usize,
        dilation: usize,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        at_least_one(BLOCK, &[("inputs", inputs), ("outputs", outputs), ("kernel", kernel), ("dilation", dilation)])?;
        let conv1 = DynConv1d::with_element(inputs, outputs, kernel, rng)?.dilation(dilation)?.causal();
        let conv2 = DynConv1d::with_element(outputs, outputs, kernel, rng)?.dilation(dilation)?.causal();
        let residual = (inputs != outputs).then(|| DynConv1d::with_element(inputs, outputs, 1, rng)).transpose()?;
        let (dropout1, dropout2) = (Dropout::new(0.0, rng), Dropout::new(0.0, rng));
        Ok(DynTcnBlock { conv1, dropout1, conv2, dropout2, residual, inputs, outputs, kernel, dilation })
    }

    /// Sets the probability of the dropout after each convolution. Dropout is active only in training mode.
    ///
    /// # Panics
    /// Unless `0 ≤ p < 1`.
    #[track_caller]
    pub fn dropout(mut self, p: f64) -> Self {
        self.dropout1 = self.dropout1.with_probability(p);
        self.dropout2 = self.dropout2.with_probability(p);
        self
    }

    /// Runs the block over `[.., inputs, length]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of channels, [`ShapeError::Rank`] for fewer than two axes.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let around = match &self.residual {
            Some(residual) => residual.forward(x.clone())?,
            None => x.clone(),
        };
        let y = self.dropout1.try_forward(self.conv1.forward(x)?.into_relu()?)?;
        let y = self.dropout2.try_forward(self.conv2.forward(y)?.into_relu()?)?;
        y.add(&around)?.into_relu()
    }

    fn describe(&self) -> String {
        let DynTcnBlock { inputs, outputs, kernel, dilation, .. } = self;
        format!("TcnBlock({inputs}, {outputs}, kernel {kernel}, dilation {dilation})")
    }
}

impl<E: Float> DynForward<E> for DynTcnBlock<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Module;
    use crate::nn::gradients_test::check_layer;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(3)
    }

    #[test]
    fn gradients_match_differences_with_and_without_a_residual_convolution() {
        let x = DynTensor::randn_sized([2, 3, 6], &mut rng()).unwrap();
        check_layer(&mut TcnBlock::<3, 2, 2, 2, f64>::new(&mut rng()), x.clone());
        check_layer(&mut TcnBlock::<3, 3, 3, 1, f64>::new(&mut rng()), x);
    }

    #[test]
    fn the_residual_convolution_exists_only_if_the_widths_differ() {
        assert_eq!(TcnBlock::<4, 4, 3, 1>::new(&mut rng()).parameter_count(), 2 * (4 * 4 * 3 + 4));
        let wider = TcnBlock::<4, 6, 3, 1>::new(&mut rng());
        assert_eq!(wider.parameter_count(), (4 * 6 * 3 + 6) + (6 * 6 * 3 + 6) + (4 * 6 + 6));
        assert_eq!(wider.parameter_names()[4..], ["residual.weight", "residual.bias"]);
    }

    #[test]
    fn no_output_step_depends_on_a_later_input_step() {
        let block = TcnBlock::<2, 3, 3, 2>::new(&mut rng());
        let x: Tensor<(Dim<2>, Dim<9>)> = Tensor::randn_sized([2, 9], &mut rng()).unwrap();
        let later: Vec<f32> =
            x.to_vec().iter().enumerate().map(|(i, v)| if i % 9 < 5 { *v } else { v + 1.0 }).collect();
        let later = Tensor::<(Dim<2>, Dim<9>)>::from_slice_sized([2, 9], &later).unwrap();
        let (before, after) = (block.forward(x).to_vec(), block.forward(later).to_vec());
        for channel in 0..3 {
            assert_eq!(before[channel * 9..channel * 9 + 5], after[channel * 9..channel * 9 + 5]);
        }
        assert_ne!(before, after);
    }

    #[test]
    fn dropout_is_active_only_during_training() {
        let mut block = TcnBlock::<3, 8, 2, 1>::new(&mut rng()).dropout(0.5);
        let plain = TcnBlock::<3, 8, 2, 1>::new(&mut rng());
        let x: Tensor<(Dim<3>, Dim<7>)> = Tensor::ones();
        assert_ne!(block.forward(x.clone()).to_vec(), plain.forward(x.clone()).to_vec());
        block.eval();
        assert_eq!(block.forward(x.clone()).to_vec(), plain.forward(x).to_vec());
    }

    #[test]
    fn a_block_of_other_sizes_is_not_converted() {
        let block = || DynTcnBlock::new(5, 16, 3, 4, &mut rng()).unwrap();
        assert_eq!(TcnBlock::<5, 16, 3, 4>::try_from(block()).unwrap().kind(), "TcnBlock(5, 16, kernel 3, dilation 4)");
        let messages = [
            TcnBlock::<4, 16, 3, 4>::try_from(block()).unwrap_err(),
            TcnBlock::<5, 15, 3, 4>::try_from(block()).unwrap_err(),
            TcnBlock::<5, 16, 2, 4>::try_from(block()).unwrap_err(),
            TcnBlock::<5, 16, 3, 8>::try_from(block()).unwrap_err(),
        ];
        let expected = [
            "inputs is 5, but it must be 4",
            "outputs is 16, but it must be 15",
            "kernel is 3, but it must be 2",
            "dilation is 4, but it must be 8",
        ];
        assert_eq!(messages.map(|e| e.to_string()), expected.map(|text| format!("tcn_block: {text}")));
    }

    #[test]
    fn sizes_of_0_are_refused_by_name() {
        for (i, name) in ["inputs", "outputs", "kernel", "dilation"].into_iter().enumerate() {
            let mut sizes = [2; 4];
            sizes[i] = 0;
            let [inputs, outputs, kernel, dilation] = sizes;
            let error = DynTcnBlock::new(inputs, outputs, kernel, dilation, &mut rng()).unwrap_err();
            assert_eq!(error.to_string(), format!("tcn_block: {name} is 0, but it must be at least 1"));
        }
    }

    #[test]
    #[should_panic(expected = "tcn_block: kernel is 0, but it must be at least 1")]
    fn a_typed_kernel_of_0_panics_in_new() {
        let _ = TcnBlock::<5, 16, 0, 1>::new(&mut rng());
    }
}
