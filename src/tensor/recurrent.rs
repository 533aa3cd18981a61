//! Operations with the shape rule "a sequence in, a sequence out": the recurrent operation behind the layer in `nn/lstm`.

use super::{DynTensor, Float, RealOperations, Result, Tensor};
use timeseriesml_core::ops::lstm::Weights;

impl<E: Float> DynTensor<E> {
    /// Runs one direction of one layer of an LSTM over a sequence `[batch, time, features]`. Returns the hidden states of all steps,
    /// `[batch, time, hidden]`, and the last hidden and cell states, `[batch, hidden]`. [`Lstm`](crate::nn::Lstm) is the layer.
    ///
    /// The weights are `[4·hidden, features]` and `[4·hidden, hidden]`, for the gates i, f, g and o; the two biases `[4·hidden]` are added to
    /// the two products. The initial states are `[batch, hidden]`; `None` means zeros. With `reverse` the layer reads from the last step to the
    /// first.
    ///
    /// # Errors
    /// [`ShapeError::Rank`](super::ShapeError::Rank) or [`ShapeError::Size`](super::ShapeError::Size), which names the tensor with wrong sizes.
    pub fn lstm(
        &self,
        weights: [&Self; 2],
        biases: Option<[&Self; 2]>,
        initial: Option<[&Self; 2]>,
        reverse: bool,
    ) -> Result<[Self; 3]> {
        let [input, recurrent] = weights.map(Tensor::handle);
        let weights = Weights { input, recurrent, biases: biases.map(|pair| pair.map(Tensor::handle)) };
        let initial = initial.map(|pair| pair.map(Tensor::handle));
        let (y, [hidden, cell]) = <E as RealOperations>::lstm(self.handle(), weights, initial, reverse)?;
        Ok([y, hidden, cell].map(Tensor::from_array))
    }
}
