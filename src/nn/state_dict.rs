//! The values of a module by name: taken, put back, written to and read from safetensors files.
//!
//! Names and layouts are PyTorch's, so a state dict that PyTorch saved as safetensors loads by name. A file is written whole or
//! not at all (to a temporary file beside it, then renamed), and read whole or not at all: if anything does not fit, the
//! module stays as it was. Source of the format: huggingface/safetensors.

use super::module::{Module, Path, TensorMut, TensorRef, Visitor, VisitorMut};
use super::parameter::Parameter;
use crate::shape::DynShape;
use crate::tensor::{DynTensor, ShapeError, Tensor, write_whole};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Why weights were not saved or loaded. In each case nothing was changed.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The file could not be read or written.
    #[error("{}: {action} failed ({}); nothing was changed", path.display(), source.kind())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is not in the safetensors format.
    #[error("{}: not a readable safetensors file ({source}); nothing was loaded", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: safetensors::SafeTensorError,
    },
    /// A parameter of the model is not in the file.
    #[error("{}: the model has \"{name}\", the file does not; nothing was loaded", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// The parameter.
        name: String,
    },
    /// The file holds something that the model does not have.
    #[error("{}: the file has \"{name}\", the model does not; nothing was loaded", path.display())]
    Unexpected {
        /// The file.
        path: PathBuf,
        /// The entry.
        name: String,
    },
    /// A parameter has other sizes in the file.
    #[error("{}: \"{name}\" is {found:?} in the file, {expected:?} in the model; nothing was loaded", path.display())]
    Sizes {
        /// The file.
        path: PathBuf,
        /// The parameter.
        name: String,
        /// Its sizes in the file.
        found: Vec<usize>,
        /// Its sizes in the model.
        expected: Vec<usize>,
    },
    /// An entry holds numbers of a kind that is not read.
    #[error("{}: \"{name}\" holds {found}, expected F32, F64, F16 or BF16 (U64 for a counter); nothing was loaded", path.display())]
    Dtype {
        /// The file.
        path: PathBuf,
        /// The entry.
        name: String,
        /// The kind found.
        found: String,
    },
    /// Memory does not suffice.
    #[error(transparent)]
    ShapeMismatch(#[from] ShapeError),
}

debug_is_message! { LoadError }

/// The values of all parameters and counters of a module, by name.
pub(crate) struct StateDict {
    parameters: BTreeMap<String, DynTensor>,
    buffers: BTreeMap<String, u64>,
}

impl StateDict {
    /// The values as they are now. Memory is shared until the module is changed.
    pub(crate) fn of(module: &impl Module) -> Self {
        let mut state = StateDict { parameters: BTreeMap::new(), buffers: BTreeMap::new() };
        module.visit(Path::root(), &mut state);
        state
    }

    /// Puts the values back. Names that are not in this state keep theirs.
    pub(crate) fn restore(&self, module: &mut impl Module) -> Result<(), ShapeError> {
        let mut restore = Restore { state: self, result: Ok(()) };
        module.visit_mut(Path::root(), &mut restore);
        restore.result
    }
}

impl Visitor for StateDict {
    fn parameter(&mut self, path: Path<'_>, parameter: &Parameter<DynShape>) {
        self.parameters.insert(path.to_string(), parameter.detach());
    }
    fn buffer(&mut self, path: Path<'_>, values: TensorRef<'_>) {
        if let TensorRef::F32(values) = values {
            self.parameters.insert(path.to_string(), values.detach());
        }
    }
    fn counter(&mut self, path: Path<'_>, value: i64) {
        self.buffers.insert(path.to_string(), value as u64);
    }
    fn number(&mut self, path: Path<'_>, value: u64) {
        self.buffers.insert(path.to_string(), value);
    }
}

struct Restore<'a> {
    state: &'a StateDict,
    result: Result<(), ShapeError>,
}

impl VisitorMut for Restore<'_> {
    fn parameter(&mut self, path: Path<'_>, parameter: &mut Parameter<DynShape>) {
        if let Some(values) = self.state.parameters.get(&path.to_string())
            && self.result.is_ok()
        {
            self.result = parameter.assign(values);
        }
    }
    fn buffer(&mut self, path: Path<'_>, values: TensorMut<'_>) {
        if let Some(saved) = self.state.parameters.get(&path.to_string())
            && let TensorMut::F32(values) = values
            && self.result.is_ok()
        {
            self.result = values.overwrite(saved);
        }
    }
    fn counter(&mut self, path: Path<'_>, value: &mut i64) {
        if let Some(&saved) = self.state.buffers.get(&path.to_string()) {
            *value = saved as i64;
        }
    }
    fn number(&mut self, path: Path<'_>, value: &mut u64) {
        if let Some(&saved) = self.state.buffers.get(&path.to_string()) {
            *value = saved;
        }
    }
}

/// Saves all parameters and counters of a module as a safetensors file.
///
/// # Errors
/// [`LoadError::Io`] if the file cannot be written; a file of that name stays as it was.
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
/// # Ok::<(), timeseriesml::LoadError>(())
/// ```
pub fn save_safetensors(module: &impl Module, path: impl AsRef<std::path::Path>) -> Result<(), LoadError> {
    let path = path.as_ref();
    let state = StateDict::of(module);
    let mut entries: Vec<(&String, Dtype, Vec<usize>, Vec<u8>)> = Vec::new();
    for (name, values) in &state.parameters {
        let bytes = values.to_vec().iter().flat_map(|x| x.to_le_bytes()).collect();
        entries.push((name, Dtype::F32, values.sizes().to_vec(), bytes));
    }
    for (name, value) in &state.buffers {
        entries.push((name, Dtype::U64, vec![], value.to_le_bytes().to_vec()));
    }
    let format = |source| LoadError::Format { path: path.into(), source };
    let views = entries.iter().map(|(name, dtype, sizes, bytes)| {
        Ok((name.as_str(), TensorView::new(*dtype, sizes.clone(), bytes).map_err(format)?))
    });
    let views: Vec<_> = views.collect::<Result<_, LoadError>>()?;
    let bytes = safetensors::serialize(views, None).map_err(format)?;
    write_whole(path, |file| file.write_all(&bytes)).map_err(|source| LoadError::Io {
        path: path.into(),
        action: "writing",
        source,
    })
}

/// Loads all parameters of a module from a safetensors file, by name: one that [`save_safetensors`] wrote, or PyTorch.
///
/// Names and sizes are compared, and nothing else: what a configuration says beyond them (the number of heads, a causal mask, the
/// pooling, whether blocks are shared) is the caller's to keep, and so is the mode: a model is made to train, so call `eval()` or
/// predict inside [`inference`](crate::inference()) if it has dropout. Counters (the seed and the calls of a dropout) are loaded
/// where both have them.
///
/// # Errors
/// [`LoadError`], naming the file and the first entry by name that does not fit. Nothing is loaded unless everything fits.
pub fn load_safetensors(module: &mut impl Module, path: impl AsRef<std::path::Path>) -> Result<(), LoadError> {
    let path = path.as_ref();
    let bytes = std::fs::read(path).map_err(|source| LoadError::Io { path: path.into(), action: "reading", source })?;
    let file = SafeTensors::deserialize(&bytes).map_err(|source| LoadError::Format { path: path.into(), source })?;
    let model = StateDict::of(module);
    let mut state = StateDict { parameters: BTreeMap::new(), buffers: BTreeMap::new() };
    let mut entries: Vec<_> = file.iter().collect();
    entries.sort_unstable_by_key(|(name, _)| *name);
    for (name, view) in entries {
        let (path, owned) = (path.to_path_buf(), name.to_string());
        if let Some(values) = model.parameters.get(name) {
            if view.shape() != values.sizes() {
                let (found, expected) = (view.shape().to_vec(), values.sizes().to_vec());
                return Err(LoadError::Sizes { path, name: owned, found, expected });
            }
            let Some(numbers) = floats(&view) else {
                return Err(LoadError::Dtype { path, name: owned, found: format!("{:?}", view.dtype()) });
            };
            state.parameters.insert(owned, Tensor::from_slice_sized(view.shape(), &numbers)?);
        } else if model.buffers.contains_key(name) {
            let Some(value) = (view.dtype() == Dtype::U64).then(|| view.data().try_into().ok()).flatten() else {
                return Err(LoadError::Dtype { path, name: owned, found: format!("{:?}", view.dtype()) });
            };
            state.buffers.insert(owned, u64::from_le_bytes(value));
        } else if view.dtype() == Dtype::U64 && view.shape().is_empty() {
            // The counter of a layer that the model does not have, such as dropout: it says nothing about what is computed.
            continue;
        } else {
            return Err(LoadError::Unexpected { path, name: owned });
        }
    }
    if let Some(name) = model.parameters.keys().find(|name| !state.parameters.contains_key(*name)) {
        return Err(LoadError::Missing { path: path.into(), name: name.clone() });
    }
    // So that no value is shared when it is overwritten.
    drop(model);
    Ok(state.restore(module)?)
}

/// The numbers of an entry as `f32`, or `None` if they are of another kind.
fn floats(view: &TensorView<'_>) -> Option<Vec<f32>> {
    let data = view.data();
    let halves = || data.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]]));
    match view.dtype() {
        Dtype::F32 => Some(data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()),
        Dtype::F64 => {
            let double = |b: &[u8]| f64::from_le_bytes(std::array::from_fn(|i| b[i])) as f32;
            Some(data.chunks_exact(8).map(double).collect())
        }
        Dtype::BF16 => Some(halves().map(|half| f32::from_bits(u32::from(half) << 16)).collect()),
        Dtype::F16 => Some(halves().map(half_to_single).collect()),
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
    use super::*;
    use crate::nn::{Conv1d, Dropout, Linear};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn rng(seed: u64) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(seed)
    }

    #[test]
    fn weights_of_a_model_with_dropout_fit_one_without() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("weights.safetensors");
        let trained =
            (Linear::<3, 4>::new(&mut rng(1)), Dropout::new(0.5, &mut rng(2)), Linear::<4, 1>::new(&mut rng(3)));
        save_safetensors(&trained, &path).unwrap();
        // Names are positions, so what stands for the dropout must have its place.
        let mut served = (Linear::<3, 4>::new(&mut rng(4)), crate::nn::Relu, Linear::<4, 1>::new(&mut rng(5)));
        load_safetensors(&mut served, &path).unwrap();
        let x = || Tensor::<(crate::shape::Dim<4>,)>::ones();
        assert_eq!(served.2.forward(x()).to_vec(), trained.2.forward(x()).to_vec());
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("net.safetensors");
        let net = |seed| {
            (
                Linear::<3, 4>::new(&mut rng(seed)),
                Dropout::new(0.5, &mut rng(seed)),
                Conv1d::<4, 2, 3>::new(&mut rng(seed)),
            )
        };
        let (saved, mut loaded) = (net(1), net(2));
        saved.1.forward(Tensor::<(crate::shape::Dim<3>,)>::ones());
        save_safetensors(&saved, &path).unwrap();
        load_safetensors(&mut loaded, &path).unwrap();
        let values = |net| {
            let state = StateDict::of(net);
            let parameters: Vec<_> = state.parameters.iter().map(|(name, x)| (name.clone(), x.to_vec())).collect();
            (parameters, state.buffers)
        };
        assert_eq!(values(&saved), values(&loaded));
        assert_eq!(values(&loaded).1["1.calls"], 1);
    }

    #[test]
    fn a_file_of_another_model_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("net.safetensors");
        save_safetensors(&Linear::<3, 4>::new(&mut rng(1)), &path).unwrap();
        let mut other = Linear::<3, 5>::new(&mut rng(2));
        let before = StateDict::of(&other).parameters["weight"].to_vec();
        let error = load_safetensors(&mut other, &path).unwrap_err().to_string();
        assert!(error.contains("in the file, [5") && error.ends_with("in the model; nothing was loaded"), "{error}");
        assert_eq!(StateDict::of(&other).parameters["weight"].to_vec(), before);
        let error = load_safetensors(&mut (other,), &path).unwrap_err().to_string();
        assert!(error.contains("the file has \"") && error.contains("\", the model does not"), "{error}");
        std::fs::write(&path, b"not a safetensors file").unwrap();
        assert!(matches!(
            load_safetensors(&mut Linear::<3, 4>::new(&mut rng(1)), &path),
            Err(LoadError::Format { .. })
        ));
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
