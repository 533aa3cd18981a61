//! The range of a value axis, and the positions and labels of its ticks.
//!
//! Ticks are at multiples of 1, 2 or 5 times a power of ten. Labels group thousands (`12,500`) and use `M`, `B` and `T` for 10⁶, 10⁹ and
//! 10¹² if the axis reaches ten million. If the axis stays below 10⁻⁴ or reaches 10¹⁵, labels are scientific: `2e20`.

use std::ops::Range;

use super::axis::Tick;

/// The largest value for which the span and its margins do not overflow.
pub(super) const LARGEST: f64 = 1e307;

/// The range that the axis shows for values from `min` to `max`: slightly larger than the range of the values, and never empty.
///
/// Values that differ only by rounding count as constant and are drawn in the middle.
pub(super) fn range(min: f64, max: f64) -> Range<f64> {
    const MARGIN: f64 = 0.05;
    let scale = min.abs().max(max.abs());
    let span = max - min;
    let margin = match () {
        // With a scale this small, steps would underflow.
        () if scale < 1e-280 => 1.0,
        () if span <= scale * 1e-12 => scale * MARGIN,
        () => span * MARGIN,
    };
    min - margin..max + margin
}

/// Two to `most` + 1 ticks at round values inside a range made by [`range`].
///
/// `most` must be at least 5: a step is up to 2.5 times the range divided by `most`, and two steps must fit into the range.
pub(super) fn ticks(range: &Range<f64>, most: usize) -> Vec<Tick> {
    let rough = (range.end - range.start) / most as f64;
    let power = rough.log10().floor();
    let unit = 10_f64.powf(power);
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * unit >= rough).unwrap_or(10.0);
    let step = factor * unit;
    let exponent = if factor == 10.0 { power + 1.0 } else { power } as i32;
    let indices = (range.start / step).ceil() as i64..=(range.end / step).floor() as i64;
    let largest = range.start.abs().max(range.end.abs());
    indices
        .map(|index| {
            let value = index as f64 * step;
            Tick { at: value, label: label(value, largest, exponent) }
        })
        .collect()
}

/// Formats `value` down to the digit of 10^`exponent`, in the unit for the `largest` value of the axis.
fn label(value: f64, largest: f64, exponent: i32) -> String {
    let (unit_exponent, unit) = match largest {
        ..1e-4 | 1e15.. => return scientific(value, exponent),
        1e12.. => (12, "T"),
        1e9.. => (9, "B"),
        1e7.. => (6, "M"),
        _ => (0, ""),
    };
    let decimals = (unit_exponent - exponent).max(0) as usize;
    let digits = format!("{:.decimals$}", value.abs() / 10_f64.powi(unit_exponent));
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut text = sign(value).to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction + unit
}

fn scientific(value: f64, exponent: i32) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let decimals = (value.abs().log10().floor() as i32 - exponent).max(0) as usize;
    format!("{}{:.decimals$e}", sign(value), value.abs())
}

/// The sign of a number: U+2212 for minus, which is as wide as a digit, instead of a hyphen.
fn sign(value: f64) -> &'static str {
    if value < 0.0 { "−" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(min: f64, max: f64, expected: &[&str]) {
        let labels: Vec<String> = ticks(&range(min, max), 6).into_iter().map(|tick| tick.label).collect();
        assert_eq!(labels, expected);
    }

    #[test]
    fn labels_are_round_and_no_longer_than_needed() {
        check(11_300.0, 41_000.0, &["10,000", "20,000", "30,000", "40,000"]);
        check(-1.0, 1.0, &["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        check(0.0, 0.001, &["0.0000", "0.0002", "0.0004", "0.0006", "0.0008", "0.0010"]);
        check(1.05e7, 1.25e7, &["10.5M", "11.0M", "11.5M", "12.0M", "12.5M"]);
        check(0.0, 5e9, &["0B", "1B", "2B", "3B", "4B", "5B"]);
        check(-3e20, 3e20, &["−2e20", "0", "2e20"]);
        check(1e-9, 4e-9, &["1e-9", "2e-9", "3e-9", "4e-9"]);
    }

    #[test]
    fn constant_values_are_in_the_middle_of_a_range() {
        for value in [0.0, 5.0, -19_000.0, 1e-300, 1e-9, LARGEST] {
            let range = range(value, value);
            assert!(range.start < value && value < range.end, "{value}: {range:?}");
            assert!(
                ((range.start + range.end) / 2.0 - value).abs() <= 1e-12 * value.abs().max(1e-280),
                "{value}: {range:?}"
            );
        }
    }

    #[test]
    fn every_range_has_two_distinct_ticks_or_more() {
        for exponent in (-300..=306).step_by(3) {
            for (low, high) in [(-1.0, 1.0), (0.0, 0.37), (3.1, 3.2), (7.0, 7.0), (-9.99, -1.0)] {
                let scale = 10_f64.powi(exponent);
                let range = range(low * scale, high * scale);
                for most in [5, 6, 12] {
                    let ticks = ticks(&range, most);
                    assert!((2..=most + 1).contains(&ticks.len()), "{range:?}, {most}: {ticks:?}");
                    assert!(ticks.iter().all(|tick| range.contains(&tick.at) || tick.at == range.end));
                    let mut labels: Vec<_> = ticks.iter().map(|tick| &tick.label).collect();
                    labels.dedup();
                    assert_eq!(labels.len(), ticks.len(), "a label is repeated: {ticks:?}");
                }
            }
        }
    }
}
