//! Softmax and its logarithm as layers.

use super::forward::{DynForward, Forward};
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};
use crate::shape::{HasAxis, Ranked};
use crate::tensor::{DynTensor, Float, ShapeError, Tensor};

macro_rules! layers { ($($(#[$doc:meta])* $Layer:ident $method:ident;)*) => { $(
    $(#[$doc])*
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    #[must_use]
    pub struct $Layer<const AXIS: isize>;

    impl<const AXIS: isize> $Layer<AXIS> {
        /// Applies the function along axis `AXIS`.
        ///
        /// # Panics
        /// If memory runs out.
        #[track_caller]
        pub fn forward<S: Ranked + HasAxis<AXIS>, E: Float>(&self, x: Tensor<S, E>) -> Tensor<S, E> {
            x.$method::<AXIS>()
        }
    }

    impl<S: Ranked + HasAxis<AXIS>, E: Float, const AXIS: isize> Forward<Tensor<S, E>> for $Layer<AXIS> {
        type Output = Tensor<S, E>;
        #[track_caller]
        fn forward(&self, x: Tensor<S, E>) -> Tensor<S, E> {
            $Layer::forward(self, x)
        }
    }

    impl<E: Float, const AXIS: isize> DynForward<E> for $Layer<AXIS> {
        fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
            x.$method(AXIS)
        }
    }

    #[diagnostic::do_not_recommend]
    impl<const AXIS: isize> Module for $Layer<AXIS> {
        fn kind(&self) -> String {
            format!("{}({AXIS})", stringify!($Layer))
        }
        fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
            visitor.module(path, self);
        }
        fn visit_mut(&mut self, _: ModulePath<'_>, _: &mut dyn VisitorMut) {}
    }
)* } }
layers! {
    /// `eˣ / Σ eˣ` along axis `AXIS`: positive weights that sum to one. Negative axes count from the end.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, nn::Softmax, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::from([[0.0, 0.0], [1000.0, 0.0]]);
    /// assert_eq!(Softmax::<-1>.forward(x).to_vec(), [0.5, 0.5, 1.0, 0.0]);
    /// ```
    /// # Source
    /// `torch.nn.Softmax`.
    Softmax softmax;
    /// The logarithm of [`Softmax`], without underflow. Do not put it before a [`CrossEntropyLoss`](super::CrossEntropyLoss), which takes
    /// logits.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor, nn::LogSoftmax};
    /// let x: Tensor<(Dim<2>,)> = Tensor::from([0.0, 1000.0]);
    /// assert_eq!(LogSoftmax::<0>.forward(x).to_vec(), [-1000.0, 0.0]);
    /// ```
    /// # Source
    /// `torch.nn.LogSoftmax`.
    LogSoftmax log_softmax;
}
