//! Conversions between typed and run-time shapes, and between element types.

use super::{DynTensor, Element, Result, Tensor, check_sizes};
use crate::shape::{At, Axis, HasAxis, Ranked, RenameTo, Shape, With};

impl<S: Shape, E: Element> Tensor<S, E> {
    /// The same tensor with its shape known only at run time. Axis names are dropped; gradients flow through.
    pub fn into_dyn(self) -> DynTensor<E> {
        Tensor::from_array(self.into_array())
    }

    /// The same tensor with a different shape type, if its sizes fit that type.
    ///
    /// # Errors
    /// [`ShapeError::Rank`](super::ShapeError::Rank) or [`ShapeError::Size`](super::ShapeError::Size), which names the axis.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Dim, DynTensor, Tensor};
    /// let x = DynTensor::<f32>::zeros_sized([32, 96])?;
    /// let y: Tensor<(Batch, Dim<96>)> = x.clone().try_into_shape()?;
    /// let e = x.try_into_shape::<(Batch, Dim<95>)>().unwrap_err();
    /// assert_eq!(e.to_string(), "try_into_shape: axis 1 (Dim) must have size 95, found 96 (sizes [32, 96])");
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn try_into_shape<T: Shape>(self) -> Result<Tensor<T, E>> {
        check_sizes("try_into_shape", T::KNOWN_AXES, self.sizes())?;
        Ok(Tensor::from_array(self.into_array()))
    }

    /// Like `cast`, but returns an error for a tracked tensor (one whose operations are recorded for gradients).
    ///
    /// # Errors
    /// [`ShapeError::CastTracked`](super::ShapeError::CastTracked).
    pub fn try_cast<T: Element>(&self) -> Result<Tensor<S, T>> {
        Tensor::checked(T::cast_from(self.array()))
    }

    /// The same values without a history: no gradient flows further back from here.
    pub fn detach(&self) -> Self {
        Tensor::from_array(self.array().detach())
    }
}

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The same values as elements of type `T`, as Rust's `as` converts them: rounded towards zero and clamped for an integer; for a `bool`,
    /// whether the value is not zero.
    ///
    /// A gradient cannot change its type on the way back, and must not be lost silently: a tracked tensor can be cast to a different floating-point
    /// type only after [`detach`](Self::detach). Cast to its own type, it keeps its gradient.
    ///
    /// # Panics
    /// If this tensor is tracked and `T` is a different floating-point type; [`try_cast`](Self::try_cast) returns an error.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<3>,)> = Tensor::from([0.0, -1.5, 7.9]);
    /// assert_eq!(x.cast::<i64>().to_vec(), [0, -1, 7]);
    /// assert_eq!(x.cast::<bool>().to_vec(), [false, true, true]);
    /// ```
    #[doc(alias = "astype")]
    #[doc(alias = "float")]
    #[doc(alias = "double")]
    #[doc(alias = "long")]
    #[doc(alias = "int")]
    #[doc(alias = "bool")]
    #[doc(alias = "to")]
    #[track_caller]
    pub fn cast<T: Element>(&self) -> Tensor<S, T> {
        Tensor::proved(T::cast_from(self.array()))
    }
}

impl<E: Element> DynTensor<E> {
    /// The same values as elements of type `T`, as Rust's `as` converts them: rounded towards zero and clamped for an integer; for a `bool`,
    /// whether the value is not zero.
    ///
    /// # Errors
    /// [`ShapeError::CastTracked`](super::ShapeError::CastTracked) if this tensor is tracked and `T` is a different floating-point type: the gradient
    /// would be lost; call [`detach`](Self::detach) first. Cast to its own type, it keeps its gradient.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([2], &[-1.5, 7.9])?;
    /// assert_eq!(x.cast::<i64>()?.to_vec(), [-1, 7]);
    /// assert!(x.clone().requires_grad().cast::<f32>().is_err());
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[doc(alias = "astype")]
    #[doc(alias = "float")]
    #[doc(alias = "double")]
    #[doc(alias = "long")]
    #[doc(alias = "int")]
    #[doc(alias = "bool")]
    #[doc(alias = "to")]
    pub fn cast<T: Element>(&self) -> Result<DynTensor<T>> {
        Tensor::checked(T::cast_from(self.array()))
    }
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// The same tensor with axis `I` renamed: the new name has the same size, or a size known only at run time.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Axis, Batch, Dim, Tensor};
    /// #[derive(Axis)]
    /// struct Time<const N: usize>;
    /// let x: Tensor<(Dim<32>, Dim<96>)> = Tensor::zeros();
    /// let x: Tensor<(Batch, Dim<96>)> = x.rename::<0, Batch>();
    /// let x: Tensor<(Batch, Time<96>)> = x.rename::<1, Time<96>>();
    /// ```
    pub fn rename<const I: isize, X: Axis>(&self) -> Tensor<With<S, I, <At<S, I> as RenameTo<X>>::Output>, E>
    where
        S: HasAxis<I>,
        At<S, I>: RenameTo<X>,
    {
        Tensor::from_array(self.handle())
    }
}

/// Like [`into_dyn`](Tensor::into_dyn), but for `.into()`.
impl<S: Ranked, E: Element> From<Tensor<S, E>> for DynTensor<E> {
    fn from(x: Tensor<S, E>) -> Self {
        x.into_dyn()
    }
}
