//! Slices of an axis gathered by their indices, and scattered back by addition. Data is seen as `[outer, n, inner]`.

use super::number::{Numeric, Value};
use super::parallel::{self, ELEMENT};

/// `out[o, j, ..] = x[o, places[j], ..]`.
///
/// # Panics
/// If a place is not below `n`, or a slice has another length than the sizes say.
pub fn take<E: Value>(x: &[E], n: usize, inner: usize, places: &[usize], out: &mut [E]) {
    if out.is_empty() {
        return;
    }
    let work = ELEMENT * out.len();
    parallel::for_each_chunk(out, inner, work, |first, out| {
        for (slice, out) in (first..).zip(out.chunks_exact_mut(inner)) {
            let (outer, place) = (slice / places.len(), places[slice % places.len()]);
            assert!(place < n, "a place is on the axis");
            out.copy_from_slice(&x[(outer * n + place) * inner..][..inner]);
        }
    });
}

/// `out[o, places[j], ..] += x[o, j, ..]`.
///
/// # Panics
/// As [`take`].
pub fn put_add<E: Numeric>(x: &[E], n: usize, outer: usize, inner: usize, places: &[usize], out: &mut [E]) {
    assert!(x.len() == outer * places.len() * inner && out.len() == outer * n * inner, "slices fit the sizes");
    if x.is_empty() {
        return;
    }
    let work = ELEMENT * x.len();
    parallel::for_each_chunk(out, n * inner, work, |first, out| {
        for (block, out) in (first..).zip(out.chunks_exact_mut(n * inner)) {
            for (slice, &place) in x[block * places.len() * inner..].chunks_exact(inner).zip(places) {
                let out = &mut out[place * inner..][..inner];
                out.iter_mut().zip(slice).for_each(|(out, &x)| *out = out.plus(x));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    #[test]
    fn matches_reference_for_any_thread_count() {
        for (outer, n, inner, places) in [
            (3, 4, 5, vec![3, 0, 0]),
            (1, 1, 1, vec![0; 7]),
            (0, 3, 2, vec![1]),
            (7, 300, 11, (0..300).rev().collect()),
        ] {
            let m = places.len();
            let x: Vec<f32> = sample(1, outer * n * inner);
            let at = |o: usize, j: usize, i: usize, n: usize| (o * n + j) * inner + i;
            let mut taken = vec![0.0; outer * m * inner];
            let mut added = x.clone();
            for o in 0..outer {
                for (j, &place) in places.iter().enumerate() {
                    for i in 0..inner {
                        taken[at(o, j, i, m)] = x[at(o, place, i, n)];
                        added[at(o, place, i, n)] += taken[at(o, j, i, m)];
                    }
                }
            }
            for threads in [1, 2] {
                let (mut out, mut sum) = (vec![9.0; taken.len()], x.clone());
                with_threads(threads, || {
                    take(&x, n, inner, &places, &mut out);
                    put_add(&taken, n, outer, inner, &places, &mut sum);
                });
                assert!(out == taken && sum == added, "{outer} {n} {inner}, {threads} threads");
            }
        }
    }
}
