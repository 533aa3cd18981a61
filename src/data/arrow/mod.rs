//! Series and panels from Arrow record batches and back (feature `arrow`).
//!
//! Polars, DataFusion, Spark and pandas hand tables over as record batches. Order, repeated times and missing values are treated
//! by the code that reads CSV (`csv/table.rs`); this folder knows the types of Arrow.
//!
//! `values` reads cells, `batches` makes one table of many batches, `options` is what callers see, `write` is the way back.

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
