//! The cross-entropy between scores and class indices: −log softmax(x)[class], as the mean, the sum or one loss per class index.
//!
//! Scores are `[classes]`, `[batch, classes]` or `[batch, classes, ..]`; the class indices have all axes except that of the classes. With label
//! smoothing s, the target is s/n on each of the n classes, plus 1 − s on the correct one. Scores whose class index is the ignored one count neither
//! in the sum nor in the mean. The formulas are in the kernel's file; x and log Σ eˣ are saved for the backward pass. Source:
//! `torch.nn.functional.cross_entropy`.

use super::losses::{Allowed, Reduction};
use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Order, Sizes};
use timeseriesml_kernels::cross_entropy::{Rows, first_wrong};
use timeseriesml_kernels::{real::Real, reduce};

const OP: &str = "cross_entropy";

/// The cross-entropy of scores, with one class index for each vector of scores. The operands do not broadcast.
pub fn cross_entropy<E: Real>(
    scores: Array<E>,
    classes: &Array<i64>,
    smoothing: f64,
    ignored: Option<i64>,
    reduction: Reduction,
) -> Result<Array<E>> {
    Allowed::FRACTION.check(OP, "label_smoothing", smoothing)?;
    let axis = match scores.rank() {
        0 => {
            let expected = "scores with an axis of classes".into();
            return Err(ShapeError::Rank { op: OP, expected, found: scores.sizes()[..].into() });
        }
        rank => 1.min(rank - 1),
    };
    let n = scores.sizes()[axis];
    same_sizes(&scores.sizes().without(axis), classes.sizes(), axis)?;
    let in_turn = classes.row_major()?;
    if let Some(element) = first_wrong(n, in_turn.span(), ignored) {
        return Err(ShapeError::Class { op: OP, found: in_turn.span()[element], element, classes: n });
    }
    let outer = scores.layout().order().without(axis);
    let (x, classes) = (scores.in_order(&outer.with_innermost(axis))?, in_turn.in_order(&outer)?);
    let counted = classes.span().iter().filter(|&&class| Some(class) != ignored).count();
    let saved = Saved { axis, outer, x, classes, smoothing: E::from_f64(smoothing), ignored, reduction, counted };
    let rows = Layout::in_order(OP, *saved.classes.sizes(), &outer)?;
    let mut lse = Array::written(OP, rows, |_| {})?;
    let y = {
        let lse = lse.make_mut()?;
        match reduction {
            Reduction::Unreduced => Fresh::written(OP, rows, |losses| saved.rows().losses(losses, lse))?,
            _ => {
                let losses = Array::written(OP, rows, |losses| saved.rows().losses(losses, lse))?;
                Fresh::written(OP, Layout::row_major(OP, Sizes::scalar())?, |out| {
                    let sum = reduce::sum_all(losses.span());
                    out[0] = if reduction == Reduction::Mean { sum / E::from_usize(counted) } else { sum };
                })?
            }
        }
    };
    let input = scores.input();
    Ok(y.recorded(input.is_some(), |_| CrossEntropy { input, saved, lse }))
}

/// Checks that the class indices have the sizes of the scores without the axis of classes.
fn same_sizes(expected: &Sizes, classes: &Sizes, axis: usize) -> Result<()> {
    if expected.len() != classes.len() {
        let expected = format!("classes with the axes of the scores except axis {axis}, of the sizes {expected:?}");
        return Err(ShapeError::Rank { op: OP, expected, found: classes[..].into() });
    }
    let differs = |at: &usize| expected[*at] != classes[*at];
    match (0..classes.len()).find(differs) {
        Some(at) => Err(ShapeError::Differ {
            op: OP,
            // The axis is reported as an axis of the scores, which have the axis of classes too.
            axis: at + usize::from(at >= axis),
            left: expected[at],
            right: classes[at],
        }),
        None => Ok(()),
    }
}

struct Saved<E: Real> {
    /// The axis of the classes in the scores.
    axis: usize,
    /// The memory order of the other axes; the axis of the classes is innermost.
    outer: Order,
    x: Array<E>,
    classes: Array<i64>,
    smoothing: E,
    ignored: Option<i64>,
    reduction: Reduction,
    /// The number of class indices that are not ignored.
    counted: usize,
}

impl<E: Real> Saved<E> {
    fn rows(&self) -> Rows<'_, E> {
        let n = self.x.sizes()[self.axis];
        Rows::new(n, self.x.span(), self.classes.span(), self.ignored, self.smoothing)
    }
}

struct CrossEntropy<E: Real> {
    input: Option<Node<E>>,
    saved: Saved<E>,
    lse: Array<E>,
}

impl<E: Real> Backward<E> for CrossEntropy<E> {
    fn name(&self) -> &'static str {
        OP
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let Saved { axis, outer, x, reduction, counted, .. } = &self.saved;
        let grad = match reduction {
            Reduction::Unreduced => grad.in_order(outer)?,
            _ => {
                let grad = grad.item().expect("a loss is one number") * reduction.scale(*counted);
                Array::full(OP, *self.lse.sizes(), grad)?
            }
        };
        let layout = Layout::in_order(OP, *x.sizes(), &outer.with_innermost(*axis))?;
        sink.write(&self.input, layout, |dx, accumulate| {
            self.saved.rows().gradient(self.lse.span(), grad.span(), dx, accumulate);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn classes(sizes: &[usize], numbers: &[i64]) -> Array<i64> {
        Array::from_slice("test", Sizes::new("test", sizes).unwrap(), numbers).unwrap()
    }

    fn check(run: impl Fn(&Audit)) {
        for (reduction, kind) in [(Reduction::Mean, "mean"), (Reduction::Sum, "sum"), (Reduction::Unreduced, "none")] {
            for (options, smoothing, ignored) in
                [("plain", 0.0, None), ("smooth", 0.1, None), ("ignoring", 0.2, Some(2))]
            {
                let numbered = |sizes: Sizes| {
                    let numbers: Vec<i64> = (0..sizes.iter().product::<usize>()).map(|i| (i * 5 % 3) as i64).collect();
                    classes(&sizes, &numbers)
                };
                let audit = audit!(&format!("cross_entropy/{options}_{kind}"), Domain::ALL, move |x| {
                    let axis = 1.min(x[0].rank() - 1);
                    let classes = numbered(x[0].sizes().without(axis));
                    cross_entropy(x[0].clone(), &classes, smoothing, ignored, reduction)
                });
                let audit = audit.sizes(&[&[4, 3]]).sizes(&[&[3]]).sizes(&[&[2, 4, 5]]).sizes(&[&[2, 3, 2, 2]]);
                // Without classes there is no loss, so each sample has classes. A mean has no empty sample, because an empty mean is NaN.
                let audit = audit.without_edges().edge(&[&[1, 3]]);
                run(&if reduction == Reduction::Mean { audit } else { audit.edge(&[&[0, 3]]).edge(&[&[2, 3, 0]]) });
            }
        }
    }

    audited!(check);

    fn scores(sizes: &[usize]) -> Array<f32> {
        Array::full("test", Sizes::new("test", sizes).unwrap(), 1.0f32).unwrap()
    }

    #[test]
    fn classes_out_of_range_are_named_with_their_index() {
        for wrong in [3, -1, -100, i64::MAX] {
            let classes = classes(&[2, 2], &[0, 2, wrong, 1]);
            let error = cross_entropy(scores(&[2, 3, 2]), &classes, 0.0, None, Reduction::Mean).unwrap_err();
            let expected = format!("cross_entropy: element 2 is {wrong}, not a class in 0..3");
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn scores_and_classes_that_do_not_fit_are_refused() {
        let error = |x: &[usize], t: &[usize], smoothing| {
            let classes = classes(t, &vec![0; t.iter().product()]);
            cross_entropy(scores(x), &classes, smoothing, None, Reduction::Mean).unwrap_err().to_string()
        };
        assert_eq!(
            error(&[4, 3], &[5], 0.0),
            "cross_entropy: axis 0 has size 4 in one operand and 5 in another; they must be equal"
        );
        assert!(error(&[4, 3, 7], &[4, 8], 0.0).contains("axis 2 has size 7 in one operand and 8 in another"));
        assert!(error(&[4, 3], &[4, 3], 0.0).contains("except axis 1, of the sizes [4], found the sizes [4, 3]"));
        assert!(error(&[], &[], 0.0).contains("expected scores with an axis of classes"));
        assert!(error(&[4, 3], &[4], 1.5).contains("label_smoothing is 1.5, but it must be between 0 and 1"));
    }

    #[test]
    fn a_mean_over_only_ignored_classes_is_nan_and_their_sum_is_zero() {
        let loss = |reduction| cross_entropy(scores(&[2, 3]), &classes(&[2], &[-1; 2]), 0.0, Some(-1), reduction);
        assert!(loss(Reduction::Mean).unwrap().item().unwrap().is_nan());
        assert_eq!(loss(Reduction::Sum).unwrap().item(), Some(0.0));
    }
}
