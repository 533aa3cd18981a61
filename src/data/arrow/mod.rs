//! Series and panels from Arrow record batches and back (feature `arrow`).
//!
//! Polars, DataFusion, Spark and pandas exchange tables as record batches. This folder converts Arrow's types; the CSV reader's
//! code (`csv/table.rs`) then sorts rows and handles repeated times and missing values.
//!
//! `values` reads cells, `batches` joins batches into one table, `options` is the public interface, `write` writes batches.

mod batches;
mod error;
mod options;
#[cfg(test)]
mod tests;
mod values;
mod write;

#[cfg(feature = "parquet")]
pub(super) use batches::{BatchTable, Batches};
pub use error::ArrowTableError;
pub use options::ArrowOptions;
