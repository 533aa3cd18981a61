//! The equations of `einsum`, such as `"...ij,jk->ik"`, represented by numbers.
//!
//! A letter names an axis, `...` the leading axes, which broadcast; spaces are ignored. All functions are `const`, since the same code parses the
//! equation of a typed `einsum!` at compile time. A *label* is a small number for a letter, or for one of the axes of `...`, counted from the last.
//! There are 60 labels, so a set of labels fits into a `u64`.

use crate::error::{EquationMistake, EquationPart, Result, ShapeError};
use crate::layout::MAX_RANK;

/// The maximum number of operands of an equation.
pub const MAX_OPERANDS: usize = 8;
/// The number of letters: A to Z, then a to z, in the order of the axes of an implicit output.
const LETTERS: usize = 52;
/// The number of labels: the letters, then the axes of `...`.
pub const LABELS: usize = LETTERS + MAX_RANK;

type Checked<T> = std::result::Result<T, EquationMistake>;

/// A list of labels, inline.
#[must_use]
#[derive(Clone, Copy, Debug)]
pub struct Labels {
    count: usize,
    labels: [u8; MAX_RANK],
}

impl Labels {
    pub const fn none() -> Self {
        Labels { count: 0, labels: [0; MAX_RANK] }
    }

    pub const fn len(&self) -> usize {
        self.count
    }

    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub const fn is_full(&self) -> bool {
        self.count == MAX_RANK
    }

    pub const fn get(&self, i: usize) -> usize {
        self.labels[i] as usize
    }

    /// # Panics
    /// If the list is full; callers check that first.
    pub const fn push(&mut self, label: usize) {
        self.labels[self.count] = label as u8;
        self.count += 1;
    }

    pub const fn mask(&self) -> u64 {
        let (mut mask, mut i) = (0, 0);
        while i < self.count {
            mask |= 1 << self.labels[i];
            i += 1;
        }
        mask
    }

    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.count).map(|i| self.get(i))
    }

    pub fn position(&self, label: usize) -> Option<usize> {
        self.iter().position(|other| other == label)
    }

    /// The labels of this list that are also in the set `mask`, in their order.
    pub fn only(&self, mask: u64) -> Self {
        let mut out = Labels::none();
        self.iter().filter(|label| mask >> label & 1 == 1).for_each(|label| out.push(label));
        out
    }

    pub fn without(&self, axis: usize) -> Self {
        let mut out = Labels::none();
        self.iter().enumerate().filter(|(i, _)| *i != axis).for_each(|(_, label)| out.push(label));
        out
    }
}

/// The label of a letter.
const fn label_of(letter: u8) -> Option<usize> {
    match letter {
        b'A'..=b'Z' => Some((letter - b'A') as usize),
        b'a'..=b'z' => Some((letter - b'a') as usize + 26),
        _ => None,
    }
}

/// The letter of a label that does not belong to `...`.
const fn letter_of(label: usize) -> char {
    (if label < 26 { b'A' + label as u8 } else { b'a' + label as u8 - 26 }) as char
}

/// Whether a label is for an axis of `...`.
pub const fn is_batch(label: usize) -> bool {
    label >= LETTERS
}

/// One operand, or the output after the arrow.
#[derive(Clone, Copy, Debug)]
struct Term {
    batch: bool,
    letters: Labels,
}

impl Term {
    const fn new() -> Self {
        Term { batch: false, letters: Labels::none() }
    }

    /// The labels of a tensor in which `...` is `batch` axes.
    const fn labels(&self, batch: usize) -> Labels {
        let mut labels = Labels::none();
        let mut axis = batch;
        while axis > 0 {
            axis -= 1;
            labels.push(LETTERS + axis);
        }
        let mut i = 0;
        while i < self.letters.len() {
            labels.push(self.letters.get(i));
            i += 1;
        }
        labels
    }
}

/// An equation with correct syntax.
#[derive(Clone, Copy, Debug)]
pub struct Equation<'a> {
    text: &'a str,
    count: usize,
    operands: [Term; MAX_OPERANDS],
    output: Term,
}

impl<'a> Equation<'a> {
    /// Parses an equation.
    pub const fn parse(text: &'a str) -> Checked<Self> {
        let bytes = text.as_bytes();
        let mut equation = Equation { text, count: 1, operands: [Term::new(); MAX_OPERANDS], output: Term::new() };
        let (mut i, mut written) = (0, false);
        while i < bytes.len() {
            let byte = bytes[i];
            let part = if written { EquationPart::Output } else { EquationPart::Operand(equation.count) };
            let term = if written { &mut equation.output } else { &mut equation.operands[equation.count - 1] };
            i += 1;
            match byte {
                b' ' => {}
                b',' if !written => {
                    if equation.count == MAX_OPERANDS {
                        return Err(EquationMistake::TooManyOperands);
                    }
                    equation.count += 1;
                }
                b'-' if !written && i < bytes.len() && bytes[i] == b'>' => {
                    written = true;
                    i += 1;
                }
                b'.' if i + 1 < bytes.len() && bytes[i] == b'.' && bytes[i + 1] == b'.' => {
                    if term.batch {
                        return Err(EquationMistake::BatchTwice { part });
                    }
                    if !term.letters.is_empty() {
                        return Err(EquationMistake::BatchBehind { part });
                    }
                    term.batch = true;
                    i += 2;
                }
                _ => {
                    let Some(label) = label_of(byte) else {
                        return Err(EquationMistake::Character { character: byte as char, part });
                    };
                    if term.letters.is_full() {
                        return Err(EquationMistake::TooManyAxes { part });
                    }
                    term.letters.push(label);
                }
            }
        }
        if written { equation.with_checked_output() } else { equation.with_implicit_output() }
    }

    /// Like [`parse`](Self::parse), but for an equation that is known only at run time.
    pub fn read(text: &'a str) -> Result<Self> {
        Equation::parse(text).map_err(|mut mistake| {
            // `parse` reads bytes. The first byte that is not ASCII begins the first character that is not ASCII.
            if let EquationMistake::Character { character, .. } = &mut mistake
                && let Some(found) = text.chars().find(|c| !c.is_ascii())
                && !character.is_ascii()
            {
                *character = found;
            }
            ShapeError::Equation { equation: text.into(), mistake }
        })
    }

    /// The letters that occur in the operands, those that occur more than once, and whether an operand has `...`.
    const fn occurring(&self) -> (u64, u64, bool) {
        let (mut once, mut more, mut batch, mut operand) = (0u64, 0u64, false, 0);
        while operand < self.count {
            let term = &self.operands[operand];
            batch |= term.batch;
            let mut i = 0;
            while i < term.letters.len() {
                let bit = 1 << term.letters.get(i);
                more |= once & bit;
                once |= bit;
                i += 1;
            }
            operand += 1;
        }
        (once, more, batch)
    }

    const fn with_checked_output(self) -> Checked<Self> {
        let (occurring, _, batch) = self.occurring();
        if self.output.batch && !batch {
            return Err(EquationMistake::BatchUnknown);
        }
        let (mut named, mut i) = (0u64, 0);
        while i < self.output.letters.len() {
            let label = self.output.letters.get(i);
            if occurring >> label & 1 == 0 {
                return Err(EquationMistake::Unknown { letter: letter_of(label) });
            }
            if named >> label & 1 == 1 {
                return Err(EquationMistake::Twice { letter: letter_of(label) });
            }
            named |= 1 << label;
            i += 1;
        }
        Ok(self)
    }

    /// The implicit output, as in NumPy: `...`, then the letters that occur once, in alphabetical order.
    const fn with_implicit_output(mut self) -> Checked<Self> {
        let (once, more, batch) = self.occurring();
        self.output.batch = batch;
        let mut rest = once & !more;
        while rest != 0 {
            if self.output.letters.is_full() {
                return Err(EquationMistake::TooManyAxes { part: EquationPart::Output });
            }
            self.output.letters.push(rest.trailing_zeros() as usize);
            rest &= rest - 1;
        }
        Ok(self)
    }

    /// The number of axes of `...` in an operand with `axes` axes.
    const fn batch_axes(&self, operand: usize, axes: usize) -> Checked<usize> {
        let term = &self.operands[operand];
        let letters = term.letters.len();
        if axes < letters || (axes > letters && !term.batch) {
            return Err(EquationMistake::Axes { operand: operand + 1, letters, axes });
        }
        Ok(axes - letters)
    }

    /// A label for each axis of an operand with `axes` axes.
    pub const fn labels(&self, operand: usize, axes: usize) -> Checked<Labels> {
        match self.batch_axes(operand, axes) {
            Ok(batch) => Ok(self.operands[operand].labels(batch)),
            Err(mistake) => Err(mistake),
        }
    }

    /// A label for each axis of the output, where `batch` is the result of [`most_batch_axes`](Self::most_batch_axes).
    pub const fn output(&self, batch: usize) -> Checked<Labels> {
        let batch = if self.output.batch { batch } else { 0 };
        if batch + self.output.letters.len() > MAX_RANK {
            return Err(EquationMistake::TooManyAxes { part: EquationPart::Output });
        }
        Ok(self.output.labels(batch))
    }

    /// The number of axes of `...` in the operand with the most of them.
    pub const fn most_batch_axes(&self, axes: &[usize]) -> Checked<usize> {
        if axes.len() != self.count {
            return Err(EquationMistake::Operands { expected: self.count, found: axes.len() });
        }
        let (mut most, mut operand) = (0, 0);
        while operand < axes.len() {
            match self.batch_axes(operand, axes[operand]) {
                Ok(batch) if batch > most => most = batch,
                Ok(_) => {}
                Err(mistake) => return Err(mistake),
            }
            operand += 1;
        }
        Ok(most)
    }

    /// A mistake as an error that quotes the equation.
    pub fn error(&self, mistake: EquationMistake) -> ShapeError {
        ShapeError::Equation { equation: self.text.into(), mistake }
    }
}

/// The mistake that a label has two sizes. Each size is given with its operand, counted from 0.
pub fn differing(label: usize, (first, left): (usize, usize), (second, right): (usize, usize)) -> EquationMistake {
    let (first, second) = (first + 1, second + 1);
    match label.checked_sub(LETTERS) {
        Some(axis) => EquationMistake::BatchSizes { axis: -1 - axis as isize, first, left, second, right },
        None => EquationMistake::Sizes { letter: letter_of(label), first, left, second, right },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, message: &str) {
        let error = Equation::read(text).unwrap_err().to_string();
        assert_eq!(error, format!("einsum: in the equation \"{text}\" {message}"));
    }

    fn output(text: &str, batch: usize) -> String {
        let labels = Equation::parse(text).unwrap().output(batch).unwrap();
        labels.iter().map(|label| if label < LETTERS { letter_of(label) } else { '.' }).collect()
    }

    #[test]
    fn an_implicit_output_has_the_letters_that_occur_once() {
        assert_eq!(output("ij,jk", 0), "ik");
        assert_eq!(output("ba", 0), "ab");
        assert_eq!(output("bA", 0), "Ab");
        assert_eq!(output("ii", 0), "");
        assert_eq!(output("...ij,...jk", 2), "..ik");
        assert_eq!(output("...ij,...jk->ki", 2), "ki");
    }

    #[test]
    fn spaces_are_ignored() {
        assert_eq!(output("b i j, b j k -> b i k", 0), output("bij,bjk->bik", 0));
    }

    #[test]
    fn mistakes_name_letter_and_operand() {
        check("i1", "operand 1 has the character `1`, which is not a letter; an axis is one letter, a-z or A-Z");
        check("ij,jß", "operand 2 has the character `ß`, which is not a letter; an axis is one letter, a-z or A-Z");
        check("i->j", "the output has the letter `j`, but no operand does");
        check("ij->ii", "the output has the letter `i` twice");
        check("...i......", "operand 1 has `...` twice");
        check("i,i...->", "operand 2 has `...` after a letter; it stands for the leading axes, so write it first");
        check("i->...", "the output has `...`, but no operand does");
        check("abcdefghi->", "operand 1 has more than eight axes");
        check("abcde,fghij", "the output has more than eight axes");
        check(",,,,,,,,", "there are more than eight operands");
        check("i->i->i", "the output has the character `-`, which is not a letter; an axis is one letter, a-z or A-Z");
        check("i->i,i", "the output has the character `,`, which is not a letter; an axis is one letter, a-z or A-Z");
    }
}
