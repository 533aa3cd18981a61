//! Maps and zips over contiguous slices and over strided views, with the function given by the caller.
//!
//! `cost` is the work per element as [`parallel`] counts it: [`ELEMENT`] for arithmetic, four times that for an
//! exponential. Small closures are inlined and vectorised for the machine's instruction set.
//!
//! Strides count elements, 0 repeats, the slices begin at the first element, the rank is 0 to 8, any size may be 0. The
//! caller has merged the axes it can and put the one to be innermost last. Elements of an output must not overlap.

use super::float::Float;
use super::nest::Nest;
use super::parallel::{self, ELEMENT};
use super::simd::{self, Routine};

/// `out[i] = f(x[i])`.
///
/// # Panics
/// If the lengths differ.
pub fn map<E: Float>(x: &[E], out: &mut [E], cost: usize, f: impl Fn(E) -> E + Sync) {
    combine(x, out, cost, &|out, x| *out = f(x));
}

/// `x[i] = f(x[i])`.
pub fn map_inplace<E: Float>(x: &mut [E], cost: usize, f: impl Fn(E) -> E + Sync) {
    let work = cost * x.len();
    parallel::for_each_chunk(x, 1, work, |_, x| simd::run(InPlace { x, f: &f }));
}

/// `out[i] = f(a[i], b[i])`.
///
/// # Panics
/// If the lengths differ.
pub fn zip<E: Float>(a: &[E], b: &[E], out: &mut [E], cost: usize, f: impl Fn(E, E) -> E + Sync) {
    assert!(a.len() == out.len() && b.len() == out.len(), "operands and output are equally long");
    let work = cost * out.len();
    parallel::for_each_chunk(out, 1, work, |first, out| {
        let range = first..first + out.len();
        simd::run(Zip { a: &a[range.clone()], b: &b[range], out, f: &f });
    });
}

/// `a[i] = f(a[i], b[i])`.
///
/// # Panics
/// If the lengths differ.
pub fn zip_inplace<E: Float>(a: &mut [E], b: &[E], cost: usize, f: impl Fn(E, E) -> E + Sync) {
    combine(b, a, cost, &|a, b| *a = f(*a, b));
}

/// `out[..] = f(x[..])` over strided views.
///
/// # Panics
/// If a view reaches beyond its slice, or if slices of the output overlap.
pub fn map_strided<E: Float>(
    sizes: &[usize],
    x: &[E],
    x_strides: &[usize],
    out: &mut [E],
    out_strides: &[usize],
    cost: usize,
    f: impl Fn(E) -> E + Sync,
) {
    combine_strided(sizes, x, x_strides, out, out_strides, cost, &|out, x| *out = f(x));
}

/// `out[..] += x[..]` over strided views.
///
/// # Panics
/// As [`map_strided`].
pub fn accumulate_strided<E: Float>(
    sizes: &[usize],
    x: &[E],
    x_strides: &[usize],
    out: &mut [E],
    out_strides: &[usize],
) {
    combine_strided(sizes, x, x_strides, out, out_strides, ELEMENT, &|out, x| *out += x);
}

/// `out[..] = f(a[..], b[..])` over strided views.
///
/// # Panics
/// As [`map_strided`].
#[expect(clippy::too_many_arguments, reason = "three views and a function")]
pub fn zip_strided<E: Float>(
    sizes: &[usize],
    a: &[E],
    a_strides: &[usize],
    b: &[E],
    b_strides: &[usize],
    out: &mut [E],
    out_strides: &[usize],
    cost: usize,
    f: impl Fn(E, E) -> E + Sync,
) {
    let Some(nest) = Nest::new(sizes, [out_strides, a_strides, b_strides]) else { return };
    nest.cut(out, cost, |nest, out, [_, a_first, b_first]| {
        simd::run(ZipNest { nest, a: &a[a_first..], b: &b[b_first..], out, f: &f });
    });
}

/// `out[i] = value`.
pub fn fill<E: Float>(out: &mut [E], value: E) {
    let work = ELEMENT * out.len();
    parallel::for_each_chunk(out, 1, work, |_, out| out.fill(value));
}

/// `f` stores or adds; one loop serves maps, accumulation and zips in place.
fn combine<E: Float>(x: &[E], out: &mut [E], cost: usize, f: &(impl Fn(&mut E, E) + Sync)) {
    assert_eq!(x.len(), out.len(), "operand and output are equally long");
    let work = cost * out.len();
    parallel::for_each_chunk(out, 1, work, |first, out| simd::run(Combine { x: &x[first..][..out.len()], out, f }));
}

fn combine_strided<E: Float>(
    sizes: &[usize],
    x: &[E],
    x_strides: &[usize],
    out: &mut [E],
    out_strides: &[usize],
    cost: usize,
    f: &(impl Fn(&mut E, E) + Sync),
) {
    let Some(nest) = Nest::new(sizes, [out_strides, x_strides]) else { return };
    nest.cut(out, cost, |nest, out, [_, first]| simd::run(CombineNest { nest, x: &x[first..], out, f }));
}

struct InPlace<'a, E, F> {
    x: &'a mut [E],
    f: &'a F,
}

impl<E: Float, F: Fn(E) -> E> Routine for InPlace<'_, E, F> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        self.x.iter_mut().for_each(|x| *x = (self.f)(*x));
    }
}

struct Combine<'a, E, F> {
    x: &'a [E],
    out: &'a mut [E],
    f: &'a F,
}

impl<E: Float, F: Fn(&mut E, E)> Routine for Combine<'_, E, F> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        self.out.iter_mut().zip(self.x).for_each(|(out, &x)| (self.f)(out, x));
    }
}

struct CombineNest<'a, E, F> {
    nest: Nest<2>,
    x: &'a [E],
    out: &'a mut [E],
    f: &'a F,
}

impl<E: Float, F: Fn(&mut E, E)> Routine for CombineNest<'_, E, F> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Self { nest, x, out, f } = self;
        let (n, strides) = nest.axis(nest.rank() - 1);
        nest.walk(1, |[o, i]| match strides {
            [1, 1] => out[o..o + n].iter_mut().zip(&x[i..i + n]).for_each(|(out, &x)| f(out, x)),
            [1, 0] => {
                let x = x[i];
                out[o..o + n].iter_mut().for_each(|out| f(out, x));
            }
            [out_step, step] => (0..n).for_each(|p| f(&mut out[o + p * out_step], x[i + p * step])),
        });
    }
}

struct Zip<'a, E, F> {
    a: &'a [E],
    b: &'a [E],
    out: &'a mut [E],
    f: &'a F,
}

impl<E: Float, F: Fn(E, E) -> E> Routine for Zip<'_, E, F> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        self.out.iter_mut().zip(self.a).zip(self.b).for_each(|((out, &a), &b)| *out = (self.f)(a, b));
    }
}

struct ZipNest<'a, E, F> {
    nest: Nest<3>,
    a: &'a [E],
    b: &'a [E],
    out: &'a mut [E],
    f: &'a F,
}

impl<E: Float, F: Fn(E, E) -> E> Routine for ZipNest<'_, E, F> {
    type Output = ();

    #[inline(always)]
    fn run<const FMA: bool>(self) {
        let Self { nest, a, b, out, f } = self;
        let (n, strides) = nest.axis(nest.rank() - 1);
        nest.walk(1, |[o, i, j]| match strides {
            [1, 1, 1] => {
                Zip { a: &a[i..i + n], b: &b[j..j + n], out: &mut out[o..o + n], f }.run::<FMA>();
            }
            [1, 1, 0] => {
                let b = b[j];
                out[o..o + n].iter_mut().zip(&a[i..i + n]).for_each(|(out, &a)| *out = f(a, b));
            }
            [1, 0, 1] => {
                let a = a[i];
                out[o..o + n].iter_mut().zip(&b[j..j + n]).for_each(|(out, &b)| *out = f(a, b));
            }
            [out_step, a_step, b_step] => {
                (0..n).for_each(|p| out[o + p * out_step] = f(a[i + p * a_step], b[j + p * b_step]));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::nest::tests::{VIEWS, offsets};
    use crate::kernels::parallel::with_threads;
    use crate::kernels::random::sample;

    /// Costly enough that even small calls are cut over threads.
    const CUT: usize = 1 << 20;

    /// Runs `kernel(a, b, out)` on one and two threads, and compares with `reference(out, a, b)` at every offset.
    fn check(
        sizes: &[usize],
        strides: [&[usize]; 3],
        kernel: impl Fn(&[f32], &[f32], &mut [f32]) + Sync,
        reference: impl Fn(f32, f32, f32) -> f32,
    ) {
        let offsets = offsets(sizes, strides);
        let len = |operand: usize| offsets.iter().map(|at| at[operand] + 1).max().unwrap_or(0);
        let (a, b, before) = (sample(1, len(1)), sample(2, len(2)), sample::<f32>(3, len(0)));
        let mut expected = before.clone();
        for &[o, i, j] in &offsets {
            expected[o] = reference(before[o], a[i], b[j]);
        }
        for threads in [1, 2] {
            let mut out = before.clone();
            with_threads(threads, || kernel(&a, &b, &mut out));
            assert!(out == expected, "{sizes:?}, {threads} threads");
        }
    }

    #[test]
    fn strided_matches_reference_for_any_thread_count() {
        for (sizes, strides) in VIEWS {
            let [o, i, j] = strides;
            check(sizes, strides, |a, _, out| map_strided(sizes, a, i, out, o, CUT, |x| x + 2.0), |_, a, _| a + 2.0);
            check(sizes, strides, |a, _, out| accumulate_strided(sizes, a, i, out, o), |out, a, _| out + a);
            check(
                sizes,
                strides,
                |a, b, out| zip_strided(sizes, a, i, b, j, out, o, CUT, |a, b| a - b),
                |_, a, b| a - b,
            );
        }
    }

    #[test]
    fn contiguous_matches_reference_for_any_thread_count() {
        for n in [0, 1, 7, 8, 65, 100_003] {
            let (sizes, strides): (&[usize], [&[usize]; 3]) = (&[n], [&[1], &[1], &[1]]);
            check(sizes, strides, |a, _, out| map(a, out, CUT, |x| x * x), |_, a, _| a * a);
            check(sizes, strides, |_, _, out| map_inplace(out, CUT, |x| -x), |out, _, _| -out);
            check(sizes, strides, |a, b, out| zip(a, b, out, CUT, |a, b| a * b), |_, a, b| a * b);
            check(sizes, strides, |a, _, out| zip_inplace(out, a, CUT, |out, a| out - a), |out, a, _| out - a);
            check(sizes, strides, |_, _, out| fill(out, 3.0), |_, _, _| 3.0);
        }
    }
}
