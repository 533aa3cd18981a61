//! Operations with the shape rule "a class index becomes an axis of classes": one_hot.

use super::{DynTensor, Element, MovingOperations, Result, Tensor};
use crate::shape::{ClassAxis, Dim, Ranked, Shape};
use timeseriesml_core::array::Array;

/// The element type of class indices: `i64`.
#[allow(private_bounds, reason = "internal reading of indices; the trait is sealed by it")]
#[diagnostic::on_unimplemented(
    message = "class indices must be `i64`, not `{Self}`",
    label = "expected a tensor of `i64`, found one of `{Self}`",
    note = "convert with `x.cast::<i64>()`"
)]
pub trait ClassNumber: Element + Labels {}
#[diagnostic::do_not_recommend]
impl ClassNumber for i64 {}

pub(super) trait Labels: Element {
    fn labels(x: &Array<Self>) -> &Array<i64>;
}
impl Labels for i64 {
    fn labels(x: &Array<i64>) -> &Array<i64> {
        x
    }
}

impl<S: Shape, I: ClassNumber> Tensor<S, I> {
    /// The number of elements that are not equal to `ignored`.
    pub(crate) fn count_without(&self, ignored: Option<i64>) -> usize {
        I::labels(self.array()).with_dense(|classes| classes.iter().filter(|&&class| Some(class) != ignored).count())
    }
}

impl<S: Ranked, I: Element> Tensor<S, I> {
    /// Adds a last axis of `CLASSES` elements: 1 at the class index, 0 elsewhere.
    ///
    /// # Panics
    /// If an index is negative, or not below `CLASSES`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let weekday: Tensor<(Dim<2>,), i64> = Tensor::from([2, 0]);
    /// let marks: Tensor<(Dim<2>, Dim<3>)> = weekday.one_hot::<3, f32>();
    /// assert_eq!(marks.to_array(), [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
    /// ```
    #[doc(alias = "torch.nn.functional.one_hot")]
    #[track_caller]
    pub fn one_hot<const CLASSES: usize, E: Element>(&self) -> Tensor<S::Output<Dim<CLASSES>>, E>
    where
        I: ClassNumber,
        S: ClassAxis<E>,
    {
        Tensor::proved(<E as MovingOperations>::one_hot(I::labels(self.array()), CLASSES))
    }

    /// Like [`one_hot`](Self::one_hot), but returns an error for an index out of range.
    ///
    /// # Errors
    /// [`ShapeError::Class`](super::ShapeError::Class).
    pub fn try_one_hot<const CLASSES: usize, E: Element>(&self) -> Result<Tensor<S::Output<Dim<CLASSES>>, E>>
    where
        I: ClassNumber,
        S: ClassAxis<E>,
    {
        Tensor::checked(<E as MovingOperations>::one_hot(I::labels(self.array()), CLASSES))
    }
}

impl<I: Element> DynTensor<I> {
    /// Adds a last axis of `classes` elements: 1 at the class index, 0 elsewhere.
    ///
    /// # Errors
    /// [`ShapeError::Class`](super::ShapeError::Class) for an index that is negative or not below `classes`,
    /// [`ShapeError::Rank`](super::ShapeError::Rank) if there are already eight axes,
    /// [`ShapeError::TooLarge`](super::ShapeError::TooLarge) if memory runs out.
    pub fn one_hot<E: Element>(&self, classes: usize) -> Result<DynTensor<E>>
    where
        I: ClassNumber,
    {
        Tensor::checked(<E as MovingOperations>::one_hot(I::labels(self.array()), classes))
    }
}
