//! Compares the kernels with the formulas, computed score by score.

use std::cell::Cell;

use super::*;
use crate::parallel::with_threads;
use crate::random::sample;
use crate::sizes::refuses;

/// Each case is (batch, heads, queries, keys, head dimension, causal).
const CASES: [(usize, usize, usize, usize, usize, bool); 14] = [
    (0, 2, 3, 3, 4, false),
    (2, 2, 0, 3, 4, false),
    (2, 2, 3, 0, 4, false),
    (2, 2, 3, 3, 0, true),
    (1, 1, 1, 1, 1, true),
    (2, 3, 7, 7, 5, false),
    (2, 3, 7, 7, 5, true),
    (1, 2, 5, 19, 8, false),
    (2, 2, 49, 49, 16, true),
    (3, 1, 17, 41, 3, false),
    (2, 4, 101, 101, 16, true),
    (1, 2, 60, 7, 3, true),
    (1, 2, 7, 60, 3, true),
    (1, 2, 9, 5003, 4, false),
];

/// q, k, v and the gradients are adjacent in buffers `[batch, time, 3 · heads · d]`; out is `[batch, time, heads · d]`.
struct Case<E> {
    attention: Attention<E>,
    qkv: Vec<E>,
    dout: Vec<E>,
    before: Vec<E>,
}

impl<E: Real> Case<E> {
    fn new((batch, heads, queries, keys, head_dim, causal): (usize, usize, usize, usize, usize, bool)) -> Self {
        let scale = E::from_f64(1.7 / (head_dim.max(1) as f64).sqrt());
        let attention = Attention { batch, heads, queries, keys, head_dim, value_dim: head_dim, causal, scale };
        let len = batch * queries.max(keys) * heads * head_dim;
        let qkv = sample::<E>(1, 3 * len).into_iter().map(|x| x * E::from_f64(2.0)).collect();
        Case { attention, qkv, dout: sample(2, len), before: sample(3, 3 * len) }
    }

    fn strides(&self, parts: usize) -> Strides {
        let Attention { heads, queries, keys, head_dim, .. } = self.attention;
        let width = parts * heads * head_dim;
        Strides { batch: queries.max(keys) * width, head: head_dim, time: width }
    }

    /// Part 0, 1 or 2 (q, k or v) of a buffer with three parts.
    fn part<'a, T>(&self, buffer: &'a [T], part: usize) -> &'a [T] {
        &buffer[(part * self.attention.heads * self.attention.head_dim).min(buffer.len())..]
    }

    /// Computes output, log-sum-exps and gradients with the kernels.
    fn run(&self, accumulate: bool) -> [Vec<E>; 3] {
        let inputs = self.strides(3);
        let [q, k, v] = [0, 1, 2].map(|i| Heads { data: self.part(&self.qkv, i), strides: inputs });
        let Attention { batch, heads, queries, .. } = self.attention;
        let mut log_sums = vec![E::NAN; batch * heads * queries];
        let mut out = vec![E::ZERO; self.dout.len()];
        let strides = self.strides(1);
        let target = HeadsMut { data: Cell::from_mut(&mut out[..]).as_slice_of_cells(), strides };
        self.attention.forward(q, k, v, Hiding::default(), target, &mut log_sums);
        let mut gradients = self.before.clone();
        let cells = Cell::from_mut(&mut gradients[..]).as_slice_of_cells();
        let [dq, dk, dv] = [0, 1, 2].map(|i| HeadsMut { data: self.part(cells, i), strides: inputs });
        let (dout, output) = (Heads { data: &self.dout, strides }, Heads { data: &out, strides });
        let hiding = Hiding::default();
        let saved = Saved { q, k, v, out: output, log_sums: &log_sums, dout, hiding };
        let gradients_to = Gradients { dq, dk, dv, accumulate: [accumulate; 3] };
        self.attention.backward(saved, gradients_to, None);
        [out, log_sums, gradients]
    }

    /// The same results from the formulas, score by score in double precision.
    fn reference(&self, accumulate: bool) -> [Vec<f64>; 3] {
        let Attention { batch, heads, queries, keys, head_dim, causal, scale, .. } = self.attention;
        let widened = |x: &[E]| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
        let (qkv, dout, scale) = (widened(&self.qkv), widened(&self.dout), scale.to_f64());
        let (mut out, mut log_sums, mut gradients) = (vec![0.0; dout.len()], vec![], widened(&self.before));
        let at = |parts, part: usize, b, h, t: usize| self.strides(parts).offset(b, h, t) + part * heads * head_dim;
        if !accumulate {
            for (b, h) in (0..batch).flat_map(|b| (0..heads).map(move |h| (b, h))) {
                for (part, time) in [(0, queries), (1, keys), (2, keys)] {
                    (0..time).for_each(|t| gradients[at(3, part, b, h, t)..][..head_dim].fill(0.0));
                }
            }
        }
        for (b, h, i) in (0..batch * heads * queries).map(|i| (i / queries / heads, i / queries % heads, i % queries)) {
            let seen = if causal { keys.min(i + 1) } else { keys };
            let (q, o) = (at(3, 0, b, h, i), at(1, 0, b, h, i));
            let dot =
                |x: &[f64], i: usize, y: &[f64], j: usize| (0..head_dim).map(|c| x[i + c] * y[j + c]).sum::<f64>();
            let scores: Vec<f64> = (0..seen).map(|j| scale * dot(&qkv, q, &qkv, at(3, 1, b, h, j))).collect();
            let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = scores.iter().map(|s| (s - max).exp()).sum();
            log_sums.push(max + sum.ln());
            let weights: Vec<f64> = scores.iter().map(|s| (s - max).exp() / sum).collect();
            for (j, c) in (0..seen).flat_map(|j| (0..head_dim).map(move |c| (j, c))) {
                out[o + c] += weights[j] * qkv[at(3, 2, b, h, j) + c];
            }
            let delta = dot(&out, o, &dout, o);
            for (j, weight) in weights.iter().enumerate() {
                let (k, v) = (at(3, 1, b, h, j), at(3, 2, b, h, j));
                let slope = scale * weight * (dot(&dout, o, &qkv, v) - delta);
                for c in 0..head_dim {
                    gradients[q + c] += slope * qkv[k + c];
                    gradients[k + c] += slope * qkv[q + c];
                    gradients[v + c] += weight * dout[o + c];
                }
            }
        }
        [out, log_sums, gradients]
    }
}

fn check<E: Real>(accumulate: bool) {
    for sizes in CASES {
        let case = Case::<E>::new(sizes);
        let found = with_threads(1, || case.run(accumulate));
        assert!(found == with_threads(2, || case.run(accumulate)), "same_for_any_thread_count: {sizes:?}");
        // Scores are up to 4·1.7·√d, with d roundings each; their absolute error is the relative error of the weights. Sums of at most 100 terms of
        // up to 4 follow.
        let tolerance = 2000.0 * E::EPSILON.to_f64();
        for (found, expected) in found.iter().zip(case.reference(accumulate)) {
            for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
                let near = (found.to_f64() - expected).abs() <= tolerance || found.to_f64() == *expected;
                assert!(near, "{} {sizes:?} {i}: {found} {expected}", E::NAME);
            }
        }
    }
}

#[test]
fn matches_reference() {
    for accumulate in [false, true] {
        check::<f32>(accumulate);
        check::<f64>(accumulate);
    }
}

#[test]
fn gradient_matches_finite_differences() {
    for causal in [false, true] {
        let mut case = Case::<f64>::new((1, 2, 4, 4, 3, causal));
        let [_, _, gradients] = case.run(false);
        for (i, found) in gradients.into_iter().enumerate() {
            let mut loss = |step: f64| {
                case.qkv[i] += step;
                let [out, ..] = case.run(false);
                case.qkv[i] -= step;
                out.iter().zip(&case.dout).map(|(y, dy)| y * dy).sum::<f64>()
            };
            // The error of central differences is h² times a third derivative below 100, plus rounding of 1e-15 / h.
            let expected = (loss(1e-5) - loss(-1e-5)) / 2e-5;
            assert!((found - expected).abs() < 2e-8, "{i}: {found} {expected}");
        }
    }
}

#[test]
fn what_a_mask_hides_changes_no_bit() {
    let mut case = Case::<f32>::new((1, 1, 100, 100, 8, true));
    // Only the first 60 outputs have nonzero gradients.
    case.dout[60 * 8..].fill(0.0);
    let before = case.run(false);
    case.qkv[60 * 24..].iter_mut().for_each(|x| *x = 50.0 - *x);
    let after = case.run(false);
    assert!(before[0][..60 * 8] == after[0][..60 * 8] && before[2][..60 * 24] == after[2][..60 * 24]);
    assert!(after[2][60 * 24..].iter().all(|&x| x == 0.0));
}

#[test]
fn overlapping_outputs_are_refused() {
    let attention = SIZES;
    let strides = Strides { batch: 72, head: 4, time: 24 };
    let mut buffer = vec![0.0_f32; 200];
    let cells = Cell::from_mut(&mut buffer[..]).as_slice_of_cells();
    let refuses = |a: usize, b: usize, strides: Strides| {
        let outs =
            [(HeadsMut { data: &cells[a..], strides }, [3, 4]), (HeadsMut { data: &cells[b..], strides }, [3, 4])];
        let check = std::panic::AssertUnwindSafe(|| attention.assert_writable(&outs));
        std::panic::catch_unwind(check).is_err()
    };
    assert!(!refuses(0, 8, strides) && !refuses(16, 8, strides));
    assert!(refuses(0, 4, strides) && refuses(0, 0, strides) && refuses(0, 8, Strides { head: 3, ..strides }));
    assert!(refuses(0, 100, strides), "reaches beyond the buffer");
}

const SIZES: Attention<f32> =
    Attention { batch: 2, heads: 2, queries: 3, keys: 3, head_dim: 4, value_dim: 4, causal: false, scale: 1.0 };

/// Whether the forward and the backward pass panic for operands with these strides in slices of `len` elements.
fn refused(attention: Attention<f32>, strides: Strides, len: usize, log_sums: usize) -> [bool; 2] {
    let (data, mut log_sums) = (vec![0.0_f32; len], vec![0.0; log_sums]);
    let heads = Heads { data: &data, strides };
    let mut buffers = [(); 3].map(|()| data.clone());
    let [q, k, v] =
        buffers.each_mut().map(|out| HeadsMut { data: Cell::from_mut(&mut out[..]).as_slice_of_cells(), strides });
    let hiding = Hiding::default();
    let forward = refuses(|| attention.forward(heads, heads, heads, hiding, q, &mut log_sums));
    let saved = Saved { q: heads, k: heads, v: heads, out: heads, log_sums: &log_sums, dout: heads, hiding };
    let gradients = Gradients { dq: q, dk: k, dv: v, accumulate: [false; 3] };
    [forward, refuses(|| attention.backward(saved, gradients, None))]
}

#[test]
fn slices_and_strides_that_do_not_fit_are_refused() {
    let strides = Strides { batch: 24, head: 4, time: 8 };
    assert_eq!(refused(SIZES, strides, 48, 12), [false; 2]);
    assert_eq!(refused(SIZES, strides, 47, 12), [true; 2]);
    assert_eq!(refused(SIZES, strides, 48, 11), [true; 2]);
    let half = 1 << 63;
    for strides in
        [Strides { batch: 25, ..strides }, Strides { time: half, ..strides }, Strides { batch: 0, ..strides }]
    {
        assert_eq!(refused(SIZES, strides, 48, 12), [true; 2], "{strides:?}");
    }
    let wrapping = Strides { batch: 0_usize.wrapping_sub(8), head: 4, time: 8 };
    assert_eq!(refused(SIZES, wrapping, 48, 12), [true; 2]);
    for attention in [
        Attention { batch: 2 + half, ..SIZES },
        Attention { queries: 3 + half, keys: 3 + half, ..SIZES },
        Attention { head_dim: half, ..SIZES },
        Attention { head_dim: usize::MAX, ..SIZES },
        Attention { value_dim: usize::MAX, ..SIZES },
        Attention { value_dim: half, ..SIZES },
        Attention { keys: usize::MAX, ..SIZES },
        Attention { scale: 0.0, ..SIZES },
    ] {
        assert_eq!(refused(attention, strides, 48, 12), [true; 2], "{attention:?}");
    }
}

/// The kind of mask or dropout in a case.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Visible,
    Added,
    Dropped,
    AddedAndDropped,
}

/// Queries, keys and values in separate buffers, `[batch, time, heads · dim]`; `dim` is different for the values.
struct Hidden {
    of: Attention<f64>,
    kind: Kind,
    /// q, k, v and the additive mask, which is `[heads, queries, keys]` and the same for all batch items.
    inputs: [Vec<f64>; 4],
    visible: Vec<bool>,
    dout: Vec<f64>,
}

impl Hidden {
    fn new(queries: usize, keys: usize, causal: bool, kind: Kind) -> Self {
        let (batch, heads, head_dim, value_dim) = (2, 2, 3, 5);
        let of = Attention { batch, heads, queries, keys, head_dim, value_dim, causal, scale: 0.9 };
        let inputs = [
            sample(1, batch * queries * heads * head_dim),
            sample(2, batch * keys * heads * head_dim),
            sample(3, batch * keys * heads * value_dim),
            sample(4, heads * queries * keys),
        ];
        let visible = sample::<f64>(5, heads * queries * keys).into_iter().map(|x| x > -0.2).collect();
        Hidden { of, kind, inputs, visible, dout: sample(6, batch * queries * heads * value_dim) }
    }

    fn strides(&self, time: usize, dim: usize) -> Strides {
        let row = self.of.heads * dim;
        Strides { batch: time * row, head: dim, time: row }
    }

    fn hiding(&self) -> Hiding<'_, f64> {
        let Attention { queries, keys, .. } = self.of;
        let strides = MaskStrides { batch: 0, head: queries * keys, query: keys, key: 1 };
        let added = Mask::Added(&self.inputs[3], strides);
        let dropout = WeightDropout { p: 0.3, seed: 1, call: 2 };
        let (mask, dropout) = match self.kind {
            Kind::Visible => (Some(Mask::Visible(&self.visible, strides)), None),
            Kind::Added => (Some(added), None),
            Kind::Dropped => (None, Some(dropout)),
            Kind::AddedAndDropped => (Some(added), Some(dropout)),
        };
        Hiding { mask, dropout }
    }

    fn heads(&self) -> [Heads<'_, f64>; 3] {
        let Attention { queries, keys, head_dim, value_dim, .. } = self.of;
        let sizes = [(queries, head_dim), (keys, head_dim), (keys, value_dim)];
        [0, 1, 2].map(|i| Heads { data: &self.inputs[i], strides: self.strides(sizes[i].0, sizes[i].1) })
    }

    fn forward(&self) -> (Vec<f64>, Vec<f64>) {
        let Attention { batch, heads, queries, value_dim, .. } = self.of;
        let (mut out, mut log_sums) = (vec![0.0; self.dout.len()], vec![0.0; batch * heads * queries]);
        let target = HeadsMut {
            data: Cell::from_mut(&mut out[..]).as_slice_of_cells(),
            strides: self.strides(queries, value_dim),
        };
        let [q, k, v] = self.heads();
        self.of.forward(q, k, v, self.hiding(), target, &mut log_sums);
        (out, log_sums)
    }

    /// The gradients of q, k, v and of the mask, the last summed over the batch.
    fn backward(&self) -> [Vec<f64>; 4] {
        let Attention { batch, queries, keys, head_dim, value_dim, .. } = self.of;
        let (out, log_sums) = self.forward();
        let strides = self.strides(queries, value_dim);
        let [q, k, v] = self.heads();
        let (out, dout) = (Heads { data: &out, strides }, Heads { data: &self.dout, strides });
        let saved = Saved { q, k, v, out, log_sums: &log_sums, dout, hiding: self.hiding() };
        let mut grads = self.inputs.clone().map(|x| vec![f64::NAN; x.len()]);
        let mut dmask = vec![f64::NAN; batch * self.inputs[3].len()];
        let [dq, dk, dv, _] = &mut grads;
        let target = |data, time, dim| HeadsMut {
            data: Cell::from_mut(data).as_slice_of_cells(),
            strides: self.strides(time, dim),
        };
        let gradients = Gradients {
            dq: target(&mut dq[..], queries, head_dim),
            dk: target(&mut dk[..], keys, head_dim),
            dv: target(&mut dv[..], keys, value_dim),
            accumulate: [false; 3],
        };
        self.of.backward(saved, gradients, Some(&mut dmask));
        let (first, second) = dmask.split_at(dmask.len() / 2);
        grads[3] = first.iter().zip(second).map(|(a, b)| a + b).collect();
        grads
    }

    /// Computes the output from the formula, score by score.
    fn reference(&self) -> Vec<f64> {
        let Attention { batch, heads, queries, keys, head_dim, value_dim, causal, scale } = self.of;
        let [q, k, v, added] = &self.inputs;
        let mut dropout = vec![1.0; batch * heads * queries * keys];
        if let Kind::Dropped | Kind::AddedAndDropped = self.kind {
            crate::random::dropout_mask(1, 2, 0.3, 0, &mut dropout);
        }
        let mut out = vec![0.0; self.dout.len()];
        for (b, h, i) in (0..batch * heads * queries).map(|n| (n / queries / heads, n / queries % heads, n % queries)) {
            let scores: Vec<f64> = (0..keys)
                .map(|j| {
                    let (from, to) = (self.strides(queries, head_dim), self.strides(keys, head_dim));
                    let dot: f64 = (0..head_dim).map(|c| q[from.offset(b, h, i) + c] * k[to.offset(b, h, j) + c]).sum();
                    let place = (h * queries + i) * keys + j;
                    let is_hidden = matches!(self.kind, Kind::Visible) && !self.visible[place] || causal && j > i;
                    let added = if let Kind::Added | Kind::AddedAndDropped = self.kind { added[place] } else { 0.0 };
                    if is_hidden { f64::NEG_INFINITY } else { scale * dot + added }
                })
                .collect();
            let sum: f64 = scores.iter().map(|s| s.exp()).sum();
            for (j, c) in (0..keys).flat_map(|j| (0..value_dim).map(move |c| (j, c))) {
                let weight = if sum > 0.0 { scores[j].exp() / sum } else { 0.0 };
                let kept = dropout[((b * heads + h) * queries + i) * keys + j];
                out[self.strides(queries, value_dim).offset(b, h, i) + c] +=
                    kept * weight * v[self.strides(keys, value_dim).offset(b, h, j) + c];
            }
        }
        out
    }
}

#[test]
fn masks_and_dropout_match_the_formula_and_finite_differences() {
    for kind in [Kind::Visible, Kind::Added, Kind::Dropped, Kind::AddedAndDropped] {
        for (queries, keys, causal) in [(4, 4, true), (3, 5, false), (50, 3, false)] {
            let mut case = Hidden::new(queries, keys, causal, kind);
            // One query sees no key.
            case.visible[..keys].fill(false);
            let (out, _) = case.forward();
            assert_eq!(with_threads(2, || case.backward()), with_threads(1, || case.backward()));
            for (found, expected) in out.iter().zip(case.reference()) {
                assert!((found - expected).abs() < 1e-13, "{kind:?}: {found} {expected}");
            }
            let gradients = case.backward();
            let of_mask = matches!(kind, Kind::Added | Kind::AddedAndDropped);
            for (input, gradient) in gradients.iter().enumerate().take(3 + usize::from(of_mask)) {
                for (i, found) in gradient.iter().enumerate() {
                    let mut loss = |step: f64| {
                        case.inputs[input][i] += step;
                        let (out, _) = case.forward();
                        case.inputs[input][i] -= step;
                        out.iter().zip(&case.dout).map(|(y, dy)| y * dy).sum::<f64>()
                    };
                    let expected = (loss(1e-5) - loss(-1e-5)) / 2e-5;
                    assert!((found - expected).abs() < 2e-8, "{kind:?}, input {input}, {i}: {found} {expected}");
                }
            }
        }
    }
}

#[test]
fn a_nan_under_the_causal_mask_reaches_no_earlier_query() {
    for part in 0..3 {
        let mut case = Case::<f32>::new((1, 1, 100, 100, 8, true));
        case.dout[60 * 8..].fill(0.0);
        let before = case.run(false);
        case.qkv[70 * 24 + part * 8] = f32::NAN;
        case.qkv[71 * 24 + part * 8] = f32::INFINITY;
        let after = case.run(false);
        assert!(before[0][..70 * 8] == after[0][..70 * 8], "outputs, part {part}");
        for step in 0..70 {
            let queries = step * 24..step * 24 + 8;
            assert!(before[2][queries.clone()] == after[2][queries], "gradients of queries, part {part}, step {step}");
        }
    }
}

#[test]
fn a_mask_that_is_too_short_is_refused() {
    let mut case = Hidden::new(3, 5, false, Kind::Visible);
    case.visible.pop();
    assert!(refuses(|| drop(case.forward())));
    let mut case = Hidden::new(3, 5, false, Kind::Added);
    assert!(!refuses(|| drop(case.forward())));
    case.inputs[3].pop();
    assert!(refuses(|| drop(case.forward())));
}
