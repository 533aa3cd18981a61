//! The size of the register tile, which decides how wide panels of B and how high strips of A are.

use crate::lanes::{LaneRoutine, Lanes, run_lanes};
use crate::real::Real;

/// Rows of a full tile that is two vectors wide. They fill the registers and leave some for A and B. A strip of A has as many rows.
pub(super) const fn tile_rows<V: Lanes>() -> usize {
    match V::REGISTERS {
        32.. => 12,
        16.. => 6,
        _ => 2,
    }
}

/// Rows of a full tile that is `vectors` vectors wide.
pub(super) const fn rows_beside<V: Lanes>(vectors: usize) -> usize {
    if vectors > 2 { (tile_rows::<V>() * 2).div_ceil(vectors) } else { tile_rows::<V>() }
}

/// Rows and columns of a full tile that is two vectors wide, for the instruction set in use. A panel of B has as many columns.
pub fn tile_size<E: Real>() -> (usize, usize) {
    struct TileSize;

    impl<E: Real> LaneRoutine<E> for TileSize {
        type Output = (usize, usize);

        #[inline(always)]
        fn run<V: Lanes<Element = E>>(self) -> Self::Output {
            (tile_rows::<V>(), 2 * V::WIDTH)
        }
    }

    run_lanes::<E, _>(TileSize)
}
