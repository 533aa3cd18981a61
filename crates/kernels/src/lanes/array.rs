//! Vectors as arrays, which the compiler maps to the registers of any machine.

use super::vector::Lanes;
use crate::real::Real;

/// Lanes as an array. Tests also use this type in place of registers that the machine lacks.
#[derive(Clone, Copy)]
pub struct Array<E, const N: usize>([E; N]);

impl<E: Real, const N: usize> Array<E, N> {
    // These are loops over indices, because `array::from_fn` and `array::map` were 8 % of all code that the compiler had to optimize.
    #[inline(always)]
    fn zip(mut self, other: Self, f: impl Fn(E, E) -> E) -> Self {
        for i in 0..N {
            self.0[i] = f(self.0[i], other.0[i]);
        }
        self
    }

    /// Combines the two halves, then the two halves of the result, and so on.
    #[inline(always)]
    fn fold(self, f: impl Fn(E, E) -> E) -> E {
        let (mut lanes, mut width) = (self.0, N);
        while width > 1 {
            width /= 2;
            (0..width).for_each(|lane| lanes[lane] = f(lanes[lane], lanes[lane + width]));
        }
        lanes[0]
    }
}

impl<E: Real, const N: usize> Lanes for Array<E, N> {
    type Element = E;
    type Pair = Self;
    const WIDTH: usize = N;
    // An array of 8 is two or four registers on any machine. An array of 16 replaces AVX-512 in tests.
    const REGISTERS: usize = if N < 16 { 8 } else { 32 };

    #[inline(always)]
    fn splat(value: E) -> Self {
        Array([value; N])
    }
    #[inline(always)]
    unsafe fn load(from: *const E) -> Self {
        // SAFETY: the caller promises that `WIDTH` elements can be read, and `read_unaligned` needs no alignment.
        Array(unsafe { from.cast::<[E; N]>().read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut E) {
        // SAFETY: the caller promises that `WIDTH` elements can be written, and `write_unaligned` needs no alignment.
        unsafe { to.cast::<[E; N]>().write_unaligned(self.0) }
    }
    #[inline(always)]
    unsafe fn load_first(from: *const E, count: usize) -> Self {
        let mut lanes = [E::ZERO; N];
        // SAFETY: the caller promises that `count` elements can be read, and at most `N` are written to the `N` lanes.
        unsafe { from.copy_to_nonoverlapping(lanes.as_mut_ptr(), count.min(N)) };
        Array(lanes)
    }
    #[inline(always)]
    unsafe fn store_first(self, to: *mut E, count: usize) {
        // SAFETY: the caller promises that `count` elements can be written, and at most `N` are read from the `N` lanes.
        unsafe { to.copy_from_nonoverlapping(self.0.as_ptr(), count.min(N)) };
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.zip(other, |a, b| a / b)
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, term: Self) -> Self {
        self.mul(factor).add(term)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn if_greater(self, other: Self, mut yes: Self, no: Self) -> Self {
        for i in 0..N {
            yes.0[i] = if self.0[i] > other.0[i] { yes.0[i] } else { no.0[i] };
        }
        yes
    }
    #[inline(always)]
    unsafe fn transpose(from: *const E, from_row: usize, to: *mut E, to_row: usize) {
        for (i, j) in (0..N).flat_map(|i| (0..N).map(move |j| (i, j))) {
            // SAFETY: the caller promises `N` rows of `N` elements on both sides, and `i` and `j` are below `N`.
            unsafe { to.add(i * to_row + j).write(from.add(j * from_row + i).read()) };
        }
    }
    #[inline(always)]
    fn abs(self) -> Self {
        self.map(E::abs)
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        self.zip(sign, E::copysign_lane)
    }
    #[inline(always)]
    fn round(self) -> Self {
        self.map(E::round_lane)
    }
    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        self.zip(n, E::scale_lane)
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        self.map(E::exponent_lane)
    }
    #[inline(always)]
    fn sum(self) -> E {
        self.fold(|a, b| a + b)
    }
    #[inline(always)]
    fn largest(self) -> E {
        self.fold(|a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn map(mut self, f: impl Fn(E) -> E) -> Self {
        for lane in &mut self.0 {
            *lane = f(*lane);
        }
        self
    }
}
