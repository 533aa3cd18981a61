//! Calls with valid arguments whose result would exceed any memory return an error.

use super::others::index;
use super::*;

type Results<E> = Vec<Result<DynTensor<E>, ShapeError>>;

pub(super) fn refused<E: Sample>(results: Results<E>) {
    for (at, result) in results.into_iter().enumerate() {
        let error = result.map(|y| y.sizes().to_vec()).expect_err("no memory holds the result");
        assert!(matches!(error, ShapeError::TooLarge { .. }), "call {at}: {error}");
    }
}

fn value<E: Sample>(sizes: &[usize]) -> DynTensor<E> {
    made(sizes, 0)
}

pub(super) fn moved<E: Sample>(x: &DynTensor<E>) -> Results<E> {
    let line = value::<E>(&[]).expand([TOO_MANY]).unwrap();
    let mut results = vec![
        x.flatten(),
        x.flip([0]),
        x.roll(0, 1),
        x.repeat(0, 2),
        x.repeat_interleave(0, 2),
        x.repeat(-1, usize::MAX),
        x.pad(0, 1, 2, E::ZERO),
        x.pad(0, usize::MAX, 1, E::ZERO),
        x.pad_replicate(0, 1, 2),
        line.flip([0]),
        line.roll(0, -1),
        line.pad_reflect(0, 3, 3),
        line.pad_replicate(0, 3, 3),
        line.repeat(0, 3),
        line.repeat_interleave(0, 3),
        DynTensor::concat(&[x.clone(), x.clone()], 0),
        DynTensor::stack(&[x.clone(), x.clone()], 0),
        // The list would have a view for each element of the axis.
        line.split(0, TOO_MANY).map(|_| line.clone()),
        line.chunk(0, TOO_MANY).map(|_| line.clone()),
        line.chunk(0, usize::MAX).map(|_| line.clone()),
    ];
    if x.rank() > 1 {
        results.extend([x.tril(0), x.triu(1)]);
    }
    results
}

pub(super) fn chosen<E: Sample>(x: &DynTensor<E>) -> Results<E> {
    let ones = index(x.sizes(), &[1]);
    let mask = Tensor::from(true).into_dyn().expand(x.sizes()).unwrap();
    let number = Tensor::from(true).into_dyn();
    let places = index(x.sizes(), &[0]);
    let line = index(&[TOO_MANY], &[0]);
    let same = |_: DynTensor<bool>| x.clone();
    let found = |_: DynTensor<i64>| x.clone();
    let both = |(values, _): (DynTensor<E>, DynTensor<i64>)| values;
    vec![
        x.where_(&mask, &value(&[])),
        x.where_(&number, x),
        value(&[]).where_(&mask, &value(&[])),
        x.masked_fill(&number, E::ONE),
        x.masked_fill(&mask, E::ONE),
        x.masked_select(&mask),
        x.masked_select(&number),
        x.index_select(0, &index(&[1], &[0])),
        x.index_select(0, &line),
        value(&[2]).index_select(0, &line),
        x.gather(0, &places),
        x.scatter(0, &places, x),
        x.index_copy(0, &index(&[x.sizes()[0]], &[0]), x),
        x.sort(0, true).map(both),
        x.topk(0, 1, false).map(both),
        x.argsort(-1, false).map(found),
        value::<E>(&[3]).searchsorted(x, true).map(found),
        x.eq(x).map(same),
        x.lt(&value(&[])).map(same),
        x.ge(x).map(same),
        ones.one_hot(2),
        ones.one_hot(usize::MAX),
    ]
}

#[test]
fn stretched_tensors_of_floats_have_no_result_of_their_size() {
    // Products are left out: a sum over 2^50 terms has one element, but takes 2^50 steps.
    check_cases(64, stretched::<f32>(), |huge| {
        let results = [
            huge.dropout(0.5, 1, 2),
            huge.mse_loss(&huge),
            huge.huber_loss(&huge, 1.0),
            huge.var(0, 1),
            huge.quantile(0, 0.5),
            huge.logsumexp(-1),
            huge.softmax(0),
            huge.cumsum(0),
            huge.cumprod(-1),
            huge.sum(0),
            huge.prod_axes([-1], true),
            huge.mean_keepdim(-1),
            huge.max(0),
            huge.median(0),
            huge.add(&huge),
            huge.pow(&value(&[])),
            huge.avg_pool1d(1, 1, 0),
            huge.scatter_add(-1, &index(huge.sizes(), &[0]), &huge),
        ];
        refused(results.into());
    });
}
