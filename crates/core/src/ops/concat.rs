//! Concatenates tensors along an axis, or stacks them along a new one. Each tensor gets its part of the gradient, as a view.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, resolve_axis};
use crate::ops::squeeze::unsqueeze;
use timeseriesml_kernels::copy;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// The maximum number of tensors whose nodes are stored inline, without a list on the heap.
const INLINE: usize = 4;

/// `parts` concatenated along `axis`; all other sizes are equal.
pub fn concat<E: Value>(parts: &[Array<E>], axis: isize) -> Result<Array<E>> {
    let op = "concat";
    let [first, others @ ..] = parts else { return Err(ShapeError::NoOperand { op }) };
    let axis = resolve_axis(op, axis, first.sizes())?;
    let mut total = first.sizes()[axis];
    for other in others {
        if other.rank() != first.rank() {
            let expected = format!("{} axes in every part", first.rank());
            return Err(ShapeError::Rank { op, expected, found: other.sizes()[..].into() });
        }
        for (i, (&left, &right)) in first.sizes().iter().zip(other.sizes().iter()).enumerate() {
            if left != right && i != axis {
                return Err(ShapeError::Differ { op, axis: i, left, right });
            }
        }
        let too_large = || ShapeError::TooLarge { op, sizes: other.sizes()[..].into() };
        total = total.checked_add(other.sizes()[axis]).ok_or_else(too_large)?;
    }
    let layout = Layout::in_order(op, first.sizes().with(axis, total), &first.layout().order())?;
    let y = Fresh::written(op, layout, |out| {
        let mut start = 0;
        for part in parts {
            let to = layout.narrowed(axis, start, part.sizes()[axis]);
            copy::copy_strided(
                part.sizes(),
                part.span(),
                part.layout().strides(),
                &mut out[to.offset()..],
                to.strides(),
            );
            start += part.sizes()[axis];
        }
    })?;
    let tracked = parts.iter().any(Array::is_tracked);
    Ok(y.recorded(tracked, |_| Concat { inputs: Inputs::of(parts, axis), axis }))
}

/// `parts` of equal sizes stacked along a new axis.
pub fn stack<E: Value>(parts: &[Array<E>], axis: isize) -> Result<Array<E>> {
    let op = "stack";
    let [first, others @ ..] = parts else { return Err(ShapeError::NoOperand { op }) };
    for other in others {
        for (axis, (&left, &right)) in first.sizes().iter().zip(other.sizes().iter()).enumerate() {
            if left != right {
                return Err(ShapeError::Differ { op, axis, left, right });
            }
        }
    }
    let parts: Vec<_> = parts.iter().map(|part| unsqueeze(part.clone(), axis)).collect::<Result<_>>()?;
    let at = crate::layout::resolve_insertion(op, axis, first.sizes())?;
    concat(&parts, at as isize)
}

struct Concat<E: Value> {
    inputs: Inputs<E>,
    axis: usize,
}

/// The node and the length of each part.
enum Inputs<E: Value> {
    Few([(Option<Node<E>>, usize); INLINE]),
    Many(Box<[(Option<Node<E>>, usize)]>),
}

impl<E: Value> Inputs<E> {
    fn of(parts: &[Array<E>], axis: usize) -> Self {
        let input = |part: &Array<E>| (part.input(), part.sizes()[axis]);
        match parts.len() {
            ..=INLINE => Inputs::Few(std::array::from_fn(|i| parts.get(i).map_or((None, 0), input))),
            _ => Inputs::Many(parts.iter().map(input).collect()),
        }
    }

    fn as_slice(&self) -> &[(Option<Node<E>>, usize)] {
        match self {
            Inputs::Few(inputs) => inputs,
            Inputs::Many(inputs) => inputs,
        }
    }
}

impl<E: Value> Backward<E> for Concat<E> {
    fn name(&self) -> &'static str {
        "concat"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        let mut start = 0;
        for (input, len) in self.inputs.as_slice() {
            sink.add(input, || Ok(grad.view(grad.layout().narrowed(self.axis, start, *len)).gradient()))?;
            start += len;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let all = Domain::ALL;
        run(&audit!("concat/concat_1", all, |x| concat(x, 1))
            .sizes(&[&[2, 3, 2], &[2, 1, 2], &[2, 2, 2]])
            .edge(&[&[2, 0], &[2, 3]])
            .edge(&[&[0, 1], &[0, 3]])
            .edge(&[&[1, 1], &[1, 1]]));
        run(&audit!("concat/concat_last", all, |x| concat(x, -1)).sizes(&[&[2], &[1], &[3], &[2], &[1]]));
        run(&audit!("concat/stack_0", all, |x| stack(x, 0)).sizes(&[&[2, 3], &[2, 3]]).edge(&[&[0], &[0]]));
        run(&audit!("concat/stack_last", all, |x| stack(x, -1)).sizes(&[&[2, 3], &[2, 3]]).edge(&[&[], &[]]));
    }

    audited!(check);
}
