//! Candles of a market: open, high, low, close and volume per time step, read from CSV.
//!
//! A candle is consistent if open and close are between low and high, and volume ≥ 0. Prices may be zero or negative, as those of oil
//! futures were in April 2020. `data/csv/` reads the text, with all its options.

use std::{
    io::{self, BufWriter, Read, Write},
    path::Path,
};

use jiff::civil::DateTime;

use super::candle::{Candle, Column};
use super::candle_check::CandleCheck;
use super::candle_error::CandleError;
use crate::data::{AsSeries, Check, CsvOptions, DataError, DataLocation, ReadReport, Series, Wanted};

/// The five columns in the order of [`Column::ALL`], with the names that some exchanges use for the volume.
const COLUMNS: [Wanted<'static>; 5] = [
    Wanted { name: "open", aliases: &[], family: None },
    Wanted { name: "high", aliases: &[], family: None },
    Wanted { name: "low", aliases: &[], family: None },
    Wanted { name: "close", aliases: &[], family: None },
    Wanted { name: "volume", aliases: &["vol", "volume btc", "volumefrom"], family: Some("vol") },
];

/// The candles of one market, oldest first. All are consistent, unless the reader was told to keep inconsistent ones by
/// [`Inconsistent::KeepRow`](crate::data::Inconsistent::KeepRow).
///
/// # Example
/// ```
/// let text = "date,open,high,low,close,volume\n2020-01-01,7,9,6,8,100\n2020-01-02,8,8,7,7,50\n";
/// let candles = timeseriesml::Candles::from_reader("btc", text.as_bytes())?;
/// assert_eq!(candles.close(), [8.0, 7.0]);
/// # Ok::<(), timeseriesml::timeseries::CandleError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Candles {
    // Invariant: the series has the columns of `COLUMNS`.
    series: Series,
}

/// Reads candles from a CSV file with the columns open, high, low, close and volume, and a time.
///
/// The time is in a column named date, datetime, timestamp, open time, time, ds, month or unix, the volume in one named
/// volume, vol, volume btc or volumefrom; a file with two of these is an error. Names are not case-sensitive. Other columns are ignored. Times with a
/// zone are converted to UTC. [`CsvOptions`] lists what else a file may contain.
///
/// # Example
/// ```no_run
/// let candles = timeseriesml::read_ohlcv("btc.csv")?;
/// println!("{} candles up to {}", candles.len(), candles.time()[candles.len() - 1]);
/// # Ok::<(), timeseriesml::timeseries::CandleError>(())
/// ```
/// # Errors
/// A [`CandleError`] that names the file and the line of the first mistake: a file that is missing, not a table or without rows, a
/// cell that is not a number or time, unsorted rows, or an inconsistent candle.
pub fn read_ohlcv(path: impl AsRef<Path>) -> Result<Candles, CandleError> {
    CsvOptions::new().read_ohlcv(path)
}

impl CsvOptions {
    /// Reads candles from a CSV file, as the function [`read_ohlcv`] does.
    ///
    /// # Example
    /// ```no_run
    /// let candles = timeseriesml::CsvOptions::new().sort(true).read_ohlcv("newest_first.csv")?;
    /// # Ok::<(), timeseriesml::timeseries::CandleError>(())
    /// ```
    /// # Errors
    /// The errors of [`read_ohlcv`].
    pub fn read_ohlcv(&self, path: impl AsRef<Path>) -> Result<Candles, CandleError> {
        self.read_ohlcv_with_report(path).map(|(candles, _)| candles)
    }

    /// Like [`read_ohlcv`](Self::read_ohlcv), and also reports which rows were left out, filled, sorted or widened.
    ///
    /// # Errors
    /// The errors of [`read_ohlcv`].
    pub fn read_ohlcv_with_report(&self, path: impl AsRef<Path>) -> Result<(Candles, ReadReport), CandleError> {
        self.candles_of(self.read_file(path.as_ref(), self.candle_columns(), &self.candle_check())?)
    }

    /// Reads candles from CSV text, as [`Candles::from_reader`] does.
    ///
    /// # Errors
    /// The errors of [`Candles::from_reader`].
    pub fn read_ohlcv_from(&self, name: &str, reader: impl Read) -> Result<Candles, CandleError> {
        self.read_ohlcv_with_report_from(name, reader).map(|(candles, _)| candles)
    }

    /// Like [`read_ohlcv_from`](Self::read_ohlcv_from), and also reports which rows were left out, filled, sorted or widened.
    ///
    /// # Errors
    /// The errors of [`Candles::from_reader`].
    pub fn read_ohlcv_with_report_from(
        &self,
        name: &str,
        reader: impl Read,
    ) -> Result<(Candles, ReadReport), CandleError> {
        self.candles_of(self.read_columns(name, reader, self.candle_columns(), &self.candle_check())?)
    }

    fn candle_columns(&self) -> &'static [Wanted<'static>] {
        if self.candles.no_volume { &COLUMNS[..4] } else { &COLUMNS }
    }

    fn candle_check(&self) -> CandleCheck {
        CandleCheck { inconsistent: self.candles.inconsistent, tolerance: self.candles.tolerance }
    }

    /// Makes candles from a series; sets the volume to 0 if the file has none.
    fn candles_of(&self, (series, report): (Series, ReadReport)) -> Result<(Candles, ReadReport), CandleError> {
        let series = match self.candles.no_volume {
            true => series.with_column("volume", vec![0.0; series.len()])?,
            false => series,
        };
        Ok((Candles { series }, report))
    }
}

impl Candles {
    /// Reads candles from CSV text, as [`read_ohlcv`] does from a file; messages use `name` instead of a path.
    ///
    /// # Errors
    /// The errors of [`read_ohlcv`], except those about the path.
    pub fn from_reader(name: &str, reader: impl Read) -> Result<Self, CandleError> {
        CsvOptions::new().read_ohlcv_from(name, reader)
    }

    /// Converts a series with the columns open, high, low, close and volume, such as one from a Parquet file. Other columns are
    /// kept.
    ///
    /// # Errors
    /// [`DataError::NoSuchColumn`] if one of the five is missing; [`CandleError::HighBelowLow`],
    /// [`CandleError::AboveHigh`], [`CandleError::BelowLow`] or [`CandleError::NegativeVolume`] for an inconsistent candle.
    pub fn from_series(series: Series) -> Result<Self, CandleError> {
        let mut columns = [&[][..]; 5];
        for (values, wanted) in columns.iter_mut().zip(&COLUMNS) {
            *values = series.column(wanted.name).ok_or_else(|| DataError::NoSuchColumn {
                series: series.name().to_owned(),
                column: wanted.name.to_owned(),
                found: series.column_names().map(String::from).collect(),
            })?;
        }
        for row in 0..series.len() {
            let at = || DataLocation::Row { series: series.name().to_owned(), row };
            let mut candle = columns.map(|values| values[row]);
            CandleCheck::STRICT.check(&mut candle, &|_| None, &at)?;
        }
        Ok(Candles { series })
    }

    /// Builds candles from rows, oldest first; `name` is the name of the series.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Candles, SyntheticCandles};
    /// let candles = SyntheticCandles::new(50).generate();
    /// let last_ten = Candles::from_rows("last ten", candles.rows().skip(40))?;
    /// assert_eq!(last_ten.close(), &candles.close()[40..]);
    /// # Ok::<(), timeseriesml::timeseries::CandleError>(())
    /// ```
    /// # Errors
    /// [`DataError::NotFinite`] for a NaN or an infinity, [`DataError::Unsorted`], [`DataError::NewestFirst`] or
    /// [`DataError::DuplicateTime`] for times that do not increase, and the errors of [`Candles::from_series`] for an inconsistent
    /// candle. Each names the row, counted from 0.
    pub fn from_rows(name: impl Into<String>, rows: impl IntoIterator<Item = Candle>) -> Result<Self, CandleError> {
        let rows: Vec<Candle> = rows.into_iter().collect();
        let time = rows.iter().map(|candle| candle.time).collect();
        let column = |column: Column| rows.iter().map(|candle| candle.value(column)).collect();
        let columns = Column::ALL.map(|name| (name.as_str().to_owned(), column(name)));
        Self::from_series(Series::new(name, time, columns.into())?)
    }

    /// Returns the candles row by row, oldest first.
    ///
    /// # Example
    /// ```
    /// # use timeseriesml::SyntheticCandles;
    /// let candles = SyntheticCandles::new(100).generate();
    /// let rising = candles.rows().filter(|candle| candle.close > candle.open).count();
    /// assert!((20..80).contains(&rising));
    /// ```
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Candle> + DoubleEndedIterator + Clone + '_ {
        let columns = Column::ALL.map(|column| self.column(column));
        self.time().iter().enumerate().map(move |(row, &time)| {
            let [open, high, low, close, volume] = columns.map(|values| values[row]);
            Candle { time, open, high, low, close, volume }
        })
    }

    /// Returns the candles as a list of rows, which [`from_rows`](Self::from_rows) turns back into candles.
    pub fn to_rows(&self) -> Vec<Candle> {
        self.rows().collect()
    }

    /// Writes the candles as CSV; [`Candles::from_reader`] reads back the same values.
    ///
    /// Times are written in ISO 8601 without a zone, numbers as the shortest decimal that parses to the same `f64`.
    ///
    /// # Errors
    /// [`DataError::Write`] with the operating system's error as its source.
    pub fn write_csv(&self, writer: impl Write) -> Result<(), CandleError> {
        self.write_rows(writer)
            .map_err(|source| DataError::Write { series: self.series.name().to_owned(), source }.into())
    }

    /// Returns the number of candles.
    pub fn len(&self) -> usize {
        self.series.len()
    }

    /// Returns whether there is no candle.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty()
    }

    /// Returns the time of each candle, strictly increasing. In most exports it is the start of the candle.
    pub fn time(&self) -> &[DateTime] {
        self.series.time()
    }

    /// Returns the first price of each candle.
    pub fn open(&self) -> &[f64] {
        self.column(Column::Open)
    }

    /// Returns the highest price of each candle.
    pub fn high(&self) -> &[f64] {
        self.column(Column::High)
    }

    /// Returns the lowest price of each candle.
    pub fn low(&self) -> &[f64] {
        self.column(Column::Low)
    }

    /// Returns the last price of each candle.
    pub fn close(&self) -> &[f64] {
        self.column(Column::Close)
    }

    /// Returns the amount traded in each candle, in the unit of the file.
    pub fn volume(&self) -> &[f64] {
        self.column(Column::Volume)
    }

    /// Returns the values of a column.
    pub fn column(&self, column: Column) -> &[f64] {
        self.series.column(column.as_str()).expect("candles have all five columns")
    }

    fn write_rows(&self, writer: impl Write) -> io::Result<()> {
        let mut writer = BufWriter::new(writer);
        writeln!(writer, "date,open,high,low,close,volume")?;
        for Candle { time, open, high, low, close, volume } in self.rows() {
            writeln!(writer, "{time},{open},{high},{low},{close},{volume}")?;
        }
        writer.flush()
    }
}

#[diagnostic::do_not_recommend]
impl AsSeries for Candles {
    fn as_series(&self) -> &Series {
        &self.series
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Inconsistent, Missing};

    const HEADER: &str = "Date,Open,High,Low,Close";

    fn check(text: &str, expected_volume: Result<f64, &str>) {
        let found = Candles::from_reader("btc", text.as_bytes());
        let found = found.map(|candles| candles.volume()[0]).map_err(|error| error.to_string());
        assert_eq!(found, expected_volume.map_err(str::to_owned), "{text}");
    }

    #[test]
    fn columns_are_read_by_their_names() {
        assert_eq!(Column::ALL.map(Column::as_str), COLUMNS.map(|wanted| wanted.name));
    }

    #[test]
    fn volume_is_taken_by_its_exact_name_first() {
        check(&format!("{HEADER},Vol,Volume\n2020-01-01,2,3,1,2,10,20\n"), Ok(20.0));
        check(&format!("{HEADER},VolumeFrom\n2020-01-01,2,3,1,2,20\n"), Ok(20.0));
        check(&format!("{HEADER},Volume,Quote asset volume\n2020-01-01,2,3,1,2,20,40\n"), Ok(20.0));
    }

    #[test]
    fn of_two_volumes_neither_is_guessed() {
        let choice = "btc, line 1: \"volume\" could be \"Volume ETH\", \"Volume BTC\"; choose one, as with \
                      `CsvOptions::new().column(\"volume\", \"Volume ETH\")`";
        let text = format!("{HEADER},Volume ETH,Volume BTC\n2020-01-01,2,3,1,2,10,20\n");
        check(&text, Err(choice));
        let chosen = CsvOptions::new().column("volume", "Volume BTC").read_ohlcv_from("btc", text.as_bytes());
        assert_eq!(chosen.unwrap().volume(), [20.0]);
        let none = CsvOptions::new().no_volume().read_ohlcv_from("btc", text.as_bytes());
        assert_eq!(none.unwrap().volume(), [0.0]);
    }

    #[test]
    fn inconsistent_candles_are_skipped_kept_or_widened() {
        let text =
            format!("{HEADER},Volume\n2020-01-01,2,3,1,3.0000000001,10\n2020-01-02,2,1,1,1,-1\n2020-01-03,2,2,2,2,0\n");
        let read =
            |rule| CsvOptions::new().inconsistent(rule).read_ohlcv_with_report_from("btc", text.as_bytes()).unwrap();
        let (candles, report) = read(Inconsistent::SkipRow);
        assert_eq!(candles.high(), [3.0000000001, 2.0]);
        assert_eq!((report.rows, report.skipped, report.widened), (3, 1, 1));
        let (candles, report) = read(Inconsistent::KeepRow);
        assert_eq!((candles.len(), report.kept), (3, 1));
        let strict = CsvOptions::new().price_tolerance(0.0).read_ohlcv_from("btc", text.as_bytes()).unwrap_err();
        assert!(
            strict.to_string().contains("close 3.0000000001 is above high 3; if the prices are rounded"),
            "{strict}"
        );
    }

    #[test]
    fn a_candle_is_checked_after_a_value_was_filled() {
        let text = format!("{HEADER},Volume\n2020-01-01,5,5,5,5,10\n2020-01-02,2,,1,2,10\n2020-01-03,2,,6,2,0\n");
        let fill = CsvOptions::new().missing(Missing::ForwardFill);
        let error = fill.read_ohlcv_from("btc", text.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("btc, line 4: high 5 is below low 6"), "{error}");
        let skip = fill.inconsistent(Inconsistent::SkipRow);
        let (candles, report) = skip.read_ohlcv_with_report_from("btc", text.as_bytes()).unwrap();
        assert_eq!((candles.high(), report.skipped, report.rows), (&[5.0, 5.0][..], 1, 3));
    }

    #[test]
    fn flat_negative_and_untraded_candles_are_consistent() {
        check(&format!("{HEADER},Volume\n2020-04-20,-37.5,-37.5,-37.5,-37.5,0\n"), Ok(0.0));
        check(&format!("{HEADER},Volume\n2020-04-20,0,0,-0.0,-0.0,-0.0\n"), Ok(0.0));
    }

    #[test]
    fn contradictions_are_refused() {
        for (row, message) in [
            ("2,1,3,2,0", "high 1 is below low 3"),
            ("4,3,1,2,0", "open 4 is above high 3"),
            ("2,3,1,0.5,0", "close 0.5 is below low 1"),
            ("2,3,1,2,-1", "volume -1 is below 0"),
        ] {
            let message = format!(
                "btc, line 2: {message}; skip such candles with \
                 `CsvOptions::new().inconsistent(Inconsistent::SkipRow)`, or keep them with `KeepRow`"
            );
            check(&format!("{HEADER},Volume\n2020-01-01,{row}\n"), Err(&message));
        }
    }

    #[test]
    fn an_export_with_the_newest_row_first_is_sorted_by_an_option() {
        // A typical export of an exchange: two extra columns, rows out of order, and a step without trades.
        let text = "Date,Symbol,Open,High,Low,Close,VolumeFrom,VolumeTo\n\
                    2020-01-01 03:00,BTCUSD,4,4,4,4,40,160\n\
                    2020-01-01 00:00,BTCUSD,1,1,1,1,10,10\n\
                    2020-01-01 02:00,BTCUSD,3,3,3,3,0,0\n\
                    2020-01-01 01:00,BTCUSD,2,2,2,2,20,40\n";
        let options = CsvOptions::new().column("volume", "VolumeFrom");
        let candles = options.clone().sort(true).read_ohlcv_from("btc", text.as_bytes()).unwrap();
        assert_eq!((candles.close(), candles.volume()), (&[1.0, 2.0, 3.0, 4.0][..], &[10.0, 20.0, 0.0, 40.0][..]));
        assert!(candles.time().is_sorted());
        let error = options.read_ohlcv_from("btc", text.as_bytes()).unwrap_err();
        let newest_first = "btc, line 3: 2020-01-01T00:00:00 is earlier than 2020-01-01T03:00:00 before it, so the newest row \
                            seems to be first; sort the rows with `CsvOptions::new().sort(true)`";
        assert_eq!(error.to_string(), newest_first);
    }

    #[test]
    fn series_is_checked_like_a_file() {
        let column = |name: &str, value| (name.to_owned(), vec![value]);
        let series = |columns| Series::new("s", vec!["2020-01-01T00:00".parse().unwrap()], columns).unwrap();
        let mut columns = vec![column("volume", 1.0), column("close", 2.0), column("high", 1.0), column("low", 1.5)];
        let missing = Candles::from_series(series(columns.clone())).unwrap_err().to_string();
        let expected = r#"series "s": no column "open", only volume, close, high, low; case matters"#;
        assert_eq!(missing, expected);
        columns.push(column("open", 2.0));
        let contradiction = Candles::from_series(series(columns)).unwrap_err().to_string();
        assert_eq!(contradiction, "series \"s\", row 0: high 1 is below low 1.5; correct or remove the candle");
    }

    fn row(day: i8, [open, high, low, close, volume]: [f64; 5]) -> Candle {
        Candle { time: jiff::civil::date(2020, 1, day).at(0, 0, 0, 0), open, high, low, close, volume }
    }

    #[test]
    fn rows_make_candles_and_candles_rows() {
        let rows = [row(1, [2.0, 3.0, 1.0, 2.5, 10.0]), row(2, [-1.0, 0.0, -2.0, -0.5, 0.0])];
        let candles = Candles::from_rows("btc", rows).unwrap();
        assert_eq!(
            (candles.open(), candles.high(), candles.low()),
            (&[2.0, -1.0][..], &[3.0, 0.0][..], &[1.0, -2.0][..])
        );
        assert_eq!((candles.close(), candles.volume()), (&[2.5, -0.5][..], &[10.0, 0.0][..]));
        assert_eq!((candles.to_rows(), candles.rows().len()), (rows.to_vec(), 2));
        for column in Column::ALL {
            assert!(candles.rows().map(|candle| candle.value(column)).eq(candles.column(column).iter().copied()));
        }
        assert!(Candles::from_rows("btc", []).unwrap().is_empty());
    }

    #[test]
    fn rows_are_checked_like_a_file() {
        let flat = |day| row(day, [2.0; 5]);
        let check = |rows: &[Candle], expected: &str| {
            let found = Candles::from_rows("btc", rows.iter().copied()).unwrap_err().to_string();
            assert_eq!(found, format!("series \"btc\", row 1{expected}"));
        };
        let volume = "column \"volume\": found \"inf\", expected a finite number; remove the row or fill the gap";
        check(&[flat(1), row(2, [2.0, 2.0, 2.0, 2.0, f64::INFINITY])], &format!(", {volume}"));
        check(&[flat(1), flat(1)], ": the time 2020-01-01T00:00:00 is already on row 0; keep one row per time");
        check(&[flat(1), row(2, [2.0, 1.0, 2.0, 2.0, 0.0])], ": high 1 is below low 2; correct or remove the candle");
    }

    #[test]
    fn written_candles_are_read_back_the_same() {
        let text = "date,open,high,low,close,volume\n\
                    2020-01-01T00:00:00.5,0.1,1e300,-1e-300,0.30000000000000004,123456789.125\n";
        let candles = Candles::from_reader("btc", text.as_bytes()).unwrap();
        let mut written = Vec::new();
        candles.write_csv(&mut written).unwrap();
        assert_eq!(Candles::from_reader("btc", written.as_slice()).unwrap(), candles);
    }
}
