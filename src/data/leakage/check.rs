//! Checks that values after a cut do not affect training.

use super::change::Change;
use super::error::LeakageError;
use super::seen::SeenByTraining;
use crate::data::{AsSeries, DataError, DateTime, Panel, Series};
use std::error::Error;
use std::ops::Range;

/// Checks that no value in row `cut` or later changes what training sees.
///
/// `training` turns a series into training data or a trained model: features, scaler, split, windows, selection. It returns what
/// training sees as numbers: the inputs and targets of the training part, or trained weights (see [`SeenByTraining`] for the
/// types). The check calls it on the series and on copies whose rows starting at `cut` are scaled, reversed, shuffled, constant
/// or random. `training` must return the same bits for the same values, so seed all random numbers.
///
/// The check can only change the series that it passes, so `training` must use no other data.
///
/// [`LeakageCheck`] has options for this check, and [`LeakageCheck::run_panel`] checks a panel.
///
/// # Errors
/// [`LeakageError::Leaks`] with the first element that differs, the column and the row, or [`LeakageError::LeaksIntoCount`];
/// [`LeakageError::NotRepeatable`] if two runs on the same values differ, [`LeakageError::NothingBeyondCut`],
/// [`LeakageError::NothingReturned`], and [`LeakageError::FunctionFailed`] with the error of `training`.
///
/// # Example
/// ```
/// use timeseriesml::{Column, DataError, Series, Standard, SyntheticCandles, WindowDataset, data::{AsSeries, Scaler, leakage_check}};
/// let candles = SyntheticCandles::new(200).generate();
///
/// // The split fits the scaler on the training rows: nothing leaks.
/// leakage_check(&candles, 160, |series| {
///     let windows = WindowDataset::<24, 6, 5>::builder(series).target(Column::Close).scaler(Standard).build()?;
///     Ok::<_, DataError>(windows.split_rows([160, 40])?.0)
/// })?;
///
/// // A scaler fitted on all rows leaks.
/// let leaky = leakage_check(&candles, 160, |series| {
///     let scaled = Standard.fit_series(series)?.transform_series(series)?;
///     let windows = WindowDataset::<24, 6, 5>::builder(&scaled).target(Column::Close).build()?;
///     Ok::<_, DataError>(windows.split_rows([160, 40])?.0)
/// });
/// let message = leaky.unwrap_err().to_string();
/// assert!(message.contains("when column \"open\" in row 160"), "{message}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn leakage_check<T: SeenByTraining, E: Into<Box<dyn Error + Send + Sync>>>(
    series: &impl AsSeries,
    cut: usize,
    training: impl FnMut(&Series) -> Result<T, E>,
) -> Result<(), LeakageError> {
    LeakageCheck::new().run(series, cut, training)
}

/// Runs [`leakage_check`] with options.
///
/// # Example
/// `whole_rows` keeps candles consistent, which independent changes of their columns would not:
/// ```
/// use timeseriesml::{Candles, FeatureSet, data::LeakageCheck, timeseries::features::{LogReturn, Rsi}};
/// # let candles = timeseriesml::SyntheticCandles::new(120).generate();
/// LeakageCheck::new().whole_rows(true).run(&candles, 90, |series| {
///     let candles = Candles::from_series(series.clone())?;
///     let features = FeatureSet::new((LogReturn::new(), Rsi::new(14)?))?.compute(&candles)?;
///     let training: Vec<[f64; 2]> = features.rows().take(90 - 14).collect();
///     Ok::<_, Box<dyn std::error::Error + Send + Sync>>(training)
/// })?;
/// # Ok::<(), timeseriesml::data::LeakageError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LeakageCheck {
    pub(super) seed: u64,
    pub(super) whole_rows: bool,
}

/// How many times random values are drawn, each time with a different seed.
const REDRAWS: u64 = 3;

impl LeakageCheck {
    /// Creates a check with seed 0 and every kind of change enabled.
    #[must_use]
    pub fn new() -> Self {
        LeakageCheck::default()
    }

    /// Sets the seed for the random values and the random order of rows.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        LeakageCheck { seed, ..self }
    }

    /// Sets whether the columns of a row change only together (scaled, reordered or constant), so that a candle stays consistent.
    /// By default, single values are also drawn at random.
    #[must_use]
    pub fn whole_rows(self, whole: bool) -> Self {
        LeakageCheck { whole_rows: whole, ..self }
    }

    /// Checks one series, as [`leakage_check`] does.
    ///
    /// # Errors
    /// The errors of [`leakage_check`].
    pub fn run<T: SeenByTraining, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        series: &impl AsSeries,
        cut: usize,
        mut training: impl FnMut(&Series) -> Result<T, E>,
    ) -> Result<(), LeakageError> {
        let all = [series.as_series().clone()];
        self.run_all(&all, &[cut], &mut |all| training(&all[0]).map(|seen| seen.numbers()).map_err(E::into))
    }

    /// Checks that no value of any series of a panel at the time `cut` or later changes what training sees.
    ///
    /// # Errors
    /// The errors of [`leakage_check`].
    pub fn run_panel<T: SeenByTraining, E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        panel: &Panel,
        cut: DateTime,
        mut training: impl FnMut(&Panel) -> Result<T, E>,
    ) -> Result<(), LeakageError> {
        let cuts: Vec<usize> =
            panel.series().iter().map(|one| one.time().partition_point(|&time| time < cut)).collect();
        let with_attributes = |all: &[Series]| -> Result<Panel, DataError> {
            let mut changed = Panel::new(all.to_vec())?;
            for name in panel.attribute_names() {
                changed = changed.with_attribute(name, panel.attribute(name).unwrap_or_default().iter().cloned())?;
            }
            Ok(changed)
        };
        self.run_all(panel.series(), &cuts, &mut |all| {
            training(&with_attributes(all)?).map(|seen| seen.numbers()).map_err(E::into)
        })
    }

    fn run_all(self, all: &[Series], cuts: &[usize], training: &mut Training<'_>) -> Result<(), LeakageError> {
        let rows: usize = all.iter().map(Series::len).sum();
        let before: usize = cuts.iter().zip(all).map(|(&cut, series)| cut.min(series.len())).sum();
        if before == 0 || before == rows {
            let series = all.first().map_or_else(String::new, |series| series.name().to_owned());
            return Err(LeakageError::NothingBeyondCut { series, cut: cuts.first().copied().unwrap_or(0), rows });
        }
        let failed = |source| LeakageError::FunctionFailed { change: None, source };
        let original = training(all).map_err(failed)?;
        if original.is_empty() {
            return Err(LeakageError::NothingReturned);
        }
        if let Some((element, before, after)) = first_difference(&original, &training(all).map_err(failed)?) {
            return Err(LeakageError::NotRepeatable { element, before, after });
        }
        let redraws = if self.whole_rows { 0 } else { REDRAWS };
        let random =
            (0..redraws).flat_map(|draw| Change::OF_VALUES.map(|change| (change, self.seed.wrapping_add(draw))));
        for (change, seed) in Change::OF_ROWS.map(|change| (change, self.seed)).into_iter().chain(random) {
            let mut search = Search { all, cuts, change, seed, original: &original, training: &mut *training };
            let everything = search.everything();
            if search.run(&everything)?.is_some() {
                return Err(search.located(everything));
            }
        }
        Ok(())
    }
}

/// The function that is checked: from all series to the numbers that training sees.
type Training<'a> = dyn FnMut(&[Series]) -> Result<Vec<f64>, Box<dyn Error + Send + Sync>> + 'a;

/// The index of the first element whose bits differ, with both values. If one list is a prefix of the other, this is the first
/// element after the prefix.
pub(super) fn first_difference(before: &[f64], after: &[f64]) -> Option<(usize, f64, f64)> {
    let differ = |(a, b): (&f64, &f64)| a.to_bits() != b.to_bits();
    let element = before.iter().zip(after).position(differ);
    let end = || (before.len() != after.len()).then_some(before.len().min(after.len()));
    let at = |list: &[f64], element: usize| list.get(element).copied().unwrap_or(f64::NAN);
    element.or_else(end).map(|element| (element, at(before, element), at(after, element)))
}

/// The values to change: some series, some columns, and the first rows after the cut.
#[derive(Clone, Debug)]
struct Part {
    series: Range<usize>,
    columns: Range<usize>,
    /// The number of rows to change, counted from the cut.
    rows: usize,
}

/// Searches for the values that leak, given a change that leaks.
struct Search<'a, 'f> {
    all: &'a [Series],
    cuts: &'a [usize],
    change: Change,
    seed: u64,
    original: &'a [f64],
    training: &'a mut Training<'f>,
}

impl Search<'_, '_> {
    fn everything(&self) -> Part {
        let later = self.all.iter().zip(self.cuts).map(|(series, &cut)| series.len().saturating_sub(cut));
        let columns = self.all.iter().map(|series| series.column_names().len()).max().unwrap_or(0);
        Part { series: 0..self.all.len(), columns: 0..columns, rows: later.max().unwrap_or(0) }
    }

    /// Returns what training sees when a part is changed; `None` if it is the same as for the original.
    fn run(&mut self, part: &Part) -> Result<Option<Vec<f64>>, LeakageError> {
        let changed = self.all.iter().zip(self.cuts).enumerate().map(|(number, (series, &cut))| {
            if !part.series.contains(&number) || cut >= series.len() {
                return Ok(series.clone());
            }
            let rows = cut..series.len().min(cut + part.rows);
            self.change.applied(series, &part.columns, &rows, self.seed)
        });
        let seen = changed
            .collect::<Result<Vec<_>, DataError>>()
            .map_err(Into::into)
            .and_then(|changed| (self.training)(&changed))
            .map_err(|source| LeakageError::FunctionFailed { change: Some(self.change.to_string()), source })?;
        Ok(first_difference(self.original, &seen).map(|_| seen))
    }

    /// Whether changing a part has an effect on training. A failure of the function does not count.
    fn leaks(&mut self, part: &Part) -> bool {
        matches!(self.run(part), Ok(Some(_)))
    }

    /// The error for a change that leaks. It names one series and one column if changing only these still leaks, and the last of
    /// the fewest rows after the cut that must change.
    fn located(&mut self, everything: Part) -> LeakageError {
        let mut part = everything;
        if part.series.len() > 1 {
            let alone = part.series.clone().map(|one| Part { series: one..one + 1, ..part.clone() });
            part = alone.into_iter().find(|alone| self.leaks(alone)).unwrap_or(part);
        }
        let columns = part.columns.clone().map(|one| Part { columns: one..one + 1, ..part.clone() });
        part = columns.into_iter().find(|alone| self.leaks(alone)).unwrap_or(part);
        // Bisect the rows: changing the first `same` rows has no effect, changing the first `part.rows` has.
        let mut same = 0;
        while part.rows - same > 1 {
            let half = Part { rows: same + (part.rows - same) / 2, ..part.clone() };
            match self.leaks(&half) {
                true => part = half,
                false => same = half.rows,
            }
        }
        let seen = match self.run(&part) {
            Ok(Some(seen)) => seen,
            // The change had an effect before but has none now, so two runs on the same values differ.
            Ok(None) => self.original.to_vec(),
            Err(error) => return error,
        };
        let series = &self.all[part.series.start];
        let (name, cut) = (series.name().to_owned(), self.cuts[part.series.start]);
        let column = (part.columns.len() == 1).then(|| series.column_names().nth(part.columns.start));
        let (column, change) = (column.flatten().map(String::from), self.change.to_string());
        let row = cut + part.rows - 1;
        if seen.len() != self.original.len() {
            let (before, after) = (self.original.len(), seen.len());
            return LeakageError::LeaksIntoCount { before, after, series: name, column, row, cut, change };
        }
        match first_difference(self.original, &seen) {
            Some((element, before, after)) => {
                LeakageError::Leaks { element, before, after, series: name, column, row, cut, change }
            }
            None => LeakageError::NotRepeatable { element: 0, before: self.original[0], after: seen[0] },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn series(name: &str, rows: usize) -> Series {
        let time =
            (0..rows).map(|hour| jiff::civil::date(2020, 1, 1).at(0, 0, 0, 0) + jiff::Span::new().hours(hour as i64));
        let column = |scale: f64| (0..rows).map(|row| scale * (1.0 + (row as f64 * 0.7).sin())).collect();
        Series::new(name, time.collect(), vec![("a".to_owned(), column(1.0)), ("b".to_owned(), column(5.0))]).unwrap()
    }

    type Failure = Box<dyn Error + Send + Sync>;

    #[test]
    fn the_message_names_element_column_and_row() {
        let series = series("s", 40);
        let peek = |series: &Series| Ok::<_, Failure>([0.5, series.column("b").unwrap()[33]]);
        let error = leakage_check(&series, 30, peek).unwrap_err();
        let LeakageError::Leaks { element: 1, column: Some(column), row: 33, cut: 30, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(column, "b");
        let before = series.column("b").unwrap()[33];
        let expected = format!(
            "leakage: element 1 of what training sees changes from {before} to {} when column \"b\" in row 33 of the series \"s\" changes (values times 3), though training ends before row 30; compute it from earlier rows only",
            3.0 * before
        );
        assert_eq!(error.to_string(), expected);
        let honest = |series: &Series| Ok::<_, Failure>(series.column("b").unwrap()[..30].to_vec());
        leakage_check(&series, 30, honest).unwrap();
    }

    #[test]
    fn a_value_that_only_single_changes_reach_is_found() {
        let series = series("s", 40);
        // A factor by which all columns of a row are multiplied does not change the quotient of two of them.
        let quotient = |series: &Series| {
            let (a, b) = (series.column("a").unwrap(), series.column("b").unwrap());
            Ok::<_, Failure>([a[39] / b[39]])
        };
        LeakageCheck::new().whole_rows(true).run(&series, 30, |_| Ok::<_, Failure>([1.0])).unwrap();
        let error = leakage_check(&series, 30, quotient).unwrap_err();
        assert!(matches!(error, LeakageError::Leaks { row: 39, column: Some(_), .. }), "{error}");
    }

    #[test]
    fn counts_failures_and_chance_are_told_apart() {
        let series = series("s", 40);
        let above = |series: &Series| {
            Ok::<_, Failure>(series.column("a").unwrap().iter().filter(|&&x| x > 1.5).copied().collect::<Vec<_>>())
        };
        assert!(matches!(
            leakage_check(&series, 30, above),
            Err(LeakageError::LeaksIntoCount { .. } | LeakageError::Leaks { .. })
        ));
        let runs = Cell::new(0);
        let chance = |_: &Series| {
            runs.set(runs.get() + 1);
            Ok::<_, Failure>([f64::from(runs.get())])
        };
        assert!(matches!(leakage_check(&series, 30, chance), Err(LeakageError::NotRepeatable { element: 0, .. })));
        let fails = |series: &Series| match series.column("a").unwrap().iter().any(|&x| x > 3.0) {
            true => Err("too large".to_owned()),
            false => Ok([1.0]),
        };
        let message = leakage_check(&series, 30, fails).unwrap_err().to_string();
        assert!(
            message.starts_with("leakage: the function failed when values after the cut changed (values times 3)"),
            "{message}"
        );
        assert!(message.ends_with(": too large"), "{message}");
        let nothing = |_: &Series| Ok::<_, Failure>(Vec::<f64>::new());
        assert!(matches!(leakage_check(&series, 30, nothing), Err(LeakageError::NothingReturned)));
        for cut in [0, 40, 41, usize::MAX] {
            let found = leakage_check(&series, cut, |_| Ok::<_, Failure>(1.0));
            assert!(matches!(found, Err(LeakageError::NothingBeyondCut { rows: 40, .. })));
        }
    }

    #[test]
    fn a_panel_is_cut_at_a_time() {
        let panel = Panel::new(vec![series("first", 40), series("second", 50)]).unwrap();
        let panel = panel.with_attribute("kind", ["x", "y"]).unwrap();
        let cut = series("any", 31).time()[30];
        let honest = |panel: &Panel| {
            assert_eq!(panel.attribute("kind").unwrap()[1], "y");
            Ok::<_, Failure>(panel.series().iter().map(|one| one.rows(..30).unwrap()).collect::<Vec<_>>())
        };
        LeakageCheck::new().run_panel(&panel, cut, honest).unwrap();
        let peek = |panel: &Panel| Ok::<_, Failure>(panel.series()[1].column("a").unwrap()[45]);
        let error = LeakageCheck::new().seed(3).run_panel(&panel, cut, peek).unwrap_err();
        let LeakageError::Leaks { series, row: 45, column: Some(column), .. } = &error else { panic!("{error}") };
        assert_eq!((series.as_str(), column.as_str()), ("second", "a"));
    }
}
