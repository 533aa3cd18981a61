//! The bounds that check whether a stack of dilated causal convolutions sees its whole window.
//!
//! Two convolutions per block with dilations 1, 2, 4, … have a receptive field of `1 + 2·(KERNEL − 1)·(2^blocks − 1)` steps (Bai, Kolter and Koltun,
//! "An empirical evaluation of generic convolutional and recurrent networks for sequence modeling", 2018). It is capped at the lookback, so that it
//! is always in the size table (the sizes that type arithmetic knows) and compiler messages can show it. A model with such a stack implements
//! [`Covers`]. The arithmetic on types is in `shape/dilation.rs`; `TcnConfig::receptive_field` computes the receptive field at run time.

use crate::models::pooling::{LastStep, MeanPool};
use crate::shape::{Axis, Bare, Channels, DilatedField, Dim};
use crate::tensor::ShapeError;

/// A model whose receptive field covers `LOOKBACK` steps. Its impl has the bounds [`ReceptiveField`] and [`Reaches`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not cover a lookback of {LOOKBACK} steps",
    label = "the model would never see the oldest steps of the window"
)]
pub trait Covers<const LOOKBACK: usize> {}

/// The receptive field of a list of blocks with kernel size `KERNEL`, capped at `LOOKBACK`.
#[diagnostic::on_unimplemented(
    message = "cannot show that blocks of `{Self}` with a kernel of {KERNEL} cover a lookback of {LOOKBACK} steps",
    label = "the kernel ({KERNEL}) must be at least 1, and {KERNEL} and {LOOKBACK} must both be in the size table",
    note = "in generic code: add the bound `where Tcn<..>: Covers<{LOOKBACK}>`, with the full type of the model printed below",
    note = "the table holds 0 to 4096 and common larger sizes; add others in `.cargo/config.toml` under `[env]`: `TIMESERIESML_SIZES = \"SIZE,SIZE\"`; or use the head `MeanPool`, which needs no receptive field"
)]
pub trait ReceptiveField<const KERNEL: usize, const LOOKBACK: usize>: Channels {
    /// The smaller of the receptive field and `LOOKBACK`.
    type Seen: Bare;
}
// `Seen` is a parameter: for `L::Seen` rustc would print the bound of `DilatedField`, which has no custom message.
#[diagnostic::do_not_recommend]
impl<L: DilatedField<KERNEL, LOOKBACK, Seen = Seen>, const KERNEL: usize, const LOOKBACK: usize, Seen: Bare>
    ReceptiveField<KERNEL, LOOKBACK> for L
{
    type Seen = Seen;
}

/// A receptive field, capped at the lookback, that equals the lookback: the model sees the whole window.
#[diagnostic::on_unimplemented(
    message = "the receptive field is `{Self}`, shorter than the lookback of {LOOKBACK} steps",
    label = "the model would never see the oldest steps of the window",
    note = "add a block (each doubles the dilation), use a longer kernel, or average over all steps with the head `MeanPool`: the field is 1 + 2*(kernel-1)*(2^blocks - 1)"
)]
pub trait Reaches<const LOOKBACK: usize> {}
#[diagnostic::do_not_recommend]
impl<A: Axis<Bare = Dim<LOOKBACK>>, const LOOKBACK: usize> Reaches<LOOKBACK> for A {}

/// A time axis with a static length that the receptive field of the model `M` covers.
#[diagnostic::on_unimplemented(
    message = "the time axis of `{M}` must have a static length that the model covers, but is `{Self}`",
    label = "`{Self}` on the time axis",
    note = "make a run-time length static with `try_into_shape::<S>()`"
)]
pub trait CoveredBy<M> {}
// This impl is not marked `do_not_recommend`, so that rustc's error names the length of the receptive field.
impl<A: Axis, M> CoveredBy<M> for A where A::Bare: BareCoveredBy<M> {}

/// [`CoveredBy`] for an axis without its name. It is public because compiler messages name it; in bounds use `CoveredBy`.
#[diagnostic::on_unimplemented(
    message = "the time axis of `{M}` must have a static length, but it is `{Self}`",
    label = "`{Self}` on the time axis",
    note = "make a run-time length static with `try_into_shape::<S>()`"
)]
pub trait BareCoveredBy<M> {}
impl<M: Covers<LOOKBACK>, const LOOKBACK: usize> BareCoveredBy<M> for Dim<LOOKBACK> {}

/// A head of the model `M` that can read the time axis `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model head",
    label = "expected `LastStep` or `MeanPool`",
    note = "the head is the model's last type parameter: `Tcn<5, channels![64, 64], 3, 24, MeanPool>`",
    note = "`LastStep` needs a receptive field that covers the lookback; `MeanPool` averages all steps and does not"
)]
pub trait PoolOver<M, T: Axis> {}
#[diagnostic::do_not_recommend]
impl<M, T: Axis> PoolOver<M, T> for MeanPool {}
// This impl is not marked `do_not_recommend`, so that rustc's error names the length of the receptive field.
impl<M, T: Axis + CoveredBy<M>> PoolOver<M, T> for LastStep {}

/// The error for a run-time model whose last output step sees only `field` of the `steps` input steps.
pub(super) fn too_short(op: &'static str, field: usize, steps: usize) -> ShapeError {
    let (name, found) = ("the receptive field", format!("{field} steps"));
    let allowed =
        format!("at least as long as the input, {steps} steps; add a block, use a longer kernel or a shorter input");
    ShapeError::Argument { op, name, found, allowed }
}
