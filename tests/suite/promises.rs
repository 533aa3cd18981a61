//! The documents are correct: names and tests in `docs/FEATURES.md` exist, and messages in the README are messages of the library.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Collects the words of all code in a folder, without comments.
fn words(folder: &Path, words: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            self::words(&path, words);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = read(&path);
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let split = |line: &str| -> Vec<String> {
                line.split(|c: char| !c.is_alphanumeric() && c != '_').map(String::from).collect()
            };
            words.extend(code.flat_map(split));
        }
    }
}

/// The text between backticks.
pub(crate) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of all tables of a document, their headings included.
pub(crate) fn rows<const CELLS: usize>(document: &str) -> Vec<[String; CELLS]> {
    let text = read(&root().join(document));
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    rows.map(|line| cells(line).try_into().unwrap_or_else(|_| panic!("{CELLS} cells: {line}"))).collect()
}

/// The rows of `docs/FEATURES.md`: a feature, its names, its tests.
fn promises() -> Vec<[String; 3]> {
    rows("docs/FEATURES.md").into_iter().filter(|row| row[0] != "feature").collect()
}

#[test]
fn every_name_exists() {
    let mut found = BTreeSet::new();
    for folder in ["src", "crates", "macros/src"] {
        words(&root().join(folder), &mut found);
    }
    assert!(promises().len() > 40);
    for [feature, names, _] in promises() {
        let names: Vec<&str> = quoted(&names).collect();
        assert!(!names.is_empty(), "{feature}: no name is given");
        for name in names {
            assert!(found.contains(name), "{feature}: there is no `{name}`");
        }
    }
}

#[test]
fn every_test_exists() {
    for [feature, _, tests] in promises() {
        let tests: Vec<&str> = quoted(&tests).collect();
        assert!(!tests.is_empty(), "{feature}: no test is named");
        for test in tests {
            let (path, function) = test.split_once("::").map_or((test, None), |(path, name)| (path, Some(name)));
            let text = read(&root().join(path));
            let exists = match function {
                Some(name) => text.contains(&format!("fn {name}(")),
                None => ["#[test]", "audited!(", "proptest!", "mod tests;"].iter().any(|mark| text.contains(mark)),
            };
            assert!(exists, "{feature}: {path} has no test {}", function.unwrap_or_default());
        }
    }
}

/// The README and the crate docs contain the lines to copy, and the workspace uses them.
#[test]
fn readme_and_crate_docs_say_what_makes_a_debug_build_fast() {
    let lines = "[profile.dev.package.\"*\"]\nopt-level = 2\n";
    let docs: String =
        read(&root().join("src/lib.rs")).lines().map(|line| format!("{}\n", line.trim_start_matches("//! "))).collect();
    let others = ["README.md", "Cargo.toml"].map(|name| read(&root().join(name)));
    for text in others.iter().chain([&docs]) {
        assert!(text.contains(lines), "{text}");
    }
}

#[test]
fn readme_quotes_the_error_of_an_ambiguous_date() {
    let text = "Zeit;Temperatur;Leistung\n03/04/2019;180,5;12\n04/04/2019;181;\n";
    let options = timeseriesml::CsvOptions::new().time("Zeit").decimal_comma(true);
    let error = options.read_series_from("oven.csv", text.as_bytes(), &["Temperatur", "Leistung"]).unwrap_err();
    assert!(read(&root().join("README.md")).contains(&format!("\n{error}\n")), "{error}");
}
