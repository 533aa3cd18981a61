//! Changes the values starting at a row, with a seed that makes the changes repeatable.

use crate::data::{DataError, Series};
use crate::random;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::fmt;
use std::ops::Range;

/// A way to change the values starting at the cut, the first row to change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Change {
    /// All values times the same factor.
    Scaled(f64),
    /// The rows in reverse order.
    Reversed,
    /// The rows in random order.
    Shuffled,
    /// All rows equal to the last row before the cut.
    Constant,
    /// A random value instead of each value. If all values of the column have one sign, the random values have it too.
    Redrawn,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Scaled(factor) => write!(f, "values times {factor}"),
            Change::Reversed => f.write_str("rows in reverse order"),
            Change::Shuffled => f.write_str("rows in random order"),
            Change::Constant => f.write_str("rows equal to the last one before the cut"),
            Change::Redrawn => f.write_str("random values"),
        }
    }
}

impl Change {
    /// Changes that treat all columns of a row alike, so that the high of a candle stays its highest price.
    pub(super) const OF_ROWS: [Change; 5] =
        [Change::Scaled(3.0), Change::Scaled(0.25), Change::Reversed, Change::Shuffled, Change::Constant];

    /// Changes of single values.
    pub(super) const OF_VALUES: [Change; 1] = [Change::Redrawn];

    /// Returns the values of a column, changed starting at row `cut`. With the same seed, all columns of the same length are
    /// reordered alike.
    fn apply(self, values: &[f64], cut: usize, seed: u64) -> Vec<f64> {
        let (before, after) = values.split_at(cut);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut after = after.to_vec();
        match self {
            // Divide instead of multiplying if the product overflows.
            Change::Scaled(factor) => after.iter_mut().for_each(|x| {
                let scaled = *x * factor;
                *x = if scaled.is_finite() { scaled } else { *x / factor };
            }),
            Change::Reversed => after.reverse(),
            Change::Shuffled => random::shuffle(&mut rng, &mut after),
            Change::Constant => after.fill(before.last().or(values.first()).copied().unwrap_or(0.0)),
            Change::Redrawn => {
                let low = values.iter().copied().fold(f64::INFINITY, f64::min);
                let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                after.iter_mut().for_each(|x| *x = redrawn(random::uniform(&mut rng), low, high));
            }
        }
        before.iter().copied().chain(after).collect()
    }

    /// Returns the series with the values of `columns` changed in `rows`. Their new values are those that they would have if all
    /// rows starting at the first of `rows` were changed.
    pub(super) fn applied(
        self,
        series: &Series,
        columns: &Range<usize>,
        rows: &Range<usize>,
        seed: u64,
    ) -> Result<Series, DataError> {
        let columns = series.column_names().enumerate().map(|(number, name)| {
            let mut values = series.column(name).unwrap_or_default().to_vec();
            if columns.contains(&number) {
                // Columns get different random values, but the same order of rows.
                let seed = if self == Change::Redrawn { seed.wrapping_add(number as u64) } else { seed };
                let changed = self.apply(&values, rows.start, seed);
                values[rows.clone()].copy_from_slice(&changed[rows.clone()]);
            }
            (name.to_owned(), values)
        });
        Series::new(series.name(), series.time().to_vec(), columns.collect())
    }
}

/// Maps `place`, from 0 to 1, to a number from a range wider than that of the values, unless this overflows. If all values have
/// one sign, the number has it too.
fn redrawn(place: f64, low: f64, high: f64) -> f64 {
    let finite = |x: f64, otherwise: f64| if x.is_finite() { x } else { otherwise };
    match (low, high) {
        _ if low > 0.0 => finite((low / 3.0) * (9.0 * (high / low)).powf(place), high * place),
        _ if high < 0.0 => -redrawn(place, -high, -low),
        _ if low == 0.0 => finite(3.0 * high, high).max(1.0) * place,
        _ if high == 0.0 => finite(3.0 * low, low).min(-1.0) * place,
        _ => finite(low - (high - low) + 3.0 * (high - low) * place, high * (2.0 * place - 1.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 8] = [5.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

    #[test]
    fn values_before_the_cut_stay_and_later_ones_change() {
        for change in Change::OF_ROWS.into_iter().chain(Change::OF_VALUES) {
            let changed = change.apply(&VALUES, 3, 7);
            assert_eq!(changed[..3], VALUES[..3], "{change}");
            assert_ne!(changed[3..], VALUES[3..], "{change}");
            assert_eq!(changed, change.apply(&VALUES, 3, 7), "{change}");
        }
        assert_eq!(Change::Constant.apply(&VALUES, 2, 0)[2..], [1.0; 6]);
        assert_eq!(Change::Reversed.apply(&VALUES, 6, 0)[6..], [64.0, 32.0]);
    }

    #[test]
    fn redrawn_values_are_finite_and_have_the_sign_of_the_column() {
        for (low, high) in [(1.0, 2.0), (-5.0, -1.0), (0.0, 4.0), (0.0, 0.0), (-3.0, 0.0), (-1.0, 1.0), (7.0, 7.0)] {
            for place in [0.0, 0.25, 0.9999] {
                let x = redrawn(place, low, high);
                assert!(x.is_finite() && (low < 0.0 || x >= 0.0) && (high > 0.0 || low >= 0.0 || x <= 0.0), "{x}");
                assert!(low <= 0.0 || x > 0.0, "{x} of {low} to {high}");
            }
        }
        // At 0 and 1 are the ends of the range.
        for (low, high, ends) in [
            (3.0, 4.0, (1.0, 12.0)),
            (-4.0, -3.0, (-1.0, -12.0)),
            (0.0, 4.0, (0.0, 12.0)),
            (-4.0, 0.0, (-0.0, -12.0)),
            (-1.0, 2.0, (-4.0, 5.0)),
        ] {
            let (first, last) = (redrawn(0.0, low, high), redrawn(1.0, low, high));
            assert!((first - ends.0).abs() < 1e-12 && (last - ends.1).abs() < 1e-12, "{first} {last} {ends:?}");
        }
        for (low, high) in [(-f64::MAX, f64::MAX), (1e-300, f64::MAX), (0.0, f64::MAX), (-f64::MAX, 0.0)] {
            assert!([0.0, 0.5, 0.9999].into_iter().all(|place| redrawn(place, low, high).is_finite()), "{low} {high}");
        }
    }
}
