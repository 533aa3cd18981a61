//! The overhead of a recorded operation, and the kernels of one layer.
//!
//! `operation/recorded/8` is the time per operation in a chain of 200 on 8 elements: forward, backward and drop.
//!
//! `function/…` measures functions of each element or row in elements per second, with a plain copy for comparison. They run on one thread and
//! rotate through several inputs, which come from memory as in a training step. `attention/…` counts the operations of its products.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::hint::black_box;
use timeseriesml::{Conv1d, DynTensor, Linear, Tensor, inference, no_grad, with_threads};

/// The number of operations in a chain.
const CHAIN: u64 = 200;

fn chain(x: &DynTensor) -> DynTensor {
    (0..CHAIN).fold(x.clone(), |y, _| y.add(x).expect("equal sizes"))
}

fn recorded_operation(c: &mut Criterion) {
    let mut group = c.benchmark_group("operation");
    group.throughput(Throughput::Elements(CHAIN));
    for size in [8, 1024] {
        let x: DynTensor = Tensor::ones_sized([size]).expect("it is small");
        let leaf = x.clone().requires_grad();
        group.bench_function(BenchmarkId::new("recorded", size), |b| {
            b.iter(|| black_box(chain(&leaf).sum_all().backward()));
        });
        group.bench_function(BenchmarkId::new("unrecorded", size), |b| b.iter(|| no_grad(|| black_box(chain(&x)))));
    }
    group.finish();
}

fn layers(c: &mut Criterion) {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let conv = Conv1d::<64, 128, 3, 1, 2, 2>::new(rng);
    let signal: DynTensor = Tensor::randn_sized([32, 64, 100], rng).expect("it is small");
    let linear = Linear::<256, 256>::new(rng);
    let rows: DynTensor = Tensor::randn_sized([1024, 256], rng).expect("it is small");
    let mut group = c.benchmark_group("layer");
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("conv1d/forward/32x64x100_to_128_k3_d2", threads), |b| {
            with_threads(threads, || b.iter(|| inference(|| conv.as_dyn().forward(signal.clone()).expect("it fits"))));
        });
        group.bench_function(BenchmarkId::new("linear/forward/1024x256x256", threads), |b| {
            with_threads(threads, || b.iter(|| inference(|| linear.as_dyn().forward(rows.clone()).expect("it fits"))));
        });
    }
    group.finish();
}

/// The numbers of rows and columns of an input.
const ROWS: usize = 4096;
const COLUMNS: usize = 256;

/// The number of inputs: enough to exceed the private caches of a core.
const INPUTS: usize = 8;

fn functions(c: &mut Criterion) {
    type Function = fn(&DynTensor) -> DynTensor;
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let mut random = |sizes: &[usize]| DynTensor::randn_sized(sizes, rng).expect("it is small");
    let inputs: Vec<DynTensor> = (0..INPUTS).map(|_| random(&[ROWS, COLUMNS])).collect();
    let next = |at: &mut usize| {
        *at = (*at + 1) % INPUTS;
        &inputs[*at]
    };
    let mut group = c.benchmark_group("function");
    group.throughput(Throughput::Elements((ROWS * COLUMNS) as u64));
    let (sources, mut target) = (inputs.iter().map(DynTensor::to_vec).collect::<Vec<_>>(), vec![0.0; ROWS * COLUMNS]);
    let mut at = 0;
    group.bench_function("copy", |b| {
        b.iter(|| {
            at = (at + 1) % INPUTS;
            black_box(&mut target).copy_from_slice(&sources[at]);
        });
    });
    let functions: [(&str, Function); 7] = [
        ("exp", DynTensor::exp),
        ("tanh", DynTensor::tanh),
        ("sigmoid", DynTensor::sigmoid),
        ("log_of_square", |x| x.square().log()),
        ("gelu", |x| x.clone().gelu()),
        ("softmax", |x| x.softmax(-1).expect("it has an axis")),
        ("layer_norm", |x| x.layer_norm(None, None, 1e-5).expect("it has an axis")),
    ];
    for (name, function) in functions {
        let mut at = 0;
        group.bench_function(name, |b| {
            with_threads(1, || b.iter(|| no_grad(|| drop(black_box(function(next(&mut at)))))));
        });
    }
    group.finish();

    let (batch, steps, width, heads) = (32, 96, 64, 4);
    let qkv = random(&[batch, steps, 3 * width]);
    let leaf = qkv.clone().requires_grad();
    let mut group = c.benchmark_group("attention");
    group.throughput(Throughput::Elements((4 * batch * steps * steps * width) as u64));
    group.bench_function("forward", |b| {
        with_threads(1, || b.iter(|| no_grad(|| black_box(qkv.self_attention(heads, false).expect("it fits")))));
    });
    group.bench_function("forward_and_backward", |b| {
        let step = || leaf.self_attention(heads, false).expect("it fits").sum_all().backward();
        with_threads(1, || b.iter(|| black_box(step())));
    });
    group.finish();
}

criterion_group!(benches, recorded_operation, functions, layers);
criterion_main!(benches);
