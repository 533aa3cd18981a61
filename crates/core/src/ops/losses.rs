//! Elementwise losses of the difference d = prediction − target: a table of name, value and derivative.
//!
//! The mean or sum is fused with the losses: the forward pass writes no tensor as large as the prediction. The gradient is grad · f'(d)
//! for the prediction and its negative for the target, divided by the number of elements for a mean. An empty mean is NaN and an empty
//! sum 0, as in PyTorch. Derivatives at kinks are PyTorch's; `quantile_loss` has that of `torch.maximum`. Sources:
//! `torch.nn.functional`; Huber, "Robust estimation of a location parameter", 1964; Girshick, "Fast R-CNN", 2015 (`smooth_l1_loss`);
//! Koenker and Bassett, "Regression quantiles", 1978 (`quantile_loss`).

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Sizes};
use crate::loops::pointwise;
use std::marker::PhantomData;
use std::ops::Range;
use timeseriesml_kernels::parallel::ELEMENT;
use timeseriesml_kernels::{elementwise, pinball, real::Real, reduce};

/// How the losses of all elements are reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    /// The mean of all losses.
    Mean,
    /// The sum of all losses.
    Sum,
    /// Each loss, in the shape of the prediction.
    Unreduced,
}

impl Reduction {
    /// The factor by which the sum of `count` losses is multiplied.
    pub fn scale<E: Real>(self, count: usize) -> E {
        if self == Reduction::Mean { E::ONE / E::from_usize(count) } else { E::ONE }
    }
}

/// The allowed values of an option of a loss.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    words: &'static str,
    holds: fn(f64) -> bool,
}

impl Allowed {
    /// Any finite number.
    pub const FINITE: Self = Allowed { words: "a finite number", holds: f64::is_finite };
    /// Finite, above 0.
    pub const ABOVE_ZERO: Self = Allowed { words: "a finite number above 0", holds: |x| x > 0.0 && x.is_finite() };
    /// Finite and at least 0.
    pub const FROM_ZERO: Self =
        Allowed { words: "a finite number of at least 0", holds: |x| x >= 0.0 && x.is_finite() };
    /// From 0 to 1.
    pub const FRACTION: Self = Allowed { words: "between 0 and 1", holds: |x| (0.0..=1.0).contains(&x) };

    /// # Errors
    /// [`ShapeError::Argument`] for a value that is not allowed.
    pub fn check(self, op: &'static str, name: &'static str, value: f64) -> Result<()> {
        if (self.holds)(value) {
            return Ok(());
        }
        Err(ShapeError::Argument { op, name, found: value.to_string(), allowed: self.words.into() })
    }
}

/// One row of the table. Code shared by all rows takes a `dyn Row`, so that this code is compiled once.
trait Row<E: Real>: Send + Sync + 'static {
    fn name(&self) -> &'static str;
    /// The losses of a run of pairs.
    fn values(&self, out: &mut [E], prediction: &[E], target: &[E]);
    /// The derivatives of these losses with respect to the prediction, times `scale`.
    fn slopes(&self, out: &mut [E], prediction: &[E], target: &[E], scale: E);
}

/// The saved values of an operation.
struct Saved<E: Real> {
    prediction: Option<Node<E>>,
    target: Option<Node<E>>,
    p: Array<E>,
    t: Array<E>,
    reduction: Reduction,
}

struct Compared<R, E: Real> {
    saved: Saved<E>,
    row: R,
}

fn compared<R: Row<E>, E: Real>(
    prediction: Array<E>,
    target: Array<E>,
    reduction: Reduction,
    row: R,
) -> Result<Array<E>> {
    let (y, saved) = values(prediction, target, reduction, &row)?;
    let tracked = saved.prediction.is_some() || saved.target.is_some();
    Ok(y.recorded(tracked, |_| Compared { saved, row }))
}

fn values<E: Real>(
    prediction: Array<E>,
    target: Array<E>,
    reduction: Reduction,
    row: &dyn Row<E>,
) -> Result<(Fresh<E>, Saved<E>)> {
    let op = row.name();
    same_sizes(op, prediction.sizes(), target.sizes())?;
    let order = prediction.layout().order();
    let (p, t) = (prediction.in_order(&order)?, target.in_order(&order)?);
    let y = if reduction == Reduction::Unreduced {
        pointwise::zip_by_rows(op, (&p, p.layout()), (&t, t.layout()), 1, &|out, p, t| row.values(out, p, t))?
    } else {
        Fresh::written(op, Layout::row_major(op, Sizes::scalar())?, |out| {
            let (a, b) = (p.span(), t.span());
            let fill = |range: Range<usize>, out: &mut [E]| row.values(out, &a[range.clone()], &b[range]);
            out[0] = match reduction {
                Reduction::Mean => reduce::mean_filled(a.len(), ELEMENT, &fill),
                _ => reduce::sum_filled(a.len(), ELEMENT, &fill),
            };
        })?
    };
    Ok((y, Saved { prediction: prediction.input(), target: target.input(), p, t, reduction }))
}

/// Checks that prediction and target have equal sizes: a loss does not broadcast its target.
pub fn same_sizes(op: &'static str, prediction: &Sizes, target: &Sizes) -> Result<()> {
    if prediction.len() != target.len() {
        let expected = format!("the number of axes of the prediction, {}", prediction.len());
        return Err(ShapeError::Rank { op, expected, found: target[..].into() });
    }
    match prediction.iter().zip(target.iter()).enumerate().find(|(_, (left, right))| left != right) {
        Some((axis, (&left, &right))) => Err(ShapeError::Differ { op, axis, left, right }),
        None => Ok(()),
    }
}

impl<R: Row<E>, E: Real> Backward<E> for Compared<R, E> {
    fn name(&self) -> &'static str {
        self.row.name()
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        gradients(&self.row, &self.saved, grad, sink)
    }
}

fn gradients<'g, E: Real>(row: &dyn Row<E>, saved: &'g Saved<E>, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
    let Saved { p, t, reduction, .. } = saved;
    let op = row.name();
    let slopes = |scale: E| {
        let row = |out: &mut [E], p: &[E], t: &[E]| row.slopes(out, p, t, scale);
        pointwise::zip_by_rows(op, (p, p.layout()), (t, t.layout()), 1, &row)
    };
    let side = |sign: E| match reduction {
        Reduction::Unreduced => Ok(pointwise::zip(op, &grad, &slopes(sign)?.gradient(), 1, |g, s| g * s)?.gradient()),
        _ => Ok(slopes(sign * grad.item().expect("a loss is one number") * reduction.scale(p.count()))?.gradient()),
    };
    sink.add(&saved.prediction, || side(E::ONE))?;
    sink.add(&saved.target, || side(-E::ONE))
}

macro_rules! table { ($(
    $(#[$doc:meta])* $Row:ident $name:ident $try_name:ident($($p:ident: $allowed:ident),*),
    |$d:ident| $value:expr, $slope:expr;
)*) => { $(
    struct $Row<E> {
        $($p: E,)*
        element: PhantomData<E>,
    }
    impl<E: Real> Row<E> for $Row<E> {
        fn name(&self) -> &'static str {
            stringify!($name)
        }
        fn values(&self, out: &mut [E], prediction: &[E], target: &[E]) {
            $(let $p = self.$p;)*
            let value = |p: E, t: E| { let $d = p - t; $value };
            elementwise::zip_row(value)(out, prediction, target);
        }
        fn slopes(&self, out: &mut [E], prediction: &[E], target: &[E], scale: E) {
            $(let $p = self.$p;)*
            let slope = |p: E, t: E| { let $d = p - t; scale * $slope };
            elementwise::zip_row(slope)(out, prediction, target);
        }
    }
    pub fn $name<E: Real>(
        prediction: Array<E>,
        target: Array<E>,
        reduction: Reduction,
        $($p: f64),*
    ) -> Result<Array<E>> {
        $(Allowed::$allowed.check(stringify!($name), stringify!($p), $p)?;)*
        compared(prediction, target, reduction, $Row { $($p: E::from_f64($p),)* element: PhantomData })
    }
)* } }

/// The table: each row with its documentation for users, and the range of each option. The macros passed as `$with` generate the operations
/// below, the functions of each element type in `ops/mod.rs`, and the methods of tensors in `tensor/loss.rs`.
#[doc(hidden)]
#[macro_export]
macro_rules! loss_rows {
    ($with:ident) => {
        $with! {
            /// The mean squared difference from `target`.
            MeanSquared mse_loss try_mse_loss(), |d| d * d, (d + d);
            /// The mean absolute difference from `target`. Its derivative at 0 is 0.
            #[doc(alias = "l1_loss")]
            MeanAbsolute mae_loss try_mae_loss(), |d| d.abs(), d.sign();
            /// The mean Huber loss: `d²/2` for differences up to `delta`, `delta·(|d| − delta/2)` above.
            Huber huber_loss try_huber_loss(delta: ABOVE_ZERO),
                // NaN fails this comparison, so it reaches the second formula and stays NaN.
                |d| if d.abs() >= delta { delta * (d.abs() - E::from_f64(0.5) * delta) } else { E::from_f64(0.5) * d * d },
                if d.abs() >= delta { delta * d.sign() } else { d };
            /// The mean smooth L1 loss: `d²/(2·beta)` for differences up to `beta`, `|d| − beta/2` above. It is the Huber loss divided
            /// by its delta; with a `beta` of 0 it is the mean absolute difference.
            SmoothL1 smooth_l1_loss try_smooth_l1_loss(beta: FROM_ZERO),
                |d| if d.abs() >= beta { d.abs() - E::from_f64(0.5) * beta } else { E::from_f64(0.5) * d * (d / beta) },
                if d.abs() >= beta { d.sign() } else { d / beta };
            /// The mean pinball loss of a quantile: `max(q·u, (q − 1)·u)` with `u = target − self`. Its derivative at 0 is the mean of the
            /// one-sided derivatives, `1/2 − q`.
            #[doc(alias = "pinball_loss")]
            OneQuantile quantile_loss try_quantile_loss(q: FRACTION),
                |d| pinball::loss(q, -d), pinball::slope(q, -d);
        }
    };
}
loss_rows!(table);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::walk;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        macro_rules! rows { ($($case:literal $name:ident($($p:literal),*);)*) => { $(
            for (reduction, kind) in [(Reduction::Mean, "mean"), (Reduction::Sum, "sum"), (Reduction::Unreduced, "none")] {
                let name = format!("losses/{}_{kind}", $case);
                let audit = audit!(&name, Domain::ALL, move |x| $name(x[0].clone(), x[1].clone(), reduction $(, $p)*));
                let audit = audit.sizes(&[&[2, 3], &[2, 3]]).sizes(&[&[], &[]]).sizes(&[&[2, 5, 3], &[2, 5, 3]]);
                let audit = audit.edge(&[&[1, 1], &[1, 1]]);
                // The mean has no empty samples, because an empty mean is NaN.
                run(&if reduction == Reduction::Mean { audit } else { audit.edge(&[&[0, 3], &[0, 3]]) });
            }
        )* } }
        rows! {
            "mse" mse_loss(); "mae" mae_loss(); "huber" huber_loss(1.0); "huber_0.3" huber_loss(0.3);
            "smooth_l1" smooth_l1_loss(1.0); "smooth_l1_0" smooth_l1_loss(0.0); "smooth_l1_2.5" smooth_l1_loss(2.5);
            "quantile_0.9" quantile_loss(0.9); "quantile_0.2" quantile_loss(0.2);
        }
    }

    audited!(check);

    fn array(values: &[f64]) -> Array<f64> {
        Array::from_slice("test", Sizes::new("test", &[values.len()]).unwrap(), values).unwrap()
    }

    /// The loss of each difference, and the derivatives with respect to the prediction.
    fn at(f: impl Fn(Array<f64>, Array<f64>, Reduction) -> Result<Array<f64>>, d: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (p, t) = (array(d).into_leaf(), array(&vec![0.0; d.len()]));
        let values = f(p.clone(), t.clone(), Reduction::Unreduced).unwrap().to_vec();
        let gradients = walk::backward(&f(p.clone(), t, Reduction::Sum).unwrap()).unwrap();
        (values, gradients.of_leaf(p.node().unwrap().number()).unwrap().to_vec())
    }

    #[test]
    fn kinks_have_the_derivatives_of_pytorch() {
        let kinks = [0.0, 1.5, -1.5];
        assert_eq!(at(mae_loss, &kinks).1, [0.0, 1.0, -1.0]);
        assert_eq!(at(|p, t, r| huber_loss(p, t, r, 1.5), &kinks), (vec![0.0, 1.125, 1.125], vec![0.0, 1.5, -1.5]));
        assert_eq!(at(|p, t, r| smooth_l1_loss(p, t, r, 1.5), &kinks), (vec![0.0, 0.75, 0.75], vec![0.0, 1.0, -1.0]));
        assert_eq!(at(|p, t, r| smooth_l1_loss(p, t, r, 0.0), &kinks).1, [0.0, 1.0, -1.0]);
        assert_eq!(at(|p, t, r| quantile_loss(p, t, r, 0.75), &kinks).1, [-0.25, 0.25, -0.75]);
    }

    #[test]
    fn a_nan_passes_through_every_loss_and_infinities_do_as_in_pytorch() {
        let infinite = f64::INFINITY;
        let ends = |f: &dyn Fn(Array<f64>, Array<f64>, Reduction) -> Result<Array<f64>>| {
            assert!(at(f, &[f64::NAN]).0[0].is_nan());
            let (values, slopes) = at(f, &[infinite, -infinite]);
            assert_eq!(values, [infinite; 2]);
            (slopes[0], slopes[1])
        };
        assert_eq!(ends(&mse_loss), (infinite, -infinite));
        assert_eq!(ends(&mae_loss), (1.0, -1.0));
        assert_eq!(ends(&|p, t, r| huber_loss(p, t, r, 1.5)), (1.5, -1.5));
        assert_eq!(ends(&|p, t, r| smooth_l1_loss(p, t, r, 1.5)), (1.0, -1.0));
        assert_eq!(ends(&|p, t, r| quantile_loss(p, t, r, 0.75)), (0.25, -0.75));
    }

    #[test]
    fn an_empty_mean_is_nan_and_an_empty_sum_is_zero() {
        let nothing = array(&[]);
        let item = |reduction| huber_loss(nothing.clone(), nothing.clone(), reduction, 1.0).unwrap().item().unwrap();
        assert!(item(Reduction::Mean).is_nan());
        assert_eq!(item(Reduction::Sum), 0.0);
    }

    #[test]
    fn options_out_of_range_are_refused() {
        let x = array(&[1.0]);
        let refused = |result: Result<Array<f64>>| result.unwrap_err().to_string();
        for delta in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let error = refused(huber_loss(x.clone(), x.clone(), Reduction::Mean, delta));
            assert_eq!(error, format!("huber_loss: delta is {delta}, but it must be a finite number above 0"));
        }
        for beta in [-0.1, f64::NAN] {
            assert!(smooth_l1_loss(x.clone(), x.clone(), Reduction::Mean, beta).is_err());
        }
        for q in [-0.1, 1.1, f64::NAN] {
            let error = refused(quantile_loss(x.clone(), x.clone(), Reduction::Mean, q));
            assert_eq!(error, format!("quantile_loss: q is {q}, but it must be between 0 and 1"));
        }
    }
}
