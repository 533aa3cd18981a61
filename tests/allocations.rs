//! After a warm-up, training steps allocate nothing: loader, forward, backward and Adam, on one and on two threads. Windows hold no copy of their
//! series.
//!
//! A process of its own, since it replaces the global allocator by one that counts over all threads.

#![allow(unsafe_code, reason = "an allocator is unsafe to implement")]

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use timeseriesml::{
    Adam, AdamW, Batch, BatchNorm1d, Bidirectional, Column, Conv1d, CrossEntropyLoss, DataLoader, Dim, DynTensor,
    Forecaster, Forward, GenericStack, HuberLoss, Linear, Loss, Lstm, MaeLoss, Module, MseLoss, NBeats, Optimizer,
    Quantile, QuantileLoss, SeasonalityStack, Series, Sgd, Standard, SyntheticCandles, Tcn, Tensor, Trainer,
    Transformer, TrendStack, WindowDataset, WindowInput, WindowPart, WindowTarget, channels, next_times,
    nn::SmoothL1Loss,
    optim::schedule::{
        CosineAnnealingLr, ExponentialLr, LambdaLr, LinearWarmup, OneCycleLr, ReduceLrOnPlateau, StepLr,
    },
    timeseries::features::{Feature, feature},
    with_threads,
};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);
static BYTES: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator; only counters are added.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller fulfils the contract of `GlobalAlloc::alloc`.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        BYTES.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller fulfils the contract of `GlobalAlloc::alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        BYTES.fetch_add(size, Ordering::Relaxed);
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller fulfils the contract of `GlobalAlloc::realloc`.
        unsafe { System.realloc(block, layout, size) }
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        BYTES.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller fulfils the contract of `GlobalAlloc::dealloc`.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Tests of one process run in parallel, but each of these must count alone.
static ALONE: Mutex<()> = Mutex::new(());

/// Waits for the other tests, and until the harness has printed their results, which allocates too.
fn alone() -> impl Drop {
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    std::thread::sleep(Duration::from_millis(200));
    alone
}

type Model = Tcn<5, channels![8, 12, 16], 3, 6>;
type Part = WindowPart<24, 6, 5>;

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0)
}

fn model() -> Model {
    Model::options().dropout(0.1).build(&mut rng()).unwrap()
}

fn windows<const N: usize>(columns: [Column; N]) -> WindowPart<24, 6, N> {
    // 1 149 rows for training: 1 120 windows, 35 whole batches.
    let candles = SyntheticCandles::new(1_437).generate();
    let windows = WindowDataset::<_, _, _>::builder(&candles).columns(columns).target(Column::Close).scaler(Standard);
    windows.build().unwrap().split([0.8, 0.1, 0.1]).unwrap().0
}

const ALL: [Column; 5] = [Column::Open, Column::High, Column::Low, Column::Close, Column::Volume];

fn step<M, const N: usize>(
    model: &mut M,
    adam: &mut Adam<M>,
    loss: &impl Loss<M::Prediction, WindowTarget<6>>,
    (x, y): (WindowInput<24, N>, WindowTarget<6>),
) where
    M: Forecaster<24, 6, N>,
{
    let loss = loss.loss(model.forecast(x), y).unwrap();
    update(model, adam, loss);
}

fn update<M: Module>(model: &mut M, adam: &mut Adam<M>, loss: Tensor<()>) {
    assert!(loss.item().is_finite());
    let gradients = loss.backward();
    drop(loss);
    adam.step(model, &gradients).unwrap();
}

fn check<M, const N: usize>(name: &str, new: impl Fn() -> M + Sync, part: &WindowPart<24, 6, N>)
where
    M: Forecaster<24, 6, N, Prediction = WindowTarget<6>>,
{
    check_loss(name, new, &MseLoss, part);
}

fn check_loss<M, C, const N: usize>(name: &str, new: impl Fn() -> M + Sync, loss: &C, part: &WindowPart<24, 6, N>)
where
    M: Forecaster<24, 6, N>,
    C: Loss<M::Prediction, WindowTarget<6>>,
{
    for threads in [1, 2] {
        let allocations = with_threads(threads, || {
            let (mut model, mut adam) = (new(), Adam::new(1e-3));
            let mut loader = DataLoader::new(part, 32).shuffle(1);
            let mut done = 0;
            let mut before = 0;
            while done < 103 {
                for batch in loader.epoch().take(103 - done) {
                    // 3 steps to warm up, 100 to count.
                    if done == 3 {
                        before = ALLOCATIONS.load(Ordering::Relaxed);
                    }
                    let batch = batch.unwrap();
                    step(&mut model, &mut adam, loss, (batch.input, batch.target));
                    done += 1;
                }
            }
            ALLOCATIONS.load(Ordering::Relaxed) - before
        });
        assert_eq!(allocations, 0, "{name}: over 100 steps with {threads} threads");
    }
}

#[test]
fn a_steady_step_allocates_nothing() {
    let _alone = alone();
    check("tcn", model, &windows(ALL));
    let transformer = || Transformer::<5, 32, 4, 2, 6>::options().dropout(0.1).build(&mut rng()).unwrap();
    check("transformer", transformer, &windows(ALL));
    let nbeats = || NBeats::<24, 6, (TrendStack<2, 64>, SeasonalityStack<1, 64>, GenericStack<64>)>::new(&mut rng());
    check("nbeats", nbeats, &windows([Column::Close]));
    check("lstm", Recurrent::new, &windows(ALL));
}

/// Two bidirectional layers with dropout between them.
#[derive(Module)]
struct Recurrent {
    lstm: Lstm<5, 16, 2, Bidirectional>,
    head: Linear<32, 6>,
}

impl Recurrent {
    fn new() -> Self {
        let rng = &mut rng();
        Recurrent { lstm: Lstm::new(rng).dropout(0.1), head: Linear::new(rng) }
    }
}

impl Forward<Tensor<(Batch, Dim<24>, Dim<5>)>> for Recurrent {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Self::Output {
        self.head.forward(self.lstm.forward(x).select::<1>(23))
    }
}

/// A normalized convolution, and a head for three quantiles per step.
#[derive(Module)]
struct Quantiles {
    conv: Conv1d<5, 16, 3>,
    norm: BatchNorm1d<16>,
    head: Linear<16, 18>,
    last: BatchNorm1d<18>,
}

impl Quantiles {
    fn new() -> Self {
        let rng = &mut rng();
        let (norm, last) = (BatchNorm1d::new(), BatchNorm1d::new().cumulative_average());
        Quantiles { conv: Conv1d::new(rng), norm, head: Linear::new(rng), last }
    }
}

impl Forward<Tensor<(Batch, Dim<24>, Dim<5>)>> for Quantiles {
    type Output = Tensor<(Batch, Dim<6>, Quantile<3>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Self::Output {
        let signal = self.norm.forward(self.conv.forward(x.transpose::<-1, -2>())).silu();
        let all = self.last.forward(self.head.forward(signal.mean::<-1>()));
        all.unflatten::<-1, 6>().rename::<-1, Quantile<3>>()
    }
}

#[test]
fn a_steady_step_of_every_loss_and_of_batch_norm_allocates_nothing() {
    let _alone = alone();
    let part = windows(ALL);
    check_loss("mae", model, &MaeLoss, &part);
    check_loss("huber", model, &HuberLoss::new(0.5), &part);
    check_loss("smooth l1", model, &SmoothL1Loss::default(), &part);
    check_loss("one quantile", model, &QuantileLoss::new(0.9), &part);
    check_loss("summed", model, &HuberLoss::new(0.5).summed(), &part);
    check_loss("quantiles and batch norm", Quantiles::new, &QuantileLoss::new([0.1, 0.5, 0.9]), &part);
}

#[test]
fn a_steady_step_of_cross_entropy_allocates_nothing() {
    let _alone = alone();
    let x: Tensor<(Batch, Dim<5>)> = Tensor::randn_sized([64, 5], &mut rng()).unwrap();
    let numbers: Vec<i64> = (0..64).map(|i| i % 4 - 1).collect();
    let classes: Tensor<(Batch,), i64> = Tensor::from_slice_sized([64], &numbers).unwrap();
    let (mut model, mut adam) = (Linear::<5, 3>::new(&mut rng()), Adam::new(1e-3));
    let loss = CrossEntropyLoss::new().label_smoothing(0.1).ignore_index(-1);
    let mut step = || {
        let loss = loss.loss(model.forward(x.clone()), classes.clone()).unwrap();
        update(&mut model, &mut adam, loss);
    };
    // A step takes microseconds: the harness may still be printing the previous test's result.
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(200) {
        step();
    }
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    (0..100).for_each(|_| step());
    assert_eq!(ALLOCATIONS.load(Ordering::Relaxed) - before, 0, "over 100 steps");
}

#[test]
fn a_steady_epoch_allocates_nothing_with_any_optimizer_and_schedule() {
    type New = fn(Model) -> Trainer<Model, MseLoss>;
    let trainers: [(&str, New); 7] = [
        ("sgd", |m| Trainer::new(m, Sgd::new(0.01), MseLoss).scheduler_per_batch(StepLr::new(20))),
        ("momentum", |m| {
            let sgd = Sgd::new(0.01).momentum(0.9).dampening(0.1).weight_decay(0.1);
            Trainer::new(m, sgd, MseLoss).scheduler_per_batch(CosineAnnealingLr::new(100))
        }),
        ("nesterov", |m| {
            let sgd = Sgd::new(0.01).momentum(0.9).nesterov();
            Trainer::new(m, sgd, MseLoss).scheduler_per_batch(OneCycleLr::new(0.02, 100)).clip_norm(0.1)
        }),
        ("adam", |m| {
            let adam = Adam::new(1e-3).weight_decay(0.1);
            Trainer::new(m, adam, MseLoss).scheduler_per_batch(ExponentialLr::new(0.99)).clip_value(0.1)
        }),
        ("adamw", |m| {
            let schedule = LinearWarmup::new(50, ReduceLrOnPlateau::new().patience(1));
            Trainer::new(m, AdamW::new(1e-3), MseLoss).scheduler_per_batch(schedule).clip_norm(0.1).clip_value(0.1)
        }),
        ("lambda", |m| {
            let schedule = LambdaLr(|step| 1.0 / (1.0 + step as f64));
            Trainer::new(m, AdamW::new(1e-3), MseLoss).scheduler_per_batch(schedule)
        }),
        ("constant", |m| Trainer::new(m, Sgd::new(1e-3), MseLoss).clip_norm(1e30)),
    ];
    let _alone = alone();
    let part: Part = windows(ALL);
    for (name, new) in trainers {
        for threads in [1, 2] {
            let allocations = with_threads(threads, || {
                let mut trainer = new(model()).progress(false);
                trainer.train_epoch(&part).unwrap();
                let before = ALLOCATIONS.load(Ordering::Relaxed);
                for _ in 0..3 {
                    trainer.train_epoch(&part).unwrap();
                }
                ALLOCATIONS.load(Ordering::Relaxed) - before
            });
            assert_eq!(allocations, 0, "{name}: over three epochs with {threads} threads");
        }
    }
}

#[test]
fn a_feature_that_has_warmed_up_allocates_nothing() {
    let _alone = alone();
    let candles = SyntheticCandles::new(2_000).generate().to_rows();
    let mut checked = 0;
    for file in ["talib", "trend", "momentum", "bands", "volume", "rolling", "calendar"] {
        let path = format!("{}/golden/features/{file}.json", env!("CARGO_MANIFEST_DIR"));
        let golden: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for name in golden.keys().filter(|name| *name != "rows") {
            let mut feature: Box<dyn Feature> = feature(name).unwrap();
            let (first, rest) = candles.split_at(1_000);
            for candle in first {
                let _ = feature.push(candle);
            }
            let before = ALLOCATIONS.load(Ordering::Relaxed);
            let finite = rest.iter().filter(|candle| feature.push(candle).is_some_and(f64::is_finite)).count();
            assert_eq!((finite, ALLOCATIONS.load(Ordering::Relaxed) - before), (rest.len(), 0), "{name}");
            checked += 1;
        }
    }
    assert!(checked > 120, "only {checked} features have golden values");
}

#[test]
fn windows_hold_no_copy_of_their_series() {
    const ROWS: usize = 200_000;
    let _alone = alone();
    let before = BYTES.load(Ordering::Relaxed);
    let mut times: Vec<_> = ["2000-01-01T00:00", "2000-01-01T01:00"].map(|time| time.parse().unwrap()).into();
    times.extend(next_times(&times, ROWS - 2));
    times.shrink_to_fit();
    let column = |column: usize| (0..ROWS).map(|row| ((row * (column + 3)) as f64 * 0.01).sin()).collect();
    let columns = (0..7).map(|c| (format!("c{c}"), column(c))).collect();
    let series = Series::new("s", times, columns).unwrap();
    let table = BYTES.load(Ordering::Relaxed) - before;
    assert!(table >= ROWS * 7 * 8, "{table} bytes are less than the columns");
    let windows = WindowDataset::<336, 96, 7>::builder(&series).target("c0").scaler(Standard).context(true);
    let (train, val, test) = windows.build().unwrap().split([0.7, 0.1, 0.2]).unwrap();
    let held = BYTES.load(Ordering::Relaxed) - before;
    assert!(held as f64 <= 1.2 * table as f64, "{held} bytes with the windows, {table} for the series");
    assert!(train.len() + val.len() + test.len() > 190_000);
}

#[test]
fn unused_memory_of_one_size_makes_room_for_others() {
    let _alone = alone();
    let mut tensors: Vec<DynTensor> = Vec::with_capacity(1024);
    // Uses the same amount of memory in each size; only two of the four amounts fit into the pool's bound.
    let mut use_of_size = |elements: usize| {
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        tensors.extend((0..(64 << 20) / (4 * elements)).map(|_| DynTensor::zeros_sized([elements]).unwrap()));
        tensors.clear();
        ALLOCATIONS.load(Ordering::Relaxed) - before
    };
    for elements in [1 << 16, 3 << 15, 1 << 17, 3 << 16] {
        use_of_size(elements);
        let again: usize = (0..3).map(|_| use_of_size(elements)).sum();
        assert_eq!(again, 0, "of {elements} elements, which were used just before");
    }
    assert!(BYTES.load(Ordering::Relaxed) < (64 * 2 + 100) << 20);
}

#[test]
fn memory_stays_bounded_when_the_batch_size_changes() {
    let _alone = alone();
    let part: Part = windows(ALL);
    let (mut model, mut adam) = (model(), Adam::new(1e-3));
    let indices: Vec<usize> = (0..part.len()).collect();
    let mut run = |steps: std::ops::Range<usize>| {
        for i in steps {
            let size = 1 + i * 37 % 128;
            let batch = timeseriesml::Dataset::batch(&part, &indices[i % 100..][..size]).unwrap();
            step(&mut model, &mut adam, &MseLoss, batch);
        }
        BYTES.load(Ordering::Relaxed)
    };
    // 37 and 128 are coprime: after 128 steps every size has occurred.
    let after_all_sizes = run(0..128);
    let at_the_end = run(128..1_000);
    assert!(
        at_the_end <= after_all_sizes + after_all_sizes / 10,
        "{at_the_end} bytes after 1 000 steps, {after_all_sizes} after 128"
    );
}
