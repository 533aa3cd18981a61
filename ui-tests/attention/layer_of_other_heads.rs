//! A layer of 8 heads, where one of 4 is wanted.
//! Mended by one number of heads in both.
use timeseriesml::MultiHeadAttention;

fn run(attention: MultiHeadAttention<64, 8>) {
    let attention: MultiHeadAttention<64, 4> = attention; // <- here
}

fn main() {}
