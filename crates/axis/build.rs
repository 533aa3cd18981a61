//! Writes the table of sizes that shape arithmetic needs; `src/number.rs` reads it.
//!
//! A project adds sizes with the environment variable `TIMESERIESML_SIZES`, best set in `.cargo/config.toml`.

use std::collections::BTreeSet;
use std::fmt::Write;

/// Every size up to this one is in the table.
const DENSE: usize = 4096;
/// Above `DENSE`, the table has 128 sizes per doubling, up to this size.
const LARGEST: usize = 65_536;
/// The largest size that a project may add: the number of elements of a shape must fit into 64 bits.
const LARGEST_ADDED: usize = 1 << 32;

/// Usual numbers of features, channels, heads and hidden units.
const WIDTHS: &[usize] = &[
    2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 21, 24, 32, 48, 64, 96, 128, 192, 256, 321, 384, 512, 768,
    862, 1024,
];
/// Usual numbers of steps: the hours, minutes and quarter-hours of days, weeks and years, lookbacks and horizons of benchmarks, round numbers.
const LENGTHS: &[usize] = &[
    12, 24, 30, 36, 48, 50, 60, 64, 72, 84, 90, 96, 100, 104, 120, 128, 144, 168, 180, 192, 200, 240, 250, 252, 256,
    288, 300, 336, 360, 365, 384, 400, 480, 500, 504, 512, 600, 672, 700, 720, 730, 750, 768, 800, 900, 960, 1000,
    1008, 1024, 1440, 2000, 2016, 2048, 2160, 2500, 2880, 3000, 3600, 4000, 4320, 5000, 8000, 8640, 8760, 8784, 10_000,
    10_080,
];
/// Usual lengths of a slice at the end of a long series. All lengths up to 32 are included as well.
const LAST_STEPS: &[usize] =
    &[36, 48, 50, 60, 64, 72, 84, 96, 100, 120, 128, 144, 168, 192, 256, 288, 336, 365, 480, 500, 512, 720, 1000, 1024];
const VARIABLE: &str = "TIMESERIESML_SIZES";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let added = match added(&std::env::var(VARIABLE).unwrap_or_default()) {
        Ok(sizes) => sizes,
        Err(message) => {
            println!("cargo::error={message}");
            return;
        }
    };
    let folder = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(std::path::Path::new(&folder).join("number_table.rs"), table(&sizes(&added)))
        .expect("OUT_DIR is writable");
}

/// The sizes listed in the environment variable.
pub fn added(text: &str) -> Result<Vec<usize>, String> {
    let entries = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
    let size = |entry: &str| match entry.replace('_', "").parse::<usize>() {
        Ok(size) if size <= LARGEST_ADDED => Ok(size),
        _ => Err(format!(
            "{VARIABLE} has the entry `{}`; expected sizes from 0 to {LARGEST_ADDED}, separated by commas: {VARIABLE}=\"5001,7003\"",
            entry.escape_debug()
        )),
    };
    entries.map(size).collect()
}

/// All sizes of the table.
pub fn sizes(added: &[usize]) -> BTreeSet<usize> {
    let mut sizes: BTreeSet<usize> = (0..=DENSE).collect();
    let mut octave = DENSE;
    while octave < LARGEST {
        sizes.extend((octave..=2 * octave).step_by(octave / 128));
        octave *= 2;
    }
    let products = WIDTHS.iter().flat_map(|width| WIDTHS.iter().chain(LENGTHS).map(move |other| width * other));
    sizes.extend(products.chain(LENGTHS.iter().copied()).filter(|&product| product <= LARGEST));
    // The indices at which the last steps of a long series begin.
    let long = LENGTHS.iter().copied().filter(|&length| length > DENSE);
    sizes.extend(long.flat_map(|length| (1..=32).chain(LAST_STEPS.iter().copied()).map(move |steps| length - steps)));
    sizes.extend(added);
    // The parts of every size are in the table too, so that a split fails only where the size is not divisible.
    let parts =
        |&size: &usize| (2..=size / DENSE).filter(move |parts| size % parts == 0).map(move |parts| size / parts);
    let parts: Vec<usize> = sizes.iter().flat_map(parts).collect();
    sizes.extend(parts);
    sizes
}

/// The table as Rust source: sizes up to 31 by name, larger ones as their low five bits and the rest.
fn table(sizes: &BTreeSet<usize>) -> String {
    let mut text = String::from("low_sizes! {\n");
    for n in sizes.range(..32) {
        writeln!(text, "{n} U{n};").expect("a string takes all");
    }
    text.push_str("}\nhigh_sizes! {\n");
    for n in sizes.range(32..) {
        let low = n & 31;
        writeln!(text, "{n} Tail{low} Bucket{low} [{}];", binary(n >> 5)).expect("a string takes all");
    }
    text.push_str("}\n");
    text
}

/// A number as a type of `typenum`.
pub fn binary(n: usize) -> String {
    match n {
        0 => "UTerm".into(),
        1..=1024 => format!("typenum::U{n}"),
        _ => format!("UInt<{}, B{}>", binary(n >> 1), n & 1),
    }
}
