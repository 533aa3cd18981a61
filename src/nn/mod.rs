//! Layers, losses, and weight files.
//!
//! # Layers
//!
//! | layer | input | output | run-time version |
//! |---|---|---|---|
//! | [`Linear<IN, OUT>`](Linear) | `(.., Dim<IN>)` | `(.., Dim<OUT>)` | [`DynLinear`] |
//! | [`Conv1d<IN, OUT, KERNEL>`](Conv1d) | `(.., Dim<IN>, L)` | `(.., Dim<OUT>, M)` | [`DynConv1d`] |
//! | [`CausalConv1d<IN, OUT, KERNEL>`](CausalConv1d) | `(.., Dim<IN>, L)` | `(.., Dim<OUT>, L)` | [`DynConv1d`] |
//! | [`Lstm<IN, HIDDEN>`](Lstm) | `(B, T, Dim<IN>)` | `(B, T, Dim<HIDDEN>)` | [`DynLstm`] |
//! | [`MultiHeadAttention<WIDTH, HEADS>`](MultiHeadAttention) | `(.., T, Dim<WIDTH>)` | the same | [`DynMultiHeadAttention`] |
//! | [`TransformerEncoderLayer<WIDTH, ..>`](TransformerEncoderLayer) | `(.., T, Dim<WIDTH>)` | the same | [`DynTransformerEncoderLayer`] |
//! | [`LayerNorm<N>`](LayerNorm) | `(.., Dim<N>)` | the same | [`DynLayerNorm`] |
//! | [`BatchNorm1d<C>`](BatchNorm1d) | `(B, Dim<C>)` or `(B, Dim<C>, L)` | the same | [`DynBatchNorm1d`] |
//! | [`Dropout`], [`PRelu`], [`Softmax`], [`Relu`], [`Gelu`] and other activations | any | the same | the same layer |
//! | [`Lambda`], a function as a layer | its argument | its result | |
//!
//! The sizes of a layer are parameters of its type, so an input of the wrong shape does not compile. The run-time version takes a
//! [`DynTensor`](crate::tensor::DynTensor) and returns a `Result`. Layers compute in `f32`, or in `f64` if that is their last type parameter.
//!
//! * **Chains**: a tuple of layers is a layer, `(Linear::<5, 16>::new(rng), Relu, Linear::<16, 1>::new(rng))`. For run-time sizes, use a
//!   `Vec<Box<dyn DynForward>>`.
//! * **Losses** implement [`Loss`]: [`MseLoss`], [`MaeLoss`], [`HuberLoss`], [`SmoothL1Loss`], [`QuantileLoss`], [`CrossEntropyLoss`].
//! * **Weights**: [`save_safetensors`] and [`load_safetensors`]; [`LoadOptions`] translates the names of other frameworks.
//!
//! # A layer of your own
//!
//! Derive [`Module`] on a struct of layers and implement [`Forward`]. A trained tensor that is not in a layer is a [`Parameter`]; state that is
//! saved but not trained is a [`Buffer`] (`#[module(buffer)]`); other fields take `#[module(skip)]`.
//!
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use timeseriesml::{Batch, Dim, Forward, Linear, Module, Parameter, Tensor};
//!
//! /// `x + scale · linear(x)`.
//! #[derive(Module)]
//! struct ScaledResidual<const N: usize> {
//!     linear: Linear<N, N>,
//!     scale: Parameter<(Dim<N>,)>,
//! }
//! impl<const N: usize> Forward<Tensor<(Batch, Dim<N>)>> for ScaledResidual<N> {
//!     type Output = Tensor<(Batch, Dim<N>)>;
//!     fn forward(&self, x: Tensor<(Batch, Dim<N>)>) -> Self::Output {
//!         &x + &(&self.linear.forward(x.clone()) * &*self.scale)
//!     }
//! }
//!
//! let linear = Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
//! let layer = ScaledResidual::<16> { linear, scale: Parameter::new(Tensor::zeros()) };
//! assert_eq!(layer.parameter_names(), ["linear.weight", "linear.bias", "scale"]);
//! let y = layer.forward(Tensor::ones_sized([2, 16])?);
//! assert_eq!(y.to_vec(), [1.0; 32]); // the scale is 0
//! # Ok::<(), timeseriesml::ShapeError>(())
//! ```
//!
//! A [`Visitor`] or [`VisitorMut`] reaches every parameter, buffer and mode of a module by name: optimizers, weight files and
//! [`parameter_count`](Module::parameter_count) use visitors.

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
