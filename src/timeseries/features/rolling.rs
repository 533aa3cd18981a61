//! Statistics of the last `window` values, as in pandas' `rolling(window)`; the mean is [`Sma`](super::Sma).
//!
//! Each statistic has its first value after `window − 1` candles.

use super::column::of;
use super::error::FeatureError;
use super::extremes::{larger, quotient_or_zero, smaller};
use super::feature::Feature;
use super::moments::Moments;
use super::shape_moments::ShapeMoments;
use super::sliding::Sliding;
use super::sorted_window::SortedWindow;
use crate::timeseries::{Candle, Column};

/// The prefix of a statistic's name: empty for a population statistic, `sample_` for a sample statistic.
fn prefix(sample: bool) -> &'static str {
    if sample { "sample_" } else { "" }
}

/// Declares statistics computed from the combined items of a window: the constructors `new` and optionally `sample`, and the formula for the value.
macro_rules! statistics { ($(
    $(#[$doc:meta])*
    $Name:ident, $name:literal, $Item:ty, $window:expr, $item:expr, $least:literal
    $(, sample $least_sample:literal $sample_name:literal)?;
    |$x:pat_param, $all:ident, $sample:pat_param| $value:expr;
)*) => { $(
    $(#[$doc])*
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct $Name {
        column: Column,
        window: Sliding<$Item>,
        sample: bool,
    }

    impl $Name {
        #[doc = concat!("The statistic of the last `window` closes, at least ", $least, ".")]
        ///
        /// # Errors
        /// [`FeatureError::WindowTooShort`] if `window` is below this minimum.
        pub fn new(window: usize) -> Result<Self, FeatureError> {
            FeatureError::check_window($name, window, $least)?;
            Ok(Self { column: Column::Close, window: $window(window), sample: false })
        }

        $(
            #[doc = concat!("The sample statistic of the last `window` closes, at least ", $least_sample, ".")]
            ///
            /// # Errors
            /// [`FeatureError::WindowTooShort`] if `window` is below this minimum.
            pub fn sample(window: usize) -> Result<Self, FeatureError> {
                FeatureError::check_window($sample_name, window, $least_sample)?;
                Ok(Self { sample: true, ..Self::new(window)? })
            }
        )?

        /// Uses `column` instead of the close.
        pub fn of(self, column: Column) -> Self {
            Self { column, ..self }
        }
    }

    impl Feature for $Name {
        fn name(&self) -> String {
            of(format!(concat!("{}", $name, "_{}"), prefix(self.sample), self.window.window()), self.column)
        }

        fn warm_up(&self) -> usize {
            self.window.window() - 1
        }

        fn push(&mut self, candle: &Candle) -> Option<f64> {
            let value = candle.value(self.column);
            let ($x, $sample) = (value, self.sample);
            self.window.push($item(value)).map(|$all| $value)
        }

        fn reset(&mut self) {
            self.window.reset();
        }
    }
)* } }

statistics! {
    /// The standard deviation of the last `window` values: `new` is that of the population, as in TA-Lib's `STDDEV`, `sample` that of the sample, as
    /// in pandas' `rolling(window).std()`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::timeseries::features::{Feature, RollingStd};
    /// let deviation = RollingStd::new(20)?;
    /// assert_eq!((deviation.name(), deviation.warm_up()), ("rolling_std_20".to_owned(), 19));
    /// assert_eq!(RollingStd::sample(20)?.name(), "sample_rolling_std_20");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    #[doc(alias = "StandardDeviation")]
    RollingStd, "rolling_std", Moments, Moments::sliding, Moments::of, 2, sample 2 "sample_rolling_std";
        |_, all, sample| all.deviation(sample);
    /// The smallest of the last `window` values, as in TA-Lib's `MIN` and pandas' `rolling(window).min()`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, timeseries::features::{Feature, RollingMin}};
    /// assert_eq!(RollingMin::new(20)?.of(Column::Low).name(), "rolling_min_20_of_low");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    RollingMin, "rolling_min", f64, |window| Sliding::new(window, smaller), f64::from, 1; |_, all, _| all;
    /// The largest of the last `window` values, as in TA-Lib's `MAX` and pandas' `rolling(window).max()`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, timeseries::features::{Feature, RollingMax}};
    /// assert_eq!(RollingMax::new(20)?.of(Column::High).name(), "rolling_max_20_of_high");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    RollingMax, "rolling_max", f64, |window| Sliding::new(window, larger), f64::from, 1; |_, all, _| all;
    /// The skewness of the last `window` values: `new` is `m₃ / m₂^(3/2)` with their central moments `mᵢ`, `sample` multiplies this by
    /// `√(n·(n − 1)) / (n − 2)`, as in pandas' `rolling(window).skew()`. Equal values give 0, as in pandas.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::timeseries::features::{Feature, RollingSkewness};
    /// assert_eq!(RollingSkewness::sample(60)?.name(), "sample_rolling_skewness_60");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    RollingSkewness, "rolling_skewness", ShapeMoments, ShapeMoments::sliding, ShapeMoments::of, 2,
        sample 3 "sample_rolling_skewness";
        |_, all, sample| {
            let n = all.count;
            let skewness = quotient_or_zero(all.cubes * n.sqrt(), all.squares * all.squares.sqrt());
            if sample { skewness * (n * (n - 1.0)).sqrt() / (n - 2.0) } else { skewness }
        };
    /// The excess kurtosis of the last `window` values: `new` is `g = m₄ / m₂² − 3` with their central moments `mᵢ`, 0 for a normal distribution;
    /// `sample` is `((n + 1)·g + 6)·(n − 1) / ((n − 2)·(n − 3))`, as in pandas' `rolling(window).kurt()`. Equal values give −3, as in
    /// pandas.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::timeseries::features::{Feature, RollingKurtosis};
    /// assert_eq!(RollingKurtosis::sample(60)?.name(), "sample_rolling_kurtosis_60");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    RollingKurtosis, "rolling_kurtosis", ShapeMoments, ShapeMoments::sliding, ShapeMoments::of, 2,
        sample 4 "sample_rolling_kurtosis";
        |_, all, sample| {
            let n = all.count;
            let excess = quotient_or_zero(all.fourths * n, all.squares * all.squares) - 3.0;
            let flat = all.squares == 0.0;
            if sample && !flat { ((n + 1.0) * excess + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)) } else { excess }
        };
    /// The z-score: the number of standard deviations by which a value is above the mean of the last `window` values, itself included.
    ///
    /// `new` uses the population standard deviation, `sample` the sample standard deviation, as in pandas' `std`. Equal values give 0.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Column, timeseries::features::{Feature, ZScore}};
    /// assert_eq!(ZScore::new(20)?.of(Column::Volume).name(), "z_score_20_of_volume");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    ZScore, "z_score", Moments, Moments::sliding, Moments::of, 2, sample 2 "sample_z_score";
        |x, all, sample| quotient_or_zero(x - all.mean, all.deviation(sample));
}

/// A quantile of the last `window` values, interpolated linearly between two of them. Quantile 0 is the smallest, 1 the largest.
///
/// [`RollingQuantile::median`] is the quantile 0.5 under the name `rolling_median`.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, RollingQuantile};
/// let quantile = RollingQuantile::new(20, 0.9)?;
/// assert_eq!((quantile.name(), quantile.warm_up()), ("rolling_quantile_20_0.9".to_owned(), 19));
/// assert_eq!(RollingQuantile::median(20)?.name(), "rolling_median_20");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// pandas' `rolling(window).quantile(q)` and `median()`.
#[doc(alias = "RollingMedian")]
#[derive(Clone, Debug)]
#[must_use]
pub struct RollingQuantile {
    column: Column,
    values: SortedWindow,
    /// `None` for the median.
    quantile: Option<f64>,
}

impl RollingQuantile {
    /// Returns the quantile of the last `window` closes.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0, [`FeatureError::OptionValue`] unless `quantile` is from 0 to 1.
    pub fn new(window: usize, quantile: f64) -> Result<Self, FeatureError> {
        let feature = "rolling_quantile";
        FeatureError::check_window(feature, window, 1)?;
        if !(0.0..=1.0).contains(&quantile) {
            let expected = "a number from 0 to 1";
            return Err(FeatureError::OptionValue { feature, option: "a quantile of", found: quantile, expected });
        }
        Ok(RollingQuantile { column: Column::Close, values: SortedWindow::new(window), quantile: Some(quantile) })
    }

    /// Returns the median of the last `window` closes.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn median(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("rolling_median", window, 1)?;
        Ok(RollingQuantile { column: Column::Close, values: SortedWindow::new(window), quantile: None })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        RollingQuantile { column, ..self }
    }
}

impl Feature for RollingQuantile {
    fn name(&self) -> String {
        let window = self.values.window();
        let name = match self.quantile {
            Some(quantile) => format!("rolling_quantile_{window}_{quantile}"),
            None => format!("rolling_median_{window}"),
        };
        of(name, self.column)
    }

    fn warm_up(&self) -> usize {
        self.values.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        self.values.push(candle.value(self.column), self.quantile.unwrap_or(0.5))
    }

    fn reset(&mut self) {
        self.values.reset();
    }
}
