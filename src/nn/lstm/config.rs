//! What a [`DynLstm`](super::DynLstm) is built from.

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
    /// Features of the input.
    pub inputs: usize,
    /// Numbers of a hidden state, in one direction.
    pub hidden: usize,
    /// Layers, one over the other; 1 by default.
    pub layers: usize,
    /// Whether each layer reads in both directions; not by default.
    pub bidirectional: bool,
    /// Whether there are biases, as by default.
    pub bias: bool,
    /// The probability with which an output of a layer is dropped before the next layer; 0 by default.
    pub dropout: f64,
}

impl LstmConfig {
    /// One layer that reads in one direction, with biases, without dropout.
    pub fn new(inputs: usize, hidden: usize) -> Self {
        LstmConfig { inputs, hidden, layers: 1, bidirectional: false, bias: true, dropout: 0.0 }
    }

    /// How many layers there are, one over the other.
    pub fn layers(self, layers: usize) -> Self {
        LstmConfig { layers, ..self }
    }

    /// Each layer reads in both directions.
    pub fn bidirectional(self) -> Self {
        LstmConfig { bidirectional: true, ..self }
    }

    /// No biases.
    pub fn without_bias(self) -> Self {
        LstmConfig { bias: false, ..self }
    }

    /// The probability with which an output of a layer is dropped before the next layer, in training.
    pub fn dropout(self, p: f64) -> Self {
        LstmConfig { dropout: p, ..self }
    }
}
