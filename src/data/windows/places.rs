//! The positions of a part's windows: for each window number, the series and the first row.
//!
//! First come the windows with a whole horizon, of all series; then those whose horizon reaches beyond the part. Last comes, for
//! each series, the window whose lookback ends with the last row of the series in the part.

use super::gaps::{gaps_within, runs};
use super::rows::Table;
use std::ops::Range;

/// The lengths of a window's lookback and horizon, and the distance between the starts of windows.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub(super) lookback: usize,
    pub(super) horizon: usize,
    pub(super) stride: usize,
}

impl Sizes {
    /// The number of rows of a window.
    pub(super) fn needed(self) -> usize {
        self.lookback.saturating_add(self.horizon)
    }
}

/// The windows of a part by their numbers.
pub(super) struct Places {
    // Invariant: not empty; the window numbers ascend.
    steps: Vec<Steps>,
    whole: usize,
    all: usize,
    ends: Vec<LastLookback>,
}

/// Windows that begin at equally spaced rows of one series.
struct Steps {
    number: usize,
    series: usize,
    row: usize,
    stride: usize,
}

/// The window whose lookback ends with the last row of a series in a part, or the reason why no such window exists.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LastLookback {
    Window(usize),
    /// There is no such window: the lookback would cross the gap before `row`; `rows` rows follow the gap.
    AcrossGap {
        row: usize,
        rows: usize,
    },
    /// There is no such window: the part has fewer rows of the series than a lookback.
    Short {
        rows: usize,
    },
    /// There is no such window: the part has no row of the series.
    Absent,
}

impl Places {
    /// Finds the windows within a range of rows of each series.
    pub(super) fn new(tables: &[Table], rows: &[Range<usize>], sizes: Sizes) -> Self {
        let Sizes { lookback, stride, .. } = sizes;
        let mut places = Places { steps: Vec::new(), whole: 0, all: 0, ends: Vec::with_capacity(tables.len()) };
        let ranges = || tables.iter().zip(rows).enumerate();
        for (series, (table, rows)) in ranges() {
            for run in runs(rows.clone(), &table.gaps).filter(|run| run.len() >= sizes.needed()) {
                places.add(series, run.start, stride, (run.len() - sizes.needed()) / stride + 1);
            }
        }
        places.whole = places.all;
        let last_run = |table: &Table, rows: &Range<usize>| {
            let last = gaps_within(rows, &table.gaps).last().map_or(rows.start, |&gap| gap);
            last..rows.end
        };
        for (series, (table, rows)) in ranges() {
            let run = last_run(table, rows);
            if run.len() >= lookback {
                let first = (run.end + 1).saturating_sub(sizes.needed()).max(run.start);
                places.add(series, first, 1, run.end - lookback - first);
            }
        }
        for (series, (table, rows)) in ranges() {
            let run = last_run(table, rows);
            let end = match rows.len() {
                _ if run.len() >= lookback => {
                    places.add(series, run.end - lookback, 1, 1);
                    LastLookback::Window(places.all - 1)
                }
                0 => LastLookback::Absent,
                rows if rows < lookback => LastLookback::Short { rows },
                _ => LastLookback::AcrossGap { row: run.start, rows: run.len() },
            };
            places.ends.push(end);
        }
        places
    }

    fn add(&mut self, series: usize, row: usize, stride: usize, count: usize) {
        if count > 0 {
            self.steps.push(Steps { number: self.all, series, row, stride });
            self.all += count;
        }
    }

    /// The number of windows with a whole horizon.
    pub(super) fn whole(&self) -> usize {
        self.whole
    }

    /// The number of windows, with or without a whole horizon.
    pub(super) fn all(&self) -> usize {
        self.all
    }

    /// The series and first row of a window, whose number must be below [`all`](Self::all).
    pub(super) fn place(&self, window: usize) -> (usize, usize) {
        let next = self.steps.partition_point(|steps| steps.number <= window);
        let Steps { number, series, row, stride } = self.steps[next - 1];
        (series, row + (window - number) * stride)
    }

    /// For each series, the window whose lookback ends with the series' last row.
    pub(super) fn ends(&self) -> &[LastLookback] {
        &self.ends
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn table(gaps: &[usize]) -> Table {
        let (name, time) = ("s".to_owned(), Arc::new(Vec::new()));
        Table { name, time, columns: Vec::new(), targets: Vec::new(), weights: None, gaps: gaps.to_vec() }
    }

    fn check(rows: Range<usize>, gaps: &[usize], stride: usize, whole: &[usize], rest: &[usize]) {
        let places = Places::new(&[table(gaps)], &[rows], Sizes { lookback: 3, horizon: 2, stride });
        let found: Vec<usize> = (0..places.all()).map(|window| places.place(window).1).collect();
        assert_eq!((&found[..places.whole()], &found[places.whole()..]), (whole, rest));
    }

    #[test]
    fn windows_begin_at_every_stride_of_each_run() {
        check(10..17, &[], 1, &[10, 11, 12], &[13, 14]);
        check(10..17, &[], 2, &[10, 12], &[13, 14]);
        check(10..17, &[], 5, &[10], &[13, 14]);
        check(0..12, &[5], 2, &[0, 5, 7], &[8, 9]);
        // The last run is long enough for a lookback, but not for a horizon after it.
        check(0..9, &[6], 1, &[0, 1], &[6]);
        // A run shorter than a lookback has no window.
        check(0..8, &[6], 1, &[0, 1], &[]);
    }

    #[test]
    fn the_last_windows_of_all_series_have_adjacent_numbers() {
        let rows = [0..6, 4..4, 0..2, 0..7, 0..9];
        let gaps: [&[usize]; 5] = [&[], &[], &[], &[6], &[]];
        let tables: Vec<Table> = gaps.iter().map(|gaps| table(gaps)).collect();
        let places = Places::new(&tables, &rows, Sizes { lookback: 3, horizon: 2, stride: 1 });
        let expected = [
            LastLookback::Window(places.all() - 2),
            LastLookback::Absent,
            LastLookback::Short { rows: 2 },
            LastLookback::AcrossGap { row: 6, rows: 1 },
            LastLookback::Window(places.all() - 1),
        ];
        assert_eq!(places.ends(), expected);
        assert_eq!([2, 1].map(|back| places.place(places.all() - back)), [(0, 3), (4, 6)]);
    }
}
