//! A layer of `f32` gets a tensor of `f64`.
//! Mended by `x.cast::<f32>()`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Batch, Dim, Linear, Tensor};

fn main() -> Result<(), timeseriesml::ShapeError> {
    let layer = Linear::<5, 64>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let x: Tensor<(Batch, Dim<5>), f64> = Tensor::zeros_sized([8, 5])?;
    let y = layer.forward(x); // <- here
    println!("{y}");
    Ok(())
}
