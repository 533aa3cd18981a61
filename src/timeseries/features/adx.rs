//! The average directional index and its directional indicators.

use super::error::FeatureError;
use super::extremes::quotient_or_zero;
use super::feature::Feature;
use super::recursive::RecursiveAverage;
use super::true_range::TrueRange;
use crate::timeseries::Candle;

/// The average directional index: the strength of a trend from 0 to 100, regardless of its direction.
///
/// The plus movement of a candle is the rise of its high from the previous candle, the minus movement the fall of its low. The smaller of the two
/// counts as 0 (both do if they are equal), and so does a negative movement. With the sums `p`, `m` and `t` of plus movements, minus movements and
/// [true ranges](TrueRange), the directional indicators are `+DI = 100·p/t` and `−DI = 100·m/t`, and the index is Wilder's average of
/// `100·|+DI − −DI| / (+DI + −DI)` over `window` candles. [`plus_di`](Self::plus_di) and [`minus_di`](Self::minus_di) return the indicators instead
/// of the index.
///
/// The sums are Wilder's, as in TA-Lib: the sum of the first `window − 1` movements, then each later movement `x` changes the sum `s` to
/// `s − s/window + x`. The indicators have their first value after `window` candles, the index after `2·window − 1`. If all ranges are 0, so are the
/// indicators; if both indicators are 0, the previous index (0 before the first) is averaged in.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Adx, Feature};
/// let adx = Adx::new(14)?;
/// assert_eq!((adx.name(), adx.warm_up()), ("adx_14".to_owned(), 27));
/// let plus = adx.plus_di();
/// assert_eq!((plus.name(), plus.warm_up()), ("plus_di_14".to_owned(), 14));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib's `ADX`, `PLUS_DI` and `MINUS_DI`.
#[doc(alias = "AverageDirectionalIndex")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Adx {
    range: TrueRange,
    /// The high and low of the previous candle.
    previous: Option<(f64, f64)>,
    /// The sums of plus movements (+DM), minus movements (−DM) and true ranges.
    sums: [f64; 3],
    /// The number of movements in the sums, up to `window − 1`.
    count: usize,
    average: RecursiveAverage,
    index: Option<f64>,
    line: Line,
}

#[derive(Clone, Copy, Debug)]
enum Line {
    Index,
    Plus,
    Minus,
}

impl Adx {
    /// Returns the index over `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is below 2, since a window of one candle averages nothing.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("adx", window, 2)?;
        let average = RecursiveAverage::wilder(window);
        Ok(Adx {
            range: TrueRange::new(),
            previous: None,
            sums: [0.0; 3],
            count: 0,
            average,
            index: None,
            line: Line::Index,
        })
    }

    /// Selects the plus directional indicator instead of the index.
    pub fn plus_di(self) -> Self {
        Adx { line: Line::Plus, ..self }
    }

    /// Selects the minus directional indicator instead of the index.
    pub fn minus_di(self) -> Self {
        Adx { line: Line::Minus, ..self }
    }

    /// Adds the movements of a candle; returns both indicators once the sums are complete.
    fn indicators(&mut self, candle: &Candle) -> Option<[f64; 2]> {
        let range = self.range.push(candle);
        let (high, low) = self.previous.replace((candle.high, candle.low))?;
        let (up, down) = (candle.high - high, low - candle.low);
        let movements = if up > down {
            [up.max(0.0), 0.0]
        } else if down > up {
            [0.0, down.max(0.0)]
        } else if up == down {
            [0.0; 2]
        } else {
            [f64::NAN; 2]
        };
        let window = self.average.window();
        let complete = self.count + 1 >= window;
        for (sum, x) in self.sums.iter_mut().zip([movements[0], movements[1], range?]) {
            *sum = if complete { *sum - *sum / window as f64 + x } else { *sum + x };
        }
        if !complete {
            self.count += 1;
            return None;
        }
        let [plus, minus, range] = self.sums;
        Some([plus, minus].map(|sum| 100.0 * quotient_or_zero(sum, range)))
    }
}

impl Feature for Adx {
    fn name(&self) -> String {
        let name = match self.line {
            Line::Index => "adx",
            Line::Plus => "plus_di",
            Line::Minus => "minus_di",
        };
        format!("{name}_{}", self.average.window())
    }

    fn warm_up(&self) -> usize {
        let window = self.average.window();
        match self.line {
            Line::Index => window.saturating_mul(2) - 1,
            Line::Plus | Line::Minus => window,
        }
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let [plus, minus] = self.indicators(candle)?;
        match self.line {
            Line::Plus => Some(plus),
            Line::Minus => Some(minus),
            Line::Index => {
                let both = plus + minus;
                let still = self.index.unwrap_or(0.0);
                let strength = if both == 0.0 { still } else { 100.0 * ((plus - minus).abs() / both) };
                self.index = self.average.push(strength);
                self.index
            }
        }
    }

    fn reset(&mut self) {
        self.range.reset();
        self.average.reset();
        (self.previous, self.sums, self.count, self.index) = (None, [0.0; 3], 0, None);
    }
}
