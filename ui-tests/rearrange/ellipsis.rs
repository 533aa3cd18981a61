//! Every axis of a pattern needs a name; `...` is not allowed.
//! Mended by `b t c -> b c t`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "... t c -> ... c t"); // <- here
}

fn main() {}
