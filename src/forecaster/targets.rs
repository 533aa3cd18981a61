//! The targets of windows: one column or several, the whole horizon or its final step.

use crate::shape::{Batch, Dim, Ranked, Target};
use crate::tensor::{ShapeError, Tensor};
use std::marker::PhantomData;

/// One target column over the whole horizon: the default.
#[derive(Clone, Copy, Debug)]
pub enum OneTarget {}

/// Only the last step of the horizon, `HORIZON` steps after the lookback.
///
/// `FinalStep` has one target column, and `FinalStep<Target<3>>` has three.
#[derive(Clone, Copy, Debug)]
pub struct FinalStep<T = OneTarget>(PhantomData<fn() -> T>);

/// The targets of windows: the last type parameter of `WindowDataset` and [`WindowPart`](crate::data::WindowPart).
///
/// | | chosen by | target tensor |
/// |---|---|---|
/// | [`OneTarget`], the default | `.target(column)` | `(Batch, Dim<HORIZON>)` |
/// | [`Target<N>`](Target) | `.targets([column, ..])` | `(Batch, Dim<HORIZON>, Target<N>)` |
/// | [`FinalStep`] | `.target(column).last_step()` | `(Batch, Dim<1>)` |
/// | [`FinalStep<Target<N>>`](FinalStep) | `.targets([column, ..]).last_step()` | `(Batch, Dim<1>, Target<N>)` |
///
/// The trait is sealed: only these types implement it.
pub trait WindowTargets<const HORIZON: usize>: 'static {
    /// The number of steps, at the end of the horizon, that are targets.
    const STEPS: usize;
    /// One target column or several.
    type Columns: TargetColumns;
    /// The shape of a batch of targets.
    type Shape: Ranked;
    /// The kind of targets with the same steps, but of one column.
    type Single: WindowTargets<HORIZON>;
    /// The kind of targets with the same steps, but of `N` columns.
    type Several<const N: usize>: WindowTargets<HORIZON>;
    /// The kind of targets with the same columns, but only their final step.
    type Final: WindowTargets<HORIZON>;

    #[doc(hidden)]
    fn written(batch: usize, write: impl FnOnce(&mut [f32])) -> Result<Tensor<Self::Shape>, ShapeError>;
}

/// One target column ([`OneTarget`]) or several ([`Target<N>`](Target)).
pub trait TargetColumns: sealed::Sealed + 'static {
    /// The number of target columns.
    const TARGETS: usize;
    /// The shape of a batch of targets of `STEPS` steps.
    type Shape<const STEPS: usize>: Ranked;
    /// The values of each column: one slice for one column, an array of slices for several.
    type PerTarget<'a>;

    #[doc(hidden)]
    fn per_target<'a>(column: impl FnMut(usize) -> &'a [f64]) -> Self::PerTarget<'a>;
    #[doc(hidden)]
    fn written<const STEPS: usize>(
        batch: usize,
        write: impl FnOnce(&mut [f32]),
    ) -> Result<Tensor<Self::Shape<STEPS>>, ShapeError>;
}

impl TargetColumns for OneTarget {
    const TARGETS: usize = 1;
    type Shape<const STEPS: usize> = (Batch, Dim<STEPS>);
    type PerTarget<'a> = &'a [f64];

    fn per_target<'a>(mut column: impl FnMut(usize) -> &'a [f64]) -> &'a [f64] {
        column(0)
    }

    fn written<const STEPS: usize>(
        batch: usize,
        write: impl FnOnce(&mut [f32]),
    ) -> Result<Tensor<Self::Shape<STEPS>>, ShapeError> {
        Tensor::written([batch, STEPS], write)
    }
}

impl<const N: usize> TargetColumns for Target<N> {
    const TARGETS: usize = N;
    type Shape<const STEPS: usize> = (Batch, Dim<STEPS>, Target<N>);
    type PerTarget<'a> = [&'a [f64]; N];

    fn per_target<'a>(column: impl FnMut(usize) -> &'a [f64]) -> [&'a [f64]; N] {
        std::array::from_fn(column)
    }

    fn written<const STEPS: usize>(
        batch: usize,
        write: impl FnOnce(&mut [f32]),
    ) -> Result<Tensor<Self::Shape<STEPS>>, ShapeError> {
        Tensor::written([batch, STEPS, N], write)
    }
}

impl<T: TargetColumns, const HORIZON: usize> WindowTargets<HORIZON> for T {
    const STEPS: usize = HORIZON;
    type Columns = T;
    type Shape = T::Shape<HORIZON>;
    type Single = OneTarget;
    type Several<const N: usize> = Target<N>;
    type Final = FinalStep<T>;

    fn written(batch: usize, write: impl FnOnce(&mut [f32])) -> Result<Tensor<Self::Shape>, ShapeError> {
        T::written(batch, write)
    }
}

impl<T: TargetColumns, const HORIZON: usize> WindowTargets<HORIZON> for FinalStep<T> {
    const STEPS: usize = 1;
    type Columns = T;
    type Shape = T::Shape<1>;
    type Single = FinalStep;
    type Several<const N: usize> = FinalStep<Target<N>>;
    type Final = Self;

    fn written(batch: usize, write: impl FnOnce(&mut [f32])) -> Result<Tensor<Self::Shape>, ShapeError> {
        T::written(batch, write)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::OneTarget {}
    impl<const N: usize> Sealed for super::Target<N> {}
}
