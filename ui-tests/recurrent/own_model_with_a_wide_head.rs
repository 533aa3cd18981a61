//! A model of one's own: the head takes 32 features, the LSTM gives 64.
//! Mended by `Linear<64, 6>`.
use timeseriesml::{Batch, Dim, Linear, Lstm, Module, Tensor};

#[derive(Module)]
struct Net {
    lstm: Lstm<5, 64, 2>,
    head: Linear<32, 6>,
}
fn forward(net: &Net, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Tensor<(Batch, Dim<6>)> {
    net.head.forward(net.lstm.forward_with_state(x).1.last_hidden()) // <- here
}

fn main() {}
