//! Self-attention over packed queries, keys and values: y = softmax(q·kᵀ / √d)·v for every head, one operation.
//!
//! The input is `[.., time, 3·width]`: queries, keys and values side by side, each with its heads side by side, as one linear map
//! writes them. Nothing is copied apart, and its gradient is one tensor again. No matrix of scores is kept: the backward
//! computes them anew from the log-sum-exp of each row (see `kernels/attention.rs`). Source: Vaswani et al. 2017;
//! `torch.nn.functional.scaled_dot_product_attention`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Sizes};
use std::cell::Cell;
use timeseriesml_kernels::attention::{Attention, Heads, HeadsMut, Saved, Strides};
use timeseriesml_kernels::real::Real;

/// `(.., time, 3·width)` to `(.., time, width)`; with `causal` no step sees a later one.
pub fn self_attention<E: Real>(packed: Array<E>, heads: usize, causal: bool) -> Result<Array<E>> {
    let op = "self_attention";
    let rank = packed.rank();
    if rank < 2 {
        let expected = "at least two axes, (.., time, 3·width)".into();
        return Err(ShapeError::Rank { op, expected, found: packed.sizes()[..].into() });
    }
    let (time, size) = (packed.sizes()[rank - 2], packed.sizes()[rank - 1]);
    let divides = |parts: usize, size: usize| {
        let fits = parts > 0 && size.is_multiple_of(parts);
        if fits { Ok(size / parts) } else { Err(ShapeError::Divide { op, axis: rank - 1, size, parts }) }
    };
    let width = divides(3, size)?;
    let head_dim = divides(heads, width)?;
    let flat = packed.row_major()?;
    let sizes = packed.sizes().with(rank - 1, width);
    let batch = sizes[..rank - 2].iter().product();
    let scale = E::ONE / E::from_usize(head_dim.max(1)).sqrt();
    let attention = Attention { batch, heads, queries: time, keys: time, head_dim, causal, scale };
    // Heads without features need no row of sums, however many they are.
    let sums = if sizes.contains(&0) { [0; 3] } else { [batch, heads, time] };
    let rows = Layout::row_major(op, Sizes::new(op, &sums)?)?;
    let mut log_sums = Array::written(op, rows, |_| {})?;
    let y = {
        let log_sums = log_sums.make_mut()?;
        Fresh::written(op, Layout::row_major(op, sizes)?, |out| {
            if out.is_empty() {
                return;
            }
            let out = HeadsMut { data: Cell::from_mut(out).as_slice_of_cells(), strides: strides(attention, 1) };
            let [q, k, v] = thirds(flat.span(), attention);
            attention.forward(q, k, v, out, log_sums);
        })?
    };
    let input = packed.input();
    Ok(y.recorded(input.is_some(), |y| SelfAttention { input, attention, packed: flat, y: y.detach(), log_sums }))
}

/// Where the heads of a tensor lie in which every step has so many widths side by side.
fn strides<E>(attention: Attention<E>, widths: usize) -> Strides {
    let time = attention.heads * attention.head_dim * widths;
    Strides { batch: attention.queries * time, head: attention.head_dim, time }
}

/// Queries, keys and values of a packed tensor that is not empty.
fn thirds<E>(packed: &[E], attention: Attention<E>) -> [Heads<'_, E>; 3]
where
    E: Copy,
{
    let width = attention.heads * attention.head_dim;
    [0, 1, 2].map(|i| Heads { data: &packed[i * width..], strides: strides(attention, 3) })
}

struct SelfAttention<E: Real> {
    input: Option<Node<E>>,
    attention: Attention<E>,
    packed: Array<E>,
    y: Array<E>,
    log_sums: Array<E>,
}

impl<E: Real> Backward<E> for SelfAttention<E> {
    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let attention = self.attention;
        let grad = grad.row_major()?;
        sink.write(&self.input, Layout::row_major("self_attention", *self.packed.sizes())?, |gradient, accumulate| {
            if gradient.is_empty() {
                return;
            }
            let whole = strides(attention, 1);
            let [q, k, v] = thirds(self.packed.span(), attention);
            let (out, dout) =
                (Heads { data: self.y.span(), strides: whole }, Heads { data: grad.span(), strides: whole });
            let saved = Saved { q, k, v, out, log_sums: self.log_sums.span(), dout };
            let cells = Cell::from_mut(gradient).as_slice_of_cells();
            let width = attention.heads * attention.head_dim;
            let [dq, dk, dv] =
                [0, 1, 2].map(|i| HeadsMut { data: &cells[i * width..], strides: strides(attention, 3) });
            attention.backward(saved, dq, dk, dv, accumulate);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        for (name, heads, causal) in [("one_head", 1, false), ("two_heads", 2, false), ("causal", 2, true)] {
            let name = format!("attention/{name}");
            run(&audit!(&name, Domain::ALL, move |x| self_attention(x[0].clone(), heads, causal))
                .sizes(&[&[2, 5, 12]])
                .sizes(&[&[3, 6]])
                .without_edges()
                .edge(&[&[0, 5, 12]])
                .edge(&[&[2, 0, 12]])
                .edge(&[&[2, 1, 12]])
                .edge(&[&[2, 5, 0]]));
        }
    }

    audited!(check);

    #[test]
    fn sizes_that_do_not_divide_are_refused() {
        let array = |sizes: &[usize]| Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        for (sizes, heads) in [(&[12][..], 1), (&[2, 10], 1), (&[2, 12], 3), (&[2, 12], 0)] {
            assert!(self_attention(array(sizes), heads, false).is_err(), "{sizes:?}, {heads} heads");
        }
    }
}
