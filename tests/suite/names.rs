//! Tests of names: what the root exports, and that rustc prints types without a path.
//!
//! rustc prints a type with its path if another public type or enum variant, of any crate that it sees, has the same name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};

/// Names that unstable items of std have too. Each of our items has a second name, which rustc prints.
const TWO_NAMES: [&str; 2] = ["Element", "Float"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn parse(path: &Path) -> syn::File {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

pub(crate) fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

/// The names that the `pub use` items of a file export.
fn exported(file: &syn::File) -> BTreeSet<String> {
    fn collect(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
        match tree {
            syn::UseTree::Path(path) => collect(&path.tree, names),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, names)),
            syn::UseTree::Name(name) => drop(names.insert(name.ident.to_string())),
            syn::UseTree::Rename(name) => drop(names.insert(name.rename.to_string())),
            syn::UseTree::Glob(_) => panic!("a glob hides what is exported"),
        }
    }
    let mut names = BTreeSet::new();
    for item in &file.items {
        if let syn::Item::Use(item) = item
            && is_public(&item.vis)
        {
            collect(&item.tree, &mut names);
        }
    }
    names
}

/// The public types, by the module that exports them.
fn types() -> BTreeMap<String, String> {
    let mut types = BTreeMap::new();
    let source = root().join("src");
    for entry in fs::read_dir(&source).unwrap() {
        let path = entry.unwrap().path();
        let file = match path.is_dir() {
            true => parse(&path.join("mod.rs")),
            false => parse(&path),
        };
        let mut names = exported(&file);
        for item in &file.items {
            match item {
                // This is a public module in a folder of its own, such as `timeseries/features`.
                syn::Item::Mod(item) if is_public(&item.vis) => {
                    let folder = path.join(item.ident.to_string()).join("mod.rs");
                    names.extend(folder.exists().then(|| exported(&parse(&folder))).into_iter().flatten());
                }
                syn::Item::Trait(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
                syn::Item::Struct(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
                syn::Item::Enum(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
                syn::Item::Type(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
                _ => {}
            }
        }
        let module = path.file_stem().unwrap().to_str().unwrap();
        let is_type = |name: &String| name.starts_with(char::is_uppercase);
        types.extend(names.into_iter().filter(is_type).map(|name| (name, module.to_owned())));
    }
    assert!(types.len() > 200, "only {} types were found", types.len());
    types
}

/// The variants of public enums, of the library and of the crate whose errors it re-exports.
fn variants() -> BTreeSet<String> {
    struct Variants(BTreeSet<String>);
    impl<'ast> Visit<'ast> for Variants {
        fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
            if is_public(&item.vis) {
                self.0.extend(item.variants.iter().map(|variant| variant.ident.to_string()));
            }
            visit::visit_item_enum(self, item);
        }
    }
    fn collect(folder: &Path, variants: &mut Variants) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, variants);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                variants.visit_file(&parse(&path));
            }
        }
    }
    let mut variants = Variants(BTreeSet::new());
    collect(&root().join("src"), &mut variants);
    collect(&root().join("crates/core/src"), &mut variants);
    variants.0
}

#[test]
fn the_root_exports_what_programs_import() {
    let names = exported(&parse(&root().join("src/lib.rs")));
    assert!(
        names.len() <= 91,
        "{} names are at the root: leave those that few programs import in their module",
        names.len()
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/root_names.txt");
    let list: String = names.iter().map(|name| format!("{name}\n")).collect();
    if std::env::var_os("UPDATE_NAMES").is_some() {
        fs::write(&path, &list).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap();
    assert!(kept == list, "the root exports other names: run `UPDATE_NAMES=1 cargo test --workspace root_exports`");
}

#[test]
fn no_public_type_shares_its_name_with_std_or_a_variant() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/std_names.txt")).unwrap();
    let std: BTreeSet<&str> =
        text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
    assert!(std.contains("Path") && std.contains("Less"), "the list of std's names has no types or no variants");
    let variants = variants();
    let shared: Vec<String> = types()
        .into_iter()
        .filter(|(name, _)| !TWO_NAMES.contains(&&**name))
        .filter_map(|(name, module)| {
            let other =
                if std.contains(&*name) { "std" } else { variants.get(&name).map(|_| "a public enum's variant")? };
            Some(format!("`{module}::{name}` shares its name with {other}"))
        })
        .collect();
    assert!(shared.is_empty(), "rustc would print these with their path; rename them:\n{}", shared.join("\n"));
}
