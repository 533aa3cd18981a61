//! The inputs of a `Function` are tensors, not a `Vec`.
//! Mended by `type Inputs = Tensor<(Dim<3>,)>;`.
use timeseriesml::{Dim, ShapeError, Tensor, tensor::Function};

struct Twice;
impl Function for Twice {
    type Element = f32;
    type Inputs = Vec<f32>; // <- here
    type Output = (Dim<3>,);
    fn forward(&self, _: &Self::Inputs) -> Result<Tensor<(Dim<3>,)>, ShapeError> { todo!() }
    fn backward(&self, _: &Self::Inputs, _: &Y, _: &Y) -> Result<Self::Inputs, ShapeError> { todo!() }
}
type Y = Tensor<(Dim<3>,)>;

fn main() {}
