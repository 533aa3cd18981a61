//! The part of a typed face cannot be a type parameter: it could be the face itself.
//! Mended by naming the type, or leaving `transparent` out.
use timeseriesml::Module;

#[derive(Module)]
#[module(transparent)]
struct Face<M> {
    inner: M, // <- here
}

fn main() {}
