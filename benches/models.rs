//! Whole steps of models: their GFLOP/s as a share of this machine's peak, which is measured in the same run.
//!
//! Training steps (forward, MSE, backward, Adam) and inferences (of one item, and of 256) of the models on which other libraries were measured too:
//! * T1, I1, I4: a TCN over [32, 100, 5], blocks 64, 128, 256, kernel 3, mean over time, Linear 256 to 1.
//! * T2, I2: a transformer over [32, 96, 7], width 64, 3 post-norm blocks of 4 heads, feed-forward 256, 24 output steps.
//! * T3, I3: N-BEATS over [256, 120], 10 generic blocks of 4 layers of 256 units, 24 output steps.
//! * T5: a perceptron over [32, 16] with layers of 64, 64 and 1 units: almost pure overhead.
//!
//! Only the operations of products and convolutions are counted. Criterion counts them as elements, so Gelem/s are GFLOP/s. The table at the end
//! compares them with the peak: the median over all windows (stretches of about a millisecond), and the best windows against the best peak.

#![allow(unsafe_code, reason = "the peak is measured with instructions of one set, called where the machine has them")]

mod machine;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use machine::Share;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::hint::black_box;
use std::time::Duration;
use timeseriesml::{
    Adam, Batch, Dim, DynTensor, Forward, GenericStack, Linear, MeanPool, Module, NBeats, Optimizer, Shape, Tcn,
    Tensor, Transformer, channels, inference,
};

type T1 = Tcn<5, channels![64, 128, 256], 3, 1, MeanPool>;
type T2 = Transformer<7, 64, 4, 3, 24>;
type T3 = NBeats<120, 24, (GenericStack<256, 10>,)>;

#[derive(Module)]
struct Perceptron {
    first: Linear<16, 64>,
    second: Linear<64, 64>,
    head: Linear<64, 1>,
}

impl Forward<Tensor<(Batch, Dim<16>)>> for Perceptron {
    type Output = Tensor<(Batch, Dim<1>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<16>)>) -> Self::Output {
        self.head.forward(self.second.forward(self.first.forward(x).relu()).relu())
    }
}

fn models(c: &mut Criterion) {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let random = |sizes: &[usize]| {
        DynTensor::randn_sized(sizes, &mut Xoshiro256PlusPlus::seed_from_u64(1)).expect("it is small")
    };
    let window = |items, steps, features| random(&[items, steps, features]);
    let target = |items, steps| random(&[items, steps]);

    let mut group = c.benchmark_group("model");
    group.sample_size(30).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    let mut table = Table { group, shares: Vec::new() };
    let mut model = T1::new(rng);
    let (x, y) = (window(32, 100, 5), target(32, 1));
    table.step::<_, (Batch, Dim<100>, Dim<5>), 1>("T1", 8124.8, &mut model, x, y);
    table.infer::<_, (Batch, Dim<100>, Dim<5>)>("I1", 84.6, &model, window(1, 100, 5));
    table.infer::<_, (Batch, Dim<100>, Dim<5>)>("I4", 21_666.0, &model, window(256, 100, 5));
    let mut model = T2::new(rng);
    let (x, y) = (window(32, 96, 7), target(32, 24));
    table.step::<_, (Batch, Dim<96>, Dim<7>), 24>("T2", 3407.0, &mut model, x, y);
    table.infer::<_, (Batch, Dim<96>, Dim<7>)>("I2", 35.5, &model, window(1, 96, 7));
    let mut model = T3::new(rng);
    let (x, y) = (window(256, 120, 1), target(256, 24));
    table.step::<_, (Batch, Dim<120>, Dim<1>), 24>("T3", 4057.0, &mut model, x, y);
    table.infer::<_, (Batch, Dim<120>, Dim<1>)>("I3", 5.28, &model, window(1, 120, 1));
    let mut model = Perceptron { first: Linear::new(rng), second: Linear::new(rng), head: Linear::new(rng) };
    table.step::<_, (Batch, Dim<16>), 1>("T5", 0.995, &mut model, random(&[32, 16]), target(32, 1));
    table.group.finish();
    Share::print("model", &table.shares);
}

struct Table<'a> {
    group: BenchmarkGroup<'a, WallTime>,
    shares: Vec<Share>,
}

impl Table<'_> {
    /// A training step; the time does not depend on what the model has learned.
    fn step<M, S: Shape, const HORIZON: usize>(
        &mut self,
        name: &str,
        mflop: f64,
        model: &mut M,
        x: DynTensor,
        y: DynTensor,
    ) where
        M: Module + Forward<Tensor<S>, Output = Tensor<(Batch, Dim<HORIZON>)>> + Send,
    {
        let (mut adam, x) = (Adam::new(1e-3), x.try_into_shape::<S>().expect("the sizes are given"));
        let y = y.try_into_shape::<(Batch, Dim<HORIZON>)>().expect("the sizes are given");
        self.bench(name, mflop, || {
            let loss = model.forward(x.clone()).mse_loss(&y);
            let gradients = loss.backward();
            drop(loss);
            adam.step(model, &gradients).expect("every parameter has a gradient");
        });
    }

    fn infer<M, S: Shape>(&mut self, name: &str, mflop: f64, model: &M, x: DynTensor)
    where
        M: Module + Forward<Tensor<S>, Output: Send> + Sync,
    {
        let x = x.try_into_shape::<S>().expect("the sizes are given");
        self.bench(name, mflop, || inference(|| drop(black_box(model.forward(x.clone())))));
    }

    fn bench(&mut self, name: &str, mflop: f64, mut run: impl FnMut() + Send) {
        for threads in [1, 2] {
            self.shares.push(machine::bench(&mut self.group, name, threads, mflop * 1e6, &mut run));
        }
    }
}

criterion_group!(benches, models);
criterion_main!(benches);
