//! There is a loss for each element, but a gradient is that of one number.
//! Mended by `MaeLoss.loss(forecast, truth)`, or `.mean_all()` of what is weighed.
use timeseriesml::{Batch, Dim, MaeLoss, ShapeError, Tensor};

fn run(forecast: Tensor<(Batch, Dim<6>)>, truth: Tensor<(Batch, Dim<6>)>) -> Result<(), ShapeError> {
    MaeLoss.unreduced(forecast, truth)?.backward(); // <- here
    Ok(())
}

fn main() {}
