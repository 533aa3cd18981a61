//! Matrix and vector products, einsum, sliding windows, attention and losses.

use super::*;
#[cfg(test)]
use timeseriesml::Quantile;
use timeseriesml::einsum;
#[cfg(test)]
use timeseriesml::tensor::{Attention, Correlation, Groups, Window, scaled_dot_product_attention};

operations! { all of few:
    matmul try_matmul: Float, gradient "yes", "matmul.rs" {
        typed "`x.matmul(&y)`", "`S: Matmul<T>`";
        |x, y: right(&x)| x.matmul(&y)?;
        equal |draw| {
            agree! { draw; x: D1<N> | (Dyn,), y: D1<N> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
            agree! { draw; x: D2<N, M> | R2, y: D1<M> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
            agree! { draw; x: D1<N> | (Dyn,), y: D2<N, K> | R2 => x.matmul(&y); x.matmul(&y)? }
            agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2 => x.matmul(&y); x.matmul(&y)? }
            agree! { draw; x: D3<2, N, M> | R3, y: D3<2, M, K> | R3 => x.matmul(&y); x.matmul(&y)? }
            agree! { draw; x: D3<2, N, M> | R3, y: D2<M, K> | R2 => x.matmul(&y); x.matmul(&y)? }
            agree! { draw; x: (One, Dim<N>, Dim<M>) | (One, Dyn, Dyn), y: D3<3, M, K> | R3 =>
                x.try_matmul(&y)?; x.matmul(&y)? }
            agree! { draw; x: D3<2, N, M> | R3, y: D1<M> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
        }
    }

    linear try_linear: Float, gradient "yes", "linear.rs" {
        typed "`x.linear(&weight, bias)`", "`At<S, -1>: MappedBy<IN>`";
        |x, weight: weight(&x), bias: bias(&weight)| x.linear(&weight, bias.as_ref())?, as "x.linear(&weight, bias)?";
        equal |draw| {
            agree! { draw; x: D3<2, N, M> | R3, w: D2<K, M> | R2, b: D1<K> | (Dyn,) =>
                x.linear(&w, Some(&b)); x.linear(&w, Some(&b))? }
            agree! { draw; x: D2<N, M> | R2, w: D2<K, M> | R2 => x.try_linear(&w, None)?; x.linear(&w, None)? }
        }
    }

    dot try_dot: Float, gradient "yes", "vectors.rs" {
        typed "`x.dot(&y)`", "two vectors of one length";
        |x, y: vector(&x)| x.dot(&y)?;
        equal |draw| {
            agree! { draw; x: D1<N> | (Dyn,), y: D1<N> | (Dyn,) => x.dot(&y); x.dot(&y)? }
            agree! { draw; x: D1<K> | (Dyn,), y: D1<K> | (Dyn,) => x.try_dot(&y)?; x.dot(&y)? }
        }
    }

    outer: Float, gradient "yes", "vectors.rs" {
        typed "`x.outer(&y)`", "two vectors";
        |x, y: vector(&x)| x.outer(&y)?;
        equal |draw| {
            agree! { draw; x: D1<N> | (Dyn,), y: D1<M> | (Dyn,) => x.outer(&y); x.outer(&y)? }
        }
    }

    cross_correlate_valid try_cross_correlate_valid cross_correlate_full try_cross_correlate_full cross_correlate:
        Float, gradient "yes", "vectors.rs" {
        typed "`x.cross_correlate_valid(&v)`", "two vectors, the second not longer";
        |x, v: vector(&x), mode: mode()| x.cross_correlate(&v, mode)?;
        equal |draw| {
            agree! { draw; x: D1<{ N + M + 1 }> | (Dyn,), y: D1<{ M + 1 }> | (Dyn,) =>
                x.cross_correlate_valid(&y), x.try_cross_correlate_valid(&y)?; x.cross_correlate(&y, Correlation::Valid)? }
            agree! { draw; x: D1<{ N + 1 }> | (Dyn,), y: D1<{ M + 1 }> | (Dyn,) =>
                x.cross_correlate_full(&y), x.try_cross_correlate_full(&y)?; x.cross_correlate(&y, Correlation::Full)? }
        }
    }

    einsum: Float, gradient "yes", "einsum.rs" {
        typed "`einsum!(\"ij,jk->ik\", x, y)`", "each letter of the equation is one axis";
        |x, y: right(&x), equation: equation_of_two()| einsum(equation, &[&x, &y])?, as "einsum(\"ij,jk->ik\", &[&x, &y])?";
        |x, equation: equation()| einsum(equation, &[&x])?, as "";
        |x, y: tensor(), z: tensor(), equation: equation_of_two()| einsum(&format!("{equation}a"), &[&x, &y, &z])?, as "";
        equal |draw| {
            agree! { draw; x: D2<N, N> | R2 => einsum!("ii->", x); einsum("ii->", &[&x])? }
            agree! { draw; x: D2<N, N> | R2 => einsum!("ii->i", x); einsum("ii->i", &[&x])? }
            agree! { draw; x: D3<N, M, K> | R3 => einsum!("b i j -> j b", x); einsum("bij->jb", &[&x])? }
            agree! { draw; x: D3<N, M, K> | R3 => einsum!("...i->i", x); einsum("...i->i", &[&x])? }
            agree! { draw; x: D2<N, M> | R2 => einsum!("ba", x); einsum("ba", &[&x])? }
            agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2 => einsum!("ij,jk->ik", x, y); einsum("ij,jk->ik", &[&x, &y])? }
            agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2 => einsum!("ij,jk", &x, &y); einsum("ij,jk", &[&x, &y])? }
            agree! { draw; x: D3<2, N, M> | R3, y: D3<2, K, M> | R3 =>
                einsum!("b i j, b k j -> b k i", x, y); einsum("bij,bkj->bki", &[&x, &y])? }
            agree! { draw; x: D1<N> | (Dyn,), y: D1<K> | (Dyn,) => einsum!("i,j->ji", x, y); einsum("i,j->ji", &[&x, &y])? }
            agree! { draw; x: D2<N, M> | R2, y: D2<N, M> | R2 => einsum!("ij,ij->", x, y); einsum("ij,ij->", &[&x, &y])? }
            agree! { draw; x: (One, Dim<N>, Dim<M>) | (One, Dyn, Dyn), y: D3<3, M, K> | R3 =>
                einsum!("...ij,...jk->...ik", x, y); einsum("...ij,...jk->...ik", &[&x, &y])? }
            agree! { draw; x: D3<3, N, M> | R3, y: D1<M> | (Dyn,) => einsum!("...i,...i", x, y); einsum("...i,...i", &[&x, &y])? }
            agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2, z: D1<K> | (Dyn,) =>
                einsum!("ij,jk,k->i", x, y, z); einsum("ij,jk,k->i", &[&x, &y, &z])? }
            agree! { draw; x: D2<N, M> | R2, y: D2<M, M> | R2, z: D2<K, M> | R2 =>
                einsum!("ia,ab,jb->ij", x, y, z); einsum("ia,ab,jb->ij", &[&x, &y, &z])? }
            agree! { draw; x: D1<N> | (Dyn,), y: D2<N, M> | R2 =>
                einsum!("a,ab,ab,a->b", x, y, y, x); einsum("a,ab,ab,a->b", &[&x, &y, &y, &x])? }
        }
    }

    conv1d try_conv1d causal_conv1d: Float, gradient "yes", "conv1d.rs" {
        typed "`x.conv1d(&weight, Window::<S, P, D>)`", "`At<S, -1>: ConvLen<..>`";
        |x, weight: filters(&x, 1), bias: bias(&weight), stride: size(), padding: size(), dilation: size()|
            x.conv1d(&weight, bias.as_ref(), stride, padding, dilation)?, as "x.conv1d(&weight, bias, stride, padding, dilation)?";
        |x, weight: filters(&x, 1), bias: bias(&weight), stride: size(), left: size(), right: size(), dilation: size()|
            x.conv1d(&weight, bias.as_ref(), stride, (left, right), dilation)?, as "";
        |x, weight: filters(&x, 1), bias: bias(&weight), dilation: size()| x.causal_conv1d(&weight, bias.as_ref(), dilation)?,
            as "x.causal_conv1d(&weight, bias, dilation)?";
        equal |draw| {
            agree! { draw; x: D3<N, M, { K + 5 }> | R3, w: D3<2, M, 3> | (Dyn, Dyn, Dim<3>) =>
                x.conv1d(&w, Window::<1, 0, 2>); x.conv1d(&w, None, 1, 0, 2)? }
            agree! { draw; x: D3<N, M, { K + 5 }> | R3, w: D3<K, M, 2> | (Dyn, Dyn, Dim<2>) =>
                x.conv1d(&w, Window::<3, 2, 1>); x.conv1d(&w, None, 3, 2, 1)? }
            agree! { draw; x: D2<M, { K + 5 }> | R2, w: D3<N, M, 3> | (Dyn, Dyn, Dim<3>) =>
                x.conv1d(&w, Window::<2, 2, 1>); x.conv1d(&w, None, 2, (2, 2), 1)? }
            agree! { draw; x: D2<M, { K + 5 }> | R2, w: D3<N, M, 1> | (Dyn, Dyn, Dim<1>) =>
                x.try_conv1d(&w, Window::<2, 0, 1>)?; x.conv1d(&w, None, 2, 0, 1)? }
        }
    }

    conv1d_grouped try_conv1d_grouped: Float, gradient "yes", "conv1d_grouped.rs" {
        typed "`x.conv1d_grouped(&weight, Groups::<G>, window)`", "`ConvLen<..>`, groups divide the channels";
        |x, groups: groups(&x), weight: filters(&x, groups), bias: bias(&weight), stride: size(), padding: size(), dilation: size()|
            x.conv1d_grouped(&weight, bias.as_ref(), stride, padding, dilation, groups)?,
            as "x.conv1d_grouped(&weight, bias, .., groups)?";
        |x, groups: groups(&x), weight: filters(&x, groups), stride: size(), left: size(), right: size()|
            x.conv1d_grouped(&weight, None, stride, (left, right), 1, groups)?, as "";
        equal |draw| {
            agree! { draw; x: D3<N, 6, { K + 5 }> | R3, w: D3<{ 3 * M }, 2, 3> | (Dyn, Dyn, Dim<3>) =>
                x.conv1d_grouped(&w, Groups::<3>, Window::<1, 1, 2>); x.conv1d_grouped(&w, None, 1, 1, 2, 3)? }
            agree! { draw; x: D3<N, 4, { K + 5 }> | R3, w: D3<4, 1, 2> | (Dyn, Dyn, Dim<2>) =>
                x.try_conv1d_grouped(&w, Groups::<4>, Window::<3, 2, 1>)?; x.conv1d_grouped(&w, None, 3, 2, 1, 4)? }
            agree! { draw; x: D2<M, { K + 5 }> | R2, w: D3<N, M, 2> | (Dyn, Dyn, Dim<2>) =>
                x.conv1d_grouped(&w, Groups::<1>, Window::<1, 0, 1>); x.conv1d(&w, None, 1, 0, 1)? }
        }
    }

    conv_transpose1d try_conv_transpose1d: Float, gradient "yes", "conv_transpose1d.rs" {
        typed "`x.conv_transpose1d(&weight, window)`", "`At<S, -1>: ConvTransposeLen<..>`";
        |x, weight: spreading(&x), bias: bias_of_second(&weight), stride: size(), padding: size(), output_padding: size(), dilation: size()|
            x.conv_transpose1d(&weight, bias.as_ref(), stride, padding, output_padding, dilation)?,
            as "x.conv_transpose1d(&weight, bias, ..)?";
        equal |draw| {
            agree! { draw; x: D3<N, M, { K + 1 }> | R3, w: D3<M, 2, 3> | (Dyn, Dyn, Dim<3>) =>
                x.conv_transpose1d(&w, Window::<1, 0, 2>); x.conv_transpose1d(&w, None, 1, 0, 0, 2)? }
            agree! { draw; x: D2<M, { K + 1 }> | R2, w: D3<M, N, 4> | (Dyn, Dyn, Dim<4>) =>
                x.try_conv_transpose1d(&w, Window::<3, 1, 1>)?; x.conv_transpose1d(&w, None, 3, 1, 0, 1)? }
        }
    }

    avg_pool1d try_avg_pool1d: Float, gradient "yes", "pool1d.rs" {
        typed "`x.avg_pool1d::<KERNEL, STRIDE, PADDING>()`", "`At<S, -1>: PoolLen<..>`";
        |x, kernel: size(), stride: size(), padding: size()| x.avg_pool1d(kernel, stride, padding)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, { K + 4 }> | R3 => x.avg_pool1d::<5, 1, 2>(); x.avg_pool1d(5, 1, 2)? }
            agree! { draw; x: D2<N, { K + 2 }> | R2 => x.try_avg_pool1d::<2, 3, 1>()?; x.avg_pool1d(2, 3, 1)? }
        }
    }

    max_pool1d try_max_pool1d: Float, gradient "yes", "pool1d.rs" {
        typed "`x.max_pool1d::<KERNEL, STRIDE, PADDING>()`", "`At<S, -1>: PoolLen<..>`";
        |x, kernel: size(), stride: size(), padding: size()| x.max_pool1d(kernel, stride, padding)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, { K + 4 }> | R3 => x.try_max_pool1d::<3, 2, 1>()?; x.max_pool1d(3, 2, 1)? }
            agree! { draw; x: D1<{ N + 2 }> | (Dyn,) => x.max_pool1d::<2, 2, 0>(); x.max_pool1d(2, 2, 0)? }
        }
    }

    adaptive_avg_pool1d try_adaptive_avg_pool1d: Float, gradient "yes", "pool1d.rs" {
        typed "`x.adaptive_avg_pool1d::<OUT>()`", "`At<S, -1>: AdaptivePool<OUT>`";
        |x, bins: size()| x.adaptive_avg_pool1d(bins)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, { K + 1 }> | R3 => x.adaptive_avg_pool1d::<4>(); x.adaptive_avg_pool1d(4)? }
            agree! { draw; x: D2<N, { K + 1 }> | R2 => x.try_adaptive_avg_pool1d::<1>()?; x.adaptive_avg_pool1d(1)? }
        }
    }

    adaptive_max_pool1d try_adaptive_max_pool1d: Float, gradient "yes", "pool1d.rs" {
        typed "`x.adaptive_max_pool1d::<OUT>()`", "`At<S, -1>: AdaptivePool<OUT>`";
        |x, bins: size()| x.adaptive_max_pool1d(bins)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, { K + 1 }> | R3 => x.adaptive_max_pool1d::<3>(); x.adaptive_max_pool1d(3)? }
            agree! { draw; x: D2<N, { K + 1 }> | R2 => x.try_adaptive_max_pool1d::<2>()?; x.adaptive_max_pool1d(2)? }
        }
    }

    scaled_dot_product_attention: Float, gradient "yes", "attention.rs" {
        typed "`scaled_dot_product_attention(&q, &k, &v)`", "`Q: QueriesOf<K>`, `K: KeysOf<V>`";
        |x, keys: like(&x), values: like(&x)| x.scaled_dot_product_attention(&keys, &values)?;
        equal |draw| {
            agree! { draw; q: D3<2, N, K> | R3, k: D3<2, M, K> | R3, v: D3<2, M, N> | R3 =>
                scaled_dot_product_attention(&q, &k, &v); q.scaled_dot_product_attention(&k, &v)? }
            agree! { draw; q: D2<N, K> | R2, k: D2<M, K> | R2, v: D2<M, N> | R2 =>
                Attention::new().causal().attend(&q, &k, &v); Attention::new().causal().try_attend(&q, &k, &v)? }
        }
    }

    // The typed counterparts of the next operations are layers, which have tests of their own.
    batch_norm batch_norm_by: Float, gradient "yes", "batch_norm.rs" {
        typed "`BatchNorm1d`", "two or three axes; the second has the channels";
        |x, weight: channels_or_none(&x), bias: channels_or_none(&x), eps: real()|
            x.batch_norm(weight.as_ref(), bias.as_ref(), eps)?, as "x.batch_norm(weight, bias, eps)?";
        |x, mean: channels(&x), variance: channels(&x), weight: channels_or_none(&x), bias: channels_or_none(&x), eps: real()|
            x.batch_norm_by(&mean, &variance, weight.as_ref(), bias.as_ref(), eps)?,
            as "x.batch_norm_by(&mean, &variance, weight, bias, eps)?";
    }

    lstm: Float, gradient "yes", "lstm.rs" {
        typed "`Lstm`", "`S: WindowShape`, the features are those of the layer";
        |x, w: gates(&x), reverse: flag()| {
            let [w, u] = &w;
            Vec::from(x.lstm([w, u], None, None, reverse)?)
        }, as "x.lstm([&w, &u], biases, initial, reverse)?";
    }

    self_attention: Float, gradient "yes", "attention.rs" {
        typed "`MultiHeadAttention`", "heads divide the width";
        |x, heads: size(), causal: flag()| x.self_attention(heads, causal)?;
    }
}

macro_rules! of_differences { ($(
    $(#[$doc:meta])* $Row:ident $name:ident $try_name:ident($($p:ident: $allowed:ident),*),
    |$d:ident| $value:expr, $slope:expr;
)*) => { operations! { of_differences: $(
    $name $try_name: Float, gradient "yes", "losses.rs" {
        typed concat!("`x.", stringify!($name), "(&target", $(", ", stringify!($p),)* ")`"), "both of one shape";
        |x, target: like(&x) $(, $p: real())*| x.$name(&target $(, $p)*)?;
        equal |draw| {
            agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, K> | R3 =>
                x.$name(&y $(, option(stringify!($p)))*); x.$name(&y $(, option(stringify!($p)))*)? }
            agree! { draw; x: D2<N, K> | (Batch, Dim<K>), y: D2<N, K> | (Batch, Dim<K>) =>
                x.$try_name(&y $(, option(stringify!($p)))*)?; x.$name(&y $(, option(stringify!($p)))*)? }
        }
    }
)* } } }
timeseriesml_core::loss_rows!(of_differences);

/// A value that is valid for every option of a loss.
#[cfg(test)]
fn option(_: &str) -> f64 {
    0.7
}

operations! { of_quantiles_and_classes:
    multi_quantile_loss try_multi_quantile_loss: Float, gradient "yes", "multi_quantile.rs" {
        typed "`x.multi_quantile_loss(&target, [0.1, 0.9])`", "`S: QuantilesOf<T, Q>`";
        |x, target: without_last(&x), quantiles: quantiles()| x.multi_quantile_loss(&target, &quantiles)?;
        equal |draw| {
            agree! { draw; x: (Dim<N>, Dim<M>, Quantile<3>) | (Batch, Dyn, Quantile<3>), y: D2<N, M> | (Batch, Dyn) =>
                x.multi_quantile_loss(&y, [0.1, 0.5, 0.9]); x.multi_quantile_loss(&y, &[0.1, 0.5, 0.9])? }
            agree! { draw; x: (Dim<K>, Quantile<1>) | (Dyn, Quantile<1>), y: D1<K> | (Dyn,) =>
                x.try_multi_quantile_loss(&y, [0.2])?; x.multi_quantile_loss(&y, &[0.2])? }
        }
    }

    cross_entropy try_cross_entropy: Float, gradient "yes", "cross_entropy.rs" {
        typed "`x.cross_entropy(&classes, smoothing, ignored)`", "`S: ScoresOf<T>`, classes of `i64`";
        |x, classes: classes(&x), smoothing: fraction(), ignored: class()| x.cross_entropy(&classes, smoothing, ignored)?;
        equal |draw| {
            const CLASSES: usize = M + 1;
            let (x, classes) = (draw.input::<D3<N, CLASSES, K>>(), draw.places::<D2<N, K>>(CLASSES));
            let expected = x.cross_entropy(&classes, 0.1, Some(1))?;
            let scores: Tensor<D3<N, CLASSES, K>> = x.clone().try_into_shape()?;
            let numbers: Tensor<D2<N, K>, i64> = classes.clone().try_into_shape()?;
            same("static", scores.cross_entropy(&numbers, 0.1, Some(1)), &expected);
            let (scores, numbers): (Tensor<R3>, Tensor<(Batch, Dyn), i64>) = (x.try_into_shape()?, classes.try_into_shape()?);
            same("run-time", scores.try_cross_entropy(&numbers, 0.1, Some(1))?, &expected);
        }
    }
}

pub fn losses() -> Vec<Operation> {
    of_differences().into_iter().chain(of_quantiles_and_classes()).collect()
}
