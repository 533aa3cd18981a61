//! Layers and models with PyTorch's weights give PyTorch's outputs, losses and gradients.
//!
//! Inputs and weights come from the formulas of `tests/golden/formula.py`. Both libraries compute in single precision, and sum in different orders:
//! about a dozen roundings of numbers near 1, so the relative tolerance is 1e-6. A model of seven layers has ten times as many roundings.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use safetensors::{Dtype, tensor::TensorView};
use serde_json::Value;
use std::collections::HashMap;
use timeseriesml::{
    Axis, Bidirectional, CausalConv1d, Conv1d, DynForward, DynNBeats, DynTcn, DynTensor, DynTransformer, Gelu,
    GenericStack, LastStep, Linear, Lstm, MeanPool, Module, NBeats, SeasonalityStack, Tcn, TcnConfig, Tensor,
    Transformer, TrendStack, channels, load_safetensors,
    models::{PoolingHead, StackList},
    nn::TransformerEncoderLayer,
    nn::{DynMultiHeadAttention, LoadError, LstmState, ModulePath, ParameterMut, VisitorMut},
    shape::PerDirection,
};

const LAYER: f32 = 1e-6;
const MODEL: f32 = 1e-5;

fn golden(name: &str) -> Value {
    let path = format!("{}/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_str(&text).unwrap()
}

fn numbers(values: &Value) -> Vec<f32> {
    values.as_array().unwrap().iter().map(|x| x.as_f64().unwrap() as f32).collect()
}

fn signal(sizes: &[usize]) -> DynTensor {
    let values: Vec<f32> = (0..sizes.iter().product()).map(|i| (0.37 * i as f64 + 0.2).sin() as f32).collect();
    Tensor::from_slice_sized(sizes, &values).unwrap()
}

fn weights(parameter: usize, count: usize) -> Vec<f32> {
    (0..count).map(|i| (0.5 * (1.3 * i as f64 + 0.7 * parameter as f64 + 0.4).sin()) as f32).collect()
}

/// Sets each parameter to the formula's values for its number in the order of the state dict.
#[derive(Default)]
struct Fill {
    parameters: usize,
}

impl VisitorMut for Fill {
    fn parameter(&mut self, _: ModulePath<'_>, parameter: ParameterMut<'_>) {
        let parameter = parameter.get::<f32>().unwrap();
        let values = weights(self.parameters, parameter.numel());
        parameter.assign(&Tensor::from_slice_sized(parameter.sizes(), &values).unwrap()).unwrap();
        self.parameters += 1;
    }
}

fn filled<M: Module>(mut module: M) -> M {
    module.visit_mut(ModulePath::root(), &mut Fill::default());
    module
}

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0)
}

fn check(what: &str, found: &DynTensor, expected: &[f32], tolerance: f32) {
    assert_eq!(found.numel(), expected.len(), "{what}");
    for (i, (a, b)) in found.to_vec().iter().zip(expected).enumerate() {
        assert!((a - b).abs() <= tolerance * b.abs().max(1.0), "{what}, element {i}: {a}, expected {b}");
    }
}

fn check_output(what: &str, found: &DynTensor, golden: &Value, tolerance: f32) {
    assert_eq!(serde_json::json!(found.sizes()), golden["output_sizes"], "{what}");
    check(what, found, &numbers(&golden["output"]), tolerance);
}

#[test]
fn linear_equals_pytorch() {
    let y = filled(Linear::<3, 4>::new(&mut rng())).try_forward(signal(&[2, 5, 3])).unwrap();
    check_output("linear", &y, &golden("layers/linear"), LAYER);
}

#[test]
fn convolutions_equal_pytorch() {
    let golden = golden("layers/conv1d");
    let plain = filled(Conv1d::<3, 4, 3>::new(&mut rng()));
    let strided = filled(Conv1d::<3, 4, 3, 2, 2, 2>::new(&mut rng()));
    let causal = filled(CausalConv1d::<3, 4, 3, 2>::new(&mut rng()));
    for (case, layer, sizes) in [
        ("plain", &plain as &dyn DynForward, [2, 3, 8]),
        ("strided", &strided, [2, 3, 9]),
        ("causal", &causal, [2, 3, 6]),
    ] {
        check_output(case, &layer.try_forward(signal(&sizes)).unwrap(), &golden[case], LAYER);
    }
}

#[test]
fn gelu_equals_pytorch() {
    let golden = golden("layers/gelu");
    let values: Vec<f32> = (0..40).map(|i| (-6.0 + 12.0 * f64::from(i) / 39.0) as f32).collect();
    let x: DynTensor = Tensor::from_slice_sized([40], &values).unwrap().requires_grad();
    let y = Gelu.forward(x.clone());
    check_output("gelu", &y, &golden, LAYER);
    let gradients = y.sum_all().backward().unwrap();
    check("gradient of gelu", &gradients.get(&x).unwrap(), &numbers(&golden["gradient"]), LAYER);
}

/// Checks the output, the loss and the gradient of every parameter, on windows of 20 steps.
fn check_model(case: &str, model: &(impl DynForward + Sized), features: usize, golden: &Value) {
    let y = model.try_forward(signal(&[2, 20, features])).unwrap();
    check_output(case, &y, golden, MODEL);
    check_gradients(case, model, y, golden);
}

/// Compares the loss of an output, and the gradient of every parameter, with PyTorch's.
fn check_gradients(case: &str, model: &impl Module, y: DynTensor, golden: &Value) {
    let loss = y.mse_loss(&Tensor::full_sized(y.sizes(), 0.1).unwrap()).unwrap();
    check(&format!("{case}: loss"), &loss, &[golden["loss"].as_f64().unwrap() as f32], MODEL);
    let gradients = loss.backward().unwrap();
    let expected = golden["gradients"].as_object().unwrap();
    assert_eq!(expected.len(), gradients.len(), "{case}: as many gradients as parameters");
    model.for_each_parameter(|name, parameter| {
        let expected = expected.get(&name.to_string()).unwrap_or_else(|| panic!("PyTorch has no parameter {name:?}"));
        check(
            &format!("{case}: gradient of {name}"),
            &gradients.get(parameter.get::<f32>().unwrap()).unwrap(),
            &numbers(expected),
            MODEL,
        );
    });
}

/// Checks sequences of at least 50 steps; the golden file contains the last three outputs.
fn check_lstm<const IN: usize, const LAYERS: usize, D>(
    case: &str,
    layer: &Lstm<IN, 4, LAYERS, D>,
    [batch, steps]: [usize; 2],
    has_state: bool,
) where
    D: PerDirection<4> + PerDirection<LAYERS>,
{
    let golden = &golden("layers/lstm")[case];
    let rows = <D as PerDirection<LAYERS>>::Axis::SIZE.unwrap();
    let initial = || {
        let hidden = signal(&[rows, batch, 4]);
        LstmState { cell: hidden.mul(&Tensor::full_sized([], 0.5).unwrap()).unwrap(), hidden }
    };
    let (part, x) = (layer.as_dyn(), signal(&[batch, steps, IN]));
    let (y, state) = if has_state { part.forward_from(x, &initial()) } else { part.forward_with_state(x) }.unwrap();
    check_output(case, &y.narrow(1, steps - 3, 3).unwrap(), golden, LAYER);
    check(&format!("{case}: hidden state"), &state.hidden, &numbers(&golden["hidden"]), LAYER);
    check(&format!("{case}: cell state"), &state.cell, &numbers(&golden["cell"]), LAYER);
    check_gradients(case, layer, y, golden);
}

#[test]
fn lstms_equal_pytorch() {
    check_lstm("one_layer", &filled(Lstm::<3, 4>::new(&mut rng())), [2, 60], false);
    check_lstm("two_layers", &filled(Lstm::<3, 4, 2>::new(&mut rng())), [3, 52], false);
    check_lstm("both_ways", &filled(Lstm::<3, 4, 2, Bidirectional>::new(&mut rng())), [2, 50], true);
    check_lstm("no_bias", &filled(Lstm::<2, 4>::new(&mut rng()).without_bias()), [2, 50], true);
    // Names, sizes and order equal those of PyTorch's state dict.
    let saved = Lstm::<3, 4, 2, Bidirectional>::new(&mut rng());
    let mut loaded = Lstm::<3, 4, 2, Bidirectional>::new(&mut rng());
    load_safetensors(&mut loaded, saved_by_pytorch(&saved).path()).unwrap();
    check_lstm("both_ways", &loaded, [2, 50], true);
}

#[test]
fn attention_and_encoder_layers_equal_pytorch() {
    let golden = golden("layers/attention");
    let (x, y) = (|| signal(&[2, 7, 6]), || signal(&[2, 4, 6]));
    let check_one = |case: &str, layer: &dyn Fn(&DynMultiHeadAttention) -> DynTensor, attention| {
        let output = layer(&attention);
        check_output(case, &output, &golden[case], LAYER);
        check_gradients(case, &attention, output, &golden[case]);
    };
    let plain = || filled(DynMultiHeadAttention::new(6, 2, &mut rng()).unwrap());
    check_one("itself", &|layer| layer.forward(x()).unwrap(), plain());
    check_one("itself", &|layer| layer.attend(x(), x(), x()).unwrap(), plain());
    check_one("another", &|layer| layer.attend(x(), y(), y()).unwrap(), plain());
    let wider = filled(DynMultiHeadAttention::with_widths(6, 2, 3, 5, &mut rng()).unwrap());
    let (keys, values) = (|| signal(&[2, 4, 3]), || signal(&[2, 4, 5]));
    check_one("other_widths", &|layer| layer.attend(x(), keys(), values()).unwrap(), wider);
    let visible: Vec<bool> = (0..7).flat_map(|i| (0..4).map(move |j| (3 * i + j) % 4 != 0)).collect();
    let visible: DynTensor<bool> = Tensor::from_slice_sized([7, 4], &visible).unwrap();
    check_one("masked", &|layer| layer.attend_masked(x(), y(), y(), &visible).unwrap(), plain());
    let added = signal(&[7, 4]);
    check_one("added", &|layer| layer.attend_masked(x(), y(), y(), &added).unwrap(), plain());

    let relu = filled(TransformerEncoderLayer::<6, 2, 5>::new(&mut rng()));
    let gelu = TransformerEncoderLayer::<6, 2, 5>::options().gelu().norm_first(true).build(&mut rng()).unwrap();
    let gelu_tanh = TransformerEncoderLayer::<6, 2, 5>::options().gelu_tanh().build(&mut rng()).unwrap();
    for (case, layer) in [("relu", relu), ("gelu_first", filled(gelu)), ("gelu_tanh", filled(gelu_tanh))] {
        let output = layer.try_forward(x()).unwrap();
        check_output(case, &output, &golden[case], LAYER);
        check_gradients(case, &layer, output, &golden[case]);
    }
}

type Golden<Head> = Tcn<3, channels![4, 6, 6], 3, 5, Head>;

/// The state dict as PyTorch saves it: row-major, `F32`, with its metadata, and without the entries that only this library has.
fn saved_by_pytorch(model: &impl Module) -> tempfile::NamedTempFile {
    let mut entries = Vec::new();
    model.for_each_parameter(|name, parameter| {
        let values = weights(entries.len(), parameter.numel());
        let bytes: Vec<u8> = values.into_iter().flat_map(f32::to_le_bytes).collect();
        entries.push((name.to_string(), parameter.sizes().to_vec(), bytes));
    });
    let views =
        entries.iter().map(|(name, sizes, bytes)| (name, TensorView::new(Dtype::F32, sizes.clone(), bytes).unwrap()));
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), safetensors::serialize(views, Some(metadata)).unwrap()).unwrap();
    file
}

fn check_tcn<Head: PoolingHead>(case: &str) {
    let golden = &golden("models/tcn")[case];
    let typed = Golden::<Head>::new(&mut rng());
    let mut config = TcnConfig::new(3, [4, 6, 6], 3, 5);
    config.head = Head::KIND;
    check_model(case, &filled(DynTcn::new(&config, &mut rng()).unwrap()), 3, golden);
    check_model(case, &filled(typed.clone()), 3, golden);
    let mut loaded = typed;
    let file = saved_by_pytorch(&loaded);
    load_safetensors(&mut loaded, file.path()).unwrap();
    check_model(&format!("{case}, loaded"), &loaded, 3, golden);
}

#[test]
fn tcn_that_reads_the_last_step_equals_pytorch() {
    check_tcn::<LastStep>("last_step");
}

#[test]
fn tcn_that_reads_the_mean_equals_pytorch() {
    check_tcn::<MeanPool>("mean_pool");
}

fn check_transformer<Head: PoolingHead>(case: &str, norm_first: bool, causal: bool) {
    let golden = &golden("models/transformer")[case];
    let options = Transformer::<3, 6, 2, 2, 5, Head>::options().feed_forward(7).norm_first(norm_first).causal(causal);
    let model = options.build(&mut rng()).unwrap();
    check_model(case, &filled(model.clone()), 3, golden);
    check_model(case, &filled(DynTransformer::new(model.as_dyn().config(), &mut rng()).unwrap()), 3, golden);
    let mut loaded = model;
    let file = saved_by_pytorch(&loaded);
    load_safetensors(&mut loaded, file.path()).unwrap();
    check_model(&format!("{case}, loaded"), &loaded, 3, golden);
}

#[test]
fn transformers_equal_pytorch() {
    check_transformer::<LastStep>("post_norm", false, false);
    check_transformer::<MeanPool>("pre_norm", true, false);
    check_transformer::<LastStep>("causal", false, true);
}

fn check_nbeats<STACKS: StackList<20, 5> + 'static>(case: &str) {
    let golden = &golden("models/nbeats")[case];
    let model = NBeats::<20, 5, STACKS>::options().layers(2).build(&mut rng()).unwrap();
    check_model(case, &filled(model.clone()), 1, golden);
    check_model(case, &filled(DynNBeats::new(model.as_dyn().config(), &mut rng()).unwrap()), 1, golden);
    let mut loaded = model;
    let file = saved_by_pytorch(&loaded);
    load_safetensors(&mut loaded, file.path()).unwrap();
    check_model(&format!("{case}, loaded"), &loaded, 1, golden);
}

#[test]
fn nbeats_equals_pytorch() {
    check_nbeats::<(GenericStack<4, 3>,)>("generic");
    check_nbeats::<(TrendStack<2, 4, 2>, SeasonalityStack<1, 5, 2>)>("interpretable");
    check_nbeats::<(SeasonalityStack<2, 4, 1>, GenericStack<3>)>("harmonics");
}

#[test]
fn weights_of_another_model_are_refused_and_change_nothing() {
    let mut model = Golden::<LastStep>::new(&mut rng());
    let values = |model: &Golden<LastStep>| {
        let mut values = Vec::new();
        model.for_each_parameter(|_, parameter| values.extend(parameter.get::<f32>().unwrap().to_vec()));
        values
    };
    let before = values(&model);
    let wider = saved_by_pytorch(&Tcn::<3, channels![5, 6, 6], 3, 5>::new(&mut rng()));
    let longer = saved_by_pytorch(&Tcn::<3, channels![4, 6, 6, 6], 3, 5>::new(&mut rng()));
    let shorter = saved_by_pytorch(&Tcn::<3, channels![4, 6], 3, 5>::new(&mut rng()));
    let mut differences = |file: &tempfile::NamedTempFile| match load_safetensors(&mut model, file.path()) {
        Err(LoadError::Mismatch { differences, .. }) => differences,
        other => panic!("{other:?}"),
    };
    assert!(!differences(&wider).sizes.is_empty());
    assert!(!differences(&longer).unexpected.is_empty());
    assert!(!differences(&shorter).missing.is_empty());
    assert_eq!(values(&model), before);
}
