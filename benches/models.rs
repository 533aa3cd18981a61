//! Whole steps: the workloads T1 (a TCN training step) and I1 (its inference, batch 1).
//!
//! T1: x [32, 100, 5], blocks 64, 128, 256, kernel 3, mean over time, Linear 256 to 1, MSE, backward, Adam; 8.1 GFLOP.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::hint::black_box;
use timeseriesml::{Adam, Batch, Dim, MeanPool, Optimizer, Tcn, Tensor, channels, inference, with_threads};

type T1 = Tcn<5, channels![64, 128, 256], 3, 1, MeanPool>;

fn tcn(c: &mut Criterion) {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let x: Tensor<(Batch, Dim<100>, Dim<5>)> = Tensor::randn_sized([32, 100, 5], rng).expect("it is small");
    let y: Tensor<(Batch, Dim<1>)> = Tensor::randn_sized([32, 1], rng).expect("it is small");
    let one: Tensor<(Batch, Dim<100>, Dim<5>)> = Tensor::randn_sized([1, 100, 5], rng).expect("it is small");
    let mut group = c.benchmark_group("tcn");
    group.sample_size(20);
    for threads in [1, 2] {
        let (mut model, mut adam) = (T1::new(rng), Adam::new(1e-3));
        group.bench_function(BenchmarkId::new("step/T1", threads), |b| {
            with_threads(threads, || {
                b.iter(|| {
                    let loss = model.forward(x.clone()).mse_loss(&y);
                    let gradients = loss.backward();
                    drop(loss);
                    adam.step(&mut model, &gradients).expect("every parameter has a gradient");
                })
            });
        });
        group.bench_function(BenchmarkId::new("inference/I1", threads), |b| {
            with_threads(threads, || b.iter(|| inference(|| black_box(model.forward(one.clone())))));
        });
    }
    group.finish();
}

criterion_group!(benches, tcn);
criterion_main!(benches);
