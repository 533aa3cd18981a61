//! One file per operation, with its forward and backward pass, its saved values and its tests. Below, every operation is a concrete function for each
//! element type.
//!
//! To add one, write: a file here with the operation's function, the struct of its saved values, `impl Backward` and the tests (`audited!(check);`);
//! a line for the file and one in a list below; a method in `tensor/`; a declaration in `tests/operations/`. A scalar formula is only a row in
//! `unary.rs`, `binary.rs` or `losses.rs`.
//!
//! The operations are generic, and a generic function is compiled again in every crate that calls it: a user's program would build
//! all kernels again. So the typed API calls them through the traits below, whose functions are concrete for each element type. Those of
//! `f32` are compiled with this library; those of other types are `#[inline]`, so they are compiled only where they are used.

pub mod argmax;
pub mod attention;
pub mod batch_norm;
pub mod binary;
pub mod cast;
pub mod compare;
pub mod concat;
pub mod conv1d;
pub mod conv1d_grouped;
pub mod conv_transpose1d;
pub mod cross_entropy;
pub mod cumulative;
pub mod custom;
pub mod diagonal;
pub mod diff;
pub mod dropout;
pub mod einsum;
pub mod expand;
pub mod gather;
pub mod index_select;
pub mod layer_norm;
pub mod linear;
pub mod losses;
pub mod lstm;
pub mod masked;
pub mod matmul;
pub mod multi_quantile;
pub mod narrow;
pub mod normalize;
pub mod pad;
pub mod permute;
pub mod pool1d;
pub mod rearrange;
pub mod reductions;
pub mod reorder;
pub mod reshape;
pub mod scatter;
pub mod softmax;
pub mod sort;
pub mod squeeze;
pub mod sum;
pub mod triangle;
pub mod unary;
pub mod unfold;
pub mod vectors;
pub mod where_;

#[cfg(test)]
pub mod audit;

use self::conv_transpose1d::Spreading;
use self::conv1d::Sliding;
use self::losses::Reduction;
use self::vectors::Correlation;
use crate::array::Array;
use crate::autodiff::gradients::Gradients;
use crate::autodiff::walk;
use crate::create;
use crate::error::Result;
use crate::layout::{Order, Sizes};
use crate::loops::along::Axes;
use crate::loops::pointwise::Stretch;
use crate::notation::contraction::Path;
use crate::notation::equation::Equation;
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::real::Real;

/// The result of an operation. `named` makes its error name the operation that the user called, even if another operation within it failed.
trait Returned {
    fn named(self, op: &'static str) -> Self;
}
impl<T> Returned for Result<T> {
    #[inline(always)]
    fn named(mut self, op: &'static str) -> Self {
        if let Err(error) = &mut self {
            error.name(op);
        }
        self
    }
}

macro_rules! operations { ($(#[$doc:meta])* $Trait:ident: $Bound:ident, for $($E:ident)*;
    $($path:ident::$name:ident($($x:ident: $X:ty),*) -> $Y:ty;)*) => {
    $(#[$doc])*
    pub trait $Trait: $Bound {
        $(fn $name($($x: $X),*) -> $Y;)*
    }
    operations!(@each [$($E)*] $Trait [$($path $name ($($x: $X),*) $Y;)*]);
};
(@each [$($E:ident)*] $Trait:ident $rows:tt) => { $(operations!(@for $E $Trait $rows);)* };
(@for f32 $Trait:ident $rows:tt) => { operations!(@implement f32 inline(never), $Trait $rows); };
(@for $E:ident $Trait:ident $rows:tt) => { operations!(@implement $E inline, $Trait $rows); };
(@implement $E:ident $inline:meta, $Trait:ident [$($path:ident $name:ident ($($x:ident: $X:ty),*) $Y:ty;)*]) => {
    impl $Trait for $E {
        $(#[$inline] fn $name($($x: $X),*) -> $Y {
            operations!(@call $path $name ($($x),*))
        })*
    }
};
// Errors of the functions in `array` are not renamed: `full` and `from_slice` get the name as an argument, the others fail only if memory runs out.
(@call array $name:ident $arguments:tt) => { array::$name $arguments };
(@call cast $name:ident $arguments:tt) => { Returned::named(cast::$name $arguments, "cast") };
(@call $path:ident $name:ident $arguments:tt) => { Returned::named($path::$name $arguments, stringify!($name)) };
}

// The scalar functions of one tensor, from the table in `unary.rs`.
macro_rules! functions { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $Row:ident $name:ident($($p:ident),*) $($owned:ident)?,
    cost $cost:literal, saves $saves:ident: [$($value:tt)*], |$s:ident, $g:ident| $gradient:expr;
)* })*) => { $(operations! {
    $Functions: $Bound, for $($T)*;
    $(
        unary::$name(x: &Array<Self> $(, $p: Self)*) -> Result<Array<Self>>;
        $(unary::$owned(x: Array<Self>) -> Result<Array<Self>>;)?
    )*
})* } }
crate::unary_rows!(functions);

// The scalar functions of two tensors, from the table in `binary.rs`.
macro_rules! functions_of_two { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $name:ident $try_name:ident { $($formula:tt)* };
)* })*) => { $(operations! {
    $Functions: $Bound, for $($T)*;
    $(binary::$name(a: &Array<Self>, b: &Array<Self>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<Self>>;)*
})* } }
crate::binary_rows!(functions_of_two);

// The losses of the difference of two tensors, from the table in `losses.rs`.
macro_rules! losses_of_two { ($(
    $(#[$doc:meta])* $Row:ident $name:ident $try_name:ident($($p:ident: $allowed:ident),*),
    |$d:ident| $value:expr, $slope:expr;
)*) => { operations! {
    LossOperations: Real, for f32 f64;
    $(losses::$name(prediction: Array<Self>, target: Array<Self>, reduction: Reduction $(, $p: f64)*) -> Result<Array<Self>>;)*
} } }
crate::loss_rows!(losses_of_two);

operations! {
    /// Operations that only move values, for every element type.
    MovingOperations: Value, for f32 f64 i32 i64 bool;
    expand::expand(x: Array<Self>, sizes: Sizes, stretch: Stretch) -> Result<Array<Self>>;
    permute::permute(x: Array<Self>, order: &[isize]) -> Result<Array<Self>>;
    permute::transpose(x: Array<Self>, i: isize, j: isize) -> Result<Array<Self>>;
    squeeze::squeeze(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    squeeze::unsqueeze(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    squeeze::squeeze_axes(x: Array<Self>, axes: &[isize]) -> Result<Array<Self>>;
    squeeze::unsqueeze_axes(x: Array<Self>, axes: &[isize]) -> Result<Array<Self>>;
    reshape::reshape(x: Array<Self>, sizes: Sizes) -> Result<Array<Self>>;
    reshape::view(x: Array<Self>, sizes: Sizes) -> Result<Array<Self>>;
    reshape::contiguous(x: Array<Self>) -> Result<Array<Self>>;
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
    reorder::roll_axes(x: Array<Self>, axes: &[isize], shifts: &[isize]) -> Result<Array<Self>>;
    reorder::repeat_axes(x: Array<Self>, axes: &[isize], times: &[usize]) -> Result<Array<Self>>;
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
    /// Arithmetic, for every numeric type.
    NumericOperations: NumericFunctionsOfTwo, for f32 f64 i32 i64;
    create::arange(sizes: Sizes, start: Self, step: Self) -> Result<Array<Self>>;
    create::steps(start: Self, end: Self, step: Self) -> Result<usize>;
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
    scatter::scatter_max(x: Array<Self>, axis: isize, index: &Array<i64>, source: &Array<Self>, include_self: bool) -> Result<Array<Self>>;
    scatter::scatter_min(x: Array<Self>, axis: isize, index: &Array<i64>, source: &Array<Self>, include_self: bool) -> Result<Array<Self>>;
}

operations! {
    /// Functions of floating-point numbers, and gradients.
    RealOperations: RealFunctionsOfTwo, for f32 f64;
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
    normalize::normalize(x: Array<Self>, axis: isize, p: f64, eps: f64) -> Result<Array<Self>>;
    softmax::softmax(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    softmax::log_softmax(x: Array<Self>, axis: isize) -> Result<Array<Self>>;
    layer_norm::layer_norm(x: Array<Self>, trailing: usize, weight: Option<Array<Self>>, bias: Option<Array<Self>>, eps: f64) -> Result<Array<Self>>;
    batch_norm::batch_norm(x: Array<Self>, weight: Option<Array<Self>>, bias: Option<Array<Self>>, eps: f64) -> Result<(Array<Self>, Array<Self>, Array<Self>)>;
    batch_norm::batch_norm_by(x: Array<Self>, mean: &Array<Self>, variance: &Array<Self>, weight: Option<Array<Self>>, bias: Option<Array<Self>>, eps: f64) -> Result<Array<Self>>;
    attention::self_attention(packed: Array<Self>, options: attention::Options<Self>) -> Result<Array<Self>>;
    attention::attention(q: Array<Self>, k: Array<Self>, v: Array<Self>, options: attention::Options<Self>) -> Result<Array<Self>>;
    lstm::lstm(x: Array<Self>, weights: lstm::Weights<Self>, initial: Option<[Array<Self>; 2]>, reverse: bool) -> Result<lstm::Outputs<Self>>;
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
    multi_quantile::multi_quantile_loss(prediction: Array<Self>, target: Array<Self>, quantiles: &[f64], reduction: Reduction) -> Result<Array<Self>>;
    cross_entropy::cross_entropy(scores: Array<Self>, classes: &Array<i64>, smoothing: f64, ignored: Option<i64>, reduction: Reduction) -> Result<Array<Self>>;
    array::approach(x: &mut Array<Self>, other: &Array<Self>, share: f64) -> Result<()>;
    walk::backward(output: &Array<Self>) -> Result<Gradients<Self>>;
}

/// Methods of arrays as free functions, which the macro can call.
mod array {
    use super::{Array, Order, Real, Result, Sizes, Value};

    pub(super) fn full<E: Value>(op: &'static str, sizes: Sizes, value: E) -> Result<Array<E>> {
        Array::full(op, sizes, value)
    }
    pub(super) fn from_slice<E: Value>(op: &'static str, sizes: Sizes, values: &[E]) -> Result<Array<E>> {
        Array::from_slice(op, sizes, values)
    }
    pub(super) fn in_order<E: Value>(x: &Array<E>, order: &Order) -> Result<Array<E>> {
        x.in_order(order)
    }
    pub(super) fn approach<E: Real>(x: &mut Array<E>, other: &Array<E>, share: f64) -> Result<()> {
        x.approach(other, share)
    }
    pub(super) fn copy_to<E: Value>(x: &Array<E>, out: &mut [E]) {
        x.copy_to(out);
    }
}
