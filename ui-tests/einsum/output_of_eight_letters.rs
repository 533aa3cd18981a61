//! Without `->` the output has all letters that occur once, here eight: a tensor has at most six axes.
//! Mended by `->` and fewer letters.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<1>, Dim<2>, Dim<3>, Dim<4>)>) {
    einsum!("abcd,efgh", &x, &x); // <- here
}

fn main() {}
