//! Loads the weights of a module from a safetensors file.

use super::RANDOM;
use super::differences::{LoadDifferences, PRINTED};
use super::file::{SafetensorsFile, stored_type};
use super::header::StoredTensor;
use super::load_error::LoadError;
use super::rename::{Pattern, Rename};
use crate::files::list_to;
use crate::nn::module::Module;
use crate::nn::state_dict::{Entry, StateDict};
use crate::nn::visitor::RandomStream;
use safetensors::Dtype;
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};
use std::io::{Read, Seek};
use std::path::Path;

/// Loads all parameters, buffers and counters of a module by name, from a safetensors file that
/// [`save_safetensors`](super::save_safetensors) or PyTorch wrote. Values are converted to the element type of the model.
///
/// Names and sizes must match, and types must be convertible. Other settings, such as the number of heads, a causal mask, the pooling or shared
/// blocks, are not in the file and are not checked, but must be the same. A new model is in training mode: if it has dropout or batch norm, call
/// `eval()` or predict inside [`inference`](crate::inference()). Random streams of dropout layers are loaded if both file and model have them.
/// [`LoadOptions`] loads a part of the weights, or weights under other names.
///
/// The header is checked before values are read. While loading, memory holds the weights twice.
///
/// # Errors
/// [`LoadError`], which names the file and all entries that do not match. Nothing is loaded unless everything matches.
#[doc(alias = "torch.load")]
#[doc(alias = "load_state_dict")]
pub fn load_safetensors(module: &mut (impl Module + ?Sized), path: impl AsRef<Path>) -> Result<(), LoadError> {
    LoadOptions::new().load(module, path).map(drop)
}

/// Like [`load_safetensors`], but from the bytes of a file: with `include_bytes!` a program can contain its weights.
///
/// # Errors
/// Same as [`load_safetensors`].
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
    LoadOptions::new().load_from(module, bytes).map(drop)
}

/// Options for loading weights whose names differ from the names in the model, or only some of the weights.
///
/// The rules are applied in the order in which they are given. Each changes names from the file; a name that does not match a rule stays the same. In
/// a pattern, `*` matches one or more characters other than a dot, and `**` one or more characters of any kind.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Linear, Module, nn::{LoadOptions, save_safetensors_to_vec}};
///
/// #[derive(Module)]
/// struct Checkpoint { model: (Linear<5, 8>, Linear<8, 1>) } // "model.0.weight", …
/// #[derive(Module)]
/// struct Net { layers: (Linear<5, 8>, Linear<8, 1>), head: Linear<1, 1> } // "layers.0.weight", …
///
/// let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
/// let bytes = save_safetensors_to_vec(&Checkpoint { model: (Linear::new(rng), Linear::new(rng)) })?;
/// let mut net = Net { layers: (Linear::new(rng), Linear::new(rng)), head: Linear::new(rng) };
/// let options = LoadOptions::new().strip_prefix("model.").rename("*.**", "layers.*.**").strict(false);
/// let report = options.load_from(&mut net, &bytes)?; // for a path: `load`
/// assert_eq!(report.missing, ["head.bias", "head.weight"]);
/// assert!(report.unexpected.is_empty());
/// # Ok::<(), timeseriesml::nn::LoadError>(())
/// ```
#[derive(Default)]
#[must_use = "options load nothing until `load` is called"]
pub struct LoadOptions {
    renames: Vec<Rename>,
    ignored: Vec<Pattern>,
    partial: bool,
    /// The first invalid pattern, and what is wrong with it.
    problem: Option<(String, String)>,
}

debug_of! { [] LoadOptions, "LoadOptions", |it| { renames: it.renames.len(), ignored: it.ignored, partial: it.partial } }

/// What was not loaded with [`LoadOptions::strict(false)`](LoadOptions::strict).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadReport {
    /// Names that the model has and the file lacks; the model kept their values.
    pub missing: Vec<String>,
    /// Names that the file has and the model lacks, as they are in the file.
    pub unexpected: Vec<String>,
}

impl Display for LoadReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let part = |names: &[String]| if names.is_empty() { "none".to_owned() } else { list_to(names, PRINTED) };
        write!(f, "missing from the file: {}; left over: {}", part(&self.missing), part(&self.unexpected))
    }
}

impl LoadOptions {
    /// Options that load the whole file with its own names, as [`load_safetensors`] does.
    pub fn new() -> Self {
        LoadOptions::default()
    }

    /// Whether the file must have exactly the names of the model; true by default. If false, missing entries keep their values and the
    /// [`LoadReport`] names them. Different sizes are always an error.
    #[doc(alias = "load_state_dict")]
    pub fn strict(self, strict: bool) -> Self {
        LoadOptions { partial: !strict, ..self }
    }

    /// Removes `prefix`, such as `"model."`, from the names that begin with it.
    pub fn strip_prefix(self, prefix: impl Into<String>) -> Self {
        self.and(Rename::StripPrefix(prefix.into()))
    }

    /// Adds `prefix`, such as `"encoder."`, to every name.
    pub fn add_prefix(self, prefix: impl Into<String>) -> Self {
        self.and(Rename::AddPrefix(prefix.into()))
    }

    /// Renames every tensor whose name matches the pattern `from`. Wildcards in `to` are replaced by what the wildcards in `from` matched, in order:
    /// `.rename("h.*.attn.**", "blocks.*.attention.**")`.
    ///
    /// If the numbers of wildcards differ, loading returns [`LoadError::Pattern`].
    pub fn rename(mut self, from: &str, to: &str) -> Self {
        match Pattern::new(from, to) {
            Ok(pattern) => self.and(Rename::Pattern(pattern)),
            Err(problem) => {
                self.problem.get_or_insert((format!("{from} -> {to}"), problem));
                self
            }
        }
    }

    /// Renames every tensor with a function: `.rename_with(|name| name.replace("gamma", "weight"))`.
    pub fn rename_with(self, rename: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        self.and(Rename::Function(Box::new(rename)))
    }

    /// Ignores tensors whose name in the file matches the pattern: `.ignore("optimizer.**")`. The report does not list them.
    pub fn ignore(mut self, pattern: &str) -> Self {
        self.ignored.extend(Pattern::new(pattern, pattern));
        self
    }

    fn and(mut self, rename: Rename) -> Self {
        self.renames.push(rename);
        self
    }

    /// Loads the weights of a file, as [`load_safetensors`] does.
    ///
    /// # Errors
    /// [`LoadError`], which names the file and all entries that do not match. Nothing is loaded unless everything matches.
    pub fn load(&self, module: &mut (impl Module + ?Sized), path: impl AsRef<Path>) -> Result<LoadReport, LoadError> {
        self.load_file(module, &SafetensorsFile::open(path)?)
    }

    /// Like [`load`](Self::load), but from the bytes of a file.
    ///
    /// # Errors
    /// Same as [`load`](Self::load).
    pub fn load_from(&self, module: &mut (impl Module + ?Sized), bytes: &[u8]) -> Result<LoadReport, LoadError> {
        self.load_file(module, &SafetensorsFile::from_bytes(bytes)?)
    }

    fn load_file<R: Read + Seek>(
        &self,
        module: &mut (impl Module + ?Sized),
        file: &SafetensorsFile<R>,
    ) -> Result<LoadReport, LoadError> {
        if let Some((pattern, problem)) = self.problem.clone() {
            return Err(LoadError::Pattern { pattern, problem });
        }
        let model = StateDict::of(module);
        if let Some(name) = model.twice.clone() {
            return Err(LoadError::Twice { path: file.path.clone(), name });
        }
        let entries = self.entries(file)?;
        let mut state = StateDict { random: self.streams(file)?, ..StateDict::default() };
        let missing = model.entries.keys().filter(|name| !entries.contains_key(*name)).cloned().collect();
        let mut differences = LoadDifferences { missing, ..LoadDifferences::default() };
        for (name, stored) in &entries {
            match model.entries.get(name) {
                Some(expected) => compare(stored, expected, &mut differences),
                None if read_old_stream(file, name, stored, &model, &mut state)? => {}
                None => differences.unexpected.push(stored.name.clone()),
            }
        }
        let mut report = LoadReport::default();
        if self.partial {
            report.missing = std::mem::take(&mut differences.missing);
            report.unexpected = std::mem::take(&mut differences.unexpected);
        }
        if !differences.is_empty() {
            return Err(LoadError::Mismatch { path: file.path.clone(), differences: Box::new(differences) });
        }
        for (name, stored) in entries {
            let entry = match model.entries.get(&name) {
                Some(Entry::F32(_)) => Entry::F32(file.load(stored)?),
                Some(Entry::F64(_)) => Entry::F64(file.load(stored)?),
                Some(Entry::Counter(_)) => Entry::Counter(i64::from_le_bytes(file.eight_bytes(stored)?)),
                None => continue,
            };
            state.entries.insert(name, entry);
        }
        // `model` shares the module's memory, which cannot be overwritten in place while it is shared.
        drop(model);
        state.restore(module)?;
        Ok(report)
    }

    /// Translates the name of an entry of the file to the name in the model.
    fn renamed(&self, name: &str) -> String {
        self.renames.iter().fold(name.to_owned(), |name, rename| rename.apply(name))
    }

    /// The tensors of the file, by their names in the model.
    fn entries<'a, R: Read + Seek>(
        &self,
        file: &'a SafetensorsFile<R>,
    ) -> Result<BTreeMap<String, &'a StoredTensor>, LoadError> {
        let mut entries: BTreeMap<String, &StoredTensor> = BTreeMap::new();
        for stored in file.tensors() {
            if self.ignored.iter().any(|pattern| pattern.fits(&stored.name)) {
                continue;
            }
            let name = self.renamed(&stored.name);
            if let Some(first) = entries.insert(name.clone(), stored) {
                let (path, first, second) = (file.path.clone(), first.name.clone(), stored.name.clone());
                return Err(LoadError::SameName { path, first, second, name });
            }
        }
        Ok(entries)
    }

    /// The random streams in the metadata of the file, by their names in the model.
    fn streams<R: Read + Seek>(&self, file: &SafetensorsFile<R>) -> Result<BTreeMap<String, RandomStream>, LoadError> {
        let Some(text) = file.metadata().get(RANDOM) else { return Ok(BTreeMap::new()) };
        let read = serde_json::from_str::<BTreeMap<String, RandomStream>>(text);
        let error = |reason: String| LoadError::Metadata { path: file.path.clone(), key: RANDOM, reason };
        let streams = read.map_err(|e| error(e.to_string()))?;
        Ok(streams.into_iter().map(|(place, stream)| (self.renamed(&place), stream)).collect())
    }
}

/// Adds the difference between an entry of the file and the entry of the same name in the model, if there is one.
fn compare(stored: &StoredTensor, expected: &Entry, differences: &mut LoadDifferences) {
    let (sizes, element): (&[usize], _) = match expected {
        Entry::F32(x) => (x.sizes(), "f32"),
        Entry::F64(x) => (x.sizes(), "f64"),
        Entry::Counter(_) => (&[], "an I64 counter"),
    };
    let fits = match expected {
        Entry::Counter(_) => stored.dtype == Dtype::I64,
        _ => stored_type(stored.dtype).is_some_and(|numbers| numbers.fits::<f64>()),
    };
    if stored.sizes != sizes {
        differences.sizes.push((stored.name.clone(), stored.sizes.clone(), sizes.to_vec()));
    } else if !fits {
        differences.dtypes.push((stored.name.clone(), stored.dtype(), element));
    }
}

/// Earlier versions saved the random stream of a dropout as two U64 scalars, `….seed` and `….calls`. Returns whether `stored` is such a scalar.
///
/// The scalar is read if the model has the stream, and ignored otherwise: a model without the stream does not need it.
fn read_old_stream<R: Read + Seek>(
    file: &SafetensorsFile<R>,
    name: &str,
    stored: &StoredTensor,
    model: &StateDict,
    state: &mut StateDict,
) -> Result<bool, LoadError> {
    let (place, part) = name.rsplit_once('.').unwrap_or(("", name));
    let (Dtype::U64, [], "seed" | "calls") = (stored.dtype, stored.sizes(), part) else { return Ok(false) };
    let value = u64::from_le_bytes(file.eight_bytes(stored)?);
    if let Some(now) = model.random.get(place) {
        let stream = state.random.entry(place.to_owned()).or_insert(*now);
        let number = if part == "seed" { &mut stream.seed } else { &mut stream.calls };
        *number = value;
    }
    Ok(true)
}
