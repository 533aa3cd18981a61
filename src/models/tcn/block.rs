//! A block of a temporal convolutional network.

use crate::nn::{Dropout, DynConv1d, DynForward};
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// Two causal convolutions of one dilation, and the way around them.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
pub(super) struct Block<E: Float> {
    conv1: DynConv1d<E>,
    dropout1: Dropout,
    conv2: DynConv1d<E>,
    dropout2: Dropout,
    /// Only where the widths differ.
    residual: Option<DynConv1d<E>>,
}

impl<E: Float> Block<E> {
    pub(super) fn new(
        inputs: usize,
        outputs: usize,
        kernel: usize,
        dilation: usize,
        dropout: f64,
        rng: &mut impl Rng,
    ) -> Result<Self, ShapeError> {
        let conv1 = DynConv1d::with_element(inputs, outputs, kernel, rng)?.dilation(dilation).causal();
        let conv2 = DynConv1d::with_element(outputs, outputs, kernel, rng)?.dilation(dilation).causal();
        let residual = (inputs != outputs).then(|| DynConv1d::with_element(inputs, outputs, 1, rng)).transpose()?;
        Ok(Block { conv1, dropout1: Dropout::new(dropout, rng), conv2, dropout2: Dropout::new(dropout, rng), residual })
    }

    pub(super) fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let around = match &self.residual {
            Some(residual) => residual.forward(x.clone())?,
            None => x.clone(),
        };
        let y = self.dropout1.try_forward(self.conv1.forward(x)?.into_relu()?)?;
        let y = self.dropout2.try_forward(self.conv2.forward(y)?.into_relu()?)?;
        y.add(&around)?.into_relu()
    }
}
