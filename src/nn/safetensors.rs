//! Weights as safetensors files.
//!
//! Names and layouts are PyTorch's, so a state dict that PyTorch saved as safetensors loads by name, and the other way round. Random
//! streams are in the metadata of the file, which PyTorch ignores. A file is written whole or not at all (to a temporary file in the
//! same folder, then renamed), and read whole or not at all: if anything does not fit, the module stays as it was. Source of the
//! format: huggingface/safetensors.

use super::load_error::LoadError;
use super::module::Module;
use super::state_dict::{Entry, StateDict};
use super::visitor::RandomStream;
use crate::files::write_whole;
use crate::tensor::{DynTensor, Element, Tensor};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::Path;

/// The key of the metadata that holds the random streams: a JSON object of `"path": {"seed": .., "calls": ..}`.
const RANDOM: &str = "timeseriesml.random";

/// The name that safetensors uses for the metadata itself.
const RESERVED: &str = "__metadata__";

/// Saves all parameters, buffers and counters of a module as a safetensors file, and its random streams in the metadata of the file.
///
/// Parameters of `f64` are saved as F64. The entries are those of PyTorch's `state_dict`, so `load_state_dict` takes the file.
///
/// # Errors
/// [`LoadError::Io`] if the file cannot be written; a file of that name stays as it was. [`LoadError::Twice`] and
/// [`LoadError::Reserved`] if the names of the module's parts do not fit into a file.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Linear, load_safetensors, save_safetensors};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let (trained, mut fresh) = (Linear::<5, 24>::new(&mut rng), Linear::<5, 24>::new(&mut rng));
/// let path = std::env::temp_dir().join(format!("timeseriesml-doc-{}.safetensors", std::process::id()));
/// save_safetensors(&trained, &path)?;
/// load_safetensors(&mut fresh, &path)?;
/// # std::fs::remove_file(path).unwrap();
/// # Ok::<(), timeseriesml::nn::LoadError>(())
/// ```
pub fn save_safetensors(module: &(impl Module + ?Sized), path: impl AsRef<Path>) -> Result<(), LoadError> {
    let path = path.as_ref();
    let bytes = bytes(module, path)?;
    write_whole(path, |file| file.write_all(&bytes)).map_err(|source| LoadError::Io {
        path: path.into(),
        action: "writing",
        source,
    })
}

/// As [`save_safetensors`], into memory: the bytes of the file.
///
/// # Errors
/// [`LoadError::Twice`] and [`LoadError::Reserved`] if the names of the module's parts do not fit into a file.
pub fn save_safetensors_to_vec(module: &(impl Module + ?Sized)) -> Result<Vec<u8>, LoadError> {
    bytes(module, Path::new(IN_MEMORY))
}

/// The name of bytes that are no file, in errors.
const IN_MEMORY: &str = "safetensors in memory";

/// The file of a module; errors call it `path`.
fn bytes(module: &(impl Module + ?Sized), path: &Path) -> Result<Vec<u8>, LoadError> {
    let state = StateDict::of(module);
    if let Some(name) = state.twice {
        return Err(LoadError::Twice { path: path.into(), name });
    }
    if state.entries.contains_key(RESERVED) {
        return Err(LoadError::Reserved { path: path.into(), name: RESERVED.into() });
    }
    let entries: Vec<_> = state.entries.iter().map(|(name, entry)| (name.as_str(), bytes_of(entry))).collect();
    let format = |source| LoadError::Format { path: path.into(), source };
    let views = entries.iter().map(|(name, (dtype, sizes, bytes))| {
        Ok((*name, TensorView::new(*dtype, sizes.clone(), bytes).map_err(format)?))
    });
    let views: Vec<_> = views.collect::<Result<_, LoadError>>()?;
    let metadata = (!state.random.is_empty()).then(|| serde_json::to_string(&state.random)).transpose();
    let metadata =
        metadata.map_err(|e| LoadError::Metadata { path: path.into(), key: RANDOM, reason: e.to_string() })?;
    let metadata = metadata.map(|text| HashMap::from([(RANDOM.to_owned(), text)]));
    safetensors::serialize(views, metadata).map_err(format)
}

fn bytes_of(entry: &Entry) -> (Dtype, Vec<usize>, Vec<u8>) {
    match entry {
        Entry::F32(x) => (Dtype::F32, x.sizes().to_vec(), x.to_vec().into_iter().flat_map(f32::to_le_bytes).collect()),
        Entry::F64(x) => (Dtype::F64, x.sizes().to_vec(), x.to_vec().into_iter().flat_map(f64::to_le_bytes).collect()),
        Entry::Counter(value) => (Dtype::I64, vec![], value.to_le_bytes().to_vec()),
    }
}

/// Loads all parameters, buffers and counters of a module from a safetensors file, by name: one that [`save_safetensors`] wrote, or
/// PyTorch.
///
/// Names and sizes are compared, and nothing else: what a configuration says beyond them (the number of heads, a causal mask, the
/// pooling, whether blocks are shared) is the caller's to keep, and so is the mode: a model is made to train, so call `eval()` or
/// predict inside [`inference`](crate::inference()) if it has dropout. Numbers are converted to the element type of the model.
/// Random streams (of a dropout) are loaded where both have them.
///
/// # Errors
/// [`LoadError`], naming the file and the first entry by name that does not fit. Nothing is loaded unless everything fits.
pub fn load_safetensors(module: &mut (impl Module + ?Sized), path: impl AsRef<Path>) -> Result<(), LoadError> {
    let path = path.as_ref();
    let bytes = std::fs::read(path).map_err(|source| LoadError::Io { path: path.into(), action: "reading", source })?;
    load(module, &bytes, path)
}

/// As [`load_safetensors`], from the bytes of a file: a program can have its weights within itself by `include_bytes!`.
///
/// # Errors
/// As [`load_safetensors`].
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Linear, nn::{load_safetensors_from, save_safetensors_to_vec}};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let (trained, mut served) = (Linear::<5, 24>::new(&mut rng), Linear::<5, 24>::new(&mut rng));
/// let weights = save_safetensors_to_vec(&trained)?; // in a program: include_bytes!("btc.safetensors")
/// load_safetensors_from(&mut served, &weights)?;
/// # assert_eq!(format!("{trained:?}"), format!("{served:?}"));
/// # Ok::<(), timeseriesml::nn::LoadError>(())
/// ```
pub fn load_safetensors_from(module: &mut (impl Module + ?Sized), bytes: &[u8]) -> Result<(), LoadError> {
    load(module, bytes, Path::new(IN_MEMORY))
}

/// Loads the bytes of a file; errors call it `path`.
fn load(module: &mut (impl Module + ?Sized), bytes: &[u8], path: &Path) -> Result<(), LoadError> {
    let format = |source| LoadError::Format { path: path.into(), source };
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(format)?;
    let file = SafeTensors::deserialize(bytes).map_err(format)?;
    let model = StateDict::of(module);
    let mut state = StateDict::default();
    if let Some(text) = header.metadata().as_ref().and_then(|metadata| metadata.get(RANDOM)) {
        let read = serde_json::from_str::<BTreeMap<String, RandomStream>>(text);
        let error =
            |e: serde_json::Error| LoadError::Metadata { path: path.into(), key: RANDOM, reason: e.to_string() };
        state.random = read.map_err(error)?;
    }
    let mut entries: Vec<_> = file.iter().collect();
    entries.sort_unstable_by_key(|(name, _)| *name);
    for (name, view) in entries {
        if let Some(expected) = model.entries.get(name) {
            state.entries.insert(name.to_owned(), read_entry(&view, expected, name, path)?);
        } else if !read_old_stream(&view, name, &model, &mut state) {
            return Err(LoadError::Unexpected { path: path.into(), name: name.to_owned() });
        }
    }
    if let Some(name) = model.entries.keys().find(|name| !state.entries.contains_key(*name)) {
        return Err(LoadError::Missing { path: path.into(), name: name.clone() });
    }
    // So that no value is shared when it is overwritten.
    drop(model);
    Ok(state.restore(module)?)
}

/// The entry in the element type and sizes of the one that the model has.
fn read_entry(view: &TensorView<'_>, expected: &Entry, name: &str, path: &Path) -> Result<Entry, LoadError> {
    let found = view.shape().to_vec();
    let check_sizes = |sizes: &[usize]| {
        if found == sizes {
            return Ok(());
        }
        let (path, name, found, expected) = (path.into(), name.into(), found.clone(), sizes.to_vec());
        Err(LoadError::Sizes { path, name, found, expected })
    };
    let wrong_kind = |expected| {
        let found = format!("{:?}", view.dtype());
        LoadError::Dtype { path: path.into(), name: name.into(), found, expected }
    };
    let numbers = || numbers(view).ok_or_else(|| wrong_kind("F32, F64, F16 or BF16"));
    match expected {
        Entry::F32(x) => {
            check_sizes(x.sizes())?;
            let numbers = numbers()?;
            if let Some(&value) = numbers.iter().find(|value| value.is_finite() && (**value as f32).is_infinite()) {
                return Err(LoadError::Value { path: path.into(), name: name.into(), value });
            }
            Ok(Entry::F32(tensor(view, &numbers.into_iter().map(|x| x as f32).collect::<Vec<_>>())?))
        }
        Entry::F64(x) => {
            check_sizes(x.sizes())?;
            Ok(Entry::F64(tensor(view, &numbers()?)?))
        }
        Entry::Counter(_) => {
            check_sizes(&[])?;
            let value = (view.dtype() == Dtype::I64).then(|| view.data().try_into().ok()).flatten();
            Ok(Entry::Counter(i64::from_le_bytes(value.ok_or_else(|| wrong_kind("I64"))?)))
        }
    }
}

fn tensor<E: Element>(view: &TensorView<'_>, values: &[E]) -> Result<DynTensor<E>, LoadError> {
    Ok(Tensor::from_slice_sized(view.shape(), values)?)
}

/// Earlier versions saved the random stream of a dropout as two scalars of U64, `….seed` and `….calls`. True if this is one of them.
///
/// It is read where the model has the stream. Where it does not, the stream says nothing about what is computed.
fn read_old_stream(view: &TensorView<'_>, name: &str, model: &StateDict, state: &mut StateDict) -> bool {
    let (place, part) = name.rsplit_once('.').unwrap_or(("", name));
    let scalar: Option<[u8; 8]> = view.data().try_into().ok();
    let (Dtype::U64, [], Some(value), "seed" | "calls") = (view.dtype(), view.shape(), scalar, part) else {
        return false;
    };
    if let Some(now) = model.random.get(place) {
        let stream = state.random.entry(place.to_owned()).or_insert(*now);
        let number = if part == "seed" { &mut stream.seed } else { &mut stream.calls };
        *number = u64::from_le_bytes(value);
    }
    true
}

/// The numbers of an entry, or `None` if they are not of floating point. A double holds each of them exactly.
fn numbers(view: &TensorView<'_>) -> Option<Vec<f64>> {
    let data = view.data();
    let halves = || data.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    let single = |b: &[u8]| f64::from(f32::from_le_bytes(std::array::from_fn(|i| b[i])));
    match view.dtype() {
        Dtype::F32 => Some(data.chunks_exact(4).map(single).collect()),
        Dtype::F64 => Some(data.chunks_exact(8).map(|b| f64::from_le_bytes(std::array::from_fn(|i| b[i]))).collect()),
        Dtype::BF16 => Some(halves().map(|half| f64::from(f32::from_bits(u32::from(half) << 16))).collect()),
        Dtype::F16 => Some(halves().map(|half| f64::from(half_to_single(half))).collect()),
        _ => None,
    }
}

/// IEEE 754 binary16 to binary32, exactly.
fn half_to_single(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let (exponent, fraction) = (u32::from(half >> 10 & 0x1f), u32::from(half & 0x3ff));
    match exponent {
        // Zero and subnormals: fraction · 2⁻²⁴.
        0 => f32::from_bits(sign | (fraction as f32 * f32::from_bits(0x3380_0000)).to_bits()),
        31 => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::super::element_refs::{ParameterMut, ParameterRef, TensorMut, TensorRef};
    use super::super::path::ModulePath;
    use super::super::visitor::{Visitor, VisitorMut};
    use super::*;
    use crate::nn::{Conv1d, Dropout, DynLinear, Linear, Parameter, Relu};
    use crate::shape::Dim;
    use crate::tensor::Float;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    use std::path::PathBuf;

    fn rng(seed: u64) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(seed)
    }

    /// Runs `check` with the path of a file in a folder of its own.
    fn with_file(check: impl FnOnce(PathBuf)) {
        let folder = tempfile::tempdir().unwrap();
        check(folder.path().join("net.safetensors"));
    }

    /// A layer with every kind of state: a parameter, a running mean of its own element, a count and a stream.
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
            // And a snapshot, as early stopping takes it.
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
            let expected = "\"running_mean\" holds 2e300, which does not fit the model's f32; nothing was loaded";
            assert!(error.ends_with(expected), "{error}");
            // Infinity is a value of both.
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
                ("weight", "two entries are called \"weight\"; nothing was saved"),
                (
                    "__metadata__",
                    "no entry can be called \"__metadata__\", safetensors uses that name itself; nothing was saved",
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
            assert!(matches!(load_safetensors(&mut Relu, &path), Err(LoadError::Unexpected { .. })));
        });
    }

    #[test]
    fn weights_of_a_model_with_dropout_fit_one_without() {
        with_file(|path| {
            let trained =
                (Linear::<3, 4>::new(&mut rng(1)), Dropout::new(0.5, &mut rng(2)), Linear::<4, 1>::new(&mut rng(3)));
            save_safetensors(&trained, &path).unwrap();
            // Names are positions, so something has to take the place of the dropout.
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
            saved.1.forward(Tensor::<(Dim<3>,)>::ones());
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
            assert!(
                error.contains("in the file, [5") && error.ends_with("in the model; nothing was loaded"),
                "{error}"
            );
            assert_eq!(format!("{other:?}"), before);
            let error = load_safetensors(&mut (other,), &path).unwrap_err().to_string();
            assert!(error.contains("the file has \"") && error.contains("\", the model does not"), "{error}");
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
            assert_eq!(error, "safetensors in memory: the file has \"0.bias\", the model does not; nothing was loaded");
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

    #[test]
    fn half_precision_is_read_exactly() {
        for (bits, value) in
            [(0x3c00, 1.0), (0xc000, -2.0), (0x0001, 5.960_464_5e-8), (0x7bff, 65504.0), (0x8000, -0.0)]
        {
            assert_eq!(half_to_single(bits), value);
        }
        assert!(half_to_single(0x7e00).is_nan() && half_to_single(0xfc00) == f32::NEG_INFINITY);
    }
}
