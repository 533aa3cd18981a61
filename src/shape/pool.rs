//! Pooling along an axis: windows of a fixed size slide over the axis, or it is divided into a number of bins.
//!
//! Length rule: `⌊(L + 2·PADDING − KERNEL) / STRIDE⌋ + 1`. Padding is at most half the window, so that no window is all padding. Kernel,
//! stride and length are at least 1. The rules that involve only constants apply to run-time lengths too.

use super::gate::{AllInTable, AsksTable, Gate, sizes_in_table};
use std::ops::{Add, Div, Sub};
use timeseriesml_axis::number::{Asks, Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};
use typenum::B1;

sizes_in_table! { PoolSizes<KERNEL, STRIDE, PADDING> "pooling",
    "cannot show that the sizes of this pooling are in the size table: window {KERNEL}, stride {STRIDE} and padding {PADDING} over `{Self}`",
    "in generic code: add the bound `where {Self}: PoolLen<{KERNEL}, {STRIDE}, {PADDING}>`, with `, Output = Dim<..>` if the result needs a name"
}

/// The axis `A`, if the size table holds the sizes needed for this pooling operation.
pub type Poolable<A, const KERNEL: usize, const STRIDE: usize, const PADDING: usize> =
    <A as PoolSizes<KERNEL, STRIDE, PADDING>>::Known;

/// A pooling window of `KERNEL` steps slides over this axis: required by `avg_pool1d` and `max_pool1d`.
///
/// On a run-time axis the new length is computed and checked at run time. The axis keeps its name if the name allows the new length.
#[diagnostic::on_unimplemented(
    message = "pooling with a window of {KERNEL}, stride {STRIDE} and padding {PADDING} does not fit the length `{Self}`",
    label = "window, stride and length must be at least 1, the padding at most half the window, and the window ({KERNEL}) at most the length plus 2*{PADDING}",
    note = "the arguments are `::<KERNEL, STRIDE, PADDING>`; PyTorch's defaults are a stride of KERNEL and a padding of 0",
    note = "the length is the last axis: swap `(.., time, features)` with `transpose::<-1, -2>()`",
    note = "a resulting size above 4096 must be in the size table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait PoolLen<const KERNEL: usize, const STRIDE: usize, const PADDING: usize>:
    PoolSizes<KERNEL, STRIDE, PADDING, Known = Self>
{
    /// The axis after pooling, with one element per window.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, O: Bare> PoolLen<KERNEL, STRIDE, PADDING>
    for A
where
    A: PoolSizes<KERNEL, STRIDE, PADDING, Known = A>,
    A::Bare: BarePoolLen<KERNEL, STRIDE, PADDING, Output = O>,
{
    type Output = A::Like<O>;
}

#[doc(hidden)]
pub trait BarePoolLen<const KERNEL: usize, const STRIDE: usize, const PADDING: usize> {
    type Output: Bare;
}
#[diagnostic::do_not_recommend]
impl<const KERNEL: usize, const STRIDE: usize, const PADDING: usize, Kernel, Stride: Sub<B1>, Padding, BothPaddings>
    BarePoolLen<KERNEL, STRIDE, PADDING> for Dyn
where
    Dim<KERNEL>: Size<Nat = Kernel>,
    Dim<STRIDE>: Size<Nat = Stride>,
    Dim<PADDING>: Size<Nat = Padding>,
    Padding: Add<Padding, Output = BothPaddings>,
    Kernel: Sub<BothPaddings> + Sub<B1>,
{
    type Output = Dyn;
}
#[diagnostic::do_not_recommend]
impl<
    const LENGTH: usize,
    const KERNEL: usize,
    const STRIDE: usize,
    const PADDING: usize,
    Length: Sub<B1>,
    Kernel: Sub<B1>,
    Stride,
    Padding,
    BothPaddings,
    Padded,
    Free,
    Steps,
    Count,
    O: Bare,
> BarePoolLen<KERNEL, STRIDE, PADDING> for Dim<LENGTH>
where
    Dim<KERNEL>: Size<Nat = Kernel>,
    Kernel: Asks<Dim<LENGTH>, Nat = Length>,
    Dim<STRIDE>: Size<Nat = Stride>,
    Dim<PADDING>: Size<Nat = Padding>,
    Padding: Add<Padding, Output = BothPaddings>,
    Kernel: Sub<BothPaddings>,
    Length: Add<BothPaddings, Output = Padded>,
    Padded: Sub<Kernel, Output = Free>,
    Free: Div<Stride, Output = Steps>,
    Steps: Add<B1, Output = Count>,
    Count: ToDim<Dim = O>,
{
    type Output = O;
}

sizes_in_table! { BinSizes<OUT> "adaptive pooling",
    "cannot show that the sizes of this adaptive pooling are in the size table: {OUT} bins of `{Self}`",
    "in generic code: add the bound `where {Self}: AdaptivePool<{OUT}, Output = Dim<{OUT}>>`"
}

/// The axis `A`, if the size table holds the sizes needed for adaptive pooling.
pub type Binnable<A, const OUT: usize> = <A as BinSizes<OUT>>::Known;

/// This axis can be split into `OUT` bins: required by `adaptive_avg_pool1d` and `adaptive_max_pool1d`.
///
/// The number of bins is static on a run-time axis too.
#[diagnostic::on_unimplemented(
    message = "the length `{Self}` cannot be split into {OUT} bins",
    label = "the length and the number of bins must be at least 1",
    note = "the length is the last axis: swap `(.., time, features)` with `transpose::<-1, -2>()`"
)]
pub trait AdaptivePool<const OUT: usize>: BinSizes<OUT, Known = Self> {
    /// The axis of `OUT` bins, with the old name if that name allows this size.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const OUT: usize, O: Bare> AdaptivePool<OUT> for A
where
    A: BinSizes<OUT, Known = A>,
    A::Bare: BareAdaptive<OUT, Output = O>,
{
    type Output = A::Like<O>;
}

#[doc(hidden)]
pub trait BareAdaptive<const OUT: usize> {
    type Output: Bare;
}
#[diagnostic::do_not_recommend]
impl<const OUT: usize, Bins: Sub<B1>> BareAdaptive<OUT> for Dyn
where
    Dim<OUT>: Size<Nat = Bins>,
{
    type Output = Dim<OUT>;
}
#[diagnostic::do_not_recommend]
impl<const N: usize, const OUT: usize, Length: Sub<B1>, Bins: Sub<B1>> BareAdaptive<OUT> for Dim<N>
where
    Dim<OUT>: Size<Nat = Bins>,
    Bins: Asks<Dim<N>, Nat = Length>,
{
    type Output = Dim<OUT>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(timeseriesml_macros::Axis)]
    struct Time<const N: usize>;

    fn check<A: Axis>(name: &str, size: Option<usize>) {
        assert_eq!((A::NAME, A::SIZE), (name, size));
    }

    #[test]
    fn length_follows_the_formula() {
        check::<<Dim<96> as PoolLen<2, 2, 0>>::Output>("Dim", Some(48));
        check::<<Dim<96> as PoolLen<25, 1, 12>>::Output>("Dim", Some(96));
        check::<<Time<97> as PoolLen<4, 3, 2>>::Output>("Time", Some((97 + 4 - 4) / 3 + 1));
        check::<<Dim<7> as PoolLen<7, 1, 0>>::Output>("Dim", Some(1));
        check::<<Dyn as PoolLen<3, 2, 1>>::Output>("Dyn", None);
    }

    #[test]
    fn the_number_of_bins_is_static() {
        check::<<Dim<96> as AdaptivePool<7>>::Output>("Dim", Some(7));
        check::<<Time<3> as AdaptivePool<8>>::Output>("Time", Some(8));
        check::<<Dyn as AdaptivePool<8>>::Output>("Dim", Some(8));
    }
}
