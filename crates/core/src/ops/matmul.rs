//! The product of matrices and vectors, with leading axes that broadcast.
//!
//! C = A·B, dA = dC·Bᵀ, dB = Aᵀ·dC, each summed over the leading axes along which an operand was broadcast. Transposes only
//! change strides and copy nothing. A vector is a row on the left, a column on the right, and the result lacks the extra axis,
//! as in `numpy.matmul` and `torch.matmul`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, MAX_RANK, Sizes};
use crate::loops::pointwise::{Stretch, broadcast_sizes};
use crate::ops::sum::sum_to;
use timeseriesml_kernels::matmul::{self, Matrix};
use timeseriesml_kernels::real::Real;

/// The product of `(.., M, K)` and `(.., K, N)`.
pub fn matmul<E: Real>(a: Array<E>, b: Array<E>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<E>> {
    let op = "matmul";
    for x in [&a, &b] {
        if x.rank() == 0 {
            let expected = "a matrix or a vector on each side, not a scalar".into();
            return Err(ShapeError::Rank { op, expected, found: x.sizes()[..].into() });
        }
    }
    let (k_left, k_right) = (a.sizes()[a.rank() - 1], b.sizes()[b.rank().saturating_sub(2)]);
    if k_left != k_right {
        let (left, right) = (a.sizes()[..].into(), b.sizes()[..].into());
        return Err(ShapeError::Inner { left_size: k_left, right_size: k_right, left, right });
    }
    let (row, column) = (a.rank() == 1, b.rank() == 1);
    let promoted = |x: &Array<E>, vector: bool, axis: usize| {
        vector.then(|| x.view(x.layout().inserted(axis)).not_differentiable())
    };
    let (left, right) = (promoted(&a, row, 0), promoted(&b, column, 1));
    let mut y = product(left.as_ref().unwrap_or(&a), right.as_ref().unwrap_or(&b), stretch_a, stretch_b)?;
    let without = |y: Fresh<E>, from_the_end: usize| {
        let layout = y.layout().removed(y.layout().rank() - from_the_end);
        y.with_layout(layout)
    };
    if row {
        y = without(y, 2);
    }
    if column {
        y = without(y, 1);
    }
    let (left_node, right_node) = (a.input(), b.input());
    let tracked = left_node.is_some() || right_node.is_some();
    Ok(y.recorded(tracked, |_| Matmul {
        left_node,
        right_node,
        left_sizes: *a.sizes(),
        right_sizes: *b.sizes(),
        left: left.unwrap_or_else(|| a.detach()),
        right: right.unwrap_or_else(|| b.detach()),
    }))
}

struct Matmul<E: Real> {
    left_node: Option<Node<E>>,
    right_node: Option<Node<E>>,
    left_sizes: Sizes,
    right_sizes: Sizes,
    /// The left operand; a vector is stored as a matrix.
    left: Array<E>,
    right: Array<E>,
}

impl<E: Real> Backward<E> for Matmul<E> {
    fn name(&self) -> &'static str {
        "matmul"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let mut layout = *grad.layout();
        if self.left_sizes.len() == 1 {
            layout = layout.inserted(layout.rank() - usize::from(self.right_sizes.len() > 1));
        }
        if self.right_sizes.len() == 1 {
            layout = layout.inserted(layout.rank());
        }
        let grad = grad.view(layout).gradient();
        let turned = |x: &Array<E>| {
            let mut axes: [usize; MAX_RANK] = std::array::from_fn(|axis| axis);
            axes.swap(x.rank() - 2, x.rank() - 1);
            x.view(x.layout().permuted(&axes[..x.rank()])).gradient()
        };
        // The gradient of a vector is a matrix of one row or column, whose extra axis is removed.
        let back = |grad: Array<E>, sizes: Sizes, extra: usize| match sizes.len() {
            1 => {
                let grad = sum_to(grad.clone(), &Sizes::scalar().pushed(&grad.sizes()[grad.rank() - 2..]))?;
                Ok(grad.view(grad.layout().removed(extra)).gradient())
            }
            _ => sum_to(grad, &sizes),
        };
        sink.add(&self.left_node, || {
            let right = turned(&self.right);
            back(product(&grad, &right, Stretch::ONES, Stretch::ONES)?.gradient(), self.left_sizes, 0)
        })?;
        sink.add(&self.right_node, || {
            let left = turned(&self.left);
            back(product(&left, &grad, Stretch::ONES, Stretch::ONES)?.gradient(), self.right_sizes, 1)
        })
    }
}

/// The product of two operands of at least two axes whose inner sizes agree.
fn product<E: Real>(a: &Array<E>, b: &Array<E>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Fresh<E>> {
    let op = "matmul";
    let (rank_a, rank_b) = (a.rank(), b.rank());
    let (lead_a, lead_b) = (&a.sizes()[..rank_a - 2], &b.sizes()[..rank_b - 2]);
    let mut sizes = broadcast_sizes(op, (lead_a, stretch_a), (lead_b, stretch_b))?;
    let lead = sizes;
    let (m, k, n) = (a.sizes()[rank_a - 2], a.sizes()[rank_a - 1], b.sizes()[rank_b - 1]);
    if sizes.len() + 2 > MAX_RANK {
        return Err(ShapeError::Rank { op, expected: "at most eight axes".into(), found: sizes[..].into() });
    }
    sizes.push(m);
    sizes.push(n);
    let layout = Layout::row_major(op, sizes)?;
    // If all matrices on the left are multiplied by the same matrix on the right, one product of all their rows suffices.
    if rank_b == 2 && a.layout().is_row_major() {
        let rows = lead.iter().product::<usize>() * m;
        return Fresh::written(op, layout, |out| {
            matmul::matmul(
                rows,
                k,
                n,
                Matrix { data: a.span(), row: k, col: 1 },
                matrix(b.span(), b.layout()),
                out,
                n,
                false,
            );
        });
    }
    let stretched = |x: &Array<E>| {
        let (row, column) = (x.sizes()[x.rank() - 2], x.sizes()[x.rank() - 1]);
        x.layout().expanded(op, lead.pushed(&[row, column]))
    };
    let (layout_a, layout_b) = (stretched(a)?, stretched(b)?);
    let offset = |item: usize, layout: &Layout| {
        let mut rest = item;
        lead.iter().enumerate().rev().fold(0, |offset, (axis, &size)| {
            let index = rest % size;
            rest /= size;
            offset + index * layout.strides()[axis]
        })
    };
    Fresh::written(op, layout, |out| {
        if m * n == 0 {
            return;
        }
        let item = |i: usize| {
            let left = a.span().get(offset(i, &layout_a)..).unwrap_or_default();
            let right = b.span().get(offset(i, &layout_b)..).unwrap_or_default();
            (matrix(left, &layout_a), matrix(right, &layout_b))
        };
        matmul::batched(out.len() / (m * n), m, k, n, item, out, false);
    })
}

/// `data` as a matrix over the last two axes of a layout.
fn matrix<'a, E: Real>(data: &'a [E], layout: &Layout) -> Matrix<'a, E> {
    let strides = &layout.strides()[layout.rank() - 2..];
    Matrix { data, row: strides[0], col: strides[1] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        run(&audit!("matmul/matmul", Domain::ALL, |x| {
            matmul(x[0].clone(), x[1].clone(), Stretch::ONES, Stretch::ONES)
        })
        .sizes(&[&[2, 3], &[3, 4]])
        .sizes(&[&[2, 2, 3], &[3, 4]])
        .sizes(&[&[2, 3], &[2, 3, 2]])
        .sizes(&[&[2, 1, 2, 3], &[2, 3, 2]])
        .sizes(&[&[3], &[3]])
        .sizes(&[&[3], &[3, 2]])
        .sizes(&[&[2, 2, 3], &[3]])
        .sizes(&[&[3], &[2, 3, 2]])
        .edge(&[&[0, 3], &[3, 2]])
        .edge(&[&[2, 0], &[0, 3]])
        .edge(&[&[2, 3], &[3, 0]])
        .edge(&[&[0, 2, 3], &[3, 2]])
        .edge(&[&[0, 2, 3], &[1, 3, 2]])
        .edge(&[&[1, 1], &[1, 1]])
        .edge(&[&[0], &[0]]));
    }

    audited!(check);
}
