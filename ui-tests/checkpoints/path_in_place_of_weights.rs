//! A path is given to the function that takes the bytes of a file.
//! Mended by `load_safetensors(model, "btc.safetensors")`, or `include_bytes!("btc.safetensors")`.
use timeseriesml::{Linear, nn::{LoadError, load_safetensors_from}};

fn run(model: &mut Linear<5, 64>) -> Result<(), LoadError> {
    load_safetensors_from(model, "btc.safetensors") // <- here
}

fn main() {}
