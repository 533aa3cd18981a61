//! Errors of features.

use crate::data::DataError;
use crate::files::shown;
use jiff::civil::DateTime;

/// A mistake in a list of features, or candles for which features have no values.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum FeatureError {
    /// No feature has this name.
    #[error(
        "feature \"{}\": no such feature; the closest names are {closest}; the documentation of `timeseries::features` lists all",
        shown(found)
    )]
    Unknown { found: String, closest: String },
    /// The name of a feature has too few or too many numbers.
    #[error("feature \"{}\": expected {form}, such as \"{example}\"", shown(found))]
    Form { found: String, form: String, example: String },
    /// A name is spelled differently from the feature's own name.
    #[error("feature \"{}\": spelled differently from its name; write \"{expected}\"", shown(found))]
    Spelling { found: String, expected: String },
    /// The window is too short for the feature.
    #[error("{feature}: found a window of {found} candles, expected at least {least}")]
    WindowTooShort { feature: &'static str, found: usize, least: usize },
    /// The feature cannot use a number, such as a negative multiplier.
    #[error("{feature}: found {option} {found}, expected {expected}")]
    OptionValue { feature: &'static str, option: &'static str, found: f64, expected: &'static str },
    /// Two features have the same name.
    #[error("features: two are named \"{name}\"; name each once")]
    Twice { name: String },
    /// The list has a different number of features than the type requires.
    #[error("features: the type `FeatureSet<{expected}>` needs {expected}, found {} ({})", found.len(), found.join(", "))]
    Count { expected: usize, found: Vec<String> },
    /// The list of features is empty.
    #[error("features: the list is empty; name at least one, such as \"close\"")]
    Empty,
    /// A feature has the same name as a column, but different values.
    #[error("feature \"{name}\": the candles have a column of this name with other values; rename the feature")]
    ColumnName { name: String },
    /// There are too few candles: no candle has a value for every feature.
    #[error(
        "{series}: the features need {warm_up} candles before their first values, found {candles}; give more candles or shorter windows"
    )]
    TooFewCandles { series: String, candles: usize, warm_up: usize },
    /// A feature has a value that is not finite.
    #[error(
        "{series}, row {row} ({time}): the feature \"{feature}\" is {found}, expected a finite number; returns need prices above 0 and \
         a VWAP needs volume: remove the rows or the feature"
    )]
    NotFinite { series: String, row: usize, time: DateTime, feature: String, found: f64 },
    /// The values do not form a series.
    #[error(transparent)]
    Data(#[from] DataError),
}

debug_is_message! { FeatureError }

impl FeatureError {
    /// Refuses a window shorter than `least`.
    pub(super) fn check_window(feature: &'static str, found: usize, least: usize) -> Result<(), Self> {
        if found < least { Err(Self::WindowTooShort { feature, found, least }) } else { Ok(()) }
    }

    /// Rejects a number unless it is finite and above 0.
    pub(super) fn check_positive(feature: &'static str, option: &'static str, found: f64) -> Result<(), Self> {
        let fits = found > 0.0 && found.is_finite();
        if fits {
            Ok(())
        } else {
            Err(Self::OptionValue { feature, option, found, expected: "a finite number above 0" })
        }
    }
}
