//! Decides which fields are visited and under which names; rejects types that cannot be modules.

use super::attributes::{self, FieldAttributes, TypeAttributes};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Span, TokenStream};
use std::collections::HashSet;
use syn::{
    Data, DataEnum, DataStruct, DeriveInput, Field, Fields, GenericArgument, Ident, Index, LitStr, Member, Path,
    PathArguments, Type, TypeParamBound, Variant, ext::IdentExt, spanned::Spanned,
};

/// A type that can be a module.
pub struct Checked<'a> {
    /// The method that describes the module; without it, the name of the type does.
    pub kind: Option<Ident>,
    pub body: Body<'a>,
}

/// The three forms of a module.
pub enum Body<'a> {
    /// A struct: its fields in the order of declaration.
    Struct(Vec<StructField<'a>>),
    /// A typed wrapper of one run-time part.
    Face {
        part: Part<'a>,
        /// The fields of type `PhantomData`.
        markers: Vec<Part<'a>>,
    },
    /// An enum: one of several modules.
    Enum(Vec<Choice<'a>>),
}

/// A field and its type; errors point at the tokens of the type.
pub struct Part<'a> {
    /// The field's name or index in the struct.
    pub member: Member,
    pub ty: &'a Type,
}

/// A field of a struct.
pub struct StructField<'a> {
    pub part: Part<'a>,
    pub role: Role,
}

/// What is done with a field, and its name in saved weights.
pub enum Role {
    /// A module with parameters.
    Module(LitStr),
    /// A buffer: saved but not trained.
    Buffer(LitStr),
    /// Plain data, neither trained nor saved.
    Skipped,
}

/// A variant of an enum.
pub struct Choice<'a> {
    pub name: &'a Ident,
    /// The type of the module that the variant holds; `None` if it holds nothing.
    pub ty: Option<&'a Type>,
}

/// Returns what `expand.rs` needs, or all errors.
pub fn check(input: &DeriveInput) -> Result<Checked<'_>, TokenStream> {
    let mut errors = Diagnostics::default();
    let of_type = TypeAttributes::read(&input.attrs, &mut errors);
    for lifetime in input.generics.lifetimes() {
        errors.error(lifetime, "a module owns its parameters: it cannot have a lifetime");
    }
    let body = match (&input.data, &of_type.transparent) {
        (Data::Struct(data), Some(word)) => face(input, data, word, &mut errors),
        (Data::Struct(data), None) => Some(Body::Struct(fields(data, &mut errors))),
        (Data::Enum(data), word) => {
            if let Some(word) = word {
                errors
                    .error(word, "`transparent` is for structs: an enum always uses the names of its variant's module");
            }
            if let Some((word, _)) = &of_type.kind {
                errors.error(word, "`kind` is only for structs: an enum reports the kind of its variant");
            }
            Some(Body::Enum(choices(data, &mut errors)))
        }
        (Data::Union(data), _) => {
            errors.error(
                data.union_token,
                "a module is a struct of modules, or an enum whose variants hold one module each",
            );
            None
        }
    };
    errors.finish()?;
    let body = body.expect("no body without an error");
    Ok(Checked { kind: of_type.kind.map(|(_, method)| method), body })
}

/// The fields of a struct; no two may have the same name.
fn fields<'a>(data: &'a DataStruct, errors: &mut Diagnostics) -> Vec<StructField<'a>> {
    let mut names = HashSet::new();
    let mut checked = Vec::new();
    for (position, field) in data.fields.iter().enumerate() {
        let field = struct_field(position, field, errors);
        if let Role::Module(name) | Role::Buffer(name) = &field.role
            && !names.insert(name.value())
        {
            let message = format!("two fields are named `{}`, but saved weights are identified by name", name.value());
            errors.error(name, message);
        }
        checked.push(field);
    }
    checked
}

fn struct_field<'a>(position: usize, field: &'a Field, errors: &mut Diagnostics) -> StructField<'a> {
    let FieldAttributes { skip, buffer, rename } = FieldAttributes::read(&field.attrs, errors);
    if skip.is_some() {
        if let Some((word, _)) = &rename {
            errors.error(word, "a skipped field has no saved name: remove `skip` or `rename`");
        }
        if let Some(word) = &buffer {
            errors.error(word, "a skipped field is not saved: remove `skip` or `buffer`");
        }
    }
    if let Some((_, name)) = &rename
        && (name.value().is_empty() || name.value().contains('.'))
    {
        errors.error(name, "a name must not be empty or contain a dot: dots separate the names of a path");
    }
    if skip.is_none()
        && buffer.is_none()
        && let Some(object) = object_of_forward(&field.ty)
    {
        errors.error(
            object,
            "`dyn Forward` hides the parameters of the layer and whether it is `Send + Sync`: define `trait Layer: Module + Forward<X, Output = Y> {}` \
             and `Box<dyn Layer>`, or a type parameter; for sizes known only at run time, `Box<dyn DynForward>`",
        );
    }
    let name = rename.map_or_else(|| own_name(position, field), |(_, name)| name);
    let role = match (skip, buffer) {
        (Some(_), _) => Role::Skipped,
        (None, Some(_)) => Role::Buffer(name),
        (None, None) => Role::Module(name),
    };
    StructField { part: part(position, field), role }
}

/// The `dyn Forward<..>` within a type, if there is one.
fn object_of_forward(ty: &Type) -> Option<&Type> {
    match ty {
        Type::TraitObject(object) => {
            let is_forward = |bound: &TypeParamBound| match bound {
                TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == "Forward"),
                _ => false,
            };
            object.bounds.iter().any(is_forward).then_some(ty)
        }
        Type::Paren(inner) => object_of_forward(&inner.elem),
        Type::Array(inner) => object_of_forward(&inner.elem),
        Type::Tuple(inner) => inner.elems.iter().find_map(object_of_forward),
        Type::Path(path) => {
            let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => object_of_forward(ty),
                _ => None,
            })
        }
        _ => None,
    }
}

fn part(position: usize, field: &Field) -> Part<'_> {
    let member = match &field.ident {
        Some(ident) => Member::Named(ident.clone()),
        None => Member::Unnamed(Index { index: position as u32, span: Span::call_site() }),
    };
    Part { member, ty: &field.ty }
}

/// The field's identifier, or its index in a tuple struct, with the span of the field.
fn own_name(position: usize, field: &Field) -> LitStr {
    match &field.ident {
        Some(ident) => LitStr::new(&ident.unraw().to_string(), ident.span()),
        None => LitStr::new(&position.to_string(), field.ty.span()),
    }
}

/// The one part of a typed wrapper; all other fields must be `PhantomData`.
fn face<'a>(input: &DeriveInput, data: &'a DataStruct, word: &Path, errors: &mut Diagnostics) -> Option<Body<'a>> {
    let mut markers = Vec::new();
    let mut only = None;
    for (position, field) in data.fields.iter().enumerate() {
        let FieldAttributes { skip, buffer, rename } = FieldAttributes::read(&field.attrs, errors);
        for word in [skip, buffer, rename.map(|(word, _)| word)].into_iter().flatten() {
            errors.error(
                word,
                "a field of a `transparent` struct cannot have attributes: its one part is visited under the path of the struct",
            );
        }
        let field = part(position, field);
        if is_marker(field.ty) {
            markers.push(field);
        } else if only.is_some() {
            errors.error(
                field.ty,
                "a `transparent` struct has one field besides `PhantomData`: remove this one, or remove `transparent`",
            );
        } else {
            only = Some(field);
        }
    }
    let Some(part) = only else {
        errors.error(word, "a `transparent` struct needs one field: a layer such as `DynLinear`");
        return None;
    };
    if let Type::Path(path) = part.ty
        && let Some(parameter) = input.generics.type_params().find(|parameter| path.path.is_ident(&parameter.ident))
    {
        let message = format!(
            "the part of a `transparent` struct must be a type such as `DynLinear`, not the type parameter `{}`",
            parameter.ident
        );
        errors.error(part.ty, message);
    }
    Some(Body::Face { part, markers })
}

fn is_marker(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "PhantomData"))
}

fn choices<'a>(data: &'a DataEnum, errors: &mut Diagnostics) -> Vec<Choice<'a>> {
    data.variants.iter().map(|variant| choice(variant, errors)).collect()
}

/// A variant: one module, or nothing.
fn choice<'a>(variant: &'a Variant, errors: &mut Diagnostics) -> Choice<'a> {
    let name = &variant.ident;
    attributes::refuse(&variant.attrs, errors);
    variant.fields.iter().for_each(|field| attributes::refuse(&field.attrs, errors));
    match (&variant.fields, variant.fields.len()) {
        (_, 0 | 1) if !matches!(variant.fields, Fields::Named(_)) => {}
        (Fields::Named(_), 1) => {
            errors.error(&variant.fields, format!("a variant takes its module without a field name: write `{name}(Type)`"));
        }
        (_, 0) => errors.error(&variant.fields, format!("write a variant without a module as `{name}`")),
        _ => errors.error(
            &variant.fields,
            format!("a variant holds one module: put these fields into a struct that derives `Module`, and write `{name}(TheStruct)`"),
        ),
    }
    Choice { name, ty: variant.fields.iter().next().map(|field| &field.ty) }
}
