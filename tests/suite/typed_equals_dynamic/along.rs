//! What runs along an axis: reductions, softmax, normalisation, losses.

use super::*;

#[test]
fn sums_and_means() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.sum::<0>(); x.sum(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.sum::<-2>(); x.sum(-2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.sum_keepdim::<2>(); x.sum_keepdim(2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.sum_all(); x.sum_all().into_dyn() }
        agree! { draw; x: D3<N, M, K> | R3 => x.mean::<-1>(); x.mean(-1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.mean_keepdim::<1>(); x.mean_keepdim(1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.mean_all(); x.mean_all().into_dyn() }
    } }
}

#[test]
fn softmax() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.softmax::<1>(); x.softmax(1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.softmax::<-1>(); x.softmax(-1)? }
        agree! { draw; x: D2<N, M> | R2 => x.log_softmax::<0>(); x.log_softmax(0)? }
    } }
}

#[test]
fn layer_norm() {
    at_every_size! { draw => agree! { draw; x: D3<N, M, K> | R3, w: D1<K> | (Dyn,), b: D1<K> | (Dyn,) =>
    x.layer_norm(&w, &b, 1e-5); x.layer_norm(Some(&w), Some(&b), 1e-5)? } }
}

#[test]
fn mse_loss() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, K> | R3 => x.mse_loss(&y); x.mse_loss(&y)? }
        agree! { draw; x: D2<N, K> | (Batch, Dim<K>), y: D2<N, K> | (Batch, Dim<K>) =>
            x.try_mse_loss(&y)?; x.mse_loss(&y)? }
    } }
}
