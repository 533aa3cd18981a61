//! How a product of whole matrices is computed: what is packed, where each block starts, and how C is split across threads.

use std::ops::Range;

use super::Matrix;
use super::ahead::Ahead;
use super::block::Block;
use super::pack::{Packed, belongs_in_strips, pack, pack_strips, packed_len, strips_len};
use super::tile_size::tile_size;
use super::walk::{Steps, equal_steps, run_block};
use crate::elementwise;
use crate::parallel::{self, Grain, segments, work_of};
use crate::real::Real;
use crate::scratch::with_scratch;
use crate::sizes::{last_offset, part_of};

/// For up to this many rows of C, packing B costs more than it saves. B is then read in place if its rows are whole vectors.
const FEW_ROWS: usize = 12;

/// A matrix B of up to this many bytes stays in L1. It is read in place if its rows are whole vectors.
const SMALL: usize = 24 * 1024;

/// Rows of B further apart than this, in bytes, map to the same few L1 sets and evict each other.
const FAR_APART: usize = 1024;

/// Whether to split a sum of `terms` terms in two (split-K), where C has `m` rows and `n` columns. Each of two threads then reads half of A
/// and of B; if C were split instead, each would read all of A or all of B. C must be small, since it is written twice.
pub(crate) fn is_long_sum(terms: usize, m: usize, n: usize) -> bool {
    terms >= 1024 && terms / 4 >= m.max(n)
}

/// Steps applied to the sums of a product while they are in registers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Epilogue<'a, E> {
    /// The bias is added to every row: the sums start from it.
    pub bias: Option<&'a [E]>,
    /// Whether negative sums become zero. NaN stays NaN.
    pub relu: bool,
}

impl<E: Real> Epilogue<'_, E> {
    /// The bias of `n` columns in the form that a [`Block`] needs.
    ///
    /// # Panics
    /// If the bias does not have `n` elements.
    pub(crate) fn bias_of(&self, n: usize) -> *const E {
        self.bias.map_or(std::ptr::null(), |bias| {
            assert_eq!(bias.len(), n, "the bias has an element for each column");
            bias.as_ptr()
        })
    }
}

/// The output of a product: C, whose rows are `row` apart and whose columns are adjacent, and the epilogue.
pub(crate) struct Output<'c, 'e, E> {
    pub(crate) c: &'c mut [E],
    pub(crate) row: usize,
    /// Whether the sums are added to the values in C.
    pub(crate) accumulate: bool,
    pub(crate) epilogue: Epilogue<'e, E>,
}

/// How a product is computed.
pub(crate) enum Plan<'a, E> {
    /// B is in panels, or can be read in place as if it were.
    // Invariant: the block is valid, as `Block` defines it, while the plan lives.
    Panels(&'a Block<E>),
    /// Each box packs the part of B that it reads. A long sum is split into two.
    Sums(&'a [Boxes<'a, E>]),
}

/// A product that is split into boxes. A box packs its part of B one block of k at a time, so that this part stays in L2.
// Invariant: `whole` is valid, as `Block` defines it, except for B. `a` and `b` have `rows × depth` and `depth × cols` elements.
pub(crate) struct Boxes<'a, E> {
    /// The whole product. Its pointer to B is never read.
    whole: Block<E>,
    a: Matrix<'a, E>,
    b: Matrix<'a, E>,
    /// The maximum length of a block of k.
    longest: usize,
    in_strips: bool,
}

/// C (+)= A·B, split across threads.
///
/// # Panics
/// If a matrix reaches beyond its slice, if rows of C overlap, or if the bias does not have `n` elements.
pub(super) fn run<E: Real>(sizes: [usize; 3], a: Matrix<'_, E>, b: Matrix<'_, E>, output: Output<'_, '_, E>) {
    with_plan(sizes, a, b, output, |plan| plan.run());
}

/// Like [`run`], but for a matrix B that is packed already.
pub(super) fn run_packed<E: Real>(m: usize, a: Matrix<'_, E>, b: &Packed<'_, E>, output: Output<'_, '_, E>) {
    let (k, n) = b.sizes();
    if m == 0 || n == 0 {
        return;
    }
    let (_, width) = tile_size::<E>();
    let panels = Panels { data: b.data().as_ptr(), row: width, panel: k * width };
    Plan::Panels(&block([m, k, n], a, panels, output)).run();
}

/// Calls `f` with the plan of a product if C has elements. If several boxes read the same panels of B, these are packed first.
///
/// # Panics
/// Same as [`run`].
pub(crate) fn with_plan<E: Real>(
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
    let small = m <= FEW_ROWS || (k.saturating_mul(bytes).saturating_mul(n) <= SMALL && b.row <= FAR_APART / bytes);
    a.assert_holds(m, k);
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
    fn run(&self) {
        let work_of_block = |whole: &Block<E>| work_of(&[2, whole.rows, whole.depth, whole.cols]);
        let work = match self {
            Plan::Panels(whole) => work_of_block(whole),
            Plan::Sums(sums) => sums.iter().fold(0, |work: usize, sum| work.saturating_add(work_of_block(&sum.whole))),
        };
        let pieces = self.pieces(work);
        parallel::for_each_piece(pieces, work, |piece| {
            // SAFETY: `for_each_piece` calls this once for each piece below `pieces`.
            unsafe { self.run_piece(piece, pieces) };
        });
    }

    /// The number of pieces, if the whole region has this much work.
    pub(crate) fn pieces(&self, work: usize) -> usize {
        match self {
            Plan::Panels(_) => Grain::Fine.pieces(work),
            Plan::Sums(sums) => Grain::Coarse.pieces(work).next_multiple_of(sums.len()),
        }
    }

    /// Computes one of `pieces` pieces of the product, where `pieces` was returned by [`pieces`](Self::pieces).
    ///
    /// # Safety
    /// `piece` is below `pieces`. During the call, no other thread computes the same piece, or a piece of a different split.
    pub(crate) unsafe fn run_piece(&self, piece: usize, pieces: usize) {
        match self {
            Plan::Panels(whole) => {
                boxes_of_piece::<E>([1, whole.rows, whole.cols], piece, pieces, |_, rows, cols| {
                    // SAFETY: the block is valid by the invariant of `Plan`, `boxes_of_piece` gives boxes within it, and those of
                    // different pieces do not overlap.
                    unsafe { run_block(whole.part(0..1, rows, cols)) };
                });
            }
            Plan::Sums(sums) => {
                let each = pieces / sums.len();
                let (sum, piece) = (&sums[piece / each], piece % each);
                boxes_of_piece::<E>([1, sum.whole.rows, sum.whole.cols], piece, each, |_, rows, cols| {
                    // SAFETY: `boxes_of_piece` gives boxes within the sum, and those of different pieces do not overlap. Different
                    // sums write to different memory.
                    unsafe { sum.run_box(rows, cols) };
                });
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

    /// Computes the box of C in these rows and columns. The rows begin at a tile, the columns at a panel.
    ///
    /// # Safety
    /// Rows and columns are within C, and no other thread accesses the box.
    unsafe fn run_box(&self, rows: Range<usize>, cols: Range<usize>) {
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
                // SAFETY: the block is a part of `whole`, and the caller promises that C is within it and not shared. `pack` returned
                // panels of `depth × cols` elements, and `pack_strips` wrote strips of `depth × rows`, so B and A can be read.
                unsafe { run_block(block) };
            }
        });
    }
}

/// Panels of B, packed or in place.
// Invariant: the panels have k rows. Each vector with at least one of the n columns can be read completely.
struct Panels<E> {
    data: *const E,
    row: usize,
    panel: usize,
}

/// A product as a block; m and n are not 0. The block is valid, as [`Block`] defines it, while the slices are borrowed.
///
/// # Panics
/// If A or C reaches beyond its slice, if rows of C overlap, or if the bias does not have `n` elements.
fn block<E: Real>([m, k, n]: [usize; 3], a: Matrix<'_, E>, b: Panels<E>, output: Output<'_, '_, E>) -> Block<E> {
    let Output { c, row: c_row, accumulate, epilogue } = output;
    assert!(m == 1 || c_row >= n, "rows of C are {c_row} apart and {n} long");
    let last = last_offset([(m, c_row), (n, 1)]);
    assert!(last.is_some_and(|last| last < c.len()), "C has {} elements, too few for {m} rows of {n}", c.len());
    a.assert_holds(m, k);
    let (full, _) = tile_size::<E>();
    Block {
        items: 1,
        rows: m,
        whole_rows: m,
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

/// Splits an output of items × rows × columns into boxes that do not overlap, and calls `f` once for each.
///
/// A box has either all columns, or all items and rows; in the second case its columns start at a panel.
pub(crate) fn for_each_box<E: Real>(
    grain: Grain,
    sizes: [usize; 3],
    work: usize,
    f: impl Fn(Range<usize>, Range<usize>, Range<usize>) + Sync,
) {
    let pieces = grain.pieces(work);
    parallel::for_each_piece(pieces, work, |piece| boxes_of_piece::<E>(sizes, piece, pieces, &f));
}

/// The boxes of one of `pieces` pieces of an output. The output is split at panels if it has at least as many columns as all items together have
/// rows, else at tiles.
fn boxes_of_piece<E: Real>(
    [items, rows, cols]: [usize; 3],
    piece: usize,
    pieces: usize,
    f: impl Fn(Range<usize>, Range<usize>, Range<usize>),
) {
    let (full, width) = tile_size::<E>();
    if items == 0 || rows == 0 || cols == 0 {
        return;
    }
    let part = |units| part_of(units, piece, pieces);
    if cols >= items * rows {
        let panels = part(cols.div_ceil(width));
        if !panels.is_empty() {
            f(0..items, 0..rows, panels.start * width..cols.min(panels.end * width));
        }
        return;
    }
    let tiles = rows.div_ceil(full);
    let units = part(items * tiles);
    // Complete items are merged into one box; a partial first or last item is a box of its own.
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
