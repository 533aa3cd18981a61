//! The rule that a layer and its input have the same element type.

use crate::shape::Shape;
use crate::tensor::{Element, Float, Tensor};
use std::marker::PhantomData;

/// The element type of a tensor that a layer with elements `E` accepts: `E` itself. It is public because compiler messages name it.
///
/// `forward` takes any type with this bound instead of `E` itself, so that the compiler message can name the remedy.
#[diagnostic::on_unimplemented(
    message = "the layer computes in `{E}`, but the tensor holds `{Self}`",
    label = "expected a tensor of `{E}`, found one of `{Self}`",
    note = "there are no implicit conversions: `x.cast::<{E}>()` converts the tensor"
)]
pub trait LayerElement<E: Float>: Sized {
    #[doc(hidden)]
    fn into_layer<S: Shape>(x: Tensor<S, Self>) -> Tensor<S, E>
    where
        Self: Element;
}
#[diagnostic::do_not_recommend]
impl<E: Float> LayerElement<E> for E {
    #[inline(always)]
    fn into_layer<S: Shape>(x: Tensor<S, E>) -> Tensor<S, E> {
        x
    }
}

/// Decoy (see `docs/ARCHITECTURE.md`): with a single impl rustc infers the type of the input from the layer and prints E0308
/// (mismatched types) instead of the message above.
#[doc(hidden)]
#[expect(dead_code, reason = "it has no values; only rustc reads its impl")]
pub struct NoElement<F>(PhantomData<F>);
#[diagnostic::do_not_recommend]
impl<E: Float, F> LayerElement<E> for NoElement<F> {
    fn into_layer<S: Shape>(_: Tensor<S, NoElement<F>>) -> Tensor<S, E>
    where
        NoElement<F>: Element,
    {
        unreachable!("a tensor cannot hold `NoElement`")
    }
}

#[cfg(test)]
mod tests {
    use crate::nn::Linear;
    use crate::shape::{Dim, LastAxis};
    use crate::tensor::{Float, Tensor};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn generic<S: LastAxis, E: Float>(layer: &Linear<2, 3, E>, x: Tensor<S, E>) -> usize
    where
        S::Last: crate::shape::FeatureAxis<2>,
    {
        layer.forward(x).numel()
    }

    #[test]
    fn literals_take_the_element_of_the_layer_and_generic_code_needs_no_bound() {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        let (single, double) = (Linear::<2, 3>::new(rng), Linear::<2, 3, f64>::new(rng));
        let y: Tensor<(Dim<1>, Dim<3>)> = single.forward(Tensor::from([[1.0, 2.0]]));
        let z: Tensor<(Dim<1>, Dim<3>), f64> = double.forward(Tensor::from([[1.0, 2.0]]));
        assert_eq!((y.numel(), z.numel()), (3, 3));
        assert_eq!(generic(&double, Tensor::<(Dim<4>, Dim<2>), f64>::ones()), 12);
    }
}
