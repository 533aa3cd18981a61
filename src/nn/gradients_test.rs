//! Checks the gradients of whole layers in `f64`, for every parameter and the input, against finite differences of the loss.

use super::{
    CausalConv1d, Celu, Conv1d, DynForward, Elu, Gelu, GeluTanh, Hardshrink, Hardsigmoid, Hardswish, Hardtanh,
    LayerNorm, LeakyRelu, Linear, LogSigmoid, LogSoftmax, Lstm, Mish, ModulePath, MultiHeadAttention, PRelu,
    ParameterMut, ParameterRef, Relu, Relu6, Selu, Sigmoid, Silu, Softmax, Softplus, Softshrink, Softsign, Tanh,
    Tanhshrink, TransformerEncoderLayer, VisitorMut,
};
use crate::shape::{Bidirectional, Unidirectional};
use crate::tensor::{DynTensor, Gradients};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

/// Adds `by` to element `index` of the parameter `name`.
struct Nudge<'a> {
    name: &'a str,
    index: usize,
    by: f64,
}

impl VisitorMut for Nudge<'_> {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterMut<'_>) {
        if path.to_string() == self.name {
            let parameter = parameter.get::<f64>().unwrap();
            let mut values = parameter.to_vec();
            values[self.index] += self.by;
            parameter.assign(&DynTensor::from_slice_sized(parameter.sizes(), &values).unwrap()).unwrap();
        }
    }
}

/// A loss that weighs every element of the output differently, so that errors do not cancel.
fn loss(layer: &impl DynForward<f64>, x: &DynTensor<f64>) -> DynTensor<f64> {
    let y = layer.try_forward(x.clone()).unwrap();
    let weights: Vec<f64> = (0..y.numel()).map(|i| (i as f64 + 1.0).sin()).collect();
    let weights = DynTensor::from_slice_sized(y.sizes(), &weights).unwrap();
    y.mul(&weights).unwrap().sum_all()
}

/// Compares each derivative with a central difference of step h. The error of that difference is about h² (from the third derivative) plus ε/h
/// (from rounding); both are near 1e-10 for h = 1e-5.
#[track_caller]
pub(crate) fn check_layer(layer: &mut impl DynForward<f64>, x: DynTensor<f64>) {
    const STEP: f64 = 1e-5;
    let x = x.requires_grad();
    let gradients: Gradients<f64> = loss(layer, &x).backward().unwrap();
    let close = |found: f64, expected: f64, place: &str| {
        assert!(
            (found - expected).abs() <= 1e-7 * expected.abs().max(1.0),
            "{place}: {found}, by differences {expected}"
        );
    };
    let mut expected: Vec<(String, Vec<f64>)> = Vec::new();
    layer.for_each_parameter(|path, parameter: ParameterRef<'_>| {
        let gradient = gradients.get(parameter.get::<f64>().unwrap()).unwrap();
        expected.push((path.to_string(), gradient.to_vec()));
    });
    assert!(!expected.is_empty());
    for (name, gradient) in expected {
        for (index, found) in gradient.into_iter().enumerate() {
            let mut at = |by| {
                layer.visit_mut(ModulePath::root(), &mut Nudge { name: &name, index, by });
                let value = loss(layer, &x).item().unwrap();
                layer.visit_mut(ModulePath::root(), &mut Nudge { name: &name, index, by: -by });
                value
            };
            close(found, (at(STEP) - at(-STEP)) / (2.0 * STEP), &format!("{name}[{index}]"));
        }
    }
    let values = x.to_vec();
    for (index, found) in gradients.get(&x).unwrap().to_vec().into_iter().enumerate() {
        let at = |by| {
            let mut values = values.clone();
            values[index] += by;
            loss(layer, &DynTensor::from_slice_sized(x.sizes(), &values).unwrap()).item().unwrap()
        };
        close(found, (at(STEP) - at(-STEP)) / (2.0 * STEP), &format!("input[{index}]"));
    }
}

/// Activations that are differentiable everywhere, or whose kinks are far from the test's inputs.
fn activations() -> Vec<Box<dyn DynForward<f64>>> {
    vec![
        Box::new(Relu),
        Box::new(Relu6),
        Box::new(LeakyRelu::new(0.2)),
        Box::new(Elu::new(1.5)),
        Box::new(Selu),
        Box::new(Celu::new(1.5)),
        Box::new(Gelu),
        Box::new(GeluTanh),
        Box::new(Silu),
        Box::new(Mish),
        Box::new(Sigmoid),
        Box::new(LogSigmoid),
        Box::new(Tanh),
        Box::new(Softplus),
        Box::new(Softsign),
        Box::new(Tanhshrink),
        Box::new(Softshrink::default()),
        Box::new(Hardshrink::default()),
        Box::new(Hardtanh),
        Box::new(Hardsigmoid),
        Box::new(Hardswish),
        Box::new(Softmax::<-1>),
        Box::new(LogSoftmax::<0>),
    ]
}

#[test]
fn gradients_of_layers_match_differences() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(1);
    let x = |sizes: &[usize]| DynTensor::randn_sized(sizes, &mut Xoshiro256PlusPlus::seed_from_u64(2)).unwrap();
    check_layer(&mut Linear::<3, 4, f64>::new(rng), x(&[2, 5, 3]));
    check_layer(&mut Linear::<3, 4, f64>::new(rng).without_bias(), x(&[5, 3]));
    check_layer(&mut Conv1d::<3, 2, 3, 2, 1, 2, f64>::new(rng), x(&[2, 3, 9]));
    check_layer(&mut CausalConv1d::<3, 2, 3, 2, f64>::new(rng).without_bias(), x(&[2, 3, 7]));
    check_layer(&mut CausalConv1d::<3, 2, 3, 2, f64>::new(rng), x(&[2, 3, 7]));
    check_layer(&mut LayerNorm::<4, f64>::new(), x(&[3, 4]));
    check_layer(&mut LayerNorm::<4, f64>::new().epsilon(0.3), x(&[3, 4]));
    check_layer(&mut PRelu::<f64>::with_slope(0.1).unwrap(), x(&[3, 4]));
    check_layer(&mut PRelu::<f64>::with_slope(0.1).unwrap(), x(&[]));
    for activation in activations() {
        let layers: Vec<Box<dyn DynForward<f64>>> = vec![Box::new(Linear::<3, 4, f64>::new(rng)), activation];
        check_layer(&mut { layers }, x(&[2, 3]));
    }
    check_layer(&mut MultiHeadAttention::<4, 2, 4, 4, f64>::new(rng), x(&[2, 5, 4]));
    check_layer(&mut MultiHeadAttention::<4, 2, 4, 4, f64>::new(rng).causal(), x(&[2, 5, 4]));
    check_layer(&mut Lstm::<3, 2, 2, Bidirectional, f64>::new(rng), x(&[2, 4, 3]));
    check_layer(&mut Lstm::<3, 4, 1, Unidirectional, f64>::new(rng).without_bias(), x(&[3, 7, 3]));
    check_layer(&mut TransformerEncoderLayer::<4, 2, 3, f64>::new(rng), x(&[2, 5, 4]));
    let layers: Vec<Box<dyn DynForward<f64>>> =
        vec![Box::new(Linear::<3, 4, f64>::new(rng)), Box::new(Gelu), Box::new(LayerNorm::<4, f64>::new())];
    check_layer(&mut { layers }, x(&[2, 3]));
}
