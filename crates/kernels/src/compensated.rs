//! Compensated sums, for terms that arrive one at a time and so cannot be summed in blocks and pairs.
//!
//! The rounding error of each addition is kept and added with the next term (Kahan, "Further remarks on reducing truncation errors", 1965;
//! computed as in Knuth, "The art of computer programming", volume 2, section 4.2.2). So the total error does not grow with the number of terms.

use super::number::Numeric;

/// The maximum number of terms for which a plain sum is accurate enough.
pub const SHORT: usize = 64;

/// Computes `sum += x`; `rest` is the rounding error so far and starts as 0. Integers wrap around.
#[inline(always)]
pub fn add<E: Numeric>(sum: &mut E, rest: &mut f64, x: E) {
    if E::INTEGER {
        *sum = sum.plus(x);
        return;
    }
    let (before, added) = (sum.cast::<f64>(), x.cast::<f64>() + *rest);
    let total = before + added;
    let taken = total - before;
    let lost = (before - (total - taken)) + (added - taken);
    *sum = E::from_double(total);
    let lost = lost + (total - sum.cast::<f64>());
    // An infinite sum has no rounding error.
    *rest = if lost.is_finite() { lost } else { 0.0 };
}

/// Calls [`add`] for each element of a row.
#[inline(always)]
pub fn add_row<E: Numeric>(sums: &mut [E], rests: &mut [f64], row: &[E]) {
    sums.iter_mut().zip(rests).zip(row).for_each(|((sum, rest), &x)| add(sum, rest, x));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum<E: Numeric>(terms: impl IntoIterator<Item = E>) -> E {
        let (mut sum, mut rest) = (E::ZERO, 0.0);
        terms.into_iter().for_each(|x| add(&mut sum, &mut rest, x));
        sum
    }

    #[test]
    fn the_error_does_not_grow_with_the_number_of_terms() {
        // The expected sum is a million times the single-precision number nearest to 0.1.
        assert_eq!(sum(std::iter::repeat_n(0.1_f32, 1_000_000)), 100_000.001_490_116_12_f64 as f32);
        assert_eq!(sum(std::iter::repeat_n(1.0_f32, (1 << 24) + 100)), 16_777_316.0);
        // In double precision the exact sum is 1e5 + 5.55e-12, which rounds to 1e5.
        assert_eq!(sum(std::iter::repeat_n(0.1_f64, 1_000_000)), 1e5);
        assert_eq!(sum([1e16, 1.0, 1.0, -1e16]), 2.0);
        assert_eq!(sum([1.0, 1e16, 1.0, -1e16]), 2.0);
    }

    #[test]
    fn infinite_and_nan_sums_are_those_of_a_plain_sum() {
        assert_eq!(sum([1.0, f32::INFINITY, 1.0]), f32::INFINITY);
        assert_eq!(sum([f32::MAX, f32::MAX, 1.0]), f32::INFINITY);
        assert_eq!(sum([f64::MAX, f64::MAX, -1.0]), f64::INFINITY);
        assert!(sum([f64::INFINITY, f64::NEG_INFINITY]).is_nan() && sum([1.0_f32, f32::NAN, 1.0]).is_nan());
        assert_eq!(sum([i64::MAX, 1, 5]), i64::MIN + 5);
    }
}
