//! Softmax and log-softmax along one axis: y = e^x / Σ e^x, and y = x − log Σ e^x, after the largest x is subtracted.
//!
//! dx = y·(dy − Σ dy·y) for softmax, dx = dy − e^y·Σ dy for log-softmax. Only the output is saved. Source: `torch.softmax`,
//! `torch.log_softmax`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::Result;
use crate::layout::resolve_axis;
use crate::loops::along::{Axes, Rows};
use timeseriesml_kernels::real::Real;
use timeseriesml_kernels::softmax as kernel;

/// Softmax along an axis.
pub fn softmax<E: Real>(x: Array<E>, axis: isize) -> Result<Array<E>> {
    along("softmax", x, axis, false)
}

/// The logarithm of [`softmax`], without underflow.
pub fn log_softmax<E: Real>(x: Array<E>, axis: isize) -> Result<Array<E>> {
    along("log_softmax", x, axis, true)
}

fn along<E: Real>(op: &'static str, x: Array<E>, axis: isize, log: bool) -> Result<Array<E>> {
    let axis = resolve_axis(op, axis, x.sizes())?;
    let rows = Rows::of(&x, Axes::one(axis));
    let flat = rows.flat(&x)?;
    let kernel = if log { kernel::log_softmax } else { kernel::softmax };
    let y = Fresh::written(op, rows.layout(op, *x.sizes())?, |y| kernel(rows.len, flat.span(), y))?;
    let input = x.input();
    Ok(y.recorded(input.is_some(), |y| Softmax { input, y: y.detach(), rows, log }))
}

struct Softmax<E: Real> {
    input: Option<Node<E>>,
    y: Array<E>,
    rows: Rows,
    log: bool,
}

impl<E: Real> Backward<E> for Softmax<E> {
    fn name(&self) -> &'static str {
        if self.log { "log_softmax" } else { "softmax" }
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let grad = self.rows.flat(&grad)?;
        let kernel = if self.log { kernel::log_softmax_backward } else { kernel::softmax_backward };
        sink.write(&self.input, self.y.layout().at_start(), |dx, accumulate| {
            kernel(self.rows.len, self.y.span(), grad.span(), dx, accumulate);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        for axis in [0isize, 1, -1] {
            let name = |op: &str| format!("softmax/{op}_{}", axis.rem_euclid(3));
            run(&audit!(&name("softmax"), Domain::ALL, move |x| softmax(x[0].clone(), axis)).sizes(&[&[2, 3, 5]]));
            run(&audit!(&name("log_softmax"), Domain::ALL, move |x| log_softmax(x[0].clone(), axis))
                .sizes(&[&[2, 3, 5]]));
        }
    }

    audited!(check);
}
