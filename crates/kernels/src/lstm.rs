//! The time loop of an LSTM in one direction: gates, cell and hidden state of every step, and their gradients.
//!
//! i, f, o = σ(a), g = tanh(a), c = f·c' + i·g, h = o·tanh(c), where a is W·x + b, which the caller has computed for all steps, plus h'·Uᵀ; c' and h'
//! are the states of the previous step. Source: Hochreiter and Schmidhuber, 1997; the order of the gates (i, f, g, o) is that of `torch.nn.LSTM`.
//!
//! Buffers are time-major, `[steps, batch, ..]`, so that a step reads and writes blocks of adjacent rows. The batch is split across
//! threads: each runs all steps for its rows, without waiting for the others.

use super::bands::{Band, Blocks, for_each_band};
use super::lanes::{LaneRoutine, Lanes, each_vector, run_lanes};
use super::matmul::{Epilogue, Matrix, Packed, matmul_packed, pack, packed_len};
use super::parallel::{ELEMENT, work_of};
use super::real::Real;
use super::scratch::with_scratch;
use super::sizes::product;
use super::transcendental::{sigmoid_lanes, tanh_lanes};
use std::ops::Range;

/// The number of gates of an LSTM.
pub const GATES: usize = 4;

/// The sizes of a time loop, and its direction.
#[derive(Clone, Copy, Debug)]
pub struct Lstm {
    /// The number of time steps.
    pub steps: usize,
    /// The number of sequences.
    pub batch: usize,
    /// The length of a state of one sequence (the hidden size).
    pub hidden: usize,
    /// Whether the loop starts at the last step.
    pub reverse: bool,
}

/// Results of the forward pass, and their gradients.
#[derive(Clone, Copy, Debug)]
pub struct Saved<'a, E> {
    /// The gates of all steps, `[steps, batch, 4·hidden]`.
    pub gates: &'a [E],
    /// The cell states, `[1 + steps, batch, hidden]`.
    pub cells: &'a [E],
    /// The gradients of `states`, `[2 + steps, batch, hidden]`; the gradient of the initial state is not read.
    pub dstates: &'a [E],
}

impl Lstm {
    /// The time step of iteration `n` of the loop.
    fn time(&self, n: usize) -> usize {
        if self.reverse { self.steps - 1 - n } else { n }
    }

    /// The block of `states` with the hidden state after `n` iterations of the loop. Block 0 is before the first time step, and the last
    /// block after the last time step.
    fn state(&self, n: usize) -> usize {
        if self.reverse { self.steps + 1 - n } else { n }
    }

    /// The block of `states` with the initial hidden state.
    pub fn initial(&self) -> usize {
        self.state(0)
    }

    /// The block of `states` with the final cell state.
    pub fn final_cell(&self) -> usize {
        self.state(self.steps + 1)
    }

    /// The steps read the hidden states in consecutive blocks of `states`; this is the first of these blocks.
    pub fn first_previous(&self) -> usize {
        if self.reverse { 2 } else { 0 }
    }

    fn work(&self) -> usize {
        let per_state = work_of(&[2 * GATES, self.hidden]).saturating_add(20 * ELEMENT);
        work_of(&[self.steps, self.batch, self.hidden, per_state])
    }

    fn block(&self) -> usize {
        product([self.batch, self.hidden])
    }

    /// The number of gate values per row.
    fn width(&self) -> usize {
        product([GATES, self.hidden])
    }

    /// `steps + more`.
    fn steps_and(&self, more: usize) -> usize {
        self.steps.checked_add(more).expect("the number of steps does not overflow")
    }

    /// Runs all steps.
    ///
    /// * `weight` is U, `[4·hidden, hidden]`; `packed` may hold Uᵀ in panels.
    /// * `gates`, `[steps, batch, 4·hidden]`: W·x + b, which is replaced by the gates.
    /// * `states`, `[2 + steps, batch, hidden]`: the initial hidden state (block [`Lstm::initial`]). The hidden state of each time step and
    ///   the final cell state (block [`Lstm::final_cell`]) are written. With `reverse`, the first and last block are exchanged.
    /// * `cells`, `[1 + steps, batch, hidden]`: the initial cell state. The state after each iteration of the loop is written.
    ///
    /// # Panics
    /// If the length of a slice does not match the sizes, or if the weight reaches beyond its slice.
    pub fn forward<E: Real>(
        &self,
        weight: Matrix<'_, E>,
        packed: Option<Packed<'_, E>>,
        gates: &mut [E],
        states: &mut [E],
        cells: &mut [E],
    ) {
        let (hidden, width) = (self.hidden, self.width());
        if let Some(packed) = packed {
            assert_eq!(packed.sizes(), (hidden, width), "the weight was packed with other sizes");
            return self.run_forward(&packed, gates, states, cells);
        }
        with_scratch(packed_len::<E>(hidden, width), |panels: &mut [E]| {
            let packed = pack(hidden, width, weight.transposed(), panels);
            self.run_forward(&packed, gates, states, cells);
        });
    }

    fn run_forward<E: Real>(&self, weight: &Packed<'_, E>, gates: &mut [E], states: &mut [E], cells: &mut [E]) {
        let &Lstm { steps, batch, hidden, .. } = self;
        let outs = [
            Blocks::new(gates, steps, batch, self.width()),
            Blocks::new(states, self.steps_and(2), batch, hidden),
            Blocks::new(cells, self.steps_and(1), batch, hidden),
        ];
        for_each_band(&outs, batch, self.work(), |rows, [mut gates, mut states, mut cells]| {
            for n in 0..steps {
                let gates = gates.block_mut(self.time(n));
                let before = Matrix { data: states.block(self.state(n)), row: hidden, col: 1 };
                let (k, width, none) = (hidden, self.width(), Epilogue::default());
                matmul_packed(rows.len(), k, width, before, weight, gates, width, true, none);
                let (before, cell) = cells.read_and_write(n, n + 1);
                run_lanes(Step { hidden, gates, before, cell, state: states.block_mut(self.state(n + 1)) });
            }
            states.block_mut(self.final_cell()).copy_from_slice(cells.block(steps));
        });
    }

    /// Writes the gradients of the pre-activations of the gates to `dgates`, `[steps, batch, 4·hidden]`, and the gradients of the initial states to
    /// `dhidden` and `dcell`, `[batch, hidden]`.
    ///
    /// # Panics
    /// Same as [`Lstm::forward`].
    pub fn backward<E: Real>(
        &self,
        weight: Matrix<'_, E>,
        saved: Saved<'_, E>,
        dgates: &mut [E],
        dhidden: &mut [E],
        dcell: &mut [E],
    ) {
        let &Lstm { steps, batch, hidden, .. } = self;
        let (block, width) = (self.block(), self.width());
        assert_eq!(saved.gates.len(), product([steps, GATES, block]), "the gates of all steps");
        assert_eq!(saved.cells.len(), product([self.steps_and(1), block]), "the cell states of all steps");
        assert_eq!(saved.dstates.len(), product([self.steps_and(2), block]), "the gradients of all states");
        let outs = [
            Blocks::new(dgates, steps, batch, width),
            Blocks::new(dhidden, 1, batch, hidden),
            Blocks::new(dcell, 1, batch, hidden),
        ];
        with_scratch(packed_len::<E>(width, hidden), |panels: &mut [E]| {
            let weight = pack(width, hidden, weight, panels);
            for_each_band(&outs, batch, 2 * self.work(), |rows, [mut dgates, dhidden, dcell]| {
                let bands = Backwards { of: self, rows, weight: &weight, saved };
                bands.run(&mut dgates, dhidden, dcell);
            });
        });
    }
}

/// The backward pass of all steps, for some rows of the batch.
struct Backwards<'a, E> {
    of: &'a Lstm,
    rows: Range<usize>,
    weight: &'a Packed<'a, E>,
    saved: Saved<'a, E>,
}

impl<E: Real> Backwards<'_, E> {
    fn run(&self, dgates: &mut Band<'_, E>, mut dhidden: Band<'_, E>, mut dcell: Band<'_, E>) {
        let (of, hidden, width) = (self.of, self.of.hidden, self.of.width());
        let (dhidden, dcell) = (dhidden.block_mut(0), dcell.block_mut(0));
        dhidden.fill(E::ZERO);
        dcell.copy_from_slice(self.part(self.saved.dstates, of.final_cell(), hidden));
        for n in (0..of.steps).rev() {
            let time = of.time(n);
            let dgates = dgates.block_mut(time);
            run_lanes(StepBack {
                hidden,
                gates: self.part(self.saved.gates, time, width),
                before: self.part(self.saved.cells, n, hidden),
                cell: self.part(self.saved.cells, n + 1, hidden),
                dstate: self.part(self.saved.dstates, of.state(n + 1), hidden),
                dhidden,
                dcell,
                dgates,
            });
            let dgates = Matrix { data: &*dgates, row: width, col: 1 };
            let (rows, none) = (self.rows.len(), Epilogue::default());
            matmul_packed(rows, width, hidden, dgates, self.weight, dhidden, hidden, false, none);
        }
    }

    /// This struct's rows of a block in `data`, where a row has `row` elements.
    fn part<'a>(&self, data: &'a [E], block: usize, row: usize) -> &'a [E] {
        let first = (block * self.of.batch + self.rows.start) * row;
        &data[first..][..self.rows.len() * row]
    }
}

/// Turns the pre-activations a into gates, and computes the next states, for some rows of one step.
struct Step<'a, E> {
    hidden: usize,
    gates: &'a mut [E],
    before: &'a [E],
    cell: &'a mut [E],
    state: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for Step<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let hidden = self.hidden;
        let states = self.cell.chunks_exact_mut(hidden.max(1)).zip(self.state.chunks_exact_mut(hidden.max(1)));
        let befores = self.before.chunks_exact(hidden.max(1));
        for ((gates, before), (cell, state)) in
            self.gates.chunks_exact_mut((GATES * hidden).max(1)).zip(befores).zip(states)
        {
            let [input, forget, new, output] = quarters_mut(gates, hidden);
            each_vector!(V, hidden, |range| {
                let i = sigmoid_lanes(V::load_or(&input[range.clone()], E::ZERO));
                let f = sigmoid_lanes(V::load_or(&forget[range.clone()], E::ZERO));
                let g = tanh_lanes(V::load_or(&new[range.clone()], E::ZERO));
                let o = sigmoid_lanes(V::load_or(&output[range.clone()], E::ZERO));
                let c = f.mul_add(V::load_or(&before[range.clone()], E::ZERO), i.mul(g));
                i.store_to(&mut input[range.clone()]);
                f.store_to(&mut forget[range.clone()]);
                g.store_to(&mut new[range.clone()]);
                o.store_to(&mut output[range.clone()]);
                c.store_to(&mut cell[range.clone()]);
                o.mul(tanh_lanes(c)).store_to(&mut state[range]);
            });
        }
    }
}

/// The gradients of the pre-activations of one step, for some rows. `dhidden` and `dcell` hold the gradients of the hidden state and the cell state
/// from the following step; `dcell` is replaced by the gradient of the previous cell state.
struct StepBack<'a, E> {
    hidden: usize,
    gates: &'a [E],
    before: &'a [E],
    cell: &'a [E],
    dstate: &'a [E],
    dhidden: &'a [E],
    dcell: &'a mut [E],
    dgates: &'a mut [E],
}

impl<E: Real> LaneRoutine<E> for StepBack<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run<V: Lanes<Element = E>>(self) {
        let (hidden, one) = (self.hidden, V::splat(E::ONE));
        let rows =
            self.dgates.chunks_exact_mut((GATES * hidden).max(1)).zip(self.dcell.chunks_exact_mut(hidden.max(1)));
        for (row, (dgates, dcell)) in rows.enumerate() {
            let [before, cell, dstate, dhidden] =
                [self.before, self.cell, self.dstate, self.dhidden].map(|rows| &rows[row * hidden..][..hidden]);
            let gates = &self.gates[row * GATES * hidden..][..GATES * hidden];
            let [dinput, dforget, dnew, doutput] = quarters_mut(dgates, hidden);
            each_vector!(V, hidden, |range| {
                let i = V::load_or(&gates[range.clone()], E::ZERO);
                let f = V::load_or(&gates[hidden..][range.clone()], E::ZERO);
                let g = V::load_or(&gates[2 * hidden..][range.clone()], E::ZERO);
                let o = V::load_or(&gates[3 * hidden..][range.clone()], E::ZERO);
                let tanh = tanh_lanes(V::load_or(&cell[range.clone()], E::ZERO));
                let dh = V::load_or(&dstate[range.clone()], E::ZERO).add(V::load_or(&dhidden[range.clone()], E::ZERO));
                let dc = one.sub(tanh.mul(tanh)).mul(dh.mul(o)).add(V::load_or(&dcell[range.clone()], E::ZERO));
                dc.mul(f).store_to(&mut dcell[range.clone()]);
                dc.mul(g).mul(i.mul(one.sub(i))).store_to(&mut dinput[range.clone()]);
                dc.mul(V::load_or(&before[range.clone()], E::ZERO))
                    .mul(f.mul(one.sub(f)))
                    .store_to(&mut dforget[range.clone()]);
                dc.mul(i).mul(one.sub(g.mul(g))).store_to(&mut dnew[range.clone()]);
                dh.mul(tanh).mul(o.mul(one.sub(o))).store_to(&mut doutput[range]);
            });
        }
    }
}

/// The four gates of a row, as separate slices.
#[inline(always)]
fn quarters_mut<E>(row: &mut [E], hidden: usize) -> [&mut [E]; GATES] {
    let (first, second) = row.split_at_mut(2 * hidden);
    let ((a, b), (c, d)) = (first.split_at_mut(hidden), second.split_at_mut(hidden));
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;
    use crate::sizes::refuses;

    /// The results of a forward and a backward pass.
    #[derive(PartialEq)]
    struct Found<E> {
        states: Vec<E>,
        dgates: Vec<E>,
        dhidden: Vec<E>,
        dcell: Vec<E>,
    }

    /// The inputs of a case: U, the products of W with the inputs, the initial states and the gradients of all states.
    struct Case<E> {
        of: Lstm,
        weight: Vec<E>,
        sums: Vec<E>,
        hidden: Vec<E>,
        cell: Vec<E>,
        dstates: Vec<E>,
    }

    impl<E: Real> Case<E> {
        fn new(steps: usize, batch: usize, hidden: usize, reverse: bool) -> Self {
            let block = batch * hidden;
            Case {
                of: Lstm { steps, batch, hidden, reverse },
                weight: sample(1, GATES * hidden * hidden),
                sums: sample(2, steps * GATES * block),
                hidden: sample(3, block),
                cell: sample(4, block),
                dstates: sample(5, (steps + 2) * block),
            }
        }

        fn run(&self, threads: usize, is_packed: bool) -> Found<E> {
            let (Lstm { steps, hidden, .. }, block) = (self.of, self.hidden.len());
            let weight = Matrix { data: &self.weight[..], row: hidden, col: 1 };
            let mut gates = self.sums.clone();
            let mut states = vec![E::NAN; (steps + 2) * block];
            states[self.of.initial() * block..][..block].copy_from_slice(&self.hidden);
            let mut cells = vec![E::NAN; (steps + 1) * block];
            cells[..block].copy_from_slice(&self.cell);
            let (mut dgates, mut dhidden, mut dcell) = (gates.clone(), vec![E::NAN; block], vec![E::NAN; block]);
            let mut panels = vec![E::ZERO; packed_len::<E>(hidden, GATES * hidden)];
            let packed = is_packed.then(|| pack(hidden, GATES * hidden, weight.transposed(), &mut panels));
            with_threads(threads, || {
                self.of.forward(weight, packed, &mut gates, &mut states, &mut cells);
                let saved = Saved { gates: &gates, cells: &cells, dstates: &self.dstates };
                self.of.backward(weight, saved, &mut dgates, &mut dhidden, &mut dcell);
            });
            Found { states, dgates, dhidden, dcell }
        }

        /// The results from the formulas, number by number, in double precision.
        fn reference(&self) -> Found<f64> {
            let doubles = |x: &[E]| x.iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
            let Lstm { steps, batch, hidden: h, reverse } = self.of;
            let (weight, sums, dstates) = (doubles(&self.weight), doubles(&self.sums), doubles(&self.dstates));
            let block = batch * h;
            let times: Vec<usize> = if reverse { (0..steps).rev().collect() } else { (0..steps).collect() };
            let (mut states, mut dgates) = (vec![0.0; (steps + 2) * block], vec![0.0; steps * GATES * block]);
            let (mut dhidden, mut dcell) = (vec![0.0; block], vec![0.0; block]);
            let ends = if reverse { [steps + 1, 0] } else { [0, steps + 1] };
            for b in 0..batch {
                let (mut hidden, mut cell) =
                    (doubles(&self.hidden)[b * h..][..h].to_vec(), doubles(&self.cell)[b * h..][..h].to_vec());
                states[ends[0] * block + b * h..][..h].copy_from_slice(&hidden);
                let mut trace = Vec::new();
                for &t in &times {
                    let sum = |k: usize| {
                        let from_state: f64 = (0..h).map(|j| weight[k * h + j] * hidden[j]).sum();
                        sums[(t * batch + b) * GATES * h + k] + from_state
                    };
                    let gates: Vec<f64> = (0..GATES * h)
                        .map(|k| if k / h == 2 { sum(k).tanh() } else { 1.0 / (1.0 + (-sum(k)).exp()) })
                        .collect();
                    let before = cell.clone();
                    for j in 0..h {
                        cell[j] = gates[h + j] * cell[j] + gates[j] * gates[2 * h + j];
                        hidden[j] = gates[3 * h + j] * cell[j].tanh();
                    }
                    states[(t + 1) * block + b * h..][..h].copy_from_slice(&hidden);
                    trace.push((t, gates, before, cell.clone()));
                }
                states[ends[1] * block + b * h..][..h].copy_from_slice(&cell);
                let mut dh = vec![0.0; h];
                let mut dc = dstates[ends[1] * block + b * h..][..h].to_vec();
                for (t, gates, before, cell) in trace.into_iter().rev() {
                    let dgates = &mut dgates[(t * batch + b) * GATES * h..][..GATES * h];
                    for j in 0..h {
                        let [i, f, g, o] = [0, 1, 2, 3].map(|k| gates[k * h + j]);
                        let dh = dh[j] + dstates[(t + 1) * block + b * h + j];
                        let tanh = cell[j].tanh();
                        let total = dc[j] + dh * o * (1.0 - tanh * tanh);
                        dgates[j] = total * g * i * (1.0 - i);
                        dgates[h + j] = total * before[j] * f * (1.0 - f);
                        dgates[2 * h + j] = total * i * (1.0 - g * g);
                        dgates[3 * h + j] = dh * tanh * o * (1.0 - o);
                        dc[j] = total * f;
                    }
                    dh = (0..h).map(|j| (0..GATES * h).map(|k| dgates[k] * weight[k * h + j]).sum()).collect();
                }
                dhidden[b * h..][..h].copy_from_slice(&dh);
                dcell[b * h..][..h].copy_from_slice(&dc);
            }
            Found { states, dgates, dhidden, dcell }
        }
    }

    fn check<E: Real>(case: &Case<E>) {
        let (found, expected) = (case.run(1, false), case.reference());
        assert!(found == case.run(2, false), "same_for_any_thread_count: {:?}", case.of);
        assert!(found == case.run(2, true), "packed before: {:?}", case.of);
        let pairs = [
            (&found.states, &expected.states),
            (&found.dgates, &expected.dgates),
            (&found.dhidden, &expected.dhidden),
            (&found.dcell, &expected.dcell),
        ];
        for (found, expected) in pairs {
            assert_eq!(found.len(), expected.len());
            for (i, (found, expected)) in found.iter().zip(expected).enumerate() {
                // With weights up to one, gradients and their rounding errors grow along the steps.
                let tolerance = 400.0 * E::EPSILON.to_f64() * expected.abs().max(1.0);
                assert!((found.to_f64() - expected).abs() <= tolerance, "{:?} {i}: {found} {expected}", case.of);
            }
        }
    }

    #[test]
    fn matches_reference() {
        for (steps, batch, hidden) in [(0, 2, 3), (3, 0, 2), (3, 2, 0), (1, 1, 1), (7, 5, 3), (12, 33, 17), (5, 2, 64)]
        {
            for reverse in [false, true] {
                check::<f32>(&Case::new(steps, batch, hidden, reverse));
                check::<f64>(&Case::new(steps, batch, hidden, reverse));
            }
        }
    }

    #[test]
    fn sizes_that_do_not_fit_the_slices_are_refused() {
        let of = Lstm { steps: 3, batch: 2, hidden: 4, reverse: false };
        let data = [0.0_f32; 1000];
        let forward = |weight: usize, gates: usize, states: usize, cells: usize| {
            let weight = Matrix { data: &data[..weight], row: 4, col: 1 };
            let [mut gates, mut states, mut cells] = [gates, states, cells].map(|len| vec![0.0; len]);
            refuses(|| of.forward(weight, None, &mut gates, &mut states, &mut cells))
        };
        assert!(!forward(64, 96, 40, 32));
        for (weight, gates, states, cells) in [(63, 96, 40, 32), (64, 95, 40, 32), (64, 96, 41, 32), (64, 96, 40, 24)] {
            assert!(forward(weight, gates, states, cells));
        }
        let backward = |sizes: [usize; 6]| {
            let weight = Matrix { data: &data[..64], row: 4, col: 1 };
            let [gates, cells, dstates] = [0, 1, 2].map(|i| &data[..sizes[i]]);
            let [mut dgates, mut dhidden, mut dcell] = [3, 4, 5].map(|i| vec![0.0; sizes[i]]);
            let saved = Saved { gates, cells, dstates };
            refuses(|| of.backward(weight, saved, &mut dgates, &mut dhidden, &mut dcell))
        };
        let right = [96, 32, 40, 96, 8, 8];
        assert!(!backward(right));
        for i in 0..6 {
            let mut wrong = right;
            wrong[i] -= 1;
            assert!(backward(wrong), "{wrong:?}");
        }
        let huge = Lstm { steps: usize::MAX / 2, batch: 1 << 40, ..of };
        let weight = Matrix { data: &data[..64], row: 4, col: 1 };
        assert!(refuses(|| huge.forward(weight, None, &mut [], &mut [], &mut [])));
    }
}
