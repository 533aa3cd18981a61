//! A scaler chosen at run time.

use super::Scaler;
use super::box_cox::BoxCox;
use super::chain::ScalerChain;
use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::log::Log;
use super::max_abs::MaxAbs;
use super::min_max::{MinMax, MinMaxRange};
use super::per_column::fit_by_name;
use super::quantile_transform::QuantileTransform;
use super::robust::{Robust, RobustRange};
use super::standard::Standard;
use super::unscaled::NoScaler;
use super::yeo_johnson::YeoJohnson;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A scaler chosen at run time, by a name from a configuration file or by conversion from another scaler.
///
/// Names are `standard`, `min_max`, `robust`, `max_abs`, `quantile`, `log`, `box_cox`, `yeo_johnson` and `none`, ignoring case;
/// `log1p` and the names of scikit-learn's classes are accepted too. In a file that serde reads, a scaler with options is a map:
///
/// | in a file | scaler |
/// |---|---|
/// | `{"min_max": {"low": -1.0, "high": 1.0, "clip": true}}` | [`MinMax.range(-1.0, 1.0).clip(true)`](MinMax::range) |
/// | `{"robust": {"low": 10.0, "high": 90.0}}` | [`Robust.quantile_range(10.0, 90.0)`](Robust::quantile_range) |
/// | `{"quantile": {"n_quantiles": 100, "normal": true}}` | [`QuantileTransform`] |
/// | `{"log": {"shift": 1.0}}` | [`Log`] |
/// | `{"box_cox": {"lambda": 0.5, "standardize": false}}` | [`BoxCox`]; likewise `yeo_johnson` |
/// | `[{"log": {"shift": 1.0}}, "standard"]` | a chain: [`then`](Scaler::then) |
/// | `{"per_column": {"others": "standard", "columns": {"volume": ["log", "standard"]}}}` | [`PerColumn`](super::PerColumn) |
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
#[derive(Clone, Debug, PartialEq)]
pub struct AnyScaler(Rule);

#[derive(Clone, Debug, PartialEq)]
enum Rule {
    Unscaled,
    Standard,
    MaxAbs,
    MinMax(MinMaxRange),
    Robust(RobustRange),
    Quantile(QuantileTransform),
    Log(Log),
    BoxCox(BoxCox),
    YeoJohnson(YeoJohnson),
    Chain(Vec<AnyScaler>),
    PerColumn(ByName),
}

/// The rules that have options, in the form in which a file stores them.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Options {
    MinMax(MinMaxRange),
    Robust(RobustRange),
    Quantile(QuantileTransform),
    Log(Log),
    BoxCox(BoxCox),
    YeoJohnson(YeoJohnson),
    PerColumn(ByName),
}

/// Rules for some columns by name, and one rule for all other columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ByName {
    others: Box<AnyScaler>,
    columns: BTreeMap<String, AnyScaler>,
}

impl AnyScaler {
    /// Returns the rule itself or, as the `Err` value, the rules that it is composed of.
    fn single(&self) -> Result<&dyn Scaler, Joined<'_>> {
        Ok(match &self.0 {
            Rule::Unscaled => &NoScaler,
            Rule::Standard => &Standard,
            Rule::MaxAbs => &MaxAbs,
            Rule::MinMax(rule) => rule,
            Rule::Robust(rule) => rule,
            Rule::Quantile(rule) => rule,
            Rule::Log(rule) => rule,
            Rule::BoxCox(rule) => rule,
            Rule::YeoJohnson(rule) => rule,
            Rule::Chain(rules) => return Err(Joined::Chain(rules)),
            Rule::PerColumn(rules) => return Err(Joined::PerColumn(rules)),
        })
    }
}

/// A rule that is composed of other rules.
enum Joined<'a> {
    Chain(&'a [AnyScaler]),
    PerColumn(&'a ByName),
}

#[diagnostic::do_not_recommend]
impl Scaler for AnyScaler {
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        match self.single() {
            Ok(rule) => rule.fit(columns),
            Err(Joined::Chain(rules)) => {
                let next = |fitted: FittedScaler, rule: &AnyScaler| fitted.fit_next(columns, |x| rule.fit(x));
                rules.iter().try_fold(NoScaler.fit(columns)?, next)
            }
            Err(Joined::PerColumn(rules)) => match rules.columns.keys().next() {
                None => rules.others.fit(columns),
                Some(name) => Err(ScalerError::NoNames { column: name.clone() }),
            },
        }
    }

    fn fit_named(&self, names: &[&str], columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        match self.single() {
            Ok(rule) => rule.fit_named(names, columns),
            Err(Joined::Chain(rules)) => {
                let next =
                    |fitted: FittedScaler, rule: &AnyScaler| fitted.fit_next(columns, |x| rule.fit_named(names, x));
                rules.iter().try_fold(NoScaler.fit_named(names, columns)?, next)
            }
            Err(Joined::PerColumn(rules)) => {
                let by_name: Vec<(&str, &dyn Scaler)> =
                    rules.columns.iter().map(|(name, rule)| (name.as_str(), rule as &dyn Scaler)).collect();
                fit_by_name(&*rules.others, &by_name, names, columns)
            }
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
    MaxAbs, _ => Rule::MaxAbs;
    MinMax, scaler => Rule::MinMax(scaler.range(0.0, 1.0));
    MinMaxRange, range => Rule::MinMax(range);
    Robust, scaler => Rule::Robust(scaler.quantile_range(25.0, 75.0));
    RobustRange, range => Rule::Robust(range);
    QuantileTransform, rule => Rule::Quantile(rule);
    Log, rule => Rule::Log(rule);
    BoxCox, rule => Rule::BoxCox(rule);
    YeoJohnson, rule => Rule::YeoJohnson(rule);
}

impl<First: Into<AnyScaler>, Second: Into<AnyScaler>> From<ScalerChain<First, Second>> for AnyScaler {
    fn from(chain: ScalerChain<First, Second>) -> Self {
        let rules = |rule: AnyScaler| match rule.0 {
            Rule::Chain(rules) => rules,
            rule => vec![AnyScaler(rule)],
        };
        let mut all = rules(chain.first.into());
        all.extend(rules(chain.second.into()));
        AnyScaler(Rule::Chain(all))
    }
}

/// The scalers that have a name, with their default options.
fn named() -> [(&'static str, AnyScaler); 9] {
    [
        ("none", NoScaler.into()),
        ("standard", Standard.into()),
        ("min_max", MinMax.into()),
        ("robust", Robust.into()),
        ("max_abs", MaxAbs.into()),
        ("quantile", QuantileTransform::new().into()),
        ("log", Log::new().into()),
        ("box_cox", BoxCox::new().into()),
        ("yeo_johnson", YeoJohnson::new().into()),
    ]
}

impl AnyScaler {
    /// The name of the scaler, if its options are the defaults.
    fn name(&self) -> Option<&'static str> {
        named().into_iter().find(|(_, scaler)| scaler == self).map(|(name, _)| name)
    }
}

impl FromStr for AnyScaler {
    type Err = ScalerError;

    fn from_str(name: &str) -> Result<Self, ScalerError> {
        // `MinMaxScaler`, `min-max` and `min_max` are the same name.
        let letters = |name: &str| -> String {
            name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
        };
        let wanted = letters(name);
        let endings = ["scaler", "transformer", "transform"];
        let wanted = endings.iter().find_map(|ending| wanted.strip_suffix(ending)).unwrap_or(&wanted);
        match wanted {
            "log1p" => Ok(Log::new().shift(1.0).into()),
            // scikit-learn's `PowerTransformer` is Yeo-Johnson by default.
            "power" => Ok(YeoJohnson::new().into()),
            _ => match named().into_iter().find(|(name, _)| letters(name) == wanted) {
                Some((_, scaler)) => Ok(scaler),
                None => Err(ScalerError::UnknownName { found: name.to_owned() }),
            },
        }
    }
}

impl Serialize for AnyScaler {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(name) = self.name() {
            return serializer.serialize_str(name);
        }
        let options = match &self.0 {
            Rule::MinMax(range) => Options::MinMax(*range),
            Rule::Robust(range) => Options::Robust(*range),
            Rule::Quantile(rule) => Options::Quantile(*rule),
            Rule::Log(rule) => Options::Log(*rule),
            Rule::BoxCox(rule) => Options::BoxCox(*rule),
            Rule::YeoJohnson(rule) => Options::YeoJohnson(*rule),
            Rule::PerColumn(rules) => Options::PerColumn(rules.clone()),
            Rule::Chain(rules) => return rules.serialize(serializer),
            // Cannot happen: rules without options have a name, which was returned above.
            Rule::Unscaled | Rule::Standard | Rule::MaxAbs => return serializer.serialize_str("none"),
        };
        options.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AnyScaler {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrOptions)
    }
}

/// Reads a scaler from a name, a map with options, or a list of scalers.
struct NameOrOptions;

impl<'de> Visitor<'de> for NameOrOptions {
    type Value = AnyScaler;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the name of a scaler, or one with options such as {\"min_max\": {\"low\": -1.0, \"high\": 1.0}}, or a list of them",
        )
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<AnyScaler, E> {
        name.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AnyScaler, A::Error> {
        Ok(match Options::deserialize(MapAccessDeserializer::new(map))? {
            Options::MinMax(range) => range.into(),
            Options::Robust(range) => range.into(),
            Options::Quantile(rule) => rule.into(),
            Options::Log(rule) => rule.into(),
            Options::BoxCox(rule) => rule.into(),
            Options::YeoJohnson(rule) => rule.into(),
            Options::PerColumn(rules) => AnyScaler(Rule::PerColumn(rules)),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<AnyScaler, A::Error> {
        let mut rules = Vec::new();
        while let Some(rule) = list.next_element()? {
            rules.push(rule);
        }
        Ok(AnyScaler(Rule::Chain(rules)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::PerColumn;
    use super::*;

    #[test]
    fn a_scaler_is_read_as_it_was_written() {
        let per_column =
            r#"{"per_column":{"others":"standard","columns":{"volume":[{"log":{"shift":1.0}},"robust"]}}}"#;
        let scalers: [AnyScaler; 14] = [
            NoScaler.into(),
            Standard.into(),
            MinMax.into(),
            MinMax.range(-1.0, 1.0).clip(true).into(),
            Robust.into(),
            Robust.quantile_range(10.0, 90.0).into(),
            MaxAbs.into(),
            QuantileTransform::new().n_quantiles(50).normal().into(),
            Log::new().shift(0.5).into(),
            BoxCox::new().lambda(0.5).into(),
            YeoJohnson::new().standardize(false).into(),
            Log::new().then(Standard).then(MaxAbs).into(),
            "log1p".parse().unwrap(),
            serde_json::from_str(per_column).unwrap(),
        ];
        for scaler in &scalers {
            let text = serde_json::to_string(scaler).unwrap();
            assert_eq!(serde_json::from_str::<AnyScaler>(&text).unwrap(), *scaler, "{text}");
        }
        assert_eq!(serde_json::to_string(&scalers[4]).unwrap(), "\"robust\"");
        assert_eq!(serde_json::to_string(&scalers[5]).unwrap(), r#"{"robust":{"low":10.0,"high":90.0}}"#);
        assert_eq!(serde_json::to_string(&scalers[11]).unwrap(), r#"["log","standard","max_abs"]"#);
        assert_eq!(serde_json::to_string(&scalers[13]).unwrap(), per_column);
        for (name, scaler) in named() {
            assert_eq!(serde_json::to_string(&scaler).unwrap(), format!("\"{name}\""));
            assert_eq!(name.parse(), Ok(scaler));
        }
    }

    #[test]
    fn scalers_made_of_others_fit_as_those_by_hand() {
        let columns: [&[f64]; 2] = [&[1.0, 2.0, 4.0], &[0.0, 9.0, 99.0]];
        let text = r#"{"per_column":{"others":"standard","columns":{"volume":[{"log":{"shift":1.0}},"min_max"]}}}"#;
        let rule: AnyScaler = serde_json::from_str(text).unwrap();
        let by_hand = PerColumn::new(Standard).column("volume", Log::new().shift(1.0).then(MinMax));
        let names = ["close", "volume"];
        assert_eq!(rule.fit_named(&names, &columns), by_hand.fit_named(&names, &columns));
        assert_eq!(rule.fit(&columns), by_hand.fit(&columns));
        let chain: AnyScaler = Log::new().shift(2.0).then(Standard).into();
        assert_eq!(chain.fit(&columns), Log::new().shift(2.0).then(Standard).fit(&columns));
        let nothing: AnyScaler = serde_json::from_str("[]").unwrap();
        assert_eq!(nothing.fit(&columns), NoScaler.fit(&columns));
        assert!(serde_json::from_str::<AnyScaler>(r#"{"box_cox":{"lamda":1.0}}"#).is_err());
    }

    #[test]
    fn names_are_those_of_files_and_of_scikit_learn() {
        for (name, scaler) in [
            ("min-max", MinMax.into()),
            ("RobustScaler", Robust.into()),
            ("NONE", NoScaler.into()),
            ("MaxAbsScaler", MaxAbs.into()),
            ("QuantileTransformer", QuantileTransform::new().into()),
            ("PowerTransformer", YeoJohnson::new().into()),
            ("Box-Cox", BoxCox::new().into()),
        ] {
            assert_eq!(name.parse::<AnyScaler>(), Ok(scaler));
        }
        let message = serde_json::from_str::<AnyScaler>("\"zscore\"").unwrap_err().to_string();
        assert!(message.starts_with("unknown scaler \"zscore\"; choose \"standard\""), "{message}");
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
