//! The shapes that a constructor makes: one axis for ranges, a square for the identity, nested arrays for values.

use super::index::NoPosition;
use super::tuples::{Ranked, StaticShape};
use timeseriesml_axis::{Axis, Dim};

/// A shape of one axis: the rule of `arange` and `linspace`.
#[diagnostic::on_unimplemented(
    message = "a range lies along one axis, but the shape is `{Self}`",
    label = "expected a shape of one axis, such as `(Dim<5>,)`",
    note = "make the range with one axis, then `reshape` it, or `expand` it beside others"
)]
pub trait RangeShape: Ranked {}
#[diagnostic::do_not_recommend]
impl<A: Axis> RangeShape for (A,) {}

/// A matrix with as many columns as rows: the rule of `eye`.
#[diagnostic::on_unimplemented(
    message = "the identity is a square matrix, but the shape is `{Self}`",
    label = "expected two static axes of one size, such as `(Dim<3>, Dim<3>)`",
    note = "`eye_sized([2, 3])?` makes a matrix of any sizes with ones on its diagonal"
)]
pub trait Square: StaticShape {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<N>>, B: Axis<Bare = Dim<N>>, const N: usize> Square for (A, B) {}

/// One more axis fits behind the shape: the rule of `one_hot`.
///
/// `E` is the type of the new elements. Methods are looked up while it is open: an impl for six axes that asks of it what no type
/// is lets rustc go on to this rule, and to its sentence.
#[diagnostic::on_unimplemented(
    message = "no axis of classes fits behind `{Self}`",
    label = "the shape is full",
    note = "a tensor has at most six axes: `merge` or `select` makes room"
)]
pub trait ClassAxis<E>: Ranked {
    /// The shape with `X` behind it.
    type Output<X: Axis>: Ranked;
}
macro_rules! class_axis { ($([$($A:ident)*])*) => { $(
    #[diagnostic::do_not_recommend]
    impl<E, $($A: Axis),*> ClassAxis<E> for ($($A,)*) {
        type Output<X: Axis> = ($($A,)* X,);
    }
)* } }
class_axis! { [] [A] [A B] [A B C] [A B C D] [A B C D F] }

#[diagnostic::do_not_recommend]
impl<E: NoPosition, A: Axis, B: Axis, C: Axis, D: Axis, F: Axis, G: Axis> ClassAxis<E> for (A, B, C, D, F, G) {
    type Output<X: Axis> = ();
}

/// A shape that nested arrays have too, `(Dim<2>, Dim<3>)` as `[[E; 3]; 2]`: the rule of `to_array`.
#[diagnostic::on_unimplemented(
    message = "no array has the shape `{Self}`",
    label = "expected at most four axes, and each of a size known when compiling",
    note = "`to_vec()` gives the values of any tensor, row by row; a run-time size becomes static with `try_into_shape::<S>()`"
)]
pub trait ArrayShape: StaticShape {
    /// The nested arrays.
    type Array<E>;
    /// The arrays filled with what `next` gives, row by row.
    #[doc(hidden)]
    fn filled<E>(next: impl FnMut() -> E) -> Self::Array<E>;
}

macro_rules! nested {
    (type) => { E };
    (type $N:ident $($M:ident)*) => { [nested!(type $($M)*); $N] };
    ($next:ident) => { $next() };
    ($next:ident $N:ident $($M:ident)*) => { std::array::from_fn(|_| nested!($next $($M)*)) };
}
macro_rules! arrays { ($([$($A:ident $N:ident),*])*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($A: Axis<Bare = Dim<$N>>,)* $(const $N: usize),*> ArrayShape for ($($A,)*) {
        type Array<E> = nested!(type $($N)*);
        fn filled<E>(mut next: impl FnMut() -> E) -> Self::Array<E> {
            nested!(next $($N)*)
        }
    }
)* } }
arrays! { [] [A N] [A N, B M] [A N, B M, C K] [A N, B M, C K, D L] }

#[cfg(test)]
mod tests {
    use super::*;
    use timeseriesml_axis::One;

    fn counted<S: ArrayShape>() -> S::Array<usize> {
        let mut count = 0;
        S::filled(|| {
            count += 1;
            count
        })
    }

    #[test]
    fn arrays_are_filled_row_by_row() {
        assert_eq!(counted::<()>(), 1);
        assert_eq!(counted::<(Dim<2>, One, Dim<3>)>(), [[[1, 2, 3]], [[4, 5, 6]]]);
        assert_eq!(counted::<(Dim<2>, Dim<2>, Dim<1>, Dim<2>)>(), [[[[1, 2]], [[3, 4]]], [[[5, 6]], [[7, 8]]]]);
    }

    #[test]
    fn squares_and_lines_are_known_by_size() {
        fn square<S: Square>() {}
        fn line<S: RangeShape>() {}
        square::<(Dim<1>, One)>();
        line::<(timeseriesml_axis::Dyn,)>();
    }
}
