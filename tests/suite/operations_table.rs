//! `docs/OPERATIONS.md` is true: it names every public method of `src/tensor/`, and each of its rows is tested in all the ways that an
//! operation has to be.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn files(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Methods of `DynTensor` whose typed sisters are layers, `CausalConv1d` and `MultiHeadAttention`, with tests of their own.
const LAYERS: [&str; 2] = ["causal_conv1d", "self_attention"];

/// One row of the table.
struct Row {
    /// The methods that it is about.
    names: Vec<String>,
    /// Of `core/ops/`, where the operation is and has its four tests.
    file: String,
}

/// What stands between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn rows() -> Vec<Row> {
    let document = read("docs/OPERATIONS.md");
    let table = document.lines().filter(|line| line.starts_with("| `"));
    let row = |line: &str| {
        let line = line.replace("\\|", "or");
        let columns: Vec<&str> = line.trim_matches('|').split('|').collect();
        assert_eq!(columns.len(), 7, "seven columns: {line}");
        let names = quoted(columns[0]).map(String::from).collect();
        Row { names, file: quoted(columns[6]).next().unwrap().to_string() }
    };
    table.map(row).collect()
}

/// The names below "Not operations".
fn others() -> BTreeSet<String> {
    let document = read("docs/OPERATIONS.md");
    let (_, below) = document.split_once("## Not operations").unwrap();
    let mut names: BTreeSet<String> = quoted(below).filter(|name| !name.starts_with('_')).map(String::from).collect();
    for suffix in ["_sized", "_like"] {
        names.extend(names.clone().into_iter().map(|name| name + suffix));
    }
    names
}

/// Public methods, those that a macro's rows name too: the first name after an attribute, or all names up to a `(` or a `;`.
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
        if ["binary", "comparisons", "logic", "reductions", "questions", "places", "sliding", "adaptive"]
            .contains(&name.as_str())
        {
            self.rows(item.mac.tokens.clone());
        }
    }
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        // Tests have no methods of a tensor.
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
                // An attribute: skip its brackets.
                TokenTree::Punct(punct) if punct.as_char() == '#' => drop(tokens.next()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => self.rows(group.stream()),
                // Names of traits are written large, names of methods small; `by` stands between two traits.
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

/// The rows of scalar functions: a type's name, then the method's with its parameters in parentheses.
fn scalar_functions(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    for window in trees.windows(3) {
        if let [TokenTree::Ident(row), TokenTree::Ident(name), TokenTree::Group(parameters)] = window
            && row.to_string().starts_with(char::is_uppercase)
            && parameters.delimiter() == Delimiter::Parenthesis
        {
            names.insert(name.to_string());
        }
    }
    for tree in trees {
        if let TokenTree::Group(group) = tree {
            scalar_functions(group.stream(), names);
        }
    }
}

fn all_scalar_functions() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let unary = syn::parse_file(&read("crates/core/src/ops/unary.rs")).unwrap();
    for item in unary.items {
        if let syn::Item::Macro(item) = item
            && item.ident.as_ref().is_some_and(|ident| ident == "unary_rows")
        {
            scalar_functions(item.mac.tokens, &mut names);
        }
    }
    names
}

fn methods() -> BTreeSet<String> {
    let mut methods = Methods(all_scalar_functions());
    for text in files("src/tensor") {
        // Operators have methods of the standard library, named in a table of their own.
        if !text.starts_with("//! `+ - * / %`") {
            methods.visit_file(&syn::parse_file(&text).unwrap());
        }
    }
    methods.0
}

#[test]
fn every_method_has_its_row() {
    let methods = methods();
    assert!(methods.len() > 200, "only {} methods were found", methods.len());
    let mut named = others();
    named.extend(rows().into_iter().flat_map(|row| row.names));
    let missing: Vec<_> = methods.difference(&named).collect();
    assert!(missing.is_empty(), "no row of docs/OPERATIONS.md names {missing:?}");
}

#[test]
fn every_name_is_a_method() {
    let mut methods = methods();
    // Free functions and macros, and the method of the trait `Function`.
    methods.extend(["stack", "einsum", "apply"].map(String::from));
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for name in rows().into_iter().flat_map(|row| row.names) {
        *named.entry(name).or_default() += 1;
    }
    let unknown: Vec<_> = named.keys().filter(|name| !methods.contains(*name)).collect();
    assert!(unknown.is_empty(), "docs/OPERATIONS.md names {unknown:?}, which are no methods");
    let twice: Vec<_> = named.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "docs/OPERATIONS.md has two rows for {twice:?}");
}

#[test]
fn every_row_is_tested_in_all_ways() {
    let claims: String = files("tests/suite/typed_equals_dynamic").concat();
    let mut words: BTreeSet<String> =
        claims.split(|c: char| !c.is_alphanumeric() && c != '_').map(String::from).collect();
    // The rows of scalar functions become tests there by a macro.
    assert!(words.contains("unary_rows"));
    words.extend(all_scalar_functions());
    let mut mistakes = Vec::new();
    for Row { names, file } in rows() {
        let source = read(&format!("crates/core/src/ops/{file}"));
        // The mask is drawn by a stream of our own: PyTorch has nothing to compare it with.
        let drawn = file == "dropout.rs";
        let tests = ["gradient_matches_finite_differences", "empty_and_single_axes", "views_equal_copies"];
        for test in tests.into_iter().chain((!drawn).then_some("matches_pytorch")) {
            if !source.contains(&format!("fn {test}()")) {
                mistakes.push(format!("{file} has no test `{test}`"));
            }
        }
        let golden = format!("tests/golden/operations/{}", file.replace(".rs", ".json"));
        if !drawn && !Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(&golden).exists() {
            mistakes.push(format!("{golden} is missing"));
        }
        let untested = names.iter().filter(|name| !words.contains(name.as_str()) && !LAYERS.contains(&name.as_str()));
        let untested: Vec<_> = untested.collect();
        if !untested.is_empty() {
            mistakes.push(format!("tests/suite/typed_equals_dynamic/ does not call {untested:?}"));
        }
    }
    mistakes.sort();
    mistakes.dedup();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}
