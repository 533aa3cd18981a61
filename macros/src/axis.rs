//! `#[derive(Axis)]` for `struct Asset;` and `struct Time<const N: usize>;`.
//!
//! An axis is a name and perhaps a size, so fields, variants and other parameters are errors.

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{ConstParam, Data, DeriveInput, Fields, GenericParam, Ident, Type};

/// Expands the derive, or reports why the input is not an axis.
pub fn derive(input: &DeriveInput) -> TokenStream {
    match validate(input) {
        Ok(None) => run_time(&input.ident),
        Ok(Some(size)) => sized(&input.ident, size),
        Err(errors) => errors,
    }
}

/// Returns the parameter for the size, or `None` if the axis has none; an input that is not an axis is an error.
fn validate(input: &DeriveInput) -> Result<Option<&ConstParam>, TokenStream> {
    let mut errors = Diagnostics::default();
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unit => {}
            fields => {
                errors.error(fields, "an axis has no fields: write `struct Batch;` or `struct Time<const N: usize>;`")
            }
        },
        Data::Enum(data) => errors.error(data.enum_token, "an axis is a struct without fields: `struct Batch;`"),
        Data::Union(data) => errors.error(data.union_token, "an axis is a struct without fields: `struct Batch;`"),
    }
    let mut size = None;
    for parameter in &input.generics.params {
        match parameter {
            GenericParam::Const(parameter) if size.is_some() => {
                errors.error(parameter, "an axis has one size: remove this parameter")
            }
            GenericParam::Const(parameter) => {
                if !is_usize(&parameter.ty) {
                    errors.error(&parameter.ty, "the size of an axis is a `usize`");
                }
                size = Some(parameter);
            }
            GenericParam::Type(parameter) => {
                errors.error(parameter, "an axis takes only its size as a parameter: `struct Time<const N: usize>;`")
            }
            GenericParam::Lifetime(parameter) => errors.error(parameter, "an axis has no lifetimes"),
        }
    }
    if let Some(clause) = &input.generics.where_clause {
        errors.error(clause, "an axis has no `where` clause: it must exist for every size");
    }
    errors.finish().map(|()| size)
}

fn is_usize(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("usize"))
}

/// Writes the impls of an axis with a name and a run-time size.
fn run_time(name: &Ident) -> TokenStream {
    let text = name.to_string();
    quote! {
        #[automatically_derived]
        impl ::timeseriesml::Axis for #name {
            type Bare = ::timeseriesml::Dyn;
            type Like<__B: ::timeseriesml::shape::Bare> = __B;
            const NAME: &'static str = #text;
            const SIZE: ::core::option::Option<usize> = ::core::option::Option::None;
        }
        #[automatically_derived]
        impl ::timeseriesml::shape::NamedAxis for #name {}
    }
}

/// Writes the impls of an axis with a name and a static size; `Family` gives the axis of the same name with a different size.
fn sized(name: &Ident, size: &ConstParam) -> TokenStream {
    let text = name.to_string();
    let size = &size.ident;
    quote! {
        #[automatically_derived]
        impl<const #size: usize> ::timeseriesml::Axis for #name<#size> {
            type Bare = ::timeseriesml::Dim<#size>;
            type Like<__B: ::timeseriesml::shape::Bare> = __B::In<#name<#size>>;
            const NAME: &'static str = #text;
            const SIZE: ::core::option::Option<usize> = ::core::option::Option::Some(#size);
        }
        #[automatically_derived]
        impl<const #size: usize> ::timeseriesml::shape::Family for #name<#size> {
            type Sized<const __SIZE: usize> = #name<__SIZE>;
        }
        #[automatically_derived]
        impl<const #size: usize> ::timeseriesml::shape::NamedAxis for #name<#size> {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, messages: &[&str]) {
        let text = derive(&syn::parse_str(input).unwrap()).to_string();
        assert_eq!(text.matches("compile_error").count(), messages.len(), "{text}");
        for message in messages {
            assert!(text.contains(message), "{message:?} is not in {text}");
        }
    }

    #[test]
    fn a_name_with_or_without_a_size_is_an_axis() {
        check("struct Batch;", &[]);
        check("struct Time<const N: usize = 96>;", &[]);
    }

    #[test]
    fn anything_else_is_refused_all_at_once() {
        check("enum Batch { A }", &["struct without fields"]);
        check("struct Batch(usize);", &["no fields"]);
        check("struct Time<const N: u32>;", &["is a `usize`"]);
        check("struct Time<'a, T, const N: usize, const M: usize>;", &["lifetime", "only its size", "one size"]);
    }
}
