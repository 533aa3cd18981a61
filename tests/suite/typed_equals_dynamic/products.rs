//! Matrix products and convolutions.

use super::*;
use timeseriesml::{One, Window};

#[test]
fn matmul() {
    at_every_size! { draw => {
        agree! { draw; x: D1<N> | (Dyn,), y: D1<N> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D2<N, M> | R2, y: D1<M> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D1<N> | (Dyn,), y: D2<N, K> | R2 => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2 => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D3<2, N, M> | R3, y: D3<2, M, K> | R3 => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D3<2, N, M> | R3, y: D2<M, K> | R2 => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: (One, Dim<N>, Dim<M>) | (One, Dyn, Dyn), y: D3<3, M, K> | R3 =>
            x.try_matmul(&y)?; x.matmul(&y)? }
        agree! { draw; x: D3<2, N, M> | R3, y: D1<M> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
    } }
}

#[test]
fn linear() {
    at_every_size! { draw => {
        agree! { draw; x: D3<2, N, M> | R3, w: D2<K, M> | R2, b: D1<K> | (Dyn,) =>
            x.linear(&w, Some(&b)); x.linear(&w, Some(&b))? }
        agree! { draw; x: D2<N, M> | R2, w: D2<K, M> | R2 => x.try_linear(&w, None)?; x.linear(&w, None)? }
    } }
}

#[test]
fn conv1d() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, { K + 5 }> | R3, w: D3<2, M, 3> | (Dyn, Dyn, Dim<3>) =>
            x.conv1d(&w, Window::<1, 0, 2>); x.conv1d(&w, None, 1, 0, 2)? }
        agree! { draw; x: D3<N, M, { K + 5 }> | R3, w: D3<K, M, 2> | (Dyn, Dyn, Dim<2>) =>
            x.conv1d(&w, Window::<3, 2, 1>); x.conv1d(&w, None, 3, 2, 1)? }
        agree! { draw; x: D2<M, { K + 5 }> | R2, w: D3<N, M, 1> | (Dyn, Dyn, Dim<1>) =>
            x.try_conv1d(&w, Window::<2, 0, 1>)?; x.conv1d(&w, None, 2, 0, 1)? }
    } }
}
