//! Products and sums of sizes that panic instead of wrapping around.
//!
//! Overflow checks are off in release builds. A size that wrapped around would pass a length check, and the code that trusts the check
//! would read outside its slice.

/// The product of the sizes. It is 0 if one of them is 0, however large the others are.
///
/// # Panics
/// If the product overflows.
#[inline]
pub fn product<const N: usize>(sizes: [usize; N]) -> usize {
    if sizes.contains(&0) {
        return 0;
    }
    let product = sizes.iter().try_fold(1, |product: usize, &size| product.checked_mul(size));
    product.unwrap_or_else(|| panic!("the product of the sizes {sizes:?} overflows"))
}

/// The offset of the last element, for axes of these sizes and strides; `None` if it overflows. No size may be 0.
#[inline]
pub fn last_offset<const N: usize>(axes: [(usize, usize); N]) -> Option<usize> {
    axes.iter().try_fold(0, |last: usize, &(size, stride)| last.checked_add((size - 1).checked_mul(stride)?))
}

/// Part `piece` of the range `0..units`, which is split into `pieces` parts. `piece` is below `pieces`, and each unit is in exactly one part.
#[inline]
pub fn part_of(units: usize, piece: usize, pieces: usize) -> std::ops::Range<usize> {
    // A shortcut: the divisions would slow down products that are too small to split.
    if pieces == 1 {
        return 0..units;
    }
    // This computes `units * piece / pieces` without the product, which could overflow.
    let (each, rest) = (units / pieces, units % pieces);
    let start = |piece: usize| each * piece + rest * piece / pieces;
    start(piece)..start(piece + 1)
}

/// Whether a call panics, as it must if its sizes do not fit its slices.
#[cfg(test)]
pub fn refuses(call: impl FnOnce()) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_of_zero_makes_the_product_zero() {
        assert_eq!(product([2, 3, 5]), 30);
        assert_eq!(product([usize::MAX, usize::MAX, 0]), 0);
        assert_eq!(product([]), 1);
    }

    #[test]
    #[should_panic(expected = "overflows")]
    fn a_product_that_overflows_panics() {
        product([1 << 40, 1 << 40]);
    }

    #[test]
    fn the_last_offset_does_not_wrap_around() {
        assert_eq!(last_offset([(3, 10), (4, 1)]), Some(23));
        assert_eq!(last_offset([(1, usize::MAX), (4, 1)]), Some(3));
        assert_eq!(last_offset([(3, usize::MAX / 2 + 1)]), None);
        assert_eq!(last_offset([(2, usize::MAX), (2, 1)]), None);
    }

    #[test]
    fn parts_cover_every_unit_once() {
        for (units, pieces) in [(0, 3), (7, 3), (3, 7), (100, 1), (usize::MAX, 1000), (usize::MAX - 1, 65_535)] {
            let mut end = 0;
            for piece in 0..pieces {
                let part = part_of(units, piece, pieces);
                assert_eq!(part.start, end);
                assert_eq!(part.start as u128, units as u128 * piece as u128 / pieces as u128);
                end = part.end;
            }
            assert_eq!(end, units);
        }
    }
}
