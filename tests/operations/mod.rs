//! Every operation, declared once: its names, its calls and its samples. Four tests use these declarations:
//!
//! * `typed_equals_dynamic`, a test below each declaration: typed results equal those of `DynTensor`;
//! * `tests/suite/dyn_never_panics/`: a `DynTensor` answers every call with `Ok` or `Err`, whatever the arguments;
//! * `fuzz/fuzz_targets/operations.rs`: the same for sequences of calls, driven by a fuzzer;
//! * `tests/suite/operations_table.rs`: writes `docs/OPERATIONS.md`, and fails for a method that no declaration names.
//!
//! A declaration looks like this:
//! ```text
//! cumprod: Number, gradient "yes", "cumulative.rs" {                      // names, elements, gradient, file in `core/ops/`
//!     typed "`x.cumprod::<I>()`", "`S: HasAxis<I>`; the axis stays";    // for the table: the typed call and its rule
//!     |x, axis: axis(&x)| x.cumprod(axis)?;                               // calls of a `DynTensor` with any arguments
//!     equal |draw| { agree! { draw; x: D3<N, M, K> | R3 => x.cumprod::<-1>(); x.cumprod(-1)? } }
//! }
//! ```
//! The methods of [`Arguments`] draw the arguments of a call. A call without `?` cannot return an error: it panics if memory runs out, so it
//! is made on small tensors only. `if` says when a call is documented to panic; `as` gives the text for the table.

mod along;
mod arguments;
mod elementwise;
mod gradients;
mod indices;
mod masks;
mod products;
mod reductions;
mod shape;

#[cfg(test)]
use crate::typed_equals_dynamic::*;
#[cfg(test)]
pub use arguments::product;
pub use arguments::{Arguments, Calls, Outcome, Produced, Results, Sample, TOO_MANY, Tensors, WALKED, made};
#[cfg(test)]
use timeseriesml::{Batch, Dim, Dyn, One};
use timeseriesml::{DynTensor, Float, Shape, ShapeError, Tensor};

/// The declaration of an operation.
#[cfg_attr(not(test), allow(dead_code, reason = "the fuzz target only makes the calls"))]
pub struct Operation {
    /// The methods, the operation's own name first.
    pub names: Vec<&'static str>,
    pub elements: &'static str,
    pub gradient: &'static str,
    /// The file in `core/ops/` with the operation and its four tests.
    pub file: &'static str,
    pub typed: String,
    pub rule: &'static str,
    pub calls: Vec<Calls>,
    /// The samples on which typed and dynamic results are compared, as text.
    pub samples: &'static str,
}

/// The declarations in the order of the table, under its headings.
pub fn sections() -> Vec<(&'static str, Vec<Operation>)> {
    vec![
        (
            "Element by element",
            [elementwise::of_one(), elementwise::dropout(), elementwise::of_two(), masks::all()]
                .into_iter()
                .flatten()
                .collect(),
        ),
        ("Reductions", reductions::all()),
        ("Along an axis", along::all()),
        ("Shape", shape::all()),
        ("Indices", indices::all()),
        ("Products and sliding windows", products::all()),
        ("Losses", products::losses()),
        ("Gradients by the user", gradients::all()),
    ]
}

/// Writes a function of this name that returns the declared operations, and a test for each operation with samples. In a group `of few`, calls are
/// made on small tensors only: a sum over 2^50 products has one element, but takes 2^50 steps.
macro_rules! operations {
($group:ident: $($declarations:tt)*) => { operations! { @group $group false $($declarations)* } };
($group:ident of few: $($declarations:tt)*) => { operations! { @group $group true $($declarations)* } };
(@group $group:ident $few:literal $(
    $name:ident $($alias:ident)*: $elements:ident, gradient $gradient:expr, $file:literal {
        typed $typed:expr, $rule:expr;
        $(|$x:ident $(, $arg:ident: $kind:ident($($p:expr),*))*| $call:expr $(, if $possible:expr)? $(, as $shown:literal)?;)*
        $(equal |$draw:ident| { $($sample:tt)* })?
    }
)*) => {
    #[allow(clippy::needless_update, reason = "only calls of some element types leave others out")]
    pub fn $group() -> Vec<Operation> {
        vec![$(Operation {
            names: vec![stringify!($name) $(, stringify!($alias))*],
            elements: operations!(@elements $elements),
            gradient: $gradient,
            file: $file,
            typed: $typed.into(),
            rule: $rule,
            calls: vec![$(operations!(@calls $elements {
                $few $x [$($arg: $kind($($p),*),)*] $call, [$($possible)?] [$($shown)?]
            })),*],
            samples: concat!("" $(, stringify!($($sample)*))?),
        }),*]
    }
    $($(
        #[cfg(test)]
        mod $name {
            #[allow(unused_imports, reason = "not every sample needs all")]
            use super::*;
            #[test]
            fn typed_equals_dynamic() {
                at_every_size! { $draw => { $($sample)* } }
            }
        }
    )?)*
};
(@elements Element) => { "all" };
(@elements Number) => { "numbers" };
(@elements Float) => { "floats" };
(@elements bool) => { "`bool`" };
(@calls Element $call:tt) => { operations!(@types [f32 f64 i32 i64 bool] $call) };
(@calls Number $call:tt) => { operations!(@types [f32 f64 i32 i64] $call) };
(@calls Float $call:tt) => { operations!(@types [f32 f64] $call) };
(@calls bool $call:tt) => { operations!(@types [bool] $call) };
(@types [$($E:ident)*] $call:tt) => {
    Calls { shown: operations!(@shown $call), code: operations!(@code $call), $($E: Some(operations!(@call $E $call)),)* ..Calls::default() }
};
(@shown { $few:tt $x:ident $arguments:tt $call:expr, $possible:tt [] }) => { stringify!($call) };
(@shown { $few:tt $x:ident $arguments:tt $call:expr, $possible:tt [$shown:literal] }) => { $shown };
(@code { $few:tt $x:ident $arguments:tt $call:expr, $possible:tt $shown:tt }) => { stringify!($call) };
(@call $E:ident { $few:literal $x:ident [$($arg:ident: $kind:ident($($p:expr),*),)*] $call:expr, [$($possible:expr)?] $shown:tt }) => {
    |x: &DynTensor<$E>, any: &mut Arguments<'_>| -> Option<Outcome> {
        #[allow(dead_code, reason = "few calls name their element type")]
        type E = $E;
        any.start(x.numel());
        let $x = x.clone();
        $(let $arg = any.$kind($($p),*);)*
        let walks = $few || !stringify!($call).contains('?');
        if walks && any.largest() > WALKED {
            return None;
        }
        $(if !$possible {
            return None;
        })?
        let run = || -> Result<Vec<Produced>, ShapeError> { Ok($call.produced()) };
        Some(run())
    }
};
}
use operations;
