//! User-defined differentiable functions: a trait with a forward and a backward pass.

use super::{Float, Result, Tensor};
use crate::shape::Shape;
use timeseriesml_core::array::Array;
use timeseriesml_core::autodiff::recording::no_grad;
use timeseriesml_core::ops::custom;

/// A function with its own backward pass, for what the operations of this library cannot express, or cannot compute fast enough.
///
/// [`apply`](Function::apply) runs it. As everywhere in this library there are no second derivatives: what `backward`
/// computes is not recorded. [`gradcheck`](super::gradcheck) compares the gradients with finite differences.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, ShapeError, Tensor, tensor::Function};
///
/// /// Rounds, and passes the gradient through unchanged (a straight-through estimator).
/// struct Quantised;
///
/// impl Function for Quantised {
///     type Element = f32;
///     type Inputs = Tensor<(Dim<3>,)>;
///     type Output = (Dim<3>,);
///
///     fn forward(&self, x: &Self::Inputs) -> Result<Tensor<(Dim<3>,)>, ShapeError> {
///         Ok(x.round())
///     }
///     fn backward(
///         &self,
///         _x: &Self::Inputs,
///         _y: &Tensor<(Dim<3>,)>,
///         grad: &Tensor<(Dim<3>,)>,
///     ) -> Result<Self::Inputs, ShapeError> {
///         Ok(grad.clone())
///     }
/// }
///
/// let x: Tensor<(Dim<3>,)> = Tensor::from([0.2, 1.7, -0.6]).requires_grad();
/// let y = Quantised.apply(&x)?;
/// assert_eq!(y.to_vec(), [0.0, 2.0, -1.0]);
/// let grads = (&y * 3.0).sum_all().backward();
/// assert_eq!(grads.get(&x).unwrap().to_vec(), [3.0; 3]);
/// # Ok::<(), ShapeError>(())
/// ```
#[doc(alias = "torch.autograd.Function")]
pub trait Function: Sized + Send + Sync + 'static {
    /// The element type of inputs and output.
    type Element: Float;
    /// A tensor, or a tuple of up to four tensors.
    type Inputs: Inputs<Self::Element>;
    /// The shape of the output.
    type Output: Shape;

    /// Computes the output. Operations in this method are not recorded.
    ///
    /// # Errors
    /// If sizes known only at run time do not match.
    fn forward(&self, inputs: &Self::Inputs) -> Result<Tensor<Self::Output, Self::Element>>;

    /// Computes the gradients with respect to the inputs, each in the shape of its input.
    ///
    /// # Errors
    /// If memory runs out.
    fn backward(
        &self,
        inputs: &Self::Inputs,
        output: &Tensor<Self::Output, Self::Element>,
        grad: &Tensor<Self::Output, Self::Element>,
    ) -> Result<Self::Inputs>;

    /// Runs the function, recorded so that gradients flow back through it.
    ///
    /// # Errors
    /// The errors of [`forward`](Function::forward). An error of [`backward`](Function::backward), or a gradient whose sizes are not those of its
    /// input, is reported by the `backward` of the tensor that starts the backward pass.
    fn apply(self, inputs: &Self::Inputs) -> Result<Tensor<Self::Output, Self::Element>> {
        let kept = inputs.detached();
        let output = no_grad(|| self.forward(&kept))?.detach();
        let y = output.clone();
        let back = move |grad: Array<Self::Element>| {
            let grad = Tensor::from_array(grad);
            self.backward(&kept, &output, &grad).map(Inputs::into_arrays)
        };
        custom::custom(&inputs.clone().into_arrays(), y.into_array(), Box::new(back)).map(Tensor::from_array)
    }
}

/// What a [`Function`] takes: a tensor, or a tuple of up to four tensors.
#[diagnostic::on_unimplemented(
    message = "a function over `{E}` cannot take `{Self}`",
    label = "expected tensors of `{E}`",
    note = "`Inputs` is a tensor of `{E}`, such as `Tensor<(Dim<3>,), {E}>`, or a tuple of up to four"
)]
pub trait Inputs<E: Float>: Clone + Send + Sync + 'static {
    #[doc(hidden)]
    fn detached(&self) -> Self;
    #[doc(hidden)]
    fn into_arrays(self) -> Vec<Array<E>>;
}

#[diagnostic::do_not_recommend]
impl<S: Shape, E: Float> Inputs<E> for Tensor<S, E> {
    fn detached(&self) -> Self {
        self.detach()
    }
    fn into_arrays(self) -> Vec<Array<E>> {
        vec![self.into_array()]
    }
}

macro_rules! tuples { ($([$($S:ident $x:ident)*])*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($S: Shape,)* E: Float> Inputs<E> for ($(Tensor<$S, E>,)*) {
        fn detached(&self) -> Self {
            let ($($x,)*) = self;
            ($($x.detach(),)*)
        }
        fn into_arrays(self) -> Vec<Array<E>> {
            let ($($x,)*) = self;
            vec![$($x.into_array()),*]
        }
    }
)* } }
tuples! { [S s] [S s T t] [S s T t U u] [S s T t U u V v] }

impl<S: Shape, E: Float> Tensor<S, E> {
    /// Returns this tensor, but every backward pass calls `look` with its gradient, for example to print or store it.
    ///
    /// `look` sees the gradient that flows through the returned tensor, not the gradient from other uses of `self`.
    ///
    /// # Example
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use timeseriesml::{Dim, Tensor};
    /// let w: Tensor<(Dim<2>,)> = Tensor::from([1.0, 2.0]).requires_grad();
    /// let seen = Arc::new(Mutex::new(Vec::new()));
    /// let keep = Arc::clone(&seen);
    /// let hidden = (&w * 3.0).register_hook(move |grad| keep.lock().unwrap().extend(grad.to_vec()));
    /// hidden.square().sum_all().backward();
    /// assert_eq!(*seen.lock().unwrap(), [6.0, 12.0]);
    /// ```
    #[track_caller]
    pub fn register_hook(&self, look: impl Fn(&Tensor<S, E>) + Send + Sync + 'static) -> Self {
        let look = move |grad: &Array<E>| look(&Tensor::from_array(grad.clone()));
        Tensor::proved(custom::hook(self.array(), Box::new(look)))
    }
}
