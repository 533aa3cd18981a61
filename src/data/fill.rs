//! Fills missing values with the methods of pandas.

use std::str::FromStr;

use jiff::civil::DateTime;

/// How to fill missing values from their neighbors.
///
/// # Example
/// ```
/// use timeseriesml::data::FillMethod;
/// assert_eq!(FillMethod::default(), FillMethod::ForwardFill);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(alias = "fillna")]
#[doc(alias = "interpolate")]
pub enum FillMethod {
    /// Repeats the last value before the gap, as `ffill` of pandas does. It uses only the past. Missing values at the beginning
    /// cannot be filled.
    #[default]
    #[doc(alias = "ffill")]
    #[doc(alias = "pad")]
    ForwardFill,
    /// Interpolates linearly between the values before and after the gap, as if all rows were equally far apart:
    /// `interpolate("linear")` of pandas.
    ///
    /// It uses the future: a filled row depends on the value after the gap. Missing values at the beginning or end cannot be
    /// filled.
    #[doc(alias = "linear")]
    Interpolate,
    /// Interpolates linearly between the values before and after the gap, in proportion to time: `interpolate("time")` of pandas.
    ///
    /// It also uses the future, and cannot fill missing values at the beginning or end.
    InterpolateTime,
}

/// Fills the NaN values in place and returns their number.
///
/// `time` is the strictly increasing time of each value. If a row cannot be filled, because no value precedes it or, for
/// interpolation, none follows it, `values` stays unchanged and the error is the index of the first such row.
pub(crate) fn fill(values: &mut [f64], time: &[DateTime], method: FillMethod) -> Result<usize, usize> {
    let Some(first) = values.iter().position(|value| !value.is_nan()) else {
        return if values.is_empty() { Ok(0) } else { Err(0) };
    };
    let last = values.iter().rposition(|value| !value.is_nan()).unwrap_or(first);
    if first > 0 {
        return Err(0);
    }
    if method != FillMethod::ForwardFill && last + 1 < values.len() {
        return Err(last + 1);
    }
    let (mut filled, mut row) = (0, 1);
    while row < values.len() {
        if !values[row].is_nan() {
            row += 1;
            continue;
        }
        let end = values[row..].iter().position(|value| !value.is_nan()).map_or(values.len(), |missing| row + missing);
        let before = row - 1;
        match method {
            FillMethod::ForwardFill => {
                let value = values[before];
                values[row..end].fill(value);
            }
            FillMethod::Interpolate => between(values, before, end, |row| (row - before) as f64),
            FillMethod::InterpolateTime => {
                between(values, before, end, |row| time[row].duration_since(time[before]).as_secs_f64());
            }
        }
        filled += end - row;
        row = end;
    }
    Ok(filled)
}

/// Fills the rows between `before` and `after` linearly, in proportion to their `distance` from `before`.
fn between(values: &mut [f64], before: usize, after: usize, distance: impl Fn(usize) -> f64) {
    let (from, to, whole) = (values[before], values[after], distance(after));
    // This is the formula of NumPy, which pandas uses, except where the difference of large values of opposite sign overflows.
    let slope = (to - from) / whole;
    for (row, value) in (before + 1..).zip(&mut values[before + 1..after]) {
        let distance = distance(row);
        let part = distance / whole;
        *value = if slope.is_finite() { slope * distance + from } else { from * (1.0 - part) + to * part };
    }
}

/// No [`FillMethod`] has this name.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown fill method \"{}\"; choose \"forward\", \"linear\" or \"time\"", crate::files::shown(found))]
pub struct FillMethodError {
    found: String,
}

debug_is_message! { FillMethodError }

impl FromStr for FillMethod {
    type Err = FillMethodError;

    /// Reads `forward` (or `ffill`), `linear` or `time`.
    fn from_str(text: &str) -> Result<Self, FillMethodError> {
        match text {
            "forward" | "ffill" => Ok(FillMethod::ForwardFill),
            "linear" => Ok(FillMethod::Interpolate),
            "time" => Ok(FillMethod::InterpolateTime),
            _ => Err(FillMethodError { found: text.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const NAN: f64 = f64::NAN;

    /// Fills values whose rows are at the hours 0, 1, 3, 4, 10 and 11.
    fn check(values: [f64; 6], method: FillMethod, expected: Result<(usize, [f64; 6]), usize>) {
        let time = [0, 1, 3, 4, 10, 11].map(|hour| date(2020, 1, 1).at(hour, 0, 0, 0));
        let mut filled = values;
        let result = fill(&mut filled, &time, method).map(|count| (count, filled));
        assert_eq!(result, expected, "{values:?} {method:?}");
        if result.is_err() {
            assert!(filled.iter().zip(&values).all(|(a, b)| a.to_bits() == b.to_bits()), "{values:?} was changed");
        }
    }

    #[test]
    fn values_equal_those_of_pandas() {
        // The expected values are from pandas 3.1.1: `Series.ffill()`, `.interpolate("linear")` and `.interpolate("time")`.
        let values = [1.0, NAN, NAN, 4.0, NAN, -2.0];
        check(values, FillMethod::ForwardFill, Ok((3, [1.0, 1.0, 1.0, 4.0, 4.0, -2.0])));
        check(values, FillMethod::Interpolate, Ok((3, [1.0, 2.0, 3.0, 4.0, 1.0, -2.0])));
        check(values, FillMethod::InterpolateTime, Ok((3, [1.0, 1.75, 3.25, 4.0, 4.0 - 36.0 / 7.0, -2.0])));
    }

    #[test]
    fn ends_without_a_neighbor_are_refused() {
        let trailing = [1.0, NAN, 3.0, 4.0, NAN, NAN];
        check(trailing, FillMethod::ForwardFill, Ok((3, [1.0, 1.0, 3.0, 4.0, 4.0, 4.0])));
        check(trailing, FillMethod::Interpolate, Err(4));
        check(trailing, FillMethod::InterpolateTime, Err(4));
        for method in [FillMethod::ForwardFill, FillMethod::Interpolate, FillMethod::InterpolateTime] {
            check([NAN, NAN, 3.0, 4.0, NAN, 6.0], method, Err(0));
            check([NAN; 6], method, Err(0));
            check([2.0; 6], method, Ok((0, [2.0; 6])));
            assert_eq!(fill(&mut [], &[], method), Ok(0));
            assert_eq!(fill(&mut [NAN], &[DateTime::MAX], method), Err(0));
        }
    }

    #[test]
    fn the_largest_values_do_not_overflow() {
        let values = [f64::MAX, NAN, f64::MIN, 0.0, 0.0, 0.0];
        check(values, FillMethod::Interpolate, Ok((1, [f64::MAX, 0.0, f64::MIN, 0.0, 0.0, 0.0])));
    }

    #[test]
    fn methods_are_named() {
        assert_eq!(
            ["ffill", "linear", "time"].map(|name| name.parse::<FillMethod>().unwrap()),
            [FillMethod::ForwardFill, FillMethod::Interpolate, FillMethod::InterpolateTime]
        );
        let message = "zero".parse::<FillMethod>().unwrap_err().to_string();
        assert_eq!(message, "unknown fill method \"zero\"; choose \"forward\", \"linear\" or \"time\"");
    }
}
