//! Saving and loading weights, and the errors for files that do not match the module.

use super::*;
use crate::nn::state_dict::StateDict;
use crate::nn::{
    Conv1d, Dropout, DynLinear, Linear, Module, ModulePath, Parameter, ParameterMut, ParameterRef, RandomStream, Relu,
    TensorMut, TensorRef, Visitor, VisitorMut,
};
use crate::shape::Dim;
use crate::tensor::{DynTensor, Float, Tensor};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

fn rng(seed: u64) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// Runs `check` with the path of a file in a folder of its own.
fn with_file(check: impl FnOnce(PathBuf)) {
    let folder = tempfile::tempdir().unwrap();
    check(folder.path().join("net.safetensors"));
}

/// A layer with every kind of state: a parameter, a running mean with its own element type, a counter and a random stream.
struct Tracked<E: Float, R: Float = E> {
    weight: Parameter<(Dim<2>,), E>,
    mean: DynTensor<R>,
    batches: i64,
    stream: RandomStream,
    mean_name: &'static str,
}
impl<E: Float, R: Float> Tracked<E, R> {
    fn new(value: f64, batches: i64, seed: u64) -> Self {
        Tracked {
            weight: Parameter::new(Tensor::full(E::from_f64(value))),
            mean: Tensor::full_sized([3], R::from_f64(2.0 * value)).unwrap(),
            batches,
            stream: RandomStream { seed, calls: 1 },
            mean_name: "running_mean",
        }
    }
    fn values(&self) -> (Vec<E>, Vec<R>, i64, RandomStream) {
        (self.weight.to_vec(), self.mean.to_vec(), self.batches, self.stream)
    }
}
impl<E: Float, R: Float> Module for Tracked<E, R>
where
    for<'a> TensorRef<'a>: From<&'a DynTensor<R>>,
    for<'a> TensorMut<'a>: From<&'a mut DynTensor<R>>,
{
    fn kind(&self) -> String {
        "Tracked".into()
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        self.weight.visit(path.field("weight"), visitor);
        visitor.buffer(path.field(self.mean_name), TensorRef::from(&self.mean));
        visitor.counter(path.field("num_batches_tracked"), self.batches);
        visitor.random(path, self.stream);
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        self.weight.visit_mut(path.field("weight"), visitor);
        visitor.buffer(path.field(self.mean_name), TensorMut::from(&mut self.mean));
        visitor.counter(path.field("num_batches_tracked"), &mut self.batches);
        visitor.random(path, &mut self.stream);
    }
}

#[test]
fn every_kind_of_state_is_saved_and_loaded() {
    with_file(|path| {
        let saved = Tracked::<f64>::new(0.1, 7, u64::MAX);
        save_safetensors(&saved, &path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let file = SafeTensors::deserialize(&bytes).unwrap();
        let kinds: BTreeMap<_, _> =
            file.iter().map(|(name, view)| (name, (view.dtype(), view.shape().to_vec()))).collect();
        let expected = BTreeMap::from([
            ("num_batches_tracked", (Dtype::I64, vec![])),
            ("running_mean", (Dtype::F64, vec![3])),
            ("weight", (Dtype::F64, vec![2])),
        ]);
        assert_eq!(kinds, expected);
        let mut loaded = Tracked::<f64>::new(9.0, 0, 0);
        load_safetensors(&mut loaded, &path).unwrap();
        assert_eq!(loaded.values(), saved.values());
        let mut narrow = Tracked::<f32>::new(9.0, 0, 0);
        load_safetensors(&mut narrow, &path).unwrap();
        assert_eq!(narrow.values(), (vec![0.1; 2], vec![0.2; 3], 7, saved.stream));
        // Early stopping takes such a snapshot.
        let snapshot = StateDict::of(&narrow);
        let before = narrow.values();
        narrow = Tracked { weight: narrow.weight, ..Tracked::new(5.0, 9, 1) };
        snapshot.restore(&mut narrow).unwrap();
        assert_eq!(narrow.values(), before);
    });
}

#[test]
fn a_value_beyond_f32_is_refused_by_name() {
    with_file(|path| {
        let saved = Tracked::<f64>::new(1e300, 0, 0);
        save_safetensors(&saved, &path).unwrap();
        let error = load_safetensors(&mut Tracked::<f32>::new(0.0, 0, 0), &path).unwrap_err().to_string();
        let expected = "\"running_mean\" holds 2e300 at [0], beyond the range of `f32`; load it as `f64` (for a model, \
                        its last type parameter), or correct the file; nothing was loaded";
        assert!(error.ends_with(expected), "{error}");
        // Infinity exists in both types.
        save_safetensors(&Tracked::<f64>::new(f64::INFINITY, 0, 0), &path).unwrap();
        let mut loaded = Tracked::<f32>::new(0.0, 0, 0);
        load_safetensors(&mut loaded, &path).unwrap();
        assert_eq!(loaded.weight.to_vec(), [f32::INFINITY; 2]);
    });
}

#[test]
fn names_that_a_file_cannot_hold_are_refused() {
    with_file(|path| {
        for (name, expected) in [
            (
                "weight",
                "two entries of the model are called \"weight\"; rename one with `#[module(rename = \"..\")]`; nothing was saved or loaded",
            ),
            (
                "__metadata__",
                "an entry cannot be called \"__metadata__\", which safetensors reserves; rename it with `#[module(rename = \"..\")]`; nothing was saved",
            ),
        ] {
            let module = Tracked::<f32> { mean_name: name, ..Tracked::new(0.0, 0, 0) };
            let error = save_safetensors(&module, &path).unwrap_err().to_string();
            assert!(error.ends_with(expected) && !path.exists(), "{error}");
        }
    });
}

#[test]
fn metadata_that_is_no_list_of_streams_is_refused() {
    with_file(|path| {
        let metadata = HashMap::from([(RANDOM.to_owned(), "[1, 2]".to_owned())]);
        let none: [(&str, TensorView<'_>); 0] = [];
        std::fs::write(&path, safetensors::serialize(none, Some(metadata)).unwrap()).unwrap();
        let error = load_safetensors(&mut Relu, &path).unwrap_err();
        assert!(matches!(error, LoadError::Metadata { key: RANDOM, .. }), "{error}");
    });
}

#[test]
fn a_file_holds_no_entry_for_a_dropout() {
    with_file(|path| {
        save_safetensors(&(Linear::<2, 1>::new(&mut rng(1)), Dropout::new(0.5, &mut rng(2))), &path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut names =
            SafeTensors::deserialize(&bytes).unwrap().names().into_iter().map(String::from).collect::<Vec<_>>();
        names.sort_unstable();
        assert_eq!(names, ["0.bias", "0.weight"]);
    });
}

#[test]
fn streams_of_old_files_are_read_or_passed_over() {
    with_file(|path| {
        let (seed, calls) = (5_u64.to_le_bytes(), 3_u64.to_le_bytes());
        let scalar = |bytes| TensorView::new(Dtype::U64, vec![], bytes).unwrap();
        let entries = [("0.seed", scalar(&seed)), ("0.calls", scalar(&calls)), ("seed", scalar(&seed))];
        std::fs::write(&path, safetensors::serialize(entries, None).unwrap()).unwrap();
        let mut with = (Dropout::new(0.5, &mut rng(1)),);
        load_safetensors(&mut with, &path).unwrap();
        assert_eq!(StateDict::of(&with).random["0"], RandomStream { seed: 5, calls: 3 });
        load_safetensors(&mut Relu, &path).unwrap();
        let other = [("steps", scalar(&seed))];
        std::fs::write(&path, safetensors::serialize(other, None).unwrap()).unwrap();
        assert!(matches!(load_safetensors(&mut Relu, &path), Err(LoadError::Mismatch { .. })));
    });
}

#[test]
fn weights_of_a_model_with_dropout_fit_one_without() {
    with_file(|path| {
        let trained =
            (Linear::<3, 4>::new(&mut rng(1)), Dropout::new(0.5, &mut rng(2)), Linear::<4, 1>::new(&mut rng(3)));
        save_safetensors(&trained, &path).unwrap();
        // Layers of a tuple are named by position, so a different layer must take the position of the dropout.
        let mut served = (Linear::<3, 4>::new(&mut rng(4)), Relu, Linear::<4, 1>::new(&mut rng(5)));
        load_safetensors(&mut served, &path).unwrap();
        let x = || Tensor::<(Dim<4>,)>::ones();
        assert_eq!(served.2.forward(x()).to_vec(), trained.2.forward(x()).to_vec());
    });
}

#[test]
fn what_is_saved_is_loaded() {
    with_file(|path| {
        let net = |seed| {
            let dropout = Dropout::new(0.5, &mut rng(seed));
            (Linear::<3, 4>::new(&mut rng(seed)), dropout, Conv1d::<4, 2, 3>::new(&mut rng(seed)))
        };
        let (saved, mut loaded) = (net(1), net(2));
        let _ = saved.1.forward(Tensor::<(Dim<3>,)>::ones());
        save_safetensors(&saved, &path).unwrap();
        load_safetensors(&mut loaded, &path).unwrap();
        let values = |net: &dyn Module| {
            let mut values = Values(Vec::new());
            net.visit(ModulePath::root(), &mut values);
            (values.0, StateDict::of(net).random)
        };
        assert_eq!(values(&saved), values(&loaded));
        assert_eq!(values(&loaded).1["1"].calls, 1);
    });
}

/// Names and values of all parameters.
struct Values(Vec<(String, Vec<f32>)>);
impl Visitor for Values {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterRef<'_>) {
        self.0.push((path.to_string(), parameter.get::<f32>().unwrap().to_vec()));
    }
}

#[test]
fn a_file_of_another_model_changes_nothing() {
    with_file(|path| {
        save_safetensors(&Linear::<3, 4>::new(&mut rng(1)), &path).unwrap();
        let mut other = Linear::<3, 5>::new(&mut rng(2));
        let before = format!("{other:?}");
        let error = load_safetensors(&mut other, &path).unwrap_err().to_string();
        let expected = "the file does not fit the model; nothing was loaded\n  \
                        \"bias\" is [4] in the file, [5] in the model\n  \
                        \"weight\" is [4, 3] in the file, [5, 3] in the model";
        assert!(error.ends_with(expected), "{error}");
        assert_eq!(format!("{other:?}"), before);
        let error = load_safetensors(&mut (other,), &path).unwrap_err().to_string();
        let expected = "in the model, not in the file: \"0.bias\", \"0.weight\"\n  \
                        in the file, not in the model: \"bias\", \"weight\"\n  \
                        names of the model begin with \"0.\": load with `LoadOptions::new().add_prefix(\"0.\")`";
        assert!(error.ends_with(expected), "{error}");
        std::fs::write(&path, b"not a safetensors file").unwrap();
        let error = load_safetensors(&mut Linear::<3, 4>::new(&mut rng(1)), &path);
        assert!(matches!(error, Err(LoadError::Format { .. })));
    });
}

#[test]
fn bytes_are_those_of_the_file_and_errors_say_where_they_are() {
    with_file(|path| {
        let net = (Linear::<3, 4>::new(&mut rng(1)), Dropout::new(0.5, &mut rng(2)));
        save_safetensors(&net, &path).unwrap();
        let bytes = save_safetensors_to_vec(&net).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        let mut loaded = (Linear::<3, 4>::new(&mut rng(3)), Dropout::new(0.5, &mut rng(4)));
        load_safetensors_from(&mut loaded, &bytes).unwrap();
        assert_eq!(save_safetensors_to_vec(&loaded).unwrap(), bytes);
        let error = load_safetensors_from(&mut Relu, &bytes).unwrap_err().to_string();
        let expected = "safetensors in memory: the file does not fit the model; nothing was loaded\n  \
                        in the file, not in the model: \"0.bias\", \"0.weight\"";
        assert_eq!(error, expected);
        assert!(load_safetensors_from(&mut loaded, &bytes[..bytes.len() - 1]).is_err());
    });
}

#[test]
fn a_visitor_reaches_the_element_of_a_layer() {
    struct Doubles(usize);
    impl VisitorMut for Doubles {
        fn parameter(&mut self, _: ModulePath<'_>, parameter: ParameterMut<'_>) {
            assert_eq!(parameter.element(), "f64");
            self.0 += parameter.get::<f64>().unwrap().numel();
        }
    }
    let mut count = Doubles(0);
    DynLinear::<f64>::with_element(2, 3, &mut rng(1)).unwrap().visit_mut(ModulePath::root(), &mut count);
    assert_eq!(count.0, 9);
}

/// The bytes of a file with these tensors: name, type, sizes, values.
fn file_of(tensors: &[(&str, Dtype, &[usize], &[u8])]) -> Vec<u8> {
    let views = tensors
        .iter()
        .map(|&(name, dtype, sizes, bytes)| (name, TensorView::new(dtype, sizes.to_vec(), bytes).unwrap()));
    safetensors::serialize(views, Some(HashMap::from([("format".to_owned(), "pt".to_owned())]))).unwrap()
}

#[test]
fn tensors_are_listed_and_loaded_by_name() {
    let doubles: Vec<u8> = [1.5_f64, f64::NAN, f64::INFINITY, 1e-320].into_iter().flat_map(f64::to_le_bytes).collect();
    let bytes = file_of(&[
        ("half", Dtype::F16, &[2], &[0, 0x3c, 0, 0xc0]),
        ("brain", Dtype::BF16, &[1], &[0x80, 0x3f]),
        ("single", Dtype::F32, &[1, 1], &2.5_f32.to_le_bytes()),
        ("double", Dtype::F64, &[2, 2], &doubles),
        ("long", Dtype::I64, &[], &i64::MIN.to_le_bytes()),
        ("byte", Dtype::U8, &[3], &[0, 127, 255]),
        ("short", Dtype::I16, &[1], &[255, 255]),
        ("mask", Dtype::BOOL, &[2], &[1, 0]),
        ("unsigned", Dtype::U64, &[1], &[255; 8]),
        ("empty", Dtype::F32, &[0, 4], &[]),
    ]);
    let file = SafetensorsFile::from_bytes(&bytes).unwrap();
    assert_eq!(file.metadata()["format"], "pt");
    let listed: Vec<_> = file.tensors().iter().map(|x| format!("{} {} {:?}", x.name(), x.dtype(), x.sizes())).collect();
    assert_eq!(listed[..4], ["brain BF16 [1]", "byte U8 [3]", "double F64 [2, 2]", "empty F32 [0, 4]"]);
    assert_eq!(listed.len(), 10);
    assert_eq!(file.tensors().iter().map(StoredTensor::byte_count).sum::<u64>(), 4 + 2 + 4 + 32 + 8 + 3 + 2 + 2 + 8);

    assert_eq!(file.tensor::<f32>("half").unwrap().to_vec(), [1.0, -2.0]);
    assert_eq!(file.tensor::<f64>("brain").unwrap().to_vec(), [1.0]);
    let single: DynTensor = file.tensor("single").unwrap();
    assert_eq!((single.sizes(), single.to_vec()), (&[1, 1][..], vec![2.5]));
    // Infinity and NaN are kept; a number too small for `f32` becomes zero.
    let narrowed = file.tensor::<f32>("double").unwrap().to_vec();
    assert!(narrowed[1].is_nan() && narrowed[0] == 1.5 && narrowed[2] == f32::INFINITY && narrowed[3] == 0.0);
    assert_eq!(file.tensor::<f64>("double").unwrap().to_vec()[3], 1e-320);
    assert_eq!(file.tensor::<i64>("long").unwrap().item().unwrap(), i64::MIN);
    assert_eq!(file.tensor::<i32>("byte").unwrap().to_vec(), [0, 127, 255]);
    assert_eq!(file.tensor::<i64>("short").unwrap().to_vec(), [-1]);
    assert_eq!(file.tensor::<bool>("mask").unwrap().to_vec(), [true, false]);
    assert_eq!(file.tensor::<f32>("empty").unwrap().sizes(), [0, 4]);

    let error = |result: Result<DynTensor, LoadError>| result.unwrap_err().to_string();
    assert_eq!(
        error(file.tensor("byte")),
        "safetensors in memory: \"byte\" holds U8, which a tensor of `f32` cannot hold; load it as `i64`, then convert it with \
         `.cast::<f32>()`"
    );
    assert!(error(file.tensor("unsigned")).ends_with("; no tensor holds this type: convert it before saving the file"));
    assert!(error(file.tensor("weight")).contains("there is no tensor \"weight\"; the file has \"brain\", \"byte\""));
    assert!(matches!(file.tensor::<i32>("long"), Err(LoadError::Dtype { holds: Some("i64"), .. })));
}

#[test]
fn threads_load_from_one_file() {
    with_file(|path| {
        let net: Vec<_> = (0..8).map(|seed| DynLinear::new(100, 100, &mut rng(seed)).unwrap()).collect();
        save_safetensors(&net, &path).unwrap();
        let file = &SafetensorsFile::open(&path).unwrap();
        std::thread::scope(|scope| {
            for (at, layer) in net.iter().enumerate() {
                scope.spawn(move || {
                    let weight: DynTensor = file.tensor(&format!("{at}.weight")).unwrap();
                    let mut expected = Values(Vec::new());
                    layer.visit(ModulePath::root(), &mut expected);
                    assert_eq!(weight.to_vec(), expected.0[0].1);
                });
            }
        });
    });
}

#[test]
fn a_value_beyond_the_range_is_named_by_its_index() {
    let mut values = [0.0_f64; 12];
    values[7] = -1e300;
    let bytes: Vec<u8> = values.into_iter().flat_map(f64::to_le_bytes).collect();
    let bytes = file_of(&[("weight", Dtype::F64, &[4, 3], &bytes), ("bias", Dtype::F64, &[4], &[0; 32])]);
    let mut layer = Linear::<3, 4>::new(&mut rng(1));
    let before = format!("{layer:?}");
    let error = load_safetensors_from(&mut layer, &bytes).unwrap_err();
    assert!(error.to_string().contains("\"weight\" holds -1e300 at [2, 1], beyond the range of `f32`"), "{error}");
    assert_eq!(format!("{layer:?}"), before);
    load_safetensors_from(&mut Linear::<3, 4, f64>::new(&mut rng(1)), &bytes).unwrap();
}

#[test]
fn a_part_is_loaded_and_the_rest_reported() {
    let trained = (Linear::<3, 4>::new(&mut rng(1)), Linear::<4, 2>::new(&mut rng(2)));
    let bytes = save_safetensors_to_vec(&trained).unwrap();
    let mut net = (Linear::<3, 4>::new(&mut rng(3)), Relu, Linear::<4, 2>::new(&mut rng(4)));
    let last = format!("{:?}", net.2);
    let report = LoadOptions::new().strict(false).load_from(&mut net, &bytes).unwrap();
    assert_eq!(report.missing, ["2.bias", "2.weight"]);
    assert_eq!(report.unexpected, ["1.bias", "1.weight"]);
    let text = "missing from the file: \"2.bias\", \"2.weight\"; left over: \"1.bias\", \"1.weight\"";
    assert_eq!(report.to_string(), text);
    assert_eq!(format!("{:?}", net.0), format!("{:?}", trained.0));
    assert_eq!(format!("{:?}", net.2), last);
    // Different sizes are always an error, and strict loading is the default.
    let mut other = (Linear::<3, 5>::new(&mut rng(3)),);
    let error = LoadOptions::new().strict(false).load_from(&mut other, &bytes).unwrap_err();
    assert!(matches!(&error, LoadError::Mismatch { differences, .. } if differences.sizes.len() == 2), "{error}");
    assert!(LoadOptions::new().strict(true).load_from(&mut net, &bytes).is_err());
}

#[test]
fn names_are_changed_in_order() {
    let linear = Linear::<2, 2>::new(&mut rng(1));
    let bytes = |names: [&str; 2]| {
        let [bias, weight] =
            [&[1_f32; 2][..], &[2.0; 4]].map(|x| x.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>());
        file_of(&[(names[0], Dtype::F32, &[2], &bias), (names[1], Dtype::F32, &[2, 2], &weight)])
    };
    let loaded = |names, options: LoadOptions| {
        let mut layer = linear.clone();
        options.load_from(&mut layer, &bytes(names)).map(|report| {
            assert_eq!(report, LoadReport::default());
            let mut values = Values(Vec::new());
            layer.visit(ModulePath::root(), &mut values);
            values.0
        })
    };
    let expected = vec![("weight".to_owned(), vec![2.0; 4]), ("bias".to_owned(), vec![1.0; 2])];
    let new = LoadOptions::new;
    for (names, options) in [
        (["model.bias", "model.weight"], new().strip_prefix("model.")),
        (["module.model.beta", "module.model.gamma"], {
            new().strip_prefix("module.").strip_prefix("model.").rename("gamma", "weight").rename("beta", "bias")
        }),
        (["b", "w"], new().rename_with(|name| if name == "b" { "bias".into() } else { "weight".into() })),
        (["layers.0.fc.bias", "layers.0.fc.weight"], new().rename("layers.*.fc.**", "**").strict(false)),
        (["as", "ight"], new().rename("as", "ias").add_prefix("b").rename("bight", "weight")),
    ] {
        if names[0] == "layers.0.fc.bias" {
            let error = loaded(names, options).unwrap_err().to_string();
            assert!(
                error.starts_with(
                    "the pattern \"layers.*.fc.** -> **\": the left side has 2 wildcards, the right side 1"
                ),
                "{error}"
            );
        } else {
            assert_eq!(loaded(names, options).unwrap(), expected, "{names:?}");
        }
    }
    let same = loaded(["a.bias", "b.bias"], new().strip_prefix("a.").strip_prefix("b.")).unwrap_err().to_string();
    assert!(same.contains("\"a.bias\" and \"b.bias\" of the file both get the name \"bias\""), "{same}");
    let ignored = new().ignore("**.weight").ignore("b");
    assert!(matches!(loaded(["b", "x.weight"], ignored), Err(LoadError::Mismatch { differences, .. })
        if differences.unexpected.is_empty() && differences.missing.len() == 2));
}

#[test]
fn streams_move_with_the_names() {
    let trained = (Dropout::new(0.5, &mut rng(1)),);
    let _ = trained.0.forward(Tensor::<(Dim<3>,)>::ones());
    let bytes = save_safetensors_to_vec(&(trained,)).unwrap();
    let mut served = (Dropout::new(0.5, &mut rng(2)),);
    LoadOptions::new().strip_prefix("0.").load_from(&mut served, &bytes).unwrap();
    assert_eq!(StateDict::of(&served).random["0"].calls, 1);
}

#[test]
fn names_of_files_are_harmless_in_messages() {
    let name = "\u{1b}[2J\n".repeat(200_000);
    let bytes = file_of(&[(&name, Dtype::F32, &[1], &[0; 4])]);
    let file = SafetensorsFile::from_bytes(&bytes).unwrap();
    let errors = [
        load_safetensors_from(&mut Relu, &bytes).unwrap_err(),
        file.tensor::<bool>(&name).unwrap_err(),
        file.tensor::<bool>("other").unwrap_err(),
        load_safetensors_from(&mut Linear::<1, 1>::new(&mut rng(1)), &bytes).unwrap_err(),
    ];
    for error in errors {
        let text = error.to_string();
        assert!(text.len() < 2000 && !text.contains('\u{1b}') && text.contains("\\u{1b}[2J\\n"), "{text}");
    }
}

#[test]
fn two_parameters_of_one_name_are_not_loaded() {
    let bytes = save_safetensors_to_vec(&Relu).unwrap();
    let mut module = Tracked::<f32> { mean_name: "weight", ..Tracked::new(0.0, 0, 0) };
    let error = LoadOptions::new().strict(false).load_from(&mut module, &bytes).unwrap_err();
    assert!(matches!(error, LoadError::Twice { .. }), "{error}");
}

#[test]
fn what_is_no_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let message = |path: &std::path::Path| load_safetensors(&mut Relu, path).unwrap_err().to_string();
    assert!(message(folder.path()).contains("reading failed (it is a folder: give the path of a file in it)"));
    assert!(
        message(&folder.path().join("none"))
            .ends_with("no such file; check the spelling and the folder in which the program runs")
    );
    #[cfg(unix)]
    {
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [pipe.as_path(), std::path::Path::new("/dev/zero")] {
            assert!(message(path).contains("reading failed (it is a device or a pipe: give the path of a file)"));
        }
    }
    // A file of eight bytes whose header would be terabytes long, and an empty file.
    let path = folder.path().join("net.safetensors");
    std::fs::write(&path, (1_u64 << 60).to_le_bytes()).unwrap();
    assert!(message(&path).contains("would have 1152921504606846976 bytes"));
    std::fs::write(&path, b"").unwrap();
    assert!(message(&path).contains("it has 0 bytes"));
}
