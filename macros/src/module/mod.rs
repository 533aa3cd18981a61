//! `#[derive(Module)]`: attributes, then checks, then code.

mod attributes;
mod expand;
mod validate;

use proc_macro2::TokenStream;
use syn::DeriveInput;

/// Expands the derive, or reports everything that is wrong with the input.
pub fn derive(input: &DeriveInput) -> TokenStream {
    match validate::visited_fields(input) {
        Ok(fields) => expand::implementation(input, &fields),
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
        check("struct Net;", 0, &["fn visit", "fn visit_mut"]);
    }

    #[test]
    fn bounds_stand_only_where_a_type_parameter_occurs() {
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
    }

    #[test]
    fn attributes_skip_and_rename() {
        check(
            "struct Net { #[module(skip)] rate: f32, #[module(name = \"w\")] c: Conv }",
            0,
            &["&self.c", "field(\"w\")"],
        );
    }

    #[test]
    fn a_struct_is_called_by_its_name_or_describes_itself() {
        check("struct r#Net;", 0, &["from(\"Net\")", "__visitor.module(__path, self);"]);
        check("#[module(kind = describe)] struct Net;", 0, &["Self::describe(self)"]);
    }

    #[test]
    fn mistakes_are_reported_all_at_once() {
        check("enum Net { A }", 1, &["a module is a struct"]);
        check("struct Net { #[module(skip, name = \"w\")] c: Conv }", 1, &["skipped field has no name"]);
        check("struct Net { #[module(nam = \"w\")] c: Conv, #[module] d: Conv }", 2, &["unknown attribute `nam`"]);
        check("struct Net { #[module(name = \"c\")] a: Conv, c: Conv }", 1, &["two fields are called `c`"]);
        check(
            "struct Net { #[module(name = \"\")] a: Conv, #[module(name = \"b.c\")] c: Conv }",
            2,
            &["must not be empty"],
        );
        check("struct Net { #[module(skip, skip)] a: Conv }", 1, &["twice"]);
        check("#[module(skip)] struct Net { a: Conv }", 1, &["belongs to a field"]);
    }
}
