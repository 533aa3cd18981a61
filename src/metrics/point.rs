//! Errors of point forecasts: mean squared, mean absolute and root mean squared error.
//!
//! With `n` pairs of prediction `ŷ` and target `y`: `MSE = Σ(ŷ − y)² / n`, `MAE = Σ|ŷ − y| / n`, `RMSE = √MSE`.
//! Sums are compensated, so that the order of the pairs changes the last digit at most.
//! A NaN on either side makes the result NaN: leaving pairs out is the caller's decision.
//! Source: `sklearn.metrics.mean_squared_error`, `mean_absolute_error`, `root_mean_squared_error`; the first two are
//! `torch.nn.MSELoss` and `torch.nn.L1Loss` with `reduction="mean"`.

use super::compensated_sum::CompensatedSum;

/// The mean of terms that arrive one at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct RunningMean {
    sum: CompensatedSum,
    count: u64,
}

impl RunningMean {
    fn add(&mut self, term: f64) {
        self.sum.add(term);
        self.count += 1;
    }

    fn value(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum.value() / self.count as f64)
    }
}

/// Mean squared error, in the square of the target's unit.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Mse;
/// let mut mse = Mse::default();
/// mse.update(3.0, 1.0);
/// mse.update(5.0, 5.0);
/// assert_eq!(mse.value(), Some(2.0)); // (2² + 0²) / 2
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mse(RunningMean);

impl Mse {
    /// Counts one pair in.
    pub fn update(&mut self, prediction: f64, target: f64) {
        let error = prediction - target;
        self.0.add(error * error);
    }

    /// The error over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.0.value()
    }
}

/// Mean absolute error, in the target's unit.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Mae;
/// let mut mae = Mae::default();
/// mae.update(3.0, 1.0);
/// mae.update(5.0, 6.0);
/// assert_eq!(mae.value(), Some(1.5)); // (2 + 1) / 2
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mae(RunningMean);

impl Mae {
    /// Counts one pair in.
    pub fn update(&mut self, prediction: f64, target: f64) {
        self.0.add((prediction - target).abs());
    }

    /// The error over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.0.value()
    }
}

/// Root mean squared error, in the target's unit.
///
/// It is the root over all pairs, not the mean of roots per batch or per series.
///
/// # Example
/// ```
/// # use timeseriesml::metrics::Rmse;
/// let mut rmse = Rmse::default();
/// rmse.update(4.0, 1.0);
/// rmse.update(9.0, 5.0);
/// assert_eq!(rmse.value(), Some(12.5_f64.sqrt())); // √((3² + 4²) / 2)
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rmse(Mse);

impl Rmse {
    /// Counts one pair in.
    pub fn update(&mut self, prediction: f64, target: f64) {
        self.0.update(prediction, target);
    }

    /// The error over all pairs so far, or `None` before the first.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.0.value().map(f64::sqrt)
    }
}

/// The three point errors of one forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PointErrors {
    /// Mean squared error, in the square of the target's unit.
    pub mse: f64,
    /// Mean absolute error, in the target's unit.
    pub mae: f64,
    /// Root mean squared error, in the target's unit.
    pub rmse: f64,
}

impl PointErrors {
    /// Measures a whole forecast against what came true, step by step.
    ///
    /// # Example
    /// ```
    /// # use timeseriesml::metrics::PointErrors;
    /// let errors = PointErrors::between(&[11.0, 13.0], &[10.0, 10.0])?;
    /// assert_eq!(errors.to_string(), "MSE 5.0000, MAE 2.0000, RMSE 2.2361");
    /// # Ok::<(), timeseriesml::metrics::MetricError>(())
    /// ```
    ///
    /// # Errors
    /// [`MetricError::Lengths`] if the two differ in length, [`MetricError::Empty`] if there is no step to measure.
    pub fn between(prediction: &[f64], target: &[f64]) -> Result<Self, MetricError> {
        if prediction.len() != target.len() {
            return Err(MetricError::Lengths { predictions: prediction.len(), targets: target.len() });
        }
        let (mut mse, mut mae) = (Mse::default(), Mae::default());
        for (&prediction, &target) in prediction.iter().zip(target) {
            mse.update(prediction, target);
            mae.update(prediction, target);
        }
        Self::of(&mse, &mae).ok_or(MetricError::Empty)
    }

    /// The errors that both accumulators saw, or `None` before the first.
    #[must_use]
    pub fn of(mse: &Mse, mae: &Mae) -> Option<Self> {
        let (mse, mae) = (mse.value()?, mae.value()?);
        Some(Self { mse, mae, rmse: mse.sqrt() })
    }
}

impl std::fmt::Display for PointErrors {
    /// Four decimals, or as many as the format's precision asks for.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let decimals = f.precision().unwrap_or(4);
        write!(f, "MSE {:.decimals$}, MAE {:.decimals$}, RMSE {:.decimals$}", self.mse, self.mae, self.rmse)
    }
}

/// Why a forecast could not be measured.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MetricError {
    /// A prediction without its target, or the other way round.
    #[error(
        "point errors: found {predictions} predictions for {targets} targets, expected as many of each; \
         cut both to the same time steps"
    )]
    Lengths {
        /// How many predictions there were.
        predictions: usize,
        /// How many targets there were.
        targets: usize,
    },
    /// No pair at all, so that a mean has no value.
    #[error("point errors: found no time step, expected at least one; check that the test split is not empty")]
    Empty,
}

debug_is_message! { MetricError }

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(prediction: &[f64], target: &[f64], mse: f64, mae: f64) {
        // Exact: the inputs are small integers and halves, so every step is representable.
        let expected = PointErrors { mse, mae, rmse: mse.sqrt() };
        assert_eq!(PointErrors::between(prediction, target), Ok(expected), "{prediction:?} against {target:?}");
        let mut rmse = Rmse::default();
        prediction.iter().zip(target).for_each(|(&prediction, &target)| rmse.update(prediction, target));
        assert_eq!(rmse.value(), Some(expected.rmse));
    }

    #[test]
    fn values_are_those_computed_by_hand() {
        // Errors −0.5, 0.5, 0, 1: squares 0.25 + 0.25 + 0 + 1 = 1.5, sizes 2; the example of scikit-learn's page.
        check(&[2.5, 0.0, 2.0, 8.0], &[3.0, -0.5, 2.0, 7.0], 0.375, 0.5);
        check(&[-4.0], &[3.0], 49.0, 7.0);
        check(&[1.0, 2.0], &[1.0, 2.0], 0.0, 0.0);
    }

    #[test]
    fn order_of_the_pairs_does_not_matter() {
        let errors: Vec<f64> = (0..10_000).map(|i| 10_f64.powi(i % 17 - 8)).collect();
        let reversed: Vec<f64> = errors.iter().rev().copied().collect();
        let zeros = vec![0.0; errors.len()];
        let (forward, backward) = (PointErrors::between(&errors, &zeros), PointErrors::between(&reversed, &zeros));
        let (forward, backward) = (forward.unwrap(), backward.unwrap());
        // A compensated sum of positive terms is within 2 ulp of the exact one in either order: 4 apart at most.
        assert!((forward.mse - backward.mse).abs() <= 4.0 * f64::EPSILON * forward.mse);
        assert!((forward.mae - backward.mae).abs() <= 4.0 * f64::EPSILON * forward.mae);
    }

    #[test]
    fn no_pair_has_no_error() {
        assert_eq!(Mse::default().value(), None);
        assert_eq!(Mae::default().value(), None);
        assert_eq!(Rmse::default().value(), None);
        assert_eq!(PointErrors::between(&[], &[]), Err(MetricError::Empty));
    }

    #[test]
    fn nan_is_not_hidden() {
        let errors = PointErrors::between(&[1.0, f64::NAN], &[1.0, 1.0]).unwrap();
        assert!(errors.mse.is_nan() && errors.mae.is_nan() && errors.rmse.is_nan());
    }

    #[test]
    fn lengths_that_differ_are_both_named() {
        let message = PointErrors::between(&[1.0, 2.0], &[1.0]).unwrap_err().to_string();
        assert!(message.contains("2 predictions for 1 targets"), "{message}");
    }
}
