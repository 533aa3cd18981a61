//! A seed decides everything: losses and weights are the same to the bit for any number of threads.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Column, History, Module, MseLoss, Standard, SyntheticCandles, Tcn, Trainer, WindowDataset, WindowPart,
    channels, inference, with_threads,
};

const LOOKBACK: usize = 24;
const HORIZON: usize = 6;
const FEATURES: usize = 5;

type Part = WindowPart<LOOKBACK, HORIZON, FEATURES>;
type Model = Tcn<FEATURES, channels![16, 32, 32], 3, HORIZON>;

fn data() -> [Part; 3] {
    let candles = SyntheticCandles::new(600).seed(1).generate();
    let windows = WindowDataset::builder(&candles).target(Column::Close).scaler(Standard).build().unwrap();
    windows.split([0.6, 0.2, 0.2]).unwrap().into()
}

fn trained(seed: u64) -> (Trainer<Model, MseLoss>, History) {
    let [train, val, _] = data();
    let model = Model::options().dropout(0.2).build(&mut Xoshiro256PlusPlus::seed_from_u64(seed)).unwrap();
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).seed(seed).progress(false);
    let history = trainer.fit(&train, &val, 2).unwrap();
    (trainer, history)
}

/// The bits of all losses and of all weights.
fn bits((trainer, history): &(Trainer<Model, MseLoss>, History)) -> (Vec<[u64; 2]>, Vec<u32>) {
    let losses = history.epochs.iter().map(|epoch| [epoch.train_loss.to_bits(), epoch.val_loss.to_bits()]).collect();
    let mut weights = Vec::new();
    trainer.model().for_each_parameter(|_, parameter| {
        weights.extend(parameter.to_vec().into_iter().map(f32::to_bits));
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
        // Sums over another number of rows may run in another order: a few roundings of numbers of size one.
        assert!(alone.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5), "window {i}: {alone:?}, {expected:?}");
    }
}
