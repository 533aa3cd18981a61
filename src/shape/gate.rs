//! Rules that are asked first, so that one mistake is one error.
//!
//! A rule of this file hands on an axis only where it holds, through a type that exists only then: `Gate::Through<T>`
//! is `T`. Later bounds stand on what came through, so they stay quiet until the first mistake is mended. In generic
//! code the gate normalises away.

use super::index::HasAxis;
use super::tuples::Ranked;
use timeseriesml_axis::number::Size;
use timeseriesml_axis::{Axis, Dim, Dyn};

/// A size that shapes can calculate with; asked before a rule of arithmetic, so that each cause has its own message.
#[diagnostic::on_unimplemented(
    message = "shapes cannot calculate with the size of `{Self}`: it is not known to be in the table",
    label = "the table holds 0 to 1024 and sizes common in time series (1440, 2016, 8760, ...)",
    note = "use `Dyn` for this axis (its size is then checked when running), or another length",
    note = "if this is a generic function: add the bound `where {Self}: ConvLen<KERNEL, STRIDE, PADDING, DILATION>` with the numbers of the layer"
)]
pub trait InTable {
    /// The axis itself, once its size is known to be in the table.
    #[doc(hidden)]
    type Known: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, Go: Gate> InTable for A
where
    A::Bare: BareInTable<Gate = Go>,
{
    type Known = Go::Through<A>;
}

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

/// An axis that carries `I` features: what linear, recurrent, attention and normalising layers ask of the last axis.
#[diagnostic::on_unimplemented(
    message = "the layer takes {I} features on the last axis, but that axis is `{Self}`",
    label = "expected `Dim<{I}>` as the last axis, found `{Self}`",
    note = "give the layer as many input features as the axis has; where features are not last, `transpose::<-1, -2>()` turns `(.., features, time)` round",
    note = "a size known only when running becomes static with `try_into_shape::<S>()`"
)]
pub trait FeatureAxis<const I: usize> {}
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
    note = "`unsqueeze::<0>()` makes a batch of one of a single signal; `merge` makes one axis of two"
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
        check::<<Dim<8760> as InTable>::Known>(Some(8760));
        check::<<Dyn as InTable>::Known>(None);
    }
}
