//! The state of an optimizer in the form in which it is saved: numbers by parameter name.

use crate::tensor::Float;
use serde::{Deserialize, Serialize};
use std::any::Any;

/// The state of an optimizer: what a new one with the same options needs to continue as if the run had never stopped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptimizerState {
    pub(super) rule: String,
    pub(super) learning_rate: f64,
    pub(super) parameters: Vec<ParameterState>,
}

/// The state of one parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct ParameterState {
    pub(super) name: String,
    pub(super) steps: u64,
    pub(super) elements: usize,
    pub(super) slots: Vec<Numbers>,
}

/// A parameter's numbers, in the parameter's element type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Numbers {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

impl Numbers {
    #[expect(clippy::ptr_arg, reason = "a slice is not `dyn Any`")]
    pub(super) fn of<E: Float>(values: &Vec<E>) -> Self {
        let any: &dyn Any = values;
        match (any.downcast_ref::<Vec<f32>>(), any.downcast_ref::<Vec<f64>>()) {
            (Some(values), _) => Numbers::F32(values.clone()),
            (_, Some(values)) => Numbers::F64(values.clone()),
            _ => unreachable!("there are two types of floating-point elements"),
        }
    }

    /// The numbers, if they are of type `E`.
    pub(super) fn get<E: Float>(&self) -> Option<&Vec<E>> {
        let any: &dyn Any = match self {
            Numbers::F32(values) => values,
            Numbers::F64(values) => values,
        };
        any.downcast_ref()
    }

    pub(super) fn element(&self) -> &'static str {
        match self {
            Numbers::F32(_) => "f32",
            Numbers::F64(_) => "f64",
        }
    }
}
