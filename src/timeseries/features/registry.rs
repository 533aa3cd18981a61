//! Features by the names that a configuration gives them.
//!
//! A name is that of a family, then its numbers, then `_of_` and a column if that is not the close: `rsi_14`, `sma_20_of_volume`. A name is
//! accepted only as the feature itself writes it, so that a column of the data and a line of the configuration are the same text.

use super::column::OF;
use super::error::FeatureError;
use super::feature::Feature;
use super::moving_average::{Ema, Sma};
use super::returns::{LogReturn, SimpleReturn};
use super::rsi::Rsi;
use super::volatility::Volatility;
use crate::timeseries::Column;
use std::str::FromStr;

/// What makes a feature of the numbers in its name and its column; `None` for another count of numbers.
type Make = fn(&[usize], Column) -> Option<Result<Box<dyn Feature>, FeatureError>>;

struct Family {
    name: &'static str,
    /// How its names look, and one of them.
    form: &'static str,
    example: &'static str,
    make: Make,
}

/// A family whose names have one window.
macro_rules! window {
    ($name:literal, $example:literal, $new:path) => {
        Family {
            name: $name,
            form: concat!($name, "_WINDOW"),
            example: concat!($name, "_", $example),
            make: |numbers, column| match *numbers {
                [window] => Some($new(window).map(|feature| Box::new(feature.of(column)) as Box<dyn Feature>)),
                _ => None,
            },
        }
    };
}

/// A family whose names have a number of periods, or none for one period.
macro_rules! periods {
    ($name:literal, $Feature:ident) => {
        Family {
            name: $name,
            form: concat!($name, " or ", $name, "_PERIODS"),
            example: $name,
            make: |numbers, column| match *numbers {
                [] => Some(Ok(Box::new($Feature::new().of(column)))),
                [periods] => {
                    Some($Feature::over(periods).map(|feature| Box::new(feature.of(column)) as Box<dyn Feature>))
                }
                _ => None,
            },
        }
    };
}

/// All families but the raw columns.
const FAMILIES: &[Family] = &[
    periods!("log_return", LogReturn),
    periods!("simple_return", SimpleReturn),
    window!("sma", "20", Sma::new),
    window!("ema", "12", Ema::new),
    window!("rsi", "14", Rsi::new),
    window!("cutler_rsi", "14", Rsi::cutler),
    window!("volatility", "20", Volatility::new),
    window!("sample_volatility", "20", Volatility::sample),
];

/// The feature of a name, such as `rsi_14`: what a configuration file lists. The [module](crate::timeseries::features) has a table of them.
///
/// `"rsi_14".parse::<Box<dyn Feature>>()` is the same.
///
/// # Errors
/// [`FeatureError::Unknown`] with all that are known, [`FeatureError::Form`] for a name without its number,
/// [`FeatureError::Spelling`] for `sma_020` and the like, [`FeatureError::WindowTooShort`] for a window that is too short.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::feature;
/// assert_eq!(feature("sma_20_of_volume")?.name(), "sma_20_of_volume");
/// assert_eq!(feature("rsi").err().unwrap().to_string(), "feature \"rsi\": expected rsi_WINDOW, such as \"rsi_14\"");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
pub fn feature(name: &str) -> Result<Box<dyn Feature>, FeatureError> {
    let found = || name.to_owned();
    if let Some(column) = column(name) {
        return Ok(Box::new(column));
    }
    let of = name.rsplit_once(OF).and_then(|(base, of)| Some((base, column(of)?)));
    let (mut base, column) = of.unwrap_or((name, Column::Close));
    let mut numbers = Vec::new();
    while let Some((rest, number)) = base.rsplit_once('_')
        && let Ok(number) = number.parse()
    {
        numbers.insert(0, number);
        base = rest;
    }
    let family = FAMILIES.iter().find(|family| family.name == base);
    let family = family.ok_or_else(|| FeatureError::Unknown { found: found(), known: known() })?;
    let (form, example) = (family.form.to_owned(), family.example.to_owned());
    let feature =
        (family.make)(&numbers, column).ok_or_else(|| FeatureError::Form { found: found(), form, example })??;
    let expected = feature.name();
    if expected == name { Ok(feature) } else { Err(FeatureError::Spelling { found: found(), expected }) }
}

fn column(name: &str) -> Option<Column> {
    Column::ALL.into_iter().find(|column| column.as_str() == name)
}

fn known() -> String {
    let columns = Column::ALL.iter().map(|column| column.as_str());
    columns.chain(FAMILIES.iter().map(|family| family.form)).collect::<Vec<_>>().join(", ")
}

impl FromStr for Box<dyn Feature> {
    type Err = FeatureError;

    fn from_str(name: &str) -> Result<Self, FeatureError> {
        feature(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(name: &str, expected: &str) {
        assert_eq!(feature(name).err().map(|error| error.to_string()).as_deref(), Some(expected), "{name}");
    }

    #[test]
    fn every_family_reads_its_own_example() {
        for family in FAMILIES {
            for name in [family.example.to_owned(), format!("{}_of_high", family.example)] {
                assert_eq!(feature(&name).unwrap().name(), name);
            }
        }
        for column in Column::ALL {
            assert_eq!(column.as_str().parse::<Box<dyn Feature>>().unwrap().name(), column.as_str());
        }
        assert_eq!(feature("log_return_5_of_open").unwrap().name(), "log_return_5_of_open");
    }

    #[test]
    fn names_of_nothing_list_what_is_known() {
        let known = "no such feature; known are open, high, low, close, volume, log_return or log_return_PERIODS, \
                     simple_return or simple_return_PERIODS, sma_WINDOW, ema_WINDOW, rsi_WINDOW, cutler_rsi_WINDOW, \
                     volatility_WINDOW, sample_volatility_WINDOW, such as \"rsi_14\" or \"sma_20_of_volume\"";
        for name in
            ["", "rsj_14", "RSI_14", "sma_-5", "sma_20_of_price", "sma_99999999999999999999999", "_", "_of_close"]
        {
            refused(name, &format!("feature \"{name}\": {known}"));
        }
    }

    #[test]
    fn names_with_other_numbers_show_the_form() {
        refused("sma", "feature \"sma\": expected sma_WINDOW, such as \"sma_20\"");
        refused("rsi_14_3", "feature \"rsi_14_3\": expected rsi_WINDOW, such as \"rsi_14\"");
        let form = "expected log_return or log_return_PERIODS, such as \"log_return\"";
        refused("log_return_1_2", &format!("feature \"log_return_1_2\": {form}"));
    }

    #[test]
    fn a_feature_has_one_spelling() {
        for (name, own) in [
            ("sma_020", "sma_20"),
            ("sma_+20", "sma_20"),
            ("log_return_1", "log_return"),
            ("ema_12_of_close", "ema_12"),
        ] {
            refused(name, &format!("feature \"{name}\": written another way than its own name; write \"{own}\""));
        }
    }

    #[test]
    fn windows_that_are_too_short_are_refused() {
        for name in ["sma", "ema", "rsi", "cutler_rsi", "log_return", "simple_return"] {
            refused(&format!("{name}_0"), &format!("{name}: found a window of 0 candles, expected at least 1"));
        }
        for name in ["volatility", "sample_volatility"] {
            refused(&format!("{name}_1"), &format!("{name}: found a window of 1 candles, expected at least 2"));
        }
    }

    #[test]
    fn the_longest_window_takes_no_memory() {
        for family in FAMILIES {
            let name = format!("{}_{}", family.name, usize::MAX);
            assert_eq!(feature(&name).unwrap().name(), name);
        }
    }
}
