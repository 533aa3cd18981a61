//! The pinball loss of several quantiles at once: max(q u, (q − 1) u) with u = target − prediction, for each quantile q.
//!
//! The last axis of the prediction has one element for each quantile, and the target has the other axes. The forward pass of a mean or
//! a sum writes nothing as large as the prediction. The derivative is in the kernel's file, `pinball.rs`. Sources: Koenker and Bassett, "Regression
//! quantiles", 1978; Wen et al., "A multi-horizon quantile recurrent forecaster", 2017.

use super::losses::{Allowed, Reduction, same_sizes};
use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order, Sizes};
use crate::loops::pointwise;
use timeseriesml_kernels::pinball::Rows;
use timeseriesml_kernels::{real::Real, reduce};

/// The loss of a prediction with a last axis of quantiles against a target without it. Nothing broadcasts.
pub fn multi_quantile_loss<E: Real>(
    prediction: Array<E>,
    target: Array<E>,
    quantiles: &[f64],
    reduction: Reduction,
) -> Result<Array<E>> {
    let op = "multi_quantile_loss";
    quantiles.iter().try_for_each(|&q| Allowed::FRACTION.check(op, "a quantile", q))?;
    let Some(last) = prediction.rank().checked_sub(1) else {
        let expected = "a prediction whose last axis has one element for each quantile".into();
        return Err(ShapeError::Rank { op, expected, found: prediction.sizes()[..].into() });
    };
    let sizes = *prediction.sizes();
    if sizes[last] != quantiles.len() {
        let (expected, found, sizes) = (quantiles.len(), sizes[last], sizes[..].into());
        return Err(ShapeError::Size { op, axis: last, name: "the quantiles", expected, found, sizes });
    }
    if target.rank() != last {
        let expected = format!("a target of one axis fewer than the prediction, {last}");
        return Err(ShapeError::Rank { op, expected, found: target.sizes()[..].into() });
    }
    same_sizes(op, &sizes.without(last), target.sizes())?;
    let outer = prediction.layout().order().without(last);
    let order = outer.with_innermost(last);
    let (p, t) = (prediction.in_order(&order)?, target.in_order(&outer)?);
    let levels = Layout::row_major(op, Sizes::new(op, &[quantiles.len()])?)?;
    // The quantiles are stored as an array, so that their memory is recycled.
    let levels = Array::written(op, levels, |out| {
        out.iter_mut().zip(quantiles).for_each(|(out, &q)| *out = E::from_f64(q));
    })?;
    let saved = Saved { order, p, t, levels, reduction };
    let y = match reduction {
        Reduction::Unreduced => Fresh::written(op, saved.layout()?, |out| saved.rows().losses(out))?,
        _ => Fresh::written(op, Layout::row_major(op, Sizes::scalar())?, |out| {
            out[0] = if reduction == Reduction::Mean { saved.rows().mean() } else { saved.rows().sum() };
        })?,
    };
    let (prediction, target) = (prediction.input(), target.input());
    let tracked = prediction.is_some() || target.is_some();
    Ok(y.recorded(tracked, |_| MultiQuantile { prediction, target, saved }))
}

struct Saved<E: Real> {
    /// The memory order of the axes, with the quantiles innermost.
    order: Order,
    p: Array<E>,
    t: Array<E>,
    levels: Array<E>,
    reduction: Reduction,
}

impl<E: Real> Saved<E> {
    fn rows(&self) -> Rows<'_, E> {
        Rows::new(self.levels.span(), self.p.span(), self.t.span())
    }

    /// The layout of the losses and of the prediction's gradient.
    fn layout(&self) -> Result<Layout> {
        Layout::in_order("multi_quantile_loss", *self.p.sizes(), &self.order)
    }

    /// The gradient of the prediction.
    fn gradient(&self, grad: &Array<E>) -> Result<Array<E>> {
        let op = "multi_quantile_loss";
        let slopes = |scale| Ok(Fresh::written(op, self.layout()?, |out| self.rows().slopes(scale, out))?.gradient());
        if self.reduction == Reduction::Unreduced {
            return Ok(pointwise::zip(op, &slopes(E::ONE)?, grad, 1, |s, g| s * g)?.gradient());
        }
        slopes(grad.item().expect("a loss is one number") * self.reduction.scale(self.p.count()))
    }
}

struct MultiQuantile<E: Real> {
    prediction: Option<Node<E>>,
    target: Option<Node<E>>,
    saved: Saved<E>,
}

impl<E: Real> Backward<E> for MultiQuantile<E> {
    fn name(&self) -> &'static str {
        "multi_quantile_loss"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let gradient = self.saved.gradient(&grad)?;
        let t = &self.saved.t;
        // A target is compared with all quantiles: its gradient is the negative sum of the gradients of its predictions.
        sink.write(&self.target, t.layout().at_start(), |out, accumulate| {
            let (rows, n) = (out.len(), self.saved.levels.count());
            reduce::sum_axis(gradient.span(), rows, n, 1, out, -E::ONE, accumulate);
        })?;
        sink.add(&self.prediction, || Ok(gradient))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        for (reduction, kind) in [(Reduction::Mean, "mean"), (Reduction::Sum, "sum"), (Reduction::Unreduced, "none")] {
            let audit = audit!(&format!("multi_quantile/{kind}"), Domain::ALL, move |x| {
                multi_quantile_loss(x[0].clone(), x[1].clone(), &[0.1, 0.5, 0.9], reduction)
            });
            let audit = audit.sizes(&[&[2, 5, 3], &[2, 5]]).sizes(&[&[3], &[]]).edge(&[&[1, 3], &[1]]);
            // The mean has no empty samples, because an empty mean is NaN.
            run(&if reduction == Reduction::Mean { audit } else { audit.edge(&[&[0, 3], &[0]]) });
        }
    }

    audited!(check);

    #[test]
    fn predictions_that_do_not_fit_the_quantiles_are_refused() {
        let array = |sizes: &[usize]| Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        let loss = |p: &[usize], t: &[usize], quantiles: &[f64]| {
            multi_quantile_loss(array(p), array(t), quantiles, Reduction::Mean).unwrap_err().to_string()
        };
        assert_eq!(
            loss(&[4, 3], &[4], &[0.1, 0.9]),
            "multi_quantile_loss: axis 1 (the quantiles) must have size 2, found 3 (sizes [4, 3])"
        );
        assert!(loss(&[4, 2], &[5], &[0.1, 0.9]).contains("axis 0 has size 4 in one operand and 5 in another"));
        assert!(loss(&[], &[], &[0.1]).contains("found the sizes []"));
        assert!(loss(&[4, 1], &[4], &[1.5]).ends_with("a quantile is 1.5, but it must be between 0 and 1"));
        let nothing = multi_quantile_loss(array(&[4, 0]), array(&[4]), &[], Reduction::Mean).unwrap();
        assert!(nothing.item().unwrap().is_nan());
    }
}
