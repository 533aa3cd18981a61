//! All families of features, one line each. A family turns a name in a configuration into a feature.

use super::adx::Adx;
use super::aroon::Aroon;
use super::bollinger::Bollinger;
use super::calendar::{Cyclic, Fourier};
use super::chained_average::{Dema, Tema};
use super::correlation::RollingCorrelation;
use super::donchian::Donchian;
use super::error::FeatureError;
use super::feature::Feature;
use super::kama::Kama;
use super::keltner::Keltner;
use super::lagged::{Differenced, Lagged};
use super::macd::Macd;
use super::money_flow::Mfi;
use super::moving_average::{Ema, Sma};
use super::parabolic_sar::ParabolicSar;
use super::range_volatility::{
    GarmanKlassVolatility, ParkinsonVolatility, RogersSatchellVolatility, YangZhangVolatility,
};
use super::rate_of_change::{Roc, Trix};
use super::realized_volatility::RealizedVolatility;
use super::returns::{LogReturn, SimpleReturn};
use super::rolling::{RollingKurtosis, RollingMax, RollingMin, RollingQuantile, RollingSkewness, RollingStd, ZScore};
use super::rsi::Rsi;
use super::stochastic::{Stochastic, StochasticRsi};
use super::true_range::{Atr, TrueRange};
use super::typical_price::Cci;
use super::ultimate_oscillator::UltimateOscillator;
use super::volatility::Volatility;
use super::volume::{AccumulationDistribution, ChaikinMoneyFlow, ChaikinOscillator, Obv};
use super::vwap::Vwap;
use super::weighted_average::Wma;
use super::williams_r::WilliamsR;
use crate::timeseries::Column;

/// A number in the name of a feature, such as 14 in `rsi_14`.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Whole(usize),
    Decimal(f64),
}

impl Number {
    /// Reads a part of a name; `None` if it is not a number.
    pub(super) fn read(part: &str) -> Option<Self> {
        if let Ok(whole) = part.parse() {
            return Some(Number::Whole(whole));
        }
        // `f64` also parses "inf" and "nan", which are not numbers in a name.
        let decimal = part.bytes().all(|byte| byte == b'.' || byte.is_ascii_digit());
        part.parse().ok().filter(|_| decimal).map(Number::Decimal)
    }

    /// The number as an integer, for example a window.
    fn whole(self) -> Option<usize> {
        match self {
            Number::Whole(whole) => Some(whole),
            Number::Decimal(_) => None,
        }
    }

    /// The number as an `f64`, for example a multiplier.
    fn decimal(self) -> Option<f64> {
        match self {
            Number::Whole(whole) => Some(whole as f64),
            Number::Decimal(decimal) => Some(decimal),
        }
    }
}

/// Builds a feature from the numbers in its name, and its column; `None` if there are too few or too many numbers.
type Make = fn(&[Number], Column) -> Option<Result<Box<dyn Feature>, FeatureError>>;

/// Features whose names differ only in their numbers.
pub(super) struct Family {
    pub(super) name: &'static str,
    /// The form of the names; `example` is one such name.
    pub(super) form: &'static str,
    pub(super) example: &'static str,
    /// Whether a feature of the family is computed from one column, which the user may choose.
    #[cfg_attr(not(test), expect(dead_code, reason = "only tests need it"))]
    pub(super) of_columns: bool,
    pub(super) make: Make,
}

/// Declares a family. The arguments are `of` if the user may choose the column, else `candle`; then name, form, example, numbers and constructor.
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

/// Declares a family whose names end with the number of periods, which is left out if it is 1.
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

/// All families except the raw columns.
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
    family!(candle "fast_stochastic_k" "WINDOW_SIGNAL" "14_3", |window whole, signal whole| { Stochastic::fast(window, signal) }),
    family!(candle "fast_stochastic_d" "WINDOW_SIGNAL" "14_3", |window whole, signal whole| { Stochastic::fast(window, signal).map(Stochastic::d) }),
    family!(candle "slow_stochastic_k" "WINDOW_SMOOTH_SIGNAL" "14_3_3", |window whole, smooth whole, signal whole| { Stochastic::slow(window, smooth, signal) }),
    family!(candle "slow_stochastic_d" "WINDOW_SMOOTH_SIGNAL" "14_3_3", |window whole, smooth whole, signal whole| { Stochastic::slow(window, smooth, signal).map(Stochastic::d) }),
    family!(of "stochastic_rsi_k" "RSI_WINDOW_SIGNAL" "14_14_3", |rsi whole, window whole, signal whole| { StochasticRsi::new(rsi, window, signal) }),
    family!(of "stochastic_rsi_d" "RSI_WINDOW_SIGNAL" "14_14_3", |rsi whole, window whole, signal whole| { StochasticRsi::new(rsi, window, signal).map(StochasticRsi::d) }),
    family!(candle "cci" "WINDOW" "20", |window whole| Cci::new(window)),
    family!(candle "williams_r" "WINDOW" "14", |window whole| WilliamsR::new(window)),
    family!(of "roc" "PERIODS" "10", |periods whole| Roc::new(periods)),
    family!(of "trix" "WINDOW" "15", |window whole| Trix::new(window)),
    family!(candle "mfi" "WINDOW" "14", |window whole| Mfi::new(window)),
    family!(candle "ultimate_oscillator" "SHORT_MEDIUM_LONG" "7_14_28", |short whole, medium whole, long whole| { UltimateOscillator::new(short, medium, long) }),
    family!(of "bollinger_middle" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::new(window, deviations) }),
    family!(of "bollinger_upper" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::new(window, deviations).map(Bollinger::upper) }),
    family!(of "bollinger_lower" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::new(window, deviations).map(Bollinger::lower) }),
    family!(of "bollinger_width" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::new(window, deviations).map(Bollinger::width) }),
    family!(of "bollinger_percent_b" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::new(window, deviations).map(Bollinger::percent_b) }),
    family!(of "sample_bollinger_middle" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::sample(window, deviations) }),
    family!(of "sample_bollinger_upper" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::sample(window, deviations).map(Bollinger::upper) }),
    family!(of "sample_bollinger_lower" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::sample(window, deviations).map(Bollinger::lower) }),
    family!(of "sample_bollinger_width" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::sample(window, deviations).map(Bollinger::width) }),
    family!(of "sample_bollinger_percent_b" "WINDOW_DEVIATIONS" "20_2", |window whole, deviations decimal| { Bollinger::sample(window, deviations).map(Bollinger::percent_b) }),
    family!(candle "true_range" => TrueRange::new()),
    family!(candle "atr" "WINDOW" "14", |window whole| Atr::new(window)),
    family!(candle "natr" "WINDOW" "14", |window whole| Atr::new(window).map(Atr::normalized)),
    family!(candle "keltner_middle" "WINDOW_MULTIPLIER" "20_2", |window whole, multiplier decimal| { Keltner::new(window, multiplier) }),
    family!(candle "keltner_upper" "WINDOW_MULTIPLIER" "20_2", |window whole, multiplier decimal| { Keltner::new(window, multiplier).map(Keltner::upper) }),
    family!(candle "keltner_lower" "WINDOW_MULTIPLIER" "20_2", |window whole, multiplier decimal| { Keltner::new(window, multiplier).map(Keltner::lower) }),
    family!(candle "atr_keltner_middle" "WINDOW_ATR_MULTIPLIER" "20_10_2", |window whole, atr whole, multiplier decimal| { Keltner::with_atr(window, atr, multiplier) }),
    family!(candle "atr_keltner_upper" "WINDOW_ATR_MULTIPLIER" "20_10_2", |window whole, atr whole, multiplier decimal| { Keltner::with_atr(window, atr, multiplier).map(Keltner::upper) }),
    family!(candle "atr_keltner_lower" "WINDOW_ATR_MULTIPLIER" "20_10_2", |window whole, atr whole, multiplier decimal| { Keltner::with_atr(window, atr, multiplier).map(Keltner::lower) }),
    family!(candle "original_keltner_middle" "WINDOW" "10", |window whole| Keltner::original(window)),
    family!(candle "original_keltner_upper" "WINDOW" "10", |window whole| Keltner::original(window).map(Keltner::upper)),
    family!(candle "original_keltner_lower" "WINDOW" "10", |window whole| Keltner::original(window).map(Keltner::lower)),
    family!(candle "donchian_middle" "WINDOW" "20", |window whole| Donchian::new(window)),
    family!(candle "donchian_upper" "WINDOW" "20", |window whole| Donchian::new(window).map(Donchian::upper)),
    family!(candle "donchian_lower" "WINDOW" "20", |window whole| Donchian::new(window).map(Donchian::lower)),
    family!(of "volatility" "WINDOW" "20", |window whole| Volatility::new(window)),
    family!(of "sample_volatility" "WINDOW" "20", |window whole| Volatility::sample(window)),
    family!(of "realized_volatility" "WINDOW" "24", |window whole| RealizedVolatility::new(window)),
    family!(candle "parkinson_volatility" "WINDOW" "20", |window whole| ParkinsonVolatility::new(window)),
    family!(candle "garman_klass_volatility" "WINDOW" "20", |window whole| GarmanKlassVolatility::new(window)),
    family!(candle "rogers_satchell_volatility" "WINDOW" "20", |window whole| RogersSatchellVolatility::new(window)),
    family!(candle "yang_zhang_volatility" "WINDOW" "20", |window whole| YangZhangVolatility::new(window)),
    family!(candle "obv" => Obv::new()),
    Family {
        name: "vwap",
        form: "vwap or vwap_WINDOW",
        example: "vwap_20",
        of_columns: false,
        make: |numbers, _| match *numbers {
            [] => Some(Ok(Box::new(Vwap::since_start()))),
            [window] => Some(Vwap::rolling(window.whole()?).map(|feature| Box::new(feature) as Box<dyn Feature>)),
            _ => None,
        },
    },
    family!(candle "daily_vwap" => Vwap::daily()),
    family!(candle "accumulation_distribution" => AccumulationDistribution::new()),
    family!(candle "chaikin_oscillator" "FAST_SLOW" "3_10", |fast whole, slow whole| ChaikinOscillator::new(fast, slow)),
    family!(candle "chaikin_money_flow" "WINDOW" "20", |window whole| ChaikinMoneyFlow::new(window)),
    family!(of "rolling_std" "WINDOW" "20", |window whole| RollingStd::new(window)),
    family!(of "rolling_skewness" "WINDOW" "20", |window whole| RollingSkewness::new(window)),
    family!(of "rolling_kurtosis" "WINDOW" "20", |window whole| RollingKurtosis::new(window)),
    family!(of "z_score" "WINDOW" "20", |window whole| ZScore::new(window)),
    family!(of "sample_rolling_std" "WINDOW" "20", |window whole| RollingStd::sample(window)),
    family!(of "sample_rolling_skewness" "WINDOW" "20", |window whole| RollingSkewness::sample(window)),
    family!(of "sample_rolling_kurtosis" "WINDOW" "20", |window whole| RollingKurtosis::sample(window)),
    family!(of "sample_z_score" "WINDOW" "20", |window whole| ZScore::sample(window)),
    family!(of "rolling_min" "WINDOW" "20", |window whole| RollingMin::new(window)),
    family!(of "rolling_max" "WINDOW" "20", |window whole| RollingMax::new(window)),
    family!(of "rolling_median" "WINDOW" "20", |window whole| RollingQuantile::median(window)),
    family!(of "rolling_quantile" "WINDOW_QUANTILE" "20_0.9", |window whole, quantile decimal| RollingQuantile::new(window, quantile)),
    family!(of "correlation_with_open" "WINDOW" "30", |window whole| RollingCorrelation::new(window, Column::Open)),
    family!(of "correlation_with_high" "WINDOW" "30", |window whole| RollingCorrelation::new(window, Column::High)),
    family!(of "correlation_with_low" "WINDOW" "30", |window whole| RollingCorrelation::new(window, Column::Low)),
    family!(of "correlation_with_close" "WINDOW" "30", |window whole| RollingCorrelation::new(window, Column::Close)),
    family!(of "correlation_with_volume" "WINDOW" "30", |window whole| RollingCorrelation::new(window, Column::Volume)),
    periods!("lag", Lagged),
    periods!("difference", Differenced),
    family!(candle "hour_sin" => Cyclic::hour()),
    family!(candle "hour_cos" => Cyclic::hour().cosine()),
    family!(candle "weekday_sin" => Cyclic::weekday()),
    family!(candle "weekday_cos" => Cyclic::weekday().cosine()),
    family!(candle "month_sin" => Cyclic::month()),
    family!(candle "month_cos" => Cyclic::month().cosine()),
    family!(candle "day_of_year_sin" => Cyclic::day_of_year()),
    family!(candle "day_of_year_cos" => Cyclic::day_of_year().cosine()),
    family!(candle "fourier_sin" "DAYS_ORDER" "365.25_1", |period decimal, order whole| Fourier::new(period, order)),
    family!(candle "fourier_cos" "DAYS_ORDER" "365.25_1", |period decimal, order whole| { Fourier::new(period, order).map(Fourier::cosine) }),
];
