//! `#[derive(Module)]`: attributes, then checks, then code.

mod attributes;
mod expand;
mod validate;

use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Expands the derive, or reports everything that is wrong with the input.
pub fn derive(input: &DeriveInput) -> TokenStream {
    match validate::check(input) {
        Ok(checked) => expand::implementation(input, &checked),
        Err(errors) => errors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, errors: usize, parts: &[&str]) {
        let text = derive(&syn::parse_str(input).unwrap()).to_string();
        assert_eq!(text.matches("compile_error").count(), errors, "{text}");
        let text = text.replace(' ', "");
        for part in parts {
            assert!(text.contains(&part.replace(' ', "")), "{part:?} is not in {text}");
        }
    }

    #[test]
    fn fields_are_visited_under_their_names() {
        check("struct Net { conv: Conv, r#in: Conv }", 0, &["field(\"conv\")", "field(\"in\")"]);
        check("struct Net(Conv, Conv);", 0, &["&self.0", "field(\"0\")", "field(\"1\")"]);
        check("struct Net;", 0, &["fn visit", "fn visit_mut", "String::from(\"Net\")", "module(__path, self)"]);
    }

    #[test]
    fn bounds_are_written_only_where_a_type_parameter_occurs() {
        check(
            "struct Net<M> where M: Clone { m: Vec<M>, c: Conv<4> }",
            0,
            &["where M: Clone, Vec<M>: ::timeseriesml::Module {"],
        );
        check(
            "struct Net<const N: usize = 4> { c: Conv<N> }",
            0,
            &["impl<const N: usize> ::timeseriesml::Module for Net<N> {"],
        );
        check("struct Tree<M> { m: M, kids: Vec<Tree<M>> }", 0, &["where M: ::timeseriesml::Module {"]);
        check(
            "struct Net<F> { #[module(skip)] f: F }",
            0,
            &["F: ::core::marker::Send + ::core::marker::Sync + 'static {"],
        );
        check("struct Net<B> { #[module(buffer)] b: B }", 0, &["where B: ::timeseriesml::nn::Buffer {"]);
    }

    #[test]
    fn attributes_skip_rename_and_make_buffers() {
        check(
            "struct Net { #[module(skip)] rate: f32, #[module(rename = \"w\")] c: Conv }",
            0,
            &["&self.c", "field(\"w\")"],
        );
        check(
            "struct Net { #[module(buffer, rename = \"running_mean\")] mean: Tensor<S> }",
            0,
            &[
                "<Tensor<S> as ::timeseriesml::nn::Buffer>::visit(&self.mean, __path.field(\"running_mean\"), __visitor)",
            ],
        );
        check("#[module(kind = describe)] struct Net(Conv);", 0, &["{ Self::describe(self) }"]);
    }

    #[test]
    fn an_enum_is_visited_as_the_module_of_its_variant() {
        check(
            "enum Head<M> { Last(M), Mean(Linear), Nothing, }",
            0,
            &[
                "where M: ::timeseriesml::Module {",
                "Self::Last(ref __module) => <M as ::timeseriesml::Module>::visit(__module, __path, __visitor)",
                "Self::Nothing { .. } => __visitor.module(__path, self)",
                "Self::Mean(ref mut __module) => <Linear as ::timeseriesml::Module>::visit_mut",
                "String::from(\"Nothing\")",
            ],
        );
        check("enum Never {}", 0, &["match *self {}"]);
    }

    #[test]
    fn a_typed_face_is_its_part() {
        check(
            "#[module(transparent)] pub(crate) struct Linear<const IN: usize, E: Float = f32> { inner: DynLinear<E>, of: PhantomData<E> }",
            0,
            &[
                "impl<const IN: usize, E: Float> ::timeseriesml::Module for Linear<IN, E> where DynLinear<E>: ::timeseriesml::Module, E: 'static {",
                "<DynLinear<E> as ::timeseriesml::Module>::kind(&self.inner)",
                "impl<const IN: usize, E: Float, __E: ::timeseriesml::Float> ::timeseriesml::DynForward<__E> for Linear<IN, E>",
                "pub(crate) fn as_dyn(&self) -> &DynLinear<E>",
                "TryFrom<DynLinear<E>> for Linear<IN, E>",
                "Self { inner: __part, of: ::core::marker::PhantomData }",
            ],
        );
        check("#[module(transparent, kind = k)] struct Net(Conv);", 0, &["Self::k(self)", "Self { 0: __part }"]);
    }

    #[test]
    fn a_typed_face_may_have_types_that_are_no_modules() {
        check(
            "#[module(transparent)] struct Tcn<Counts, E: Float> { inner: DynTcn<E>, counts: PhantomData<fn() -> Counts> }",
            0,
            &[
                "for Tcn<Counts, E> where DynTcn<E>: ::timeseriesml::Module, Counts: 'static {",
                "TryFrom<DynTcn<E>> for Tcn<Counts, E> where DynTcn<E>: ::timeseriesml::nn::PartOf<Self> {",
            ],
        );
        // If no type parameter is involved, a missing `PartOf` is an error at the derive, not at the first conversion.
        check(
            "#[module(transparent)] struct Linear<const IN: usize, E: Float>(DynLinear<E>);",
            0,
            &["TryFrom<DynLinear<E>> for Linear<IN, E> {"],
        );
    }

    #[test]
    fn mistakes_of_fields_are_reported_all_at_once() {
        check("union Net { a: Conv }", 1, &["a module is a struct of modules, or an enum"]);
        check("struct Net<'a> { a: &'a Conv }", 1, &["cannot have a lifetime"]);
        check("struct Net { #[module(skip, rename = \"w\")] c: Conv }", 1, &["skipped field has no saved name"]);
        check("struct Net { #[module(skip, buffer)] c: Conv }", 1, &["skipped field is not saved"]);
        check("struct Net { #[module(nam = \"w\")] c: Conv, #[module] d: Conv }", 2, &["unknown attribute `nam`"]);
        check(
            "struct Net { #[module(name = \"w\", nam, skip, skip)] c: Conv }",
            3,
            &["write `rename = ", "`skip` is given"],
        );
        check("struct Net { #[module(rename = \"c\")] a: Conv, c: Conv }", 1, &["two fields are named `c`"]);
        check(
            "struct Net { #[module(rename = \"\")] a: Conv, #[module(rename = \"b.c\")] c: Conv }",
            2,
            &["must not be empty"],
        );
        check(
            "struct Net { #[module(rename)] a: Conv, #[module(rename = 1)] b: Conv }",
            2,
            &["needs the name as a string"],
        );
        check(
            "struct Net { #[module(transparent)] a: Conv, #[module(kind = k)] b: Conv }",
            2,
            &["`kind` belongs to the type"],
        );
    }

    #[test]
    fn mistakes_of_types_are_reported_all_at_once() {
        check("#[module(skip, buffer)] struct Net { a: Conv }", 2, &["`skip` belongs to a field", "`buffer` belongs"]);
        check("#[module(kind = \"k\", other::word)] struct Net;", 2, &["name of a method", "`other::word`"]);
        check(
            "#[module(kind)] #[module(transparent, transparent)] struct Net(Conv);",
            2,
            &["`transparent` is given twice"],
        );
        check(
            "#[module(transparent, kind = k)] enum Net { A }",
            2,
            &["always uses the names", "an enum reports the kind"],
        );
        check(
            "enum Net { A(Conv, Conv), B { conv: Conv }, C {}, #[module(skip)] D(#[module(skip)] f32) }",
            5,
            &["write `A(TheStruct)`", "write `B(Type)`", "a module as `C`", "a field of a variant has no attributes"],
        );
    }

    #[test]
    fn a_typed_face_has_one_part() {
        check("#[module(transparent)] struct Net;", 1, &["needs one field"]);
        check("#[module(transparent)] struct Net { p: PhantomData<f32> }", 1, &["needs one field"]);
        check("#[module(transparent)] struct Net(A, B, C);", 2, &["has one field besides `PhantomData`"]);
        check("#[module(transparent)] struct Net<M>(M);", 1, &["not the type parameter `M`"]);
        check("#[module(transparent)] struct Net(#[module(skip, rename = \"a\")] A);", 2, &["cannot have attributes"]);
    }
}
