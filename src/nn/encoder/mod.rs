//! The encoder layer of a transformer: `TransformerEncoderLayer<WIDTH, HEADS, FEED_FORWARD>` and its run-time version.

mod config;
mod face;
mod part;

pub use config::EncoderLayerConfig;
pub use face::{EncoderLayerOptions, TransformerEncoderLayer};
pub use part::DynTransformerEncoderLayer;
