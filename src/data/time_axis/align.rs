//! Puts several series on one time axis.

use std::collections::HashMap;
use std::ops::Range;

use jiff::civil::DateTime;

use super::error::TimeAxisError;
use crate::data::fill;
use crate::data::{FillMethod, Series};

/// Which times to keep when aligning series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(alias = "join")]
pub enum AlignJoin {
    /// The times that all series have: `join="inner"` of pandas. No values need to be filled.
    #[doc(alias = "slice_intersect")]
    Inner,
    /// The times that any series has, with missing values filled: `join="outer"` of pandas, then `ffill` or `interpolate`.
    ///
    /// A series that begins later than another cannot be filled and is an error.
    Outer(FillMethod),
    /// The times that any series has, from the latest start to the earliest end of all series, with missing values filled.
    Overlap(FillMethod),
}

/// The result of [`align`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Aligned {
    /// The columns of all series.
    pub series: Series,
    /// The number of values filled, over all columns.
    pub filled: usize,
    /// The number of rows left out, over all series.
    pub dropped: usize,
}

/// Puts the columns of several series on one time axis.
///
/// The columns keep their order and their names, except that a name that several series have becomes `series.column` (`btc.close`,
/// `eth.close`). The name of the result is the names of the series, joined by ` + `. Times are only common if they are equal to the
/// nanosecond, so daily rows with different closing hours need [`resample`](Series::resample) first.
///
/// # Example
/// ```
/// use timeseriesml::Series;
/// use timeseriesml::data::{AlignJoin, FillMethod, align};
/// let series = |name: &str, days: [u8; 2], close: [f64; 2]| {
///     let time = days.map(|day| format!("2020-01-0{day}T00:00").parse().unwrap());
///     Series::new(name, time.to_vec(), vec![("close".to_owned(), close.to_vec())])
/// };
/// let (btc, eth) = (series("btc", [1, 2], [7.0, 8.0])?, series("eth", [1, 3], [1.0, 2.0])?);
/// let inner = align(&[&btc, &eth], AlignJoin::Inner)?.series;
/// assert_eq!((inner.len(), inner.column("eth.close")), (1, Some(&[1.0][..])));
/// let outer = align(&[&btc, &eth], AlignJoin::Outer(FillMethod::ForwardFill))?;
/// assert_eq!((outer.series.column("btc.close"), outer.filled), (Some(&[7.0, 8.0, 8.0][..]), 2));
/// # Ok::<(), timeseriesml::data::TimeAxisError>(())
/// ```
/// # Errors
/// [`TimeAxisError::NoSeries`], [`TimeAxisError::NoCommonTime`], [`TimeAxisError::NotCovered`] if a series of an outer join begins
/// after the others, or ends before them and is interpolated; [`TimeAxisError::Data`] if two columns get the same name because
/// their series have the same name.
#[doc(alias = "concat")]
#[doc(alias = "concatenate")]
#[doc(alias = "merge")]
pub fn align(series: &[&Series], join: AlignJoin) -> Result<Aligned, TimeAxisError> {
    if series.is_empty() {
        return Err(TimeAxisError::NoSeries);
    }
    let (all, kept) = common_times(series, join);
    if kept.is_empty() && series.iter().any(|one| !one.is_empty()) {
        return Err(TimeAxisError::NoCommonTime { ranges: series.iter().map(|one| range(one)).collect() });
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for column in series.iter().flat_map(|one| one.column_names()) {
        *counts.entry(column).or_default() += 1;
    }
    let (mut columns, mut filled, mut dropped) = (Vec::new(), 0, 0);
    for one in series {
        let sources = rows_at(one, &all);
        dropped += one.len() - sources[kept.clone()].iter().flatten().count();
        for column in one.column_names() {
            let old = one.column(column).unwrap_or_default();
            let mut values: Vec<f64> = sources.iter().map(|source| source.map_or(f64::NAN, |row| old[row])).collect();
            filled += values[kept.clone()].iter().filter(|value| value.is_nan()).count();
            fill_rows(&mut values, &all, join).map_err(|row| TimeAxisError::NotCovered {
                series: one.name().to_owned(),
                time: all[row],
                side: if row == 0 { "at or before" } else { "at or after" },
            })?;
            let name = if counts[column] > 1 { format!("{}.{column}", one.name()) } else { column.to_owned() };
            columns.push((name, values[kept.clone()].to_vec()));
        }
    }
    let name = series.iter().map(|one| one.name()).collect::<Vec<_>>().join(" + ");
    Ok(Aligned { series: Series::new(name, all[kept].to_vec(), columns)?, filled, dropped })
}

/// The times at which values are filled, and the range of these times to keep.
fn common_times(series: &[&Series], join: AlignJoin) -> (Vec<DateTime>, Range<usize>) {
    let mut all: Vec<DateTime> = series.iter().flat_map(|one| one.time()).copied().collect();
    // The sort merges the axes fast, since it is stable and each axis is already sorted.
    all.sort();
    if join == AlignJoin::Inner {
        let common = |same: &[DateTime]| (same.len() == series.len()).then(|| same[0]);
        all = all.chunk_by(|a, b| a == b).filter_map(common).collect();
    } else {
        all.dedup();
    }
    let mut kept = 0..all.len();
    if let AlignJoin::Overlap(_) = join {
        for one in series {
            let (Some(first), Some(last)) = (one.time().first(), one.time().last()) else { return (all, 0..0) };
            kept.start = kept.start.max(all.partition_point(|at| at < first));
            kept.end = kept.end.min(all.partition_point(|at| at <= last));
        }
        kept.end = kept.end.max(kept.start);
    }
    (all, kept)
}

/// Fills the missing values of a column and returns their number. The error is the first row that cannot be filled.
fn fill_rows(values: &mut [f64], time: &[DateTime], join: AlignJoin) -> Result<usize, usize> {
    match join {
        AlignJoin::Inner => Ok(0),
        AlignJoin::Outer(method) => fill(values, time, method),
        // The result does not keep times before the start or after the end of the series, so only the times between are filled.
        AlignJoin::Overlap(method) => {
            let first = values.iter().position(|value| !value.is_nan()).unwrap_or(0);
            let end = values.iter().rposition(|value| !value.is_nan()).map_or(0, |last| last + 1);
            fill(&mut values[first..end], &time[first..end], method)
        }
    }
}

/// For each of the sorted times, the row of the series at this time, if there is one.
fn rows_at(series: &Series, time: &[DateTime]) -> Vec<Option<usize>> {
    let mut row = 0;
    let row_at = |&at: &DateTime| {
        while series.time().get(row).is_some_and(|&earlier| earlier < at) {
            row += 1;
        }
        (series.time().get(row) == Some(&at)).then_some(row)
    };
    time.iter().map(row_at).collect()
}

/// Formats the name of a series with its first and last time.
fn range(series: &Series) -> String {
    match series.time() {
        [] => format!("\"{}\" has no rows", series.name()),
        [first, .., last] => format!("\"{}\" from {first} to {last}", series.name()),
        [only] => format!("\"{}\" at {only}", series.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &str, days: &[i8], column: &str) -> Series {
        let time = days.iter().map(|&day| jiff::civil::date(2020, 1, day).at(0, 0, 0, 0)).collect();
        let values = days.iter().map(|&day| f64::from(day)).collect();
        Series::new(name, time, vec![(column.to_owned(), values)]).unwrap()
    }

    fn check(series: &[&Series], join: AlignJoin, days: &[i8], columns: &[(&str, &[f64])], counts: (usize, usize)) {
        let aligned = align(series, join).unwrap();
        assert_eq!(aligned.series.time().iter().map(|time| time.day()).collect::<Vec<_>>(), days, "{join:?}");
        assert!(aligned.series.column_names().eq(columns.iter().map(|(name, _)| *name)), "{join:?}");
        for (name, values) in columns {
            assert_eq!(aligned.series.column(name), Some(*values), "{join:?} {name}");
        }
        assert_eq!((aligned.filled, aligned.dropped), counts, "{join:?}");
    }

    #[test]
    fn series_are_joined() {
        let (a, b, c) =
            (series("a", &[1, 2, 4, 7], "x"), series("b", &[1, 3, 4, 5, 8], "x"), series("c", &[1, 4], "y"));
        let inner: [(&str, &[f64]); 3] = [("a.x", &[1.0, 4.0]), ("b.x", &[1.0, 4.0]), ("y", &[1.0, 4.0])];
        check(&[&a, &b, &c], AlignJoin::Inner, &[1, 4], &inner, (0, 5));
        let outer: [(&str, &[f64]); 2] =
            [("a.x", &[1.0, 2.0, 2.0, 4.0, 4.0, 7.0, 7.0]), ("b.x", &[1.0, 1.0, 3.0, 4.0, 5.0, 5.0, 8.0])];
        check(&[&a, &b], AlignJoin::Outer(FillMethod::ForwardFill), &[1, 2, 3, 4, 5, 7, 8], &outer, (5, 0));
        let overlap: [(&str, &[f64]); 2] =
            [("a.x", &[1.0, 2.0, 3.0, 4.0, 5.0, 7.0]), ("b.x", &[1.0, 2.0, 3.0, 4.0, 5.0, 7.0])];
        check(&[&a, &b], AlignJoin::Overlap(FillMethod::InterpolateTime), &[1, 2, 3, 4, 5, 7], &overlap, (4, 1));
        check(&[&c], AlignJoin::Inner, &[1, 4], &[("y", &[1.0, 4.0])], (0, 0));
        assert_eq!(align(&[&a, &c], AlignJoin::Inner).unwrap().series.name(), "a + c");
    }

    #[test]
    fn the_overlap_is_filled_from_rows_before_it() {
        let (a, b) = (series("a", &[1, 4, 9], "x"), series("b", &[3, 5], "y"));
        let columns: [(&str, &[f64]); 2] = [("x", &[1.0, 4.0, 4.0]), ("y", &[3.0, 3.0, 5.0])];
        check(&[&a, &b], AlignJoin::Overlap(FillMethod::ForwardFill), &[3, 4, 5], &columns, (3, 2));
        let columns: [(&str, &[f64]); 2] = [("x", &[3.0, 4.0, 5.0]), ("y", &[3.0, 4.0, 5.0])];
        check(&[&a, &b], AlignJoin::Overlap(FillMethod::InterpolateTime), &[3, 4, 5], &columns, (3, 2));
    }

    #[test]
    fn what_cannot_be_joined_is_told() {
        let message = |series: &[&Series], join| align(series, join).unwrap_err().to_string();
        let (a, b, empty) = (series("a", &[1, 2], "x"), series("b", &[3], "x"), series("c", &[], "y"));
        assert_eq!(message(&[], AlignJoin::Inner), "align: there is no series; give at least one");
        let expected = "align: no time is common to all 3 series: \"a\" from 2020-01-01T00:00:00 to 2020-01-02T00:00:00, \
                        \"b\" at 2020-01-03T00:00:00, \"c\" has no rows; check their zones and times of day, or use \
                        `AlignJoin::Overlap`";
        assert_eq!(message(&[&a, &b, &empty], AlignJoin::Inner), expected);
        let fill = FillMethod::ForwardFill;
        assert!(message(&[&a, &b], AlignJoin::Overlap(fill)).starts_with("align: no time is common"));
        assert!(message(&[&a, &empty], AlignJoin::Overlap(fill)).starts_with("align: no time is common"));
        let expected = "align: the series \"b\" has no value at or before 2020-01-01T00:00:00 to fill from; use \
                        `AlignJoin::Overlap`, which keeps the times that all series cover";
        assert_eq!(message(&[&a, &b], AlignJoin::Outer(fill)), expected);
        let ends = series("b", &[1], "x");
        let expected = "align: the series \"b\" has no value at or after 2020-01-02T00:00:00 to fill from; use \
                        `AlignJoin::Overlap`, which keeps the times that all series cover";
        assert_eq!(message(&[&a, &ends], AlignJoin::Outer(FillMethod::Interpolate)), expected);
        let expected = "series \"a + a\": two columns are named \"a.x\"; rename one";
        assert_eq!(message(&[&a, &a], AlignJoin::Inner), expected);
        assert!(align(&[&empty], AlignJoin::Outer(fill)).unwrap().series.is_empty());
    }
}
