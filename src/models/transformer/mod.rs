//! The encoder of Vaswani et al., "Attention Is All You Need", 2017 (arXiv 1706.03762), as a forecaster.
//!
//! A linear map of the features to the width, to which sinusoids of the position are added; then blocks of self-attention and a
//! feed-forward network `w₂·gelu(w₁·x)` of each step, each with a residual connection and a layer norm: after the sum (post-norm,
//! as in the paper) or before the sublayer (pre-norm, Xiong et al., 2020, with one more norm at the end). A linear head maps the
//! last step, or the mean over all steps, to the horizon. Names within a block, the order of its parts and GELU are those of
//! `torch.nn.TransformerEncoderLayer`.
//!
//! **Owns** the model. **Does not know** the other models.

mod config;
mod face;
mod part;
mod positions;

pub use config::TransformerConfig;
pub use face::{Transformer, TransformerOptions};
pub use part::DynTransformer;
