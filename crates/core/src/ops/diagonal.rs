//! The diagonal of two axes of equal size: a view whose stride is the sum of the strides of both axes. The gradient is zero outside the diagonal.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, resolve_axis};
use timeseriesml_kernels::elementwise;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// The elements whose indices along the axes `i` and `j` are equal. The axis of these elements is the last of the result.
pub fn diagonal<E: Value>(x: Array<E>, i: isize, j: isize) -> Result<Array<E>> {
    let op = "diagonal";
    let axes @ (i, j) = (resolve_axis(op, i, x.sizes())?, resolve_axis(op, j, x.sizes())?);
    if i == j {
        let expected = "two different axes".into();
        return Err(ShapeError::Rank { op, expected, found: x.sizes()[..].into() });
    }
    let (rows, columns) = (x.sizes()[i], x.sizes()[j]);
    if rows != columns {
        return Err(ShapeError::NotSquare { axes, rows, columns, sizes: x.sizes()[..].into() });
    }
    let input = x.input();
    let whole = Layout::in_order(op, *x.sizes(), &x.layout().order())?;
    let y = x.view(x.layout().diagonal(i, j));
    Ok(y.recorded(input.is_some(), |_| Diagonal { input, whole, axes }))
}

struct Diagonal<E: Value> {
    input: Option<Node<E>>,
    /// The layout of the input's gradient: dense, in the input's order of axes.
    whole: Layout,
    axes: (usize, usize),
}

impl<E: Value> Backward<E> for Diagonal<E> {
    fn name(&self) -> &'static str {
        "diagonal"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        let part = self.whole.diagonal(self.axes.0, self.axes.1);
        sink.write(&self.input, self.whole, |out, accumulate| {
            if !accumulate {
                out.fill(E::ZERO);
            }
            elementwise::accumulate_strided(grad.sizes(), grad.span(), grad.layout().strides(), out, part.strides());
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        let of = |name, i, j| audit!(name, Domain::ALL, move |x| diagonal(x[0].clone(), i, j));
        run(&of("diagonal/matrix", 0, 1).sizes(&[&[3, 3]]).without_edges().edge(&[&[0, 0]]).edge(&[&[1, 1]]));
        run(&of("diagonal/last", -2, -1)
            .sizes(&[&[2, 3, 3]])
            .sizes(&[&[1, 2, 4, 4]])
            .without_edges()
            .edge(&[&[0, 2, 2]])
            .edge(&[&[2, 0, 0]])
            .edge(&[&[2, 1, 1]]));
        run(&of("diagonal/apart", 2, 0).sizes(&[&[3, 2, 3]]).without_edges().edge(&[&[2, 0, 2]]));
    }

    audited!(check);

    #[test]
    fn every_element_type_has_a_diagonal() {
        let sizes = crate::layout::Sizes::new("test", &[2, 2]).unwrap();
        let x = Array::from_slice("test", sizes, &[true, false, false, true]).unwrap();
        assert_eq!(diagonal(x, 0, 1).unwrap().to_vec(), [true, true]);
    }
}
