//! Correct programs that are generic in their sizes: each rule needs one public bound, and no bound hides other types or rules from rustc.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::prelude::*;
use timeseriesml::shape::{
    AdaptivePool, ConcatAxis, ConvLen, DiffAxis, Merge, PadAxis, PoolLen, RepeatAxis, ReshapeTo, SliceAxis, SplitInto,
    UnfoldAxis,
};
use timeseriesml::tensor::scaled_dot_product_attention;
use timeseriesml::{Batch, Conv1d, Dim, LayerNorm, Linear, Tensor};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(7)
}

fn close<S: timeseriesml::shape::Shape>(a: &Tensor<S>, b: &Tensor<S>) {
    let far = a.to_vec().iter().zip(&b.to_vec()).any(|(a, b)| (a - b).abs() > 1e-5);
    assert!(!far && a.sizes() == b.sizes(), "{a:?} {b:?}");
}

// A bound on the width of a layer does not change the type of the layer.
fn project<const W: usize, const H: usize>(q: &Linear<W, W>, x: Tensor<(Batch, Dim<W>)>) -> Tensor<(Batch, Dim<W>)>
where
    Dim<W>: SplitInto<H>,
{
    q.forward(x)
}

struct Attention<const W: usize> {
    query: Linear<W, W>,
    key: Linear<W, W>,
    value: Linear<W, W>,
    out: Linear<W, W>,
}

impl<const W: usize> Attention<W> {
    fn new(rng: &mut Xoshiro256PlusPlus) -> Self {
        let mut linear = || Linear::new(rng);
        Attention { query: linear(), key: linear(), value: linear(), out: linear() }
    }

    fn forward<const L: usize, const H: usize, const HEAD: usize>(
        &self,
        x: &Tensor<(Batch, Dim<L>, Dim<W>)>,
    ) -> Tensor<(Batch, Dim<L>, Dim<W>)>
    where
        Dim<W>: SplitInto<H, Output = Dim<HEAD>>,
        Dim<H>: Merge<Dim<HEAD>, Output = Dim<W>>,
    {
        let heads = |layer: &Linear<W, W>| layer.forward(x.clone()).unflatten::<-1, H>().transpose::<1, 2>();
        let (query, key, value) = (heads(&self.query), heads(&self.key), heads(&self.value));
        let scores = query.matmul(&key.transpose::<-1, -2>()) * (1.0 / (HEAD as f32).sqrt());
        let mixed = scores.softmax::<-1>().matmul(&value);
        self.out.forward(mixed.transpose::<1, 2>().merge::<2>())
    }
}

#[test]
fn attention_by_hand_is_generic_in_width_heads_and_length() {
    let mut rng = rng();
    let attention = Attention::<16>::new(&mut rng);
    let x = Tensor::<(Batch, Dim<6>, Dim<16>)>::randn_sized([3, 6, 16], &mut rng).unwrap();
    let heads = |layer: &Linear<16, 16>| layer.forward(x.clone()).unflatten::<-1, 4>().transpose::<1, 2>();
    let (query, key, value) = (heads(&attention.query), heads(&attention.key), heads(&attention.value));
    let fused = scaled_dot_product_attention(&query, &key, &value);
    let fused = attention.out.forward(fused.transpose::<1, 2>().merge::<2>());
    close(&attention.forward::<6, 4, 4>(&x), &fused);
    assert_eq!(project::<16, 4>(&attention.query, Tensor::zeros_sized([2, 16]).unwrap()).sizes(), [2, 16]);
}

/// Zeng et al., "Are Transformers Effective for Time Series Forecasting?", 2023: a trend by moving averages, and two linear maps.
#[derive(Module)]
struct DLinear<const LOOKBACK: usize, const HORIZON: usize> {
    trend: Linear<LOOKBACK, HORIZON>,
    seasonal: Linear<LOOKBACK, HORIZON>,
}

impl<const LOOKBACK: usize, const HORIZON: usize, const FEATURES: usize>
    Forward<Tensor<(Batch, Dim<LOOKBACK>, Dim<FEATURES>)>> for DLinear<LOOKBACK, HORIZON>
where
    Dim<LOOKBACK>: PoolLen<25, 1, 12, Output = Dim<LOOKBACK>>,
{
    type Output = Tensor<(Batch, Dim<HORIZON>, Dim<FEATURES>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<LOOKBACK>, Dim<FEATURES>)>) -> Self::Output {
        let x = x.transpose::<-1, -2>();
        let trend = x.avg_pool1d::<25, 1, 12>();
        let seasonal = &x - &trend;
        (self.trend.forward(trend) + self.seasonal.forward(seasonal)).transpose::<-1, -2>()
    }
}

#[test]
fn dlinear_is_generic_in_lookback_and_horizon() {
    let mut rng = rng();
    let model = DLinear::<96, 24> { trend: Linear::new(&mut rng), seasonal: Linear::new(&mut rng) };
    // A constant window is all trend, except at the edges, where the average includes zeros.
    let x = Tensor::<(Batch, Dim<96>, Dim<7>)>::ones_sized([2, 96, 7]).unwrap();
    let y: Tensor<(Batch, Dim<24>, Dim<7>)> = model.forward(x);
    assert_eq!(y.sizes(), [2, 24, 7]);
    let columns = y.to_vec();
    assert!(columns.chunks(7).all(|row| row.iter().all(|value| (value - row[0]).abs() < 1e-6)));
}

#[derive(Module)]
struct Block<const W: usize, const FF: usize> {
    query: Linear<W, W>,
    out: Linear<W, W>,
    norm1: LayerNorm<W>,
    norm2: LayerNorm<W>,
    up: Linear<W, FF>,
    down: Linear<FF, W>,
}

impl<const W: usize, const FF: usize> Block<W, FF> {
    fn forward<const L: usize, const H: usize, const HEAD: usize>(
        &self,
        x: Tensor<(Batch, Dim<L>, Dim<W>)>,
    ) -> Tensor<(Batch, Dim<L>, Dim<W>)>
    where
        Dim<W>: SplitInto<H, Output = Dim<HEAD>>,
        Dim<H>: Merge<Dim<HEAD>, Output = Dim<W>>,
    {
        let heads = self.query.forward(self.norm1.forward(x.clone())).unflatten::<-1, H>().transpose::<1, 2>();
        let mixed = scaled_dot_product_attention(&heads, &heads, &heads);
        let x = x + self.out.forward(mixed.transpose::<1, 2>().merge::<2>());
        let hidden = self.up.forward(self.norm2.forward(x.clone())).gelu();
        x + self.down.forward(hidden)
    }
}

#[test]
fn a_transformer_block_is_generic_in_width_heads_and_length() {
    let rng = &mut rng();
    let block = Block::<12, 20> {
        query: Linear::new(rng),
        out: Linear::new(rng),
        norm1: LayerNorm::new(),
        norm2: LayerNorm::new(),
        up: Linear::new(rng),
        down: Linear::new(rng),
    };
    let x = Tensor::<(Batch, Dim<5>, Dim<12>)>::randn_sized([2, 5, 12], rng).unwrap();
    let (two, three) = (block.forward::<5, 2, 6>(x.clone()), block.forward::<5, 3, 4>(x));
    assert_eq!(two.sizes(), [2, 5, 12]);
    assert_ne!(two.to_vec(), three.to_vec());
}

// Embeds consecutive patches: `by_length` unfolds with the length of a patch, `by_count` splits into the number of patches.
fn by_length<const LOOKBACK: usize, const PATCH: usize, const COUNT: usize, const W: usize>(
    embed: &Linear<PATCH, W>,
    x: &Tensor<(Batch, Dim<LOOKBACK>)>,
) -> Tensor<(Batch, Dim<COUNT>, Dim<W>)>
where
    Dim<LOOKBACK>: UnfoldAxis<PATCH, PATCH, Output = Dim<COUNT>>,
{
    embed.forward(x.unfold::<-1, PATCH, PATCH>())
}

fn by_count<const LOOKBACK: usize, const PATCH: usize, const COUNT: usize, const W: usize>(
    embed: &Linear<PATCH, W>,
    x: &Tensor<(Batch, Dim<LOOKBACK>)>,
) -> Tensor<(Batch, Dim<COUNT>, Dim<W>)>
where
    Dim<LOOKBACK>: SplitInto<COUNT, Output = Dim<PATCH>>,
{
    embed.forward(x.unflatten::<-1, COUNT>())
}

#[test]
fn a_patch_embedding_is_generic_in_lookback_and_patch() {
    let mut rng = rng();
    let embed = Linear::<16, 8>::new(&mut rng);
    let x = Tensor::<(Batch, Dim<96>)>::randn_sized([3, 96], &mut rng).unwrap();
    close(&by_length::<96, 16, 6, 8>(&embed, &x), &by_count(&embed, &x));
}

type X<const T: usize, const G: usize> = Tensor<(Batch, Dim<T>, Dim<G>)>;

// These functions have the same bounds on both axes: rustc must not take a bound on one axis for one on the other.
fn both_axes<const G: usize, const T: usize>(x: &X<T, G>) -> Vec<Vec<usize>>
where
    Dim<T>: SplitInto<4> + SliceAxis<0, 3> + PadAxis<1, 1> + UnfoldAxis<3, 1> + DiffAxis + RepeatAxis<2>,
    Dim<G>: SplitInto<4> + SliceAxis<0, 3> + PadAxis<1, 1> + UnfoldAxis<3, 1> + DiffAxis + RepeatAxis<2>,
{
    let sizes = |sizes: &[usize]| sizes[1..].to_vec();
    vec![
        sizes(x.unflatten::<1, 4>().sizes()),
        sizes(x.unflatten::<2, 4>().sizes()),
        sizes(x.slice::<1, 0, 3>().slice::<2, 0, 3>().sizes()),
        sizes(x.pad::<1, 1, 1>(0.0).pad::<2, 1, 1>(0.0).sizes()),
        sizes(x.unfold::<1, 3, 1>().sizes()),
        sizes(x.unfold::<2, 3, 1>().sizes()),
        sizes(x.diff::<1>().diff::<2>().sizes()),
        sizes(x.repeat::<1, 2>().repeat::<2, 2>().sizes()),
    ]
}

fn lengths<const G: usize, const T: usize>(x: &X<T, G>) -> Vec<Vec<usize>>
where
    Dim<G>: ConvLen<3> + PoolLen<2, 2, 0> + AdaptivePool<4> + ConcatAxis<Dim<1>>,
    Dim<T>: ConvLen<3> + PoolLen<2, 2, 0> + AdaptivePool<4> + ConcatAxis<Dim<1>>,
{
    let rng = &mut rng();
    let (y, one) = (x.transpose::<1, 2>(), Tensor::<(Batch, Dim<T>, Dim<1>)>::zeros_sized([2, T, 1]).unwrap());
    let sizes = |sizes: &[usize]| sizes[1..].to_vec();
    vec![
        sizes(Conv1d::<T, 5, 3>::new(rng).forward(x.clone()).sizes()),
        sizes(Conv1d::<G, 5, 3>::new(rng).forward(y.clone()).sizes()),
        sizes(x.avg_pool1d::<2, 2, 0>().sizes()),
        sizes(y.avg_pool1d::<2, 2, 0>().sizes()),
        sizes(x.adaptive_avg_pool1d::<4>().sizes()),
        sizes(y.adaptive_avg_pool1d::<4>().sizes()),
        sizes(x.concat::<2, _>(&one).sizes()),
    ]
}

// This bound is on a whole shape.
fn reshaped<const G: usize, const T: usize>(x: &Tensor<(Batch, Dim<G>)>) -> Tensor<(Batch, Dim<1>, Dim<G>)>
where
    (Batch, Dim<G>): ReshapeTo<(Batch, Dim<1>, Dim<G>)>,
    Dim<T>: SplitInto<2>,
{
    assert_eq!(x.unsqueeze::<1>().rename::<1, Dim<1>>().sizes(), [2, 1, G]);
    x.reshape()
}

#[test]
fn a_bound_on_one_axis_does_not_mislead_a_call_on_another() {
    let x = Tensor::<(Batch, Dim<8>, Dim<12>)>::zeros_sized([2, 8, 12]).unwrap();
    let expected: [&[usize]; 8] =
        [&[4, 2, 12], &[8, 4, 3], &[3, 3], &[10, 14], &[6, 12, 3], &[8, 10, 3], &[7, 11], &[16, 24]];
    assert_eq!(both_axes(&x), expected);
    let expected: [&[usize]; 7] = [&[5, 10], &[5, 6], &[8, 6], &[12, 4], &[8, 4], &[12, 4], &[8, 13]];
    assert_eq!(lengths(&x), expected);
    assert_eq!(reshaped::<12, 8>(&x.select::<1>(0)).sizes(), [2, 1, 12]);
}

const FEATURES: usize = 12;
mod sizes {
    pub const STEPS: usize = 8;
}

fn last<const L: usize>(x: &Tensor<S![Batch, L, FEATURES]>) -> Tensor<S![Batch, FEATURES]> {
    x.select::<1>(L - 1)
}

fn whole<A: timeseriesml::Axis>(x: &Tensor<S![Batch, (A)]>) -> usize {
    x.numel()
}

#[test]
fn a_shape_written_short_takes_constants() {
    let x: Tensor<S![Batch, sizes::STEPS, 2 * 6]> = Tensor::zeros_sized([2, 8, 12]).unwrap();
    let y: Tensor<(Batch, Dim<FEATURES>)> = last(&x);
    assert_eq!(whole(&y), 24);
    let z: Tensor<S![2, { 1 + 2 }, timeseriesml::One]> = Tensor::zeros();
    assert_eq!((z.sizes(), Tensor::<S![]>::zeros().rank()), (&[2, 3, 1][..], 0));
}

#[test]
fn a_static_axis_becomes_a_batch() {
    let x: Tensor<(Dim<4>, Dim<3>)> = Tensor::from([[1.0; 3]; 4]);
    let y: Tensor<(Batch, Dim<3>)> = x.rename::<0, Batch>();
    let z: Tensor<(Batch, timeseriesml::One, Dim<3>)> = y.unsqueeze::<1>();
    let z: Tensor<(Batch, timeseriesml::Dyn, Dim<3>)> = z.rename::<1, timeseriesml::Dyn>();
    assert_eq!(z.sizes(), [4, 1, 3]);
    let window: Tensor<(Dim<3>,)> = Tensor::from([1.0, 2.0, 3.0]);
    let batch: Tensor<(Batch, Dim<3>)> = window.batch_of_one();
    assert_eq!(Linear::<3, 2>::new(&mut rng()).forward(batch).sizes(), [1, 2]);
}
