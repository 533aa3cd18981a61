//! Windows whose sizes are known only at run time. The sizes of a `WindowDataset` are part of its type.

use timeseriesml::data::Series;
use timeseriesml::{Column, Dataset, DynTensor, ShapeError, forecaster::DynContract};

/// The windows of some rows. Inputs and targets are differences from the last input row.
pub struct Windows {
    pub part: Series,
    pub lookback: usize,
    pub horizon: usize,
}

impl Windows {
    fn columns(&self) -> Vec<&[f64]> {
        self.part.column_names().filter_map(|name| self.part.column(name)).collect()
    }

    /// The inputs of the windows that begin at these rows.
    pub fn inputs(&self, firsts: &[usize]) -> Result<DynTensor, ShapeError> {
        let columns = self.columns();
        let rows = firsts.iter().flat_map(|&first| (first..first + self.lookback).map(move |row| (row, first)));
        let differences = rows.flat_map(|(row, first)| {
            columns.iter().map(move |column| (column[row] - column[first + self.lookback - 1]) as f32)
        });
        let sizes = [firsts.len(), self.lookback, columns.len()];
        DynTensor::from_slice_sized(sizes, &differences.collect::<Vec<_>>())
    }
}

impl Dataset for Windows {
    type Input = DynTensor;
    type Target = DynTensor;
    /// Any `DynForward` can be trained on this data. If sizes do not match, `fit` returns an error.
    type Contract = DynContract;

    fn len(&self) -> usize {
        (self.part.len() + 1).saturating_sub(self.lookback.saturating_add(self.horizon))
    }

    fn batch(&self, firsts: &[usize]) -> Result<(DynTensor, DynTensor), ShapeError> {
        let close = self.columns()[Column::Close as usize];
        let targets = firsts.iter().flat_map(|first| {
            let (last, ahead) = close[first + self.lookback - 1..].split_at(1);
            ahead[..self.horizon].iter().map(move |close| (close - last[0]) as f32)
        });
        let sizes = [firsts.len(), self.horizon];
        Ok((self.inputs(firsts)?, DynTensor::from_slice_sized(sizes, &targets.collect::<Vec<_>>())?))
    }
}
