//! `S![Batch, 96, L]`: the axes of a shape, each a number, a constant, an expression or a type.

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Expr, Path, Token, Type};

enum AxisOf {
    Size(Expr),
    Type(Type),
}

/// Returns the tuple of axes, or an error.
pub fn expand(input: TokenStream) -> TokenStream {
    let axes = match Parser::parse2(syn::punctuated::Punctuated::<AxisOf, Token![,]>::parse_terminated, input) {
        Ok(axes) => axes,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Diagnostics::default();
    if let Some(seventh) = axes.iter().nth(6) {
        errors.error(seventh, "a shape has at most six axes");
    }
    if let Err(errors) = errors.finish() {
        return errors;
    }
    let axes = axes.iter().map(|axis| match axis {
        AxisOf::Size(size @ Expr::Block(_)) => quote_spanned! { size.span() => ::timeseriesml::Dim<#size> },
        AxisOf::Size(size) => quote_spanned! { size.span() => ::timeseriesml::Dim<{ #size }> },
        AxisOf::Type(Type::Paren(axis)) => axis.elem.to_token_stream(),
        AxisOf::Type(axis) => axis.to_token_stream(),
    });
    quote! { (#(#axes,)*) }
}

impl syn::parse::Parse for AxisOf {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let fork = input.fork();
        if let Ok(axis) = fork.parse::<Type>()
            && (fork.is_empty() || fork.peek(Token![,]))
        {
            let constant = matches!(&axis, Type::Path(path) if path.qself.is_none() && is_constant(&path.path));
            if !constant {
                return input.parse().map(AxisOf::Type);
            }
        }
        input.parse().map(AxisOf::Size)
    }
}

/// Whether a path ends in an upper-case name, as constants do.
fn is_constant(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        last.arguments.is_none() && !name.contains(char::is_lowercase) && name.contains(char::is_uppercase)
    })
}

impl ToTokens for AxisOf {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            AxisOf::Size(size) => size.to_tokens(tokens),
            AxisOf::Type(axis) => axis.to_tokens(tokens),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, tuple: &str) {
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(squeezed(&expand(input.parse().unwrap()).to_string()), squeezed(tuple), "{input}");
    }

    #[test]
    fn numbers_constants_and_expressions_are_sizes() {
        check("", "()");
        check("96", "(::timeseriesml::Dim<{ 96 }>,)");
        check("L, config::LOOKBACK,", "(::timeseriesml::Dim<{ L }>, ::timeseriesml::Dim<{ config::LOOKBACK }>,)");
        check("{ N + 1 }, N + 1", "(::timeseriesml::Dim<{ N + 1 }>, ::timeseriesml::Dim<{ N + 1 }>,)");
        check("size(3)", "(::timeseriesml::Dim<{ size(3) }>,)");
    }

    #[test]
    fn everything_else_is_an_axis() {
        check("Batch, Time<12>, (A), my::Axis", "(Batch, Time<12>, A, my::Axis,)");
    }

    #[test]
    fn no_axis_and_a_seventh_axis_are_errors() {
        for (input, message) in [("96 7", "expected `,`"), ("1, 2, 3, 4, 5, 6, 7", "at most six axes")] {
            let text = expand(input.parse().unwrap()).to_string();
            assert!(text.contains("compile_error") && text.contains(message), "{text}");
        }
    }
}
