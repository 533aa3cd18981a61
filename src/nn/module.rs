//! The one visitor: parameters by name, and with it counts, saving, loading, modes, and what optimisers walk over.
//!
//! Names are PyTorch's dotted ones (`blocks.2.conv1.weight`). A [`Path`] is a chain of names on the stack, written out only when
//! somebody asks, so that an optimiser's walk over a model allocates nothing.

use super::parameter::Parameter;
use crate::shape::DynShape;
use crate::tensor::{DynTensor, Float};
use std::any::Any;
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
    /// What it is, in one line: `Linear(5, 64)`; for a derived module the name of its type.
    fn kind(&self) -> String {
        let name = std::any::type_name::<Self>().split('<').next().unwrap_or_default();
        name.rsplit("::").next().unwrap_or_default().into()
    }
    /// Shows every parameter and buffer to `visitor`.
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor);
    /// Shows every parameter, buffer and mode to `visitor`, to be changed in place.
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut);

    /// How many numbers are trained.
    fn parameter_count(&self) -> usize {
        struct Count(usize);
        impl Visitor for Count {
            fn parameter(&mut self, _: Path<'_>, parameter: &Parameter<DynShape>) {
                self.0 += parameter.numel();
            }
        }
        let mut count = Count(0);
        self.visit(Path::root(), &mut count);
        count.0
    }

    /// The names of all parameters, in the order of the fields.
    fn parameter_names(&self) -> Vec<String> {
        struct Names(Vec<String>);
        impl Visitor for Names {
            fn parameter(&mut self, path: Path<'_>, _: &Parameter<DynShape>) {
                self.0.push(path.to_string());
            }
        }
        let mut names = Names(Vec::new());
        self.visit(Path::root(), &mut names);
        names.0
    }

    /// Calls `f` with the name of every parameter and the parameter. For a `dyn Module` write a [`Visitor`].
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
    fn set_training(&mut self, training: bool) {
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
    fn train(&mut self) {
        self.set_training(true);
    }

    /// Sets all layers to evaluation. `predict` and [`inference`](crate::tensor::inference) evaluate whatever the mode.
    fn eval(&mut self) {
        self.set_training(false);
    }
}

/// What looks at a module.
pub trait Visitor {
    /// A module, before its parts. Containers such as `Vec` show only their parts.
    fn module(&mut self, path: Path<'_>, module: &dyn Module) {
        let _ = (path, module);
    }
    /// A trainable tensor.
    fn parameter(&mut self, path: Path<'_>, parameter: &Parameter<DynShape>);
    /// A tensor that is saved but not trained.
    fn buffer(&mut self, path: Path<'_>, values: TensorRef<'_>) {
        let _ = (path, values);
    }
    /// A number that is saved.
    fn counter(&mut self, path: Path<'_>, value: i64) {
        let _ = (path, value);
    }
    /// State that is saved but not trained, as a number.
    fn number(&mut self, path: Path<'_>, value: u64) {
        let _ = (path, value);
    }
}

/// What changes a module.
pub trait VisitorMut {
    /// A trainable tensor.
    fn parameter(&mut self, path: Path<'_>, parameter: &mut Parameter<DynShape>);
    /// A tensor that is saved but not trained.
    fn buffer(&mut self, path: Path<'_>, values: TensorMut<'_>) {
        let _ = (path, values);
    }
    /// A number that is saved.
    fn counter(&mut self, path: Path<'_>, value: &mut i64) {
        let _ = (path, value);
    }
    /// State that is saved but not trained, as a number.
    fn number(&mut self, path: Path<'_>, value: &mut u64) {
        let _ = (path, value);
    }
    /// Whether a layer behaves as in training.
    fn mode(&mut self, path: Path<'_>, training: &mut bool) {
        let _ = (path, training);
    }
}

/// A tensor of any element type that has gradients, its shape forgotten.
#[derive(Clone, Copy, Debug)]
pub enum TensorRef<'a> {
    /// Of `f32`.
    F32(&'a DynTensor),
    /// Of `f64`.
    F64(&'a DynTensor<f64>),
}

/// As [`TensorRef`], to be changed.
#[derive(Debug)]
pub enum TensorMut<'a> {
    /// Of `f32`.
    F32(&'a mut DynTensor),
    /// Of `f64`.
    F64(&'a mut DynTensor<f64>),
}

impl<'a> TensorRef<'a> {
    pub(crate) fn of<E: Float>(tensor: &'a DynTensor<E>) -> Self {
        let any: &dyn Any = tensor;
        match any.downcast_ref() {
            Some(tensor) => TensorRef::F32(tensor),
            None => TensorRef::F64(any.downcast_ref().expect("`Float` is `f32` or `f64`")),
        }
    }
}

impl<'a> TensorMut<'a> {
    pub(crate) fn of<E: Float>(tensor: &'a mut DynTensor<E>) -> Self {
        let any: &mut dyn Any = tensor;
        if any.is::<DynTensor>() {
            TensorMut::F32(any.downcast_mut().expect("it was asked"))
        } else {
            TensorMut::F64(any.downcast_mut().expect("`Float` is `f32` or `f64`"))
        }
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
