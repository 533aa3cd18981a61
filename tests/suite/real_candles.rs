//! Real candles, from the file to a forecast: the library agrees with the numbers computed by hand here.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Candles, Column, MseLoss, Naive, SeasonalNaive, Standard, Tcn, Trainer, WindowDataset, WindowPart, channels,
    evaluate, forecast, read_ohlcv,
};

const LOOKBACK: usize = 60;
const HORIZON: usize = 14;

fn candles() -> Candles {
    read_ohlcv(concat!(env!("CARGO_MANIFEST_DIR"), "/data/btcusd_daily.csv")).unwrap()
}

type Part = WindowPart<LOOKBACK, HORIZON, 5>;

fn parts(candles: &Candles) -> (Part, Part, Part) {
    let windows = WindowDataset::<_, _, _>::builder(candles)
        .target(Column::Close)
        .scaler(Standard)
        .subtract_last()
        .build()
        .unwrap();
    windows.split([0.6, 0.2, 0.2]).unwrap()
}

/// MSE, MAE and RMSE of a forecast that repeats the value `season` steps earlier, over every window of the last fifth of the rows.
fn by_hand(close: &[f64], season: usize) -> [f64; 3] {
    let first = close.len() * 8 / 10;
    let (mut squares, mut sizes, mut count) = (0.0, 0.0, 0.0);
    for start in first + LOOKBACK..=close.len() - HORIZON {
        for step in 0..HORIZON {
            let error = close[start - season + step % season] - close[start + step];
            squares += error * error;
            sizes += error.abs();
            count += 1.0;
        }
    }
    [squares / count, sizes / count, f64::sqrt(squares / count)]
}

#[test]
fn baselines_are_right_when_computed_by_hand() {
    let candles = candles();
    assert_eq!(candles.len(), 1_246);
    let (_, _, test) = parts(&candles);
    let weekly = SeasonalNaive::new(7).unwrap();
    for (found, season) in [(evaluate(&Naive, &test), 1), (evaluate(&weekly, &test), 7)] {
        let found = found.unwrap();
        for (found, expected) in [found.mse, found.mae, found.rmse].into_iter().zip(by_hand(candles.close(), season)) {
            // The sum has 2 478 additions, each with a relative error of 1e-16.
            assert!((found / expected - 1.0).abs() < 1e-12, "season {season}: {found}, expected {expected}");
        }
    }
}

#[test]
fn forecasts_are_finite_and_in_price_units() {
    let candles = candles();
    let (train, val, test) = parts(&candles);
    let model = Tcn::<5, channels![8, 8, 8, 8], 3, HORIZON>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 2).unwrap();
    let errors = evaluate(trainer.model(), &test).unwrap();
    let naive = evaluate(&Naive, &test).unwrap();
    // A model of differences from the last price, after two epochs, is near the naive forecast.
    assert!((0.5..2.0).contains(&(errors.rmse / naive.rmse)), "{errors} against {naive}");
    let last = candles.close()[candles.len() - 1];
    for price in forecast(trainer.model(), &test, test.latest()).unwrap() {
        assert!((0.5 * last..2.0 * last).contains(&price), "{price} after {last}");
    }
}
