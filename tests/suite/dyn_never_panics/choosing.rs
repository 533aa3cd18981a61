//! Comparisons, logic, masks, casts, places, sorting and files.

use super::*;

/// A tensor of places: these, over and over.
pub(super) fn index(sizes: &[usize], places: &[i64]) -> DynTensor<i64> {
    match product(sizes) {
        Some(count) if count <= WALKED || sizes.contains(&0) => {
            let count = if sizes.contains(&0) { 0 } else { count };
            let values: Vec<i64> = places.iter().copied().cycle().take(count).collect();
            DynTensor::from_slice_sized(sizes, &values).unwrap()
        }
        Some(_) => Tensor::from(places[0]).into_dyn().expand(sizes).unwrap(),
        None => Tensor::from(places[0]).into_dyn(),
    }
}

/// The sizes of `x` with another number of elements on an axis, if there is one.
fn with_size<E: Sample>(x: &DynTensor<E>, axis: isize, size: usize) -> Vec<usize> {
    let mut sizes = x.sizes().to_vec();
    let rank = sizes.len() as isize;
    if let Some(old) = usize::try_from(if axis < 0 { axis.saturating_add(rank) } else { axis })
        .ok()
        .and_then(|axis| sizes.get_mut(axis))
    {
        *old = size;
    }
    sizes
}

/// A tensor of these sizes: `x` again where it has them.
fn of_sizes<E: Sample>(sizes: &[usize], x: &DynTensor<E>) -> DynTensor<E> {
    match product(sizes) {
        Some(count) if count <= WALKED => from_values(sizes),
        Some(_) if sizes.contains(&0) => DynTensor::zeros_sized(sizes).unwrap(),
        _ => x.clone(),
    }
}

/// What gives elements of the same type.
pub(super) fn choices<E: Sample>(case: &Case<E>) -> Vec<Outcome<E>> {
    let Case { x, y, z, arguments } = case;
    let ([i, j], [a, b, c]) = (arguments.axes, arguments.numbers);
    let places = &arguments.places;
    let mask = |sizes: &[usize]| index(sizes, places).cast::<bool>();
    let value = E::VALUES[c % E::VALUES.len()];
    let like = mask(if x.numel() <= WALKED { x.sizes() } else { &[] });
    let (line, fitting) = (index(&[places.len()], places), index(&with_size(x, i, a), places));
    let source = of_sizes(fitting.sizes(), x);
    let slices = of_sizes(&with_size(x, j, places.len()), x);
    let other = index(z.sizes(), places);
    let mut results = vec![
        x.where_(&like, y),
        y.where_(&like, x),
        x.where_(&mask(&[]), x),
        x.masked_fill(&like, value),
        x.masked_fill(&mask(y.sizes()), value),
        x.masked_fill(&mask(&[1]), value),
        x.masked_select(&like),
        x.masked_select(&mask(y.sizes())),
        x.masked_select(&mask(&[])),
        x.index_select(i, &line),
        x.index_select(j, &index(&[0], places)),
        x.index_select(i, &other),
        x.gather(i, &fitting),
        x.gather(i, &other),
        x.gather(j, &index(x.sizes(), places)),
        x.scatter(i, &fitting, &source),
        x.scatter(i, &fitting, y),
        x.scatter(j, &other, z),
        x.index_copy(j, &line, &slices),
        x.index_copy(i, &line, y),
        x.index_copy(i, &other, z),
    ];
    for sorted in [x.sort(i, true), x.sort(j, false), x.topk(i, a, true), x.topk(j, b, false), x.topk(i, 1, true)] {
        results.push(sorted.map(|(values, _)| values));
    }
    results.push(read_back(x));
    results
}

/// Writes a file and reads it.
fn read_back<E: Sample>(x: &DynTensor<E>) -> Outcome<E> {
    let mut file = Vec::new();
    x.write_npy(&mut file).unwrap();
    let y = DynTensor::<E>::read_npy(&file[..]).unwrap();
    assert_eq!(y.sizes(), x.sizes());
    assert!(DynTensor::<E>::read_npy(&file[..file.len() - 1]).is_err());
    Ok(y)
}

/// What gives places.
pub(super) fn places<E: Sample>(case: &Case<E>) -> Vec<Outcome<i64>> {
    let Case { x, y, arguments, .. } = case;
    let [i, j] = arguments.axes;
    let sorted = x.sort(i, false).map(|(_, places)| places);
    vec![
        sorted,
        x.argsort(i, true),
        x.argsort(j, false),
        x.searchsorted(y, true),
        from_values::<E>(&[4]).searchsorted(x, false),
        from_values::<E>(&[0]).searchsorted(x, true),
    ]
}

/// Every type becomes every other, and labels become marks.
pub(super) fn casts<E: Sample>(case: &Case<E>) {
    let Case { x, y, arguments, .. } = case;
    inspect(vec![x.try_cast::<f32>()]);
    inspect(vec![x.try_cast::<f64>()]);
    inspect(vec![x.try_cast::<i32>()]);
    inspect(vec![x.try_cast::<i64>()]);
    inspect(vec![x.try_cast::<bool>(), x.eq(y), x.ne(y), x.lt(y), x.le(y), x.gt(y), x.ge(y)]);
    let [classes, ..] = arguments.numbers;
    let labels = index(x.sizes(), &arguments.places);
    inspect(vec![labels.one_hot::<E>(classes), index(&[3], &[0, 1]).one_hot::<E>(classes)]);
}

pub(super) fn questions<E: Sample + Float>(x: &DynTensor<E>) {
    inspect(vec![Ok(x.is_nan()), Ok(x.is_finite()), Ok(x.is_infinite())]);
}

pub(super) fn logic(x: &DynTensor<bool>, y: &DynTensor<bool>) -> Vec<Outcome<bool>> {
    vec![x.logical_and(y), x.logical_or(y), x.logical_xor(y), Ok(x.logical_not())]
}

/// Of a tensor that no memory holds: what would make another one as large.
pub(super) fn too_large<E: Sample>(case: &Case<E>) -> Vec<Outcome<E>> {
    let x = &case.x;
    let ones = index(x.sizes(), &[1]);
    let mask = Tensor::from(true).into_dyn().expand(x.sizes()).unwrap();
    let number = Tensor::from(true).into_dyn();
    let places = index(x.sizes(), &[0]);
    let line = index(&[TOO_MANY], &[0]);
    let same = |_: DynTensor<bool>| x.clone();
    let found = |_: DynTensor<i64>| x.clone();
    let both = |(values, _): (DynTensor<E>, DynTensor<i64>)| values;
    let mut file = Vec::new();
    assert!(x.write_npy(&mut file).is_err() && file.is_empty());
    vec![
        x.where_(&mask, &from_values(&[])),
        x.where_(&number, x),
        from_values(&[]).where_(&mask, &from_values(&[])),
        x.masked_fill(&number, E::ONE),
        x.masked_fill(&mask, E::ONE),
        x.masked_select(&mask),
        x.masked_select(&number),
        x.index_select(0, &index(&[1], &[0])),
        x.index_select(0, &line),
        from_values(&[2]).index_select(0, &line),
        x.gather(0, &places),
        x.scatter(0, &places, x),
        x.index_copy(0, &index(&[x.sizes()[0]], &[0]), x),
        x.sort(0, true).map(both),
        x.topk(0, 1, false).map(both),
        x.argsort(-1, false).map(found),
        from_values::<E>(&[3]).searchsorted(x, true).map(found),
        x.eq(x).map(same),
        x.lt(&from_values(&[])).map(same),
        x.ge(x).map(same),
        ones.one_hot(2),
        ones.one_hot(usize::MAX),
    ]
}
