//! An operation gives the same result on typed and on dynamic tensors: the same sizes, and bit-identical values.
//!
//! Each operation runs three times on the same memory: with static axes, run-time axes, and as a `DynTensor`. Sizes are part of types, so they
//! come from a list; values and the layout of the inputs are drawn. The samples of each operation are in its declaration in `tests/operations/`; this
//! file runs them. The other files in this folder test what is not a single operation.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use std::cell::RefCell;
use timeseriesml::{Batch, Dim, Dyn, DynTensor, Shape, ShapeError, Tensor, shape::StaticShape, tensor::Element};

mod creating;
mod einsum;
mod gradients;
mod operators;

const CASES: u32 = 32;

/// The layout of an input in memory.
#[derive(Clone, Copy, Debug)]
enum Lies {
    RowMajor,
    /// The first axis is innermost in memory.
    Reversed,
    /// The tensor is inside a larger buffer.
    Inside,
    /// The first axis has a stride of 0.
    Stretched,
}

/// Draws inputs: the same ones for the same seed.
pub(crate) struct Draw {
    rng: RefCell<Xoshiro256PlusPlus>,
    lies: [Lies; 3],
    inputs: RefCell<usize>,
}

impl Draw {
    pub(crate) fn values(&self, count: usize) -> Vec<f32> {
        let mut rng = self.rng.borrow_mut();
        let mut value = || match rng.next_u32() % 64 {
            0 => f32::NAN,
            1 => f32::INFINITY,
            2 => -0.0,
            _ => (rng.next_u32() as f32 / u32::MAX as f32 - 0.5) * 4.0,
        };
        (0..count).map(|_| value()).collect()
    }

    /// An input with the sizes of `S`, in the drawn layout.
    pub(crate) fn input<S: StaticShape>(&self) -> DynTensor {
        let mut inputs = self.inputs.borrow_mut();
        let lies = self.lies[*inputs % self.lies.len()];
        *inputs += 1;
        self.lying(lies, S::SIZES.as_ref()).unwrap_or_else(|e| panic!("{e}"))
    }

    /// Random indices below `size`, as a tensor with the sizes of `S`.
    pub(crate) fn places<S: StaticShape>(&self, size: usize) -> DynTensor<i64> {
        let count: usize = S::SIZES.as_ref().iter().product();
        let mut rng = self.rng.borrow_mut();
        let places: Vec<i64> = (0..count).map(|_| rng.next_u32() as i64 % size.max(1) as i64).collect();
        Tensor::from_slice_sized(S::SIZES.as_ref(), &places).unwrap_or_else(|e| panic!("{e}"))
    }

    fn lying(&self, lies: Lies, sizes: &[usize]) -> Result<DynTensor, ShapeError> {
        let dense = |sizes: &[usize]| Tensor::from_slice_sized(sizes, &self.values(sizes.iter().product()));
        match lies {
            Lies::RowMajor => dense(sizes),
            Lies::Reversed => {
                let reversed: Vec<usize> = sizes.iter().rev().copied().collect();
                let order: Vec<isize> = (0..sizes.len() as isize).rev().collect();
                dense(&reversed)?.permute(&order)
            }
            Lies::Inside => {
                let larger: Vec<usize> = sizes.iter().map(|n| n + 2).collect();
                let narrowed = |x: DynTensor, (axis, &size): (usize, &usize)| x.narrow(axis as isize, 1, size);
                sizes.iter().enumerate().try_fold(dense(&larger)?, narrowed)
            }
            Lies::Stretched => {
                let mut narrow = sizes.to_vec();
                narrow.iter_mut().take(1).for_each(|n| *n = 1);
                dense(&narrow)?.expand(sizes)
            }
        }
    }
}

// The parameter is a `&dyn`, since a generic function would be compiled separately for each of the hundreds of claims.
pub(crate) fn check(claim: &dyn Fn(&Draw) -> Result<(), ShapeError>) {
    let lies = prop::sample::select(vec![Lies::RowMajor, Lies::Reversed, Lies::Inside, Lies::Stretched]);
    let draws = (any::<u64>(), prop::array::uniform3(lies));
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&draws, |(seed, lies)| {
        let rng = RefCell::new(Xoshiro256PlusPlus::seed_from_u64(seed));
        claim(&Draw { rng, lies, inputs: RefCell::new(0) }).map_err(|e| TestCaseError::fail(e.to_string()))
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}

/// Panics unless both have the same sizes and the same bits.
#[track_caller]
pub(crate) fn same<S: Shape, E: Element>(which: &str, typed: Tensor<S, E>, dynamic: &DynTensor<E>) {
    same_bits(which, &typed.into_dyn(), dynamic);
}

#[track_caller]
pub(crate) fn same_bits<E: Element>(which: &str, typed: &DynTensor<E>, dynamic: &DynTensor<E>) {
    assert_eq!(typed.sizes(), dynamic.sizes(), "sizes over {which} axes");
    // All NaNs print the same text, and no two other values do.
    let (typed, dynamic) = (typed.to_vec(), dynamic.to_vec());
    let equal = typed.iter().zip(&dynamic).all(|(a, b)| a == b || format!("{a:?}") == format!("{b:?}"));
    assert!(equal, "over {which} axes {typed:?}, as a `DynTensor` {dynamic:?}");
}

/// Checks a claim for several triples of sizes N, M, K: primes, and 0 and 1 in every position.
macro_rules! at_every_size { ($draw:ident => $claim:expr) => {
    at_every_size! { $draw => $claim, [2 3 5] [0 3 1] [1 0 3] [3 1 0] [7 11 13] }
};
($draw:ident => $claim:expr, $([$n:literal $m:literal $k:literal])*) => { $({
    #[allow(dead_code, reason = "not every claim needs all three sizes")]
    const N: usize = $n;
    #[allow(dead_code, reason = "as above")]
    const M: usize = $m;
    #[allow(dead_code, reason = "as above")]
    const K: usize = $k;
    check(&|$draw| {
        $claim;
        Ok(())
    });
})* } }

/// `x: static shape | run-time shape, … => typed expression[, a different one for run-time axes]; dynamic expression`.
macro_rules! agree {
    ($draw:ident; $($x:ident: $S:ty | $R:ty),+ => $typed:expr; $dynamic:expr) => {
        agree! { $draw; $($x: $S | $R),+ => $typed, $typed; $dynamic }
    };
    ($draw:ident; $($x:ident: $S:ty | $R:ty),+ => $typed:expr, $runtime:expr; $dynamic:expr) => {{
        $(let $x = $draw.input::<$S>();)+
        let expected = $dynamic;
        {
            $(let $x: Tensor<$S> = $x.clone().try_into_shape()?;)+
            same("static", $typed, &expected);
        }
        $(let $x: Tensor<$R> = $x.try_into_shape()?;)+
        same("run-time", $runtime, &expected);
    }};
}

pub(crate) type D3<const A: usize, const B: usize, const C: usize> = (Dim<A>, Dim<B>, Dim<C>);
pub(crate) type D2<const A: usize, const B: usize> = (Dim<A>, Dim<B>);
pub(crate) type D1<const A: usize> = (Dim<A>,);
pub(crate) type R3 = (Batch, Dyn, Dyn);
pub(crate) type R2 = (Dyn, Dyn);

pub(crate) use {agree, at_every_size};
