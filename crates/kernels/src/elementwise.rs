//! Maps and zips over contiguous slices and over strided views, with a function from the caller.
//!
//! A function becomes a *row*: one tight loop over contiguous slices, compiled for each instruction set. The code that splits work across threads,
//! walks views and works in place takes rows as `dyn`, so it is compiled once for all functions: compiling it for each function took
//! minutes. `cost` is the work per element in the unit of [`parallel`]: [`ELEMENT`] for arithmetic, four times that for an exponential.
//!
//! Strides count elements, and 0 repeats an element. Each slice starts at the first element of its view. The rank is 0 to 8, and any size may be 0.
//! The caller has merged axes where possible, and the last axis is the innermost loop. Elements of an output must not overlap.

use super::nest::Nest;
use super::number::Value;
use super::parallel::{self, ELEMENT};
use super::real::Real;
use super::simd::{self, Routine};

/// The size of the buffer to which elements are copied if an operand is not contiguous or is also the output.
const GATHERED: usize = 256;

/// `out[i] = f(x[i])` over contiguous slices of equal length.
pub type MapRow<'a, X, Y = X> = dyn Fn(&mut [Y], &[X]) + Sync + 'a;

/// `out[i] = f(a[i], b[i])` over contiguous slices of equal length.
pub type ZipRow<'a, X, Y = X> = dyn Fn(&mut [Y], &[X], &[X]) + Sync + 'a;

/// The loop that applies a function of one number.
pub fn map_row<X: Value, Y: Value>(f: impl Fn(X) -> Y + Sync) -> impl Fn(&mut [Y], &[X]) + Sync {
    move |out, x| simd::run::<X, _>(Map { x, out, f: &f })
}

/// The loop that applies a function of two numbers.
pub fn zip_row<X: Value, Y: Value>(f: impl Fn(X, X) -> Y + Sync) -> impl Fn(&mut [Y], &[X], &[X]) + Sync {
    move |out, a, b| simd::run::<X, _>(Zip { a, b, out, f: &f })
}

/// `out[i] = f(x[i])`.
///
/// # Panics
/// If the lengths differ.
pub fn map<X: Value, Y: Value>(x: &[X], out: &mut [Y], cost: usize, row: &MapRow<'_, X, Y>) {
    assert_eq!(x.len(), out.len(), "operand and output are equally long");
    let work = cost * out.len();
    if parallel::is_small(work) {
        return row(out, x);
    }
    parallel::for_each_chunk(out, 1, work, |first, out| row(out, &x[first..][..out.len()]));
}

/// `x[i] = f(x[i])`.
pub fn map_inplace<E: Value>(x: &mut [E], cost: usize, row: &MapRow<'_, E>) {
    let work = cost * x.len();
    parallel::for_each_chunk(x, 1, work, |_, x| {
        let mut buffer = [E::ZERO; GATHERED];
        for x in x.chunks_mut(GATHERED) {
            let buffer = &mut buffer[..x.len()];
            buffer.copy_from_slice(x);
            row(x, buffer);
        }
    });
}

/// `out[i] = f(a[i], b[i])`.
///
/// # Panics
/// If the lengths differ.
pub fn zip<X: Value, Y: Value>(a: &[X], b: &[X], out: &mut [Y], cost: usize, row: &ZipRow<'_, X, Y>) {
    assert!(a.len() == out.len() && b.len() == out.len(), "operands and output are equally long");
    let work = cost * out.len();
    if parallel::is_small(work) {
        return row(out, a, b);
    }
    parallel::for_each_chunk(out, 1, work, |first, out| {
        let range = first..first + out.len();
        row(out, &a[range.clone()], &b[range]);
    });
}

/// `a[i] = f(a[i], b[i])`.
///
/// # Panics
/// If the lengths differ.
pub fn zip_inplace<E: Value>(a: &mut [E], b: &[E], cost: usize, row: &ZipRow<'_, E>) {
    assert_eq!(a.len(), b.len(), "operands are equally long");
    let work = cost * a.len();
    parallel::for_each_chunk(a, 1, work, |first, a| {
        let mut buffer = [E::ZERO; GATHERED];
        for (a, b) in a.chunks_mut(GATHERED).zip(b[first..].chunks(GATHERED)) {
            let buffer = &mut buffer[..a.len()];
            buffer.copy_from_slice(a);
            row(a, buffer, &b[..a.len()]);
        }
    });
}

/// `out[i]` is `a[i]` if `condition[i]`, else `b[i]`.
///
/// # Panics
/// If the lengths differ.
pub fn choose<E: Value>(condition: &[bool], a: &[E], b: &[E], out: &mut [E]) {
    let n = out.len();
    assert!(condition.len() == n && a.len() == n && b.len() == n, "operands and output are equally long");
    parallel::for_each_chunk(out, 1, ELEMENT * n, |first, out| {
        let range = first..first + out.len();
        let operands = condition[range.clone()].iter().zip(&a[range.clone()]).zip(&b[range]);
        out.iter_mut().zip(operands).for_each(|(out, ((&left, &a), &b))| *out = if left { a } else { b });
    });
}

/// `out[i] += x[i]`.
///
/// # Panics
/// If the lengths differ.
pub fn accumulate<E: Real>(x: &[E], out: &mut [E]) {
    assert_eq!(x.len(), out.len(), "operand and output are equally long");
    let work = ELEMENT * out.len();
    if parallel::is_small(work) {
        return simd::run::<E, _>(Accumulate { x, out });
    }
    parallel::for_each_chunk(out, 1, work, |first, out| {
        simd::run::<E, _>(Accumulate { x: &x[first..][..out.len()], out });
    });
}

/// `out[..] = x[..]` over strided views, element by element. `copy` has a version with a cache-blocked transpose.
///
/// # Panics
/// If a view reaches beyond its slice, or if slices of the output overlap.
pub fn store_strided<E: Value>(sizes: &[usize], x: &[E], x_strides: &[usize], out: &mut [E], out_strides: &[usize]) {
    combine_strided(sizes, x, x_strides, out, out_strides, |out, x| *out = x);
}

/// `out[..] += x[..]` over strided views.
///
/// # Panics
/// Same as [`store_strided`].
pub fn accumulate_strided<E: Real>(
    sizes: &[usize],
    x: &[E],
    x_strides: &[usize],
    out: &mut [E],
    out_strides: &[usize],
) {
    combine_strided(sizes, x, x_strides, out, out_strides, |out, x| *out += x);
}

/// `out[..] = f(a[..], b[..])` over strided views.
///
/// # Panics
/// Same as [`store_strided`].
#[expect(clippy::too_many_arguments, reason = "three views and a function")]
pub fn zip_strided<X: Value, Y: Value>(
    sizes: &[usize],
    a: &[X],
    a_strides: &[usize],
    b: &[X],
    b_strides: &[usize],
    out: &mut [Y],
    out_strides: &[usize],
    cost: usize,
    row: &ZipRow<'_, X, Y>,
) {
    let Some(nest) = Nest::new(sizes, [out_strides, a_strides, b_strides]) else { return };
    nest.cut(out, cost, |nest, out, [_, a_first, b_first]| {
        let (a, b) = (&a[a_first..], &b[b_first..]);
        let (n, [out_step, a_step, b_step]) = nest.axis(nest.rank() - 1);
        let mut buffers = [[X::ZERO; GATHERED]; 2];
        let mut results = [Y::ZERO; GATHERED];
        nest.walk(1, |[o, i, j]| {
            // Work in pieces that fit the buffers, unless all operands are contiguous.
            let piece = if [out_step, a_step, b_step] == [1; 3] { n } else { GATHERED };
            for start in (0..n).step_by(piece) {
                let len = piece.min(n - start);
                let [left, right] = &mut buffers;
                let left = gather(&a[i + start * a_step..], a_step, len, left);
                let right = gather(&b[j + start * b_step..], b_step, len, right);
                let to = &mut out[o + start * out_step..];
                if out_step == 1 {
                    row(&mut to[..len], left, right);
                } else {
                    row(&mut results[..len], left, right);
                    to.iter_mut().step_by(out_step).zip(&results[..len]).for_each(|(to, &x)| *to = x);
                }
            }
        });
    });
}

/// `out[i] = value`.
pub fn fill<E: Value>(out: &mut [E], value: E) {
    let work = ELEMENT * out.len();
    parallel::for_each_chunk(out, 1, work, |_, out| out.fill(value));
}

/// `len` elements of `x` that are `step` apart: a part of `x` if they are adjacent, else a copy in `buffer`.
fn gather<'a, E: Value>(x: &'a [E], step: usize, len: usize, buffer: &'a mut [E; GATHERED]) -> &'a [E] {
    match step {
        1 => &x[..len],
        0 => {
            buffer[..len].fill(x[0]);
            &buffer[..len]
        }
        _ => {
            buffer[..len].iter_mut().zip(x.iter().step_by(step)).for_each(|(to, &x)| *to = x);
            &buffer[..len]
        }
    }
}

fn combine_strided<E: Value>(
    sizes: &[usize],
    x: &[E],
    x_strides: &[usize],
    out: &mut [E],
    out_strides: &[usize],
    f: impl Fn(&mut E, E) + Sync,
) {
    let Some(nest) = Nest::new(sizes, [out_strides, x_strides]) else { return };
    nest.cut(out, ELEMENT, |nest, out, [_, first]| simd::run::<E, _>(CombineNest { nest, x: &x[first..], out, f: &f }));
}

struct Accumulate<'a, E> {
    x: &'a [E],
    out: &'a mut [E],
}

impl<E: Real> Routine for Accumulate<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.out.iter_mut().zip(self.x).for_each(|(out, &x)| *out += x);
    }
}

struct Map<'a, X, Y, F> {
    x: &'a [X],
    out: &'a mut [Y],
    f: &'a F,
}

impl<X: Value, Y: Value, F: Fn(X) -> Y> Routine for Map<'_, X, Y, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.out.iter_mut().zip(self.x).for_each(|(out, &x)| *out = (self.f)(x));
    }
}

struct CombineNest<'a, E, F> {
    nest: Nest<2>,
    x: &'a [E],
    out: &'a mut [E],
    f: &'a F,
}

impl<E: Value, F: Fn(&mut E, E)> Routine for CombineNest<'_, E, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
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

struct Zip<'a, X, Y, F> {
    a: &'a [X],
    b: &'a [X],
    out: &'a mut [Y],
    f: &'a F,
}

impl<X: Value, Y: Value, F: Fn(X, X) -> Y> Routine for Zip<'_, X, Y, F> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.out.iter_mut().zip(self.a).zip(self.b).for_each(|((out, &a), &b)| *out = (self.f)(a, b));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nest::tests::{VIEWS, offsets};
    use crate::parallel::with_threads;
    use crate::random::sample;

    /// A cost at which even small calls are split across threads.
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
            check(sizes, strides, |a, _, out| store_strided(sizes, a, i, out, o), |_, a, _| a);
            check(sizes, strides, |a, _, out| accumulate_strided(sizes, a, i, out, o), |out, a, _| out + a);
            check(
                sizes,
                strides,
                |a, b, out| zip_strided(sizes, a, i, b, j, out, o, CUT, &zip_row(|a: f32, b| a - b)),
                |_, a, b| a - b,
            );
        }
    }

    #[test]
    fn contiguous_matches_reference_for_any_thread_count() {
        for n in [0, 1, 7, 8, 65, 100_003] {
            let (sizes, strides): (&[usize], [&[usize]; 3]) = (&[n], [&[1], &[1], &[1]]);
            check(sizes, strides, |a, _, out| map(a, out, CUT, &map_row(|x: f32| x * x)), |_, a, _| a * a);
            check(sizes, strides, |_, _, out| map_inplace(out, CUT, &map_row(|x: f32| -x)), |out, _, _| -out);
            check(sizes, strides, |a, b, out| zip(a, b, out, CUT, &zip_row(|a: f32, b| a * b)), |_, a, b| a * b);
            check(
                sizes,
                strides,
                |a, _, out| zip_inplace(out, a, CUT, &zip_row(|x: f32, a| x - a)),
                |out, a, _| out - a,
            );
            check(sizes, strides, |a, _, out| accumulate(a, out), |out, a, _| out + a);
            check(sizes, strides, |_, _, out| fill(out, 3.0), |_, _, _| 3.0);
            let larger = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a > b).collect::<Vec<_>>();
            check(sizes, strides, |a, b, out| choose(&larger(a, b), a, b, out), |_, a, b| a.max(b));
        }
    }
}
