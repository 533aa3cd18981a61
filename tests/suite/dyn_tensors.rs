//! Programs over `DynTensor` as users of PyTorch and NumPy write them: numbers as operands, negative indices, several axes at once.

use timeseriesml::tensor::gradcheck;
use timeseriesml::{Dyn, DynTensor, Float, ShapeError, Tensor};

type Result<T = (), E = ShapeError> = std::result::Result<T, E>;

fn counted<const RANK: usize>(sizes: [usize; RANK]) -> Result<DynTensor<f64>> {
    let values: Vec<f64> = (0..sizes.iter().product()).map(|i| (1.7 * i as f64 + 0.3).sin()).collect();
    DynTensor::from_slice_sized(sizes, &values)
}

/// Compares the gradient of a function of one tensor with finite differences.
fn differentiated(x: DynTensor<f64>, f: impl Fn(&DynTensor<f64>) -> Result<DynTensor<f64>>) {
    gradcheck(|x| f(&x[0]), &[x]).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn numbers_are_operands_of_tensors() -> Result {
    let x = DynTensor::from_slice_sized([4], &[-2.0_f32, -0.5, 1.0, 3.0])?;
    assert_eq!(x.maximum(0.0)?.to_vec(), [0.0, 0.0, 1.0, 3.0]);
    assert_eq!(x.minimum(&DynTensor::scalar(0.0))?.to_vec(), [-2.0, -0.5, 0.0, 0.0]);
    assert_eq!(x.add(1.0)?.sub(0.5)?.mul(2.0)?.div(4.0)?.to_vec(), [-0.75, 0.0, 0.75, 1.75]);
    assert_eq!(x.pow(2.0)?.to_vec(), [4.0, 0.25, 1.0, 9.0]);
    assert_eq!(x.rem(2.0)?.to_vec(), [0.0, 1.5, 1.0, 1.0]);
    assert_eq!(x.gt(0.0)?.to_vec(), [false, false, true, true]);
    assert_eq!(x.eq(1.0)?.logical_or(&x.lt(-1.0)?)?.to_vec(), [true, false, true, false]);
    assert_eq!(x.where_(&x.ge(0.0)?, 0.0)?.to_vec(), [0.0, 0.0, 1.0, 3.0]);
    assert_eq!(x.searchsorted(0.0, false)?.item()?, 2);
    assert_eq!(x.gt(0.0)?.logical_xor(true)?.to_vec(), [true, true, false, false]);
    // An operand may be a tensor, a reference to one or a box.
    let (reference, boxed) = (&x, Box::new(x.clone()));
    assert_eq!(x.add(&x)?.to_vec(), x.add(reference)?.to_vec());
    assert_eq!(x.add(&boxed)?.to_vec(), x.mul(2.0)?.to_vec());
    let counts = DynTensor::from_slice_sized([3], &[7_i64, -7, 2])?;
    assert_eq!(counts.rem(4)?.maximum(2)?.to_vec(), [3, 2, 2]);
    assert_eq!(counts.ne(2)?.to_vec(), [true, true, false]);
    Ok(())
}

/// Clamps `x` to at least `min`, a number of the generic element type.
fn clipped<E: Float>(x: &DynTensor<E>, min: E) -> Result<DynTensor<E>> {
    x.maximum(&DynTensor::scalar(min))
}

#[test]
fn tensors_with_numbers_as_operands_have_gradients() -> Result {
    let x = counted([2, 3])?;
    assert_eq!(clipped(&x, 0.25)?.to_vec(), x.maximum(0.25)?.to_vec());
    differentiated(x.clone(), |x| clipped(x, 0.25));
    differentiated(x.clone(), |x| x.mul(3.0)?.sub(0.5)?.div(0.7)?.add(2.0));
    differentiated(x.clone(), |x| x.square().add(0.1)?.pow(1.5));
    differentiated(x.clone(), |x| x.minimum(0.1)?.where_(&x.gt(-0.5)?, -1.0));
    differentiated(x, |x| DynTensor::scalar(2.0).pow(x)?.rem(0.9));
    Ok(())
}

#[test]
fn reductions_of_all_elements_give_tensors() -> Result {
    let x = DynTensor::from_slice_sized([2, 2], &[1.0_f32, 2.0, 3.0, 6.0])?;
    let mean: DynTensor = x.mean_all();
    assert_eq!((mean.rank(), mean.item()?), (0, 3.0));
    assert_eq!(x.div(&x.max_all()?)?.to_vec(), [1.0 / 6.0, 2.0 / 6.0, 0.5, 1.0]);
    assert_eq!((x.sum_all().item()?, x.prod_all().item()?), (12.0, 36.0));
    assert_eq!((x.min_all()?.item()?, x.median_all()?.item()?), (1.0, 2.0));
    assert_eq!((x.var_all(0).item()?, x.quantile_all(0.5)?.item()?), (3.5, 2.5));
    assert_eq!((x.argmax_all()?.item()?, x.argmin_all()?.item()?), (3, 0));
    assert!(x.gt(0.0)?.all_all().item()? && !x.gt(9.0)?.any_all().item()?);
    let loss = x.clone().requires_grad();
    let gradients = loss.square().mean_all().backward()?;
    assert_eq!(gradients.get(&loss).unwrap().to_vec(), [0.5, 1.0, 1.5, 3.0]);
    let none = DynTensor::<f32>::zeros_sized([0])?;
    assert_eq!((none.sum_all().item()?, none.prod_all().item()?), (0.0, 1.0));
    assert!(none.mean_all().item()?.is_nan() && none.max_all().is_err() && none.argmax_all().is_err());
    Ok(())
}

#[test]
fn reductions_of_all_elements_have_gradients() -> Result {
    let x = counted([2, 3])?;
    type Reduction = fn(&DynTensor<f64>) -> Result<DynTensor<f64>>;
    let reductions: [Reduction; 11] = [
        |x| Ok(x.sum_all()),
        |x| Ok(x.prod_all()),
        |x| Ok(x.mean_all()),
        |x| Ok(x.var_all(1)),
        |x| Ok(x.std_all(0)),
        |x| Ok(x.norm_all(3.0)),
        |x| Ok(x.logsumexp_all()),
        |x| x.max_all(),
        |x| x.min_all(),
        |x| x.median_all(),
        |x| x.quantile_all(0.3),
    ];
    for reduction in reductions {
        differentiated(x.clone(), reduction);
    }
    Ok(())
}

#[test]
fn places_count_from_the_end() -> Result {
    let x = DynTensor::from_slice_sized([2, 5], &(0..10).collect::<Vec<_>>())?;
    assert_eq!(x.select(-1, -1)?.to_vec(), [4, 9]);
    assert_eq!(x.slice(-1, 1, -1)?.to_vec(), [1, 2, 3, 6, 7, 8]);
    assert_eq!(x.slice(1, -2, 5)?.to_vec(), x.narrow(1, -2, 2)?.to_vec());
    assert_eq!(x.slice_step(1, -5, -1, 2)?.to_vec(), [0, 2, 5, 7]);
    // Computed sizes are `usize`, offsets may be `i64`.
    let (size, offset) = (x.sizes()[1], -2_i64);
    assert_eq!(x.slice(1, offset, size)?.sizes(), [2, 2]);
    assert_eq!(x.slice(1, size - 1, size)?.sizes(), [2, 1]);
    for wrong in [x.select(0, 2), x.select(0, -3), x.slice(0, -3, 2), x.slice(1, 2, 6), x.slice(1, -1, 1)] {
        assert!(wrong.is_err());
    }
    assert_eq!(x.slice(1, 2, 2)?.sizes(), [2, 0]);
    assert!(x.flatten()?.slice(0, isize::MIN, 1).is_err() && x.select(0, usize::MAX).is_err());
    differentiated(counted([2, 5])?, |x| x.slice(-1, -4, -1)?.select(0, -1));
    Ok(())
}

#[test]
fn one_size_follows_from_the_others() -> Result {
    let x = counted([2, 3, 4])?;
    assert_eq!(x.reshape([6, -1])?.sizes(), [6, 4]);
    assert_eq!(x.reshape([-1])?.sizes(), [24]);
    assert_eq!(x.view([-1, 12])?.sizes(), [2, 12]);
    let sizes = vec![4, 6];
    assert_eq!(x.reshape(&sizes)?.sizes(), x.reshape(&sizes[..])?.sizes());
    assert_eq!(x.reshape(x.sizes())?.sizes(), [2, 3, 4]);
    assert_eq!(x.reshape([x.sizes()[0], 12])?.sizes(), [2, 12]);
    assert_eq!(x.narrow(0, 0, 1)?.expand([5, -1, 4])?.sizes(), [5, 3, 4]);
    for wrong in [&[-1, -1][..], &[5, -1], &[0, -1], &[-2, 12], &[-1, 25]] {
        assert!(x.reshape(wrong).is_err() && x.view(wrong).is_err(), "{wrong:?}");
    }
    assert_eq!(DynTensor::<f32>::zeros_sized([0, 3])?.reshape([-1, 3])?.sizes(), [0, 3]);
    differentiated(x, |x| x.reshape([-1, 2])?.select(1, -1));
    Ok(())
}

#[test]
fn several_axes_at_once() -> Result {
    let x = counted([1, 3, 1])?;
    assert_eq!(x.squeeze([0, -1])?.sizes(), [3]);
    assert_eq!(x.squeeze(0)?.sizes(), x.squeeze([0])?.sizes());
    assert_eq!(x.unsqueeze([0, -1])?.sizes(), [1, 1, 3, 1, 1]);
    assert_eq!(x.unsqueeze(vec![1, 2])?.sizes(), [1, 1, 1, 3, 1]);
    assert_eq!(x.repeat([0, 2], [2, 4])?.sizes(), [2, 3, 4]);
    assert_eq!(x.repeat(-1, 2)?.sizes(), [1, 3, 2]);
    let square = DynTensor::from_slice_sized([2, 2], &[1, 2, 3, 4])?;
    assert_eq!(square.roll([0, 1], [1, 1])?.to_vec(), [4, 3, 2, 1]);
    assert_eq!(square.flip([0, 1])?.to_vec(), [4, 3, 2, 1]);
    assert_eq!(square.flip(-1)?.to_vec(), [2, 1, 4, 3]);
    for wrong in
        [x.squeeze([0, 0]), x.squeeze([0, 1]), x.unsqueeze([0, 0]), x.repeat([0, 0], [1, 2]), x.repeat(0, [1, 2])]
    {
        assert!(wrong.is_err());
    }
    differentiated(x, |x| x.squeeze([-1, 0])?.unsqueeze([0, 2])?.repeat([2, 1], [2, 2])?.roll([2, 1], [1, -2]));
    Ok(())
}

#[test]
fn an_index_has_any_rank() -> Result {
    let x = counted([3, 2])?;
    let table = DynTensor::from_slice_sized([2, 2], &[0, 2, 1, 1])?;
    assert_eq!(x.index_select(0, &table)?.sizes(), [2, 2, 2]);
    assert_eq!(x.index_select(1, &DynTensor::scalar(1))?.sizes(), [3]);
    assert_eq!(x.index_select(0, &DynTensor::zeros_sized([0, 4])?)?.sizes(), [0, 4, 2]);
    assert_eq!(x.index_select(0, &table)?.to_vec(), x.index_select(0, &table.flatten()?)?.to_vec());
    assert!(x.index_select(1, &table).is_err());
    differentiated(x, |x| x.index_select(0, &table));
    Ok(())
}

#[test]
fn signals_are_padded_on_either_side() -> Result {
    let (x, weight) = (counted([2, 2, 5])?, counted([3, 2, 2])?);
    let padded = x.pad(-1, 3, 1, 0.0)?;
    let expected = padded.conv1d(&weight, None, 2, 0, 1)?;
    assert_eq!(x.conv1d(&weight, None, 2, (3, 1), 1)?.to_vec(), expected.to_vec());
    assert_eq!(x.conv1d(&weight, None, 1, (1, 0), 1)?.to_vec(), x.causal_conv1d(&weight, None, 1)?.to_vec());
    assert_eq!(x.conv1d(&weight, None, 1, (2, 2), 1)?.to_vec(), x.conv1d(&weight, None, 1, 2, 1)?.to_vec());
    let depthwise = counted([2, 1, 3])?;
    let expected = x.pad(-1, 0, 2, 0.0)?.conv1d_grouped(&depthwise, None, 1, 0, 1, 2)?;
    assert_eq!(x.conv1d_grouped(&depthwise, None, 1, (0, 2), 1, 2)?.to_vec(), expected.to_vec());
    let gradients = gradcheck(|x| x[0].conv1d(&x[1], None, 2, (0, 3), 2), &[x.clone(), weight]);
    gradients.unwrap_or_else(|e| panic!("{e}"));
    let gradients = gradcheck(|x| x[0].conv1d_grouped(&x[1], None, 2, (2, 0), 1, 2), &[x, depthwise]);
    gradients.unwrap_or_else(|e| panic!("{e}"));
    Ok(())
}

#[test]
fn rows_of_several_axes_are_normalized() -> Result {
    let (x, weight) = (counted([2, 3, 4])?, counted([3, 4])?);
    let y = x.layer_norm_over(2, None, None, 1e-5)?;
    let centered = x.sub(&x.mean_axes([1, 2], true)?)?;
    let expected = centered.div(&x.var_axes([-2, -1], true, 0)?.add(1e-5)?.sqrt())?;
    assert!(y.sub(&expected)?.abs().lt(1e-12)?.all_all().item()?);
    assert_eq!(x.layer_norm(Some(&weight), None, 1e-5)?.to_vec(), y.mul(&weight)?.to_vec());
    assert_eq!(x.layer_norm(None, None, 1e-5)?.to_vec(), x.layer_norm_over(1, None, None, 1e-5)?.to_vec());
    for wrong in [x.layer_norm_over(4, None, None, 1e-5), x.layer_norm_over(1, Some(&weight), None, 1e-5)] {
        assert!(wrong.is_err());
    }
    let gradients = gradcheck(|x| x[0].layer_norm(Some(&x[1]), Some(&x[1]), 1e-5), &[x, weight]);
    gradients.unwrap_or_else(|e| panic!("{e}"));
    Ok(())
}

#[test]
fn an_empty_range_is_an_empty_tensor() -> Result {
    assert_eq!(DynTensor::arange_to(0, 0, 1)?.sizes(), [0]);
    assert_eq!(DynTensor::arange_to(1.5, 1.5, -0.25)?.sizes(), [0]);
    let none: Tensor<(Dyn,), i64> = Tensor::arange_to(3, 3, 1)?;
    assert_eq!(none.sizes(), [0]);
    assert!(DynTensor::arange_to(0, 3, -1).is_err() && DynTensor::arange_to(0, 0, 0).is_err());
    Ok(())
}

#[test]
fn a_cast_does_not_lose_a_gradient_silently() -> Result {
    let x = DynTensor::<f32>::ones_sized([2])?.requires_grad();
    let error = x.cast::<f64>().unwrap_err();
    assert!(matches!(error, ShapeError::CastTracked { .. }) && error.to_string().contains("detach"), "{error}");
    assert_eq!(x.detach().cast::<f64>()?.to_vec(), [1.0; 2]);
    assert!(x.cast::<f32>()?.is_tracked());
    // Integers and booleans have no gradient to lose.
    assert_eq!(x.cast::<i64>()?.to_vec(), [1, 1]);
    Ok(())
}
