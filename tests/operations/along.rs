//! Operations along an axis that keep the axis: running sums, sorting, triangles, softmax, normalization.

use super::*;

const STAYS: &str = "`S: HasAxis<I>`; the axis stays";

operations! { all:
    cumsum: Number, gradient "yes", "cumulative.rs" {
        typed "`x.cumsum::<I>()`", STAYS;
        |x, axis: axis(&x)| x.cumsum(axis)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.cumsum::<1>(); x.cumsum(1)? }
        }
    }

    cumprod: Number, gradient "yes", "cumulative.rs" {
        typed "`x.cumprod::<I>()`", STAYS;
        |x, axis: axis(&x)| x.cumprod(axis)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.cumprod::<-1>(); x.cumprod(-1)? }
        }
    }

    sort: Element, gradient "yes", "sort.rs" {
        typed "`x.sort::<I>(descending)`", STAYS;
        |x, axis: axis(&x), descending: flag()| x.sort(axis, descending)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.sort::<1>(false).0; x.sort(1, false)?.0 }
            agree! { draw; x: D3<N, M, K> | R3 => x.sort::<0>(true).1; x.sort(0, true)?.1 }
        }
    }

    argsort: Element, gradient "none", "sort.rs" {
        typed "`x.argsort::<I>(descending)`", STAYS;
        |x, axis: axis(&x), descending: flag()| x.argsort(axis, descending)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.argsort::<-1>(true); x.argsort(-1, true)? }
        }
    }

    topk: Element, gradient "yes", "sort.rs" {
        typed "`x.topk::<I, K>(largest)`", "`At<S, I>: HasLargest<K>`";
        |x, axis: axis(&x), k: size(), largest: flag()| x.topk(axis, k, largest)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, { K + 2 }> | R3 => x.topk::<2, 2>(true).0; x.topk(2, 2, true)?.0 }
            agree! { draw; x: D3<N, M, { K + 2 }> | R3 => x.topk::<-1, 1>(false).1; x.topk(-1, 1, false)?.1 }
        }
    }

    searchsorted: Element, gradient "none", "sort.rs" {
        typed "`sorted.searchsorted(&values, right)`, `sorted.searchsorted(0.5, right)`", "a vector; the shape of the values";
        |values, sorted: vector(&values), right: flag()| sorted.searchsorted(&values, right)?;
        |sorted, values: tensor(), right: flag()| sorted.searchsorted(&values, right)?, as "";
        |sorted, number: number_for(&sorted), right: flag()| sorted.searchsorted(number, right)?, as "sorted.searchsorted(0.5, right)?";
        equal |draw| {
            agree! { draw; s: D1<N> | (Dyn,), x: D2<M, K> | R2 => s.searchsorted(&x, true); s.searchsorted(&x, true)? }
        }
    }

    flip: Element, gradient "yes", "reorder.rs" {
        typed "`x.flip::<I>()`", STAYS;
        |x, axes: axes(&x)| x.flip(&axes)?;
        |x, axis: axis(&x)| x.flip(axis)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.flip::<1>(); x.flip([1])? }
        }
    }

    roll: Element, gradient "yes", "reorder.rs" {
        typed "`x.roll::<I>(shift)`", STAYS;
        |x, axis: axis(&x), shift: shift()| x.roll(axis, shift)?;
        |x, axes: few_axes(&x), shifts: shift_of_each(&axes)| x.roll(&axes, &shifts)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.roll::<0>(-4); x.roll(0, -4)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.roll::<0>(-4).roll::<2>(1); x.roll([0, -1], [-4, 1])? }
        }
    }

    tril: Element, gradient "yes", "triangle.rs" {
        typed "`x.tril(diagonal)`", "`S: LastTwo`";
        |x, diagonal: shift()| x.tril(diagonal)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.tril(-1); x.tril(-1)? }
        }
    }

    triu: Element, gradient "yes", "triangle.rs" {
        typed "`x.triu(diagonal)`", "`S: LastTwo`";
        |x, diagonal: shift()| x.triu(diagonal)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.triu(1); x.triu(1)? }
        }
    }

    diagonal try_diagonal: Element, gradient "yes", "diagonal.rs" {
        typed "`x.diagonal()`", "the last two axes are one size";
        |x, i: axis(&x), j: axis(&x)| x.diagonal(i, j)?;
        equal |draw| {
            agree! { draw; x: D3<M, N, N> | R3 => x.diagonal(), x.try_diagonal()?; x.diagonal(-2, -1)? }
        }
    }

    softmax: Float, gradient "yes", "softmax.rs" {
        typed "`x.softmax::<I>()`", STAYS;
        |x, axis: axis(&x)| x.softmax(axis)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.softmax::<1>(); x.softmax(1)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.softmax::<-1>(); x.softmax(-1)? }
        }
    }

    log_softmax: Float, gradient "yes", "softmax.rs" {
        typed "`x.log_softmax::<I>()`", STAYS;
        |x, axis: axis(&x)| x.log_softmax(axis)?;
        equal |draw| {
            agree! { draw; x: D2<N, M> | R2 => x.log_softmax::<0>(); x.log_softmax(0)? }
        }
    }

    normalize: Float, gradient "yes", "normalize.rs" {
        typed "`x.normalize::<I>(p, eps)`", STAYS;
        |x, axis: axis(&x), p: real(), eps: real()| x.normalize(axis, p, eps)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3 => x.normalize::<1>(2.0, 1e-12); x.normalize(1, 2.0, 1e-12)? }
            agree! { draw; x: D3<N, M, K> | R3 => x.normalize::<-1>(1.0, 0.5); x.normalize(-1, 1.0, 0.5)? }
        }
    }

    layer_norm layer_norm_over: Float, gradient "yes", "layer_norm.rs" {
        typed "`x.layer_norm(&weight, &bias, eps)`", "`At<S, -1>` in weight and bias";
        |x, weight: scale(&x), bias: scale(&x), eps: real()| x.layer_norm(weight.as_ref(), bias.as_ref(), eps)?,
            as "x.layer_norm(weight, bias, eps)?";
        |x, weight: row(&x, 2), bias: row(&x, 2)| x.layer_norm(weight.as_ref(), bias.as_ref(), 1e-5)?, as "";
        |x, axes: size(), weight: row(&x, axes), bias: row(&x, axes), eps: real()|
            x.layer_norm_over(axes, weight.as_ref(), bias.as_ref(), eps)?,
            as "x.layer_norm_over(axes, weight, bias, eps)?";
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3, w: D1<K> | (Dyn,), b: D1<K> | (Dyn,) =>
                x.layer_norm(&w, &b, 1e-5); x.layer_norm(Some(&w), Some(&b), 1e-5)? }
            agree! { draw; x: D2<N, K> | R2, w: D1<K> | (Dyn,), b: D1<K> | (Dyn,) =>
                x.layer_norm(&w, &b, 0.5); x.layer_norm_over(1, Some(&w), Some(&b), 0.5)? }
        }
    }
}
