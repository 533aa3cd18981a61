//! What an LSTM remembers between steps.

use crate::shape::{Axis, Dim, DynShape, Shape};
use crate::tensor::{DynTensor, Float, ShapeError, Tensor};

/// The hidden and the cell state of all layers of an LSTM.
///
/// Both have the shape `(Dim<LAYERS>, B, Dim<HIDDEN>)`, for both directions `(Dim<{2·LAYERS}>, B, Dim<HIDDEN>)`: of each layer the state of
/// the way forwards, then that backwards. PyTorch has this order too, also with `batch_first`.
#[derive(Clone, Debug)]
#[must_use]
pub struct LstmState<S: Shape = DynShape, E: Float = f32> {
    /// h, what the steps put out.
    pub hidden: Tensor<S, E>,
    /// c, what they keep to themselves.
    pub cell: Tensor<S, E>,
}

impl<S: Shape, E: Float> LstmState<S, E> {
    /// The same state without its history: gradients end here. Long sequences are trained in pieces in this way (truncated
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
    /// The hidden state of the last layer: of a layer that reads in one direction, the output at the last step. Of one that reads in
    /// both, it is that of the way backwards.
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
    /// The states of layer and direction `index`.
    pub(super) fn at(&self, index: usize) -> Result<[DynTensor<E>; 2], ShapeError> {
        Ok([self.hidden.select(0, index)?, self.cell.select(0, index)?])
    }
}
