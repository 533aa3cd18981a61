//! The sizes that a caller gives for a shape: one for each axis.

use super::tuples::{DynShape, Ranked, Shape};

/// Sizes for a tensor of shape `S`: an array with one size per axis, or any slice for a `DynShape`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not give one size for each axis of `{S}`",
    label = "expected an array of as many sizes as the shape has axes",
    note = "write `[32, 96, 7]` for `(Batch, Dim<96>, Dim<7>)`: static axes are given too, and compared when running"
)]
pub trait SizesFor<S: Shape>: AsRef<[usize]> {}

#[diagnostic::do_not_recommend]
impl<S: Ranked<Sizes = [usize; RANK]>, const RANK: usize> SizesFor<S> for [usize; RANK] {}
#[diagnostic::do_not_recommend]
impl<const RANK: usize> SizesFor<DynShape> for [usize; RANK] {}
#[diagnostic::do_not_recommend]
impl<const RANK: usize> SizesFor<DynShape> for &[usize; RANK] {}
#[diagnostic::do_not_recommend]
impl SizesFor<DynShape> for &[usize] {}
#[diagnostic::do_not_recommend]
impl SizesFor<DynShape> for Vec<usize> {}
#[diagnostic::do_not_recommend]
impl SizesFor<DynShape> for &Vec<usize> {}
