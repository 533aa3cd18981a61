//! Reads `#[module(..)]` on a type, a field or a variant.
//!
//! An attribute that is unknown, repeated, without its value or in the wrong place is an error here. `validate.rs` checks that the
//! attributes are compatible with each other.

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenTree;
use syn::{Attribute, Ident, LitStr, Path, Token, ext::IdentExt, meta::ParseNestedMeta};

const TEXT: &str = "`rename` needs the name as a string: `rename = \"head\"`";
const METHOD: &str = "`kind` needs the name of a method `fn(&self) -> String`: `kind = describe`";

/// The attributes of the type.
#[derive(Default)]
pub struct TypeAttributes {
    /// The word `transparent`, if the type is a typed wrapper of a run-time part.
    pub transparent: Option<Path>,
    /// The word `kind`, and the method that describes the module.
    pub kind: Option<(Path, Ident)>,
}

/// The attributes of one field.
#[derive(Default)]
pub struct FieldAttributes {
    /// The word `skip`, if the field is left out.
    pub skip: Option<Path>,
    /// The word `buffer`, if the field is saved but not trained.
    pub buffer: Option<Path>,
    /// The word `rename`, and the name that replaces the field's name.
    pub rename: Option<(Path, LitStr)>,
}

impl TypeAttributes {
    /// Reads all `#[module(..)]` of the type; adds mistakes to `errors`.
    pub fn read(attributes: &[Attribute], errors: &mut Diagnostics) -> Self {
        let mut found = TypeAttributes::default();
        each(attributes, errors, |meta| {
            if meta.path.is_ident("transparent") {
                once(meta, &mut found.transparent, meta.path.clone())
            } else if meta.path.is_ident("kind") {
                let method = value(meta, METHOD, |meta| meta.value()?.call(Ident::parse_any))?;
                once(meta, &mut found.kind, (meta.path.clone(), method))
            } else {
                Err(match word(meta).as_str() {
                    known @ ("skip" | "rename" | "buffer") => meta.error(format!("`{known}` belongs to a field")),
                    other => meta.error(format!(
                        "unknown attribute `{other}`: a type can have `transparent` and `kind = ..`, a field `skip`, `rename = \"..\"` and `buffer`"
                    )),
                })
            }
        });
        found
    }
}

impl FieldAttributes {
    /// Reads all `#[module(..)]` of a field; adds mistakes to `errors`.
    pub fn read(attributes: &[Attribute], errors: &mut Diagnostics) -> Self {
        let mut found = FieldAttributes::default();
        each(attributes, errors, |meta| {
            if meta.path.is_ident("skip") {
                once(meta, &mut found.skip, meta.path.clone())
            } else if meta.path.is_ident("buffer") {
                once(meta, &mut found.buffer, meta.path.clone())
            } else if meta.path.is_ident("rename") {
                let name = value(meta, TEXT, |meta| meta.value()?.parse())?;
                once(meta, &mut found.rename, (meta.path.clone(), name))
            } else {
                Err(match word(meta).as_str() {
                    known @ ("transparent" | "kind") => {
                        meta.error(format!("`{known}` belongs to the type, not to a field"))
                    }
                    "name" => meta.error("unknown attribute `name`: write `rename = \"..\"`"),
                    other => meta.error(format!(
                        "unknown attribute `{other}`: a field can have `skip`, `rename = \"..\"` and `buffer`"
                    )),
                })
            }
        });
        found
    }
}

/// Refuses any `#[module(..)]` on a variant or its field.
pub fn refuse(attributes: &[Attribute], errors: &mut Diagnostics) {
    each(attributes, errors, |meta| {
        Err(meta.error("a field of a variant has no attributes: put the fields into a struct that derives `Module`"))
    });
}

/// Calls `entry` for each attribute; after an error, continues after the next comma.
fn each(
    attributes: &[Attribute],
    errors: &mut Diagnostics,
    mut entry: impl FnMut(&ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("module")) {
        let read = attribute.parse_nested_meta(|meta| {
            if let Err(error) = entry(&meta) {
                errors.push(error);
                while !meta.input.is_empty() && !meta.input.peek(Token![,]) {
                    meta.input.parse::<TokenTree>()?;
                }
            }
            Ok(())
        });
        if let Err(error) = read {
            errors.push(error);
        }
    }
}

fn word(meta: &ParseNestedMeta<'_>) -> String {
    meta.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

/// Reads the value after `=`, or reports the error `message`.
fn value<T>(
    meta: &ParseNestedMeta<'_>,
    message: &str,
    parse: impl FnOnce(&ParseNestedMeta<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    if !meta.input.peek(Token![=]) {
        return Err(meta.error(message));
    }
    parse(meta).map_err(|error| syn::Error::new(error.span(), message))
}

fn once<T>(meta: &ParseNestedMeta<'_>, place: &mut Option<T>, found: T) -> syn::Result<()> {
    match place.replace(found) {
        Some(_) => Err(meta.error(format!("`{}` is given twice", word(meta)))),
        None => Ok(()),
    }
}
