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

#[test]
fn steps_and_cuts() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, { M + 5 }, K> | R3 => x.slice_step::<1, 1, 5, 3>(); x.slice_step(1, 1, 5, 3)? }
        agree! { draw; x: D3<N, { M + 5 }, K> | R3 => x.try_slice_step::<-2, 0, 5, 2>()?; x.slice_step(-2, 0, 5, 2)? }
        agree! { draw; x: D2<N, { K + 3 }> | R2 => x.split_at::<1, 3>().1; x.split_sizes(1, &[3, K])?[1].clone() }
        agree! { draw; x: D2<N, { K + 3 }> | R2 => x.try_split_at::<-1, 3>()?.0; x.split_sizes(-1, &[3, K])?[0].clone() }
        agree! { draw; x: D2<{ 2 * N + 2 }, K> | R2 => x.split::<0, 2>()[1].clone(); x.chunk(0, 2)?[1].clone() }
    } }
}

#[test]
fn padding() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.pad::<1, 2, 1>(f32::NAN); x.pad(1, 2, 1, f32::NAN)? }
        agree! { draw; x: D2<N, { K + 2 }> | R2 => x.pad_reflect::<-1, 1, 0>(); x.pad_reflect(-1, 1, 0)? }
        agree! { draw; x: D2<N, { K + 2 }> | R2 => x.try_pad_reflect::<1, 0, 1>()?; x.pad_reflect(1, 0, 1)? }
        agree! { draw; x: D2<{ N + 1 }, K> | R2 => x.pad_replicate::<0, 2, 3>(); x.pad_replicate(0, 2, 3)? }
        agree! { draw; x: D2<{ N + 1 }, K> | R2 => x.try_pad_replicate::<0, 0, 3>()?; x.pad_replicate(0, 0, 3)? }
    } }
}

#[test]
fn repetition_and_order() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.repeat::<1, 3>(); x.repeat(1, 3)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.repeat_interleave::<-1, 2>(); x.repeat_interleave(-1, 2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.flip::<1>(); x.flip(&[1])? }
        agree! { draw; x: D3<N, M, K> | R3 => x.roll::<0>(-4); x.roll(0, -4)? }
    } }
}

#[test]
fn windows_and_differences() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, { M + 3 }, K> | R3 => x.unfold::<1, 3, 2>(); x.unfold(1, 3, 2)? }
        agree! { draw; x: D2<N, { K + 2 }> | R2 => x.try_unfold::<-1, 2, 1>()?; x.unfold(-1, 2, 1)? }
        agree! { draw; x: D2<N, { K + 2 }> | R2 => x.diff::<1>(); x.diff(1)? }
        agree! { draw; x: D2<{ N + 2 }, K> | R2 => x.try_diff::<0>()?; x.diff(0)? }
    } }
}

#[test]
fn triangles() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.tril(-1); x.tril(-1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.triu(1); x.triu(1)? }
    } }
}

#[test]
fn places_read_and_written() {
    at_every_size! { draw => {
        const SIZE: usize = M + 1;
        let (slices, places) = (draw.places::<D1<4>>(SIZE), draw.places::<D3<N, 4, K>>(SIZE));
        macro_rules! over { ($which:literal, $X:ty, $Y:ty, $I:ty, $A:ty) => {{
            let (x, y) = (draw.input::<D3<N, SIZE, K>>(), draw.input::<D3<N, 4, K>>());
            let (tx, ty): (Tensor<$X>, Tensor<$Y>) = (x.clone().try_into_shape()?, y.clone().try_into_shape()?);
            let (index, at): (Tensor<$I, i64>, Tensor<$Y, i64>) =
                (slices.clone().try_into_shape()?, places.clone().try_into_shape()?);
            same($which, tx.index_select::<1, _>(&index), &x.index_select(1, &slices)?);
            same($which, tx.try_index_select::<-2, _>(&index)?, &x.index_select(-2, &slices)?);
            same($which, tx.gather::<1, _>(&at), &x.gather(1, &places)?);
            same($which, tx.try_gather::<-2, _>(&at)?, &x.gather(-2, &places)?);
            same($which, tx.scatter::<1, $A>(&at, &ty), &x.scatter(1, &places, &y)?);
            same($which, tx.try_scatter::<1, $A>(&at, &ty)?, &x.scatter(1, &places, &y)?);
            same($which, tx.scatter_add::<1, $A>(&at, &ty), &x.scatter_add(1, &places, &y)?);
            same($which, tx.try_scatter_add::<-2, $A>(&at, &ty)?, &x.scatter_add(1, &places, &y)?);
            same($which, tx.index_copy::<1, $A>(&index, &ty), &x.index_copy(1, &slices, &y)?);
            same($which, tx.try_index_copy::<-2, $A>(&index, &ty)?, &x.index_copy(1, &slices, &y)?);
        }} }
        over!("static", D3<N, SIZE, K>, D3<N, 4, K>, D1<4>, Dim<4>);
        over!("run-time", R3, R3, (Dyn,), Dyn);
    } }
}
