//! Returns: the change of a price, as a logarithm or as a fraction.
//!
//! With the price `p_t` and `k` periods: log return `ln(p_t / p_{t−k})`, simple return `(p_t − p_{t−k}) / p_{t−k}`.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::lag::Lag;
use super::with_earlier::with_earlier;
use crate::timeseries::{Candle, Column};

with_earlier! {
    /// The natural logarithm of the ratio of a price to an earlier one. These returns add up over time.
    ///
    /// It is NaN unless both prices are above 0. Equal prices have the return 0.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, LogReturn}};
    /// let candles = SyntheticCandles::new(3).generate();
    /// let returns = LogReturn::new().compute(&candles);
    /// assert_eq!(returns[0], None);
    /// assert_eq!(returns[1], Some((candles.close()[1] / candles.close()[0]).ln()));
    /// ```
    LogReturn, "log_return", log_return;
    /// The change of a price as a fraction of an earlier one: 0.05 is 5 percent.
    ///
    /// It is NaN unless the earlier price is above 0: a fraction of 0 is undefined (TA-Lib's `ROCP` returns 0), and one of a negative price has
    /// the wrong sign.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, SimpleReturn}};
    /// let weekly = SimpleReturn::over(7)?;
    /// assert_eq!((weekly.name(), weekly.warm_up()), ("simple_return_7".to_owned(), 7));
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// TA-Lib's `ROCP`; pandas' `pct_change`.
    #[doc(alias = "pct_change")]
    SimpleReturn, "simple_return", |price, earlier| if earlier > 0.0 { (price - earlier) / earlier } else { f64::NAN };
}

pub(super) fn log_return(price: f64, earlier: f64) -> f64 {
    if !(price > 0.0 && earlier > 0.0) {
        return f64::NAN;
    }
    match price / earlier {
        ratio if ratio.is_normal() => ratio.ln(),
        // Here the ratio overflows or underflows, but the difference of logarithms does not.
        _ => price.ln() - earlier.ln(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_beyond_the_range_has_a_logarithm() {
        let expected = 400.0 * 10.0_f64.ln();
        for (price, earlier, sign) in [(1e200, 1e-200, 1.0), (1e-200, 1e200, -1.0)] {
            assert!((log_return(price, earlier) - sign * expected).abs() < 1e-12 * expected);
        }
        assert_eq!((log_return(1e-310, 1e-310), log_return(2.0, 1.0)), (0.0, 2.0_f64.ln()));
        assert!(log_return(0.0, 1.0).is_nan() && log_return(f64::NAN, 1.0).is_nan());
    }
}
