//! The sizes of a transformer, as values.

use crate::models::config_error::ConfigError;
use crate::models::pooling::Pooling;
use serde::{Deserialize, Serialize};

/// The model's name in errors.
pub(super) const MODEL: &str = "transformer";

/// The sizes of a [`DynTransformer`](crate::models::DynTransformer), for example from a file. Errors name the key that is wrong.
///
/// # Example
/// ```
/// use timeseriesml::TransformerConfig;
/// // All keys; those from `head` on are optional.
/// let text = r#"{
///     "features": 7, "width": 64, "heads": 4, "layers": 3, "horizon": 24,
///     "head": "last_step", "feed_forward": 256, "norm_first": false, "causal": false, "dropout": 0.0
/// }"#;
/// let config: TransformerConfig = serde_json::from_str(text)?;
/// let mut same = TransformerConfig::new(7, 64, 4, 3, 24);
/// same.feed_forward = config.feed_forward;
/// assert_eq!(config, same);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TransformerConfig {
    /// The number of columns of the input.
    #[serde(deserialize_with = "read::features")]
    pub features: usize,
    /// The number of features per step: PyTorch's `d_model`.
    #[serde(deserialize_with = "read::width")]
    pub width: usize,
    /// The number of attention heads; the width must be a multiple of it.
    #[serde(deserialize_with = "read::heads")]
    pub heads: usize,
    /// The number of blocks.
    #[serde(deserialize_with = "read::layers")]
    pub layers: usize,
    /// The number of steps of the forecast.
    #[serde(deserialize_with = "read::horizon")]
    pub horizon: usize,
    /// What the head reads: `"last_step"` (the default) or `"mean_pool"`.
    #[serde(default, deserialize_with = "read::head")]
    pub head: Pooling,
    /// The number of features between the two linear layers of the feed-forward network; four times the width by default.
    #[serde(default, deserialize_with = "read::feed_forward")]
    pub feed_forward: Option<usize>,
    /// Whether layer norms come before attention and feed-forward (pre-norm) instead of after the residual sums (post-norm).
    #[serde(default, deserialize_with = "read::norm_first")]
    pub norm_first: bool,
    /// Whether each step sees only itself and earlier steps.
    #[serde(default, deserialize_with = "read::causal")]
    pub causal: bool,
    /// The probability with which dropout zeroes an element during training; 0 by default.
    #[serde(default, deserialize_with = "read::dropout")]
    pub dropout: f64,
}

mod read {
    crate::models::readers::readers! {
        features: usize, width: usize, heads: usize, layers: usize, horizon: usize, head: super::Pooling = "\"last_step\" or \"mean_pool\"",
        feed_forward: Option<usize>, norm_first: bool, causal: bool, dropout: f64,
    }
}

impl TransformerConfig {
    /// A configuration with the defaults of [`Transformer::new`](crate::models::Transformer::new).
    pub fn new(features: usize, width: usize, heads: usize, layers: usize, horizon: usize) -> Self {
        let (head, feed_forward, norm_first, causal, dropout) = (Pooling::Last, None, false, false, 0.0);
        TransformerConfig { features, width, heads, layers, horizon, head, feed_forward, norm_first, causal, dropout }
    }

    /// Checks that a model of this configuration accepts windows of `lookback` steps and `columns` columns. Call it before training: an error of
    /// [`DynTransformer::forward`](crate::models::DynTransformer::forward) does not name the key.
    ///
    /// # Errors
    /// [`ConfigError`], which names the key: a value out of range, windows without steps, or a wrong number of columns.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::TransformerConfig;
    /// let config = TransformerConfig::new(7, 64, 4, 3, 24);
    /// assert!(config.check_window(96, 7).is_ok());
    /// assert!(config.check_window(96, 5).is_err());
    /// ```
    pub fn check_window(&self, lookback: usize, columns: usize) -> Result<(), ConfigError> {
        self.check()?;
        ConfigError::check_window(MODEL, self.features, lookback, columns)
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        ConfigError::check_sizes(
            MODEL,
            &[
                ("features", self.features),
                ("width", self.width),
                ("heads", self.heads),
                ("layers", self.layers),
                ("horizon", self.horizon),
                ("feed_forward", self.feed_forward.unwrap_or(1)),
            ],
        )?;
        ConfigError::check_depth(MODEL, "layers", self.layers)?;
        if !self.width.is_multiple_of(self.heads) {
            let expected = format!("a divisor of the width {}", self.width);
            return Err(ConfigError::value(MODEL, "heads", self.heads, expected));
        }
        ConfigError::check_dropout(MODEL, self.dropout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_a_mistake_names_its_key() {
        let read = |text: &str| serde_json::from_str::<TransformerConfig>(text).map_err(|e| e.to_string());
        let right = r#"{"features": 5, "width": 8, "heads": 2, "layers": 1, "horizon": 3, "causal": true}"#;
        assert!(read(right).unwrap().causal);
        let wrong = read(&right.replace(": 2", ": \"2\"")).unwrap_err();
        assert!(wrong.starts_with("heads: invalid type: string \"2\", expected usize"), "{wrong}");
    }
}
