//! The sizes of an N-BEATS model, as values.

use crate::models::config_error::ConfigError;
use serde::{Deserialize, Serialize};

/// The model's name in errors.
pub(super) const MODEL: &str = "nbeats";

/// The sizes of a [`DynNBeats`](crate::models::DynNBeats), for example from a file. Errors name the key that is wrong.
///
/// # Example
/// ```
/// use timeseriesml::NBeatsConfig;
/// let text = r#"{"lookback": 96, "horizon": 48, "stacks": [
///     {"basis": {"trend": {"degree": 2}}, "width": 256, "blocks": 3, "share_weights": true},
///     {"basis": "generic", "width": 512}
/// ]}"#;
/// let config: NBeatsConfig = serde_json::from_str(text)?;
/// assert_eq!((config.stacks[1].layers, config.stacks[1].blocks), (4, 1));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NBeatsConfig {
    /// The number of steps of the window.
    #[serde(deserialize_with = "read::lookback")]
    pub lookback: usize,
    /// The number of steps of the forecast.
    #[serde(deserialize_with = "read::horizon")]
    pub horizon: usize,
    /// The stacks, in the order in which they are applied.
    #[serde(deserialize_with = "read::stacks")]
    pub stacks: Vec<StackConfig>,
}

/// One stack of an [`NBeatsConfig`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct StackConfig {
    /// The functions that the coefficients of a block multiply.
    #[serde(deserialize_with = "read::basis")]
    pub basis: Basis,
    /// The width of a block's layers.
    #[serde(deserialize_with = "read::width")]
    pub width: usize,
    /// The number of layers of a block; 4 by default.
    #[serde(default = "four", deserialize_with = "read::layers")]
    pub layers: usize,
    /// The number of blocks; 1 by default.
    #[serde(default = "one", deserialize_with = "read::blocks")]
    pub blocks: usize,
    /// Whether all blocks share one set of weights; false by default.
    #[serde(default, deserialize_with = "read::share_weights")]
    pub share_weights: bool,
}

mod read {
    crate::models::readers::readers! {
        lookback: usize, horizon: usize, stacks: Vec<super::StackConfig>,
        basis: super::Basis = "\"generic\", {\"trend\": {\"degree\": 2}} or {\"seasonality\": {\"harmonics\": 1}}",
        width: usize, layers: usize, blocks: usize, share_weights: bool,
    }
}

fn four() -> usize {
    4
}

fn one() -> usize {
    1
}

/// The functions that a block's coefficients multiply. In a file: `"generic"`, `{"trend": {"degree": 2}}` or `{"seasonality": {"harmonics": 1}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Basis {
    /// No functions: the coefficients are the backcast and the forecast.
    Generic,
    /// The powers 0 to `degree` of time, which runs from 0 to 1.
    Trend {
        /// The highest power.
        degree: usize,
    },
    /// Cosines and sines with fewer than `horizon / 2` periods over the horizon.
    Seasonality {
        /// The frequencies above 0 begin at one period over the horizon and are `1 / harmonics` periods apart.
        harmonics: usize,
    },
}

impl StackConfig {
    /// The configuration of a stack of one block with four layers of `width` features.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::models::{Basis, StackConfig};
    /// let mut stack = StackConfig::new(Basis::Trend { degree: 2 }, 256);
    /// stack.blocks = 3;
    /// stack.share_weights = true;
    /// ```
    pub fn new(basis: Basis, width: usize) -> Self {
        StackConfig { basis, width, layers: four(), blocks: one(), share_weights: false }
    }
}

impl NBeatsConfig {
    /// The configuration of a model with these sizes and stacks.
    pub fn new(lookback: usize, horizon: usize, stacks: impl Into<Vec<StackConfig>>) -> Self {
        NBeatsConfig { lookback, horizon, stacks: stacks.into() }
    }

    /// Checks that a model of this configuration takes windows of `lookback` steps and `columns` columns. Call it before training: an error
    /// of [`DynNBeats::forward`](crate::models::DynNBeats::forward) does not name the key.
    ///
    /// # Errors
    /// [`ConfigError`], which names the key: a value out of range, a wrong lookback, or more than one column.
    ///
    /// # Example
    /// ```
    /// let config: timeseriesml::NBeatsConfig =
    ///     serde_json::from_str(r#"{"lookback": 96, "horizon": 48, "stacks": [{"basis": "generic", "width": 512}]}"#)?;
    /// assert!(config.check_window(96, 1).is_ok());
    /// assert!(config.check_window(100, 1).is_err());
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn check_window(&self, lookback: usize, columns: usize) -> Result<(), ConfigError> {
        self.check()?;
        if columns != 1 {
            return Err(ConfigError::NotOneColumn { model: MODEL, columns });
        }
        if self.lookback != lookback {
            return Err(ConfigError::Lookback { model: MODEL, found: self.lookback, lookback });
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        ConfigError::check_sizes(MODEL, &[("lookback", self.lookback), ("horizon", self.horizon)])?;
        if self.stacks.is_empty() {
            return Err(ConfigError::value(MODEL, "stacks", "[]", "at least one stack"));
        }
        self.stacks.iter().enumerate().try_for_each(|(i, stack)| stack.check().map_err(|e| e.within("stacks", i)))
    }
}

impl StackConfig {
    fn check(&self) -> Result<(), ConfigError> {
        let harmonics = if let Basis::Seasonality { harmonics } = self.basis { harmonics } else { 1 };
        let sizes =
            [("width", self.width), ("layers", self.layers), ("blocks", self.blocks), ("basis.harmonics", harmonics)];
        ConfigError::check_sizes(MODEL, &sizes)?;
        ConfigError::check_depth(MODEL, "layers", self.layers)?;
        ConfigError::check_depth(MODEL, "blocks times layers", self.blocks.saturating_mul(self.layers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_a_mistake_names_its_key() {
        let read = |text: &str| serde_json::from_str::<NBeatsConfig>(text).map_err(|e| e.to_string());
        let right = r#"{"lookback": 8, "horizon": 2, "stacks": [{"basis": {"trend": {"degree": 2}}, "width": 4}]}"#;
        assert_eq!(read(right).unwrap().stacks[0].layers, 4);
        let wrong = read(&right.replace(": 4", ": \"4\"")).unwrap_err();
        assert!(wrong.starts_with("stacks: width: invalid type: string \"4\", expected usize"), "{wrong}");
        let wrong = read(&right.replace(r#"{"trend": {"degree": 2}}"#, "\"trend\"")).unwrap_err();
        let rule = r#"must be "generic", {"trend": {"degree": 2}} or {"seasonality": {"harmonics": 1}}"#;
        assert!(wrong.starts_with(&format!("stacks: basis: {rule}: invalid type")), "{wrong}");
    }

    #[test]
    fn a_value_or_a_window_that_does_not_fit_names_its_key() {
        let check = |change: fn(&mut NBeatsConfig), lookback, columns| {
            let stack = StackConfig { basis: Basis::Generic, width: 4, layers: 1, blocks: 1, share_weights: false };
            let mut config = NBeatsConfig { lookback: 8, horizon: 2, stacks: vec![stack.clone(), stack] };
            change(&mut config);
            config.check_window(lookback, columns).map_err(|e| e.to_string())
        };
        assert_eq!(check(|_| {}, 8, 1), Ok(()));
        let is = |text: &str| Err(format!("nbeats: {text}"));
        assert_eq!(check(|c| c.stacks[1].width = 0, 8, 1), is("stacks[1].width is 0, expected at least 1"));
        let basis = |c: &mut NBeatsConfig| c.stacks[0].basis = Basis::Seasonality { harmonics: 0 };
        assert_eq!(check(basis, 8, 1), is("stacks[0].basis.harmonics is 0, expected at least 1"));
        assert_eq!(check(|c| c.stacks.clear(), 8, 1), is("stacks is [], expected at least one stack"));
        let other = is("lookback is 8, but the windows have 9 steps; the two must be equal");
        assert_eq!(check(|_| {}, 9, 1), other);
        let columns = "the windows have 3 columns, but the model takes one, the target's; leave the others out";
        assert_eq!(check(|_| {}, 8, 3), is(columns));
    }
}
