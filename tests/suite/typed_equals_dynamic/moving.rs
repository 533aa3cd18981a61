//! What moves values about: views, concatenations, ranges.

use super::*;
use timeseriesml::{One, axes, stack};

#[test]
fn transpose_and_permute() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.transpose::<0, 2>(); x.transpose(0, 2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.transpose::<-1, -2>(); x.transpose(-1, -2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.permute::<axes![2, 0, 1]>(); x.permute(&[2, 0, 1])? }
        agree! { draw; x: D3<N, M, K> | R3 => x.permute::<axes![-2, -1, 0]>(); x.permute(&[-2, -1, 0])? }
    } }
}

#[test]
fn squeeze_and_unsqueeze() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, 1, K> | (Batch, Dim<1>, Dyn) => x.squeeze::<1>(); x.squeeze(1)? }
        agree! { draw; x: (One, Dim<N>, Dim<K>) | (One, Dyn, Dyn) => x.squeeze::<-3>(); x.squeeze(-3)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<0>(); x.unsqueeze(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<-2>(); x.unsqueeze(-2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<-1>(); x.unsqueeze(-1)? }
    } }
}

#[test]
fn reshape_flatten_merge_and_unflatten() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | (Batch, Dim<M>, Dim<K>) =>
            x.reshape::<D2<N, { M * K }>>(), x.reshape::<(Batch, Dim<{ M * K }>)>(); x.reshape(&[N, M * K])? }
        agree! { draw; x: D3<N, M, K> | R3 =>
            x.try_reshape::<D2<{ K * M }, N>>([K * M, N])?, x.try_reshape::<R2>([K * M, N])?; x.reshape(&[K * M, N])? }
        agree! { draw; x: D3<N, M, K> | R3 => x.flatten(); x.flatten()? }
        agree! { draw; x: D3<N, M, K> | R3 => x.merge::<0>(); x.merge(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.merge::<-2>(); x.merge(-2)? }
        agree! { draw; x: D2<{ 6 * N }, K> | R2 => x.unflatten::<0, 3>(); x.unflatten(0, 3)? }
        agree! { draw; x: D2<N, { 4 * K }> | R2 => x.try_unflatten::<-1, 4>()?; x.unflatten(-1, 4)? }
    } }
}

#[test]
fn concat_and_stack() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3, y: D3<N, 3, K> | (Batch, Dim<3>, Dyn) =>
            x.concat::<1, _>(&y); DynTensor::concat(&[x.clone(), y.clone()], 1)? }
        agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, 2> | (Batch, Dyn, Dyn) =>
            x.try_concat::<-1, _>(&y)?; DynTensor::concat(&[x.clone(), y.clone()], -1)? }
        agree! { draw; x: D2<N, K> | R2, y: D2<N, K> | R2, z: D2<N, K> | R2 =>
            stack([x, y, z]); DynTensor::stack(&[x.clone(), y.clone(), z.clone()], 0)? }
    } }
}

#[test]
fn split() {
    at_every_size! { draw => {
        agree! { draw; x: D2<{ 3 * N }, K> | R2 => x.split::<0, 3>()[1].clone(); x.split(0, 3)?[1].clone() }
        agree! { draw; x: D2<N, { 2 * K + 2 }> | R2 => x.try_split::<-1, 2>()?[0].clone(); x.split(-1, 2)?[0].clone() }
    } }
}

#[test]
fn ranges() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, { K + 3 }> | R3 => x.slice::<2, 1, 3>(); x.slice(2, 1, 3)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.try_slice::<-2, 0, M>()?; x.slice(-2, 0, M)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.slice::<0, N, N>(); x.narrow(0, N, 0)? }
        agree! { draw; x: D3<N, { M + 2 }, K> | R3 => x.narrow::<1, 1, { M + 1 }>(); x.narrow(1, 1, M + 1)? }
        agree! { draw; x: D3<N, { M + 2 }, K> | R3 => x.try_narrow::<-2, 2, M>()?; x.narrow(-2, 2, M)? }
        agree! { draw; x: D3<{ N + 1 }, M, K> | R3 => x.select::<0>(N); x.select(0, N)? }
        agree! { draw; x: D3<N, M, { K + 1 }> | R3 => x.try_select::<-1>(0)?; x.select(-1, 0)? }
    } }
}

#[test]
fn expand() {
    at_every_size! { draw => {
        agree! { draw; x: (One, Dim<K>) | (One, Dyn), y: D3<N, M, K> | R3 => x.expand_as(&y); x.expand_as(&y)? }
        agree! { draw; x: D1<K> | (Dyn,), y: D2<M, K> | R2 => x.try_expand_as(&y)?; x.expand(y.sizes())? }
        agree! { draw; x: () | (), y: D2<M, K> | R2 => x.expand_as(&y); x.expand(y.sizes())? }
    } }
}
