//! Series and panels from Parquet files and back (feature `parquet`).
//!
//! A file is read batch by batch, and of it only the columns that are needed. What a table may have is said by
//! [`ArrowOptions`](crate::data::ArrowOptions).

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::read_parquet;
