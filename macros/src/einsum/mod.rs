//! `einsum!("ij,jk->ik", x, y)`: reads and checks the equation, and expands it to a function with a type for each axis.

mod equation;
mod expand;
mod validate;

pub use equation::Input;

use proc_macro2::TokenStream;

/// Expands the macro, or reports everything that is wrong with the equation.
pub fn expand(input: &Input) -> TokenStream {
    match equation::read(input).and_then(|equation| validate::checked(input, equation)) {
        Ok(equation) => expand::function_and_call(input, &equation),
        Err(errors) => errors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, messages: &[&str]) {
        let text = expand(&syn::parse_str(input).unwrap()).to_string();
        assert_eq!(text.matches("compile_error").count(), messages.len(), "{text}");
        let text = text.replace("\\\"", "'");
        for message in messages {
            assert!(text.contains(message), "{message:?} is not in {text}");
        }
    }

    fn expands(input: &str, parts: &[&str]) {
        let text = expand(&syn::parse_str(input).unwrap()).to_string().replace(' ', "");
        for part in parts {
            assert!(text.contains(&part.replace(' ', "")), "{part:?} is not in {text}");
        }
    }

    #[test]
    fn each_axis_has_a_type_and_each_meeting_a_bound() {
        expands(
            "\"ij,jk->ik\", x, y",
            &[
                "Letters = (A1_1, A1_2,)",
                "A1_2: ::timeseriesml::shape::SameLetter<'j', A2_1, Output = J1>",
                "Tensor<(A1_1, A2_2,), E>",
            ],
        );
        expands("\"ii\", x", &["A1_1: ::timeseriesml::shape::SameLetter<'i', A1_2, Output = J1>", "Tensor<(), E>"]);
        expands(
            "\"...i,...->...i\", x, y",
            &[
                "B1: ::timeseriesml::shape::Broadcast<B2, Output = P1>",
                "P1: ::timeseriesml::shape::InFrontOf<(A1_1,), Output = O>",
            ],
        );
        expands("\"ba\", x.slice::<0, 1, 2>()", &["Tensor<(A1_2, A1_1,), E>"]);
    }

    #[test]
    fn mistakes_are_reported_all_at_once() {
        check("\"i1,j?\", x, y", &["operand 1 has the character `1`", "operand 2 has the character `?`"]);
        check("\"ij->iz\", x", &["einsum: in the equation 'ij->iz' the output has the letter `z`"]);
        check("\"ij->iijz\", x, y", &["`i` twice", "`z`", "1 operand, but 2 tensors"]);
        check("\"...i...,i...->...\", x, y", &["operand 1 has `...` twice", "operand 2 has `...` after a letter"]);
        check("\"abcdefg->a\", x", &["operand 1 has 7 letters"]);
        check("\"abcd,efgh\", x, y", &["all letters that occur once: 8, but"]);
        check("\"i->...\", x", &["the output has `...`"]);
        check("\"i->i->i\", x", &["`->` occurs twice"]);
        check("\"i->i,i\", x", &["the output has the character `,`"]);
        check("\"a,a,a,a,a,a,a,a,a->\", x, x, x, x, x, x, x, x, x", &["9 operands"]);
    }
}
