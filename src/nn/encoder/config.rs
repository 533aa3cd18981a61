//! What an encoder layer is built from.

/// The sizes and options of a [`DynTransformerEncoderLayer`](super::DynTransformerEncoderLayer).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct EncoderLayerConfig {
    /// Features of each step.
    pub width: usize,
    /// Heads of attention; they divide the width.
    pub heads: usize,
    /// The width between the two linear maps of each step.
    pub feed_forward: usize,
    /// Whether layer norms come before attention and feed-forward (pre-norm) instead of after the sums; not by default.
    pub norm_first: bool,
    /// Whether the feed-forward network has GELU in place of relu; not by default.
    pub gelu: bool,
    /// Whether it has GELU approximated by a hyperbolic tangent in place of either; not by default.
    pub gelu_tanh: bool,
    /// Whether each step sees only itself and earlier steps; not by default.
    pub causal: bool,
    /// The probability of dropout, in training: of the weights of attention, of its output, and in and after the feed-forward network. 0 by
    /// default.
    pub dropout: f64,
}

impl EncoderLayerConfig {
    /// Post-norm, relu, every step sees all others, no dropout.
    pub fn new(width: usize, heads: usize, feed_forward: usize) -> Self {
        let (norm_first, gelu, gelu_tanh, causal, dropout) = (false, false, false, false, 0.0);
        EncoderLayerConfig { width, heads, feed_forward, norm_first, gelu, gelu_tanh, causal, dropout }
    }

    /// Layer norms before attention and feed-forward, or after the sums.
    pub fn norm_first(self, norm_first: bool) -> Self {
        EncoderLayerConfig { norm_first, ..self }
    }

    /// GELU in place of relu.
    pub fn gelu(self) -> Self {
        EncoderLayerConfig { gelu: true, gelu_tanh: false, ..self }
    }

    /// GELU approximated by a hyperbolic tangent in place of relu: PyTorch's `approximate="tanh"`.
    pub fn gelu_tanh(self) -> Self {
        EncoderLayerConfig { gelu: false, gelu_tanh: true, ..self }
    }

    /// Each step sees only itself and earlier steps.
    pub fn causal(self, causal: bool) -> Self {
        EncoderLayerConfig { causal, ..self }
    }

    /// The probability of dropout, in training.
    pub fn dropout(self, p: f64) -> Self {
        EncoderLayerConfig { dropout: p, ..self }
    }
}
