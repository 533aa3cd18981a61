//! The values of a module by name: taken, kept and put back.

use super::element_refs::{ParameterMut, ParameterRef, TensorMut, TensorRef};
use super::module::Module;
use super::path::ModulePath;
use super::visitor::{RandomStream, Visitor, VisitorMut};
use crate::tensor::{DynTensor, ShapeError};
use std::collections::BTreeMap;

/// What a module holds under one name.
pub(super) enum Entry {
    F32(DynTensor<f32>),
    F64(DynTensor<f64>),
    Counter(i64),
}

/// The values of all parameters, buffers and counters of a module by name, and of its random streams by place.
#[derive(Default)]
pub(crate) struct StateDict {
    pub(super) entries: BTreeMap<String, Entry>,
    pub(super) random: BTreeMap<String, RandomStream>,
    /// A name that came twice; only the last entry of it was kept.
    pub(super) twice: Option<String>,
}

impl StateDict {
    /// The values as they are now. Memory is shared until the module is changed.
    pub(crate) fn of(module: &(impl Module + ?Sized)) -> Self {
        let mut state = StateDict::default();
        module.visit(ModulePath::root(), &mut state);
        state
    }

    /// Puts the values back. Names that are not in this state keep theirs.
    pub(crate) fn restore(&self, module: &mut (impl Module + ?Sized)) -> Result<(), ShapeError> {
        let mut restore = Restore { state: self, result: Ok(()) };
        module.visit_mut(ModulePath::root(), &mut restore);
        restore.result
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
    /// Writes the entry of this name by `assign`, unless something failed before.
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
            // A state is of this module, or was read for it.
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
