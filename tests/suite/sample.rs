//! The sample file of the examples equals what the library generates from the file's seed; `UPDATE_SAMPLE=1` rewrites it.

use std::{env, fs, path::Path};

use timeseriesml::SyntheticCandles;

#[test]
fn sample_is_what_its_seed_draws() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join("data").join("candles.csv");
    let mut drawn = Vec::new();
    SyntheticCandles::new(1500).seed(7).generate().write_csv(&mut drawn).unwrap();
    if env::var_os("UPDATE_SAMPLE").is_some() {
        fs::write(&path, &drawn).unwrap();
    }
    assert!(fs::read(&path).unwrap() == drawn, "{} is out of date: UPDATE_SAMPLE=1 rewrites it", path.display());
}
