//! Layers: typed faces over run-time parts.
//!
//! **Owns** parameters, the module visitor, initialisation, and each layer twice: `DynLinear` takes a
//! [`DynTensor`](crate::tensor::DynTensor) and returns `Result`, `Linear<IN, OUT>` is a phantom over it whose bounds have proved
//! the sizes. **Does not know** losses, data, optimisers, or how a tensor is stored: it uses typed and run-time tensor methods only.

mod activation;
mod attention;
mod batch_norm;
mod buffer;
mod containers;
mod conv;
mod dropout;
mod element_refs;
mod encoder;
mod forward;
#[cfg(test)]
pub(crate) mod gradients_test;
mod init;
mod lambda;
mod layer_element;
mod layer_norm;
mod linear;
mod losses;
mod lstm;
mod module;
mod parameter;
mod part_of;
mod path;
mod prelu;
mod sequential;
mod sizes;
mod softmax;
mod state_dict;
mod visitor;
mod weights;

pub use activation::{
    Celu, Elu, Gelu, GeluTanh, Hardshrink, Hardsigmoid, Hardswish, Hardtanh, LeakyRelu, LogSigmoid, Mish, Relu, Relu6,
    Selu, Sigmoid, Silu, Softplus, Softshrink, Softsign, Tanh, Tanhshrink,
};
pub use attention::{DynMultiHeadAttention, MultiHeadAttention};
pub use batch_norm::{BatchNorm1d, DynBatchNorm1d};
pub use buffer::Buffer;
pub use conv::{CausalConv1d, Conv1d, DynConv1d};
pub use dropout::Dropout;
pub use element_refs::{ParameterMut, ParameterRef, TensorMut, TensorRef};
pub use encoder::{DynTransformerEncoderLayer, EncoderLayerConfig, EncoderLayerOptions, TransformerEncoderLayer};
pub use forward::{DynForward, Forward};
pub use lambda::Lambda;
pub use layer_element::LayerElement;
pub use layer_norm::{DynLayerNorm, LayerNorm};
pub use linear::{DynLinear, Linear};
pub use losses::{
    CrossEntropyLoss, HuberLoss, Loss, MaeLoss, MaeLoss as L1Loss, MseLoss, QuantileLevels, QuantileLoss, SmoothL1Loss,
    Summed,
};
pub use lstm::{DynLstm, Lstm, LstmConfig, LstmState};
pub use module::Module;
pub use parameter::Parameter;
pub use part_of::PartOf;
pub use path::ModulePath;
pub use prelu::PRelu;
pub use sequential::ChainInput;
pub use softmax::{LogSoftmax, Softmax};
pub use visitor::{RandomStream, Visitor, VisitorMut};
pub use weights::{
    LoadDifferences, LoadError, LoadOptions, LoadReport, SafetensorsFile, StoredTensor, load_safetensors,
    load_safetensors_from, save_safetensors, save_safetensors_to_vec,
};

pub(crate) use part_of::compare;
pub(crate) use sizes::at_least_one;
pub(crate) use state_dict::StateDict;
