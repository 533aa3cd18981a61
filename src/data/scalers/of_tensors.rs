//! Scales tensors whose last axis holds the columns, and inverts the scaling.

use super::error::ScalerError;
use super::fitted::FittedScaler;
use super::stored::AffineColumns;
use crate::shape::{DynShape, HasColumns, LastAxis, Ranked};
use crate::tensor::{DynTensor, Float, Function, ShapeError, Tensor};
use std::marker::PhantomData;

impl FittedScaler {
    /// Scales a tensor whose last axis holds the columns. The result is differentiable. It is computed in the tensor's element type,
    /// or in `f64` if a column's map is not affine.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{DynTensor, Standard, data::Scaler};
    /// let scaler = Standard.fit(&[&[1.0, 3.0], &[10.0, 30.0]])?;
    /// let x = DynTensor::from_slice_sized([1, 2], &[3.0_f32, 20.0])?;
    /// assert_eq!(scaler.transform_tensor(&x)?.to_vec(), [1.0, 0.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// # Errors
    /// [`ShapeError::Size`] if the last axis has a different number of columns than the scaler, [`ShapeError::Rank`] if there is
    /// no axis, [`ShapeError::Argument`] if an offset or a scale is outside the range of the element type, or if a value is
    /// outside the domain of its column's logarithm or power.
    pub fn transform_tensor<E: Float>(&self, x: &DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let Some(affine) = self.affine_columns() else { return self.map_tensor(x, false) };
        let (offsets, scales) = self.constants(&affine, x)?;
        let z = x.sub(&offsets)?.div(&scales)?;
        let z = if affine.zero == 0.0 { z } else { z.add(&self.zeros(&affine)?)? };
        Ok(match affine.clip {
            Some((low, high)) => z.clamp(E::from_f64(low), E::from_f64(high)),
            None => z,
        })
    }

    /// Converts a scaled tensor back to the units of its columns: the inverse of [`transform_tensor`](Self::transform_tensor).
    ///
    /// # Errors
    /// The errors of [`transform_tensor`](Self::transform_tensor).
    pub fn inverse_transform_tensor<E: Float>(&self, z: &DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let Some(affine) = self.affine_columns() else { return self.map_tensor(z, true) };
        let (offsets, scales) = self.constants(&affine, z)?;
        let z = if affine.zero == 0.0 { z.clone() } else { z.sub(&self.zeros(&affine)?)? };
        z.mul(&scales)?.add(&offsets)
    }

    fn map_tensor<E: Float>(&self, x: &DynTensor<E>, inverse: bool) -> Result<DynTensor<E>, ShapeError> {
        self.check_last_axis(x)?;
        ScaledColumns { scaler: self.clone(), inverse, element: PhantomData }.apply(x)
    }

    fn zeros<E: Float>(&self, affine: &AffineColumns) -> Result<DynTensor<E>, ShapeError> {
        DynTensor::full_sized([self.columns()], E::from_f64(affine.zero))
    }

    fn check_last_axis<E: Float>(&self, x: &DynTensor<E>) -> Result<(), ShapeError> {
        let (op, sizes) = ("scaler", x.sizes());
        let Some((axis, &found)) = sizes.iter().enumerate().next_back() else {
            return Err(ShapeError::Rank { op, expected: "at least one axis".into(), found: sizes.into() });
        };
        let expected = self.columns();
        match found == expected {
            true => Ok(()),
            false => Err(ShapeError::Size { op, axis, name: "columns", expected, found, sizes: sizes.into() }),
        }
    }

    /// Returns offsets and scales as tensors that broadcast to `x`.
    fn constants<E: Float>(
        &self,
        affine: &AffineColumns,
        x: &DynTensor<E>,
    ) -> Result<(DynTensor<E>, DynTensor<E>), ShapeError> {
        self.check_last_axis(x)?;
        let constant = |name, value: f64| match E::from_f64(value) {
            narrow if narrow.is_finite() && (narrow != E::ZERO || value == 0.0) => Ok(narrow),
            _ => {
                let allowed = "within the range of the tensor's element type: take `f64`, or another unit".into();
                Err(ShapeError::Argument { op: "scaler", name, found: format!("{value:e}"), allowed })
            }
        };
        let maps = affine.maps.iter();
        let offsets = maps.clone().map(|map| constant("an offset", map.offset)).collect::<Result<Vec<_>, _>>()?;
        let scales = maps.map(|map| constant("a scale", map.scale)).collect::<Result<Vec<_>, _>>()?;
        let columns = [self.columns()];
        Ok((DynTensor::from_slice_sized(columns, &offsets)?, DynTensor::from_slice_sized(columns, &scales)?))
    }
}

/// Maps the columns of the last axis value by value; the backward pass multiplies the gradient by the slope of the map.
struct ScaledColumns<E> {
    scaler: FittedScaler,
    inverse: bool,
    element: PhantomData<fn() -> E>,
}

impl<E: Float> ScaledColumns<E> {
    /// Applies `map` to each value and its column.
    fn mapped(
        &self,
        x: &DynTensor<E>,
        map: impl Fn(usize, f64) -> Result<f64, ShapeError>,
    ) -> Result<DynTensor<E>, ShapeError> {
        let columns = self.scaler.columns();
        let values = x.to_vec().into_iter().enumerate();
        let values =
            values.map(|(i, x)| map(i % columns, x.to_f64()).map(E::from_f64)).collect::<Result<Vec<_>, _>>()?;
        DynTensor::from_slice_sized(x.sizes(), &values)
    }
}

impl<E: Float> Function for ScaledColumns<E> {
    type Element = E;
    type Inputs = DynTensor<E>;
    type Output = DynShape;

    fn forward(&self, x: &DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.mapped(x, |column, x| match self.inverse {
            true => Ok(self.scaler.inverse_transform(column, x)),
            false => self.scaler.try_transform(column, x).map_err(|error| {
                let allowed = format!("in the scaler's domain ({error})");
                ShapeError::Argument { op: "scaler", name: "a value", found: x.to_string(), allowed }
            }),
        })
    }

    fn backward(&self, x: &DynTensor<E>, _: &DynTensor<E>, grad: &DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let slope = |column, x| match self.inverse {
            true => self.scaler.inverse_slope(column, x),
            false => self.scaler.slope(column, x),
        };
        self.mapped(x, |column, x| Ok(slope(column, x)))?.mul(grad)
    }
}

/// A fitted scaler of `COLUMNS` columns for typed tensors. A tensor whose last axis has a different size does not compile.
///
/// # Example
/// ```
/// use timeseriesml::{Batch, Dim, Standard, Tensor, data::{Scaler, TensorScaler}};
/// let scaler = TensorScaler::<2>::try_from(Standard.fit(&[&[1.0, 3.0], &[10.0, 30.0]])?)?;
/// let x: Tensor<(Batch, Dim<2>)> = Tensor::from_slice_sized([1, 2], &[3.0, 20.0])?;
/// let z = scaler.transform(&x)?;
/// assert_eq!(z.to_vec(), [1.0, 0.0]);
/// assert_eq!(scaler.inverse_transform(&z)?.to_vec(), [3.0, 20.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TensorScaler<const COLUMNS: usize> {
    // Invariant: has COLUMNS columns, checked by `try_from`, the only constructor.
    inner: FittedScaler,
}

impl<const COLUMNS: usize> TryFrom<FittedScaler> for TensorScaler<COLUMNS> {
    type Error = ScalerError;

    fn try_from(inner: FittedScaler) -> Result<Self, ScalerError> {
        inner.check_count(COLUMNS)?;
        Ok(TensorScaler { inner })
    }
}

impl<const COLUMNS: usize> TensorScaler<COLUMNS> {
    /// Returns the scaler without the number of columns in its type.
    pub fn as_dyn(&self) -> &FittedScaler {
        &self.inner
    }

    /// Scales a tensor whose last axis holds the columns, as [`FittedScaler::transform_tensor`] does.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] if an offset or a scale is outside the range of the element type, or if a value is outside the
    /// domain of its column's logarithm or power; [`ShapeError::TooLarge`] if there is not enough memory.
    pub fn transform<S: Ranked, E: Float>(&self, x: &Tensor<S, E>) -> Result<Tensor<S, E>, ShapeError>
    where
        S::Known: LastAxis,
        <S::Known as LastAxis>::Last: HasColumns<COLUMNS>,
    {
        self.inner.transform_tensor(&x.clone().into_dyn())?.try_into_shape()
    }

    /// Converts a scaled tensor back to the units of its columns: the inverse of [`transform`](Self::transform).
    ///
    /// # Errors
    /// The errors of [`transform`](Self::transform).
    pub fn inverse_transform<S: Ranked, E: Float>(&self, z: &Tensor<S, E>) -> Result<Tensor<S, E>, ShapeError>
    where
        S::Known: LastAxis,
        <S::Known as LastAxis>::Last: HasColumns<COLUMNS>,
    {
        self.inner.inverse_transform_tensor(&z.clone().into_dyn())?.try_into_shape()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BoxCox, Log, MinMax, PerColumn, QuantileTransform, Scaler, Standard, YeoJohnson};
    use super::*;
    use crate::shape::{Batch, Dim};
    use crate::tensor::gradcheck;

    fn scaler() -> FittedScaler {
        MinMax.range(-1.0, 3.0).fit(&[&[1.0, 3.0], &[10.0, 30.0], &[5.0; 2]]).unwrap()
    }

    #[test]
    fn tensors_are_scaled_as_numbers_are() {
        let values = [1.5, 12.0, 5.0, 2.0, 40.0, 6.0];
        let x = DynTensor::from_slice_sized([2, 3], &values).unwrap();
        for scaler in
            [scaler(), MinMax.range(-1.0, 3.0).clip(true).fit(&[&[1.0, 3.0], &[10.0, 30.0], &[5.0, 6.0]]).unwrap()]
        {
            let z = scaler.transform_tensor(&x).unwrap();
            let expected: Vec<f64> = values.iter().enumerate().map(|(i, &x)| scaler.transform(i % 3, x)).collect();
            assert_eq!(z.to_vec(), expected);
            let back: Vec<f64> =
                expected.iter().enumerate().map(|(i, &z)| scaler.inverse_transform(i % 3, z)).collect();
            assert_eq!(scaler.inverse_transform_tensor(&z).unwrap().to_vec(), back);
        }
    }

    #[test]
    fn typed_tensors_keep_their_shape() {
        let typed = TensorScaler::<3>::try_from(scaler()).unwrap();
        let x: Tensor<(Batch, Dim<2>, Dim<3>)> = Tensor::full_sized([4, 2, 3], 2.0).unwrap();
        let z: Tensor<(Batch, Dim<2>, Dim<3>)> = typed.transform(&x).unwrap();
        assert_eq!(z.sizes(), [4, 2, 3]);
        assert_eq!(typed.as_dyn().transform_tensor(&x.into_dyn()).unwrap().to_vec(), z.to_vec());
        let message = TensorScaler::<5>::try_from(scaler()).unwrap_err().to_string();
        assert!(message.contains("fitted to 3 columns, but 5 are needed"), "{message}");
    }

    #[test]
    fn mistakes_of_run_time_tensors_are_errors() {
        let message = |sizes: &[usize]| {
            scaler().transform_tensor(&DynTensor::full_sized(sizes, 1.0_f32).unwrap()).unwrap_err().to_string()
        };
        assert_eq!(message(&[4, 2]), "scaler: axis 1 (columns) must have size 3, found 2 (sizes [4, 2])");
        assert_eq!(message(&[]), "scaler: expected at least one axis, found the sizes []");
        for column in [[1e200, 3e200], [0.0, 1e-200]] {
            let scaler = Standard.fit(&[&column]).unwrap();
            let error =
                scaler.transform_tensor(&DynTensor::full_sized([2, 1], 1.0_f32).unwrap()).unwrap_err().to_string();
            assert!(error.contains("must be within the range of the tensor's element type"), "{error}");
            let _ = scaler.transform_tensor(&DynTensor::full_sized([2, 1], 1.0_f64).unwrap()).unwrap();
        }
    }

    #[test]
    fn gradient_matches_finite_differences() {
        let x = DynTensor::from_slice_sized([2, 3], &[1.5, 12.0, 5.0, 2.0, 17.0, 6.0]).unwrap();
        gradcheck(|x| scaler().transform_tensor(&x[0]), std::slice::from_ref(&x)).unwrap();
        gradcheck(|z| scaler().inverse_transform_tensor(&z[0]), std::slice::from_ref(&x)).unwrap();
    }

    fn not_affine() -> FittedScaler {
        let rule = PerColumn::new(YeoJohnson::new().lambda(0.4))
            .column("log", Log::new().shift(0.5).then(Standard))
            .column("power", BoxCox::new().lambda(-0.3))
            .column("table", QuantileTransform::new().normal())
            .column("part", QuantileTransform::new())
            .column("clipped", MinMax.range(0.0, 1.0).clip(true));
        let x = [1.0, 2.0, 4.5, 7.0, 11.0, 30.0];
        let negative = x.map(|x| 3.0 - x);
        let columns: [&[f64]; 6] = [&x, &x, &negative, &x, &x, &x];
        rule.fit_named(&["log", "power", "both", "table", "part", "clipped"], &columns).unwrap()
    }

    #[test]
    fn tensors_of_columns_that_are_not_affine_are_scaled_as_numbers_are() {
        let scaler = not_affine();
        let values: Vec<f64> = (0..12).map(|i| 1.2 + 0.9 * f64::from(i)).collect();
        let x = DynTensor::from_slice_sized([2, 6], &values).unwrap();
        let z = scaler.transform_tensor(&x).unwrap();
        let expected: Vec<f64> = values.iter().enumerate().map(|(i, &x)| scaler.transform(i % 6, x)).collect();
        assert_eq!(z.to_vec(), expected);
        let back: Vec<f64> = expected.iter().enumerate().map(|(i, &z)| scaler.inverse_transform(i % 6, z)).collect();
        assert_eq!(scaler.inverse_transform_tensor(&z).unwrap().to_vec(), back);
        let typed = TensorScaler::<6>::try_from(scaler.clone()).unwrap();
        let x: Tensor<(Batch, Dim<6>)> = Tensor::full_sized([3, 6], 2.0).unwrap();
        assert_eq!(typed.transform(&x).unwrap().sizes(), [3, 6]);
        let empty = DynTensor::<f64>::full_sized([0, 6], 1.0).unwrap();
        assert_eq!(scaler.transform_tensor(&empty).unwrap().sizes(), [0, 6]);
    }

    #[test]
    fn gradients_of_maps_that_are_not_affine_match_finite_differences() {
        let scaler = not_affine();
        // No value is at a quantile, where the slope changes.
        let x = [1.4, 2.3, -3.1, 3.3, 8.2, 2.2, 9.4, 12.0, 1.7, 5.1, 20.0, 9.0];
        let x = DynTensor::from_slice_sized([2, 6], &x).unwrap();
        gradcheck(|x| scaler.transform_tensor(&x[0]), std::slice::from_ref(&x)).unwrap();
        let z = scaler.transform_tensor(&x).unwrap();
        gradcheck(|z| scaler.inverse_transform_tensor(&z[0]), std::slice::from_ref(&z)).unwrap();
    }

    #[test]
    fn a_tensor_with_a_value_without_a_logarithm_is_an_error() {
        let scaler = Log::new().fit(&[&[1.0, 2.0]]).unwrap();
        let x = DynTensor::full_sized([2, 1], -1.0_f32).unwrap();
        let message = scaler.transform_tensor(&x).unwrap_err().to_string();
        assert!(message.contains("log scaler: column 0: found -1, expected a number above 0"), "{message}");
        let x = DynTensor::full_sized([2, 3], 1.0_f32).unwrap();
        assert!(
            scaler
                .transform_tensor(&x)
                .unwrap_err()
                .to_string()
                .starts_with("scaler: axis 1 (columns) must have size 1")
        );
    }
}
