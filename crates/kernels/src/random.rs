//! Random numbers as a pure function of seed, stream and index. There is no state to pass or to lock.
//!
//! The mixing function is that of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
//! OOPSLA 2014, with Stafford's variant 13 of the constants). Seed and stream are mixed into the start of a SplitMix64
//! sequence, and the index is the position in this sequence. Not for cryptography.

use super::parallel::{self, ELEMENT};
use super::real::Real;

const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline(always)]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The start of the sequence of one stream.
#[inline]
fn start(seed: u64, stream: u64) -> u64 {
    mix(mix(seed.wrapping_add(GOLDEN_GAMMA)) ^ stream.wrapping_mul(GOLDEN_GAMMA))
}

#[inline(always)]
fn element(start: u64, index: u64) -> u64 {
    mix(start.wrapping_add(index.wrapping_add(1).wrapping_mul(GOLDEN_GAMMA)))
}

/// A uniform number in [0, 1) made of 53 of the 64 random bits.
#[cfg(test)]
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// The uniform number in [0, 1) that belongs to this seed, stream and index.
#[cfg(test)]
pub fn uniform_at(seed: u64, stream: u64, index: u64) -> f64 {
    unit(element(start(seed, stream), index))
}

/// Writes a dropout mask: 0 with probability `p`, else 1/(1 − p).
///
/// Element i of `out` is number `first_index + i` of the stream `call`; the choice is the same for `f32` and `f64`.
/// `p` is in [0, 1]; with a `p` of 1 all elements are zero.
pub fn dropout_mask<E: Real>(seed: u64, call: u64, p: f64, first_index: u64, out: &mut [E]) {
    let stream = MaskStream::new(seed, call, p);
    let work = out.len() * ELEMENT;
    parallel::for_each_chunk(out, 1, work, |first, part| {
        let first = first_index.wrapping_add(first as u64);
        for (index, value) in part.iter_mut().enumerate() {
            *value = stream.factor(first.wrapping_add(index as u64));
        }
    });
}

/// Computes the factors of a dropout mask one by one.
#[derive(Clone, Copy)]
pub(crate) struct MaskStream<E> {
    start: u64,
    threshold: u64,
    keep: E,
}

impl<E: Real> MaskStream<E> {
    /// Takes the same seed, call and probability as [`dropout_mask`].
    #[inline]
    pub(crate) fn new(seed: u64, call: u64, p: f64) -> Self {
        // This threshold compares like `unit(bits) < p`, but with both sides multiplied by 2⁵³, which is exact and avoids the conversion.
        let threshold = (p * (1_u64 << 53) as f64).ceil() as u64;
        MaskStream { start: start(seed, call), threshold, keep: E::from_f64(1.0 / (1.0 - p)) }
    }

    #[inline(always)]
    pub(crate) fn factor(&self, index: u64) -> E {
        if (element(self.start, index) >> 11) < self.threshold { E::ZERO } else { self.keep }
    }
}

/// Uniform numbers in [−1, 1) for tests.
#[cfg(test)]
pub fn sample<E: Real>(seed: u64, len: usize) -> Vec<E> {
    (0..len as u64).map(|index| E::from_f64(2.0 * uniform_at(seed, 0, index) - 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_equals_the_published_generator() {
        // The first outputs of SplitMix64 seeded with 1234567, as listed on Rosetta Code.
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423_u64];
        for (index, expected) in (0..).zip(expected) {
            assert_eq!(element(1_234_567, index), expected);
        }
    }

    #[test]
    fn mask_matches_reference() {
        for (p, len) in [(0.0, 7), (0.3, 1001), (1.0, 8), (0.5, 0)] {
            let mut mask = vec![f32::NAN; len];
            dropout_mask(5, 3, p, 11, &mut mask);
            for (i, &value) in mask.iter().enumerate() {
                let dropped = uniform_at(5, 3, 11 + i as u64) < p;
                assert_eq!(value, if dropped { 0.0 } else { (1.0 / (1.0 - p)) as f32 });
            }
        }
    }

    #[test]
    fn share_of_zeros_is_p() {
        let mut mask = vec![0.0_f64; 100_000];
        dropout_mask(1, 2, 0.2, 0, &mut mask);
        let zeros = mask.iter().filter(|&&value| value == 0.0).count() as f64;
        // The tolerance is five standard deviations of a binomial count, √(n p (1 − p)) = 126.
        assert!((zeros - 20_000.0).abs() < 5.0 * 126.5, "{zeros}");
    }

    #[test]
    fn same_for_any_thread_count() {
        let draw = |threads| {
            let mut mask = vec![0.0_f32; 200_003];
            parallel::with_threads(threads, || dropout_mask(9, 1, 0.5, 1 << 40, &mut mask));
            mask
        };
        assert!(draw(1) == draw(2));
    }
}
