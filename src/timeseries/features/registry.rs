//! Features by their names in a configuration.
//!
//! A name consists of the family's name, its numbers and, for a column other than the close, `_of_` and the column: `rsi_14`,
//! `sma_20_of_volume`. Other spellings such as `rsi_014` are refused, so that a feature's column is named as in the configuration.

use super::column::OF;
use super::error::FeatureError;
use super::families::{FAMILIES, Number};
use super::feature::Feature;
use crate::timeseries::Column;
use std::str::FromStr;

/// Builds the feature with a name such as `rsi_14`, as a configuration file lists it. The [module](crate::timeseries::features) has a table
/// of all names.
///
/// `"rsi_14".parse::<Box<dyn Feature>>()` does the same.
///
/// # Errors
/// [`FeatureError::Unknown`] with the closest names, [`FeatureError::Form`] for a name with missing or extra numbers,
/// [`FeatureError::Spelling`] for a spelling such as `sma_020`, [`FeatureError::WindowTooShort`] for a window that is too short,
/// [`FeatureError::OptionValue`] for any other number that the feature cannot use.
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
        && let Some(number) = Number::read(number)
    {
        numbers.insert(0, number);
        base = rest;
    }
    let family = FAMILIES.iter().find(|family| family.name == base);
    let family = family.ok_or_else(|| FeatureError::Unknown { found: found(), closest: closest(base) })?;
    let (form, example) = (family.form.to_owned(), family.example.to_owned());
    let feature =
        (family.make)(&numbers, column).ok_or_else(|| FeatureError::Form { found: found(), form, example })??;
    let expected = feature.name();
    if expected == name { Ok(feature) } else { Err(FeatureError::Spelling { found: found(), expected }) }
}

fn column(name: &str) -> Option<Column> {
    Column::ALL.into_iter().find(|column| column.as_str() == name)
}

/// The number of names that an error suggests.
const PROPOSED: usize = 5;

/// The forms of the names closest to this one.
fn closest(name: &str) -> String {
    let columns = Column::ALL.iter().map(|column| (column.as_str(), column.as_str()));
    let mut forms: Vec<_> = columns.chain(FAMILIES.iter().map(|family| (family.name, family.form))).collect();
    // Text from a file may be long; its beginning is enough to compare.
    let name: Vec<char> = name.chars().take(40).flat_map(char::to_lowercase).collect();
    forms.sort_by_key(|(known, _)| edits(&name, known));
    forms.iter().take(PROPOSED).map(|(_, form)| *form).collect::<Vec<_>>().join(", ")
}

/// The edit distance: the number of characters to insert, remove or replace to turn one name into the other.
///
/// Source: Wagner and Fischer, "The String-to-String Correction Problem", 1974.
fn edits(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (i, to) in to.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, &from) in from.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[from.len()]
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
    use crate::timeseries::SyntheticCandles;

    #[track_caller]
    fn refused(name: &str, expected: &str) {
        assert_eq!(feature(name).err().map(|error| error.to_string()).as_deref(), Some(expected), "{name}");
    }

    #[test]
    fn every_family_reads_its_own_example() {
        for family in FAMILIES {
            let (name, of_high) = (family.example.to_owned(), format!("{}_of_high", family.example));
            assert_eq!(feature(&name).unwrap().name(), name);
            match family.of_columns {
                true => assert_eq!(feature(&of_high).unwrap().name(), of_high),
                false => refused(
                    &of_high,
                    &format!("feature \"{of_high}\": spelled differently from its name; write \"{name}\""),
                ),
            }
        }
        for column in Column::ALL {
            assert_eq!(column.as_str().parse::<Box<dyn Feature>>().unwrap().name(), column.as_str());
        }
        assert_eq!(feature("log_return_5_of_open").unwrap().name(), "log_return_5_of_open");
    }

    #[test]
    fn names_of_nothing_propose_the_closest() {
        for (name, closest) in [
            ("rsj_14", "rsi_WINDOW, "),
            ("RSI_14", "rsi_WINDOW, "),
            ("macd_line_12_26_9", "macd_signal_FAST_SLOW_SIGNAL, "),
            ("sma_-5", "sma_WINDOW, "),
            ("Close", "close, "),
            ("", ""),
            ("_", ""),
            ("_of_close", ""),
            ("sma_20_of_price", ""),
        ] {
            let error = feature(name).err().unwrap().to_string();
            let beginning = format!("feature \"{name}\": no such feature; the closest names are {closest}");
            assert!(error.starts_with(&beginning), "{error}");
            assert!(error.ends_with("; the documentation of `timeseries::features` lists all"), "{error}");
        }
        assert_eq!(closest("adx").split(", ").count(), PROPOSED);
    }

    #[test]
    fn edits_are_counted() {
        for (from, to, count) in [("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ema", "ema", 0)] {
            assert_eq!(edits(&from.chars().collect::<Vec<_>>(), to), count, "{from} to {to}");
        }
    }

    #[test]
    fn names_with_other_numbers_show_the_form() {
        refused("sma", "feature \"sma\": expected sma_WINDOW, such as \"sma_20\"");
        refused("rsi_14_3", "feature \"rsi_14_3\": expected rsi_WINDOW, such as \"rsi_14\"");
        let form = "expected log_return or log_return_PERIODS, such as \"log_return\"";
        refused("sma_2.5", "feature \"sma_2.5\": expected sma_WINDOW, such as \"sma_20\"");
        let long = "sma_99999999999999999999999";
        refused(long, &format!("feature \"{long}\": expected sma_WINDOW, such as \"sma_20\""));
        refused("true_range_2", "feature \"true_range_2\": expected true_range, such as \"true_range\"");
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
            refused(name, &format!("feature \"{name}\": spelled differently from its name; write \"{own}\""));
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
        let candle = SyntheticCandles::new(1).generate().to_rows()[0];
        for family in FAMILIES {
            // The family's example with its first number replaced by `usize::MAX`.
            let Some(first) = family.example.strip_prefix(family.name).and_then(|numbers| numbers.split('_').nth(1))
            else {
                continue;
            };
            let name = family.example.replacen(first, &usize::MAX.to_string(), 1);
            if let Ok(mut feature) = feature(&name) {
                assert_eq!(feature.name(), name);
                assert_eq!(feature.push(&candle).is_some(), feature.warm_up() == 0, "{name}");
            }
        }
    }
}
