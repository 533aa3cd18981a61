//! Activations as layers, for chains. As methods they stand on the tensor: `x.relu()`.

use super::forward::{DynForward, Forward};
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};
use crate::shape::Shape;
use crate::tensor::{DynTensor, Float, ShapeError, Tensor, or_panic};

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
        pub fn forward<S: Shape, E: Float>(&self, x: Tensor<S, E>) -> Tensor<S, E> {
            or_panic(x.$apply())
        }
    }

    impl<S: Shape, E: Float> Forward<Tensor<S, E>> for $Layer {
        type Output = Tensor<S, E>;
        fn forward(&self, x: Tensor<S, E>) -> Tensor<S, E> {
            $Layer::forward(self, x)
        }
    }

    impl<E: Float> DynForward<E> for $Layer {
        fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
            x.$apply()
        }
    }

    impl Module for $Layer {
        fn kind(&self) -> String {
            stringify!($Layer).into()
        }
        fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
            visitor.module(path, self);
        }
        fn visit_mut(&mut self, _: ModulePath<'_>, _: &mut dyn VisitorMut) {}
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
