//! Follows messages from one to the next: each message must name the next option.

use std::path::Path;

use timeseriesml::data::{DataError, Panel, Series};
use timeseriesml::{Column, CsvOptions};

/// The kind of data to read from a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Candles,
    /// Candles; this column is compared.
    CandlesOf(Column),
    /// The time and these columns.
    Columns(&'static [&'static str]),
    Table,
    /// Many series in long format: a row per series and time.
    Long(&'static [&'static str]),
    Wide,
    /// One series per line.
    Lines,
}

/// An option: how messages write it, and the function that sets it.
pub(crate) type Step = (&'static str, fn(CsvOptions) -> CsvOptions);

/// Writes a list of options.
macro_rules! steps {
    ($(.$method:ident($($argument:expr),*))*) => {
        vec![$((
            concat!(stringify!($method), "("),
            (|options: CsvOptions| options.$method($($argument),*)) as fn(CsvOptions) -> CsvOptions,
        )),*]
    };
}
pub(crate) use steps;

/// The number of rows (or series) of a file, the first time and the first value.
pub(crate) type Found = (usize, String, f64);

/// Reads a file as this kind of data.
pub(crate) fn read(path: &Path, kind: Kind, options: &CsvOptions) -> Result<Found, String> {
    let of_series = |series: &Series| {
        let values = series.column_names().next().and_then(|name| series.column(name));
        let first = values.and_then(|values| values.first());
        let time = series.time().first();
        (series.len(), time.map_or_else(String::new, ToString::to_string), first.copied().unwrap_or(f64::NAN))
    };
    let of_panel = |panel: Panel| {
        let (_, time, value) = of_series(&panel.series()[0]);
        (panel.len(), time, value)
    };
    let said = |error: DataError| error.to_string();
    match kind {
        Kind::Candles => read(path, Kind::CandlesOf(Column::Open), options),
        Kind::CandlesOf(column) => match options.read_ohlcv(path) {
            Ok(candles) => Ok((candles.len(), candles.time()[0].to_string(), candles.column(column)[0])),
            Err(error) => Err(error.to_string()),
        },
        Kind::Columns(names) => options.read_series(path, names).map(|series| of_series(&series)).map_err(said),
        Kind::Table => options.read_table(path).map(|series| of_series(&series)).map_err(said),
        Kind::Long(names) => options.read_panel(path, names).map(of_panel).map_err(said),
        Kind::Wide => options.read_panel_wide(path).map(of_panel).map_err(said),
        Kind::Lines => options.read_panel_lines(path).map(of_panel).map_err(said),
    }
}

/// Reads a file again and again, each time with one more option. Each option must be named by the latest message or one before it, which may name
/// several options. With all options, the result must be the expected one. Returns what is wrong.
pub(crate) fn walk(
    path: &Path,
    kind: Kind,
    mut options: CsvOptions,
    steps: &[Step],
    (rows, time, value): (usize, &str, f64),
) -> Result<(), String> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut last = String::new();
    for (written, step) in steps {
        // One message may name several options.
        let is_named = last.contains(written);
        match read(path, kind, &options) {
            Err(message) if message.contains(written) => last = message,
            _ if is_named => {}
            Err(message) => return Err(format!("{name}: expected `.{written}…)` in the message: {message}")),
            Ok(found) => return Err(format!("{name}: `.{written}…)` is not needed, found {found:?}")),
        }
        options = step(options);
    }
    match read(path, kind, &options) {
        Ok(found) if found == (rows, time.to_owned(), value) => Ok(()),
        Ok(found) => Err(format!("{name}: found {found:?}, expected {:?}", (rows, time, value))),
        Err(message) => Err(format!("{name}: still refused: {message}")),
    }
}
