//! The directions in which a recurrent layer reads a sequence, and the width of its output.

use super::concat::ConcatAxis;
use timeseriesml_axis::{Axis, Dim};

/// The layer reads from the first step to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unidirectional;

/// The layer reads from the first step to the last and from the last to the first, with separate weights: outputs are twice as wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bidirectional;

/// A direction of reading, with `N` features each way: `Dim<N>` for [`Unidirectional`], `Dim<{2·N}>` for [`Bidirectional`].
#[diagnostic::on_unimplemented(
    message = "a recurrent layer of hidden size {N} cannot have the direction `{Self}`",
    label = "expected `Unidirectional`, or `Bidirectional` with twice the hidden size in the size table",
    note = "the table holds 0 to 4096 and common larger sizes; add others in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`",
    note = "in generic code: add the bound `where {Self}: PerDirection<{N}>`"
)]
pub trait PerDirection<const N: usize>: Send + Sync + 'static {
    /// The axis with the features of all directions.
    type Axis: Axis;
    /// Whether the layer also reads from the last step to the first.
    const BOTH_WAYS: bool;
}
#[diagnostic::do_not_recommend]
impl<const N: usize> PerDirection<N> for Unidirectional {
    type Axis = Dim<N>;
    const BOTH_WAYS: bool = false;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, Both: Axis> PerDirection<N> for Bidirectional
where
    Dim<N>: ConcatAxis<Dim<N>, Output = Both>,
{
    type Axis = Both;
    const BOTH_WAYS: bool = true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ways_are_twice_as_wide() {
        fn check<D: PerDirection<N>, const N: usize>(size: usize) {
            assert_eq!(D::Axis::SIZE, Some(size));
        }
        check::<Unidirectional, 64>(64);
        check::<Bidirectional, 64>(128);
    }
}
