//! Gradients of a chain of operations.

use super::*;
use std::marker::PhantomData;
use timeseriesml::Function;

/// Gradients of a chain of operations, which reach every input through views, products and sums.
#[test]
fn gradients() {
    at_every_size! { draw => {
        let (x, w) = (draw.input::<D3<N, M, K>>(), draw.input::<D2<3, K>>());
        let (dynamic_x, dynamic_w) = (x.clone().requires_grad(), w.clone().requires_grad());
        let y = dynamic_x.transpose(0, 1)?.linear(&dynamic_w, None)?.tanh();
        let dynamic = y.sum(-1)?.sum_all().into_dyn().backward()?;
        macro_rules! over { ($which:literal, $X:ty, $W:ty) => {{
            let x: Tensor<$X> = x.clone().try_into_shape()?.requires_grad();
            let w: Tensor<$W> = w.clone().try_into_shape()?.requires_grad();
            let typed = x.transpose::<0, 1>().linear(&w, None).tanh().sum::<-1>().sum_all().backward();
            same($which, typed.get(&x).unwrap(), &dynamic.get(&dynamic_x).unwrap());
            same($which, typed.get(&w).unwrap(), &dynamic.get(&dynamic_w).unwrap());
        }} }
        over!("static", D3<N, M, K>, D2<3, K>);
        over!("run-time", R3, (Dim<3>, Dyn));
    } }
}

/// `x·y` with a backward written by hand, over any shape.
struct Product<S>(PhantomData<fn() -> S>);

impl<S: Shape> Function for Product<S> {
    type Element = f32;
    type Inputs = (Tensor<S>, Tensor<S>);
    type Output = S;

    fn forward(&self, (x, y): &Self::Inputs) -> Result<Tensor<S>, ShapeError> {
        x.clone().into_dyn().mul(&y.clone().into_dyn())?.try_into_shape()
    }
    fn backward(
        &self,
        (x, y): &Self::Inputs,
        _output: &Tensor<S>,
        grad: &Tensor<S>,
    ) -> Result<Self::Inputs, ShapeError> {
        let [x, y, grad] = [x, y, grad].map(|x| x.clone().into_dyn());
        Ok((grad.mul(&y)?.try_into_shape()?, grad.mul(&x)?.try_into_shape()?))
    }
}

#[test]
fn functions_of_the_user() {
    fn agrees<S: Shape>(x: &DynTensor, y: &DynTensor, which: &str) -> Result<(), ShapeError> {
        let [x, y] = [x, y].map(|x| x.clone().requires_grad());
        let typed: [Tensor<S>; 2] = [x.clone().try_into_shape()?, y.clone().try_into_shape()?];
        let [tx, ty] = typed.map(Tensor::requires_grad);
        let found = Product(PhantomData).apply(&(tx.clone(), ty.clone()))?.register_hook(|_| {});
        let expected = x.mul(&y)?.register_hook(|_| {});
        same(which, found.clone(), &expected);
        let (found, expected) = (found.sum_all().backward(), expected.sum_all().backward());
        same(which, found.get(&tx).unwrap(), &expected.get(&x).unwrap());
        same(which, found.get(&ty).unwrap(), &expected.get(&y).unwrap());
        Ok(())
    }
    at_every_size! { draw => {
        let (x, y) = (draw.input::<D3<N, M, K>>(), draw.input::<D3<N, M, K>>());
        agrees::<D3<N, M, K>>(&x, &y, "static")?;
        agrees::<R3>(&x, &y, "run-time")?;
        agrees::<DynShape>(&x, &y, "no")?;
    } }
}
