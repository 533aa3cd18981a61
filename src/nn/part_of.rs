//! Converts a run-time layer to a typed layer after a check of its sizes.

use crate::tensor::ShapeError;
use std::fmt::Display;

/// A run-time layer from which the typed layer `Face` can be built, if the sizes are those in the type.
///
/// `#[module(transparent)]` derives a `TryFrom` that calls [`check`](Self::check): there is no other way to turn a run-time layer into a typed one.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Module, ShapeError, nn::{DynLinear, PartOf}};
///
/// /// A linear layer that keeps the number of features.
/// #[derive(Module)]
/// #[module(transparent)]
/// struct Square<const N: usize> {
///     inner: DynLinear,
/// }
/// impl<const N: usize> PartOf<Square<N>> for DynLinear {
///     fn check(&self) -> Result<(), ShapeError> {
///         let mut sizes = Vec::new();
///         self.for_each_parameter(|_, parameter| sizes.push(parameter.sizes().to_vec()));
///         if sizes[0] == [N, N] {
///             return Ok(());
///         }
///         let (name, found, allowed) = ("weight", format!("{:?}", sizes[0]), format!("{:?}", [N, N]));
///         Err(ShapeError::Argument { op: "Square", name, found, allowed })
///     }
/// }
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// assert!(Square::<5>::try_from(DynLinear::new(5, 5, &mut rng)?).is_ok());
/// assert!(Square::<5>::try_from(DynLinear::new(5, 6, &mut rng)?).is_err());
/// # Ok::<(), ShapeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no size check for `{Face}`",
    label = "expected a part that implements `PartOf<{Face}>`",
    note = "implement `PartOf<{Face}>` for `{Self}`: its `check` compares the sizes of the part with those of the type"
)]
pub trait PartOf<Face> {
    /// Compares the sizes of the run-time layer with those of `Face`.
    ///
    /// # Errors
    /// [`ShapeError`], which names the size that differs.
    fn check(&self) -> Result<(), ShapeError>;
}

/// Compares a property of the run-time layer with the same property of the type; both are given as strings.
pub(crate) fn compare(
    face: &'static str,
    name: &'static str,
    found: &dyn Display,
    expected: &dyn Display,
) -> Result<(), ShapeError> {
    let (found, allowed) = (found.to_string(), expected.to_string());
    if found == allowed { Ok(()) } else { Err(ShapeError::Argument { op: face, name, found, allowed }) }
}

/// Calls [`compare`] for the sizes of the weight.
pub(super) fn compare_weight(face: &'static str, found: &[usize], expected: &[usize]) -> Result<(), ShapeError> {
    compare(face, "the weight", &format!("{found:?}"), &format!("{expected:?}"))
}
