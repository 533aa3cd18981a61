//! Applies one scaler after another.

use super::Scaler;
use super::error::ScalerError;
use super::fitted::FittedScaler;

/// Two scalers in sequence, built by [`Scaler::then`]. The second scaler is fitted to the columns that the first has scaled.
///
/// The inverse applies the inverse of the second scaler, then that of the first.
///
/// # Example
/// ```
/// use timeseriesml::{Standard, data::{Log, Scaler}};
/// let scaler = Log::new().shift(1.0).then(Standard).fit(&[&[0.0, 9.0, 99.0]])?;
/// assert!(scaler.transform(0, 9.0).abs() < 1e-12);
/// assert!((scaler.inverse_transform(0, 0.0) - 9.0).abs() < 1e-12);
/// # Ok::<(), timeseriesml::data::ScalerError>(())
/// ```
#[doc(alias = "Pipeline")]
#[doc(alias = "make_pipeline")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScalerChain<First, Second> {
    pub(super) first: First,
    pub(super) second: Second,
}

#[diagnostic::do_not_recommend]
impl<First: Scaler, Second: Scaler> Scaler for ScalerChain<First, Second> {
    fn fit(&self, columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        self.first.fit(columns)?.fit_next(columns, |scaled| self.second.fit(scaled))
    }

    fn fit_named(&self, names: &[&str], columns: &[&[f64]]) -> Result<FittedScaler, ScalerError> {
        let next = |scaled: &[&[f64]]| self.second.fit_named(names, scaled);
        self.first.fit_named(names, columns)?.fit_next(columns, next)
    }
}

impl FittedScaler {
    /// Fits another scaler to the columns that this one has scaled, and chains the two.
    pub(super) fn fit_next(
        self,
        columns: &[&[f64]],
        fit: impl FnOnce(&[&[f64]]) -> Result<FittedScaler, ScalerError>,
    ) -> Result<FittedScaler, ScalerError> {
        let scaled = self.scaled(columns)?;
        let scaled: Vec<&[f64]> = scaled.iter().map(Vec::as_slice).collect();
        let next = fit(&scaled)?;
        next.check_count(self.columns())?;
        Ok(self.then(next))
    }

    /// Returns the columns, scaled by this scaler.
    fn scaled(&self, columns: &[&[f64]]) -> Result<Vec<Vec<f64>>, ScalerError> {
        self.check_count(columns.len())?;
        let of_column = |(column, x): (usize, &&[f64])| {
            let scale = |(row, &x): (usize, &f64)| match self.try_transform_row(column, row, x)? {
                z if z.is_finite() => Ok(z),
                _ => Err(ScalerError::ScaledTooLarge { column, row, found: x }),
            };
            x.iter().enumerate().map(scale).collect()
        };
        columns.iter().enumerate().map(of_column).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Log, MaxAbs, MinMax, NoScaler, Standard, YeoJohnson};
    use super::*;

    #[test]
    fn a_chain_is_one_map_after_the_other() {
        let x = [1.0, 10.0, 100.0, 5.0];
        let log = x.map(f64::ln);
        let (chain, second) = (Log::new().then(MinMax), MinMax.fit(&[&log]).unwrap());
        let chain = chain.fit(&[&x]).unwrap();
        for (x, log) in x.into_iter().zip(log) {
            assert_eq!(chain.transform(0, x), second.transform(0, log));
            assert!((chain.inverse_transform(0, chain.transform(0, x)) / x - 1.0).abs() < 1e-14);
        }
        let of_three = NoScaler.then(Log::new()).then(MaxAbs).fit(&[&x]).unwrap();
        assert!((of_three.transform(0, 10.0) - 0.5).abs() < 1e-15);
        // `NoScaler` before or after a scaler changes nothing.
        assert_eq!(NoScaler.then(Standard).fit(&[&x]), Standard.fit(&[&x]));
        assert_eq!(Standard.then(NoScaler).fit(&[&x]), Standard.fit(&[&x]));
    }

    #[test]
    fn values_that_the_second_rule_cannot_take_are_refused() {
        let message = Standard.then(Log::new()).fit(&[&[1.0, 2.0], &[1.0, 3.0]]).unwrap_err().to_string();
        assert!(message.starts_with("log scaler: column 0, row 0: found -1, expected a number above 0"), "{message}");
        let chain = YeoJohnson::new().lambda(3.0).standardize(false).then(Standard);
        let message = chain.fit(&[&[1.0, 1e300]]).unwrap_err().to_string();
        assert!(message.starts_with("scaler: column 0, row 1: the scaled value of 1e300"), "{message}");
    }
}
