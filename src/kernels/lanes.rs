//! Vectors of numbers behind one trait, so that a kernel is written once for every width.
//!
//! A kernel that wants its registers under control (the tile of a product, a polynomial) is a [`LaneRoutine`], generic in
//! [`Lanes`]; [`run_lanes`] instantiates it with 8 lanes of AVX2, 16 of AVX-512, or an array that the compiler turns into
//! whatever the machine has. Loops that the compiler vectorises well by itself need none of this: see `simd`.
//!
//! Every method is `#[inline(always)]`: inside the function that [`run_lanes`] compiles for a set, a call of one becomes one
//! instruction. Double precision has the array only, since it serves gradient checks.

use super::float::Float;
use super::simd::{InstructionSet, instruction_set};

/// A vector of [`Lanes::WIDTH`] numbers.
pub trait Lanes: Copy {
    /// What stands in a lane.
    type Element: Float;
    /// How many lanes there are.
    const WIDTH: usize;

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

    /// Writes the transpose of the [`Lanes::WIDTH`]² elements at `from`, whose rows are `from_row` apart, to rows `to_row`
    /// apart.
    ///
    /// # Safety
    /// [`Lanes::WIDTH`] rows of as many elements may be read at `from` and written at `to`, and they do not overlap.
    unsafe fn transpose(from: *const Self::Element, from_row: usize, to: *mut Self::Element, to_row: usize);

    /// Asks for the cache line of an address that will be read soon; any address will do.
    #[inline(always)]
    fn prefetch(_address: *const Self::Element) {}
    /// Asks for the cache line of an address that will be written soon; any address will do.
    #[inline(always)]
    fn prefetch_to_write(_address: *const Self::Element) {}
}

/// A kernel generic in the vector that it works with.
pub trait LaneRoutine<E: Float> {
    /// What the kernel gives back.
    type Output;

    /// The kernel. Mark it `#[inline(always)]`, or it is compiled without the set's instructions.
    fn run<V: Lanes<Element = E>>(self) -> Self::Output;
}

/// An element type that knows its vectors.
pub trait Vectorised: Sized {
    /// Runs a kernel with the widest vectors of [`instruction_set`].
    fn run_lanes<R: LaneRoutine<Self>>(routine: R) -> R::Output
    where
        Self: Float;
}

/// Runs a kernel with the widest vectors there are; costs about a nanosecond beside it.
#[inline]
pub fn run_lanes<E: Float, R: LaneRoutine<E>>(routine: R) -> R::Output {
    E::run_lanes(routine)
}

impl Vectorised for f32 {
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
    #[inline]
    fn run_lanes<R: LaneRoutine<f64>>(routine: R) -> R::Output {
        routine.run::<Array<f64, 8>>()
    }
}

/// Lanes as an array; also what tests put in the place of wider registers than the machine has.
#[derive(Clone, Copy)]
pub struct Array<E, const N: usize>([E; N]);

impl<E: Float, const N: usize> Array<E, N> {
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(E, E) -> E) -> Self {
        Array(std::array::from_fn(|i| f(self.0[i], other.0[i])))
    }
}

impl<E: Float, const N: usize> Lanes for Array<E, N> {
    type Element = E;
    const WIDTH: usize = N;

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
        // SAFETY: the caller's promise.
        Array(std::array::from_fn(|i| if i < count { unsafe { from.add(i).read() } } else { E::ZERO }))
    }
    #[inline(always)]
    unsafe fn store_first(self, to: *mut E, count: usize) {
        for (i, &value) in self.0.iter().enumerate().take(count) {
            // SAFETY: the caller's promise.
            unsafe { to.add(i).write(value) };
        }
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
    fn if_greater(self, other: Self, yes: Self, no: Self) -> Self {
        Array(std::array::from_fn(|i| if self.0[i] > other.0[i] { yes.0[i] } else { no.0[i] }))
    }
    #[inline(always)]
    unsafe fn transpose(from: *const E, from_row: usize, to: *mut E, to_row: usize) {
        for (i, j) in (0..N).flat_map(|i| (0..N).map(move |j| (i, j))) {
            // SAFETY: the caller's promise.
            unsafe { to.add(i * to_row + j).write(from.add(j * from_row + i).read()) };
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{LaneRoutine, Lanes};
    use std::arch::x86_64::*;

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn with_avx2<R: LaneRoutine<f32>>(routine: R) -> R::Output {
        routine.run::<Avx2>()
    }

    #[target_feature(enable = "avx2,fma,avx512f,avx512vl,avx512dq")]
    pub(super) fn with_avx512<R: LaneRoutine<f32>>(routine: R) -> R::Output {
        routine.run::<Avx512>()
    }

    /// Eight lanes. Only [`with_avx2`] names this type, so wherever one exists the machine has AVX2 and FMA.
    #[derive(Clone, Copy)]
    pub(super) struct Avx2(__m256);

    /// Sixteen lanes. Only [`with_avx512`] names this type, so wherever one exists the machine has AVX-512 (F, VL, DQ).
    #[derive(Clone, Copy)]
    pub(super) struct Avx512(__m512);

    /// All bits in the first `count` lanes.
    #[inline(always)]
    fn first(count: usize) -> __m256i {
        static LANES: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
        // SAFETY: the start is at most 8, so eight entries remain; the machine has AVX2, as for the type above.
        unsafe { _mm256_loadu_si256(LANES.as_ptr().add(8 - count.min(8)).cast()) }
    }

    impl Lanes for Avx2 {
        type Element = f32;
        const WIDTH: usize = 8;

        #[inline(always)]
        fn splat(value: f32) -> Self {
            // SAFETY: the machine has the instruction, as the type's documentation says; so below.
            Avx2(unsafe { _mm256_set1_ps(value) })
        }
        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            // SAFETY: the caller's promise.
            Avx2(unsafe { _mm256_loadu_ps(from) })
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            // SAFETY: the caller's promise.
            unsafe { _mm256_storeu_ps(to, self.0) }
        }
        #[inline(always)]
        unsafe fn load_first(from: *const f32, count: usize) -> Self {
            // SAFETY: the caller's promise; lanes that are masked out are not accessed.
            Avx2(unsafe { _mm256_maskload_ps(from, first(count)) })
        }
        #[inline(always)]
        unsafe fn store_first(self, to: *mut f32, count: usize) {
            // SAFETY: the caller's promise; lanes that are masked out are not accessed.
            unsafe { _mm256_maskstore_ps(to, first(count), self.0) }
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx2(unsafe { _mm256_add_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx2(unsafe { _mm256_sub_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx2(unsafe { _mm256_mul_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn div(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx2(unsafe { _mm256_div_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn mul_add(self, factor: Self, term: Self) -> Self {
            // SAFETY: see `splat`.
            Avx2(unsafe { _mm256_fmadd_ps(self.0, factor.0, term.0) })
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx2(unsafe { _mm256_max_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx2(unsafe { _mm256_min_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn if_greater(self, other: Self, yes: Self, no: Self) -> Self {
            // SAFETY: see `splat`.
            Avx2(unsafe { _mm256_blendv_ps(no.0, yes.0, _mm256_cmp_ps::<_CMP_GT_OQ>(self.0, other.0)) })
        }
        #[inline(always)]
        unsafe fn transpose(from: *const f32, from_row: usize, to: *mut f32, to_row: usize) {
            // SAFETY: the caller's promise.
            unsafe { transpose_8x8(from, from_row, to, to_row) }
        }
        #[inline(always)]
        fn prefetch(address: *const f32) {
            prefetch(address);
        }
        #[inline(always)]
        fn prefetch_to_write(address: *const f32) {
            prefetch_to_write(address);
        }
    }

    impl Lanes for Avx512 {
        type Element = f32;
        const WIDTH: usize = 16;

        #[inline(always)]
        fn splat(value: f32) -> Self {
            // SAFETY: the machine has the instruction, as the type's documentation says; so below.
            Avx512(unsafe { _mm512_set1_ps(value) })
        }
        #[inline(always)]
        unsafe fn load(from: *const f32) -> Self {
            // SAFETY: the caller's promise.
            Avx512(unsafe { _mm512_loadu_ps(from) })
        }
        #[inline(always)]
        unsafe fn store(self, to: *mut f32) {
            // SAFETY: the caller's promise.
            unsafe { _mm512_storeu_ps(to, self.0) }
        }
        #[inline(always)]
        unsafe fn load_first(from: *const f32, count: usize) -> Self {
            // SAFETY: the caller's promise; lanes that are masked out are not accessed.
            Avx512(unsafe { _mm512_maskz_loadu_ps(mask(count), from) })
        }
        #[inline(always)]
        unsafe fn store_first(self, to: *mut f32, count: usize) {
            // SAFETY: the caller's promise; lanes that are masked out are not accessed.
            unsafe { _mm512_mask_storeu_ps(to, mask(count), self.0) }
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx512(unsafe { _mm512_add_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx512(unsafe { _mm512_sub_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx512(unsafe { _mm512_mul_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn div(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx512(unsafe { _mm512_div_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn mul_add(self, factor: Self, term: Self) -> Self {
            // SAFETY: see `splat`.
            Avx512(unsafe { _mm512_fmadd_ps(self.0, factor.0, term.0) })
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx512(unsafe { _mm512_max_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            // SAFETY: see `splat`.
            Avx512(unsafe { _mm512_min_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn if_greater(self, other: Self, yes: Self, no: Self) -> Self {
            // SAFETY: see `splat`.
            Avx512(unsafe { _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(self.0, other.0), no.0, yes.0) })
        }
        #[inline(always)]
        unsafe fn transpose(from: *const f32, from_row: usize, to: *mut f32, to_row: usize) {
            for (i, j) in [(0, 0), (0, 8), (8, 0), (8, 8)] {
                // SAFETY: the caller's promise, for a quarter.
                unsafe { transpose_8x8(from.add(j * from_row + i), from_row, to.add(i * to_row + j), to_row) };
            }
        }
        #[inline(always)]
        fn prefetch(address: *const f32) {
            prefetch(address);
        }
        #[inline(always)]
        fn prefetch_to_write(address: *const f32) {
            prefetch_to_write(address);
        }
    }

    #[inline(always)]
    fn prefetch(address: *const f32) {
        // SAFETY: a prefetch of any address is harmless, and every x86-64 has the instruction.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) }
    }

    #[inline(always)]
    fn prefetch_to_write(address: *const f32) {
        // SAFETY: as above; a machine without this hint ignores it.
        unsafe { _mm_prefetch::<_MM_HINT_ET0>(address.cast()) }
    }

    /// As [`Lanes::transpose`] for eight lanes.
    ///
    /// # Safety
    /// As there, and the machine has AVX2.
    #[inline(always)]
    unsafe fn transpose_8x8(from: *const f32, from_row: usize, to: *mut f32, to_row: usize) {
        // SAFETY: the caller's promise: rows 0 to 7, each in two halves.
        unsafe {
            // Row i beside row i + 4, columns `column..column + 4`, so that no later step crosses the halves of a register.
            let pair = |i: usize, column: usize| {
                let low = _mm256_castps128_ps256(_mm_loadu_ps(from.add(i * from_row + column)));
                _mm256_insertf128_ps::<1>(low, _mm_loadu_ps(from.add((i + 4) * from_row + column)))
            };
            for column in [0, 4] {
                let [a, b, c, d] = [pair(0, column), pair(1, column), pair(2, column), pair(3, column)];
                let [ab, cd] = [_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d)];
                let to = to.add(column * to_row);
                _mm256_storeu_ps(to, _mm256_shuffle_ps::<0x44>(ab, cd));
                _mm256_storeu_ps(to.add(to_row), _mm256_shuffle_ps::<0xee>(ab, cd));
                let [ab, cd] = [_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d)];
                _mm256_storeu_ps(to.add(2 * to_row), _mm256_shuffle_ps::<0x44>(ab, cd));
                _mm256_storeu_ps(to.add(3 * to_row), _mm256_shuffle_ps::<0xee>(ab, cd));
            }
        }
    }

    /// A bit for each of the first `count` lanes.
    #[inline(always)]
    fn mask(count: usize) -> __mmask16 {
        ((1u32 << count.min(16)) - 1) as __mmask16
    }
}
