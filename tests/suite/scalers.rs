//! Scalers equal scikit-learn's, and their means and standard deviations equal those computed with exact fractions. `tests/golden/scalers/sklearn.py`
//! makes the golden values.

use proptest::prelude::*;
use serde_json::Value;
use std::{fs, path::Path};
use timeseriesml::{
    MinMax, Robust, Standard,
    data::{FittedScaler, Scaler},
};

fn golden(case: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/scalers/sklearn.json");
    let golden: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    golden[case].as_array().unwrap().clone()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn number(sample: &Value, key: &str) -> f64 {
    sample[key].as_f64().unwrap()
}

#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found:e}, expected {expected:e}");
}

/// Compares the fitted values, the scaled column, and scaled values outside the column.
fn compare(sample: &Value, fitted: &FittedScaler) {
    let (center, scale) = (number(sample, "center"), number(sample, "scale"));
    let column = numbers(&sample["column"]);
    let largest = column.iter().fold(0.0_f64, |largest, x| largest.max(x.abs())) + 1.0;
    // scikit-learn's sums over at most 60 values round by this much, and so does `x·scale + min` of its min-max scaler.
    let rounding = 100.0 * f64::EPSILON * largest;
    close(fitted.offset(0), center, rounding, "center");
    close(fitted.scale(0), scale, rounding, "scale");
    for (x, expected) in numbers(&sample["probe"]).into_iter().zip(numbers(&sample["scaled"])) {
        let tolerance = 10.0 * rounding / scale * (1.0 + expected.abs());
        close(fitted.transform(0, x), expected, tolerance, &format!("{x} of {column:?}"));
    }
}

#[test]
fn standard_is_that_of_scikit_learn() {
    for sample in golden("standard") {
        compare(&sample, &Standard.fit(&[&numbers(&sample["column"])]).unwrap());
    }
}

#[test]
fn min_max_is_that_of_scikit_learn() {
    for sample in golden("min_max") {
        let scaler =
            MinMax.range(number(&sample, "low"), number(&sample, "high")).clip(sample["clip"].as_bool().unwrap());
        compare(&sample, &scaler.fit(&[&numbers(&sample["column"])]).unwrap());
    }
}

#[test]
fn robust_is_that_of_scikit_learn() {
    for sample in golden("robust") {
        let column = numbers(&sample["column"]);
        let (low, high) = (number(&sample, "low"), number(&sample, "high"));
        let fitted = Robust.quantile_range(low, high).fit(&[&column]).unwrap();
        compare(&sample, &fitted);
        // The interpolation is that of scikit-learn, but `serde_json` may misread the last digit of the column's values.
        let digit = 2.0 * f64::EPSILON * column.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
        close(fitted.offset(0), number(&sample, "center"), digit, "median");
        close(fitted.scale(0), number(&sample, "scale"), digit, "quantile range");
        if (low, high) == (25.0, 75.0) {
            assert_eq!(Robust.fit(&[&column]).unwrap(), fitted);
        }
    }
}

#[test]
fn means_and_deviations_are_right_to_the_last_digits() {
    for sample in golden("exact") {
        let fitted = Standard.fit(&[&numbers(&sample["column"])]).unwrap();
        let (center, scale) = (number(&sample, "center"), number(&sample, "scale"));
        // The mean is rounded once, the standard deviation a few times.
        close(fitted.offset(0), center, f64::EPSILON * center.abs().max(scale), "mean");
        close(fitted.scale(0), scale, 4.0 * f64::EPSILON * scale, "deviation");
    }
}

/// Columns whose values have the same order of magnitude, from near the smallest to near the largest numbers.
fn columns() -> impl Strategy<Value = Vec<f64>> {
    let magnitude = -300..300_i32;
    (magnitude, -1.0..1.0_f64, prop::collection::vec(-1.0..1.0_f64, 1..40)).prop_map(|(magnitude, level, values)| {
        let unit = 10.0_f64.powi(magnitude);
        values.into_iter().map(|value| (100.0 * level + value) * unit).collect()
    })
}

proptest! {
    #[test]
    fn every_scaler_scales_finite_columns_and_brings_them_back(x in columns()) {
        let (low, high) = x.iter().fold((f64::MAX, f64::MIN), |(low, high), &x| (low.min(x), high.max(x)));
        let constant = low == high;
        for fitted in [Standard.fit(&[&x]), MinMax.fit(&[&x]), MinMax.range(-1.0, 1.0).fit(&[&x]), Robust.fit(&[&x])] {
            let fitted = fitted.unwrap();
            prop_assert!(fitted.scale(0) > 0.0 && fitted.scale(0).is_finite());
            if constant {
                prop_assert_eq!(fitted.scale(0), 1.0);
            }
            for &x in &x {
                let back = fitted.inverse_transform(0, fitted.transform(0, x));
                // The error of a difference is at most half a last digit of the larger operand.
                prop_assert!((back - x).abs() <= 4.0 * f64::EPSILON * low.abs().max(high.abs()), "{} came back as {}", x, back);
            }
        }
        let scaled = |scaler: FittedScaler| x.iter().map(|&x| scaler.transform(0, x)).collect::<Vec<_>>();
        let rounding = 8.0 * f64::EPSILON * low.abs().max(high.abs());
        if !constant && high - low > 1e6 * rounding {
            let z = scaled(Standard.fit(&[&x]).unwrap());
            let (n, mean) = (z.len() as f64, z.iter().sum::<f64>() / z.len() as f64);
            let variance = z.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / n;
            prop_assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-5, "mean {}, variance {}", mean, variance);
            let z = scaled(MinMax.fit(&[&x]).unwrap());
            prop_assert!(z.iter().all(|z| (0.0..=1.0).contains(z)) && z.contains(&0.0) && z.contains(&1.0));
        }
    }
}
