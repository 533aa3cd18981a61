//! Random numbers with stable streams: uniform, normal, and a shuffle.
//!
//! `rand` may change its distributions and shuffles in a minor version. The ones here use only the 64-bit words of the generator, so a seed always
//! gives the same numbers. Use the generator `rand::rngs::Xoshiro256PlusPlus`: it is a fixed algorithm, portable and serializable.
//!
//! Uniform: the upper 53 bits, divided by 2⁵³. Normal: Marsaglia's polar method (1964); both values are used, unless the sampler is dropped in
//! between. Shuffle: Fisher and Yates, with Lemire's multiply-shift (2019) and rejection.

use rand::Rng;
use timeseriesml_kernels::real::Real;

/// A uniform number in `0..1`, a multiple of 2⁻⁵³.
pub(crate) fn uniform(rng: &mut impl Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

/// A uniform integer below `bound`.
pub(crate) fn below(rng: &mut impl Rng, bound: u64) -> u64 {
    debug_assert!(bound > 0);
    loop {
        let wide = u128::from(rng.next_u64()) * u128::from(bound);
        // The low half is the position of the draw in its interval. Rejecting the first few positions makes all intervals equally long.
        if wide as u64 >= bound.wrapping_neg() % bound {
            return (wide >> 64) as u64;
        }
    }
}

/// A sampler of the standard normal distribution, which generates numbers in pairs.
#[derive(Default)]
pub(crate) struct Normal {
    spare: Option<f64>,
}

impl Normal {
    pub(crate) fn sample(&mut self, rng: &mut impl Rng) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (u, v) = (2.0 * uniform(rng) - 1.0, 2.0 * uniform(rng) - 1.0);
            let s = u * u + v * v;
            if s > 0.0 && s < 1.0 {
                let scale = (-2.0 * s.ln() / s).sqrt();
                self.spare = Some(v * scale);
                return u * scale;
            }
        }
    }
}

/// Fills `out` with draws from the standard normal distribution.
pub(crate) fn fill_normals<E: Real>(rng: &mut impl Rng, out: &mut [E]) {
    let mut normal = Normal::default();
    out.iter_mut().for_each(|out| *out = E::from_f64(normal.sample(rng)));
}

/// Fills `out` with draws from the uniform distribution over `low..high`, where `low ≤ high` are finite. If they are equal, all draws are `low`.
pub(crate) fn fill_uniforms<E: Real>(rng: &mut impl Rng, low: E, high: E, out: &mut [E]) {
    let (from, to) = (low.to_f64(), high.to_f64());
    let width = to - from;
    let draw = |place: f64| match width.is_finite() {
        true => from + width * place,
        false => from * (1.0 - place) + to * place,
    };
    // A draw may be rounded to `high`, which is not in the range; such a draw becomes the next smaller number.
    let last = if low < high { high.next_down() } else { low };
    out.iter_mut().for_each(|out| *out = E::from_f64(draw(uniform(rng))).minimum(last));
}

/// Fills `out` with draws that are true with probability `p`: never if it is 0, always if it is 1.
pub(crate) fn fill_bernoulli(rng: &mut impl Rng, p: f64, out: &mut [bool]) {
    out.iter_mut().for_each(|out| *out = uniform(rng) < p);
}

/// Puts `items` into a uniformly random order.
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
    fn streams_never_change() {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(1);
        let mut normals = [0.0f64; 3];
        fill_normals(rng, &mut normals);
        let mut items = [0, 1, 2, 3, 4, 5, 6, 7];
        shuffle(rng, &mut items);
        let mut coins = [false; 8];
        fill_bernoulli(&mut Xoshiro256PlusPlus::seed_from_u64(1), 0.5, &mut coins);
        assert_eq!(coins.map(u8::from), [0, 0, 1, 0, 1, 0, 0, 0]);
        assert_eq!(
            (normals.map(|x| (x * 1e6).round() as i64), items, below(rng, 1000)),
            ([749_777, 594_564, -426_697], [6, 7, 3, 0, 2, 5, 4, 1], 343)
        );
    }

    fn check_range<E: Real>(low: f64, high: f64) {
        let (low, high) = (E::from_f64(low), E::from_f64(high));
        let mut draws = vec![E::NAN; 10_000];
        fill_uniforms(&mut rng(), low, high, &mut draws);
        assert!(draws.iter().all(|&x| low <= x && (x < high || low == high)), "{} {low}..{high}", E::NAME);
    }

    #[test]
    fn the_excluded_end_of_a_range_is_never_drawn() {
        // Ranges with so few representable numbers that at least one draw in twenty would round to the excluded end.
        for (low, high) in [(1.0, 1.0 + 1.2e-7), (1e6, 1e6 + 0.25), (-1e6 - 0.25, -1e6), (0.0, 1e-45), (2.0, 2.0)] {
            check_range::<f32>(low, high);
        }
        for (low, high) in [
            (1.0, 1.0 + f64::EPSILON),
            (1e15, 1e15 + 1.0),
            (-1e15 - 1.0, -1e15),
            (0.0, f64::from_bits(1)),
            (-f64::MAX, f64::MAX),
            (-1.0, 0.0),
        ] {
            check_range::<f64>(low, high);
        }
    }

    #[test]
    fn normals_have_the_moments_of_the_standard_normal() {
        let mut draws = vec![0.0f64; 100_000];
        fill_normals(&mut rng(), &mut draws);
        // Four standard errors of each estimated moment: √(1/n), √(2/n), √(96/n) for n = 1e5.
        for (power, expected, standard_error) in [(1, 0.0, 0.0032), (2, 1.0, 0.0045), (4, 3.0, 0.031)] {
            let moment = draws.iter().map(|draw| draw.powi(power)).sum::<f64>() / 1e5;
            assert!((moment - expected).abs() < 4.0 * standard_error, "moment {power}: {moment}");
        }
    }

    #[test]
    fn the_share_of_heads_is_the_probability() {
        let mut coins = vec![false; 100_000];
        for p in [0.0, 0.2, 1.0] {
            fill_bernoulli(&mut rng(), p, &mut coins);
            let heads = coins.iter().filter(|&&coin| coin).count() as f64;
            // Five standard deviations of a binomial count, √(n p (1 − p)); exact for p of 0 and 1.
            assert!((heads - 1e5 * p).abs() <= 5.0 * (1e5 * p * (1.0 - p)).sqrt(), "{heads} for {p}");
        }
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
