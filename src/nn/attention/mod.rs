//! Multi-head attention: `MultiHeadAttention<WIDTH, HEADS>` and its run-time version.

mod face;
mod part;

pub use face::MultiHeadAttention;
pub use part::DynMultiHeadAttention;
