//! The state of an LSTM.

use crate::shape::{Axis, Dim, DynShape, Shape};
use crate::tensor::{DynTensor, Float, ShapeError, Tensor};

/// The hidden and the cell state of all layers of an LSTM.
///
/// Both have the shape `(Dim<LAYERS>, B, Dim<HIDDEN>)`, or `(Dim<{2·LAYERS}>, B, Dim<HIDDEN>)` if bidirectional: for each layer the state of
/// the forward direction, then the state of the reverse direction. PyTorch uses the same order, even with `batch_first`.
#[derive(Clone, Debug)]
#[must_use]
pub struct LstmState<S: Shape = DynShape, E: Float = f32> {
    /// The hidden state h, which is also the output of a step.
    pub hidden: Tensor<S, E>,
    /// The cell state c.
    pub cell: Tensor<S, E>,
}

impl<S: Shape, E: Float> LstmState<S, E> {
    /// The same state, detached from the autodiff graph, so that no gradient flows back past it: for training on pieces of long sequences (truncated
    /// backpropagation through time).
    pub fn detach(&self) -> Self {
        LstmState { hidden: self.hidden.detach(), cell: self.cell.detach() }
    }

    pub(super) fn into_dyn(self) -> LstmState<DynShape, E> {
        LstmState { hidden: self.hidden.into_dyn(), cell: self.cell.into_dyn() }
    }
}

impl<const ROWS: usize, B: Axis, H: Axis, E: Float> LstmState<(Dim<ROWS>, B, H), E>
where
    (B, H): Shape,
{
    /// The last row of the hidden state: the last layer's output at the last step or, if bidirectional, the final state of its reverse direction.
    ///
    /// # Panics
    /// If there are no layers.
    #[track_caller]
    pub fn last_hidden(&self) -> Tensor<(B, H), E> {
        let last = self.hidden.clone().into_dyn().select(0, ROWS - 1);
        Tensor::from_array(crate::tensor::or_panic(last).into_array())
    }
}

impl<E: Float> LstmState<DynShape, E> {
    /// Hidden and cell state in row `index`.
    pub(super) fn at(&self, index: usize) -> Result<[DynTensor<E>; 2], ShapeError> {
        Ok([self.hidden.select(0, index)?, self.cell.select(0, index)?])
    }
}
