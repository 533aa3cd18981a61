//! The seed determines everything: losses and weights have the same bits for any number of threads.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, AdamW, Batch, Bidirectional, Column, Dim, Forecaster, Forward, GenericStack, Linear, Lstm, Module, MseLoss,
    NBeats, Sgd, Standard, SyntheticCandles, Tcn, Tensor, Trainer, Transformer, TrendStack, WindowDataset, WindowPart,
    WindowTarget, channels, inference,
    optim::schedule::{
        CosineAnnealingLr, ExponentialLr, LambdaLr, LinearWarmup, OneCycleLr, ReduceLrOnPlateau, StepLr,
    },
    training::History,
    with_threads,
};

const LOOKBACK: usize = 24;
const HORIZON: usize = 6;
const FEATURES: usize = 5;

type Part = WindowPart<LOOKBACK, HORIZON, FEATURES>;
type Model = Tcn<FEATURES, channels![16, 32, 32], 3, HORIZON>;

/// A model with two bidirectional LSTM layers.
#[derive(Clone, Module)]
struct Recurrent {
    lstm: Lstm<FEATURES, 32, 2, Bidirectional>,
    head: Linear<64, HORIZON>,
}

impl Forward<Tensor<(Batch, Dim<LOOKBACK>, Dim<FEATURES>)>> for Recurrent {
    type Output = Tensor<(Batch, Dim<HORIZON>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<LOOKBACK>, Dim<FEATURES>)>) -> Self::Output {
        self.head.forward(self.lstm.forward(x).select::<1>(LOOKBACK - 1))
    }
}

fn data() -> [Part; 3] {
    let candles = SyntheticCandles::new(600).seed(1).generate();
    let windows = WindowDataset::<_, _, _>::builder(&candles).target(Column::Close).scaler(Standard).build().unwrap();
    windows.split([0.6, 0.2, 0.2]).unwrap().into()
}

fn trained(seed: u64) -> (Trainer<Model, MseLoss>, History) {
    train(seed, data(), |rng| Model::options().dropout(0.2).build(rng).unwrap())
}

fn train<M, const N: usize>(
    seed: u64,
    [train, val, _]: [WindowPart<LOOKBACK, HORIZON, N>; 3],
    new: impl Fn(&mut Xoshiro256PlusPlus) -> M,
) -> (Trainer<M, MseLoss>, History)
where
    M: Forecaster<LOOKBACK, HORIZON, N, Prediction = WindowTarget<HORIZON>> + Clone,
{
    let model = new(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).seed(seed).progress(false);
    let history = trainer.fit(&train, &val, 2).unwrap();
    (trainer, history)
}

#[test]
fn every_optimizer_and_schedule_gives_the_same_bits_for_any_number_of_threads() {
    type New = fn(Model) -> Trainer<Model, MseLoss>;
    let trainers: [(&str, New); 6] = [
        ("sgd", |m| Trainer::new(m, Sgd::new(0.01).weight_decay(0.1), MseLoss).scheduler(StepLr::new(1))),
        ("nesterov", |m| {
            let sgd = Sgd::new(0.01).momentum(0.9).nesterov();
            Trainer::new(m, sgd, MseLoss).scheduler_per_batch(OneCycleLr::new(0.02, 30)).clip_norm(0.5)
        }),
        ("dampening", |m| {
            let sgd = Sgd::new(0.01).momentum(0.9).dampening(0.5);
            Trainer::new(m, sgd, MseLoss).scheduler(ReduceLrOnPlateau::new().patience(0).threshold(0.9)).clip_value(0.1)
        }),
        ("adam", |m| {
            let adam = Adam::new(1e-3).weight_decay(0.1);
            Trainer::new(m, adam, MseLoss).scheduler(CosineAnnealingLr::new(3)).clip_norm(0.1).clip_value(0.1)
        }),
        ("adamw", |m| Trainer::new(m, AdamW::new(1e-3), MseLoss).scheduler_per_batch(ExponentialLr::new(0.9))),
        ("warmup", |m| {
            let schedule = LinearWarmup::new(5, LambdaLr(|step| 1.0 / (1.0 + step as f64)));
            Trainer::new(m, AdamW::new(1e-3), MseLoss).scheduler_per_batch(schedule)
        }),
    ];
    let [train, val, _] = data();
    for (name, new) in trainers {
        let run = || {
            let model = Model::options().dropout(0.2).build(&mut Xoshiro256PlusPlus::seed_from_u64(1)).unwrap();
            let mut trainer = new(model).progress(false);
            let history = trainer.fit(&train, &val, 2).unwrap();
            bits(&(trainer, history))
        };
        let one = with_threads(1, run);
        assert!(with_threads(2, run) == one, "{name}: two threads give other bits than one");
    }
}

type Bits = (Vec<[u64; 2]>, Vec<u32>);

/// The bits of all losses and of all weights.
fn bits<M: Module>((trainer, history): &(Trainer<M, MseLoss>, History)) -> Bits {
    let losses = history.epochs.iter().map(|epoch| [epoch.train_loss.to_bits(), epoch.loss().to_bits()]).collect();
    let mut weights = Vec::new();
    trainer.model().for_each_parameter(|_, parameter| {
        weights.extend(parameter.get::<f32>().unwrap().to_vec().into_iter().map(f32::to_bits));
    });
    (losses, weights)
}

#[test]
fn training_gives_the_same_bits_for_any_number_of_threads() {
    let one = bits(&with_threads(1, || trained(0)));
    assert_eq!(one.0.len(), 2);
    for threads in [1, 2, 3] {
        assert!(with_threads(threads, || bits(&trained(0))) == one, "{threads} threads give other bits than one");
    }
}

#[test]
fn every_model_gives_the_same_bits_for_any_number_of_threads() {
    let transformer = || {
        let new = |rng: &mut _| Transformer::<FEATURES, 32, 4, 2, HORIZON>::options().dropout(0.2).build(rng).unwrap();
        bits(&train(0, data(), new))
    };
    let nbeats = || {
        let new = |rng: &mut _| NBeats::<LOOKBACK, HORIZON, (TrendStack<2, 128>, GenericStack<128, 2>)>::new(rng);
        let candles = SyntheticCandles::new(600).seed(1).generate();
        let windows =
            WindowDataset::<_, _, _>::builder(&candles).columns([Column::Close]).target(Column::Close).scaler(Standard);
        bits(&train(0, windows.build().unwrap().split([0.6, 0.2, 0.2]).unwrap().into(), new))
    };
    let lstm = || {
        let new =
            |rng: &mut Xoshiro256PlusPlus| Recurrent { lstm: Lstm::new(rng).dropout(0.2), head: Linear::new(rng) };
        bits(&train(0, data(), new))
    };
    for (name, run) in
        [("transformer", &transformer as &(dyn Fn() -> Bits + Sync)), ("nbeats", &nbeats), ("lstm", &lstm)]
    {
        let one = with_threads(1, run);
        for threads in [2, 3] {
            assert!(with_threads(threads, run) == one, "{name}: {threads} threads give other bits than one");
        }
    }
}

#[test]
fn another_seed_gives_other_losses() {
    assert_ne!(bits(&trained(0)).0, bits(&trained(1)).0);
}

#[test]
fn eight_threads_predict_the_same_bits_at_once() {
    let (trainer, _) = trained(0);
    let [_, _, test] = data();
    let forecast = || -> Vec<Vec<u32>> {
        let windows = (0..test.len()).map(|i| trainer.predict(test.input(i)).unwrap().to_vec());
        windows.map(|forecast| forecast.into_iter().map(f32::to_bits).collect()).collect()
    };
    let expected = forecast();
    let found: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(forecast)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(found.iter().all(|found| *found == expected));
}

#[test]
fn a_forecast_does_not_depend_on_the_batch_it_is_made_in() {
    use timeseriesml::Dataset;
    let (trainer, _) = trained(0);
    let [_, _, test] = data();
    let all: Vec<usize> = (0..test.len()).collect();
    let (x, _) = test.batch(&all).unwrap();
    let together = inference(|| trainer.model().forward(x)).to_vec();
    for (i, expected) in together.chunks_exact(HORIZON).enumerate() {
        let alone = trainer.predict(test.input(i)).unwrap().to_vec();
        // With a different number of rows, sums may run in a different order, which costs a few roundings of numbers near 1.
        assert!(alone.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5), "window {i}: {alone:?}, {expected:?}");
    }
}
