//! New tensors: constant, from values, random.

use super::{Element, Float, MovingOperations, Result, Tensor, check_sizes};
use crate::core::array::Array;
use crate::core::layout::{Layout, Sizes};
use crate::random;
use crate::shape::{Dim, Shape, SizesFor, StaticShape};
use rand::Rng;

impl<S: StaticShape, E: Element> Tensor<S, E> {
    /// All zeros.
    pub fn zeros() -> Self {
        Self::full(E::ZERO)
    }

    /// All ones.
    pub fn ones() -> Self {
        Self::full(E::ONE)
    }

    /// All elements equal to `value`.
    pub fn full(value: E) -> Self {
        Self::proved(
            Sizes::new("full", S::SIZES.as_ref()).and_then(|sizes| <E as MovingOperations>::full("full", sizes, value)),
        )
    }

    /// `values` in row-major order.
    ///
    /// # Errors
    /// [`ShapeError::Values`](super::ShapeError::Values) if their number is not that of the shape.
    pub fn from_slice(values: &[E]) -> Result<Self> {
        Self::checked(<E as MovingOperations>::from_slice(
            "from_slice",
            Sizes::new("from_slice", S::SIZES.as_ref())?,
            values,
        ))
    }
}

impl<S: StaticShape, E: Float> Tensor<S, E> {
    /// Independent draws from the standard normal distribution.
    ///
    /// The stream is this library's own, so a seed gives the same numbers with every version of `rand`.
    #[doc(alias = "normal")]
    pub fn randn(rng: &mut impl Rng) -> Self {
        let mut x = Self::zeros();
        random::fill_normals(rng, x.array_mut().make_mut().unwrap_or_else(|e| panic!("{e}")));
        x
    }

    /// Independent draws from the uniform distribution over `low..high`.
    pub fn uniform(low: E, high: E, rng: &mut impl Rng) -> Self {
        let mut x = Self::zeros();
        random::fill_uniforms(rng, low, high, x.array_mut().make_mut().unwrap_or_else(|e| panic!("{e}")));
        x
    }
}

/// The same with sizes given when running, for shapes with run-time axes and for a [`DynTensor`](super::DynTensor).
impl<S: Shape, E: Element> Tensor<S, E> {
    /// All zeros.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size) if a size is not that of its axis, [`ShapeError::TooLarge`](super::ShapeError::TooLarge)
    /// if memory does not suffice, [`ShapeError::Rank`](super::ShapeError::Rank) for more than eight axes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Dim, DynTensor, Tensor};
    /// let x: Tensor<(Batch, Dim<96>)> = Tensor::zeros_sized([32, 96])?;
    /// let y: DynTensor = Tensor::zeros_sized([32, 96])?;
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn zeros_sized(sizes: impl SizesFor<S>) -> Result<Self> {
        Self::full_sized(sizes, E::ZERO)
    }

    /// All ones.
    ///
    /// # Errors
    /// As [`zeros_sized`](Self::zeros_sized).
    pub fn ones_sized(sizes: impl SizesFor<S>) -> Result<Self> {
        Self::full_sized(sizes, E::ONE)
    }

    /// All elements equal to `value`.
    ///
    /// # Errors
    /// As [`zeros_sized`](Self::zeros_sized).
    pub fn full_sized(sizes: impl SizesFor<S>, value: E) -> Result<Self> {
        let op = "full";
        check_sizes(op, S::KNOWN_AXES, sizes.as_ref())?;
        Self::checked(<E as MovingOperations>::full(op, Sizes::new(op, sizes.as_ref())?, value))
    }

    /// `values` in row-major order.
    ///
    /// # Errors
    /// As [`zeros_sized`](Self::zeros_sized), and [`ShapeError::Values`](super::ShapeError::Values) if the number of values is
    /// not that of the sizes.
    pub fn from_slice_sized(sizes: impl SizesFor<S>, values: &[E]) -> Result<Self> {
        let op = "from_slice";
        check_sizes(op, S::KNOWN_AXES, sizes.as_ref())?;
        Self::checked(<E as MovingOperations>::from_slice(op, Sizes::new(op, sizes.as_ref())?, values))
    }
}

impl<S: Shape, E: Float> Tensor<S, E> {
    /// Independent draws from the standard normal distribution.
    ///
    /// # Errors
    /// As [`zeros_sized`](Self::zeros_sized).
    pub fn randn_sized(sizes: impl SizesFor<S>, rng: &mut impl Rng) -> Result<Self> {
        let mut x = Self::zeros_sized(sizes)?;
        random::fill_normals(rng, x.array_mut().make_mut()?);
        Ok(x)
    }

    /// Independent draws from the uniform distribution over `low..high`.
    ///
    /// # Errors
    /// As [`zeros_sized`](Self::zeros_sized).
    pub fn uniform_sized(sizes: impl SizesFor<S>, low: E, high: E, rng: &mut impl Rng) -> Result<Self> {
        let mut x = Self::zeros_sized(sizes)?;
        random::fill_uniforms(rng, low, high, x.array_mut().make_mut()?);
        Ok(x)
    }
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// New values written in row-major order by `write`, which gets memory with unspecified contents.
    pub(crate) fn written(sizes: impl SizesFor<S>, write: impl FnOnce(&mut [E])) -> Result<Self> {
        let op = "batch";
        check_sizes(op, S::KNOWN_AXES, sizes.as_ref())?;
        Self::checked(Array::written(op, Layout::row_major(op, Sizes::new(op, sizes.as_ref())?)?, write))
    }
}

impl<E: Element, const N: usize> From<[E; N]> for Tensor<(Dim<N>,), E> {
    fn from(values: [E; N]) -> Self {
        Tensor::from_slice(&values).unwrap_or_else(|e| panic!("{e}"))
    }
}

impl<E: Element, const N: usize, const M: usize> From<[[E; M]; N]> for Tensor<(Dim<N>, Dim<M>), E> {
    fn from(values: [[E; M]; N]) -> Self {
        Tensor::from_slice(values.as_flattened()).unwrap_or_else(|e| panic!("{e}"))
    }
}

impl<E: Element, const N: usize, const M: usize, const K: usize> From<[[[E; K]; M]; N]>
    for Tensor<(Dim<N>, Dim<M>, Dim<K>), E>
{
    fn from(values: [[[E; K]; M]; N]) -> Self {
        Tensor::from_slice(values.as_flattened().as_flattened()).unwrap_or_else(|e| panic!("{e}"))
    }
}
