//! Series and panels from Parquet files and back (feature `parquet`).
//!
//! A file is read in batches, and only the needed columns. [`ArrowOptions`](crate::data::ArrowOptions) lists what a table may
//! contain.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::read_parquet;
