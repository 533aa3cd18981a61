//! The trait of a feature: one number per candle.
//!
//! A feature has one output. An indicator with several (MACD with its signal, Bollinger's bands) is several features over shared code:
//! each is a column with a name of its own, a configuration lists the columns that it wants, and the number of features stays the
//! number of a model's inputs. What they compute twice is a few additions per candle.

use crate::timeseries::{Candle, Candles};

/// One number per candle, such as the mean of the last twenty closes.
///
/// Implement it for a feature of your own; it needs `Clone`, since a series is computed on a fresh clone.
///
/// # Example
/// The range of a candle in per cent of its close:
/// ```
/// use timeseriesml::{Candle, FeatureSet, SyntheticCandles, timeseries::features::{Feature, Rsi}};
///
/// #[derive(Clone)]
/// struct RelativeRange;
///
/// impl Feature for RelativeRange {
///     fn name(&self) -> String {
///         "relative_range".to_owned()
///     }
///     fn warm_up(&self) -> usize {
///         0
///     }
///     fn push(&mut self, candle: &Candle) -> Option<f64> {
///         Some(100.0 * (candle.high - candle.low) / candle.close)
///     }
///     fn reset(&mut self) {}
/// }
///
/// let candles = SyntheticCandles::new(100).generate();
/// assert_eq!(RelativeRange.compute(&candles).len(), 100);
/// let features: FeatureSet<2> = FeatureSet::new((RelativeRange, Rsi::new(14)?))?;
/// assert_eq!(features.compute(&candles)?.len(), 100 - 14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a feature of candles",
    label = "expected a feature such as `Column::Close`, `LogReturn::new()` or `Rsi::new(14)?`",
    note = "a constructor that takes a window returns a `Result`: write `?` after it",
    note = "implement `Feature` for your own type; `FeatureSet::from_names` reads names from a configuration"
)]
pub trait Feature: CloneFeature + Send + Sync {
    /// The name of the column, such as `rsi_14`. It tells features apart, so it holds what differs between them.
    fn name(&self) -> String;

    /// How many candles pass before the first value: 0 if the first candle has one.
    fn warm_up(&self) -> usize;

    /// Takes the next candle and returns its value, or `None` while warming up. A value that the formula does not have is NaN.
    fn push(&mut self, candle: &Candle) -> Option<f64>;

    /// Forgets all candles.
    fn reset(&mut self);

    /// The values of a whole series, one per candle: those of [`push`](Self::push) on a feature that has seen no candle.
    ///
    /// What `self` has seen does not matter and is kept. An implementation of its own must return the same bits.
    fn compute(&self, candles: &Candles) -> Vec<Option<f64>> {
        let mut fresh = self.clone_feature();
        fresh.reset();
        candles.rows().map(|candle| fresh.push(&candle)).collect()
    }
}

/// A feature that can be cloned though its type is not known. Every [`Feature`] with `Clone` is one.
pub trait CloneFeature {
    /// A clone of the feature, with what it has seen.
    fn clone_feature(&self) -> Box<dyn Feature>;
}

// Not marked `do_not_recommend`: descending through it says that `Clone` is missing.
impl<F: Feature + Clone + 'static> CloneFeature for F {
    fn clone_feature(&self) -> Box<dyn Feature> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Feature> {
    fn clone(&self) -> Self {
        (**self).clone_feature()
    }
}

impl Feature for Box<dyn Feature> {
    fn name(&self) -> String {
        (**self).name()
    }

    fn warm_up(&self) -> usize {
        (**self).warm_up()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        (**self).push(candle)
    }

    fn reset(&mut self) {
        (**self).reset();
    }

    fn compute(&self, candles: &Candles) -> Vec<Option<f64>> {
        (**self).compute(candles)
    }
}
