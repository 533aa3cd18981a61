//! The trait of a feature: one number per candle.
//!
//! A feature has one output. An indicator with several outputs (MACD with its signal, Bollinger Bands) is several features with shared code. Each is
//! a column with its own name, so a configuration lists just the columns it needs, and the number of features equals the number of a model's inputs.
//! These features repeat their common computation, a few additions per candle.

use crate::timeseries::{Candle, Candles};

/// One number per candle, such as the mean of the last twenty closes.
///
/// Implement it for a custom feature. It must be `Clone`, since [`compute`](Self::compute) works on a clone.
///
/// # Example
/// The range of a candle as a percentage of its close:
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
    /// Returns the name of the column, such as `rsi_14`. It must include the parameters, since it identifies the feature.
    fn name(&self) -> String;

    /// Returns the number of candles before the first value: 0 if the first candle has a value.
    fn warm_up(&self) -> usize;

    /// Takes the next candle and returns the feature's value, or `None` during the warm-up. An undefined value is NaN.
    fn push(&mut self, candle: &Candle) -> Option<f64>;

    /// Forgets all candles.
    fn reset(&mut self);

    /// Returns the values for a whole series, one per candle: those that [`push`](Self::push) returns after a [`reset`](Self::reset).
    ///
    /// The state of `self` is neither used nor changed. A custom implementation must return the same bits as the default.
    fn compute(&self, candles: &Candles) -> Vec<Option<f64>> {
        let mut fresh = self.clone_feature();
        fresh.reset();
        candles.rows().map(|candle| fresh.push(&candle)).collect()
    }
}

/// Cloning for `dyn Feature`; implemented for every [`Feature`] with `Clone`.
pub trait CloneFeature {
    /// Returns a clone of the feature with its state.
    fn clone_feature(&self) -> Box<dyn Feature>;
}

// This impl is not marked `do_not_recommend`, so that rustc's error names the missing `Clone`.
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
