//! What the machine can do, measured beside what is to be compared with it.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Throughput};
use std::hint::black_box;
use std::time::Instant;
use timeseriesml::with_threads;

/// What an operation reached, as a share of the peak.
pub struct Share {
    name: String,
    threads: usize,
    /// GFLOP/s, of the best sample; and the best that the peak was meanwhile.
    best: f64,
    peak: f64,
}

impl Share {
    /// Prints the shares of a group, of those that ran.
    pub fn print(shares: &[Share]) {
        let shares: Vec<_> = shares.iter().filter(|share| share.best > 0.0).collect();
        if shares.is_empty() {
            return;
        }
        println!("\n{:<40} {:>8} {:>9} {:>9} {:>6}", "", "threads", "GFLOP/s", "peak", "share");
        for Share { name, threads, best, peak } in shares {
            println!("{name:<40} {threads:>8} {best:>9.1} {peak:>9.1} {:>6.2}", best / peak);
        }
    }
}

/// Measures an operation of so many floating-point operations. Each sample measures the peak too: the cores of a shared machine
/// change their speed from minute to minute.
pub fn bench(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    threads: usize,
    flop: f64,
    mut run: impl FnMut() + Send,
) -> Share {
    let (mut best, mut highest) = (0.0f64, 0.0f64);
    group.throughput(Throughput::Elements(flop as u64));
    group.bench_function(BenchmarkId::new(name, threads), |b| {
        b.iter_custom(|calls| {
            highest = peak(threads).max(highest);
            with_threads(threads, || {
                let start = Instant::now();
                (0..calls).for_each(|_| run());
                let elapsed = start.elapsed();
                best = best.max(flop * calls as f64 / elapsed.as_secs_f64() * 1e-9);
                elapsed
            })
        });
    });
    Share { name: name.into(), threads, best, peak: highest }
}

/// Multiply-adds in registers, GFLOP/s over all threads.
fn peak(threads: usize) -> f64 {
    std::thread::scope(|scope| {
        let spin = || (0..5).map(|_| peak_of_this_thread()).fold(0.0, f64::max);
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(spin)).collect();
        spin() + others.into_iter().map(|other| other.join().expect("it only computes")).sum::<f64>()
    })
}

/// Rounds of the loop, each with [`CHAINS`] multiply-adds that do not wait for each other.
const SPINS: usize = 100_000;
const CHAINS: usize = 12;

fn peak_of_this_thread() -> f64 {
    let start = Instant::now();
    let lanes = spin();
    2.0 * (SPINS * CHAINS * lanes) as f64 / start.elapsed().as_secs_f64() * 1e-9
}

/// Keeps the units busy and says how many lanes they have; see `TIMESERIESML_KERNELS` for the choice.
#[cfg(target_arch = "x86_64")]
fn spin() -> usize {
    use std::arch::x86_64::*;

    #[target_feature(enable = "avx512f")]
    fn avx512() {
        let mut sums = [_mm512_set1_ps(1.0); CHAINS];
        let (factor, term) = black_box((_mm512_set1_ps(0.5), _mm512_set1_ps(0.5)));
        for _ in 0..SPINS {
            for sum in &mut sums {
                *sum = _mm512_fmadd_ps(*sum, factor, term);
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx2,fma")]
    fn avx2() {
        let mut sums = [_mm256_set1_ps(1.0); CHAINS];
        let (factor, term) = black_box((_mm256_set1_ps(0.5), _mm256_set1_ps(0.5)));
        for _ in 0..SPINS {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(*sum, factor, term);
            }
        }
        black_box(sums);
    }

    let set = std::env::var("TIMESERIESML_KERNELS").unwrap_or_default();
    if is_x86_feature_detected!("avx512f") && set != "avx2" && set != "portable" {
        // SAFETY: the machine has the instructions.
        unsafe { avx512() };
        16
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && set != "portable" {
        // SAFETY: as above.
        unsafe { avx2() };
        8
    } else {
        portable()
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn spin() -> usize {
    portable()
}

/// Multiplications and additions apart, as the portable kernels have them.
fn portable() -> usize {
    let mut sums = black_box([[1.0f32; 4]; CHAINS]);
    for _ in 0..SPINS {
        for sum in sums.as_flattened_mut() {
            *sum = *sum * 0.5 + 0.5;
        }
    }
    black_box(sums);
    4
}
