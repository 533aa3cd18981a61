//! The vectors of x86-64: eight lanes of AVX2 and sixteen of AVX-512. Each method is one or a few instructions.
//!
//! Every method is `#[inline(always)]` and calls intrinsics of an instruction set that only [`with_avx2`] and [`with_avx512`] enable. Only these two
//! functions use the vector types.

use super::vector::{LaneRoutine, Lanes};
use std::arch::x86_64::*;

#[target_feature(enable = "avx2,fma")]
pub(super) fn with_avx2<R: LaneRoutine<f32>>(routine: R) -> R::Output {
    routine.run::<Avx2>()
}

#[target_feature(enable = "avx2,fma,avx512f,avx512vl,avx512dq")]
pub(super) fn with_avx512<R: LaneRoutine<f32>>(routine: R) -> R::Output {
    routine.run::<Avx512>()
}

/// Eight lanes.
// Invariant: the machine has AVX2 and FMA. Only `with_avx2` uses this type, and its callers promise that.
#[derive(Clone, Copy)]
pub(super) struct Avx2(__m256);

/// Sixteen lanes.
// Invariant: the machine has AVX2, FMA and AVX-512 (F, VL, DQ). Only `with_avx512` uses this type, and its callers promise that.
#[derive(Clone, Copy)]
pub(super) struct Avx512(__m512);

/// A mask with all bits of the first `count` lanes set. Only methods of `Avx2` call it.
#[inline(always)]
fn first(count: usize) -> __m256i {
    static LANES: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
    // SAFETY: the start is at most 8, so eight entries remain. The machine has AVX2, by the invariant of `Avx2`.
    unsafe { _mm256_loadu_si256(LANES.as_ptr().add(8 - count.min(8)).cast()) }
}

impl Lanes for Avx2 {
    type Element = f32;
    type Pair = [Self; 2];
    const WIDTH: usize = 8;
    const REGISTERS: usize = 16;

    #[inline(never)]
    fn apart<R: LaneRoutine<f32>>(routine: R) -> R::Output {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        unsafe { with_avx2(routine) }
    }

    #[inline(always)]
    fn splat(value: f32) -> Self {
        // SAFETY: the machine has the instruction, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_set1_ps(value) })
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the machine has the instruction, by the invariant of `Avx2`, and the caller promises `WIDTH` elements.
        Avx2(unsafe { _mm256_loadu_ps(from) })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the machine has the instruction, by the invariant of `Avx2`, and the caller promises `WIDTH` elements.
        unsafe { _mm256_storeu_ps(to, self.0) }
    }
    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Self {
        // SAFETY: the machine has the instruction, by the invariant of `Avx2`. It does not access lanes that are masked out, and the caller
        // promises the others.
        Avx2(unsafe { _mm256_maskload_ps(from, first(count)) })
    }
    #[inline(always)]
    unsafe fn store_first(self, to: *mut f32, count: usize) {
        // SAFETY: the machine has the instruction, by the invariant of `Avx2`. It does not access lanes that are masked out, and the caller
        // promises the others.
        unsafe { _mm256_maskstore_ps(to, first(count), self.0) }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_add_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_sub_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_mul_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_div_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, term: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_fmadd_ps(self.0, factor.0, term.0) })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_max_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_min_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn if_greater(self, other: Self, yes: Self, no: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_blendv_ps(no.0, yes.0, _mm256_cmp_ps::<_CMP_GT_OQ>(self.0, other.0)) })
    }
    #[inline(always)]
    unsafe fn transpose(from: *const f32, from_row: usize, to: *mut f32, to_row: usize) {
        // SAFETY: the machine has AVX2, by the invariant of `Avx2`, and the caller promises 8 rows of 8 elements on both sides.
        unsafe { transpose_8x8(from, from_row, to, to_row) }
    }
    #[inline(always)]
    fn prefetch(address: *const f32) {
        prefetch(address);
    }
    #[inline(always)]
    fn prefetch_for_later(address: *const f32) {
        prefetch_for_later(address);
    }
    #[inline(always)]
    fn prefetch_to_write(address: *const f32) {
        prefetch_to_write(address);
    }
    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_andnot_ps(_mm256_set1_ps(-0.0), self.0) })
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        unsafe { Avx2(_mm256_or_ps(self.abs().0, _mm256_and_ps(_mm256_set1_ps(-0.0), sign.0))) }
    }
    #[inline(always)]
    fn round(self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        Avx2(unsafe { _mm256_round_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(self.0) })
    }
    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        // The low bits of this sum are n + bias, as `lane_methods` explains. They become the exponent of 2ⁿ.
        let biased = n.add(Self::splat(12_582_912.0 + 127.0));
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        let power = unsafe { _mm256_castsi256_ps(_mm256_slli_epi32::<23>(_mm256_castps_si256(biased.0))) };
        self.mul(Avx2(power))
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        let biased = unsafe { _mm256_cvtepi32_ps(_mm256_srli_epi32::<23>(_mm256_castps_si256(self.0))) };
        Avx2(biased).sub(Self::splat(127.0))
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        unsafe {
            let halves = _mm_add_ps(_mm256_castps256_ps128(self.0), _mm256_extractf128_ps::<1>(self.0));
            let quarters = _mm_add_ps(halves, _mm_movehl_ps(halves, halves));
            _mm_cvtss_f32(_mm_add_ss(quarters, _mm_movehdup_ps(quarters)))
        }
    }
    #[inline(always)]
    fn largest(self) -> f32 {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx2`.
        unsafe {
            let halves = _mm_max_ps(_mm256_castps256_ps128(self.0), _mm256_extractf128_ps::<1>(self.0));
            let quarters = _mm_max_ps(halves, _mm_movehl_ps(halves, halves));
            _mm_cvtss_f32(_mm_max_ss(quarters, _mm_movehdup_ps(quarters)))
        }
    }
    #[inline(always)]
    fn map(self, f: impl Fn(f32) -> f32) -> Self {
        let mut lanes = [0.0; Self::WIDTH];
        self.store_to(&mut lanes);
        Self::load_or(&lanes.map(f), 0.0)
    }
}

impl Lanes for Avx512 {
    type Element = f32;
    type Pair = [Self; 2];
    const WIDTH: usize = 16;
    const REGISTERS: usize = 32;

    #[inline(never)]
    fn apart<R: LaneRoutine<f32>>(routine: R) -> R::Output {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        unsafe { with_avx512(routine) }
    }

    #[inline(always)]
    fn splat(value: f32) -> Self {
        // SAFETY: the machine has the instruction, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_set1_ps(value) })
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the machine has the instruction, by the invariant of `Avx512`, and the caller promises `WIDTH` elements.
        Avx512(unsafe { _mm512_loadu_ps(from) })
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: the machine has the instruction, by the invariant of `Avx512`, and the caller promises `WIDTH` elements.
        unsafe { _mm512_storeu_ps(to, self.0) }
    }
    #[inline(always)]
    unsafe fn load_first(from: *const f32, count: usize) -> Self {
        // SAFETY: the machine has the instruction, by the invariant of `Avx512`. It does not access lanes that are masked out, and the caller
        // promises the others.
        Avx512(unsafe { _mm512_maskz_loadu_ps(mask(count), from) })
    }
    #[inline(always)]
    unsafe fn store_first(self, to: *mut f32, count: usize) {
        // SAFETY: the machine has the instruction, by the invariant of `Avx512`. It does not access lanes that are masked out, and the caller
        // promises the others.
        unsafe { _mm512_mask_storeu_ps(to, mask(count), self.0) }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_add_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_sub_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_mul_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_div_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, term: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_fmadd_ps(self.0, factor.0, term.0) })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_max_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_min_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn if_greater(self, other: Self, yes: Self, no: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_mask_blend_ps(_mm512_cmp_ps_mask::<_CMP_GT_OQ>(self.0, other.0), no.0, yes.0) })
    }
    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_abs_ps(self.0) })
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        unsafe { Avx512(_mm512_or_ps(self.abs().0, _mm512_and_ps(_mm512_set1_ps(-0.0), sign.0))) }
    }
    #[inline(always)]
    fn round(self) -> Self {
        // SAFETY: the machine has the instruction, by the invariant of `Avx512`. It keeps no fractional bits and rounds to
        // nearest, without exceptions.
        Avx512(unsafe { _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(self.0) })
    }
    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_scalef_ps(self.0, n.0) })
    }
    #[inline(always)]
    fn exponent(self) -> Self {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        Avx512(unsafe { _mm512_getexp_ps(self.0) })
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        unsafe { _mm512_reduce_add_ps(self.0) }
    }
    #[inline(always)]
    fn largest(self) -> f32 {
        // SAFETY: the CPU supports these instructions, by the invariant of `Avx512`.
        unsafe { _mm512_reduce_max_ps(self.0) }
    }
    #[inline(always)]
    fn map(self, f: impl Fn(f32) -> f32) -> Self {
        let mut lanes = [0.0; Self::WIDTH];
        self.store_to(&mut lanes);
        Self::load_or(&lanes.map(f), 0.0)
    }
    #[inline(always)]
    unsafe fn transpose(from: *const f32, from_row: usize, to: *mut f32, to_row: usize) {
        for (i, j) in [(0, 0), (0, 8), (8, 0), (8, 8)] {
            // SAFETY: the machine has AVX2, by the invariant of `Avx512`, and this is a quarter of the 16 rows and columns that the caller promises.
            unsafe { transpose_8x8(from.add(j * from_row + i), from_row, to.add(i * to_row + j), to_row) };
        }
    }
    #[inline(always)]
    fn prefetch(address: *const f32) {
        prefetch(address);
    }
    #[inline(always)]
    fn prefetch_for_later(address: *const f32) {
        prefetch_for_later(address);
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
fn prefetch_for_later(address: *const f32) {
    // SAFETY: a prefetch of any address is harmless, and every x86-64 has the instruction.
    unsafe { _mm_prefetch::<_MM_HINT_T1>(address.cast()) }
}

#[inline(always)]
fn prefetch_to_write(address: *const f32) {
    // SAFETY: a prefetch of any address is harmless, and a machine without this hint ignores it.
    unsafe { _mm_prefetch::<_MM_HINT_ET0>(address.cast()) }
}

/// Like [`Lanes::transpose`], but for eight lanes.
///
/// # Safety
/// The conditions of [`Lanes::transpose`] for eight lanes, and the machine has AVX2.
#[inline(always)]
unsafe fn transpose_8x8(from: *const f32, from_row: usize, to: *mut f32, to_row: usize) {
    // SAFETY: the caller promises rows 0 to 7, which are read in halves and written whole.
    unsafe {
        // Loads columns `column..column + 4` of rows i and i + 4 into one register, so that no later step crosses the halves of a register.
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
