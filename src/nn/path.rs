//! Names of the parts of a module, dotted as in PyTorch: `blocks.2.conv1.weight`.
//!
//! A [`ModulePath`] is a linked list on the stack. It is formatted only on request, so that an optimizer's walk over a model does not
//! allocate.

use std::fmt::{Display, Formatter};

/// The path to a submodule or tensor. `Display` prints it, for example as `blocks.2.conv1`.
#[derive(Clone, Copy)]
#[must_use]
pub struct ModulePath<'a> {
    parent: Option<&'a ModulePath<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Field(&'a str),
    Index(usize),
}

impl<'a> ModulePath<'a> {
    /// The whole module.
    pub fn root() -> ModulePath<'static> {
        ModulePath { parent: None, step: Step::Root }
    }

    /// A named part.
    pub fn field(&'a self, name: &'a str) -> ModulePath<'a> {
        ModulePath { parent: Some(self), step: Step::Field(name) }
    }

    /// A numbered part.
    pub fn index(&'a self, index: usize) -> ModulePath<'a> {
        ModulePath { parent: Some(self), step: Step::Index(index) }
    }
}

impl Display for ModulePath<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let below_root = self.parent.is_some_and(|parent| !matches!(parent.step, Step::Root));
        if let Some(parent) = self.parent.filter(|_| below_root) {
            write!(f, "{parent}.")?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Field(name) => f.write_str(name),
            Step::Index(index) => write!(f, "{index}"),
        }
    }
}

impl std::fmt::Debug for ModulePath<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prints_with_dots() {
        let root = ModulePath::root();
        let (blocks, two) = (root.field("blocks"), 2);
        let block = blocks.index(two);
        assert_eq!(block.field("weight").to_string(), "blocks.2.weight");
        assert_eq!(root.to_string(), "");
    }
}
