//! The procedural macros of `timeseriesml`: derives, equations, patterns and shapes; its documentation shows them in use.
//!
//! Each macro is a pipeline of steps, in files of their own. All errors of an input are collected and reported together, each at the
//! user's tokens that cause it.

mod axis;
mod diagnostics;
mod einsum;
mod module;
mod rearrange;
mod shape;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Defines a named axis: `struct Asset;` has a run-time size, `struct Time<const N: usize>;` a static one.
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

/// Makes a struct or an enum a module, with the parameters of its fields, in the order of declaration.
///
/// The name of a parameter is the path to it, as in PyTorch: `blocks.2.conv1.weight`. A field adds its name to the path, in a tuple
/// struct its index; a `Vec`, an array and a tuple add the index of the element; `Option` and `Box` add nothing. Any type that
/// implements `Module` can be a field, including `PhantomData` and `Box<dyn DynForward>`. If the type of a field names a type parameter,
/// the impl gets the bound that it needs.
///
/// In an **enum** each variant holds one module or nothing. The module has the path of the enum, so choosing
/// `Last(Linear<64, 24>)` or `Mean(Linear<64, 24>)` does not change the names in a file.
///
/// # Attributes of a field
/// * `#[module(skip)]`: the field is plain data, neither trained nor saved.
/// * `#[module(rename = "weight_ih")]`: the name in paths and files, if it is not the name of the field.
/// * `#[module(buffer)]`: the field is saved but not trained, such as a running mean. Its type implements `Buffer`: a `Tensor` of `f32` or
///   `f64`, an `i64`, or one of them in a `RwLock`.
///
/// # Attributes of a struct
/// * `#[module(kind = describe)]`: the method `fn describe(&self) -> String` of the struct describes the module in one line, such as
///   `Linear(5, 64)`. By default, the name of the struct describes it.
/// * `#[module(transparent)]`: the struct is a typed wrapper of a run-time part, such as `DynLinear`: its only field besides those of type
///   `PhantomData`. The struct has the parameter names and the kind of the part and, if the part has it, `DynForward`. The derive also writes the
///   method `as_dyn`, which returns the part, and `TryFrom<Part>`, which calls `PartOf::check` of the part.
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
/// A letter (a-z, A-Z) is an axis; spaces are ignored. A letter that several operands share means one axis, of one size and name. A
/// letter that the output does not have is summed over; a letter that occurs twice in an operand takes the diagonal. `...` means the
/// leading axes, which broadcast. Without `->` the output has `...`, then the letters that occur once, in alphabetical order.
///
/// The operands, one to eight, are expressions of typed tensors or references to them, and are not consumed. They are multiplied two
/// at a time as matrix products, in the cheapest order, which is found at compile time if all sizes are known. The shape of the
/// result is inferred. A static axis matches a run-time one: the result is static, and the sizes are compared at run time.
///
/// # Panics
/// If sizes known only at run time do not match, or if, with five or more operands, an intermediate product has more than eight axes.
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

/// Splits, reorders and merges axes by an einops pattern, with all sizes checked by the compiler.
///
/// Both sides of the pattern name the same axes. A group in parentheses is one axis made of several, the last one innermost; `1` is an axis of size
/// one, which is removed or inserted. In a group on the left, all names but one need a size; the size of that one is inferred.
///
/// # Panics
/// If an axis whose size is known only at run time cannot be split into equal parts.
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

/// A shape in short form: `S![Batch, 96, Time<12>, LOOKBACK, N + 1]` is the tuple
/// `(Batch, Dim<96>, Time<12>, Dim<LOOKBACK>, Dim<{ N + 1 }>)`.
///
/// A number, a constant or an expression is the size of a `Dim`; anything else is an axis. A constant is recognized by its upper-case
/// name, so `L` is `Dim<L>`. A type parameter in upper case that is an axis goes in parentheses: `S![Batch, (A)]`.
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
