//! Products of whole matrices: what is packed, where each block starts, and how C is cut over threads.

use std::ops::Range;

use super::pack::{Packed, belongs_in_strips, pack, pack_strips, packed_len, strips_len};
use super::tile::tile_size;
use super::walk::{Block, Steps, equal_steps};
use super::{Ahead, Matrix};
use crate::elementwise;
use crate::lanes::run_lanes;
use crate::parallel::{self, Grain, segments, work_of};
use crate::real::Real;
use crate::scratch::with_scratch;

/// Up to so many rows, packing B would cost more than it saves, and B is read in place if its rows are whole vectors.
const FEW_ROWS: usize = 12;

/// Up to so many bytes B stays in the first-level cache, and is read in place if its rows are whole vectors.
const SMALL: usize = 24 * 1024;

/// Rows of B that are further apart, in bytes, share too few places in that cache to stay there.
const FAR_APART: usize = 1024;

/// Whether a sum of so many terms is done in halves, where C has `m` rows and `n` columns. Threads then go through half of both operands
/// each, while of an output that is cut each would go through all of one. C is small beside the operands, since it is read and
/// written twice.
pub fn is_long_sum(terms: usize, m: usize, n: usize) -> bool {
    terms >= 1024 && terms / 4 >= m.max(n)
}

/// What rides on a product while its sums are in registers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Epilogue<'a, E> {
    /// Added to every row. The sums start from it (or from C plus it, if they accumulate).
    pub bias: Option<&'a [E]>,
    /// Whether negative sums become zero; NaN stays.
    pub relu: bool,
}

impl<E: Real> Epilogue<'_, E> {
    /// The bias of `n` columns as the tile takes it.
    pub(crate) fn bias_of(&self, n: usize) -> *const E {
        self.bias.map_or(std::ptr::null(), |bias| {
            assert_eq!(bias.len(), n, "the bias has an element for each column");
            bias.as_ptr()
        })
    }
}

/// Where a product goes: C, which has rows `row` apart and adjacent columns, and what happens on the way.
pub struct Output<'c, 'e, E> {
    pub c: &'c mut [E],
    pub row: usize,
    /// Whether the sums start from what C holds.
    pub accumulate: bool,
    pub epilogue: Epilogue<'e, E>,
}

/// C = A·B, or C += A·B if `accumulate`; C has rows `c_row` apart and adjacent columns.
///
/// `k = 0` is an empty sum: C becomes zero, or stays as it is if `accumulate`.
///
/// # Panics
/// If a matrix reaches beyond its slice, or if rows of C overlap.
#[expect(clippy::too_many_arguments, reason = "three sizes and three matrices, in the order of BLAS")]
pub fn matmul<E: Real>(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'_, E>,
    b: Matrix<'_, E>,
    c: &mut [E],
    c_row: usize,
    accumulate: bool,
) {
    matmul_with(m, k, n, a, b, c, c_row, accumulate, Epilogue::default());
}

/// As [`matmul`], with something to ride on it.
///
/// # Panics
/// As [`matmul`], or if the bias has not `n` elements.
#[expect(clippy::too_many_arguments, reason = "as `matmul`")]
pub fn matmul_with<E: Real>(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'_, E>,
    b: Matrix<'_, E>,
    c: &mut [E],
    c_row: usize,
    accumulate: bool,
    epilogue: Epilogue<'_, E>,
) {
    with_plan([m, k, n], a, b, Output { c, row: c_row, accumulate, epilogue }, |plan| plan.run());
}

/// How a product is done.
pub enum Plan<'a, E> {
    /// B lies in panels, or is read as if it did.
    Panels(&'a Block<E>),
    /// Boxes pack B. A long sum is two.
    Sums(&'a [Boxes<'a, E>]),
}

/// A product whose boxes each pack what they read of B, one block of k after the other, so that it stays in the second-level cache.
pub struct Boxes<'a, E> {
    /// With the B of no box.
    whole: Block<E>,
    a: Matrix<'a, E>,
    b: Matrix<'a, E>,
    /// The longest block of k.
    longest: usize,
    in_strips: bool,
}

/// Hands `f` how a product is done, if it has elements. Panels that all boxes read are packed before, to scratch that `f` runs in.
pub fn with_plan<E: Real>(
    [m, k, n]: [usize; 3],
    a: Matrix<'_, E>,
    b: Matrix<'_, E>,
    output: Output<'_, '_, E>,
    f: impl FnOnce(&Plan<'_, E>),
) {
    if m == 0 || n == 0 {
        return;
    }
    let (_, width) = tile_size::<E>();
    let (vector, bytes) = (width / 2, size_of::<E>());
    let small = m <= FEW_ROWS || ((k * bytes).saturating_mul(n) <= SMALL && b.row <= FAR_APART / bytes);
    b.assert_holds(k, n);
    if b.col == 1 && small && n.is_multiple_of(vector) {
        let panels = Panels { data: b.data.as_ptr(), row: b.row, panel: width };
        f(&Plan::Panels(&block([m, k, n], a, panels, output)));
    } else if is_long_sum(k, m, n) && output.row == n && !output.epilogue.relu {
        let Output { c, row, accumulate, epilogue } = output;
        with_scratch(m * n, |sums| {
            let half = k / 2;
            let start = Output { c: &mut *c, row, accumulate, epilogue };
            let first = Boxes::new([m, half, n], a, b, start);
            let [a, b] = [(a, a.col), (b, b.row)].map(|(of, step)| Matrix { data: &of.data[half * step..], ..of });
            let rest = Output { c: &mut *sums, row, accumulate: false, epilogue: Epilogue::default() };
            let second = Boxes::new([m, k - half, n], a, b, rest);
            f(&Plan::Sums(&[first, second]));
            elementwise::accumulate(sums, &mut c[..m * n]);
        });
    } else if n >= m || k >= m {
        f(&Plan::Sums(&[Boxes::new([m, k, n], a, b, output)]));
    } else {
        with_scratch(packed_len::<E>(k, n), |scratch| {
            let packed = pack(k, n, b, scratch);
            let panels = Panels { data: packed.data().as_ptr(), row: width, panel: k * width };
            f(&Plan::Panels(&block([m, k, n], a, panels, output)));
        });
    }
}

impl<E: Real> Plan<'_, E> {
    /// The whole product, cut over threads.
    fn run(&self) {
        let work_of_block = |whole: &Block<E>| work_of(&[2, whole.rows, whole.depth, whole.cols]);
        let work = match self {
            Plan::Panels(whole) => work_of_block(whole),
            Plan::Sums(sums) => sums.iter().fold(0, |work: usize, sum| work.saturating_add(work_of_block(&sum.whole))),
        };
        let pieces = self.pieces(work);
        parallel::for_each_piece(pieces, work, |piece| self.run_piece(piece, pieces));
    }

    /// How many pieces there are, where the work of a region is so much.
    pub fn pieces(&self, work: usize) -> usize {
        match self {
            Plan::Panels(_) => Grain::Fine.pieces(work),
            Plan::Sums(sums) => Grain::Coarse.pieces(work).next_multiple_of(sums.len()),
        }
    }

    /// One of so many pieces.
    pub fn run_piece(&self, piece: usize, pieces: usize) {
        match self {
            Plan::Panels(whole) => {
                let run_box = |_, rows, cols| run_lanes(whole.part(0..1, rows, cols));
                boxes_of_piece::<E>([1, whole.rows, whole.cols], piece, pieces, run_box);
            }
            Plan::Sums(sums) => {
                let each = pieces / sums.len();
                sums[piece / each].run_piece(piece % each, each);
            }
        }
    }
}

impl<'a, E: Real> Boxes<'a, E> {
    fn new([m, k, n]: [usize; 3], a: Matrix<'a, E>, b: Matrix<'a, E>, output: Output<'_, '_, E>) -> Self {
        let (_, width) = tile_size::<E>();
        let whole = block([m, k, n], a, Panels { data: b.data.as_ptr(), row: width, panel: 0 }, output);
        let in_strips = a.row == 1 && belongs_in_strips(m, n);
        let longest = equal_steps(k.max(1), Steps::of::<E>(in_strips, a.col, m).depth);
        Boxes { whole, a, b, longest, in_strips }
    }

    fn run_piece(&self, piece: usize, pieces: usize) {
        let sizes = [1, self.whole.rows, self.whole.cols];
        boxes_of_piece::<E>(sizes, piece, pieces, |_, rows, cols| self.run_box(rows, cols));
    }

    /// The box of C in these rows and columns, which begin at a tile and at a panel.
    fn run_box(&self, rows: Range<usize>, cols: Range<usize>) {
        let Boxes { whole, a, b, longest, in_strips } = *self;
        let (k, (full, width)) = (whole.depth, tile_size::<E>());
        let panels_len = packed_len::<E>(longest, cols.len());
        let strips_len = if in_strips { strips_len::<E>(longest, rows.len()) } else { 0 };
        with_scratch(panels_len + strips_len, |scratch| {
            let (panels, strips) = scratch.split_at_mut(panels_len);
            for start in (0..k.max(1)).step_by(longest) {
                let depth = longest.min(k - start);
                let from_b = start * b.row + cols.start * b.col;
                let data = b.data.get(from_b..).unwrap_or_default();
                let panels = pack(depth, cols.len(), Matrix { data, ..b }, panels);
                let of_whole = whole.part(0..1, rows.clone(), cols.clone());
                // The invariant of `Block` is that of the whole: this is a box of it, and so much of its sum.
                let mut block = Block {
                    depth,
                    a: of_whole.a.wrapping_add(start * a.col),
                    b: panels.data().as_ptr(),
                    b_panel: depth * width,
                    accumulate: whole.accumulate || start > 0,
                    bias: if start == 0 { of_whole.bias } else { std::ptr::null() },
                    relu: whole.relu && start + depth == k,
                    ..of_whole
                };
                let next = longest.min(k - start - depth);
                block.next = [
                    Ahead::new(block.a.wrapping_add(depth * a.col), (rows.len(), next), (a.row, a.col)),
                    Ahead::new(
                        b.data.as_ptr().wrapping_add(from_b + depth * b.row),
                        (next, cols.len()),
                        (b.row, b.col),
                    ),
                ];
                if in_strips {
                    pack_strips(depth, rows.len(), &a.data[rows.start + start * a.col..], a.col, strips);
                    block = Block { a: strips.as_ptr(), a_strip: depth * full, a_col: full, ..block };
                }
                run_lanes(block);
            }
        });
    }
}

/// As [`matmul_with`], with B packed before.
///
/// # Panics
/// As [`matmul_with`], or if the panels are not those of a `[k, n]` matrix.
#[expect(clippy::too_many_arguments, reason = "as `matmul`")]
pub fn matmul_packed<E: Real>(
    m: usize,
    k: usize,
    n: usize,
    a: Matrix<'_, E>,
    b: &Packed<'_, E>,
    c: &mut [E],
    c_row: usize,
    accumulate: bool,
    epilogue: Epilogue<'_, E>,
) {
    assert_eq!(b.sizes(), (k, n), "B is packed as another matrix");
    if m == 0 || n == 0 {
        return;
    }
    let (_, width) = tile_size::<E>();
    let panels = Panels { data: b.data().as_ptr(), row: width, panel: k * width };
    Plan::Panels(&block([m, k, n], a, panels, Output { c, row: c_row, accumulate, epilogue })).run();
}

/// `count` independent products of the same sizes, C[i] (+)= A[i]·B[i], where `operands(i)` gives A[i] and B[i].
///
/// The matrices of C lie one behind the other, each dense.
///
/// # Panics
/// As [`matmul`], or if `c` does not hold exactly `count` matrices.
pub fn batched<'a, E: Real>(
    count: usize,
    m: usize,
    k: usize,
    n: usize,
    operands: impl Fn(usize) -> (Matrix<'a, E>, Matrix<'a, E>) + Sync,
    c: &mut [E],
    accumulate: bool,
) {
    assert_eq!(c.len(), count * m * n, "C holds {count} matrices of {m} × {n}");
    parallel::for_each_chunk(c, m * n, work_of(&[2, count, m, k, n]), |first, part| {
        for (index, c) in (first..).zip(part.chunks_exact_mut(m * n)) {
            let (a, b) = operands(index);
            matmul(m, k, n, a, b, c, n, accumulate);
        }
    });
}

/// Panels of B, packed or in place: they hold k rows and the columns of all vectors that n touches.
struct Panels<E> {
    data: *const E,
    row: usize,
    panel: usize,
}

/// A product as the tile takes it, neither side of C being 0.
///
/// # Panics
/// If A or C reaches beyond its slice, if rows of C overlap, or if the bias has not `n` elements.
fn block<E: Real>([m, k, n]: [usize; 3], a: Matrix<'_, E>, b: Panels<E>, output: Output<'_, '_, E>) -> Block<E> {
    let Output { c, row: c_row, accumulate, epilogue } = output;
    assert!(m == 1 || c_row >= n, "rows of C are {c_row} apart and {n} long");
    let c = &mut c[..(m - 1) * c_row + n];
    a.assert_holds(m, k);
    let (full, _) = tile_size::<E>();
    // The invariant of `Block` is what was just asserted, and what `Panels` says.
    Block {
        items: 1,
        rows: m,
        cols: n,
        taps: 1,
        depth: k,
        a: a.data.as_ptr(),
        a_item: 0,
        a_strip: full * a.row,
        a_row: a.row,
        a_tap: 0,
        a_col: a.col,
        b: b.data,
        b_panel: b.panel,
        b_tap: 0,
        b_row: b.row,
        c: c.as_mut_ptr(),
        c_item: 0,
        c_row,
        accumulate,
        bias: epilogue.bias_of(n),
        relu: epilogue.relu,
        next: [Ahead::nothing(); 2],
    }
}

/// Cuts an output of items × rows × columns into boxes for threads.
///
/// Columns of a box start at a panel; they are all columns unless rows and items are all of them.
pub fn for_each_box<E: Real>(
    grain: Grain,
    sizes: [usize; 3],
    work: usize,
    f: impl Fn(Range<usize>, Range<usize>, Range<usize>) + Sync,
) {
    let pieces = grain.pieces(work);
    parallel::for_each_piece(pieces, work, |piece| boxes_of_piece::<E>(sizes, piece, pieces, &f));
}

/// The boxes of one of so many pieces of an output: it is cut at panels if columns are its longer side, else at tiles.
fn boxes_of_piece<E: Real>(
    [items, rows, cols]: [usize; 3],
    piece: usize,
    pieces: usize,
    f: impl Fn(Range<usize>, Range<usize>, Range<usize>),
) {
    let (full, width) = tile_size::<E>();
    let part = |units: usize| units * piece / pieces..units * (piece + 1) / pieces;
    if cols >= items * rows {
        let panels = part(cols.div_ceil(width));
        if !panels.is_empty() {
            f(0..items, 0..rows, panels.start * width..cols.min(panels.end * width));
        }
        return;
    }
    let tiles = rows.div_ceil(full);
    let units = part(items * tiles);
    // Whole items are one box, what is left of the first and the last another each.
    let mut whole = 0..0;
    for (item, part) in segments(units.start, units.len(), tiles) {
        if part.len() == tiles {
            whole = if whole.is_empty() { item..item + 1 } else { whole.start..item + 1 };
        } else {
            f(item..item + 1, part.start * full..rows.min(part.end * full), 0..cols);
        }
    }
    if !whole.is_empty() {
        f(whole, 0..rows, 0..cols);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    /// The textbook's triple loop, in the same order over k.
    fn matmul_reference<E: Real>(
        m: usize,
        k: usize,
        n: usize,
        a: Matrix<'_, E>,
        b: Matrix<'_, E>,
        c: &mut [E],
        c_row: usize,
    ) {
        for i in 0..m {
            for j in 0..n {
                for p in 0..k {
                    c[i * c_row + j] += a.data[i * a.row + p * a.col] * b.data[p * b.row + j * b.col];
                }
            }
        }
    }

    const SIZES: [(usize, usize, usize); 17] = [
        (0, 3, 4),
        (3, 0, 4),
        (3, 4, 0),
        (1, 1, 1),
        (1, 256, 64),
        (7, 5, 17),
        (6, 7, 16),
        (11, 385, 33),
        (13, 800, 8),
        (97, 31, 15),
        (65, 65, 65),
        (25, 9, 130),
        (12, 40, 160),
        (200, 64, 48),
        (101, 100, 129),
        (7, 1031, 17),
        (150, 1025, 33),
    ];

    fn check<E: Real>(transposed_a: bool, transposed_b: bool, accumulate: bool) {
        for (m, k, n) in SIZES {
            let (data_a, data_b): (Vec<E>, Vec<E>) = (sample(1, m * k + 3), sample(2, k * n + 3));
            let strides = |transposed, rows, cols| if transposed { (1, rows) } else { (cols, 1) };
            let (row, col) = strides(transposed_a, m, k);
            let a = Matrix { data: &data_a[3..], row, col };
            let (row, col) = strides(transposed_b, k, n);
            let b = Matrix { data: &data_b[3..], row, col };
            // A long sum has halves where C is dense.
            let c_row = if is_long_sum(k, m, n) { n } else { n + 5 };
            let before: Vec<E> = sample(3, m * c_row);
            let mut expected = before.clone();
            if !accumulate {
                expected.chunks_mut(c_row).for_each(|row| row[..n].fill(E::ZERO));
            }
            matmul_reference(m, k, n, a, b, &mut expected, c_row);
            let run = |threads| {
                let mut c = before.clone();
                with_threads(threads, || matmul(m, k, n, a, b, &mut c, c_row, accumulate));
                c
            };
            let c = run(1);
            assert!(c == run(2), "same_for_any_thread_count: {m} {k} {n}");
            // The same chain with and without fused rounding: at most one rounding per term, terms at most 1, so
            // k·eps·k/2 is the bound; errors of random sign stay far below k·eps.
            let tolerance = E::EPSILON * E::from_usize(k + 1);
            for (value, expected) in c.iter().zip(&expected) {
                assert!((*value - *expected).abs() <= tolerance, "{} {m} {k} {n}: {value} {expected}", E::NAME);
            }
        }
    }

    #[test]
    fn matches_reference() {
        for case in 0..8 {
            check::<f32>(case & 1 > 0, case & 2 > 0, case & 4 > 0);
            check::<f64>(case & 1 > 0, case & 2 > 0, case & 4 > 0);
        }
    }

    #[test]
    fn batch_equals_single_products() {
        for (count, m, k, n) in [(0, 2, 2, 2), (3, 0, 2, 2), (5, 7, 9, 17), (40, 16, 32, 24)] {
            let (a, b): (Vec<f32>, Vec<f32>) = (sample(1, count * m * k), sample(2, k * n));
            let operands =
                |i: usize| (Matrix { data: &a[i * m * k..], row: k, col: 1 }, Matrix { data: &b[..], row: n, col: 1 });
            let mut c = vec![f32::NAN; count * m * n];
            batched(count, m, k, n, operands, &mut c, false);
            for i in 0..count {
                let mut single = vec![0.0; m * n];
                let (a, b) = operands(i);
                matmul(m, k, n, a, b, &mut single, n, false);
                assert!(single == c[i * m * n..][..m * n]);
            }
        }
    }

    #[test]
    fn beside_an_axis_of_zero_any_size_may_stand() {
        let huge = usize::MAX / 2;
        let empty = Matrix { data: &[0.0_f32; 0], row: 0, col: 0 };
        for (m, k, n) in [(0, huge, huge), (huge, huge, 0), (huge, 0, 0), (0, 0, huge)] {
            matmul(m, k, n, empty, empty, &mut [], n, false);
        }
    }

    #[test]
    fn nan_is_not_hidden_by_a_zero_factor() {
        let mut c = [0.0];
        matmul(
            1,
            1,
            1,
            Matrix { data: &[0.0], row: 1, col: 1 },
            Matrix { data: &[f32::NAN], row: 1, col: 1 },
            &mut c,
            1,
            false,
        );
        assert!(c[0].is_nan());
    }
}
