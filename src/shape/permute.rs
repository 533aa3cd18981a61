//! Reordering axes: swapping two axes, or permuting all by an order that names each axis once.

use super::index::{At, HasAxis, Nowhere, back, front};
use super::tuples::Ranked;
use timeseriesml_axis::Axis;

/// `I` and `J` name two different axes: required by `transpose` and by reductions over two axes.
#[diagnostic::on_unimplemented(
    message = "this needs two different, existing axes of `{Self}`; got {I} and {J}",
    label = "axis {I} or {J} is out of range, or both are the same axis",
    note = "a shape of rank R has axes 0 to R-1, or -R to -1 from the end; `unsqueeze` inserts one"
)]
pub trait Transpose<const I: isize, const J: isize>: Ranked {
    /// The shape with both axes swapped; [`Transposed`] is the short form.
    type Output: Ranked;
    /// The shape without both axes: what a reduction over two axes leaves.
    type Without: Ranked;
    /// The shape with `X` in place of each of the two axes.
    type With<X: Axis>: Ranked;
    /// The positions of both axes counted from the front, the smaller one first.
    const SWAP: (usize, usize);
}

/// The shape `S` with its axes `I` and `J` swapped.
pub type Transposed<S, const I: isize, const J: isize> = <S as Transpose<I, J>>::Output;

// This is a table of impls; with one impl over `HasAxis`, rustc would report every wrong axis twice. Each impl swaps A and B in
// `[left] A [between] B [right]`; there is one for each pair of positions, positive or negative, of A and B.
macro_rules! transpose {
    ($([$($A:ident)*])*) => { $(transpose!(@first [] $($A)*);)* };
    (@first $left:tt $A:ident) => {};
    (@first [$($L:ident)*] $A:ident $($R:ident)*) => {
        transpose!(@second [$($L)*] $A [] $($R)*);
        transpose!(@first [$($L)* $A] $($R)*);
    };
    (@second $left:tt $A:ident $between:tt) => {};
    (@second [$($L:ident)*] $A:ident [$($M:ident)*] $B:ident $($R:ident)*) => {
        transpose!(@pairs [$($L)*] $A [$($M)*] $B [$($R)*]
            { front!($($L)*) } { back!($($M)* $B $($R)*) } { front!($($L)* $A $($M)*) } { back!($($R)*) });
        transpose!(@second [$($L)*] $A [$($M)* $B] $($R)*);
    };
    (@pairs $L:tt $A:ident $M:tt $B:ident $R:tt $i:tt $ii:tt $j:tt $jj:tt) => {
        transpose!(@impls $L $A $M $B $R [$i $j] [$i $jj] [$ii $j] [$ii $jj] [$j $i] [$j $ii] [$jj $i] [$jj $ii]);
    };
    (@impls $L:tt $A:ident $M:tt $B:ident $R:tt $([$i:tt $j:tt])*) => { $(transpose!(@impl $L $A $M $B $R $i $j);)* };
    (@impl [$($L:ident)*] $A:ident [$($M:ident)*] $B:ident [$($R:ident)*] $i:tt $j:tt) => {
        #[diagnostic::do_not_recommend]
        impl<$($L: Axis,)* $A: Axis, $($M: Axis,)* $B: Axis, $($R: Axis),*> Transpose<$i, $j>
            for ($($L,)* $A, $($M,)* $B, $($R,)*)
        {
            type Output = ($($L,)* $B, $($M,)* $A, $($R,)*);
            type Without = ($($L,)* $($M,)* $($R,)*);
            type With<X: Axis> = ($($L,)* X, $($M,)* X, $($R,)*);
            const SWAP: (usize, usize) = (front!($($L)*), front!($($L)* $A $($M)*));
        }
    };
}
transpose! { [A B] [A B C] [A B C D] [A B C D E] [A B C D E F] }

macro_rules! no_transpose { ($([$($A:ident)?])*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($A: Axis,)? const I: isize, const J: isize> Transpose<I, J> for ($($A,)?)
    where
        (): Nowhere<I>,
    {
        type Output = ();
        type Without = ();
        type With<X: Axis> = ();
        const SWAP: (usize, usize) = (0, 0);
    }
)* } }
no_transpose! { [] [A] }

/// The position of an axis as a type; [`axes!`](crate::axes) expands to a tuple of such positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ax<const I: isize>;

/// An order of axes as a type: `x.permute::<axes![0, 2, 1]>()`; negative positions count from the end.
#[macro_export]
macro_rules! axes { ($($i:expr),* $(,)?) => { ($($crate::shape::Ax<{ $i }>,)*) }; }

/// The axes can be permuted to the order `O`, a tuple written by [`axes!`](crate::axes).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be permuted by `{O}`",
    label = "the order must name as many axes as the shape has",
    note = "name every axis once: a shape of rank 3 takes an order such as `axes![0, 2, 1]`"
)]
pub trait Permute<O>: Ranked {
    /// The shape in the new order.
    type Output: Ranked;
    /// For each axis of the result, its position in this shape.
    const ORDER: &'static [usize];
}

// One blanket impl hides the impls on tuples: rustc lists the impls of the outermost trait in every error.
impl<S: PermuteTuple<O, Output = T>, O, T: Ranked> Permute<O> for S {
    type Output = T;
    const ORDER: &'static [usize] = S::ORDER;
}

/// [`Permute`] with one impl per rank. It is public because compiler messages name it; in bounds use `Permute`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be permuted by `{O}`",
    label = "the order must name as many axes as the shape has",
    note = "name every axis once: a shape of rank 3 takes an order such as `axes![0, 2, 1]`"
)]
pub trait PermuteTuple<O>: Ranked {
    /// The shape in the new order.
    type Output: Ranked;
    /// For each axis of the result, its position in this shape.
    const ORDER: &'static [usize];
}

/// Two positions that differ. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "permute: the order names the axis `{Self}` twice",
    label = "each axis of the shape must be named once",
    note = "`Ax<1>` is axis 1 counted from the front; in a shape of rank R it is also axis 1-R"
)]
pub trait DiffersFrom<Other> {}
macro_rules! differ { ($($i:literal: $($j:literal)*;)*) => { $($(
    #[diagnostic::do_not_recommend]
    impl DiffersFrom<Ax<$j>> for Ax<$i> {}
)*)* } }
differ! { 0: 1 2 3 4 5; 1: 0 2 3 4 5; 2: 0 1 3 4 5; 3: 0 1 2 4 5; 4: 0 1 2 3 5; 5: 0 1 2 3 4; }

type Position<S, const I: isize> = <S as HasAxis<I>>::Position;

macro_rules! permute { ($([$($A:ident)*] [$($i:ident)*] $($a:ident $b:ident),*;)*) => { $(
    impl<$($A: Axis,)* $(const $i: isize),*> PermuteTuple<($(Ax<$i>,)*)> for ($($A,)*)
    where
        $(Self: HasAxis<$i>,)*
        $(Position<Self, $a>: DiffersFrom<Position<Self, $b>>,)*
    {
        type Output = ($(At<Self, $i>,)*);
        const ORDER: &'static [usize] = &[$(<Self as HasAxis<$i>>::INDEX),*];
    }
)* } }
permute! {
    [A] [I] ;
    [A B] [I J] I J;
    [A B C] [I J K] I J, I K, J K;
    [A B C D] [I J K L] I J, I K, I L, J K, J L, K L;
    [A B C D E] [I J K L M] I J, I K, I L, I M, J K, J L, J M, K L, K M, L M;
    [A B C D E F] [I J K L M N] I J, I K, I L, I M, I N, J K, J L, J M, J N, K L, K M, K N, L M, L N, M N;
}

#[cfg(test)]
mod tests {
    use super::super::tuples::StaticShape;
    use super::*;
    use timeseriesml_axis::Dim;

    type Four = (Dim<2>, Dim<3>, Dim<4>, Dim<5>);

    fn check<S: StaticShape>(sizes: &[usize]) {
        assert_eq!(S::SIZES.as_ref(), sizes);
    }

    #[test]
    fn two_axes_change_places_however_they_are_named() {
        check::<Transposed<Four, 0, 2>>(&[4, 3, 2, 5]);
        check::<Transposed<Four, -2, 0>>(&[4, 3, 2, 5]);
        check::<Transposed<Four, -1, -2>>(&[2, 3, 5, 4]);
        assert_eq!(<Four as Transpose<-1, 1>>::SWAP, (1, 3));
    }

    #[test]
    fn an_order_names_each_axis_once() {
        check::<<Four as Permute<crate::axes![2, 0, -1, 1]>>::Output>(&[4, 2, 5, 3]);
        assert_eq!(<Four as Permute<crate::axes![2, 0, -1, 1]>>::ORDER, [2, 0, 3, 1]);
    }
}
