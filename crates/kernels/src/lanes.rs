//! Vectors of numbers behind one trait, so that a kernel is written once for every width.
//!
//! A kernel that wants its registers under control (the tile of a product, a polynomial) is a [`LaneRoutine`], generic in
//! [`Lanes`]; [`run_lanes`] instantiates it with 8 lanes of AVX2, 16 of AVX-512, or an array that the compiler turns into
//! whatever the machine has. Loops that the compiler vectorises well by itself need none of this: see `simd`.
//!
//! Every method is `#[inline(always)]`: inside the function that [`run_lanes`] compiles for a set, a call of one becomes one
//! instruction. Double precision has the array only, since it serves gradient checks.

use super::real::Real;
use super::simd::{InstructionSet, instruction_set};

/// A vector of [`Lanes::WIDTH`] numbers.
pub trait Lanes: Copy {
    /// What stands in a lane.
    type Element: Real;
    /// Two vectors as one, for steps that wait for each other; the vector itself where registers are few.
    type Pair: Lanes<Element = Self::Element>;
    /// How many lanes there are.
    const WIDTH: usize;
    /// How many such vectors the processor holds in registers.
    const REGISTERS: usize;

    /// The same number in every lane.
    fn splat(value: Self::Element) -> Self;

    /// Reads a vector.
    ///
    /// # Safety
    /// [`Lanes::WIDTH`] elements from `from` on may be read.
    unsafe fn load(from: *const Self::Element) -> Self;

    /// Writes a vector.
    ///
    /// # Safety
    /// [`Lanes::WIDTH`] elements from `to` on may be written.
    unsafe fn store(self, to: *mut Self::Element);

    /// Reads the first `count` lanes, at most [`Lanes::WIDTH`]; the others are zero.
    ///
    /// # Safety
    /// `count` elements from `from` on may be read.
    unsafe fn load_first(from: *const Self::Element, count: usize) -> Self;

    /// Writes the first `count` lanes, at most [`Lanes::WIDTH`].
    ///
    /// # Safety
    /// `count` elements from `to` on may be written.
    unsafe fn store_first(self, to: *mut Self::Element, count: usize);

    /// Lane by lane `self + other`.
    fn add(self, other: Self) -> Self;
    /// Lane by lane `self - other`.
    fn sub(self, other: Self) -> Self;
    /// Lane by lane `self * other`.
    fn mul(self, other: Self) -> Self;
    /// Lane by lane `self / other`.
    fn div(self, other: Self) -> Self;
    /// Lane by lane `self * factor + term`, rounded once where that is one instruction.
    fn mul_add(self, factor: Self, term: Self) -> Self;
    /// The larger, lane by lane; `other` where either is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller, lane by lane; `other` where either is NaN.
    fn min(self, other: Self) -> Self;
    /// `yes` in the lanes where `self > other`, `no` elsewhere and where either is NaN.
    fn if_greater(self, other: Self, yes: Self, no: Self) -> Self;
    /// Without the sign, lane by lane.
    fn abs(self) -> Self;
    /// With the sign of `sign`, lane by lane.
    fn copysign(self, sign: Self) -> Self;
    /// The nearest integer, the even one of two, where there is no more than 2²¹ of it; anything beyond.
    fn round(self) -> Self;
    /// `self` · 2ⁿ for integers n from -126 to 127, lane by lane.
    fn scale(self, n: Self) -> Self;
    /// n where 2ⁿ <= `self` < 2ⁿ⁺¹, lane by lane; anything where `self` is not a positive normal number.
    fn exponent(self) -> Self;
    /// The sum of all lanes: of halves, of quarters and so on, lane by lane.
    fn sum(self) -> Self::Element;
    /// The largest of all lanes; any of them where one is NaN.
    fn largest(self) -> Self::Element;
    /// A function of one number, lane by lane: slow, for what has no vector form.
    fn map(self, f: impl Fn(Self::Element) -> Self::Element) -> Self;

    /// The first elements of a slice, `fill` in the lanes beyond its end.
    #[inline(always)]
    fn load_or(from: &[Self::Element], fill: Self::Element) -> Self {
        if from.len() >= Self::WIDTH {
            // SAFETY: the slice has so many.
            return unsafe { Self::load(from.as_ptr()) };
        }
        // SAFETY: the slice has as many as it is long, and there are as many indices as lanes.
        let (first, indices) = unsafe {
            let indices: [_; MAX_WIDTH] = std::array::from_fn(Self::Element::from_usize);
            (Self::load_first(from.as_ptr(), from.len()), Self::load(indices.as_ptr()))
        };
        Self::splat(Self::Element::from_usize(from.len())).if_greater(indices, first, Self::splat(fill))
    }

    /// Writes as many lanes as the slice is long, or all if it is longer.
    #[inline(always)]
    fn store_to(self, to: &mut [Self::Element]) {
        // SAFETY: the slice has so many.
        unsafe {
            if to.len() >= Self::WIDTH {
                self.store(to.as_mut_ptr());
            } else {
                self.store_first(to.as_mut_ptr(), to.len());
            }
        }
    }

    /// Runs a routine with these vectors, compiled apart from where it is called.
    #[inline(never)]
    fn apart<R: LaneRoutine<Self::Element>>(routine: R) -> R::Output {
        routine.run::<Self>()
    }

    /// Writes the transpose of the [`Lanes::WIDTH`]² elements at `from`, whose rows are `from_row` apart, to rows `to_row`
    /// apart.
    ///
    /// # Safety
    /// [`Lanes::WIDTH`] rows of as many elements may be read at `from` and written at `to`, and they do not overlap.
    unsafe fn transpose(from: *const Self::Element, from_row: usize, to: *mut Self::Element, to_row: usize);

    /// Asks for the cache line of an address that will be read soon; any address will do.
    #[inline(always)]
    fn prefetch(_address: *const Self::Element) {}
    /// As [`Lanes::prefetch`], for an address that will be read only after more than the first-level cache holds.
    #[inline(always)]
    fn prefetch_for_later(_address: *const Self::Element) {}
    /// Asks for the cache line of an address that will be written soon; any address will do.
    #[inline(always)]
    fn prefetch_to_write(_address: *const Self::Element) {}
}

/// Runs a block for each vector of a row of `n` elements, with the range of these: all whole vectors, then what is left.
///
/// The block is compiled twice, so that whole vectors are read and written without a look at the end of the row. A closure
/// would not do: it is compiled for the common instructions, and what it calls is then not inlined.
macro_rules! each_vector {
    ($V:ty, $n:expr, |$range:ident| $block:block) => {
        let n: usize = $n;
        let whole = n - n % <$V>::WIDTH;
        for start in (0..whole).step_by(<$V>::WIDTH) {
            let $range = start..start + <$V>::WIDTH;
            $block
        }
        if whole < n {
            let $range = whole..n;
            $block
        }
    };
}
pub(super) use each_vector;

/// The most lanes that a vector has.
const MAX_WIDTH: usize = 32;

/// A kernel generic in the vector that it works with.
pub trait LaneRoutine<E: Real> {
    /// What the kernel gives back.
    type Output;

    /// The kernel. Mark it `#[inline(always)]`, or it is compiled without the set's instructions.
    fn run<V: Lanes<Element = E>>(self) -> Self::Output;
}

/// An element type that knows its vectors, and for one lane of an [`Array`] what [`Lanes`] has beyond arithmetic.
pub trait Vectorised: Sized {
    /// As [`Lanes::copysign`].
    fn copysign_lane(self, sign: Self) -> Self;
    /// As [`Lanes::round`].
    fn round_lane(self) -> Self;
    /// As [`Lanes::scale`].
    fn scale_lane(self, n: Self) -> Self;
    /// As [`Lanes::exponent`].
    fn exponent_lane(self) -> Self;

    /// Runs a kernel with the widest vectors of [`instruction_set`].
    fn run_lanes<R: LaneRoutine<Self>>(routine: R) -> R::Output
    where
        Self: Real;
}

/// Runs a kernel with the widest vectors there are; costs about a nanosecond beside it.
#[inline]
pub fn run_lanes<E: Real, R: LaneRoutine<E>>(routine: R) -> R::Output {
    E::run_lanes(routine)
}

/// The scalar methods by bits, in forms that compilers vectorise. Added to `integers`, 1.5 · 2^(mantissa bits), a number is
/// rounded to an integer, which stands in the last bits of the sum.
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
            // The sum ends in the bits of n + bias, which become the exponent of 2ⁿ.
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

impl Vectorised for f32 {
    lane_methods!(f32, 12_582_912.0, i32);

    #[inline]
    fn run_lanes<R: LaneRoutine<f32>>(routine: R) -> R::Output {
        match instruction_set() {
            InstructionSet::Portable => routine.run::<Array<f32, 8>>(),
            // SAFETY: `instruction_set` gives only sets that the machine has.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx2 => unsafe { x86::with_avx2(routine) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            InstructionSet::Avx512 => unsafe { x86::with_avx512(routine) },
            #[cfg(not(target_arch = "x86_64"))]
            InstructionSet::Avx2 | InstructionSet::Avx512 => routine.run::<Array<f32, 8>>(),
        }
    }
}

impl Vectorised for f64 {
    lane_methods!(f64, 6_755_399_441_055_744.0, i64);

    #[inline]
    fn run_lanes<R: LaneRoutine<f64>>(routine: R) -> R::Output {
        routine.run::<Array<f64, 8>>()
    }
}

/// Lanes as an array; also what tests put in the place of wider registers than the machine has.
#[derive(Clone, Copy)]
pub struct Array<E, const N: usize>([E; N]);

impl<E: Real, const N: usize> Array<E, N> {
    // Loops over indices here: `array::from_fn` and `array::map` were 8 % of all code that the compiler had to optimise.
    #[inline(always)]
    fn zip(mut self, other: Self, f: impl Fn(E, E) -> E) -> Self {
        for i in 0..N {
            self.0[i] = f(self.0[i], other.0[i]);
        }
        self
    }

    /// Halves put together, then quarters, and so on.
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
    // An array of 8 is two or four registers of any machine; one of 16 stands for AVX-512 in tests.
    const REGISTERS: usize = if N < 16 { 8 } else { 32 };

    #[inline(always)]
    fn splat(value: E) -> Self {
        Array([value; N])
    }
    #[inline(always)]
    unsafe fn load(from: *const E) -> Self {
        // SAFETY: the caller's promise; numbers of any alignment.
        Array(unsafe { from.cast::<[E; N]>().read_unaligned() })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut E) {
        // SAFETY: the caller's promise.
        unsafe { to.cast::<[E; N]>().write_unaligned(self.0) }
    }
    #[inline(always)]
    unsafe fn load_first(from: *const E, count: usize) -> Self {
        let mut lanes = [E::ZERO; N];
        // SAFETY: the caller's promise; there are as many lanes.
        unsafe { from.copy_to_nonoverlapping(lanes.as_mut_ptr(), count.min(N)) };
        Array(lanes)
    }
    #[inline(always)]
    unsafe fn store_first(self, to: *mut E, count: usize) {
        // SAFETY: the caller's promise; there are as many lanes.
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
            // SAFETY: the caller's promise.
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

macro_rules! pairwise {
    (unary $($name:ident)*) => { $(
        #[inline(always)]
        fn $name(self) -> Self {
            [self[0].$name(), self[1].$name()]
        }
    )* };
    (binary $($name:ident)*) => { $(
        #[inline(always)]
        fn $name(self, other: Self) -> Self {
            [self[0].$name(other[0]), self[1].$name(other[1])]
        }
    )* };
}

/// Two vectors as one. The steps of a polynomial wait for each other; those of two take turns, which is 10 to 30 % faster.
impl<V: Lanes> Lanes for [V; 2] {
    type Element = V::Element;
    type Pair = Self;
    const WIDTH: usize = 2 * V::WIDTH;
    const REGISTERS: usize = V::REGISTERS / 2;

    #[inline(always)]
    fn splat(value: V::Element) -> Self {
        [V::splat(value); 2]
    }
    #[inline(always)]
    unsafe fn load(from: *const V::Element) -> Self {
        // SAFETY: the caller's promise, for both halves; so below.
        unsafe { [V::load(from), V::load(from.add(V::WIDTH))] }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut V::Element) {
        // SAFETY: see `load`.
        unsafe {
            self[0].store(to);
            self[1].store(to.add(V::WIDTH));
        }
    }
    #[inline(always)]
    unsafe fn load_first(from: *const V::Element, count: usize) -> Self {
        let (first, second) = (count.min(V::WIDTH), count.saturating_sub(V::WIDTH));
        // SAFETY: see `load`.
        unsafe { [V::load_first(from, first), V::load_first(from.add(first), second)] }
    }
    #[inline(always)]
    unsafe fn store_first(self, to: *mut V::Element, count: usize) {
        let (first, second) = (count.min(V::WIDTH), count.saturating_sub(V::WIDTH));
        // SAFETY: see `load`.
        unsafe {
            self[0].store_first(to, first);
            self[1].store_first(to.add(first), second);
        }
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, term: Self) -> Self {
        [self[0].mul_add(factor[0], term[0]), self[1].mul_add(factor[1], term[1])]
    }
    #[inline(always)]
    fn if_greater(self, other: Self, yes: Self, no: Self) -> Self {
        [self[0].if_greater(other[0], yes[0], no[0]), self[1].if_greater(other[1], yes[1], no[1])]
    }
    #[inline(always)]
    fn sum(self) -> V::Element {
        self[0].add(self[1]).sum()
    }
    #[inline(always)]
    fn largest(self) -> V::Element {
        self[0].max(self[1]).largest()
    }
    #[inline(always)]
    fn map(self, f: impl Fn(V::Element) -> V::Element) -> Self {
        [self[0].map(&f), self[1].map(&f)]
    }
    #[inline(always)]
    unsafe fn transpose(from: *const V::Element, from_row: usize, to: *mut V::Element, to_row: usize) {
        let w = V::WIDTH;
        for (i, j) in [(0, 0), (0, w), (w, 0), (w, w)] {
            // SAFETY: the caller's promise, for a quarter.
            unsafe { V::transpose(from.add(j * from_row + i), from_row, to.add(i * to_row + j), to_row) };
        }
    }
    pairwise!(unary abs round exponent);
    pairwise!(binary add sub mul div max min copysign scale);
}

#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::sample;

    /// What every method makes of `x` and `y`, method by method.
    struct All<'a> {
        x: &'a [f32],
        y: &'a [f32],
        /// Whether two vectors are taken as one.
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
                    // Equal for any width, since these numbers add up without rounding.
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
                    // The exponent of NaN is anything.
                    assert!(same || i / n == 11 && x[i % n].is_nan(), "{n} {i}: {found} {expected}");
                }
            }
        }
    }
}
