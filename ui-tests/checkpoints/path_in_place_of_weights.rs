//! The path of a file is given where its bytes belong.
//! Mended by `load_safetensors(model, "btc.safetensors")`, or `include_bytes!("btc.safetensors")`.
use timeseriesml::{Linear, nn::{LoadError, load_safetensors_from}};

fn run(model: &mut Linear<5, 64>) -> Result<(), LoadError> {
    load_safetensors_from(model, "btc.safetensors") // <- here
}

fn main() {}
