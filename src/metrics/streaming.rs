//! The methods that all metrics share: `update_batch` and `reset`.

/// Adds `update_batch` and `reset` to metrics that have `update` and `Default`.
macro_rules! streaming { ($($Metric:ident),*) => { $(
    impl $Metric {
        /// Adds a batch of pairs.
        ///
        /// # Errors
        /// [`MetricError::Lengths`](super::MetricError::Lengths) if the lengths differ; no pair is added then.
        pub fn update_batch(&mut self, predictions: &[f64], targets: &[f64]) -> Result<(), super::MetricError> {
            super::MetricError::check_lengths(predictions, targets)?;
            predictions.iter().zip(targets).for_each(|(&prediction, &target)| self.update(prediction, target));
            Ok(())
        }

        /// Forgets all pairs.
        pub fn reset(&mut self) {
            *self = Self::default();
        }
    }
)* } }
