//! The run-time part of N-BEATS: stacks of blocks, each of which sees what the blocks before it left.

use super::basis::Rows;
use super::block::Block;
use super::config::{Basis, MODEL, NBeatsConfig, StackConfig};
use crate::models::config_error::ConfigError;
use crate::models::window::check_window;
use crate::nn::DynForward;
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// The run-time part of [`NBeats`]: sizes are values, a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Basis, DynNBeats, DynTensor, NBeatsConfig, StackConfig, Tensor};
/// let stack = StackConfig { basis: Basis::Generic, width: 16, layers: 2, blocks: 3, share_weights: false };
/// let config = NBeatsConfig { lookback: 24, horizon: 6, stacks: vec![stack] };
/// let model = DynNBeats::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([4, 24, 1])?;
/// assert_eq!(model.forward(x)?.sizes(), [4, 6]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
pub struct DynNBeats<E: Float = f32> {
    stacks: Vec<DynStack<E>>,
    #[module(skip)]
    config: NBeatsConfig,
}

impl DynNBeats {
    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key, or if memory does not suffice.
    pub fn new(config: &NBeatsConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynNBeats<E> {
    /// As [`new`](DynNBeats::new), in any element type: `DynNBeats::<f64>::with_element(&config, rng)`.
    ///
    /// # Errors
    /// As [`new`](DynNBeats::new).
    pub fn with_element(config: &NBeatsConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        config.check()?;
        let stack = |stack| DynStack::new(config.lookback, config.horizon, stack, rng);
        let stacks = config.stacks.iter().map(stack).collect::<Result<_, ShapeError>>();
        let too_large = |reason| {
            let keys = "lookback, horizon, and width, degree or harmonics of a stack";
            ConfigError::TooLarge { model: MODEL, keys, reason }
        };
        let stacks = stacks.map_err(too_large)?;
        Ok(DynNBeats { stacks, config: config.clone() })
    }

    fn describe(&self) -> String {
        "NBeats".into()
    }

    /// What the model was built from.
    pub fn config(&self) -> &NBeatsConfig {
        &self.config
    }

    /// Forecasts `[batch, horizon]` from `[batch, lookback, 1]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for another lookback or more than one column, [`ShapeError::Rank`] for another number of axes.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let op = MODEL;
        let (expected, found) = (self.config.lookback, check_window(op, &x, 1)?);
        if found != expected {
            let sizes = x.sizes().into();
            return Err(ShapeError::Size { op, axis: 1, name: "the lookback", expected, found, sizes });
        }
        let mut residual = x.select(2, 0)?;
        let mut sum: Option<DynTensor<E>> = None;
        let mut blocks = self.stacks.iter().flat_map(DynStack::applied).peekable();
        while let Some((stack, block)) = blocks.next() {
            let (backcast, forecast) = stack.coefficients(block, residual.clone())?;
            let forecast = stack.forecast.expand(forecast)?;
            sum = Some(match sum {
                Some(sum) => sum.add(&forecast)?,
                None => forecast,
            });
            // Nobody looks at what the last block leaves.
            if blocks.peek().is_some() {
                residual = residual.sub(&stack.backcast.expand(backcast)?)?;
            }
        }
        sum.ok_or(ShapeError::NoOperand { op })
    }
}

impl<E: Float> DynForward<E> for DynNBeats<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

/// Blocks of one basis.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
struct DynStack<E: Float> {
    blocks: Vec<Block<E>>,
    #[module(skip)]
    backcast: Rows<E>,
    #[module(skip)]
    forecast: Rows<E>,
    /// How often each block is applied.
    #[module(skip)]
    repeats: usize,
}

impl<E: Float> DynStack<E> {
    fn new(lookback: usize, horizon: usize, config: &StackConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let (backcast, forecast) = match config.basis {
            Basis::Generic => (Rows::identity(lookback), Rows::identity(horizon)),
            Basis::Trend { degree } => (Rows::powers(lookback, degree)?, Rows::powers(horizon, degree)?),
            Basis::Seasonality { harmonics } => {
                let start = -(lookback as f64) / horizon as f64;
                let backcast = Rows::waves(start, lookback, horizon, harmonics)?;
                (backcast, Rows::waves(0.0, horizon, horizon, harmonics)?)
            }
        };
        let too_large = ShapeError::TooLarge { op: MODEL, sizes: [lookback, horizon].into() };
        let coefficients = backcast.count.checked_add(forecast.count).ok_or(too_large)?;
        let (kept, repeats) = if config.share_weights { (1, config.blocks) } else { (config.blocks, 1) };
        let block = |_| Block::new(lookback, config, coefficients, rng);
        let blocks = (0..kept).map(block).collect::<Result<_, ShapeError>>()?;
        Ok(DynStack { blocks, backcast, forecast, repeats })
    }

    /// The blocks in the order in which they are applied.
    fn applied(&self) -> impl Iterator<Item = (&Self, &Block<E>)> {
        self.blocks.iter().flat_map(move |block| std::iter::repeat_n((self, block), self.repeats))
    }

    /// The coefficients of the backcast, and those of the forecast.
    fn coefficients(&self, block: &Block<E>, x: DynTensor<E>) -> Result<(DynTensor<E>, DynTensor<E>), ShapeError> {
        let theta = block.forward(x)?;
        let (back, ahead) = (self.backcast.count, self.forecast.count);
        Ok((theta.narrow(-1, 0, back)?, theta.narrow(-1, back, ahead)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(0)
    }

    #[test]
    fn more_layers_than_any_model_has_are_refused() {
        for (layers, blocks, share_weights) in [(usize::MAX, 1, false), (1, usize::MAX, true), (200, 200, false)] {
            let stack = StackConfig { basis: Basis::Generic, width: 4, layers, blocks, share_weights };
            let config = NBeatsConfig { lookback: 8, horizon: 2, stacks: vec![stack] };
            let error = DynNBeats::new(&config, &mut rng()).unwrap_err().to_string();
            assert!(error.ends_with("expected at most 10000"), "{error}");
        }
    }

    #[test]
    fn shared_blocks_are_one_block_applied_again() {
        let config = |share_weights| {
            let stack = StackConfig { basis: Basis::Generic, width: 3, layers: 1, blocks: 2, share_weights };
            NBeatsConfig { lookback: 4, horizon: 2, stacks: vec![stack] }
        };
        let shared = DynNBeats::new(&config(true), &mut rng()).unwrap();
        let mut unshared = DynNBeats::new(&config(false), &mut rng()).unwrap();
        let x = DynTensor::from_slice_sized([1, 4, 1], &[0.3, -0.2, 0.5, 0.1]).unwrap();
        assert_ne!(shared.forward(x.clone()).unwrap().to_vec(), unshared.forward(x.clone()).unwrap().to_vec());
        let only = shared.stacks[0].blocks[0].clone();
        unshared.stacks[0].blocks = vec![only.clone(), only];
        assert_eq!(shared.forward(x.clone()).unwrap().to_vec(), unshared.forward(x).unwrap().to_vec());
    }
}
