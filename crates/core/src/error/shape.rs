//! Run-time errors for the sizes of an operation's operands.
//!
//! A mismatch names the operation, the axis and the two sizes. Typed tensors report it at run time only for axes whose size is
//! not part of their type; a `DynTensor` reports every mistake this way.

use super::notation::{EquationMistake, PatternMistake};

crate::debug_is_message! { ShapeError }

/// Sizes or arguments that an operation does not accept, found at run time.
///
/// The message begins with the name of the method that was called. `try_add` and the operator `+` appear as `add`.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// The number of axes of a tensor does not fit the operation or the shape.
    #[error("{op}: expected {expected}, found the sizes {found:?}")]
    Rank {
        /// The operation.
        op: &'static str,
        /// How many axes the operation needs, in words.
        expected: String,
        /// The sizes that were given.
        found: Box<[usize]>,
    },
    /// An axis number is out of range.
    #[error("{op}: there is no axis {axis} in the sizes {sizes:?}; axes are numbered from 0, or backward from -1")]
    NoSuchAxis {
        /// The operation.
        op: &'static str,
        /// The axis requested.
        axis: isize,
        /// The sizes of the operand.
        sizes: Box<[usize]>,
    },
    /// A list of axes contains an axis twice.
    #[error("{op}: {axes:?} names axis {axis} twice")]
    AxisTwice {
        /// The operation.
        op: &'static str,
        /// The axis, counted from the front.
        axis: usize,
        /// The list of axes.
        axes: Box<[isize]>,
    },
    /// An operation that needs at least one element got none.
    #[error("{op}: there are no elements to choose from (sizes {sizes:?})")]
    Empty {
        /// The operation.
        op: &'static str,
        /// The sizes of the operand.
        sizes: Box<[usize]>,
    },
    /// A training batch with too few values per channel for a variance.
    #[error(
        "{op}: each channel needs at least 2 values for its statistics, but the sizes are {sizes:?}; use a larger batch (`drop_last` drops a smaller one at the end of an epoch), or evaluate with running statistics"
    )]
    FewValues {
        /// The operation.
        op: &'static str,
        /// The sizes of the operand.
        sizes: Box<[usize]>,
    },
    /// An argument outside its range.
    #[error("{op}: {name} is {found}, but it must be {allowed}")]
    Argument {
        /// The operation.
        op: &'static str,
        /// The name of the argument.
        name: &'static str,
        /// The value of the argument, as text so that errors can be compared.
        found: String,
        /// The allowed values, in words.
        allowed: String,
    },
    /// A value of an index tensor that is out of range.
    #[error("{op}: the index {index} is outside axis {axis} of size {size}{}", if *index < 0 { "; an index tensor counts from 0" } else { "" })]
    Index {
        /// The operation.
        op: &'static str,
        /// The index found.
        index: i64,
        /// The axis to which the index applies.
        axis: usize,
        /// The size of this axis.
        size: usize,
    },
    /// An index argument that is out of range.
    #[error(
        "{op}: there is no element {index} on axis {axis} of size {size}; elements are numbered from 0, or backward from -1"
    )]
    NoSuchElement {
        /// The operation.
        op: &'static str,
        /// The index requested.
        index: isize,
        /// The axis.
        axis: usize,
        /// The size of this axis.
        size: usize,
    },
    /// The size of an axis does not match its type or another operand.
    #[error("{op}: axis {axis} ({name}) must have size {expected}, found {found} (sizes {sizes:?})")]
    Size {
        /// The operation.
        op: &'static str,
        /// The axis.
        axis: usize,
        /// The name of the axis, or of its contents.
        name: &'static str,
        /// The size that the axis must have.
        expected: usize,
        /// The size that the axis has.
        found: usize,
        /// All sizes of the operand.
        sizes: Box<[usize]>,
    },
    /// Two operands do not broadcast.
    #[error(
        "{op}: axis {axis} has size {left_size} on the left and {right_size} on the right (left {left:?}, right {right:?}); they must be equal, or one axis must have size 1 and broadcast"
    )]
    NoBroadcast {
        /// The operation.
        op: &'static str,
        /// The axis, counted in the result.
        axis: usize,
        /// The size of this axis in the left operand.
        left_size: usize,
        /// The size of this axis in the right operand.
        right_size: usize,
        /// All sizes of the left operand.
        left: Box<[usize]>,
        /// All sizes of the right operand.
        right: Box<[usize]>,
    },
    /// The axes that a matrix product sums over differ in size.
    #[error(
        "matmul: the last axis of the left operand has size {left_size}, the second to last of the right one has {right_size} (left {left:?}, right {right:?}); they must be equal"
    )]
    Inner {
        /// The size of the summed axis in the left operand.
        left_size: usize,
        /// The size of the summed axis in the right operand.
        right_size: usize,
        /// All sizes of the left operand.
        left: Box<[usize]>,
        /// All sizes of the right operand.
        right: Box<[usize]>,
    },
    /// Two operands differ in the size of an axis.
    #[error("{op}: axis {axis} has size {left} in one operand and {right} in another; they must be equal")]
    Differ {
        /// The operation.
        op: &'static str,
        /// The axis.
        axis: usize,
        /// The size in the first operand.
        left: usize,
        /// The size in the other operand.
        right: usize,
    },
    /// A reshape that changes the number of elements.
    #[error("{op}: {from:?} and {to:?} do not have the same number of elements")]
    Count {
        /// The operation.
        op: &'static str,
        /// The sizes before.
        from: Box<[usize]>,
        /// The sizes requested.
        to: Box<[usize]>,
    },
    /// A range that is not within its axis.
    #[error("{op}: the range {start}..{end} is outside axis {axis} of size {size}")]
    Range {
        /// The operation.
        op: &'static str,
        /// The axis.
        axis: usize,
        /// Where the range begins.
        start: usize,
        /// Where the range ends.
        end: usize,
        /// The size of the axis.
        size: usize,
    },
    /// An axis that cannot be split into equal parts.
    #[error("{op}: axis {axis} of size {size} cannot be split into {parts} equal parts")]
    Divide {
        /// The operation.
        op: &'static str,
        /// The axis.
        axis: usize,
        /// The size of this axis.
        size: usize,
        /// The number of parts requested.
        parts: usize,
    },
    /// An order of axes that is not a permutation.
    #[error("permute: {order:?} does not list each axis of the sizes {sizes:?} once")]
    Order {
        /// The order requested.
        order: Box<[isize]>,
        /// The sizes of the operand.
        sizes: Box<[usize]>,
    },
    /// A diagonal of two axes that differ in size.
    #[error(
        "diagonal: the axes {} and {} of the sizes {sizes:?} have the sizes {rows} and {columns}; they must be equal", axes.0, axes.1
    )]
    NotSquare {
        /// The two axes.
        axes: (usize, usize),
        /// The size of the first axis.
        rows: usize,
        /// The size of the second axis.
        columns: usize,
        /// All sizes of the operand.
        sizes: Box<[usize]>,
    },
    /// An invalid equation of `einsum`, or one that does not fit its operands.
    #[error("einsum: in the equation \"{equation}\" {mistake}")]
    Equation {
        /// The equation.
        equation: Box<str>,
        /// The mistake.
        mistake: EquationMistake,
    },
    /// An invalid pattern of `rearrange`, or one that does not fit the tensor.
    #[error("rearrange: in the pattern \"{pattern}\" {mistake}")]
    Pattern {
        /// The pattern.
        pattern: Box<str>,
        /// The mistake.
        mistake: PatternMistake,
    },
    /// A convolution kernel that is longer than its input, or a stride, dilation or kernel of zero.
    #[error(
        "{op}: a kernel of {kernel} (stride {stride}, padding {}, dilation {dilation}) does not fit an input of length {length}; the kernel spans dilation*(kernel-1) + 1 steps, and stride, dilation and kernel must be at least 1",
        sides(*padding, *padding_right)
    )]
    Kernel {
        /// The operation.
        op: &'static str,
        /// The kernel size.
        kernel: usize,
        /// The stride.
        stride: usize,
        /// The number of zeros added on the left, without those of a causal convolution.
        padding: usize,
        /// The number of zeros added on the right.
        padding_right: usize,
        /// The dilation.
        dilation: usize,
        /// The length of the input.
        length: usize,
    },
    /// A transposed convolution with an empty result, or with a stride, dilation or kernel of zero.
    #[error(
        "{op}: a kernel of {kernel} (stride {stride}, padding {padding}, output padding {output_padding}, dilation {dilation}) does not fit an input of length {length}; (length-1)*stride - 2*padding + dilation*(kernel-1) + output padding + 1 must be at least 1, the output padding below the stride or the dilation, and stride, dilation and kernel at least 1"
    )]
    TransposedKernel {
        /// The operation.
        op: &'static str,
        /// The kernel size.
        kernel: usize,
        /// The stride: the distance in the result between two adjacent input steps.
        stride: usize,
        /// The number of steps removed from each side of the result.
        padding: usize,
        /// The number of steps added at the end of the result.
        output_padding: usize,
        /// The dilation.
        dilation: usize,
        /// The length of the input.
        length: usize,
    },
    /// A pooling window that is longer than its padded input, a padding of more than half the window, or a stride or window of zero.
    #[error(
        "{op}: a window of {kernel} (stride {stride}, padding {padding}) does not fit an input of length {length}; the window must be at most length + 2*padding, the padding at most half the window, and window, stride and length at least 1"
    )]
    PoolingWindow {
        /// The operation.
        op: &'static str,
        /// The number of steps per window.
        kernel: usize,
        /// The stride.
        stride: usize,
        /// The number of steps added on each side.
        padding: usize,
        /// The length of the input.
        length: usize,
    },
    /// An adaptive pooling into zero windows, or of an empty input.
    #[error("{op}: a length of {length} cannot be split into {bins} windows; both must be at least 1")]
    Bins {
        /// The operation.
        op: &'static str,
        /// The number of windows requested.
        bins: usize,
        /// The length of the input.
        length: usize,
    },
    /// A cross-correlation with an empty vector.
    #[error("{op}: cannot correlate vectors of {left} and {right} elements; both must have at least 1")]
    NothingToCorrelate {
        /// The operation.
        op: &'static str,
        /// The length of the left vector.
        left: usize,
        /// The length of the right vector.
        right: usize,
    },
    /// An operation over a list of tensors got none.
    #[error("{op}: needs at least one tensor")]
    NoOperand {
        /// The operation.
        op: &'static str,
    },
    /// The number of values does not match the sizes.
    #[error("{op}: {found} values were given for the sizes {sizes:?}")]
    Values {
        /// The operation.
        op: &'static str,
        /// How many values were given.
        found: usize,
        /// The sizes to fill.
        sizes: Box<[usize]>,
    },
    /// A probability outside its range.
    #[error("{op}: the probability is {found}, but it must be at least 0 and {limit}")]
    Probability {
        /// The operation.
        op: &'static str,
        /// The value, as text so that errors can be compared.
        found: String,
        /// The upper end of the range, in words.
        limit: &'static str,
    },
    /// A range whose steps lead away from its end, or never reach it.
    #[error(
        "{op}: steps of {step} do not lead from {start} to {end}; all three must be finite, and the step must not be 0 or lead away from the end"
    )]
    Steps {
        /// The operation.
        op: &'static str,
        /// Where the range begins, as text.
        start: String,
        /// Where the range ends, as text.
        end: String,
        /// The step, as text.
        step: String,
    },
    /// A class index that is out of range.
    #[error("{op}: element {element} is {found}, not a class in 0..{classes}")]
    Class {
        /// The operation.
        op: &'static str,
        /// The class index found.
        found: i64,
        /// The position of this index in row-major order.
        element: usize,
        /// The number of classes.
        classes: usize,
    },
    /// A result with more elements than memory can hold.
    #[error("{op}: a tensor of the sizes {sizes:?} does not fit into memory")]
    TooLarge {
        /// The operation.
        op: &'static str,
        /// The sizes of the result.
        sizes: Box<[usize]>,
    },
    /// `backward` was called on a tensor without a history.
    #[error(
        "backward: this tensor has no recorded history: no operand is a parameter or has `requires_grad()`, or it was computed inside `no_grad` or `inference`, or after `detach`"
    )]
    NotTracked,
    /// A tensor that requires gradients was cast to a different type.
    #[error(
        "cast: this tensor of {from} is tracked for gradients, but a cast to {to} passes none on; `detach` it first"
    )]
    CastTracked {
        /// The element type before the cast.
        from: &'static str,
        /// The element type requested.
        to: &'static str,
    },
    /// An integer was divided by zero. (Floats give infinity or NaN instead.)
    #[error("{op}: an integer cannot be divided by zero; `cast` the tensors to a float type to get infinities and NaN")]
    DivideByZero {
        /// The operation.
        op: &'static str,
    },
    /// `backward` or `item` was called on a tensor that does not have exactly one element.
    #[error(
        "{op}: needs a tensor of one number, but this one has the sizes {sizes:?}; reduce it with `sum_all` or a loss first"
    )]
    NotScalar {
        /// The operation.
        op: &'static str,
        /// The sizes found.
        sizes: Box<[usize]>,
    },
}

/// Describes the zero padding on each side of a signal.
fn sides(left: usize, right: usize) -> String {
    if left == right { left.to_string() } else { format!("{left} on the left and {right} on the right") }
}

impl ShapeError {
    /// Names the operation that the user called, instead of an inner one that found the error.
    #[doc(hidden)]
    pub fn name(&mut self, called: &'static str) {
        match self {
            ShapeError::Rank { op, .. }
            | ShapeError::NoSuchAxis { op, .. }
            | ShapeError::AxisTwice { op, .. }
            | ShapeError::Empty { op, .. }
            | ShapeError::FewValues { op, .. }
            | ShapeError::Argument { op, .. }
            | ShapeError::Index { op, .. }
            | ShapeError::NoSuchElement { op, .. }
            | ShapeError::Size { op, .. }
            | ShapeError::NoBroadcast { op, .. }
            | ShapeError::Differ { op, .. }
            | ShapeError::Count { op, .. }
            | ShapeError::Range { op, .. }
            | ShapeError::Divide { op, .. }
            | ShapeError::Kernel { op, .. }
            | ShapeError::TransposedKernel { op, .. }
            | ShapeError::PoolingWindow { op, .. }
            | ShapeError::Bins { op, .. }
            | ShapeError::NothingToCorrelate { op, .. }
            | ShapeError::NoOperand { op }
            | ShapeError::Values { op, .. }
            | ShapeError::Probability { op, .. }
            | ShapeError::Steps { op, .. }
            | ShapeError::Class { op, .. }
            | ShapeError::TooLarge { op, .. }
            | ShapeError::DivideByZero { op }
            | ShapeError::NotScalar { op, .. } => *op = called,
            // These variants do not store an operation, because each belongs to only one.
            ShapeError::Inner { .. }
            | ShapeError::Order { .. }
            | ShapeError::NotSquare { .. }
            | ShapeError::Equation { .. }
            | ShapeError::Pattern { .. }
            | ShapeError::NotTracked
            | ShapeError::CastTracked { .. } => {}
        }
    }
}

/// The result of an operation whose sizes are checked at run time.
pub type Result<T> = std::result::Result<T, ShapeError>;
