//! The number of axes of a tensor and of a `rearrange!` pattern. All other rules come from the methods that `rearrange!` calls.

use super::einsum::OfRank;
use super::reduce::SizeOne;
use super::tuples::Ranked;

/// A tensor with as many axes as the left side of a pattern: required by `rearrange!`.
#[diagnostic::on_unimplemented(
    message = "rearrange: the left side of the pattern has {AXES} axes, but the tensor has the shape `{Self}`",
    label = "expected a tensor of {AXES} axes",
    note = "name every axis of the tensor; a group in parentheses is one axis, and so is `1`",
    note = "for a `DynTensor` use the method `x.rearrange(\"a b -> b a\", &[])?`, or give it a type with `try_into_shape::<S>()?`"
)]
pub trait Rearranged<const AXES: usize>: Ranked {
    /// The shape itself. It is defined only if the shape has `AXES` axes, so that for other shapes later bounds on it report no further errors.
    type Checked: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S: OfRank<AXES, Known = L>, const AXES: usize, L: Ranked> Rearranged<AXES> for S {
    type Checked = L;
}

/// An axis of size one, written `1` in a pattern.
#[diagnostic::on_unimplemented(
    message = "rearrange: `1` in the pattern means an axis of size one, but this axis is `{Self}`",
    label = "only `One`, `Dim<1>` and named axes of size one are written `1`",
    note = "name the axis, or remove it with `select`, `mean` or `sum` first"
)]
pub trait WrittenAsOne: SizeOne {}
#[diagnostic::do_not_recommend]
impl<A: SizeOne> WrittenAsOne for A {}
