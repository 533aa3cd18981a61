//! Mistakes in equations of `einsum` and patterns of `rearrange`.
//!
//! A [`ShapeError`](super::ShapeError) prints these messages after its own, which names the operation and quotes the text.

crate::debug_is_message! { EquationMistake, PatternMistake }

/// The part of an equation that has a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EquationPart {
    /// An operand, counted from 1.
    Operand(usize),
    /// The part after `->`.
    Output,
}

impl std::fmt::Display for EquationPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EquationPart::Operand(operand) => write!(f, "operand {operand}"),
            EquationPart::Output => f.write_str("the output"),
        }
    }
}

/// A mistake in the syntax of an `einsum` equation, or a mismatch with the tensors to which it is applied.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EquationMistake {
    /// A character without a meaning.
    #[error("{part} has the character `{character}`, which is not a letter; an axis is one letter, a-z or A-Z")]
    Character {
        /// The character.
        character: char,
        /// The part of the equation with the mistake.
        part: EquationPart,
    },
    /// A second `...`.
    #[error("{part} has `...` twice")]
    BatchTwice {
        /// The part of the equation with the mistake.
        part: EquationPart,
    },
    /// A `...` that is not at the beginning of its part.
    #[error("{part} has `...` after a letter; it stands for the leading axes, so write it first")]
    BatchBehind {
        /// The part of the equation with the mistake.
        part: EquationPart,
    },
    /// More axes than a tensor can have.
    #[error("{part} has more than eight axes")]
    TooManyAxes {
        /// The part of the equation with the mistake.
        part: EquationPart,
    },
    /// More operands than are allowed.
    #[error("there are more than eight operands")]
    TooManyOperands,
    /// A letter of the output that no operand has.
    #[error("the output has the letter `{letter}`, but no operand does")]
    Unknown {
        /// The letter.
        letter: char,
    },
    /// A letter that occurs twice in the output.
    #[error("the output has the letter `{letter}` twice")]
    Twice {
        /// The letter.
        letter: char,
    },
    /// A `...` in the output that no operand has.
    #[error("the output has `...`, but no operand does")]
    BatchUnknown,
    /// The number of tensors differs from the number of operands.
    #[error("the number of operands is {expected}, but {found} tensors were given")]
    Operands {
        /// How many operands the equation has.
        expected: usize,
        /// How many tensors were given.
        found: usize,
    },
    /// The rank of a tensor differs from the number of letters of its operand.
    #[error("operand {operand} has {letters} letters, but the tensor has {axes} axes")]
    Axes {
        /// The operand, counted from 1.
        operand: usize,
        /// The number of letters of this operand.
        letters: usize,
        /// The number of axes of the tensor.
        axes: usize,
    },
    /// A letter whose axes differ in size.
    #[error("the letter `{letter}` has size {left} in operand {first} and {right} in operand {second}")]
    Sizes {
        /// The letter.
        letter: char,
        /// The first operand with the letter, counted from 1.
        first: usize,
        /// The size of the axis in this operand.
        left: usize,
        /// The operand in which the size differs, counted from 1.
        second: usize,
        /// The size of the axis in this operand.
        right: usize,
    },
    /// Axes of `...` that do not broadcast.
    #[error(
        "axis {axis} of `...` has size {left} in operand {first} and {right} in operand {second}; they must be equal, or one axis must have size 1 and broadcast"
    )]
    BatchSizes {
        /// The axis, counted from the end of `...`: -1 is the last.
        axis: isize,
        /// The first of the two operands, counted from 1.
        first: usize,
        /// The size of the axis in this operand.
        left: usize,
        /// The operand with the other size, counted from 1.
        second: usize,
        /// The size of the axis in this operand.
        right: usize,
    },
}

/// A mistake in the syntax of a `rearrange` pattern, or a mismatch with the tensor to which it is applied.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternMistake {
    /// No `->`, or more than one.
    #[error("`->` must occur exactly once, between the input and the output axes")]
    Arrow,
    /// Text that is not a name, parenthesis or `1`.
    #[error("`{found}` is not the name of an axis; names have letters, digits and `_`; `1` is an axis of size 1")]
    Name {
        /// The text that was found.
        found: Box<str>,
    },
    /// A group in a group, or an unbalanced parenthesis.
    #[error("the parentheses are unbalanced or nested; write a group as `(h d)`")]
    Parentheses,
    /// A group without names.
    #[error("there is an empty group; write `1` for an axis of size 1")]
    EmptyGroup,
    /// A name that occurs twice on one side.
    #[error("the name `{name}` occurs twice on one side")]
    Twice {
        /// The name.
        name: Box<str>,
    },
    /// A name that occurs on one side only.
    #[error("the name `{name}` occurs on one side only; `sum`, `mean` or `select` removes an axis, `expand` adds one")]
    OneSide {
        /// The name.
        name: Box<str>,
    },
    /// More axes than a tensor can have, after groups are split.
    #[error("there are more than eight axes after groups are split")]
    TooManyAxes,
    /// A size for a name that is not part of a group on the left, or that already has a size.
    #[error("a size is given for `{name}`, which is not part of a group on the left, or already has one")]
    Size {
        /// The name.
        name: Box<str>,
    },
    /// A group with given sizes for too few of its parts, or for all of them.
    #[error("the group `({group})` needs a size for all of its names but one, which is inferred")]
    Open {
        /// The names of the group.
        group: Box<str>,
    },
    /// The rank of the tensor differs from the number of axes on the left.
    #[error("the left side has {expected} axes, but the tensor has {found}")]
    Axes {
        /// The number of axes on the left side.
        expected: usize,
        /// The number of axes of the tensor.
        found: usize,
    },
    /// A `1` on the left for an axis of a different size.
    #[error("axis {axis} is written as `1`, but it has size {size}")]
    NotOne {
        /// The axis.
        axis: usize,
        /// The size of this axis.
        size: usize,
    },
    /// An axis that cannot be split into the parts of its group.
    #[error("the group `({group})` splits axis {axis} of size {size}, which is not divisible by the given sizes")]
    Divide {
        /// The names of the group.
        group: Box<str>,
        /// The axis.
        axis: usize,
        /// The size of this axis.
        size: usize,
    },
}
