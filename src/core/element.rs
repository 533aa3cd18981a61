//! The element types of tensors, and every operation compiled for each of them, once.
//!
//! The operations are generic over `Real`, and a generic function is compiled again in every crate that calls it: a user's
//! program would build all kernels anew. So the typed face calls them through this trait, whose functions are concrete for
//! `f32` and for `f64` and are compiled with this library.

use super::along::Axes;
use super::array::Array;
use super::contraction::Path;
use super::create;
use super::equation::Equation;
use super::error::Result;
use super::gradients::Gradients;
use super::graph;
use super::layout::{Order, Sizes};
use super::ops::conv_transpose1d::Spreading;
use super::ops::conv1d::Sliding;
use super::ops::vectors::Correlation;
use super::ops::{
    argmax, attention, binary, cast, compare, concat, conv_transpose1d, conv1d, conv1d_grouped, cumulative, diagonal,
    diff, dropout, einsum, expand, gather, index_select, layer_norm, linear, masked, matmul, mse, narrow, pad, permute,
    pool1d, rearrange, reductions, reorder, reshape, scatter, softmax, sort, squeeze, sum, triangle, unary, unfold,
    vectors, where_,
};
use super::pointwise::Stretch;
use crate::kernels::number::{Numeric, Value};
use crate::kernels::real::Real;

/// A type that tensors hold: `f32` (the default), `f64`, `i32`, `i64` or `bool`.
///
/// Messages of the compiler call it `TensorElement`. [`cast`](crate::tensor::Tensor::cast) turns one into another. Tensors of numbers calculate ([`Number`]); those of
/// floating-point numbers have all functions, and gradients ([`Float`]).
#[allow(private_bounds, reason = "the operations are not for users to call; the trait is sealed by them")]
#[diagnostic::on_unimplemented(
    message = "a tensor cannot hold `{Self}`",
    label = "expected `f32`, `f64`, `i32`, `i64` or `bool`",
    note = "`i64` holds indices, counts and numbers of classes, `bool` holds masks"
)]
#[doc(alias = "TensorElement")]
pub trait Element: Value + MovingOperations + CastFrom {}

/// An element type that calculates: `f32`, `f64`, `i32` or `i64`.
///
/// Integers wrap around on overflow, as in PyTorch and NumPy, and divide rounding down, as `//` and `%` do in Python.
#[allow(private_bounds, reason = "as above")]
#[diagnostic::on_unimplemented(
    message = "tensors of `{Self}` do not calculate",
    label = "expected `f32`, `f64`, `i32` or `i64`, found `{Self}`",
    note = "`x.cast::<i64>()` makes zeros and ones of a tensor of `bool`; `logical_and`, `where_` and `masked_fill` use it as it is"
)]
pub trait Number: Element + Numeric + NumericOperations {}

/// An element type with all functions and with gradients: `f32` or `f64`.
///
/// Messages of the compiler call it `FloatElement`.
#[allow(private_bounds, reason = "as above")]
#[diagnostic::on_unimplemented(
    message = "tensors of `{Self}` have neither gradients nor the functions of real numbers",
    label = "expected `f32` or `f64`, found `{Self}`",
    note = "`x.cast::<f32>()` makes floating-point numbers of `{Self}`"
)]
#[doc(alias = "FloatElement")]
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
    narrow::slice_step(x: Array<Self>, axis: isize, start: usize, end: usize, step: usize) -> Result<Array<Self>>;
    narrow::split_sizes(x: &Array<Self>, axis: isize, sizes: &[usize]) -> Result<Vec<Array<Self>>>;
    narrow::chunk(x: &Array<Self>, axis: isize, chunks: usize) -> Result<Vec<Array<Self>>>;
    reorder::flip(x: Array<Self>, axes: &[isize]) -> Result<Array<Self>>;
    reorder::roll(x: Array<Self>, axis: isize, shift: isize) -> Result<Array<Self>>;
    reorder::repeat(x: Array<Self>, axis: isize, times: usize) -> Result<Array<Self>>;
    reorder::repeat_interleave(x: Array<Self>, axis: isize, times: usize) -> Result<Array<Self>>;
    pad::pad(x: Array<Self>, axis: isize, before: usize, after: usize, value: Self) -> Result<Array<Self>>;
    pad::pad_reflect(x: Array<Self>, axis: isize, before: usize, after: usize) -> Result<Array<Self>>;
    pad::pad_replicate(x: Array<Self>, axis: isize, before: usize, after: usize) -> Result<Array<Self>>;
    unfold::unfold(x: Array<Self>, axis: isize, size: usize, step: usize) -> Result<Array<Self>>;
    triangle::tril(x: &Array<Self>, diagonal: isize) -> Result<Array<Self>>;
    triangle::triu(x: &Array<Self>, diagonal: isize) -> Result<Array<Self>>;
    index_select::index_select(x: Array<Self>, axis: isize, index: &Array<i64>) -> Result<Array<Self>>;
    gather::gather(x: Array<Self>, axis: isize, index: &Array<i64>) -> Result<Array<Self>>;
    scatter::scatter(x: Array<Self>, axis: isize, index: &Array<i64>, source: &Array<Self>) -> Result<Array<Self>>;
    scatter::index_copy(x: Array<Self>, axis: isize, index: &Array<i64>, source: &Array<Self>) -> Result<Array<Self>>;
    masked::masked_select(x: Array<Self>, mask: &Array<bool>, stretch: Stretch) -> Result<Array<Self>>;
    masked::masked_fill(x: Array<Self>, mask: &Array<bool>, stretch: Stretch, value: Self) -> Result<Array<Self>>;
    where_::where_(condition: &Array<bool>, a: &Array<Self>, b: &Array<Self>, stretch: [Stretch; 3]) -> Result<Array<Self>>;
    sort::argsort(x: &Array<Self>, axis: isize, descending: bool) -> Result<Array<i64>>;
    sort::sort(x: Array<Self>, axis: isize, descending: bool) -> Result<(Array<Self>, Array<i64>)>;
    sort::topk(x: Array<Self>, axis: isize, k: usize, largest: bool) -> Result<(Array<Self>, Array<i64>)>;
    sort::searchsorted(sorted: &Array<Self>, values: &Array<Self>, right: bool) -> Result<Array<i64>>;
    compare::eq(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<bool>>;
    compare::ne(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<bool>>;
    compare::lt(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<bool>>;
    compare::le(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<bool>>;
    compare::gt(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<bool>>;
    compare::ge(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<bool>>;
    cast::to_f32(x: &Array<Self>) -> Result<Array<f32>>;
    cast::to_f64(x: &Array<Self>) -> Result<Array<f64>>;
    cast::to_i32(x: &Array<Self>) -> Result<Array<i32>>;
    cast::to_i64(x: &Array<Self>) -> Result<Array<i64>>;
    cast::to_bool(x: &Array<Self>) -> Result<Array<bool>>;
    create::eye(sizes: Sizes) -> Result<Array<Self>>;
    create::one_hot(labels: &Array<i64>, classes: usize) -> Result<Array<Self>>;
    array::full(op: &'static str, sizes: Sizes, value: Self) -> Result<Array<Self>>;
    array::from_slice(op: &'static str, sizes: Sizes, values: &[Self]) -> Result<Array<Self>>;
    array::in_order(x: &Array<Self>, order: &Order) -> Result<Array<Self>>;
    array::copy_to(x: &Array<Self>, out: &mut [Self]) -> ();
}

operations! {
    /// What calculates, for every type of number.
    NumericOperations: Numeric, for f32 f64 i32 i64;
    create::arange(sizes: Sizes, start: Self, step: Self) -> Result<Array<Self>>;
    create::steps(start: Self, end: Self, step: Self) -> Result<usize>;
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
    sum::sum_axes(x: Array<Self>, axes: Axes, keepdim: bool) -> Result<Array<Self>>;
    reductions::prod_axes(x: Array<Self>, axes: Axes, keepdim: bool) -> Result<Array<Self>>;
    reductions::max_axes(x: Array<Self>, axes: Axes, keepdim: bool) -> Result<Array<Self>>;
    reductions::min_axes(x: Array<Self>, axes: Axes, keepdim: bool) -> Result<Array<Self>>;
    reductions::median_axes(x: Array<Self>, axes: Axes, keepdim: bool) -> Result<Array<Self>>;
    argmax::argmax(x: &Array<Self>, axis: Option<isize>, keepdim: bool) -> Result<Array<i64>>;
    argmax::argmin(x: &Array<Self>, axis: Option<isize>, keepdim: bool) -> Result<Array<i64>>;
    cumulative::cumsum(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    cumulative::cumprod(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    diff::diff(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    scatter::scatter_add(x: Array<Self>, axis: isize, index: &Array<i64>, source: &Array<Self>) -> Result<Array<Self>>;
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
    sum::mean_axes(x: Array<Self>, axes: Axes, keepdim: bool) -> Result<Array<Self>>;
    reductions::var_axes(x: Array<Self>, axes: Axes, keepdim: bool, correction: usize) -> Result<Array<Self>>;
    reductions::std_axes(x: Array<Self>, axes: Axes, keepdim: bool, correction: usize) -> Result<Array<Self>>;
    reductions::norm_axes(x: Array<Self>, axes: Axes, keepdim: bool, p: f64) -> Result<Array<Self>>;
    reductions::logsumexp_axes(x: Array<Self>, axes: Axes, keepdim: bool) -> Result<Array<Self>>;
    reductions::quantile_axes(x: Array<Self>, axes: Axes, keepdim: bool, q: f64) -> Result<Array<Self>>;
    compare::is_nan(x: &Array<Self>) -> Result<Array<bool>>;
    compare::is_finite(x: &Array<Self>) -> Result<Array<bool>>;
    compare::is_infinite(x: &Array<Self>) -> Result<Array<bool>>;
    matmul::matmul(a: Array<Self>, b: Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;
    einsum::einsum(equation: &Equation, operands: Vec<(Array<Self>, Stretch)>, path: Option<&Path>) -> Result<Array<Self>>;
    softmax::softmax(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    softmax::log_softmax(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    layer_norm::layer_norm(x: Array<Self>, weight: Option<Array<Self>>, bias: Option<Array<Self>>, eps: f64) -> Result<Array<Self>>;
    attention::self_attention(packed: Array<Self>, heads: usize, causal: bool) -> Result<Array<Self>>;
    linear::linear(x: Array<Self>, weight: Array<Self>, bias: Option<Array<Self>>, relu: bool) -> Result<Array<Self>>;
    conv1d::conv1d(x: Array<Self>, weight: Array<Self>, bias: Option<Array<Self>>, sliding: Sliding) -> Result<Array<Self>>;
    create::linspace(sizes: Sizes, start: Self, end: Self) -> Result<Array<Self>>;
    conv1d_grouped::conv1d_grouped(x: Array<Self>, weight: Array<Self>, bias: Option<Array<Self>>, groups: usize, sliding: Sliding) -> Result<Array<Self>>;
    conv_transpose1d::conv_transpose1d(x: Array<Self>, weight: Array<Self>, bias: Option<Array<Self>>, spreading: Spreading) -> Result<Array<Self>>;
    pool1d::avg_pool1d(x: Array<Self>, kernel: usize, stride: usize, padding: usize) -> Result<Array<Self>>;
    pool1d::max_pool1d(x: Array<Self>, kernel: usize, stride: usize, padding: usize) -> Result<Array<Self>>;
    pool1d::adaptive_avg_pool1d(x: Array<Self>, bins: usize) -> Result<Array<Self>>;
    pool1d::adaptive_max_pool1d(x: Array<Self>, bins: usize) -> Result<Array<Self>>;
    vectors::dot(a: Array<Self>, b: Array<Self>) -> Result<Array<Self>>;
    vectors::outer(a: Array<Self>, b: Array<Self>) -> Result<Array<Self>>;
    vectors::cross_correlate(a: Array<Self>, v: Array<Self>, mode: Correlation) -> Result<Array<Self>>;
    mse::mse(prediction: Array<Self>, target: Array<Self>) -> Result<Array<Self>>;
    graph::backward(output: &Array<Self>) -> Result<Gradients<Self>>;
}

/// What elements of one type become as elements of another.
pub(crate) trait CastFrom: Sized {
    fn cast_from<X: MovingOperations>(x: &Array<X>) -> Result<Array<Self>>
    where
        Self: Value;
}

macro_rules! cast_from { ($($T:ident $name:ident;)*) => { $(
    impl CastFrom for $T {
        fn cast_from<X: MovingOperations>(x: &Array<X>) -> Result<Array<Self>> {
            X::$name(x)
        }
    }
)* } }
cast_from! { f32 to_f32; f64 to_f64; i32 to_i32; i64 to_i64; bool to_bool; }

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
