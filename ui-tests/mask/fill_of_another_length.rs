//! The scores have 96 steps, but the mask has 95.
//! Mended by a mask of `(Dim<96>,)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<96>)>, mask: Tensor<(Dim<95>,), bool>) {
    scores.masked_fill(&mask, f32::NEG_INFINITY); // <- here
}

fn main() {}
