//! What comes out of an operation is the same in types and in numbers: the sizes, and the values to the bit.
//!
//! Each operation runs three times over the same memory: over static axes, over run-time axes, and as a `DynTensor`.
//! Sizes are part of types, so they come from a list; values and the layout of the inputs are drawn.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use std::cell::RefCell;
use timeseriesml::{Batch, Dim, Dyn, DynTensor, One, Shape, ShapeError, StaticShape, Tensor, Window, axes, stack};

const CASES: u32 = 32;

/// How an input lies in memory.
#[derive(Clone, Copy, Debug)]
enum Lies {
    RowMajor,
    /// The first axis is innermost.
    Reversed,
    /// In the middle of something larger.
    Inside,
    /// Along the first axis every element is the same memory.
    Stretched,
}

/// Draws inputs: the same ones for the same seed.
struct Draw {
    rng: RefCell<Xoshiro256PlusPlus>,
    lies: [Lies; 3],
    inputs: RefCell<usize>,
}

impl Draw {
    fn values(&self, count: usize) -> Vec<f32> {
        let mut rng = self.rng.borrow_mut();
        let mut value = || match rng.next_u32() % 64 {
            0 => f32::NAN,
            1 => f32::INFINITY,
            2 => -0.0,
            _ => (rng.next_u32() as f32 / u32::MAX as f32 - 0.5) * 4.0,
        };
        (0..count).map(|_| value()).collect()
    }

    /// An input of the sizes of `S`, lying as was drawn.
    fn input<S: StaticShape>(&self) -> DynTensor {
        let mut inputs = self.inputs.borrow_mut();
        let lies = self.lies[*inputs % self.lies.len()];
        *inputs += 1;
        self.lying(lies, S::SIZES.as_ref()).unwrap_or_else(|e| panic!("{e}"))
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

// Not generic: there are hundreds of claims, and each would compile the runner anew.
fn check(claim: &dyn Fn(&Draw) -> Result<(), ShapeError>) {
    let lies = prop::sample::select(vec![Lies::RowMajor, Lies::Reversed, Lies::Inside, Lies::Stretched]);
    let draws = (any::<u64>(), prop::array::uniform3(lies));
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&draws, |(seed, lies)| {
        let rng = RefCell::new(Xoshiro256PlusPlus::seed_from_u64(seed));
        claim(&Draw { rng, lies, inputs: RefCell::new(0) }).map_err(|e| TestCaseError::fail(e.to_string()))
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}

/// Fails unless both have the same sizes and the same bits.
#[track_caller]
fn same<S: Shape>(which: &str, typed: Tensor<S>, dynamic: &DynTensor) {
    same_bits(which, &typed.into_dyn(), dynamic);
}

#[track_caller]
fn same_bits(which: &str, typed: &DynTensor, dynamic: &DynTensor) {
    // One NaN is as good as another.
    let bits = |x: f32| if x.is_nan() { f32::NAN.to_bits() } else { x.to_bits() };
    assert_eq!(typed.sizes(), dynamic.sizes(), "sizes over {which} axes");
    let (typed, dynamic) = (typed.to_vec(), dynamic.to_vec());
    let equal = typed.iter().zip(&dynamic).all(|(&a, &b)| bits(a) == bits(b));
    assert!(equal, "over {which} axes {typed:?}, as a `DynTensor` {dynamic:?}");
}

/// The sizes N, M, K for which every claim is checked: primes, and 0 and 1 at every place.
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

/// `x: static shape | run-time shape, … => typed expression (another one over run-time axes); run-time sister`.
macro_rules! agree {
    ($draw:ident; $($x:ident: $S:ty | $R:ty),+ => $typed:expr; $dynamic:expr) => {
        agree! { $draw; $($x: $S | $R),+ => $typed, $typed; $dynamic }
    };
    ($draw:ident; $($x:ident: $S:ty | $R:ty),+ => $typed:expr, $runtime:expr; $dynamic:expr) => {{
        $(let $x = $draw.input::<$S>();)+
        let expected: DynTensor = $dynamic;
        {
            $(let $x: Tensor<$S> = $x.clone().try_into_shape()?;)+
            same("static", $typed, &expected);
        }
        $(let $x: Tensor<$R> = $x.try_into_shape()?;)+
        same("run-time", $runtime, &expected);
    }};
}

type D3<const A: usize, const B: usize, const C: usize> = (Dim<A>, Dim<B>, Dim<C>);
type D2<const A: usize, const B: usize> = (Dim<A>, Dim<B>);
type D1<const A: usize> = (Dim<A>,);
type R3 = (Batch, Dyn, Dyn);
type R2 = (Dyn, Dyn);

macro_rules! unary { ($($name:ident($($p:expr),*))*) => { $(
    #[test]
    fn $name() {
        at_every_size! { draw => agree! { draw; x: D3<N, M, K> | R3 => x.$name($($p),*); x.$name($($p),*) } }
    }
)* } }
unary! {
    neg() square() abs() sign() clamp(-0.5, 0.5) exp() expm1() log() log1p() sqrt() rsqrt() reciprocal() powf(1.5) sin()
    cos() tanh() sigmoid() erf() floor() ceil() round() relu() leaky_relu(0.1) elu(1.0) gelu() silu() mish() softplus()
}

macro_rules! binary { ($($name:ident $try_name:ident)*) => { $(
    #[test]
    fn $name() {
        at_every_size! { draw => {
            agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, K> | R3 => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: D3<N, M, K> | R3, y: D1<K> | (Dyn,) => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: (Dim<N>, One, Dim<K>) | (Batch, One, Dyn), y: (Dim<M>, One) | (Dyn, One) =>
                x.$try_name(&y)?; x.$name(&y)? }
            // Run-time axes meet static ones: the static size survives.
            agree! { draw; x: D2<N, K> | (Dyn, Dim<K>), y: D2<N, K> | (Dim<N>, Dyn) => x.$name(&y); x.$name(&y)? }
            agree! { draw; x: () | (), y: D2<M, K> | R2 => x.$name(&y); x.$name(&y)? }
        } }
    }
)* } }
binary! { add try_add sub try_sub mul try_mul div try_div rem try_rem maximum try_maximum minimum try_minimum pow try_pow }

#[test]
fn operators() {
    at_every_size! { draw => {
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => &x + &y; x.add(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => x.clone() - &y; x.sub(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => &x * y.clone(); x.mul(&y)? }
        agree! { draw; x: D2<N, K> | R2, y: D1<K> | (Dyn,) => x / y; x.div(&y)? }
        agree! { draw; x: D2<N, K> | R2 => -x; x.neg() }
        agree! { draw; x: D2<N, K> | R2 => &x + 2.5; x.add(&Tensor::full_sized([], 2.5)?)? }
        agree! { draw; x: D2<N, K> | R2 => 2.5 - &x; DynTensor::full_sized([], 2.5)?.sub(&x)? }
    } }
}

#[test]
fn sums_and_means() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.sum::<0>(); x.sum(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.sum::<-2>(); x.sum(-2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.sum_keepdim::<2>(); x.sum_keepdim(2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.sum_all(); x.sum_all().into_dyn() }
        agree! { draw; x: D3<N, M, K> | R3 => x.mean::<-1>(); x.mean(-1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.mean_keepdim::<1>(); x.mean_keepdim(1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.mean_all(); x.mean_all().into_dyn() }
    } }
}

#[test]
fn matmul() {
    at_every_size! { draw => {
        agree! { draw; x: D1<N> | (Dyn,), y: D1<N> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D2<N, M> | R2, y: D1<M> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D1<N> | (Dyn,), y: D2<N, K> | R2 => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D2<N, M> | R2, y: D2<M, K> | R2 => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D3<2, N, M> | R3, y: D3<2, M, K> | R3 => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: D3<2, N, M> | R3, y: D2<M, K> | R2 => x.matmul(&y); x.matmul(&y)? }
        agree! { draw; x: (One, Dim<N>, Dim<M>) | (One, Dyn, Dyn), y: D3<3, M, K> | R3 =>
            x.try_matmul(&y)?; x.matmul(&y)? }
        agree! { draw; x: D3<2, N, M> | R3, y: D1<M> | (Dyn,) => x.matmul(&y); x.matmul(&y)? }
    } }
}

#[test]
fn softmax() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.softmax::<1>(); x.softmax(1)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.softmax::<-1>(); x.softmax(-1)? }
        agree! { draw; x: D2<N, M> | R2 => x.log_softmax::<0>(); x.log_softmax(0)? }
    } }
}

#[test]
fn layer_norm() {
    at_every_size! { draw => agree! { draw; x: D3<N, M, K> | R3, w: D1<K> | (Dyn,), b: D1<K> | (Dyn,) =>
    x.layer_norm(&w, &b, 1e-5); x.layer_norm(Some(&w), Some(&b), 1e-5)? } }
}

#[test]
fn linear() {
    at_every_size! { draw => {
        agree! { draw; x: D3<2, N, M> | R3, w: D2<K, M> | R2, b: D1<K> | (Dyn,) =>
            x.linear(&w, Some(&b)); x.linear(&w, Some(&b))? }
        agree! { draw; x: D2<N, M> | R2, w: D2<K, M> | R2 => x.try_linear(&w, None)?; x.linear(&w, None)? }
    } }
}

#[test]
fn conv1d() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, { K + 5 }> | R3, w: D3<2, M, 3> | (Dyn, Dyn, Dim<3>) =>
            x.conv1d(&w, Window::<1, 0, 2>); x.conv1d(&w, None, 1, 0, 2)? }
        agree! { draw; x: D3<N, M, { K + 5 }> | R3, w: D3<K, M, 2> | (Dyn, Dyn, Dim<2>) =>
            x.conv1d(&w, Window::<3, 2, 1>); x.conv1d(&w, None, 3, 2, 1)? }
        agree! { draw; x: D2<M, { K + 5 }> | R2, w: D3<N, M, 1> | (Dyn, Dyn, Dim<1>) =>
            x.try_conv1d(&w, Window::<2, 0, 1>)?; x.conv1d(&w, None, 2, 0, 1)? }
    } }
}

#[test]
fn transpose_and_permute() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.transpose::<0, 2>(); x.transpose(0, 2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.transpose::<-1, -2>(); x.transpose(-1, -2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.permute::<axes![2, 0, 1]>(); x.permute(&[2, 0, 1])? }
        agree! { draw; x: D3<N, M, K> | R3 => x.permute::<axes![-2, -1, 0]>(); x.permute(&[-2, -1, 0])? }
    } }
}

#[test]
fn squeeze_and_unsqueeze() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, 1, K> | (Batch, Dim<1>, Dyn) => x.squeeze::<1>(); x.squeeze(1)? }
        agree! { draw; x: (One, Dim<N>, Dim<K>) | (One, Dyn, Dyn) => x.squeeze::<-3>(); x.squeeze(-3)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<0>(); x.unsqueeze(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<-2>(); x.unsqueeze(-2)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.unsqueeze::<-1>(); x.unsqueeze(-1)? }
    } }
}

#[test]
fn reshape_flatten_merge_and_unflatten() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | (Batch, Dim<M>, Dim<K>) =>
            x.reshape::<D2<N, { M * K }>>(), x.reshape::<(Batch, Dim<{ M * K }>)>(); x.reshape(&[N, M * K])? }
        agree! { draw; x: D3<N, M, K> | R3 =>
            x.try_reshape::<D2<{ K * M }, N>>([K * M, N])?, x.try_reshape::<R2>([K * M, N])?; x.reshape(&[K * M, N])? }
        agree! { draw; x: D3<N, M, K> | R3 => x.flatten(); x.flatten()? }
        agree! { draw; x: D3<N, M, K> | R3 => x.merge::<0>(); x.merge(0)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.merge::<-2>(); x.merge(-2)? }
        agree! { draw; x: D2<{ 6 * N }, K> | R2 => x.unflatten::<0, 3>(); x.unflatten(0, 3)? }
        agree! { draw; x: D2<N, { 4 * K }> | R2 => x.try_unflatten::<-1, 4>()?; x.unflatten(-1, 4)? }
    } }
}

#[test]
fn concat_and_stack() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3, y: D3<N, 3, K> | (Batch, Dim<3>, Dyn) =>
            x.concat::<1, _>(&y); DynTensor::concat(&[x.clone(), y.clone()], 1)? }
        agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, 2> | (Batch, Dyn, Dyn) =>
            x.try_concat::<-1, _>(&y)?; DynTensor::concat(&[x.clone(), y.clone()], -1)? }
        agree! { draw; x: D2<N, K> | R2, y: D2<N, K> | R2, z: D2<N, K> | R2 =>
            stack([x, y, z]); DynTensor::stack(&[x.clone(), y.clone(), z.clone()], 0)? }
    } }
}

#[test]
fn split() {
    at_every_size! { draw => {
        agree! { draw; x: D2<{ 3 * N }, K> | R2 => x.split::<0, 3>()[1].clone(); x.split(0, 3)?[1].clone() }
        agree! { draw; x: D2<N, { 2 * K + 2 }> | R2 => x.try_split::<-1, 2>()?[0].clone(); x.split(-1, 2)?[0].clone() }
    } }
}

#[test]
fn ranges() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, { K + 3 }> | R3 => x.slice::<2, 1, 3>(); x.slice(2, 1, 3)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.try_slice::<-2, 0, M>()?; x.slice(-2, 0, M)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.slice::<0, N, N>(); x.narrow(0, N, 0)? }
        agree! { draw; x: D3<N, { M + 2 }, K> | R3 => x.narrow::<1, 1, { M + 1 }>(); x.narrow(1, 1, M + 1)? }
        agree! { draw; x: D3<N, { M + 2 }, K> | R3 => x.try_narrow::<-2, 2, M>()?; x.narrow(-2, 2, M)? }
        agree! { draw; x: D3<{ N + 1 }, M, K> | R3 => x.select::<0>(N); x.select(0, N)? }
        agree! { draw; x: D3<N, M, { K + 1 }> | R3 => x.try_select::<-1>(0)?; x.select(-1, 0)? }
    } }
}

#[test]
fn expand() {
    at_every_size! { draw => {
        agree! { draw; x: (One, Dim<K>) | (One, Dyn), y: D3<N, M, K> | R3 => x.expand_as(&y); x.expand_as(&y)? }
        agree! { draw; x: D1<K> | (Dyn,), y: D2<M, K> | R2 => x.try_expand_as(&y)?; x.expand(y.sizes())? }
        agree! { draw; x: () | (), y: D2<M, K> | R2 => x.expand_as(&y); x.expand(y.sizes())? }
    } }
}

#[test]
fn mse_loss() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3, y: D3<N, M, K> | R3 => x.mse_loss(&y); x.mse_loss(&y)? }
        agree! { draw; x: D2<N, K> | (Batch, Dim<K>), y: D2<N, K> | (Batch, Dim<K>) =>
            x.try_mse_loss(&y)?; x.mse_loss(&y)? }
    } }
}

#[test]
fn dropout() {
    at_every_size! { draw => {
        agree! { draw; x: D3<N, M, K> | R3 => x.dropout(0.5, 7, 3)?; x.dropout(0.5, 7, 3)? }
        agree! { draw; x: D3<N, M, K> | R3 => x.dropout(0.0, 7, 3)?; x.dropout(0.0, 7, 3)? }
    } }
}

/// Gradients of a chain of operations, which reach every input through views, products and sums.
#[test]
fn gradients() {
    at_every_size! { draw => {
        let (x, w) = (draw.input::<D3<N, M, K>>(), draw.input::<D2<3, K>>());
        let (dynamic_x, dynamic_w) = (x.clone().requires_grad(), w.clone().requires_grad());
        let y = dynamic_x.transpose(0, 1)?.linear(&dynamic_w, None)?.tanh();
        let dynamic = y.sum(-1)?.sum_all().into_dyn().backward()?;
        macro_rules! over { ($which:literal, $X:ty, $W:ty) => {{
            let x: Tensor<$X> = x.clone().try_into_shape()?.requires_grad();
            let w: Tensor<$W> = w.clone().try_into_shape()?.requires_grad();
            let typed = x.transpose::<0, 1>().linear(&w, None).tanh().sum::<-1>().sum_all().backward();
            same($which, typed.get(&x).unwrap(), &dynamic.get(&dynamic_x).unwrap());
            same($which, typed.get(&w).unwrap(), &dynamic.get(&dynamic_w).unwrap());
        }} }
        over!("static", D3<N, M, K>, D2<3, K>);
        over!("run-time", R3, (Dim<3>, Dyn));
    } }
}
