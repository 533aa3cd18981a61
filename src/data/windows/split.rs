//! The cuts between parts: by fractions, by numbers of rows, by times.

use crate::data::DataError;
use jiff::civil::DateTime;
use std::ops::Range;

/// Windows that can be split into `PARTS` parts: two parts are returned as a pair, three as a triple.
#[diagnostic::on_unimplemented(
    message = "windows can be split into two or three parts, not {PARTS}",
    label = "expected two numbers (training, test) or three (training, validation, test)",
    note = "`split([0.8, 0.2])` and `split([0.7, 0.1, 0.2])` take fractions, `split_rows([800, 200])` row counts; `whole()` keeps all windows in one part"
)]
pub trait InParts<const PARTS: usize>: Sized {
    /// The parts, in order of time.
    type Parts;
    #[doc(hidden)]
    fn from_parts(parts: impl Iterator<Item = Self>) -> Self::Parts;
}

/// Windows that can be split at `CUTS` times: one cut makes two parts, two cuts make three.
#[diagnostic::on_unimplemented(
    message = "windows can be split at one or two times, not {CUTS}",
    label = "expected the start of the test part, or the starts of the validation and test parts",
    note = "`split_at([test])` gives training and test parts, `split_at([validation, test])` training, validation and test parts; `whole()` keeps all windows in one part"
)]
pub trait CutInParts<const CUTS: usize>: Sized {
    /// The parts, in order of time.
    type Parts;
    #[doc(hidden)]
    fn from_parts(parts: impl Iterator<Item = Self>) -> Self::Parts;
}

macro_rules! parts { ($($Trait:ident<$n:literal>: ($($Part:ident),+);)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<P> $Trait<$n> for P {
        type Parts = ($($Part),+);
        fn from_parts(mut parts: impl Iterator<Item = P>) -> Self::Parts {
            let mut next = || -> P { parts.next().expect("a split has as many parts as its type says") };
            ($({ let part: $Part = next(); part }),+)
        }
    }
)* } }
parts! {
    InParts<2>: (P, P);
    InParts<3>: (P, P, P);
    CutInParts<1>: (P, P);
    CutInParts<2>: (P, P, P);
}

/// The rows at which parts begin and end.
pub(super) struct Cuts {
    // Invariant: at least two rows, ascending from 0 to the number of rows. Only series of a panel may have empty parts.
    ends: Vec<usize>,
}

impl Cuts {
    /// Makes one part of all rows, without a cut.
    pub(super) fn none(rows: usize) -> Self {
        Cuts { ends: vec![0, rows] }
    }

    pub(super) fn by_fractions(rows: usize, fractions: &[f64]) -> Result<Self, DataError> {
        // The condition is negated so that NaN is refused too.
        if !fractions.iter().all(|&f| f > 0.0) || (fractions.iter().sum::<f64>() - 1.0).abs() > 1e-9 {
            return Err(DataError::Fractions { found: fractions.into() });
        }
        // The tiny addition keeps 0.7 of 10 rows at 7, despite rounding.
        let cut = |fraction: f64| ((rows as f64 * fraction + 1e-9) as usize).min(rows);
        let mut ends: Vec<usize> = (0..fractions.len()).map(|part| cut(fractions[..part].iter().sum())).collect();
        ends.push(rows);
        Ok(Cuts { ends })
    }

    pub(super) fn by_rows(series: &str, rows: usize, counts: &[usize]) -> Result<Self, DataError> {
        let mut ends = vec![0_usize];
        for &count in counts {
            ends.push(ends[ends.len() - 1].saturating_add(count));
        }
        match ends[ends.len() - 1] {
            sum if sum == rows => Ok(Cuts { ends }),
            sum => Err(DataError::RowCounts { series: series.to_owned(), found: counts.into(), sum, rows }),
        }
    }

    /// Cuts at times. Only a series of a panel (`of_panel`) may lie entirely before or after a cut.
    pub(super) fn by_times(
        series: &str,
        time: &[DateTime],
        cuts: &[DateTime],
        of_panel: bool,
    ) -> Result<Self, DataError> {
        if let Some(pair) = cuts.windows(2).find(|pair| pair[1] <= pair[0]) {
            return Err(DataError::CutOrder { earlier: pair[0], later: pair[1] });
        }
        let mut ends = vec![0];
        for &cut in cuts {
            let row = time.partition_point(|&time| time < cut);
            if (row == 0 || row == time.len()) && !of_panel {
                let (series, first, last) = (series.to_owned(), time[0], time[time.len() - 1]);
                return Err(DataError::CutOutside { series, cut, first, last });
            }
            ends.push(row);
        }
        ends.push(time.len());
        Ok(Cuts { ends })
    }

    /// The number of rows in the first part.
    pub(super) fn training(&self) -> usize {
        self.ends[1]
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = Range<usize>> {
        self.ends.windows(2).map(|ends| ends[0]..ends[1])
    }

    /// The names of the parts in messages.
    pub(super) fn names(&self) -> &'static [&'static str] {
        match self.ends.len() {
            2 => &["whole series"],
            3 => &["training part", "test part"],
            _ => &["training part", "validation part", "test part"],
        }
    }

    /// Refuses a part that is shorter than one window or, with context, shorter than one horizon.
    pub(super) fn check(&self, series: &str, lookback: usize, horizon: usize, context: bool) -> Result<(), DataError> {
        for (part, (rows, part_name)) in self.parts().zip(self.names()).enumerate() {
            let (first, rows, part_name) = (rows.start, rows.len(), *part_name);
            let needed = lookback.saturating_add(horizon);
            if context && part > 0 {
                if rows < horizon {
                    let (series, part) = (series.to_owned(), part_name);
                    return Err(DataError::TooFewTargetRows { series, part, horizon, first, rows });
                }
            } else if rows < needed {
                let (series, part) = (series.to_owned(), part_name);
                return Err(DataError::TooFewRows { series, part, lookback, horizon, needed, first, rows });
            }
        }
        Ok(())
    }
}
