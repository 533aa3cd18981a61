//! The configuration of an encoder layer.

/// The sizes and options of a [`DynTransformerEncoderLayer`](super::DynTransformerEncoderLayer).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct EncoderLayerConfig {
    /// The number of features per step: PyTorch's `d_model`.
    pub width: usize,
    /// The number of attention heads; the width must be a multiple of it.
    pub heads: usize,
    /// The number of features between the two linear layers of the feed-forward network.
    pub feed_forward: usize,
    /// Whether layer norms come before attention and feed-forward (pre-norm) instead of after the residual sums; false by default.
    pub norm_first: bool,
    /// Whether the feed-forward network uses GELU instead of relu; false by default.
    pub gelu: bool,
    /// Whether the feed-forward network uses the tanh approximation of GELU instead; false by default.
    pub gelu_tanh: bool,
    /// Whether each step sees only itself and earlier steps; false by default.
    pub causal: bool,
    /// The probability of dropout during training, which applies to the attention weights, the attention output, and the activations and output of
    /// the feed-forward network; 0 by default.
    pub dropout: f64,
}

impl EncoderLayerConfig {
    /// A configuration with the defaults: post-norm, relu, not causal, no dropout.
    pub fn new(width: usize, heads: usize, feed_forward: usize) -> Self {
        let (norm_first, gelu, gelu_tanh, causal, dropout) = (false, false, false, false, 0.0);
        EncoderLayerConfig { width, heads, feed_forward, norm_first, gelu, gelu_tanh, causal, dropout }
    }

    /// Sets the field [`norm_first`](Self#structfield.norm_first).
    pub fn norm_first(self, norm_first: bool) -> Self {
        EncoderLayerConfig { norm_first, ..self }
    }

    /// Selects GELU instead of relu.
    pub fn gelu(self) -> Self {
        EncoderLayerConfig { gelu: true, gelu_tanh: false, ..self }
    }

    /// Selects GELU approximated with tanh instead of relu: PyTorch's `approximate="tanh"`.
    pub fn gelu_tanh(self) -> Self {
        EncoderLayerConfig { gelu: false, gelu_tanh: true, ..self }
    }

    /// Sets the field [`causal`](Self#structfield.causal).
    pub fn causal(self, causal: bool) -> Self {
        EncoderLayerConfig { causal, ..self }
    }

    /// Sets the field [`dropout`](Self#structfield.dropout).
    pub fn dropout(self, p: f64) -> Self {
        EncoderLayerConfig { dropout: p, ..self }
    }
}
