//! Gradients compared with finite differences, in f64.
//!
//! For y = Σ w·f(x) with fixed, uneven weights w, the derivative with respect to each element of each input is compared with the central
//! difference (y(x + h) − y(x − h)) / 2h. With h = 1e-5 its error is about h² times the third derivative plus 1e-16/h, some
//! 1e-9 for smooth functions with values and derivatives of about 1. The tolerance of 1e-6 admits steeper functions, but no wrong formula.

use crate::array::Array;
use crate::autodiff::{recording, walk};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Sizes};
use crate::loops::along::Axes;
use crate::loops::pointwise::Stretch;
use crate::ops::{binary, sum};
use timeseriesml_kernels::real::Real;

const STEP: f64 = 1e-5;
const TOLERANCE: f64 = 1e-6;

/// A gradient that differs from the finite difference, or a function that failed.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GradcheckError {
    /// The function returned an error for its inputs.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
    /// A derivative is wrong.
    #[error(
        "input {input}, element {element}: the computed gradient is {gradient}, but the finite difference is {difference}"
    )]
    Differs {
        /// The index of the input.
        input: usize,
        /// The index of the element in the input, in row-major order.
        element: usize,
        /// The derivative from the backward pass.
        gradient: f64,
        /// The finite difference.
        difference: f64,
    },
}

crate::debug_is_message! { GradcheckError }

/// The weight of an output element. Weights differ, so that swapped or summed gradients are noticed.
pub fn weight(i: usize) -> f64 {
    1.0 + 0.5 * (1.7 * i as f64).sin()
}

/// Σ w·y, as a recorded tensor.
pub fn weighted_sum<E: Real>(y: Array<E>) -> Result<Array<E>> {
    let weights: Vec<E> = (0..y.count()).map(|i| E::from_f64(weight(i))).collect();
    let weights = Array::from_slice("gradcheck", *y.sizes(), &weights)?;
    let none = Stretch(0);
    let product = binary::mul(&y, &weights, none, none)?;
    let all = Axes::all(product.rank());
    sum::sum_axes(product, all, false)
}

pub fn gradcheck(
    f: impl Fn(&[Array<f64>]) -> Result<Array<f64>>,
    inputs: &[Array<f64>],
) -> std::result::Result<(), GradcheckError> {
    let leaves: Vec<Array<f64>> = inputs.iter().map(|x| x.detach().into_leaf()).collect();
    let gradients = walk::backward(&weighted_sum(f(&leaves)?)?)?;
    for (input, x) in inputs.iter().enumerate() {
        let gradient = leaves[input].node().and_then(|leaf| gradients.of_leaf(leaf.number())).map(Array::to_vec);
        // An input without influence on the result has no gradient, which counts as zero.
        let gradient = gradient.unwrap_or_else(|| vec![0.0; x.count()]);
        let values = x.to_vec();
        for element in 0..x.count() {
            let moved = |step: f64| -> Result<f64> {
                let mut values = values.clone();
                values[element] += step;
                let mut inputs = inputs.to_vec();
                // The changed input keeps its layout, so that views are checked as views.
                inputs[input] = relaid(&values, x)?;
                recording::no_grad(|| weighted_sum(f(&inputs)?)).map(|y| y.item().unwrap_or(f64::NAN))
            };
            let difference = (moved(STEP)? - moved(-STEP)?) / (2.0 * STEP);
            let scale = 1.0f64.max(difference.abs());
            let error = (gradient[element] - difference).abs();
            if error.is_nan() || error > TOLERANCE * scale {
                return Err(GradcheckError::Differs { input, element, gradient: gradient[element], difference });
            }
        }
    }
    Ok(())
}

/// `values`, given in row-major order, as an array with the memory order of `like`.
fn relaid(values: &[f64], like: &Array<f64>) -> Result<Array<f64>> {
    let sizes: Sizes = *like.sizes();
    let x = Array::from_slice("gradcheck", sizes, values)?;
    x.in_order(&Layout::order(like.layout()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_gradient_is_found() {
        let x = Array::from_slice("test", Sizes::new("test", &[2]).unwrap(), &[0.5, 2.0]).unwrap();
        // x · detach(x) has the value of x², but only half its gradient.
        let half = |x: &[Array<f64>]| binary::mul(&x[0], &x[0].detach(), Stretch(0), Stretch(0));
        let error = gradcheck(half, std::slice::from_ref(&x)).unwrap_err();
        assert!(matches!(error, GradcheckError::Differs { input: 0, element: 0, .. }), "{error}");
        let whole = |x: &[Array<f64>]| binary::mul(&x[0], &x[0], Stretch(0), Stretch(0));
        assert_eq!(gradcheck(whole, &[x]), Ok(()));
    }
}
