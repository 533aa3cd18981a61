//! What takes more than one file of the library to be true: one binary, so that it links once.

mod architecture;
mod bad_csv;
mod batch_norm;
mod blocks;
mod causality;
mod deep_graphs;
mod derive;
mod determinism;
mod dyn_never_panics;
mod einsum;
mod import_cycles;
mod losses;
mod modules;
mod names;
mod nbeats;
mod npy;
#[path = "../operations/mod.rs"]
mod operations;
mod operations_table;
mod overfit;
mod parameters;
mod pytorch_weights;
mod real_candles;
mod sample;
mod shapes_guide;
mod soundness;
mod threads;
mod training;
mod transformer;
mod typed_equals_dynamic;
mod views_equal_ndarray;
