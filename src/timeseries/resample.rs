//! Resampling of candles to a coarser interval.

use super::candle::Column;
use super::{CandleError, Candles};
use crate::data::{Aggregation, AsSeries, Description, Frequency};

impl Candles {
    /// Returns candles of a coarser frequency, such as hourly candles from one-minute candles.
    ///
    /// Each new candle has the first open, the highest high, the lowest low, the last close and the total volume. Bins and their times
    /// are chosen as by [`Series::resample`](crate::Series::resample): an hourly or daily candle has the time of its start. Bins
    /// without candles are left out, and so are other columns. The last candle may be incomplete.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::SyntheticCandles;
    /// let hourly = SyntheticCandles::new(100).generate();
    /// let daily = hourly.resample("D".parse()?)?;
    /// assert_eq!(daily.open()[0], hourly.open()[0]);
    /// assert_eq!(daily.close().last(), hourly.close().last());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// [`CandleError::TimeAxis`] if a sum of volumes overflows an `f64`, or a bin's time is outside the range of dates.
    #[doc(alias = "ohlc")]
    #[doc(alias = "aggregate")]
    pub fn resample(&self, frequency: Frequency) -> Result<Candles, CandleError> {
        let mut builder = self.as_series().resample(frequency);
        for column in Column::ALL {
            let aggregation = match column {
                Column::Open => Aggregation::First,
                Column::High => Aggregation::Maximum,
                Column::Low => Aggregation::Minimum,
                Column::Close => Aggregation::Last,
                Column::Volume => Aggregation::Total,
            };
            builder = builder.column(column.as_str(), aggregation);
        }
        Candles::from_series(builder.build()?)
    }

    /// Describes the candles like [`Series::describe`](crate::Series::describe): statistics of each column.
    pub fn describe(&self) -> Description {
        self.as_series().describe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeseries::Candle;

    #[test]
    fn minutes_become_hours() {
        let minute = |minute: i8, [open, high, low, close, volume]: [f64; 5]| Candle {
            time: jiff::civil::date(2020, 1, 1).at(10 + minute / 60, minute % 60, 0, 0),
            open,
            high,
            low,
            close,
            volume,
        };
        let rows = [
            minute(58, [5.0, 6.0, 4.0, 5.5, 10.0]),
            minute(59, [5.5, 9.0, 5.0, 8.0, 20.0]),
            minute(60, [8.0, 8.0, 1.0, 2.0, 0.5]),
        ];
        let hours = Candles::from_rows("btc", rows).unwrap().resample(Frequency::hourly()).unwrap();
        let expected = [minute(0, [5.0, 9.0, 4.0, 8.0, 30.0]), minute(60, [8.0, 8.0, 1.0, 2.0, 0.5])];
        assert_eq!(hours.to_rows(), expected);
        assert!(Candles::from_rows("btc", []).unwrap().resample(Frequency::daily()).unwrap().is_empty());
    }

    #[test]
    fn a_volume_beyond_floats_is_an_error() {
        let flat = |hour| Candle {
            time: jiff::civil::date(2020, 1, 1).at(hour, 0, 0, 0),
            open: 1.0,
            high: 1.0,
            low: 1.0,
            close: 1.0,
            volume: f64::MAX,
        };
        let message = Candles::from_rows("btc", [0, 1].map(flat)).unwrap().resample(Frequency::daily()).unwrap_err();
        let expected = "series \"btc\", row 0, column \"volume\": found \"inf\"";
        assert!(message.to_string().starts_with(expected), "{message}");
    }
}
