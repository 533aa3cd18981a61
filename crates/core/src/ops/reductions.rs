//! Reductions over rows: a table of name, value of a row and gradient of its elements. Sums and means are in `sum.rs`.
//!
//! A row consists of the elements along one axis, several axes or all. Conventions are PyTorch's: `max`, `min` and `median` along one
//! axis pass the gradient to one element with that value (`torch.max(x, dim)`); over several axes or all, the elements with that value
//! share it evenly (`torch.amax`, `torch.max(x)`). The `median` of an even number of elements is the lower one. NaN counts as the largest and as the
//! smallest value. `norm` and `std` have the gradient 0 at 0. A quantile or a `logsumexp` beyond the range of finite numbers is infinite, where
//! PyTorch's is NaN, and then only infinite elements have a gradient.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::loops::along::{self, Axes, Rows};
use std::cmp::Ordering;
use std::marker::PhantomData;
use timeseriesml_kernels::moments::Moments;
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::parallel::ELEMENT;
use timeseriesml_kernels::real::Real;
use timeseriesml_kernels::{reduce, rows};

/// One row of the table. Code shared by all rows takes a `dyn Reduction`, so that this code is compiled once.
trait Reduction<E: Value>: Send + Sync + 'static {
    fn name(&self) -> &'static str;
    /// The work per element, in additions.
    fn cost(&self) -> usize;
    /// Whether the result is one of the elements, as for `max`. Such a reduction is undefined for an empty row.
    fn chooses(&self) -> bool;
    fn value(&self, row: &[E]) -> E;
    /// Writes the gradients of a row's elements, given the value of the row and its gradient.
    fn gradient(&self, row: &[E], value: E, grad: E, out: &mut [E])
    where
        E: Real;
}

struct Reduced<R, E: Value> {
    input: Option<Node<E>>,
    saved: Saved<E>,
    reduction: R,
}

struct Saved<E: Value> {
    /// The operand, row by row.
    x: Array<E>,
    y: Array<E>,
    rows: Rows,
    keepdim: bool,
}

impl<R: Reduction<E>, E: Value> Backward<E> for Reduced<R, E> {
    fn name(&self) -> &'static str {
        self.reduction.name()
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || gradient(&self.reduction, &self.saved, &grad))
    }
}

fn gradient<E: Real>(reduction: &dyn Reduction<E>, saved: &Saved<E>, grad: &Array<E>) -> Result<Array<E>> {
    let Saved { x, y, rows, keepdim } = saved;
    let (y, grad) = (rows.one_a_row(y, *keepdim)?, rows.one_a_row(grad, *keepdim)?);
    let (y, grad) = (y.span(), grad.span());
    let op = reduction.name();
    Array::written(op, rows.layout(op, *x.sizes())?, |out| {
        let n = rows.len;
        rows::for_each(x.span(), n, out, n, reduction.cost() * ELEMENT, |i, row, out| {
            reduction.gradient(row, y[i], grad[i], out);
        });
    })
}

fn reduced<R: Reduction<E>, E: Value>(x: Array<E>, axes: Axes, keepdim: bool, reduction: R) -> Result<Array<E>> {
    let input = x.input();
    let rows = Rows::of(&x, axes);
    let (x, y) = values(x, &rows, keepdim, &reduction)?;
    Ok(y.recorded(input.is_some(), |y| Reduced { input, saved: Saved { x, y: y.detach(), rows, keepdim }, reduction }))
}

/// The operand row by row, and the values of the rows.
fn values<E: Value>(
    x: Array<E>,
    rows: &Rows,
    keepdim: bool,
    reduction: &dyn Reduction<E>,
) -> Result<(Array<E>, Fresh<E>)> {
    let op = reduction.name();
    if reduction.chooses() && rows.len == 0 {
        return Err(ShapeError::Empty { op, sizes: x.sizes()[..].into() });
    }
    let x = rows.flat(&x)?;
    let y = along::reduce(op, &x, rows, keepdim, reduction.cost(), |row| reduction.value(row))?;
    Ok((x, y))
}

macro_rules! table { ($($Row:ident $name:ident($($p:ident: $P:ty),*) as $op:literal, for $E:ident: $Bound:ident, cost $cost:literal,
    chooses $chooses:literal: |$row:ident| $value:expr, |$y:ident, $g:ident, $out:ident| $gradient:expr;)*) => { $(
    struct $Row<$E> {
        $($p: $P,)*
        element: PhantomData<$E>,
    }
    impl<$E: $Bound> Reduction<$E> for $Row<$E> {
        fn name(&self) -> &'static str {
            $op
        }
        fn cost(&self) -> usize {
            $cost
        }
        fn chooses(&self) -> bool {
            $chooses
        }
        fn value(&self, $row: &[$E]) -> $E {
            $(#[allow(unused_variables, reason = "only its gradient may need it")]
            let $p = self.$p;)*
            $value
        }
        fn gradient(&self, $row: &[$E], $y: $E, $g: $E, $out: &mut [$E]) where $E: Real {
            $(#[allow(unused_variables, reason = "only its value may need it")]
            let $p = self.$p;)*
            $gradient
        }
    }
    pub fn $name<$E: $Bound>(x: Array<$E>, axes: Axes, keepdim: bool, $($p: $P),*) -> Result<Array<$E>> {
        reduced(x, axes, keepdim, $Row { $($p,)* element: PhantomData })
    }
)* } }

table! {
    Prod prod_axes() as "prod", for E: Numeric, cost 1, chooses false: |row| row.iter().fold(E::ONE, |product, &x| product.times(x)),
        |_y, g, out| products_of_others(row, g, out);
    Max extremum_max(first: bool) as "max", for E: Numeric, cost 1, chooses true: |row| row.iter().fold(row[0], |a, &b| a.maximum(b)),
        |y, g, out| to_hits(row, y, g, first.then_some(0), out);
    Min extremum_min(first: bool) as "min", for E: Numeric, cost 1, chooses true: |row| row.iter().fold(row[0], |a, &b| a.minimum(b)),
        |y, g, out| to_hits(row, y, g, first.then_some(0), out);
    Median lower_median(first: bool) as "median", for E: Numeric, cost 8, chooses true: |row| median_of(row),
        |y, g, out| {
            // Of equal elements, the gradient goes to the one that is in the middle after a stable sort.
            let middle = if y.is_nan() { 0 } else { (row.len() - 1) / 2 - row.iter().filter(|&&x| x < y).count() };
            to_hits(row, y, g, first.then_some(middle), out);
        };
    Var var_axes(correction: usize) as "var", for E: Real, cost 2, chooses false: |row| Moments::of(row).variance(correction),
        |_y, g, out| {
            let moments = Moments::of(row);
            let slope = g * E::from_f64(2.0) / moments.degrees(correction);
            each(row, out, |x| slope * moments.centered(x));
        };
    Std std_axes(correction: usize) as "std", for E: Real, cost 2, chooses false: |row| Moments::of(row).deviation(correction),
        |y, g, out| {
            if y == E::ZERO {
                return out.fill(E::ZERO);
            }
            let moments = Moments::of(row);
            let slope = g / moments.degrees(correction);
            // This quotient is of order 1 for any standard deviation, so it neither overflows nor underflows.
            each(row, out, |x| slope * (moments.centered(x) / y));
        };
    Norm norm_axes(p: f64) as "norm", for E: Real, cost 4, chooses false: |row| norm_of(row, p),
        |y, g, out| norm_gradient(row, p, y, g, out);
    LogSumExp logsumexp_axes() as "logsumexp", for E: Real, cost 5, chooses false: |row| log_sum_exp(row),
        |y, g, out| log_sum_exp_gradient(row, y, g, out);
    Quantile quantile_at(q: f64) as "quantile", for E: Real, cost 20, chooses true: |row| {
            let (low, high, weight) = quantile_places(row, q);
            if row.iter().any(|x| x.is_nan()) { E::NAN } else { between(row[low], row[high], weight) }
        },
        |_y, g, out| {
            let (low, high, weight) = quantile_places(row, q);
            out.fill(E::ZERO);
            out[low] += g.weighted(E::ONE - weight);
            out[high] += g.weighted(weight);
        };
}

/// The largest element of each row.
pub fn max_axes<E: Numeric>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
    extremum_max(x, axes, keepdim, axes.iter().count() == 1)
}

/// The smallest element of each row.
pub fn min_axes<E: Numeric>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
    extremum_min(x, axes, keepdim, axes.iter().count() == 1)
}

/// The middle element of each sorted row; of two, the lower one.
pub fn median_axes<E: Numeric>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
    lower_median(x, axes, keepdim, axes.iter().count() == 1)
}

/// The `q`-quantile of each row, linearly interpolated between two elements.
pub fn quantile_axes<E: Real>(x: Array<E>, axes: Axes, keepdim: bool, q: f64) -> Result<Array<E>> {
    if !(0.0..=1.0).contains(&q) {
        let allowed = "between 0 and 1".into();
        return Err(ShapeError::Argument { op: "quantile", name: "q", found: q.to_string(), allowed });
    }
    quantile_at(x, axes, keepdim, q)
}

fn each<E: Real>(row: &[E], out: &mut [E], f: impl Fn(E) -> E) {
    out.iter_mut().zip(row).for_each(|(out, &x)| *out = f(x));
}

/// The gradient times the product of all other elements, for each element. Computed without division, since an element may be zero.
fn products_of_others<E: Real>(row: &[E], grad: E, out: &mut [E]) {
    let mut before = grad;
    for (out, &x) in out.iter_mut().zip(row) {
        *out = before;
        before = before * x;
    }
    let mut after = E::ONE;
    for (out, &x) in out.iter_mut().zip(row).rev() {
        *out = *out * after;
        after = after * x;
    }
}

/// Passes the gradient to element number `one` of those with this value or, if `one` is `None`, to all of them in equal shares.
fn to_hits<E: Real>(row: &[E], value: E, grad: E, one: Option<usize>, out: &mut [E]) {
    let hit = |x: E| x == value || (x.is_nan() && value.is_nan());
    if let Some(one) = one {
        out.fill(E::ZERO);
        if let Some((_, out)) = row.iter().zip(out).filter(|(x, _)| hit(**x)).nth(one) {
            *out = grad;
        }
        return;
    }
    let share = grad / E::from_usize(row.iter().filter(|&&x| hit(x)).count());
    each(row, out, |x| if hit(x) { share } else { E::ZERO });
}

/// The order of numbers, with NaN above all of them.
pub fn ascending<E: Value>(a: &E, b: &E) -> Ordering {
    a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

fn median_of<E: Numeric>(row: &[E]) -> E {
    if let Some(&nan) = row.iter().find(|x| x.is_nan()) {
        return nan;
    }
    let mut sorted = row.to_vec();
    *sorted.select_nth_unstable_by((row.len() - 1) / 2, ascending).1
}

/// (Σ |x|^p)^(1/p), and for p = 0 the number of nonzero elements, for p = ±∞ the largest or smallest |x|.
fn norm_of<E: Real>(row: &[E], p: f64) -> E {
    let magnitudes = || row.iter().map(|x| x.abs());
    if p == f64::INFINITY {
        return magnitudes().fold(E::ZERO, E::maximum);
    }
    if p == f64::NEG_INFINITY {
        return magnitudes().fold(E::INFINITY, E::minimum);
    }
    if p == 0.0 {
        return E::from_usize(row.iter().filter(|&&x| x != E::ZERO).count());
    }
    if p == 1.0 {
        return reduce::sum_mapped(row, |x| x.abs());
    }
    let exponent = E::from_f64(p);
    let power = |x: E| if p == 2.0 { x * x } else { x.abs().powf(exponent) };
    let root = |sum: E| if p == 2.0 { sum.sqrt() } else { sum.powf(exponent.recip()) };
    let sum = reduce::sum_mapped(row, power);
    let tiny = E::MIN_POSITIVE / (E::EPSILON * E::EPSILON);
    if sum.is_finite() && sum >= tiny && sum <= tiny.recip() {
        return root(sum);
    }
    // Here the powers overflow or underflow. So divide by the dominant element: the largest, or for negative p the smallest.
    let unit = match p > 0.0 {
        true => magnitudes().fold(E::ZERO, E::maximum),
        false => magnitudes().fold(E::INFINITY, E::minimum),
    };
    if unit == E::ZERO || !unit.is_finite() {
        return root(sum);
    }
    unit * root(reduce::sum_mapped(row, |x| power(x / unit)))
}

fn norm_gradient<E: Real>(row: &[E], p: f64, norm: E, grad: E, out: &mut [E]) {
    if p == 0.0 || norm == E::ZERO {
        return out.fill(E::ZERO);
    }
    if p.is_infinite() {
        let hits = E::from_usize(row.iter().filter(|x| x.abs() == norm).count());
        return each(row, out, |x| if x.abs() == norm { x.sign() * grad / hits } else { E::ZERO });
    }
    let exponent = E::from_f64(p - 1.0);
    each(row, out, |x| match x == E::ZERO {
        true => E::ZERO,
        false => x.sign() * grad * (x.abs() / norm).powf(exponent),
    });
}

fn log_sum_exp<E: Real>(row: &[E]) -> E {
    let largest = row.iter().fold(E::SMALLEST, |a, &b| a.maximum(b));
    if !largest.is_finite() {
        return largest;
    }
    largest + reduce::sum_mapped(row, |x| (x - largest).exp()).ln()
}

/// If the value is +∞, the elements that equal it share the gradient. If it is −∞, there is no gradient.
fn log_sum_exp_gradient<E: Real>(row: &[E], y: E, grad: E, out: &mut [E]) {
    if y == E::INFINITY {
        return to_hits(row, y, grad, None, out);
    }
    if y == -E::INFINITY {
        return out.fill(E::ZERO);
    }
    each(row, out, |x| grad * (x - y).exp());
}

/// Linear interpolation, computed from the nearer end, so that it is exactly `low` at weight 0 and `high` at weight 1. Between a finite
/// number and an infinity the result is the infinity.
fn between<E: Real>(low: E, high: E, weight: E) -> E {
    if weight == E::ZERO || low == high {
        return low;
    }
    let difference = high - low;
    if !difference.is_finite() {
        return low * (E::ONE - weight) + high * weight;
    }
    match weight < E::from_f64(0.5) {
        true => low + difference * weight,
        false => high - difference * (E::ONE - weight),
    }
}

/// The indices of the two elements around a quantile, and the weight of the upper one.
fn quantile_places<E: Real>(row: &[E], q: f64) -> (usize, usize, E) {
    let mut order: Vec<usize> = (0..row.len()).collect();
    order.sort_by(|&i, &j| ascending(&row[i], &row[j]));
    let place = q * (row.len() - 1) as f64;
    let low = place.floor() as usize;
    (order[low], order[(low + 1).min(row.len() - 1)], E::from_f64(place - place.floor()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        macro_rules! rows { ($($case:literal $name:ident $domain:ident ($($p:expr),*) $([$edge:expr])?;)*) => { $(
            let name = |axes: &str| format!("reductions/{}_{axes}", $case);
            macro_rules! over { ($axes:literal, $keepdim:literal, $set:expr) => {
                let audit = audit!(&name($axes), Domain::$domain, |x| {
                    $name(x[0].clone(), Axes::resolve("test", $set, x[0].sizes())?, $keepdim $(, $p)*)
                });
                run(&audit.sizes(&[&[2, 3, 4]]).sizes(&[&[3, 1, 2]]).without_edges() $(.edge($edge))?);
            } }
            over!("1", false, &[1]);
            over!("last_keepdim", true, &[-1]);
            over!("0_2", false, &[0, 2]);
            let audit = audit!(&name("all"), Domain::$domain, |x| {
                $name(x[0].clone(), Axes::all(x[0].rank()), false $(, $p)*)
            });
            run(&audit.sizes(&[&[2, 3, 4]]).sizes(&[&[5]]).sizes(&[&[]]).without_edges());
        )* } }
        const NOTHING: &[&[usize]] = &[&[2, 0, 1]];
        rows! {
            "prod" prod_axes ALL () [NOTHING];
            "max" max_axes ALL () [&[&[2, 1, 1]]];
            "min" min_axes ALL () [&[&[2, 1, 1]]];
            "median" median_axes ALL () [&[&[2, 1, 1]]];
            "var" var_axes ALL (0) [&[&[2, 1, 1]]];
            "var_of_a_sample" var_of_two ALL ();
            "std" std_of_many ALL ();
            "norm" norm_axes ALL (2.0) [NOTHING];
            "norm_1" norm_axes ALL (1.0) [NOTHING];
            "norm_3" norm_axes ALL (3.0) [NOTHING];
            "norm_inf" norm_axes ALL (f64::INFINITY) [NOTHING];
            "logsumexp" logsumexp_axes ALL () [&[&[2, 1, 1]]];
            "quantile" quantile_axes ALL (0.3) [&[&[2, 1, 1]]];
        }
    }

    /// The variance with a correction of 1. For a single element the correction is 0: with 1 the variance is NaN, which tests cannot compare.
    fn var_of_two<E: Real>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
        var_axes(x.clone(), axes, keepdim, usize::from(Rows::of(&x, axes).len > 1))
    }

    fn std_of_many<E: Real>(x: Array<E>, axes: Axes, keepdim: bool) -> Result<Array<E>> {
        std_axes(x.clone(), axes, keepdim, usize::from(Rows::of(&x, axes).len > 1))
    }

    audited!(check);

    fn vector<E: Value>(values: &[E]) -> Array<E> {
        Array::from_slice("test", Sizes::new("test", &[values.len()]).unwrap(), values).unwrap()
    }

    type Whole = fn(Array<f64>, Axes, bool) -> Result<Array<f64>>;

    fn of(values: &[f64], f: Whole) -> f64 {
        f(vector(values), Axes::one(0), false).unwrap().item().unwrap()
    }

    #[test]
    fn empty_rows_are_as_in_numpy() {
        assert_eq!(of(&[], prod_axes), 1.0);
        assert!(of(&[], |x, axes, keepdim| var_axes(x, axes, keepdim, 0)).is_nan());
        assert_eq!(of(&[], logsumexp_axes), f64::NEG_INFINITY);
        for f in [max_axes as Whole, min_axes, median_axes, |x, axes, keepdim| quantile_axes(x, axes, keepdim, 0.5)] {
            assert!(matches!(f(vector(&[]), Axes::one(0), false), Err(ShapeError::Empty { .. })));
            let no_rows = Array::from_slice("test", Sizes::new("test", &[0, 3]).unwrap(), &[]).unwrap();
            assert_eq!(f(no_rows, Axes::one(1), false).unwrap().count(), 0);
        }
        assert!(matches!(quantile_axes(vector(&[1.0]), Axes::one(0), false, 1.5), Err(ShapeError::Argument { .. })));
    }

    #[test]
    fn nan_and_infinity_pass_through() {
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        for f in [max_axes as Whole, min_axes, median_axes, logsumexp_axes, |x, axes, keepdim| {
            quantile_axes(x, axes, keepdim, 0.5)
        }] {
            assert!(of(&[1.0, nan, 3.0], f).is_nan());
        }
        assert_eq!((of(&[-inf, -inf], logsumexp_axes), of(&[1.0, inf], logsumexp_axes)), (-inf, inf));
        assert_eq!(of(&[1000.0, 1000.0], logsumexp_axes), 1000.0 + 2.0f64.ln());
    }

    #[test]
    fn a_quantile_next_to_an_infinity_is_a_number_or_the_infinity() {
        let inf = f64::INFINITY;
        let quantile =
            |values: &[f64], q: f64| quantile_axes(vector(values), Axes::one(0), false, q).unwrap().item().unwrap();
        let of = |values: &[f64]| [0.0, 0.25, 0.5, 0.75, 1.0].map(|q| quantile(values, q));
        assert_eq!(of(&[1.0, 2.0, inf]), [1.0, 1.5, 2.0, inf, inf]);
        assert_eq!(of(&[-inf, 1.0, 2.0]), [-inf, -inf, 1.0, 1.5, 2.0]);
        assert_eq!(of(&[-inf, 1.0, inf]), [-inf, -inf, 1.0, inf, inf]);
        assert_eq!((of(&[inf, inf]), of(&[-inf, -inf])), ([inf; 5], [-inf; 5]));
        assert!(quantile(&[-inf, inf], 0.5).is_nan(), "there is no number between the two infinities");
        // The difference of these two numbers overflows.
        let wide = of(&[-f64::MAX, f64::MAX]).map(|x| x / f64::MAX);
        assert!(wide.iter().zip([-1.0, -0.5, 0.0, 0.5, 1.0]).all(|(a, b)| (a - b).abs() < 1e-15), "{wide:?}");
    }

    #[test]
    fn an_infinite_logsumexp_has_gradients_that_are_numbers() {
        let inf = f64::INFINITY;
        assert_eq!(gradient(&[1.0, inf], Axes::one(0), logsumexp_axes), [0.0, 1.0]);
        assert_eq!(gradient(&[inf, inf], Axes::one(0), logsumexp_axes), [0.5, 0.5]);
        assert_eq!(gradient(&[-inf, -inf], Axes::one(0), logsumexp_axes), [0.0, 0.0]);
        assert_eq!(gradient(&[-inf, 1.0], Axes::one(0), logsumexp_axes), [0.0, 1.0]);
    }

    #[test]
    fn variances_of_large_and_of_small_numbers_are_accurate() {
        let std = |x, axes, keepdim| std_axes(x, axes, keepdim, 1);
        for unit in [1e200, 1e-200] {
            assert!((of(&[unit, 2.0 * unit, 3.0 * unit], std) / unit - 1.0).abs() < 1e-15);
            let gradient = gradient(&[unit, 2.0 * unit, 3.0 * unit], Axes::one(0), std);
            assert!(
                gradient.iter().zip([-0.5, 0.0, 0.5]).all(|(found, expected)| (found - expected).abs() < 1e-15),
                "{gradient:?}"
            );
        }
    }

    #[test]
    fn a_norm_neither_overflows_nor_underflows() {
        for p in [-3.0, 0.5, 1.5, 3.0, 7.0] {
            let norm = |values: &[f64]| norm_axes(vector(values), Axes::one(0), false, p).unwrap().item().unwrap();
            for unit in [1e200, 1e-200] {
                assert!(
                    (norm(&[3.0 * unit, -4.0 * unit]) / unit / norm(&[3.0, 4.0]) - 1.0).abs() < 1e-14,
                    "{p} {unit}"
                );
            }
            assert_eq!(norm(&[0.0, 0.0]), 0.0);
        }
        let norm = |x, axes, keepdim| norm_axes(x, axes, keepdim, 2.0);
        assert!((of(&[3e200, 4e200], norm) / 5e200 - 1.0).abs() < 1e-15);
        assert!((of(&[3e-200, 4e-200], norm) / 5e-200 - 1.0).abs() < 1e-15);
    }

    fn gradient(values: &[f64], axes: Axes, f: Whole) -> Vec<f64> {
        let x = vector(values).into_leaf();
        let y = f(x.clone(), axes, false).unwrap();
        let gradients = crate::autodiff::walk::backward(&y).unwrap();
        gradients.of_leaf(x.node().unwrap().number()).unwrap().to_vec()
    }

    #[test]
    fn equal_elements_share_a_gradient_of_several_axes_only() {
        assert_eq!(
            gradient(&[1.0, 5.0, 5.0], Axes::one(0), |x, axes, _| extremum_max(x, axes, false, true)),
            [0.0, 1.0, 0.0]
        );
        assert_eq!(
            gradient(&[1.0, 5.0, 5.0], Axes::one(0), |x, axes, _| extremum_max(x, axes, false, false)),
            [0.0, 0.5, 0.5]
        );
    }

    #[test]
    fn zeros_have_gradients_that_are_numbers() {
        assert_eq!(gradient(&[0.0, 2.0, 0.0], Axes::one(0), prod_axes), [0.0; 3]);
        assert_eq!(gradient(&[0.0, 2.0, 3.0], Axes::one(0), prod_axes), [6.0, 0.0, 0.0]);
        assert_eq!(gradient(&[0.0, 0.0], Axes::one(0), |x, axes, keepdim| norm_axes(x, axes, keepdim, 2.0)), [0.0; 2]);
        assert_eq!(gradient(&[3.0, 3.0], Axes::one(0), |x, axes, keepdim| std_axes(x, axes, keepdim, 1)), [0.0; 2]);
    }

    #[test]
    fn integers_have_products_and_extremes() {
        let x = vector(&[3i64, -7, 5, 2]);
        let axes = Axes::one(0);
        assert_eq!(prod_axes(x.clone(), axes, false).unwrap().item(), Some(-210));
        assert_eq!(
            (max_axes(x.clone(), axes, false).unwrap().item(), min_axes(x.clone(), axes, false).unwrap().item()),
            (Some(5), Some(-7))
        );
        assert_eq!(median_axes(x, axes, true).unwrap().to_vec(), [2]);
    }
}
