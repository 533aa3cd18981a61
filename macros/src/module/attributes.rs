//! Reads `#[module(skip)]` and `#[module(name = "..")]`.

use crate::diagnostics::Diagnostics;
use syn::{Attribute, LitStr, Path, meta::ParseNestedMeta};

const NAME_IS_TEXT: &str = "a name is a text: `name = \"head\"`";

/// What the attributes of one field say.
#[derive(Default)]
pub struct FieldAttributes {
    /// The word `skip`, if the field is left out.
    pub skip: Option<Path>,
    /// The name in place of the field's own.
    pub name: Option<LitStr>,
}

impl FieldAttributes {
    /// Reads all `#[module(..)]` of a field; what cannot be read goes to `errors`.
    pub fn read(attributes: &[Attribute], errors: &mut Diagnostics) -> Self {
        let mut found = FieldAttributes::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("module")) {
            if let Err(error) = attribute.parse_nested_meta(|meta| found.entry(meta)) {
                errors.push(error);
            }
        }
        found
    }

    fn entry(&mut self, meta: ParseNestedMeta<'_>) -> syn::Result<()> {
        if meta.path.is_ident("skip") {
            once(&meta, self.skip.is_some())?;
            self.skip = Some(meta.path);
        } else if meta.path.is_ident("name") {
            once(&meta, self.name.is_some())?;
            let text = meta.value()?;
            let word = text.parse::<LitStr>().map_err(|error| syn::Error::new(error.span(), NAME_IS_TEXT))?;
            self.name = Some(word);
        } else {
            let word = meta.path.get_ident().map(|word| format!(" `{word}`")).unwrap_or_default();
            return Err(meta.error(format!("unknown attribute{word}: expected `skip` or `name = \"..\"`")));
        }
        Ok(())
    }
}

fn once(meta: &ParseNestedMeta<'_>, seen: bool) -> syn::Result<()> {
    if seen { Err(meta.error("this attribute is given twice")) } else { Ok(()) }
}
