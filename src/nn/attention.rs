//! Multi-head self-attention: every step looks at every other, or at none after it.

use super::forward::{DynForward, Forward};
use super::linear::DynLinear;
use super::module::{Module, Path, Visitor, VisitorMut};
use super::parameter::Parameter;
use crate::shape::{At, Dim, DynShape, FeatureAxis, HasAxis, LastTwo, SplitInto};
use crate::tensor::{DynTensor, ShapeError, Tensor, or_panic};
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
#[derive(Clone, Debug)]
pub struct MultiHeadAttention<const WIDTH: usize, const HEADS: usize> {
    // Invariant: of WIDTH features and HEADS heads that divide them. `new` is the only way in.
    inner: DynMultiHeadAttention,
}

impl<const WIDTH: usize, const HEADS: usize> MultiHeadAttention<WIDTH, HEADS> {
    /// A layer with freshly drawn parameters, in which every step sees all others.
    ///
    /// # Panics
    /// If memory does not suffice.
    #[track_caller]
    pub fn new(rng: &mut impl Rng) -> Self
    where
        Dim<WIDTH>: SplitInto<HEADS>,
    {
        MultiHeadAttention { inner: or_panic(DynMultiHeadAttention::new(WIDTH, HEADS, rng)) }
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
    pub fn forward<S>(&self, x: Tensor<S>) -> Tensor<S>
    where
        S: LastTwo,
        At<S, -1>: FeatureAxis<WIDTH>,
    {
        Tensor::from_array(or_panic(self.inner.forward(x.into_dyn())).into_array())
    }

    /// The run-time part.
    pub fn as_dyn(&self) -> &DynMultiHeadAttention {
        &self.inner
    }
}

impl<S, const WIDTH: usize, const HEADS: usize> Forward<Tensor<S>> for MultiHeadAttention<WIDTH, HEADS>
where
    S: LastTwo + HasAxis<-1>,
    At<S, -1>: FeatureAxis<WIDTH>,
{
    type Output = Tensor<S>;
    #[track_caller]
    fn forward(&self, x: Tensor<S>) -> Tensor<S> {
        MultiHeadAttention::forward(self, x)
    }
}

impl<const WIDTH: usize, const HEADS: usize> DynForward for MultiHeadAttention<WIDTH, HEADS> {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        self.inner.forward(x)
    }
}

impl<const WIDTH: usize, const HEADS: usize> Module for MultiHeadAttention<WIDTH, HEADS> {
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.inner.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        self.inner.visit_mut(path, visitor);
    }
}

/// The run-time part of [`MultiHeadAttention`]: sizes are values, a wrong input is an error.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
pub struct DynMultiHeadAttention {
    in_proj_weight: Parameter<DynShape>,
    in_proj_bias: Parameter<DynShape>,
    out_proj: DynLinear,
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
        let op = "multi-head attention";
        if heads == 0 || !width.is_multiple_of(heads) {
            return Err(ShapeError::Divide { op, axis: 0, size: width, parts: heads });
        }
        let too_large = || ShapeError::TooLarge { op, sizes: [width, width].into() };
        let outputs = width.checked_mul(3).ok_or_else(too_large)?;
        // Glorot and Bengio's uniform rule, 2010, as PyTorch has it here.
        let bound = (6.0 / (width + outputs).max(1) as f32).sqrt();
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
    pub fn forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        let packed = x.linear(&self.in_proj_weight, Some(&self.in_proj_bias))?;
        self.out_proj.forward(packed.self_attention(self.heads, self.causal)?)
    }
}

impl DynForward for DynMultiHeadAttention {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        self.forward(x)
    }
}
