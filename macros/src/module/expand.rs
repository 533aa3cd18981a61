//! Writes the impl of `Module`.

use super::validate::VisitedField;
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::{DeriveInput, Ident, Type, ext::IdentExt, parse_quote, spanned::Spanned};

/// `impl Module` that visits `fields`.
///
/// A bound stands only where a field's type names a type parameter: elsewhere the compiler knows the type, and a field
/// that is no module is an error at that type.
pub fn implementation(input: &DeriveInput, fields: &[VisitedField<'_>]) -> TokenStream {
    let name = &input.ident;
    let parameters: HashSet<&Ident> = input.generics.type_params().map(|parameter| &parameter.ident).collect();
    let mut generics = input.generics.clone();
    for VisitedField { ty, .. } in fields.iter().filter(|field| mentions(field.ty, &parameters)) {
        generics.make_where_clause().predicates.push(parse_quote!(#ty: ::timeseriesml::Module));
    }
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let visits = fields.iter().map(|field| call(field, quote!(visit), quote!(&)));
    let visits_mut = fields.iter().map(|field| call(field, quote!(visit_mut), quote!(&mut)));
    let kind = match kind_method(input) {
        Some(method) => quote!(Self::#method(self)),
        None => {
            let text = name.unraw().to_string();
            quote!(::std::convert::From::from(#text))
        }
    };
    quote! {
        #[automatically_derived]
        impl #impl_generics ::timeseriesml::Module for #name #type_generics #where_clause {
            fn kind(&self) -> ::std::string::String {
                #kind
            }
            fn visit(&self, __path: ::timeseriesml::Path<'_>, __visitor: &mut dyn ::timeseriesml::Visitor) {
                __visitor.module(__path, self);
                #(#visits)*
            }
            fn visit_mut(&mut self, __path: ::timeseriesml::Path<'_>, __visitor: &mut dyn ::timeseriesml::VisitorMut) {
                #(#visits_mut)*
            }
        }
    }
}

/// The method that `#[module(kind = method)]` names.
fn kind_method(input: &DeriveInput) -> Option<Ident> {
    let mut method = None;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("module")) {
        // What cannot be read was reported before.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("kind") {
                method = Some(meta.value()?.parse()?);
            }
            Ok(())
        });
    }
    method
}

/// The visit of one field, spanned like its type.
fn call(field: &VisitedField<'_>, method: TokenStream, borrow: TokenStream) -> TokenStream {
    let VisitedField { member, name, ty } = field;
    quote_spanned! { ty.span() =>
        <#ty as ::timeseriesml::Module>::#method(#borrow self.#member, __path.field(#name), __visitor);
    }
}

fn mentions(ty: &Type, parameters: &HashSet<&Ident>) -> bool {
    fn any(tokens: TokenStream, parameters: &HashSet<&Ident>) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => parameters.contains(&ident),
            TokenTree::Group(group) => any(group.stream(), parameters),
            _ => false,
        })
    }
    any(ty.to_token_stream(), parameters)
}
