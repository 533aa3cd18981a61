//! `docs/SHAPES.md` is correct: each mistake is an excerpt from the case that it names, and each message is part of what rustc prints for that case.
//!
//! A mistake is a block `rust,ignore`, a line with the path of its case, and a block `text` with lines of the case's `.stderr` in their order. Blocks
//! `rust` are doc tests (see `src/lib.rs`).

use std::fs;
use std::path::{Path, PathBuf};

/// A fenced block, and the last line of prose before it.
struct Block {
    lead: String,
    language: String,
    text: String,
}

struct Mistake {
    case: String,
    excerpt: String,
    message: String,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn guide() -> String {
    read("docs/SHAPES.md")
}

fn blocks(guide: &str) -> Vec<Block> {
    let (mut blocks, mut lead, mut open) = (Vec::new(), String::new(), None::<Block>);
    for line in guide.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(language), None) => {
                open = Some(Block { lead: std::mem::take(&mut lead), language: language.into(), text: String::new() });
            }
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(block)) => open = Some(Block { text: block.text + line + "\n", ..block }),
            (None, None) if !line.is_empty() => lead = line.into(),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "the last block is not closed");
    blocks
}

/// Returns the mistakes, and the blocks that are neither part of a mistake nor a doc test.
fn mistakes(guide: &str) -> (Vec<Mistake>, Vec<Block>) {
    let (mut mistakes, mut others) = (Vec::new(), Vec::new());
    let mut blocks =
        blocks(guide).into_iter().filter(|block| !["rust", "toml"].contains(&block.language.as_str())).peekable();
    while let Some(block) = blocks.next() {
        let message = blocks.next_if(|next| block.language == "rust,ignore" && next.language == "text");
        let case = message.as_ref().and_then(|next| next.lead.strip_prefix('`')?.strip_suffix("`:"));
        match (case.map(String::from), message) {
            (Some(case), Some(message)) => mistakes.push(Mistake { case, excerpt: block.text, message: message.text }),
            (_, message) => others.extend([Some(block), message].into_iter().flatten()),
        }
    }
    (mistakes, others)
}

/// Panics with all mistakes for which `is_wrong` gives a reason.
fn check(is_wrong: impl Fn(&Mistake) -> Option<String>) {
    let (mistakes, _) = mistakes(&guide());
    assert!(!mistakes.is_empty());
    let wrong = mistakes.iter().filter_map(|mistake| Some(format!("{}: {}", mistake.case, is_wrong(mistake)?)));
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_block_is_a_doc_test_a_setting_or_part_of_a_mistake() {
    let (_, others) = mistakes(&guide());
    let others: Vec<_> = others.into_iter().map(|block| format!("```{}\n{}", block.language, block.text)).collect();
    assert!(others.is_empty(), "a mistake is a block `rust,ignore`, a path and a block `text`:\n{}", others.join("\n"));
}

#[test]
fn each_mistake_is_an_excerpt_of_its_case() {
    check(|mistake| {
        let program = format!("\n{}", read(&mistake.case));
        (!program.contains(&format!("\n{}", mistake.excerpt))).then(|| format!("does not hold\n{}", mistake.excerpt))
    });
}

#[test]
fn each_message_is_what_rustc_prints() {
    check(|mistake| {
        let stderr = read(Path::new(&mistake.case).with_extension("stderr"));
        let mut printed = stderr.lines();
        let missing = mistake.message.lines().find(|line| !printed.any(|other| other == *line))?;
        Some(format!("its message does not say, or not in this order\n{missing}"))
    });
}

#[test]
fn each_mistake_shows_its_place_and_the_first_line_of_an_error() {
    check(|mistake| {
        let placed = mistake.excerpt.contains("// <- here\n");
        let begun = mistake.message.starts_with("error");
        (!placed || !begun).then(|| format!("place {placed}, first line {begun}"))
    });
}

#[test]
fn each_rule_is_mentioned() {
    let guide = guide();
    let folders = fs::read_dir(root().join("ui-tests")).unwrap().map(|entry| entry.unwrap().path());
    let folders = folders.filter(|path| path.is_dir() && !path.ends_with("canary"));
    let mentions = folders.map(|path| format!("ui-tests/{}/", path.file_name().unwrap().to_str().unwrap()));
    let missing: Vec<_> = mentions.filter(|mention| !guide.contains(mention)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn each_path_exists() {
    let guide = guide();
    let paths = guide.split('`').filter(|word| word.starts_with("ui-tests/"));
    let missing: Vec<_> = paths.filter(|path| !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn table_of_sizes_is_that_of_the_library() {
    let script = read("crates/axis/build.rs");
    let constant = |name: &str| {
        let line = script.lines().find(|line| line.starts_with(&format!("const {name}:"))).unwrap();
        line.split(['=', ';']).nth(1).unwrap().trim().trim_matches('"').replace('_', " ")
    };
    let variable = script.lines().find_map(|line| line.strip_prefix("const VARIABLE: &str = ")).unwrap();
    let guide = guide().split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        format!("all sizes from 0 to {}", constant("DENSE").replace(' ', "")),
        format!("up to {}", constant("LARGEST")),
        format!("{} = \"5001,7003\"", variable.trim_matches(['"', ';'])),
    ] {
        assert!(guide.contains(&part), "the guide does not say: {part}");
    }
}
