//! The element types of tensors, and which operations each supports.

use crate::array::Array;
use crate::error::Result;
use crate::ops::{
    LossOperations, MovingOperations, NumericFunctions, NumericOperations, RealFunctions, RealOperations,
};
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::real::Real;
use timeseriesml_kernels::update::Updates;

/// An element type of tensors: `f32` (the default), `f64`, `i32`, `i64` or `bool`.
///
/// Compiler messages call it `TensorElement`. `Tensor::cast` converts between these types. Tensors of numbers have arithmetic
/// ([`Number`]); tensors of floating-point numbers have all functions, and gradients ([`Float`]).
#[diagnostic::on_unimplemented(
    message = "a tensor cannot hold `{Self}`",
    label = "expected `f32`, `f64`, `i32`, `i64` or `bool`",
    note = "use `i64` for indices and counts, `bool` for masks"
)]
#[doc(alias = "TensorElement")]
pub trait Element: Value + MovingOperations + CastFrom {}

/// An element type with arithmetic: `f32`, `f64`, `i32` or `i64`.
///
/// Integers wrap around on overflow, as in PyTorch and NumPy, and their division rounds down, like `//` and `%` in Python.
#[diagnostic::on_unimplemented(
    message = "tensors of `{Self}` have no arithmetic",
    label = "expected `f32`, `f64`, `i32` or `i64`, found `{Self}`",
    note = "`x.cast::<i64>()` converts a tensor of `bool` to zeros and ones; `logical_and`, `where_` and `masked_fill` take `bool` directly"
)]
pub trait Number: Element + Numeric + NumericOperations + NumericFunctions {}

/// An element type with all functions and with gradients: `f32` or `f64`.
///
/// Compiler messages call it `FloatElement`.
#[diagnostic::on_unimplemented(
    message = "this operation needs `f32` or `f64`; this tensor holds `{Self}`",
    label = "expected `f32` or `f64`, found `{Self}`",
    note = "only floating-point tensors support this; convert with `x.cast::<f32>()`, and cast back if the result must be `{Self}`"
)]
#[doc(alias = "FloatElement")]
pub trait Float: Number + Real + Updates + RealOperations + RealFunctions + LossOperations {}

macro_rules! implement { ($($Trait:ident for $($E:ident)*;)*) => { $($(
    #[diagnostic::do_not_recommend]
    impl $Trait for $E {}
)*)* } }
implement! { Element for f32 f64 i32 i64 bool; Number for f32 f64 i32 i64; Float for f32 f64; }

/// Conversion of a tensor to this element type.
pub trait CastFrom: Sized {
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
