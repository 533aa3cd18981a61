//! Benchmarks of products and convolutions: their GFLOP/s as a share of this machine's peak, which is measured in the same run.
//!
//! Criterion counts floating-point operations as elements, so Gelem/s are GFLOP/s. The table at the end compares them with the peak: the median over
//! all windows (stretches of about a millisecond), and the best windows against the best peak. Operands either rotate through enough buffers to
//! exceed the caches (cold), as in a training step, or stay the same (hot). Memory bandwidth is counted in bytes.

#![allow(unsafe_code, reason = "the peak is measured with instructions of one set, called where the machine has them")]

mod machine;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use machine::Share;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::hint::black_box;
use std::time::{Duration, Instant};
use timeseriesml::{Conv1d, DynTensor, Tensor, inference};
use timeseriesml_kernels::conv1d::{self, Conv1dSizes};

/// More bytes than fit into the private caches of a core.
const COLD: usize = 24 << 20;

/// The largest number of operand sets that a benchmark rotates through.
const CASES: usize = 64;

/// Measures `run` with cold and with hot caches, on one thread and on two. `run` takes the index of an operand set.
fn shares(c: &mut Criterion, group: &str, flop: usize, cases: usize, mut run: impl FnMut(usize) + Send) {
    let mut group_of = c.benchmark_group(group);
    group_of.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    let mut shares = Vec::new();
    for (name, cases) in [("cold", cases), ("hot", 1)] {
        for threads in [1, 2] {
            let mut case = 0;
            shares.push(machine::bench(&mut group_of, name, threads, flop as f64, || {
                run(case);
                case = (case + 1) % cases;
            }));
        }
    }
    group_of.finish();
    Share::print(group, &shares);
}

fn products(c: &mut Criterion) {
    for (m, k, n) in
        [(64, 64, 64), (256, 256, 256), (1024, 1024, 1024), (3200, 192, 64), (3200, 768, 256), (8192, 64, 64)]
    {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        let cases = COLD.div_ceil(4 * (m * k + k * n + m * n)).min(CASES);
        let mut random = |sizes| -> Vec<DynTensor> {
            (0..cases).map(|_| Tensor::randn_sized(sizes, rng).expect("it is small")).collect()
        };
        let (a, b) = (random([m, k]), random([k, n]));
        shares(c, &format!("product/{m}x{k}x{n}"), 2 * m * k * n, cases, |case| {
            inference(|| drop(black_box(a[case].matmul(&b[case]).expect("the sizes agree"))));
        });
    }
}

fn convolution(c: &mut Criterion) {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let conv = Conv1d::<64, 128, 3, 1, 2, 2>::new(rng);
    let cases = COLD.div_ceil(4 * 32 * 100 * (64 + 128));
    // Channels are innermost in memory, as in windows of a dataset and in the results of other convolutions.
    let signal = |_| DynTensor::randn_sized([32, 100, 64], rng).and_then(|x| x.transpose(1, 2)).expect("it is small");
    let x: Vec<DynTensor> = (0..cases).map(signal).collect();
    let forward = 2 * 32 * 100 * 64 * 128 * 3;
    shares(c, "conv1d/32x64x100_to_128_k3_d2/forward", forward, cases, |case| {
        inference(|| drop(black_box(conv.as_dyn().forward(x[case].clone()).expect("it fits"))));
    });

    let sizes = Conv1dSizes {
        batch: 32,
        length: 100,
        inputs: 64,
        outputs: 128,
        taps: 3,
        stride: 1,
        padding: 4,
        dilation: 2,
        steps: 100,
    };
    let values = |len: usize, cases: usize| vec![vec![0.5f32; len]; cases];
    let (x, dy) = (values(3200 * 64, cases), values(3200 * 128, cases));
    let (w, mut dx, mut dw) = (vec![0.5; 3 * 64 * 128], values(3200 * 64, cases), vec![0.0; 3 * 64 * 128]);
    shares(c, "conv1d/32x64x100_to_128_k3_d2/input_gradient", forward, cases, |case| {
        conv1d::grad_input(sizes, &dy[case], &w, black_box(&mut dx[case]), false);
    });
    shares(c, "conv1d/32x64x100_to_128_k3_d2/weight_gradient", forward, cases, |case| {
        conv1d::grad_weight(sizes, &x[case], &dy[case], black_box(&mut dw), false);
    });
}

fn memory(c: &mut Criterion) {
    const LEN: usize = 8 << 20;
    let mut group = c.benchmark_group("memory");
    group.sample_size(20).measurement_time(Duration::from_secs(1));
    for (name, moved, pass) in [("read", 1, read as fn(&[f32], &mut [f32])), ("copy", 2, copy)] {
        for threads in [1, 2] {
            let mut buffers: Vec<_> = (0..threads).map(|_| (vec![1.0f32; LEN], vec![0.0f32; LEN])).collect();
            group.throughput(Throughput::Bytes((threads * moved * 4 * LEN) as u64));
            group.bench_function(BenchmarkId::new(name, threads), |b| {
                b.iter_custom(|calls| {
                    let start = Instant::now();
                    std::thread::scope(|scope| {
                        for (from, to) in &mut buffers {
                            scope.spawn(|| (0..calls).for_each(|_| pass(from, to)));
                        }
                    });
                    start.elapsed()
                });
            });
        }
    }
    group.finish();
}

fn read(from: &[f32], _: &mut [f32]) {
    let mut sums = [0.0f32; 64];
    for chunk in from.as_chunks::<64>().0 {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    black_box(sums);
}

fn copy(from: &[f32], to: &mut [f32]) {
    to.copy_from_slice(from);
    black_box(to);
}

criterion_group!(benches, memory, products, convolution);
criterion_main!(benches);
