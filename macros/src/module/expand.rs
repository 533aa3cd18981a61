//! Writes the impls of a module.
//!
//! A bound is written only if the type of a field names a type parameter: elsewhere the compiler knows the type, and a field that
//! is not a module is an error at that type.

use super::validate::{Body, Checked, Choice, Part, Role, StructField};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::{DeriveInput, Generics, Ident, Type, WherePredicate, ext::IdentExt, parse_quote, spanned::Spanned};

/// The impls for a checked module.
pub fn implementation(input: &DeriveInput, checked: &Checked<'_>) -> TokenStream {
    let kind = checked.kind.as_ref().map(|method| quote_spanned!(place(method) => Self::#method(self)));
    match &checked.body {
        Body::Struct(fields) => of_struct(input, fields, kind),
        Body::Face { part, markers } => of_face(input, part, markers, kind),
        Body::Enum(choices) => of_enum(input, choices),
    }
}

fn of_struct(input: &DeriveInput, fields: &[StructField<'_>], kind: Option<TokenStream>) -> TokenStream {
    let bounds = fields.iter().map(|field| (field.part.ty, required(&field.role)));
    let visits = fields.iter().map(|field| visit(field, quote!(visit), quote!(&)));
    let visits_mut = fields.iter().map(|field| visit(field, quote!(visit_mut), quote!(&mut)));
    let kind = kind.unwrap_or_else(|| owned(&input.ident));
    module(
        input,
        &bounded(input, bounds),
        &kind,
        quote!(__visitor.module(__path, self); #(#visits)*),
        quote!(#(#visits_mut)*),
    )
}

/// The trait that the type of a field must implement.
fn required(role: &Role) -> TokenStream {
    match role {
        Role::Module(_) => quote!(::timeseriesml::Module),
        Role::Buffer(_) => quote!(::timeseriesml::nn::Buffer),
        Role::Skipped => quote!(::core::marker::Send + ::core::marker::Sync + 'static),
    }
}

/// Writes the code that visits one field, with the span of the field's type.
fn visit(field: &StructField<'_>, method: TokenStream, borrow: TokenStream) -> Option<TokenStream> {
    let StructField { part: Part { member, ty }, role } = field;
    let (Role::Module(name) | Role::Buffer(name)) = role else { return None };
    let required = required(role);
    Some(quote_spanned! { place(ty) =>
        <#ty as #required>::#method(#borrow self.#member, __path.field(#name), __visitor);
    })
}

fn of_face(input: &DeriveInput, part: &Part<'_>, markers: &[Part<'_>], kind: Option<TokenStream>) -> TokenStream {
    let Part { member, ty } = part;
    let mut generics = bounded(input, [(*ty, quote!(::timeseriesml::Module))]);
    // A module must be `'static`, so type parameters that only describe the part, such as a list of sizes, must be `'static` too.
    let of_markers = input.generics.type_params().map(|parameter| &parameter.ident).filter(|parameter| {
        let parameter = HashSet::from([*parameter]);
        markers.iter().any(|marker| mentions(marker.ty, &parameter))
    });
    let of_markers: Vec<WherePredicate> = of_markers.map(|parameter| parse_quote!(#parameter: 'static)).collect();
    // `PartOf` may need more bounds on these parameters; they are known only where the conversion is called. Without such parameters a
    // missing `PartOf` is an error here.
    let mut convertible = input.generics.clone();
    if !of_markers.is_empty() {
        generics.make_where_clause().predicates.extend(of_markers);
        convertible.make_where_clause().predicates.push(parse_quote!(#ty: ::timeseriesml::nn::PartOf<Self>));
    }
    let call = |method, arguments| quote_spanned!(place(ty) => <#ty as ::timeseriesml::Module>::#method(#arguments));
    let kind = kind.unwrap_or_else(|| call(quote!(kind), quote!(&self.#member)));
    let module = module(
        input,
        &generics,
        &kind,
        call(quote!(visit), quote!(&self.#member, __path, __visitor)),
        call(quote!(visit_mut), quote!(&mut self.#member, __path, __visitor)),
    );

    // The impl is for any element type of the part, so that the derive need not guess which parameter is the element type.
    let mut over_element = generics.clone();
    over_element.params.push(parse_quote!(__E: ::timeseriesml::Float));
    over_element.make_where_clause().predicates.push(parse_quote!(#ty: ::timeseriesml::DynForward<__E>));
    let (forward_generics, _, forward_clause) = over_element.split_for_impl();

    let (name, visibility) = (&input.ident, &input.vis);
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let convertible = convertible.where_clause;
    let markers = markers.iter().map(|marker| &marker.member);
    let checked = quote_spanned!(place(ty) => <#ty as ::timeseriesml::nn::PartOf<Self>>::check(&__part)?;);
    quote! {
        #module
        #[automatically_derived]
        impl #forward_generics ::timeseriesml::DynForward<__E> for #name #type_generics #forward_clause {
            fn try_forward(
                &self,
                __x: ::timeseriesml::DynTensor<__E>,
            ) -> ::core::result::Result<::timeseriesml::DynTensor<__E>, ::timeseriesml::ShapeError> {
                <#ty as ::timeseriesml::DynForward<__E>>::try_forward(&self.#member, __x)
            }
        }
        impl #impl_generics #name #type_generics #where_clause {
            /// The run-time part.
            #[allow(dead_code, reason = "a face that is private may not need it")]
            #visibility fn as_dyn(&self) -> &#ty {
                &self.#member
            }
        }
        #[automatically_derived]
        impl #impl_generics ::core::convert::TryFrom<#ty> for #name #type_generics #convertible {
            type Error = ::timeseriesml::ShapeError;
            fn try_from(__part: #ty) -> ::core::result::Result<Self, ::timeseriesml::ShapeError> {
                #checked
                ::core::result::Result::Ok(Self { #member: __part #(, #markers: ::core::marker::PhantomData)* })
            }
        }
    }
}

fn of_enum(input: &DeriveInput, choices: &[Choice<'_>]) -> TokenStream {
    let bounds = choices.iter().filter_map(|choice| Some((choice.ty?, quote!(::timeseriesml::Module))));
    // Variants without a module visit nothing; the others visit the module that they hold.
    let kinds = choices.iter().map(|choice| arm(choice, quote!(ref), quote!(kind), quote!(), owned(choice.name)));
    let visits = choices.iter().map(|choice| {
        arm(choice, quote!(ref), quote!(visit), quote!(__path, __visitor), quote!(__visitor.module(__path, self)))
    });
    let visits_mut = choices
        .iter()
        .map(|choice| arm(choice, quote!(ref mut), quote!(visit_mut), quote!(__path, __visitor), quote!({})));
    module(
        input,
        &bounded(input, bounds),
        &quote!(match *self { #(#kinds)* }),
        quote!(match *self { #(#visits)* }),
        quote!(match *self { #(#visits_mut)* }),
    )
}

/// The match arm of one variant. If the variant has a module, the arm calls the module's `method`; else the arm is `otherwise`.
fn arm(
    choice: &Choice<'_>,
    binding: TokenStream,
    method: TokenStream,
    arguments: TokenStream,
    otherwise: TokenStream,
) -> TokenStream {
    let Choice { name, ty } = choice;
    match ty {
        Some(ty) => quote_spanned! { place(ty) =>
            Self::#name(#binding __module) => <#ty as ::timeseriesml::Module>::#method(__module, #arguments),
        },
        None => quote!(Self::#name { .. } => #otherwise,),
    }
}

/// `impl Module`.
fn module(
    input: &DeriveInput,
    generics: &Generics,
    kind: &TokenStream,
    visit: TokenStream,
    visit_mut: TokenStream,
) -> TokenStream {
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #impl_generics ::timeseriesml::Module for #name #type_generics #where_clause {
            fn kind(&self) -> ::std::string::String {
                #kind
            }
            fn visit(&self, __path: ::timeseriesml::nn::ModulePath<'_>, __visitor: &mut dyn ::timeseriesml::nn::Visitor) {
                #visit
            }
            fn visit_mut(&mut self, __path: ::timeseriesml::nn::ModulePath<'_>, __visitor: &mut dyn ::timeseriesml::nn::VisitorMut) {
                #visit_mut
            }
        }
    }
}

/// The span for errors about `tokens`. Names still resolve where the derive is: the type may come from a macro that cannot see local names.
fn place(tokens: &impl Spanned) -> Span {
    tokens.span().resolved_at(Span::call_site())
}

/// The code that makes a name a `String`.
fn owned(name: &Ident) -> TokenStream {
    let text = name.unraw().to_string();
    quote!(::std::string::String::from(#text))
}

/// The generics of the type, with a bound for each field type that names a type parameter.
///
/// A field that holds the type itself, as in a tree, gets no bound: the bound would require the impl that is being written.
fn bounded<'a>(input: &DeriveInput, fields: impl IntoIterator<Item = (&'a Type, TokenStream)>) -> Generics {
    let parameters: HashSet<&Ident> = input.generics.type_params().map(|parameter| &parameter.ident).collect();
    let own = [input.ident.clone(), Ident::new("Self", Span::call_site())];
    let own: HashSet<&Ident> = own.iter().collect();
    let bounds = fields.into_iter().filter(|(ty, _)| mentions(ty, &parameters) && !mentions(ty, &own));
    let bounds: Vec<WherePredicate> = bounds.map(|(ty, required)| parse_quote!(#ty: #required)).collect();
    let mut generics = input.generics.clone();
    if !bounds.is_empty() {
        generics.make_where_clause().predicates.extend(bounds);
    }
    generics
}

fn mentions(ty: &Type, names: &HashSet<&Ident>) -> bool {
    fn any(tokens: TokenStream, names: &HashSet<&Ident>) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => names.contains(&ident),
            TokenTree::Group(group) => any(group.stream(), names),
            _ => false,
        })
    }
    any(ty.to_token_stream(), names)
}
