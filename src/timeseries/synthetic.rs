//! Seeded candles of a simulated market with known rules, for examples, tests and benchmarks without a download.
//!
//! Each candle has 12 sub-steps of Δ hours: 5 minutes for an hourly candle, 2 hours for a daily one. With `z` standard normal and `t` hours since the
//! start:
//!
//! * regime: calm or stormy; before each candle it changes from calm to stormy with p = 1/100, from stormy to calm with p = 1/25;
//! * level: `x ← x − κ·x·Δ + σ·√Δ·z`, κ = 1/1000 per hour, σ = 0.002 (calm) or 0.008 (stormy) per √hour;
//! * price: `20000 · exp(x + s(t))` with the daily and weekly seasonality `s(t) = 0.01·sin(2πt/24) + 0.03·sin(2πt/168)`;
//! * candle: the first, highest, lowest and last price of the sub-steps; a candle opens at the close of the previous one;
//! * volume: `100 · exp(0.5·min(|r|/σ₀, 8) + 0.3·sin(2πt/168) + 0.2·z)`, `r` the candle's log return, σ₀ = 0.002·√(hours per candle).
//!
//! Regime switching follows Hamilton, "A new approach to the economic analysis of nonstationary time series", 1989;
//! normal numbers come from Marsaglia's polar method, 1964. The random stream is the same everywhere; `ln`, `exp` and
//! `sin` may differ in their last bits between platforms, which rounding to cents hides unless a price falls within
//! 1e-10 of half a cent.

use std::f64::consts::TAU;

use jiff::{
    SignedDuration,
    civil::{DateTime, date},
};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

use crate::data::Series;
use crate::random::{Normal, uniform};
use crate::timeseries::{CandleError, Candles};

const SUB_STEPS: usize = 12;
const START_PRICE: f64 = 20_000.0;
const REVERSION: f64 = 1e-3;
const CALM_SIGMA: f64 = 0.002;
const STORMY_SIGMA: f64 = 0.008;
const CALM_TO_STORMY: f64 = 0.01;
const STORMY_TO_CALM: f64 = 0.04;
const DAY_HOURS: f64 = 24.0;
const WEEK_HOURS: f64 = 168.0;

/// The length of a synthetic candle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CandleInterval {
    /// One hour.
    Hour,
    /// One day of 24 hours.
    Day,
}

impl CandleInterval {
    fn hours(self) -> u16 {
        match self {
            CandleInterval::Hour => 1,
            CandleInterval::Day => 24,
        }
    }
}

/// A generator of candles of a simulated market. The same seed gives the same candles.
///
/// Volatility alternates between calm and stormy periods, the logarithm of the price has a daily seasonality of amplitude 0.01 and a weekly one of
/// 0.03 around a level that reverts to `ln 20000`, and volume grows with the size of price changes. The source file's header has the formulas.
/// Prices are positive; all values are rounded to two decimals.
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, timeseries::CandleInterval};
/// let candles = SyntheticCandles::new(1000).step(CandleInterval::Hour).seed(7).generate();
/// assert_eq!(candles.len(), 1000);
/// assert_eq!(candles, SyntheticCandles::new(1000).step(CandleInterval::Hour).seed(7).generate());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SyntheticCandles {
    rows: usize,
    step: CandleInterval,
    seed: u64,
    start: DateTime,
}

impl SyntheticCandles {
    /// A generator of `rows` hourly candles starting at 2020-01-01 00:00, with seed 0.
    pub fn new(rows: usize) -> Self {
        SyntheticCandles { rows, step: CandleInterval::Hour, seed: 0, start: date(2020, 1, 1).at(0, 0, 0, 0) }
    }

    /// Sets the length of a candle.
    #[must_use]
    pub fn step(mut self, step: CandleInterval) -> Self {
        self.step = step;
        self
    }

    /// Sets the seed of the random numbers.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the time of the first candle.
    #[must_use]
    pub fn start(mut self, start: DateTime) -> Self {
        self.start = start;
        self
    }

    /// Generates the candles; the series is named "synthetic".
    ///
    /// With the same seed, a longer series begins with the candles of a shorter one.
    ///
    /// # Panics
    /// If the last candle would end after the year 9999.
    pub fn generate(&self) -> Candles {
        let hours = self.step.hours();
        let step = SignedDuration::from_hours(i64::from(hours));
        let mut market = Market::new(self.seed, f64::from(hours));
        let mut columns = ["open", "high", "low", "close", "volume"].map(|name| (name.to_owned(), Vec::new()));
        for _ in 0..self.rows {
            for ((_, values), value) in columns.iter_mut().zip(market.next_candle()) {
                values.push(value);
            }
        }
        let next =
            |time: &DateTime| Some(time.checked_add(step).expect("synthetic candles must end before the year 10000"));
        let time = std::iter::successors(Some(self.start), next).take(self.rows).collect();
        let series = Series::new("synthetic", time, columns.into());
        series
            .map_err(CandleError::from)
            .and_then(Candles::from_series)
            .expect("synthetic candles are consistent by construction")
    }
}

struct Market {
    random: Xoshiro256PlusPlus,
    normal: Normal,
    candle_hours: f64,
    /// The number of candles so far.
    candles: u64,
    stormy: bool,
    /// `x` in the formulas of the file header.
    level: f64,
    price: f64,
}

impl Market {
    fn new(seed: u64, candle_hours: f64) -> Self {
        let random = Xoshiro256PlusPlus::seed_from_u64(seed);
        Market {
            random,
            normal: Normal::default(),
            candle_hours,
            candles: 0,
            stormy: false,
            level: 0.0,
            price: START_PRICE,
        }
    }

    /// Returns open, high, low, close and volume.
    fn next_candle(&mut self) -> [f64; 5] {
        let switch = if self.stormy { STORMY_TO_CALM } else { CALM_TO_STORMY };
        self.stormy ^= uniform(&mut self.random) < switch;
        let sigma = if self.stormy { STORMY_SIGMA } else { CALM_SIGMA };
        let begin = self.candles as f64 * self.candle_hours;
        let delta = self.candle_hours / SUB_STEPS as f64;

        let open = self.price;
        let (mut high, mut low) = (open, open);
        for sub_step in 1..=SUB_STEPS {
            self.level += -REVERSION * self.level * delta + sigma * delta.sqrt() * self.normal.sample(&mut self.random);
            self.price = START_PRICE * (self.level + season(begin + sub_step as f64 * delta)).exp();
            high = high.max(self.price);
            low = low.min(self.price);
        }
        self.candles += 1;

        let calm_move = CALM_SIGMA * self.candle_hours.sqrt();
        let surprise = ((self.price / open).ln().abs() / calm_move).min(8.0);
        let weekly = 0.3 * (TAU * begin / WEEK_HOURS).sin();
        let volume = 100.0 * (0.5 * surprise + weekly + 0.2 * self.normal.sample(&mut self.random)).exp();
        // Rounding keeps the order of numbers, so the candle stays consistent. A price of 0 would need x below −15, some 160
        // standard deviations of its stationary distribution.
        [open, high, low, self.price, volume].map(|value| (value * 100.0).round() / 100.0)
    }
}

fn season(hours: f64) -> f64 {
    0.01 * (TAU * hours / DAY_HOURS).sin() + 0.03 * (TAU * hours / WEEK_HOURS).sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(recipe: &SyntheticCandles, expected: &str) {
        let mut text = Vec::new();
        recipe.generate().write_csv(&mut text).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
        values.clone().sum::<f64>() / values.count() as f64
    }

    #[test]
    fn first_rows_never_change() {
        let hourly = "date,open,high,low,close,volume\n\
                      2020-01-01T00:00:00,20000,20098.72,19996.82,20098.72,316.99\n\
                      2020-01-01T01:00:00,20098.72,20175.43,20098.72,20175.43,266.02\n\
                      2020-01-01T02:00:00,20175.43,20196.68,20167.25,20196.34,121.84\n";
        check(&SyntheticCandles::new(3).seed(7), hourly);
        let daily = "date,open,high,low,close,volume\n\
                     1999-12-31T12:00:00,20000,20596.23,20000,20596.23,414.47\n\
                     2000-01-01T12:00:00,20596.23,20859.77,20458.56,20741.67,183.76\n";
        check(
            &SyntheticCandles::new(2).seed(7).step(CandleInterval::Day).start(date(1999, 12, 31).at(12, 0, 0, 0)),
            daily,
        );
    }

    #[test]
    fn no_rows_make_no_candles() {
        assert!(SyntheticCandles::new(0).generate().is_empty());
    }

    #[test]
    fn shorter_recipe_is_the_beginning_of_a_longer_one() {
        let (short, long) = (SyntheticCandles::new(50).generate(), SyntheticCandles::new(80).generate());
        assert_eq!(short.close(), &long.close()[..50]);
    }

    #[test]
    fn prices_are_positive_and_candles_join() {
        for step in [CandleInterval::Hour, CandleInterval::Day] {
            for seed in 0..20 {
                let candles = SyntheticCandles::new(2000).step(step).seed(seed).generate();
                assert!(candles.low().iter().all(|&low| low > 0.0));
                assert_eq!(candles.open()[1..], candles.close()[..1999]);
            }
        }
    }

    #[test]
    fn volume_grows_with_the_size_of_the_return() {
        let candles = SyntheticCandles::new(10_000).seed(3).generate();
        let size: Vec<f64> =
            candles.open().iter().zip(candles.close()).map(|(open, close)| (close / open).ln().abs()).collect();
        let volume: Vec<f64> = candles.volume().iter().map(|volume| volume.ln()).collect();
        let (mean_size, mean_volume) = (mean(size.iter().copied()), mean(volume.iter().copied()));
        let covariance = mean(size.iter().zip(&volume).map(|(s, v)| (s - mean_size) * (v - mean_volume)));
        let variance = |values: &[f64], center: f64| mean(values.iter().map(|value| (value - center).powi(2)));
        let correlation = covariance / (variance(&size, mean_size) * variance(&volume, mean_volume)).sqrt();
        assert!(correlation > 0.8, "{correlation}");
    }

    #[test]
    fn week_shows_in_the_price() {
        // Over the quarter around its peak, the sine's mean is 2√2/π, so peak and trough differ by 2 · 0.03 · 2√2/π = 0.054. In the
        // half week between them, the level wanders by σ·√84 with σ = 0.004 on average; over 60 weeks that is 0.037/√60 = 0.0047.
        let candles = SyntheticCandles::new(168 * 60).seed(5).generate();
        let quarter = |from: usize| {
            let hours =
                candles.close().iter().enumerate().filter(move |(hour, _)| (from..from + 42).contains(&(hour % 168)));
            mean(hours.map(|(_, close)| close.ln()))
        };
        let difference = quarter(21) - quarter(105);
        assert!((difference - 0.054).abs() < 4.0 * 0.0047, "{difference}");
    }

    #[test]
    fn large_moves_come_in_clusters() {
        let candles = SyntheticCandles::new(20_000).seed(11).generate();
        let size: Vec<f64> =
            candles.open().iter().zip(candles.close()).map(|(open, close)| (close / open).ln().abs()).collect();
        let center = mean(size.iter().copied());
        let variance = mean(size.iter().map(|s| (s - center).powi(2)));
        let neighbors = mean(size.windows(2).map(|pair| (pair[0] - center) * (pair[1] - center)));
        // Without regimes, the expected correlation of neighboring candles is 0 with a standard error of 1/√20000 = 0.007.
        assert!(neighbors / variance > 0.2, "{}", neighbors / variance);
    }
}
