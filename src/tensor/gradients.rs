//! The result of a backward pass: a gradient for each leaf, in the shape of the leaf.

use super::{Element, Float, ShapeError, Tensor, or_panic};
use crate::shape::Shape;
use timeseriesml_core::array::Array;
use timeseriesml_core::autodiff::gradients;

/// The gradients of one backward pass, looked up by the parameter itself, not by name or position.
///
/// # Example
/// ```
/// # use timeseriesml::{Dim, Tensor};
/// let w: Tensor<(Dim<3>,)> = Tensor::from([1.0, 2.0, 3.0]).requires_grad();
/// let grads = (&w * &w).sum_all().backward();
/// assert_eq!(grads.get(&w).unwrap().to_vec(), [2.0, 4.0, 6.0]);
///
/// let mut clipped = grads.clone(); // copy on write
/// clipped.map(|g| g.min(3.0));
/// assert_eq!(clipped.get(&w).unwrap().to_vec(), [2.0, 3.0, 3.0]);
/// assert_eq!(grads.get(&w).unwrap().to_vec(), [2.0, 4.0, 6.0]);
/// ```
#[derive(Clone)]
pub struct Gradients<E: Element = f32>(pub(super) gradients::Gradients<E>);

impl<E: Float> Gradients<E> {
    /// The gradient of a leaf, in the shape of the leaf; `None` if the loss does not depend on the leaf.
    ///
    /// Tensors have no `grad` field that must be zeroed before the next step: each backward pass returns new gradients.
    #[doc(alias = "grad")]
    #[doc(alias = "zero_grad")]
    pub fn get<L: Leaf<E>>(&self, leaf: &L) -> Option<Tensor<L::Shape, E>> {
        let node = leaf.tensor().array().node()?;
        Some(Tensor::from_array(self.of_leaf(node.number())?.clone()))
    }

    pub(crate) fn of_leaf(&self, leaf: u64) -> Option<&Array<E>> {
        self.0.of_leaf(leaf)
    }

    /// The number of leaves that have a gradient.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no leaf has a gradient.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The Euclidean norm of all gradients together. It does not overflow: a single element of 2e19 gives the norm 2e19, although its square is
    /// beyond the range of `f32`.
    pub fn norm(&self) -> f64 {
        self.0.norm()
    }

    /// Whether all elements are finite.
    pub fn all_finite(&self) -> bool {
        self.0.all_finite()
    }

    /// Multiplies all gradients by `factor`.
    ///
    /// # Panics
    /// If there is not enough memory for a copy of shared gradients.
    #[track_caller]
    pub fn scale(&mut self, factor: E) {
        self.map(|x| x * factor);
    }

    /// Applies `f` to each element.
    ///
    /// # Panics
    /// Same as [`scale`](Self::scale).
    #[track_caller]
    pub fn map(&mut self, f: impl Fn(E) -> E + Sync) {
        or_panic(self.0.map(f));
    }

    /// Scales all gradients together so that their norm is at most `max_norm`, and returns their norm before scaling.
    ///
    /// Does the same as `torch.nn.utils.clip_grad_norm_` with `error_if_nonfinite=True`: the factor is `max_norm / (norm + 1e-6)`, applied only if it
    /// is below one.
    ///
    /// # Example
    /// ```
    /// # use timeseriesml::{Dim, Tensor};
    /// let w: Tensor<(Dim<2>,)> = Tensor::from([3.0, 4.0]).requires_grad();
    /// let mut gradients = (&w * 2.0 * 1e19).sum_all().backward();
    /// assert!(gradients.clip_norm(1.0)? > 2.8e19);
    /// assert!((gradients.norm() - 1.0).abs() < 1e-6);
    /// # Ok::<(), timeseriesml::tensor::GradientError>(())
    /// ```
    /// # Errors
    /// [`GradientError::Limit`] if `max_norm` is negative or NaN, [`GradientError::NormNotFinite`] if an element is NaN or infinite;
    /// the gradients are unchanged.
    #[doc(alias = "clip_grad_norm_")]
    pub fn clip_norm(&mut self, max_norm: f64) -> Result<f64, GradientError> {
        if max_norm.is_nan() || max_norm < 0.0 {
            return Err(GradientError::Limit { what: "norm", found: max_norm });
        }
        let norm = self.norm();
        if !norm.is_finite() {
            return Err(GradientError::NormNotFinite { norm });
        }
        let factor = max_norm / (norm + 1e-6);
        if factor < 1.0 {
            let narrow = E::from_f64(factor);
            match narrow < E::MIN_POSITIVE {
                // Converted to `E`, the factor would be subnormal and imprecise, even if the products are not subnormal.
                true => self.0.map(|x| E::from_f64(x.to_f64() * factor))?,
                false => self.0.map(|x| x * narrow)?,
            }
        }
        Ok(norm)
    }

    /// Clamps each element to between `-limit` and `limit`. A NaN stays NaN.
    ///
    /// # Errors
    /// [`GradientError::Limit`] if `limit` is negative or NaN; the gradients are unchanged.
    #[doc(alias = "clip_grad_value_")]
    pub fn clip_value(&mut self, limit: f64) -> Result<(), GradientError> {
        if limit.is_nan() || limit < 0.0 {
            return Err(GradientError::Limit { what: "value", found: limit });
        }
        let limit = E::from_f64(limit);
        let clip = |x: E| {
            if x > limit {
                limit
            } else if x < -limit {
                -limit
            } else {
                x
            }
        };
        Ok(self.0.map(clip)?)
    }

    /// Adds the gradients of another backward pass: two half batches add up to one whole batch.
    ///
    /// # Panics
    /// If there is not enough memory for a sum.
    #[track_caller]
    pub fn accumulate(&mut self, other: Gradients<E>) {
        or_panic(self.0.accumulate(other.0));
    }
}

impl<E: Element> std::fmt::Debug for Gradients<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Why gradients were not clipped; the gradients are unchanged.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GradientError {
    /// The limit is negative or NaN.
    #[error("the limit of the gradient's {what} is {found}, expected a number of at least 0")]
    Limit {
        /// What the limit is for: `norm` or `value`.
        what: &'static str,
        /// The limit.
        found: f64,
    },
    /// An element of a gradient is NaN or infinite, or the norm is beyond the range of `f64`.
    #[error("the norm of the gradients is {norm}, not a finite number; lower the learning rate, or scale the data")]
    NormNotFinite {
        /// The norm.
        norm: f64,
    },
    /// There is not enough memory for a copy of gradients that are shared.
    #[error(transparent)]
    Memory(#[from] ShapeError),
}

debug_is_message! { GradientError }

/// A leaf that can have a gradient: a [`Tensor`] or a [`Parameter`](crate::nn::Parameter).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a leaf with a gradient of `{E}`",
    label = "expected a tensor or a parameter of `{E}`",
    note = "a leaf is a `Parameter` of a layer, or a tensor made by `requires_grad`"
)]
pub trait Leaf<E: Float> {
    /// The shape of the leaf and of its gradient.
    type Shape: Shape;
    #[doc(hidden)]
    fn tensor(&self) -> &Tensor<Self::Shape, E>;
}
impl<S: Shape, E: Float> Leaf<E> for Tensor<S, E> {
    type Shape = S;
    fn tensor(&self) -> &Tensor<S, E> {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Dim;

    fn gradients<E: Float>(values: [f64; 2]) -> (Tensor<(Dim<2>,), E>, Gradients<E>) {
        let x: Tensor<(Dim<2>,), E> = Tensor::<_, E>::ones().requires_grad();
        let slopes = Tensor::from(values.map(E::from_f64));
        let gradients = (&x * &slopes).sum_all().backward();
        (x, gradients)
    }

    #[test]
    fn norm_neither_overflows_nor_underflows() {
        for exponent in [0, 18, 19, 20, 30, 38, -10, -19, -23, -30, -36] {
            let unit = 10.0f64.powi(exponent);
            let (x, mut single) = gradients::<f32>([0.3 * unit, -0.4 * unit]);
            assert!((single.norm() / unit - 0.5).abs() < 1e-6, "1e{exponent}: {}", single.norm());
            if exponent < -10 {
                continue;
            }
            // PyTorch adds 1e-6 to the norm.
            let limit = 0.25 * unit;
            single.clip_norm(limit).unwrap();
            let expected = (limit / (0.5 * unit + 1e-6)).min(1.0);
            let first = f64::from(single.get(&x).unwrap().to_vec()[0]) / (0.3 * unit);
            assert!((first - expected).abs() < 1e-4 * expected, "1e{exponent}: {first}, expected {expected}");
        }
        for exponent in [0, 153, 160, 200, 300, -100, -160, -200, -300] {
            let unit = 10.0f64.powi(exponent);
            let (_, double) = gradients::<f64>([0.3 * unit, -0.4 * unit]);
            assert!((double.norm() / unit - 0.5).abs() < 1e-14, "1e{exponent}: {}", double.norm());
        }
        assert_eq!(gradients::<f32>([0.0, 0.0]).1.norm(), 0.0);
        // The norm overflows `f32`, but the gradients are still clipped.
        let (x, mut large) = gradients::<f32>([3e38, 3e38]);
        assert!((large.clip_norm(1.0).unwrap() / (3e38 * 2.0f64.sqrt()) - 1.0).abs() < 1e-6);
        assert!((large.get(&x).unwrap().to_vec()[0] - 0.5f32.sqrt()).abs() < 1e-5);
        // The factor underflows `f32`, but the gradients are still clipped.
        let (x, mut large) = gradients::<f32>([3e38, 4e38 / 2.0]);
        large.clip_norm(1e-10).unwrap();
        let clipped = large.get(&x).unwrap().to_vec()[0] / 1e-10;
        assert!((clipped - 3.0 / 13.0f32.sqrt()).abs() < 1e-6, "{clipped}");
    }

    #[test]
    fn limits_and_norms_that_mean_nothing_are_refused() {
        let (x, mut found) = gradients::<f32>([3.0, 4.0]);
        for limit in [-1.0, f64::NAN] {
            let error = found.clip_norm(limit).unwrap_err().to_string();
            assert_eq!(error, format!("the limit of the gradient's norm is {limit}, expected a number of at least 0"));
            assert!(matches!(found.clip_value(limit), Err(GradientError::Limit { what: "value", .. })));
        }
        assert_eq!((found.clip_norm(f64::INFINITY), found.clip_norm(6.0)), (Ok(5.0), Ok(5.0)));
        assert_eq!(found.get(&x).unwrap().to_vec(), [3.0, 4.0]);
        for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let (x, mut found) = gradients::<f32>([1.0, wrong]);
            assert!(matches!(found.clip_norm(1.0), Err(GradientError::NormNotFinite { norm }) if !norm.is_finite()));
            assert_eq!(found.get(&x).unwrap().to_vec()[0], 1.0);
        }
    }

    #[test]
    fn values_are_limited_to_both_sides() {
        let (x, mut found) = gradients::<f32>([3.0, -4.0]);
        found.clip_value(3.5).unwrap();
        assert_eq!(found.get(&x).unwrap().to_vec(), [3.0, -3.5]);
        let (x, mut found) = gradients::<f32>([f64::INFINITY, f64::NAN]);
        found.clip_value(0.0).unwrap();
        assert!(matches!(found.get(&x).unwrap().to_vec()[..], [0.0, nan] if nan.is_nan()));
    }
}
