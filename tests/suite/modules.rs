//! Reads the modules of a crate for other tests: its files, the paths that they mention, and the file that a path leads to.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a module or item, from the root of its crate.
pub type Names = Vec<String>;

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The crates of the library: each folder of `crates`, and `src`.
pub fn crates() -> Vec<Crate> {
    let folders = fs::read_dir(workspace().join("crates")).unwrap();
    let names = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| workspace().join("crates").join(name).is_dir()).collect();
    names.sort();
    names.push("src".into());
    names.iter().map(|name| Crate::read(name)).collect()
}

/// A source file of a crate.
pub struct File {
    /// The path below the folder of the sources.
    pub path: String,
    pub module: Names,
    pub syntax: syn::File,
    pub tokens: TokenStream,
    /// The names that `use` brings into the file, each with the path as it is written.
    uses: BTreeMap<String, Names>,
    /// The modules that the file imports with `*`, each with the path as it is written.
    globs: Vec<Names>,
    /// The items that the file defines.
    items: BTreeSet<String>,
}

/// The files of a crate.
pub struct Crate {
    pub name: String,
    pub files: Vec<File>,
    /// The files of modules that are compiled for tests only.
    pub test_files: Vec<File>,
    /// The file of each module.
    modules: BTreeMap<Names, usize>,
    /// The file of each macro that is exported at the root.
    macros: BTreeMap<String, usize>,
}

/// A path that a file mentions.
pub struct Mention {
    /// The module that contains it.
    pub module: Names,
    pub names: Names,
    /// Whether the path is in a `use` that re-exports the name.
    pub re_export: bool,
}

impl Crate {
    /// The crate in this folder of `crates`, or `src`.
    pub fn read(name: &str) -> Crate {
        let folder =
            if name == "src" { workspace().join("src") } else { workspace().join("crates").join(name).join("src") };
        let mut files = Vec::new();
        collect(&folder, &[], &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let for_tests: Vec<Names> = files.iter().flat_map(modules_for_tests).collect();
        let is_for_tests = |file: &File| for_tests.iter().any(|module| file.module.starts_with(module));
        let (test_files, files): (Vec<_>, Vec<_>) = files.into_iter().partition(is_for_tests);
        let mut macros = BTreeMap::new();
        for (i, file) in files.iter().enumerate() {
            for item in &file.syntax.items {
                if let syn::Item::Macro(item) = item
                    && item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"))
                {
                    macros.extend(item.ident.iter().map(|ident| (ident.to_string(), i)));
                }
            }
        }
        let modules = files.iter().enumerate().map(|(at, file)| (file.module.clone(), at)).collect();
        Crate { name: name.into(), files, test_files, modules, macros }
    }

    fn file_of(&self, module: &[String]) -> Option<usize> {
        self.modules.get(module).copied()
    }

    /// The path from the root of the crate; `None` if it leads out of the crate or is a name of the file itself.
    fn absolute(&self, file: &File, module: &[String], names: &[String]) -> Option<Names> {
        let mut base = module.to_vec();
        match names.first()?.as_str() {
            "crate" => return Some(names[1..].to_vec()),
            "self" => return Some([base, names[1..].to_vec()].concat()),
            "super" => {
                let steps = names.iter().take_while(|name| *name == "super").count();
                base.truncate(base.len().checked_sub(steps)?);
                return Some([base, names[steps..].to_vec()].concat());
            }
            _ => {}
        }
        let child = [module, &names[..1]].concat();
        if self.file_of(&child).is_some() {
            return Some([module, names].concat());
        }
        let target = file.uses.get(&names[0]).filter(|target| target[0] != names[0])?;
        Some([self.absolute(file, module, target)?, names[1..].to_vec()].concat())
    }

    /// The file that defines the item at a path in `file`, and the item; `None` for a module and for items of other crates.
    pub fn resolve(&self, file: &File, module: &[String], names: &[String]) -> Option<(usize, String)> {
        self.item_at(&self.absolute(file, module, names)?, 0)
    }

    fn item_at(&self, names: &[String], depth: usize) -> Option<(usize, String)> {
        let length = (0..=names.len()).rev().find(|&length| self.file_of(&names[..length]).is_some())?;
        let (at, rest) = (self.file_of(&names[..length])?, &names[length..]);
        let (name, file) = (rest.first()?, &self.files[at]);
        if file.items.contains(name) || depth > 8 {
            return Some((at, name.clone()));
        }
        if let Some(target) = file.uses.get(name).filter(|target| target[..] != [name.clone()]) {
            let target = self.absolute(file, &file.module, target);
            return target.and_then(|target| self.item_at(&[&target, &rest[1..]].concat(), depth + 1));
        }
        for glob in &file.globs {
            let module = self.absolute(file, &file.module, glob);
            let found = module.and_then(|module| self.item_at(&[&module[..], rest].concat(), depth + 1));
            if let Some((at, name)) = found.filter(|(at, name)| self.files[*at].items.contains(name)) {
                return Some((at, name));
            }
        }
        let exported = self.macros.get(name).filter(|_| length == 0);
        Some((*exported.unwrap_or(&at), name.clone()))
    }

    /// The public items of a module, including those that it re-exports.
    pub fn public_items(&self, module: &[String]) -> BTreeSet<(usize, String)> {
        let mut found = BTreeSet::new();
        let Some(at) = self.file_of(module) else { return found };
        let file = &self.files[at];
        for item in &file.syntax.items {
            match item {
                syn::Item::Mod(child) if is_public(&child.vis) => {
                    found.extend(self.public_items(&[module, &[child.ident.to_string()]].concat()));
                }
                syn::Item::Use(item) if is_public(&item.vis) => {
                    each_use(&item.tree, &mut vec![], &mut |name, target| match name {
                        Some(_) => found.extend(self.resolve(file, module, &target)),
                        None => {
                            let target = self.absolute(file, module, &target);
                            found.extend(target.into_iter().flat_map(|target| self.public_items(&target)));
                        }
                    });
                }
                item => found.extend(name_of(item).filter(|_| is_public_item(item)).map(|name| (at, name))),
            }
        }
        found
    }
}

impl File {
    /// All paths in the file that could lead to another file, including those in macros but not those of its tests.
    pub fn mentions(&self) -> Vec<Mention> {
        let mut mentions = Vec::new();
        mention(self.tokens.clone(), &self.module, &[], None, &mut mentions);
        mentions
    }
}

fn collect(folder: &Path, module: &[String], files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name().into_string().unwrap())).unwrap();
        if path.is_dir() {
            collect(&path, &[module, &[name]].concat(), files);
        } else if let Some(stem) = name.strip_suffix(".rs") {
            let text = fs::read_to_string(&path).unwrap();
            let syntax = syn::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let is_head = ["mod", "lib"].contains(&stem);
            let own = if is_head { module.to_vec() } else { [module, &[stem.to_string()]].concat() };
            let (mut uses, mut globs) = (BTreeMap::new(), Vec::new());
            for item in &syntax.items {
                if let syn::Item::Use(item) = item {
                    each_use(&item.tree, &mut vec![], &mut |name, target| match name {
                        Some(name) => drop(uses.insert(name, target)),
                        None => globs.push(target),
                    });
                }
            }
            let items = syntax.items.iter().filter_map(name_of).collect();
            let path = [module, &[name]].concat().join("/");
            files.push(File { path, module: own, tokens: text.parse().unwrap(), syntax, uses, globs, items });
        }
    }
}

/// Calls `f` with each name that a `use` imports, and its path. For `*`, the name is `None`.
fn each_use(tree: &syn::UseTree, before: &mut Names, f: &mut impl FnMut(Option<String>, Names)) {
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            each_use(&path.tree, before, f);
            before.pop();
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| each_use(tree, before, f)),
        syn::UseTree::Glob(_) => f(None, before.clone()),
        syn::UseTree::Name(name) if name.ident == "self" => f(before.last().cloned(), before.clone()),
        syn::UseTree::Name(name) => f(Some(name.ident.to_string()), [&before[..], &[name.ident.to_string()]].concat()),
        syn::UseTree::Rename(name) if name.ident == "self" => f(Some(name.rename.to_string()), before.clone()),
        syn::UseTree::Rename(name) => {
            f(Some(name.rename.to_string()), [&before[..], &[name.ident.to_string()]].concat())
        }
    }
}

fn name_of(item: &syn::Item) -> Option<String> {
    use syn::Item::*;
    let ident = match item {
        Const(item) => &item.ident,
        Enum(item) => &item.ident,
        Fn(item) => &item.sig.ident,
        Macro(item) => item.ident.as_ref()?,
        Static(item) => &item.ident,
        Struct(item) => &item.ident,
        Trait(item) => &item.ident,
        Type(item) => &item.ident,
        Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn is_public_item(item: &syn::Item) -> bool {
    use syn::Item::*;
    match item {
        Const(item) => is_public(&item.vis),
        Enum(item) => is_public(&item.vis),
        Fn(item) => is_public(&item.vis),
        Static(item) => is_public(&item.vis),
        Struct(item) => is_public(&item.vis),
        Trait(item) => is_public(&item.vis),
        Type(item) => is_public(&item.vis),
        Union(item) => is_public(&item.vis),
        _ => false,
    }
}

pub fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

/// Whether the attributes have `#[test]` or `#[cfg(test)]`.
pub fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        meta => meta.path().is_ident("test"),
    })
}

fn modules_for_tests(file: &File) -> Vec<Names> {
    let modules = file.syntax.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.content.is_none() && is_for_tests(&module.attrs) => Some(&module.ident),
        _ => None,
    });
    modules.map(|ident| [&file.module[..], &[ident.to_string()]].concat()).collect()
}

/// Collects the paths among the tokens; `before` is the path in front of a group in braces. In a `use`, `re_export` says whether it re-exports.
fn mention(
    tokens: TokenStream,
    module: &[String],
    before: &[String],
    re_export: Option<bool>,
    found: &mut Vec<Mention>,
) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let ident = |i: usize| match trees.get(i) {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    };
    let punct = |i: usize, c: char| matches!(trees.get(i), Some(TokenTree::Punct(p)) if p.as_char() == c);
    let colons = |i: usize| punct(i, ':') && punct(i + 1, ':');
    let mut re_export_here = re_export;
    let mut i = 0;
    while i < trees.len() {
        match &trees[i] {
            TokenTree::Punct(p) if p.as_char() == '#' && is_cfg_test(trees.get(i + 1)) => {
                i = end_of_item(&trees, i + 2)
            }
            TokenTree::Punct(p) => {
                if p.as_char() == ';' {
                    re_export_here = None;
                }
                i += 1;
            }
            TokenTree::Ident(word) if word == "mod" && ident(i + 1).is_some() => {
                if let Some(TokenTree::Group(group)) = trees.get(i + 2) {
                    let inner = [module, &[ident(i + 1).unwrap()]].concat();
                    mention(group.stream(), &inner, &[], None, found);
                }
                i += 3;
            }
            TokenTree::Ident(word) if word == "use" => {
                let has_visibility = i > 0
                    && (ident(i - 1).as_deref() == Some("pub") || i > 1 && ident(i - 2).as_deref() == Some("pub"));
                re_export_here = Some(has_visibility);
                i += 1;
            }
            TokenTree::Ident(_) => {
                let mut names = before.to_vec();
                names.extend(ident(i));
                i += 1;
                while colons(i) && ident(i + 2).is_some() {
                    names.extend(ident(i + 2));
                    i += 3;
                }
                match trees.get(i + 2) {
                    Some(TokenTree::Group(group)) if colons(i) && group.delimiter() == Delimiter::Brace => {
                        mention(group.stream(), module, &names, re_export_here, found);
                        i += 3;
                    }
                    _ => {
                        if names.last().is_some_and(|name| name == "self") {
                            names.pop();
                        }
                        let re_export = re_export_here == Some(true);
                        found.push(Mention { module: module.to_vec(), names, re_export });
                    }
                }
                // The name after `as` is not part of the path.
                if re_export_here.is_some() && ident(i).as_deref() == Some("as") {
                    i += 2;
                }
            }
            TokenTree::Group(group) => {
                mention(group.stream(), module, &[], None, found);
                i += 1;
            }
            TokenTree::Literal(_) => i += 1,
        }
    }
}

fn is_cfg_test(tree: Option<&TokenTree>) -> bool {
    matches!(tree, Some(TokenTree::Group(group)) if group.stream().to_string().replace(' ', "") == "cfg(test)")
}

/// The position after the item that begins at `i`: after its `;`, or after its braces if it is not a `use`.
fn end_of_item(trees: &[TokenTree], mut i: usize) -> usize {
    let mut is_use = false;
    while let Some(tree) = trees.get(i) {
        i += 1;
        match tree {
            TokenTree::Ident(word) if word == "use" => is_use = true,
            TokenTree::Punct(p) if p.as_char() == ';' => break,
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && !is_use => break,
            _ => {}
        }
    }
    i
}
