//! A model of one's own: the head takes 32 features, the LSTM gives 64.
//! Mended by `Linear<64, 6>`.
use timeseriesml::{Batch, Dim, Forward, Linear, Lstm, Module, Tensor};

#[derive(Module)]
struct Net {
    lstm: Lstm<5, 64, 2>,
    head: Linear<32, 6>,
}
impl Forward<Tensor<(Batch, Dim<24>, Dim<5>)>> for Net {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Self::Output {
        let (_, state) = self.lstm.forward_with_state(x);
        self.head.forward(state.last_hidden()) // <- here
    }
}

fn main() {}
