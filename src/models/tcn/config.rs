//! The sizes of a temporal convolutional network, as values.

use crate::models::config_error::ConfigError;
use crate::models::pooling::Pooling;
use serde::{Deserialize, Serialize};

/// The model's name in errors.
pub(super) const MODEL: &str = "tcn";

/// The sizes of a [`DynTcn`](crate::models::DynTcn), for example from a file. Errors name the key that is wrong.
///
/// # Example
/// ```
/// use timeseriesml::TcnConfig;
/// // All keys; the last two are optional.
/// let text = r#"{
///     "features": 5, "channels": [16, 32], "kernel": 3, "horizon": 8, "head": "mean_pool", "dropout": 0.1
/// }"#;
/// let config: TcnConfig = serde_json::from_str(text)?;
/// assert_eq!(config.receptive_field(), 1 + 2 * 2 * 3);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TcnConfig {
    /// The number of columns of the input.
    #[serde(deserialize_with = "read::features")]
    pub features: usize,
    /// The number of channels of each block.
    #[serde(deserialize_with = "read::channels")]
    pub channels: Vec<usize>,
    /// The kernel size of the convolutions.
    #[serde(deserialize_with = "read::kernel")]
    pub kernel: usize,
    /// The number of steps of the forecast.
    #[serde(deserialize_with = "read::horizon")]
    pub horizon: usize,
    /// What the head reads: `"last_step"` (the default) or `"mean_pool"`.
    #[serde(default, deserialize_with = "read::head")]
    pub head: Pooling,
    /// The probability with which dropout zeroes an element during training; 0 by default.
    #[serde(default, deserialize_with = "read::dropout")]
    pub dropout: f64,
}

mod read {
    crate::models::readers::readers! {
        features: usize, channels: Vec<usize>, kernel: usize, horizon: usize,
        head: super::Pooling = "\"last_step\" or \"mean_pool\"", dropout: f64,
    }
}

impl TcnConfig {
    /// A configuration with the defaults of [`Tcn::new`](crate::models::Tcn::new): the head reads the last step, no dropout.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{TcnConfig, models::Pooling};
    /// let mut config = TcnConfig::new(5, [16, 32], 3, 8);
    /// config.head = Pooling::Mean;
    /// config.dropout = 0.1;
    /// ```
    pub fn new(features: usize, channels: impl Into<Vec<usize>>, kernel: usize, horizon: usize) -> Self {
        TcnConfig { features, channels: channels.into(), kernel, horizon, head: Pooling::Last, dropout: 0.0 }
    }

    /// The receptive field: the number of input steps that the last output step sees, `1 + 2·(kernel − 1)·(2^blocks − 1)`, at most `usize::MAX`.
    pub fn receptive_field(&self) -> usize {
        let dilations =
            u32::try_from(self.channels.len()).ok().and_then(|n| 1usize.checked_shl(n)).map_or(usize::MAX, |n| n - 1);
        self.kernel.saturating_sub(1).saturating_mul(2).saturating_mul(dilations).saturating_add(1)
    }

    /// Checks that a model of this configuration accepts windows of `lookback` steps and `columns` columns. Call it before training: an error of
    /// [`DynTcn::forward`](crate::models::DynTcn::forward) does not name the key.
    ///
    /// # Errors
    /// [`ConfigError`], which names the key: a value out of range, a wrong number of columns, or, for a head that reads the last step, a receptive
    /// field shorter than the lookback.
    ///
    /// # Example
    /// ```
    /// let config = timeseriesml::TcnConfig::new(5, [16, 32], 3, 8);
    /// assert!(config.check_window(13, 5).is_ok());
    /// assert!(config.check_window(14, 5).is_err());
    /// ```
    pub fn check_window(&self, lookback: usize, columns: usize) -> Result<(), ConfigError> {
        self.check()?;
        ConfigError::check_window(MODEL, self.features, lookback, columns)?;
        let (kernel, blocks, field) = (self.kernel, self.channels.len(), self.receptive_field());
        if self.head == Pooling::Last && field < lookback {
            return Err(ConfigError::FieldTooShort { model: MODEL, kernel, blocks, field, lookback });
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let sizes = [("features", self.features), ("kernel", self.kernel), ("horizon", self.horizon)];
        ConfigError::check_sizes(MODEL, &sizes)?;
        if self.channels.is_empty() {
            return Err(ConfigError::value(MODEL, "channels", "[]", "at least one block"));
        }
        if let Some(block) = self.channels.iter().position(|&channels| channels == 0) {
            return Err(ConfigError::value(MODEL, format!("channels[{block}]"), 0, "at least 1"));
        }
        let list = format!("a list of {}", self.channels.len());
        // The dilation of the last block is 2^(blocks − 1).
        if self.channels.len() >= usize::BITS as usize {
            return Err(ConfigError::value(MODEL, "channels", list, "at most 63 blocks"));
        }
        // If the receptive field is below `usize::MAX`, no product of dilation and kernel overflows.
        if self.receptive_field() == usize::MAX {
            let expected = "fewer blocks, or a smaller kernel: the receptive field exceeds a usize";
            return Err(ConfigError::value(MODEL, "channels", list, expected));
        }
        ConfigError::check_dropout(MODEL, self.dropout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::tcn::DynTcn;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    const GOOD: &str =
        r#"{"features": 5, "channels": [16, 32], "kernel": 3, "horizon": 8, "head": "last_step", "dropout": 0.1}"#;

    /// Replaces `old` with `new` in the valid configuration `GOOD`, and checks the error message for windows of 13 steps and 5 columns.
    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        assert!(GOOD.contains(old), "{old}");
        let found = match serde_json::from_str::<TcnConfig>(&GOOD.replace(old, new)) {
            // serde_json appends the line and column; they must appear exactly once.
            Err(error) => error.to_string().rsplit_once(" at line 1 column ").unwrap().0.to_owned(),
            Ok(config) => match config.check_window(13, 5) {
                Err(error) => error.to_string(),
                Ok(()) => match DynTcn::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0)) {
                    Err(error) => error.to_string(),
                    Ok(_) => "right".to_owned(),
                },
            },
        };
        assert_eq!(found, expected, "{old} -> {new}");
    }

    #[test]
    fn mistakes_in_a_file_name_the_key() {
        check("", "", "right");
        check(r#", "dropout": 0.1"#, "", "right");
        let keys = "`features`, `channels`, `kernel`, `horizon`, `head`, `dropout`";
        check("kernel", "kernal", &format!("unknown field `kernal`, expected one of {keys}"));
        check(r#""kernel": 3, "#, "", "missing field `kernel`");
        check(r#""kernel": 3"#, r#""kernel": "3""#, "kernel: invalid type: string \"3\", expected usize");
        check("5", "-5", "features: invalid value: integer `-5`, expected usize");
        check("32", "1.5", "channels: invalid type: floating point `1.5`, expected usize");
        check("8", "null", "horizon: invalid type: null, expected usize");
        let heads = "expected `last_step` or `mean_pool`";
        check("last_step", "first", &format!("head: unknown variant `first`, {heads}"));
        check("\"last_step\"", "4", "head: must be \"last_step\" or \"mean_pool\": expected value");
        check("0.1", "true", "dropout: invalid type: boolean `true`, expected f64");
    }

    #[test]
    fn values_that_make_no_model_name_the_key() {
        check("5", "0", "tcn: features is 0, expected at least 1");
        check("3,", "0,", "tcn: kernel is 0, expected at least 1");
        check("8", "0", "tcn: horizon is 0, expected at least 1");
        check("[16, 32]", "[]", "tcn: channels is [], expected at least one block");
        check("[16, 32]", "[16, 0]", "tcn: channels[1] is 0, expected at least 1");
        let deep = format!("[{}]", ["1"; 63].join(","));
        let expected = "fewer blocks, or a smaller kernel: the receptive field exceeds a usize";
        check("[16, 32]", &deep, &format!("tcn: channels is a list of 63, expected {expected}"));
        check("0.1", "1", "tcn: dropout is 1, expected at least 0 and below 1");
        let huge = "9007199254740993";
        let tensor = |sizes: &str| format!("uniform_sized: a tensor of the sizes {sizes} does not fit into memory");
        let expected = "tcn: features, channels and kernel are too large together: ";
        check("32", huge, &(expected.to_owned() + &tensor(&format!("[{huge}, 16, 3]"))));
        let expected = "tcn: channels and horizon are too large together: ";
        check("8", huge, &(expected.to_owned() + &tensor(&format!("[{huge}, 32]"))));
    }

    #[test]
    fn windows_that_the_model_does_not_take_name_the_key() {
        check("5", "4", "tcn: features is 4, but the windows have 5 columns; the two must be equal");
        let short = "tcn: kernel is 3 and channels has length 1, so the last step sees 5 steps, fewer than the lookback of \
                     13; enlarge kernel, add to channels, or set head to \"mean_pool\"";
        check("[16, 32]", "[16]", short);
        check("last_step", "mean_pool", "right");
    }
}
