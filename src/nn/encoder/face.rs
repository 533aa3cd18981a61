//! An encoder layer with its sizes in the type.

use super::config::EncoderLayerConfig;
use super::part::DynTransformerEncoderLayer;
use crate::nn::forward::Forward;
use crate::nn::layer_element::LayerElement;
use crate::nn::part_of::{PartOf, compare};
use crate::shape::{At, Dim, FeatureAxis, HasAxis, LastTwo, SplitInto, SplitSizes, Splittable};
use crate::tensor::{Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

/// One layer of a transformer encoder: self-attention, then a feed-forward network per step, each with a residual connection and a layer
/// norm.
///
/// | | shape |
/// |---|---|
/// | input, output | `(.., T, Dim<WIDTH>)` |
/// | `self_attn.…` | as in [`MultiHeadAttention`](crate::nn::MultiHeadAttention) |
/// | `linear1.weight`, `linear2.weight` | `[FEED_FORWARD, WIDTH]`, `[WIDTH, FEED_FORWARD]`, with biases |
/// | `norm1.weight`, `norm2.weight` | `[WIDTH]`, with biases |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Tensor, nn::TransformerEncoderLayer};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let x: Tensor<(Batch, Dim<96>, Dim<64>)> = Tensor::zeros_sized([8, 96, 64])?;
/// let post_norm = TransformerEncoderLayer::<64, 4, 256>::new(&mut rng);
/// let y: Tensor<(Batch, Dim<96>, Dim<64>)> = post_norm.forward(x.clone());
///
/// let pre_norm = TransformerEncoderLayer::<64, 4, 256>::options().norm_first(true).gelu().dropout(0.1).build(&mut rng)?;
/// let y = pre_norm.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Vaswani et al., "Attention Is All You Need", 2017; pre-norm: Xiong et al., "On Layer Normalization in the Transformer Architecture",
/// 2020. Names and layouts of `torch.nn.TransformerEncoderLayer`, whose default for dropout is 0.1; here it is 0.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct TransformerEncoderLayer<const WIDTH: usize, const HEADS: usize, const FEED_FORWARD: usize, E: Float = f32> {
    // Invariant: the sizes are those of the type. `new` and `options` ensure this; the derived `TryFrom` checks it.
    inner: DynTransformerEncoderLayer<E>,
}

/// Options of a [`TransformerEncoderLayer`] that are not part of its type. Set them before it is built.
#[must_use]
pub struct EncoderLayerOptions<M> {
    config: EncoderLayerConfig,
    layer: PhantomData<fn() -> M>,
}

debug_of! { [M] EncoderLayerOptions<M>, "EncoderLayerOptions", |it| { config: it.config } }

impl<M> EncoderLayerOptions<M> {
    /// Whether layer norms come before attention and feed-forward (pre-norm) instead of after the residual sums; false by default.
    pub fn norm_first(self, norm_first: bool) -> Self {
        EncoderLayerOptions { config: self.config.norm_first(norm_first), ..self }
    }

    /// Selects GELU instead of relu.
    pub fn gelu(self) -> Self {
        EncoderLayerOptions { config: self.config.gelu(), ..self }
    }

    /// Selects GELU approximated with tanh instead of relu: PyTorch's `approximate="tanh"`.
    pub fn gelu_tanh(self) -> Self {
        EncoderLayerOptions { config: self.config.gelu_tanh(), ..self }
    }

    /// Whether each step sees only itself and earlier steps; false by default.
    pub fn causal(self, causal: bool) -> Self {
        EncoderLayerOptions { config: self.config.causal(causal), ..self }
    }

    /// The probability of dropout during training, which applies to the attention weights, the attention output, and the activations and output of
    /// the feed-forward network; 0 by default.
    pub fn dropout(self, p: f64) -> Self {
        EncoderLayerOptions { config: self.config.dropout(p), ..self }
    }
}

impl<const WIDTH: usize, const HEADS: usize, const FEED_FORWARD: usize, E: Float>
    EncoderLayerOptions<TransformerEncoderLayer<WIDTH, HEADS, FEED_FORWARD, E>>
{
    /// A layer with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for a size of 0, [`ShapeError::Probability`] if the dropout is not a probability below 1,
    /// [`ShapeError::TooLarge`] if memory runs out.
    pub fn build(
        self,
        rng: &mut impl Rng,
    ) -> Result<TransformerEncoderLayer<WIDTH, HEADS, FEED_FORWARD, E>, ShapeError> {
        Ok(TransformerEncoderLayer { inner: DynTransformerEncoderLayer::with_element(&self.config, rng)? })
    }
}

impl<const WIDTH: usize, const HEADS: usize, const FEED_FORWARD: usize, E: Float>
    TransformerEncoderLayer<WIDTH, HEADS, FEED_FORWARD, E>
{
    /// A layer with randomly initialized parameters: post-norm, relu, no dropout.
    ///
    /// # Panics
    /// If a size is 0, or memory runs out.
    #[track_caller]
    pub fn new(
        rng: &mut impl Rng, /* sizes are in the type: `TransformerEncoderLayer::<64, 4, 128>::new(&mut rng)` */
    ) -> Self
    where
        Dim<WIDTH>: SplitSizes<HEADS>,
        Splittable<Dim<WIDTH>, HEADS>: SplitInto<HEADS>,
    {
        or_panic(Self::options().build(rng))
    }

    /// Options to set before the layer is built.
    pub fn options() -> EncoderLayerOptions<Self>
    where
        Dim<WIDTH>: SplitSizes<HEADS>,
        Splittable<Dim<WIDTH>, HEADS>: SplitInto<HEADS>,
    {
        EncoderLayerOptions { config: EncoderLayerConfig::new(WIDTH, HEADS, FEED_FORWARD), layer: PhantomData }
    }

    /// Runs the layer. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<S, E>
    where
        S: LastTwo,
        At<S, -1>: FeatureAxis<WIDTH>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<S, X, const WIDTH: usize, const HEADS: usize, const FEED_FORWARD: usize, E: Float> Forward<Tensor<S, X>>
    for TransformerEncoderLayer<WIDTH, HEADS, FEED_FORWARD, E>
where
    S: LastTwo + HasAxis<-1>,
    At<S, -1>: FeatureAxis<WIDTH>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<S, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Tensor<S, E> {
        TransformerEncoderLayer::forward(self, x)
    }
}

/// The options are not compared, since they are not part of the type.
impl<const WIDTH: usize, const HEADS: usize, const FEED_FORWARD: usize, E: Float>
    PartOf<TransformerEncoderLayer<WIDTH, HEADS, FEED_FORWARD, E>> for DynTransformerEncoderLayer<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        let (face, config) = ("TransformerEncoderLayer", self.config());
        compare(face, "the width", &config.width, &WIDTH)?;
        compare(face, "the number of heads", &config.heads, &HEADS)?;
        compare(face, "the width of the feed-forward network", &config.feed_forward, &FEED_FORWARD)
    }
}
