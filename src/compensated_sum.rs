//! A running sum whose rounding error does not grow with the number of terms.
//!
//! The sum `s` has a correction `c`. Adding `x` gives `t = fl(s + x)`; the error of this addition, `(s − t) + x` for `|s| ≥ |x|` and
//! `(x − t) + s` otherwise, is added to `c`. The result is `s + c`.
//! Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974.

/// A sum that keeps the rounding errors of its additions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CompensatedSum {
    sum: f64,
    correction: f64,
}

impl CompensatedSum {
    /// The sum of `terms`.
    pub(crate) fn of(terms: impl IntoIterator<Item = f64>) -> f64 {
        let mut sum = CompensatedSum::default();
        terms.into_iter().for_each(|term| sum.add(term));
        sum.value()
    }

    pub(crate) fn add(&mut self, term: f64) {
        let total = self.sum + term;
        self.correction +=
            if self.sum.abs() >= term.abs() { (self.sum - total) + term } else { (term - total) + self.sum };
        self.sum = total;
    }

    /// Adds the product of two numbers: the rounded product, then its rounding error.
    pub(crate) fn add_product(&mut self, a: f64, b: f64) {
        let product = a * b;
        self.add(product);
        // If the product is infinite or NaN, the sum is too, and the error is undefined.
        if product.is_finite() {
            self.add(a.mul_add(b, -product));
        }
    }

    /// Adds all terms of another sum.
    pub(crate) fn add_sum(&mut self, other: CompensatedSum) {
        self.add(other.sum);
        // As in `value`, the correction of an infinite sum is NaN.
        if other.sum.is_finite() {
            self.add(other.correction);
        }
    }

    /// The sum times a power of two. The multiplication is exact.
    pub(crate) fn times(self, power_of_two: f64) -> Self {
        CompensatedSum { sum: self.sum * power_of_two, correction: self.correction * power_of_two }
    }

    /// The sum as two numbers: its value, and the rounding error of that value.
    pub(crate) fn parts(self) -> (f64, f64) {
        let value = self.value();
        (value, (self.sum - value) + self.correction)
    }

    pub(crate) fn value(self) -> f64 {
        // The correction of an infinite sum is ∞ − ∞, so return the sum without it.
        if self.sum.is_finite() { self.sum + self.correction } else { self.sum }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(terms: &[f64], expected: f64) {
        // The comparison is exact: every expected value below is representable, and these sums have no rounding error.
        assert_eq!(CompensatedSum::of(terms.iter().copied()), expected, "sum of {terms:?}");
    }

    #[test]
    fn small_terms_survive_next_to_large_ones_in_any_order() {
        check(&[1.0, 1e100, 1.0, -1e100], 2.0);
        check(&[1e100, 1.0, -1e100, 1.0], 2.0);
        check(&[1e100, -1e100, 1.0, 1.0], 2.0);
    }

    #[test]
    fn ten_million_tenths_are_one_million() {
        check(&vec![0.1; 10_000_000], 1e6);
    }

    #[test]
    fn products_keep_what_they_round_away() {
        // (1 + ε)² = 1 + 2ε + ε²; the product rounds to 1 + 2ε.
        let x = 1.0 + f64::EPSILON;
        let mut sum = CompensatedSum::default();
        sum.add_product(x, x);
        sum.add(-1.0);
        assert_eq!(sum.parts(), (2.0 * f64::EPSILON, f64::EPSILON * f64::EPSILON));
        let mut overflow = CompensatedSum::default();
        overflow.add_product(1e300, 1e300);
        assert_eq!(overflow.value(), f64::INFINITY);
    }

    #[test]
    fn two_sums_add_up_with_their_corrections() {
        let sum = |terms: [f64; 2]| {
            let mut sum = CompensatedSum::default();
            terms.iter().for_each(|&term| sum.add(term));
            sum
        };
        let mut whole = sum([1e100, 1.0]);
        whole.add_sum(sum([-1e100, 2.0]));
        assert_eq!(whole.value(), 3.0);
        whole.add_sum(sum([f64::INFINITY, f64::INFINITY]));
        assert_eq!(whole.value(), f64::INFINITY);
    }

    #[test]
    fn an_infinite_term_gives_infinity_and_nan_gives_nan() {
        check(&[1.0, f64::INFINITY, 1.0], f64::INFINITY);
        let mut sum = CompensatedSum::default();
        sum.add(f64::NAN);
        sum.add(1.0);
        assert!(sum.value().is_nan());
    }

    #[test]
    fn nothing_sums_to_zero() {
        check(&[], 0.0);
    }
}
