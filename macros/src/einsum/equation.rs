//! Reads the arguments of `einsum!`, and the equation letter by letter.

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitStr, Token};

/// The arguments of `einsum!`: an equation and the operands.
pub struct Input {
    pub literal: LitStr,
    pub operands: Vec<Expr>,
}

impl Parse for Input {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let Ok(literal) = input.parse() else {
            return Err(input.error("einsum: the first argument must be the equation, a string literal: `einsum!(\"ij,jk->ik\", x, y)`; for an equation known only at run time use the function `einsum(equation, &[&x, &y])` on `DynTensor`s"));
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
    /// Adds an error that points at the equation and quotes it.
    pub fn error(&self, errors: &mut Diagnostics, mistake: impl std::fmt::Display) {
        errors.error(&self.literal, format!("einsum: in the equation \"{}\" {mistake}", self.literal.value()));
    }
}

/// The letters of one operand, or of the output.
#[derive(Default)]
pub struct Term {
    /// Whether `...` comes first.
    pub batch: bool,
    pub letters: Vec<char>,
}

/// The letters of an equation.
pub struct Equation {
    pub operands: Vec<Term>,
    /// The output after `->`; `None` if there is no `->`.
    pub output: Option<Term>,
}

/// Parses the equation, or reports all characters that are not allowed.
pub fn read(input: &Input) -> Result<Equation, TokenStream> {
    let mut errors = Diagnostics::default();
    let text = input.literal.value();
    let (operands, output) = match text.split_once("->") {
        Some((operands, output)) => (operands, Some(output)),
        None => (&text[..], None),
    };
    if output.is_some_and(|output| output.contains("->")) {
        input.error(&mut errors, "`->` occurs twice");
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
        if let Some(after) = rest.strip_prefix("...") {
            if term.batch {
                input.error(errors, format!("{part} has `...` twice"));
            } else if !term.letters.is_empty() {
                let why = "it stands for the leading axes, so write it first";
                input.error(errors, format!("{part} has `...` after a letter; {why}"));
            }
            term.batch = true;
            rest = after;
            continue;
        }
        match character {
            ' ' => {}
            'a'..='z' | 'A'..='Z' => term.letters.push(character),
            _ => {
                let why = "which is not a letter; an axis is one letter, a-z or A-Z";
                input.error(errors, format!("{part} has the character `{character}`, {why}"));
            }
        }
        rest = &rest[character.len_utf8()..];
    }
    term
}
