//! Printing of tensors: as NumPy 2 prints arrays, but with `true` and `false` as in Rust.
//!
//! Numbers are aligned in columns. In tensors of more than a thousand elements the middle of long axes is neither shown nor read.
//! Lines break after 75 characters. Source: `array2string` of NumPy 2.4; the tests compare with its output.

use super::{Element, Tensor};
use crate::shape::Shape;
use std::fmt::{Debug, Display, Formatter, Result};

/// Tensors with more elements than this are printed without the middle of long axes.
const THRESHOLD: usize = 1000;
/// The number of entries shown on each side of a gap.
const EDGE: usize = 3;
const LINE_WIDTH: usize = 75;
/// The largest number of digits after the decimal point, unless the format string gives another number.
const PRECISION: usize = 8;

/// Prints type, sizes and values: `Tensor<f32>[2] [0.5 1. ]`.
impl<S: Shape, E: Element> Debug for Tensor<S, E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let values = text(self, f.precision().unwrap_or(PRECISION));
        let gap = if values.contains('\n') { '\n' } else { ' ' };
        write!(f, "Tensor<{}>{:?}{gap}{values}", E::NAME, self.sizes())
    }
}

/// Prints the values as NumPy does; `{:.3}` prints at most three digits after the point.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Tensor};
/// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, -2.5, 100.0], [0.125, 0.0, 3.0]]);
/// assert_eq!(x.to_string(), "[[  1.     -2.5   100.   ]\n [  0.125   0.      3.   ]]");
/// ```
impl<S: Shape, E: Element> Display for Tensor<S, E> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&text(self, f.precision().unwrap_or(PRECISION)))
    }
}

fn text<S: Shape, E: Element>(x: &Tensor<S, E>, precision: usize) -> String {
    if x.numel() == 0 {
        return "[]".into();
    }
    let layout = x.array().layout();
    let shortened = x.numel() > THRESHOLD;
    let mut shown = Vec::new();
    collect(x.array().span(), x.sizes(), layout.strides(), shortened, &mut shown);
    let words = words(&shown, x.rank(), precision);
    let mut nest = Nest { words: words.into_iter(), shortened, out: String::new() };
    nest.write(x.sizes(), 1, LINE_WIDTH);
    nest.out
}

/// Whether the middle of an axis of this size is left out.
fn has_gap(size: usize, shortened: bool) -> bool {
    shortened && size > 2 * EDGE
}

/// The values that are shown, in row-major order.
fn collect<E: Element>(values: &[E], sizes: &[usize], strides: &[usize], shortened: bool, out: &mut Vec<E>) {
    let ([size, sizes @ ..], [stride, strides @ ..]) = (sizes, strides) else {
        return out.push(values[0]);
    };
    let gap = if has_gap(*size, shortened) { EDGE..size - EDGE } else { 0..0 };
    for i in (0..gap.start).chain(gap.end..*size) {
        collect(&values[i * stride..], sizes, strides, shortened, out);
    }
}

/// Formats each value as a string (a word). All words have the same width.
fn words<E: Element>(values: &[E], rank: usize, precision: usize) -> Vec<String> {
    match E::NAME {
        // As in NumPy, words are as wide as `false` even if no value is false.
        "bool" if rank > 0 => values.iter().map(|value| format!("{value:>5}")).collect(),
        "f32" | "f64" => Columns::of(values, precision).words(values),
        _ => {
            let words: Vec<String> = values.iter().map(ToString::to_string).collect();
            let width = words.iter().map(String::len).max().unwrap_or(0);
            words.iter().map(|word| format!("{word:>width$}")).collect()
        }
    }
}

/// How a column of floats is written: in positional or scientific notation, and the number of characters before and after the point.
struct Columns {
    scientific: bool,
    precision: usize,
    left: usize,
    right: usize,
    exponent: usize,
}

impl Columns {
    fn of<E: Element>(values: &[E], precision: usize) -> Self {
        let finite = || values.iter().copied().filter(|value| value.cast::<f64>().is_finite());
        let mut columns = Columns { scientific: is_scientific(finite()), precision, left: 0, right: 0, exponent: 0 };
        for value in finite() {
            if columns.scientific {
                let digits = mantissa_digits(value, precision);
                let (whole, _, exponent) = scientific(value, digits);
                columns.left = columns.left.max(whole.len());
                columns.right = columns.right.max(digits);
                columns.exponent = columns.exponent.max(exponent.unsigned_abs().to_string().len().max(2));
            } else {
                let (whole, fraction) = positional(value, precision);
                columns.left = columns.left.max(whole.len());
                columns.right = columns.right.max(fraction.len());
            }
        }
        if columns.scientific {
            columns.precision = columns.right;
            // The 2 is for the `e` and the sign of the exponent.
            columns.right += columns.exponent + 2;
        }
        let others = values.iter().map(|value| value.cast::<f64>()).filter(|value| !value.is_finite());
        let widest = others.map(|value| not_finite(value).len()).max().unwrap_or(0);
        columns.left = columns.left.max(widest.saturating_sub(columns.right + 1));
        columns
    }

    fn words<E: Element>(&self, values: &[E]) -> Vec<String> {
        values.iter().map(|&value| self.word(value)).collect()
    }

    fn word<E: Element>(&self, value: E) -> String {
        let (left, right, precision) = (self.left, self.right, self.precision);
        let double = value.cast::<f64>();
        if !double.is_finite() {
            return format!("{:>1$}", not_finite(double), left + right + 1);
        }
        if self.scientific {
            let (whole, fraction, exponent) = scientific(value, precision);
            let (sign, exponent) = (if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs());
            return format!("{whole:>left$}.{fraction}e{sign}{exponent:00$}", self.exponent);
        }
        let (whole, fraction) = positional(value, precision);
        format!("{whole:>left$}.{fraction:<right$}")
    }
}

fn not_finite(value: f64) -> &'static str {
    match value {
        f64::INFINITY => "inf",
        f64::NEG_INFINITY => "-inf",
        _ => "nan",
    }
}

/// Whether NumPy writes these numbers with exponents: some are large or small, or their magnitudes differ greatly.
fn is_scientific<E: Element>(finite: impl Iterator<Item = E>) -> bool {
    let sizes = finite.map(|value| value.cast::<f64>().abs()).filter(|&size| size > 0.0);
    let (smallest, largest) = sizes.fold((f64::INFINITY, 0.0_f64), |(low, high), size| (low.min(size), high.max(size)));
    // The upper limit has as many digits as the type holds, at most eight. Comparison and division are rounded to the type.
    let (limit, small) = if E::NAME == "f32" { (1e6, f64::from(1e-4_f32)) } else { (1e8, 1e-4) };
    let ratio = E::from_double(largest / smallest).cast::<f64>();
    largest > 0.0 && (largest >= limit || smallest < small || ratio > 1000.0)
}

/// The digits before and after the point: as few as are needed to identify the value, and at most `precision` after the point.
fn positional<E: Element>(value: E, precision: usize) -> (String, String) {
    let shortest = value.to_string();
    let fraction = shortest.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let text = if fraction > precision { format!("{:.precision$}", value.cast::<f64>()) } else { shortest };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    (whole.into(), fraction.trim_end_matches('0').into())
}

/// The number of digits after the point in the shortest mantissa of the value, at most `precision`.
fn mantissa_digits<E: Element>(value: E, precision: usize) -> usize {
    // The shortest decimal number that identifies the value, without zeros at either end, has the digits of the mantissa.
    let shortest = value.to_string().replace(['-', '.'], "");
    let digits = shortest.trim_matches('0').len().saturating_sub(1).min(precision);
    // After rounding to `digits`, the last digits may be zeros.
    scientific(value, digits).1.trim_end_matches('0').len()
}

/// The digits of the mantissa before and after the point, and the exponent.
fn scientific<E: Element>(value: E, precision: usize) -> (String, String, i32) {
    let text = format!("{:.precision$e}", value.cast::<f64>());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    (whole.into(), fraction.into(), exponent.parse().unwrap_or(0))
}

/// Writes the formatted values in nested brackets.
struct Nest<I> {
    words: I,
    shortened: bool,
    out: String,
}

impl<I: Iterator<Item = String>> Nest<I> {
    /// Writes the remaining axes, of these sizes. All lines but the first, whose start is already written, are indented by `indent`.
    /// `width` leaves room for the closing brackets of the outer axes.
    fn write(&mut self, sizes: &[usize], indent: usize, width: usize) {
        match sizes {
            [] => self.out += &self.words.next().unwrap_or_default(),
            [size] => self.row(*size, indent, width),
            [size, inner @ ..] => {
                let separator = "\n".repeat(inner.len()) + &" ".repeat(indent);
                self.out.push('[');
                for i in 0..self.entries(*size) {
                    if i > 0 {
                        self.out += &separator;
                    }
                    if i == EDGE && has_gap(*size, self.shortened) {
                        self.out += "...";
                        self.out += &separator;
                    }
                    self.write(inner, indent + 1, width - 1);
                }
                self.out.push(']');
            }
        }
    }

    /// The number of entries of an axis that are shown.
    fn entries(&self, size: usize) -> usize {
        if has_gap(size, self.shortened) { 2 * EDGE } else { size }
    }

    fn row(&mut self, size: usize, indent: usize, width: usize) {
        let mut line = " ".repeat(indent);
        let mut lines = String::new();
        let mut push = |word: &str, line: &mut String| {
            // On an empty line a break would not help. The last character of the line is reserved for a bracket.
            if line.len() + word.len() > width - 1 && line.len() > indent {
                lines += line.trim_end();
                lines.push('\n');
                *line = " ".repeat(indent);
            }
            *line += word;
        };
        for i in 0..self.entries(size) {
            if i > 0 {
                line.push(' ');
            }
            if i == EDGE && has_gap(size, self.shortened) {
                push("...", &mut line);
                line.push(' ');
            }
            push(&self.words.next().unwrap_or_default(), &mut line);
        }
        lines += &line;
        self.out.push('[');
        self.out += &lines[indent..];
        self.out.push(']');
    }
}

#[cfg(test)]
mod tests {
    use crate::shape::Dim;
    use crate::tensor::{DynTensor, Element, Tensor};

    /// Compares with the strings that NumPy prints.
    fn check<E: Element>(case: &str, value: impl Fn(&serde_json::Value) -> E) {
        let path = format!("{}/tests/golden/print/array2string.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let golden: serde_json::Value = serde_json::from_str(&text).unwrap();
        for sample in golden[case].as_array().unwrap() {
            let sizes: Vec<usize> = serde_json::from_value(sample["sizes"].clone()).unwrap();
            let given: Vec<E> = sample["values"].as_array().unwrap().iter().map(&value).collect();
            // Large cases in the file list only a few values, which are repeated to fill the tensor.
            let values: Vec<E> = given.iter().copied().cycle().take(sizes.iter().product()).collect();
            let x = DynTensor::from_slice_sized(&sizes, &values).unwrap();
            let expected = sample["text"].as_str().unwrap();
            assert_eq!(x.to_string(), expected, "\n{x}\nexpected\n{expected}");
        }
    }

    /// The file stores floats as their bits.
    #[test]
    fn prints_as_numpy_does() {
        check("f64", |bits| f64::from_bits(bits.as_u64().unwrap()));
        check("f32", |bits| f32::from_bits(bits.as_u64().unwrap() as u32));
        check("i64", |value| value.as_i64().unwrap());
        check("i32", |value| value.as_i64().unwrap() as i32);
        check("bool", |value| value.as_bool().unwrap());
    }

    #[test]
    fn debug_shows_type_and_sizes() {
        let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::from([[1.0, 2.5], [-3.0, 0.0]]);
        assert_eq!(format!("{x:?}"), "Tensor<f32>[2, 2]\n[[ 1.   2.5]\n [-3.   0. ]]");
        assert_eq!(format!("{:?}", Tensor::from(2_i64)), "Tensor<i64>[] 2");
        assert_eq!(format!("{:?}", Tensor::from([true, false])), "Tensor<bool>[2] [ true false]");
    }

    #[test]
    fn the_precision_is_that_of_the_format() {
        let x = Tensor::from([0.123_456_789, 2.5]);
        assert_eq!(format!("{x}"), "[0.12345679 2.5       ]");
        assert_eq!(format!("{x:.3}"), "[0.123 2.5  ]");
        assert_eq!(format!("{:.0}", x), "[0. 2.]");
    }

    #[test]
    fn views_print_as_copies_do() {
        let x = DynTensor::arange_to(0, 24, 1).unwrap().reshape([2, 3, 4]).unwrap().transpose(0, 2).unwrap();
        let x = x.narrow(0, 1, 2).unwrap();
        let copy = DynTensor::from_slice_sized(x.sizes(), &x.to_vec()).unwrap();
        assert_eq!(x.to_string(), copy.to_string());
    }

    #[test]
    fn what_is_not_shown_is_not_read() {
        // The tensor has far more elements than fit into memory.
        let x = Tensor::from(1.5).into_dyn().expand([1 << 30, 1 << 30]).unwrap();
        assert_eq!(x.to_string().lines().count(), 7);
    }
}
