//! Conversions to and from arrays of the crate `ndarray` (feature `ndarray`). Values are copied in both directions.

use super::{Element, Result, ShapeError, Tensor};
use crate::shape::{Ranked, Shape};
use ndarray::{Array, ArrayD, ArrayView, Dimension, IntoDimension, IxDyn};

/// Converts an array with any strides, if its sizes fit the type; a [`DynTensor`](super::DynTensor) accepts up to eight axes.
///
/// # Errors
/// [`ShapeError::Rank`] or [`ShapeError::Size`], which names the axis.
///
/// # Example
/// ```
/// use ndarray::{Array2, array};
/// use timeseriesml::{Dim, Dyn, Tensor};
/// let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
/// let x: Tensor<(Dyn, Dim<2>), f64> = a.t().try_into()?;
/// assert_eq!(x.to_vec(), [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
/// let back: Array2<f64> = (&x).into();
/// assert_eq!(back, a.t());
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
impl<S: Shape, E: Element, D: Dimension> TryFrom<ArrayView<'_, E, D>> for Tensor<S, E> {
    type Error = ShapeError;

    fn try_from(array: ArrayView<'_, E, D>) -> Result<Self> {
        let x = match array.as_slice() {
            Some(values) => super::DynTensor::from_slice_sized(array.shape(), values),
            None => super::DynTensor::from_slice_sized(array.shape(), &array.iter().copied().collect::<Vec<_>>()),
        };
        x?.try_into_shape()
    }
}

/// Same as the conversion from a view.
impl<S: Shape, E: Element, D: Dimension> TryFrom<&Array<E, D>> for Tensor<S, E> {
    type Error = ShapeError;

    fn try_from(array: &Array<E, D>) -> Result<Self> {
        array.view().try_into()
    }
}

/// Same as the conversion from a view.
impl<S: Shape, E: Element, D: Dimension> TryFrom<Array<E, D>> for Tensor<S, E> {
    type Error = ShapeError;

    fn try_from(array: Array<E, D>) -> Result<Self> {
        array.view().try_into()
    }
}

fn owned<S: Shape, E: Element, D: Dimension>(x: &Tensor<S, E>, sizes: D) -> Array<E, D> {
    Array::from_shape_vec(sizes, x.to_vec()).expect("a tensor has as many values as its sizes say")
}

/// Makes an array with the values in the standard layout, row-major.
impl<S: Shape, E: Element> From<&Tensor<S, E>> for ArrayD<E> {
    fn from(x: &Tensor<S, E>) -> Self {
        owned(x, IxDyn(x.sizes()))
    }
}

macro_rules! ranks { ($($rank:literal)*) => { $(
    /// Makes an array with the values in the standard layout, row-major.
    impl<S: Ranked<Sizes = [usize; $rank]>, E: Element> From<&Tensor<S, E>>
        for Array<E, ndarray::Dim<[ndarray::Ix; $rank]>>
    {
        fn from(x: &Tensor<S, E>) -> Self {
            let sizes: [usize; $rank] = std::array::from_fn(|axis| x.sizes()[axis]);
            owned(x, sizes.into_dimension())
        }
    }
)* } }
ranks! { 0 1 2 3 4 5 6 }

#[cfg(test)]
mod tests {
    use crate::shape::{Batch, Dim, Dyn};
    use crate::tensor::{DynTensor, Tensor};
    use ndarray::{Array, Array0, Array1, Array2, Array3, ArrayD, Axis, s};
    use timeseriesml_core::error::ShapeError;

    fn counted() -> Array3<i64> {
        Array::from_shape_fn((2, 3, 4), |(i, j, k)| (100 * i + 10 * j + k) as i64)
    }

    #[test]
    fn arrays_of_any_strides_become_tensors() {
        let a = counted();
        let x: Tensor<(Batch, Dim<3>, Dyn), i64> = a.view().try_into().unwrap();
        assert_eq!(x.to_vec(), a.iter().copied().collect::<Vec<_>>());
        let backwards = a.slice(s![.., ..;-1, 1..;2]);
        let x: Tensor<(Dim<2>, Dim<3>, Dim<2>), i64> = backwards.try_into().unwrap();
        assert_eq!(x.to_array(), [[[21, 23], [11, 13], [1, 3]], [[121, 123], [111, 113], [101, 103]]]);
        let stretched = Array1::from(vec![1.5_f32, 2.5]);
        let x: DynTensor = stretched.broadcast((2, 2)).unwrap().try_into().unwrap();
        assert_eq!((x.sizes(), x.to_vec()), (&[2, 2][..], vec![1.5, 2.5, 1.5, 2.5]));
        let x: DynTensor<bool> = Array2::from_elem((0, 3), true).try_into().unwrap();
        assert_eq!(x.sizes(), [0, 3]);
    }

    #[test]
    fn tensors_become_arrays_in_the_standard_layout() {
        let a = counted();
        let x: Tensor<(Dim<2>, Dim<3>, Dim<4>), i64> = (&a).try_into().unwrap();
        assert_eq!(Array3::from(&x), a);
        let turned = Array3::from(&x.transpose::<0, 2>());
        assert_eq!(turned, a.t());
        assert!(turned.is_standard_layout());
        assert_eq!(ArrayD::from(&x.select::<1>(2).into_dyn()), a.index_axis(Axis(1), 2).into_dyn());
        assert_eq!(Array0::from(&Tensor::from(2.5)).into_scalar(), 2.5);
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        let wrong = Tensor::<(Batch, Dim<4>, Dyn), i64>::try_from(counted()).map(|x| x.to_vec());
        assert!(matches!(wrong, Err(ShapeError::Size { axis: 1, expected: 4, found: 3, .. })));
        let wrong = Tensor::<(Batch, Dim<3>), i64>::try_from(counted()).map(|x| x.to_vec());
        assert!(matches!(wrong, Err(ShapeError::Rank { .. })));
        let nine = ArrayD::<f32>::zeros(vec![1; 9]);
        assert!(matches!(DynTensor::try_from(nine), Err(ShapeError::Rank { .. })));
    }
}
