//! New tensors with values computed from their indices: identity matrices, ranges, one-hot vectors. They have no history.

use crate::array::Array;
use crate::error::{Result, ShapeError};
use crate::layout::{Layout, Sizes};
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::real::Real;

/// Ones where both indices are equal, zeros elsewhere.
pub(super) fn eye<E: Value>(sizes: Sizes) -> Result<Array<E>> {
    let op = "eye";
    let [rows, columns] = sizes[..] else {
        return Err(ShapeError::Rank { op, expected: "two axes".into(), found: sizes[..].into() });
    };
    Array::written(op, Layout::row_major(op, sizes)?, |out| {
        out.fill(E::ZERO);
        (0..rows.min(columns)).for_each(|i| out[i * columns + i] = E::ONE);
    })
}

/// `start`, `start + step`, `start + 2·step`, …. Floats are computed in double precision and rounded once; integers wrap around.
pub(super) fn arange<E: Numeric>(sizes: Sizes, start: E, step: E) -> Result<Array<E>> {
    let layout = vector("arange", sizes)?;
    Array::written("arange", layout, |out| {
        if E::INTEGER {
            let (start, step) = (start.cast::<i64>(), step.cast::<i64>());
            let value = |i: usize| E::from_long(start.wrapping_add(step.wrapping_mul(i as i64)));
            out.iter_mut().enumerate().for_each(|(i, out)| *out = value(i));
        } else {
            let (start, step) = (start.cast::<f64>(), step.cast::<f64>());
            out.iter_mut().enumerate().for_each(|(i, out)| *out = E::from_double(step.mul_add(i as f64, start)));
        }
    })
}

/// The number of values `start`, `start + step`, … that are below `end`, or above it if `step` is negative; 0 if `start` equals `end`.
///
/// # Errors
/// [`ShapeError::Steps`] if the step is 0 or leads away from the end, or an argument is not finite.
pub(super) fn steps<E: Numeric>(start: E, end: E, step: E) -> Result<usize> {
    let count = if E::INTEGER {
        let [start, end, step] = [start, end, step].map(|x| i128::from(x.cast::<i64>()));
        let leads_there = step != 0 && (end - start).signum() * step.signum() >= 0;
        // The quotient is rounded up, since the last step may be shorter.
        leads_there.then(|| (end - start + step - step.signum()) / step)
    } else {
        let [start, end, step] = [start, end, step].map(Value::cast::<f64>);
        let finite = start.is_finite() && end.is_finite() && step.is_finite() && step != 0.0;
        let leads_there = finite && (start == end || (start < end) == (step > 0.0));
        leads_there.then(|| ((end - start) / step).ceil() as i128)
    };
    let [start, end, step] = [start, end, step].map(|x| x.to_string());
    let count = count.ok_or(ShapeError::Steps { op: "arange", start, end, step })?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Evenly spaced numbers from `start` to `end`, both included.
///
/// As in PyTorch, the second half is computed backwards from `end`, so that the last number is exact.
pub(super) fn linspace<E: Real>(sizes: Sizes, start: E, end: E) -> Result<Array<E>> {
    let layout = vector("linspace", sizes)?;
    Array::written("linspace", layout, |out| {
        let (start, end, count) = (start.to_f64(), end.to_f64(), out.len());
        let steps = count.saturating_sub(1).max(1) as f64;
        // If the difference of the ends overflows, each end is divided before subtracting.
        let step = if (end - start).is_finite() { (end - start) / steps } else { end / steps - start / steps };
        for (i, out) in out.iter_mut().enumerate() {
            let forwards = i < count / 2 || count == 1;
            *out = E::from_f64(if forwards {
                step.mul_add(i as f64, start)
            } else {
                (-step).mul_add((count - 1 - i) as f64, end)
            });
        }
    })
}

/// Adds a last axis of `classes` elements: 1 at the class index, 0 elsewhere.
pub(super) fn one_hot<E: Value>(labels: &Array<i64>, classes: usize) -> Result<Array<E>> {
    let op = "one_hot";
    let layout = Layout::row_major(op, Sizes::new(op, &[labels.sizes(), &[classes][..]].concat())?)?;
    let labels = labels.row_major()?;
    let in_range = |label: i64| usize::try_from(label).ok().filter(|&label| label < classes);
    if let Some(element) = labels.span().iter().position(|&label| in_range(label).is_none()) {
        return Err(ShapeError::Class { op, found: labels.span()[element], element, classes });
    }
    Array::written(op, layout, |out| {
        out.fill(E::ZERO);
        let places = labels.span().iter().filter_map(|&label| in_range(label));
        places.enumerate().for_each(|(i, label)| out[i * classes + label] = E::ONE);
    })
}

fn vector(op: &'static str, sizes: Sizes) -> Result<Layout> {
    match sizes.len() {
        1 => Layout::row_major(op, sizes),
        _ => Err(ShapeError::Rank { op, expected: "one axis".into(), found: sizes[..].into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Golden values from `tests/golden/operations/create.json`: arguments and PyTorch's results.
    fn golden(case: &str) -> Vec<(Vec<f64>, Vec<usize>, Vec<f64>)> {
        let path = format!("{}/../../tests/golden/operations/create.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let golden: serde_json::Value = serde_json::from_str(&text).unwrap();
        let floats = |v: &serde_json::Value| v.as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
        let sizes = |v: &serde_json::Value| serde_json::from_value(v.clone()).unwrap();
        let sample = |v: &serde_json::Value| (floats(&v["arguments"]), sizes(&v["output_sizes"]), floats(&v["output"]));
        golden[case].as_array().unwrap().iter().map(sample).collect()
    }

    fn vector_of(count: usize) -> Sizes {
        Sizes::scalar().pushed(&[count])
    }

    #[test]
    fn matches_pytorch() {
        for (arguments, sizes, output) in golden("eye") {
            let x: Array<f64> =
                eye(Sizes::new("test", &arguments.iter().map(|&n| n as usize).collect::<Vec<_>>()).unwrap()).unwrap();
            assert_eq!((&x.sizes()[..], x.to_vec()), (&sizes[..], output));
        }
        for (arguments, _, output) in golden("arange") {
            let [start, end, step] = arguments[..] else { panic!("{arguments:?}") };
            assert_eq!(steps(start, end, step), Ok(output.len()), "{arguments:?}");
            assert_eq!(arange(vector_of(output.len()), start, step).unwrap().to_vec(), output, "{arguments:?}");
        }
        for (arguments, _, output) in golden("arange_of_integers") {
            let [start, end, step] = arguments[..] else { panic!("{arguments:?}") };
            let [start, end, step] = [start as i64, end as i64, step as i64];
            assert_eq!(steps(start, end, step), Ok(output.len()), "{arguments:?}");
            let x = arange(vector_of(output.len()), start, step).unwrap().to_vec();
            assert_eq!(x.iter().map(|&x| x as f64).collect::<Vec<_>>(), output, "{arguments:?}");
        }
        for (arguments, _, output) in golden("linspace") {
            let [start, end, count] = arguments[..] else { panic!("{arguments:?}") };
            let x = linspace(vector_of(count as usize), start, end).unwrap().to_vec();
            // The tolerance is needed because PyTorch rounds once or twice, depending on the machine.
            let close = |(x, y): (&f64, &f64)| (x - y).abs() <= 2.0 * f64::EPSILON * start.abs().max(end.abs());
            assert!(x.len() == output.len() && x.iter().zip(&output).all(close), "{arguments:?}: {x:?}, {output:?}");
        }
        for (labels, sizes, output) in golden("one_hot") {
            let labels: Vec<i64> = labels.iter().map(|&x| x as i64).collect();
            let (classes, outer) = sizes.split_last().unwrap();
            let labels = Array::from_slice("test", Sizes::new("test", outer).unwrap(), &labels).unwrap();
            let x: Array<f64> = one_hot(&labels, *classes).unwrap();
            assert_eq!((&x.sizes()[..], x.to_vec()), (&sizes[..], output));
        }
    }

    #[test]
    fn a_range_without_steps_or_without_end_is_refused() {
        for (start, end, step) in [(0.0, 1.0, 0.0), (0.0, 1.0, -0.1), (2.0, 2.0, 0.0), (0.0, f64::INFINITY, 1.0)] {
            let error = steps(start, end, step).unwrap_err();
            assert!(matches!(error, ShapeError::Steps { .. }), "{error}");
        }
        assert!(steps(0, 3, 0).is_err() && steps(0, 3, -1).is_err() && steps(f64::NAN, 3.0, 1.0).is_err());
        assert!(steps(f64::INFINITY, f64::INFINITY, 1.0).is_err() && steps(2.0, 1.0, 0.5).is_err());
        assert_eq!(steps(i64::MIN, i64::MAX, 1), Ok(usize::MAX));
        assert_eq!(steps(i64::MAX, i64::MIN, i64::MIN), Ok(2));
        assert_eq!(steps(-1e308, 1e308, 1e-308), Ok(usize::MAX));
    }

    #[test]
    fn linspace_spans_the_whole_range() {
        let x = linspace(vector_of(5), -f64::MAX, f64::MAX).unwrap().to_vec();
        assert_eq!(x, [-f64::MAX, -f64::MAX / 2.0, 0.0, f64::MAX / 2.0, f64::MAX]);
    }

    #[test]
    fn no_step_leads_from_a_number_to_itself() {
        for step in [1, -3] {
            assert_eq!(steps(2, 2, step), Ok(0));
            assert_eq!(steps(0.1, 0.1, f64::from(step)), Ok(0));
        }
        assert!(arange(vector_of(0), 0.0, 1.0).unwrap().to_vec().is_empty());
    }

    #[test]
    fn linspace_meets_both_ends() {
        let ends = |count| {
            let x: Vec<f32> = linspace(vector_of(count), 0.1, 0.7).unwrap().to_vec();
            (x.first().copied(), x.last().copied())
        };
        assert_eq!((ends(0), ends(1), ends(2)), ((None, None), (Some(0.1), Some(0.1)), (Some(0.1), Some(0.7))));
        (2..100).for_each(|count| assert_eq!(ends(count), (Some(0.1), Some(0.7)), "{count} steps"));
    }

    #[test]
    fn a_label_out_of_range_is_named() {
        let labels = Array::from_slice("test", vector_of(3), &[0, 4, -1]).unwrap();
        let error = one_hot::<f32>(&labels, 4).map(|x| x.to_vec()).unwrap_err();
        assert_eq!(error.to_string(), "one_hot: element 1 is 4, not a class in 0..4");
        assert!(matches!(one_hot::<f32>(&labels, 5), Err(ShapeError::Class { found: -1, element: 2, .. })));
    }
}
