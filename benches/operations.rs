//! What a recorded operation costs beyond its arithmetic, and the kernels of one layer.
//!
//! `operation/recorded/8` is the time of one operation of a chain of 200 on 8 elements: forward, backward and drop.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::hint::black_box;
use timeseriesml::{Conv1d, DynTensor, Linear, Tensor, inference, no_grad, with_threads};

/// Operations of a chain.
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

criterion_group!(benches, recorded_operation, layers);
criterion_main!(benches);
