//! Turns a function into a layer.

use super::forward::Forward;
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};

/// Turns a function into a layer without parameters, for use in chains of layers: `Lambda::new(|x: Tensor<..>| x.squeeze::<-1>())`.
///
/// Write the input type in the closure; the output type is inferred.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Forward, Lambda, Linear, Tensor};
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let model = (
///     Linear::<5, 16>::new(&mut rng),
///     Lambda::new(|x: Tensor<(Batch, Dim<96>, Dim<16>)>| x.mean::<1>()),
///     Linear::<16, 24>::new(&mut rng),
/// );
/// let x: Tensor<(Batch, Dim<96>, Dim<5>)> = Tensor::zeros_sized([8, 96, 5])?;
/// let y: Tensor<(Batch, Dim<24>)> = model.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[derive(Clone, Copy)]
#[must_use]
pub struct Lambda<F> {
    function: F,
}

impl<F> Lambda<F> {
    /// A layer that applies `function`.
    pub fn new<Input, Output>(function: F) -> Self
    where
        F: Fn(Input) -> Output,
    {
        Lambda { function }
    }
}

impl<Input, Output, F: Fn(Input) -> Output> Forward<Input> for Lambda<F> {
    type Output = Output;
    #[track_caller]
    fn forward(&self, input: Input) -> Output {
        (self.function)(input)
    }
}

#[diagnostic::do_not_recommend]
impl<F: Send + Sync + 'static> Module for Lambda<F> {
    fn kind(&self) -> String {
        "Lambda".into()
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        visitor.module(path, self);
    }
    fn visit_mut(&mut self, _: ModulePath<'_>, _: &mut dyn VisitorMut) {}
}

impl<F> std::fmt::Debug for Lambda<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lambda")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Linear, Relu};
    use crate::shape::Dim;
    use crate::tensor::Tensor;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    #[test]
    fn a_function_is_a_layer_without_parameters() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let double = 2.0;
        let net = (
            Lambda::new(move |x: Tensor<(Dim<2>, Dim<3>)>| x.sum::<0>() * double),
            Relu,
            Linear::<3, 4>::new(&mut rng),
        );
        let y: Tensor<(Dim<4>,)> = net.forward(Tensor::ones());
        assert_eq!(y.to_vec(), net.2.forward(Tensor::<(Dim<3>,)>::full(4.0)).to_vec());
        assert_eq!(net.parameter_names(), ["2.weight", "2.bias"]);
        fn flat(x: Tensor<(Dim<2>, Dim<3>)>) -> Tensor<(Dim<6>,)> {
            x.flatten()
        }
        assert_eq!(Lambda::new(flat).forward(Tensor::ones()).to_vec(), [1.0; 6]);
    }
}
