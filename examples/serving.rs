//! Serving: threads share one trained model through an `Arc`, and predict at the same time.
//!
//! `cargo run --release --example serving` trains a small model, has 1, 2 and 4 threads forecast the same windows, and
//! prints how many forecasts per second they make and whether all are equal to those of one thread.
//!
//! Previous: `pytorch_weights`. This is the last example.

use std::{
    error::Error,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Column, MseLoss, Naive, Standard, SyntheticCandles, Tcn, Trainer, WindowDataset, WindowInput, channels,
    evaluate, inference, with_threads,
};

const LOOKBACK: usize = 60;

type Model = Tcn<5, channels![16, 16, 16, 16], 3, 12>;

/// How long to measure with each number of threads.
const MEASURED: Duration = Duration::from_millis(500);

fn main() -> Result<(), Box<dyn Error>> {
    let candles = SyntheticCandles::new(2000).generate();
    let windows = WindowDataset::<LOOKBACK, 12, 5>::builder(&candles).target(Column::Close).scaler(Standard);
    let (train, val, test) = windows.subtract_last().build()?.split([0.6, 0.2, 0.2])?;
    let mut trainer = Trainer::new(Model::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)), Adam::new(1e-3), MseLoss);
    trainer.fit(&train, &val, 10)?;
    let (model, naive) = (evaluate(trainer.model(), &test)?, evaluate(&Naive, &test)?);
    println!("model: MAE {:.1}\nnaive: MAE {:.1}", model.mae, naive.mae);
    println!("The model {} the naive forecast.\n", if model.mae < naive.mae { "beats" } else { "does not beat" });

    // A module is `Send` and `Sync`, and predicting takes it by shared reference: an `Arc` is enough, without a lock.
    let model = Arc::new(trainer.into_model());
    // The requests: one window each. A tensor is a reference-counted handle, so a clone for each thread copies no values.
    let requests: Arc<[_]> = (0..test.len()).map(|window| test.input(window)).collect();
    let expected: Vec<Vec<f32>> = requests.iter().map(|request| answer(&model, request)).collect();

    println!("threads  forecasts per second  equal to one thread");
    for threads in [1, 2, 4] {
        let start = Instant::now();
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                let (model, requests) = (Arc::clone(&model), Arc::clone(&requests));
                thread::spawn(move || serve(&model, &requests))
            })
            .collect();
        let joined = workers.into_iter().map(|worker| worker.join().map_err(|_| "a thread panicked"));
        let answers: Vec<Vec<Vec<f32>>> = joined.collect::<Result<_, _>>()?;
        let per_second = answers.iter().map(Vec::len).sum::<usize>() as f64 / start.elapsed().as_secs_f64();
        let equal = answers.iter().all(|of_thread| of_thread.iter().zip(expected.iter().cycle()).all(|(a, b)| a == b));
        println!("{threads:>7}  {per_second:>20.0}  {}", if equal { "yes, to the bit" } else { "NO" });
    }
    Ok(())
}

/// Answers the requests over and over until the time is up.
fn serve(model: &Model, requests: &[WindowInput<LOOKBACK, 5>]) -> Vec<Vec<f32>> {
    let start = Instant::now();
    requests.iter().cycle().take_while(|_| start.elapsed() < MEASURED).map(|request| answer(model, request)).collect()
}

/// Forecasts one window.
///
/// `inference` records nothing for gradients and switches dropout off. `with_threads(1, ..)` keeps a forecast on its own
/// thread: where threads serve many requests, one request needs no second core. The number of threads does not change
/// the result, not even its last bit.
fn answer(model: &Model, request: &WindowInput<LOOKBACK, 5>) -> Vec<f32> {
    with_threads(1, || inference(|| model.forward(request.clone()).to_vec()))
}
