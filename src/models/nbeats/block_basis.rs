//! The basis of an N-BEATS block, as a type.

use super::config::Basis;

/// The coefficients are the backcast and the forecast themselves.
#[derive(Clone, Copy, Debug)]
pub struct GenericBasis;

/// The coefficients multiply the powers 0 to `DEGREE` of time.
#[derive(Clone, Copy, Debug)]
pub struct TrendBasis<const DEGREE: usize>;

/// The coefficients multiply cosines and sines; the paper's basis is `HARMONICS = 1`.
#[derive(Clone, Copy, Debug)]
pub struct SeasonalityBasis<const HARMONICS: usize>;

/// The basis of an [`NBeatsBlock`](crate::models::NBeatsBlock): [`GenericBasis`], [`TrendBasis`] or [`SeasonalityBasis`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a basis of an N-BEATS block",
    label = "expected `GenericBasis`, `TrendBasis<DEGREE>` or `SeasonalityBasis<HARMONICS>`",
    note = "the basis is the parameter after the layer width: `NBeatsBlock<96, 24, 256, TrendBasis<2>>`"
)]
pub trait BlockBasis: 'static {
    /// The basis as a value.
    const BASIS: Basis;
}
#[diagnostic::do_not_recommend]
impl BlockBasis for GenericBasis {
    const BASIS: Basis = Basis::Generic;
}
#[diagnostic::do_not_recommend]
impl<const DEGREE: usize> BlockBasis for TrendBasis<DEGREE> {
    const BASIS: Basis = Basis::Trend { degree: DEGREE };
}
#[diagnostic::do_not_recommend]
impl<const HARMONICS: usize> BlockBasis for SeasonalityBasis<HARMONICS> {
    const BASIS: Basis = Basis::Seasonality { harmonics: HARMONICS };
}

/// The name of the corresponding type, such as `TrendBasis<2>`.
pub(super) fn type_of(basis: Basis) -> String {
    match basis {
        Basis::Generic => "GenericBasis".into(),
        Basis::Trend { degree } => format!("TrendBasis<{degree}>"),
        Basis::Seasonality { harmonics } => format!("SeasonalityBasis<{harmonics}>"),
    }
}
