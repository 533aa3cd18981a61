//! The configuration of an LSTM.

/// The sizes and options of a [`DynLstm`](super::DynLstm).
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::nn::{DynLstm, LstmConfig};
/// let config = LstmConfig::new(5, 64).layers(2).bidirectional().dropout(0.2);
/// let lstm = DynLstm::new(&config, &mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use]
pub struct LstmConfig {
    /// The number of features of the input.
    pub inputs: usize,
    /// The size of the hidden state, per direction.
    pub hidden: usize,
    /// The number of stacked layers; 1 by default.
    pub layers: usize,
    /// Whether each layer reads in both directions; false by default.
    pub bidirectional: bool,
    /// Whether the layers have biases; true by default.
    pub bias: bool,
    /// The probability of dropout between layers during training; 0 by default.
    pub dropout: f64,
}

impl LstmConfig {
    /// A configuration with the defaults: one layer, one direction, biases, no dropout.
    pub fn new(inputs: usize, hidden: usize) -> Self {
        LstmConfig { inputs, hidden, layers: 1, bidirectional: false, bias: true, dropout: 0.0 }
    }

    /// Sets the number of stacked layers.
    pub fn layers(self, layers: usize) -> Self {
        LstmConfig { layers, ..self }
    }

    /// Makes each layer read in both directions.
    pub fn bidirectional(self) -> Self {
        LstmConfig { bidirectional: true, ..self }
    }

    /// Removes the biases.
    pub fn without_bias(self) -> Self {
        LstmConfig { bias: false, ..self }
    }

    /// Sets the probability of dropout between layers during training.
    pub fn dropout(self, p: f64) -> Self {
        LstmConfig { dropout: p, ..self }
    }
}
