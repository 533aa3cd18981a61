//! What the machine can do, measured beside what is to be compared with it.

use std::hint::black_box;
use std::time::Instant;

/// Multiply-adds in registers, GFLOP/s over all threads.
pub fn peak(threads: usize) -> f64 {
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
