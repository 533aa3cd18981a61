//! Checks that candles are consistent, and defines the reader's options for candles that are not.

use super::candle_error::CandleError;
use crate::data::{Check, CsvOptions, DataLocation, Inconsistent, Verdict};

/// If a price violates its bound by at most this fraction of the price, the error message suggests a price tolerance.
const NEARLY: f64 = 0.01;

/// The rule for candles: low ≤ open ≤ high, low ≤ close ≤ high, and volume ≥ 0 if there is a volume.
pub(super) struct CandleCheck {
    pub(super) inconsistent: Inconsistent,
    /// How far open and close may be above the high or below the low, as a fraction of their own value.
    pub(super) tolerance: f64,
}

impl CandleCheck {
    /// The check without tolerance, for candles in memory.
    pub(super) const STRICT: Self = CandleCheck { inconsistent: Inconsistent::Refuse, tolerance: 0.0 };
}

impl Check<CandleError> for CandleCheck {
    /// Checks open, high, low, close and, if present, volume.
    fn check(
        &self,
        values: &mut [f64],
        text: &dyn Fn(usize) -> Option<String>,
        at: &dyn Fn() -> DataLocation,
    ) -> Result<Verdict, CandleError> {
        let (mut high, mut low) = (values[1], values[2]);
        let mut mistake = None;
        let written = |column: usize, value: f64| text(column).unwrap_or_else(|| printed(value));
        if high < low {
            mistake = Some((1, 2));
        }
        for column in [0, 3] {
            let value = values[column];
            let room = self.tolerance * value.abs();
            if value > high && value - high <= room {
                high = value;
            }
            if value < low && low - value <= room {
                low = value;
            }
            if mistake.is_none() && value > high {
                mistake = Some((column, 1));
            }
            if mistake.is_none() && value < low {
                mistake = Some((column, 2));
            }
        }
        if mistake.is_none() && values.get(4).is_some_and(|&volume| volume < 0.0) {
            mistake = Some((4, 4));
        }
        let Some((column, other)) = mistake else {
            let widened = (high, low) != (values[1], values[2]);
            (values[1], values[2]) = (high, low);
            return Ok(if widened { Verdict::Widened } else { Verdict::Keep });
        };
        match self.inconsistent {
            Inconsistent::SkipRow => return Ok(Verdict::SkipRow),
            Inconsistent::KeepRow => return Ok(Verdict::KeptAnyway),
            _ => {}
        }
        let (at, value, bound) = (at(), written(column, values[column]), written(other, values[other]));
        let nearly = (values[column] - values[other]).abs() <= NEARLY * values[column].abs();
        let name = if column == 0 { "open" } else { "close" };
        Err(match (column, other) {
            (1, _) => CandleError::HighBelowLow { at, high: value, low: bound },
            (4, _) => CandleError::NegativeVolume { at, volume: value },
            (_, 1) => CandleError::AboveHigh { at, column: name, value, high: bound, nearly },
            _ => CandleError::BelowLow { at, column: name, value, low: bound, nearly },
        })
    }
}

/// Prints very large or very small numbers with an exponent instead of hundreds of digits.
fn printed(value: f64) -> String {
    match value != 0.0 && !(1e-6..1e16).contains(&value.abs()) {
        true => format!("{value:e}"),
        false => value.to_string(),
    }
}

impl CsvOptions {
    /// Sets what happens to an inconsistent candle; by default it is an error.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{CsvOptions, data::Inconsistent};
    /// let text = "date,open,high,low,close,volume\n2020-01-01,7,9,6,8,100\n2020-01-02,8,7,6,7,50\n";
    /// let read = |rule| CsvOptions::new().inconsistent(rule).read_ohlcv_from("btc", text.as_bytes());
    /// assert!(read(Inconsistent::Refuse).is_err());
    /// assert_eq!(read(Inconsistent::SkipRow)?.len(), 1);
    /// assert_eq!(read(Inconsistent::KeepRow)?.high(), [9.0, 7.0]);
    /// # Ok::<(), timeseriesml::timeseries::CandleError>(())
    /// ```
    pub fn inconsistent(mut self, rule: Inconsistent) -> Self {
        self.candles.inconsistent = rule;
        self
    }

    /// Sets how far open and close may be above the high or below the low of their candle, as a fraction of the price, since vendors round
    /// and adjust prices. The high of such a candle is raised to the price, or the low lowered, and the report counts it. The default, 1e-9, allows
    /// for rounding errors.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::CsvOptions;
    /// let text = "date,open,high,low,close,volume\n2020-01-01,7.0004,7,6,6.5,100\n";
    /// let candles = CsvOptions::new().price_tolerance(1e-3).read_ohlcv_from("btc", text.as_bytes())?;
    /// assert_eq!(candles.high(), [7.0004]);
    /// # Ok::<(), timeseriesml::timeseries::CandleError>(())
    /// ```
    pub fn price_tolerance(mut self, relative: f64) -> Self {
        self.candles.tolerance = relative;
        self
    }

    /// Accepts a file without a volume column; the volume is then 0 in every candle.
    pub fn no_volume(mut self) -> Self {
        self.candles.no_volume = true;
        self
    }
}
