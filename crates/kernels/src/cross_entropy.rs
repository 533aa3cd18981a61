//! Cross-entropy between rows of scores x and the class of each row: −Σ q log softmax(x). The target q is s/n for each of the n classes, plus
//! 1 − s for the class of the row, where s is the label smoothing (Szegedy et al., "Rethinking the Inception architecture", 2016).
//!
//! With l = log Σ e^x, computed after subtracting the maximum, the loss is l − (1 − s) x[class] − s mean(x), and dx is
//! softmax(x) − q = e^(x − l) − q. The forward pass writes only two numbers per row. A row whose class is ignored has
//! loss 0 and no gradient. Rows are split across threads.

use super::lanes::{LaneRoutine, Lanes, each_vector, each_vector_in_blocks, run_lanes};
use super::number::Value;
use super::parallel::{self, ELEMENT};
use super::real::Real;
use super::softmax::largest;
use super::transcendental::exp_of_negative_lanes;

/// The cost of an element: an exponential and another pass through L1.
const COST: usize = 5 * ELEMENT;

/// Rows of scores, and the class index of each row.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, E> {
    // Invariant: there is a row of `n` scores for each class, and each class is below `n` or `ignored`.
    n: usize,
    scores: &'a [E],
    classes: &'a [i64],
    ignored: Option<i64>,
    smoothing: E,
}

impl<'a, E: Real> Rows<'a, E> {
    /// # Panics
    /// If there is not one row of `n` scores per class, or a class is neither in `0..n` nor `ignored`.
    pub fn new(n: usize, scores: &'a [E], classes: &'a [i64], ignored: Option<i64>, smoothing: E) -> Self {
        assert_eq!(n.checked_mul(classes.len()), Some(scores.len()), "a row of scores for each class");
        let rows = Rows { n, scores, classes, ignored, smoothing };
        assert_eq!(rows.first_wrong(), None, "classes are from 0 to below {n}");
        rows
    }

    fn first_wrong(&self) -> Option<usize> {
        first_wrong(self.n, self.classes, self.ignored)
    }

    /// Writes the loss of each row, and its log Σ e^x, which the backward pass needs.
    ///
    /// # Panics
    /// If the outputs do not have one element for each row.
    pub fn losses(self, losses: &mut [E], lse: &mut [E]) {
        assert!(losses.len() == self.classes.len() && lse.len() == losses.len(), "a result for each row");
        parallel::for_each_chunks([losses, lse], [1; 2], COST * self.scores.len(), |first, [losses, lse]| {
            run_lanes(Forward { rows: self.part(first, losses.len()), losses, lse });
        });
    }

    /// Writes the gradient of the scores, computed from the gradient of each row's loss, to `dx`, or adds it if `accumulate`.
    ///
    /// # Panics
    /// If `lse` and `grad` do not have one element for each row, or `dx` is not as long as the scores.
    pub fn gradient(self, lse: &[E], grad: &[E], dx: &mut [E], accumulate: bool) {
        assert!(lse.len() == self.classes.len() && grad.len() == lse.len(), "a number for each row");
        assert_eq!(dx.len(), self.scores.len(), "a gradient for each score");
        if dx.is_empty() {
            return;
        }
        parallel::for_each_chunk(dx, self.n, COST * self.scores.len(), |first, dx| {
            let count = dx.len() / self.n;
            let (lse, grad) = (&lse[first..][..count], &grad[first..][..count]);
            run_lanes(Backward { rows: self.part(first, count), lse, grad, dx, accumulate });
        });
    }

    /// The part with `count` rows starting at row `first`.
    fn part(self, first: usize, count: usize) -> Self {
        let scores = &self.scores[first * self.n..][..count * self.n];
        Rows { scores, classes: &self.classes[first..][..count], ..self }
    }

    fn iter(self) -> impl Iterator<Item = (&'a [E], Option<usize>)> {
        let class = move |&class: &i64| (Some(class) != self.ignored).then_some(class as usize);
        (0..).zip(self.classes).map(move |(i, c): (usize, _)| (&self.scores[i * self.n..][..self.n], class(c)))
    }
}

/// The index of the first row whose class is neither in `0..n` nor `ignored`.
pub fn first_wrong(n: usize, classes: &[i64], ignored: Option<i64>) -> Option<usize> {
    let is_allowed = |class: i64| usize::try_from(class).is_ok_and(|class| class < n) || Some(class) == ignored;
    classes.iter().position(|&class| !is_allowed(class))
}

struct Forward<'a, E> {
    rows: Rows<'a, E>,
    losses: &'a mut [E],
    lse: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Forward<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { rows, losses, lse } = self;
        for ((x, class), (loss, lse)) in rows.iter().zip(losses.iter_mut().zip(lse)) {
            let (log, mean) = log_sum_exp::<V::Pair>(x);
            *lse = log;
            *loss = match class {
                None => E::ZERO,
                // A separate case: with a score of −∞ the mean is infinite, and must not be multiplied by 0.
                Some(class) if rows.smoothing == E::ZERO => log - x[class],
                Some(class) => log - (E::ONE - rows.smoothing) * x[class] - rows.smoothing * mean,
            };
        }
    }
}

/// log Σ e^x and the mean of a row.
#[inline(always)]
fn log_sum_exp<V: Lanes>(x: &[V::Element]) -> (V::Element, V::Element) {
    let (zero, lowest) = (V::Element::ZERO, -V::Element::INFINITY);
    let max = largest::<V>(x);
    let (mut part, mut total_part) = (V::splat(zero), V::splat(zero));
    let (mut sum, mut total) = (V::splat(zero), V::splat(zero));
    each_vector_in_blocks!(
        V,
        x.len(),
        |range| {
            part = part.add(exp_of_negative_lanes(V::load_or(&x[range.clone()], lowest).sub(V::splat(max))));
            total_part = total_part.add(V::load_or(&x[range], zero));
        },
        {
            (sum, part) = (sum.add(part), V::splat(zero));
            (total, total_part) = (total.add(total_part), V::splat(zero));
        }
    );
    (max + sum.sum().ln(), total.sum() / V::Element::from_usize(x.len()))
}

struct Backward<'a, E> {
    rows: Rows<'a, E>,
    lse: &'a [E],
    grad: &'a [E],
    dx: &'a mut [E],
    accumulate: bool,
}

impl<E: Real> LaneRoutine<E> for Backward<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let Self { rows, lse, grad, dx, accumulate } = self;
        let share = rows.smoothing / E::from_usize(rows.n);
        let saved = rows.iter().zip(lse.iter().zip(grad));
        for (dx, ((x, class), (&lse, &grad))) in dx.chunks_exact_mut(rows.n).zip(saved) {
            match class {
                Some(class) => {
                    gradient_row::<V::Pair>(x, lse, grad, share, dx, accumulate);
                    dx[class] = dx[class] - grad * (E::ONE - rows.smoothing);
                }
                None if !accumulate => dx.fill(E::ZERO),
                None => {}
            }
        }
    }
}

/// Writes or adds the gradient of a row without the term of its class.
#[inline(always)]
fn gradient_row<V: Lanes>(
    x: &[V::Element],
    lse: V::Element,
    grad: V::Element,
    share: V::Element,
    dx: &mut [V::Element],
    accumulate: bool,
) {
    let zero = V::Element::ZERO;
    each_vector!(V, dx.len(), |range| {
        let weight = exp_of_negative_lanes(V::load_or(&x[range.clone()], zero).sub(V::splat(lse)));
        let dx = &mut dx[range];
        let before = if accumulate { V::load_or(dx, zero) } else { V::splat(zero) };
        before.add(weight.sub(V::splat(share)).mul(V::splat(grad))).store_to(dx);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    /// Each case is (rows, classes).
    const SIZES: [(usize, usize); 8] = [(0, 3), (1, 1), (5, 1), (3, 7), (4, 17), (2, 101), (3000, 13), (401, 256)];

    const IGNORED: i64 = -100;

    fn classes(rows: usize, n: usize) -> Vec<i64> {
        (0..rows).map(|i| if i % 5 == 4 { IGNORED } else { (i * 7 % n) as i64 }).collect()
    }

    /// Returns losses, log Σ e^x and gradients, one after the other.
    fn results<E: Real>(
        n: usize,
        x: &[E],
        classes: &[i64],
        smoothing: f64,
        grad: &[E],
        before: Option<&[E]>,
    ) -> Vec<E> {
        let rows = Rows::new(n, x, classes, Some(IGNORED), E::from_f64(smoothing));
        let (mut losses, mut lse) = (vec![E::NAN; classes.len()], vec![E::NAN; classes.len()]);
        let mut dx = before.map_or(vec![E::NAN; x.len()], <[E]>::to_vec);
        rows.losses(&mut losses, &mut lse);
        rows.gradient(&lse, grad, &mut dx, before.is_some());
        [losses, lse, dx].concat()
    }

    fn reference(
        n: usize,
        x: &[f64],
        classes: &[i64],
        smoothing: f64,
        grad: &[f64],
        before: Option<&[f64]>,
    ) -> Vec<f64> {
        let (mut losses, mut lse, mut dx) = (vec![], vec![], vec![]);
        for ((x, &class), grad) in x.chunks(n).zip(classes).zip(grad) {
            let max = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let log = max + x.iter().map(|x| (x - max).exp()).sum::<f64>().ln();
            let kept = f64::from(u8::from(class != IGNORED));
            let weight = |c: usize| smoothing / n as f64 + if c as i64 == class { 1.0 - smoothing } else { 0.0 };
            lse.push(log);
            losses.push(kept * (0..n).map(|c| weight(c) * (log - x[c])).sum::<f64>());
            dx.extend((0..n).map(|c| kept * grad * ((x[c] - log).exp() - weight(c))));
        }
        before.iter().for_each(|before| dx.iter_mut().zip(*before).for_each(|(dx, before)| *dx += before));
        [losses, lse, dx].concat()
    }

    fn check<E: Real>(smoothing: f64, accumulate: bool) {
        let widened = |x: &[E]| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
        for (rows, n) in SIZES {
            let x: Vec<E> = sample::<E>(1, rows * n).into_iter().map(|x| x * E::from_f64(9.0)).collect();
            let (grad, before): (Vec<E>, Vec<E>) = (sample(2, rows), sample(3, rows * n));
            let classes = classes(rows, n);
            let before = accumulate.then_some(&before[..]);
            let run = || results(n, &x, &classes, smoothing, &grad, before);
            let found = with_threads(1, run);
            assert!(found == with_threads(2, run), "same_for_any_thread_count: {rows} {n}");
            let wide = before.map(widened);
            let expected = reference(n, &widened(&x), &classes, smoothing, &widened(&grad), wide.as_deref());
            assert_eq!(found.len(), expected.len());
            for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
                // The terms are at most 18. A sum in 16 chains rounds n/16 times, and the other steps about 20 times.
                let tolerance = E::EPSILON.to_f64() * 20.0 * (20.0 + n as f64 / 16.0);
                let near = (found.to_f64() - expected).abs() <= tolerance;
                assert!(near, "{} {rows} {n} {i}: {found} {expected}", E::NAME);
            }
        }
    }

    #[test]
    fn matches_reference() {
        for (smoothing, accumulate) in [(0.0, false), (0.1, true), (1.0, false)] {
            check::<f32>(smoothing, accumulate);
            check::<f64>(smoothing, accumulate);
        }
    }

    #[test]
    fn gradient_matches_finite_differences() {
        let n = 5;
        let x: Vec<f64> = sample(1, 3 * n);
        let (classes, grad) = ([2, IGNORED, 4], [1.0, -2.0, 0.5]);
        let run = |x: &[f64]| results(n, x, &classes, 0.2, &grad, None);
        let found = run(&x);
        for i in 0..x.len() {
            let loss = |step: f64| {
                let mut x = x.clone();
                x[i] += step;
                run(&x).iter().zip(grad).map(|(loss, grad)| loss * grad).sum::<f64>()
            };
            // The error of central differences is h² times a third derivative below 1, plus rounding of 1e-15 / h.
            assert!((found[6 + i] - (loss(1e-5) - loss(-1e-5)) / 2e-5).abs() < 2e-9, "{i}");
        }
    }

    #[test]
    fn large_scores_and_infinities_are_as_in_pytorch() {
        let loss = |x: [f32; 3], class| results(3, &x, &[class], 0.0, &[1.0], None);
        assert_eq!(loss([1e30, 0.0, -1e30], 0)[0], 0.0);
        assert_eq!(loss([0.0, f32::NEG_INFINITY, f32::NEG_INFINITY], 0)[0], 0.0);
        assert_eq!(loss([0.0, f32::NEG_INFINITY, 0.0], 1)[0], f32::INFINITY);
        assert!(loss([f32::NAN, 0.0, 0.0], 1)[0].is_nan() && loss([f32::INFINITY, 0.0, 0.0], 0)[0].is_nan());
    }

    #[test]
    fn classes_out_of_range_are_found() {
        assert_eq!([first_wrong(3, &[0, 2, 3, -1], None), first_wrong(3, &[0, -1, 2], Some(-1))], [Some(2), None]);
        assert_eq!(first_wrong(0, &[0], None), Some(0));
    }
}
