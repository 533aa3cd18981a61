//! The shared code of features computed from a value and an earlier one.

/// Declares one feature per row: type, name in a configuration, and its value from the current and the earlier value. The calling file imports
/// the types used here.
macro_rules! with_earlier { ($($(#[$doc:meta])* $Name:ident, $name:literal, $value:expr;)*) => { $(
    $(#[$doc])*
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct $Name {
        column: Column,
        lag: Lag,
    }

    impl $Name {
        /// Compares the close with that of the previous candle.
        pub fn new() -> Self {
            Self { column: Column::Close, lag: Lag::new(1) }
        }

        /// Compares the close with that of the candle `periods` candles earlier: 7 for a week of daily candles.
        ///
        /// # Errors
        /// [`FeatureError::WindowTooShort`] if `periods` is 0.
        pub fn over(periods: usize) -> Result<Self, FeatureError> {
            FeatureError::check_window($name, periods, 1)?;
            Ok(Self { column: Column::Close, lag: Lag::new(periods) })
        }

        /// Uses `column` instead of the close.
        pub fn of(self, column: Column) -> Self {
            Self { column, ..self }
        }
    }

    impl Default for $Name {
        fn default() -> Self {
            Self::new()
        }
    }

    impl Feature for $Name {
        fn name(&self) -> String {
            let periods = self.lag.periods();
            of(if periods == 1 { $name.to_owned() } else { format!(concat!($name, "_{}"), periods) }, self.column)
        }

        fn warm_up(&self) -> usize {
            self.lag.periods()
        }

        fn push(&mut self, candle: &Candle) -> Option<f64> {
            let now = candle.value(self.column);
            let value: fn(f64, f64) -> f64 = $value;
            self.lag.push(now).map(|earlier| value(now, earlier))
        }

        fn reset(&mut self) {
            self.lag.reset();
        }
    }
)* } }
pub(super) use with_earlier;
