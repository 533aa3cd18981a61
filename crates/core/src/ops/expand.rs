//! Broadcasts a tensor to larger sizes by NumPy's rule, as a view with stride 0. The gradient is summed over the broadcast axes.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::Sizes;
use crate::loops::pointwise::{Stretch, broadcast_sizes};
use crate::ops::sum::sum_to;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// `x` broadcast to `sizes`; `stretch` says which of its axes may broadcast.
pub fn expand<E: Value>(x: Array<E>, sizes: Sizes, stretch: Stretch) -> Result<Array<E>> {
    let op = "expand";
    let stretched = broadcast_sizes(op, (x.sizes(), stretch), (&sizes, Stretch(0)))?;
    if stretched != sizes {
        return Err(ShapeError::Count { op, from: x.sizes()[..].into(), to: sizes[..].into() });
    }
    let (input, from) = (x.input(), *x.sizes());
    let y = x.view(x.layout().expanded(op, sizes)?);
    Ok(y.recorded(input.is_some(), |_| Expand { input, sizes: from }))
}

struct Expand<E: Value> {
    input: Option<Node<E>>,
    sizes: Sizes,
}

impl<E: Value> Backward<E> for Expand<E> {
    fn name(&self) -> &'static str {
        "expand"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || sum_to(grad, &self.sizes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        run(&audit!("expand/expand", Domain::ALL, |x| {
            let sizes = Sizes::new("test", &[2, 3, 4])?;
            expand(x[0].clone(), sizes, Stretch::ONES)
        })
        .sizes(&[&[3, 1]])
        .sizes(&[&[2, 1, 4]])
        .sizes(&[&[]])
        .without_edges()
        .edge(&[&[1, 1, 1]]));
        run(&audit!("expand/to_nothing", Domain::ALL, |x| {
            expand(x[0].clone(), Sizes::new("test", &[0, 3])?, Stretch(1))
        })
        .sizes(&[&[1, 3]])
        .without_edges());
    }

    audited!(check);
}
