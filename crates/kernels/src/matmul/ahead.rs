//! Cache lines to prefetch.

use crate::lanes::Lanes;
use crate::real::Real;

/// The number of bytes in a cache line.
pub(super) const LINE: usize = 64;

/// The cache lines of a matrix that will be read soon. Its rows are `row` elements apart.
#[derive(Clone, Copy)]
pub(crate) struct Ahead<E> {
    at: *const E,
    rows: usize,
    row: usize,
    cols: usize,
    /// How many elements of the first row have been prefetched.
    done: usize,
}

impl<E: Real> Ahead<E> {
    /// The maximum number of bytes that are prefetched: they stay in the L2 cache until they are read.
    const MOST: usize = 256 * 1024;

    /// The number of elements in a cache line.
    const LINE: usize = LINE / size_of::<E>();

    pub(crate) fn nothing() -> Self {
        Ahead { at: std::ptr::null(), rows: 0, row: 0, cols: 0, done: 0 }
    }

    /// The lines of a matrix; none unless its rows or its columns are contiguous. Its elements need not exist: a prefetch of any address is allowed.
    #[inline(always)]
    pub(crate) fn new(at: *const E, (rows, cols): (usize, usize), (row, col): (usize, usize)) -> Self {
        let (rows, row, cols) = match (row, col) {
            (_, 1) => (rows, row, cols),
            (1, _) => (cols, col, rows),
            _ => return Self::nothing(),
        };
        if rows == 0 || cols == 0 {
            return Self::nothing();
        }
        // Rows with less than a cache line between them count as one row.
        let together = row < cols + Self::LINE;
        let (rows, cols) = if together { (1, (rows - 1) * row + cols) } else { (rows, cols) };
        let most = Self::MOST / size_of::<E>();
        Ahead { at, rows: rows.min((most / cols).max(1)), row, cols: cols.min(most), done: 0 }
    }

    /// The number of lines left; a partly prefetched row counts in full.
    #[inline(always)]
    pub(crate) fn lines(&self) -> usize {
        self.rows * self.cols.div_ceil(Self::LINE)
    }

    /// Prefetches up to `lines` more lines. Returns by how much `lines` exceeded the number of lines left.
    #[inline(always)]
    pub(crate) fn prefetch<V: Lanes<Element = E>>(&mut self, lines: usize) -> usize {
        self.each(lines, V::prefetch_for_later)
    }

    #[inline(always)]
    fn each(&mut self, mut lines: usize, f: impl Fn(*const E)) -> usize {
        while lines > 0 && self.rows > 0 {
            let of_row = lines.min((self.cols - self.done).div_ceil(Self::LINE));
            for line in 0..of_row {
                f(self.at.wrapping_add(self.done + line * Self::LINE));
            }
            (lines, self.done) = (lines - of_row, self.done + of_row * Self::LINE);
            if self.done >= self.cols {
                self.at = self.at.wrapping_add(self.row);
                (self.rows, self.done) = (self.rows - 1, 0);
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn every_line_is_prefetched_once() {
        let data = vec![0f32; 10_000];
        let lines = |sizes, strides| {
            let mut ahead = Ahead::new(data.as_ptr(), sizes, strides);
            let (lines, prefetched) = (ahead.lines(), RefCell::new(vec![]));
            let record = |at: *const f32| prefetched.borrow_mut().push((at.addr() - data.as_ptr().addr()) / 4);
            // Prefetches in parts, which may end anywhere in a row.
            while ahead.each(5, record) == 0 {}
            assert_eq!((prefetched.borrow().len(), ahead.each(1, record)), (lines, 1));
            prefetched.into_inner()
        };
        assert_eq!(lines((2, 40), (100, 1)), [0, 16, 32, 100, 116, 132]);
        assert_eq!(lines((16, 3), (1, 40)), [0, 40, 80]);
        assert_eq!(lines((5, 0), (1, 1)), []);
        assert_eq!(lines((3, 3), (2, 9)), []);
        assert_eq!(lines((3, 5), (6, 1)), [0, 16]);
        assert_eq!(lines((1000, 1000), (2000, 1)).len(), 65 * 63);
        assert_eq!(lines((1000, 1000), (1000, 1)).len(), 4096);
    }
}
