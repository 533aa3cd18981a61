//! The element types of tensors, and every operation compiled for each of them, once.
//!
//! The operations are generic over `Real`, and a generic function is compiled again in every crate that calls it: a user's
//! program would build all kernels anew. So the typed face calls them through this trait, whose functions are concrete for
//! `f32` and for `f64` and are compiled with this library.

use super::array::Array;
use super::contraction::Path;
use super::equation::Equation;
use super::error::Result;
use super::gradients::Gradients;
use super::graph;
use super::layout::{Order, Sizes};
use super::ops::conv1d::Sliding;
use super::ops::{
    attention, binary, concat, conv1d, diagonal, dropout, einsum, expand, layer_norm, linear, matmul, mse, narrow,
    permute, rearrange, reshape, softmax, squeeze, sum, unary,
};
use super::pointwise::Stretch;
use crate::kernels::number::{Numeric, Value};
use crate::kernels::real::Real;

/// A type that tensors hold: `f32` (the default), `f64`, `i32`, `i64` or `bool`.
///
/// [`cast`](crate::tensor::Tensor::cast) turns one into another. Tensors of numbers calculate ([`Number`]); those of
/// floating-point numbers have all functions, and gradients ([`Float`]).
#[allow(private_bounds, reason = "the operations are not for users to call; the trait is sealed by them")]
#[diagnostic::on_unimplemented(
    message = "a tensor cannot hold `{Self}`",
    label = "expected `f32`, `f64`, `i32`, `i64` or `bool`"
)]
pub trait Element: Value + MovingOperations {}

/// An element type that calculates: `f32`, `f64`, `i32` or `i64`.
///
/// Integers wrap around on overflow, as in PyTorch and NumPy, and divide rounding down, as `//` and `%` do in Python.
#[allow(private_bounds, reason = "as above")]
#[diagnostic::on_unimplemented(
    message = "tensors of `{Self}` do not calculate",
    label = "expected `f32`, `f64`, `i32` or `i64`, found `{Self}`",
    note = "`x.cast::<f32>()` makes zeros and ones of a tensor of `bool`; `logical_and`, `where_` and `masked_fill` use it as it is"
)]
pub trait Number: Element + Numeric + NumericOperations {}

/// An element type with all functions and with gradients: `f32` or `f64`.
#[allow(private_bounds, reason = "as above")]
#[diagnostic::on_unimplemented(
    message = "tensors of `{Self}` have neither gradients nor the functions of real numbers",
    label = "expected `f32` or `f64`, found `{Self}`",
    note = "`x.cast::<f32>()` makes floating-point numbers of `{Self}`"
)]
pub trait Float: Number + Real + RealOperations {}

macro_rules! implement { ($($Trait:ident for $($E:ident)*;)*) => { $($(
    #[diagnostic::do_not_recommend]
    impl $Trait for $E {}
)*)* } }
implement! { Element for f32 f64 i32 i64 bool; Number for f32 f64 i32 i64; Float for f32 f64; }

macro_rules! operations { ($(#[$doc:meta])* $Trait:ident: $Bound:ident, for $($E:ident)*;
    $($path:ident::$name:ident($($x:ident: $X:ty),*) -> $Y:ty;)*) => {
    $(#[$doc])*
    pub(crate) trait $Trait: $Bound {
        $(fn $name($($x: $X),*) -> $Y;)*
    }
    operations!(@each [$($E)*] $Trait [$($path $name ($($x: $X),*) $Y;)*]);
};
(@each [$($E:ident)*] $Trait:ident $rows:tt) => { $(operations!(@for $E $Trait $rows);)* };
(@for $E:ident $Trait:ident [$($path:ident $name:ident ($($x:ident: $X:ty),*) $Y:ty;)*]) => {
    impl $Trait for $E {
        $(fn $name($($x: $X),*) -> $Y {
            $path::$name($($x),*)
        })*
    }
} }

operations! {
    /// What moves values about, for every element type.
    MovingOperations: Value, for f32 f64 i32 i64 bool;
    expand::expand(x: Array<Self>, sizes: Sizes, stretch: Stretch) -> Result<Array<Self>>;
    permute::permute(x: Array<Self>, order: &[isize]) -> Result<Array<Self>>;
    permute::transpose(x: Array<Self>, i: isize, j: isize) -> Result<Array<Self>>;
    squeeze::squeeze(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    squeeze::unsqueeze(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    reshape::reshape(x: Array<Self>, sizes: Sizes) -> Result<Array<Self>>;
    reshape::merge(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    reshape::unflatten(x: Array<Self>, axis: isize, parts: usize) -> Result<Array<Self>>;
    reshape::unflatten_last(x: Array<Self>, axis: isize, part: usize) -> Result<Array<Self>>;
    concat::concat(parts: &[Array<Self>], axis: isize) -> Result<Array<Self>>;
    concat::stack(parts: &[Array<Self>], axis: isize) -> Result<Array<Self>>;
    narrow::narrow(x: Array<Self>, axis: isize, start: usize, len: usize) -> Result<Array<Self>>;
    narrow::select(x: Array<Self>, axis: isize, index: usize) -> Result<Array<Self>>;
    rearrange::rearrange(x: Array<Self>, pattern: &str, sizes: &[(&str, usize)]) -> Result<Array<Self>>;
    diagonal::diagonal(x: Array<Self>, i: isize, j: isize) -> Result<Array<Self>>;
    narrow::part(x: &Array<Self>, axis: isize, parts: usize, index: usize) -> Result<Array<Self>>;
    array::full(op: &'static str, sizes: Sizes, value: Self) -> Result<Array<Self>>;
    array::from_slice(op: &'static str, sizes: Sizes, values: &[Self]) -> Result<Array<Self>>;
    array::in_order(x: &Array<Self>, order: &Order) -> Result<Array<Self>>;
    array::copy_to(x: &Array<Self>, out: &mut [Self]) -> ();
}

operations! {
    /// What calculates, for every type of number.
    NumericOperations: Numeric, for f32 f64 i32 i64;
    unary::neg(x: &Array<Self>) -> Result<Array<Self>>;
    unary::square(x: &Array<Self>) -> Result<Array<Self>>;
    unary::abs(x: &Array<Self>) -> Result<Array<Self>>;
    unary::sign(x: &Array<Self>) -> Result<Array<Self>>;
    unary::clamp(x: &Array<Self>, low: Self, high: Self) -> Result<Array<Self>>;
    unary::neg_owned(x: Array<Self>) -> Result<Array<Self>>;
    binary::add(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::sub(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::mul(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::div(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::rem(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::maximum(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    binary::minimum(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
}

operations! {
    /// The functions of real numbers, and gradients.
    RealOperations: Real, for f32 f64;
    unary::exp(x: &Array<Self>) -> Result<Array<Self>>;
    unary::expm1(x: &Array<Self>) -> Result<Array<Self>>;
    unary::log(x: &Array<Self>) -> Result<Array<Self>>;
    unary::log1p(x: &Array<Self>) -> Result<Array<Self>>;
    unary::sqrt(x: &Array<Self>) -> Result<Array<Self>>;
    unary::rsqrt(x: &Array<Self>) -> Result<Array<Self>>;
    unary::reciprocal(x: &Array<Self>) -> Result<Array<Self>>;
    unary::powf(x: &Array<Self>, exponent: Self) -> Result<Array<Self>>;
    unary::sin(x: &Array<Self>) -> Result<Array<Self>>;
    unary::cos(x: &Array<Self>) -> Result<Array<Self>>;
    unary::tanh(x: &Array<Self>) -> Result<Array<Self>>;
    unary::sigmoid(x: &Array<Self>) -> Result<Array<Self>>;
    unary::erf(x: &Array<Self>) -> Result<Array<Self>>;
    unary::floor(x: &Array<Self>) -> Result<Array<Self>>;
    unary::ceil(x: &Array<Self>) -> Result<Array<Self>>;
    unary::round(x: &Array<Self>) -> Result<Array<Self>>;
    unary::relu(x: &Array<Self>) -> Result<Array<Self>>;
    unary::leaky_relu(x: &Array<Self>, slope: Self) -> Result<Array<Self>>;
    unary::elu(x: &Array<Self>, alpha: Self) -> Result<Array<Self>>;
    unary::gelu(x: &Array<Self>) -> Result<Array<Self>>;
    unary::silu(x: &Array<Self>) -> Result<Array<Self>>;
    unary::mish(x: &Array<Self>) -> Result<Array<Self>>;
    unary::softplus(x: &Array<Self>) -> Result<Array<Self>>;
    unary::relu_owned(x: Array<Self>) -> Result<Array<Self>>;
    unary::gelu_owned(x: Array<Self>) -> Result<Array<Self>>;
    binary::pow(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    dropout::dropout(x: Array<Self>, p: f64, seed: u64, call: u64) -> Result<Array<Self>>;
    sum::sum(x: Array<Self>) -> Result<Array<Self>>;
    sum::mean(x: Array<Self>) -> Result<Array<Self>>;
    sum::sum_axis(x: Array<Self>, axis: isize, keepdim: bool) -> Result<Array<Self>>;
    sum::mean_axis(x: Array<Self>, axis: isize, keepdim: bool) -> Result<Array<Self>>;
    matmul::matmul(a: Array<Self>, b: Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    einsum::einsum(equation: &Equation, operands: Vec<(Array<Self>, Stretch)>, path: Option<&Path>) -> Result<Array<Self>>;
    softmax::softmax(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    softmax::log_softmax(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    layer_norm::layer_norm(x: Array<Self>, weight: Option<Array<Self>>, bias: Option<Array<Self>>, eps: f64) -> Result<Array<Self>>;
    attention::self_attention(packed: Array<Self>, heads: usize, causal: bool) -> Result<Array<Self>>;
    linear::linear(x: Array<Self>, weight: Array<Self>, bias: Option<Array<Self>>, relu: bool) -> Result<Array<Self>>;
    conv1d::conv1d(x: Array<Self>, weight: Array<Self>, bias: Option<Array<Self>>, sliding: Sliding) -> Result<Array<Self>>;
    mse::mse(prediction: Array<Self>, target: Array<Self>) -> Result<Array<Self>>;
    graph::backward(output: &Array<Self>) -> Result<Gradients<Self>>;
}

/// What an array does by itself, as functions.
mod array {
    use super::{Array, Order, Result, Sizes, Value};

    pub(super) fn full<E: Value>(op: &'static str, sizes: Sizes, value: E) -> Result<Array<E>> {
        Array::full(op, sizes, value)
    }
    pub(super) fn from_slice<E: Value>(op: &'static str, sizes: Sizes, values: &[E]) -> Result<Array<E>> {
        Array::from_slice(op, sizes, values)
    }
    pub(super) fn in_order<E: Value>(x: &Array<E>, order: &Order) -> Result<Array<E>> {
        x.in_order(order)
    }
    pub(super) fn copy_to<E: Value>(x: &Array<E>, out: &mut [E]) {
        x.copy_to(out);
    }
}
