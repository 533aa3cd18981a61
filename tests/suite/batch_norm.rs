//! `BatchNorm1d` equals PyTorch's in outputs, gradients, running statistics and files, and many threads can use it at once.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use safetensors::{Dtype, tensor::TensorView};
use serde_json::Value;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use timeseriesml::{
    Adam, Batch, BatchNorm1d, Column, Conv1d, Dim, DynForward, DynTensor, Float, Forward, Gradients, Linear, Module,
    MseLoss, Standard, SyntheticCandles, Tensor, Trainer, WindowDataset, WindowPart, inference, load_safetensors,
    nn::{DynBatchNorm1d, ModulePath, ParameterMut, Visitor, VisitorMut},
    save_safetensors, with_threads,
};

fn golden() -> Value {
    let path = format!("{}/golden/layers/batch_norm.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn tensor<E: Float>(sizes: &[usize], value: impl Fn(f64) -> f64) -> DynTensor<E> {
    let values: Vec<E> = (0..sizes.iter().product()).map(|i: usize| E::from_f64(value(i as f64))).collect();
    Tensor::from_slice_sized(sizes, &values).unwrap()
}

/// Sets weight and bias by the formulas of the script in `tests/golden` that makes the golden values.
struct Fill<E>(std::marker::PhantomData<E>);

impl<E: Float> VisitorMut for Fill<E> {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterMut<'_>) {
        let parameter = parameter.get::<E>().unwrap();
        let values = match path.to_string().as_str() {
            "weight" => tensor(parameter.sizes(), |i| 1.0 + 0.5 * (1.3 * i + 0.4).sin()),
            _ => tensor(parameter.sizes(), |i| 0.5 * (1.3 * i + 1.1).sin()),
        };
        parameter.assign(&values).unwrap();
    }
}

#[track_caller]
fn check<E: Float>(what: &str, found: &DynTensor<E>, expected: &Value, tolerance: f64) {
    let expected = numbers(expected);
    assert_eq!(found.numel(), expected.len(), "{what}");
    for (i, (a, b)) in found.to_vec().iter().zip(&expected).enumerate() {
        let error = (a.to_f64() - b).abs();
        assert!(error <= tolerance * b.abs().max(1.0), "{what}, element {i}: {a}, expected {b}");
    }
}

/// Compares the output of one batch, and the gradients of input and parameters.
fn step<E: Float>(what: &str, layer: &DynBatchNorm1d<E>, batch: usize, golden: &Value, tolerance: f64) {
    let sizes: Vec<usize> = numbers(&golden["output_sizes"]).iter().map(|&n| n as usize).collect();
    let x = tensor::<E>(&sizes, |i| (0.37 * i + 0.2 + batch as f64).sin()).requires_grad();
    let y = layer.forward(x.clone()).unwrap();
    check(&format!("{what}: output"), &y, &golden["output"], tolerance);
    let weights = tensor(&sizes, |i| (i + 1.0).sin());
    let gradients: Gradients<E> = y.mul(&weights).unwrap().sum_all().backward().unwrap();
    check(&format!("{what}: gradient of the input"), &gradients.get(&x).unwrap(), &golden["gradients"][0], tolerance);
    let mut number = 0;
    layer.for_each_parameter(|name, parameter| {
        number += 1;
        let gradient = gradients.get(parameter.get::<E>().unwrap()).unwrap();
        check(&format!("{what}: gradient of {name}"), &gradient, &golden["gradients"][number], tolerance);
    });
    assert_eq!(golden["gradients"].as_array().unwrap().len(), 1 + number, "{what}");
}

fn check_case<E: Float>(case: &str, mut layer: DynBatchNorm1d<E>, tolerance: f64) {
    let golden = &golden()[case];
    layer.visit_mut(ModulePath::root(), &mut Fill::<E>(std::marker::PhantomData));
    let sizes: Vec<usize> = numbers(&golden["sizes"]).iter().map(|&n| n as usize).collect();
    for batch in 0..2 {
        let _ = layer.forward(tensor(&sizes, |i| (0.37 * i + 0.2 + batch as f64).sin())).unwrap();
    }
    let what = format!("{case} in {}", std::any::type_name::<E>());
    step(&format!("{what}, training"), &layer, 2, &golden["train"], tolerance);
    let buffers = &golden["buffers"];
    assert_eq!(buffers.as_object().unwrap().is_empty(), layer.running_mean().is_none(), "{what}");
    if let (Some(mean), Some(variance)) = (layer.running_mean(), layer.running_var()) {
        check(&format!("{what}: running_mean"), &mean, &buffers["running_mean"], tolerance);
        check(&format!("{what}: running_var"), &variance, &buffers["running_var"], tolerance);
        assert_eq!(numbers(&buffers["num_batches_tracked"]), [layer.num_batches_tracked().unwrap() as f64]);
    }
    layer.eval();
    step(&format!("{what}, evaluation"), &layer, 3, &golden["eval"], tolerance);
}

fn check_all<E: Float>(tolerance: f64) {
    let layer = |channels| DynBatchNorm1d::<E>::with_element(channels).unwrap();
    check_case("features", layer(3), tolerance);
    check_case("signal", layer(3), tolerance);
    check_case("momentum", layer(4).momentum(0.3).unwrap().epsilon(0.01).unwrap(), tolerance);
    check_case("cumulative", layer(4).cumulative_average(), tolerance);
    check_case("no_affine", layer(4).without_affine(), tolerance);
    check_case("no_running_statistics", layer(4).without_running_statistics(), tolerance);
}

#[test]
fn outputs_gradients_and_running_statistics_equal_pytorch() {
    check_all::<f32>(1e-5);
    check_all::<f64>(1e-10);
}

#[test]
fn the_typed_layer_equals_its_run_time_part_in_every_layout() {
    let x = tensor::<f32>(&[4, 3, 7], |i| (0.37 * i).sin());
    // Channels are innermost in memory, the order in which a convolution writes them.
    let channels_last = x.transpose(1, 2).unwrap().to_vec();
    let dynamic = DynBatchNorm1d::new(3).unwrap();
    let expected = dynamic.forward(x).unwrap().to_vec();
    let typed = BatchNorm1d::<3>::new();
    let x: Tensor<(Batch, Dim<7>, Dim<3>)> = Tensor::from_slice_sized([4, 7, 3], &channels_last).unwrap();
    let y: Tensor<(Batch, Dim<3>, Dim<7>)> = typed.forward(x.transpose::<-1, -2>());
    // In this layout numbers are summed in a different order, which costs a few roundings of numbers below 2.
    assert!(y.to_vec().iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-6));
}

/// The state dict as PyTorch saves it.
#[test]
fn a_state_dict_of_pytorch_loads_by_name_and_ours_has_the_same_names() {
    let bytes = |values: [f32; 2]| values.map(f32::to_le_bytes).concat();
    let floats = [
        ("weight", bytes([1.5, 2.0])),
        ("bias", bytes([0.5, -0.5])),
        ("running_mean", bytes([1.0, -1.0])),
        ("running_var", bytes([4.0, 9.0])),
    ];
    let count = 17i64.to_le_bytes();
    let mut views: Vec<(&str, TensorView<'_>)> =
        floats.iter().map(|(name, bytes)| (*name, TensorView::new(Dtype::F32, vec![2], bytes).unwrap())).collect();
    views.push(("num_batches_tracked", TensorView::new(Dtype::I64, vec![], &count).unwrap()));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pytorch.safetensors");
    std::fs::write(&path, safetensors::serialize(views, None).unwrap()).unwrap();
    let mut layer = BatchNorm1d::<2>::new();
    load_safetensors(&mut layer, &path).unwrap();
    assert_eq!(layer.as_dyn().num_batches_tracked(), Some(17));
    layer.eval();
    let x: Tensor<(Batch, Dim<2>)> = Tensor::from_slice_sized([1, 2], &[3.0, 2.0]).unwrap();
    let y = layer.forward(x).to_vec();
    assert!((y[0] - 2.0).abs() < 1e-4 && (y[1] - 1.5).abs() < 1e-4, "{y:?}");

    let saved = folder.path().join("ours.safetensors");
    save_safetensors(&layer, &saved).unwrap();
    let bytes = std::fs::read(&saved).unwrap();
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let mut names = file.names();
    names.sort_unstable();
    assert_eq!(names, ["bias", "num_batches_tracked", "running_mean", "running_var", "weight"]);
    assert_eq!(file.tensor("num_batches_tracked").unwrap().shape(), [0usize; 0]);
}

/// A normalized convolution, and a head applied to its mean over time.
#[derive(Module, Clone)]
struct Normed {
    conv: Conv1d<5, 8, 3>,
    norm: BatchNorm1d<8>,
    head: Linear<8, 3>,
    last: BatchNorm1d<3>,
}

impl Normed {
    fn new() -> Self {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        Normed {
            conv: Conv1d::new(rng),
            norm: BatchNorm1d::new(),
            head: Linear::new(rng),
            last: BatchNorm1d::new().cumulative_average(),
        }
    }
}

impl Forward<Tensor<(Batch, Dim<12>, Dim<5>)>> for Normed {
    type Output = Tensor<(Batch, Dim<3>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<12>, Dim<5>)>) -> Self::Output {
        let signal = self.norm.forward(self.conv.forward(x.transpose::<-1, -2>())).relu();
        self.last.forward(self.head.forward(signal.mean::<-1>()))
    }
}

fn parts() -> [WindowPart<12, 3, 5>; 3] {
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<12, 3, 5>::builder(&candles).target(Column::Close).scaler(Standard).build().unwrap();
    windows.split([0.6, 0.2, 0.2]).unwrap().into()
}

/// Trains a model; returns the trainer, and the bits of the training losses and of all values of the model.
fn trained() -> (Trainer<Normed, MseLoss>, Vec<u64>) {
    struct Bits(Vec<u64>);
    impl Visitor for Bits {
        fn parameter(&mut self, _: ModulePath<'_>, parameter: timeseriesml::nn::ParameterRef<'_>) {
            self.0.extend(parameter.get::<f32>().unwrap().to_vec().iter().map(|x| u64::from(x.to_bits())));
        }
        fn buffer(&mut self, _: ModulePath<'_>, values: timeseriesml::nn::TensorRef<'_>) {
            self.0.extend(values.get::<f32>().unwrap().to_vec().iter().map(|x| u64::from(x.to_bits())));
        }
        fn counter(&mut self, _: ModulePath<'_>, value: i64) {
            self.0.push(value as u64);
        }
    }
    let [train, val, _] = parts();
    let mut trainer = Trainer::new(Normed::new(), Adam::new(3e-3), MseLoss).progress(false);
    let history = trainer.fit(&train, &val, 4).unwrap();
    let mut bits = Bits(history.epochs.iter().map(|epoch| epoch.train_loss.to_bits()).collect());
    trainer.model().visit(ModulePath::root(), &mut bits);
    let losses: Vec<f64> = history.epochs.iter().map(|epoch| epoch.train_loss).collect();
    assert!(losses[3] < losses[0], "{losses:?}");
    (trainer, bits.0)
}

#[test]
fn a_model_trains_to_the_same_bits_for_any_number_of_threads() {
    let one = with_threads(1, || trained().1);
    assert!(one == with_threads(2, || trained().1));
}

#[test]
fn threads_predict_at_once_while_another_one_trains_the_statistics() {
    let norm = DynBatchNorm1d::new(3).unwrap();
    let x = tensor::<f32>(&[16, 3, 20], |i| (0.37 * i).sin());
    let (done, begun) = (AtomicBool::new(false), Barrier::new(3));
    let predicts = || {
        begun.wait();
        while !done.load(Ordering::Relaxed) {
            let y = inference(|| norm.try_forward(x.clone())).unwrap();
            assert!(y.to_vec().iter().all(|y| y.is_finite()));
        }
    };
    std::thread::scope(|scope| {
        let readers = [scope.spawn(predicts), scope.spawn(predicts)];
        begun.wait();
        for _ in 0..200 {
            let _ = norm.forward(x.clone()).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
    assert_eq!(norm.num_batches_tracked(), Some(200));
}

#[test]
fn predictions_do_not_depend_on_the_batch() {
    let (trainer, _) = trained();
    let [_, _, test] = parts();
    let all: Vec<usize> = (0..test.len()).collect();
    let (x, _) = timeseriesml::Dataset::batch(&test, &all).unwrap();
    let together = trainer.predict(x).unwrap().to_vec();
    for (i, expected) in together.chunks_exact(3).enumerate() {
        let alone = trainer.predict(test.input(i)).unwrap().to_vec();
        // With a different number of rows, sums may run in a different order, which costs a few roundings of numbers near 1.
        assert!(alone.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5), "window {i}: {alone:?}, {expected:?}");
    }
}
