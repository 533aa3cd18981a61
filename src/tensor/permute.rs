//! Operations with the shape rule "axes are reordered", and those that insert or remove axes of size one. All results are views.

use super::{DynTensor, Element, MovingOperations, OneOrMore, Result, Tensor};
use crate::shape::{
    At, Batch, HasAxis, InsertAxis, Inserted, One, Permute, Ranked, SizeOne, Transpose, Transposed, Without,
};

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// Swaps the axes `I` and `J`.
    #[doc(alias = "mT")]
    #[doc(alias = "swapaxes")]
    pub fn transpose<const I: isize, const J: isize>(&self /* `::<1, 2>()` */) -> Tensor<Transposed<S, I, J>, E>
    where
        S: Transpose<I, J>,
    {
        Tensor::proved(<E as MovingOperations>::transpose(self.handle(), I, J))
    }

    /// This tensor with its axes in a different order, which is written with `axes!`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor, axes};
    /// let x: Tensor<(Dim<2>, Dim<3>, Dim<4>)> = Tensor::zeros();
    /// let y: Tensor<(Dim<4>, Dim<2>, Dim<3>)> = x.permute::<axes![2, 0, 1]>();
    /// ```
    #[doc(alias = "movedim")]
    pub fn permute<O>(&self /* `x.permute::<axes![0, 2, 1]>()` */) -> Tensor<<S as Permute<O>>::Output, E>
    where
        S: Permute<O>,
    {
        let mut order = [0; timeseriesml_core::layout::MAX_RANK];
        order.iter_mut().zip(S::ORDER).for_each(|(to, &axis)| *to = axis as isize);
        Tensor::proved(<E as MovingOperations>::permute(self.handle(), &order[..S::ORDER.len()]))
    }

    /// This tensor without axis `I`, which must have one element.
    pub fn squeeze<const I: isize>(&self /* `x.squeeze::<1>()` */) -> Tensor<Without<S, I>, E>
    where
        S: HasAxis<I>,
        At<S, I>: SizeOne,
    {
        Tensor::proved(<E as MovingOperations>::squeeze(self.handle(), I))
    }

    /// This tensor with a new axis of type `One`, which broadcasts, at position `I` of the result.
    pub fn unsqueeze<const I: isize>(&self /* `x.unsqueeze::<1>()` */) -> Tensor<Inserted<S, I, One>, E>
    where
        S: InsertAxis<I>,
    {
        Tensor::proved(<E as MovingOperations>::unsqueeze(self.handle(), I))
    }

    /// A batch with this tensor as its only sample, such as a single window for a model that takes batches.
    ///
    /// # Example
    /// ```
    /// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    /// use timeseriesml::{Batch, Dim, Linear, Tensor};
    /// let model = Linear::<96, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let window: Tensor<(Dim<96>,)> = Tensor::zeros();
    /// let forecast: Tensor<(Batch, Dim<24>)> = model.forward(window.batch_of_one());
    /// assert_eq!(forecast.sizes(), [1, 24]);
    /// ```
    pub fn batch_of_one(&self) -> Tensor<Inserted<S, 0, Batch>, E>
    where
        S: InsertAxis<0>,
    {
        Tensor::proved(<E as MovingOperations>::unsqueeze(self.handle(), 0))
    }
}

impl<E: Element> DynTensor<E> {
    /// Swaps the axes `i` and `j`.
    ///
    /// # Errors
    /// [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis.
    #[doc(alias = "mT")]
    #[doc(alias = "swapaxes")]
    pub fn transpose(&self, i: isize, j: isize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::transpose(self.handle(), i, j))
    }

    /// This tensor with its axes in a different order.
    ///
    /// # Errors
    /// [`ShapeError::Order`](super::ShapeError::Order) unless every axis is named exactly once.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::<f32>::zeros_sized([2, 3, 4])?;
    /// assert_eq!(x.permute([-1, 0, 1])?.sizes(), [4, 2, 3]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[doc(alias = "movedim")]
    pub fn permute(&self, order: impl OneOrMore<isize>) -> Result<Self> {
        Self::checked(<E as MovingOperations>::permute(self.handle(), order.list()))
    }

    /// This tensor without one or several axes, each of which must have one element.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size) if the size of an axis is not 1, [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if an
    /// axis does not exist, [`ShapeError::AxisTwice`](super::ShapeError::AxisTwice) if an axis is named twice.
    pub fn squeeze(&self, axes: impl OneOrMore<isize>) -> Result<Self> {
        Self::named("squeeze", <E as MovingOperations>::squeeze_axes(self.handle(), axes.list()))
    }

    /// This tensor with one or several new axes of one element, at these positions of the result, as in `numpy.expand_dims`.
    ///
    /// # Errors
    /// [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if a position is out of range,
    /// [`ShapeError::AxisTwice`](super::ShapeError::AxisTwice) if a position is named twice, [`ShapeError::Rank`](super::ShapeError::Rank) if there
    /// would be more than eight axes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::<f32>::zeros_sized([3])?;
    /// assert_eq!(x.unsqueeze(-1)?.sizes(), [3, 1]);
    /// assert_eq!(x.unsqueeze([0, -1])?.sizes(), [1, 3, 1]);
    /// assert_eq!(x.unsqueeze([0, -1])?.squeeze([0, 2])?.sizes(), [3]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[doc(alias = "expand_dims")]
    pub fn unsqueeze(&self, axes: impl OneOrMore<isize>) -> Result<Self> {
        Self::named("unsqueeze", <E as MovingOperations>::unsqueeze_axes(self.handle(), axes.list()))
    }
}
