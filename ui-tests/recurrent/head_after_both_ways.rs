//! Both directions together return 128 features, but the head takes 64.
//! Mended by `Linear<128, 24>`.
use timeseriesml::{Batch, Bidirectional, Dim, Linear, Lstm, Tensor};

fn run(lstm: Lstm<5, 64, 1, Bidirectional>, head: Linear<64, 24>, x: Tensor<(Batch, Dim<96>, Dim<5>)>) {
    head.forward(lstm.forward(x)); // <- here
}

fn main() {}
