//! Reads Parquet files, and folders of Parquet files.

use std::error::Error;
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::Compression;

use crate::data::arrow::{BatchTable, Batches};
use crate::data::{ArrowOptions, ArrowTableError, DataError, Panel, ReadReport, Series};
use crate::files::{open_file, shown_path};

/// Reads the time and the named columns from a Parquet file, as [`read_series`](crate::read_series) does from CSV.
///
/// The time is in a column named date, datetime, timestamp, open time, time, ds, month or unix, or in the one that
/// [`ArrowOptions::time`] names. Names are compared ignoring case. The columns of the series are named as in `columns`; the
/// series itself is named after the path. Other columns are not read. [`ArrowOptions`] lists the types that can be read. If the
/// path is a folder, such as one from Spark, its files that end in `.parquet` are read as one table, in the order of their names.
///
/// Pages may be uncompressed, or compressed with Snappy (the default of pandas and Spark) or gzip. Polars uses Zstandard by
/// default; write files for this function with `df.write_parquet(path, compression="snappy")`.
///
/// A damaged file is an error. Some damaged files make the crate `parquet` panic; the panic is caught, but the program's panic hook
/// runs.
///
/// # Example
/// ```
/// use timeseriesml::{Series, data::read_parquet};
/// let time = vec!["2020-01-01T00:00".parse()?, "2020-01-01T01:00".parse()?];
/// let oven = Series::new("oven", time, vec![("celsius".to_owned(), vec![180.0, 181.5])])?;
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("oven.parquet");
/// oven.write_parquet(&path)?;
/// assert_eq!(read_parquet(&path, &["celsius"])?.column("celsius"), oven.column("celsius"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// # Errors
/// A [`DataError`] that names the file and the row of the first mistake, counted from 0.
pub fn read_parquet(path: impl AsRef<Path>, columns: &[&str]) -> Result<Series, DataError> {
    ArrowOptions::new().read_parquet(path, columns)
}

impl ArrowOptions {
    /// Reads the time and the named columns from a Parquet file, as the function [`read_parquet`] does.
    ///
    /// # Errors
    /// The errors of the function [`read_parquet`].
    pub fn read_parquet(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Series, DataError> {
        self.read_parquet_with_report(path, columns).map(|(series, _)| series)
    }

    /// Reads a series as [`read_parquet`](Self::read_parquet) does, and reports what was left out, filled or sorted.
    ///
    /// # Errors
    /// The errors of the function [`read_parquet`].
    pub fn read_parquet_with_report(
        &self,
        path: impl AsRef<Path>,
        columns: &[&str],
    ) -> Result<(Series, ReadReport), DataError> {
        let file = shown_path(path.as_ref());
        self.rules.series_of_table(&file, open(path.as_ref(), &file)?, columns)
    }

    /// Reads a panel in long format from a Parquet file, as [`panel_from_batches`](Self::panel_from_batches) does from record
    /// batches. If the path is a folder, its files are read as one table.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Series, data::{ArrowOptions, Panel}};
    /// let time = vec!["2020-01-01T00:00".parse()?];
    /// let oven = Series::new("oven", time, vec![("celsius".to_owned(), vec![180.0])])?;
    /// let ovens = Panel::new(vec![oven])?.with_attribute("maker", ["Bauer"])?;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("ovens.parquet");
    /// ovens.write_parquet(&path)?;
    /// let read = ArrowOptions::new().static_columns(["maker"]).read_parquet_panel(&path, &["celsius"])?;
    /// assert_eq!(read, ovens);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// The errors of [`read_parquet`].
    pub fn read_parquet_panel(&self, path: impl AsRef<Path>, columns: &[&str]) -> Result<Panel, DataError> {
        self.read_parquet_panel_with_report(path, columns).map(|(panel, _)| panel)
    }

    /// Reads a panel as [`read_parquet_panel`](Self::read_parquet_panel) does, and reports what was left out, filled or sorted.
    ///
    /// # Errors
    /// The errors of [`read_parquet`].
    pub fn read_parquet_panel_with_report(
        &self,
        path: impl AsRef<Path>,
        columns: &[&str],
    ) -> Result<(Panel, ReadReport), DataError> {
        let file = shown_path(path.as_ref());
        self.rules.panel_of_table(&file, open(path.as_ref(), &file)?, columns)
    }
}

/// The table in a file, or in the files of a folder.
fn open<'a>(path: &Path, file: &'a str) -> Result<BatchTable<'a>, DataError> {
    let parts = parts(path, file)?;
    let first = Part::open(&parts[0])?;
    let schema = first.metadata.schema().clone();
    let open = move |fields: &[usize]| -> Result<Batches<'a>, DataError> {
        let fields = fields.to_vec();
        let mut batches = first.batches(&fields)?;
        let mut others = parts.into_iter().skip(1);
        let next = move || loop {
            if let Some(batch) = batches.next() {
                return Some(batch);
            }
            match Part::open(&others.next()?).and_then(|part| part.batches(&fields)) {
                Ok(of_next) => batches = of_next,
                Err(error) => return Some(Err(error)),
            }
        };
        Ok(Box::new(std::iter::from_fn(next)))
    };
    Ok(BatchTable::new(file, schema, open))
}

/// The files of a table: a single file, or the files of a folder in the order of their names.
fn parts(path: &Path, file: &str) -> Result<Vec<PathBuf>, DataError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let error = |source| DataError::Read { file: file.to_owned(), source };
    let entries = path.read_dir().and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(error)?;
    let is_part = |path: &PathBuf| {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['_', '.']));
        path.extension().is_some_and(|extension| extension == "parquet") && !is_hidden && path.is_file()
    };
    let mut parts: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).filter(is_part).collect();
    if parts.is_empty() {
        return Err(ArrowTableError::NoFiles { folder: file.to_owned() }.into());
    }
    parts.sort();
    Ok(parts)
}

/// An open file of the table, with its metadata.
struct Part {
    name: String,
    file: File,
    metadata: ArrowReaderMetadata,
}

impl Part {
    fn open(path: &Path) -> Result<Self, DataError> {
        let name = shown_path(path);
        let (file, _) = open_file(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => DataError::NoSuchFile { file: name.clone(), source },
            _ => DataError::Read { file: name.clone(), source },
        })?;
        let metadata = guarded(&name, || ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()))?;
        Ok(Part { name, file, metadata })
    }

    /// Reads the columns with these indices, batch by batch.
    fn batches(self, fields: &[usize]) -> Result<Batches<'static>, DataError> {
        let Part { name, file, metadata } = self;
        let mask = ProjectionMask::roots(metadata.parquet_schema(), fields.iter().copied());
        for group in metadata.metadata().row_groups() {
            for (place, column) in group.columns().iter().enumerate() {
                let is_read = mask.leaf_included(place);
                if is_read && let Some(found) = unsupported(column.compression()) {
                    return Err(ArrowTableError::Compression { file: name, found }.into());
                }
            }
        }
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata).with_projection(mask);
        let mut reader = guarded(&name, || builder.build())?;
        Ok(Box::new(std::iter::from_fn(move || guarded(&name, || reader.next().transpose()).transpose())))
    }
}

/// Calls the crate `parquet` and turns a panic into an error: the crate panics on some damaged files, where an index or length in
/// the file is beyond the end. The reader is not used after a panic.
fn guarded<T, E: Error + Send + Sync + 'static>(
    file: &str,
    read: impl FnOnce() -> Result<T, E>,
) -> Result<T, DataError> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(result) => result.map_err(|source| damaged(file, source)),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked");
            Err(damaged(file, io::Error::other(text.to_owned())))
        }
    }
}

fn damaged(file: &str, source: impl Error + Send + Sync + 'static) -> DataError {
    ArrowTableError::NotParquet { file: file.to_owned(), source: Box::new(source) }.into()
}

/// Returns the name of a compression that is not supported, else `None`.
fn unsupported(compression: Compression) -> Option<String> {
    match compression {
        Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::GZIP(_) => None,
        Compression::ZSTD(_) => Some("Zstandard".to_owned()),
        Compression::BROTLI(_) => Some("Brotli".to_owned()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_reader_is_an_error() {
        let expected = "a.parquet: not a Parquet file, or a damaged one (on purpose, 7); write the file again";
        let seven = 7;
        let error = guarded("a.parquet", || -> io::Result<()> { panic!("on purpose, {seven}") }).unwrap_err();
        assert_eq!(error.to_string(), expected);
        let error = guarded("a.parquet", || -> io::Result<()> { panic!("on purpose, 7") }).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(guarded("a.parquet", || Ok::<_, io::Error>(7)).unwrap(), 7);
    }
}
