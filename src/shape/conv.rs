//! Windows that slide over an axis: plain, grouped and transposed convolutions.
//!
//! Length rule: `⌊(L + 2·PADDING − DILATION·(KERNEL − 1) − 1) / STRIDE⌋ + 1` (Dumoulin and Visin, "A guide to convolution
//! arithmetic for deep learning", 2016), and its inverse for transposed convolutions. A stride or a kernel of 0 does not compile.
//!
//! All arithmetic in this folder follows the pattern of this file. The public trait carries the compiler message; its one blanket impl uses a hidden
//! trait on bare axes (without names); every intermediate type is an impl parameter fixed by `Output = ..`. If the associated type were a projection,
//! rustc would follow it to the hidden trait and report the error there, without the message.

use super::gate::{AllInTable, AsksTable, ChannelAxis, Gate, sizes_in_table};
use super::index::{At, LastTwo, With};
use super::matmul::SameAxis;
use super::split::BareSplit;
use std::ops::{Add, Div, Mul, Sub};
use timeseriesml_axis::number::{Asks, Size, ToDim};
use timeseriesml_axis::{Axis, Bare, Dim, Dyn};
use typenum::B1;

sizes_in_table! { ConvSizes<KERNEL, STRIDE, PADDING, DILATION> "a convolution",
    "cannot show that the sizes of this convolution are in the size table: kernel {KERNEL}, stride {STRIDE}, padding {PADDING} and dilation {DILATION} over `{Self}`",
    "in generic code: add the bound `where {Self}: ConvLen<{KERNEL}, {STRIDE}, {PADDING}, {DILATION}>`, with `, Output = Dim<..>` if the result needs a name"
}

/// The axis `A`, if the size table holds the sizes needed for a convolution.
pub type Convolvable<A, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize> =
    <A as ConvSizes<KERNEL, STRIDE, PADDING, DILATION>>::Known;
/// The shape `S` after a convolution to `OUT` channels.
pub type Convolved<S, OUT, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize> = With<
    With<S, -2, OUT>,
    -1,
    <Convolvable<At<S, -1>, KERNEL, STRIDE, PADDING, DILATION> as ConvLen<KERNEL, STRIDE, PADDING, DILATION>>::Output,
>;

/// A window of `KERNEL` steps slides over this axis.
///
/// On a run-time axis the new length is computed and checked at run time. A named axis keeps its name if the name allows the new length.
#[diagnostic::on_unimplemented(
    message = "a convolution with kernel {KERNEL}, stride {STRIDE}, padding {PADDING} and dilation {DILATION} does not fit the length `{Self}`",
    label = "kernel and stride must be at least 1, and {DILATION}*({KERNEL}-1) + 1 steps must fit into `{Self}` plus padding",
    note = "use a shorter kernel, a smaller dilation or more padding; kernel and stride must be at least 1",
    note = "a resulting size above 4096 must be in the size table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait ConvLen<const KERNEL: usize, const STRIDE: usize = 1, const PADDING: usize = 0, const DILATION: usize = 1>:
    ConvSizes<KERNEL, STRIDE, PADDING, DILATION, Known = Self>
{
    /// The axis of the window positions.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize, O: Bare>
    ConvLen<KERNEL, STRIDE, PADDING, DILATION> for A
where
    A: ConvSizes<KERNEL, STRIDE, PADDING, DILATION, Known = A>,
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

/// The channel axis of the input of a convolution in `GROUPS` groups, each of which has the `IN` channels of the weight.
#[diagnostic::on_unimplemented(
    message = "conv1d_grouped: the weight expects {GROUPS} groups of `{IN}`, but the signal has channels `{Self}`",
    label = "there must be at least 1 group, and {GROUPS} times `{IN}` must be `{Self}`, the second-to-last axis",
    note = "the signal is `(.., IN, length)`; swap `(.., length, IN)` with `transpose::<-1, -2>()`",
    note = "GROUPS must divide the channels of the signal, and the weight is `(OUT, IN / GROUPS, kernel)`; for a depthwise convolution GROUPS is the number of channels, and the weight `(OUT, Dim<1>, kernel)`",
    note = "in generic code: add the bound `where {Self}: ReadInGroups<{GROUPS}, {IN}>`"
)]
pub trait ReadInGroups<const GROUPS: usize, IN: Axis> {}
#[diagnostic::do_not_recommend]
impl<A: Axis, IN: Axis, const GROUPS: usize> ReadInGroups<GROUPS, IN> for A where
    A::Bare: BareSplit<GROUPS, Output = IN::Bare>
{
}

/// The output channels of a convolution, which `GROUPS` must divide.
#[diagnostic::on_unimplemented(
    message = "conv1d_grouped: the output channels `{Self}` cannot be split into {GROUPS} groups",
    label = "{GROUPS} must divide `{Self}`, the first axis of the weight",
    note = "use a weight `(OUT, IN / GROUPS, kernel)` whose OUT is a multiple of GROUPS",
    note = "in generic code: add the bound `where {Self}: WrittenInGroups<{GROUPS}>`"
)]
pub trait WrittenInGroups<const GROUPS: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis, const GROUPS: usize> WrittenInGroups<GROUPS> for A where A::Bare: BareSplit<GROUPS> {}

/// The channel axis of the input of a transposed convolution: it must have the name and size of the weight's channel axis.
#[diagnostic::on_unimplemented(
    message = "conv_transpose1d: the weight expects channels `{IN}`, but the signal has `{Self}`",
    label = "expected `{IN}` on the second-to-last axis, found `{Self}`",
    note = "the signal is `(.., IN, length)`, the weight `(IN, OUT, kernel)`, the reverse of `conv1d`: convert with `weight.transpose::<0, 1>()`"
)]
pub trait ReadTransposed<IN: Axis> {}
#[diagnostic::do_not_recommend]
impl<A: Axis + SameAxis<IN>, IN: Axis> ReadTransposed<IN> for A {}

sizes_in_table! { ConvTransposeSizes<KERNEL, STRIDE, PADDING, DILATION> "a transposed convolution",
    "cannot show that the sizes of this transposed convolution are in the size table: kernel {KERNEL}, stride {STRIDE}, padding {PADDING} and dilation {DILATION} over `{Self}`",
    "in generic code: add the bound `where {Self}: ConvTransposeLen<{KERNEL}, {STRIDE}, {PADDING}, {DILATION}>`, with `, Output = Dim<..>` if the result needs a name"
}

/// The axis `A`, if the size table holds the sizes needed for a transposed convolution.
pub type Spreadable<A, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize> =
    <A as ConvTransposeSizes<KERNEL, STRIDE, PADDING, DILATION>>::Known;
/// The shape `S` after a transposed convolution to `OUT` channels.
pub type Spread<S, OUT, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize> =
    With<
        With<S, -2, OUT>,
        -1,
        <Spreadable<At<S, -1>, KERNEL, STRIDE, PADDING, DILATION> as ConvTransposeLen<
            KERNEL,
            STRIDE,
            PADDING,
            DILATION,
        >>::Output,
    >;

/// A transposed convolution maps this axis to `(L − 1)·STRIDE − 2·PADDING + DILATION·(KERNEL − 1) + 1` steps.
///
/// On a run-time axis the new length is computed and checked at run time. The axis keeps its name if the name allows the new length.
#[diagnostic::on_unimplemented(
    message = "a transposed convolution with kernel {KERNEL}, stride {STRIDE}, padding {PADDING} and dilation {DILATION} does not fit the length `{Self}`",
    label = "kernel, stride, dilation and length must be at least 1, and so must the result: (`{Self}` - 1)*{STRIDE} + {DILATION}*({KERNEL}-1) + 1 - 2*{PADDING}",
    note = "use less padding, which shortens the result, or a longer kernel; kernel, stride and dilation must be at least 1",
    note = "a resulting size above 4096 must be in the size table too: add it to `TIMESERIESML_SIZES` in `.cargo/config.toml`, or make the axis `Dyn`"
)]
pub trait ConvTransposeLen<
    const KERNEL: usize,
    const STRIDE: usize = 1,
    const PADDING: usize = 0,
    const DILATION: usize = 1,
>: ConvTransposeSizes<KERNEL, STRIDE, PADDING, DILATION, Known = Self>
{
    /// The time axis of the result.
    type Output: Axis;
}
#[diagnostic::do_not_recommend]
impl<A: Axis, const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize, O: Bare>
    ConvTransposeLen<KERNEL, STRIDE, PADDING, DILATION> for A
where
    A: ConvTransposeSizes<KERNEL, STRIDE, PADDING, DILATION, Known = A>,
    A::Bare: BareConvTransposeLen<KERNEL, STRIDE, PADDING, DILATION, Output = O>,
{
    type Output = A::Like<O>;
}

#[doc(hidden)]
pub trait BareConvTransposeLen<const KERNEL: usize, const STRIDE: usize, const PADDING: usize, const DILATION: usize> {
    type Output: Bare;
}
#[diagnostic::do_not_recommend]
impl<
    const KERNEL: usize,
    const STRIDE: usize,
    const PADDING: usize,
    const DILATION: usize,
    Kernel: Sub<B1>,
    Stride: Sub<B1>,
    Dilation: Sub<B1>,
> BareConvTransposeLen<KERNEL, STRIDE, PADDING, DILATION> for Dyn
where
    Dim<KERNEL>: Size<Nat = Kernel>,
    Dim<STRIDE>: Size<Nat = Stride>,
    Dim<DILATION>: Size<Nat = Dilation>,
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
    Stride: Sub<B1>,
    Padding,
    Dilation: Sub<B1>,
    BothPaddings,
    Distances,
    Spread,
    Gaps,
    Reach,
    Last,
    Whole,
    Steps: Sub<B1>,
    O: Bare,
> BareConvTransposeLen<KERNEL, STRIDE, PADDING, DILATION> for Dim<LENGTH>
where
    Dim<KERNEL>: Size<Nat = Kernel>,
    Dim<STRIDE>: Size<Nat = Stride>,
    Stride: Asks<Dim<LENGTH>, Nat = Length>,
    Dim<PADDING>: Size<Nat = Padding>,
    Dim<DILATION>: Size<Nat = Dilation>,
    Padding: Add<Padding, Output = BothPaddings>,
    Length: Sub<B1, Output = Distances>,
    Distances: Mul<Stride, Output = Spread>,
    Kernel: Sub<B1, Output = Gaps>,
    Dilation: Mul<Gaps, Output = Reach>,
    Spread: Add<Reach, Output = Last>,
    Last: Add<B1, Output = Whole>,
    Whole: Sub<BothPaddings, Output = Steps>,
    Steps: ToDim<Dim = O>,
{
    type Output = O;
}

/// The length axis of `X`. It exists only if the channels are correct, so a wrong layout gives one error, not two.
pub type RightChannels<X, const IN: usize> = <<X as LastTwo>::Row as ChannelAxis<IN>>::Then<<X as LastTwo>::Column>;
/// The same length axis, which here exists only if the sizes of the convolution are in the size table too.
pub type ConvInput<
    X,
    const IN: usize,
    const KERNEL: usize,
    const STRIDE: usize,
    const PADDING: usize,
    const DILATION: usize,
> = Convolvable<RightChannels<X, IN>, KERNEL, STRIDE, PADDING, DILATION>;

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
    fn a_transposed_length_leads_back() {
        check::<<Dim<94> as ConvTransposeLen<3>>::Output>("Dim", Some(96));
        check::<<Dim<50> as ConvTransposeLen<7, 2, 3>>::Output>("Dim", Some(49 * 2 - 6 + 6 + 1));
        check::<<Time<5> as ConvTransposeLen<3, 4, 1, 2>>::Output>("Time", Some(4 * 4 - 2 + 4 + 1));
        check::<<Dyn as ConvTransposeLen<3, 2>>::Output>("Dyn", None);
    }

    #[test]
    fn groups_divide_both_kinds_of_channels() {
        fn check<X: ReadInGroups<G, IN>, IN: Axis, OUT: WrittenInGroups<G>, const G: usize>() {}
        check::<Dim<12>, Dim<3>, Dim<8>, 4>();
        check::<Time<12>, Dim<1>, Dim<24>, 12>();
        check::<Dyn, Dyn, Dyn, 4>();
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
