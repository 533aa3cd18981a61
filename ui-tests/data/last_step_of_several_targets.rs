//! The windows have only the last step of 5 targets, but the model predicts all 6 steps of them.
//! Mended by a model that predicts `(Batch, Dim<1>, Target<5>)`, or without `.last_step()`.
use timeseriesml::{Batch, Dim, Forward, Linear, Module, Target, Tensor, WindowInput, WindowPart, forecast, forecaster};

#[derive(Module)]
struct Shared(Linear<24, 6>);
impl Forward<WindowInput<24, 5>> for Shared {
    type Output = Tensor<(Batch, Dim<6>, Target<5>)>;
    fn forward(&self, x: WindowInput<24, 5>) -> Self::Output { self.0.forward(x.transpose::<1, 2>()).transpose::<1, 2>().rename::<2, Target<5>>() }
}
fn run(model: Shared, test: WindowPart<24, 6, 5, forecaster::FinalStep<Target<5>>>) {
    let _ = forecast(&model, &test, test.latest()); // <- here
}
fn main() {}
