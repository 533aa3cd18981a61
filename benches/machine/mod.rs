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
    /// GFLOP/s of each sample, and of the peak beside it.
    samples: Vec<(f64, f64)>,
}

impl Share {
    /// Prints the shares of a group, of those that ran: medians of the samples, then what the best sample is of the best peak.
    pub fn print(title: &str, shares: &[Share]) {
        let shares: Vec<_> = shares.iter().filter(|share| !share.samples.is_empty()).collect();
        if shares.is_empty() {
            return;
        }
        println!("\n{title:<48} {:>8} {:>9} {:>9} {:>6} {:>9}", "threads", "GFLOP/s", "peak", "share", "of bests");
        for Share { name, threads, samples } in shares {
            let median = |of: fn(&(f64, f64)) -> f64| {
                let mut values: Vec<f64> = samples.iter().map(of).collect();
                values.sort_by(f64::total_cmp);
                values[values.len() / 2]
            };
            let best = |of: fn(&(f64, f64)) -> f64| samples.iter().map(of).fold(0.0, f64::max);
            let (rate, peak, share) = (median(|s| s.0), median(|s| s.1), median(|s| s.0 / s.1));
            let of_bests = best(|s| s.0) / best(|s| s.1);
            println!("{name:<48} {threads:>8} {rate:>9.1} {peak:>9.1} {share:>6.2} {of_bests:>9.2}");
        }
    }
}

/// Measures an operation of so many floating-point operations. Each sample measures the peak too, before and after it: the cores
/// of a shared machine change their speed from one millisecond to the next.
pub fn bench(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    threads: usize,
    flop: f64,
    mut run: impl FnMut() + Send,
) -> Share {
    let mut samples = Vec::new();
    group.throughput(Throughput::Elements(flop as u64));
    group.bench_function(BenchmarkId::new(name, threads), |b| {
        b.iter_custom(|calls| {
            let before = peak(threads);
            let elapsed = with_threads(threads, || {
                let start = Instant::now();
                (0..calls).for_each(|_| run());
                start.elapsed()
            });
            let rate = flop * calls as f64 / elapsed.as_secs_f64() * 1e-9;
            samples.push((rate, (before + peak(threads)) / 2.0));
            elapsed
        });
    });
    Share { name: name.into(), threads, samples }
}

/// Multiply-adds in registers, GFLOP/s over all threads: what the machine sustains for some 10 ms.
fn peak(threads: usize) -> f64 {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(peak_of_this_thread)).collect();
        peak_of_this_thread() + others.into_iter().map(|other| other.join().expect("it only computes")).sum::<f64>()
    })
}

/// Rounds of the loop, each with [`CHAINS`] multiply-adds that do not wait for each other.
const SPINS: usize = 5_000_000;
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
