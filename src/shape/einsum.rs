//! Axes named by letters: which tensors fit the operands of an `einsum!`, and which axes one letter may name.
//!
//! The macro writes a function with one type per axis and the traits of this file as its bounds. A letter is one axis, with its name and
//! size; a static or named axis matches a run-time one, and the result keeps the static or named axis. `...` broadcasts, as `broadcast.rs` says. The
//! diagonal of a matrix follows the same rule as a letter: its two axes must be the same.

use super::index::LastTwo;
use super::matmul::NoAxis;
use super::named::NamedAxis;
use super::tuples::Ranked;
use timeseriesml_axis::{Axis, AxisInfo, Dim, Dyn};

/// Two axes with the same letter in an equation: required by `einsum!`.
#[diagnostic::on_unimplemented(
    message = "einsum: the letter {LETTER} means both `{Self}` and `{Rhs}`",
    label = "{LETTER} means both `{Self}` and `{Rhs}`",
    note = "a letter means one axis, of one size and one name (only `Dyn` matches others); use two letters for two axes; wrong name: `rename`; wrong length: `slice`; `One` broadcasts only under `...`"
)]
pub trait SameLetter<const LETTER: char, Rhs: Axis> {
    /// The axis of the letter.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis + Joins<B, Output = O>, const LETTER: char, B: Axis, O: Axis> SameLetter<LETTER, B> for A {
    type Output = O;
}

/// The rows and columns of a square matrix: required by `diagonal`.
#[diagnostic::on_unimplemented(
    message = "diagonal: the matrix is not square: it has rows `{Self}` and columns `{Columns}`",
    label = "`{Self}` and `{Columns}` are not the same axis",
    note = "the last two axes must have the same size and name: `slice` the longer one, or `rename` one"
)]
pub trait SquareWith<Columns: Axis> {
    /// The axis of the diagonal.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis + Joins<B, Output = O>, B: Axis, O: Axis> SquareWith<B> for A {
    type Output = O;
}

/// The shape `S` of square matrices with the diagonal axis `D` in place of the last two axes.
pub type DiagonalOf<S, D> = <<S as LastTwo>::Put<D, D> as super::index::HasAxis<-1>>::Without;

/// Two axes that can be the same: they are equal, or the size of one is known only at run time.
#[doc(hidden)]
pub trait Joins<Rhs> {
    type Output: Axis;
}
macro_rules! joins { ($([$($generics:tt)*] $a:ty, $b:ty => $output:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($generics)*> Joins<$b> for $a { type Output = $output; }
)* } }
joins! {
    [A: Axis] A, A => A;
    // Decoy impl: without a second impl, rustc would infer what `One` matches and not print our message.
    [A: Axis] A, NoAxis => A;
    [const N: usize] Dim<N>, Dyn => Dim<N>;
    [const N: usize] Dyn, Dim<N> => Dim<N>;
    [A: NamedAxis] A, Dyn => A;
    [A: NamedAxis] Dyn, A => A;
}

/// A tensor whose axes are the letters of an operand without `...`.
#[diagnostic::on_unimplemented(
    message = "einsum: operand {OPERAND} has {LETTERS} letters, but the tensor has the shape `{Self}`",
    label = "operand {OPERAND} must be a tensor of {LETTERS} axes",
    note = "write one letter per axis; `...` at the start means the leading axes",
    note = "for a `DynTensor` use the function `einsum(\"ij,jk->ik\", &[&x, &y])?`, or give it a type with `try_into_shape::<S>()?`"
)]
pub trait EinsumOperand<const OPERAND: usize, const LETTERS: usize>: Ranked {
    /// The axes.
    type Letters: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S: OfRank<LETTERS, Known = L>, const OPERAND: usize, const LETTERS: usize, L: Ranked>
    EinsumOperand<OPERAND, LETTERS> for S
{
    type Letters = L;
}

/// A tensor whose last axes are the letters of an operand with `...`.
#[diagnostic::on_unimplemented(
    message = "einsum: operand {OPERAND} has {LETTERS} letters after `...`, but the tensor has the shape `{Self}`",
    label = "operand {OPERAND} has more letters than the tensor has axes",
    note = "write one letter per axis after those of `...`, which may be empty"
)]
pub trait EinsumBatchOperand<const OPERAND: usize, const LETTERS: usize>: Ranked {
    /// The axes of `...`.
    type Batch: Ranked;
    /// The axes after `...`.
    type Letters: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S: AfterBatch<LETTERS, Batch = B, Letters = L>, const OPERAND: usize, const LETTERS: usize, B: Ranked, L: Ranked>
    EinsumBatchOperand<OPERAND, LETTERS> for S
{
    type Batch = B;
    type Letters = L;
}

/// The axes of `...`, followed by the axes of the letters, fit into one shape.
#[diagnostic::on_unimplemented(
    message = "einsum: the output has more than six axes: `{Self}` from `...`, then `{Letters}`",
    label = "a tensor has at most six axes",
    note = "leave a letter out of the output, which sums over it, or `merge` leading axes of the operands"
)]
pub trait InFrontOf<Letters>: Ranked {
    /// The shape with the axes of both.
    type Output: Ranked;
}
// This impl hides the table of impls, which rustc would list as candidates.
#[diagnostic::do_not_recommend]
impl<B: Together<L, Output = O>, L, O: Ranked> InFrontOf<L> for B {
    type Output = O;
}

/// A shape of `AXES` axes.
#[doc(hidden)]
pub trait OfRank<const AXES: usize>: Ranked {
    type Known: Ranked;
}
macro_rules! of_rank { ($($count:literal [$($A:ident)*];)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($A: Axis),*> OfRank<$count> for ($($A,)*) {
        type Known = Self;
    }
)* } }
of_rank! { 0 []; 1 [A]; 2 [A B]; 3 [A B C]; 4 [A B C D]; 5 [A B C D E]; 6 [A B C D E F]; }

/// The last `LETTERS` axes of a shape, and the axes before them.
#[doc(hidden)]
pub trait AfterBatch<const LETTERS: usize>: Ranked {
    type Batch: Ranked;
    type Letters: Ranked;
}

#[doc(hidden)]
pub trait Together<Letters>: Ranked {
    type Output: Ranked;
}

macro_rules! last_letters {
    ($($count:literal $letters:tt { $($batch:tt)* })*) => { $(last_letters!(@each $count $letters $($batch)*);)* };
    (@each $count:literal $letters:tt $($batch:tt)*) => { $(last_letters!(@impl $count $letters $batch);)* };
    (@impl $count:literal [$($L:ident)*] [$($B:ident)*]) => {
        #[diagnostic::do_not_recommend]
        impl<$($B: Axis,)* $($L: Axis),*> AfterBatch<$count> for ($($B,)* $($L,)*) {
            type Batch = ($($B,)*);
            type Letters = ($($L,)*);
        }
        #[diagnostic::do_not_recommend]
        impl<$($B: Axis,)* $($L: Axis),*> Together<($($L,)*)> for ($($B,)*) {
            type Output = ($($B,)* $($L,)*);
        }
    };
}
last_letters! {
    0 [] { [] [A] [A B] [A B C] [A B C D] [A B C D E] [A B C D E F] }
    1 [U] { [] [A] [A B] [A B C] [A B C D] [A B C D E] }
    2 [U V] { [] [A] [A B] [A B C] [A B C D] }
    3 [U V W] { [] [A] [A B] [A B C] }
    4 [U V W X] { [] [A] [A B] }
    5 [U V W X Y] { [] [A] }
    6 [U V W X Y Z] { [] }
}

/// The shapes of the operands, as values.
#[doc(hidden)]
pub trait OperandShapes {
    const AXES: &'static [&'static [AxisInfo]];
}
macro_rules! operand_shapes { ($([$($S:ident)*])*) => { $(
    impl<$($S: Ranked),*> OperandShapes for ($($S,)*) {
        const AXES: &'static [&'static [AxisInfo]] = &[$($S::AXES),*];
    }
)* } }
operand_shapes! { [A] [A B] [A B C] [A B C D] [A B C D E] [A B C D E F] [A B C D E F G] [A B C D E F G H] }

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;
    use timeseriesml_axis::One;

    #[derive(timeseriesml_macros::Axis)]
    struct Time<const N: usize>;

    fn check<S: Ranked>(sizes: &[(&'static str, Option<usize>)]) {
        let found: Vec<_> = S::AXES.iter().map(|axis| (axis.name, axis.size)).collect();
        assert_eq!(found, sizes);
    }

    #[test]
    fn a_letter_keeps_the_size_and_the_name() {
        type Join<A, B> = <A as SameLetter<'j', B>>::Output;
        check::<(Join<Dim<3>, Dim<3>>,)>(&[("Dim", Some(3))]);
        check::<(Join<Dim<3>, Dyn>, Join<Dyn, Dim<3>>)>(&[("Dim", Some(3)); 2]);
        check::<(Join<Time<3>, Dyn>, Join<Dyn, Time<3>>)>(&[("Time", Some(3)); 2]);
        check::<(Join<Batch, Dyn>, Join<Batch, Batch>)>(&[("Batch", None); 2]);
        check::<(Join<One, One>, Join<Dyn, Dyn>)>(&[("One", Some(1)), ("Dyn", None)]);
    }

    #[test]
    fn letters_stand_behind_the_batch() {
        type Split<S> = <S as EinsumBatchOperand<1, 2>>::Letters;
        check::<Split<(Batch, Dim<2>, Dim<3>)>>(&[("Dim", Some(2)), ("Dim", Some(3))]);
        check::<<(Batch, Dim<2>) as EinsumBatchOperand<1, 0>>::Batch>(&[("Batch", None), ("Dim", Some(2))]);
        check::<<(Batch,) as InFrontOf<(Dim<2>,)>>::Output>(&[("Batch", None), ("Dim", Some(2))]);
        check::<<(Dim<2>,) as EinsumOperand<1, 1>>::Letters>(&[("Dim", Some(2))]);
    }

    #[test]
    fn a_diagonal_takes_the_place_of_two_axes() {
        check::<DiagonalOf<(Batch, Dim<3>, Dyn), <Dim<3> as SquareWith<Dyn>>::Output>>(&[
            ("Batch", None),
            ("Dim", Some(3)),
        ]);
    }
}
