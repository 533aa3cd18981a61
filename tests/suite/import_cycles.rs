//! Circular imports between the files of a crate.
//!
//! A file imports another if it names one of its items, by any path: a re-export counts as the file that defines the item. A module that declares its
//! children or re-exports their items does not import them. Tests are not counted.

use super::modules::{Crate, crates};
use std::collections::BTreeSet;

/// The groups of files that import each other, directly or through others of the group, with the reason. Remove a group when its cycle is broken.
const CYCLES: &[(&str, &[&str], &str)] = &[
    (
        "core",
        &["array.rs", "autodiff/anomaly.rs", "autodiff/graph.rs", "memory/node.rs"],
        "An array holds its node, a node an operation, and the backward of an operation takes arrays. New arrays are looked at for NaN.",
    ),
    (
        "kernels",
        &["lanes/vector.rs", "real.rs"],
        "A number knows its vectors and a vector its numbers: each trait is a bound of the other.",
    ),
    (
        "src",
        &["data/scalers/chain.rs", "data/scalers/mod.rs"],
        "A method of the trait `Scaler` joins two scalers to a chain, which is a scaler.",
    ),
    (
        "src",
        &["models/nbeats/block.rs", "models/nbeats/block_part.rs"],
        "The typed face is built over the run-time part, whose check compares it with the face.",
    ),
    (
        "src",
        &["nn/element_refs.rs", "nn/module.rs", "nn/parameter.rs", "nn/visitor.rs"],
        "A module shows its parameters to a visitor, and a parameter is a module.",
    ),
    ("src", &["plot/forecast.rs", "plot/svg.rs"], "A plot is written as SVG by a function that reads the plot."),
    (
        "src",
        &["shape/index.rs", "shape/permute.rs"],
        "The axis at an index is found by a permutation, which counts by indices.",
    ),
];

/// The files that each file imports.
fn imports(of: &Crate) -> Vec<BTreeSet<usize>> {
    let imports = of.files.iter().enumerate().map(|(at, file)| {
        let mentions = file.mentions().into_iter();
        let targets = mentions.filter_map(|mention| {
            let (target, _) = of.resolve(file, &mention.module, &mention.names)?;
            let of_child = of.files[target].module.starts_with(&file.module);
            (target != at && !(mention.re_export && of_child)).then_some(target)
        });
        targets.collect()
    });
    imports.collect()
}

/// The strongly connected components with more than one file, each as sorted paths.
fn cycles(of: &Crate) -> BTreeSet<Vec<&str>> {
    let imports = imports(of);
    let reached: Vec<BTreeSet<usize>> = (0..imports.len())
        .map(|from| {
            let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
            while let Some(file) = open.pop() {
                open.extend(imports[file].iter().filter(|&&next| reached.insert(next)));
            }
            reached
        })
        .collect();
    let in_cycles = (0..imports.len()).filter(|file| reached[*file].contains(file));
    in_cycles
        .map(|file| {
            let group =
                (0..imports.len()).filter(|other| reached[file].contains(other) && reached[*other].contains(&file));
            group.map(|file| &*of.files[file].path).collect()
        })
        .collect()
}

#[test]
fn files_that_import_each_other_are_in_the_table() {
    let crates = crates();
    let found: BTreeSet<(&str, Vec<&str>)> =
        crates.iter().flat_map(|of| cycles(of).into_iter().map(|files| (&*of.name, files))).collect();
    let listed: BTreeSet<(&str, Vec<&str>)> = CYCLES.iter().map(|(name, files, _)| (*name, files.to_vec())).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(
        new.is_empty(),
        "these files import each other in a circle; break it, or add it to the table with a reason:\n{new:#?}"
    );
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "there is no such circle any more; take it out of the table:\n{gone:#?}");
    assert!(CYCLES.iter().all(|(_, _, reason)| reason.split(' ').count() > 4), "a circle without a reason");
}

#[test]
fn an_import_is_found_by_whatever_path() {
    let kernels = Crate::read("kernels");
    let at = |path: &str| kernels.files.iter().position(|file| file.path == path).unwrap();
    let imports = imports(&kernels);
    let has = |from: &str, to: &str| imports[at(from)].contains(&at(to));
    // Files import each other through `super`, `crate`, a re-export, or the name of an imported module.
    assert!(has("attention/target.rs", "attention/sizes.rs") && has("matmul/pack.rs", "real.rs"));
    assert!(has("conv1d.rs", "matmul/block.rs") && has("linear.rs", "reduce.rs"));
    // Neither a re-export nor a name in tests is an import.
    assert!(!has("matmul/mod.rs", "matmul/plan.rs") && !has("crew.rs", "scratch.rs") && !has("reduce.rs", "random.rs"));
}
