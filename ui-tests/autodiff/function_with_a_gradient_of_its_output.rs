//! The backward returns a gradient in the shape of the output instead of that of the input.
//! Mended by `grad.add(grad).try_expand_as(x)`.
use timeseriesml::{Dim, ShapeError, Tensor, tensor::Function};

type X = Tensor<(Dim<3>,)>;
struct Twice;
impl Function for Twice {
    type Element = f32;
    type Inputs = X;
    type Output = ();
    fn forward(&self, x: &X) -> Result<Tensor<()>, ShapeError> { Ok(x.sum_all() * 2.0) }
    fn backward(&self, _: &X, _: &Tensor<()>, grad: &Tensor<()>) -> Result<X, ShapeError> { grad.try_add(grad) } // <- here
}

fn main() {}
