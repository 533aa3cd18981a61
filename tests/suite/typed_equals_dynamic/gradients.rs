//! Gradients of a chain of operations, which reach every input through views, products and sums.

use super::*;

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
