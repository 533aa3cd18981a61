//! Rules that rustc checks first, so that one mistake gives one error.
//!
//! A rule of this file passes an axis through a type that exists only if the rule holds: `Gate::Through<T>` is `T`. Later bounds are on this type, so
//! they report nothing until the first mistake is fixed. In generic code the gate normalizes away.

use super::index::HasAxis;
use super::tuples::Ranked;
use timeseriesml_axis::number::Size;
use timeseriesml_axis::{Axis, Dim, Dyn};
use typenum::{UInt, UTerm};

#[doc(hidden)]
pub trait BareInTable {
    type Gate: Gate;
}
impl BareInTable for Dyn {
    type Gate = Open;
}
#[diagnostic::do_not_recommend]
impl<const N: usize> BareInTable for Dim<N>
where
    Dim<N>: Size,
{
    type Gate = Open;
}

/// The gate of `A`, as an associated type of a `typenum` number that rustc must infer first. `timeseriesml_axis::number::Asks` explains why.
#[doc(hidden)]
pub trait AsksTable<A> {
    type Gate: Gate;
}
impl<A: BareInTable> AsksTable<A> for UTerm {
    type Gate = A::Gate;
}
impl<A: BareInTable, U, B> AsksTable<A> for UInt<U, B> {
    type Gate = A::Gate;
}

/// All axes of a list are in the size table. This is one bound, so that several missing sizes give one error. `Nat` is the last size, as a `typenum`
/// number.
#[doc(hidden)]
pub trait AllInTable {
    type Nat;
}
macro_rules! all_in_table { ($([$($N:ident $Nat:ident)*] $Last:ident;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($N: Size<Nat = $Nat>, $Nat,)* $Last: Size> AllInTable for ($($N,)* $Last,) {
        type Nat = $Last::Nat;
    }
)* } }
all_in_table! { [] A; [A X] B; [A X B Y] C; [A X B Y C Z] D; }

/// Defines a trait that checks whether the sizes of a rule are in the size table. rustc checks it before the rule, so that a missing size, and a
/// missing bound in generic code, have their own message. The trait is a supertrait of the rule, so one bound is enough.
macro_rules! sizes_in_table {
    (@trait [$($params:tt)*] $Sizes:ident $rule:literal, $sizes:literal, $bound:literal) => {
        #[doc = concat!("The sizes of `", $rule, "` are in the table .")]
        #[diagnostic::on_unimplemented(
            message = $sizes,
            label = "the table holds 0 to 4096 and common larger sizes",
            note = $bound,
            note = "missing size: add it in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or make the axis `Dyn`"
        )]
        pub trait $Sizes<$($params)*> {
            /// The axis itself; exists only if the sizes are in the table.
            #[doc(hidden)]
            type Known: Axis;
        }
    };
    ($Sizes:ident<> $rule:literal, $sizes:literal, $bound:literal) => {
        sizes_in_table! { @trait [] $Sizes $rule, $sizes, $bound }
        #[diagnostic::do_not_recommend]
        impl<A: Axis, Go: Gate> $Sizes for A
        where
            A::Bare: BareInTable<Gate = Go>,
        {
            type Known = Go::Through<A>;
        }
    };
    ($Sizes:ident<Rhs> $rule:literal, $sizes:literal, $bound:literal) => {
        sizes_in_table! { @trait [Rhs] $Sizes $rule, $sizes, $bound }
        #[diagnostic::do_not_recommend]
        impl<A: Axis, B: Axis, Go: Gate> $Sizes<B> for A
        where
            A::Bare: BareInTable<Gate = Go>,
            B::Bare: BareInTable,
        {
            type Known = Go::Through<A>;
        }
    };
    ($Sizes:ident<$First:ident $(, $Other:ident)*> $rule:literal, $sizes:literal, $bound:literal) => {
        sizes_in_table! { @trait [const $First: usize, $(const $Other: usize),*] $Sizes $rule, $sizes, $bound }
        #[diagnostic::do_not_recommend]
        impl<A: Axis, const $First: usize, $(const $Other: usize,)* Numbers, Go: Gate> $Sizes<$First, $($Other),*> for A
        where
            (Dim<$First>, $(Dim<$Other>),*): AllInTable<Nat = Numbers>,
            Numbers: AsksTable<A::Bare, Gate = Go>,
        {
            type Known = Go::Through<A>;
        }
    };
}
pub(super) use sizes_in_table;

/// An axis of `C` channels: the bound of a convolution on the second-to-last axis.
#[diagnostic::on_unimplemented(
    message = "the layer expects {C} channels on the second-to-last axis, but that axis is `{Self}`",
    label = "expected `Dim<{C}>` as the channel axis, found `{Self}`",
    note = "if channels are last, swap `(.., length, channels)` with `transpose::<-1, -2>()`; else give the layer as many input channels as the axis has"
)]
pub trait ChannelAxis<const C: usize> {
    /// `T` itself; exists only if the channels are correct, so later bounds on it report nothing until then.
    #[doc(hidden)]
    type Then<T: Axis>: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const C: usize, Go: Gate> ChannelAxis<C> for A
where
    A::Bare: BareChannels<C, Gate = Go>,
{
    type Then<T: Axis> = Go::Through<T>;
}

#[doc(hidden)]
pub trait BareChannels<const C: usize> {
    type Gate: Gate;
}
#[diagnostic::do_not_recommend]
impl<const C: usize> BareChannels<C> for Dim<C> {
    type Gate = Open;
}

/// A shape with a last axis: the features of linear and normalizing layers.
#[diagnostic::on_unimplemented(
    message = "a layer reads features on the last axis, but a tensor of shape `{Self}` has no axes",
    label = "expected a tensor of at least one axis",
    note = "`unsqueeze::<0>()` adds an axis to a scalar, `rename::<0, Dim<1>>()` makes it a single feature"
)]
pub trait LastAxis: Ranked<Known = Self> {
    /// The last axis.
    type Last: Axis;
    /// The shape with `X` in place of the last axis.
    type WithLast<X: Axis>: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S: HasAxis<-1>> LastAxis for S {
    type Last = S::Axis;
    type WithLast<X: Axis> = S::With<X>;
}

/// An axis of static size. rustc checks this before the layer compares its number of features.
#[diagnostic::on_unimplemented(
    message = "a layer needs a static number of features, but the last axis of its input is `{Self}`",
    label = "expected an axis such as `Dim<5>`, found `{Self}`",
    note = "`x.try_into_shape::<(Batch, Dim<5>)>()?` checks the sizes at run time and makes them part of the type"
)]
pub trait KnownFeatures {
    /// The axis itself; exists only if its size is static.
    #[doc(hidden)]
    type Known: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, Go: Gate> KnownFeatures for A
where
    A::Bare: BareStatic<Gate = Go>,
{
    type Known = Go::Through<A>;
}

#[doc(hidden)]
pub trait BareStatic {
    type Gate: Gate;
}
impl<const N: usize> BareStatic for Dim<N> {
    type Gate = Open;
}

/// The axis `A`; exists only if its size is static.
pub type FeaturesOf<A> = <A as KnownFeatures>::Known;

/// An axis of `I` features: the bound of linear, recurrent, attention and normalizing layers on the last axis.
#[diagnostic::on_unimplemented(
    message = "the layer expects {I} features on the last axis, but that axis is `{Self}`",
    label = "expected `Dim<{I}>` as the last axis, found `{Self}`",
    note = "give the layer as many input features as the axis has; if features are not last, swap `(.., features, time)` with `transpose::<-1, -2>()`; if they fill two axes, join these with `merge::<I>()`"
)]
pub trait FeatureAxis<const I: usize>: KnownFeatures<Known = Self> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<I>>, const I: usize> FeatureAxis<I> for A {}

/// An axis with the `N` columns that a scaler was fitted to.
#[diagnostic::on_unimplemented(
    message = "the scaler has {N} columns, but the last axis of the tensor is `{Self}`",
    label = "expected `Dim<{N}>` as the last axis, found `{Self}`",
    note = "fit the scaler to the tensor's columns; if columns are not last, swap `(.., columns, time)` with `transpose::<-1, -2>()`",
    note = "make a run-time size static with `try_into_shape::<S>()`"
)]
pub trait HasColumns<const N: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<N>>, const N: usize> HasColumns<N> for A {}

/// A batch whose channels are its second axis: `(batch, channels)` or `(batch, channels, length)`.
#[diagnostic::on_unimplemented(
    message = "batch normalization expects `(batch, channels)` or `(batch, channels, length)`, but the input has shape `{Self}`",
    label = "expected two or three axes",
    note = "`x.batch_of_one()` makes a batch of a single signal; `merge` joins two axes"
)]
pub trait ChannelBatch: Ranked<Known = Self> {
    /// The axis of the channels.
    type Channels: Axis;
}
#[diagnostic::do_not_recommend]
impl<B: Axis, C: Axis> ChannelBatch for (B, C) {
    type Channels = C;
}
#[diagnostic::do_not_recommend]
impl<B: Axis, C: Axis, L: Axis> ChannelBatch for (B, C, L) {
    type Channels = C;
}

/// An axis of the `C` channels that a layer normalizes.
#[diagnostic::on_unimplemented(
    message = "the layer normalizes {C} channels on the second axis, but that axis is `{Self}`",
    label = "expected `Dim<{C}>` as the second axis, found `{Self}`",
    note = "give the layer as many channels as the axis has; if channels are last, swap `(batch, length, channels)` with `transpose::<-1, -2>()`",
    note = "make a run-time size static with `try_into_shape::<S>()`"
)]
pub trait NormalizedAxis<const C: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<C>>, const C: usize> NormalizedAxis<C> for A {}

#[doc(hidden)]
pub trait Gate {
    type Through<T: Axis>: Axis;
}

/// The only gate type: if a rule does not hold, there is no gate.
#[doc(hidden)]
#[derive(Debug)]
pub struct Open;
impl Gate for Open {
    type Through<T: Axis> = T;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<A: Axis>(size: Option<usize>) {
        assert_eq!(A::SIZE, size);
    }

    #[test]
    fn an_axis_comes_through_an_open_gate_unchanged() {
        check::<<Dim<5> as ChannelAxis<5>>::Then<Dim<96>>>(Some(96));
    }
}
