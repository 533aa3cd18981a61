//! Vectors of numbers as a trait, so that a kernel is written once for every width.
//!
//! A kernel that needs control over its registers (the tile of a product, a polynomial) is a [`LaneRoutine`], which is generic over
//! [`Lanes`]. [`run_lanes`] instantiates it with the 8 lanes of AVX2, the 16 of AVX-512, or an array that the compiler maps to
//! the registers of any machine. Loops that the compiler vectorizes well do not need this; `simd` compiles them for each instruction set.
//!
//! Every method is `#[inline(always)]`: inside the function that [`run_lanes`] compiles for an instruction set, a call becomes one instruction.
//! Double precision, used for gradient checks, always uses the array.

mod array;
mod pair;
mod vector;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use self::array::Array;
pub(crate) use self::vector::{LaneRoutine, Lanes, SUMMED, Vectorized, each_vector, each_vector_in_blocks, run_lanes};
use super::simd::{InstructionSet, instruction_set};

/// The methods of [`Vectorized`] as bit operations, which compilers vectorize. `integers` is 1.5 · 2^(mantissa bits): adding it to a number rounds
/// the number to an integer, which is then in the low bits of the sum.
macro_rules! lane_methods {
    ($float:ident, $integers:literal, $signed:ident) => {
        #[inline(always)]
        fn copysign_lane(self, sign: $float) -> $float {
            $float::copysign(self, sign)
        }
        #[inline(always)]
        fn round_lane(self) -> $float {
            self + $integers - $integers
        }
        #[inline(always)]
        fn scale_lane(self, n: $float) -> $float {
            // The low bits of the sum are n + bias. They become the exponent of 2ⁿ.
            let biased = n + ($integers + ($float::MAX_EXP - 1) as $float);
            self * $float::from_bits(biased.to_bits() << ($float::MANTISSA_DIGITS - 1))
        }
        #[inline(always)]
        fn exponent_lane(self) -> $float {
            let biased = (self.to_bits() >> ($float::MANTISSA_DIGITS - 1)) as $signed;
            (biased - ($float::MAX_EXP - 1) as $signed) as $float
        }
    };
}

impl Vectorized for f32 {
    lane_methods!(f32, 12_582_912.0, i32);

    #[inline]
    fn run_lanes<R: LaneRoutine<f32>>(routine: R) -> R::Output {
        match instruction_set() {
            InstructionSet::Portable => routine.run::<Array<f32, 8>>(),
            // SAFETY: `instruction_set` returned AVX2, so the machine has it.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx2 => unsafe { x86::with_avx2(routine) },
            // SAFETY: `instruction_set` returned AVX-512, so the machine has it.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512 => unsafe { x86::with_avx512(routine) },
            #[cfg(not(target_arch = "x86_64"))]
            InstructionSet::Avx2 | InstructionSet::Avx512 => routine.run::<Array<f32, 8>>(),
        }
    }
}

impl Vectorized for f64 {
    lane_methods!(f64, 6_755_399_441_055_744.0, i64);

    #[inline]
    fn run_lanes<R: LaneRoutine<f64>>(routine: R) -> R::Output {
        routine.run::<Array<f64, 8>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::sample;

    /// The results of all methods for `x` and `y`, method by method.
    struct All<'a> {
        x: &'a [f32],
        y: &'a [f32],
        /// Whether to test pairs of vectors instead of single ones.
        paired: bool,
    }

    impl LaneRoutine<f32> for All<'_> {
        type Output = Vec<f32>;

        #[inline(always)]
        fn run<V: Lanes<Element = f32>>(self) -> Vec<f32> {
            if self.paired { self.results::<[V; 2]>() } else { self.results::<V>() }
        }
    }

    impl All<'_> {
        #[inline(always)]
        fn results<V: Lanes<Element = f32>>(&self) -> Vec<f32> {
            let mut out = vec![0.0; 15 * self.x.len()];
            each_vector!(V, self.x.len(), |range| {
                let (x, y) = (V::load_or(&self.x[range.clone()], 3.0), V::load_or(&self.y[range.clone()], -7.0));
                let n = y.mul(V::splat(9.0)).round();
                let results = [
                    x.add(y),
                    x.sub(y),
                    x.mul(y),
                    x.div(y),
                    x.max(y),
                    x.min(y),
                    x.if_greater(y, n, x),
                    x.abs(),
                    x.copysign(y),
                    n,
                    x.scale(n),
                    x.abs().exponent(),
                    x.map(|x| x + 1.0),
                    // The sum is equal for any width, since these numbers add up without rounding.
                    V::splat(V::load_or(&[1.0, 2.0, 4.0], 0.0).sum()),
                    V::splat(V::load_or(&[-5.0, -4.0, -6.0], -9.0).largest()),
                ];
                for (method, result) in results.into_iter().enumerate() {
                    result.store_to(&mut out[method * self.x.len()..][range.clone()]);
                }
            });
            out
        }
    }

    #[test]
    fn every_vector_computes_the_same() {
        for n in [0, 1, 7, 8, 9, 31, 64, 77] {
            let (mut x, y) = (sample::<f32>(1, n), sample::<f32>(2, n));
            x.iter_mut().step_by(5).for_each(|x| *x = f32::NAN);
            let all = |paired| All { x: &x, y: &y, paired };
            let expected = all(false).run::<Array<f32, 8>>();
            let results = [false, true].map(|paired| run_lanes(all(paired)));
            let arrays = [all(true).run::<Array<f32, 8>>(), all(false).run::<Array<f32, 16>>()];
            for found in results.into_iter().chain(arrays) {
                for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
                    let same = found == expected || found.is_nan() && expected.is_nan();
                    // The exponent of NaN is unspecified.
                    assert!(same || i / n == 11 && x[i % n].is_nan(), "{n} {i}: {found} {expected}");
                }
            }
        }
    }
}
