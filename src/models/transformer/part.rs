//! The transformer with run-time sizes.

use super::config::{MODEL, TransformerConfig};
use super::positions::Positions;
use crate::models::config_error::ConfigError;
use crate::models::window::check_window;
use crate::nn::{DynForward, DynLayerNorm, DynLinear, DynTransformerEncoderLayer, EncoderLayerConfig};
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// The run-time version of [`Transformer`](crate::models::Transformer): sizes are values, and a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTensor, DynTransformer, Tensor, TransformerConfig};
/// let model = DynTransformer::new(&TransformerConfig::new(5, 32, 4, 2, 8), &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([4, 12, 5])?;
/// assert_eq!(model.forward(x)?.sizes(), [4, 8]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynTransformer<E: Float = f32> {
    input: DynLinear<E>,
    #[module(skip)]
    positions: Positions<E>,
    layers: Vec<DynTransformerEncoderLayer<E>>,
    /// The layer norm after the last block; only a pre-norm model has it.
    norm: Option<DynLayerNorm<E>>,
    head: DynLinear<E>,
    #[module(skip)]
    config: TransformerConfig,
}

impl DynTransformer {
    /// A model with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ConfigError`], which names the key, if a value is out of range or memory runs out.
    pub fn new(config: &TransformerConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynTransformer<E> {
    /// Like [`new`](DynTransformer::new), but for any element type: `DynTransformer::<f64>::with_element(&config, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynTransformer::new).
    pub fn with_element(config: &TransformerConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        config.check()?;
        let too_large = |keys| move |reason| ConfigError::TooLarge { model: MODEL, keys, reason };
        let width = config.width;
        let input = DynLinear::with_element(config.features, width, rng).map_err(too_large("features and width"))?;
        let feed_forward = config.feed_forward.unwrap_or(width.saturating_mul(4));
        let layer = EncoderLayerConfig::new(width, config.heads, feed_forward).gelu().dropout(config.dropout);
        let layer = layer.norm_first(config.norm_first).causal(config.causal);
        let layers = (0..config.layers).map(|_| DynTransformerEncoderLayer::with_element(&layer, rng));
        let layers = layers.collect::<Result<_, _>>();
        let layers = layers.map_err(too_large("layers, width and feed_forward"))?;
        let norm = config.norm_first.then(|| DynLayerNorm::with_element(width)).transpose()?;
        let head = DynLinear::with_element(width, config.horizon, rng).map_err(too_large("width and horizon"))?;
        Ok(DynTransformer { input, positions: Positions::new(width)?, layers, norm, head, config: config.clone() })
    }

    fn describe(&self) -> String {
        let TransformerConfig {
            features, width, heads, layers, horizon, head, feed_forward, norm_first, causal, ..
        } = &self.config;
        let feed_forward = feed_forward.unwrap_or(4 * width);
        let mut text = format!(
            "Transformer({features} features, width {width}, heads {heads}, layers {layers}, horizon {horizon}, head {head:?}, feed-forward {feed_forward}"
        );
        for (is_on, name) in [(norm_first, ", norm first"), (causal, ", causal")] {
            if *is_on {
                text += name;
            }
        }
        text + ")"
    }

    /// The configuration that the model was built from.
    pub fn config(&self) -> &TransformerConfig {
        &self.config
    }

    /// Forecasts `[batch, horizon]` from `[batch, time, features]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] for a wrong number of axes,
    /// [`ShapeError::Argument`] for a time axis of 0 steps.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.head.forward(self.config.head.read(&self.encode(x)?, 1)?)
    }

    /// Runs all blocks, without the head: maps `[batch, time, features]` to `[batch, time, width]`.
    ///
    /// In a causal model no step of the output depends on a later step of the input.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] for a wrong number of axes.
    pub fn encode(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let steps = check_window(MODEL, &x, self.config.features)?;
        let embedded = self.input.forward(x)?.add(&self.positions.first(steps)?)?;
        let seen = self.layers.iter().try_fold(embedded, |x, layer| layer.forward(x))?;
        match &self.norm {
            Some(norm) => norm.forward(seen),
            None => Ok(seen),
        }
    }
}

impl<E: Float> DynForward<E> for DynTransformer<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::pooling::Pooling;
    use crate::nn::gradients_test::check_layer;
    use crate::tensor::Tensor;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(0)
    }

    #[test]
    fn what_cannot_be_built_names_its_keys() {
        let message = |change: fn(&mut TransformerConfig)| {
            let mut config = TransformerConfig::new(5, 8, 2, 1, 3);
            change(&mut config);
            DynTransformer::new(&config, &mut rng()).unwrap_err().to_string()
        };
        assert_eq!(
            message(|c| c.layers = usize::MAX),
            format!("transformer: layers is {}, expected at most 10000", usize::MAX)
        );
        assert_eq!(message(|c| c.heads = 3), "transformer: heads is 3, expected a divisor of the width 8");
        for (huge, keys) in [
            (message(|c| c.width = usize::MAX - 1), "features and width"),
            (message(|c| c.feed_forward = Some(usize::MAX)), "layers, width and feed_forward"),
            (message(|c| c.horizon = usize::MAX), "width and horizon"),
        ] {
            assert!(huge.starts_with(&format!("transformer: {keys} are too large together: ")), "{huge}");
        }
    }

    #[test]
    fn the_kind_tells_models_of_equal_weights_apart() {
        let kind = |change: fn(&mut TransformerConfig)| {
            let mut config = TransformerConfig::new(5, 8, 2, 1, 3);
            change(&mut config);
            crate::nn::Module::kind(&DynTransformer::new(&config, &mut rng()).unwrap())
        };
        let plain = "Transformer(5 features, width 8, heads 2, layers 1, horizon 3, head Last, feed-forward 32)";
        assert_eq!(kind(|_| ()), plain);
        assert_eq!(kind(|c| c.dropout = 0.5), plain, "training may resume with another dropout");
        for change in [(|c| c.heads = 4) as fn(&mut TransformerConfig), |c| c.head = Pooling::Mean, |c| c.causal = true]
        {
            assert_ne!(kind(change), plain);
        }
    }

    #[test]
    fn windows_without_steps_are_rejected_by_every_head() {
        for head in [Pooling::Last, Pooling::Mean] {
            let config = TransformerConfig { head, ..TransformerConfig::new(5, 8, 2, 1, 3) };
            let forecast =
                DynTransformer::new(&config, &mut rng()).unwrap().forward(Tensor::zeros_sized([2, 0, 5]).unwrap());
            assert!(matches!(forecast, Err(ShapeError::Argument { .. })), "{head:?}");
        }
    }

    #[test]
    fn gradients_match_differences() {
        let config =
            TransformerConfig { norm_first: true, feed_forward: Some(5), ..TransformerConfig::new(2, 4, 2, 1, 2) };
        let x = DynTensor::randn_sized([2, 4, 2], &mut rng()).unwrap();
        check_layer(&mut DynTransformer::<f64>::with_element(&config, &mut rng()).unwrap(), x);
    }
}
