//! A project can add sizes to the library's table by setting `TIMESERIESML_SIZES` in its `.cargo/config.toml`.

use std::process::Command;
use std::{env, fs, path::Path};

/// Runs `cargo check` in a project with these `TIMESERIESML_SIZES`; returns whether it succeeds, and its output.
fn check(sizes: Option<&str>, name: &str) -> (bool, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: String| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let axis = root.join("crates/axis");
    write(
        "Cargo.toml",
        format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n[workspace]\n[dependencies]\ntimeseriesml-axis = {{ path = {axis:?} }}\n"
        ),
    );
    write("Cargo.lock", fs::read_to_string(root.join("Cargo.lock")).unwrap());
    let of = "use timeseriesml_axis::{Dim, number::{Size, ToDim}};\n";
    let both_ways = "fn both_ways<const N: usize>() where Dim<N>: Size<Nat: ToDim<Dim = Dim<N>>> {}\n";
    write("src/main.rs", format!("{of}{both_ways}fn main() {{ both_ways::<70_001>(); both_ways::<5_001>(); }}\n"));
    if let Some(sizes) = sizes {
        write(".cargo/config.toml", format!("[env]\nTIMESERIESML_SIZES = \"{sizes}\"\n"));
    }
    let cargo = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))
        .env_remove("TIMESERIESML_SIZES")
        .output()
        .unwrap();
    (cargo.status.success(), String::from_utf8_lossy(&cargo.stderr).into_owned())
}

#[test]
fn a_project_adds_its_own_sizes() {
    let (passed, text) = check(Some("5001, 70001"), "own-sizes");
    assert!(passed, "{text}");
    // The same project again, without the setting: cargo reruns the build script.
    let (passed, text) = check(None, "own-sizes");
    assert!(!passed && text.contains("the size of `Dim<70001>`: it is not in the size table"), "{text}");
    let (passed, text) = check(Some("5001;70001"), "own-sizes");
    assert!(!passed && text.contains("TIMESERIESML_SIZES"), "{text}");
}
