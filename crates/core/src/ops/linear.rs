//! y = x·Wᵀ + b along the last axis, with W stored as `[out, in]`. It is one operation, so that the product also adds the bias and
//! applies a relu if one follows.
//!
//! dx = dy·W, dW = dyᵀ·x, db = the sum of dy over all rows. All axes before the last together form the rows, in the memory order of the input.
//! With a relu, dy is first set to zero where y is zero. Source: `torch.nn.functional.linear`.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Lent, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order};
use crate::ops::unary;
use timeseriesml_kernels::linear;
use timeseriesml_kernels::matmul::{self, Epilogue, Matrix};
use timeseriesml_kernels::real::Real;

/// Maps `(.., in)` to `(.., out)`. With `relu`, negative results become zero.
pub fn linear<E: Real>(x: Array<E>, weight: Array<E>, bias: Option<Array<E>>, relu: bool) -> Result<Array<E>> {
    let op = "linear";
    let (outputs, inputs) = check(&x, &weight, bias.as_ref())?;
    let last = x.rank() - 1;
    let order = rows_order(&x);
    let flat = x.in_order(&order)?;
    let rows = x.sizes()[..last].iter().product();
    let layout = Layout::in_order(op, x.sizes().with(last, outputs), &order)?;
    let start = bias.as_ref().map(Array::row_major).transpose()?;
    let y = Fresh::written(op, layout, |out| {
        let strides = weight.layout().strides();
        let turned = Matrix { data: weight.span(), row: strides[1], col: strides[0] };
        let from = Matrix { data: flat.span(), row: inputs, col: 1 };
        let epilogue = Epilogue { bias: start.as_ref().map(Array::span), relu };
        match weight.panels([inputs, outputs], [turned.row, turned.col]) {
            Some(weight) => {
                matmul::matmul_packed(rows, inputs, outputs, from, &weight, out, outputs, false, epilogue);
            }
            None => matmul::matmul_with(rows, inputs, outputs, from, turned, out, outputs, false, epilogue),
        }
    })?;
    let (input, weight_node, bias_node) = (x.input(), weight.input(), bias.as_ref().and_then(Array::input));
    let tracked = input.is_some() || weight_node.is_some() || bias_node.is_some();
    Ok(y.recorded(tracked, |y| {
        let y = relu.then(|| y.detach());
        Linear { input, weight_node, bias_node, order, x: flat, weight: weight.detach(), y }
    }))
}

struct Linear<E: Real> {
    input: Option<Node<E>>,
    weight_node: Option<Node<E>>,
    bias_node: Option<Node<E>>,
    order: Order,
    /// The input with the last axis innermost.
    x: Array<E>,
    weight: Array<E>,
    /// The output, if there is a relu.
    y: Option<Array<E>>,
}

impl<E: Real> Backward<E> for Linear<E> {
    fn name(&self) -> &'static str {
        "linear"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let grad = match &self.y {
            Some(y) => unary::relu_gradient(y, grad)?,
            None => grad,
        };
        let grad = grad.in_order(&self.order)?;
        let (outputs, inputs) = (self.weight.sizes()[0], self.weight.sizes()[1]);
        let rows = self.x.sizes()[..self.x.rank() - 1].iter().product();
        let strides = self.weight.layout().strides();
        let weight = Matrix { data: self.weight.span(), row: strides[0], col: strides[1] };
        let sizes = self.weight.sizes();
        let mut dx = sink.lend(&self.input, Layout::in_order("linear", *self.x.sizes(), &self.order)?)?;
        let mut dw = sink.lend(&self.weight_node, Layout::row_major("linear", *sizes)?)?;
        let mut db = sink.lend(&self.bias_node, Layout::row_major("linear", sizes.without(1))?)?;
        linear::backward(
            [rows, inputs, outputs],
            self.x.span(),
            weight,
            grad.span(),
            dx.as_mut().map(Lent::values).transpose()?,
            dw.as_mut().map(Lent::values).transpose()?,
            db.as_mut().map(Lent::values).transpose()?,
        );
        sink.give_back(&self.input, dx)?;
        sink.give_back(&self.weight_node, dw)?;
        sink.give_back(&self.bias_node, db)
    }
}

/// The memory order of the input with the last axis made innermost, if it is not already.
fn rows_order<E: Real>(x: &Array<E>) -> Order {
    let last = x.rank() - 1;
    x.layout().order().without(last).with_innermost(last)
}

fn check<E: Real>(x: &Array<E>, weight: &Array<E>, bias: Option<&Array<E>>) -> Result<(usize, usize)> {
    let op = "linear";
    let rank = |expected: &str, found: &Array<E>| {
        Err(ShapeError::Rank { op, expected: expected.into(), found: found.sizes()[..].into() })
    };
    if x.rank() == 0 {
        return rank("at least one axis", x);
    }
    let [outputs, inputs] = weight.sizes()[..] else { return rank("a weight of two axes, [out, in]", weight) };
    let (axis, found) = (x.rank() - 1, x.sizes()[x.rank() - 1]);
    if found != inputs {
        let sizes = x.sizes()[..].into();
        return Err(ShapeError::Size { op, axis, name: "the features", expected: inputs, found, sizes });
    }
    match bias {
        Some(bias) if bias.sizes()[..] != [outputs] => rank(&format!("a bias of one axis of size {outputs}"), bias),
        _ => Ok((outputs, inputs)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        for (name, relu) in [("linear/linear", false), ("linear/linear_relu", true)] {
            run(&audit!(name, Domain::ALL, move |x| linear(x[0].clone(), x[1].clone(), x.get(2).cloned(), relu))
                .sizes(&[&[5, 3], &[4, 3], &[4]])
                .sizes(&[&[2, 3, 4], &[2, 4], &[2]])
                .sizes(&[&[3], &[2, 3]])
                .edge(&[&[0, 3], &[4, 3], &[4]])
                .edge(&[&[2, 0], &[3, 0], &[3]])
                .edge(&[&[2, 3], &[0, 3], &[0]])
                .edge(&[&[1, 1], &[1, 1], &[1]]));
        }
    }

    audited!(check);

    #[test]
    fn predictions_equal_recorded_results_after_changes_of_the_weight() {
        let array = |sizes: &[usize], seed| {
            let sizes = crate::layout::Sizes::new("test", sizes).unwrap();
            let at = |i| ((i * 37 + seed) % 101) as f32 / 50.0 - 1.0;
            let values: Vec<f32> = (0..sizes.iter().product()).map(at).collect();
            Array::from_slice("test", sizes, &values).unwrap()
        };
        for (rows, inputs, outputs) in [(1, 64, 48), (5, 400, 33), (100, 7, 16), (300, 40, 3), (2, 0, 3), (2, 3, 0)] {
            let (x, mut weight) = (array(&[rows, inputs], 1), array(&[outputs, inputs], 2).into_leaf());
            let y = |weight: &Array<f32>| linear(x.clone(), weight.clone(), None, true).unwrap().to_vec();
            for _ in 0..2 {
                let recorded = y(&weight);
                let [first, second] = [0, 1].map(|_| crate::autodiff::recording::no_grad(|| y(&weight)));
                assert!(first == recorded && second == recorded, "{rows} {inputs} {outputs}");
                weight.update(|w| 1.0 - w).unwrap();
            }
        }
    }
}
