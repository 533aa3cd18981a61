//! Collects all errors of one macro call, so that the user can fix them together.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors so far; [`Diagnostics::finish`] turns them into `compile_error!` calls.
#[derive(Default)]
pub struct Diagnostics(Option<syn::Error>);

impl Diagnostics {
    /// Adds an error at the tokens of `at`.
    pub fn error(&mut self, at: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(at, message));
    }

    /// Adds an error that already has a span: the tokens to which it points.
    pub fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// `Ok` if there were no errors, else all of them as tokens.
    pub fn finish(self) -> Result<(), TokenStream> {
        self.0.map_or(Ok(()), |all| Err(all.into_compile_error()))
    }
}
