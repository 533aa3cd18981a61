//! Cuts the rows of all series into parts, and fits the scalers on the first part.

use super::builder::Source;
use super::error::WindowError;
use super::gaps::{gaps_within, runs};
use super::places::{LastLookback, Places, Sizes};
use super::rows::{Scalers, Table, WindowRows};
use super::split::Cuts;
use super::weights::weights_of;
use crate::data::{DataError, SampleWeights};
use std::ops::Range;
use std::sync::Arc;

/// What a part of a split contains.
pub(super) struct PartOfSplit {
    pub(super) rows: Arc<WindowRows>,
    pub(super) places: Places,
    pub(super) weights: Option<SampleWeights>,
}

/// Returns the parts between the cuts of each series, in order of time. The last `steps` rows of a window are its targets.
pub(super) fn cut(
    source: Source,
    cuts: &[Cuts],
    lookback: usize,
    horizon: usize,
    steps: usize,
) -> Result<Vec<PartOfSplit>, DataError> {
    let Source { tables, skipped, options } = source;
    let sizes = options.sizes(lookback, horizon);
    let context = if options.context { lookback } else { 0 };
    if !options.panel {
        cuts[0].check(&tables[0].name, lookback, horizon, options.context)?;
    }
    let mut places = Vec::new();
    for (part, &name) in cuts[0].names().iter().enumerate() {
        let rows: Vec<Range<usize>> = cuts.iter().map(|cuts| rows_of_part(cuts, part, context)).collect();
        let found = Places::new(&tables, &rows, sizes);
        if found.whole() == 0 {
            return Err(no_window(&tables, &rows, name, sizes, options.panel).into());
        }
        places.push(found);
    }
    if let (false, LastLookback::AcrossGap { row, rows }) = (options.panel, &places[places.len() - 1].ends()[0]) {
        let (series, time) = (tables[0].name.clone(), tables[0].time[*row]);
        return Err(WindowError::GapBeforeEnd { series, row: *row, time, rows: *rows, lookback }.into());
    }
    let training: Vec<usize> = cuts.iter().map(Cuts::training).collect();
    let mut scalers = options.scale.scalers(&tables, &training)?;
    if options.subtract_last {
        // Clipping comes before the last row is subtracted, so a level outside the range would be lost.
        let unclipped = |Scalers { columns, targets }| Scalers { columns: columns.unclipped(), targets };
        scalers = scalers.into_iter().map(unclipped).collect();
    }
    let weights = match &options.weights {
        Some(by) => Some(weights_of(by, &tables, &places[0], sizes.needed(), steps)?),
        None => None,
    };
    let rows = Arc::new(WindowRows::new(tables, scalers, options.subtract_last, skipped)?);
    // Only the first part is used for training, so only it has weights.
    let weights = std::iter::once(weights).chain(std::iter::repeat(None));
    let parts = places.into_iter().zip(weights);
    Ok(parts.map(|(places, weights)| PartOfSplit { rows: rows.clone(), places, weights }).collect())
}

/// The rows of a part, and up to `context` rows before them.
fn rows_of_part(cuts: &Cuts, part: usize, context: usize) -> Range<usize> {
    let rows = cuts.parts().nth(part).unwrap_or(0..0);
    match rows.is_empty() {
        true => rows,
        false => rows.start.saturating_sub(context)..rows.end,
    }
}

fn no_window(tables: &[Table], rows: &[Range<usize>], part: &'static str, sizes: Sizes, panel: bool) -> WindowError {
    let (Sizes { lookback, horizon, .. }, needed) = (sizes, sizes.needed());
    if panel {
        return WindowError::PartWithoutWindow { part, lookback, horizon, needed };
    }
    let (series, gaps) = (tables[0].name.clone(), &tables[0].gaps);
    let longest = runs(rows[0].clone(), gaps).map(|run| run.len()).max().unwrap_or(0);
    let gaps = gaps_within(&rows[0], gaps).len();
    WindowError::OnlyShortRuns { series, part, lookback, horizon, needed, gaps, longest }
}
