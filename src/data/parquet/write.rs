//! Writes series, panels and forecasts as Parquet files.

use std::io;
use std::path::Path;

use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::data::{DataError, ForecastTable, Panel, Series};
use crate::files::{shown_path, write_whole};

impl Series {
    /// Writes the series as a Parquet file: the columns of [`to_record_batch`](Series::to_record_batch), compressed with
    /// Snappy. The file is replaced atomically. [`read_parquet`](crate::data::read_parquet) has an example.
    ///
    /// # Errors
    /// The errors of [`to_record_batch`](Series::to_record_batch); [`DataError::Write`] with the operating system's error as its
    /// source.
    #[doc(alias = "to_parquet")]
    pub fn write_parquet(&self, path: impl AsRef<Path>) -> Result<(), DataError> {
        write(&self.to_record_batch()?, path.as_ref())
    }
}

impl Panel {
    /// Writes the panel as a Parquet file in long format: the columns of [`to_record_batch`](Panel::to_record_batch), compressed
    /// with Snappy. The file is replaced completely or not at all.
    /// [`read_parquet_panel`](crate::data::ArrowOptions::read_parquet_panel) has an example.
    ///
    /// # Errors
    /// The errors of [`to_record_batch`](Panel::to_record_batch); [`DataError::Write`] with the operating system's error as its
    /// source.
    #[doc(alias = "to_parquet")]
    pub fn write_parquet(&self, path: impl AsRef<Path>) -> Result<(), DataError> {
        write(&self.to_record_batch()?, path.as_ref())
    }
}

impl ForecastTable {
    /// Writes the forecasts as a Parquet file: the columns of [`to_record_batch`](ForecastTable::to_record_batch), compressed
    /// with Snappy. The file is replaced completely or not at all.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::data::{ArrowOptions, ForecastTable};
    /// let mut table = ForecastTable::new(["forecast"])?;
    /// table.push("oven", &["2020-01-01T00:00".parse()?], &[180.0])?;
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("forecast.parquet");
    /// table.write_parquet(&path)?;
    /// let read = ArrowOptions::new().read_parquet_panel(&path, &["forecast"])?;
    /// assert_eq!(read.get("oven").unwrap().column("forecast"), Some(&[180.0][..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// The errors of [`to_record_batch`](ForecastTable::to_record_batch); [`DataError::Write`] with the operating system's error as
    /// its source.
    #[doc(alias = "to_parquet")]
    pub fn write_parquet(&self, path: impl AsRef<Path>) -> Result<(), DataError> {
        write(&self.to_record_batch()?, path.as_ref())
    }
}

fn write(batch: &RecordBatch, path: &Path) -> Result<(), DataError> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let written = write_whole(path, |file| {
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).map_err(reason)?;
        writer.write(batch).map_err(reason)?;
        writer.close().map(drop).map_err(reason)
    });
    written.map_err(|source| DataError::Write { series: shown_path(path), source })
}

/// Unwraps the operating system's error from the Parquet writer's error.
fn reason(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => source.downcast().map_or_else(io::Error::other, |source| *source),
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_of_the_system_is_the_source() {
        let full = ParquetError::External(Box::new(io::Error::from(io::ErrorKind::StorageFull)));
        assert_eq!(reason(full).kind(), io::ErrorKind::StorageFull);
        assert_eq!(reason(ParquetError::General("no".to_owned())).kind(), io::ErrorKind::Other);
    }
}
