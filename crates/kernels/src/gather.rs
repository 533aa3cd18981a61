//! Gathers slices of an axis by index, and scatters them back by addition. Data is viewed as `[outer, n, inner]`.

use super::compensated::{self, SHORT};
use super::number::{Numeric, Value};
use super::parallel::{self, ELEMENT};
use super::scratch::with_scratch;

/// `out[o, j, ..] = x[o, places[j], ..]`.
///
/// # Panics
/// If an index in `places` is not below `n`, or the length of a slice does not match the sizes.
pub fn take<E: Value>(x: &[E], n: usize, inner: usize, places: &[usize], out: &mut [E]) {
    if out.is_empty() {
        return;
    }
    let work = ELEMENT * out.len();
    parallel::for_each_chunk(out, inner, work, |first, out| {
        for (slice, out) in (first..).zip(out.chunks_exact_mut(inner)) {
            let (outer, place) = (slice / places.len(), places[slice % places.len()]);
            assert!(place < n, "every index is below the size of the axis");
            out.copy_from_slice(&x[(outer * n + place) * inner..][..inner]);
        }
    });
}

/// `out[o, places[j], ..] += x[o, j, ..]`, where no index occurs more than `most` times in `places`. Long sums are corrected for rounding.
///
/// # Panics
/// Same as [`take`].
pub fn put_add<E: Numeric>(
    x: &[E],
    n: usize,
    outer: usize,
    inner: usize,
    places: &[usize],
    most: usize,
    out: &mut [E],
) {
    assert!(x.len() == outer * places.len() * inner && out.len() == outer * n * inner, "the slices fit the sizes");
    if x.is_empty() {
        return;
    }
    let work = ELEMENT * x.len();
    parallel::for_each_chunk(out, n * inner, work, |first, out| {
        for (block, out) in (first..).zip(out.chunks_exact_mut(n * inner)) {
            let slices = x[block * places.len() * inner..].chunks_exact(inner).zip(places);
            if most <= SHORT {
                for (slice, &place) in slices {
                    let out = &mut out[place * inner..][..inner];
                    out.iter_mut().zip(slice).for_each(|(out, &x)| *out = out.plus(x));
                }
                continue;
            }
            with_scratch(out.len(), |rests| {
                rests.fill(0.0);
                for (slice, &place) in slices {
                    let range = place * inner..(place + 1) * inner;
                    compensated::add_row(&mut out[range.clone()], &mut rests[range], slice);
                }
            });
        }
    });
}

/// How often the most frequent index occurs, or an upper bound where the exact number does not matter to [`put_add`].
pub fn most_equal(places: &[usize]) -> usize {
    if places.len() <= SHORT {
        return places.len();
    }
    // Sort, because counters for all indices may not fit in memory: an axis of an empty tensor can have any length.
    let mut sorted = places.to_vec();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0)
}

/// `out[places[j]] += x[j]` for one row. Long sums are corrected for rounding.
///
/// # Panics
/// If an index in `places` is outside `out`.
pub fn put_add_row<E: Numeric>(x: &[E], places: &[i64], out: &mut [E]) {
    let pairs = x.iter().zip(places);
    if x.len() <= SHORT || E::INTEGER {
        return pairs.for_each(|(&x, &place)| out[place as usize] = out[place as usize].plus(x));
    }
    with_scratch(out.len(), |rests| {
        rests.fill(0.0);
        pairs.for_each(|(&x, &place)| compensated::add(&mut out[place as usize], &mut rests[place as usize], x));
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
                    put_add(&taken, n, outer, inner, &places, most_equal(&places), &mut sum);
                });
                assert!(out == taken && sum == added, "{outer} {n} {inner}, {threads} threads");
            }
        }
    }

    #[test]
    fn a_place_that_occurs_a_million_times_has_the_exact_sum() {
        let n = 1_000_000;
        let places: Vec<usize> = (0..2 * n).map(|j| j % 2 * 2).collect();
        assert_eq!(most_equal(&places), n);
        let (x, mut out) = (vec![0.1_f32; 2 * n], [0.0; 3]);
        put_add(&x, 3, 1, 1, &places, n, &mut out);
        assert_eq!(out, [1e5, 0.0, 1e5]);
        put_add_row(&x, &places.iter().map(|&place| place as i64).collect::<Vec<_>>(), &mut out);
        assert_eq!(out, [2e5, 0.0, 2e5]);
    }
}
