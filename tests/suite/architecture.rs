//! Checks the rules for the source tree: which folder imports which, where `unsafe` is allowed, how long files are.
//!
//! Imports are read from tokens, so paths in expressions and macros count as well as `use` lines, but documentation does not. Test code follows the
//! same rules.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};

/// For each folder of `src` and each crate in `crates`: exactly the other folders and crates that it imports.
const IMPORTS: &[(&str, &[&str])] = &[
    ("kernels", &[]),
    ("axis", &[]),
    ("shape", &["axis"]),
    ("random", &["kernels"]),
    ("files", &[]),
    ("core", &["kernels"]),
    // `kernels` is only imported to convert the numbers in a file to another type.
    ("tensor", &["core", "files", "kernels", "random", "shape"]),
    ("nn", &["files", "shape", "tensor"]),
    ("forecaster", &["nn", "shape", "tensor"]),
    ("models", &["nn", "shape", "tensor"]),
    // `core` and `kernels` are only imported for the fused pass over a parameter.
    ("optim", &["core", "kernels", "nn", "shape", "tensor"]),
    ("compensated_sum", &[]),
    ("metrics", &["compensated_sum"]),
    // `forecaster` is imported for the types of a batch of windows.
    ("data", &["compensated_sum", "files", "forecaster", "random", "shape", "tensor"]),
    ("evaluation", &["data", "forecaster", "metrics", "shape", "tensor"]),
    ("timeseries", &["compensated_sum", "data", "evaluation", "files", "forecaster", "random"]),
    ("training", &["data", "evaluation", "files", "forecaster", "nn", "optim", "shape", "tensor"]),
    ("plot", &["files"]),
];

/// Files at the root that the rule for imports leaves out: a macro for all modules, the crate's root, the prelude.
const ROOT: [&str; 3] = ["debug_of", "lib", "prelude"];

/// These macros are exported at the root; no other path reaches them.
const MACROS: [&str; 3] = ["S", "axes", "channels"];

/// The functions that make a tensor without a history of operations. The comment on each says why it needs no gradient.
const NOT_DIFFERENTIABLE: &[(&str, &str)] = &[
    // This is a constructor, and data has no history.
    ("core/array.rs", "from_slice"),
    ("core/array.rs", "full"),
    ("core/array.rs", "written"),
    // This is a test of the elements along an axis.
    ("core/loops/along.rs", "rows_are_the_elements_along_the_axes"),
    // Indices have no gradient.
    ("core/ops/argmax.rs", "place"),
    // This makes views of test inputs.
    ("core/ops/audit.rs", "part_of_larger"),
    ("core/ops/audit.rs", "reversed_in_memory"),
    // The result has a different element type; a tracked float tensor was already rejected.
    ("core/ops/cast.rs", "cast"),
    // Booleans have no gradient.
    ("core/ops/compare.rs", "answer"),
    // This is the mask, which is a constant.
    ("core/ops/dropout.rs", "dropout"),
    // These are the operands viewed as matrices; the product records the operands themselves.
    ("core/ops/matmul.rs", "matmul"),
    // Indices have no gradient.
    ("core/ops/sort.rs", "first_places"),
    ("core/ops/sort.rs", "searchsorted"),
];

/// The functions that read values through a changed layout without recording this change, inside an operation that records itself.
const SEEN: &[(&str, &str)] = &[
    ("core/loops/along.rs", "one_a_row"),
    ("core/ops/attention.rs", "give_mask"),
    ("core/ops/attention.rs", "stretched"),
    ("core/ops/masked.rs", "masked_select"),
    // This is a test of a size that exceeds any memory.
    ("core/ops/narrow.rs", "more_chunks_than_fit_into_memory_are_refused"),
    // A power of two is divided out and multiplied back, so the result does not depend on it.
    ("core/ops/normalize.rs", "of_large"),
    ("core/ops/scatter.rs", "extremes"),
    ("core/ops/scatter.rs", "index_copy"),
    ("core/ops/unfold.rs", "backward"),
    ("core/ops/where_.rs", "stretched"),
];

const LONGEST_FILE: usize = 600;

struct Source {
    /// The path below `src`, separated by `/`. For another crate, the crate's folder comes first.
    path: String,
    text: String,
    syntax: syn::File,
    tokens: TokenStream,
}

impl Source {
    /// The module at the root that the file belongs to.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }
}

fn sources() -> Vec<Source> {
    fn collect(folder: &Path, prefix: &str, sources: &mut Vec<Source>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                collect(&entry.path(), &format!("{path}/"), sources);
            } else if path.ends_with(".rs") {
                let text = fs::read_to_string(entry.path()).unwrap();
                let syntax = syn::parse_file(&text).unwrap_or_else(|e| panic!("{path}: {e}"));
                let tokens = text.parse().unwrap_or_else(|e| panic!("{path}: {e}"));
                sources.push(Source { path, text, syntax, tokens });
            }
        }
    }
    let mut sources = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    collect(&root.join("src"), "", &mut sources);
    for (_, name) in CRATES {
        collect(&root.join("crates").join(name).join("src"), &format!("{name}/"), &mut sources);
    }
    assert!(sources.len() > 50, "only {} files were found", sources.len());
    sources
}

/// Panics with all mistakes in all files, one per line.
fn check(rule: &str, mistakes: impl Fn(&Source) -> Vec<String>) {
    let mistakes: Vec<String> = sources()
        .iter()
        .flat_map(|source| mistakes(source).into_iter().map(|mistake| format!("{}: {mistake}", source.path)))
        .collect();
    assert!(mistakes.is_empty(), "{rule}\n{}", mistakes.join("\n"));
}

/// A word among the tokens of a file, with the context that decides its meaning.
struct Word {
    ident: Ident,
    /// Whether the word follows `::`.
    qualified: bool,
    /// Whether the word follows `$`.
    of_macro: bool,
    /// The first word after the `::` that follows, or the first words of a group in braces.
    followed_by: Vec<Ident>,
}

fn words(tokens: TokenStream) -> Vec<Word> {
    fn collect(tokens: TokenStream, in_path: bool, words: &mut Vec<Word>) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let punct = |i: usize, c: char| matches!(trees.get(i), Some(TokenTree::Punct(p)) if p.as_char() == c);
        let colons = |i: usize| punct(i, ':') && punct(i + 1, ':');
        let mut starts_part = true;
        for (i, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Ident(ident) => {
                    let after_colons = i >= 2 && colons(i - 2);
                    let followed_by = if colons(i + 1) { first_words(trees.get(i + 3)) } else { vec![] };
                    words.push(Word {
                        ident: ident.clone(),
                        qualified: after_colons || in_path && starts_part,
                        of_macro: i >= 1 && punct(i - 1, '$'),
                        followed_by,
                    });
                    starts_part = false;
                }
                TokenTree::Group(group) => {
                    let in_path = i >= 2 && colons(i - 2) && group.delimiter() == Delimiter::Brace;
                    collect(group.stream(), in_path, words);
                }
                TokenTree::Punct(p) if p.as_char() == ',' => starts_part = true,
                _ => {}
            }
        }
    }
    let mut words = Vec::new();
    collect(tokens, false, &mut words);
    words
}

fn first_words(tree: Option<&TokenTree>) -> Vec<Ident> {
    match tree {
        Some(TokenTree::Ident(ident)) => vec![ident.clone()],
        Some(TokenTree::Group(group)) => {
            let trees: Vec<TokenTree> = group.stream().into_iter().collect();
            let parts = trees.split(|tree| matches!(tree, TokenTree::Punct(p) if p.as_char() == ','));
            parts.filter_map(|part| first_words(part.first()).pop()).collect()
        }
        _ => vec![],
    }
}

fn at(ident: &Ident) -> String {
    format!("line {}", ident.span().start().line)
}

/// The folders of `crates`, by the name of the crate.
const CRATES: [(&str, &str); 3] =
    [("timeseriesml_axis", "axis"), ("timeseriesml_core", "core"), ("timeseriesml_kernels", "kernels")];

/// The folders (named after `crate::`) and crates that a file imports, each with the identifier that names it.
fn imports(source: &Source) -> Vec<(String, Ident)> {
    let is_crate = CRATES.iter().any(|(_, folder)| *folder == source.module());
    let mut imports = Vec::new();
    for word in words(source.tokens.clone()) {
        if let Some((_, folder)) = CRATES.iter().find(|(name, _)| word.ident == name) {
            imports.push((folder.to_string(), word.ident));
        } else if word.ident == "crate" && !word.of_macro && !is_crate {
            imports.extend(word.followed_by.into_iter().map(|ident| (ident.to_string(), ident)));
        }
    }
    imports
}

#[test]
fn folders_import_only_what_the_table_allows() {
    check("an import that the table does not allow", |source| {
        let module = source.module();
        if ROOT.contains(&module) {
            return vec![];
        }
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == module) else {
            return vec![format!("the module `{module}` is not in the table")];
        };
        let allows = |name: &str| name == module || allowed.contains(&name) || MACROS.contains(&name);
        let modules = |name: &str| IMPORTS.iter().any(|(module, _)| *module == name);
        let wrong = imports(source).into_iter().filter(|(name, _)| !allows(name));
        wrong
            .map(|(name, ident)| match modules(&name) {
                true => format!("{}: `{module}` may not use `{name}`", at(&ident)),
                false => format!("{}: `crate::{name}` is a re-export of the root; name the folder", at(&ident)),
            })
            .collect()
    });
}

#[test]
fn the_table_allows_no_unused_import() {
    let sources = sources();
    for (module, allowed) in IMPORTS {
        let of_module = sources.iter().filter(|source| source.module() == *module);
        let used: BTreeSet<String> = of_module.flat_map(imports).map(|(name, _)| name).collect();
        let unused: Vec<_> = allowed.iter().filter(|name| !used.contains(**name)).collect();
        assert!(unused.is_empty(), "`{module}` does not use {unused:?}");
    }
}

#[test]
fn no_relative_path_leaves_its_folder() {
    check("`super` out of a folder: name the other one from `crate` on", |source| {
        // Code may use `super` to leave inline modules and its own file; `mod.rs` and the `lib.rs` of a crate are one level nearer to the root.
        let is_head = source.path.ends_with("/mod.rs") || source.path.ends_with("/lib.rs");
        let depth = source.path.matches('/').count() - usize::from(is_head);
        struct Supers {
            inline: usize,
            depth: usize,
            wrong: Vec<String>,
        }
        impl Supers {
            fn count<'a>(&mut self, names: impl Iterator<Item = &'a Ident>) {
                let names: Vec<&Ident> = names.collect();
                let steps = names.iter().take_while(|name| **name == "super").count();
                if steps > self.inline + self.depth {
                    self.wrong.push(at(names[0]));
                }
            }
        }
        impl<'ast> Visit<'ast> for Supers {
            fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
                self.inline += 1;
                visit::visit_item_mod(self, module);
                self.inline -= 1;
            }
            fn visit_path(&mut self, path: &'ast syn::Path) {
                self.count(path.segments.iter().map(|segment| &segment.ident));
                visit::visit_path(self, path);
            }
            fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
                let mut names = Vec::new();
                let mut tree = &item.tree;
                while let syn::UseTree::Path(path) = tree {
                    names.push(&path.ident);
                    tree = &path.tree;
                }
                self.count(names.into_iter());
            }
        }
        let mut supers = Supers { inline: 0, depth, wrong: vec![] };
        supers.visit_file(&source.syntax);
        supers.wrong
    });
}

#[test]
fn the_standard_library_is_called_std() {
    check("`core::` of Rust: write `std::`", |source| {
        let words = words(source.tokens.clone()).into_iter();
        let core = words.filter(|word| word.ident == "core" && !word.qualified && !word.followed_by.is_empty());
        core.map(|word| at(&word.ident)).collect()
    });
}

#[test]
fn keywords_stay_in_their_folders() {
    check("a keyword outside the folders that may use it", |source| {
        let at_home = |word: &str| match word {
            "unsafe" => {
                source.module() == "kernels"
                    || ["core/memory/buffer.rs", "core/memory/node.rs", "core/memory/pool.rs"].contains(&&*source.path)
            }
            "park" => source.path == "kernels/crew.rs",
            "typenum" => ["axis", "shape"].contains(&source.module()),
            _ => true,
        };
        let words = words(source.tokens.clone()).into_iter();
        let astray = words.filter(|word| !at_home(&word.ident.to_string()));
        astray.map(|word| format!("{}: `{}`", at(&word.ident), word.ident)).collect()
    });
}

#[test]
fn files_are_short() {
    check("longer than 600 lines: split it by subject", |source| {
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE { vec![format!("{lines} lines")] } else { vec![] }
    });
}

#[test]
fn nothing_is_left_for_later() {
    check("a note of work to do: do it, or open an issue", |source| {
        let lines = (1..).zip(source.text.lines());
        let notes = lines.filter(|(_, line)| {
            ["TODO", "FIXME", "XXX", "todo!", "unimplemented!"].iter().any(|note| line.contains(note))
        });
        notes.map(|(number, line)| format!("line {number}: {}", line.trim())).collect()
    });
}

#[test]
fn files_begin_with_what_they_own() {
    check("no `//!` header", |source| {
        if source.text.starts_with("//! ") { vec![] } else { vec!["the first line is not `//! …`".into()] }
    });
}

/// Collects the functions that call a method.
struct Callers<'a> {
    method: &'a str,
    function: Vec<String>,
    found: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Callers<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.function.push(function.sig.ident.to_string());
        visit::visit_item_fn(self, function);
        self.function.pop();
    }
    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.function.push(function.sig.ident.to_string());
        visit::visit_impl_item_fn(self, function);
        self.function.pop();
    }
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if call.method == self.method {
            self.found.insert(self.function.last().unwrap().clone());
        }
        visit::visit_expr_method_call(self, call);
    }
}

fn callers(method: &'static str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in sources() {
        let mut callers = Callers { method, function: vec![], found: BTreeSet::new() };
        callers.visit_file(&source.syntax);
        found.extend(callers.found.into_iter().map(|function| (source.path.clone(), function)));
    }
    found.sort();
    found
}

#[test]
fn few_functions_make_tensors_without_a_history() {
    for (method, expected) in [("not_differentiable", NOT_DIFFERENTIABLE), ("seen", SEEN)] {
        let found = callers(method);
        let found: Vec<(&str, &str)> = found.iter().map(|(path, function)| (&**path, &**function)).collect();
        assert_eq!(found, expected, "is the gradient of the new caller really not wanted? Then add it to the list");
    }
}

#[test]
fn every_operation_has_a_backward_and_its_four_tests() {
    #[derive(Default)]
    struct Found {
        backward: bool,
        audited: String,
    }
    impl<'ast> Visit<'ast> for Found {
        fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
            let of = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
            self.backward |= of.is_some_and(|segment| segment.ident == "Backward");
        }
        fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
            if item.mac.path.is_ident("audited") {
                self.audited = item.mac.tokens.to_string();
            }
        }
    }
    check("an operation that is not finished", |source| {
        let Some(name) = source.path.strip_prefix("core/ops/") else { return vec![] };
        if ["mod.rs", "audit.rs"].contains(&name) {
            return vec![];
        }
        let mut found = Found::default();
        found.visit_file(&source.syntax);
        // Dropout is not compared with PyTorch, which draws different random numbers.
        let expected = if name == "dropout.rs" { "check , drawn" } else { "check" };
        let golden = format!("golden/operations/{}", name.replace(".rs", ".json"));
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(golden);
        let mut mistakes = Vec::new();
        if found.audited != expected {
            mistakes.push("no line `audited!(check);` among its tests".into());
        }
        if expected == "check" && !golden.exists() {
            mistakes.push(format!("no {}", golden.display()));
        }
        // An operation composed of other operations records nothing itself.
        if !found.backward && source.text.contains(".recorded(") {
            mistakes.push("no `impl Backward`".into());
        }
        mistakes
    });
}
