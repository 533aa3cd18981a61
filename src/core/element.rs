//! The element types of tensors, and every operation compiled for each of them, once.
//!
//! The operations are generic over `Float`, and a generic function is compiled again in every crate that calls it: a user's
//! program would build all kernels anew. So the typed face calls them through this trait, whose functions are concrete for
//! `f32` and for `f64` and are compiled with this library.

use super::array::Array;
use super::error::Result;
use super::gradients::Gradients;
use super::graph;
use super::layout::{Order, Sizes};
use super::ops::conv1d::Sliding;
use super::ops::{
    attention, binary, concat, conv1d, dropout, expand, layer_norm, linear, matmul, mse, narrow, permute, reshape,
    softmax, squeeze, sum, unary,
};
use super::pointwise::Stretch;
use crate::kernels::float::Float;

/// A type that tensors hold: `f32`, the default, or `f64`, for gradient checks.
#[allow(private_bounds, reason = "the operations are not for users to call; the trait is sealed by them")]
pub trait Element: Float + Operations {}

impl Element for f32 {}
impl Element for f64 {}

macro_rules! operations { ($($path:ident::$name:ident($($x:ident: $X:ty),*) -> $Y:ty;)*) => {
    /// Every operation, for one element type.
    pub(crate) trait Operations: Float {
        $(fn $name($($x: $X),*) -> $Y;)*
    }
    operations!(@for f32 $($path $name ($($x: $X),*) $Y;)*);
    operations!(@for f64 $($path $name ($($x: $X),*) $Y;)*);
};
(@for $E:ty; $($rest:tt)*) => {};
(@for $E:ident $($path:ident $name:ident ($($x:ident: $X:ty),*) $Y:ty;)*) => {
    impl Operations for $E {
        $(fn $name($($x: $X),*) -> $Y {
            $path::$name($($x),*)
        })*
    }
} }

operations! {
    unary::neg(x: &Array<Self>) -> Result<Array<Self>>;
    unary::exp(x: &Array<Self>) -> Result<Array<Self>>;
    unary::log(x: &Array<Self>) -> Result<Array<Self>>;
    unary::sqrt(x: &Array<Self>) -> Result<Array<Self>>;
    unary::square(x: &Array<Self>) -> Result<Array<Self>>;
    unary::abs(x: &Array<Self>) -> Result<Array<Self>>;
    unary::tanh(x: &Array<Self>) -> Result<Array<Self>>;
    unary::sigmoid(x: &Array<Self>) -> Result<Array<Self>>;
    unary::erf(x: &Array<Self>) -> Result<Array<Self>>;
    unary::relu(x: &Array<Self>) -> Result<Array<Self>>;
    unary::gelu(x: &Array<Self>) -> Result<Array<Self>>;
    unary::neg_owned(x: Array<Self>) -> Result<Array<Self>>;
    unary::relu_owned(x: Array<Self>) -> Result<Array<Self>>;
    unary::gelu_owned(x: Array<Self>) -> Result<Array<Self>>;
    binary::add(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::sub(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::mul(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::div(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::maximum(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::minimum(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    dropout::dropout(x: Array<Self>, p: f64, seed: u64, call: u64) -> Result<Array<Self>>;
    expand::expand(x: Array<Self>, sizes: Sizes, stretch: Stretch) -> Result<Array<Self>>;
    sum::sum(x: Array<Self>) -> Result<Array<Self>>;
    sum::mean(x: Array<Self>) -> Result<Array<Self>>;
    sum::sum_axis(x: Array<Self>, axis: isize, keepdim: bool) -> Result<Array<Self>>;
    sum::mean_axis(x: Array<Self>, axis: isize, keepdim: bool) -> Result<Array<Self>>;
    matmul::matmul(a: Array<Self>, b: Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    softmax::softmax(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    softmax::log_softmax(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    layer_norm::layer_norm(x: Array<Self>, weight: Option<Array<Self>>, bias: Option<Array<Self>>, eps: f64) -> Result<Array<Self>>;
    attention::self_attention(packed: Array<Self>, heads: usize, causal: bool) -> Result<Array<Self>>;
    linear::linear(x: Array<Self>, weight: Array<Self>, bias: Option<Array<Self>>, relu: bool) -> Result<Array<Self>>;
    conv1d::conv1d(x: Array<Self>, weight: Array<Self>, bias: Option<Array<Self>>, sliding: Sliding) -> Result<Array<Self>>;
    permute::permute(x: Array<Self>, order: &[isize]) -> Result<Array<Self>>;
    permute::transpose(x: Array<Self>, i: isize, j: isize) -> Result<Array<Self>>;
    squeeze::squeeze(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    squeeze::unsqueeze(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    reshape::reshape(x: Array<Self>, sizes: Sizes) -> Result<Array<Self>>;
    reshape::merge(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    reshape::unflatten(x: Array<Self>, axis: isize, parts: usize) -> Result<Array<Self>>;
    concat::concat(parts: &[Array<Self>], axis: isize) -> Result<Array<Self>>;
    concat::stack(parts: &[Array<Self>], axis: isize) -> Result<Array<Self>>;
    narrow::narrow(x: Array<Self>, axis: isize, start: usize, len: usize) -> Result<Array<Self>>;
    narrow::select(x: Array<Self>, axis: isize, index: usize) -> Result<Array<Self>>;
    narrow::part(x: &Array<Self>, axis: isize, parts: usize, index: usize) -> Result<Array<Self>>;
    mse::mse(prediction: Array<Self>, target: Array<Self>) -> Result<Array<Self>>;
    graph::backward(output: &Array<Self>) -> Result<Gradients<Self>>;
    array::full(op: &'static str, sizes: Sizes, value: Self) -> Result<Array<Self>>;
    array::from_slice(op: &'static str, sizes: Sizes, values: &[Self]) -> Result<Array<Self>>;
    array::in_order(x: &Array<Self>, order: &Order) -> Result<Array<Self>>;
    array::copy_to(x: &Array<Self>, out: &mut [Self]) -> ();
}

/// What an array does by itself, as functions.
mod array {
    use super::{Array, Float, Order, Result, Sizes};

    pub(super) fn full<E: Float>(op: &'static str, sizes: Sizes, value: E) -> Result<Array<E>> {
        Array::full(op, sizes, value)
    }
    pub(super) fn from_slice<E: Float>(op: &'static str, sizes: Sizes, values: &[E]) -> Result<Array<E>> {
        Array::from_slice(op, sizes, values)
    }
    pub(super) fn in_order<E: Float>(x: &Array<E>, order: &Order) -> Result<Array<E>> {
        x.in_order(order)
    }
    pub(super) fn copy_to<E: Float>(x: &Array<E>, out: &mut [E]) {
        x.copy_to(out);
    }
}
