//! A snapshot of the values of a module, by name.

use super::element_refs::{ParameterMut, ParameterRef, TensorMut, TensorRef};
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{RandomStream, Visitor, VisitorMut};
use crate::files::{list, shown};
use crate::tensor::{DynTensor, Element, ShapeError, Tensor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value that is stored under one name.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "SavedEntry", try_from = "SavedEntry")]
pub(super) enum Entry {
    F32(DynTensor<f32>),
    F64(DynTensor<f64>),
    Counter(i64),
}

/// The saved form of an entry: its sizes, and its values in row-major order.
#[derive(Serialize, Deserialize)]
enum SavedEntry {
    F32(Vec<usize>, Vec<f32>),
    F64(Vec<usize>, Vec<f64>),
    Counter(i64),
}

impl From<Entry> for SavedEntry {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::F32(x) => SavedEntry::F32(x.sizes().to_vec(), x.to_vec()),
            Entry::F64(x) => SavedEntry::F64(x.sizes().to_vec(), x.to_vec()),
            Entry::Counter(value) => SavedEntry::Counter(value),
        }
    }
}

impl TryFrom<SavedEntry> for Entry {
    type Error = ShapeError;
    fn try_from(saved: SavedEntry) -> Result<Self, ShapeError> {
        fn tensor<E: Element>(sizes: &[usize], values: &[E]) -> Result<DynTensor<E>, ShapeError> {
            Tensor::from_slice_sized(sizes, values)
        }
        Ok(match saved {
            SavedEntry::F32(sizes, values) => Entry::F32(tensor(&sizes, &values)?),
            SavedEntry::F64(sizes, values) => Entry::F64(tensor(&sizes, &values)?),
            SavedEntry::Counter(value) => Entry::Counter(value),
        })
    }
}

impl Entry {
    /// A short description: `f32 [64, 5]`.
    fn outline(&self) -> String {
        match self {
            Entry::F32(x) => format!("f32 {:?}", x.sizes()),
            Entry::F64(x) => format!("f64 {:?}", x.sizes()),
            Entry::Counter(_) => "a counter".into(),
        }
    }
}

/// The values of all parameters, buffers, counters and random streams of a module, by name.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct StateDict {
    pub(super) entries: BTreeMap<String, Entry>,
    pub(super) random: BTreeMap<String, RandomStream>,
    /// A name that occurred twice, if there is one; only the last entry was kept.
    #[serde(skip)]
    pub(super) twice: Option<String>,
}

impl StateDict {
    /// A snapshot of the current values. It shares memory with the module until the module changes.
    pub(crate) fn of(module: &(impl Module + ?Sized)) -> Self {
        let mut state = StateDict::default();
        module.visit(ModulePath::root(), &mut state);
        state
    }

    /// Writes the values back. Parts of the module that are not in this state keep their values.
    pub(crate) fn restore(&self, module: &mut (impl Module + ?Sized)) -> Result<(), ShapeError> {
        let mut restore = Restore { state: self, result: Ok(()) };
        module.visit_mut(ModulePath::root(), &mut restore);
        restore.result
    }

    /// A name that occurred twice, if there is one; only the last entry was kept.
    pub(crate) fn twice(&self) -> Option<&str> {
        self.twice.as_deref()
    }

    /// Name, element type and sizes of each entry, and the name of each random stream.
    pub(crate) fn outline(&self) -> impl Iterator<Item = String> {
        let entries = self.entries.iter().map(|(name, entry)| format!("{name}: {}", entry.outline()));
        entries.chain(self.random.keys().map(|place| format!("{place}: a random stream")))
    }

    /// The first difference between this saved state and the state of the model.
    pub(crate) fn difference(&self, model: &StateDict) -> Option<String> {
        let of = |state: &StateDict, name: &str| state.entries.get(name).map(Entry::outline);
        for name in model.entries.keys().chain(self.entries.keys()) {
            match (of(self, name), of(model, name)) {
                (Some(found), Some(expected)) if found != expected => {
                    let name = shown(name);
                    return Some(format!("\"{name}\" is {found} in the file, {expected} in the model"));
                }
                (None, _) => return Some(format!("the model has \"{}\", the file does not", shown(name))),
                (_, None) => return Some(format!("the file has \"{}\", the model does not", shown(name))),
                _ => {}
            }
        }
        let [found, expected]: [Vec<&String>; 2] = [self, model].map(|state| state.random.keys().collect());
        let places = |places: &[&String]| if places.is_empty() { "none".into() } else { list(places) };
        let differs = found != expected;
        differs.then(|| format!("random streams: {} in the file, {} in the model", places(&found), places(&expected)))
    }

    fn insert(&mut self, path: ModulePath<'_>, entry: Entry) {
        let name = path.to_string();
        if self.entries.insert(name.clone(), entry).is_some() {
            self.twice.get_or_insert(name);
        }
    }
}

impl Visitor for StateDict {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterRef<'_>) {
        let entry = match parameter {
            ParameterRef::F32(x) => Entry::F32(x.detach()),
            ParameterRef::F64(x) => Entry::F64(x.detach()),
        };
        self.insert(path, entry);
    }
    fn buffer(&mut self, path: ModulePath<'_>, values: TensorRef<'_>) {
        let entry = match values {
            TensorRef::F32(x) => Entry::F32(x.detach()),
            TensorRef::F64(x) => Entry::F64(x.detach()),
        };
        self.insert(path, entry);
    }
    fn counter(&mut self, path: ModulePath<'_>, value: i64) {
        self.insert(path, Entry::Counter(value));
    }
    fn random(&mut self, path: ModulePath<'_>, state: RandomStream) {
        let name = path.to_string();
        if self.random.insert(name.clone(), state).is_some() {
            self.twice.get_or_insert(name);
        }
    }
}

struct Restore<'a> {
    state: &'a StateDict,
    result: Result<(), ShapeError>,
}

impl Restore<'_> {
    /// Calls `assign` with the entry of this name, unless an earlier call failed.
    fn entry(&mut self, path: ModulePath<'_>, assign: impl FnOnce(&Entry) -> Result<(), ShapeError>) {
        if let Some(entry) = self.state.entries.get(&path.to_string())
            && self.result.is_ok()
        {
            self.result = assign(entry);
        }
    }
}

impl VisitorMut for Restore<'_> {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterMut<'_>) {
        self.entry(path, |entry| match (parameter, entry) {
            (ParameterMut::F32(x), Entry::F32(values)) => x.assign(values),
            (ParameterMut::F64(x), Entry::F64(values)) => x.assign(values),
            // Cannot happen: the state was taken from this module or checked against it.
            _ => Ok(()),
        });
    }
    fn buffer(&mut self, path: ModulePath<'_>, values: TensorMut<'_>) {
        self.entry(path, |entry| match (values, entry) {
            (TensorMut::F32(x), Entry::F32(values)) => x.overwrite(values),
            (TensorMut::F64(x), Entry::F64(values)) => x.overwrite(values),
            _ => Ok(()),
        });
    }
    fn counter(&mut self, path: ModulePath<'_>, value: &mut i64) {
        self.entry(path, |entry| {
            if let Entry::Counter(saved) = entry {
                *value = *saved;
            }
            Ok(())
        });
    }
    fn random(&mut self, path: ModulePath<'_>, state: &mut RandomStream) {
        if let Some(saved) = self.state.random.get(&path.to_string()) {
            *state = *saved;
        }
    }
}
