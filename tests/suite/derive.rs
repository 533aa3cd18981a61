//! `#[derive(Module)]` on types that users write: names of parameters, what is saved, and what a visitor sees.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::RwLock;
use timeseriesml::{
    Dim, DynForward, DynTensor, Forward, Linear, Module, Parameter, Relu, Shape, ShapeError, Tensor, load_safetensors,
    nn::{DynLinear, ModulePath, ParameterRef, PartOf, TensorRef, Visitor},
    save_safetensors,
};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(7)
}

fn linear() -> Linear<2, 3> {
    Linear::new(&mut rng())
}

/// A module with one parameter, `w`.
#[derive(Module)]
struct Scale {
    w: Parameter<(Dim<2>,)>,
}

fn scale(value: f32) -> Scale {
    Scale { w: Parameter::new(Tensor::full(value)) }
}

/// Records what a visitor sees: `kind name` of modules, then parameters, buffers and counters with their first number.
#[derive(Default)]
struct Seen(Vec<String>);

impl Seen {
    fn of(module: &dyn Module) -> Vec<String> {
        let mut seen = Seen::default();
        module.visit(ModulePath::root(), &mut seen);
        seen.0
    }
}

impl Visitor for Seen {
    fn module(&mut self, path: ModulePath<'_>, module: &dyn Module) {
        self.0.push(format!("{} {path}", module.kind()));
    }
    fn parameter(&mut self, path: ModulePath<'_>, _: ParameterRef<'_>) {
        self.0.push(format!("parameter {path}"));
    }
    fn buffer(&mut self, path: ModulePath<'_>, values: TensorRef<'_>) {
        let first = match values {
            TensorRef::F32(values) => f64::from(values.to_vec()[0]),
            TensorRef::F64(values) => values.to_vec()[0],
        };
        self.0.push(format!("buffer {path} {first}"));
    }
    fn counter(&mut self, path: ModulePath<'_>, value: i64) {
        self.0.push(format!("counter {path} {value}"));
    }
}

#[derive(Module)]
struct Containers {
    array: [Scale; 2],
    absent: Option<Scale>,
    present: Option<Scale>,
    list: Vec<Option<Scale>>,
    tuple: (Scale, Relu, [Scale; 1]),
    boxed: Box<Scale>,
    dynamic: Box<dyn DynForward>,
    dynamics: Vec<Box<dyn DynForward>>,
    marker: PhantomData<str>,
    r#type: Scale,
}

#[test]
fn containers_number_their_elements_and_options_and_boxes_add_nothing() {
    let model = Containers {
        array: [scale(1.0), scale(2.0)],
        absent: None,
        present: Some(scale(3.0)),
        list: vec![None, Some(scale(4.0))],
        tuple: (scale(5.0), Relu, [scale(6.0)]),
        boxed: Box::new(scale(7.0)),
        dynamic: Box::new(linear()),
        dynamics: vec![Box::new(Relu), Box::new(linear())],
        marker: PhantomData,
        r#type: scale(8.0),
    };
    let names = [
        "array.0.w",
        "array.1.w",
        "present.w",
        "list.1.w",
        "tuple.0.w",
        "tuple.2.0.w",
        "boxed.w",
        "dynamic.weight",
        "dynamic.bias",
        "dynamics.1.weight",
        "dynamics.1.bias",
        "type.w",
    ];
    assert_eq!(model.parameter_names(), names);
    assert_eq!(model.parameter_count(), 8 * 2 + 2 * (2 * 3 + 3));
}

#[derive(Module)]
struct Pair<A, B = Scale>(A, B)
where
    A: DynForward;

#[derive(Module)]
struct Nested<M, const COUNT: usize, S: Shape = (Dim<2>,)>
where
    Vec<M>: Clone,
    Pair<Linear<2, 3>, M>: Sized,
{
    pairs: [Pair<Linear<2, 3>, M>; COUNT],
    free: Parameter<S>,
    of: PhantomData<fn(M) -> S>,
}

#[derive(Module)]
struct Tree<M> {
    leaf: M,
    branches: Vec<Tree<M>>,
    parent: Option<Box<Self>>,
}

#[derive(Module)]
struct Applied<F, T: ?Sized + 'static> {
    scale: Scale,
    #[module(skip)]
    function: F,
    of: PhantomData<fn(Box<T>)>,
}

macro_rules! declared { ($Name:ident $($field:ident: $ty:ty),*) => {
    #[derive(Module)]
    struct $Name { $($field: $ty),* }
} }
declared! { Declared left: Scale, right: Option<Scale> }

#[test]
fn generic_modules_have_the_parameters_of_what_they_are_made_of() {
    let pair = || Pair(linear(), Relu);
    let nested = Nested { pairs: [pair(), pair()], free: Parameter::new(Tensor::<(Dim<4>,)>::ones()), of: PhantomData };
    assert_eq!(
        nested.parameter_names(),
        ["pairs.0.0.weight", "pairs.0.0.bias", "pairs.1.0.weight", "pairs.1.0.bias", "free"]
    );
    assert_eq!(nested.kind(), "Nested");
    let branch = |branches| Tree { leaf: scale(1.0), branches, parent: None };
    let tree =
        Tree { parent: Some(Box::new(branch(vec![]))), ..branch(vec![branch(vec![]), branch(vec![branch(vec![])])]) };
    assert_eq!(
        tree.parameter_names(),
        ["leaf.w", "branches.0.leaf.w", "branches.1.leaf.w", "branches.1.branches.0.leaf.w", "parent.leaf.w"]
    );
    let applied = Applied::<_, str> { scale: scale(1.0), function: |x: f32| x + 1.0, of: PhantomData };
    assert_eq!((applied.function)(1.0), 2.0);
    assert_eq!(applied.parameter_names(), ["scale.w"]);
    let declared = Declared { left: scale(1.0), right: Some(scale(2.0)) };
    assert_eq!(declared.parameter_names(), ["left.w", "right.w"]);
}

#[derive(Module)]
enum Head<M> {
    Last(Scale),
    Generic(M),
    Nothing,
}

#[derive(Module)]
struct WithHead {
    head: Head<Linear<2, 3>>,
}

#[test]
fn an_enum_is_visited_as_the_module_of_its_variant() {
    let of = |head| Seen::of(&WithHead { head });
    assert_eq!(of(Head::Last(scale(1.0))), ["WithHead ", "Scale head", "parameter head.w"]);
    assert_eq!(of(Head::Nothing), ["WithHead ", "Nothing head"]);
    let generic = WithHead { head: Head::Generic(linear()) };
    assert_eq!(generic.parameter_names(), ["head.weight", "head.bias"]);
    assert_eq!(generic.head.kind(), linear().kind());
}

#[test]
fn an_enum_can_be_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("head.safetensors");
    save_safetensors(&Head::<Relu>::Last(scale(1.5)), &path).unwrap();
    let mut head = Head::<Relu>::Last(scale(0.0));
    load_safetensors(&mut head, &path).unwrap();
    let Head::Last(scale) = head else { unreachable!("loading keeps the variant") };
    assert_eq!(scale.w.to_vec(), [1.5; 2]);
}

#[derive(Module)]
#[module(kind = describe)]
struct Normalized<S: Shape> {
    #[module(buffer)]
    running_mean: RwLock<Tensor<S>>,
    #[module(buffer, rename = "running_var")]
    variance: Tensor<S, f64>,
    #[module(rename = "weight")]
    factor: Parameter<S>,
    #[module(buffer)]
    num_batches_tracked: RwLock<i64>,
    #[module(skip)]
    momentum: f64,
}

impl<S: Shape> Normalized<S> {
    fn describe(&self) -> String {
        format!("Normalized(momentum {})", self.momentum)
    }
}

fn normalized(mean: f32, batches: i64) -> Normalized<(Dim<2>,)> {
    Normalized {
        running_mean: RwLock::new(Tensor::full(mean)),
        variance: Tensor::ones(),
        factor: Parameter::new(Tensor::full(mean + 1.0)),
        num_batches_tracked: RwLock::new(batches),
        momentum: 0.1,
    }
}

#[test]
fn buffers_are_shown_but_not_trained() {
    let layer = normalized(0.5, 3);
    assert_eq!(layer.parameter_names(), ["weight"]);
    let seen = ["running_mean 0.5", "running_var 1"].map(|name| format!("buffer layer.{name}"));
    let [mean, variance] = seen;
    let expected = [
        "Normalized(momentum 0.1) layer".into(),
        mean,
        variance,
        "parameter layer.weight".into(),
        "counter layer.num_batches_tracked 3".into(),
    ];
    #[derive(Module)]
    struct Net {
        layer: Normalized<(Dim<2>,)>,
    }
    assert_eq!(Seen::of(&Net { layer })[1..], expected);
}

#[test]
fn what_is_saved_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.safetensors");
    let (saved, mut loaded) = (normalized(0.5, 3), normalized(0.0, 0));
    save_safetensors(&saved, &path).unwrap();
    load_safetensors(&mut loaded, &path).unwrap();
    assert_eq!(Seen::of(&loaded), Seen::of(&saved));
    assert_eq!(loaded.factor.to_vec(), [1.5; 2]);
    let names: BTreeMap<String, ()> = {
        let bytes = std::fs::read(&path).unwrap();
        let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
        file.names().into_iter().map(|name| (name.to_string(), ())).collect()
    };
    assert!(names.contains_key("running_mean") && names.contains_key("num_batches_tracked"), "{names:?}");
}

/// A user's own run-time module: adds a learned number to each feature.
#[derive(Module)]
#[module(kind = describe)]
struct DynShift {
    by: Parameter,
}

impl DynShift {
    fn describe(&self) -> String {
        format!("Shift({})", self.by.numel())
    }
}

impl DynForward for DynShift {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        x.add(&self.by)
    }
}

#[derive(Module)]
#[module(transparent)]
struct Shift<const N: usize, T = f32>
where
    T: 'static,
{
    of: PhantomData<fn() -> T>,
    inner: DynShift,
}

impl<const N: usize, T> PartOf<Shift<N, T>> for DynShift {
    fn check(&self) -> Result<(), ShapeError> {
        match self.by.numel() {
            found if found == N => Ok(()),
            found => Err(ShapeError::Argument {
                op: "Shift",
                name: "features",
                found: found.to_string(),
                allowed: N.to_string(),
            }),
        }
    }
}

/// A typed wrapper like those of the layers: generic over the element type, which its run-time part shares.
#[derive(Module)]
#[module(transparent)]
struct Tuple<const N: usize>(DynLinear);

impl<const N: usize> PartOf<Tuple<N>> for DynLinear {
    fn check(&self) -> Result<(), ShapeError> {
        Ok(())
    }
}

fn shift(numel: usize) -> DynShift {
    DynShift { by: Parameter::new(Tensor::full_sized([numel], 0.5).unwrap()) }
}

#[test]
fn a_typed_face_is_its_part() {
    let face: Shift<2> = shift(2).try_into().unwrap();
    assert_eq!(face.as_dyn().by.to_vec(), [0.5; 2]);
    assert_eq!(face.kind(), "Shift(2)");
    assert_eq!(Seen::of(&face), ["Shift(2) ", "parameter by"]);
    let y = face.try_forward(Tensor::full_sized([3, 2], 1.0).unwrap()).unwrap();
    assert_eq!(y.to_vec(), [1.5; 6]);
    let layers: Vec<Box<dyn DynForward>> =
        vec![Box::new(face), Box::new(Tuple::<4>(DynLinear::new(2, 4, &mut rng()).unwrap()))];
    assert_eq!(layers.try_forward(y).unwrap().sizes(), [3, 4]);
    assert_eq!(layers.parameter_names(), ["0.by", "1.weight", "1.bias"]);
}

#[test]
fn a_typed_face_refuses_a_part_of_another_size() {
    let error = Shift::<3>::try_from(shift(2)).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "Shift: features is 2, but it must be 3");
}

#[test]
fn a_typed_face_is_saved_under_the_names_of_its_part() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shift.safetensors");
    save_safetensors(&Shift::<2>::try_from(shift(2)).unwrap(), &path).unwrap();
    let mut part = shift(2);
    part.by.assign(&Tensor::zeros_sized([2]).unwrap()).unwrap();
    load_safetensors(&mut part, &path).unwrap();
    assert_eq!(part.by.to_vec(), [0.5; 2]);
}

#[test]
fn all_that_a_module_provides_works_on_dyn_module() {
    let mut layer: Box<dyn DynForward> = Box::new(linear());
    let layer: &mut dyn DynForward = &mut *layer;
    assert_eq!((layer.parameter_count(), layer.parameter_names().len()), (9, 2));
    layer.set_training(false);
    layer.train();
    layer.eval();
    let mut module: Box<dyn Module> = Box::new(timeseriesml::Dropout::new(0.5, &mut rng()));
    let module: &mut dyn Module = &mut *module;
    assert_eq!((module.parameter_count(), module.parameter_names().len(), module.kind().is_empty()), (0, 0, false));
    module.set_training(true);
    module.train();
    module.eval();
}

#[test]
fn references_and_pointers_run_what_they_point_to() {
    fn run<L: Forward<Tensor<(Dim<2>,)>, Output = Tensor<(Dim<3>,)>>>(layer: L) -> Vec<f32> {
        layer.forward(Tensor::ones()).to_vec()
    }
    let layer = linear();
    let expected = layer.forward(Tensor::<(Dim<2>,)>::ones()).to_vec();
    assert_eq!(run(&layer), expected);
    assert_eq!(run(std::sync::Arc::new(layer.clone())), expected);
    let boxed: Box<dyn Forward<Tensor<(Dim<2>,)>, Output = Tensor<(Dim<3>,)>>> = Box::new(layer);
    assert_eq!(run(boxed), expected);
}

#[test]
fn layers_are_built_from_parts_of_their_sizes_alone() {
    use timeseriesml::{
        CausalConv1d, Conv1d, LayerNorm, MultiHeadAttention,
        nn::{DynConv1d, DynLayerNorm, DynMultiHeadAttention},
    };
    fn refused<Face: TryFrom<Part, Error = ShapeError>, Part>(part: Result<Part, ShapeError>) -> String {
        Face::try_from(part.unwrap()).map(|_| ()).unwrap_err().to_string()
    }
    let linear = Linear::<2, 3>::try_from(DynLinear::new(2, 3, &mut rng()).unwrap()).unwrap();
    assert_eq!(linear.forward(Tensor::<(Dim<2>,)>::ones()).to_vec().len(), 3);
    let conv = || DynConv1d::new(2, 3, 5, &mut rng());
    let attention = || DynMultiHeadAttention::new(8, 2, &mut rng());
    assert!(
        Conv1d::<2, 3, 5, 2, 1, 4>::try_from(conv().unwrap().stride(2).unwrap().padding(1).dilation(4).unwrap())
            .is_ok()
    );
    assert!(CausalConv1d::<2, 3, 5, 4>::try_from(conv().unwrap().dilation(4).unwrap().causal()).is_ok());
    assert!(LayerNorm::<8, f64>::try_from(DynLayerNorm::<f64>::with_element(8).unwrap()).is_ok());
    assert!(MultiHeadAttention::<8, 2>::try_from(attention().unwrap().causal()).is_ok());
    for (error, expected) in [
        (
            refused::<Linear<2, 4>, _>(DynLinear::new(2, 3, &mut rng())),
            "Linear: the weight is [3, 2], but it must be [4, 2]",
        ),
        (refused::<LayerNorm<7>, _>(DynLayerNorm::new(8)), "LayerNorm: the weight is [8], but it must be [7]"),
        (
            refused::<MultiHeadAttention<8, 4>, _>(attention()),
            "MultiHeadAttention: the number of heads is 2, but it must be 4",
        ),
        (refused::<Conv1d<2, 3, 4>, _>(conv()), "Conv1d: the weight is [3, 2, 5], but it must be [3, 2, 4]"),
        (refused::<Conv1d<2, 3, 5, 2>, _>(conv()), "Conv1d: the stride is 1, but it must be 2"),
        (
            refused::<Conv1d<2, 3, 5>, _>(conv().map(DynConv1d::causal)),
            "Conv1d: the padding is causal, but it must be 0",
        ),
        (refused::<CausalConv1d<2, 3, 5>, _>(conv()), "CausalConv1d: the padding is 0, but it must be causal"),
        (
            refused::<CausalConv1d<2, 3, 5, 2>, _>(conv().map(DynConv1d::causal)),
            "CausalConv1d: the dilation is 1, but it must be 2",
        ),
    ] {
        assert_eq!(error, expected);
    }
}
