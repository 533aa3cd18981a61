//! Products of matrices and of vectors, and what slides over a signal: convolution, pooling, correlation.

use super::*;
use timeseriesml::{Correlation, Groups, One, Window};

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

#[test]
fn conv1d_grouped() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, 6, { K + 5 }> | R3, w: D3<{ 3 * M }, 2, 3> | (Dyn, Dyn, Dim<3>) =>
            x.conv1d_grouped(&w, Groups::<3>, Window::<1, 1, 2>); x.conv1d_grouped(&w, None, 1, 1, 2, 3)? }
        agree! { draw; x: D3<N, 4, { K + 5 }> | R3, w: D3<4, 1, 2> | (Dyn, Dyn, Dim<2>) =>
            x.try_conv1d_grouped(&w, Groups::<4>, Window::<3, 2, 1>)?; x.conv1d_grouped(&w, None, 3, 2, 1, 4)? }
        agree! { draw; x: D2<M, { K + 5 }> | R2, w: D3<N, M, 2> | (Dyn, Dyn, Dim<2>) =>
            x.conv1d_grouped(&w, Groups::<1>, Window::<1, 0, 1>); x.conv1d(&w, None, 1, 0, 1)? }
    } }
}

#[test]
fn conv_transpose1d() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, { K + 1 }> | R3, w: D3<M, 2, 3> | (Dyn, Dyn, Dim<3>) =>
            x.conv_transpose1d(&w, Window::<1, 0, 2>); x.conv_transpose1d(&w, None, 1, 0, 0, 2)? }
        agree! { draw; x: D2<M, { K + 1 }> | R2, w: D3<M, N, 4> | (Dyn, Dyn, Dim<4>) =>
            x.try_conv_transpose1d(&w, Window::<3, 1, 1>)?; x.conv_transpose1d(&w, None, 3, 1, 0, 1)? }
    } }
}

#[test]
fn pooling() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, { K + 4 }> | R3 => x.avg_pool1d::<5, 1, 2>(); x.avg_pool1d(5, 1, 2)? }
        agree! { draw; x: D3<N, M, { K + 4 }> | R3 => x.try_max_pool1d::<3, 2, 1>()?; x.max_pool1d(3, 2, 1)? }
        agree! { draw; x: D1<{ N + 2 }> | (Dyn,) => x.max_pool1d::<2, 2, 0>(); x.max_pool1d(2, 2, 0)? }
        agree! { draw; x: D2<N, { K + 2 }> | R2 => x.try_avg_pool1d::<2, 3, 1>()?; x.avg_pool1d(2, 3, 1)? }
        agree! { draw; x: D3<N, M, { K + 1 }> | R3 => x.adaptive_avg_pool1d::<4>(); x.adaptive_avg_pool1d(4)? }
        agree! { draw; x: D3<N, M, { K + 1 }> | R3 => x.adaptive_max_pool1d::<3>(); x.adaptive_max_pool1d(3)? }
        agree! { draw; x: D2<N, { K + 1 }> | R2 => x.try_adaptive_avg_pool1d::<1>()?; x.adaptive_avg_pool1d(1)? }
        agree! { draw; x: D2<N, { K + 1 }> | R2 => x.try_adaptive_max_pool1d::<2>()?; x.adaptive_max_pool1d(2)? }
    } }
}

#[test]
fn products_of_vectors() {
    at_every_size! { draw => {
        agree! { draw; x: D1<N> | (Dyn,), y: D1<N> | (Dyn,) => x.dot(&y); x.dot(&y)? }
        agree! { draw; x: D1<K> | (Dyn,), y: D1<K> | (Dyn,) => x.try_dot(&y)?; x.dot(&y)? }
        agree! { draw; x: D1<N> | (Dyn,), y: D1<M> | (Dyn,) => x.outer(&y); x.outer(&y)? }
        agree! { draw; x: D1<{ N + M + 1 }> | (Dyn,), y: D1<{ M + 1 }> | (Dyn,) =>
            x.cross_correlate_valid(&y), x.try_cross_correlate_valid(&y)?; x.cross_correlate(&y, Correlation::Valid)? }
        agree! { draw; x: D1<{ N + 1 }> | (Dyn,), y: D1<{ M + 1 }> | (Dyn,) =>
            x.cross_correlate_full(&y), x.try_cross_correlate_full(&y)?; x.cross_correlate(&y, Correlation::Full)? }
    } }
}
