//! Writes an equation as a generic function and calls it. Each axis is a type parameter; the bounds are the rules of `shape/einsum.rs`.
//!
//! Among the type parameters, `A1_2` is the second axis of the first operand, `J1` the axis that joins two axes of one letter, `B1` the axes of `...`
//! in the first operand, `P1` the broadcast of the axes of `...` in two operands. All code has the span of the equation, so that messages point at
//! the equation; the arguments of the call have the spans of the operands.

use super::equation::Input;
use super::validate::Checked;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::collections::BTreeMap;
use syn::spanned::Spanned;

/// The types and bounds of the function.
struct Signature {
    span: Span,
    types: Vec<Ident>,
    bounds: Vec<TokenStream>,
}

impl Signature {
    /// Declares a new type parameter with its bound, and returns its name.
    fn declared(&mut self, name: String, is: &str) -> Ident {
        let (name, is) = (Ident::new(&name, self.span), Ident::new(is, self.span));
        self.types.push(name.clone());
        self.bound(quote!(#name: ::timeseriesml::shape::#is));
        name
    }

    /// The element type of an operand: `E` for the first; for the others a type parameter whose bound says that it equals `E`.
    fn element(&mut self, operand: usize) -> Ident {
        if operand == 1 {
            return Ident::new("E", self.span);
        }
        let name = format_ident!("E{operand}", span = self.span);
        self.types.push(name.clone());
        self.bound(quote!(#name: ::timeseriesml::tensor::EinsumElement<#operand, E>));
        name
    }

    fn bound(&mut self, bound: TokenStream) {
        self.bounds.push(bound);
    }
}

/// Returns the function and a call to it. The call borrows the operands.
pub fn function_and_call(input: &Input, equation: &Checked) -> TokenStream {
    let span = Span::mixed_site().located_at(input.literal.span());
    let mut signature = Signature { span, types: Vec::new(), bounds: Vec::new() };
    let shapes: Vec<_> = (1..=equation.operands.len()).map(|i| signature.declared(format!("S{i}"), "Ranked")).collect();
    let elements: Vec<_> = (1..=shapes.len()).map(|i| signature.element(i)).collect();
    let output = output(&mut signature, &shapes, equation);
    let Signature { types, bounds, .. } = signature;
    let (literal, operands) = (&input.literal, &input.operands);
    let place = |expr: &syn::Expr| Span::mixed_site().located_at(expr.span());
    let arguments: Vec<_> = operands.iter().enumerate().map(|(i, x)| format_ident!("x{i}", span = place(x))).collect();
    let numbers = 1..=operands.len();
    let tensors = (1usize..)
        .zip(&arguments)
        .map(|(operand, x)| quote_spanned!(x.span()=> ::timeseriesml::tensor::EinsumTensor::<#operand>::tensor(#x)));
    let parameters: Vec<_> = (0..operands.len()).map(|i| format_ident!("x{i}", span = span)).collect();
    // The operands are outside the block, so that they cannot see the names in it.
    quote_spanned! {span=>
        match (#(&(#operands),)*) {
            (#(#arguments,)*) => {
                struct Equation;
                impl ::timeseriesml::tensor::EinsumEquation for Equation {
                    const TEXT: &'static str = #literal;
                }
                #[track_caller]
                #[allow(
                    non_camel_case_types,
                    clippy::too_many_arguments,
                    clippy::type_complexity,
                    reason = "written by a macro: a type for each axis, an argument for each operand"
                )]
                fn einsum<E: ::timeseriesml::Float, #(#types),*>(
                    #(#parameters: &::timeseriesml::Tensor<#shapes, #elements>),*
                ) -> ::timeseriesml::Tensor<#output, E>
                where
                    #(#bounds),*
                {
                    ::timeseriesml::tensor::einsum_typed::<Equation, (#(#shapes,)*), #output, E>(
                        ::std::vec![#(::timeseriesml::tensor::EinsumElement::<#numbers, E>::same(#parameters.clone().into_dyn())),*]
                    )
                }
                einsum(#(#tensors),*)
            }
        }
    }
}

/// Declares the axes of each operand, joins the axes of one letter, and returns the shape of the output.
fn output(signature: &mut Signature, shapes: &[Ident], equation: &Checked) -> TokenStream {
    let (mut letters, mut batch) = (BTreeMap::<char, Ident>::new(), None::<Ident>);
    let (mut joined, mut put_together) = (0, 0);
    for (operand, (term, shape)) in (1usize..).zip(equation.operands.iter().zip(shapes)) {
        let count = term.letters.len();
        let axes: Vec<_> = (1..=count).map(|axis| signature.declared(format!("A{operand}_{axis}"), "Axis")).collect();
        if term.batch {
            let own = signature.declared(format!("B{operand}"), "Ranked");
            signature.bound(quote! {
                #shape: ::timeseriesml::shape::EinsumBatchOperand<#operand, #count, Batch = #own, Letters = (#(#axes,)*)>
            });
            batch = Some(match batch {
                None => own,
                Some(before) => {
                    put_together += 1;
                    let both = signature.declared(format!("P{put_together}"), "Ranked");
                    signature.bound(quote!(#before: ::timeseriesml::shape::Broadcast<#own, Output = #both>));
                    both
                }
            });
        } else {
            signature
                .bound(quote!(#shape: ::timeseriesml::shape::EinsumOperand<#operand, #count, Letters = (#(#axes,)*)>));
        }
        for (&letter, axis) in term.letters.iter().zip(axes) {
            let axis = match letters.remove(&letter) {
                None => axis,
                Some(before) => {
                    joined += 1;
                    let both = signature.declared(format!("J{joined}"), "Axis");
                    signature.bound(quote!(#before: ::timeseriesml::shape::SameLetter<#letter, #axis, Output = #both>));
                    both
                }
            };
            letters.insert(letter, axis);
        }
    }
    let kept = equation.output.letters.iter().map(|letter| &letters[letter]);
    match batch.filter(|_| equation.output.batch) {
        None => quote!((#(#kept,)*)),
        Some(batch) => {
            let bound = quote!(#batch: ::timeseriesml::shape::InFrontOf<(#(#kept,)*), Output = O>);
            let whole = signature.declared("O".into(), "Ranked");
            signature.bound(bound);
            quote!(#whole)
        }
    }
}
