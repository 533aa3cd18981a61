//! The shapes of constructors: one axis for ranges, a square for the identity, nested arrays for values.

use super::index::NoPosition;
use super::tuples::{Ranked, StaticShape};
use timeseriesml_axis::{Axis, Dim};

/// A shape of one axis: required by `arange` and `linspace`.
#[diagnostic::on_unimplemented(
    message = "a range has one axis, but the shape is `{Self}`",
    label = "expected a shape of one axis, such as `(Dim<5>,)`",
    note = "make the range with one axis, then `reshape` or `expand` it"
)]
pub trait RangeShape: Ranked {}
#[diagnostic::do_not_recommend]
impl<A: Axis> RangeShape for (A,) {}

/// A matrix with as many columns as rows: required by `eye`.
#[diagnostic::on_unimplemented(
    message = "the identity matrix is square, but the shape is `{Self}`",
    label = "expected two static axes of one size, such as `(Dim<3>, Dim<3>)`",
    note = "`eye_sized([2, 3])?` makes a matrix of any size with ones on the diagonal"
)]
pub trait Square: StaticShape {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<N>>, B: Axis<Bare = Dim<N>>, const N: usize> Square for (A, B) {}

/// One more axis can be added to the shape: required by `one_hot`.
///
/// `E` is the type of the new elements, which rustc does not know yet when it looks the method up. A decoy impl for six axes, with a bound on `E`
/// that no type meets, makes rustc check this trait and print its message.
#[diagnostic::on_unimplemented(
    message = "cannot add a class axis to `{Self}`",
    label = "the shape has six axes",
    note = "a tensor has at most six axes: make room with `merge` or `select`"
)]
pub trait ClassAxis<E>: Ranked {
    /// The shape with `X` added as the last axis.
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

/// A shape with a type of nested arrays, `[[E; 3]; 2]` for `(Dim<2>, Dim<3>)`: required by `to_array`.
#[diagnostic::on_unimplemented(
    message = "no array type has the shape `{Self}`",
    label = "expected at most four axes, all of static size",
    note = "`to_vec()` returns the values of any tensor in row-major order; make a run-time size static with `try_into_shape::<S>()`"
)]
pub trait ArrayShape: StaticShape {
    /// The nested arrays.
    type Array<E>;
    /// The arrays filled with the results of `next`, in row-major order.
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
