//! Products and convolutions as a share of what this machine can do, which is measured in the same run.
//!
//! The shared cores of a build machine change their speed from minute to minute, so every figure is the best of several
//! rounds, and each round measures the peak beside the operation. Operands rotate over enough buffers to leave the caches
//! (cold), as they do in a training step, and once stay where they are (hot).

#![allow(unsafe_code)] // The peak is measured with instructions of one set, called where the machine has them.

mod machine;

use machine::peak;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::hint::black_box;
use std::time::{Duration, Instant};
use timeseriesml::{Conv1d, DynTensor, Tensor, inference, with_threads};

/// How long one measurement may take, per round.
const SLICE: Duration = Duration::from_millis(60);
const ROUNDS: usize = 7;

/// Bytes that no cache near a core holds.
const COLD: usize = 24 << 20;

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("memory, GB/s       1 thread   2 threads");
    for (name, bytes, pass) in [("read", 1, read as fn(&mut [f32], &mut [f32])), ("copy", 2, copy)] {
        let [one, two] = [1, 2].map(|threads| bandwidth(threads, bytes, pass));
        println!("{name:<16} {one:>10.1} {two:>11.1}");
    }
    println!("\n{:<34} {:>16} {:>16} {:>16} {:>16}", "GFLOP/s, share of peak", "cold 1", "cold 2", "hot 1", "hot 2");
    for (m, k, n) in
        [(64, 64, 64), (256, 256, 256), (1024, 1024, 1024), (3200, 192, 64), (3200, 768, 256), (8192, 64, 64)]
    {
        product(m, k, n);
    }
    convolution();
}

/// Prints a row: an operation of so many operations and bytes, as a function of a case's number.
fn row(name: &str, flop: usize, bytes: usize, run: impl Fn(usize) + Sync) {
    print!("{name:<34}");
    for cases in [COLD.div_ceil(bytes).min(CASES), 1] {
        for threads in [1, 2] {
            let (mut best, mut highest) = (0.0, 0.0);
            for _ in 0..ROUNDS {
                highest = peak(threads).max(highest);
                best = with_threads(threads, || rate(flop, cases, &run)).max(best);
            }
            print!(" {best:>9.1} ({:.2})", best / highest);
        }
    }
    println!();
}

/// The most operands that a row rotates over.
const CASES: usize = 64;

/// The best GFLOP/s of a few calls in a row, within a slice of time.
fn rate(flop: usize, cases: usize, run: impl Fn(usize)) -> f64 {
    let calls = (2_000_000 / flop).clamp(1, cases.max(16));
    let (start, mut best, mut case) = (Instant::now(), f64::INFINITY, 0);
    while start.elapsed() < SLICE {
        let before = Instant::now();
        for _ in 0..calls {
            run(case);
            case = (case + 1) % cases;
        }
        best = best.min(before.elapsed().as_secs_f64() / calls as f64);
    }
    flop as f64 / best * 1e-9
}

fn product(m: usize, k: usize, n: usize) {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let bytes = 4 * (m * k + k * n + m * n);
    let mut random = |sizes| -> Vec<DynTensor> {
        (0..COLD.div_ceil(bytes).min(CASES)).map(|_| Tensor::randn_sized(sizes, rng).expect("it is small")).collect()
    };
    let (a, b) = (random([m, k]), random([k, n]));
    row(&format!("product {m}×{k}×{n}"), 2 * m * k * n, bytes, |case| {
        inference(|| black_box(a[case].matmul(&b[case]).expect("the sizes agree")));
    });
}

fn convolution() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let conv = Conv1d::<64, 128, 3, 1, 2, 2>::new(rng);
    let bytes = 4 * 32 * 100 * (64 + 128);
    // Channels are innermost in memory, as windows and the results of other convolutions have them.
    let signal = |_| DynTensor::randn_sized([32, 100, 64], rng).and_then(|x| x.transpose(1, 2)).expect("it is small");
    let x: Vec<DynTensor> = (0..COLD.div_ceil(bytes)).map(signal).collect();
    let forward = 2 * 32 * 100 * 64 * 128 * 3;
    row("conv1d 32×64×100 to 128, forward", forward, bytes, |case| {
        inference(|| black_box(conv.as_dyn().forward(x[case].clone()).expect("it fits")));
    });
    let x: Vec<_> = x.into_iter().map(DynTensor::requires_grad).collect();
    row("conv1d, forward and gradients", 3 * forward, 3 * bytes, |case| {
        let y = conv.as_dyn().forward(x[case % x.len()].clone()).expect("it fits");
        black_box(y.sum_all().backward());
    });
}

/// GB/s of a pass over memory, of which it moves `bytes` buffers.
fn bandwidth(threads: usize, bytes: usize, pass: fn(&mut [f32], &mut [f32])) -> f64 {
    const LEN: usize = 8 << 20;
    let worker = || {
        let (mut from, mut to) = (vec![1.0f32; LEN], vec![0.0f32; LEN]);
        let mut best = f64::INFINITY;
        for _ in 0..20 {
            let start = Instant::now();
            pass(&mut from, &mut to);
            best = best.min(start.elapsed().as_secs_f64());
        }
        (bytes * 4 * LEN) as f64 / best * 1e-9
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        others.into_iter().map(|other| other.join().expect("it only copies")).sum()
    })
}

fn read(from: &mut [f32], _: &mut [f32]) {
    let mut sums = [0.0f32; 64];
    for chunk in from.as_chunks::<64>().0 {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    black_box(sums);
}

fn copy(from: &mut [f32], to: &mut [f32]) {
    to.copy_from_slice(from);
    black_box(to);
}
