//! Random numbers whose streams never change: uniform, normal, and a shuffle.
//!
//! `rand` may change its distributions and shuffles in a minor version. Here they are written out, over nothing but the
//! generator's 64-bit words, so that a seed means the same for ever. The generator to use is
//! `rand::rngs::Xoshiro256PlusPlus`: named, portable, serialisable.
//!
//! Uniform: the upper 53 bits over 2⁵³. Normal: Marsaglia's polar method (1964), both values used, except that the spare one is
//! dropped at the end of a call. Shuffle: Fisher and Yates, with Lemire's multiply-shift (2019) and rejection.

use crate::kernels::float::Float;
use rand::Rng;

/// A number in `0..1`, a multiple of 2⁻⁵³.
pub(crate) fn uniform(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A number below `bound`, every one equally likely.
pub(crate) fn below(rng: &mut impl Rng, bound: u64) -> u64 {
    debug_assert!(bound > 0);
    loop {
        let wide = u128::from(rng.next_u64()) * u128::from(bound);
        // The low half says where in its interval the draw fell; the first few of an interval that is too long are refused.
        if wide as u64 >= bound.wrapping_neg() % bound {
            return (wide >> 64) as u64;
        }
    }
}

/// Two independent draws from the standard normal distribution.
fn normal_pair(rng: &mut impl Rng) -> [f64; 2] {
    loop {
        let (u, v) = (2.0 * uniform(rng) - 1.0, 2.0 * uniform(rng) - 1.0);
        let s = u * u + v * v;
        if s > 0.0 && s < 1.0 {
            let scale = (-2.0 * s.ln() / s).sqrt();
            return [u * scale, v * scale];
        }
    }
}

/// Fills `out` with draws from the standard normal distribution.
pub(crate) fn fill_normals<E: Float>(rng: &mut impl Rng, out: &mut [E]) {
    for pair in out.chunks_mut(2) {
        pair.iter_mut().zip(normal_pair(rng)).for_each(|(out, x)| *out = E::from_f64(x));
    }
}

/// Fills `out` with draws from the uniform distribution over `low..high`.
pub(crate) fn fill_uniforms<E: Float>(rng: &mut impl Rng, low: E, high: E, out: &mut [E]) {
    let (low, high) = (low.to_f64(), high.to_f64());
    out.iter_mut().for_each(|out| *out = E::from_f64(low + (high - low) * uniform(rng)));
}

/// Puts `items` into a random order, every one equally likely.
pub(crate) fn shuffle<T>(rng: &mut impl Rng, items: &mut [T]) {
    for i in (1..items.len()).rev() {
        items.swap(i, below(rng, i as u64 + 1) as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng() -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(7)
    }

    #[test]
    fn normals_have_mean_zero_and_variance_one() {
        let mut x = vec![0.0; 100_000];
        fill_normals(&mut rng(), &mut x);
        let mean = x.iter().sum::<f64>() / 1e5;
        let variance = x.iter().map(|x| x * x).sum::<f64>() / 1e5;
        // Five standard errors: 5/√n and 5·√(2/n).
        assert!(mean.abs() < 0.016 && (variance - 1.0).abs() < 0.0224, "{mean} {variance}");
    }

    #[test]
    fn every_order_is_equally_likely() {
        let mut counts = std::collections::HashMap::new();
        let mut rng = rng();
        for _ in 0..6000 {
            let mut items = [0, 1, 2];
            shuffle(&mut rng, &mut items);
            *counts.entry(items).or_insert(0) += 1;
        }
        // Five standard deviations of a binomial count around 1000: 5·√(6000·1/6·5/6) = 144.
        assert!(counts.len() == 6 && counts.values().all(|n: &i32| n.abs_diff(1000) < 144), "{counts:?}");
    }
}
