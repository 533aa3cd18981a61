//! Series and panels from Parquet files and back (feature `parquet`).
//!
//! A file is read in batches, and only the columns that are needed. [`ArrowOptions`](crate::data::ArrowOptions) lists the types
//! that can be read.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::read_parquet;
