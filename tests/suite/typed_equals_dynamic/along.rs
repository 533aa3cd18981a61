//! What runs along an axis: reductions, softmax, normalisation, losses.

use super::*;

macro_rules! reductions { ($($name:ident $keepdim:ident $axes:ident $axes_keepdim:ident $all:ident ($($p:expr),*);)*) => { $(
    #[test]
    fn $name() {
        at_every_size! { draw => {
            // What chooses an element refuses an empty axis, alike over all three.
            if N * M * K != 0 || ["sum", "prod", "mean", "var", "std", "norm", "logsumexp"].contains(&stringify!($name)) {
                agree! { draw; x: D3<N, M, K> | R3 => x.$name::<0>($($p),*); x.$name(0 $(, $p)*)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$name::<-2>($($p),*); x.$name(-2 $(, $p)*)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$keepdim::<2>($($p),*); x.$keepdim(2 $(, $p)*)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$axes::<2, 0>($($p),*); x.$axes(&[0, 2], false $(, $p)*)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$axes_keepdim::<-3, 1>($($p),*); x.$axes(&[0, 1], true $(, $p)*)? }
                agree! { draw; x: D3<N, M, K> | R3 => x.$all($($p),*); x.$all($($p),*).into_dyn() }
            }
        } }
    }
)* } }
reductions! {
    sum sum_keepdim sum_axes sum_axes_keepdim sum_all();
    prod prod_keepdim prod_axes prod_axes_keepdim prod_all();
    max max_keepdim max_axes max_axes_keepdim max_all();
    min min_keepdim min_axes min_axes_keepdim min_all();
    median median_keepdim median_axes median_axes_keepdim median_all();
    mean mean_keepdim mean_axes mean_axes_keepdim mean_all();
    var var_keepdim var_axes var_axes_keepdim var_all(1);
    std std_keepdim std_axes std_axes_keepdim std_all(0);
    norm norm_keepdim norm_axes norm_axes_keepdim norm_all(3.0);
    logsumexp logsumexp_keepdim logsumexp_axes logsumexp_axes_keepdim logsumexp_all();
    quantile quantile_keepdim quantile_axes quantile_axes_keepdim quantile_all(0.3);
}

#[test]
fn any_and_all() {
    at_every_size! { draw => {
        let positive = |x: &DynTensor| x.gt(&Tensor::full_sized([], 0.0)?);
        agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::scalar(0.0)).any::<1>(); positive(&x)?.any(1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::scalar(0.0)).all::<-1>(); positive(&x)?.all(-1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::scalar(0.0)).any_keepdim::<0>(); positive(&x)?.any_keepdim(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::scalar(0.0)).all_keepdim::<0>(); positive(&x)?.all_keepdim(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::scalar(0.0)).any_all(); positive(&x)?.any_axes(&[0, 1, 2], false)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.gt(&Tensor::scalar(0.0)).all_all(); positive(&x)?.all_axes(&[0, 1, 2], false)? }
    } }
}

#[test]
fn places_of_extremes() {
    at_every_size! { draw => if N * M * K != 0 {
        agree! { draw; x: D3<N, M, K> | R3 => x.argmax::<1>(); x.argmax(1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.argmin::<-1>(); x.argmin(-1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.argmax_keepdim::<0>(); x.argmax_keepdim(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.argmin_keepdim::<0>(); x.argmin_keepdim(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.argmax_all(); x.flatten()?.argmax(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.argmin_all(); x.flatten()?.argmin(0)? }
    } }
}

#[test]
fn running_sums_and_products() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.cumsum::<1>(); x.cumsum(1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.cumprod::<-1>(); x.cumprod(-1)? }
    } }
}

#[test]
fn sorting() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.sort::<1>(false).0; x.sort(1, false)?.0 }
        agree! { draw; x: D3<N, M, K> | R3 => x.sort::<0>(true).1; x.sort(0, true)?.1 }
        agree! { draw; x: D3<N, M, K> | R3 => x.argsort::<-1>(true); x.argsort(-1, true)? }
        agree! { draw; x: D3<N, M, { K + 2 }> | R3 => x.topk::<2, 2>(true).0; x.topk(2, 2, true)?.0 }
        agree! { draw; x: D3<N, M, { K + 2 }> | R3 => x.topk::<-1, 1>(false).1; x.topk(-1, 1, false)?.1 }
        agree! { draw; s: D1<N> | (Dyn,), x: D2<M, K> | R2 => s.searchsorted(&x, true); s.searchsorted(&x, true)? }
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
