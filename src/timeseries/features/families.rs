//! The families of features, by the names that a configuration gives them: one line each.

use super::adx::Adx;
use super::aroon::Aroon;
use super::chained_average::{Dema, Tema};
use super::error::FeatureError;
use super::feature::Feature;
use super::kama::Kama;
use super::macd::Macd;
use super::moving_average::{Ema, Sma};
use super::parabolic_sar::ParabolicSar;
use super::returns::{LogReturn, SimpleReturn};
use super::rsi::Rsi;
use super::true_range::{Atr, TrueRange};
use super::volatility::Volatility;
use super::weighted_average::Wma;
use crate::timeseries::Column;

/// A number in a name.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Whole(usize),
    Decimal(f64),
}

impl Number {
    /// Reads a part of a name; `None` if it is a word.
    pub(super) fn read(part: &str) -> Option<Self> {
        if let Ok(whole) = part.parse() {
            return Some(Number::Whole(whole));
        }
        let decimal = part.contains('.') && part.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
        part.parse().ok().filter(|_| decimal).map(Number::Decimal)
    }

    /// A number of candles.
    fn whole(self) -> Option<usize> {
        match self {
            Number::Whole(whole) => Some(whole),
            Number::Decimal(_) => None,
        }
    }

    /// A number that need not be whole, such as a multiplier.
    fn decimal(self) -> Option<f64> {
        match self {
            Number::Whole(whole) => Some(whole as f64),
            Number::Decimal(decimal) => Some(decimal),
        }
    }
}

/// What makes a feature of the numbers in its name and its column; `None` for other numbers.
type Make = fn(&[Number], Column) -> Option<Result<Box<dyn Feature>, FeatureError>>;

/// Features whose names differ in their numbers only.
pub(super) struct Family {
    pub(super) name: &'static str,
    /// How its names look, and one of them.
    pub(super) form: &'static str,
    pub(super) example: &'static str,
    /// Whether it is computed from one column of choice.
    #[cfg_attr(not(test), expect(dead_code, reason = "the constructors know; tests ask"))]
    pub(super) of_columns: bool,
    pub(super) make: Make,
}

/// A family: `of` if it has a column of choice, its name and form, an example, its numbers, and how to make one.
macro_rules! family {
    (of $($rest:tt)*) => { family!(@ true, column, .of(column); $($rest)*) };
    (candle $($rest:tt)*) => { family!(@ false, _column, ; $($rest)*) };
    (@ $of:literal, $column:ident, $(.$method:ident($argument:ident))?; $name:literal => $made:expr) => {
        Family {
            name: $name,
            form: $name,
            example: $name,
            of_columns: $of,
            make: |numbers, $column| numbers.is_empty().then(|| Ok(Box::new($made$(.$method($argument))?) as Box<dyn Feature>)),
        }
    };
    (@ $of:literal, $column:ident, $(.$method:ident($argument:ident))?;
        $name:literal $form:literal $example:literal, |$($number:ident $kind:ident),+| $made:expr) => {
        Family {
            name: $name,
            form: concat!($name, "_", $form),
            example: concat!($name, "_", $example),
            of_columns: $of,
            make: |numbers, $column| {
                let [$($number),+] = *numbers else { return None };
                $(let $number = $number.$kind()?;)+
                Some($made.map(|feature| Box::new(feature$(.$method($argument))?) as Box<dyn Feature>))
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
            of_columns: true,
            make: |numbers, column| match *numbers {
                [] => Some(Ok(Box::new($Feature::new().of(column)))),
                [Number::Whole(periods)] => {
                    Some($Feature::over(periods).map(|feature| Box::new(feature.of(column)) as Box<dyn Feature>))
                }
                _ => None,
            },
        }
    };
}

/// All families but the raw columns.
pub(super) const FAMILIES: &[Family] = &[
    periods!("log_return", LogReturn),
    periods!("simple_return", SimpleReturn),
    family!(of "sma" "WINDOW" "20", |window whole| Sma::new(window)),
    family!(of "ema" "WINDOW" "12", |window whole| Ema::new(window)),
    family!(of "ema_from_first" "WINDOW" "12", |window whole| Ema::from_first(window)),
    family!(of "wma" "WINDOW" "20", |window whole| Wma::new(window)),
    family!(of "dema" "WINDOW" "20", |window whole| Dema::new(window)),
    family!(of "tema" "WINDOW" "20", |window whole| Tema::new(window)),
    family!(of "kama" "WINDOW" "10", |window whole| Kama::new(window)),
    family!(of "macd" "FAST_SLOW_SIGNAL" "12_26_9", |fast whole, slow whole, signal whole| Macd::new(fast, slow, signal)),
    family!(of "macd_signal" "FAST_SLOW_SIGNAL" "12_26_9", |fast whole, slow whole, signal whole| {
        Macd::new(fast, slow, signal).map(Macd::signal)
    }),
    family!(of "macd_histogram" "FAST_SLOW_SIGNAL" "12_26_9", |fast whole, slow whole, signal whole| {
        Macd::new(fast, slow, signal).map(Macd::histogram)
    }),
    family!(candle "adx" "WINDOW" "14", |window whole| Adx::new(window)),
    family!(candle "plus_di" "WINDOW" "14", |window whole| Adx::new(window).map(Adx::plus_di)),
    family!(candle "minus_di" "WINDOW" "14", |window whole| Adx::new(window).map(Adx::minus_di)),
    family!(candle "aroon_oscillator" "WINDOW" "25", |window whole| Aroon::new(window)),
    family!(candle "aroon_up" "WINDOW" "25", |window whole| Aroon::new(window).map(Aroon::up)),
    family!(candle "aroon_down" "WINDOW" "25", |window whole| Aroon::new(window).map(Aroon::down)),
    family!(candle "parabolic_sar" "ACCELERATION_MAXIMUM" "0.02_0.2", |acceleration decimal, maximum decimal| {
        ParabolicSar::new(acceleration, maximum)
    }),
    family!(of "rsi" "WINDOW" "14", |window whole| Rsi::new(window)),
    family!(of "cutler_rsi" "WINDOW" "14", |window whole| Rsi::cutler(window)),
    family!(of "volatility" "WINDOW" "20", |window whole| Volatility::new(window)),
    family!(of "sample_volatility" "WINDOW" "20", |window whole| Volatility::sample(window)),
    family!(candle "true_range" => TrueRange::new()),
    family!(candle "atr" "WINDOW" "14", |window whole| Atr::new(window)),
    family!(candle "natr" "WINDOW" "14", |window whole| Atr::new(window).map(Atr::normalised)),
];
