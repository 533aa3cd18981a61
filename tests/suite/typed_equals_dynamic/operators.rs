//! Operators between tensors and numbers; a `DynTensor` has methods instead.

use super::*;

#[test]
fn operators() {
    at_every_size! { draw => {
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => &x + &y; x.add(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => x.clone() - &y; x.sub(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => &x * y.clone(); x.mul(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => x / y; x.div(&y)? }
        agree! { draw; x: D2<N, K> | R2 => -x; x.neg() }
        agree! { draw; x: D2<N, K> | R2 => &x + 2.5; x.add(&Tensor::full_sized([], 2.5)?)? }
        agree! { draw; x: D2<N, K> | R2 => 2.5 - &x; DynTensor::full_sized([], 2.5)?.sub(&x)? }
    } }
}
