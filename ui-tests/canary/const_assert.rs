//! An assertion in a generic function: it fails when code is generated, which `cargo check` does not do.
//! Not to be mended: that nothing is reported here shows that the other cases are found by checking alone.
fn divides<const WIDTH: usize, const HEADS: usize>() {
    const { assert!(WIDTH % HEADS == 0) } // <- here
}

fn main() {
    divides::<64, 6>();
}
