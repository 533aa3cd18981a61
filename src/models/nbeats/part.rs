//! N-BEATS with run-time sizes: stacks of blocks, where each block gets the residual that the previous blocks left.

use super::basis::Functions;
use super::block_part::DynNBeatsBlock;
use super::config::{MODEL, NBeatsConfig, StackConfig};
use crate::models::config_error::ConfigError;
use crate::models::window::check_window;
use crate::nn::DynForward;
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// The run-time version of [`NBeats`](crate::models::NBeats): sizes are values, and a wrong input is an error.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynNBeats, DynTensor, NBeatsConfig, Tensor, models::{Basis, StackConfig}};
/// let config = NBeatsConfig::new(24, 6, [StackConfig::new(Basis::Generic, 16)]);
/// let model = DynNBeats::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// let x: DynTensor = Tensor::zeros_sized([4, 24, 1])?;
/// assert_eq!(model.forward(x)?.sizes(), [4, 6]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynNBeats<E: Float = f32> {
    stacks: Vec<DynStack<E>>,
    #[module(skip)]
    config: NBeatsConfig,
}

impl DynNBeats {
    /// A model with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ConfigError`], which names the key that is wrong; also if memory runs out.
    pub fn new(config: &NBeatsConfig, rng: &mut impl Rng) -> Result<Self, ConfigError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynNBeats<E> {
    /// Like [`new`](DynNBeats::new), but for any element type: `DynNBeats::<f64>::with_element(&config, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynNBeats::new).
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
        let NBeatsConfig { lookback, horizon, stacks } = &self.config;
        let mut text = format!("NBeats(lookback {lookback}, horizon {horizon}");
        for StackConfig { basis, width, layers, blocks, share_weights } in stacks {
            let shared = if *share_weights { ", shared" } else { "" };
            text += &format!(", {basis:?} of width {width}, layers {layers}, blocks {blocks}{shared}");
        }
        text + ")"
    }

    /// The configuration that the model was built from.
    pub fn config(&self) -> &NBeatsConfig {
        &self.config
    }

    /// Forecasts `[batch, horizon]` from `[batch, lookback, 1]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong lookback or more than one column, [`ShapeError::Rank`] for a wrong number of axes.
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
        while let Some(block) = blocks.next() {
            let forecast = if blocks.peek().is_some() {
                let (backcast, forecast) = block.forward(residual.clone())?;
                residual = residual.sub(&backcast)?;
                forecast
            } else {
                block.forecast(residual.clone())?
            };
            sum = Some(match sum {
                Some(sum) => sum.add(&forecast)?,
                None => forecast,
            });
        }
        sum.ok_or(ShapeError::NoOperand { op })
    }
}

impl<E: Float> DynForward<E> for DynNBeats<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

/// A stack: blocks with the same basis.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
struct DynStack<E: Float> {
    blocks: Vec<DynNBeatsBlock<E>>,
    /// How many times each block is applied.
    #[module(skip)]
    repeats: usize,
}

impl<E: Float> DynStack<E> {
    fn new(lookback: usize, horizon: usize, config: &StackConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let functions = Functions::new(config.basis, lookback, horizon)?;
        let (kept, repeats) = if config.share_weights { (1, config.blocks) } else { (config.blocks, 1) };
        // A clone of `functions` shares the tables, so they are stored once.
        let block = |_| DynNBeatsBlock::over(functions.clone(), config.width, config.layers, rng);
        let blocks = (0..kept).map(block).collect::<Result<_, ShapeError>>()?;
        Ok(DynStack { blocks, repeats })
    }

    /// The blocks in the order in which they are applied.
    fn applied(&self) -> impl Iterator<Item = &DynNBeatsBlock<E>> {
        self.blocks.iter().flat_map(|block| std::iter::repeat_n(block, self.repeats))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::nbeats::{Basis, GenericBasis, NBeatsBlock, SeasonalityBasis, TrendBasis};
    use crate::nn::gradients_test::check_layer;
    use crate::shape::{Batch, Dim};
    use crate::tensor::Tensor;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(0)
    }

    #[test]
    fn absurd_numbers_of_layers_are_rejected() {
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

    #[test]
    fn gradients_match_differences() {
        let stack = |basis| StackConfig { basis, width: 4, layers: 2, blocks: 1, share_weights: false };
        let stacks = vec![stack(Basis::Trend { degree: 2 }), stack(Basis::Seasonality { harmonics: 1 })];
        let config = NBeatsConfig { lookback: 6, horizon: 4, stacks };
        let x = DynTensor::randn_sized([3, 6, 1], &mut rng()).unwrap();
        check_layer(&mut DynNBeats::<f64>::with_element(&config, &mut rng()).unwrap(), x);
    }

    #[test]
    fn the_model_subtracts_the_backcasts_and_adds_the_forecasts_of_its_blocks() {
        let stack = |basis, width| StackConfig { basis, width, layers: 4, blocks: 1, share_weights: false };
        let bases = [(Basis::Generic, 5), (Basis::Trend { degree: 2 }, 4), (Basis::Seasonality { harmonics: 1 }, 3)];
        let stacks = bases.map(|(basis, width)| stack(basis, width)).into();
        let model = DynNBeats::new(&NBeatsConfig { lookback: 6, horizon: 4, stacks }, &mut rng()).unwrap();
        // These blocks draw the same random numbers as the model, in the same order.
        let same = &mut rng();
        let generic = NBeatsBlock::<6, 4, 5, GenericBasis>::new(same);
        let trend = NBeatsBlock::<6, 4, 4, TrendBasis<2>>::new(same);
        let seasonality = NBeatsBlock::<6, 4, 3, SeasonalityBasis<1>>::new(same);
        let x: Tensor<(Batch, Dim<6>)> = Tensor::randn_sized([3, 6], &mut rng()).unwrap();
        let (backcast, first) = generic.forward(x.clone());
        let x1 = &x - &backcast;
        let (backcast, second) = trend.forward(x1.clone());
        let (_, third) = seasonality.forward(&x1 - &backcast);
        let forecast = model.forward(x.into_dyn().unsqueeze(2).unwrap()).unwrap();
        assert_eq!(forecast.to_vec(), (first + second + third).to_vec());
    }
}
