//! The encoder of Vaswani et al., "Attention Is All You Need", 2017 (arXiv 1706.03762), as a forecaster.
//!
//! A linear layer maps the features of each step to the width of the model, and sinusoidal position encodings are added. Each of the blocks that
//! follow has two sublayers: self-attention, and a feed-forward network `w₂·gelu(w₁·x)` per step. Each sublayer has a residual connection and a layer
//! norm, after the sum (post-norm, as in the paper) or before the sublayer (pre-norm, Xiong et al., 2020, with one more norm at the end). A linear
//! head maps the last step, or the mean over all steps, to the horizon. The parameter names within a block and the order of its parts are those of
//! `torch.nn.TransformerEncoderLayer` with `activation="gelu"`.

mod config;
mod face;
mod part;
mod positions;

pub use config::TransformerConfig;
pub use face::{Transformer, TransformerOptions};
pub use part::DynTransformer;
