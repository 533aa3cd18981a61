//! Windows of random panels against a slow but obvious reference: lengths, gaps, strides, contexts, splits, one series or many.
//!
//! Sizes are types, so there are only a dozen; everything else is random.

use jiff_times::hours;
use proptest::prelude::*;
use std::ops::Range;
use timeseriesml::data::{DateTime, Panel, WindowError};
use timeseriesml::{DataError, Dataset, MinMax, Series, Tensor, WindowDataset, WindowPart, data::Scaler};

mod jiff_times {
    use timeseriesml::data::DateTime;
    use timeseriesml::next_times;

    /// The times of these hours, counted from the beginning of 2020.
    pub fn hours(hours: &[usize]) -> Vec<DateTime> {
        let mut all: Vec<DateTime> = ["2020-01-01T00:00", "2020-01-01T01:00"].map(|time| time.parse().unwrap()).into();
        let last = hours.last().copied().unwrap_or(0);
        all.extend(next_times(&all, last));
        hours.iter().map(|&hour| all[hour]).collect()
    }
}

/// A random series: the hours before its first row, its number of rows, and the rows that follow a gap.
#[derive(Clone, Debug)]
struct Rows {
    begins: usize,
    count: usize,
    gaps: Vec<usize>,
}

impl Rows {
    fn hours(&self) -> Vec<usize> {
        // Gaps have different lengths, so that one hour remains the most frequent step.
        let after = |row: usize| {
            self.gaps.iter().enumerate().filter(|(_, gap)| **gap <= row).map(|(i, _)| 2 + i).sum::<usize>()
        };
        (0..self.count).map(|row| self.begins + row + after(row)).collect()
    }
}

#[derive(Clone, Debug)]
enum Split {
    /// Fractions of the series in eighths, which are exact in binary.
    Eighths([usize; 3]),
    /// Hours at which the validation and the test part begin.
    At(usize, usize),
}

#[derive(Clone, Debug)]
struct Case {
    series: Vec<Rows>,
    stride: usize,
    context: bool,
    cross_gaps: bool,
    split: Split,
}

/// A value that identifies its series, row and column. All are exact in `f32`.
fn value(series: usize, row: usize, column: usize) -> f64 {
    (series * 4096 + row * 8 + column) as f64
}

fn origin(value: f32) -> (usize, usize) {
    (value as usize / 4096, value as usize % 4096 / 8)
}

fn series<const F: usize>(number: usize, rows: &Rows) -> Series {
    let column = |column: usize| (0..rows.count).map(|row| value(number, row, column)).collect();
    let columns = (0..F.max(2)).map(|c| (format!("c{c}"), column(c))).collect();
    Series::new(format!("s{number}"), hours(&rows.hours()), columns).unwrap()
}

/// The rows of each of three parts of a series.
fn parts(rows: &Rows, split: &Split) -> [Range<usize>; 3] {
    let [first, second] = match split {
        Split::Eighths([a, b, _]) => [rows.count * a / 8, rows.count * (a + b) / 8],
        Split::At(a, b) => [a, b].map(|cut| rows.hours().iter().filter(|hour| *hour < cut).count()),
    };
    [0..first, first..second, second..rows.count]
}

/// The first rows of the windows of one series in a part, found by checking every row of every window.
fn reference(rows: &Rows, part: &Range<usize>, lookback: usize, horizon: usize, case: &Case) -> Vec<usize> {
    let first = if case.context { part.start.saturating_sub(lookback) } else { part.start };
    let is_gap = |row: usize| !case.cross_gaps && rows.gaps.contains(&row);
    let is_window = |&start: &usize| {
        let all = start..start + lookback + horizon;
        let inside = all.clone().all(|row| (first..part.end).contains(&row));
        let targets_inside = all.clone().skip(lookback).all(|row| part.contains(&row));
        let unbroken = !all.skip(1).any(is_gap);
        let begins = (first..=start).rev().find(|&row| row == first || is_gap(row)).unwrap_or(first);
        inside && targets_inside && unbroken && (start - begins).is_multiple_of(case.stride)
    };
    (part.is_empty()).then(Vec::new).unwrap_or_else(|| (0..rows.count).filter(is_window).collect())
}

/// Whether the last rows of a part are a lookback without a gap.
fn has_latest(rows: &Rows, part: &Range<usize>, lookback: usize, case: &Case) -> bool {
    let first = if case.context { part.start.saturating_sub(lookback) } else { part.start };
    !part.is_empty()
        && part.end - first >= lookback
        && (case.cross_gaps || !(part.end - lookback + 1..part.end).any(|row| rows.gaps.contains(&row)))
}

fn check_part<const L: usize, const H: usize, const F: usize>(
    part: &WindowPart<L, H, F>,
    expected: &[(usize, usize)],
    tables: &[Series],
    kept: &[usize],
) {
    let indices: Vec<usize> = (0..part.len()).collect();
    assert_eq!(part.len(), expected.len());
    let (x, y) = part.batch(&indices).unwrap();
    let row_values = |series: usize, row: usize| (0..F).map(move |column| value(series, row, column) as f32);
    let inputs =
        expected.iter().flat_map(|&(series, start)| (start..start + L).flat_map(move |row| row_values(series, row)));
    assert!(x.to_vec().into_iter().eq(inputs), "inputs");
    let targets = expected
        .iter()
        .flat_map(|&(series, start)| (start + L..start + L + H).map(move |row| value(series, row, 1) as f32));
    assert!(y.to_vec().into_iter().eq(targets), "targets");
    for (index, &(series, start)) in expected.iter().enumerate() {
        let table = &tables[series];
        let target = table.column("c1").unwrap();
        assert_eq!(part.history(index), &target[start..start + L]);
        assert_eq!(part.truth(index), &target[start + L..start + L + H]);
        assert_eq!(part.history_times(index), &table.time()[start..start + L]);
        assert_eq!(part.truth_times(index), &table.time()[start + L..start + L + H]);
        assert_eq!((part.series_of(index), kept[part.series_number_of(index)]), (table.name(), series));
    }
    assert!(part.batch(&[part.len()]).is_err());
}

fn check<const L: usize, const H: usize, const F: usize>(case: &Case) {
    let tables: Vec<Series> = case.series.iter().enumerate().map(|(number, rows)| series::<F>(number, rows)).collect();
    let panel = Panel::new(tables.clone()).unwrap();
    let columns: Vec<String> = (0..F).map(|column| format!("c{column}")).collect();
    let builder = || {
        let windows = WindowDataset::<L, H, F>::over(&panel).columns(&columns).target("c1").skip_short(true);
        windows.stride(case.stride).context(case.context).cross_gaps(case.cross_gaps)
    };
    // Series that are too short for a single window are left out.
    let whole = Case { context: false, stride: 1, ..case.clone() };
    let (kept, short): (Vec<usize>, Vec<usize>) = (0..tables.len())
        .partition(|&s| !reference(&case.series[s], &(0..case.series[s].count), L, H, &whole).is_empty());
    let dataset = match builder().build() {
        Err(DataError::BadWindows(WindowError::AllShort { series, .. })) => {
            assert!(kept.is_empty() && series == tables.len());
            return;
        }
        dataset => dataset.unwrap(),
    };
    let name = |&series: &usize| tables[series].name().to_owned();
    assert_eq!(dataset.skipped_series(), short.iter().map(name).collect::<Vec<_>>());
    if !short.is_empty() {
        let refused = builder().skip_short(false).build().err().unwrap().to_string();
        assert!(refused.contains(&format!("\"s{}\"", short[0])), "{refused}");
    }

    let ranges: Vec<[Range<usize>; 3]> = kept.iter().map(|&s| parts(&case.series[s], &case.split)).collect();
    let expected: [Vec<(usize, usize)>; 3] = [0, 1, 2].map(|part| {
        let of_series = |(&s, ranges): (&usize, &[Range<usize>; 3])| {
            let starts = reference(&case.series[s], &ranges[part], L, H, case);
            starts.into_iter().map(move |start| (s, start)).collect::<Vec<_>>()
        };
        kept.iter().zip(&ranges).flat_map(of_series).collect()
    });
    let split = |windows: WindowDataset<L, H, F>| match case.split {
        Split::Eighths(eighths) => windows.split(eighths.map(|eighth| eighth as f64 / 8.0)),
        Split::At(first, second) => {
            let all = hours(&[first, second]);
            windows.split_at([all[0], all[1]])
        }
    };
    let found = match split(dataset) {
        Err(DataError::BadWindows(WindowError::PartWithoutWindow { .. })) => {
            assert!(expected.iter().any(Vec::is_empty), "a part has a window");
            return;
        }
        found => <[_; 3]>::from(found.unwrap()),
    };
    assert_eq!(found[0].series_names().collect::<Vec<_>>(), kept.iter().map(name).collect::<Vec<_>>());
    for (part, found) in found.iter().enumerate() {
        check_part(found, &expected[part], &tables, &kept);
        for (number, &s) in kept.iter().enumerate() {
            let rows = &ranges[number][part];
            let latest = found.latest_of(number);
            assert_eq!(latest.is_ok(), has_latest(&case.series[s], rows, L, case), "{latest:?}");
            if let Ok(latest) = latest {
                assert_eq!(found.history(latest), &tables[s].column("c1").unwrap()[rows.end - L..rows.end]);
                let input: Vec<f32> =
                    (rows.end - L..rows.end).flat_map(|row| (0..F).map(move |c| value(s, row, c) as f32)).collect();
                assert_eq!(found.input(latest).to_vec(), input);
                assert_eq!(found.series_of(latest), tables[s].name());
            }
        }
    }
    no_leak(&found[0], &kept, &ranges);
    scalers(builder().scaler(MinMax), &split, &tables, &kept, &ranges);
    if let [one] = &case.series[..] {
        single::<L, H, F>(one, case, &tables[0], &columns, &found, &split);
    }
}

/// No input or target of training comes from after the cut of its series.
fn no_leak<const L: usize, const H: usize, const F: usize>(
    train: &WindowPart<L, H, F>,
    kept: &[usize],
    ranges: &[[Range<usize>; 3]],
) {
    let indices: Vec<usize> = (0..train.len()).collect();
    let (x, y) = train.batch(&indices).unwrap();
    for value in x.to_vec().into_iter().chain(y.to_vec()) {
        let (series, row) = origin(value);
        let number = kept.iter().position(|&s| s == series).unwrap();
        assert!(row < ranges[number][0].end, "row {row} of series {series} is after the cut");
    }
}

/// A single scaler is fitted to the training rows of all series, a scaler per series to the training rows of its series.
fn scalers<const L: usize, const H: usize, const F: usize>(
    builder: timeseriesml::data::WindowDatasetBuilder<'_, L, H, F>,
    split: &impl Fn(
        WindowDataset<L, H, F>,
    ) -> Result<(WindowPart<L, H, F>, WindowPart<L, H, F>, WindowPart<L, H, F>), DataError>,
    tables: &[Series],
    kept: &[usize],
    ranges: &[[Range<usize>; 3]],
) {
    let rows = |number: usize| &tables[kept[number]].column("c0").unwrap()[..ranges[number][0].end];
    let all: Vec<f64> = (0..kept.len()).flat_map(|number| rows(number).to_vec()).collect();
    let by_hand = MinMax.fit(&[&all]).unwrap();
    let (_, _, test) = split(builder.build().unwrap()).unwrap();
    for number in 0..kept.len() {
        let scaler = test.scaler_of(number).unwrap();
        assert_eq!((scaler.offset(0), scaler.scale(0)), (by_hand.offset(0), by_hand.scale(0)));
    }
    assert!(test.scaler_of(kept.len()).is_none());
    let index = test.len() - 1;
    let (x, y) = test.batch(&[index]).unwrap();
    let expected: Vec<f32> = test
        .history_times(index)
        .iter()
        .map(|time| {
            let table = &tables[kept[test.series_number_of(index)]];
            let row = table.time().iter().position(|other| other == time).unwrap();
            by_hand.transform(0, table.column("c0").unwrap()[row]) as f32
        })
        .collect();
    assert!(x.to_vec().into_iter().step_by(F).eq(expected));
    for (back, truth) in test.unscale(index, &y.to_vec()).into_iter().zip(test.truth(index)) {
        assert!((back - truth).abs() < 0.01, "{back} for {truth}");
    }
}

/// A panel of one series has the windows of that series.
fn single<const L: usize, const H: usize, const F: usize>(
    rows: &Rows,
    case: &Case,
    table: &Series,
    columns: &[String],
    of_panel: &[WindowPart<L, H, F>; 3],
    split: &impl Fn(
        WindowDataset<L, H, F>,
    ) -> Result<(WindowPart<L, H, F>, WindowPart<L, H, F>, WindowPart<L, H, F>), DataError>,
) {
    let windows = WindowDataset::<L, H, F>::builder(table).columns(columns).target("c1").stride(case.stride);
    let windows = windows.context(case.context).cross_gaps(case.cross_gaps).build().unwrap();
    let [.., test] = parts(rows, &case.split);
    match split(windows) {
        Err(DataError::BadWindows(WindowError::GapBeforeEnd { row, rows: after, .. })) => {
            assert!(!has_latest(rows, &test, L, case) && rows.gaps.contains(&row) && row + after == rows.count);
        }
        alone => {
            let alone = <[_; 3]>::from(alone.unwrap());
            for (alone, of_panel) in alone.iter().zip(of_panel) {
                let indices: Vec<usize> = (0..alone.len()).collect();
                assert_eq!(alone.latest(), of_panel.latest());
                let values = |part: &WindowPart<L, H, F>| -> (Vec<f32>, Vec<f32>) {
                    let (x, y): (Tensor<_>, Tensor<_>) = part.batch(&indices).unwrap();
                    (x.to_vec(), y.to_vec())
                };
                assert_eq!(values(alone), values(of_panel));
            }
            let last = &alone[2];
            assert_eq!(last.history_times(last.latest()).last(), table.time().last());
            assert_eq!(last.latest_of(0), Ok(last.latest()));
        }
    }
}

macro_rules! sizes { ($($l:literal $h:literal $f:literal),* $(,)?) => {
    const SIZES: [(usize, usize, usize); 13] = [$(($l, $h, $f)),*];

    fn check_sizes(sizes: (usize, usize, usize), case: &Case) {
        match sizes {
            $(($l, $h, $f) => check::<$l, $h, $f>(case),)*
            sizes => unreachable!("{sizes:?} is not in the list"),
        }
    }
} }
sizes! {
    1 1 1, 2 1 1, 1 3 2, 3 2 3, 5 1 2, 4 4 1, 7 2 1, 2 6 3, 8 3 2, 3 3 5, 6 1 7, 10 5 2, 12 1 1,
}

fn rows() -> impl Strategy<Value = Rows> {
    (0..30_usize, 3..120_usize, prop::collection::btree_set(3..120_usize, 0..5)).prop_map(|(begins, count, gaps)| {
        let gaps: Vec<usize> = gaps.into_iter().filter(|&gap| gap < count).collect();
        Rows { begins, count, gaps }
    })
}

fn split() -> impl Strategy<Value = Split> {
    let eighths = (1..6_usize, 1..4_usize).prop_filter_map("a part of nothing", |(first, second)| {
        let rest = 8_usize.checked_sub(first + second)?;
        (rest > 0).then_some(Split::Eighths([first, second, rest]))
    });
    let at = (2..100_usize, 1..60_usize).prop_map(|(first, more)| Split::At(first, first + more));
    prop_oneof![eighths, at]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn windows_of_many_series_are_those_of_the_reference(
        sizes in prop::sample::select(SIZES.to_vec()),
        series in prop::collection::vec(rows(), 1..5),
        stride in 1..6_usize,
        context in any::<bool>(),
        cross_gaps in prop::bool::weighted(0.25),
        split in split(),
    ) {
        check_sizes(sizes, &Case { series, stride, context, cross_gaps, split });
    }
}

#[test]
fn the_reference_is_right_for_a_case_by_hand() {
    let rows = Rows { begins: 0, count: 20, gaps: vec![12] };
    assert_eq!(rows.hours()[10..14], [10, 11, 14, 15]);
    let case =
        |stride, context, cross_gaps| Case { series: vec![], stride, context, cross_gaps, split: Split::At(0, 0) };
    assert_eq!(reference(&rows, &(0..10), 3, 2, &case(1, false, false)), [0, 1, 2, 3, 4, 5]);
    assert_eq!(reference(&rows, &(0..10), 3, 2, &case(2, false, false)), [0, 2, 4]);
    assert_eq!(reference(&rows, &(10..20), 3, 2, &case(1, false, false)), [12, 13, 14, 15]);
    assert_eq!(reference(&rows, &(10..20), 3, 2, &case(2, true, false)), [7, 12, 14]);
    assert_eq!(reference(&rows, &(10..20), 3, 2, &case(4, true, true)), [7, 11, 15]);
    let time: DateTime = "2020-01-01T14:00".parse().unwrap();
    assert_eq!(series::<1>(0, &rows).time()[12], time);
}
