//! A block maps the last axis, but in `(batch, time, features)` that axis has the columns.
//! Mended by `block.forward(x.transpose::<1, 2>())`, or `x.select::<2>(0)` for one column.
use timeseriesml::{Batch, Dim, Tensor, models::NBeatsBlock};

fn run(block: NBeatsBlock<96, 24, 64>, x: Tensor<(Batch, Dim<96>, Dim<5>)>) {
    block.forward(x); // <- here
}

fn main() {}
