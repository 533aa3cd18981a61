//! Multi-head attention: `MultiHeadAttention<WIDTH, HEADS>` over `DynMultiHeadAttention`.

mod face;
mod part;

pub use face::MultiHeadAttention;
pub use part::DynMultiHeadAttention;
