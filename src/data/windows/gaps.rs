//! Finds the runs of rows between gaps in time.

use std::ops::Range;

/// The gaps within a range of rows. A gap directly before the range does not count.
pub(super) fn gaps_within<'a>(rows: &Range<usize>, gaps: &'a [usize]) -> &'a [usize] {
    let (from, to) = (gaps.partition_point(|&gap| gap <= rows.start), gaps.partition_point(|&gap| gap < rows.end));
    &gaps[from..to.max(from)]
}

/// Splits a range of rows at its gaps. An empty range has no runs.
pub(super) fn runs(rows: Range<usize>, gaps: &[usize]) -> impl Iterator<Item = Range<usize>> + Clone {
    let within = gaps_within(&rows, gaps).iter().copied();
    let starts = std::iter::once(rows.start).chain(within.clone());
    let ends = within.chain(std::iter::once(rows.end));
    starts.zip(ends).map(|(start, end)| start..end).filter(|run| !run.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

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
