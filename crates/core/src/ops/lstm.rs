//! An LSTM in one direction. The whole sequence is one operation, with all hidden states and the last hidden and cell state as results.
//!
//! The products of W with the inputs of all steps are one matrix product, written to the memory of the gates; the time loop is in `kernels/lstm.rs`.
//! All tensors of shape `[batch, time, ..]` are time-major in memory, so that each step reads and writes adjacent rows, and the input of a second
//! layer has that order already. Source: `torch.nn.LSTM`, with the same gates, layouts and two biases.
//!
//! **Several outputs.** A node of the graph has one result. Here this is one buffer, `[initial state, states of all steps, last cell state]` along
//! time, and the three outputs are ranges of it (`narrow`). Their gradients are added to the gradient of the buffer, so the graph needs no node with
//! several outputs, and an unused output costs nothing. Also, the initial state is right before the states of the steps, so the gradient of the
//! recurrent weight is a single product.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Lent, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order, Sizes};
use crate::ops::narrow::{narrow, select};
use timeseriesml_kernels::linear;
use timeseriesml_kernels::lstm::{GATES, Lstm, Saved};
use timeseriesml_kernels::matmul::{self, Epilogue, Matrix};
use timeseriesml_kernels::real::Real;

/// The parameters of one direction of one layer.
#[derive(Clone, Debug)]
pub struct Weights<E: Real> {
    /// W, `[4·hidden, inputs]`.
    pub input: Array<E>,
    /// U, `[4·hidden, hidden]`.
    pub recurrent: Array<E>,
    /// The biases of the products with W and with U, `[4·hidden]` each.
    pub biases: Option<[Array<E>; 2]>,
}

/// The hidden states of all steps, and the last hidden and cell state.
pub type Outputs<E> = (Array<E>, [Array<E>; 2]);

/// Maps `(batch, time, inputs)` to `(batch, time, hidden)` and two states `(batch, hidden)`; runs from the last step to the first if `reverse`. The
/// initial states, `(batch, hidden)`, default to zeros.
pub fn lstm<E: Real>(
    x: Array<E>,
    weights: Weights<E>,
    initial: Option<[Array<E>; 2]>,
    reverse: bool,
) -> Result<Outputs<E>> {
    let op = "lstm";
    let of = check(&x, &weights, initial.as_ref(), reverse)?;
    let [batch, steps] = [of.batch, of.steps];
    if steps == 0 {
        let zeros = || Array::full(op, Sizes::new(op, &[batch, of.hidden])?, E::ZERO);
        let ends = initial.map_or_else(|| Ok([zeros()?, zeros()?]), Ok)?;
        return Ok((Array::full(op, Sizes::new(op, &[batch, 0, of.hidden])?, E::ZERO)?, ends));
    }
    let with_ends = steps.checked_add(2).ok_or_else(|| ShapeError::TooLarge { op, sizes: x.sizes()[..].into() })?;
    let order = time_major();
    let flat = x.in_order(&order)?;
    let layout = |steps: usize, width: usize| Layout::in_order(op, Sizes::new(op, &[batch, steps, width])?, &order);
    let mut gates = input_products(&flat, &weights, layout(steps, GATES * of.hidden)?)?;
    let mut cells = Array::written(op, layout(steps + 1, of.hidden)?, |_| {})?;
    let starts = initial.as_ref().map(|[hidden, cell]| Ok([hidden.row_major()?, cell.row_major()?])).transpose()?;
    let packed = {
        let block = batch * of.hidden;
        let put = |to: &mut [E], start: Option<&Array<E>>| match start {
            Some(start) => to.copy_from_slice(start.span()),
            None => to.fill(E::ZERO),
        };
        let (gates, cells) = (gates.make_mut()?, cells.make_mut()?);
        put(&mut cells[..block], starts.as_ref().map(|[_, cell]| cell));
        Fresh::written(op, layout(with_ends, of.hidden)?, |states| {
            // Without rows there is nothing to compute, and the number of steps may be too large for a loop.
            if block == 0 {
                return;
            }
            put(&mut states[of.initial() * block..][..block], starts.as_ref().map(|[hidden, _]| hidden));
            let weight = matrix(&weights.recurrent);
            let kept = weights.recurrent.panels([of.hidden, GATES * of.hidden], [weight.col, weight.row]);
            of.forward(weight, kept, gates, states, cells);
        })?
    };
    let inputs = Inputs {
        x: x.input(),
        weights: [weights.input.input(), weights.recurrent.input()],
        biases: weights.biases.as_ref().map_or([None, None], |biases| biases.each_ref().map(Array::input)),
        initial: initial.as_ref().map_or([None, None], |states| states.each_ref().map(Array::input)),
    };
    let packed = packed.recorded(inputs.any(), |packed| {
        let weights = [weights.input.detach(), weights.recurrent.detach()];
        TimeLoop { inputs, of, x: flat, weights, gates, cells, states: packed.detach() }
    });
    let last = if reverse { 1 } else { steps };
    let hidden = select(packed.clone(), 1, last)?;
    let cell = select(packed.clone(), 1, of.final_cell())?;
    Ok((narrow(packed, 1, 1, steps)?, [hidden, cell]))
}

/// W·x + b + b′ for all steps.
fn input_products<E: Real>(x: &Array<E>, weights: &Weights<E>, layout: Layout) -> Result<Array<E>> {
    let (rows, inputs, width) = (x.sizes()[0] * x.sizes()[1], x.sizes()[2], layout.sizes()[2]);
    let bias = match &weights.biases {
        Some([first, second]) => {
            let (first, second) = (first.row_major()?, second.row_major()?);
            Some(Array::written("lstm", first.layout().at_start(), |out| {
                out.iter_mut().zip(first.span().iter().zip(second.span())).for_each(|(out, (&a, &b))| *out = a + b);
            })?)
        }
        None => None,
    };
    Array::written("lstm", layout, |out| {
        let from = Matrix { data: x.span(), row: inputs, col: 1 };
        let weight = matrix(&weights.input);
        let turned = Matrix { row: weight.col, col: weight.row, ..weight };
        let epilogue = Epilogue { bias: bias.as_ref().map(Array::span), relu: false };
        match weights.input.panels([inputs, width], [turned.row, turned.col]) {
            Some(weight) => matmul::matmul_packed(rows, inputs, width, from, &weight, out, width, false, epilogue),
            None => matmul::matmul_with(rows, inputs, width, from, turned, out, width, false, epilogue),
        }
    })
}

/// The memory order with time outermost, then the batch.
fn time_major() -> Order {
    Order::new([1, 0, 2])
}

fn matrix<E: Real>(weight: &Array<E>) -> Matrix<'_, E> {
    let strides = weight.layout().strides();
    Matrix { data: weight.span(), row: strides[0], col: strides[1] }
}

/// The nodes that receive gradients.
struct Inputs<E: Real> {
    x: Option<Node<E>>,
    weights: [Option<Node<E>>; 2],
    biases: [Option<Node<E>>; 2],
    initial: [Option<Node<E>>; 2],
}

impl<E: Real> Inputs<E> {
    fn any(&self) -> bool {
        let pairs = [&self.weights, &self.biases, &self.initial];
        self.x.is_some() || pairs.into_iter().flatten().any(Option::is_some)
    }
}

struct TimeLoop<E: Real> {
    inputs: Inputs<E>,
    of: Lstm,
    /// The input. All tensors here except the weights are time-major.
    x: Array<E>,
    weights: [Array<E>; 2],
    gates: Array<E>,
    cells: Array<E>,
    states: Array<E>,
}

impl<E: Real> Backward<E> for TimeLoop<E> {
    fn name(&self) -> &'static str {
        "lstm"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let (op, of, order) = ("lstm", &self.of, time_major());
        let (rows, hidden, width) = (of.steps * of.batch, of.hidden, GATES * of.hidden);
        let grad = grad.in_order(&order)?;
        let block = Layout::row_major(op, Sizes::new(op, &[of.batch, hidden])?)?;
        let [mut dhidden, mut dcell] = [Array::written(op, block, |_| {})?, Array::written(op, block, |_| {})?];
        let mut dgates = Array::written(op, *self.gates.layout(), |_| {})?;
        let [input, recurrent] = &self.weights;
        let saved = Saved { gates: self.gates.span(), cells: self.cells.span(), dstates: grad.span() };
        if of.batch * hidden > 0 {
            of.backward(matrix(recurrent), saved, dgates.make_mut()?, dhidden.make_mut()?, dcell.make_mut()?);
        }
        let [hidden_node, cell_node] = &self.inputs.initial;
        sink.add(hidden_node, || Ok(dhidden))?;
        sink.add(cell_node, || Ok(dcell))?;

        let [input_node, recurrent_node] = &self.inputs.weights;
        let previous = &self.states.span()[of.first_previous() * of.batch * hidden..];
        let mut du = sink.lend(recurrent_node, Layout::row_major(op, *recurrent.sizes())?)?;
        let sizes = [rows, hidden, width];
        let values = du.as_mut().map(Lent::values).transpose()?;
        linear::backward(sizes, previous, matrix(recurrent), dgates.span(), None, values, None);
        sink.give_back(recurrent_node, du)?;

        let [first_bias, second_bias] = &self.inputs.biases;
        let bias = first_bias.as_ref().or(second_bias.as_ref()).is_some();
        let mut db = match bias {
            true => Some(Array::written(op, Layout::row_major(op, Sizes::new(op, &[width])?)?, |_| {})?),
            false => None,
        };
        let mut dx = sink.lend(&self.inputs.x, Layout::in_order(op, *self.x.sizes(), &order)?)?;
        let mut dw = sink.lend(input_node, Layout::row_major(op, *input.sizes())?)?;
        linear::backward(
            [rows, self.x.sizes()[2], width],
            self.x.span(),
            matrix(input),
            dgates.span(),
            dx.as_mut().map(Lent::values).transpose()?,
            dw.as_mut().map(Lent::values).transpose()?,
            db.as_mut().map(|db| Ok((db.make_mut()?, false))).transpose()?,
        );
        sink.give_back(&self.inputs.x, dx)?;
        sink.give_back(input_node, dw)?;
        if let Some(db) = db {
            sink.add_shared(first_bias, &db)?;
            sink.add(second_bias, || Ok(db))?;
        }
        Ok(())
    }
}

/// Checks all sizes.
fn check<E: Real>(x: &Array<E>, weights: &Weights<E>, initial: Option<&[Array<E>; 2]>, reverse: bool) -> Result<Lstm> {
    let op = "lstm";
    let rank = |expected: &str, found: &Array<E>| ShapeError::Rank {
        op,
        expected: expected.into(),
        found: found.sizes()[..].into(),
    };
    let [batch, steps, inputs] = x.sizes()[..] else {
        return Err(rank("three axes, (batch, time, features)", x));
    };
    let hidden = weights.recurrent.sizes().last().copied().unwrap_or_default();
    let width = hidden.checked_mul(GATES);
    let expect = |array: &Array<E>, what: &str, sizes: &[Option<usize>]| {
        if array.sizes().iter().copied().map(Some).eq(sizes.iter().copied()) {
            return Ok(());
        }
        let sizes: Vec<String> = sizes.iter().map(|n| n.map_or("?".into(), |n| n.to_string())).collect();
        Err(rank(&format!("{what} of the sizes [{}]", sizes.join(", ")), array))
    };
    expect(&weights.recurrent, "a recurrent weight [4·hidden, hidden]", &[width, Some(hidden)])?;
    let features = weights.input.sizes().last().copied();
    expect(&weights.input, "an input weight [4·hidden, inputs]", &[width, features])?;
    if Some(inputs) != features {
        let (expected, sizes) = (features.unwrap_or_default(), x.sizes()[..].into());
        return Err(ShapeError::Size { op, axis: 2, name: "the features", expected, found: inputs, sizes });
    }
    for bias in weights.biases.iter().flatten() {
        expect(bias, "a bias", &[width])?;
    }
    for state in initial.into_iter().flatten() {
        expect(state, "an initial state [batch, hidden]", &[Some(batch), Some(hidden)])?;
    }
    Ok(Lstm { steps, batch, hidden, reverse })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::concat::concat;
    use crate::ops::squeeze::unsqueeze;

    /// All three results, concatenated along time.
    fn joined<E: Real>(x: &[Array<E>], has_biases: bool, has_states: bool, reverse: bool) -> Result<Array<E>> {
        let mut rest = x[3..].iter().cloned();
        let mut pair = |given: bool| if given { Some([rest.next().unwrap(), rest.next().unwrap()]) } else { None };
        let biases = pair(has_biases);
        let initial = pair(has_states);
        let weights = Weights { input: x[1].clone(), recurrent: x[2].clone(), biases };
        let (y, [hidden, cell]) = lstm(x[0].clone(), weights, initial, reverse)?;
        concat(&[y, unsqueeze(hidden, 1)?, unsqueeze(cell, 1)?], 1)
    }

    fn check(run: impl Fn(&Audit)) {
        for (name, biases, states, reverse) in
            [("plain", false, false, false), ("whole", true, true, false), ("reverse", true, true, true)]
        {
            let name = format!("lstm/{name}");
            let sizes = |batch: usize, steps: usize, inputs: usize, hidden: usize| {
                let mut all = vec![vec![batch, steps, inputs], vec![4 * hidden, inputs], vec![4 * hidden, hidden]];
                all.extend(std::iter::repeat_n(vec![4 * hidden], 2 * usize::from(biases)));
                all.extend(std::iter::repeat_n(vec![batch, hidden], 2 * usize::from(states)));
                all
            };
            let audit = audit!(&name, Domain::UNIT, move |x| joined(x, biases, states, reverse));
            let with = |audit: Audit, all: Vec<Vec<usize>>, is_edge: bool| {
                let refs: Vec<&[usize]> = all.iter().map(Vec::as_slice).collect();
                if is_edge { audit.edge(&refs) } else { audit.sizes(&refs) }
            };
            let audit = with(with(audit, sizes(2, 5, 3, 2), false), sizes(3, 4, 2, 3), false);
            let edges = [(0, 5, 3, 2), (2, 1, 3, 2), (2, 5, 0, 2), (1, 1, 1, 1)];
            run(&edges.into_iter().fold(audit, |audit, (b, t, i, h)| with(audit, sizes(b, t, i, h), true)));
        }
    }

    audited!(check);

    #[test]
    fn a_sequence_without_steps_gives_its_initial_state() {
        let array = |sizes: &[usize], x| Array::full("test", Sizes::new("test", sizes).unwrap(), x).unwrap();
        let weights = Weights { input: array(&[8, 3], 1.0f32), recurrent: array(&[8, 2], 1.0), biases: None };
        let initial = Some([array(&[4, 2], 0.5), array(&[4, 2], 0.25)]);
        let (y, [hidden, cell]) = lstm(array(&[4, 0, 3], 0.0), weights, initial, false).unwrap();
        assert_eq!((&y.sizes()[..], hidden.to_vec(), cell.to_vec()), (&[4, 0, 2][..], vec![0.5; 8], vec![0.25; 8]));
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused_by_name() {
        let array = |sizes: &[usize]| Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap();
        let message = |x: &[usize], w: &[usize], u: &[usize], bias: &[usize], state: &[usize]| {
            let (input, recurrent) = (array(w), array(u));
            let weights = Weights { input, recurrent, biases: Some([array(bias), array(bias)]) };
            lstm(array(x), weights, Some([array(state), array(state)]), false).err().map(|e| e.to_string())
        };
        assert_eq!(message(&[2, 5, 3], &[8, 3], &[8, 2], &[8], &[2, 2]), None);
        let of = |x: &[usize], w: &[usize], u: &[usize], bias: &[usize], state: &[usize]| {
            message(x, w, u, bias, state).unwrap()
        };
        assert!(of(&[5, 3], &[8, 3], &[8, 2], &[8], &[2, 2]).contains("three axes, (batch, time, features)"));
        assert!(of(&[2, 5, 4], &[8, 3], &[8, 2], &[8], &[2, 2]).contains("the features"));
        assert!(of(&[2, 5, 3], &[7, 3], &[8, 2], &[8], &[2, 2]).contains("an input weight"));
        assert!(of(&[2, 5, 3], &[8, 3], &[8, 3], &[8], &[2, 2]).contains("a recurrent weight"));
        assert!(of(&[2, 5, 3], &[8, 3], &[8, 2], &[4], &[2, 2]).contains("a bias of the sizes [8]"));
        assert!(of(&[2, 5, 3], &[8, 3], &[8, 2], &[8], &[3, 2]).contains("an initial state"));
    }
}
