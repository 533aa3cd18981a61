//! Derive macros of `timeseriesml`; its documentation shows them in use.
//!
//! Each macro is a pipeline with a file per step. All errors of an input are collected and reported together, each at the
//! tokens of the user that cause it.

mod axis;
mod diagnostics;
mod module;

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

/// Visits the parameters of every field, in the order in which the fields are declared.
///
/// A field's path is its name, in a tuple struct its number. `#[module(skip)]` leaves a field of plain data out,
/// `#[module(name = "weight_ih")]` gives a field another name in saved weights.
///
/// # Example
/// ```ignore
/// #[derive(Module)]
/// struct Forecaster<const HORIZON: usize> {
///     lstm: Lstm<5, 32>,
///     head: Linear<32, HORIZON>,
///     #[module(skip)]
///     clip: f32,
/// }
/// ```
#[proc_macro_derive(Module, attributes(module))]
pub fn module(input: TokenStream) -> TokenStream {
    module::derive(&parse_macro_input!(input as DeriveInput)).into()
}
