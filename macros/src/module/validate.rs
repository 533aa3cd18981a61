//! Decides which fields are visited and under which names; refuses what is no module.

use super::attributes::FieldAttributes;
use crate::diagnostics::Diagnostics;
use proc_macro2::{Span, TokenStream};
use std::collections::HashSet;
use syn::{Data, DeriveInput, Field, Index, LitStr, Member, Type, ext::IdentExt, spanned::Spanned};

/// A field that holds parameters.
pub struct VisitedField<'a> {
    /// How the struct calls it.
    pub member: Member,
    /// What saved weights call it.
    pub name: LitStr,
    /// Its type, whose tokens carry the span of errors.
    pub ty: &'a Type,
}

/// The fields to visit in the order of declaration, or all errors.
pub fn visited_fields(input: &DeriveInput) -> Result<Vec<VisitedField<'_>>, TokenStream> {
    let mut errors = Diagnostics::default();
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("module")) {
        let kind = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("kind") {
                meta.value()?.parse::<syn::Ident>().map(|_| ())
            } else {
                Err(meta.error(""))
            }
        });
        if kind.is_err() {
            errors.error(attribute, "`#[module(..)]` belongs to a field, not to the struct");
        }
    }
    let mut visited = Vec::new();
    match &input.data {
        Data::Struct(data) => {
            let mut names = HashSet::new();
            for (position, field) in data.fields.iter().enumerate() {
                let Some(field) = visited_field(position, field, &mut errors) else { continue };
                let name = field.name.value();
                if names.contains(&name) {
                    errors.error(
                        &field.name,
                        format!("two fields are called `{name}`: saved weights tell them apart by name"),
                    );
                }
                names.insert(name);
                visited.push(field);
            }
        }
        Data::Enum(data) => errors.error(data.enum_token, "a module is a struct whose fields are layers or modules"),
        Data::Union(data) => errors.error(data.union_token, "a module is a struct whose fields are layers or modules"),
    }
    errors.finish().map(|()| visited)
}

/// The field, unless it is skipped.
fn visited_field<'a>(position: usize, field: &'a Field, errors: &mut Diagnostics) -> Option<VisitedField<'a>> {
    let attributes = FieldAttributes::read(&field.attrs, errors);
    if let Some(skip) = attributes.skip {
        if attributes.name.is_some() {
            errors.error(skip, "a skipped field has no name: remove `skip` or `name`");
        }
        return None;
    }
    if let Some(name) = &attributes.name
        && (name.value().is_empty() || name.value().contains('.'))
    {
        errors.error(name, "a name must not be empty or contain a dot: dots separate the names of a path");
    }
    let member = match &field.ident {
        Some(ident) => Member::Named(ident.clone()),
        None => Member::Unnamed(Index { index: position as u32, span: Span::call_site() }),
    };
    let name = attributes.name.unwrap_or_else(|| own_name(position, field));
    Some(VisitedField { member, name, ty: &field.ty })
}

/// The field's identifier, or its number in a tuple struct, at its own place in the source.
fn own_name(position: usize, field: &Field) -> LitStr {
    match &field.ident {
        Some(ident) => LitStr::new(&ident.unraw().to_string(), ident.span()),
        None => LitStr::new(&position.to_string(), field.ty.span()),
    }
}
