//! The size of the register tile. It determines the width of panels of B and the height of strips of A.

use crate::lanes::{LaneRoutine, Lanes, run_lanes};
use crate::real::Real;

/// The number of rows of a full tile that is two vectors wide, and of a strip of A. A tile of this size leaves some registers for A and B.
pub(super) const fn tile_rows<V: Lanes>() -> usize {
    match V::REGISTERS {
        32.. => 12,
        16.. => 6,
        _ => 2,
    }
}

/// The number of rows of a full tile that is `vectors` vectors wide.
pub(super) const fn rows_for_width<V: Lanes>(vectors: usize) -> usize {
    if vectors > 2 { (tile_rows::<V>() * 2).div_ceil(vectors) } else { tile_rows::<V>() }
}

/// The numbers of rows and columns of a full tile that is two vectors wide, for the instruction set in use. A panel of B has the same number of
/// columns.
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
