//! `rearrange!(x, "b t (h d) -> b h t d", h = 4)`: a chain of `squeeze`, `unflatten`, `permute`, `merge` and `unsqueeze`.
//!
//! The pattern is checked here. The sizes are checked by the bounds of these methods, which the functions of `rearranging` call.

use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, LitStr, Token};

/// The maximum number of axes of a typed tensor.
const MAX_RANK: usize = 6;

/// The arguments of `rearrange!`: a tensor, a pattern and the sizes of names.
pub struct Input {
    tensor: Expr,
    literal: LitStr,
    sizes: Vec<(Ident, Expr)>,
}

impl Parse for Input {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let usage = "`rearrange!(x, \"b t (h d) -> b h t d\", h = 4)`";
        let tensor = input.parse()?;
        input.parse::<Token![,]>()?;
        let Ok(literal) = input.parse() else {
            return Err(
                input.error(format!("rearrange: the second argument must be the pattern, a string literal: {usage}"))
            );
        };
        let mut sizes = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if !input.is_empty() {
                let Ok(name) = input.parse() else {
                    return Err(input.error(format!("rearrange: sizes are given by name: {usage}")));
                };
                input.parse::<Token![=]>()?;
                sizes.push((name, input.parse()?));
            }
        }
        Ok(Input { tensor, literal, sizes })
    }
}

impl Input {
    /// Adds an error that points at the pattern and quotes it.
    fn error(&self, errors: &mut Diagnostics, mistake: impl std::fmt::Display) {
        errors.error(&self.literal, self.message(mistake));
    }

    fn message(&self, mistake: impl std::fmt::Display) -> String {
        format!("rearrange: in the pattern \"{}\" {mistake}", self.literal.value())
    }

    fn size(&self, name: &str) -> Option<&(Ident, Expr)> {
        self.sizes.iter().find(|(other, _)| other == name)
    }
}

/// An axis of one side: several names for a group, one for a plain axis, none for `1`.
type Axis = Vec<String>;

/// Expands the macro, or reports everything that is wrong with the pattern.
pub fn expand(input: &Input) -> TokenStream {
    match sides(input) {
        Ok((left, right)) => chain(input, &left, &right),
        Err(errors) => errors,
    }
}

/// Returns both sides of the pattern, after checking that they match each other and the sizes.
fn sides(input: &Input) -> Result<(Vec<Axis>, Vec<Axis>), TokenStream> {
    let mut errors = Diagnostics::default();
    let text = input.literal.value();
    let (left, right) = match text.split("->").collect::<Vec<_>>()[..] {
        [left, right] => (side(input, left, "left", &mut errors), side(input, right, "right", &mut errors)),
        _ => {
            input.error(&mut errors, "`->` must occur exactly once, between the input and the output axes");
            (Vec::new(), Vec::new())
        }
    };
    // Earlier errors end here: a name may be missing on one side only because a part could not be parsed.
    errors.finish()?;
    let mut errors = Diagnostics::default();
    let (before, after) = (names(&left), names(&right));
    for (one, other, advice) in [
        (&before, &after, "remove an axis with `sum`, `mean` or `select` first"),
        (&after, &before, "write `1` for a new axis of size one"),
    ] {
        for name in one.iter().filter(|name| !other.contains(name)) {
            input.error(&mut errors, format!("the name `{name}` occurs on one side only; {advice}"));
        }
    }
    for (axes, what) in [
        (left.len(), "the left side has"),
        (before.len(), "with groups split there are"),
        (right.len(), "the right side has"),
    ] {
        if axes > MAX_RANK {
            input.error(&mut errors, format!("{what} {axes} axes, but a tensor has at most {MAX_RANK}"));
            break;
        }
    }
    check_sizes(input, &left, &mut errors);
    errors.finish().map(|()| (left, right))
}

/// Checks that exactly one name in each group lacks a size, and that names outside a group have none.
fn check_sizes(input: &Input, left: &[Axis], errors: &mut Diagnostics) {
    for (i, (name, _)) in input.sizes.iter().enumerate() {
        if !left.iter().any(|axis| axis.len() > 1 && axis.iter().any(|part| name == part)) {
            errors.error(
                name,
                input.message(format!("`{name}` is not in a group on the left, so it cannot have a size")),
            );
        } else if input.sizes[..i].iter().any(|(other, _)| other == name) {
            errors.error(name, input.message(format!("the size of `{name}` is given twice")));
        }
    }
    for group in left.iter().filter(|axis| axis.len() > 1) {
        let open: Vec<_> = group.iter().filter(|name| input.size(name).is_none()).collect();
        let whole = group.join(" ");
        match open[..] {
            [_] => {}
            [] => input.error(errors, format!("every size in `({whole})` is given; omit one: it is inferred")),
            [_, name, ..] => {
                let mistake =
                    format!("the group `({whole})` needs a size for all but one of its names: add `{name} = ..`");
                input.error(errors, mistake)
            }
        }
    }
}

fn names(side: &[Axis]) -> Vec<&String> {
    side.iter().flatten().collect()
}

/// The axes of one side.
fn side(input: &Input, text: &str, which: &str, errors: &mut Diagnostics) -> Vec<Axis> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let (mut axes, mut group) = (Vec::<Axis>::new(), None::<Axis>);
    for word in spaced.split_whitespace() {
        match (word, &mut group) {
            ("(", None) => group = Some(Vec::new()),
            (")", open @ Some(_)) => match open.take().unwrap_or_default() {
                names if names.is_empty() => {
                    input.error(errors, "there is an empty group; write `1` for an axis of size one")
                }
                names => axes.push(names),
            },
            ("(" | ")", _) => {
                let what = if word == "(" { "has a group inside a group" } else { "closes a group that is not open" };
                input.error(errors, format!("the {which} side {what}"));
                return axes;
            }
            ("1", None) => axes.push(Vec::new()),
            (name, _) if !is_name(name) => {
                let why = "names have letters, digits and `_`; `1` is an axis of size one";
                input.error(errors, format!("`{name}` on the {which} side is not an axis name; {why}"));
            }
            (name, Some(group)) => group.push(name.into()),
            (name, None) => axes.push(vec![name.into()]),
        }
    }
    if group.is_some() {
        input.error(errors, format!("the {which} side does not close a group"));
    }
    let all = names(&axes);
    for (i, name) in all.iter().enumerate() {
        if all[..i].contains(name) {
            input.error(errors, format!("the name `{name}` occurs twice on the {which} side"));
        }
    }
    axes
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Writes the chain of method calls, each with the span of the pattern, or of the size that it uses.
fn chain(input: &Input, left: &[Axis], right: &[Axis]) -> TokenStream {
    let span = Span::mixed_site().located_at(input.literal.span());
    let (tensor, axes) = (&input.tensor, left.len());
    let mut x = quote_spanned!(span=> ::timeseriesml::tensor::rearranging::start::<#axes, _, _>(&(#tensor)));
    // Axes are removed from the last to the first, so that earlier axes keep their numbers.
    for (i, _) in left.iter().enumerate().rev().filter(|(_, axis)| axis.is_empty()) {
        let i = i as isize;
        x = quote_spanned!(span=> ::timeseriesml::tensor::rearranging::squeeze::<#i, _, _>(&#x));
    }
    let groups: Vec<_> = left.iter().filter(|axis| !axis.is_empty()).collect();
    for (i, group) in groups.iter().enumerate().rev().filter(|(_, axis)| axis.len() > 1) {
        x = taken_apart(input, x, i, group);
    }
    let (before, after) = (names(left), names(right));
    let place = |name: &&String| before.iter().position(|other| other == name).unwrap_or_default();
    let order: Vec<_> = after.iter().map(place).collect();
    if !order.is_sorted() {
        let order = order.iter().map(|&axis| axis as isize);
        x = quote_spanned!(span=> ::timeseriesml::tensor::rearranging::permute::<(#(::timeseriesml::shape::Ax<#order>,)*), _, _>(&#x));
    }
    let mut first = after.len();
    for group in right.iter().rev() {
        first -= group.len();
        let i = first as isize;
        for _ in 1..group.len() {
            x = quote_spanned!(span=> ::timeseriesml::tensor::rearranging::merge::<#i, _, _>(&#x));
        }
    }
    for (i, _) in right.iter().enumerate().filter(|(_, axis)| axis.is_empty()) {
        let i = i as isize;
        x = quote_spanned!(span=> ::timeseriesml::tensor::rearranging::unsqueeze::<#i, _, _>(&#x));
    }
    // The last step has the span of the pattern, so that a mismatch of the result is reported there.
    quote_spanned!(span=> ::timeseriesml::tensor::rearranging::done(#x))
}

/// Splits axis `i` into a group: the names before the inferred one are split off at the front, those after it at the back.
fn taken_apart(input: &Input, mut x: TokenStream, i: usize, group: &[String]) -> TokenStream {
    let sizes: Vec<_> = group.iter().map(|name| input.size(name)).collect();
    let place = |name: &Ident| Span::mixed_site().located_at(name.span());
    for (axis, (name, size)) in (i as isize..).zip(sizes.iter().map_while(|size| *size)) {
        x = quote_spanned!(place(name)=> ::timeseriesml::tensor::rearranging::unflatten::<#axis, { #size }, _, _>(&#x));
    }
    let open = sizes.iter().position(Option::is_none).unwrap_or_default();
    let axis = (i + open) as isize;
    for (name, size) in sizes.iter().rev().map_while(|size| *size) {
        x = quote_spanned!(place(name)=> ::timeseriesml::tensor::rearranging::unflatten_last::<#axis, { #size }, _, _>(&#x));
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, chain: &str) {
        let text = expand(&syn::parse_str(input).unwrap()).to_string().replace(' ', "");
        let text = text
            .replace("::timeseriesml::tensor::", "")
            .replace("::timeseriesml::shape::", "")
            .replace("::timeseriesml::", "")
            .replace("rearranging::", "")
            .replace(",_,_>", ">");
        let text = text.replace("isize", "").replace("usize", "");
        assert_eq!(text, chain.replace(' ', ""));
    }

    fn refused(input: &str, messages: &[&str]) {
        let text = expand(&syn::parse_str(input).unwrap()).to_string();
        assert_eq!(text.matches("compile_error").count(), messages.len(), "{text}");
        for message in messages {
            assert!(text.contains(message), "{message:?} is not in {text}");
        }
    }

    #[test]
    fn a_pattern_is_a_chain_of_steps() {
        check(
            "x, \"b t (h d) -> b h t d\", h = 4",
            "done(permute::<(Ax<0>,Ax<2>,Ax<1>,Ax<3>,)>(&unflatten::<2,{4}>(&start::<3>(&(x)))))",
        );
        check("x, \"b h t d -> b h (t d)\"", "done(merge::<2>(&start::<4>(&(x))))");
        check(
            "x, \"1 a (b c) -> a 1 b c 1\", b = N",
            "done(unsqueeze::<4>(&unsqueeze::<1>(&unflatten::<1,{N}>(&squeeze::<0>(&start::<3>(&(x)))))))",
        );
        check(
            "x, \"(a b c) -> a b c\", c = 2, a = 3",
            "done(unflatten_last::<1,{2}>(&unflatten::<0,{3}>(&start::<1>(&(x)))))",
        );
    }

    #[test]
    fn mistakes_are_reported_all_at_once() {
        refused("x, \"a b\"", &["`->` must occur exactly once"]);
        refused("x, \"a a 2 -> (a (b)\"", &["occurs twice on the left", "`2` on the left", "group inside a group"]);
        refused("x, \"a b -> a c\"", &["`b` occurs on one side only", "`c` occurs on one side only"]);
        refused("x, \"(a b) -> a b\"", &["add `b = ..`"]);
        refused("x, \"(a b) -> a b\", a = 1, b = 2", &["omit one"]);
        refused("x, \"(a b) c -> a b c\", a = 1, a = 2, c = 3", &["given twice", "`c` is not in a group"]);
        refused(
            "x, \"(a b c d) (e f g) -> (a b c d e f g)\", a = 1, b = 1, c = 1, e = 1, f = 1",
            &["there are 7 axes"],
        );
    }
}
