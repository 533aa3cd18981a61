//! Attention heads, channels and sizes are checked where a model is built, so `new` is the only way to one.
//! Mended by `Tcn::new(rng)`.
use timeseriesml::{DynTcn, Tcn, channels};

fn run(inner: DynTcn) -> Tcn<5, channels![8, 16], 3, 6> {
    Tcn { inner, types: std::marker::PhantomData } // <- here
}

fn main() {}
