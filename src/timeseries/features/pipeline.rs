//! A list of features. Its type contains the number of features.

use super::error::FeatureError;
use super::feature::Feature;
use super::feature_series::FeatureSeries;
use super::into_features::IntoFeatures;
use super::registry::feature;
use crate::data::AsSeries;
use crate::timeseries::{Candle, Candles};

/// `N` features, computed from a series of candles for training, or one candle at a time for live use.
///
/// Both ways return bit-identical values. The first row is at the first candle where all features have a value.
///
/// # Example
/// ```
/// use timeseriesml::{
///     Column, FeatureSet, Standard, SyntheticCandles, WindowPart, timeseries::features::{LogReturn, Rsi, Volatility},
/// };
/// let features = FeatureSet::new((LogReturn::new(), Rsi::new(14)?, Volatility::new(20)?, Column::Volume))?;
/// let candles = SyntheticCandles::new(400).generate();
/// let series = features.compute(&candles)?; // 380 rows: the volatility needs 20 candles before its first value
///
/// // The 4 is the number of features. The close is the target although the model does not see it.
/// let windows = series.windows::<24, 6>().target(Column::Close).scaler(Standard).build()?;
/// let (train, _, _): (WindowPart<24, 6, 4>, _, _) = windows.split([0.6, 0.2, 0.2])?;
///
/// // Live: each candle as it comes.
/// let mut live = features.clone();
/// let rows: Vec<[f64; 4]> = candles.rows().filter_map(|candle| live.push(&candle)).collect();
/// assert!(rows.into_iter().eq(series.rows()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct FeatureSet<const N: usize> {
    // Invariant: all names differ, and N is at least 1.
    features: [Box<dyn Feature>; N],
}

debug_of! { [const N: usize] FeatureSet<N>, "FeatureSet", |it| { names: it.names() } }

impl<const N: usize> FeatureSet<N> {
    /// Combines a tuple or an array of `N` features.
    ///
    /// # Errors
    /// [`FeatureError::Twice`] if two have the same name, [`FeatureError::Empty`] for an empty array.
    pub fn new(features: impl IntoFeatures<N>) -> Result<Self, FeatureError> {
        let features = FeatureSet { features: features.into_features() };
        let names = features.names();
        if N == 0 {
            return Err(FeatureError::Empty);
        }
        match (1..N).find(|&i| names[..i].contains(&names[i])) {
            Some(i) => Err(FeatureError::Twice { name: names[i].clone() }),
            None => Ok(features),
        }
    }

    /// Builds `N` features from their names, as a configuration file lists them.
    ///
    /// # Errors
    /// The errors of [`feature`](super::feature()) and [`FeatureSet::new`]; [`FeatureError::Count`] if there are not `N` names.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::FeatureSet;
    /// let config: Vec<String> = vec!["close".into(), "rsi_14".into(), "sma_20_of_volume".into()];
    /// let features = FeatureSet::<3>::from_names(&config)?;
    /// assert_eq!(features.names().as_slice(), config);
    /// let error = FeatureSet::<4>::from_names(&config).err().unwrap();
    /// assert_eq!(error.to_string(), "features: the type `FeatureSet<4>` needs 4, found 3 (close, rsi_14, sma_20_of_volume)");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    pub fn from_names<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Result<Self, FeatureError> {
        names.into_iter().map(|name| feature(name.as_ref())).collect::<Result<Vec<_>, _>>()?.try_into()
    }

    /// Returns the names of the features in order; these are the names of their columns in the series.
    pub fn names(&self) -> [String; N] {
        self.features.each_ref().map(|feature| feature.name())
    }

    /// Returns the number of candles before the first row.
    pub fn warm_up(&self) -> usize {
        self.features.iter().map(|feature| feature.warm_up()).max().unwrap_or(0)
    }

    /// Takes the next candle and returns its row, or `None` during the warm-up.
    ///
    /// The candle is not checked: if it contains a NaN, or a price for which a feature is undefined, that feature becomes NaN.
    /// [`Candles::from_rows`] checks candles.
    pub fn push(&mut self, candle: &Candle) -> Option<[f64; N]> {
        let mut row = [0.0; N];
        let mut complete = true;
        // Every feature must get the candle, even if a previous one has no value yet.
        for (value, feature) in row.iter_mut().zip(&mut self.features) {
            match feature.push(candle) {
                Some(found) => *value = found,
                None => complete = false,
            }
        }
        complete.then_some(row)
    }

    /// Forgets all candles.
    pub fn reset(&mut self) {
        self.features.iter_mut().for_each(|feature| feature.reset());
    }

    /// Returns the rows for a whole series, each with its candle's time: those that [`push`](Self::push) returns after a [`reset`](Self::reset).
    /// The state of `self` is neither used nor changed.
    ///
    /// # Errors
    /// [`FeatureError::TooFewCandles`] if there is no row, [`FeatureError::NotFinite`] with the row of the first value that is not
    /// finite, [`FeatureError::ColumnName`] if a feature has the name of a column of the candles but other values.
    pub fn compute(&self, candles: &Candles) -> Result<FeatureSeries<N>, FeatureError> {
        let mut complete = vec![true; candles.len()];
        // Features are computed one at a time, since the `Option` values of one take twice the memory of its finished column.
        let mut columns = self.features.each_ref().map(|feature| {
            let values = feature.compute(candles).into_iter().zip(&mut complete);
            let value = |(value, complete): (Option<f64>, &mut bool)| {
                *complete &= value.is_some();
                value.unwrap_or(0.0)
            };
            values.map(value).collect::<Vec<f64>>()
        });
        let kept: Vec<usize> = (0..candles.len()).filter(|&row| complete[row]).collect();
        let first_beyond = columns.iter().enumerate().filter_map(|(i, column)| {
            let row = *kept.iter().find(|&&row| !column[row].is_finite())?;
            Some((row, i))
        });
        if let Some((row, i)) = first_beyond.min() {
            let (series, time, found) = (candles.as_series().name().to_owned(), candles.time()[row], columns[i][row]);
            return Err(FeatureError::NotFinite { series, row, time, feature: self.features[i].name(), found });
        }
        for column in &mut columns {
            let mut is_complete = complete.iter();
            column.retain(|_| is_complete.next() == Some(&true));
        }
        if kept.is_empty() {
            let series = candles.as_series().name().to_owned();
            return Err(FeatureError::TooFewCandles { series, candles: candles.len(), warm_up: self.warm_up() });
        }
        FeatureSeries::new(candles, &kept, self.names(), columns)
    }
}

impl<const N: usize> TryFrom<Vec<Box<dyn Feature>>> for FeatureSet<N> {
    type Error = FeatureError;

    fn try_from(features: Vec<Box<dyn Feature>>) -> Result<Self, FeatureError> {
        let features = <[Box<dyn Feature>; N]>::try_from(features).map_err(|features| FeatureError::Count {
            expected: N,
            found: features.iter().map(|feature| feature.name()).collect(),
        })?;
        FeatureSet::new(features)
    }
}
