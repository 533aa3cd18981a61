//! Layer normalization along the last axes: y = (x − μ) / √(σ² + ε) · γ + β, as one operation.
//!
//! μ and σ² are the mean and the biased variance of each row. With x̂ = (x − μ)·r, r = 1/√(σ² + ε) and g = dy·γ the gradients are
//! dx = r·(g − mean(g) − x̂·mean(g·x̂)), dγ = Σ dy·x̂ and dβ = Σ dy. The operation saves x, the rounded μ, r, and the shift of x̂ that corrects
//! the rounding of μ. Sources: Ba, Kiros and Hinton 2016; `torch.nn.functional.layer_norm`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order, Sizes};
use timeseriesml_kernels::normalize;
use timeseriesml_kernels::real::Real;

/// Normalizes rows, which are the last `trailing` axes. `weight` and `bias` have the sizes of a row.
pub fn layer_norm<E: Real>(
    x: Array<E>,
    trailing: usize,
    weight: Option<Array<E>>,
    bias: Option<Array<E>>,
    eps: f64,
) -> Result<Array<E>> {
    let op = "layer_norm";
    let leading = x.rank().checked_sub(trailing).filter(|_| trailing > 0);
    let Some(leading) = leading else {
        let expected = match trailing {
            0 | 1 => "at least one axis".into(),
            _ => format!("at least {trailing} axes"),
        };
        return Err(ShapeError::Rank { op, expected, found: x.sizes()[..].into() });
    };
    let features = Sizes::new(op, &x.sizes()[leading..])?;
    for (name, parameter) in [("the weight", &weight), ("the bias", &bias)] {
        check(name, parameter.as_ref(), &features)?;
    }
    let n: usize = features.iter().product();
    let order = (leading..x.rank()).fold(x.layout().order(), |order, axis| order.without(axis).with_innermost(axis));
    let flat = x.in_order(&order)?;
    let [gamma, beta] = [&weight, &bias].map(|x| x.as_ref().map(Array::row_major).transpose());
    let (gamma, beta) = (gamma?, beta?);
    let rows = Layout::row_major(op, Sizes::new(op, &[x.sizes()[..leading].iter().product()])?)?;
    let mut mean = Array::written(op, rows, |_| {})?;
    let mut rstd = Array::written(op, rows, |_| {})?;
    let mut shift = Array::written(op, rows, |_| {})?;
    let y = {
        let (mean, rstd, shift) = (mean.make_mut()?, rstd.make_mut()?, shift.make_mut()?);
        let [gamma, beta] = [&gamma, &beta].map(|x| x.as_ref().map(Array::span));
        Fresh::written(op, Layout::in_order(op, *x.sizes(), &order)?, |y| {
            normalize::layer_norm(n, flat.span(), gamma, beta, E::from_f64(eps), y, mean, rstd, shift);
        })?
    };
    let node = |x: &Option<Array<E>>| x.as_ref().and_then(Array::input);
    let (input, weight_node, bias_node) = (x.input(), node(&weight), node(&bias));
    let tracked = input.is_some() || weight_node.is_some() || bias_node.is_some();
    Ok(y.recorded(tracked, |_| LayerNorm {
        input,
        weight_node,
        bias_node,
        order,
        features,
        x: flat,
        gamma,
        mean,
        rstd,
        shift,
    }))
}

fn check<E: Real>(name: &'static str, parameter: Option<&Array<E>>, features: &Sizes) -> Result<()> {
    let op = "layer_norm";
    let Some(parameter) = parameter else { return Ok(()) };
    let sizes = &parameter.sizes()[..];
    if sizes.len() != features.len() {
        let expected = match features[..] {
            [n] => format!("{name} with one axis of size {n}"),
            _ => format!("{name} with the sizes {:?}", &features[..]),
        };
        return Err(ShapeError::Rank { op, expected, found: sizes.into() });
    }
    match sizes.iter().zip(&features[..]).position(|(found, expected)| found != expected) {
        Some(axis) => {
            let (expected, found) = (features[axis], sizes[axis]);
            Err(ShapeError::Size { op, axis, name, expected, found, sizes: sizes.into() })
        }
        None => Ok(()),
    }
}

struct LayerNorm<E: Real> {
    input: Option<Node<E>>,
    weight_node: Option<Node<E>>,
    bias_node: Option<Node<E>>,
    /// The memory order of the axes, those of a row innermost.
    order: Order,
    /// The sizes of a row.
    features: Sizes,
    x: Array<E>,
    gamma: Option<Array<E>>,
    mean: Array<E>,
    rstd: Array<E>,
    /// The shift of x̂ that corrects the rounding of μ.
    shift: Array<E>,
}

impl<E: Real> Backward<E> for LayerNorm<E> {
    fn name(&self) -> &'static str {
        "layer_norm"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let op = "layer_norm";
        let grad = grad.in_order(&self.order)?;
        let n = self.features.iter().product();
        let (x, mean, rstd, dy) = (self.x.span(), self.mean.span(), self.rstd.span(), grad.span());
        let shift = self.shift.span();
        let gamma = self.gamma.as_ref().map(Array::span);
        sink.write(&self.input, Layout::in_order(op, *self.x.sizes(), &self.order)?, |dx, accumulate| {
            normalize::layer_norm_grad_input(n, x, mean, rstd, shift, gamma, dy, dx, accumulate);
        })?;
        if self.weight_node.is_none() && self.bias_node.is_none() {
            return Ok(());
        }
        let features = Layout::row_major(op, self.features)?;
        let mut dgamma = Array::written(op, features, |_| {})?;
        let dbeta = Fresh::written(op, features, |dbeta| {
            if let Some(dgamma) = dgamma.dense_mut(&features) {
                normalize::layer_norm_grad_affine(n, x, mean, rstd, shift, dy, dgamma, dbeta, false);
            }
        })?;
        sink.add(&self.weight_node, || Ok(dgamma))?;
        sink.add(&self.bias_node, || Ok(dbeta.gradient()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        run(&audit!("layer_norm/layer_norm", Domain::ALL, |x| {
            layer_norm(x[0].clone(), 1, x.get(1).cloned(), x.get(2).cloned(), 1e-5)
        })
        .sizes(&[&[2, 3, 5], &[5], &[5]])
        .sizes(&[&[4, 7], &[7], &[7]])
        .sizes(&[&[3, 6], &[6]])
        .sizes(&[&[6]])
        .without_edges()
        .edge(&[&[0, 3], &[3], &[3]])
        .edge(&[&[1, 3], &[3], &[3]])
        .edge(&[&[2, 1], &[1], &[1]]));
        run(&audit!("layer_norm/two_axes", Domain::ALL, |x| {
            layer_norm(x[0].clone(), 2, x.get(1).cloned(), x.get(2).cloned(), 1e-5)
        })
        .sizes(&[&[2, 3, 4], &[3, 4], &[3, 4]])
        .sizes(&[&[2, 2, 3, 2], &[3, 2]])
        .sizes(&[&[3, 4]])
        .without_edges()
        .edge(&[&[0, 3, 2], &[3, 2], &[3, 2]])
        .edge(&[&[2, 1, 1], &[1, 1], &[1, 1]]));
    }

    audited!(check);

    #[test]
    fn parameters_of_another_size_are_refused() {
        let array = |sizes: &[usize]| Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        let x = array(&[2, 3]);
        let error = layer_norm(x.clone(), 1, Some(array(&[4])), None, 1e-5).unwrap_err();
        assert_eq!(error.to_string(), "layer_norm: axis 0 (the weight) must have size 3, found 4 (sizes [4])");
        let error = layer_norm(x.clone(), 2, Some(array(&[2, 4])), None, 1e-5).unwrap_err();
        assert_eq!(error.to_string(), "layer_norm: axis 1 (the weight) must have size 3, found 4 (sizes [2, 4])");
        let error = layer_norm(x.clone(), 1, None, Some(array(&[1, 3])), 1e-5).unwrap_err();
        assert!(error.to_string().contains("the bias with one axis of size 3"), "{error}");
        let error = layer_norm(x.clone(), 2, None, Some(array(&[3])), 1e-5).unwrap_err();
        assert!(error.to_string().contains("the bias with the sizes [2, 3]"), "{error}");
        assert!(layer_norm(x.clone(), 0, None, None, 1e-5).is_err() && layer_norm(x, 3, None, None, 1e-5).is_err());
        assert!(layer_norm(array(&[]), 1, None, None, 1e-5).is_err());
    }
}
