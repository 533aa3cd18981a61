//! The one visitor: parameters by name, and with it counts, saving, loading, modes, and what optimisers walk over.
//!
//! Names are PyTorch's dotted ones (`blocks.2.conv1.weight`). A [`Path`] is a chain of names on the stack, written out only when
//! somebody asks, so that an optimiser's walk over a model allocates nothing.

use super::parameter::Parameter;
use crate::shape::DynShape;
use std::fmt::{Display, Formatter};

/// Something with parameters: a layer, a model, a list or tuple of them. Derive it: `#[derive(Module)]`.
///
/// A module may be used from many threads at once: `predict` takes it by shared reference.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Linear, Module};
///
/// #[derive(Module)]
/// struct Net {
///     embed: Linear<5, 16>,
///     head: Linear<16, 24>,
/// }
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let net = Net { embed: Linear::new(&mut rng), head: Linear::new(&mut rng) };
/// assert_eq!(net.parameter_count(), 5 * 16 + 16 + 16 * 24 + 24);
/// assert_eq!(net.parameter_names(), ["embed.weight", "embed.bias", "head.weight", "head.bias"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module",
    label = "no parameters can be found in `{Self}`",
    note = "derive it: `#[derive(Module)]` on a struct whose fields are layers or modules; plain data takes `#[module(skip)]`"
)]
pub trait Module: Send + Sync + 'static {
    /// Shows every parameter and buffer to `visitor`.
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor);
    /// Shows every parameter, buffer and mode to `visitor`, to be changed in place.
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut);

    /// How many numbers are trained.
    fn parameter_count(&self) -> usize
    where
        Self: Sized,
    {
        let mut count = 0;
        self.for_each_parameter(|_, parameter| count += parameter.numel());
        count
    }

    /// The names of all parameters, in the order of the fields.
    fn parameter_names(&self) -> Vec<String>
    where
        Self: Sized,
    {
        let mut names = Vec::new();
        self.for_each_parameter(|path, _| names.push(path.to_string()));
        names
    }

    /// Calls `f` with the name of every parameter and the parameter.
    fn for_each_parameter(&self, f: impl FnMut(Path<'_>, &Parameter<DynShape>))
    where
        Self: Sized,
    {
        struct Each<F>(F);
        impl<F: FnMut(Path<'_>, &Parameter<DynShape>)> Visitor for Each<F> {
            fn parameter(&mut self, path: Path<'_>, parameter: &Parameter<DynShape>) {
                (self.0)(path, parameter);
            }
        }
        self.visit(Path::root(), &mut Each(f));
    }

    /// Sets the mode of every layer: dropout drops in training.
    fn set_training(&mut self, training: bool)
    where
        Self: Sized,
    {
        struct Mode(bool);
        impl VisitorMut for Mode {
            fn parameter(&mut self, _: Path<'_>, _: &mut Parameter<DynShape>) {}
            fn mode(&mut self, _: Path<'_>, training: &mut bool) {
                *training = self.0;
            }
        }
        self.visit_mut(Path::root(), &mut Mode(training));
    }

    /// Sets all layers to training, as they are when made.
    fn train(&mut self)
    where
        Self: Sized,
    {
        self.set_training(true);
    }

    /// Sets all layers to evaluation. `predict` and [`inference`](crate::tensor::inference) evaluate whatever the mode.
    fn eval(&mut self)
    where
        Self: Sized,
    {
        self.set_training(false);
    }
}

/// What looks at a module.
pub trait Visitor {
    /// A trainable tensor.
    fn parameter(&mut self, path: Path<'_>, parameter: &Parameter<DynShape>);
    /// State that is saved but not trained, as a number.
    fn buffer(&mut self, path: Path<'_>, value: u64) {
        let _ = (path, value);
    }
}

/// What changes a module.
pub trait VisitorMut {
    /// A trainable tensor.
    fn parameter(&mut self, path: Path<'_>, parameter: &mut Parameter<DynShape>);
    /// State that is saved but not trained, as a number.
    fn buffer(&mut self, path: Path<'_>, value: &mut u64) {
        let _ = (path, value);
    }
    /// Whether a layer behaves as in training.
    fn mode(&mut self, path: Path<'_>, training: &mut bool) {
        let _ = (path, training);
    }
}

/// The name of a place in a module, such as `blocks.2.conv1`. Printing it writes the name out.
#[derive(Clone, Copy)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Field(&'a str),
    Index(usize),
}

impl<'a> Path<'a> {
    /// The whole module.
    pub fn root() -> Path<'static> {
        Path { parent: None, step: Step::Root }
    }

    /// A named part.
    pub fn field(&'a self, name: &'a str) -> Path<'a> {
        Path { parent: Some(self), step: Step::Field(name) }
    }

    /// A numbered part.
    pub fn index(&'a self, index: usize) -> Path<'a> {
        Path { parent: Some(self), step: Step::Index(index) }
    }
}

impl Display for Path<'_> {
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

impl std::fmt::Debug for Path<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl<M: Module> Module for Vec<M> {
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.as_slice().iter().enumerate().for_each(|(i, module)| module.visit(path.index(i), visitor));
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        self.iter_mut().enumerate().for_each(|(i, module)| module.visit_mut(path.index(i), visitor));
    }
}

impl<M: Module, const COUNT: usize> Module for [M; COUNT] {
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.iter().enumerate().for_each(|(i, module)| module.visit(path.index(i), visitor));
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        self.iter_mut().enumerate().for_each(|(i, module)| module.visit_mut(path.index(i), visitor));
    }
}

impl<M: Module> Module for Option<M> {
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.iter().for_each(|module| module.visit(path, visitor));
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        self.iter_mut().for_each(|module| module.visit_mut(path, visitor));
    }
}

impl<M: Module + ?Sized> Module for Box<M> {
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        (**self).visit(path, visitor);
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        (**self).visit_mut(path, visitor);
    }
}

impl<T: ?Sized + 'static> Module for std::marker::PhantomData<T>
where
    std::marker::PhantomData<T>: Send + Sync,
{
    fn visit(&self, _: Path<'_>, _: &mut dyn Visitor) {}
    fn visit_mut(&mut self, _: Path<'_>, _: &mut dyn VisitorMut) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_prints_with_dots() {
        let root = Path::root();
        let (blocks, two) = (root.field("blocks"), 2);
        let block = blocks.index(two);
        assert_eq!(block.field("weight").to_string(), "blocks.2.weight");
        assert_eq!(root.to_string(), "");
    }
}
