//! Multi-head attention with its sizes in the type.

use super::part::{AttentionSizes, DynMultiHeadAttention};
use crate::nn::forward::Forward;
use crate::nn::layer_element::LayerElement;
use crate::nn::part_of::{PartOf, compare};
use crate::shape::{
    At, Dim, FeatureAxis, HasAxis, HeadScores, InsertAxis, Inserted, KeysOf, LastTwo, MaskedBy, OneWidth, QueriesOf,
    Ranked, SplitInto, SplitSizes, Splittable, With,
};
use crate::tensor::{Element, Float, NoMask, ScoreMaskElement, ScoreMaskTensor, ShapeError, Tensor, or_panic};
use rand::Rng;

/// Attention over the time axis with `HEADS` heads of `WIDTH / HEADS` features each.
///
/// Queries, keys and values are linear maps of the inputs; each head weighs the values of all steps by
/// `softmax(q·kᵀ / √(WIDTH / HEADS))`; a linear map mixes the heads. The compiler checks that `WIDTH` is a multiple of `HEADS`. Memory grows linearly
/// with the number of steps, not quadratically.
///
/// [`forward`](Self::forward) is self-attention: a sequence attends to itself. [`attend`](Self::attend) is cross-attention: a sequence attends to
/// another sequence, which supplies keys with `KEY` features and values with `VALUE` features.
///
/// | | shape |
/// |---|---|
/// | input, output | `(.., T, Dim<WIDTH>)` |
/// | queries, keys, values of `attend` | `(.., L, Dim<WIDTH>)`, `(.., S, Dim<KEY>)`, `(.., S, Dim<VALUE>)` |
/// | output of `attend` | `(.., L, Dim<WIDTH>)` |
/// | mask | broadcasts to `(.., Dim<HEADS>, L, S)`: see [`Attention::mask`](crate::tensor::Attention::mask) |
/// | `in_proj_weight`, `in_proj_bias` | `[3·WIDTH, WIDTH]`, `[3·WIDTH]`: queries, keys, values; the weight only if `KEY` and `VALUE` equal `WIDTH` |
/// | `q_proj_weight`, `k_proj_weight`, `v_proj_weight` | `[WIDTH, WIDTH]`, `[WIDTH, KEY]`, `[WIDTH, VALUE]`; replace `in_proj_weight` if a width differs |
/// | `out_proj.weight`, `out_proj.bias` | `[WIDTH, WIDTH]`, `[WIDTH]` |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, MultiHeadAttention, Tensor};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let x: Tensor<(Batch, Dim<96>, Dim<64>)> = Tensor::zeros_sized([8, 96, 64])?;
/// let attention = MultiHeadAttention::<64, 4>::new(&mut rng).causal();
/// let y: Tensor<(Batch, Dim<96>, Dim<64>)> = attention.forward(x.clone());
///
/// // Attention to another sequence, with 24 steps and 7 features:
/// let other: Tensor<(Batch, Dim<24>, Dim<7>)> = Tensor::zeros_sized([8, 24, 7])?;
/// let attention = MultiHeadAttention::<64, 4, 7, 7>::new(&mut rng);
/// let y: Tensor<(Batch, Dim<96>, Dim<64>)> = attention.attend(x, other.clone(), other);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::MultiHeadAttention;
/// // 64 features cannot be split into 5 equal parts
/// let attention = MultiHeadAttention::<64, 5>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// ```
/// # Source
/// Vaswani et al., "Attention Is All You Need", 2017; names, layout and initialization of `torch.nn.MultiheadAttention` with
/// `batch_first=True`.
#[doc(alias = "MultiheadAttention")]
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct MultiHeadAttention<
    const WIDTH: usize,
    const HEADS: usize,
    const KEY: usize = WIDTH,
    const VALUE: usize = WIDTH,
    E: Float = f32,
> {
    // Invariant: the sizes are those of the type, and HEADS divides WIDTH. `new` ensures this; the derived `TryFrom` checks it.
    inner: DynMultiHeadAttention<E>,
}

impl<const WIDTH: usize, const HEADS: usize, const KEY: usize, const VALUE: usize, E: Float>
    MultiHeadAttention<WIDTH, HEADS, KEY, VALUE, E>
{
    /// A layer with randomly initialized parameters, in which every step sees all steps.
    ///
    /// # Panics
    /// If a size is 0, or memory runs out.
    #[track_caller]
    pub fn new(rng: &mut impl Rng, /* sizes are in the type: `MultiHeadAttention::<64, 4>::new(&mut rng)` */) -> Self
    where
        Dim<WIDTH>: SplitSizes<HEADS>,
        Splittable<Dim<WIDTH>, HEADS>: SplitInto<HEADS>,
    {
        MultiHeadAttention { inner: or_panic(DynMultiHeadAttention::with_widths(WIDTH, HEADS, KEY, VALUE, rng)) }
    }

    /// Makes the layer causal: no step attends to a later one.
    pub fn causal(self) -> Self {
        MultiHeadAttention { inner: self.inner.causal() }
    }

    /// Drops each attention weight with probability `p` during training.
    ///
    /// # Panics
    /// Unless `0 ≤ p < 1`.
    #[track_caller]
    pub fn dropout(self, p: f64, rng: &mut impl Rng) -> Self {
        MultiHeadAttention { inner: self.inner.dropout(p, rng) }
    }

    /// Self-attention over the second-to-last axis. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<S, E>
    where
        S: LastTwo,
        At<S, -1>: FeatureAxis<WIDTH>,
        Dim<WIDTH>: OneWidth<KEY, VALUE>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }

    /// Like [`forward`](Self::forward), but with a mask that broadcasts to `(.., Dim<HEADS>, T, T)`: see
    /// [`Attention::mask`](crate::tensor::Attention::mask).
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or memory runs out.
    #[track_caller]
    pub fn forward_masked<S, M>(&self, x: Tensor<S, E>, mask: M) -> Tensor<S, E>
    where
        S: LastTwo + QueriesOf<S>,
        At<S, -1>: FeatureAxis<WIDTH>,
        Dim<WIDTH>: OneWidth<KEY, VALUE>,
        S::Scores: InsertAxis<-3>,
        Inserted<S::Scores, -3, Dim<HEADS>>: MaskedBy<M::Shape>,
        M: ScoreMaskTensor<Shape: Ranked>,
        M::Element: ScoreMaskElement<E>,
    {
        Tensor::from_array(or_panic(self.inner.forward_masked(x.into_dyn(), mask)).into_array())
    }

    /// Cross-attention: queries attend to the keys and values of another sequence.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or memory runs out.
    #[track_caller]
    pub fn attend<Q, K, V>(&self, queries: Tensor<Q, E>, keys: Tensor<K, E>, values: Tensor<V, E>) -> Tensor<Q, E>
    where
        Q: LastTwo + QueriesOf<With<K, -1, At<Q, -1>>>,
        K: HasAxis<-1> + KeysOf<V>,
        V: HasAxis<-1>,
        At<Q, -1>: FeatureAxis<WIDTH>,
        At<K, -1>: FeatureAxis<KEY>,
        At<V, -1>: FeatureAxis<VALUE>,
    {
        let [queries, keys, values] = [queries.into_dyn(), keys.into_dyn(), values.into_dyn()];
        Tensor::from_array(or_panic(self.inner.attend_masked(queries, keys, values, NoMask)).into_array())
    }

    /// Like [`attend`](Self::attend), but with a mask that broadcasts to `(.., Dim<HEADS>, L, S)`: see
    /// [`Attention::mask`](crate::tensor::Attention::mask).
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or memory runs out.
    #[track_caller]
    pub fn attend_masked<Q, K, V, M>(
        &self,
        queries: Tensor<Q, E>,
        keys: Tensor<K, E>,
        values: Tensor<V, E>,
        mask: M,
    ) -> Tensor<Q, E>
    where
        Q: LastTwo + QueriesOf<With<K, -1, At<Q, -1>>>,
        K: HasAxis<-1> + HasAxis<-2> + KeysOf<V>,
        V: HasAxis<-1>,
        At<Q, -1>: FeatureAxis<WIDTH>,
        At<K, -1>: FeatureAxis<KEY>,
        At<V, -1>: FeatureAxis<VALUE>,
        With<Q, -1, At<K, -2>>: InsertAxis<-3>,
        HeadScores<Q, K, Dim<HEADS>>: MaskedBy<M::Shape>,
        M: ScoreMaskTensor<Shape: Ranked>,
        M::Element: ScoreMaskElement<E>,
    {
        let [queries, keys, values] = [queries.into_dyn(), keys.into_dyn(), values.into_dyn()];
        Tensor::from_array(or_panic(self.inner.attend_masked(queries, keys, values, mask)).into_array())
    }
}

impl<S, X, const WIDTH: usize, const HEADS: usize, const KEY: usize, const VALUE: usize, E: Float> Forward<Tensor<S, X>>
    for MultiHeadAttention<WIDTH, HEADS, KEY, VALUE, E>
where
    S: LastTwo + HasAxis<-1>,
    At<S, -1>: FeatureAxis<WIDTH>,
    Dim<WIDTH>: OneWidth<KEY, VALUE>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<S, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Tensor<S, E> {
        MultiHeadAttention::forward(self, x)
    }
}

/// Causality and dropout are not compared, since they are not part of the type.
impl<const WIDTH: usize, const HEADS: usize, const KEY: usize, const VALUE: usize, E: Float>
    PartOf<MultiHeadAttention<WIDTH, HEADS, KEY, VALUE, E>> for DynMultiHeadAttention<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        let (face, AttentionSizes { width, heads, key_width, value_width }) = ("MultiHeadAttention", self.sizes());
        compare(face, "the width", &width, &WIDTH)?;
        compare(face, "the number of heads", &heads, &HEADS)?;
        compare(face, "the width of keys", &key_width, &KEY)?;
        compare(face, "the width of values", &value_width, &VALUE)
    }
}
