//! Inputs and output of a `Function` must have its element type.
//! Mended by `type Element = f64;`.
use timeseriesml::{DynTensor, ShapeError, Tensor, tensor::Function};

struct Twice;
impl Function for Twice {
    type Element = f32;
    type Inputs = DynTensor<f64>; // <- here
    type Output = ();
    fn forward(&self, _: &Self::Inputs) -> Result<Tensor<()>, ShapeError> { todo!() }
    fn backward(&self, _: &Self::Inputs, _: &Tensor<()>, _: &Tensor<()>) -> Result<Self::Inputs, ShapeError> { todo!() }
}

fn main() {}
