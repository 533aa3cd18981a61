//! Axes and shapes with one element: the rules of `squeeze`, `backward` and `item`.
//!
//! A reduction itself only requires `HasAxis<I>`, and its result has the shape `Without<S, I>`, or `With<S, I, One>` if the axis is kept.

use super::tuples::Shape;
use timeseriesml_axis::{Axis, Dim};

/// An axis of size one: required by `squeeze`.
#[diagnostic::on_unimplemented(
    message = "squeeze: the axis `{Self}` does not have size one",
    label = "only `One`, `Dim<1>` and named axes of size one can be squeezed",
    note = "`select::<I>(index)` picks one element of a longer axis, `mean::<I>()` and `sum::<I>()` reduce it"
)]
pub trait SizeOne {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<1>>> SizeOne for A {}

/// The shape `()` of a single number: required by `backward`.
#[diagnostic::on_unimplemented(
    message = "`backward` starts from a scalar, but this tensor has the shape `{Self}`",
    label = "not a scalar: expected a tensor of shape `()`",
    note = "a loss is one number: reduce with `.sum_all()` or `.mean_all()`, or use a loss function"
)]
pub trait Scalar: Shape {}
// This is a blanket impl, because rustc would list a single impl on `()` in every error.
#[diagnostic::do_not_recommend]
impl<S: Shape + Empty> Scalar for S {}

/// The shape `()` of a single number: required by `item`.
#[diagnostic::on_unimplemented(
    message = "`item` reads one number, but this tensor has the shape `{Self}`",
    label = "not a single number: expected a tensor of shape `()`",
    note = "reduce it: `.mean_all().item()`, or `.sum_all().item()`; `to_vec()` reads all numbers"
)]
pub trait SingleNumber: Shape {}
#[diagnostic::do_not_recommend]
impl<S: Shape + Empty> SingleNumber for S {}

#[doc(hidden)]
pub trait Empty {}
impl Empty for () {}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseriesml_axis::One;

    #[test]
    fn axes_of_one_element_are_known_by_size() {
        fn squeezes<A: SizeOne>() {}
        fn starts<S: Scalar>() {}
        squeezes::<One>();
        squeezes::<Dim<1>>();
        starts::<()>();
    }
}
