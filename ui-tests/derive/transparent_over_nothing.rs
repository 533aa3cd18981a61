//! A typed face needs a run-time part, but this struct has none.
//! Mended by a field of type `DynLinear`.
use std::marker::PhantomData;
use timeseriesml::Module;

#[derive(Module)]
#[module(transparent)] // <- here
struct Face<S> {
    shape: PhantomData<S>,
}

fn main() {}
