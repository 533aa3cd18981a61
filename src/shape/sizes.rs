//! The sizes that a caller gives for a shape: one per axis.

use super::tuples::{DynShape, Ranked, Shape};

/// Sizes for a tensor of shape `S`: an array with one size per axis, or any slice for a `DynShape`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have one size per axis of `{S}`",
    label = "expected an array with one size per axis",
    note = "write `[32, 96, 7]` for `(Batch, Dim<96>, Dim<7>)`: give static axes too; they are checked at run time"
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
