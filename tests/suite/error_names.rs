//! An error begins with the name of the called method; for `try_add` the name is `add`. Typed tensors, whose plain methods panic with the error, and
//! new tensors are tested here; `dyn_never_panics` tests every call of a `DynTensor`.

use crate::operations;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use timeseriesml::tensor::{Attention, Element, Groups, Window, scaled_dot_product_attention};
use timeseriesml::{Batch, Dim, Dyn, DynTensor, Quantile, Shape, ShapeError, Tensor, axes, einsum, rearrange, stack};

/// The message of an invalid call: its error, or its panic message.
trait Said {
    fn said(call: impl FnOnce() -> Self) -> String;
}

impl<T> Said for Result<T, ShapeError> {
    fn said(call: impl FnOnce() -> Self) -> String {
        call().err().expect("the call is wrong").to_string()
    }
}

impl<S: Shape, E: Element> Said for Tensor<S, E> {
    fn said(call: impl FnOnce() -> Self) -> String {
        panics_with(|| drop(call()))
    }
}

fn panics_with(call: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(call)).expect_err("the call is wrong");
    *panic.downcast::<String>().expect("a panic with an error has a message")
}

/// Checks that the message of each call begins with the name in front of the call, and returns the names.
macro_rules! said { ($($name:ident: $($call:expr),+;)*) => {{
    let mut names = BTreeSet::new();
    $($(
        let message = Said::said(|| $call);
        let name = stringify!($name);
        // `try_where` is the fallible form of `where_`; `try_into_shape` has no other form.
        let bare = |name: &str| name.trim_start_matches("try_").trim_end_matches('_').to_string();
        let told = message.split(':').next().unwrap();
        assert_eq!(bare(told), bare(name), "of `{}`: {message}", stringify!($call));
        names.insert(name);
    )+)*
    names
}} }

type V = (Dyn,);
type M = (Dyn, Dyn);
type T = (Dyn, Dyn, Dyn);

fn zeros<S: Shape, const N: usize>(sizes: [usize; N]) -> Tensor<S> {
    DynTensor::zeros_sized(sizes).unwrap().try_into_shape().unwrap()
}

fn places<S: Shape, const N: usize>(sizes: [usize; N], place: i64) -> Tensor<S, i64> {
    DynTensor::full_sized(sizes, place).unwrap().try_into_shape().unwrap()
}

macro_rules! of_two { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $name:ident $try_name:ident { $($formula:tt)* };
)* })*) => {
    fn functions_of_two() -> BTreeSet<&'static str> {
        let (x, y): (Tensor<V>, Tensor<V>) = (zeros([2]), zeros([3]));
        said! { $($($name: x.$name(&y); $try_name: x.$try_name(&y);)*)* }
    }
} }
timeseriesml_core::binary_rows!(of_two);

macro_rules! of_differences { ($(
    $(#[$doc:meta])* $Row:ident $name:ident $try_name:ident($($p:ident: $allowed:ident),*),
    |$d:ident| $value:expr, $slope:expr;
)*) => {
    fn losses_of_differences() -> BTreeSet<&'static str> {
        let (x, y): (Tensor<V>, Tensor<V>) = (zeros([2]), zeros([3]));
        said! { $(
            $name: x.$name(&y $(, option(stringify!($p)))*);
            $try_name: x.$try_name(&y $(, option(stringify!($p)))*);
        )* }
    }
} }
timeseriesml_core::loss_rows!(of_differences);

/// A value that is valid for every option of a loss.
fn option(_: &str) -> f64 {
    0.5
}

fn masks_and_comparisons() -> BTreeSet<&'static str> {
    let (x, y): (Tensor<V>, Tensor<V>) = (zeros([2]), zeros([3]));
    let (p, q) = (x.is_nan(), y.is_nan());
    let tracked = x.clone().requires_grad();
    said! {
        eq: x.eq(&y); try_eq: x.try_eq(&y);
        ne: x.ne(&y); try_ne: x.try_ne(&y);
        lt: x.lt(&y); try_lt: x.try_lt(&y);
        le: x.le(&y); try_le: x.try_le(&y);
        gt: x.gt(&y); try_gt: x.try_gt(&y);
        ge: x.ge(&y); try_ge: x.try_ge(&y);
        logical_and: p.logical_and(&q), &p & &q;
        logical_or: p.logical_or(&q), &p | &q;
        logical_xor: p.logical_xor(&q), &p ^ &q;
        where_: x.where_(&q, 0.0);
        try_where: x.try_where(&q, 0.0);
        masked_fill: x.masked_fill(&q, 0.0);
        masked_select: x.masked_select(&q);
        cast: tracked.cast::<f64>();
        try_cast: tracked.try_cast::<f64>();
        dropout: x.dropout(2.0, 0, 0);
    }
}

fn reductions() -> BTreeSet<&'static str> {
    let none: Tensor<M> = zeros([0, 0]);
    said! {
        max: none.max::<0>(); max_keepdim: none.max_keepdim::<0>(); max_axes: none.max_axes::<0, 1>();
        max_axes_keepdim: none.max_axes_keepdim::<0, 1>(); max_all: none.max_all();
        min: none.min::<0>(); min_keepdim: none.min_keepdim::<0>(); min_axes: none.min_axes::<0, 1>();
        min_axes_keepdim: none.min_axes_keepdim::<0, 1>(); min_all: none.min_all();
        median: none.median::<0>(); median_keepdim: none.median_keepdim::<0>(); median_axes: none.median_axes::<0, 1>();
        median_axes_keepdim: none.median_axes_keepdim::<0, 1>(); median_all: none.median_all();
        quantile: none.quantile::<0>(0.5); quantile_keepdim: none.quantile_keepdim::<0>(2.0);
        quantile_axes: none.quantile_axes::<0, 1>(0.5);
        quantile_axes_keepdim: none.quantile_axes_keepdim::<0, 1>(0.5); quantile_all: none.quantile_all(-1.0);
        argmax: none.argmax::<0>(); argmax_keepdim: none.argmax_keepdim::<0>(); argmax_all: none.argmax_all();
        argmin: none.argmin::<0>(); argmin_keepdim: none.argmin_keepdim::<0>(); argmin_all: none.argmin_all();
    }
}

fn along_an_axis() -> BTreeSet<&'static str> {
    let x: Tensor<M> = zeros([2, 3]);
    let row: Tensor<V> = zeros([4]);
    said! {
        topk: x.topk::<1, 4>(true).0;
        diagonal: x.diagonal();
        try_diagonal: x.try_diagonal();
        layer_norm: x.layer_norm(&row, &row, 1e-5);
    }
}

fn forms() -> BTreeSet<&'static str> {
    let (x, none): (Tensor<M>, Tensor<M>) = (zeros([2, 3]), zeros([2, 0]));
    let (other, like): (Tensor<M>, Tensor<M>) = (zeros([3, 4]), zeros([2, 4]));
    said! {
        try_reshape: x.try_reshape::<V>([5]);
        view: x.permute::<axes![1, 0]>().view::<M>();
        unflatten: x.unflatten::<1, 2>();
        try_unflatten: x.try_unflatten::<1, 2>();
        expand_as: x.expand_as(&like);
        try_expand_as: x.try_expand_as(&like);
        narrow: x.narrow::<1, 2, 2>();
        try_narrow: x.try_narrow::<1, 2, 2>();
        slice: x.slice::<1, 1, 4>();
        try_slice: x.try_slice::<1, 1, 4>();
        slice_step: x.slice_step::<1, 1, 4, 2>();
        try_slice_step: x.try_slice_step::<1, 1, 4, 2>();
        select: x.select::<0>(2);
        try_select: x.try_select::<0>(2);
        split: x.split::<1, 2>()[0].clone();
        try_split: x.try_split::<1, 2>();
        split_at: x.split_at::<1, 4>().0;
        try_split_at: x.try_split_at::<1, 4>();
        concat: x.concat::<1, _>(&other);
        try_concat: x.try_concat::<1, _>(&other);
        stack: stack([x.clone(), other.clone()]);
        pad_reflect: x.pad_reflect::<1, 3, 0>();
        try_pad_reflect: x.try_pad_reflect::<1, 3, 0>();
        pad_replicate: none.pad_replicate::<1, 1, 0>();
        try_pad_replicate: none.try_pad_replicate::<1, 1, 0>();
        unfold: x.unfold::<1, 4, 1>();
        try_unfold: x.try_unfold::<1, 4, 1>();
        diff: none.diff::<1>();
        try_diff: none.try_diff::<1>();
        rearrange: rearrange!(x, "a (b c) -> a b c", b = 2), rearrange!(x, "a (b c) -> a b c", c = 2);
        try_into_shape: x.clone().try_into_shape::<(Dim<2>, Dim<4>)>();
    }
}

fn indices() -> BTreeSet<&'static str> {
    let (x, source): (Tensor<M>, Tensor<M>) = (zeros([2, 3]), zeros([2, 3]));
    let (line, at): (Tensor<V, i64>, Tensor<M, i64>) = (places([3], 3), places([2, 3], -1));
    said! {
        index_select: x.index_select::<1, _>(&line);
        try_index_select: x.try_index_select::<1, _>(&line);
        gather: x.gather::<1, _>(&at);
        try_gather: x.try_gather::<1, _>(&at);
        scatter: x.scatter::<1, Dyn>(&at, &source);
        try_scatter: x.try_scatter::<1, Dyn>(&at, &source);
        scatter_add: x.scatter_add::<1, Dyn>(&at, &source);
        try_scatter_add: x.try_scatter_add::<1, Dyn>(&at, &source);
        scatter_max: x.scatter_max::<1, Dyn>(&at, &source, true);
        try_scatter_max: x.try_scatter_max::<1, Dyn>(&at, &source, true);
        scatter_min: x.scatter_min::<1, Dyn>(&at, &source, true);
        try_scatter_min: x.try_scatter_min::<1, Dyn>(&at, &source, true);
        index_copy: x.index_copy::<1, Dyn>(&line, &source);
        try_index_copy: x.try_index_copy::<1, Dyn>(&line, &source);
        one_hot: line.one_hot::<3, f32>();
        try_one_hot: line.try_one_hot::<3, f32>();
    }
}

fn products() -> BTreeSet<&'static str> {
    let (x, none): (Tensor<M>, Tensor<V>) = (zeros([2, 3]), zeros([0]));
    let (v, w): (Tensor<V>, Tensor<V>) = (zeros([2]), zeros([4]));
    let filters: Tensor<(Dyn, Dyn, Dim<2>)> = zeros([4, 3, 2]);
    let (keys, values): (Tensor<T>, Tensor<T>) = (zeros([1, 2, 4]), zeros([1, 3, 4]));
    said! {
        matmul: x.matmul(&x);
        try_matmul: x.try_matmul(&x);
        linear: x.linear(&x.transpose::<0, 1>(), None);
        try_linear: x.try_linear(&x.transpose::<0, 1>(), None);
        dot: v.dot(&w);
        try_dot: v.try_dot(&w);
        cross_correlate_valid: v.cross_correlate_valid(&none);
        try_cross_correlate_valid: v.try_cross_correlate_valid(&none);
        cross_correlate_full: v.cross_correlate_full(&none);
        try_cross_correlate_full: v.try_cross_correlate_full(&none);
        einsum: einsum!("ij,jk->ik", x, x);
        conv1d: x.conv1d(&filters, Window::<1, 0, 1>);
        try_conv1d: x.try_conv1d(&filters, Window::<1, 0, 1>);
        conv1d_grouped: x.conv1d_grouped(&filters, Groups::<2>, Window::<1, 0, 1>);
        try_conv1d_grouped: x.try_conv1d_grouped(&filters, Groups::<2>, Window::<1, 0, 1>);
        conv_transpose1d: x.conv_transpose1d(&filters, Window::<1, 0, 1>);
        try_conv_transpose1d: x.try_conv_transpose1d(&filters, Window::<1, 0, 1>);
        avg_pool1d: x.avg_pool1d::<4, 1, 0>();
        try_avg_pool1d: x.try_avg_pool1d::<4, 1, 0>();
        max_pool1d: x.max_pool1d::<4, 1, 0>();
        try_max_pool1d: x.try_max_pool1d::<4, 1, 0>();
        adaptive_avg_pool1d: none.adaptive_avg_pool1d::<2>();
        try_adaptive_avg_pool1d: none.try_adaptive_avg_pool1d::<2>();
        adaptive_max_pool1d: none.adaptive_max_pool1d::<2>();
        try_adaptive_max_pool1d: none.try_adaptive_max_pool1d::<2>();
        scaled_dot_product_attention: scaled_dot_product_attention(&keys, &keys, &values);
        attend: Attention::new().causal().attend(&keys, &keys, &values);
        try_attend: Attention::new().try_attend(&keys.clone().into_dyn(), &keys.clone().into_dyn(), &values.clone().into_dyn());
    }
}

fn losses_of_quantiles_and_classes() -> BTreeSet<&'static str> {
    let (scores, of_quantiles): (Tensor<M>, Tensor<(Batch, Quantile<1>)>) = (zeros([2, 3]), zeros([2, 1]));
    let (classes, target): (Tensor<V, i64>, Tensor<(Batch,)>) = (places([2], 3), zeros([3]));
    said! {
        multi_quantile_loss: of_quantiles.multi_quantile_loss(&target, [0.5]);
        try_multi_quantile_loss: of_quantiles.try_multi_quantile_loss(&target, [0.5]);
        cross_entropy: scores.cross_entropy(&classes, 0.0, None);
        try_cross_entropy: scores.try_cross_entropy(&classes, 0.0, None);
    }
}

/// Typed methods that fail only if memory runs out, and methods that only `DynTensor` has.
const SURE: &str = "
    logical_not is_nan is_finite is_infinite any any_keepdim any_axes any_all all all_keepdim all_axes all_all
    sum sum_keepdim sum_axes sum_axes_keepdim sum_all prod prod_keepdim prod_axes prod_axes_keepdim prod_all
    mean mean_keepdim mean_axes mean_axes_keepdim mean_all var var_keepdim var_axes var_axes_keepdim var_all
    std std_keepdim std_axes std_axes_keepdim std_all norm norm_keepdim norm_axes norm_axes_keepdim norm_all
    logsumexp logsumexp_keepdim logsumexp_axes logsumexp_axes_keepdim logsumexp_all
    cumsum cumprod sort argsort searchsorted flip roll tril triu softmax log_softmax normalize
    reshape contiguous flatten merge transpose permute squeeze unsqueeze repeat repeat_interleave pad outer
    layer_norm_over expand split_sizes chunk cross_correlate causal_conv1d batch_norm batch_norm_by lstm self_attention
    apply register_hook";

#[test]
fn typed_methods_name_themselves() {
    let lists = [
        functions_of_two(),
        masks_and_comparisons(),
        reductions(),
        along_an_axis(),
        forms(),
        indices(),
        products(),
        losses_of_differences(),
        losses_of_quantiles_and_classes(),
    ];
    let called: BTreeSet<&str> = lists.into_iter().flatten().collect();
    let declared = operations::sections().into_iter().flat_map(|(_, operations)| operations);
    let missing: Vec<&str> = declared
        .filter(|operation| operation.file != "unary.rs")
        .flat_map(|operation| operation.names)
        .filter(|name| !called.contains(name) && !SURE.split_whitespace().any(|sure| sure == *name))
        .collect();
    assert!(missing.is_empty(), "no wrong call of these methods: {missing:?}");
}

#[test]
fn new_tensors_name_their_method() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    type Two = (Dim<2>,);
    said! {
        from_slice: Tensor::<Two>::from_slice(&[1.0]);
        from_slice_sized: Tensor::<V>::from_slice_sized([2], &[1.0]), Tensor::<Two>::from_slice_sized([3], &[0.0; 3]);
        zeros_sized: Tensor::<Two>::zeros_sized([3]), DynTensor::<f32>::zeros_sized([1; 9]);
        ones_sized: Tensor::<Two>::ones_sized([3]), DynTensor::<f32>::ones_sized([usize::MAX]);
        full_sized: Tensor::<Two>::full_sized([3], 1.0), DynTensor::full_sized([usize::MAX, 2], 1.0);
        eye_sized: DynTensor::<f32>::eye_sized([3]);
        arange_sized: DynTensor::arange_sized([2, 2], 0, 1);
        arange_to: DynTensor::arange_to(0, 3, -1), Tensor::<Two, i64>::arange_to(0, 3, 1);
        linspace_sized: DynTensor::linspace_sized([2, 2], 0.0, 1.0);
        randn_sized: Tensor::<Two>::randn_sized([3], rng);
        uniform_sized: Tensor::<Two>::uniform_sized([3], 0.0, 1.0, rng);
        bernoulli_sized: DynTensor::bernoulli_sized([2], 2.0, rng), Tensor::<Two, bool>::bernoulli_sized([3], 0.5, rng);
        bernoulli: Tensor::<Two, bool>::bernoulli(-1.0, rng);
    };
}

#[test]
fn numbers_and_gradients_name_their_method() {
    let x = DynTensor::<f64>::ones_sized([2, 3]).unwrap();
    let number: Tensor<()> = Tensor::scalar(1.0);
    said! {
        item: x.item();
        backward: x.backward(), x.requires_grad().backward(), number.clone().into_dyn().backward();
    };
    assert!(panics_with(|| drop(number.backward())).starts_with("backward: this tensor has no recorded history"));
    let vectors = [2, 3].map(|size| DynTensor::<f32>::zeros_sized([size]).unwrap());
    said! { sum: vectors.iter().sum::<Result<DynTensor, ShapeError>>(); };
    let counts: Tensor<V, i64> = places([2], 1);
    said! {
        div: &counts / 0, 1 / &places::<V, 1>([2], 0), &zeros::<V, 1>([2]) / &zeros::<V, 1>([3]);
        rem: &counts % 0;
        add: &zeros::<V, 1>([2]) + &zeros::<V, 1>([3]);
        fmod: counts.fmod(0);
    };
    let mut assigned: Tensor<V> = zeros([2]);
    assert!(panics_with(|| assigned -= zeros::<V, 1>([3])).starts_with("sub: axis 0"));
}

/// Checks a few methods of `DynTensor` with one wrong argument; `dyn_never_panics` checks the rest.
#[test]
fn errors_name_the_wrong_argument() {
    let x = DynTensor::<f32>::zeros_sized([2, 3]).unwrap();
    let message = |outcome: Result<DynTensor, ShapeError>| outcome.unwrap_err().to_string();
    let ends = "elements are numbered from 0, or backward from -1";
    assert_eq!(message(x.select(1, -4)), format!("select: there is no element -4 on axis 1 of size 3; {ends}"));
    assert_eq!(message(x.slice(0, -3, 1)), format!("slice: there is no element -3 on axis 0 of size 2; {ends}"));
    assert_eq!(message(x.slice(1, 2, 1)), "slice: the range 2..1 is outside axis 1 of size 3");
    assert!(message(x.squeeze([0, 1])).starts_with("squeeze: axis 1"));
    assert_eq!(message(x.unsqueeze([0, 0])), "unsqueeze: [0, 0] names axis 0 twice");
    assert_eq!(
        message(x.repeat([0, 1], [2])),
        "repeat: the number of repetitions is 1, but it must be 2, one for each of the axes [0, 1]"
    );
    assert_eq!(
        message(x.reshape([4, -1])),
        "reshape: the list of sizes is [4, -1], but it must be a list whose other sizes divide 6, the number of elements"
    );
    assert_eq!(
        message(x.reshape([-1, -1])),
        "reshape: the list of sizes is [-1, -1], but it must be a list with one -1 at most"
    );
}
