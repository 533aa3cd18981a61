//! Multi-head attention with run-time sizes.

use crate::nn::dropout::Dropout;
use crate::nn::forward::DynForward;
use crate::nn::linear::DynLinear;
use crate::nn::parameter::Parameter;
use crate::nn::sizes::at_least_one;
use crate::shape::DynShape;
use crate::tensor::{Attention, DynTensor, Float, NoMask, ScoreMaskElement, ScoreMaskTensor, ShapeError};
use rand::Rng;

const OP: &str = "multi-head attention";

/// The run-time version of [`MultiHeadAttention`](super::MultiHeadAttention): sizes are values, and a wrong input is an error.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynMultiHeadAttention<E: Float = f32> {
    /// Maps the input to queries, keys and values. If keys or values differ in width from queries, the three matrices below replace this one.
    in_proj_weight: Option<Parameter<DynShape, E>>,
    q_proj_weight: Option<Parameter<DynShape, E>>,
    k_proj_weight: Option<Parameter<DynShape, E>>,
    v_proj_weight: Option<Parameter<DynShape, E>>,
    in_proj_bias: Parameter<DynShape, E>,
    out_proj: DynLinear<E>,
    /// Dropout of the attention weights.
    dropout: Option<Dropout>,
    #[module(skip)]
    sizes: AttentionSizes,
    #[module(skip)]
    causal: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AttentionSizes {
    pub(super) width: usize,
    pub(super) heads: usize,
    pub(super) key_width: usize,
    pub(super) value_width: usize,
}

impl DynMultiHeadAttention {
    /// A layer with randomly initialized parameters, in which every step sees all steps.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for a width of 0, [`ShapeError::Divide`] if the width is not a multiple of `heads`, [`ShapeError::TooLarge`] if
    /// memory runs out.
    pub fn new(width: usize, heads: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        Self::with_element(width, heads, rng)
    }
}

impl<E: Float> DynMultiHeadAttention<E> {
    /// Like [`new`](DynMultiHeadAttention::new), but for any element type: `DynMultiHeadAttention::<f64>::with_element(64, 4, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynMultiHeadAttention::new).
    pub fn with_element(width: usize, heads: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        Self::with_widths(width, heads, width, width, rng)
    }

    /// Like [`with_element`](Self::with_element), but for keys and values whose widths differ from the width of the queries.
    ///
    /// # Errors
    /// Same as [`new`](DynMultiHeadAttention::new).
    pub fn with_widths(
        width: usize,
        heads: usize,
        key_width: usize,
        value_width: usize,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        let sizes = [("width", width), ("key width", key_width), ("value width", value_width)];
        at_least_one(OP, &sizes)?;
        if heads == 0 || !width.is_multiple_of(heads) {
            return Err(ShapeError::Divide { op: OP, axis: 0, size: width, parts: heads });
        }
        let too_large = || ShapeError::TooLarge { op: OP, sizes: [width, width].into() };
        let outputs = width.checked_mul(3).ok_or_else(too_large)?;
        let mut glorot = |outputs: usize, inputs: usize| {
            // PyTorch, too, uses Glorot and Bengio's uniform initialization (2010) here.
            let bound = (E::from_f64(6.0) / E::from_usize(inputs.saturating_add(outputs).max(1))).sqrt();
            Ok::<_, ShapeError>(Parameter::new(DynTensor::uniform_sized([outputs, inputs], -bound, bound, rng)?))
        };
        let is_packed = key_width == width && value_width == width;
        let [mut in_proj_weight, mut q_proj_weight, mut k_proj_weight, mut v_proj_weight] = [None, None, None, None];
        if is_packed {
            in_proj_weight = Some(glorot(outputs, width)?);
        } else {
            q_proj_weight = Some(glorot(width, width)?);
            k_proj_weight = Some(glorot(width, key_width)?);
            v_proj_weight = Some(glorot(width, value_width)?);
        }
        Ok(DynMultiHeadAttention {
            in_proj_weight,
            q_proj_weight,
            k_proj_weight,
            v_proj_weight,
            in_proj_bias: Parameter::new(DynTensor::zeros_sized([outputs])?),
            out_proj: DynLinear::with_zero_bias(width, width, rng)?,
            dropout: None,
            sizes: AttentionSizes { width, heads, key_width, value_width },
            causal: false,
        })
    }

    /// Makes the layer causal: no step attends to a later one.
    pub fn causal(self) -> Self {
        DynMultiHeadAttention { causal: true, ..self }
    }

    /// Drops each attention weight with probability `p` during training.
    ///
    /// # Panics
    /// Unless `0 ≤ p < 1`.
    #[track_caller]
    pub fn dropout(self, p: f64, rng: &mut impl Rng) -> Self {
        DynMultiHeadAttention { dropout: Some(Dropout::new(p, rng)), ..self }
    }

    pub(super) fn sizes(&self) -> AttentionSizes {
        self.sizes
    }

    /// Self-attention over the time axis of `[.., time, width]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] for fewer than two axes.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward_masked(x, NoMask)
    }

    /// Like [`forward`](Self::forward), but with a mask that broadcasts to `[.., heads, time, time]`: see [`Attention::mask`].
    ///
    /// # Errors
    /// Same as [`forward`](Self::forward), and [`ShapeError::NoBroadcast`] if the mask does not broadcast.
    pub fn forward_masked<M: ScoreMaskTensor<Element: ScoreMaskElement<E>>>(
        &self,
        x: DynTensor<E>,
        mask: M,
    ) -> Result<DynTensor<E>, ShapeError> {
        match &self.in_proj_weight {
            Some(weight) => {
                let packed = x.linear(weight, Some(&self.in_proj_bias))?;
                let options = self.attention().mask(mask).options(self.sizes.heads);
                self.out_proj.forward(packed.self_attention_with(options)?)
            }
            None => self.attend_masked(x.clone(), x.clone(), x, mask),
        }
    }

    /// Cross-attention: queries `[.., l, width]` attend to keys `[.., s, key_width]` and values `[.., s, value_width]`. Returns
    /// `[.., l, width]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Differ`] if other axes differ,
    /// [`ShapeError::Rank`] for fewer than two axes.
    pub fn attend(
        &self,
        queries: DynTensor<E>,
        keys: DynTensor<E>,
        values: DynTensor<E>,
    ) -> Result<DynTensor<E>, ShapeError> {
        self.attend_masked(queries, keys, values, NoMask)
    }

    /// Like [`attend`](Self::attend), but with a mask that broadcasts to `[.., heads, l, s]`: see [`Attention::mask`].
    ///
    /// # Errors
    /// Same as [`attend`](Self::attend), and [`ShapeError::NoBroadcast`] if the mask does not broadcast.
    pub fn attend_masked<M: ScoreMaskTensor<Element: ScoreMaskElement<E>>>(
        &self,
        queries: DynTensor<E>,
        keys: DynTensor<E>,
        values: DynTensor<E>,
        mask: M,
    ) -> Result<DynTensor<E>, ShapeError> {
        let width = self.sizes.width;
        let packed = |part: usize| {
            let weight = self.in_proj_weight.as_ref().expect("one matrix or three");
            weight.narrow(0, part * width, width)
        };
        let map = |x: DynTensor<E>, own: &Option<Parameter<DynShape, E>>, part: usize| {
            let bias = self.in_proj_bias.narrow(0, part * width, width)?;
            match own {
                Some(weight) => x.linear(weight, Some(&bias)),
                None => x.linear(&packed(part)?, Some(&bias)),
            }
        };
        let queries = map(queries, &self.q_proj_weight, 0)?;
        let keys = map(keys, &self.k_proj_weight, 1)?;
        let values = map(values, &self.v_proj_weight, 2)?;
        let options = self.attention().mask(mask).options(self.sizes.heads);
        self.out_proj.forward(queries.attend_with(&keys, &values, options)?)
    }

    fn attention(&self) -> Attention {
        let attention = if self.causal { Attention::new().causal() } else { Attention::new() };
        match self.dropout.as_ref().and_then(Dropout::next_call) {
            Some((p, seed, call)) => attention.dropout(p, seed, call),
            None => attention,
        }
    }

    fn describe(&self) -> String {
        let AttentionSizes { width, heads, key_width, value_width } = self.sizes;
        let mut text = format!("MultiHeadAttention({width}, {heads} heads");
        if (key_width, value_width) != (width, width) {
            text += &format!(", keys {key_width}, values {value_width}");
        }
        if self.causal {
            text += ", causal";
        }
        text + ")"
    }
}

impl<E: Float> DynForward<E> for DynMultiHeadAttention<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}
