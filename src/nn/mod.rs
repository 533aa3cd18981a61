//! Layers: typed faces over run-time parts.
//!
//! **Owns** parameters, the module visitor, initialisation, and each layer twice: `DynLinear` takes a
//! [`DynTensor`](crate::tensor::DynTensor) and returns `Result`, `Linear<IN, OUT>` is a phantom over it whose bounds have proved
//! the sizes. **Does not know** losses, data, optimisers, or how a tensor is stored: it uses typed and run-time tensor methods only.

mod activation;
mod attention;
mod buffer;
mod conv;
mod dropout;
mod forward;
mod init;
mod lambda;
mod layer_norm;
mod linear;
mod loss;
mod module;
mod parameter;
mod part_of;
mod sequential;
mod state_dict;

pub use activation::{Gelu, Relu};
pub use attention::{DynMultiHeadAttention, MultiHeadAttention};
pub use buffer::Buffer;
pub use conv::{CausalConv1d, Conv1d, DynConv1d};
pub use dropout::Dropout;
pub use forward::{DynForward, Forward};
pub use lambda::Lambda;
pub use layer_norm::{DynLayerNorm, LayerNorm};
pub use linear::{DynLinear, Linear};
pub use loss::{Loss, MseLoss};
pub use module::{Module, Path, TensorMut, TensorRef, Visitor, VisitorMut};
pub use parameter::Parameter;
pub use part_of::PartOf;
pub use sequential::LayerChain;
pub use state_dict::{LoadError, load_safetensors, save_safetensors};

pub(crate) use state_dict::StateDict;
