//! Wrong programs do not compile, and the compiler explains why: `ui-tests/RULE/MISTAKE.rs` contains a mistake, its `.stderr` the output of rustc.
//! The cases in `programs/` are whole programs, the others fragments.
//!
//! `TRYBUILD=overwrite cargo test -p timeseriesml-ui-tests` rewrites the messages, `UPDATE_MESSAGES=1` their list `ui-tests/MESSAGES.txt`, which
//! reviewers read. Messages are those of a toolchain without the component `rust-src`. `canary/` shows that each mistake is found by `cargo check`
//! alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

struct Case {
    name: String,
    program: String,
    message: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).into()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files in a folder, or the folders in it, in the order of their names.
fn entries(folder: &Path) -> BTreeSet<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// The folders of wrong programs.
fn rules() -> Vec<PathBuf> {
    let is_rule = |path: &PathBuf| path.is_dir() && !path.ends_with("canary");
    entries(&root()).into_iter().filter(is_rule).collect()
}

fn cases() -> Vec<Case> {
    let programs = rules().into_iter().flat_map(|rule| entries(&rule)).filter(|path| path.extension().unwrap() == "rs");
    let case = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().with_extension("");
        let name = name.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/");
        Case { name, program: read(&path), message: read(&path.with_extension("stderr")) }
    };
    programs.map(case).collect()
}

/// Panics with the names of all cases for which `is_wrong` gives a reason.
fn check(is_wrong: impl Fn(&Case) -> Option<String>) {
    let wrong: Vec<_> = cases().iter().filter_map(|case| Some(format!("{}: {}", case.name, is_wrong(case)?))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// Only wrong programs: with a correct one among them trybuild would build instead of check, see `canary`.
#[test]
fn wrong_programs_are_found_by_checking() {
    let wrong = trybuild::TestCases::new();
    for rule in rules() {
        wrong.compile_fail(Path::new(rule.file_name().unwrap()).join("*.rs"));
    }
}

#[test]
#[ignore = "it must fail: `checking_does_not_generate_code` runs it"]
fn canary() {
    trybuild::TestCases::new().compile_fail("canary/const_assert.rs");
}

#[test]
fn checking_does_not_generate_code() {
    let canary =
        Command::new(env::current_exe().unwrap()).args(["--ignored", "--exact", "canary", "--nocapture"]).output();
    let canary = canary.unwrap();
    let text = [canary.stdout, canary.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(text.contains("Expected test case to fail to compile, but it succeeded."), "{text}");
}

#[test]
fn messages_show_no_type_level_numbers() {
    check(|case| ["UInt<", "UTerm"].into_iter().find(|word| case.message.contains(word)).map(String::from));
}

#[test]
fn messages_are_short() {
    let lines = |case: &Case| case.message.lines().count();
    check(|case| (lines(case) > 30).then(|| format!("{} lines", lines(case))));
    let (short, all) = (cases().iter().filter(|case| lines(case) <= 11).count(), cases().len());
    assert!(2 * short >= all, "only {short} of {all} messages have at most 11 lines");
}

#[test]
fn a_mistake_in_a_program_is_at_most_two_errors() {
    check(|case| {
        let errors = case.message.lines().filter(|line| line.starts_with("error")).count();
        (case.name.starts_with("programs/") && errors > 2).then(|| format!("{errors} errors"))
    });
}

#[test]
fn the_readme_quotes_a_message() {
    let message = read(&root().join("cover/readme.stderr"));
    let readme = read(&root().join("../README.md"));
    assert!(readme.contains(message.lines().next().unwrap()), "{message}");
}

/// A message without its numbers and quoted code, which differ between programs.
fn wording(message: &str) -> String {
    let prose: Vec<_> = message.split('`').step_by(2).collect();
    prose.join("`").chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[test]
fn examples_quote_the_messages_of_their_mistakes() {
    let known: BTreeSet<_> = cases().iter().filter_map(|case| Some(wording(case.message.lines().next()?))).collect();
    for example in ["own_model.rs", "shapes.rs"] {
        let program = read(&root().join("../examples").join(example));
        let quoted: Vec<_> = program.lines().filter_map(|line| line.trim().strip_prefix("// error")).collect();
        assert_eq!(quoted.len(), program.matches("// MISTAKE: ").count(), "{example}: each mistake has its message");
        for message in quoted {
            assert!(
                known.contains(&wording(&format!("error{message}"))),
                "{example}: no case has this message: {message}"
            );
        }
    }
}

#[test]
fn messages_print_names_bare() {
    // Skips notes about the item with the bound, and code, in which rustc suggests a path if nothing is imported.
    let is_read = |line: &&str| {
        !line.starts_with("note: required by a bound in ") && !line.trim_start().starts_with(char::is_numeric)
    };
    check(|case| {
        let lines = case.message.lines().filter(is_read);
        let names = lines.flat_map(|line| line.split("timeseriesml::").skip(1));
        let names = names.filter(|name| name.starts_with(char::is_uppercase));
        let mut names = names.map(|name| name.split(|c: char| !c.is_alphanumeric()).next().unwrap());
        names.next().map(String::from)
    });
}

#[test]
fn messages_name_no_place_of_this_machine() {
    check(|case| {
        ["/home", "/root", "/tmp", "full name for the type"]
            .into_iter()
            .find(|word| case.message.contains(word))
            .map(String::from)
    });
}

#[test]
fn programs_say_what_is_wrong_and_how_to_mend_it() {
    check(|case| {
        let lines: Vec<_> = case.program.lines().collect();
        let headed =
            lines[0].starts_with("//! ") && lines[1].starts_with("//! Mended by ") && !lines[2].starts_with("//!");
        let marked = case.program.matches("// <- here").count() == 1;
        let most = if case.name.starts_with("programs/") { 40 } else { 15 };
        (!headed || !marked || lines.len() > most)
            .then(|| format!("headed {headed}, marked {marked}, {} lines", lines.len()))
    });
}

#[test]
fn messages_point_at_the_marked_line() {
    check(|case| {
        let marked = case.program.lines().position(|line| line.ends_with("// <- here")).map_or(0, |line| line + 1);
        let found = case.message.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        let line: Option<usize> = found.and_then(|place| place.rsplit(':').nth(1)?.parse().ok());
        (line != Some(marked)).then(|| format!("line {marked} is marked, the message is about line {line:?}"))
    });
}

#[test]
fn each_message_has_its_program() {
    for path in rules().into_iter().flat_map(|rule| entries(&rule)) {
        let known = ["rs", "stderr"].iter().any(|ending| path.extension().unwrap() == *ending);
        assert!(known && path.with_extension("rs").exists(), "{}", path.display());
    }
    assert!(cases().len() >= 150, "only {} programs", cases().len());
}

/// What mismatched types are about: the label, and both types if the label shows only their difference.
fn mismatch(message: &str) -> Option<String> {
    let mut labels = message.lines().filter_map(|line| Some(&line[line.rfind("expected ")?..]));
    let label = labels.find(|label| label.contains(", found "))?;
    let named = |word| {
        let note = message.lines().find(|line| line.trim_start().trim_start_matches("= note: ").starts_with(word))?;
        Some(&note[note.find('`')?..])
    };
    let types = named("expected ").zip(named("found ")).filter(|_| !label.contains('<'));
    Some(types.map_or(label.into(), |(expected, found)| format!("{label}: {expected} against {found}")))
}

/// Name, error code (`none` for errors of macros and the parser) and first line of each message; for mismatched types the expected and found types.
fn list() -> String {
    let line = |case: &Case| {
        let first = case.message.lines().find_map(|line| line.strip_prefix("error")).unwrap();
        let (code, text) = first.split_once(": ").unwrap();
        let text = match text {
            "mismatched types" => mismatch(&case.message).unwrap_or(text.into()),
            text => text.into(),
        };
        format!("{}  {}  {text}\n", case.name, if code.is_empty() { "none " } else { code.trim_matches(['[', ']']) })
    };
    cases().iter().map(line).collect()
}

#[test]
fn list_of_messages_is_up_to_date() {
    let path = root().join("MESSAGES.txt");
    if env::var_os("UPDATE_MESSAGES").is_some() {
        fs::write(&path, list()).unwrap();
    }
    assert!(read(&path) == list(), "run `UPDATE_MESSAGES=1 cargo test -p timeseriesml-ui-tests`");
}
