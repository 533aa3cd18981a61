//! A sum that loses no small terms.

/// Sums with Kahan's compensation, as pandas does within groups.
///
/// Source: W. Kahan, "Further remarks on reducing truncation errors", Communications of the ACM 8 (1965), p. 40.
pub(crate) fn compensated_sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for &value in values {
        let value = value - lost;
        let next: f64 = sum + value;
        lost = (next - sum) - value;
        // Infinity minus infinity is no correction.
        if !lost.is_finite() {
            lost = 0.0;
        }
        sum = next;
    }
    sum
}

/// The mean, also of values whose sum overflows; NaN of none.
pub(crate) fn mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = compensated_sum(values) / n;
    if mean.is_finite() || values.is_empty() { mean } else { values.iter().map(|value| value / n).sum() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_terms_count() {
        let mut values = vec![1e-16; 10_000];
        values.insert(0, 1.0);
        assert_eq!(compensated_sum(&values), 1.0 + 1e-12);
        assert_eq!(compensated_sum(&[]), 0.0);
        assert_eq!(compensated_sum(&[f64::MAX, f64::MAX, 1.0]), f64::INFINITY);
    }

    #[test]
    fn large_values_have_a_mean() {
        assert_eq!(mean(&[f64::MAX, f64::MAX]), f64::MAX);
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
        assert!(mean(&[]).is_nan());
    }
}
