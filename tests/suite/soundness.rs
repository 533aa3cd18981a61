//! The rules for `unsafe` that a program can check: safe code cannot reach raw pointers, safe functions over unsafe code are tested with wrong
//! arguments, and each block says why it is sound.

use super::modules::{Crate, is_for_tests, is_public, workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use syn::visit::{self, Visit};

/// The crates that contain unsafe code.
const CRATES: [&str; 2] = ["core", "kernels"];

/// The safe functions of `kernels` that contain an unsafe block, and all public functions of the modules that contain one. Each has a test with
/// invalid arguments (or, if callers cannot choose the arguments, with all arguments that occur).
const TESTED: &[(&str, &str, &str)] = &[
    ("attention.rs", "Attention::backward", "slices_and_strides_that_do_not_fit_are_refused"),
    ("attention.rs", "Attention::forward", "slices_and_strides_that_do_not_fit_are_refused"),
    ("attention/target.rs", "Put::run", "gradient_matches_finite_differences"),
    ("bands.rs", "Band::block", "what_does_not_fit_is_refused"),
    ("bands.rs", "Band::block_mut", "what_does_not_fit_is_refused"),
    ("bands.rs", "Band::first", "what_does_not_fit_is_refused"),
    ("bands.rs", "Band::read_and_write", "what_does_not_fit_is_refused"),
    ("bands.rs", "for_each_band", "what_does_not_fit_is_refused"),
    ("conv1d.rs", "forward", "slices_that_do_not_fit_the_sizes_are_refused"),
    ("conv1d.rs", "forward_packed", "a_weight_packed_for_another_convolution_is_refused"),
    ("conv1d.rs", "grad_input", "sizes_that_overflow_are_refused"),
    ("conv1d.rs", "grad_input_by_taps", "slices_that_do_not_fit_the_sizes_are_refused"),
    ("conv1d.rs", "grad_weight", "sizes_that_overflow_are_refused"),
    ("crew.rs", "help", "every_unit_is_done_once"),
    ("lanes.rs", "f32::run_lanes", "every_vector_computes_the_same"),
    ("lanes/vector.rs", "Lanes::load_or", "every_vector_computes_the_same"),
    ("lanes/vector.rs", "Lanes::store_to", "every_vector_computes_the_same"),
    ("linear.rs", "backward", "slices_that_do_not_fit_the_sizes_are_refused"),
    ("matmul/pack.rs", "Packed::new", "matrices_and_panels_that_do_not_fit_are_refused"),
    ("matmul/pack.rs", "Panel::run", "packing_keeps_every_element_in_its_place"),
    ("matmul/pack.rs", "Panels::run", "packing_keeps_every_element_in_its_place"),
    ("matmul/pack.rs", "Strip::run", "strips_that_do_not_fit_are_refused"),
    ("matmul/pack.rs", "pack", "matrices_and_panels_that_do_not_fit_are_refused"),
    ("matmul/pack.rs", "packed_len", "matrices_and_panels_that_do_not_fit_are_refused"),
    ("matmul/plan.rs", "Plan::run", "sizes_and_strides_that_overflow_are_refused"),
    ("matmul/products.rs", "batched", "a_batch_of_other_sizes_is_refused"),
    ("matmul/products.rs", "matmul", "sizes_and_strides_that_overflow_are_refused"),
    ("matmul/products.rs", "matmul_packed", "panels_of_another_matrix_are_refused"),
    ("matmul/products.rs", "matmul_with", "sizes_and_strides_that_overflow_are_refused"),
    ("matmul/tile.rs", "Panel::row", "matches_reference_for_every_vector"),
    ("matmul/tile.rs", "Panel::tiles", "matches_reference_for_every_vector"),
    ("matmul/walk.rs", "Walk::run", "matches_reference_for_every_vector"),
    ("parallel.rs", "for_each_chunks", "chunks_that_do_not_fit_the_outputs_are_refused"),
    ("scratch.rs", "with_scratch", "a_size_that_overflows_is_refused"),
    ("simd.rs", "run", "all_kernels_pass_their_tests_with_every_set"),
];

/// Public functions that need no test of soundness although their modules have unsafe code: they never access memory of the caller.
const HARMLESS: &[(&str, &str)] =
    &[("parallel.rs", "cores"), ("parallel.rs", "for_each_piece"), ("parallel.rs", "with_threads")];

/// Vector instructions, a few per method: `every_vector_computes_the_same` runs them all.
const INSTRUCTIONS: &str = "lanes/x86.rs";

/// Finds raw pointers.
#[derive(Default)]
struct Pointers(Vec<String>);

impl<'ast> Visit<'ast> for Pointers {
    fn visit_type_ptr(&mut self, pointer: &'ast syn::TypePtr) {
        self.0
            .push(if matches!(pointer.mutability, syn::PointerMutability::Mut(_)) { "*mut" } else { "*const" }.into());
        visit::visit_type_ptr(self, pointer);
    }
    fn visit_path_segment(&mut self, segment: &'ast syn::PathSegment) {
        if segment.ident == "NonNull" {
            self.0.push("NonNull".into());
        }
        visit::visit_path_segment(self, segment);
    }
}

fn pointers(look: impl FnOnce(&mut Pointers)) -> Vec<String> {
    let mut found = Pointers::default();
    look(&mut found);
    found.0
}

fn is_safe(signature: &syn::Signature) -> bool {
    !matches!(signature.safety, syn::Safety::Unsafe(_))
}

/// The raw pointers that an item exposes to safe code.
fn shown(item: &syn::Item) -> Vec<String> {
    match item {
        syn::Item::Fn(item) if is_safe(&item.sig) => pointers(|found| found.visit_signature(&item.sig)),
        syn::Item::Struct(item) => {
            let public = item.fields.iter().filter(|field| is_public(&field.vis));
            pointers(|found| public.for_each(|field| found.visit_type(&field.ty)))
        }
        syn::Item::Union(item) => pointers(|found| found.visit_fields_named(&item.fields)),
        syn::Item::Enum(item) => {
            pointers(|found| item.variants.iter().for_each(|variant| found.visit_variant(variant)))
        }
        syn::Item::Type(item) => pointers(|found| found.visit_type(&item.ty)),
        syn::Item::Const(item) => pointers(|found| found.visit_type(&item.ty)),
        syn::Item::Static(item) => pointers(|found| found.visit_type(&item.ty)),
        syn::Item::Trait(item) => pointers(|found| {
            for item in &item.items {
                match item {
                    syn::TraitItem::Fn(method) if is_safe(&method.sig) => found.visit_signature(&method.sig),
                    syn::TraitItem::Type(item) => found.visit_trait_item_type(item),
                    syn::TraitItem::Const(item) => found.visit_type(&item.ty),
                    _ => {}
                }
            }
        }),
        _ => vec![],
    }
}

/// The name of the type of an inherent `impl`.
fn inherent(item: &syn::ItemImpl) -> Option<String> {
    let syn::Type::Path(of) = &*item.self_ty else { return None };
    let name = of.path.segments.last()?.ident.to_string();
    item.trait_.is_none().then_some(name)
}

/// All public functions and methods that safe code can reach, as (file, name), with the raw pointers that they expose; and other public items.
fn reachable(of: &Crate) -> BTreeMap<(usize, String), Vec<String>> {
    let public = of.public_items(&[]);
    let types: BTreeSet<&str> = public.iter().map(|(_, name)| &**name).collect();
    let mut found = BTreeMap::new();
    for (at, file) in of.files.iter().enumerate() {
        for item in &file.syntax.items {
            if let syn::Item::Impl(item) = item {
                let Some(name) = inherent(item).filter(|name| types.contains(&**name)) else { continue };
                for method in &item.items {
                    if let syn::ImplItem::Fn(method) = method
                        && is_public(&method.vis)
                        && is_safe(&method.sig)
                    {
                        let shown = pointers(|found| found.visit_signature(&method.sig));
                        found.insert((at, format!("{name}::{}", method.sig.ident)), shown);
                    }
                }
            } else if let Some((at, name)) =
                public.iter().find(|(of, name)| *of == at && Some(name) == name_of(item).as_ref())
            {
                found.insert((*at, name.clone()), shown(item));
            }
        }
    }
    found
}

fn name_of(item: &syn::Item) -> Option<String> {
    Some(match item {
        syn::Item::Fn(item) => item.sig.ident.to_string(),
        syn::Item::Struct(item) => item.ident.to_string(),
        syn::Item::Union(item) => item.ident.to_string(),
        syn::Item::Enum(item) => item.ident.to_string(),
        syn::Item::Type(item) => item.ident.to_string(),
        syn::Item::Const(item) => item.ident.to_string(),
        syn::Item::Static(item) => item.ident.to_string(),
        syn::Item::Trait(item) => item.ident.to_string(),
        _ => return None,
    })
}

#[test]
fn no_safe_public_item_shows_a_raw_pointer() {
    for name in CRATES {
        let of = Crate::read(name);
        let items = reachable(&of);
        assert!(items.len() > 30, "only {} public items of {name} were found", items.len());
        let wrong: Vec<_> = items.iter().filter(|(_, pointers)| !pointers.is_empty()).collect();
        let wrong = wrong
            .iter()
            .map(|((at, item), pointers)| format!("{name}/{}: `{item}` has {pointers:?}", of.files[*at].path));
        let wrong: Vec<String> = wrong.collect();
        assert!(
            wrong.is_empty(),
            "make it `pub(crate)`, or an `unsafe fn` that says what it asks for:\n{}",
            wrong.join("\n")
        );
    }
}

/// The functions of a file by name (a method with its type), each with whether it is safe and contains an unsafe block.
#[derive(Default)]
struct Functions {
    of: Option<String>,
    current: Vec<String>,
    over_unsafe: BTreeSet<String>,
    tests: BTreeSet<String>,
}

impl Functions {
    fn enter(&mut self, signature: &syn::Signature, f: impl FnOnce(&mut Self)) {
        let name = match &self.of {
            Some(of) => format!("{of}::{}", signature.ident),
            None => signature.ident.to_string(),
        };
        // In an unsafe function the caller guarantees soundness.
        self.current.push(if is_safe(signature) { name } else { String::new() });
        f(self);
        self.current.pop();
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if is_for_tests(&module.attrs) {
            let functions = module.content.iter().flat_map(|(_, items)| items).filter_map(|item| match item {
                syn::Item::Fn(item) if is_for_tests(&item.attrs) => Some(item.sig.ident.to_string()),
                _ => None,
            });
            self.tests.extend(functions);
        } else {
            visit::visit_item_mod(self, module);
        }
    }
    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let before = self.of.take();
        self.of = match &*item.self_ty {
            syn::Type::Path(of) => of.path.segments.last().map(|segment| segment.ident.to_string()),
            _ => None,
        };
        visit::visit_item_impl(self, item);
        self.of = before;
    }
    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.of = Some(item.ident.to_string());
        visit::visit_item_trait(self, item);
        self.of = None;
    }
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        // In a file of tests, the test functions are not inside a module.
        if is_for_tests(&function.attrs) {
            self.tests.insert(function.sig.ident.to_string());
            return;
        }
        self.enter(&function.sig, |this| visit::visit_item_fn(this, function));
    }
    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.enter(&function.sig, |this| visit::visit_impl_item_fn(this, function));
    }
    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        self.enter(&function.sig, |this| visit::visit_trait_item_fn(this, function));
    }
    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.over_unsafe.extend(self.current.last().filter(|name| !name.is_empty()).cloned());
        visit::visit_expr_unsafe(self, block);
    }
}

#[test]
fn safe_functions_over_unsafe_code_are_tested_with_wrong_arguments() {
    let kernels = Crate::read("kernels");
    let functions: Vec<Functions> = kernels
        .files
        .iter()
        .map(|file| {
            let mut functions = Functions::default();
            functions.visit_file(&file.syntax);
            functions
        })
        .collect();
    let files = || kernels.files.iter().zip(&functions).filter(|(file, _)| file.path != INSTRUCTIONS);
    let mut needed: BTreeSet<(String, String)> = BTreeSet::new();
    let mut unsafe_modules = BTreeSet::new();
    for (file, functions) in files() {
        needed.extend(functions.over_unsafe.iter().map(|name| (file.path.clone(), name.clone())));
        if file.tokens.to_string().contains("unsafe {") {
            unsafe_modules.insert(file.module[0].clone());
        }
    }
    for (at, name) in reachable(&kernels).into_keys() {
        let file = &kernels.files[at];
        let is_function = name.rsplit("::").next().is_some_and(|name| name.starts_with(char::is_lowercase));
        if is_function && file.module.first().is_some_and(|module| unsafe_modules.contains(module)) {
            needed.insert((file.path.clone(), name));
        }
    }
    for (path, name) in HARMLESS {
        assert!(needed.remove(&(path.to_string(), name.to_string())), "{path}: `{name}` need not be listed");
    }
    let listed: BTreeSet<_> = TESTED.iter().map(|(path, name, _)| (path.to_string(), name.to_string())).collect();
    let missing: Vec<_> = needed.difference(&listed).collect();
    assert!(missing.is_empty(), "test these with wrong lengths and sizes that overflow, and list them:\n{missing:#?}");
    let gone: Vec<_> = listed.difference(&needed).collect();
    assert!(gone.is_empty(), "these need not be listed:\n{gone:#?}");
    let mut in_files = Functions::default();
    kernels.test_files.iter().for_each(|file| in_files.visit_file(&file.syntax));
    let tests: BTreeSet<&String> = functions.iter().chain([&in_files]).flat_map(|functions| &functions.tests).collect();
    for (path, name, test) in TESTED {
        assert!(tests.contains(&test.to_string()), "{path}: `{name}` names `{test}`, which is no test of `kernels`");
    }
}

/// Words of a comment that refers elsewhere instead of giving a reason.
const EVASIONS: [&str; 9] =
    ["above", "as before", "the same as", "same here", "as there", "so below", "see below", "ditto", "likewise"];

/// All Rust files in a folder, without build output.
fn rust_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !["target", ".git"].contains(&name) {
            rust_files(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_safety_comment_gives_its_own_reason() {
    let mut files = Vec::new();
    rust_files(&workspace(), &mut files);
    let (mut comments, mut wrong) = (0, Vec::new());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        for (i, line) in lines.iter().enumerate() {
            let Some(reason) = line.strip_prefix("// SAFETY: ") else { continue };
            let more = lines[i + 1..].iter().map_while(|line| line.strip_prefix("// "));
            let reason = more
                .take_while(|line| !line.starts_with("SAFETY: "))
                .fold(reason.to_string(), |all, line| all + " " + line);
            comments += 1;
            if EVASIONS.iter().any(|evasion| reason.contains(evasion)) || reason.split(' ').count() < 4 {
                wrong.push(format!("{}:{}: {reason}", path.display(), i + 1));
            }
        }
    }
    assert!(comments > 100, "only {comments} comments were found");
    assert!(
        wrong.is_empty(),
        "say why this block is sound, or name the invariant that makes it so:\n{}",
        wrong.join("\n")
    );
}
