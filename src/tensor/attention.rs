//! Operations with the shape rule "queries attend to keys and read their values": scaled dot-product attention.

use super::{DynTensor, Element, Float, RealOperations, Result, Tensor, named};
use crate::shape::{Attended, HasAxis, KeysOf, MaskedBy, QueriesOf, Ranked, Shape};
use timeseriesml_core::array::Array;
use timeseriesml_core::loops::pointwise::Stretch;
use timeseriesml_core::ops::attention::{Options, ScoreMask};
use timeseriesml_kernels::attention::WeightDropout;

/// Attention of queries `(.., L, D)` to keys `(.., S, D)` and values `(.., S, V)`: `softmax(q·kᵀ / √D)·v`, of the shape `(.., L, V)`.
///
/// This is one fused operation that stores no score matrix: memory is linear in the number of steps, not quadratic. [`Attention`] has options: a
/// mask, causal attention, a different scale, dropout.
///
/// # Panics
/// If axes known only at run time have different sizes.
///
/// # Example
/// ```
/// use timeseriesml::{Batch, Dim, Tensor, tensor::scaled_dot_product_attention};
/// type Heads<const STEPS: usize> = (Batch, Dim<4>, Dim<STEPS>, Dim<16>);
/// let queries: Tensor<Heads<24>> = Tensor::zeros_sized([8, 4, 24, 16])?;
/// let (keys, values): (Tensor<Heads<96>>, Tensor<Heads<96>>) =
///     (Tensor::zeros_sized([8, 4, 96, 16])?, Tensor::zeros_sized([8, 4, 96, 16])?);
/// let seen: Tensor<Heads<24>> = scaled_dot_product_attention(&queries, &keys, &values);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Vaswani et al., "Attention Is All You Need", 2017; `torch.nn.functional.scaled_dot_product_attention`.
#[track_caller]
pub fn scaled_dot_product_attention<Q, K, V, E: Float>(
    queries: &Tensor<Q, E>,
    keys: &Tensor<K, E>,
    values: &Tensor<V, E>,
) -> Tensor<Attended<Q, V>, E>
where
    Q: QueriesOf<K> + HasAxis<-1>,
    K: KeysOf<V>,
    V: HasAxis<-1>,
{
    let options = Attention::new().options(1);
    let y = <E as RealOperations>::attention(queries.handle(), keys.handle(), values.handle(), options);
    Tensor::proved(named("scaled_dot_product_attention", y))
}

/// Options of [`scaled_dot_product_attention`]. [`attend`](Self::attend) computes the attention with these options.
///
/// # Example
/// There are 24 steps; no query attends to a later step or to a padded step:
/// ```
/// use timeseriesml::{Batch, Dim, One, Tensor, tensor::Attention};
/// let x: Tensor<(Batch, Dim<24>, Dim<16>)> = Tensor::zeros_sized([8, 24, 16])?;
/// let is_real: Tensor<(Batch, One, Dim<24>), bool> = Tensor::full_sized([8, 1, 24], true)?;
/// let y = Attention::new().causal().mask(&is_real).attend(&x, &x, &x);
/// assert_eq!(y.sizes(), [8, 24, 16]);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[doc(alias = "attn_mask")]
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Attention<M = NoMask> {
    scale: Option<f64>,
    causal: bool,
    dropout: Option<WeightDropout>,
    mask: M,
}

/// Stands for no mask.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMask;

impl Default for Attention {
    fn default() -> Self {
        Self::new()
    }
}

impl Attention {
    /// Plain attention: every query attends to every key, and scores are divided by the square root of the number of features.
    pub fn new() -> Self {
        Attention { scale: None, causal: false, dropout: None, mask: NoMask }
    }
}

impl<M> Attention<M> {
    /// Sets the number by which the scores are multiplied, 1/√D by default. It must be finite and above 0.
    pub fn scale(self, scale: f64) -> Self {
        Attention { scale: Some(scale), ..self }
    }

    /// Query i attends only to keys 0 to i, even if there are more or fewer keys than queries.
    #[doc(alias = "is_causal")]
    pub fn causal(self) -> Self {
        Attention { causal: true, ..self }
    }

    /// Zeroes each weight with probability `p`, and scales the others by 1/(1 − p). Which weights become zero depends only on `seed`, `call` and the
    /// position of the weight, as in [`Tensor::dropout`](crate::tensor::Tensor::dropout).
    pub fn dropout(self, p: f64, seed: u64, call: u64) -> Self {
        Attention { dropout: Some(WeightDropout { p, seed, call }), ..self }
    }

    /// A mask that broadcasts to the scores `(.., L, S)`. A `bool` mask is true for the keys that a query attends to; the result is zero for a query
    /// that attends to no key. A mask of numbers is added to the scaled scores, and gets a gradient if it requires one.
    ///
    /// A masked key has weight 0, and 0 times NaN is NaN, so masked values must be finite. Values that [`causal`](Self::causal) excludes may be NaN
    /// or infinite.
    pub fn mask<Mask>(self, mask: Mask) -> Attention<Mask> {
        Attention { mask, scale: self.scale, causal: self.causal, dropout: self.dropout }
    }

    /// The options for an operation on `heads` heads, which are next to each other along the last axis.
    pub(crate) fn options<E: Float>(&self, heads: usize) -> Options<E>
    where
        M: ScoreMaskTensor<Element: ScoreMaskElement<E>>,
    {
        // A shape known only at run time broadcasts by NumPy's rule.
        let stretch =
            if M::Shape::KNOWN_AXES.is_some() { Tensor::<M::Shape, M::Element>::STRETCH } else { Stretch::ONES };
        let mask = self.mask.tensor().map(|mask| M::Element::score_mask(mask.handle(), stretch));
        Options { heads, scale: self.scale, causal: self.causal, mask, dropout: self.dropout }
    }

    /// Computes [`scaled_dot_product_attention`] with these options.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes, or if an option is out of range.
    #[track_caller]
    pub fn attend<Q, K, V, E: Float>(
        self,
        queries: &Tensor<Q, E>,
        keys: &Tensor<K, E>,
        values: &Tensor<V, E>,
    ) -> Tensor<Attended<Q, V>, E>
    where
        Q: QueriesOf<K> + HasAxis<-1>,
        K: KeysOf<V>,
        V: HasAxis<-1>,
        Q::Scores: MaskedBy<M::Shape>,
        M: ScoreMaskTensor<Shape: Ranked>,
        M::Element: ScoreMaskElement<E>,
    {
        let options = self.options(1);
        let y = <E as RealOperations>::attention(queries.handle(), keys.handle(), values.handle(), options);
        Tensor::proved(named("attend", y))
    }

    /// Like [`attend`](Self::attend), but for tensors whose sizes are known only at run time.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ), [`ShapeError::Rank`](super::ShapeError::Rank) or
    /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast) if sizes do not match, [`ShapeError::Argument`](super::ShapeError::Argument) or
    /// [`ShapeError::Probability`](super::ShapeError::Probability) if an option is out of range.
    pub fn try_attend<E: Float>(
        self,
        queries: &DynTensor<E>,
        keys: &DynTensor<E>,
        values: &DynTensor<E>,
    ) -> Result<DynTensor<E>>
    where
        M: ScoreMaskTensor<Element: ScoreMaskElement<E>>,
    {
        let options = self.options(1);
        let (queries, keys, values) = (queries.handle(), keys.handle(), values.handle());
        DynTensor::named("attend", <E as RealOperations>::attention(queries, keys, values, options))
    }
}

/// What [`Attention::mask`] takes: [`NoMask`], or a reference to a tensor.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an attention mask",
    label = "expected a reference to a tensor of `bool`, or of numbers",
    note = "the last two axes of a mask are queries and keys: `Attention::new().mask(&mask)`"
)]
pub trait ScoreMaskTensor {
    /// The shape of the mask, which broadcasts to the scores.
    type Shape: Shape;
    /// `bool`, or the element type of the scores.
    type Element: Element;
    /// The mask, if there is one.
    #[doc(hidden)]
    fn tensor(&self) -> Option<&Tensor<Self::Shape, Self::Element>>;
}

/// `NoMask` counts as a mask of shape `()`, which broadcasts to anything.
impl ScoreMaskTensor for NoMask {
    type Shape = ();
    type Element = bool;
    fn tensor(&self) -> Option<&Tensor<(), bool>> {
        None
    }
}

#[diagnostic::do_not_recommend]
impl<S: Shape, T: Element> ScoreMaskTensor for &Tensor<S, T> {
    type Shape = S;
    type Element = T;
    fn tensor(&self) -> Option<&Tensor<S, T>> {
        Some(self)
    }
}

/// The element type of a mask for scores of `E`: `bool`, or `E` itself.
#[diagnostic::on_unimplemented(
    message = "an attention mask holds `bool` or the element type of the scores, not `{Self}`",
    label = "expected `bool`, or the type of the scores",
    note = "`mask.cast::<bool>()` makes a mask that is true for visible keys"
)]
pub trait ScoreMaskElement<E: Float>: Element {
    /// Converts the mask to the form that the operation takes.
    #[doc(hidden)]
    fn score_mask(mask: Array<Self>, stretch: Stretch) -> ScoreMask<E>;
}

#[diagnostic::do_not_recommend]
impl<E: Float> ScoreMaskElement<E> for bool {
    fn score_mask(mask: Array<bool>, stretch: Stretch) -> ScoreMask<E> {
        ScoreMask::Visible(mask, stretch)
    }
}

macro_rules! mask_elements { ($($E:ty),*) => { $(
    #[diagnostic::do_not_recommend]
    impl ScoreMaskElement<$E> for $E {
        fn score_mask(mask: Array<$E>, stretch: Stretch) -> ScoreMask<$E> {
            ScoreMask::Added(mask, stretch)
        }
    }
)* } }
mask_elements! { f32, f64 }

impl<E: Float> DynTensor<E> {
    /// Attention of these queries, `[.., l, d]`, to keys `[.., s, d]` and values `[.., s, v]`; [`Attention`] has options.
    ///
    /// # Errors
    /// [`ShapeError::Differ`](super::ShapeError::Differ) or [`ShapeError::Rank`](super::ShapeError::Rank) if sizes do not match.
    pub fn scaled_dot_product_attention(&self, keys: &Self, values: &Self) -> Result<Self> {
        named("scaled_dot_product_attention", Attention::new().try_attend(self, keys, values))
    }

    /// Attention of every step to every step, itself included (with `causal`, to no later step), for packed queries, keys and values:
    /// `[.., time, 3·width]` to `[.., time, width]`. [`MultiHeadAttention`](crate::nn::MultiHeadAttention) is the layer.
    ///
    /// # Errors
    /// [`ShapeError::Divide`](super::ShapeError::Divide) if the last axis is not three times a multiple of `heads`,
    /// [`ShapeError::Rank`](super::ShapeError::Rank) for fewer than two axes.
    pub fn self_attention(&self, heads: usize, causal: bool) -> Result<Self> {
        let options = Options { heads, causal, ..Options::new() };
        Self::checked(<E as RealOperations>::self_attention(self.handle(), options))
    }

    /// Like [`self_attention`](Self::self_attention), but with options.
    pub(crate) fn self_attention_with(&self, options: Options<E>) -> Result<Self> {
        Self::checked(<E as RealOperations>::self_attention(self.handle(), options))
    }

    /// Like [`Attention::try_attend`], but for several heads, which are next to each other along the last axis.
    pub(crate) fn attend_with(&self, keys: &Self, values: &Self, options: Options<E>) -> Result<Self> {
        Self::checked(<E as RealOperations>::attention(self.handle(), keys.handle(), values.handle(), options))
    }
}
