//! A block of a transformer.

use super::config::TransformerConfig;
use crate::nn::{Dropout, DynForward, DynLayerNorm, DynLinear, DynMultiHeadAttention};
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// Self-attention and a feed-forward network of each step, each with a residual connection and a layer norm.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
pub(super) struct Block<E: Float> {
    self_attn: DynMultiHeadAttention<E>,
    linear1: DynLinear<E>,
    dropout: Dropout,
    linear2: DynLinear<E>,
    norm1: DynLayerNorm<E>,
    norm2: DynLayerNorm<E>,
    dropout1: Dropout,
    dropout2: Dropout,
    #[module(skip)]
    norm_first: bool,
}

impl<E: Float> Block<E> {
    pub(super) fn new(config: &TransformerConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let width = config.width;
        let inner = config.feed_forward.unwrap_or(width.saturating_mul(4));
        let attention = DynMultiHeadAttention::with_element(width, config.heads, rng)?;
        Ok(Block {
            self_attn: if config.causal { attention.causal() } else { attention },
            linear1: DynLinear::with_element(width, inner, rng)?,
            dropout: Dropout::new(config.dropout, rng),
            linear2: DynLinear::with_element(inner, width, rng)?,
            norm1: DynLayerNorm::with_element(width)?,
            norm2: DynLayerNorm::with_element(width)?,
            dropout1: Dropout::new(config.dropout, rng),
            dropout2: Dropout::new(config.dropout, rng),
            norm_first: config.norm_first,
        })
    }

    pub(super) fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        if self.norm_first {
            let x = x.add(&self.attend(self.norm1.forward(x.clone())?)?)?;
            x.add(&self.feed_forward(self.norm2.forward(x.clone())?)?)
        } else {
            let x = self.norm1.forward(x.add(&self.attend(x.clone())?)?)?;
            self.norm2.forward(x.add(&self.feed_forward(x.clone())?)?)
        }
    }

    fn attend(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.dropout1.try_forward(self.self_attn.forward(x)?)
    }

    fn feed_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let hidden = self.dropout.try_forward(self.linear1.forward(x)?.into_gelu()?)?;
        self.dropout2.try_forward(self.linear2.forward(hidden)?)
    }
}
