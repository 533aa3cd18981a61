//! Activations as layers, for chains. As methods they stand on the tensor: `x.relu()`.

use super::forward::{DynForward, Forward};
use super::module::{Module, Path, Visitor, VisitorMut};
use crate::shape::Shape;
use crate::tensor::{DynTensor, ShapeError, Tensor, or_panic};

macro_rules! activations { ($($(#[$doc:meta])* $Layer:ident $apply:ident;)*) => { $(
    $(#[$doc])*
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct $Layer;

    impl $Layer {
        /// Applies the function to every element; the shape stays. An input that nothing else uses gives its memory.
        ///
        /// # Panics
        /// If memory does not suffice.
        #[track_caller]
        pub fn forward<S: Shape>(&self, x: Tensor<S>) -> Tensor<S> {
            or_panic(x.$apply())
        }
    }

    impl<S: Shape> Forward<Tensor<S>> for $Layer {
        type Output = Tensor<S>;
        fn forward(&self, x: Tensor<S>) -> Tensor<S> {
            $Layer::forward(self, x)
        }
    }

    impl DynForward for $Layer {
        fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
            x.$apply()
        }
    }

    impl Module for $Layer {
        fn visit(&self, _: Path<'_>, _: &mut dyn Visitor) {}
        fn visit_mut(&mut self, _: Path<'_>, _: &mut dyn VisitorMut) {}
    }
)* } }

activations! {
    /// `max(x, 0)`.
    #[doc(alias = "ReLU")]
    Relu into_relu;
    /// `x·Φ(x)`, exact (PyTorch's default). Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
    #[doc(alias = "GELU")]
    Gelu into_gelu;
}
