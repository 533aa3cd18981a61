//! Functions of one tensor, functions of two tensors that broadcast, and dropout.

use super::*;

/// What the documentation of a formula says about its gradient, shortened.
fn gradient(doc: &str) -> &'static str {
    if doc.contains("Its derivative is 0 at the bounds") {
        "yes, 0 at the bounds"
    } else if doc.contains("Its derivative is 0.") {
        "0"
    } else if doc.contains("each gets half of the gradient") {
        "yes, halves where equal"
    } else {
        "yes"
    }
}

/// A value for a parameter of this name.
#[cfg(test)]
fn parameter(name: &str) -> f32 {
    if name == "low" { -0.5 } else { 0.7 }
}

macro_rules! of_one { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $Row:ident $name:ident($($p:ident),*) $($owned:ident)?,
    cost $cost:literal, saves $saves:ident: [$($value:tt)*], |$s:ident, $g:ident| $gradient:expr;
)* })*) => { operations! { of_one: $($(
    $name: $Public, gradient gradient(concat!($(stringify!($doc)),*)), "unary.rs" {
        typed concat!("`x.", stringify!($name), "(", stringify!($($p),*), ")`"), "any shape";
        |x $(, $p: value())*| x.$name($($p),*);
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 =>
                x.$name($(parameter(stringify!($p))),*); x.$name($(parameter(stringify!($p))),*) }
        }
    }
)*)* } } }
timeseriesml_core::unary_rows!(of_one);

operations! { dropout:
    dropout: Float, gradient "yes", "dropout.rs" {
        typed "`x.dropout(p, seed, call)?`", "any shape";
        |x, p: real(), seed: number(), call: number()| x.dropout(p, seed, call)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.dropout(0.5, 7, 3)?; x.dropout(0.5, 7, 3)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.dropout(0.0, 7, 3)?; x.dropout(0.0, 7, 3)? }
        }
    }
}

/// The typed call: for an operator also by the operator, for others also with a number.
fn call_of_two(name: &str) -> String {
    let operators = [("add", '+'), ("sub", '-'), ("mul", '*'), ("div", '/'), ("rem", '%')];
    match operators.iter().find(|(operation, _)| *operation == name) {
        Some((_, operator)) => format!("`x.{name}(&y)`, `x {operator} y`"),
        None => format!("`x.{name}(&y)`, `x.{name}(2.0)`"),
    }
}

macro_rules! of_two { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $name:ident $try_name:ident { $($formula:tt)* };
)* })*) => { operations! { of_two: $($(
    $name $try_name: $Public, gradient gradient(concat!($(stringify!($doc)),*)), "binary.rs" {
        typed call_of_two(stringify!($name)), "`S: Broadcast<T>`";
        |x, y: like(&x)| x.$name(&y)?;
        |x, y: like(&x)| y.$name(&x)?, as "";
        |x, number: number_for(&x)| x.$name(number)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, K> | R3 => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: D3<N, M, K> | R3, y: D1<K> | (Dyn,) => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: (Dim<N>, One, Dim<K>) | (Batch, One, Dyn), y: (Dim<M>, One) | (Dyn, One) =>
                x.$try_name(&y)?; x.$name(&y)? }
            // Where a run-time axis meets a static one, the static size survives.
            agree! { draw; x: D2<N, K> | (Dyn, Dim<K>), y: D2<N, K> | (Dim<N>, Dyn) => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: () | (), y: D2<M, K> | R2 => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: D2<N, K> | R2 => x.$name(1.5); x.$name(&Tensor::full_sized([], 1.5)?)? }
            agree! { draw; x: D2<N, K> | R2 => x.$name(&Tensor::from(1.5)); x.$name(1.5)? }
        }
    }
)*)* } } }
timeseriesml_core::binary_rows!(of_two);
