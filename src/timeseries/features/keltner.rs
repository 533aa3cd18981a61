//! The Keltner channel: bands at a multiple of the average range.

use super::error::FeatureError;
use super::feature::Feature;
use super::recursive::RecursiveAverage;
use super::sliding::Sliding;
use super::true_range::TrueRange;
use super::typical_price::typical_price;
use crate::timeseries::Candle;

/// The Keltner channel: an average price, and bands at a multiple of the average range above and below it, in units of the price.
///
/// The constructors return the middle band; [`upper`](Self::upper) and [`lower`](Self::lower) select the others. There are three definitions:
///
/// | constructor | average price | range | first value after |
/// |---|---|---|---|
/// | [`Keltner::new`] | exponential, of the close | exponential moving average of the [`TrueRange`] over the same window | `window` |
/// | [`Keltner::with_atr`] | exponential, of the close | Wilder's average of the [`TrueRange`] over `atr` candles | the larger of `window − 1` and `atr` |
/// | [`Keltner::original`] | simple, of `(high + low + close) / 3` | simple mean of `high − low`, with multiplier 1 | `window − 1` |
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, Keltner};
/// let channel = Keltner::new(20, 2.0)?;
/// assert_eq!((channel.name(), channel.warm_up()), ("keltner_middle_20_2".to_owned(), 20));
/// assert_eq!(Keltner::with_atr(20, 10, 1.5)?.upper().name(), "atr_keltner_upper_20_10_1.5");
/// assert_eq!(Keltner::original(10)?.lower().name(), "original_keltner_lower_10");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Keltner, "How to Make Money in Commodities", 1960; pandas-ta's `kc` (over TA-Lib's `EMA` and `TRANGE`) for [`Keltner::new`]; Raschke's
/// variant for [`Keltner::with_atr`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Keltner {
    range: TrueRange,
    averages: Averages,
    line: Line,
}

/// The averages of price and range.
#[derive(Clone, Debug)]
enum Averages {
    Exponential {
        price: RecursiveAverage,
        range: RecursiveAverage,
        multiplier: f64,
    },
    Atr {
        price: RecursiveAverage,
        range: RecursiveAverage,
        multiplier: f64,
    },
    /// Keltner's own averages: the sums of price and range over one window.
    Original(Sliding<[f64; 2]>),
}

#[derive(Clone, Copy, Debug)]
enum Line {
    Middle,
    Upper,
    Lower,
}

impl Keltner {
    /// Returns the channel with exponential moving averages over `window`; the outer bands are `multiplier` times the average range from the middle.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0, [`FeatureError::OptionValue`] unless `multiplier` is finite and above 0.
    pub fn new(window: usize, multiplier: f64) -> Result<Self, FeatureError> {
        FeatureError::check_window("keltner", window, 1)?;
        FeatureError::check_positive("keltner", "a multiplier of", multiplier)?;
        let average = RecursiveAverage::exponential(window);
        Ok(Self::with(Averages::Exponential { price: average.clone(), range: average, multiplier }))
    }

    /// Returns the channel around the exponential moving average over `window`. The distance of the outer bands from it is `multiplier` times the
    /// average true range over `atr` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if a window is 0, [`FeatureError::OptionValue`] unless `multiplier` is finite and above 0.
    pub fn with_atr(window: usize, atr: usize, multiplier: f64) -> Result<Self, FeatureError> {
        FeatureError::check_window("atr_keltner", window, 1)?;
        FeatureError::check_window("atr_keltner, atr", atr, 1)?;
        FeatureError::check_positive("atr_keltner", "a multiplier of", multiplier)?;
        let (price, range) = (RecursiveAverage::exponential(window), RecursiveAverage::wilder(atr));
        Ok(Self::with(Averages::Atr { price, range, multiplier }))
    }

    /// Returns Keltner's own channel: simple means of typical price and range over `window`.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn original(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("original_keltner", window, 1)?;
        Ok(Self::with(Averages::Original(Sliding::sums(window))))
    }

    fn with(averages: Averages) -> Self {
        Keltner { range: TrueRange::new(), averages, line: Line::Middle }
    }

    /// Selects the upper band.
    pub fn upper(self) -> Self {
        Keltner { line: Line::Upper, ..self }
    }

    /// Selects the lower band.
    pub fn lower(self) -> Self {
        Keltner { line: Line::Lower, ..self }
    }
}

impl Feature for Keltner {
    fn name(&self) -> String {
        let line = match self.line {
            Line::Middle => "middle",
            Line::Upper => "upper",
            Line::Lower => "lower",
        };
        match &self.averages {
            Averages::Exponential { price, multiplier, .. } => {
                format!("keltner_{line}_{}_{multiplier}", price.window())
            }
            Averages::Atr { price, range, multiplier } => {
                format!("atr_keltner_{line}_{}_{}_{multiplier}", price.window(), range.window())
            }
            Averages::Original(sums) => format!("original_keltner_{line}_{}", sums.window()),
        }
    }

    fn warm_up(&self) -> usize {
        match &self.averages {
            Averages::Exponential { price, .. } => price.window(),
            Averages::Atr { price, range, .. } => price.warm_up().max(range.window()),
            Averages::Original(sums) => sums.window() - 1,
        }
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let true_range = self.range.push(candle);
        let (middle, reach) = match &mut self.averages {
            Averages::Exponential { price, range, multiplier } | Averages::Atr { price, range, multiplier } => {
                let price = price.push(candle.close);
                let (price, range) = price.zip(range.push(true_range?))?;
                (price, *multiplier * range)
            }
            Averages::Original(sums) => {
                let [price, range] = sums.push([typical_price(candle), candle.high - candle.low])?;
                let window = sums.window() as f64;
                (price / window, range / window)
            }
        };
        Some(match self.line {
            Line::Middle => middle,
            Line::Upper => middle + reach,
            Line::Lower => middle - reach,
        })
    }

    fn reset(&mut self) {
        self.range.reset();
        match &mut self.averages {
            Averages::Exponential { price, range, .. } | Averages::Atr { price, range, .. } => {
                price.reset();
                range.reset();
            }
            Averages::Original(sums) => sums.reset(),
        }
    }
}
