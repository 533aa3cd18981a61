//! Chooses between two tensors, element by element, according to a `bool` tensor. Each of the two gets the gradient of the elements taken from it.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::Result;
use crate::layout::{Layout, Sizes};
use crate::loops::pointwise::{Stretch, broadcast_sizes};
use crate::ops::sum;
use timeseriesml_kernels::elementwise;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

/// `a` where `condition` is true, else `b`; all three broadcast together.
pub fn where_<E: Value>(
    condition: &Array<bool>,
    a: &Array<E>,
    b: &Array<E>,
    [stretch_condition, stretch_a, stretch_b]: [Stretch; 3],
) -> Result<Array<E>> {
    let op = "where_";
    let both = broadcast_sizes(op, (a.sizes(), stretch_a), (b.sizes(), stretch_b))?;
    // An axis of the shape to which `a` and `b` broadcast may be broadcast again, to `condition`, if it may be broadcast in both.
    let stretch_both = Stretch::of_both((a.sizes(), stretch_a), (b.sizes(), stretch_b));
    let sizes = broadcast_sizes(op, (condition.sizes(), stretch_condition), (&both, stretch_both))?;
    let condition = stretched(op, condition, sizes)?;
    let y = taken(op, &condition, &stretched(op, a, sizes)?, &stretched(op, b, sizes)?)?;
    let (left, right) = (a.input(), b.input());
    let tracked = left.is_some() || right.is_some();
    Ok(y.recorded(tracked, |_| Where { left, right, left_sizes: *a.sizes(), right_sizes: *b.sizes(), condition }))
}

struct Where<E: Value> {
    left: Option<Node<E>>,
    right: Option<Node<E>>,
    left_sizes: Sizes,
    right_sizes: Sizes,
    condition: Array<bool>,
}

impl<E: Value> Backward<E> for Where<E> {
    fn name(&self) -> &'static str {
        "where_"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        let op = "where_";
        let grad = grad.row_major()?;
        let zero = stretched(op, &Array::full(op, Sizes::scalar(), E::ZERO)?, *grad.sizes())?;
        sink.add(&self.left, || sum::sum_to(taken(op, &self.condition, &grad, &zero)?.gradient(), &self.left_sizes))?;
        sink.add(&self.right, || sum::sum_to(taken(op, &self.condition, &zero, &grad)?.gradient(), &self.right_sizes))
    }
}

/// The values broadcast to `sizes`, in row-major order.
fn stretched<E: Value>(op: &'static str, x: &Array<E>, sizes: Sizes) -> Result<Array<E>> {
    x.view(x.layout().expanded(op, sizes)?).seen().row_major()
}

fn taken<E: Value>(op: &'static str, condition: &Array<bool>, a: &Array<E>, b: &Array<E>) -> Result<Fresh<E>> {
    let layout = Layout::row_major(op, *condition.sizes())?;
    Fresh::written(op, layout, |out| elementwise::choose(condition.span(), a.span(), b.span(), out))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::compare::gt;

    fn check(run: impl Fn(&Audit)) {
        let audit = audit!("where_/where_", Domain::ALL, |x| {
            let zero = Array::full("test", Sizes::scalar(), Value::ZERO)?;
            let positive = gt(&x[0].detach(), &zero, Stretch(0), Stretch(0))?;
            where_(&positive, &x[1], &x[2], [Stretch::ONES; 3])
        });
        run(&audit
            .sizes(&[&[2, 3], &[2, 3], &[2, 3]])
            .sizes(&[&[3, 1], &[2, 1, 4], &[]])
            .sizes(&[&[2, 3, 4], &[4], &[3, 1]])
            .sizes(&[&[], &[], &[]])
            .edge(&[&[1], &[0, 1], &[3]])
            .edge(&[&[0, 3], &[3], &[1, 1]])
            .edge(&[&[1, 1], &[1], &[]]));
    }

    audited!(check);

    #[test]
    fn elements_that_are_not_chosen_may_be_nan() {
        let sizes = Sizes::new("test", &[2]).unwrap();
        let condition = Array::from_slice("test", sizes, &[true, false]).unwrap();
        let a = Array::from_slice("test", sizes, &[1.0, f64::NAN]).unwrap();
        let b = Array::full("test", Sizes::scalar(), 5.0).unwrap();
        assert_eq!(where_(&condition, &a, &b, [Stretch(0); 3]).unwrap().to_vec(), [1.0, 5.0]);
    }
}
