//! Measures benchmarks as a share of this machine's peak GFLOP/s.
//!
//! Other programs on a shared machine change the speed of its cores within milliseconds. A benchmark therefore runs in windows of about a
//! millisecond, and the peak is measured before and after each window: a share is relative to what the machine could do at that moment. A
//! program on the other hardware thread of a core slows memory accesses more than the peak, so the best windows are shown as well.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Throughput};
use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use timeseriesml::with_threads;
use timeseriesml_kernels::parallel;

/// How long an operation is called again and again between two measurements of the peak.
const WINDOW: Duration = Duration::from_millis(1);

/// The quantile of the rates, and of the peaks, that is shown as the best.
const BEST: f64 = 0.95;

/// The rate of an operation, as a share of the peak.
pub struct Share {
    name: String,
    threads: usize,
    windows: Vec<Window>,
}

/// GFLOP/s of the operation, and of the peak before and after it.
struct Window {
    rate: f64,
    peaks: [f64; 2],
}

impl Window {
    fn peak(&self) -> f64 {
        self.peaks.iter().sum::<f64>() / 2.0
    }

    fn share(&self) -> f64 {
        self.rate / self.peak()
    }
}

impl Share {
    /// Prints the shares of those benchmarks of a group that ran: medians over all windows, then the best rate as a share of the best peak.
    pub fn print(title: &str, shares: &[Share]) {
        let shares: Vec<_> = shares.iter().filter(|share| !share.windows.is_empty()).collect();
        if shares.is_empty() {
            return;
        }
        println!(
            "\n{title:<48} {:>8} {:>9} {:>9} {:>6} {:>9} {:>9} {:>6}",
            "threads", "GFLOP/s", "peak", "share", "best", "peak", "share"
        );
        for Share { name, threads, windows } in shares {
            let at = |part, of: fn(&Window) -> f64| quantile(windows.iter().map(of), part);
            let (rate, peak, share) = (at(0.5, |window| window.rate), at(0.5, Window::peak), at(0.5, Window::share));
            let (best, best_peak) = (at(BEST, |window| window.rate), at(BEST, Window::peak));
            let of_best = best / best_peak;
            println!(
                "{name:<48} {threads:>8} {rate:>9.1} {peak:>9.1} {share:>6.2} {best:>9.1} {best_peak:>9.1} {of_best:>6.2}"
            );
        }
    }
}

/// The `part`-quantile of the values. There must be at least one value.
fn quantile(values: impl Iterator<Item = f64>, part: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[(values.len() as f64 * part) as usize]
}

/// Measures an operation of `flop` floating-point operations.
pub fn bench(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    threads: usize,
    flop: f64,
    mut run: impl FnMut() + Send,
) -> Share {
    let mut windows = Vec::new();
    group.throughput(Throughput::Elements(flop as u64));
    group.bench_function(BenchmarkId::new(name, threads), |b| {
        b.iter_custom(|calls| {
            with_threads(threads, || {
                let (mut done, mut total, mut before) = (0, Duration::ZERO, peak(threads));
                while done < calls {
                    let (first, start) = (done, Instant::now());
                    while done == first || (done < calls && start.elapsed() < WINDOW) {
                        run();
                        done += 1;
                    }
                    let elapsed = start.elapsed();
                    let after = peak(threads);
                    let rate = flop * (done - first) as f64 / elapsed.as_secs_f64() * 1e-9;
                    windows.push(Window { rate, peaks: [before, after] });
                    (total, before) = (total + elapsed, after);
                }
                total
            })
        });
    });
    Share { name: name.into(), threads, windows }
}

/// The GFLOP/s of multiply-adds in registers, summed over all threads of the library, which are already awake.
fn peak(threads: usize) -> f64 {
    let sum = Mutex::new(0.0);
    parallel::for_each_piece(threads, usize::MAX, |_| {
        let of_this_thread = peak_of_this_thread();
        *sum.lock().expect("nothing panics") += of_this_thread;
    });
    sum.into_inner().expect("nothing panics")
}

/// The number of rounds of the loop, each with [`CHAINS`] independent multiply-adds. They take some 0.3 ms.
const SPINS: usize = 150_000;
const CHAINS: usize = 12;

fn peak_of_this_thread() -> f64 {
    let start = Instant::now();
    let lanes = spin();
    2.0 * (SPINS * CHAINS * lanes) as f64 / start.elapsed().as_secs_f64() * 1e-9
}

/// Keeps the arithmetic units busy and returns the number of lanes of a vector; `TIMESERIESML_KERNELS` chooses the instruction set.
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
        // SAFETY: the machine has AVX-512, as was just detected.
        unsafe { avx512() };
        16
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && set != "portable" {
        // SAFETY: the machine has AVX2 and FMA, as was just detected.
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

/// Separate multiplications and additions, as in the portable kernels.
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
