//! An encoder layer with run-time sizes.

use super::config::EncoderLayerConfig;
use crate::nn::activation::GeluTanh;
use crate::nn::attention::DynMultiHeadAttention;
use crate::nn::dropout::Dropout;
use crate::nn::forward::DynForward;
use crate::nn::layer_norm::DynLayerNorm;
use crate::nn::linear::DynLinear;
use crate::tensor::{DynTensor, Float, NoMask, ScoreMaskElement, ScoreMaskTensor, ShapeError};
use rand::Rng;

/// The run-time version of [`TransformerEncoderLayer`](super::TransformerEncoderLayer): sizes are values, and a wrong input is an error.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynTransformerEncoderLayer<E: Float = f32> {
    self_attn: DynMultiHeadAttention<E>,
    linear1: DynLinear<E>,
    dropout: Dropout,
    linear2: DynLinear<E>,
    norm1: DynLayerNorm<E>,
    norm2: DynLayerNorm<E>,
    dropout1: Dropout,
    dropout2: Dropout,
    #[module(skip)]
    config: EncoderLayerConfig,
}

impl DynTransformerEncoderLayer {
    /// A layer with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for a size of 0, [`ShapeError::Divide`] if the width is not a multiple of the number of heads,
    /// [`ShapeError::Probability`] if the dropout is not a probability below 1, [`ShapeError::TooLarge`] if memory runs out.
    pub fn new(config: &EncoderLayerConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynTransformerEncoderLayer<E> {
    /// Like [`new`](DynTransformerEncoderLayer::new), but for any element type.
    ///
    /// # Errors
    /// Same as [`new`](DynTransformerEncoderLayer::new).
    pub fn with_element(config: &EncoderLayerConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let &EncoderLayerConfig { width, heads, feed_forward, dropout, .. } = config;
        if !(0.0..1.0).contains(&dropout) {
            let op = "transformer encoder layer";
            return Err(ShapeError::Probability { op, found: dropout.to_string(), limit: "below 1" });
        }
        let attention = DynMultiHeadAttention::with_element(width, heads, rng)?;
        let attention = if config.causal { attention.causal() } else { attention };
        Ok(DynTransformerEncoderLayer {
            linear1: DynLinear::with_element(width, feed_forward, rng)?,
            dropout: Dropout::new(dropout, rng),
            linear2: DynLinear::with_element(feed_forward, width, rng)?,
            norm1: DynLayerNorm::with_element(width)?,
            norm2: DynLayerNorm::with_element(width)?,
            dropout1: Dropout::new(dropout, rng),
            dropout2: Dropout::new(dropout, rng),
            self_attn: if dropout > 0.0 { attention.dropout(dropout, rng) } else { attention },
            config: config.clone(),
        })
    }

    /// The sizes and options.
    pub fn config(&self) -> &EncoderLayerConfig {
        &self.config
    }

    /// Maps `[.., time, width]` to `[.., time, width]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] for fewer than two axes.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward_masked(x, NoMask)
    }

    /// Like [`forward`](Self::forward), but with a mask that broadcasts to `[.., heads, time, time]`.
    ///
    /// # Errors
    /// Same as [`forward`](Self::forward), and [`ShapeError::NoBroadcast`] if the mask does not broadcast.
    pub fn forward_masked<M: ScoreMaskTensor<Element: ScoreMaskElement<E>>>(
        &self,
        x: DynTensor<E>,
        mask: M,
    ) -> Result<DynTensor<E>, ShapeError> {
        let attend = |x| self.dropout1.try_forward(self.self_attn.forward_masked(x, mask)?);
        if self.config.norm_first {
            let x = x.add(&attend(self.norm1.forward(x.clone())?)?)?;
            x.add(&self.feed_forward(self.norm2.forward(x.clone())?)?)
        } else {
            let x = self.norm1.forward(x.add(&attend(x.clone())?)?)?;
            self.norm2.forward(x.add(&self.feed_forward(x.clone())?)?)
        }
    }

    fn feed_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let hidden = match (self.config.gelu, self.config.gelu_tanh) {
            (_, true) => GeluTanh.try_forward(self.linear1.forward(x)?)?,
            (true, false) => self.linear1.forward(x)?.into_gelu()?,
            (false, false) => self.linear1.forward_relu(x)?,
        };
        self.dropout2.try_forward(self.linear2.forward(self.dropout.try_forward(hidden)?)?)
    }

    fn describe(&self) -> String {
        let EncoderLayerConfig { width, heads, feed_forward, norm_first, gelu, gelu_tanh, causal, .. } = self.config;
        let mut text = format!("TransformerEncoderLayer({width}, {heads} heads, feed-forward {feed_forward}");
        for (is_on, name) in
            [(norm_first, "norm first"), (gelu && !gelu_tanh, "gelu"), (gelu_tanh, "gelu by tanh"), (causal, "causal")]
        {
            if is_on {
                text += &format!(", {name}");
            }
        }
        text + ")"
    }
}

impl<E: Float> DynForward<E> for DynTransformerEncoderLayer<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}
