//! Copies between strided views, with a blocked transpose where source and destination have different innermost axes.
//!
//! Strides and ranks follow the rules that `elementwise` states. A block of 16 × 16 is read line by line into a buffer and written line by line from
//! it. So each cache line is used completely before it can be evicted, even where lines a power of two apart map to the same set.

use super::elementwise::store_strided;
use super::nest::Nest;
use super::number::Value;
use super::parallel::ELEMENT;

/// The number of rows and of columns of a transposed block: a cache line of single-precision numbers.
const BLOCK: usize = 16;

/// Copies `src` to `dst` over strided views.
///
/// # Panics
/// If a view reaches beyond its slice, or if slices of `dst` overlap.
pub fn copy_strided<E: Value>(sizes: &[usize], src: &[E], src_strides: &[usize], dst: &mut [E], dst_strides: &[usize]) {
    let Some(nest) = Nest::new(sizes, [dst_strides, src_strides]) else { return };
    let last = nest.rank() - 1;
    let stride = |axis: usize| nest.axis(axis).1[1];
    let source_axis = (0..last).find(|&axis| stride(axis) == 1 && stride(last) > 1);
    let Some(source_axis) = source_axis else {
        return store_strided(sizes, src, src_strides, dst, dst_strides);
    };
    nest.cut(dst, ELEMENT, |mut nest, dst, [_, first]| {
        nest.move_axis(source_axis, last - 1);
        let ((rows, [dst_row, src_row]), (cols, [dst_col, src_col])) = (nest.axis(last - 1), nest.axis(last));
        let src = &src[first..];
        let mut block = [[E::ZERO; BLOCK]; BLOCK];
        nest.walk(2, |[to, from]| {
            for (top, left) in corners(rows, cols) {
                let (height, width) = (BLOCK.min(rows - top), BLOCK.min(cols - left));
                for j in 0..width {
                    let from = from + top * src_row + (left + j) * src_col;
                    for (i, row) in block[..height].iter_mut().enumerate() {
                        row[j] = src[from + i * src_row];
                    }
                }
                for (i, row) in block[..height].iter().enumerate() {
                    let to = to + (top + i) * dst_row + left * dst_col;
                    for (j, &value) in row[..width].iter().enumerate() {
                        dst[to + j * dst_col] = value;
                    }
                }
            }
        });
    });
}

/// The upper left corners of all blocks.
fn corners(rows: usize, cols: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).step_by(BLOCK).flat_map(move |top| (0..cols).step_by(BLOCK).map(move |left| (top, left)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nest::tests::{VIEWS, offsets};
    use crate::parallel::with_threads;
    use crate::random::sample;

    fn check(sizes: &[usize], dst_strides: &[usize], src_strides: &[usize]) {
        let offsets = offsets(sizes, [dst_strides, src_strides]);
        let len = |operand: usize| offsets.iter().map(|at| at[operand] + 1).max().unwrap_or(0);
        let (src, before) = (sample::<f64>(1, len(1)), sample(2, len(0)));
        let mut expected = before.clone();
        for &[to, from] in &offsets {
            expected[to] = src[from];
        }
        for threads in [1, 2] {
            let mut dst = before.clone();
            with_threads(threads, || copy_strided(sizes, &src, src_strides, &mut dst, dst_strides));
            assert!(dst == expected, "{sizes:?}, {threads} threads");
        }
    }

    #[test]
    fn matches_reference_for_any_thread_count() {
        for (sizes, [dst, src, other]) in VIEWS {
            check(sizes, dst, src);
            check(sizes, dst, other);
        }
        check(&[301, 203], &[203, 1], &[1, 301]);
        check(&[8, 100, 65], &[6500, 65, 1], &[6500, 1, 100]);
        check(&[65, 3, 100], &[300, 100, 1], &[1, 6500, 65]);
    }
}
