//! The examples as a user runs them: exit codes, messages and files. `cargo test` builds them beside the tests (with
//! `--test examples` it does not); a `cargo run` from here could build everything anew, which takes minutes.
#![cfg(feature = "plot")]

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

fn run(example: &str, arguments: &[&str]) -> Output {
    let test = env::current_exe().unwrap();
    // From `deps` in the folder of the profile to `examples`.
    let example =
        test.ancestors().nth(2).unwrap().join("examples").join(example).with_extension(env::consts::EXE_EXTENSION);
    assert!(example.is_file(), "{} is not built: run `cargo test` without --test", example.display());
    Command::new(example).args(arguments).output().unwrap()
}

#[track_caller]
fn check(arguments: &[&str], code: i32, message: &str) {
    let output = run("forecast", arguments);
    let found = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {found}");
    assert!(found.starts_with(&format!("error: {message}")), "{arguments:?}: {found}");
    assert!(!found.contains("panicked"), "{arguments:?}: {found}");
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn wrong_arguments_end_with_2() {
    check(&["--speed", "9"], 2, "unknown argument \"--speed\"; --help lists the options");
    check(&["--data"], 2, "--data needs a value");
    check(&["--epochs", "0"], 2, "--epochs: found \"0\", expected a whole number from 1 on");
    check(&["--seed", "-1"], 2, "--seed: found \"-1\", expected a whole number from 0 on");
}

#[test]
fn bad_data_ends_with_1_and_a_message_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        text(&path).to_owned()
    };
    let header = "date,open,high,low,close,volume\n";
    let missing = text(&folder.path().join("missing.csv")).to_owned();
    check(&["--data", &missing], 1, &format!("{missing}: no such file"));
    let path = text(folder.path());
    check(&["--data", path], 1, &format!("{path}: is a folder"));
    let path = file("empty.csv", "");
    check(&["--data", &path], 1, &format!("{path}, line 1: the file is empty"));
    let path = file("header.csv", header);
    check(&["--data", &path], 1, &format!("{path}, line 1: no row follows the header"));
    let path = file("short.csv", &format!("{header}2020-01-01,7,9,6,8,100\n"));
    check(&["--data", &path], 1, &format!("{path}: lookback 60 and horizon 14 need 74 rows, the whole series has 1"));
    let path = file("file", "");
    check(&["--out", &path], 1, &format!("{path}: the folder cannot be created"));
}

#[test]
fn forecast_writes_what_it_announces() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new").join("folder");
    let output = run("forecast", &["--epochs", "2", "--out", text(&out)]);
    let (found, progress) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{progress}");
    for expected in ["SYNTHETIC", "1500 rows", "naive", "seasonal naive (24)", "loaded again, they forecast the same"] {
        assert!(found.contains(expected), "no {expected:?} in {found}");
    }
    assert!(progress.contains("epoch 2, loss "), "{progress}");
    let forecast = fs::read_to_string(out.join("forecast.csv")).unwrap();
    // The sample ends at 11 o'clock.
    assert!(forecast.starts_with("date,close\n2020-03-03T12:00:00,"), "{forecast}");
    assert_eq!(forecast.lines().count(), 1 + 14);
    assert!(fs::read_to_string(out.join("forecast.svg")).unwrap().contains("2020-03-03"));
    assert!(out.join("model.safetensors").is_file());
}

#[test]
fn tour_of_shapes_runs_to_its_end() {
    let output = run("shapes", &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
