//! Checks an equation and the number of its operands. The sizes are checked later, by the types of the expanded code.

use super::equation::{Equation, Input, Term};
use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use std::collections::BTreeMap;

/// The maximum number of axes of a typed tensor.
const MAX_RANK: usize = 6;
/// The maximum number of operands.
const MAX_OPERANDS: usize = 8;

/// A valid equation.
pub struct Checked {
    pub operands: Vec<Term>,
    pub output: Term,
}

/// Returns the equation with its output, or all of its mistakes.
pub fn checked(input: &Input, equation: Equation) -> Result<Checked, TokenStream> {
    let mut errors = Diagnostics::default();
    let Equation { operands, output } = equation;
    for (i, term) in operands.iter().enumerate() {
        axes(input, &format!("operand {}", i + 1), term, &mut errors);
    }
    let (expected, found) = (operands.len(), input.operands.len());
    let are = if expected == 1 { "is 1 operand".into() } else { format!("are {expected} operands") };
    if expected > MAX_OPERANDS {
        input.error(&mut errors, format!("there {are}, but at most {MAX_OPERANDS} are allowed"));
    } else if expected != found {
        let were = if found == 1 { "tensor was" } else { "tensors were" };
        input.error(&mut errors, format!("there {are}, but {found} {were} given"));
    }
    let mut counts = BTreeMap::new();
    operands.iter().flat_map(|term| &term.letters).for_each(|&letter| *counts.entry(letter).or_insert(0) += 1);
    let batch = operands.iter().any(|term| term.batch);
    // Without `->`, the output has the letters that occur once, in alphabetical order, as in NumPy. `counts` is sorted.
    let once = || counts.iter().filter(|(_, count)| **count == 1).map(|(&letter, _)| letter).collect();
    let written = output.is_some();
    let output = output.unwrap_or_else(|| Term { batch, letters: once() });
    if written || output.letters.len() <= MAX_RANK {
        axes(input, "the output", &output, &mut errors);
    } else {
        let letters = output.letters.len();
        let rule = "without `->` the output has all letters that occur once";
        let remedy = "write `->` and the letters to keep; the others are summed over";
        input.error(&mut errors, format!("{rule}: {letters}, but a tensor has at most {MAX_RANK} axes; {remedy}"));
    }
    if output.batch && !batch {
        input.error(&mut errors, "the output has `...`, but no operand does");
    }
    for (i, letter) in output.letters.iter().enumerate() {
        if !counts.contains_key(letter) {
            input.error(&mut errors, format!("the output has the letter `{letter}`, but no operand does"));
        } else if output.letters[..i].contains(letter) {
            let remedy = "to put a vector on a diagonal, multiply it by `Tensor::eye()`";
            input.error(&mut errors, format!("the output has the letter `{letter}` twice; {remedy}"));
        }
    }
    errors.finish().map(|()| Checked { operands, output })
}

fn axes(input: &Input, part: &str, term: &Term, errors: &mut Diagnostics) {
    let letters = term.letters.len();
    if letters > MAX_RANK {
        input.error(errors, format!("{part} has {letters} letters, but a tensor has at most {MAX_RANK} axes"));
    }
}
