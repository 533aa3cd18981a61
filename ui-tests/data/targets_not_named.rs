//! The windows have 3 targets, but the model's output has the axis `Dim<3>` instead of `Target<3>`.
//! Mended by `Target<3>` in the output: `.rename::<-1, Target<3>>()` in `forward`.
use timeseriesml::{Batch, Dim, Forward, Linear, Module, Target, WindowInput, WindowPart, evaluate};

#[derive(Module)]
struct Flat(Linear<120, 18>);
impl Forward<WindowInput<24, 5>> for Flat {
    type Output = timeseriesml::Tensor<(Batch, Dim<6>, Dim<3>)>;
    fn forward(&self, x: WindowInput<24, 5>) -> Self::Output { self.0.forward(x.merge::<1>()).unflatten::<-1, 6>() }
}
fn run(model: Flat, test: WindowPart<24, 6, 5, Target<3>>) {
    let _ = evaluate(&model, &test); // <- here
}
fn main() {}
