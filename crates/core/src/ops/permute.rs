//! Permutes the axes, as a view. The gradient is a view with the inverse permutation.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{MAX_RANK, resolve_axis};
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// Axis `order[i]` of `x` becomes axis i.
pub fn permute<E: Value>(x: Array<E>, order: &[isize]) -> Result<Array<E>> {
    let mut axes = [0; MAX_RANK];
    let mut named = 0u32;
    for (to, &axis) in axes.iter_mut().zip(order) {
        *to = resolve_axis("permute", axis, x.sizes())?;
        named |= 1 << *to;
    }
    if order.len() != x.rank() || named.count_ones() as usize != x.rank() {
        return Err(ShapeError::Order { order: order.into(), sizes: x.sizes()[..].into() });
    }
    permuted(x, axes)
}

/// Swaps two axes.
pub fn transpose<E: Value>(x: Array<E>, i: isize, j: isize) -> Result<Array<E>> {
    let (i, j) = (resolve_axis("transpose", i, x.sizes())?, resolve_axis("transpose", j, x.sizes())?);
    let mut axes: [usize; MAX_RANK] = std::array::from_fn(|axis| axis);
    axes.swap(i, j);
    permuted(x, axes)
}

struct Permute<E: Value> {
    input: Option<Node<E>>,
    axes: [usize; MAX_RANK],
}

impl<E: Value> Backward<E> for Permute<E> {
    fn name(&self) -> &'static str {
        "permute"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || {
            let mut inverse = [0; MAX_RANK];
            let axes = &self.axes[..grad.rank()];
            axes.iter().enumerate().for_each(|(to, &from)| inverse[from] = to);
            Ok(grad.view(grad.layout().permuted(&inverse[..grad.rank()])).gradient())
        })
    }
}

fn permuted<E: Value>(x: Array<E>, axes: [usize; MAX_RANK]) -> Result<Array<E>> {
    let input = x.input();
    let y = x.view(x.layout().permuted(&axes[..x.rank()]));
    Ok(y.recorded(input.is_some(), |_| Permute { input, axes }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("permute/permute", all, |x| permute(x[0].clone(), &[2, 0, -2])).sizes(&[&[2, 3, 4]]));
        run(&audit!("permute/transpose", all, |x| transpose(x[0].clone(), 0, -1)).sizes(&[&[2, 3, 4]]));
    }

    audited!(check);
}
