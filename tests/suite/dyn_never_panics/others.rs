//! Calls that are not operations or take no tensor: `clone`, files, labels, concatenation and stacking of lists.

use super::*;

pub(super) fn others<E: Sample>(case: &Case<E>) {
    let [x, y, _] = &case.tensors;
    let axis = x.rank() as isize - 1;
    let results = [
        Ok(x.detach()),
        x.clone().try_into_shape(),
        DynTensor::concat(&[], axis),
        DynTensor::stack(&[], axis),
        DynTensor::concat(&[x.clone(), y.clone(), x.clone(), y.clone(), x.clone()], axis),
        DynTensor::stack(&[x.clone(), y.clone(), x.clone(), y.clone(), x.clone()], axis),
        index(&[3], &[0, 1]).one_hot(case.seed as usize % 4),
        index(y.sizes(), &[0, 1, case.seed as i64 % 5]).one_hot(case.seed as usize % 7),
        index(y.sizes(), &[0, case.seed as i64]).one_hot(usize::MAX),
    ];
    for result in results {
        inspect(result.map(|y| vec![E::produced(y)]));
    }
    read_back(x);
}

/// A tensor of indices with these sizes, which repeats a few values.
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

/// Writes a file and reads it; a tensor that exceeds any memory gives an error and leaves no file.
fn read_back<E: Sample>(x: &DynTensor<E>) {
    let mut file = Vec::new();
    let written = x.write_npy(&mut file);
    if x.numel() >= TOO_MANY / 2 {
        assert!(written.is_err() && file.is_empty());
        return;
    }
    written.unwrap();
    let y = DynTensor::<E>::read_npy(&file[..]).unwrap();
    assert_eq!(y.sizes(), x.sizes());
    assert!(DynTensor::<E>::read_npy(&file[..file.len() - 1]).is_err());
}
