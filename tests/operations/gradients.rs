//! Functions whose backward the user writes, and hooks on gradients.

use super::*;
use std::marker::PhantomData;
use timeseriesml::{shape::DynShape, tensor::Function};

/// `x·y` with a backward written by hand, for any shape.
struct Product<S, E>(PhantomData<fn() -> (S, E)>);

impl<S: Shape, E: Float> Function for Product<S, E> {
    type Element = E;
    type Inputs = (Tensor<S, E>, Tensor<S, E>);
    type Output = S;

    fn forward(&self, (x, y): &Self::Inputs) -> Result<Tensor<S, E>, ShapeError> {
        x.clone().into_dyn().mul(&y.clone().into_dyn())?.try_into_shape()
    }
    fn backward(
        &self,
        (x, y): &Self::Inputs,
        _output: &Tensor<S, E>,
        grad: &Tensor<S, E>,
    ) -> Result<Self::Inputs, ShapeError> {
        let [x, y, grad] = [x, y, grad].map(|x| x.clone().into_dyn());
        Ok((grad.mul(&y)?.try_into_shape()?, grad.mul(&x)?.try_into_shape()?))
    }
}

operations! { all:
    apply: Float, gradient "the user's", "custom.rs" {
        typed "`function.apply(&inputs)?`", "`Inputs`, `Output`";
        |x, y: like(&x)| Product::<DynShape, E>(PhantomData).apply(&(x, y))?, as "function.apply(&inputs)?";
        equal |draw| {
            let (x, y) = (draw.input::<D3<N, M, K>>(), draw.input::<D3<N, M, K>>());
            agrees::<D3<N, M, K>>(&x, &y, "static", |inputs| Product(PhantomData).apply(inputs))?;
            agrees::<R3>(&x, &y, "run-time", |inputs| Product(PhantomData).apply(inputs))?;
            agrees::<DynShape>(&x, &y, "no", |inputs| Product(PhantomData).apply(inputs))?;
        }
    }

    register_hook: Float, gradient "yes", "custom.rs" {
        typed "`x.register_hook(look)`", "any shape";
        |x| x.register_hook(|_| {}), as "x.register_hook(look)";
        equal |draw| {
            let (x, y) = (draw.input::<D3<N, M, K>>(), draw.input::<D3<N, M, K>>());
            agrees::<D3<N, M, K>>(&x, &y, "static", |(x, y)| Ok(x.mul(y).register_hook(|_| {})))?;
            agrees::<R3>(&x, &y, "run-time", |(x, y)| Ok(x.mul(y).register_hook(|_| {})))?;
            agrees::<DynShape>(&x, &y, "no", |(x, y)| Ok(x.mul(y)?.register_hook(|_| {})))?;
        }
    }
}

/// The product and its gradients equal those of `mul`.
#[cfg(test)]
fn agrees<S: Shape>(
    x: &DynTensor,
    y: &DynTensor,
    which: &str,
    product: impl Fn(&(Tensor<S>, Tensor<S>)) -> Result<Tensor<S>, ShapeError>,
) -> Result<(), ShapeError> {
    let [x, y] = [x, y].map(|x| x.clone().requires_grad());
    let typed: [Tensor<S>; 2] = [x.clone().try_into_shape()?, y.clone().try_into_shape()?];
    let [tx, ty] = typed.map(Tensor::requires_grad);
    let found = product(&(tx.clone(), ty.clone()))?;
    let expected = x.mul(&y)?;
    same(which, found.clone(), &expected);
    let (found, expected) = (found.into_dyn().sum_all().backward()?, expected.sum_all().backward()?);
    same(which, found.get(&tx).unwrap(), &expected.get(&x).unwrap());
    same(which, found.get(&ty).unwrap(), &expected.get(&y).unwrap());
    Ok(())
}
