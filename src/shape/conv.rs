//! Windows that slide over an axis: convolution, pooling, unfolding, patches.
//!
//! Length rule: `⌊(L + 2·PADDING − DILATION·(KERNEL − 1) − 1) / STRIDE⌋ + 1` (Dumoulin and Visin, "A guide to convolution
//! arithmetic for deep learning", 2016). A stride or a kernel of 0 has no such length and does not compile.
//!
//! This file shows how all arithmetic of this folder is cut. The public trait carries the message; one blanket impl
//! stands over a hidden trait on bare axes; and every intermediate type is an impl parameter fixed by `Output = ..`. Were
//! the associated type a projection, rustc would follow it to the hidden trait and report there, without the message.

use super::axis::{Axis, Bare, Dim, Dyn};
use super::gate::{ChannelAxis, InTable};
use super::index::LastTwo;
use super::number::{Size, ToDim};
use std::ops::{Add, Div, Mul, Sub};
use typenum::B1;

/// A window of `KERNEL` steps slides over this axis.
///
/// A run-time axis gives a run-time length, checked when running. A name survives where it can carry the length.
#[diagnostic::on_unimplemented(
    message = "a convolution of kernel {KERNEL}, stride {STRIDE}, padding {PADDING} and dilation {DILATION} is not possible over the length `{Self}`",
    label = "kernel and stride must be at least 1, and {DILATION}*({KERNEL}-1) + 1 steps fit into `{Self}` and its padding",
    note = "a kernel or stride of 0: make it 1 or more; else take a shorter kernel, a smaller dilation or more padding",
    note = "if this is a generic function: add the bound `where {Self}: ConvLen<{KERNEL}, {STRIDE}, {PADDING}, {DILATION}>`"
)]
pub trait ConvLen<const KERNEL: usize, const STRIDE: usize = 1, const PADDING: usize = 0, const DILATION: usize = 1>:
    InTable<Known = Self>
{
    /// The axis of the positions that the window takes.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize, O: Bare>
    ConvLen<KERNEL, STRIDE, PADDING, DILATION> for A
where
    A: InTable<Known = A>,
    A::Bare: BareConvLen<KERNEL, STRIDE, PADDING, DILATION, Output = O>,
{
    type Output = A::Like<O>;
}

#[doc(hidden)]
pub trait BareConvLen<const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize> {
    type Output: Bare;
}
impl<const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize>
    BareConvLen<KERNEL, STRIDE, PADDING, DILATION> for Dyn
{
    type Output = Dyn;
}
#[diagnostic::do_not_recommend]
impl<
    const LENGTH: usize,
    const KERNEL: usize,
    const STRIDE: usize,
    const PADDING: usize,
    const DILATION: usize,
    Length,
    Kernel,
    Stride,
    Padding,
    Dilation,
    BothPaddings,
    Padded,
    Gaps,
    Reach,
    Rest,
    Free,
    Steps,
    Count,
    O: Bare,
> BareConvLen<KERNEL, STRIDE, PADDING, DILATION> for Dim<LENGTH>
where
    Dim<LENGTH>: Size<Nat = Length>,
    Dim<KERNEL>: Size<Nat = Kernel>,
    Dim<STRIDE>: Size<Nat = Stride>,
    Dim<PADDING>: Size<Nat = Padding>,
    Dim<DILATION>: Size<Nat = Dilation>,
    Padding: Add<Padding, Output = BothPaddings>,
    Length: Add<BothPaddings, Output = Padded>,
    Kernel: Sub<B1, Output = Gaps>,
    Dilation: Mul<Gaps, Output = Reach>,
    Padded: Sub<Reach, Output = Rest>,
    Rest: Sub<B1, Output = Free>,
    Free: Div<Stride, Output = Steps>,
    Steps: Add<B1, Output = Count>,
    Count: ToDim<Dim = O>,
{
    type Output = O;
}

/// The length of `X`, once its channels are known to be right: a wrong layout then gives one error, not two.
pub type RightChannels<X, const IN: usize> = <<X as LastTwo>::Row as ChannelAxis<IN>>::Then<<X as LastTwo>::Column>;
/// The same, once its size is also known to be in the table: the axis that a convolution's `ConvLen` stands on.
pub type ConvInput<X, const IN: usize> = <RightChannels<X, IN> as InTable>::Known;

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
        check::<<Dim<96> as ConvLen<3>>::Output>("Dim", Some(94));
        check::<<Dim<100> as ConvLen<7, 2, 3>>::Output>("Dim", Some((100 + 6 - 6 - 1) / 2 + 1));
        check::<<Dim<100> as ConvLen<3, 3, 1, 16>>::Output>("Dim", Some((100 + 2 - 32 - 1) / 3 + 1));
        check::<<Dim<8760> as ConvLen<24, 24>>::Output>("Dim", Some(365));
    }

    #[test]
    fn a_kernel_of_the_whole_length_fits_once() {
        check::<<Dim<7> as ConvLen<7>>::Output>("Dim", Some(1));
    }

    #[test]
    fn names_and_run_time_sizes_pass_through() {
        check::<<Time<96> as ConvLen<3>>::Output>("Time", Some(94));
        check::<<Dyn as ConvLen<3, 2>>::Output>("Dyn", None);
    }
}
