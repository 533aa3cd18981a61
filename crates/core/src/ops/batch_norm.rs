//! Batch normalization: y = (x − μ) / √(σ² + ε) · γ + β, with μ and σ² per channel (axis 1).
//!
//! In training, μ and σ² are the mean and the biased variance of the batch. With r = 1/√(σ² + ε), the gradients are dγ = r·Σ dy·(x − μ), dβ = Σ dy
//! and dx = γ·r·(dy − Σ dy/n − (x − μ)·r²·Σ dy·(x − μ)/n). The mean is stored as the rounded μ and its rounding error. In evaluation, μ and σ² are
//! given and have no gradient: dx = γ·r·dy. A channels-last signal is not transposed. Sources: Ioffe and Szegedy, "Batch normalization", 2015;
//! `torch.nn.functional.batch_norm`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order, Sizes};
use timeseriesml_kernels::batch_norm::{self as kernel, Statistics, View};
use timeseriesml_kernels::real::Real;

const OP: &str = "batch_norm";

/// Normalizes by the statistics of the batch. Also returns the mean and the unbiased variance of each channel, without a history.
pub fn batch_norm<E: Real>(
    x: Array<E>,
    weight: Option<Array<E>>,
    bias: Option<Array<E>>,
    eps: f64,
) -> Result<(Array<E>, Array<E>, Array<E>)> {
    let data = Data::new(&x)?;
    let count = data.view.outer * data.view.inner;
    if count < 2 {
        return Err(ShapeError::FewValues { op: OP, sizes: x.sizes()[..].into() });
    }
    let mut mean = data.channels(|_| {})?;
    let mut rest = data.channels(|_| {})?;
    let mut variance = data.channels(|_| {})?;
    let mut rstd = data.channels(|_| {})?;
    let (view, values) = (data.view, data.x.span());
    kernel::moments(
        view,
        values,
        E::from_f64(eps),
        Statistics {
            mean: mean.make_mut()?,
            rest: rest.make_mut()?,
            variance: variance.make_mut()?,
            rstd: rstd.make_mut()?,
        },
    );
    let y = normalized(x, weight, bias, data, mean.clone(), rstd, Some(rest))?;
    let unbiased = E::from_usize(count) / E::from_usize(count - 1);
    variance.update(|x| x * unbiased)?;
    Ok((y, mean, variance))
}

/// Normalizes by a given mean and variance of each channel.
pub fn batch_norm_by<E: Real>(
    x: Array<E>,
    mean: &Array<E>,
    variance: &Array<E>,
    weight: Option<Array<E>>,
    bias: Option<Array<E>>,
    eps: f64,
) -> Result<Array<E>> {
    let data = Data::new(&x)?;
    check("the mean", mean, data.view.channels)?;
    check("the variance", variance, data.view.channels)?;
    let (eps, variance) = (E::from_f64(eps), variance.row_major()?);
    let rstd = data.channels(|out| {
        out.iter_mut().zip(variance.span()).for_each(|(r, &variance)| *r = (variance + eps).sqrt().recip());
    })?;
    normalized(x, weight, bias, data, mean.row_major()?, rstd, None)
}

/// The input in the form that the kernels need.
struct Data<E: Real> {
    x: Array<E>,
    /// The order of the input's axes in memory.
    order: Order,
    view: View,
}

impl<E: Real> Data<E> {
    fn new(x: &Array<E>) -> Result<Self> {
        if x.rank() < 2 {
            let expected = "at least two axes, `[batch, channels, ..]`".into();
            return Err(ShapeError::Rank { op: OP, expected, found: x.sizes()[..].into() });
        }
        let order = x.layout().order();
        let x = x.in_order(&order)?;
        let (outer, inner) = order.around(1, x.sizes());
        let view = View { outer, channels: x.sizes()[1], inner };
        Ok(Data { x, order, view })
    }

    /// One number for each channel.
    fn channels(&self, write: impl FnOnce(&mut [E])) -> Result<Array<E>> {
        Array::written(OP, Layout::row_major(OP, Sizes::new(OP, &[self.view.channels])?)?, write)
    }

    /// The layout of the output and of the input's gradient.
    fn layout(&self) -> Result<Layout> {
        Layout::in_order(OP, *self.x.sizes(), &self.order)
    }
}

fn check<E: Real>(name: &'static str, numbers: &Array<E>, channels: usize) -> Result<()> {
    let sizes = &numbers.sizes()[..];
    match *sizes {
        [found] if found == channels => Ok(()),
        [found] => Err(ShapeError::Size { op: OP, axis: 0, name, expected: channels, found, sizes: sizes.into() }),
        _ => {
            let expected = format!("{name} with one axis of size {channels}");
            Err(ShapeError::Rank { op: OP, expected, found: sizes.into() })
        }
    }
}

/// Computes and records the result. `rest` is the rounding error of the batch's mean; `None` if mean and variance are given.
fn normalized<E: Real>(
    input: Array<E>,
    weight: Option<Array<E>>,
    bias: Option<Array<E>>,
    data: Data<E>,
    mean: Array<E>,
    rstd: Array<E>,
    rest: Option<Array<E>>,
) -> Result<Array<E>> {
    for (name, parameter) in [("the weight", &weight), ("the bias", &bias)] {
        parameter.as_ref().map_or(Ok(()), |parameter| check(name, parameter, data.view.channels))?;
    }
    let [gamma, beta] = [&weight, &bias].map(|x| x.as_ref().map(Array::row_major).transpose());
    let (gamma, beta) = (gamma?, beta?);
    let scale = match &gamma {
        None => rstd.clone(),
        Some(gamma) => data.channels(|out| {
            let factors = rstd.span().iter().zip(gamma.span());
            out.iter_mut().zip(factors).for_each(|(scale, (&r, &gamma))| *scale = r * gamma);
        })?,
    };
    let shift = match &rest {
        None => beta,
        Some(rest) => Some(data.channels(|out| {
            let products = rest.span().iter().zip(scale.span()).map(|(&rest, &scale)| rest * scale);
            match &beta {
                None => out.iter_mut().zip(products).for_each(|(out, product)| *out = -product),
                Some(beta) => {
                    let betas = beta.span().iter().zip(products);
                    out.iter_mut().zip(betas).for_each(|(out, (&beta, product))| *out = beta - product);
                }
            }
        })?),
    };
    let y = Fresh::written(OP, data.layout()?, |y| {
        let (x, shift) = (data.x.span(), shift.as_ref().map(Array::span));
        kernel::apply(data.view, x, mean.span(), scale.span(), shift, y);
    })?;
    let node = |x: &Option<Array<E>>| x.as_ref().and_then(Array::input);
    let (input, weight, bias) = (input.input(), node(&weight), node(&bias));
    let tracked = input.is_some() || weight.is_some() || bias.is_some();
    Ok(y.recorded(tracked, |_| BatchNorm { input, weight, bias, data, mean, rest, rstd, scale }))
}

struct BatchNorm<E: Real> {
    input: Option<Node<E>>,
    weight: Option<Node<E>>,
    bias: Option<Node<E>>,
    data: Data<E>,
    mean: Array<E>,
    /// The rounding error of the mean, if mean and variance are functions of the input.
    rest: Option<Array<E>>,
    /// r of each channel.
    rstd: Array<E>,
    /// The product γ·r of each channel.
    scale: Array<E>,
}

impl<E: Real> Backward<E> for BatchNorm<E> {
    fn name(&self) -> &'static str {
        OP
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let Self { data, mean, rstd, scale, .. } = self;
        let grad = grad.in_order(&data.order)?;
        let (view, x, dy) = (data.view, data.x.span(), grad.span());
        let (mean, rstd, scale) = (mean.span(), rstd.span(), scale.span());
        if self.rest.is_none() {
            sink.write(&self.input, data.layout()?, |dx, accumulate| kernel::scaled(view, dy, scale, dx, accumulate))?;
            if self.weight.is_none() && self.bias.is_none() {
                return Ok(());
            }
        }
        let mut sum = data.channels(|_| {})?;
        let mut product = data.channels(|_| {})?;
        kernel::gradient_sums(view, x, mean, dy, sum.make_mut()?, product.make_mut()?);
        if let Some(rest) = &self.rest {
            let sums = sum.span().iter().zip(rest.span());
            product
                .make_mut()?
                .iter_mut()
                .zip(sums)
                .for_each(|(product, (&sum, &rest))| *product = *product - sum * rest);
        }
        if let (Some(rest), Some(_)) = (&self.rest, &self.input) {
            let share = E::ONE / E::from_usize(view.outer * view.inner);
            let of_channel = |f: &dyn Fn(usize) -> E| {
                data.channels(|out| out.iter_mut().enumerate().for_each(|(c, out)| *out = f(c)))
            };
            let (sums, products) = (sum.span(), product.span());
            let b = of_channel(&|c| -(scale[c] * share * products[c]) * (rstd[c] * rstd[c]))?;
            let (factors, rest) = (b.span(), rest.span());
            let c = of_channel(&|c| -(scale[c] * share * sums[c]) - factors[c] * rest[c])?;
            sink.write(&self.input, data.layout()?, |dx, accumulate| {
                kernel::gradient(view, x, mean, dy, scale, b.span(), c.span(), dx, accumulate);
            })?;
        }
        sink.add(&self.weight, || {
            let products = product.make_mut()?;
            products.iter_mut().zip(rstd).for_each(|(product, &r)| *product = *product * r);
            Ok(product)
        })?;
        sink.add(&self.bias, || Ok(sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn numbers<E: Real>(values: &[f64]) -> Result<Array<E>> {
        let values: Vec<E> = values.iter().map(|&x| E::from_f64(x)).collect();
        Array::from_slice("test", Sizes::new("test", &[values.len()])?, &values)
    }

    fn check(run: impl Fn(&Audit)) {
        run(&audit!("batch_norm/train", Domain::ALL, |x| {
            Ok(batch_norm(x[0].clone(), x.get(1).cloned(), x.get(2).cloned(), 1e-5)?.0)
        })
        .sizes(&[&[4, 3], &[3], &[3]])
        .sizes(&[&[2, 3, 5], &[3], &[3]])
        .sizes(&[&[3, 2, 4], &[2]])
        .sizes(&[&[5, 2]])
        .without_edges()
        .edge(&[&[2, 0, 3], &[0], &[0]])
        .edge(&[&[1, 1, 4], &[1], &[1]])
        .edge(&[&[3, 2, 1], &[2], &[2]]));
        run(&audit!("batch_norm/eval", Domain::ALL, |x| {
            let (mean, variance) = (numbers(&[0.3, -0.2, 0.1])?, numbers(&[0.5, 2.0, 1.1])?);
            batch_norm_by(x[0].clone(), &mean, &variance, x.get(1).cloned(), x.get(2).cloned(), 1e-3)
        })
        .sizes(&[&[4, 3], &[3], &[3]])
        .sizes(&[&[2, 3, 5], &[3], &[3]])
        .sizes(&[&[2, 3, 2, 2]])
        .without_edges()
        .edge(&[&[0, 3], &[3], &[3]])
        .edge(&[&[1, 3], &[3], &[3]]));
    }

    audited!(check);

    fn array(sizes: &[usize]) -> Array<f32> {
        let count = sizes.iter().product();
        let values: Vec<f32> = (0..count).map(|i| i as f32).collect();
        Array::from_slice("test", Sizes::new("test", sizes).unwrap(), &values).unwrap()
    }

    #[test]
    fn the_statistics_are_the_mean_and_the_unbiased_variance() {
        let (_, mean, variance) = batch_norm(array(&[3, 2]), None, None, 1e-5).unwrap();
        assert_eq!((mean.to_vec(), variance.to_vec()), (vec![2.0, 3.0], vec![4.0, 4.0]));
    }

    #[test]
    fn a_batch_of_one_value_per_channel_is_refused_only_in_training() {
        for sizes in [&[1, 3][..], &[0, 3], &[1, 3, 1], &[2, 3, 0]] {
            let error = batch_norm(array(sizes), None, None, 1e-5).unwrap_err();
            assert!(matches!(error, ShapeError::FewValues { .. }), "{sizes:?}: {error}");
        }
        let given = array(&[3]);
        assert!(batch_norm_by(array(&[1, 3]), &given, &given, None, None, 1e-5).is_ok());
    }

    #[test]
    fn parameters_of_another_size_are_refused() {
        let x = array(&[2, 3]);
        let error = batch_norm(x.clone(), Some(array(&[4])), None, 1e-5).unwrap_err();
        assert_eq!(error.to_string(), "batch_norm: axis 0 (the weight) must have size 3, found 4 (sizes [4])");
        assert!(batch_norm(x.clone(), None, Some(array(&[1, 3])), 1e-5).is_err());
        assert!(batch_norm(array(&[3]), None, None, 1e-5).is_err());
        assert!(batch_norm_by(x, &array(&[2]), &array(&[3]), None, None, 1e-5).is_err());
    }
}
