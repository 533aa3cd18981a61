//! The traits of vectors, of kernels that are generic over vectors, and of the numbers that have vectors.

use crate::real::Real;

/// A vector of [`Lanes::WIDTH`] numbers.
pub trait Lanes: Copy {
    /// The type of the number in a lane.
    type Element: Real;
    /// Two vectors as one, to hide the latency of dependent operations; a single vector where registers are few.
    type Pair: Lanes<Element = Self::Element>;
    /// The number of lanes, at most [`MAX_WIDTH`].
    const WIDTH: usize;
    /// The number of vectors of this type that fit in the registers.
    const REGISTERS: usize;

    /// The same number in every lane.
    fn splat(value: Self::Element) -> Self;

    /// Reads a vector.
    ///
    /// # Safety
    /// [`Lanes::WIDTH`] elements starting at `from` can be read.
    unsafe fn load(from: *const Self::Element) -> Self;

    /// Writes a vector.
    ///
    /// # Safety
    /// [`Lanes::WIDTH`] elements starting at `to` can be written.
    unsafe fn store(self, to: *mut Self::Element);

    /// Reads the first `count` lanes, at most [`Lanes::WIDTH`]; the others are zero.
    ///
    /// # Safety
    /// `count` elements starting at `from` can be read.
    unsafe fn load_first(from: *const Self::Element, count: usize) -> Self;

    /// Writes the first `count` lanes, at most [`Lanes::WIDTH`].
    ///
    /// # Safety
    /// `count` elements starting at `to` can be written.
    unsafe fn store_first(self, to: *mut Self::Element, count: usize);

    /// `self + other`, lane by lane.
    fn add(self, other: Self) -> Self;
    /// `self - other`, lane by lane.
    fn sub(self, other: Self) -> Self;
    /// `self * other`, lane by lane.
    fn mul(self, other: Self) -> Self;
    /// `self / other`, lane by lane.
    fn div(self, other: Self) -> Self;
    /// `self * factor + term`, lane by lane, rounded only once where the machine has one instruction for both.
    fn mul_add(self, factor: Self, term: Self) -> Self;
    /// The larger of the two, lane by lane; `other` where either is NaN.
    fn max(self, other: Self) -> Self;
    /// The smaller of the two, lane by lane; `other` where either is NaN.
    fn min(self, other: Self) -> Self;
    /// `yes` in the lanes where `self > other`, `no` elsewhere and where either is NaN.
    fn if_greater(self, other: Self, yes: Self, no: Self) -> Self;
    /// The absolute values, lane by lane.
    fn abs(self) -> Self;
    /// `self` with the sign of `sign`, lane by lane.
    fn copysign(self, sign: Self) -> Self;
    /// Rounds to the nearest integer, ties to even, lane by lane. Unspecified for magnitudes above 2²¹.
    fn round(self) -> Self;
    /// `self` · 2ⁿ for integers n from -126 to 127, lane by lane.
    fn scale(self, n: Self) -> Self;
    /// n where 2ⁿ <= `self` < 2ⁿ⁺¹, lane by lane. Unspecified if `self` is not a positive normal number.
    fn exponent(self) -> Self;
    /// The sum of all lanes: the two halves are added lane by lane, then the two halves of the result, and so on.
    fn sum(self) -> Self::Element;
    /// The largest lane; unspecified if any lane is NaN.
    fn largest(self) -> Self::Element;
    /// Applies a function of one number, lane by lane. This is slow, and only for functions without a vector form.
    fn map(self, f: impl Fn(Self::Element) -> Self::Element) -> Self;

    /// Reads the first elements of a slice. Lanes beyond its end are `fill`.
    #[inline(always)]
    fn load_or(from: &[Self::Element], fill: Self::Element) -> Self {
        if from.len() >= Self::WIDTH {
            // SAFETY: the slice has at least `WIDTH` elements.
            return unsafe { Self::load(from.as_ptr()) };
        }
        const { assert!(Self::WIDTH <= MAX_WIDTH) };
        // SAFETY: the slice has `from.len()` elements, and there are `MAX_WIDTH` indices, at least as many as lanes.
        let (first, indices) = unsafe {
            let indices: [_; MAX_WIDTH] = std::array::from_fn(Self::Element::from_usize);
            (Self::load_first(from.as_ptr(), from.len()), Self::load(indices.as_ptr()))
        };
        Self::splat(Self::Element::from_usize(from.len())).if_greater(indices, first, Self::splat(fill))
    }

    /// Writes the lanes to the start of a slice; lanes beyond its end are dropped.
    #[inline(always)]
    fn store_to(self, to: &mut [Self::Element]) {
        // SAFETY: `to` has at least `WIDTH` elements in the first case; the second writes only `to.len()`.
        unsafe {
            if to.len() >= Self::WIDTH {
                self.store(to.as_mut_ptr());
            } else {
                self.store_first(to.as_mut_ptr(), to.len());
            }
        }
    }

    /// Runs a routine with these vectors, in a separate function that is not inlined.
    #[inline(never)]
    fn apart<R: LaneRoutine<Self::Element>>(routine: R) -> R::Output {
        routine.run::<Self>()
    }

    /// Writes the transpose of the [`Lanes::WIDTH`]² elements at `from`, whose rows are `from_row` apart, to rows `to_row`
    /// apart.
    ///
    /// # Safety
    /// [`Lanes::WIDTH`] rows of [`Lanes::WIDTH`] elements can be read at `from` and written at `to`, and they do not overlap.
    unsafe fn transpose(from: *const Self::Element, from_row: usize, to: *mut Self::Element, to_row: usize);

    /// Prefetches the cache line of an address that will be read soon. Any address is allowed.
    #[inline(always)]
    fn prefetch(_address: *const Self::Element) {}
    /// Like [`Lanes::prefetch`], but into L2, for an address that will be read later.
    #[inline(always)]
    fn prefetch_for_later(_address: *const Self::Element) {}
    /// Prefetches the cache line of an address that will be written soon. Any address is allowed.
    #[inline(always)]
    fn prefetch_to_write(_address: *const Self::Element) {}
}

/// Runs a block of code for each vector of a row of `n` elements, with the range of its elements: all whole vectors, then the remainder.
///
/// The block is compiled twice, so that whole vectors are read and written without a check for the end of the row. A closure would be
/// compiled for the portable instructions, and its callees would not be inlined.
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
pub(crate) use each_vector;

/// The number of elements of a row that are summed with one chain of additions per lane.
pub(crate) const SUMMED: usize = 2048;

/// Like [`each_vector`], but in blocks of [`SUMMED`] elements. After each block, `$then` adds the block's sum to a total, so that a long row
/// is summed accurately.
macro_rules! each_vector_in_blocks {
    ($V:ty, $n:expr, |$range:ident| $block:block, $then:block) => {
        let row: usize = $n;
        for first in (0..row).step_by($crate::lanes::SUMMED) {
            each_vector!($V, row.min(first + $crate::lanes::SUMMED) - first, |part| {
                let $range = first + part.start..first + part.end;
                $block
            });
            $then
        }
    };
}
pub(crate) use each_vector_in_blocks;

/// The largest number of lanes.
const MAX_WIDTH: usize = 32;

/// A kernel that is generic over its vectors.
pub trait LaneRoutine<E: Real> {
    /// The result of the kernel.
    type Output;

    /// The kernel. Mark it `#[inline(always)]`, or it is compiled without the instructions of these vectors.
    fn run<V: Lanes<Element = E>>(self) -> Self::Output;
}

/// An element type that has vectors. Its methods compute one lane of an [`Array`](super::Array), for the methods of [`Lanes`] beyond arithmetic.
pub trait Vectorized: Sized {
    /// Same as [`Lanes::copysign`].
    fn copysign_lane(self, sign: Self) -> Self;
    /// Same as [`Lanes::round`].
    fn round_lane(self) -> Self;
    /// Same as [`Lanes::scale`].
    fn scale_lane(self, n: Self) -> Self;
    /// Same as [`Lanes::exponent`].
    fn exponent_lane(self) -> Self;

    /// Runs a kernel with the widest vectors of [`instruction_set`](crate::simd::instruction_set).
    fn run_lanes<R: LaneRoutine<Self>>(routine: R) -> R::Output
    where
        Self: Real;
}

/// Runs a kernel with the widest vectors of the instruction set in use. The call costs about a nanosecond.
#[inline]
pub fn run_lanes<E: Real, R: LaneRoutine<E>>(routine: R) -> R::Output {
    E::run_lanes(routine)
}
