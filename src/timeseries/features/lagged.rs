//! Earlier values, and differences from them.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::lag::Lag;
use super::with_earlier::with_earlier;
use crate::timeseries::{Candle, Column};

with_earlier! {
    /// The value of an earlier candle. A lag counts rows, not time, so after a gap it takes values from before the gap.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, Lagged}};
    /// let candles = SyntheticCandles::new(10).generate();
    /// let week = Lagged::over(7)?;
    /// assert_eq!((week.name(), week.warm_up()), ("lag_7".to_owned(), 7));
    /// assert_eq!(week.compute(&candles)[9], Some(candles.close()[2]));
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// pandas' `shift`.
    #[doc(alias = "shift")]
    Lagged, "lag", |_, earlier| earlier;
    /// The change from an earlier candle, in the unit of the column.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{SyntheticCandles, timeseries::features::{Differenced, Feature}};
    /// let candles = SyntheticCandles::new(2).generate();
    /// let change = candles.close()[1] - candles.close()[0];
    /// assert_eq!(Differenced::new().compute(&candles), [None, Some(change)]);
    /// assert_eq!(Differenced::over(7)?.name(), "difference_7");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// pandas' `diff`; TA-Lib's `MOM`.
    #[doc(alias = "Momentum")]
    Differenced, "difference", |now, earlier| now - earlier;
}
