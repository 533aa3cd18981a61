//! What the machine can do, measured beside what is to be compared with it.
//!
//! The cores of a shared machine change their speed from one millisecond to the next, as their neighbours come and go. A
//! benchmark therefore runs in windows of about a millisecond, and the peak is measured before and after each: the share is
//! of what the machine could do at that moment.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Throughput};
use std::hint::black_box;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use timeseriesml::with_threads;
use timeseriesml_kernels::parallel;

/// How long an operation runs between two measurements of the peak, in whole calls.
const WINDOW: Duration = Duration::from_millis(1);

/// A window is undisturbed if the peak on both sides of it is at least this part of what the machine usually reaches.
const UNDISTURBED: f64 = 0.96;

/// What an operation reached, as a share of the peak.
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
    /// Prints the shares of a group, of those that ran: medians of all windows, then of the undisturbed ones, and how many
    /// those are.
    pub fn print(title: &str, shares: &[Share]) {
        let shares: Vec<_> = shares.iter().filter(|share| !share.windows.is_empty()).collect();
        if shares.is_empty() {
            return;
        }
        println!(
            "\n{title:<48} {:>8} {:>9} {:>9} {:>6} {:>12} {:>8}",
            "threads", "GFLOP/s", "peak", "share", "undisturbed", "windows"
        );
        for Share { name, threads, windows } in shares {
            let usual = quantile(windows.iter().map(Window::peak), 0.99);
            let quiet = windows.iter().filter(|window| window.peaks.iter().all(|peak| *peak >= UNDISTURBED * usual));
            let part = 100 * quiet.clone().count() / windows.len();
            let median = |of: fn(&Window) -> f64| quantile(windows.iter().map(of), 0.5);
            let (rate, peak, share) = (median(|window| window.rate), median(Window::peak), median(Window::share));
            let undisturbed = quantile(quiet.map(Window::share), 0.5);
            println!("{name:<48} {threads:>8} {rate:>9.1} {peak:>9.1} {share:>6.2} {undisturbed:>12.2} {part:>7}%");
        }
    }
}

/// The value below which this part of the values is; NaN if there are none.
fn quantile(values: impl Iterator<Item = f64>, part: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get((values.len() as f64 * part) as usize).copied().unwrap_or(f64::NAN)
}

/// Measures an operation of so many floating-point operations.
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

/// Multiply-adds in registers, GFLOP/s over all threads: those of the library, which are awake.
fn peak(threads: usize) -> f64 {
    let sum = Mutex::new(0.0);
    parallel::for_each_piece(threads, usize::MAX, |_| {
        let of_this_thread = peak_of_this_thread();
        *sum.lock().expect("nothing panics") += of_this_thread;
    });
    sum.into_inner().expect("nothing panics")
}

/// Rounds of the loop, each with [`CHAINS`] multiply-adds that do not wait for each other: some 0.3 ms.
const SPINS: usize = 150_000;
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
