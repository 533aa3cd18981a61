//! Multi-head self-attention: every step looks at every other, or at none after it.

use super::forward::{DynForward, Forward};
use super::layer_element::LayerElement;
use super::linear::DynLinear;
use super::parameter::Parameter;
use super::part_of::{PartOf, compare, compare_weight};
use crate::shape::{At, Dim, DynShape, FeatureAxis, HasAxis, LastTwo, SplitInto};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;

/// Self-attention over the time axis with `HEADS` heads of `WIDTH / HEADS` features each.
///
/// Queries, keys and values are linear maps of the input; each head weighs the values of all steps by
/// `softmax(q·kᵀ / √(WIDTH / HEADS))`; a linear map mixes the heads. That the heads divide the width is proved when compiling.
/// Memory grows with the number of steps, not with its square.
///
/// | | shape |
/// |---|---|
/// | input, output | `(.., T, Dim<WIDTH>)` |
/// | `in_proj_weight`, `in_proj_bias` | `[3·WIDTH, WIDTH]`, `[3·WIDTH]`: queries, keys, values |
/// | `out_proj.weight`, `out_proj.bias` | `[WIDTH, WIDTH]`, `[WIDTH]` |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, MultiHeadAttention, Tensor};
/// let attention = MultiHeadAttention::<64, 4>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)).causal();
/// let x: Tensor<(Batch, Dim<96>, Dim<64>)> = Tensor::zeros_sized([8, 96, 64])?;
/// let y: Tensor<(Batch, Dim<96>, Dim<64>)> = attention.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::MultiHeadAttention;
/// // `Dim<64>` is not known to divide into 5 equal parts
/// let attention = MultiHeadAttention::<64, 5>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// ```
/// # Source
/// Vaswani et al., "Attention Is All You Need", 2017; names, layout and initialisation of `torch.nn.MultiheadAttention`.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
pub struct MultiHeadAttention<const WIDTH: usize, const HEADS: usize, E: Float = f32> {
    // Invariant: of WIDTH features and HEADS heads that divide them. `new` and `try_from` are the only ways in.
    inner: DynMultiHeadAttention<E>,
}

impl<const WIDTH: usize, const HEADS: usize, E: Float> MultiHeadAttention<WIDTH, HEADS, E> {
    /// A layer with freshly drawn parameters, in which every step sees all others.
    ///
    /// # Panics
    /// If memory does not suffice.
    #[track_caller]
    pub fn new(rng: &mut impl Rng) -> Self
    where
        Dim<WIDTH>: SplitInto<HEADS>,
    {
        MultiHeadAttention { inner: or_panic(DynMultiHeadAttention::with_element(WIDTH, HEADS, rng)) }
    }

    /// No step sees a later one.
    pub fn causal(self) -> Self {
        MultiHeadAttention { inner: self.inner.causal() }
    }

    /// Attends over the axis before the last. The same as the trait's `forward`, with shorter errors.
    ///
    /// # Panics
    /// If memory does not suffice.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<S, E>
    where
        S: LastTwo,
        At<S, -1>: FeatureAxis<WIDTH>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<S, X, const WIDTH: usize, const HEADS: usize, E: Float> Forward<Tensor<S, X>>
    for MultiHeadAttention<WIDTH, HEADS, E>
where
    S: LastTwo + HasAxis<-1>,
    At<S, -1>: FeatureAxis<WIDTH>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<S, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Tensor<S, E> {
        MultiHeadAttention::forward(self, x)
    }
}

/// The run-time part of [`MultiHeadAttention`]: sizes are values, a wrong input is an error.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
pub struct DynMultiHeadAttention<E: Float = f32> {
    in_proj_weight: Parameter<DynShape, E>,
    in_proj_bias: Parameter<DynShape, E>,
    out_proj: DynLinear<E>,
    #[module(skip)]
    heads: usize,
    #[module(skip)]
    causal: bool,
}

impl DynMultiHeadAttention {
    /// A layer with freshly drawn parameters, in which every step sees all others.
    ///
    /// # Errors
    /// [`ShapeError::Divide`] if the heads do not divide the width, [`ShapeError::TooLarge`] if memory does not suffice.
    pub fn new(width: usize, heads: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        Self::with_element(width, heads, rng)
    }
}

impl<E: Float> DynMultiHeadAttention<E> {
    /// As [`new`](DynMultiHeadAttention::new), in any element type: `DynMultiHeadAttention::<f64>::with_element(64, 4, rng)`.
    ///
    /// # Errors
    /// As [`new`](DynMultiHeadAttention::new).
    pub fn with_element(width: usize, heads: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let op = "multi-head attention";
        if heads == 0 || !width.is_multiple_of(heads) {
            return Err(ShapeError::Divide { op, axis: 0, size: width, parts: heads });
        }
        let too_large = || ShapeError::TooLarge { op, sizes: [width, width].into() };
        let outputs = width.checked_mul(3).ok_or_else(too_large)?;
        // Glorot and Bengio's uniform rule, 2010, as PyTorch has it here.
        let bound = (E::from_f64(6.0) / E::from_usize((width + outputs).max(1))).sqrt();
        let in_proj_weight = Parameter::new(DynTensor::uniform_sized([outputs, width], -bound, bound, rng)?);
        let in_proj_bias = Parameter::new(DynTensor::zeros_sized([outputs])?);
        let out_proj = DynLinear::with_zero_bias(width, width, rng)?;
        Ok(DynMultiHeadAttention { in_proj_weight, in_proj_bias, out_proj, heads, causal: false })
    }

    /// No step sees a later one.
    pub fn causal(self) -> Self {
        DynMultiHeadAttention { causal: true, ..self }
    }

    /// Attends over the axis before the last of `[.., time, width]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] if the input has another number of features, [`ShapeError::Rank`] for fewer than two axes.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let packed = x.linear(&self.in_proj_weight, Some(&self.in_proj_bias))?;
        self.out_proj.forward(packed.self_attention(self.heads, self.causal)?)
    }

    fn describe(&self) -> String {
        let causal = if self.causal { ", causal" } else { "" };
        format!("MultiHeadAttention({}, {} heads{causal})", self.in_proj_weight.sizes()[1], self.heads)
    }
}

impl<E: Float> DynForward<E> for DynMultiHeadAttention<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

impl<const WIDTH: usize, const HEADS: usize, E: Float> PartOf<MultiHeadAttention<WIDTH, HEADS, E>>
    for DynMultiHeadAttention<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        let face = "MultiHeadAttention";
        compare_weight(face, self.in_proj_weight.sizes(), &[3 * WIDTH, WIDTH])?;
        compare(face, "the number of heads", &self.heads, &HEADS)
    }
}
