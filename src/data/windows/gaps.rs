//! Gaps in time, and the runs of rows between them.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use std::collections::HashMap;
use std::ops::Range;

/// The rows that come after a gap: a step that is larger than the most frequent one. If several steps are equally frequent, the largest of
/// them counts, so a series whose steps all differ has no gap.
pub(crate) fn gap_rows(time: &[DateTime]) -> Vec<usize> {
    let steps = || time.windows(2).map(|pair| pair[1].duration_since(pair[0]));
    let mut counts: HashMap<SignedDuration, usize> = HashMap::new();
    steps().for_each(|step| *counts.entry(step).or_default() += 1);
    let Some((usual, _)) = counts.into_iter().max_by_key(|&(step, count)| (count, step)) else { return Vec::new() };
    steps().zip(1..).filter(|&(step, _)| step > usual).map(|(_, row)| row).collect()
}

/// The gaps within a range of rows: one before its first row does not count.
pub(super) fn gaps_within<'a>(rows: &Range<usize>, gaps: &'a [usize]) -> &'a [usize] {
    let (from, to) = (gaps.partition_point(|&gap| gap <= rows.start), gaps.partition_point(|&gap| gap < rows.end));
    &gaps[from..to.max(from)]
}

/// A range of rows, cut at its gaps; nothing if the range is empty.
pub(super) fn runs(rows: Range<usize>, gaps: &[usize]) -> impl Iterator<Item = Range<usize>> + Clone {
    let within = gaps_within(&rows, gaps).iter().copied();
    let starts = std::iter::once(rows.start).chain(within.clone());
    let ends = within.chain(std::iter::once(rows.end));
    starts.zip(ends).map(|(start, end)| start..end).filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(hours: &[i64]) -> Vec<DateTime> {
        let start: DateTime = "2020-01-01T00:00".parse().unwrap();
        hours.iter().map(|&hour| start + SignedDuration::from_hours(hour)).collect()
    }

    #[test]
    fn a_gap_is_a_step_larger_than_the_usual_one() {
        assert_eq!(gap_rows(&times(&[0, 1, 2, 4, 5, 6, 100, 101])), [3, 6]);
        // A shorter step is no gap, and neither is one of steps that all differ.
        assert_eq!(gap_rows(&times(&[0, 2, 4, 5, 7, 9])), [0; 0]);
        for none in [&[][..], &[0], &[0, 9], &[0, 1, 3, 6, 10], &[0, 1, 3]] {
            assert_eq!(gap_rows(&times(none)), [0; 0], "{none:?}");
        }
    }

    #[test]
    fn runs_lie_between_the_gaps_of_their_range() {
        let runs = |rows: Range<usize>| runs(rows, &[3, 6]).collect::<Vec<_>>();
        assert_eq!(runs(0..8), [0..3, 3..6, 6..8]);
        assert_eq!(runs(3..7), [3..6, 6..7]);
        assert_eq!(runs(4..7), [4..6, 6..7]);
        assert_eq!(runs(6..6), [0..0; 0]);
        assert_eq!(gaps_within(&(2..6), &[3, 6]), [3]);
    }
}
