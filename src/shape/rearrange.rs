//! The number of axes of a tensor and of the pattern of a `rearrange!`. Its other rules are those of the methods that it calls.

use super::einsum::OfRank;
use super::reduce::SizeOne;
use super::tuples::Ranked;

/// A tensor of as many axes as the left side of a pattern: the rule of `rearrange!`.
#[diagnostic::on_unimplemented(
    message = "rearrange: the left side of the pattern has {AXES} axes, but the tensor has the shape `{Self}`",
    label = "the type of the tensor must say that it has {AXES} axes",
    note = "name every axis of the tensor; a group in parentheses is one axis, and so is `1`",
    note = "the axes of a `DynTensor` are known when running: `x.rearrange(\"a b -> b a\", &[])?`, or a type by `try_into_shape::<S>()?`"
)]
pub trait Rearranged<const AXES: usize>: Ranked {
    /// The shape itself, once it is known to have as many axes: later bounds on it stay quiet until then.
    type Checked: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S: OfRank<AXES, Known = L>, const AXES: usize, L: Ranked> Rearranged<AXES> for S {
    type Checked = L;
}

/// An axis of size one, which stands as `1` in a pattern.
#[diagnostic::on_unimplemented(
    message = "rearrange: `1` in the pattern stands for an axis of size one, but this one is `{Self}`",
    label = "only `One`, `Dim<1>` and named axes of size one are written `1`",
    note = "give the axis a name; to take it away, `select`, `mean` or `sum` first"
)]
pub trait WrittenAsOne: SizeOne {}
#[diagnostic::do_not_recommend]
impl<A: SizeOne> WrittenAsOne for A {}
