//! The procedural macros of `timeseriesml`: derives, equations, patterns and shapes. The documentation of `timeseriesml` shows them in use.
//!
//! Each macro is a pipeline with a file per step. It collects all errors of an input and reports them together, each at the tokens that cause it.

mod axis;
mod diagnostics;
mod einsum;
mod module;
mod rearrange;
mod shape;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Names an axis: `struct Asset;` has a run-time size, `struct Time<const N: usize>;` has a name and a size.
///
/// # Example
/// ```ignore
/// #[derive(Axis)]
/// struct Time<const N: usize>;
/// type Windows = Tensor<(Batch, Time<96>, Dim<7>)>;
/// ```
#[proc_macro_derive(Axis)]
pub fn axis(input: TokenStream) -> TokenStream {
    axis::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct or an enum a module: its parameters are those of its fields, in the order of declaration.
///
/// The name of a parameter is the path to it, as in PyTorch: `blocks.2.conv1.weight`. A field adds its name to the path, in a tuple struct its
/// number; a `Vec`, an array and a tuple add the number of the element; `Option` and `Box` add nothing. Any type that implements `Module` can be a
/// field, including `PhantomData` and `Box<dyn DynForward>`. If the type of a field names a type parameter, the impl gets the bound that it needs.
///
/// In an **enum** a variant holds one module, or nothing. The module has the path of the enum, so the choice between `Last(Linear<64, 24>)` and
/// `Mean(Linear<64, 24>)` does not affect the names in a file.
///
/// # Attributes of a field
/// * `#[module(skip)]`: the field is plain data; it is neither trained nor saved.
/// * `#[module(rename = "weight_ih")]`: the name in paths and files, if it differs from that of the field.
/// * `#[module(buffer)]`: the field is saved but not trained, such as a running mean. Its type implements `Buffer`: a `Tensor` of `f32` or `f64`, an
///   `i64`, or one of these in a `RwLock`.
///
/// # Attributes of a struct
/// * `#[module(kind = describe)]`: the method `fn describe(&self) -> String` of the struct returns its description in one line, such as `Linear(5,
///   64)`. Without the attribute this is the name of the struct.
/// * `#[module(transparent)]`: the struct is a typed face over a run-time part. It has one field besides those of type `PhantomData`, and takes
///   everything from it: parameters under the same names, kind, and `DynForward` if the part implements it. The derive also writes the method
///   `as_dyn`, which returns the part, and `TryFrom<Part>`, which calls the part's `PartOf::check`.
///
/// # Example
/// ```ignore
/// #[derive(Module)]
/// struct Forecaster<const HORIZON: usize> {
///     #[module(rename = "rnn")]
///     lstm: Lstm<5, 32>,
///     norm: Option<Scale>,
///     head: Head<HORIZON>,
///     #[module(skip)]
///     clip: f32,
/// }
///
/// #[derive(Module)]
/// enum Head<const HORIZON: usize> {
///     Last(Linear<32, HORIZON>),
///     Mean(Linear<32, HORIZON>),
/// }
///
/// #[derive(Module)]
/// #[module(kind = describe)]
/// struct Scale {
///     factor: Parameter<(Dim<32>,)>,
///     #[module(buffer)]
///     steps: i64,
/// }
/// impl Scale {
///     fn describe(&self) -> String {
///         format!("Scale after {} steps", self.steps)
///     }
/// }
///
/// #[derive(Module)]
/// #[module(transparent)]
/// struct Square<const N: usize> {
///     inner: DynLinear,
/// }
/// impl<const N: usize> PartOf<Square<N>> for DynLinear {
///     fn check(&self) -> Result<(), ShapeError> {
///         // compares the sizes of the weight with N
///     }
/// }
/// ```
#[proc_macro_derive(Module, attributes(module))]
pub fn module(input: TokenStream) -> TokenStream {
    module::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Products and sums by an equation, as in `numpy.einsum` and `torch.einsum`, with all sizes checked by the compiler.
///
/// Each letter (a-z, A-Z) is an axis; spaces are ignored. A letter in several operands is the same axis, with one size and name. A letter missing
/// from the output is summed over; a letter twice in one operand takes the diagonal. `...` is any number of leading axes, which broadcast. Without
/// `->` the output has `...`, then the letters that occur once, in alphabetical order.
///
/// The operands, one to eight, are expressions of typed tensors or references to them, and are not consumed. They are multiplied pairwise as matrix
/// products in the cheapest order, which is found at compile time if all sizes are known. The shape of the result follows. A static axis may meet a
/// run-time one: the static size survives, and the sizes are compared at run time.
///
/// # Panics
/// If axes known at run time do not fit, or if with five or more operands an intermediate product has more than eight axes.
///
/// # Example
/// ```ignore
/// let scores = einsum!("b q h d, b k h d -> b h q k", queries, keys);
/// let trace = einsum!("ii->", &matrix);
/// ```
#[proc_macro]
pub fn einsum(input: TokenStream) -> TokenStream {
    einsum::expand(&parse_macro_input!(input as einsum::Input)).into()
}

/// Splits, reorders and merges axes by a pattern as in einops, with all sizes checked by the compiler.
///
/// Both sides name the same axes. A group in parentheses is one axis made of several, the last one innermost; `1` is an axis of one element, which is
/// removed or inserted. On the left, all names of a group but one get a size; the remaining size is inferred.
///
/// # Panics
/// If an axis known at run time is not divisible.
///
/// # Example
/// ```ignore
/// let heads = rearrange!(x, "b t (h d) -> b h t d", h = 4);
/// let patches = rearrange!(x, "b (n p) c -> b n (c p)", p = 16);
/// ```
#[proc_macro]
pub fn rearrange(input: TokenStream) -> TokenStream {
    rearrange::expand(&parse_macro_input!(input as rearrange::Input)).into()
}

/// A short form of shapes: `S![Batch, 96, Time<12>, LOOKBACK, N + 1]` is the tuple `(Batch, Dim<96>, Time<12>, Dim<LOOKBACK>, Dim<{ N + 1 }>)`.
///
/// A number, a constant or an expression is the size of a `Dim`; anything else is an axis. A name in capitals is a constant, so `L` is `Dim<L>`. Put
/// a type parameter of one capital in parentheses: `S![Batch, (A)]`.
///
/// # Example
/// ```ignore
/// const FEATURES: usize = 7;
/// fn last<const L: usize>(x: Tensor<S![Batch, L, FEATURES]>) -> Tensor<S![Batch, FEATURES]> {
///     x.select::<1>(L - 1)
/// }
/// ```
#[proc_macro]
#[expect(non_snake_case, reason = "it is written where a type is")]
pub fn S(input: TokenStream) -> TokenStream {
    shape::expand(input.into()).into()
}
