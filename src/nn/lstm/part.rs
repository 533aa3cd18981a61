//! The LSTM with run-time sizes.

use super::config::LstmConfig;
use super::state::LstmState;
use crate::nn::dropout::Dropout;
use crate::nn::forward::DynForward;
use crate::nn::init::uniform_by_fan_in;
use crate::nn::module::Module;
use crate::nn::parameter::Parameter;
use crate::nn::path::ModulePath;
use crate::nn::sizes::at_least_one;
use crate::nn::visitor::{Visitor, VisitorMut};
use crate::shape::DynShape;
use crate::tensor::{DynTensor, Float, ShapeError};
use rand::Rng;

/// The run-time version of [`Lstm`](super::Lstm): sizes are values, and a wrong input is an error.
#[derive(Clone, Debug)]
#[must_use]
pub struct DynLstm<E: Float = f32> {
    config: LstmConfig,
    /// For each layer the forward direction, followed by the reverse direction if the LSTM is bidirectional.
    ways: Vec<Way<E>>,
    dropout: Dropout,
}

/// One direction of one layer.
#[derive(Clone, Debug)]
struct Way<E: Float> {
    reverse: bool,
    /// The names are stored, so that a visit does not need to format them.
    parameters: Vec<(String, Parameter<DynShape, E>)>,
}

const OP: &str = "lstm";

impl DynLstm {
    /// A layer with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for a size of 0 or a dropout that is not a probability below 1,
    /// [`ShapeError::TooLarge`] if memory runs out.
    pub fn new(config: &LstmConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        Self::with_element(config, rng)
    }
}

impl<E: Float> DynLstm<E> {
    /// Like [`new`](DynLstm::new), but for any element type: `DynLstm::<f64>::with_element(&config, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynLstm::new).
    pub fn with_element(config: &LstmConfig, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let sizes = [
            ("the number of inputs", config.inputs),
            ("the number of layers", config.layers),
            ("the size of a hidden state", config.hidden),
        ];
        at_least_one(OP, &sizes)?;
        if !(0.0..1.0).contains(&config.dropout) {
            let allowed = "at least 0 and below 1".into();
            return Err(ShapeError::Argument {
                op: OP,
                name: "the dropout",
                found: config.dropout.to_string(),
                allowed,
            });
        }
        let directions = 1 + usize::from(config.bidirectional);
        let too_large = || ShapeError::TooLarge { op: OP, sizes: [4, config.hidden].into() };
        let width = config.hidden.checked_mul(4).ok_or_else(too_large)?;
        let mut ways = Vec::new();
        for layer in 0..config.layers {
            let inputs = if layer == 0 { config.inputs } else { config.hidden.saturating_mul(directions) };
            for reverse in [false, true].into_iter().take(directions) {
                let suffix = if reverse { "_reverse" } else { "" };
                let (from_input, from_state, bias) = ([width, inputs], [width, config.hidden], [width]);
                let weights: [(&str, &[usize]); 2] = [("weight_ih", &from_input), ("weight_hh", &from_state)];
                let biases: [(&str, &[usize]); 2] = [("bias_ih", &bias), ("bias_hh", &bias)];
                let mut parameters = Vec::new();
                for (name, sizes) in weights.into_iter().chain(biases.into_iter().filter(|_| config.bias)) {
                    let drawn = uniform_by_fan_in(sizes, config.hidden, rng)?;
                    parameters.push((format!("{name}_l{layer}{suffix}"), drawn));
                }
                ways.push(Way { reverse, parameters });
            }
        }
        Ok(DynLstm { config: config.clone(), ways, dropout: Dropout::new(config.dropout, rng) })
    }

    /// The sizes and options.
    pub fn config(&self) -> &LstmConfig {
        &self.config
    }

    /// Sets the probability of dropout between layers during training.
    ///
    /// # Panics
    /// Unless `0 ≤ p < 1`.
    #[track_caller]
    pub fn dropout(self, p: f64) -> Self {
        DynLstm { config: self.config.dropout(p), dropout: self.dropout.with_probability(p), ..self }
    }

    /// Removes the biases.
    pub fn without_bias(mut self) -> Self {
        self.config.bias = false;
        self.ways.iter_mut().for_each(|way| way.parameters.truncate(2));
        self
    }

    /// Returns the hidden states of the last layer at all steps: maps `[batch, time, inputs]` to `[batch, time, hidden]`, twice as wide if
    /// bidirectional.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] unless there are three axes.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.run(x, None, |_, _| ())
    }

    /// Like [`forward`](Self::forward), and also returns the state of all layers after the last step.
    ///
    /// # Errors
    /// Same as [`forward`](Self::forward).
    pub fn forward_with_state(&self, x: DynTensor<E>) -> Result<(DynTensor<E>, LstmState<DynShape, E>), ShapeError> {
        self.run_with_state(x, None)
    }

    /// Like [`forward_with_state`](Self::forward_with_state), but starts from a given state instead of zeros.
    ///
    /// # Errors
    /// Same as [`forward`](Self::forward), and [`ShapeError::Rank`] if the sizes of the state are wrong.
    pub fn forward_from(
        &self,
        x: DynTensor<E>,
        state: &LstmState<DynShape, E>,
    ) -> Result<(DynTensor<E>, LstmState<DynShape, E>), ShapeError> {
        self.check_state(x.sizes(), state)?;
        self.run_with_state(x, Some(state))
    }

    fn run_with_state(
        &self,
        x: DynTensor<E>,
        state: Option<&LstmState<DynShape, E>>,
    ) -> Result<(DynTensor<E>, LstmState<DynShape, E>), ShapeError> {
        let (mut hidden, mut cell) = (Vec::new(), Vec::new());
        let y = self.run(x, state, |h, c| {
            hidden.push(h);
            cell.push(c);
        })?;
        Ok((y, LstmState { hidden: DynTensor::stack(&hidden, 0)?, cell: DynTensor::stack(&cell, 0)? }))
    }

    fn check_state(&self, input: &[usize], state: &LstmState<DynShape, E>) -> Result<(), ShapeError> {
        let expected = [self.ways.len(), input.first().copied().unwrap_or_default(), self.config.hidden];
        for part in [&state.hidden, &state.cell] {
            if part.sizes() != expected {
                let expected = format!("an initial state [layers, batch, hidden] of the sizes {expected:?}");
                return Err(ShapeError::Rank { op: OP, expected, found: part.sizes().into() });
            }
        }
        Ok(())
    }

    /// Runs all layers. Calls `ended` with the last hidden and cell state of each layer and direction, in the order of `ways`.
    fn run(
        &self,
        x: DynTensor<E>,
        state: Option<&LstmState<DynShape, E>>,
        mut ended: impl FnMut(DynTensor<E>, DynTensor<E>),
    ) -> Result<DynTensor<E>, ShapeError> {
        let directions = 1 + usize::from(self.config.bidirectional);
        let mut x = x;
        for (layer, ways) in self.ways.chunks_exact(directions).enumerate() {
            if layer > 0 {
                x = self.dropout.try_forward(x)?;
            }
            let mut read = |way: &Way<E>, x: DynTensor<E>| {
                let index = layer * directions + usize::from(way.reverse);
                let initial = state.map(|state| state.at(index)).transpose()?;
                let [y, hidden, cell] = way.read(x, initial.as_ref())?;
                ended(hidden, cell);
                Ok(y)
            };
            x = match ways {
                [forwards, backwards] => {
                    let there = read(forwards, x.clone())?;
                    there.concat_with(&read(backwards, x)?, -1)?
                }
                _ => read(&ways[0], x)?,
            };
        }
        Ok(x)
    }

    fn describe(&self) -> String {
        let LstmConfig { inputs, hidden, layers, bidirectional, bias, dropout } = self.config;
        let mut text = format!("Lstm({inputs}, {hidden}");
        if layers != 1 {
            text += &format!(", {layers} layers");
        }
        if bidirectional {
            text += ", bidirectional";
        }
        if !bias {
            text += ", no bias";
        }
        if dropout > 0.0 {
            text += &format!(", dropout {dropout}");
        }
        text + ")"
    }
}

impl<E: Float> Way<E> {
    fn read(&self, x: DynTensor<E>, initial: Option<&[DynTensor<E>; 2]>) -> Result<[DynTensor<E>; 3], ShapeError> {
        let parameter = |index: usize| self.parameters.get(index).map(|(_, parameter)| &**parameter);
        let biases = parameter(2).zip(parameter(3)).map(|(first, second)| [first, second]);
        let weights = [&*self.parameters[0].1, &*self.parameters[1].1];
        x.lstm(weights, biases, initial.map(|states| states.each_ref()), self.reverse)
    }
}

#[diagnostic::do_not_recommend]
impl<E: Float> Module for DynLstm<E> {
    fn kind(&self) -> String {
        self.describe()
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        visitor.module(path, self);
        for (name, parameter) in self.ways.iter().flat_map(|way| &way.parameters) {
            parameter.visit(path.field(name), visitor);
        }
        self.dropout.visit(path.field("dropout"), visitor);
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        for (name, parameter) in self.ways.iter_mut().flat_map(|way| &mut way.parameters) {
            parameter.visit_mut(path.field(name), visitor);
        }
        self.dropout.visit_mut(path.field("dropout"), visitor);
    }
}

impl<E: Float> DynForward<E> for DynLstm<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}
