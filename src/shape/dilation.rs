//! The receptive field of a stack of dilated convolutions.
//!
//! Two convolutions per block with dilations 1, 2, 4, … have a receptive field of `1 + 2·(KERNEL − 1)·(2^blocks − 1)` steps. It is capped at a limit
//! before the number becomes an axis, so that it may exceed all sizes in the size table.

use super::list::Channels;
use std::ops::{Add, Mul, Sub};
use timeseriesml_axis::number::{Size, ToDim};
use timeseriesml_axis::{Bare, Dim};
use typenum::{B1, Min, U2};

/// The receptive field of a list of blocks with kernel size `KERNEL`, capped at `LIMIT`. `ReceptiveField`, which has this bound, carries the compiler
/// message.
pub trait DilatedField<const KERNEL: usize, const LIMIT: usize>: Channels {
    /// The smaller of the receptive field and `LIMIT`.
    type Seen: Bare;
}
#[diagnostic::do_not_recommend]
impl<L: Channels, const KERNEL: usize, const LIMIT: usize, Kernel, Limit, Gaps, Pair, Reach, Field, Seen, O: Bare>
    DilatedField<KERNEL, LIMIT> for L
where
    Dim<KERNEL>: Size<Nat = Kernel>,
    Dim<LIMIT>: Size<Nat = Limit>,
    Kernel: Sub<B1, Output = Gaps>,
    Gaps: Mul<U2, Output = Pair>,
    L::DilationSum: Mul<Pair, Output = Reach>,
    Reach: Add<B1, Output = Field>,
    Field: Min<Limit, Output = Seen>,
    Seen: ToDim<Dim = O>,
{
    type Seen = O;
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseriesml_axis::Axis;

    fn check<L: DilatedField<KERNEL, LIMIT>, const KERNEL: usize, const LIMIT: usize>(seen: usize) {
        assert_eq!(L::Seen::SIZE, Some(seen));
    }

    #[test]
    fn the_field_follows_the_formula_and_is_cut_off() {
        check::<crate::channels![64, 128, 256], 3, 100>(29);
        check::<crate::channels![64, 128, 256], 9, 1024>(113);
        check::<crate::channels![64, 128, 256], 9, 100>(100);
        check::<crate::channels![8], 1, 100>(1);
        check::<crate::channels![8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8], 7, 8760>(8760);
    }
}
