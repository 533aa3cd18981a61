//! Running sums and products along an axis.
//!
//! For a running sum, dx is the running sum of the output's gradient from the end. For a running product, the dx of an element is a sum over its
//! own and all later positions: the gradient at that position times the running product there without this element. These products are computed by
//! division if no element is zero, else term by term.
//! Single-precision sums are computed in double precision, as in PyTorch. Double-precision sums include the rounding error of each addition
//! (Neumaier, ZAMM 54, 1974).

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::Result;
use crate::layout::resolve_axis;
use crate::loops::along::{self, Axes, Rows};
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::parallel::ELEMENT;
use timeseriesml_kernels::real::Real;
use timeseriesml_kernels::rows;

/// The cumulative sum along `axis`.
pub fn cumsum<E: Numeric>(x: Array<E>, axis: isize) -> Result<Array<E>> {
    let axis = resolve_axis("cumsum", axis, x.sizes())?;
    let y = along::map("cumsum", &x, axis, x.sizes()[axis], 2, |row: &[E], out: &mut [E]| {
        running_sum(row.iter().copied(), out.iter_mut());
    })?;
    let input = x.input();
    Ok(y.recorded(input.is_some(), |_| CumSum { input, axis }))
}

/// The cumulative product along `axis`.
pub fn cumprod<E: Numeric>(x: Array<E>, axis: isize) -> Result<Array<E>> {
    let axis = resolve_axis("cumprod", axis, x.sizes())?;
    let y = along::map("cumprod", &x, axis, x.sizes()[axis], 2, |row: &[E], out: &mut [E]| {
        running_product(row, out);
    })?;
    let input = x.input();
    let saved = x.detach();
    Ok(y.recorded(input.is_some(), |_| CumProd { input, x: saved, axis }))
}

/// Writes the running sums of `values`. Integers wrap around.
fn running_sum<'a, E: Numeric>(values: impl Iterator<Item = E>, out: impl Iterator<Item = &'a mut E>) {
    let (mut total, mut double, mut lost) = (E::ZERO, 0.0_f64, 0.0_f64);
    for (out, x) in out.zip(values) {
        if E::INTEGER {
            total = total.plus(x);
            *out = total;
            continue;
        }
        let x: f64 = x.cast();
        let sum = double + x;
        if size_of::<E>() < size_of::<f64>() {
            double = sum;
            *out = E::from_double(double);
            continue;
        }
        lost += if double.abs() >= x.abs() { (double - sum) + x } else { (x - sum) + double };
        double = sum;
        // Once the sum is infinite, the rounding error is NaN and must not be added.
        *out = E::from_double(if double.is_finite() { double + lost } else { double });
    }
}

/// Writes the running products of `values`. Integers wrap around.
fn running_product<E: Numeric>(values: &[E], out: &mut [E]) {
    let (mut total, mut double) = (E::ONE, 1.0_f64);
    for (out, &x) in out.iter_mut().zip(values) {
        if E::INTEGER {
            total = total.times(x);
            *out = total;
        } else {
            double *= x.cast::<f64>();
            *out = E::from_double(double);
        }
    }
}

struct CumSum<E: Value> {
    input: Option<Node<E>>,
    axis: usize,
}

impl<E: Numeric> Backward<E> for CumSum<E> {
    fn name(&self) -> &'static str {
        "cumsum"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || {
            let n = grad.sizes()[self.axis];
            let dx = along::map("cumsum", &grad, self.axis, n, 2, |row: &[E], out: &mut [E]| {
                running_sum(row.iter().rev().copied(), out.iter_mut().rev());
            })?;
            Ok(dx.gradient())
        })
    }
}

struct CumProd<E: Value> {
    input: Option<Node<E>>,
    x: Array<E>,
    axis: usize,
}

impl<E: Numeric> Backward<E> for CumProd<E> {
    fn name(&self) -> &'static str {
        "cumprod"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || {
            let rows = Rows::of(&self.x, Axes::one(self.axis));
            let (x, grad, n) = (rows.flat(&self.x)?, rows.flat(&grad)?, rows.len);
            let grad = grad.span();
            Array::written("cumprod", rows.layout("cumprod", *x.sizes())?, |out| {
                rows::for_each(x.span(), n, out, n, 4 * ELEMENT, |i, row, out| {
                    product_gradient(row, &grad[i * n..][..n], out);
                });
            })
        })
    }
}

/// Σ over i ≥ k of grad[i]·Π over j ≤ i, j ≠ k of x[j], for each k.
fn product_gradient<E: Real>(x: &[E], grad: &[E], out: &mut [E]) {
    let Some(zero) = x.iter().position(|&x| x == E::ZERO) else {
        let whole = x.iter().fold(1.0, |product, x| product * x.to_f64());
        let (mut product, mut sum) = (whole, 0.0);
        for ((out, x), grad) in out.iter_mut().zip(x).zip(grad).rev() {
            sum += grad.to_f64() * product;
            product /= x.to_f64();
            *out = E::from_f64(sum / x.to_f64());
        }
        return;
    };
    // For an element after the first zero, each product without this element still contains that zero.
    out[zero + 1..].fill(E::ZERO);
    let mut before = 1.0;
    for k in 0..=zero {
        let (mut product, mut sum) = (before, grad[k].to_f64() * before);
        for i in k + 1..x.len() {
            product *= x[i].to_f64();
            sum += grad[i].to_f64() * product;
        }
        out[k] = E::from_f64(sum);
        before *= x[k].to_f64();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        macro_rules! cases { ($($name:ident)*) => { $(
            run(&audit!(concat!("cumulative/", stringify!($name)), Domain::ALL, |x| $name(x[0].clone(), 1))
                .sizes(&[&[2, 5]])
                .sizes(&[&[2, 3, 4]])
                .sizes(&[&[2, 1, 3, 2]]));
            run(&audit!(concat!("cumulative/", stringify!($name), "_last"), Domain::ALL, |x| $name(x[0].clone(), -1))
                .sizes(&[&[7]]));
        )* } }
        cases! { cumsum cumprod }
    }

    audited!(check);

    #[test]
    fn a_zero_has_the_gradient_of_the_products_that_it_makes_zero() {
        let x =
            Array::from_slice("test", Sizes::new("test", &[4]).unwrap(), &[2.0, 0.0, 3.0, 0.0]).unwrap().into_leaf();
        let y = crate::ops::sum::sum_axes(cumprod(x.clone(), 0).unwrap(), Axes::one(0), false).unwrap();
        let gradients = crate::autodiff::walk::backward(&y).unwrap();
        // These are the derivatives of 2 + 2·0 + 2·0·3 + 2·0·3·0 with respect to each factor.
        assert_eq!(gradients.of_leaf(x.node().unwrap().number()).unwrap().to_vec(), [1.0, 8.0, 0.0, 0.0]);
    }

    #[test]
    fn integers_have_running_sums_and_products() {
        let x = Array::from_slice("test", Sizes::new("test", &[3]).unwrap(), &[i32::MAX, 1, 2]).unwrap();
        assert_eq!(cumsum(x.clone(), 0).unwrap().to_vec(), [i32::MAX, i32::MIN, i32::MIN + 2]);
        assert_eq!(cumprod(x, 0).unwrap().to_vec(), [i32::MAX, i32::MAX, -2]);
    }

    #[test]
    fn long_sums_do_not_drift() {
        let tenths = Array::full("test", Sizes::new("test", &[1_000_000]).unwrap(), 0.1f64).unwrap();
        assert_eq!(cumsum(tenths, 0).unwrap().to_vec()[999_999], 100_000.0);
        let infinite =
            Array::from_slice("test", Sizes::new("test", &[3]).unwrap(), &[1.0, f64::INFINITY, 1.0]).unwrap();
        assert_eq!(cumsum(infinite, 0).unwrap().to_vec(), [1.0, f64::INFINITY, f64::INFINITY]);
    }
}
