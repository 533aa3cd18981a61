//! The traits that run a layer: `Forward` with typed shapes, `DynForward` with run-time checks.

use super::module::Module;
use crate::tensor::{DynTensor, Float, ShapeError};
use std::sync::Arc;

/// Maps an input to an output. The bounds of an impl say which input shapes the layer accepts.
///
/// Each layer also has an inherent `forward` with the same bounds, whose compiler errors are shorter. Implement this trait for a
/// model of your own; together with [`Module`] it makes the model a [`Forecaster`](crate::forecaster::Forecaster).
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Forward, Linear, Module, Relu, Tensor};
///
/// #[derive(Module)]
/// struct Mlp<const LOOKBACK: usize, const HORIZON: usize> {
///     hidden: Linear<LOOKBACK, 32>,
///     head: Linear<32, HORIZON>,
/// }
/// impl<const LOOKBACK: usize, const HORIZON: usize> Forward<Tensor<(Batch, Dim<LOOKBACK>)>> for Mlp<LOOKBACK, HORIZON> {
///     type Output = Tensor<(Batch, Dim<HORIZON>)>;
///     fn forward(&self, x: Tensor<(Batch, Dim<LOOKBACK>)>) -> Self::Output {
///         self.head.forward(self.hidden.forward(x).relu())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot take an input of type `{Input}`",
    label = "this input does not fit",
    note = "the documentation of a layer lists the shapes it accepts; your own model accepts the types of its `impl Forward<..>` (a method named `forward` is not enough); wrap a closure in `Lambda::new(|x: Tensor<..>| ..)`, a dropout rate in `Dropout::new(0.5, rng)`"
)]
pub trait Forward<Input> {
    /// The type of the result.
    type Output;
    /// Runs the layer.
    fn forward(&self, input: Input) -> Self::Output;
}

macro_rules! pointers { ($($Pointer:ty),*) => { $(
    impl<Input, M: Forward<Input> + ?Sized> Forward<Input> for $Pointer {
        type Output = M::Output;
        #[track_caller]
        fn forward(&self, input: Input) -> M::Output {
            (**self).forward(input)
        }
    }
)* } }
pointers! { &M, Box<M>, Arc<M> }

/// A layer or model whose sizes are checked at run time. `Box<dyn DynForward>` can hold any such layer or model.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{DynForward, DynTensor, Relu, Tensor, nn::DynLinear};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let widths = [5, 16, 24]; // for example from a file
/// let mut layers: Vec<Box<dyn DynForward>> = Vec::new();
/// for pair in widths.windows(2) {
///     layers.push(Box::new(DynLinear::new(pair[0], pair[1], &mut rng)?));
///     layers.push(Box::new(Relu));
/// }
/// let x: DynTensor = Tensor::zeros_sized([8, 5])?;
/// assert_eq!(layers.try_forward(x)?.sizes(), [8, 24]);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
pub trait DynForward<E: Float = f32>: Module {
    /// Runs the layer.
    ///
    /// # Errors
    /// [`ShapeError`] if the layer does not accept the sizes of the input.
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError>;
}

impl<M: DynForward<E> + ?Sized, E: Float> DynForward<E> for Box<M> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        (**self).try_forward(x)
    }
}

/// Runs the layers one after the other.
impl<M: DynForward<E>, E: Float> DynForward<E> for Vec<M> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.iter().try_fold(x, |x, layer| layer.try_forward(x))
    }
}
