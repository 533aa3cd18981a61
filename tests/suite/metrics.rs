//! The metrics equal scikit-learn's.

use serde_json::Value;
use timeseriesml::metrics::{PointErrors, R2};

fn golden() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/metrics/scikit_learn.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn values_are_those_of_scikit_learn() {
    let golden = golden();
    let samples = golden["samples"].as_array().unwrap();
    assert_eq!(samples.len(), 5);
    for sample in samples {
        let number = |key: &str| sample[key].as_f64().unwrap();
        let (level, spread) = (number("level"), number("spread"));
        let rows = 0..sample["count"].as_u64().unwrap();
        let targets: Vec<f64> = rows.map(|i| level + spread * (0.7 * i as f64).cos()).collect();
        let predictions = targets.iter().enumerate().map(|(i, y)| y + spread * (1.3 * i as f64 + 0.4).sin() / 3.0);
        let found = PointErrors::between(&predictions.collect::<Vec<_>>(), &targets).unwrap();
        for (name, found) in [
            ("mse", found.mse),
            ("mae", found.mae),
            ("rmse", found.rmse),
            ("r2", found.r2),
            ("mape", found.mape),
            ("smape", found.smape),
        ] {
            let expected = number(name);
            // Up to 5000 terms are summed in a different order, and sines may differ in the last digit.
            let error = (found - expected).abs();
            assert!(error <= 1e-12 * expected.abs(), "{name} of level {level}: {found}, expected {expected}");
        }
    }
}

#[test]
fn r2_of_a_constant_target_is_that_of_scikit_learn() {
    let golden = &golden()["constant_target"];
    for (name, predictions) in [("hit", [2.0, 2.0]), ("missed", [2.0, 3.0])] {
        let mut r2 = R2::default();
        r2.update_batch(&predictions, &[2.0, 2.0]).unwrap();
        assert_eq!(r2.value(), golden[name].as_f64(), "{name}");
    }
}
