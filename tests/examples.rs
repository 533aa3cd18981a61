//! The examples as a user runs them: exit codes, messages and files. `cargo test --workspace` builds them with the tests;
//! with `--test examples` alone, build them first: `cargo build --profile test --examples`. The tests do not call
//! `cargo run`, which could rebuild everything.

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
    check_example("forecast", arguments, code, message);
}

#[track_caller]
fn check_example(example: &str, arguments: &[&str], code: i32, message: &str) {
    let output = run(example, arguments);
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
    check(&["--data", &path], 1, &format!("{path}: the features need 14 candles before their first values, found 1"));
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
    for expected in [
        "SYNTHETIC",
        "1500 rows",
        "naive",
        "seasonal naive (24)",
        "the naive forecast: MAE ",
        "loaded again, they forecast the same",
    ] {
        assert!(found.contains(expected), "no {expected:?} in {found}");
    }
    assert!(progress.contains("epoch 2, loss "), "{progress}");
    let forecast = fs::read_to_string(out.join("forecast.csv")).unwrap();
    // The sample ends at 11 o'clock.
    assert!(forecast.starts_with("series_id,time,close\ncandles,2020-03-03T12:00:00,"), "{forecast}");
    assert_eq!(forecast.lines().count(), 1 + 14);
    assert!(fs::read_to_string(out.join("forecast.svg")).unwrap().contains("2020-03-03"));
    assert!(out.join("model.safetensors").is_file());
}

#[test]
fn a_file_with_the_newest_row_first_is_read_with_sort() {
    let folder = tempfile::tempdir().unwrap();
    let sample =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/candles.csv")).unwrap();
    let (header, rows) = sample.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().rev().collect();
    let path = folder.path().join("newest_first.csv");
    fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    let (path, out) = (text(&path), folder.path().join("out"));

    let refused = run("forecast", &["--data", path]);
    let message = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{message}");
    assert!(
        message.contains("line 3") && message.contains("newest row seems to be first") && message.contains("--sort"),
        "{message}"
    );

    let output = run("forecast", &["--data", path, "--sort", "--epochs", "1", "--out", text(&out)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = String::from_utf8_lossy(&output.stdout);
    assert!(found.contains("1500 rows read, sorted by time"), "{found}");

    // The last row again, at the end of the file, where a look at its neighbor would not find it.
    fs::write(path, format!("{header}\n{}\n{}\n", rows.join("\n"), rows[0])).unwrap();
    let twice = format!("{path}, line 1502: the time 2020-03-03T11:00:00 is already on line 2");
    check(&["--data", path, "--sort"], 1, &twice);
}

#[test]
fn a_file_with_missing_values_is_read_without_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    let sample =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/candles.csv")).unwrap();
    let mut lines: Vec<String> = sample.lines().map(String::from).collect();
    let (before, _) = lines[41].rsplit_once(',').unwrap();
    lines[41] = format!("{before},");
    let path = folder.path().join("gap.csv");
    fs::write(&path, lines.join("\n")).unwrap();
    let (path, out) = (text(&path), folder.path().join("out"));

    let refused = run("forecast", &["--data", path]);
    let message = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{message}");
    assert!(message.contains("line 42") && message.contains("Missing::DropRow"), "{message}");

    let output = run("forecast", &["--data", path, "--missing", "drop-row", "--epochs", "1", "--out", text(&out)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = String::from_utf8_lossy(&output.stdout);
    assert!(found.contains("1500 rows read, 1 left out"), "{found}");
}

/// Runs an example without arguments and returns what it prints, which must contain each of `expected`.
#[track_caller]
fn check_success(example: &str, expected: &[&str]) -> String {
    let output = run(example, &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = String::from_utf8_lossy(&output.stdout);
    for expected in expected {
        assert!(found.contains(expected), "no {expected:?} in {found}");
    }
    found.into_owned()
}

/// The first number after a label.
#[track_caller]
fn number(text: &str, label: &str) -> f64 {
    let (_, rest) = text.split_once(label).unwrap_or_else(|| panic!("no {label:?} in {text}"));
    rest.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("{label:?} in {text}"))
}

#[test]
fn tour_of_shapes_runs_to_its_end() {
    check_success("shapes", &["error: try_into_shape: axis 1 (Dim) must have size 4"]);
}

#[test]
fn own_model_is_trained_and_compared() {
    let names = "conv.weight, conv.bias, head.weight, head.bias";
    check_success("own_model", &[names, "\nown model", "\nnaive", "The model beats the naive forecast."]);
}

#[test]
fn own_layer_learns_its_half_lives() {
    let found = check_success("own_layer", &["means.log_half_life", "The model beats the naive forecast"]);
    let half_lives = |label: &str| found.lines().find_map(|line| line.trim().strip_prefix(label)).unwrap().trim();
    assert_eq!(half_lives("at first"), "[  1.0,   1.7,   3.0,   5.3,   9.1,  15.9,  27.6,  48.0]");
    assert_ne!(half_lives("learned"), half_lives("at first"));
}

#[test]
fn lstm_classifier_is_right_more_often_than_the_majority_class() {
    let found = check_success("lstm_classifier", &["test days", "The model beats the majority class."]);
    // By far: the market follows the week.
    assert!(number(&found, "LSTM:") > number(&found, "always \"down\":") + 20.0, "{found}");
}

#[test]
fn quantiles_cover_what_they_promise() {
    let found = check_success("quantiles", &["The model beats the baseline.", "the next closes"]);
    let columns = |label: &str| {
        let line = found.lines().find_map(|line| line.strip_prefix(label)).unwrap();
        line.replace('%', "").split_whitespace().map(|word| word.parse().unwrap()).collect::<Vec<f64>>()
    };
    let (model, baseline) = (columns("model "), columns("quantiles of training"));
    assert!(model[0] < baseline[0], "{found}");
    assert!((model[1] - 80.0).abs() < 8.0, "{found}");
}

#[test]
fn features_are_checked_and_the_leak_is_found() {
    let found = check_success(
        "features",
        &[
            "no leakage into the training windows",
            "with a scaler fitted on all rows:\n  leakage: element 0 of what training sees changes",
            "The model beats the naive forecast",
            "live values equal those of the series: true",
        ],
    );
    assert_eq!(found.lines().filter(|line| line.ends_with("  causal")).count(), 6);
}

#[test]
fn dynamic_model_is_built_from_the_default_file() {
    let verdict = "The model beats the naive forecast.";
    check_success(
        "dynamic_model",
        &["channels: [8, 8, 8, 8]", "\nmodel ", "\nnaive ", verdict, "the next closes after "],
    );
}

#[test]
fn weights_of_pytorch_give_its_output() {
    let found = check_success(
        "pytorch_weights",
        &[
            "\"lstm.weight_hh_l0\" is [96, 24] in the file, [128, 32] in the model",
            "loaded 3126 numbers: lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0, head.weight",
            "The model beats the naive forecast",
        ],
    );
    // Sums of 24 terms below 1: rounding of 1e-6 at most.
    assert!(number(&found, "largest difference") < 1e-6, "{found}");
}

#[test]
fn threads_that_share_a_model_forecast_the_same() {
    let found = check_success("serving", &["The model beats the naive forecast."]);
    assert_eq!(found.matches("yes, to the bit").count(), 3, "{found}");
    assert!(!found.contains("NO"), "{found}");
    for threads in ["\n      1 ", "\n      2 ", "\n      4 "] {
        assert!(number(&found, threads) > 0.0, "{found}");
    }
}

#[test]
fn quickstart_trains_and_compares() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/candles.csv");
    let output = run("quickstart", &[sample, "1"]);
    let (found, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{errors}");
    for expected in [
        "1100 windows for training, 200 for validation",
        "\nTCN:   MSE ",
        "\nnaive: MSE ",
        " the naive forecast",
        "\nthe close after",
    ] {
        assert!(found.contains(expected), "no {expected:?} in {found}");
    }
    let output = run("quickstart", &["missing.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("Error: missing.csv: no such file"));
}

#[test]
fn run_that_stopped_continues_from_its_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let found = |arguments: &[&str]| {
        let output = run("checkpoint_and_resume", arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let ends = |text: &str| text[text.find("epoch 1: ").unwrap()..].to_owned();
    let path = folder.path().join("runs");
    let first = found(&[text(&path), "2"]);
    assert!(first.contains("a new run") && first.contains("start 1, 0 epochs are done"), "{first}");
    let second = found(&[text(&path)]);
    assert!(second.contains("continues after epoch 2, batch 0\nstart 2, 2 epochs are done"), "{second}");
    let whole = found(&[]);
    assert!(whole.contains("The model beats the naive forecast."), "{whole}");
    assert_eq!(ends(&second), ends(&whole));
    let count = whole.lines().find(|line| line.contains(" batches in 1 starts")).unwrap().split(' ').next().unwrap();
    assert!(second.contains(&format!("{count} batches in 2 starts")), "{second}");
}

#[test]
fn what_is_wrong_with_a_configuration_is_named_by_its_key() {
    const GOOD: &str = r#"{"lookback": 13, "model":
        {"features": 5, "channels": [8, 8], "kernel": 3, "horizon": 6, "head": "last_step"}}"#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tcn.json");
    for (old, new, expected) in [
        (GOOD, "", "EOF while parsing a value at line 1 column 0"),
        ("lookback", "look_back", "unknown field `look_back`, expected `lookback` or `model`"),
        (r#""lookback": 13, "#, "", "missing field `lookback`"),
        ("13", "13.5", "lookback: invalid type: floating point `13.5`, expected a nonzero usize at line 1 column 17"),
        ("13", "0", "lookback: invalid value: integer `0`, expected a nonzero usize"),
        ("kernel", "kernal", "model: unknown field `kernal`, expected one of `features`, `channels`, `kernel`"),
        (r#""kernel": 3, "#, "", "model: missing field `kernel`"),
        (r#""kernel": 3"#, r#""kernel": "3""#, "model: kernel: invalid type: string \"3\", expected usize at line 2"),
        ("last_step", "last", "model: head: unknown variant `last`, expected `last_step` or `mean_pool`"),
        ("[8, 8]", "[]", "tcn: channels is [], expected at least one block"),
        (r#""kernel": 3"#, r#""kernel": 0"#, "tcn: kernel is 0, expected at least 1"),
        ("[8, 8]", "[8]", "tcn: kernel is 3 and channels has length 1, so the last step sees 5 steps, fewer than the"),
        ("5,", "4,", "tcn: features is 4, but the windows have 5 columns"),
        (
            r#""kernel": 3"#,
            r#""kernel": 9007199254740993"#,
            "tcn: features, channels and kernel are too large together",
        ),
        ("6,", "588,", "lookback and model.horizon exceed the 600 rows of a part"),
        ("6,", "18446744073709551615,", "lookback and model.horizon exceed the 600 rows of a part"),
    ] {
        assert!(GOOD.contains(old), "{old}");
        fs::write(&path, GOOD.replace(old, new)).unwrap();
        let path = text(&path);
        check_example("dynamic_model", &[path], 1, &format!("{path}: {expected}"));
    }
    let missing = folder.path().join("missing.json");
    check_example("dynamic_model", &[text(&missing)], 1, &format!("{}: ", text(&missing)));
}

#[test]
fn examples_are_a_tutorial_in_the_order_of_their_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let table = read(&folder.join("README.md"));
    let order: Vec<&str> =
        table.lines().filter_map(|line| line.strip_prefix("| [`")).map(|row| row.split('`').next().unwrap()).collect();
    let mut names = Vec::new();
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.join("main.rs").is_file() {
            files.extend(fs::read_dir(&path).unwrap().map(|file| file.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path.clone());
        } else {
            continue;
        }
        names.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
    }
    names.sort();
    let mut listed = order.clone();
    listed.sort();
    assert_eq!(listed, names);
    for file in files {
        let text = read(&file);
        assert!(text.starts_with("//! ") && text.lines().count() < 120, "{}", file.display());
    }
    for (place, name) in order.iter().enumerate() {
        let file = [folder.join(name).join("main.rs"), folder.join(name).with_extension("rs")];
        let text = read(file.iter().find(|file| file.is_file()).unwrap());
        let (intro, _) = text.split_once("\n\n").unwrap();
        assert!(intro.contains(&format!("--example {name}")), "{name}: no command");
        for (label, neighbor) in [("Previous", place.checked_sub(1)), ("Next", Some(place + 1))] {
            if let Some(neighbor) = neighbor.and_then(|place| order.get(place)) {
                assert!(intro.contains(&format!("{label}: `{neighbor}`")), "{name}: no {label}: `{neighbor}`");
            }
        }
    }
}
