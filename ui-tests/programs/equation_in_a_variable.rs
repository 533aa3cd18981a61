//! The equation of `einsum!` is in a variable instead of a literal.
//! Mended by a string literal in the macro, or `einsum(equation, &[&x, &y])` for `DynTensor`s.

use timeseriesml::{Batch, Dim, Tensor, einsum};

fn scores(queries: &Tensor<(Batch, Dim<24>, Dim<8>)>, keys: &Tensor<(Batch, Dim<24>, Dim<8>)>) {
    let equation = "b q d, b k d -> b q k";
    let scores = einsum!(equation, queries, keys); // <- here
    println!("{scores}");
}

fn main() {}
