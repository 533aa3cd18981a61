//! Rules that are asked first, so that one mistake is one error.
//!
//! A rule of this file hands on an axis only where it holds, through a type that exists only then: `Gate::Through<T>`
//! is `T`. Later bounds stand on what came through, so they stay quiet until the first mistake is mended. In generic
//! code the gate normalises away.

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

/// The gate of `A`, looked up through a number; see `timeseriesml_axis::number::Asks`.
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

/// All axes of a list are in the table: one question, so that several that are missing are one error. `Nat` is the last number.
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

/// A trait for each rule that calculates: are its sizes in the table? It is asked before the rule, so that a size that is missing, and a bound
/// that is missing in generic code, have a message of their own. Each rule has its trait as supertrait: one bound is enough.
macro_rules! sizes_in_table {
    (@trait [$($params:tt)*] $Sizes:ident $rule:literal, $sizes:literal, $bound:literal) => {
        #[doc = concat!("The sizes of `", $rule, "` are in the table that shapes calculate with.")]
        #[diagnostic::on_unimplemented(
            message = $sizes,
            label = "the table holds 0 to 4096 and common larger sizes",
            note = $bound,
            note = "a number that is missing: add it in `.cargo/config.toml` below `[env]`: `TIMESERIESML_SIZES = \"5001,7003\"`; or make the axis `Dyn`"
        )]
        pub trait $Sizes<$($params)*> {
            /// The axis itself, once the sizes are known.
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

/// An axis that carries `C` channels: what a convolution asks of the axis before the last.
#[diagnostic::on_unimplemented(
    message = "the layer takes {C} channels on the axis before the last, but that axis is `{Self}`",
    label = "expected `Dim<{C}>` as the channel axis, found `{Self}`",
    note = "give the layer as many input channels as the axis has; where channels are last, `transpose::<-1, -2>()` turns `(.., length, channels)` round"
)]
pub trait ChannelAxis<const C: usize> {
    /// `T` itself, reached only where the channels are right: later bounds on it stay quiet until then.
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

/// A shape that has a last axis: where linear and normalising layers find their features.
#[diagnostic::on_unimplemented(
    message = "a layer takes its features on the last axis, but a tensor of the shape `{Self}` has no axis",
    label = "expected a tensor of at least one axis",
    note = "`unsqueeze::<0>()` gives a scalar an axis, `rename::<0, Dim<1>>()` makes it one of a single feature"
)]
pub trait LastAxis: Ranked<Known = Self> {
    /// The axis.
    type Last: Axis;
    /// The shape with `X` in place of the axis.
    type WithLast<X: Axis>: Ranked;
}
#[diagnostic::do_not_recommend]
impl<S: HasAxis<-1>> LastAxis for S {
    type Last = S::Axis;
    type WithLast<X: Axis> = S::With<X>;
}

/// An axis that has a number of features, before the layer asks which: an axis whose size is known when compiling.
#[diagnostic::on_unimplemented(
    message = "a layer has to know its features when compiling, but the last axis of its input is `{Self}`",
    label = "expected an axis such as `Dim<5>`, found `{Self}`",
    note = "`x.try_into_shape::<(Batch, Dim<5>)>()?` compares the sizes when running and makes them part of the type"
)]
pub trait KnownFeatures {
    /// The axis itself, once its size is known.
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

/// The axis `A`, once it is known to have a number of features.
pub type FeaturesOf<A> = <A as KnownFeatures>::Known;

/// An axis that carries `I` features: what linear, recurrent, attention and normalising layers ask of the last axis.
#[diagnostic::on_unimplemented(
    message = "the layer takes {I} features on the last axis, but that axis is `{Self}`",
    label = "expected `Dim<{I}>` as the last axis, found `{Self}`",
    note = "give the layer as many input features as the axis has; where features are not last, `transpose::<-1, -2>()` turns `(.., features, time)` round; where they fill two axes, `merge::<I>()` makes one of them"
)]
pub trait FeatureAxis<const I: usize>: KnownFeatures<Known = Self> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<I>>, const I: usize> FeatureAxis<I> for A {}

/// An axis that carries the `N` columns that a scaler was fitted to.
#[diagnostic::on_unimplemented(
    message = "the scaler has {N} columns, but the last axis of the tensor is `{Self}`",
    label = "expected `Dim<{N}>` as the last axis, found `{Self}`",
    note = "fit the scaler to the columns that the tensor has; where columns are not last, `transpose::<-1, -2>()` turns `(.., columns, time)` round",
    note = "a size known only when running becomes static with `try_into_shape::<S>()`"
)]
pub trait HasColumns<const N: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<N>>, const N: usize> HasColumns<N> for A {}

/// A batch whose channels are its second axis: `(batch, channels)` or `(batch, channels, length)`.
#[diagnostic::on_unimplemented(
    message = "batch normalisation takes `(batch, channels)` or `(batch, channels, length)`, but the input has the shape `{Self}`",
    label = "expected two or three axes",
    note = "`x.batch_of_one()` makes a batch of a single signal; `merge` makes one axis of two"
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

/// An axis of the `C` channels that a layer normalises.
#[diagnostic::on_unimplemented(
    message = "the layer normalises {C} channels on the second axis, but that axis is `{Self}`",
    label = "expected `Dim<{C}>` as the second axis, found `{Self}`",
    note = "give the layer as many channels as the axis has; where channels are last, `transpose::<-1, -2>()` turns `(batch, length, channels)` round",
    note = "a size known only when running becomes static with `try_into_shape::<S>()`"
)]
pub trait NormalisedAxis<const C: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<C>>, const C: usize> NormalisedAxis<C> for A {}

#[doc(hidden)]
pub trait Gate {
    type Through<T: Axis>: Axis;
}

/// The only gate there is: where a rule does not hold, there is none.
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
