//! A layer has 8 heads where one with 4 heads is expected.
//! Mended by the same number of heads in both.
use timeseriesml::MultiHeadAttention;

fn run(attention: MultiHeadAttention<64, 8>) {
    let attention: MultiHeadAttention<64, 4> = attention; // <- here
}

fn main() {}
