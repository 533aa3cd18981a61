//! One candle, and the names of its columns.

use jiff::civil::DateTime;

/// A candle: the prices and the volume of a market in one time step.
///
/// A candle is a row of [`Candles`](super::Candles), or what a live feed delivers. Its fields are not checked when it is made;
/// [`Candles::from_rows`](super::Candles::from_rows) checks them, even for a single candle.
///
/// # Example
/// ```
/// use timeseriesml::{Candle, Candles};
/// let time = "2020-01-01T00:00".parse()?;
/// let candle = Candle { time, open: 7.0, high: 9.0, low: 6.0, close: 8.0, volume: 100.0 };
/// assert!(Candles::from_rows("live", [candle]).is_ok());
/// let wrong = Candles::from_rows("live", [Candle { high: 5.0, ..candle }]).unwrap_err();
/// assert_eq!(wrong.to_string(), "series \"live\", row 0: high 5 is below low 6; correct or remove the candle");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candle {
    /// The start of the step in most exports, its end in others. It has no time zone.
    pub time: DateTime,
    /// The first price.
    pub open: f64,
    /// The highest price.
    pub high: f64,
    /// The lowest price.
    pub low: f64,
    /// The last price.
    pub close: f64,
    /// The amount traded, in the unit of the source.
    pub volume: f64,
}

impl Candle {
    /// Returns the value of a column.
    pub fn value(&self, column: Column) -> f64 {
        match column {
            Column::Open => self.open,
            Column::High => self.high,
            Column::Low => self.low,
            Column::Close => self.close,
            Column::Volume => self.volume,
        }
    }
}

/// A column of [`Candles`](super::Candles). A column is also a [`Feature`](super::features::Feature): the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The first price of the step.
    Open,
    /// The highest price of the step.
    High,
    /// The lowest price of the step.
    Low,
    /// The last price of the step.
    Close,
    /// The amount traded in the step.
    Volume,
}

impl Column {
    /// All columns, in the order of a candle's fields.
    pub const ALL: [Column; 5] = [Column::Open, Column::High, Column::Low, Column::Close, Column::Volume];

    /// Returns the name of the column in the series: the variant's name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Column::Open => "open",
            Column::High => "high",
            Column::Low => "low",
            Column::Close => "close",
            Column::Volume => "volume",
        }
    }
}

impl AsRef<str> for Column {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
