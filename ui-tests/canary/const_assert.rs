//! An assertion in a generic function fails only when code is generated, which `cargo check` does not do.
//! Nothing is reported here, which shows that `cargo check` alone finds the mistakes of the other cases.
fn divides<const WIDTH: usize, const HEADS: usize>() {
    const { assert!(WIDTH % HEADS == 0) } // <- here
}

fn main() {
    divides::<64, 6>();
}
