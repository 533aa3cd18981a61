//! Reads the arguments of `einsum!`, and the equation letter by letter.

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitStr, Token};

/// The arguments: an equation and the operands.
pub struct Input {
    pub literal: LitStr,
    pub operands: Vec<Expr>,
}

impl Parse for Input {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let Ok(literal) = input.parse() else {
            return Err(input.error("einsum: the equation comes first, as a string literal, which the compiler reads: `einsum!(\"ij,jk->ik\", x, y)`; one that is known only when running goes to the function `einsum(equation, &[&x, &y])` of `DynTensor`s"));
        };
        let mut operands = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if !input.is_empty() {
                operands.push(input.parse()?);
            }
        }
        Ok(Input { literal, operands })
    }
}

impl Input {
    /// Adds an error that repeats the equation and points to it.
    pub fn error(&self, errors: &mut Diagnostics, mistake: impl std::fmt::Display) {
        errors.error(&self.literal, format!("einsum: in the equation \"{}\" {mistake}", self.literal.value()));
    }
}

/// The part between two commas, or after the arrow.
#[derive(Default)]
pub struct Term {
    /// Whether it begins with `...`.
    pub batch: bool,
    pub letters: Vec<char>,
}

/// The letters of an equation.
pub struct Equation {
    pub operands: Vec<Term>,
    /// The part after the arrow, if there is one.
    pub output: Option<Term>,
}

/// The equation, or errors for all characters that cannot be read.
pub fn read(input: &Input) -> Result<Equation, TokenStream> {
    let mut errors = Diagnostics::default();
    let text = input.literal.value();
    let (operands, output) = match text.split_once("->") {
        Some((operands, output)) => (operands, Some(output)),
        None => (&text[..], None),
    };
    if output.is_some_and(|output| output.contains("->")) {
        input.error(&mut errors, "`->` stands twice");
        return Err(errors.finish().expect_err("there is an error"));
    }
    let operands = operands.split(',').enumerate();
    let operands = operands.map(|(i, text)| term(input, text, &format!("operand {}", i + 1), &mut errors)).collect();
    let output = output.map(|text| term(input, text, "the output", &mut errors));
    errors.finish().map(|()| Equation { operands, output })
}

fn term(input: &Input, text: &str, part: &str, errors: &mut Diagnostics) -> Term {
    let mut term = Term::default();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("...") {
            if term.batch {
                input.error(errors, format!("{part} has `...` twice"));
            } else if !term.letters.is_empty() {
                let why = "it stands for leading axes: write it in front";
                input.error(errors, format!("{part} has `...` behind a letter; {why}"));
            }
            term.batch = true;
            rest = behind;
            continue;
        }
        match character {
            ' ' => {}
            'a'..='z' | 'A'..='Z' => term.letters.push(character),
            _ => {
                let why = "which is no letter; an axis is one letter, a-z or A-Z";
                input.error(errors, format!("{part} has the character `{character}`, {why}"));
            }
        }
        rest = &rest[character.len_utf8()..];
    }
    term
}
