//! Removes or inserts an axis of size 1, as views. Each of the two operations is the backward pass of the other.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{MAX_RANK, resolve_axis, resolve_insertion};
use crate::loops::along::Axes;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// Removes an axis of size 1.
pub fn squeeze<E: Value>(x: Array<E>, axis: isize) -> Result<Array<E>> {
    let op = "squeeze";
    let axis = resolve_axis(op, axis, x.sizes())?;
    if x.sizes()[axis] != 1 {
        let (found, sizes) = (x.sizes()[axis], x.sizes()[..].into());
        return Err(ShapeError::Size { op, axis, name: "the axis to remove", expected: 1, found, sizes });
    }
    let input = x.input();
    let y = x.view(x.layout().removed(axis));
    Ok(y.recorded(input.is_some(), |_| Squeeze { input, axis }))
}

/// Removes several axes of size 1.
pub fn squeeze_axes<E: Value>(x: Array<E>, axes: &[isize]) -> Result<Array<E>> {
    let axes = Axes::resolve("squeeze", axes, x.sizes())?;
    // Axes are removed from the last to the first, so that the numbers of the remaining axes stay valid.
    axes.iter().rev().try_fold(x, |x, axis| squeeze(x, axis as isize))
}

/// Inserts axes of one element at these positions of the result.
pub fn unsqueeze_axes<E: Value>(x: Array<E>, axes: &[isize]) -> Result<Array<E>> {
    let (op, rank) = ("unsqueeze", x.rank() + axes.len());
    if rank > MAX_RANK {
        let expected = format!("at most {MAX_RANK} axes with the {} new ones", axes.len());
        return Err(ShapeError::Rank { op, expected, found: x.sizes()[..].into() });
    }
    // Negative numbers count from the end of the result.
    let found = Axes::resolve(op, axes, &[1; MAX_RANK][..rank]);
    let axes = found.map_err(|error| match error {
        ShapeError::NoSuchAxis { op, axis, .. } => ShapeError::NoSuchAxis { op, axis, sizes: x.sizes()[..].into() },
        other => other,
    })?;
    axes.iter().try_fold(x, |x, axis| unsqueeze(x, axis as isize))
}

/// Inserts an axis of size 1 at position `axis`.
pub fn unsqueeze<E: Value>(x: Array<E>, axis: isize) -> Result<Array<E>> {
    let op = "unsqueeze";
    let axis = resolve_insertion(op, axis, x.sizes())?;
    if x.rank() == MAX_RANK {
        return Err(ShapeError::Rank { op, expected: "at most seven axes".into(), found: x.sizes()[..].into() });
    }
    let input = x.input();
    let y = x.view(x.layout().inserted(axis));
    Ok(y.recorded(input.is_some(), |_| Unsqueeze { input, axis }))
}

struct Squeeze<E: Value> {
    input: Option<Node<E>>,
    axis: usize,
}

impl<E: Value> Backward<E> for Squeeze<E> {
    fn name(&self) -> &'static str {
        "squeeze"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || Ok(grad.view(grad.layout().inserted(self.axis)).gradient()))
    }
}

struct Unsqueeze<E: Value> {
    input: Option<Node<E>>,
    axis: usize,
}

impl<E: Value> Backward<E> for Unsqueeze<E> {
    fn name(&self) -> &'static str {
        "unsqueeze"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || Ok(grad.view(grad.layout().removed(self.axis)).gradient()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("squeeze/squeeze", all, |x| squeeze(x[0].clone(), 1))
            .sizes(&[&[2, 1, 4]])
            .without_edges()
            .edge(&[&[0, 1]]));
        run(&audit!("squeeze/unsqueeze_1", all, |x| unsqueeze(x[0].clone(), 1)).sizes(&[&[2, 3, 4]]));
        run(&audit!("squeeze/squeeze_axes", all, |x| squeeze_axes(x[0].clone(), &[-1, 1]))
            .sizes(&[&[2, 1, 4, 1]])
            .without_edges()
            .edge(&[&[0, 1, 3, 1]]));
        run(&audit!("squeeze/unsqueeze_axes", all, |x| unsqueeze_axes(x[0].clone(), &[-1, 0, 2])).sizes(&[&[2, 3]]));
        run(&audit!("squeeze/unsqueeze_last", all, |x| unsqueeze(x[0].clone(), -1)).sizes(&[&[2, 3]]));
    }

    audited!(check);
}
