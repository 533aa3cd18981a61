//! The mean squared error of a prediction: Σ (p − t)² / n, with the gradient 2(p − t)/n for p and its negative for t.
//!
//! One operation, so that nothing of the size of the prediction is written on the way forward. The mean over nothing is NaN,
//! as in PyTorch. Source: `torch.nn.functional.mse_loss`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Sizes};
use crate::loops::pointwise;
use timeseriesml_kernels::{real::Real, reduce};

/// The mean squared difference of two tensors of the same sizes. Nothing broadcasts.
pub fn mse<E: Real>(prediction: Array<E>, target: Array<E>) -> Result<Array<E>> {
    let op = "mse_loss";
    if prediction.rank() != target.rank() {
        let expected = format!("as many axes as the prediction, {}", prediction.rank());
        return Err(ShapeError::Rank { op, expected, found: target.sizes()[..].into() });
    }
    for (axis, (&left, &right)) in prediction.sizes().iter().zip(target.sizes().iter()).enumerate() {
        if left != right {
            return Err(ShapeError::Differ { op, axis, left, right });
        }
    }
    let order = prediction.layout().order();
    let (p, t) = (prediction.in_order(&order)?, target.in_order(&order)?);
    let scale = E::ONE / E::from_usize(p.count());
    let y = Fresh::written(op, Layout::row_major(op, Sizes::scalar())?, |out| {
        out[0] = reduce::sum_of_squared_differences(p.span(), t.span()) * scale;
    })?;
    let (prediction, target) = (prediction.input(), target.input());
    let tracked = prediction.is_some() || target.is_some();
    Ok(y.recorded(tracked, |_| Mse { prediction, target, p, t }))
}

struct Mse<E: Real> {
    prediction: Option<Node<E>>,
    target: Option<Node<E>>,
    p: Array<E>,
    t: Array<E>,
}

impl<E: Real> Backward<E> for Mse<E> {
    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let scale = grad.item().expect("a loss is one number") * E::from_f64(2.0) / E::from_usize(self.p.count());
        let side =
            |a: &Array<E>, b: &Array<E>| Ok(pointwise::zip("mse_loss", a, b, 1, |a, b| scale * (a - b))?.gradient());
        sink.add(&self.prediction, || side(&self.p, &self.t))?;
        sink.add(&self.target, || side(&self.t, &self.p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        run(&audit!("mse", Domain::ALL, |x| mse(x[0].clone(), x[1].clone()))
            .sizes(&[&[2, 3], &[2, 3]])
            .sizes(&[&[], &[]])
            .edge(&[&[1, 1], &[1, 1]]));
    }

    audited!(check);

    #[test]
    fn the_loss_over_nothing_is_nan() {
        let nothing = Array::full("test", Sizes::new("test", &[0, 3]).unwrap(), 1.0f32).unwrap();
        assert!(mse(nothing.clone(), nothing).unwrap().item().unwrap().is_nan());
    }
}
