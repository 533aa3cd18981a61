//! The rule "a sequence in, a sequence out": the recurrent operation, which the layer in `nn/lstm` calls.

use super::{DynTensor, Float, RealOperations, Result, Tensor};
use timeseriesml_core::ops::lstm::Weights;

/// What an LSTM returns: the hidden states of all steps, the last hidden state, and the last cell state.
pub(crate) type LstmOutputs<E> = [DynTensor<E>; 3];

impl<E: Float> DynTensor<E> {
    /// One direction of one layer of an LSTM over `[batch, time, features]`: see `nn/lstm`.
    pub(crate) fn lstm(
        self,
        weights: [&Self; 2],
        biases: Option<[&Self; 2]>,
        initial: Option<[&Self; 2]>,
        reverse: bool,
    ) -> Result<LstmOutputs<E>> {
        let [input, recurrent] = weights.map(Tensor::handle);
        let weights = Weights { input, recurrent, biases: biases.map(|pair| pair.map(Tensor::handle)) };
        let initial = initial.map(|pair| pair.map(Tensor::handle));
        let (y, [hidden, cell]) = <E as RealOperations>::lstm(self.into_array(), weights, initial, reverse)?;
        Ok([y, hidden, cell].map(Tensor::from_array))
    }
}
