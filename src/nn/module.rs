//! The trait that every layer and model implements, through which a visitor reaches its parts by name.

use super::element_refs::ParameterRef;
use super::path::ModulePath;
use super::visitor::{Visitor, VisitorMut};

/// A layer, a model, or a list or tuple of them. Derive it with `#[derive(Module)]`.
///
/// Many threads may use a module at once, since `forward` takes it by shared reference.
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
/// assert_eq!(net.num_parameters(), net.parameter_count());
/// assert_eq!(net.parameter_names(), ["embed.weight", "embed.bias", "head.weight", "head.bias"]);
/// assert_eq!((net.kind(), net.head.kind()), ("Net".into(), "Linear(16, 24)".into()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module",
    label = "no parameters can be found in `{Self}`",
    note = "derive it: `#[derive(Module)]` on a struct of layers or modules, with `#[module(skip)]` on plain data; a closure among layers: `Lambda::new(|x: Tensor<..>| ..)`; for a `Trainer`, pass `trainer.model()`"
)]
pub trait Module: Send + Sync + 'static {
    /// A one-line description such as `Linear(5, 64)`. A derived `Module` returns the name of the struct.
    fn kind(&self) -> String;
    /// Passes this module and all its parts to `visitor`.
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor);
    /// Passes all parts of this module to `visitor`, which may change them in place.
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut);

    /// The number of trained values: the elements of all parameters together.
    fn parameter_count(&self) -> usize {
        let mut count = 0;
        self.visit(
            ModulePath::root(),
            &mut Each(|_: ModulePath<'_>, parameter: ParameterRef<'_>| count += parameter.numel()),
        );
        count
    }

    /// The same as [`parameter_count`](Self::parameter_count).
    fn num_parameters(&self) -> usize {
        self.parameter_count()
    }

    /// The names of all parameters, in the order of the fields.
    fn parameter_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.visit(
            ModulePath::root(),
            &mut Each(|path: ModulePath<'_>, _: ParameterRef<'_>| names.push(path.to_string())),
        );
        names
    }

    /// Calls `f` with the name and the value of every parameter.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{LayerNorm, Module};
    /// let mut found = Vec::new();
    /// LayerNorm::<3>::new().for_each_parameter(|path, parameter| {
    ///     let values = parameter.get::<f32>().map(|values| values.to_vec());
    ///     found.push((path.to_string(), values));
    /// });
    /// assert_eq!(found[0], ("weight".into(), Some(vec![1.0; 3])));
    /// ```
    #[doc(alias = "parameters")]
    #[doc(alias = "named_parameters")]
    fn for_each_parameter(&self, f: impl FnMut(ModulePath<'_>, ParameterRef<'_>))
    where
        Self: Sized,
    {
        self.visit(ModulePath::root(), &mut Each(f));
    }

    /// Sets the mode of every layer: dropout, for example, is active only in training.
    fn set_training(&mut self, training: bool) {
        self.visit_mut(ModulePath::root(), &mut Mode(training));
    }

    /// Sets all layers to training mode, the mode of a new layer.
    fn train(&mut self) {
        self.set_training(true);
    }

    /// Sets all layers to evaluation mode. Inside [`inference`](crate::tensor::inference), which `Trainer::predict` uses, all layers behave as in
    /// evaluation mode, whatever mode they are in.
    fn eval(&mut self) {
        self.set_training(false);
    }
}

struct Each<F>(F);
impl<F: FnMut(ModulePath<'_>, ParameterRef<'_>)> Visitor for Each<F> {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterRef<'_>) {
        (self.0)(path, parameter);
    }
}

struct Mode(bool);
impl VisitorMut for Mode {
    fn parameter(&mut self, _: ModulePath<'_>, _: super::element_refs::ParameterMut<'_>) {}
    fn mode(&mut self, _: ModulePath<'_>, training: &mut bool) {
        *training = self.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{
        CausalConv1d, Conv1d, Dropout, DynForward, DynLinear, Gelu, LayerNorm, Linear, Lstm, MultiHeadAttention,
        Parameter, Relu, TransformerEncoderLayer,
    };
    use crate::shape::{Bidirectional, Dim};
    use crate::tensor::Tensor;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    #[test]
    fn a_boxed_module_has_all_methods_but_the_generic_one() {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        let mut module: Box<dyn Module> = Box::new((DynLinear::new(2, 3, rng).unwrap(), Dropout::new(0.5, rng)));
        let seen: &mut dyn Module = &mut *module;
        assert_eq!((seen.parameter_count(), seen.parameter_names()), (9, vec!["0.weight".into(), "0.bias".into()]));
        seen.eval();
        seen.train();
        let layers: Vec<Box<dyn DynForward>> = vec![Box::new(Relu), Box::new(DynLinear::new(2, 3, rng).unwrap())];
        assert_eq!(layers.iter().map(|layer| layer.kind()).collect::<Vec<_>>(), ["Relu", "Linear(2, 3)"]);
    }

    #[test]
    fn kinds_say_the_sizes_and_what_is_not_default() {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        let kinds: [(Box<dyn Module>, &str); 13] = [
            (Box::new(Linear::<5, 64>::new(rng).without_bias()), "Linear(5, 64, no bias)"),
            (Box::new(Lstm::<5, 8>::new(rng)), "Lstm(5, 8)"),
            (
                Box::new(Lstm::<5, 8, 2, Bidirectional>::new(rng).without_bias().dropout(0.1)),
                "Lstm(5, 8, 2 layers, bidirectional, no bias, dropout 0.1)",
            ),
            (Box::new(MultiHeadAttention::<8, 2, 3, 8>::new(rng)), "MultiHeadAttention(8, 2 heads, keys 3, values 8)"),
            (
                Box::new(TransformerEncoderLayer::<8, 2, 16>::new(rng)),
                "TransformerEncoderLayer(8, 2 heads, feed-forward 16)",
            ),
            (Box::new(Linear::<5, 64>::new(rng)), "Linear(5, 64)"),
            (Box::new(Conv1d::<5, 16, 3>::new(rng)), "Conv1d(5, 16, kernel 3)"),
            (
                Box::new(Conv1d::<5, 16, 3, 2, 1, 4>::new(rng)),
                "Conv1d(5, 16, kernel 3, stride 2, padding 1, dilation 4)",
            ),
            (Box::new(CausalConv1d::<5, 16, 3, 2>::new(rng)), "CausalConv1d(5, 16, kernel 3, dilation 2)"),
            (Box::new(LayerNorm::<64, f64>::new()), "LayerNorm(64)"),
            (Box::new(MultiHeadAttention::<64, 4>::new(rng).causal()), "MultiHeadAttention(64, 4 heads, causal)"),
            (Box::new((Relu, Gelu)), "(Relu, Gelu)"),
            (Box::new(Parameter::<(Dim<2>,)>::new(Tensor::ones())), "Parameter([2])"),
        ];
        for (module, kind) in kinds {
            assert_eq!(module.kind(), kind);
        }
    }

    #[test]
    fn a_visitor_sees_modules_before_their_parts_and_no_containers() {
        struct Kinds(Vec<(String, String)>);
        impl Visitor for Kinds {
            fn module(&mut self, path: ModulePath<'_>, module: &dyn Module) {
                self.0.push((path.to_string(), module.kind()));
            }
            fn parameter(&mut self, path: ModulePath<'_>, _: ParameterRef<'_>) {
                self.0.push((path.to_string(), "parameter".into()));
            }
        }
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        let net = (vec![Some(Linear::<1, 2>::new(rng))], [Box::new(Dropout::new(0.2, rng))]);
        let mut kinds = Kinds(Vec::new());
        net.visit(ModulePath::root(), &mut kinds);
        let expected =
            [("0.0", "Linear(1, 2)"), ("0.0.weight", "parameter"), ("0.0.bias", "parameter"), ("1.0", "Dropout(0.2)")];
        assert_eq!(kinds.0, expected.map(|(path, kind)| (path.to_string(), kind.to_string())));
    }
}
