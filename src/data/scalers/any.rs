//! A scaler that is chosen when running.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::min_max::{MinMax, MinMaxRange};
use super::robust::{Robust, RobustRange};
use super::standard::Standard;
use super::unscaled::NoScaler;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A scaler chosen when running, by a name from a configuration file or from any of the others.
///
/// Names are `standard`, `min_max`, `robust` and `none`, in any capitals; the names of scikit-learn's classes are understood too.
/// In a file that is read by serde the options are keys: `{"min_max": {"low": -1.0, "high": 1.0, "clip": true}}`,
/// `{"robust": {"low": 10.0, "high": 90.0}}`.
///
/// # Example
/// ```
/// use timeseriesml::{Column, Robust, SyntheticCandles, WindowDataset, data::AnyScaler};
/// let candles = SyntheticCandles::new(300).generate();
/// let scaler: AnyScaler = "robust".parse()?;
/// assert_eq!(scaler, Robust.into());
/// assert_eq!(scaler, serde_json::from_str(r#""robust""#)?);
/// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(scaler).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnyScaler(Rule);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Unscaled,
    Standard,
    MinMax(MinMaxRange),
    Robust(RobustRange),
}

/// Rules with options, as a file has them.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Options {
    MinMax(MinMaxRange),
    Robust(RobustRange),
}

#[diagnostic::do_not_recommend]
impl Scaler for AnyScaler {
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        match self.0 {
            Rule::Unscaled => NoScaler.fit(columns),
            Rule::Standard => Standard.fit(columns),
            Rule::MinMax(range) => range.fit(columns),
            Rule::Robust(range) => range.fit(columns),
        }
    }
}

macro_rules! from { ($($Scaler:ty, $scaler:pat => $rule:expr;)*) => { $(
    impl From<$Scaler> for AnyScaler {
        fn from($scaler: $Scaler) -> Self {
            AnyScaler($rule)
        }
    }
)* } }
from! {
    NoScaler, _ => Rule::Unscaled;
    Standard, _ => Rule::Standard;
    MinMax, scaler => Rule::MinMax(scaler.range(0.0, 1.0));
    MinMaxRange, range => Rule::MinMax(range);
    Robust, scaler => Rule::Robust(scaler.quantile_range(25.0, 75.0));
    RobustRange, range => Rule::Robust(range);
}

impl AnyScaler {
    /// The name, unless there are options too.
    fn name(&self) -> Option<&'static str> {
        let names: [(_, AnyScaler); 4] = [
            ("none", NoScaler.into()),
            ("standard", Standard.into()),
            ("min_max", MinMax.into()),
            ("robust", Robust.into()),
        ];
        names.into_iter().find(|(_, scaler)| scaler == self).map(|(name, _)| name)
    }
}

impl FromStr for AnyScaler {
    type Err = ScalerError;

    fn from_str(name: &str) -> Result<Self, ScalerError> {
        // `MinMaxScaler`, `min-max` and `min_max` are one name.
        let letters = name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase());
        let letters: String = letters.collect();
        match letters.strip_suffix("scaler").unwrap_or(&letters) {
            "none" => Ok(NoScaler.into()),
            "standard" => Ok(Standard.into()),
            "minmax" => Ok(MinMax.into()),
            "robust" => Ok(Robust.into()),
            _ => Err(ScalerError::UnknownName { found: name.to_owned() }),
        }
    }
}

impl Serialize for AnyScaler {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.name(), self.0) {
            (None, Rule::MinMax(range)) => Options::MinMax(range).serialize(serializer),
            (None, Rule::Robust(range)) => Options::Robust(range).serialize(serializer),
            (name, _) => serializer.serialize_str(name.unwrap_or("none")),
        }
    }
}

impl<'de> Deserialize<'de> for AnyScaler {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrOptions)
    }
}

/// Reads a name, or a map with the options of one.
struct NameOrOptions;

impl<'de> Visitor<'de> for NameOrOptions {
    type Value = AnyScaler;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a scaler, or one with options such as {\"min_max\": {\"low\": -1.0, \"high\": 1.0}}")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<AnyScaler, E> {
        name.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AnyScaler, A::Error> {
        Ok(match Options::deserialize(MapAccessDeserializer::new(map))? {
            Options::MinMax(range) => range.into(),
            Options::Robust(range) => range.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scaler_is_read_as_it_was_written() {
        let scalers: [AnyScaler; 6] = [
            NoScaler.into(),
            Standard.into(),
            MinMax.into(),
            MinMax.range(-1.0, 1.0).clip(true).into(),
            Robust.into(),
            Robust.quantile_range(10.0, 90.0).into(),
        ];
        for scaler in scalers {
            let text = serde_json::to_string(&scaler).unwrap();
            assert_eq!(serde_json::from_str::<AnyScaler>(&text).unwrap(), scaler, "{text}");
        }
        assert_eq!(serde_json::to_string(&scalers[4]).unwrap(), "\"robust\"");
        assert_eq!(serde_json::to_string(&scalers[5]).unwrap(), r#"{"robust":{"low":10.0,"high":90.0}}"#);
    }

    #[test]
    fn names_are_those_of_files_and_of_scikit_learn() {
        for (name, scaler) in [("min-max", MinMax.into()), ("RobustScaler", Robust.into()), ("NONE", NoScaler.into())] {
            assert_eq!(name.parse::<AnyScaler>(), Ok(scaler));
        }
        let message = serde_json::from_str::<AnyScaler>("\"zscore\"").unwrap_err().to_string();
        assert!(message.starts_with("no scaler is named \"zscore\"; choose \"standard\""), "{message}");
        let message = serde_json::from_str::<AnyScaler>("3").unwrap_err().to_string();
        assert!(message.contains("expected the name of a scaler, or one with options"), "{message}");
    }

    #[test]
    fn a_chosen_scaler_fits_as_the_one_that_was_chosen() {
        let column = [1.0, 2.0, 4.0, 9.0];
        for (name, fitted) in [
            ("standard", Standard.fit(&[&column])),
            ("min_max", MinMax.fit(&[&column])),
            ("robust", Robust.fit(&[&column])),
        ] {
            assert_eq!(name.parse::<AnyScaler>().unwrap().fit(&[&column]), fitted);
        }
    }
}
