//! `docs/FROM_PYTORCH.md` is correct: each name on the right exists, the common names of PyTorch are on the left, and a search of the API
//! documentation for a name on the left finds an item on the right.

use crate::names::is_public;
use crate::operations_table::methods;
use crate::promises::{quoted, read, root, rows};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use syn::visit::{self, Visit};

/// Names of Rust, its standard library and the crate `rand`.
const FOREIGN: [&str; 8] =
    ["None", "Vec", "Xoshiro256PlusPlus", "clone", "derive", "module", "println", "seed_from_u64"];

/// The names that PyTorch programs use most, without the module path.
const COMMON: &str = "
    tensor as_tensor from_numpy zeros ones full empty zeros_like ones_like full_like eye arange linspace randn randn_like rand rand_like
    bernoulli manual_seed one_hot shape size dim ndim numel dtype to float double long int bool item tolist numpy clone contiguous
    is_contiguous stride data_ptr select narrow masked_select masked_fill where index_select gather scatter scatter_add index_copy
    searchsorted bucketize reshape view flatten unflatten transpose permute squeeze unsqueeze expand expand_as cat concat stack split
    chunk repeat tile repeat_interleave unfold pad flip roll tril triu diagonal sum mean prod max min amax amin argmax argmin std var
    median quantile norm logsumexp any all cumsum cumprod diff sort argsort topk softmax log_softmax normalize floor_divide remainder
    fmod pow maximum minimum clamp clip exp expm1 log log1p sqrt rsqrt square reciprocal abs neg sign floor ceil round sin cos tan
    atan2 sinh cosh tanh erf sigmoid eq ne lt le gt ge logical_and logical_or logical_not isnan isfinite isinf matmul mm bmm dot outer
    einsum conv1d avg_pool1d max_pool1d scaled_dot_product_attention requires_grad_ Parameter backward grad zero_grad detach no_grad
    inference_mode Function gradcheck detect_anomaly register_hook clip_grad_norm_ clip_grad_value_ set_num_threads Module Linear LSTM
    Conv1d MultiheadAttention TransformerEncoderLayer LayerNorm BatchNorm1d Dropout Sequential ModuleList ReLU LeakyReLU PReLU GELU SiLU
    Mish ELU SELU Sigmoid Tanh Softplus Softmax LogSoftmax Flatten AvgPool1d MaxPool1d train eval parameters named_parameters
    register_buffer MSELoss mse_loss L1Loss l1_loss HuberLoss SmoothL1Loss CrossEntropyLoss cross_entropy SGD Adam AdamW step
    param_groups state_dict load_state_dict StepLR ExponentialLR CosineAnnealingLR OneCycleLR ReduceLROnPlateau LinearLR LambdaLR Dataset
    DataLoader random_split save load cuda device add_ compile Conv2d Embedding GRU RNN RMSprop LBFGS DistributedDataParallel";

/// One row: the table that it is in, PyTorch's name for something, and this library's name for it.
struct Row {
    table: String,
    theirs: Vec<String>,
    ours: BTreeSet<String>,
    text: String,
}

fn table() -> Vec<Row> {
    let mut table = String::new();
    let mut found = Vec::new();
    for [theirs, ours, _] in rows("docs/FROM_PYTORCH.md") {
        if !theirs.contains('`') {
            table = theirs;
            continue;
        }
        assert!(!ours.is_empty(), "nothing is said of {theirs}");
        found.push(Row {
            table: table.clone(),
            theirs: quoted(&theirs).filter_map(name_of_call).collect(),
            ours: quoted(&ours).flat_map(names_in_code).collect(),
            text: format!("{theirs} | {ours}"),
        });
    }
    found
}

/// The name in `torch.cat([x, y])`, `nn.Flatten`, `x.shape` or `n_jobs=2` to look for; `None` for expressions such as `x + y`.
fn name_of_call(python: &str) -> Option<String> {
    let code = python.strip_prefix("with ").unwrap_or(python);
    let end = code.find(['(', '=']).unwrap_or(code.len());
    let is_path = |path: &str| path.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    let (path, name) = (&code[..end], code[..end].rsplit('.').next()?);
    (is_path(path) && name.starts_with(|c: char| c.is_alphabetic() || c == '_')).then(|| name.to_owned())
}

/// The names that Rust code uses: types, and what is called or follows a dot, but not variables and const parameters.
fn names_in_code(code: &str) -> BTreeSet<String> {
    fn collect(code: TokenStream, names: &mut BTreeSet<String>) {
        let trees: Vec<TokenTree> = code.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            let punct = |at: usize, c: char| matches!(trees.get(at), Some(TokenTree::Punct(p)) if p.as_char() == c);
            match tree {
                TokenTree::Group(group) => collect(group.stream(), names),
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    let is_type = name.starts_with(char::is_uppercase)
                        && name.len() > 1
                        && !name.chars().all(|c| c.is_uppercase() || c == '_');
                    let is_called = matches!(trees.get(at + 1), Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Parenthesis)
                        || punct(at + 1, '!')
                        || (punct(at + 1, ':') && punct(at + 2, ':'));
                    let is_member = at > 1
                        && (punct(at - 1, '.') && !punct(at - 2, '.') || punct(at - 1, ':') && punct(at - 2, ':'));
                    if (is_type || is_called || is_member) && !FOREIGN.contains(&name.as_str()) {
                        names.insert(name);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    let mut names = BTreeSet::new();
    let code = code.replace("\\|", "|");
    collect(code.parse().unwrap_or_else(|e| panic!("{code}: {e}")), &mut names);
    // The code is a single name.
    if code.chars().all(|c| c.is_alphanumeric() || c == '_') && !FOREIGN.contains(&code.as_str()) && code != "f32" {
        names.insert(code);
    }
    names
}

/// What the sources declare: the names of public items, and the aliases of each item.
#[derive(Default)]
struct Declared {
    names: BTreeSet<String>,
    aliases: BTreeMap<String, BTreeSet<String>>,
}

impl Declared {
    fn add(&mut self, name: &syn::Ident, attributes: &[syn::Attribute]) {
        self.names.insert(name.to_string());
        for attribute in attributes {
            if let syn::Meta::List(list) = &attribute.meta
                && list.path.is_ident("doc")
            {
                let aliases = aliases(list.tokens.clone());
                self.aliases.entry(name.to_string()).or_default().extend(aliases);
            }
        }
    }

    /// Adds the functions in the body of a macro and the names at the beginning of a macro's rows. The attributes of a row may be at its beginning or
    /// its end.
    fn rows(&mut self, tokens: TokenStream) {
        let (mut names, mut run, mut found) = (Vec::new(), true, BTreeSet::new());
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Ident(ident) => {
                    if run {
                        names.push(ident.to_string());
                    }
                    if matches!(trees.get(at.wrapping_sub(1)), Some(TokenTree::Ident(before)) if before == "fn") {
                        self.names.insert(ident.to_string());
                    }
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                    let is_attribute = at > 0 && matches!(&trees[at - 1], TokenTree::Punct(p) if p.as_char() == '#');
                    let mut inner = group.stream().into_iter();
                    if is_attribute
                        && matches!(inner.next(), Some(TokenTree::Ident(doc)) if doc == "doc")
                        && let Some(TokenTree::Group(list)) = inner.next()
                    {
                        found.extend(aliases(list.stream()));
                    }
                }
                TokenTree::Group(group) => {
                    self.rows(group.stream());
                    run = names.is_empty();
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => self.end_row(&mut names, &mut run, &mut found),
                TokenTree::Punct(punct) if punct.as_char() == '#' => {}
                TokenTree::Punct(_) | TokenTree::Literal(_) => run = names.is_empty(),
            }
        }
        self.end_row(&mut names, &mut run, &mut found);
    }

    fn end_row(&mut self, names: &mut Vec<String>, run: &mut bool, found: &mut BTreeSet<String>) {
        for name in names.drain(..) {
            self.aliases.entry(name).or_default().extend(found.iter().cloned());
        }
        (*run, *found) = (true, BTreeSet::new());
    }

    fn folder(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.folder(&path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                self.visit_file(&syn::parse_file(&read(&path)).unwrap());
            }
        }
    }

    /// The names are those in `src/`, which re-exports what users see of the other crates. The aliases of scalar functions are in `crates/core`.
    fn of_the_library() -> Self {
        let (mut library, mut below) = (Declared::default(), Declared::default());
        library.folder(&root().join("src"));
        library.names.extend(methods());
        below.folder(&root().join("crates/core/src/ops"));
        for (name, aliases) in below.aliases {
            library.aliases.entry(name).or_default().extend(aliases);
        }
        // A path may begin with a module, which is a folder.
        let modules = fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path());
        library.names.extend(modules.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()));
        library
    }
}

static DECLARED: LazyLock<Declared> = LazyLock::new(Declared::of_the_library);

/// The strings of `alias = "..."` or `alias("...", "...")`.
fn aliases(attribute: TokenStream) -> Vec<String> {
    let mut tokens = attribute.into_iter();
    if !matches!(tokens.next(), Some(TokenTree::Ident(alias)) if alias == "alias") {
        return Vec::new();
    }
    let strings = |tree: TokenTree| match tree {
        TokenTree::Group(group) => group.stream().into_iter().collect(),
        tree => vec![tree],
    };
    let literals = tokens.flat_map(strings).filter(|tree| matches!(tree, TokenTree::Literal(_)));
    literals.map(|literal| literal.to_string().trim_matches('"').to_owned()).collect()
}

impl<'ast> Visit<'ast> for Declared {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        if is_public(&item.vis) {
            self.add(&item.ident, &item.attrs);
        }
    }
    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        if is_public(&item.vis) {
            self.add(&item.ident, &item.attrs);
            visit::visit_item_enum(self, item);
        }
    }
    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.add(&variant.ident, &variant.attrs);
    }
    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        if is_public(&item.vis) {
            self.add(&item.ident, &item.attrs);
            visit::visit_item_trait(self, item);
        }
    }
    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.add(&function.sig.ident, &function.attrs);
    }
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if is_public(&function.vis) {
            self.add(&function.sig.ident, &function.attrs);
        }
    }
    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if is_public(&function.vis) {
            self.add(&function.sig.ident, &function.attrs);
        }
    }
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if is_public(&item.vis) {
            visit::visit_item_use(self, item);
        }
    }
    fn visit_use_name(&mut self, name: &'ast syn::UseName) {
        self.names.insert(name.ident.to_string());
    }
    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if let Some(name) = &item.ident {
            self.add(name, &item.attrs);
        }
        self.rows(item.mac.tokens.clone());
    }
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }
}

#[test]
fn every_name_on_the_right_exists() {
    let names = &DECLARED.names;
    assert!(names.len() > 1000, "only {} names were found", names.len());
    let rows = table();
    assert!(rows.len() > 150, "only {} rows", rows.len());
    let unknown = rows.iter().flat_map(|row| row.ours.difference(names).map(move |name| (name, &row.text)));
    let unknown: Vec<_> = unknown.map(|(name, text)| format!("`{name}` in {text}")).collect();
    assert!(unknown.is_empty(), "the library has no {}", unknown.join("\n"));
}

#[test]
fn the_common_names_of_pytorch_are_on_the_left() {
    let rows = table();
    let of_pytorch = rows.iter().filter(|row| ["PyTorch", "absent"].contains(&row.table.as_str()));
    let found: BTreeSet<&str> = of_pytorch.flat_map(|row| row.theirs.iter().map(String::as_str)).collect();
    let common: BTreeSet<&str> = COMMON.split_whitespace().collect();
    assert!(common.len() >= 150, "only {} common names", common.len());
    let missing: Vec<_> = common.difference(&found).collect();
    assert!(missing.is_empty(), "docs/FROM_PYTORCH.md does not have {missing:?}");
}

/// Prepares a name for comparison like rustdoc's search, which ignores case and underscores.
fn searched(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

/// A search finds an item whose name contains the searched name, or that has it as an alias.
#[test]
fn a_search_for_a_name_on_the_left_finds_an_item_on_the_right() {
    let is_found = |row: &Row, theirs: &str| {
        row.ours.iter().any(|name| {
            let is_alias = || DECLARED.aliases.get(name).is_some_and(|aliases| aliases.contains(theirs));
            searched(name).contains(&searched(theirs)) || is_alias()
        })
    };
    let mut missing = Vec::new();
    for row in table().iter().filter(|row| row.table != "absent" && !row.ours.is_empty()) {
        let unfound = row.theirs.iter().filter(|theirs| !is_found(row, theirs));
        missing.extend(unfound.map(|theirs| format!("`{theirs}`: {}", row.text)));
    }
    assert!(missing.is_empty(), "no item on the right has the name or the alias\n{}", missing.join("\n"));
}
