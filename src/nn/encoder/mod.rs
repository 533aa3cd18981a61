//! The encoder layer of a transformer: `TransformerEncoderLayer<WIDTH, HEADS, FEED_FORWARD>` over its run-time part.

mod config;
mod face;
mod part;

pub use config::EncoderLayerConfig;
pub use face::{EncoderLayerOptions, TransformerEncoderLayer};
pub use part::DynTransformerEncoderLayer;
