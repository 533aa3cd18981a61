//! A part of any type could be the face itself.
//! Mended by naming the type, or leaving `transparent` out.
use timeseriesml::Module;

#[derive(Module)]
#[module(transparent)]
struct Face<M> {
    inner: M, // <- here
}

fn main() {}
