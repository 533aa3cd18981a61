//! `docs/OPERATIONS.md` shows the declarations in `tests/operations/` (rewrite: `UPDATE_OPERATIONS=1`). They are complete: each public method of
//! `src/tensor/` and every function of `core/ops/` has all the tests that an operation needs.

use crate::operations::{Operation, sections};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};
use syn::visit::{self, Visit};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn files_of(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Methods of `DynTensor` whose typed counterparts are layers (`CausalConv1d`, `Lstm`, `MultiHeadAttention`, `BatchNorm1d`), with tests of their own.
const LAYERS: [&str; 5] = ["causal_conv1d", "lstm", "self_attention", "batch_norm", "batch_norm_by"];

/// Methods that have a different name on `DynTensor`, besides those that begin with `try_` or end with `_axes_keepdim`.
const TYPED_ONLY: [&str; 3] = ["split_at", "cross_correlate_valid", "cross_correlate_full"];

/// The methods that are called through the trait `CastFrom`.
const CASTS: [&str; 5] = ["to_f32", "to_f64", "to_i32", "to_i64", "to_bool"];

const PREAMBLE: &str = "# Operations

The operations of tensors, on typed tensors and on `DynTensor`. This page is generated from `tests/operations/`, where each operation is declared
once: `UPDATE_OPERATIONS=1 cargo test -p timeseriesml-tests --test suite operations_table` rewrites it. Every operation is compared with PyTorch in
both precisions and with finite differences. The tests cover empty axes, axes of one element, views and copies, and compare typed with dynamic
results. A `DynTensor` answers each call with a result or an error, never with a panic.

Elements: *all* are `f32`, `f64`, `i32`, `i64` and `bool`, *numbers* all but `bool`, *floats* `f32` and `f64`. Where a size is known only at run time
and may not fit, `try_…` returns the error with which the plain method panics. There are no second derivatives.
";

const HEAD: &str = "| operation | typed | rule | `DynTensor` | elements | gradient | `core/ops/` |
|---|---|---|---|---|---|---|
";

const OTHERS: &str = "
## Not operations

Creation: `zeros`, `ones`, `full`, `eye`, `arange`, `linspace`, `randn`, `uniform`, `bernoulli`, `from_slice`, `scalar`; their variants `_sized` for
run-time sizes and `_like` for the sizes of another tensor; `arange_to`, `one_hot`, `try_one_hot`. Values: `item`, `to_vec`, `to_array`,
`copy_to_slice`, `data_ptr`. Files: `load_npy`, `save_npy`, `read_npy`, `write_npy`. Types: `into_dyn`, `try_into_shape`, `rename`, `batch_of_one`.
Gradients: `requires_grad`, `is_tracked`, `detach`, `backward`; on `Gradients` `get`, `len`, `is_empty`, `all_finite`, `scale`, `map`, `clip_norm`,
`clip_value` and `accumulate`. Sizes and memory: `sizes`, `shape`, `rank`, `numel`, `strides`, `storage_offset`, `is_contiguous`, `dtype`. On
`Attention`: `new`, `scale`, `causal`, `dropout`, `mask`, with `attend` and `try_attend`.
";

fn operations() -> Vec<Operation> {
    sections().into_iter().flat_map(|(_, operations)| operations).collect()
}

/// The text of `docs/OPERATIONS.md`, generated from the declarations.
fn page() -> String {
    fn row(operation: &Operation) -> String {
        let quoted =
            |texts: Vec<&str>| texts.into_iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ");
        // Tokens that passed through two macros have spaces between them.
        let calls = operation.calls.iter().map(|call| call.shown.replace(" (", "(").replace("& ", "&"));
        let calls: Vec<String> = calls.filter(|shown| !shown.is_empty()).collect();
        let Operation { names, elements, gradient, file, typed, rule, .. } = operation;
        let (names, calls, file) =
            (quoted(names.clone()), quoted(calls.iter().map(String::as_str).collect()), format!("`{file}`"));
        let cells: [&str; 7] = [&names, typed, rule, &calls, elements, gradient, &file];
        cells.map(|cell| cell.replace('|', "\\|")).join(" | ")
    }
    let mut page = PREAMBLE.to_string();
    for (title, operations) in sections() {
        write!(page, "\n## {title}\n\n{HEAD}").unwrap();
        operations.iter().for_each(|operation| writeln!(page, "| {} |", row(operation)).unwrap());
    }
    page + OTHERS
}

/// The text between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The words of a string.
fn words(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').collect()
}

/// The names under the heading "Not operations".
fn others() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = quoted(OTHERS).filter(|name| !name.starts_with('_')).map(String::from).collect();
    for suffix in ["_sized", "_like"] {
        names.extend(names.clone().into_iter().map(|name| name + suffix));
    }
    names
}

/// Collects public methods, including those in a macro's rows.
#[derive(Default)]
struct Methods(BTreeSet<String>);

impl<'ast> Visit<'ast> for Methods {
    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        let hidden = function.attrs.iter().any(|a| a.path().is_ident("doc") && quote_contains(a, "hidden"));
        if matches!(function.vis, syn::Visibility::Public(_)) && !hidden {
            self.0.insert(function.sig.ident.to_string());
        }
    }
    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        let name = item.mac.path.segments.last().unwrap().ident.to_string();
        if ["comparisons", "logic", "reductions", "questions", "places", "sliding", "adaptive"].contains(&name.as_str())
        {
            self.rows(item.mac.tokens.clone());
        }
    }
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        // Test modules contain no tensor methods.
        if module.ident != "tests" {
            visit::visit_item_mod(self, module);
        }
    }
}

fn quote_contains(attribute: &syn::Attribute, word: &str) -> bool {
    matches!(&attribute.meta, syn::Meta::List(list) if list.tokens.to_string().contains(word))
}

impl Methods {
    fn rows(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                // This is an attribute: skip its brackets.
                TokenTree::Punct(punct) if punct.as_char() == '#' => drop(tokens.next()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => self.rows(group.stream()),
                // A method's name begins with a lowercase letter, unlike a trait's; the word `by` between two traits is not a method.
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    if name.starts_with(char::is_lowercase) && name != "by" {
                        self.0.insert(name);
                    }
                }
                _ => {}
            }
        }
    }
}

/// The methods in a table of formulas: the names before parentheses or braces in `unary_rows`, `binary_rows` and `loss_rows`, without the names of
/// types.
fn formulas(file: &str) -> BTreeSet<String> {
    fn collect(tokens: TokenStream, names: &mut BTreeSet<String>) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        for at in 0..trees.len() {
            // A row begins with one or more names, after its documentation or the previous row.
            let starts = at == 0
                || matches!(&trees[at - 1], TokenTree::Punct(p) if p.as_char() == ';')
                || matches!(&trees[at - 1], TokenTree::Group(g) if g.delimiter() == Delimiter::Bracket);
            if !starts {
                continue;
            }
            let run: Vec<String> = trees[at..]
                .iter()
                .map_while(|tree| match tree {
                    TokenTree::Ident(ident) => Some(ident.to_string()),
                    _ => None,
                })
                .collect();
            let is_row =
                matches!(trees.get(at + run.len()), Some(TokenTree::Group(g)) if g.delimiter() != Delimiter::Bracket);
            if is_row {
                names.extend(run.into_iter().filter(|name| name.starts_with(char::is_lowercase)));
            }
        }
        for tree in trees {
            // Brackets are skipped, since they contain attributes and values.
            if let TokenTree::Group(group) = tree
                && group.delimiter() != Delimiter::Bracket
            {
                collect(group.stream(), names);
            }
        }
    }
    let mut names = BTreeSet::new();
    for item in syn::parse_file(&read(file)).unwrap().items {
        if let syn::Item::Macro(item) = item
            && item.ident.as_ref().is_some_and(|ident| ident.to_string().ends_with("_rows"))
        {
            collect(item.mac.tokens, &mut names);
        }
    }
    names
}

pub(crate) fn methods() -> BTreeSet<String> {
    let mut methods = Methods(formulas("crates/core/src/ops/unary.rs"));
    methods.0.extend(formulas("crates/core/src/ops/binary.rs"));
    methods.0.extend(formulas("crates/core/src/ops/losses.rs"));
    for text in files_of("src/tensor") {
        // The file of the operators is skipped: another table lists them, and their methods are those of `std::ops`.
        if !text.starts_with("//! `+ - * / %`") {
            methods.visit_file(&syn::parse_file(&text).unwrap());
        }
    }
    methods.0
}

#[test]
fn the_page_is_what_the_declarations_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/OPERATIONS.md");
    if env::var_os("UPDATE_OPERATIONS").is_some() {
        fs::write(&path, page()).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    let differs = found
        .lines()
        .zip(page().lines())
        .find(|(found, expected)| found != expected)
        .map(|(found, _)| found.to_string());
    assert!(
        found == page(),
        "docs/OPERATIONS.md is out of date: UPDATE_OPERATIONS=1 rewrites it; the first line that differs: {differs:?}"
    );
}

#[test]
fn every_method_is_declared() {
    let methods = methods();
    assert!(methods.len() > 200, "only {} methods were found", methods.len());
    let mut named = others();
    named.extend(operations().into_iter().flat_map(|operation| operation.names).map(String::from));
    let missing: Vec<_> = methods.difference(&named).collect();
    assert!(missing.is_empty(), "no declaration in tests/operations/ names {missing:?}");
}

#[test]
fn every_declared_name_is_a_method() {
    let mut methods = methods();
    // These are free functions and macros, and the method of the trait `Function`.
    methods.extend(["stack", "einsum", "apply"].map(String::from));
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for name in operations().into_iter().flat_map(|operation| operation.names) {
        *named.entry(name).or_default() += 1;
    }
    let unknown: Vec<_> = named.keys().filter(|name| !methods.contains(**name)).collect();
    assert!(unknown.is_empty(), "tests/operations/ names {unknown:?}, which are no methods");
    let twice: Vec<_> = named.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "tests/operations/ declares {twice:?} twice");
}

/// Each declaration calls the names that it declares: a typed tensor's in its samples, a `DynTensor`'s with any arguments.
#[test]
fn every_declared_name_is_called() {
    let typed_only =
        |name: &str| name.starts_with("try_") || name.ends_with("_axes_keepdim") || TYPED_ONLY.contains(&name);
    let mut mistakes = Vec::new();
    for Operation { names, samples, calls, .. } in operations() {
        let samples = words(samples);
        let calls: Vec<&str> = calls.iter().map(|call| call.code).collect();
        let calls = calls.join(" ");
        let calls = words(&calls);
        for name in names {
            if !samples.contains(name) && !LAYERS.contains(&name) {
                mistakes.push(format!("no sample calls `{name}`"));
            }
            if !typed_only(name) && !calls.contains(name) {
                mistakes.push(format!("no call with any arguments of `{name}`"));
            }
        }
    }
    assert!(mistakes.is_empty(), "in tests/operations/: {}", mistakes.join("; "));
}

/// Each file of `core/ops/` has its four tests and PyTorch's values (`architecture.rs` looks for them), and something calls its functions.
#[test]
fn every_operation_of_the_core_is_declared() {
    let declared: BTreeSet<&str> = operations().iter().map(|operation| operation.file).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/core/src/ops");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.filter(|name| !["mod.rs", "audit.rs"].contains(&&**name)).collect();
    let missing: Vec<_> = files.iter().filter(|file| !declared.contains(&***file)).collect();
    assert!(missing.is_empty(), "no declaration in tests/operations/ is of {missing:?} in core/ops/");
    let unknown: Vec<_> = declared.iter().filter(|file| !files.contains(**file)).collect();
    assert!(unknown.is_empty(), "core/ops/ has no {unknown:?}");
    let typed = files_of("src/tensor").concat();
    let typed = words(&typed);
    let lists = read("crates/core/src/ops/mod.rs");
    let functions = lists.lines().filter_map(|line| line.strip_prefix("    ")?.split_once("::")?.1.split_once('('));
    let functions: BTreeSet<&str> = functions.map(|(name, _)| name).filter(|name| !name.starts_with('$')).collect();
    assert!(functions.len() > 60, "only {} functions were found", functions.len());
    let unused: Vec<_> = functions.difference(&typed).filter(|name| !CASTS.contains(*name)).collect();
    assert!(unused.is_empty(), "nothing in src/tensor/ calls {unused:?} of core/ops/");
}
