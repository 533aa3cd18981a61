//! Attention as one operation: y = softmax(s·q·kᵀ + mask)·v for every head.
//!
//! The scores are not saved: the backward pass computes them again from the log-sum-exp of each row (`kernels/attention.rs` has the formulas).
//! Queries, keys and values are three tensors, or one packed tensor, which a single linear layer can compute: then nothing is copied, and the
//! gradient is one tensor too. Source: Vaswani et al. 2017; `torch.nn.functional.scaled_dot_product_attention`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Lent, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Sizes};
use crate::loops::pointwise::{Stretch, broadcast_sizes};
use crate::ops::sum::sum_to;
use std::cell::Cell;
use timeseriesml_kernels::attention::{
    Attention, Gradients, Heads, HeadsMut, Hiding, Mask, MaskStrides, Saved, Strides, WeightDropout,
};
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

const OP: &str = "attention";

/// The options of an attention.
#[derive(Clone, Debug)]
pub struct Options<E: Real> {
    /// The number of heads in the last axis.
    pub heads: usize,
    /// The factor of the scores; `None` is 1/√(width of a head).
    pub scale: Option<f64>,
    /// Whether query i sees only keys 0 to i.
    pub causal: bool,
    pub mask: Option<ScoreMask<E>>,
    pub dropout: Option<WeightDropout>,
}

/// A mask that broadcasts to `(.., heads, queries, keys)`.
#[derive(Clone, Debug)]
pub enum ScoreMask<E: Real> {
    /// Whether the query sees the key.
    Visible(Array<bool>, Stretch),
    /// The entry is added to the scaled score.
    Added(Array<E>, Stretch),
}

impl<E: Real> Options<E> {
    /// Options for plain attention with one head.
    pub fn new() -> Self {
        Options { heads: 1, scale: None, causal: false, mask: None, dropout: None }
    }
}

impl<E: Real> Default for Options<E> {
    fn default() -> Self {
        Self::new()
    }
}

/// Maps `(.., time, 3·width)`, with queries, keys and values packed in this order, to `(.., time, width)`.
pub fn self_attention<E: Real>(packed: Array<E>, options: Options<E>) -> Result<Array<E>> {
    let op = "self_attention";
    let rank = packed.rank();
    if rank < 2 {
        let expected = "at least two axes, (.., time, 3·width)".into();
        return Err(ShapeError::Rank { op, expected, found: packed.sizes()[..].into() });
    }
    let (time, size) = (packed.sizes()[rank - 2], packed.sizes()[rank - 1]);
    let width = part(op, rank - 1, size, 3)?;
    let head_dim = part(op, rank - 1, width, options.heads)?;
    let flat = packed.row_major()?;
    let sizes = packed.sizes().with(rank - 1, width);
    let batch = sizes[..rank - 2].iter().product();
    let of = sized(&options, [batch, options.heads, time, time], head_dim, head_dim)?;
    let input = packed.input();
    run(Operands::Packed { input, values: flat, width }, of, sizes, options)
}

/// Maps `(.., queries, width)`, `(.., keys, width)` and `(.., keys, out)` to `(.., queries, out)`.
pub fn attention<E: Real>(q: Array<E>, k: Array<E>, v: Array<E>, options: Options<E>) -> Result<Array<E>> {
    let rank = q.rank();
    for x in [&q, &k, &v] {
        let expected = match x.rank() {
            0 | 1 => "at least two axes, (.., time, features)".to_owned(),
            found if found != rank => format!("as many axes as the queries have, {rank}"),
            _ => continue,
        };
        return Err(ShapeError::Rank { op: OP, expected, found: x.sizes()[..].into() });
    }
    let same = |axis: usize, left: &Array<E>, right: &Array<E>| {
        let (left, right) = (left.sizes()[axis], right.sizes()[axis]);
        if left == right { Ok(()) } else { Err(ShapeError::Differ { op: OP, axis, left, right }) }
    };
    for axis in 0..rank - 2 {
        same(axis, &q, &k)?;
        same(axis, &q, &v)?;
    }
    same(rank - 1, &q, &k)?;
    same(rank - 2, &k, &v)?;
    let [queries, keys] = [&q, &k].map(|x| x.sizes()[rank - 2]);
    let head_dim = part(OP, rank - 1, q.sizes()[rank - 1], options.heads)?;
    let value_dim = part(OP, rank - 1, v.sizes()[rank - 1], options.heads)?;
    // With one head in the last axis, the third axis from the end can serve as heads: the kernel takes heads with any stride.
    let is_split = options.heads == 1 && rank > 2;
    let heads = if is_split { q.sizes()[rank - 3] } else { options.heads };
    let batch = q.sizes()[..if is_split { rank - 3 } else { rank - 2 }].iter().product();
    let of = sized(&options, [batch, heads, queries, keys], head_dim, value_dim)?;
    let sizes = q.sizes().with(rank - 1, v.sizes()[rank - 1]);
    let nodes = [&q, &k, &v].map(|x| x.input());
    let [q, k, v] = [q.row_major()?, k.row_major()?, v.row_major()?];
    run(Operands::Apart { nodes, values: [q, k, v], is_split }, of, sizes, options)
}

/// The size of a part, if the axis can be split into equal parts.
fn part(op: &'static str, axis: usize, size: usize, parts: usize) -> Result<usize> {
    let fits = parts > 0 && size.is_multiple_of(parts);
    if fits { Ok(size / parts) } else { Err(ShapeError::Divide { op, axis, size, parts }) }
}

fn sized<E: Real>(
    options: &Options<E>,
    [batch, heads, queries, keys]: [usize; 4],
    head_dim: usize,
    value_dim: usize,
) -> Result<Attention<E>> {
    let scale = match options.scale {
        None => E::ONE / E::from_usize(head_dim.max(1)).sqrt(),
        Some(scale) if scale > 0.0 && scale.is_finite() && E::from_f64(scale) > E::ZERO => E::from_f64(scale),
        Some(scale) => {
            let (found, allowed) = (scale.to_string(), "a finite number above 0".into());
            return Err(ShapeError::Argument { op: OP, name: "the scale", found, allowed });
        }
    };
    if let Some(WeightDropout { p, .. }) = options.dropout
        && !(0.0..1.0).contains(&p)
    {
        return Err(ShapeError::Probability { op: OP, found: p.to_string(), limit: "below 1" });
    }
    Ok(Attention { batch, heads, queries, keys, head_dim, value_dim, causal: options.causal, scale })
}

/// Queries, keys and values, and the nodes that receive their gradients.
enum Operands<E: Real> {
    Packed { input: Option<Node<E>>, values: Array<E>, width: usize },
    Apart { nodes: [Option<Node<E>>; 3], values: [Array<E>; 3], is_split: bool },
}

/// The strides of row-major data along batch, head and time. If `is_split`, the heads are the axis before time. Otherwise they are parts of
/// the last axis, which holds `widths` vectors of all heads (3 if packed).
fn strides<E>(of: &Attention<E>, time: usize, dim: usize, widths: usize, is_split: bool) -> Strides {
    let row = of.heads * dim * widths;
    if is_split {
        Strides { batch: time * row, head: time * dim, time: dim }
    } else {
        Strides { batch: time * row, head: dim, time: row }
    }
}

impl<E: Real> Operands<E> {
    fn is_split(&self) -> bool {
        matches!(self, Operands::Apart { is_split: true, .. })
    }

    fn is_tracked(&self) -> bool {
        match self {
            Operands::Packed { input, .. } => input.is_some(),
            Operands::Apart { nodes, .. } => nodes.iter().any(Option::is_some),
        }
    }

    /// Queries, keys and values.
    fn heads(&self, of: &Attention<E>) -> [Heads<'_, E>; 3] {
        match self {
            Operands::Packed { values, width, .. } => {
                let strides = strides(of, of.queries, of.head_dim, 3, false);
                [0, 1, 2].map(|i| Heads { data: values.span().get(i * width..).unwrap_or_default(), strides })
            }
            Operands::Apart { values, is_split, .. } => {
                let sizes = [(of.queries, of.head_dim), (of.keys, of.head_dim), (of.keys, of.value_dim)];
                [0, 1, 2].map(|i| {
                    let (time, dim) = sizes[i];
                    Heads { data: values[i].span(), strides: strides(of, time, dim, 1, *is_split) }
                })
            }
        }
    }
}

/// A mask broadcast over all scores, and the node that receives its gradient.
enum Stretched<E: Real> {
    None,
    Visible(Array<bool>, MaskStrides),
    Added { node: Option<Node<E>>, own: Sizes, values: Array<E>, strides: MaskStrides },
}

impl<E: Real> Stretched<E> {
    fn new(mask: Option<ScoreMask<E>>, of: &Attention<E>, leading: &[usize]) -> Result<Self> {
        Ok(match mask {
            None => Stretched::None,
            Some(ScoreMask::Visible(mask, stretch)) => {
                let (mask, strides) = stretched(&mask, stretch, of, leading)?;
                Stretched::Visible(mask, strides)
            }
            Some(ScoreMask::Added(mask, stretch)) => {
                let (values, strides) = stretched(&mask, stretch, of, leading)?;
                Stretched::Added { node: mask.input(), own: *mask.sizes(), values, strides }
            }
        })
    }

    fn is_tracked(&self) -> bool {
        matches!(self, Stretched::Added { node: Some(_), .. })
    }

    fn hiding(&self, dropout: Option<WeightDropout>) -> Hiding<'_, E> {
        let mask = match self {
            Stretched::None => None,
            Stretched::Visible(mask, strides) => Some(Mask::Visible(mask.span(), *strides)),
            Stretched::Added { values, strides, .. } => Some(Mask::Added(values.span(), *strides)),
        };
        Hiding { mask, dropout }
    }
}

/// A mask broadcast over all scores, as a view with stride 0; `leading` are the sizes before those of heads, queries and keys.
fn stretched<V: Value, E>(
    mask: &Array<V>,
    stretch: Stretch,
    of: &Attention<E>,
    leading: &[usize],
) -> Result<(Array<V>, MaskStrides)> {
    let sizes = Sizes::new(OP, &[leading, &[of.heads, of.queries, of.keys]].concat())?;
    if broadcast_sizes(OP, (mask.sizes(), stretch), (&sizes, Stretch(0)))? != sizes {
        let (found, allowed) =
            (format!("{:?}", &mask.sizes()[..]), format!("sizes that broadcast to the scores, {:?}", &sizes[..]));
        return Err(ShapeError::Argument { op: OP, name: "the mask", found, allowed });
    }
    let mut view = mask.view(mask.layout().expanded(OP, sizes)?).seen();
    let outer = leading.len();
    // The kernel takes the leading axes as one batch axis with one stride. Several axes may have no common stride, so the mask is copied unless
    // all their strides are 0.
    if outer > 1 && view.layout().strides()[..outer].iter().any(|&stride| stride > 0) {
        view = view.row_major()?;
    }
    let strides = view.layout().strides();
    let [head, query, key] = [0, 1, 2].map(|i| strides[outer + i]);
    let strides = MaskStrides { batch: if outer > 0 { strides[outer - 1] } else { 0 }, head, query, key };
    Ok((view, strides))
}

fn run<E: Real>(operands: Operands<E>, of: Attention<E>, sizes: Sizes, options: Options<E>) -> Result<Array<E>> {
    let before_heads = sizes.len() - if operands.is_split() { 3 } else { 2 };
    let mask = Stretched::new(options.mask, &of, &sizes[..before_heads])?;
    // An empty input needs no log-sum-exps, and they may not fit into memory: the number of its rows has no limit.
    let is_empty = sizes.contains(&0);
    let rows = if is_empty { [0; 3] } else { [of.batch, of.heads, of.queries] };
    let rows = Layout::row_major(OP, Sizes::new(OP, &rows)?)?;
    let mut log_sums = Array::written(OP, rows, |_| {})?;
    let y = {
        let log_sums = log_sums.make_mut()?;
        Fresh::written(OP, Layout::row_major(OP, sizes)?, |out| {
            if is_empty {
                return;
            }
            let strides = strides(&of, of.queries, of.value_dim, 1, operands.is_split());
            let out = HeadsMut { data: Cell::from_mut(out).as_slice_of_cells(), strides };
            let [q, k, v] = operands.heads(&of);
            of.forward(q, k, v, mask.hiding(options.dropout), out, log_sums);
        })?
    };
    let tracked = operands.is_tracked() || mask.is_tracked();
    let dropout = options.dropout;
    Ok(y.recorded(tracked, |y| Attend { operands, of, mask, dropout, y: y.detach(), log_sums }))
}

struct Attend<E: Real> {
    operands: Operands<E>,
    of: Attention<E>,
    mask: Stretched<E>,
    dropout: Option<WeightDropout>,
    y: Array<E>,
    log_sums: Array<E>,
}

impl<E: Real> Attend<E> {
    /// Runs the kernel. If there is nothing to compute, all gradients are zero.
    fn run(&self, grad: &Array<E>, gradients: Gradients<'_, E>, dmask: Option<&mut [E]>) {
        let whole = strides(&self.of, self.of.queries, self.of.value_dim, 1, self.operands.is_split());
        let [q, k, v] = self.operands.heads(&self.of);
        let [out, dout] = [&self.y, grad].map(|x| Heads { data: x.span(), strides: whole });
        let hiding = self.mask.hiding(self.dropout);
        let saved = Saved { q, k, v, out, log_sums: self.log_sums.span(), dout, hiding };
        self.of.backward(saved, gradients, dmask);
    }

    /// Memory for the gradient of the mask, before it is summed over the broadcast axes.
    fn mask_gradient(&self) -> Result<Option<Array<E>>> {
        let Attention { batch, heads, queries, keys, .. } = self.of;
        match self.mask.is_tracked() {
            false => Ok(None),
            true => Array::full(OP, Sizes::new(OP, &[batch, heads, queries, keys])?, E::ZERO).map(Some),
        }
    }

    fn give_mask<'g>(&'g self, dmask: Option<Array<E>>, sink: &mut Sink<'g, E>) -> Result<()> {
        match (&self.mask, dmask) {
            (Stretched::Added { node, own, values, .. }, Some(dmask)) => {
                let whole = Layout::row_major(OP, *values.sizes())?;
                sink.add(node, || sum_to(dmask.view(whole).seen(), own))
            }
            _ => Ok(()),
        }
    }
}

impl<E: Real> Backward<E> for Attend<E> {
    fn name(&self) -> &'static str {
        OP
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let (of, is_empty) = (&self.of, self.y.count() == 0);
        let grad = grad.row_major()?;
        let mut dmask = self.mask_gradient()?;
        let mask_values = dmask.as_mut().map(Array::make_mut).transpose()?;
        match &self.operands {
            Operands::Packed { input, values, width } => {
                let mut target = Target::new(sink, input, Layout::row_major(OP, *values.sizes())?)?;
                let (gradient, accumulate) = target.values()?;
                if is_empty {
                    if !accumulate {
                        gradient.fill(E::ZERO);
                    }
                } else {
                    let cells = Cell::from_mut(gradient).as_slice_of_cells();
                    let strides = strides(of, of.queries, of.head_dim, 3, false);
                    let [dq, dk, dv] = [0, 1, 2].map(|i| HeadsMut { data: &cells[i * width..], strides });
                    let accumulate = [accumulate; 3];
                    self.run(&grad, Gradients { dq, dk, dv, accumulate }, mask_values);
                }
                target.give_back(input, sink)?;
            }
            Operands::Apart { nodes, values, is_split } => {
                let layout = |x: &Array<E>| Layout::row_major(OP, *x.sizes());
                let [q, k, v] = values;
                let mut targets = [
                    Target::new(sink, &nodes[0], layout(q)?)?,
                    Target::new(sink, &nodes[1], layout(k)?)?,
                    Target::new(sink, &nodes[2], layout(v)?)?,
                ];
                {
                    let [dq, dk, dv] = targets.each_mut();
                    let [(dq, a), (dk, b), (dv, c)] = [dq.values()?, dk.values()?, dv.values()?];
                    if is_empty {
                        for (gradient, accumulate) in [(dq, a), (dk, b), (dv, c)] {
                            if !accumulate {
                                gradient.fill(E::ZERO);
                            }
                        }
                    } else {
                        let place = |data, time, dim| HeadsMut {
                            data: Cell::from_mut(data).as_slice_of_cells(),
                            strides: strides(of, time, dim, 1, *is_split),
                        };
                        let gradients = Gradients {
                            dq: place(dq, of.queries, of.head_dim),
                            dk: place(dk, of.keys, of.head_dim),
                            dv: place(dv, of.keys, of.value_dim),
                            accumulate: [a, b, c],
                        };
                        self.run(&grad, gradients, mask_values);
                    }
                }
                for (node, target) in nodes.iter().zip(targets) {
                    target.give_back(node, sink)?;
                }
            }
        }
        self.give_mask(dmask, sink)
    }
}

/// Memory for one of the three gradients, all of which the kernel computes: the gradient of an input, or memory that is discarded.
enum Target<E: Real> {
    Lent(Lent<E>),
    Unused(Array<E>),
}

impl<E: Real> Target<E> {
    fn new<'g>(sink: &mut Sink<'g, E>, node: &'g Option<Node<E>>, layout: Layout) -> Result<Self> {
        Ok(match sink.lend(node, layout)? {
            Some(lent) => Target::Lent(lent),
            None => Target::Unused(Array::written(OP, layout, |_| {})?),
        })
    }

    fn values(&mut self) -> Result<(&mut [E], bool)> {
        match self {
            Target::Lent(lent) => lent.values(),
            Target::Unused(array) => Ok((array.make_mut()?, false)),
        }
    }

    fn give_back<'g>(self, node: &'g Option<Node<E>>, sink: &mut Sink<'g, E>) -> Result<()> {
        match self {
            Target::Lent(lent) => sink.give_back(node, Some(lent)),
            Target::Unused(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::compare::gt;

    /// Attention over queries, keys and values. A fourth input is a mask: it is added to the scores or, if `is_visible`, a key is visible where it is
    /// above zero.
    fn apart<E: Real>(x: &[Array<E>], options: Options<E>, is_visible: bool) -> Result<Array<E>> {
        let mask = match (x.get(3), is_visible) {
            (None, _) => None,
            (Some(mask), false) => Some(ScoreMask::Added(mask.clone(), Stretch::ONES)),
            (Some(mask), true) => {
                let zero = Array::full("test", Sizes::scalar(), E::ZERO)?;
                Some(ScoreMask::Visible(gt(mask, &zero, Stretch(0), Stretch(0))?, Stretch::ONES))
            }
        };
        attention(x[0].clone(), x[1].clone(), x[2].clone(), Options { mask, ..options })
    }

    fn check(run: impl Fn(&Audit)) {
        for (name, heads, causal) in [("one_head", 1, false), ("two_heads", 2, false), ("causal", 2, true)] {
            let name = format!("attention/{name}");
            run(&audit!(&name, Domain::ALL, move |x| {
                self_attention(x[0].clone(), Options { heads, causal, ..Options::new() })
            })
            .sizes(&[&[2, 5, 12]])
            .sizes(&[&[3, 6]])
            .without_edges()
            .edge(&[&[0, 5, 12]])
            .edge(&[&[2, 0, 12]])
            .edge(&[&[2, 1, 12]])
            .edge(&[&[2, 5, 0]]));
        }
        run(&audit!("attention/apart", Domain::ALL, |x| apart(x, Options::new(), false))
            .sizes(&[&[3, 4], &[5, 4], &[5, 2]])
            .sizes(&[&[2, 3, 4], &[2, 5, 4], &[2, 5, 6]])
            .sizes(&[&[2, 2, 3, 4], &[2, 2, 5, 4], &[2, 2, 5, 2]])
            .edge(&[&[2, 3, 4], &[2, 0, 4], &[2, 0, 6]])
            .edge(&[&[2, 0, 4], &[2, 5, 4], &[2, 5, 6]])
            .edge(&[&[0, 3, 4], &[0, 5, 4], &[0, 5, 6]])
            .edge(&[&[2, 3, 4], &[2, 5, 4], &[2, 5, 0]])
            .edge(&[&[1, 1, 1], &[1, 1, 1], &[1, 1, 1]]));
        run(&audit!("attention/apart_causal", Domain::ALL, |x| {
            apart(x, Options { causal: true, scale: Some(0.3), ..Options::new() }, false)
        })
        .sizes(&[&[2, 5, 4], &[2, 3, 4], &[2, 3, 6]])
        .sizes(&[&[3, 4], &[5, 4], &[5, 2]]));
        run(&audit!("attention/side_by_side", Domain::ALL, |x| apart(
            x,
            Options { heads: 2, ..Options::new() },
            false
        ))
        .sizes(&[&[2, 3, 4], &[2, 5, 4], &[2, 5, 6]]));
        run(&audit!("attention/added", Domain::ALL, |x| apart(x, Options::new(), false))
            .sizes(&[&[2, 3, 4], &[2, 5, 4], &[2, 5, 6], &[3, 5]])
            .sizes(&[&[2, 2, 3, 4], &[2, 2, 5, 4], &[2, 2, 5, 2], &[2, 1, 1, 5]])
            .sizes(&[&[2, 3, 2, 3, 2], &[2, 3, 2, 4, 2], &[2, 3, 2, 4, 2], &[3, 1, 3, 4]])
            .edge(&[&[2, 0, 4], &[2, 5, 4], &[2, 5, 6], &[1, 5]])
            .edge(&[&[2, 3, 4], &[2, 5, 4], &[2, 5, 0], &[3, 5]]));
        run(&audit!("attention/visible", Domain::ALL, |x| apart(x, Options::new(), true))
            .sizes(&[&[2, 3, 4], &[2, 5, 4], &[2, 5, 6], &[3, 5]])
            .sizes(&[&[2, 2, 3, 4], &[2, 2, 5, 4], &[2, 2, 5, 2], &[2, 1, 1, 5]]));
    }

    audited!(check);

    #[test]
    fn dropout_of_the_weights_has_the_gradient_of_its_mask() {
        let dropout = Some(WeightDropout { p: 0.4, seed: 3, call: 1 });
        let operation = move |x: &[Array<f64>]| apart(x, Options { dropout, causal: true, ..Options::new() }, false);
        let single = |x: &[Array<f32>]| Ok(x[0].clone());
        Audit::new("attention/dropout", Domain::ALL, operation, single)
            .sizes(&[&[2, 4, 3], &[2, 4, 3], &[2, 4, 5]])
            .gradient_matches_finite_differences();
    }

    #[test]
    fn sizes_and_options_that_do_not_fit_are_refused() {
        let array = |sizes: &[usize]| Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        for (sizes, heads) in [(&[12][..], 1), (&[2, 10], 1), (&[2, 12], 3), (&[2, 12], 0)] {
            let options = Options { heads, ..Options::new() };
            assert!(self_attention(array(sizes), options).is_err(), "{sizes:?}, {heads} heads");
        }
        let message = |q: &[usize], k: &[usize], v: &[usize], options: Options<f32>| {
            attention(array(q), array(k), array(v), options).err().map(|e| e.to_string())
        };
        assert_eq!(message(&[2, 3, 4], &[2, 5, 4], &[2, 5, 6], Options::new()), None);
        let wrong: [[&[usize]; 3]; 5] = [
            [&[4], &[4], &[4]],
            [&[2, 3, 4], &[5, 4], &[5, 6]],
            [&[2, 3, 4], &[3, 5, 4], &[2, 5, 6]],
            [&[2, 3, 4], &[2, 5, 3], &[2, 5, 6]],
            [&[2, 3, 4], &[2, 5, 4], &[2, 6, 6]],
        ];
        for [q, k, v] in wrong {
            assert!(message(q, k, v, Options::new()).is_some(), "{q:?} {k:?} {v:?}");
        }
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-300] {
            let options = Options { scale: Some(scale), ..Options::new() };
            assert!(message(&[3, 4], &[5, 4], &[5, 6], options).unwrap().contains("the scale"));
        }
        let dropout = Some(WeightDropout { p: 1.0, seed: 0, call: 0 });
        assert!(message(&[3, 4], &[5, 4], &[5, 6], Options { dropout, ..Options::new() }).is_some());
        let mask = |sizes: &[usize]| Some(ScoreMask::Added(array(sizes), Stretch::ONES));
        for (sizes, fits) in
            [(&[3, 5][..], true), (&[1, 5], true), (&[], true), (&[3, 4], false), (&[2, 1, 3, 5], false)]
        {
            let found = message(&[3, 4], &[5, 4], &[5, 6], Options { mask: mask(sizes), ..Options::new() });
            assert_eq!(found.is_none(), fits, "{sizes:?}: {found:?}");
        }
    }
}
