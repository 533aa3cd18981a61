//! NumPy's broadcasting: shapes align at their last axes; two axes match if they have the same type or one is `One`.
//!
//! A static size also matches a run-time one: the sizes are compared at run time, and the result is static. Two different names never
//! match, whatever their sizes.

use super::gate::{Gate, Open};
use super::named::NamedAxis;
use super::tuples::Ranked;
use timeseriesml_axis::{Axis, Dim, Dyn, One};

/// Two axes whose sizes match in elementwise operations, whatever their names.
#[diagnostic::on_unimplemented(
    message = "the axes `{Self}` and `{Rhs}` do not match and neither is `One`",
    label = "`{Self}` against `{Rhs}`: shapes align at their last axes, and only `One` broadcasts",
    note = "missing axis: `unsqueeze` or a `_keepdim` reduction; extra axis: `select`; `Dim<1>`: `rename::<I, One>()`; wrong order: `transpose`; same size, wrong name: `rename`; wrong length: `slice` the longer one, or keep the length of a convolution by padding or `CausalConv1d`"
)]
pub trait SizesMeet<Rhs: Axis> {
    /// The axis itself. It exists only if the sizes match, so names are compared only then.
    #[doc(hidden)]
    type Known: Axis;
}
macro_rules! sizes_meet { ($([$($generics:tt)*] $a:ty, $b:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($generics)*> SizesMeet<$b> for $a { type Known = $a; }
)* } }
sizes_meet! {
    [A: Axis] A, A;
    [const N: usize] Dim<N>, One;
    [const N: usize] One, Dim<N>;
    [const N: usize] Dim<N>, Dyn;
    [const N: usize] Dyn, Dim<N>;
    [] Dyn, One;
    [] One, Dyn;
    [A: NamedAxis] A, One;
    [A: NamedAxis] One, A;
    [A: NamedAxis] A, Dyn;
    [A: NamedAxis] Dyn, A;
}
// A named axis and an unnamed axis of the same size match. Both orders need an impl, since rustc cannot see that two named axes differ.
#[diagnostic::do_not_recommend]
impl<A: NamedAxis, const N: usize, Go: Gate> SizesMeet<Dim<N>> for A
where
    A::Bare: BareMeets<Dim<N>, Gate = Go>,
{
    type Known = Go::Through<A>;
}
#[diagnostic::do_not_recommend]
impl<A: NamedAxis, const N: usize, Go: Gate> SizesMeet<A> for Dim<N>
where
    A::Bare: BareMeets<Dim<N>, Gate = Go>,
{
    type Known = Go::Through<Dim<N>>;
}

#[doc(hidden)]
pub trait BareMeets<Rhs> {
    type Gate: Gate;
}
impl<const N: usize> BareMeets<Dim<N>> for Dim<N> {
    type Gate = Open;
}

/// Two axes that match in elementwise operations.
#[diagnostic::on_unimplemented(
    message = "the axes `{Self}` and `{Rhs}` have different names",
    label = "`{Self}` against `{Rhs}`: shapes align at their last axes",
    note = "if both are the same axis, give them one name with `x.rename::<I, {Self}>()`; else, wrong order: `transpose`; missing axis: `unsqueeze`"
)]
pub trait BroadcastAxis<Rhs: Axis> {
    /// The axis of the result.
    type Output: Axis;
}
macro_rules! axes { ($([$($generics:tt)*] $a:ty, $b:ty => $output:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($generics)*> BroadcastAxis<$b> for $a { type Output = $output; }
)* } }
axes! {
    [A: Axis] A, A => A;
    [const N: usize] Dim<N>, One => Dim<N>;
    [const N: usize] One, Dim<N> => Dim<N>;
    [const N: usize] Dim<N>, Dyn => Dim<N>;
    [const N: usize] Dyn, Dim<N> => Dim<N>;
    [] Dyn, One => Dyn;
    [] One, Dyn => Dyn;
    [A: NamedAxis] A, One => A;
    [A: NamedAxis] One, A => A;
    [A: NamedAxis] A, Dyn => A;
    [A: NamedAxis] Dyn, A => A;
}

/// Two shapes that broadcast: required by `+`, `-`, `*`, `/`, `maximum`, `where_`, …
#[diagnostic::on_unimplemented(
    message = "the shapes `{Self}` and `{Rhs}` do not broadcast",
    note = "shapes align at their last axes"
)]
pub trait Broadcast<Rhs: Ranked>: Ranked {
    /// The shape of the result.
    type Output: Ranked;
}
// One blanket impl hides the 49 impls on tuples: rustc lists the impls of the outermost trait in every error.
impl<S: BroadcastTuple<T, Output = O>, T: Ranked, O: Ranked> Broadcast<T> for S {
    type Output = O;
}

/// [`Broadcast`] with one impl per pair of ranks. It is public because compiler messages name it; in bounds use `Broadcast`.
#[diagnostic::on_unimplemented(
    message = "the shapes `{Self}` and `{Rhs}` do not broadcast",
    note = "shapes align at their last axes"
)]
pub trait BroadcastTuple<Rhs: Ranked>: Ranked {
    /// The shape of the result.
    type Output: Ranked;
}
// The arguments are `[leading axes of the longer side] pairs of aligned axes`; each step removes one leading axis.
macro_rules! broadcast {
    ([] $($A:ident $B:ident)*) => { broadcast!(@ [] [$($A)*] [$($B)*] $($A $B)*); };
    ([$L:ident $($M:ident)*] $($A:ident $B:ident)*) => {
        broadcast!(@ [$L $($M)*] [$L $($M)* $($A)*] [$($B)*] $($A $B)*);
        broadcast!(@ [$L $($M)*] [$($A)*] [$L $($M)* $($B)*] $($A $B)*);
        broadcast!([$($M)*] $($A $B)*);
    };
    (@ [$($L:ident)*] [$($lhs:ident)*] [$($rhs:ident)*] $($A:ident $B:ident)*) => {
        impl<$($L: Axis,)* $($A: Axis + SizesMeet<$B>, $B: Axis),*> BroadcastTuple<($($rhs,)*)> for ($($lhs,)*)
        where
            $(<$A as SizesMeet<$B>>::Known: BroadcastAxis<$B>,)*
        {
            type Output = ($($L,)* $(<<$A as SizesMeet<$B>>::Known as BroadcastAxis<$B>>::Output,)*);
        }
    };
}
broadcast! { [L M N O P Q] }
broadcast! { [L M N O P] A U }
broadcast! { [L M N O] A U B V }
broadcast! { [L M N] A U B V C W }
broadcast! { [L M] A U B V C W D X }
broadcast! { [L] A U B V C W D X E Y }
broadcast! { [] A U B V C W D X E Y F Z }

/// A mask of shape `M` broadcasts to this shape: required by `masked_fill` and `masked_select`.
#[diagnostic::on_unimplemented(
    message = "a mask of shape `{M}` does not broadcast to a tensor of shape `{Self}`",
    label = "aligned at the last axes, each axis of the mask must equal the tensor's, or be `One`",
    note = "missing axis: `mask.unsqueeze::<I>()`; more axes than the tensor: `x.expand_as(..)` first; wrong length: `slice` the longer one"
)]
pub trait MaskedBy<M: Ranked>: Ranked {}
#[diagnostic::do_not_recommend]
impl<S: Broadcast<M, Output = O> + Unchanged<O>, M: Ranked, O: Ranked> MaskedBy<M> for S {}

/// The same shape. This is a trait because a failing bound `Output = S` would be E0271, without our message.
#[doc(hidden)]
pub trait Unchanged<S> {}
#[diagnostic::do_not_recommend]
impl<S> Unchanged<S> for S {}

#[cfg(test)]
mod tests {
    use super::super::named::Batch;
    use super::*;

    fn check<S: Broadcast<T>, T: Ranked>(sizes: &[Option<usize>]) {
        let found: Vec<_> = S::Output::AXES.iter().map(|axis| axis.size).collect();
        assert_eq!(found, sizes);
    }

    #[test]
    fn shapes_align_at_their_last_axes() {
        check::<(Dim<2>, Dim<3>, Dim<4>), (Dim<4>,)>(&[Some(2), Some(3), Some(4)]);
        check::<(), (Dim<3>, Dim<4>)>(&[Some(3), Some(4)]);
        check::<(Batch, One, Dim<4>), (Batch, Dim<3>, One)>(&[None, Some(3), Some(4)]);
    }

    #[test]
    fn the_static_side_survives() {
        check::<(Dyn, Dim<3>), (Dim<2>, Dyn)>(&[Some(2), Some(3)]);
        check::<(Dyn, Dyn), (Batch, One)>(&[None, None]);
    }
}
