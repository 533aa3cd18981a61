//! The temporal convolutional network with run-time sizes.

use super::block::DynTcnBlock;
use super::config::{MODEL, TcnConfig};
use super::receptive_field::too_short;
use crate::models::config_error::ConfigError;
use crate::models::pooling::Pooling;
use crate::models::window::check_window;
use crate::nn::{DynForward, DynLinear};
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// The run-time version of [`Tcn`](crate::models::Tcn): sizes are values, and a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynTcn, DynTensor, TcnConfig, Tensor};
/// let config = TcnConfig::new(5, [16, 32], 3, 8);
/// let model = DynTcn::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([4, 12, 5])?;
/// assert_eq!(model.forward(x)?.sizes(), [4, 8]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynTcn<E: Float = f32> {
    blocks: Vec<DynTcnBlock<E>>,
    head: DynLinear<E>,
    #[module(skip)]
    config: TcnConfig,
}

impl DynTcn {
    /// A model with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ConfigError`], which names the key, if a value is out of range or memory runs out.
    pub fn new(config: &TcnConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynTcn<E> {
    /// Like [`new`](DynTcn::new), but for any element type: `DynTcn::<f64>::with_element(&config, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynTcn::new).
    pub fn with_element(config: &TcnConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        config.check()?;
        let too_large = |keys| move |reason| ConfigError::TooLarge { model: MODEL, keys, reason };
        let mut inputs = config.features;
        let mut blocks = Vec::with_capacity(config.channels.len());
        for (i, &outputs) in config.channels.iter().enumerate() {
            let block = DynTcnBlock::with_element(inputs, outputs, config.kernel, 1 << i, rng);
            blocks.push(block.map_err(too_large("features, channels and kernel"))?.dropout(config.dropout));
            inputs = outputs;
        }
        let head = DynLinear::with_element(inputs, config.horizon, rng).map_err(too_large("channels and horizon"))?;
        Ok(DynTcn { blocks, head, config: config.clone() })
    }

    fn describe(&self) -> String {
        let TcnConfig { features, channels, kernel, horizon, head, .. } = &self.config;
        format!("Tcn({features} features, channels {channels:?}, kernel {kernel}, horizon {horizon}, head {head:?})")
    }

    /// The configuration that the model was built from.
    pub fn config(&self) -> &TcnConfig {
        &self.config
    }

    /// Forecasts `[batch, horizon]` from `[batch, time, features]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] for a wrong number of axes,
    /// [`ShapeError::Argument`] if the head reads the last step and the receptive field is shorter than the input.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let time = check_window(MODEL, &x, self.config.features)?;
        let field = self.config.receptive_field();
        if self.config.head == Pooling::Last && field < time {
            return Err(too_short(MODEL, field, time));
        }
        self.head.forward(self.config.head.read(&self.encode(x)?, 1)?)
    }

    /// Runs all blocks, without the head: maps `[batch, time, features]` to `[batch, time, channels]`.
    ///
    /// No step of the output depends on a later step of the input.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] for a wrong number of axes.
    pub fn encode(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        check_window(MODEL, &x, self.config.features)?;
        // The blocks take channels before time. `transpose` swaps strides only, so in memory time stays before channels.
        self.blocks.iter().try_fold(x.transpose(1, 2)?, |x, block| block.forward(x))?.transpose(1, 2)
    }
}

impl<E: Float> DynForward<E> for DynTcn<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::tcn::TcnBlock;
    use crate::nn::gradients_test::check_layer;
    use crate::tensor::Tensor;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(3)
    }

    #[test]
    fn gradients_match_differences() {
        let config =
            TcnConfig { features: 2, channels: vec![3, 2], kernel: 2, horizon: 2, head: Pooling::Last, dropout: 0.0 };
        let x = DynTensor::randn_sized([2, 6, 2], &mut rng()).unwrap();
        check_layer(&mut DynTcn::<f64>::with_element(&config, &mut rng()).unwrap(), x);
    }

    #[test]
    fn the_model_is_a_chain_of_blocks_that_are_drawn_one_after_the_other() {
        let config =
            TcnConfig { features: 2, channels: vec![3, 4], kernel: 3, horizon: 2, head: Pooling::Last, dropout: 0.0 };
        let model = DynTcn::new(&config, &mut rng()).unwrap();
        let same = &mut rng();
        let blocks = (TcnBlock::<2, 3, 3, 1>::new(same), TcnBlock::<3, 4, 3, 2>::new(same));
        let x = DynTensor::randn_sized([2, 6, 2], &mut rng()).unwrap();
        let by_blocks = blocks.0.try_forward(x.transpose(1, 2).unwrap()).unwrap();
        let by_blocks = blocks.1.try_forward(by_blocks).unwrap().transpose(1, 2).unwrap();
        let encoded: Tensor<_> = model.encode(x).unwrap();
        assert_eq!(encoded.to_vec(), by_blocks.to_vec());
    }
}
