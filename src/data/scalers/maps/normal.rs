//! The standard normal distribution: its distribution function, the inverse of that function, and its density.
//!
//! Source of the inverse: M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37,
//! 1988; PPND16, accurate to 16 digits.

use crate::tensor::Float;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The probability that a standard normal value is below z.
pub(super) fn probability(z: f64) -> f64 {
    0.5 * (1.0 + erf(z * FRAC_1_SQRT_2))
}

fn erf<E: Float>(x: E) -> E {
    x.erf()
}

pub(super) fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * PI).sqrt()
}

/// The quantile of a probability p: −∞ for 0 and ∞ for 1.
pub(super) fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(&NEAR[0], r) / polynomial(&NEAR[1], r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return q.signum() * f64::INFINITY;
    }
    let r = (-tail.ln()).sqrt();
    let z = match r <= 5.0 {
        true => polynomial(&TAIL[0], r - 1.6) / polynomial(&TAIL[1], r - 1.6),
        false => polynomial(&FAR[0], r - 5.0) / polynomial(&FAR[1], r - 5.0),
    };
    if q < 0.0 { -z } else { z }
}

/// The value of the polynomial with these coefficients, the constant term first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &coefficient| sum * x + coefficient)
}

const NEAR: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
];

const TAIL: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

const FAR: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_scipy() {
        for (p, expected) in SCIPY {
            let z = quantile(p);
            assert!((z - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{p}: {z}, expected {expected}");
            assert!((probability(z) - p).abs() <= 4.0 * f64::EPSILON, "{p}: {}", probability(z));
        }
        assert_eq!((quantile(0.0), quantile(1.0), quantile(0.5)), (f64::NEG_INFINITY, f64::INFINITY, 0.0));
    }

    /// Values of `scipy.stats.norm.ppf` of SciPy 1.17.
    const SCIPY: [(f64, f64); 13] = [
        (1e-300, -37.0470962993612),
        (1e-20, -9.262340089798409),
        (1e-9, -5.9978070150076865),
        (1e-7, -5.1993375821928165),
        (0.001, -3.090232306167813),
        (0.02425, -1.972961051311885),
        (0.07, -1.4757910281791706),
        (0.075, -1.4395314709384563),
        (0.3, -0.5244005127080409),
        (0.6, 0.2533471031357997),
        (0.925, 1.4395314709384563),
        (0.99, 2.3263478740408408),
        (0.999999, 4.753424308817087),
    ];

    #[test]
    fn the_density_is_the_slope_of_the_probability() {
        for z in [-4.0, -1.0, 0.0, 0.5, 2.5] {
            let slope = (probability(z + 1e-5) - probability(z - 1e-5)) / 2e-5;
            assert!((slope - density(z)).abs() < 1e-9, "{z}: {slope}");
        }
    }
}
