//! In generic code the compiler does not know whether `N` is above 4.
//! Mended by `where Dim<N>: PadAxis<4, 4> + ReflectAxis<4, 4>`.
use timeseriesml::{Dim, Tensor, shape::PadAxis};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>)
where
    Dim<N>: PadAxis<4, 4>,
{
    x.pad_reflect::<0, 4, 4>(); // <- here
}

fn main() {}
