//! The encoder of Vaswani et al., "Attention Is All You Need", 2017 (arXiv 1706.03762), as a forecaster.
//!
//! A linear map of the features to the width, sinusoids of the position added, then blocks of self-attention and a map of each
//! step, `w₂·gelu(w₁·x)`, each with a way around it and a layer norm: behind the sum (post-norm, the paper's), or before the
//! map (pre-norm, Xiong et al., 2020, with one more norm at the end). A linear head maps the last step, or the mean over all
//! steps, to the horizon. Names within a block, the order of its parts and GELU are `torch.nn.TransformerEncoderLayer`'s.

mod block;
mod config;
mod face;
mod part;
mod positions;

pub use config::TransformerConfig;
pub use face::{Transformer, TransformerOptions};
pub use part::DynTransformer;
