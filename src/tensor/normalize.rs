//! Operations with the shape rule "along an axis, keeping the shape": softmax and normalization.

use super::{DynTensor, Element, Float, RealOperations, Result, Tensor};
use crate::shape::{At, HasAxis, Ranked};

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// Weights along axis `I` that sum to one: `eˣ / Σ eˣ`, without overflow for large values.
    ///
    /// A row in which all values are `-inf` gives NaN, as in PyTorch.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::from([[0.0, 0.0], [1000.0, 0.0]]);
    /// assert_eq!(x.softmax::<-1>().to_vec(), [0.5, 0.5, 1.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn softmax<const I: isize>(&self /* `x.softmax::<-1>()` */) -> Self
    where
        E: Float,
        S: HasAxis<I>,
    {
        Tensor::proved(<E as RealOperations>::softmax(self.handle(), I))
    }

    /// The logarithm of [`softmax`](Self::softmax): `x − log Σ eˣ`, computed without underflow.
    #[track_caller]
    pub fn log_softmax<const I: isize>(&self /* `x.log_softmax::<-1>()` */) -> Self
    where
        E: Float,
        S: HasAxis<I>,
    {
        Tensor::proved(<E as RealOperations>::log_softmax(self.handle(), I))
    }

    /// Each vector along axis `I`, scaled to length one: divided by its `p`-norm, or by `eps` where the norm is smaller.
    ///
    /// The norm neither overflows nor underflows: a vector with elements of 1e30 is scaled to length one too (PyTorch gives 0). The defaults of
    /// `torch.nn.functional.normalize` are `p` = 2 and `eps` = 1e-12.
    ///
    /// # Panics
    /// If `p` is NaN, or `eps` negative or not finite.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::from([[3.0, -4.0], [0.0, 0.0]]);
    /// assert_eq!(x.normalize::<-1>(2.0, 1e-12).to_vec(), [0.6, -0.8, 0.0, 0.0]);
    /// ```
    #[doc(alias = "torch.nn.functional.normalize")]
    #[track_caller]
    pub fn normalize<const I: isize>(&self, p: f64, eps: f64) -> Self
    where
        E: Float,
        S: HasAxis<I>,
    {
        Tensor::proved(<E as RealOperations>::normalize(self.handle(), I, p, eps))
    }

    /// Each row along the last axis, shifted and scaled to mean 0 and variance 1, then multiplied by `weight` and added to `bias`.
    ///
    /// `eps` is added to the (biased) variance inside the square root; PyTorch's default is 1e-5. [`LayerNorm`](crate::nn::LayerNorm) is the layer.
    #[track_caller]
    pub fn layer_norm(&self, weight: &Tensor<(At<S, -1>,), E>, bias: &Tensor<(At<S, -1>,), E>, eps: f64) -> Self
    where
        E: Float,
        S: HasAxis<-1>,
    {
        Tensor::proved(<E as RealOperations>::layer_norm(
            self.handle(),
            1,
            Some(weight.handle()),
            Some(bias.handle()),
            eps,
        ))
    }
}

impl<E: Float> DynTensor<E> {
    /// Weights along an axis that sum to one: `eˣ / Σ eˣ`, without overflow for large values.
    ///
    /// # Errors
    /// [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis.
    pub fn softmax(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as RealOperations>::softmax(self.handle(), axis))
    }

    /// The logarithm of [`softmax`](Self::softmax): `x − log Σ eˣ`, computed without underflow.
    ///
    /// # Errors
    /// [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis.
    pub fn log_softmax(&self, axis: isize) -> Result<Self> {
        Self::checked(<E as RealOperations>::log_softmax(self.handle(), axis))
    }

    /// Each vector along an axis, scaled to length one: divided by its `p`-norm, or by `eps` where the norm is smaller.
    ///
    /// # Errors
    /// [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis,
    /// [`ShapeError::Argument`](super::ShapeError::Argument) if `p` is NaN, or `eps` negative or not finite.
    pub fn normalize(&self, axis: isize, p: f64, eps: f64) -> Result<Self> {
        Self::checked(<E as RealOperations>::normalize(self.handle(), axis, p, eps))
    }

    /// Each row along the last axis, shifted and scaled to mean 0 and variance 1, then multiplied by `weight` and added to `bias`
    /// where they are given.
    ///
    /// If `weight` and `bias` have several axes, a row covers as many of the last axes, whose sizes must be those of `weight` and `bias`.
    /// [`layer_norm_over`](Self::layer_norm_over) takes the number of axes instead.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size) if weight or bias do not have one number per feature,
    /// [`ShapeError::Rank`](super::ShapeError::Rank) if this tensor has no axis, or fewer axes than weight or bias.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::from_slice_sized([1, 2, 2], &[0.0, 2.0, 4.0, 6.0])?;
    /// assert_eq!(x.layer_norm(None, None, 0.0)?.to_vec(), [-1.0, 1.0, -1.0, 1.0]);
    /// let weight = DynTensor::full_sized([2, 2], 5.0_f32.sqrt())?;
    /// let whole = x.layer_norm(Some(&weight), None, 0.0)?; // over both axes of the weight
    /// assert!(whole.sub(&DynTensor::from_slice_sized([2, 2], &[-3.0, -1.0, 1.0, 3.0])?)?.abs().lt(1e-6)?.all_all().item()?);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn layer_norm(&self, weight: Option<&Self>, bias: Option<&Self>, eps: f64) -> Result<Self> {
        let axes = weight.or(bias).map_or(1, |row| row.rank().max(1));
        let handle = |x: Option<&Self>| x.map(Tensor::handle);
        Self::checked(<E as RealOperations>::layer_norm(self.handle(), axes, handle(weight), handle(bias), eps))
    }

    /// Like [`layer_norm`](Self::layer_norm), but with rows over the last `axes` axes; PyTorch's `normalized_shape` lists their sizes.
    ///
    /// # Errors
    /// Same as [`layer_norm`](Self::layer_norm); [`ShapeError::Rank`](super::ShapeError::Rank) for 0 axes, or more axes than this tensor has.
    pub fn layer_norm_over(&self, axes: usize, weight: Option<&Self>, bias: Option<&Self>, eps: f64) -> Result<Self> {
        let handle = |x: Option<&Self>| x.map(Tensor::handle);
        let y = <E as RealOperations>::layer_norm(self.handle(), axes, handle(weight), handle(bias), eps);
        Self::named("layer_norm_over", y)
    }

    /// Each channel (axis 1) shifted and scaled to mean 0 and variance 1 over all other axes, then multiplied by `weight` and added to `bias`
    /// where these are given. Also returns the mean and the unbiased variance of each channel, which have no gradient.
    ///
    /// `eps` is added to the (biased) variance inside the square root. [`BatchNorm1d`](crate::nn::BatchNorm1d) is the layer.
    ///
    /// # Errors
    /// [`ShapeError::FewValues`](super::ShapeError::FewValues) for fewer than two values per channel, [`ShapeError::Size`](super::ShapeError::Size)
    /// if weight or bias do not have one number per channel, [`ShapeError::Rank`](super::ShapeError::Rank) for fewer than two axes.
    pub fn batch_norm(&self, weight: Option<&Self>, bias: Option<&Self>, eps: f64) -> Result<(Self, Self, Self)> {
        let handle = |x: Option<&Self>| x.map(Tensor::handle);
        let normalized = <E as RealOperations>::batch_norm(self.handle(), handle(weight), handle(bias), eps);
        normalized
            .map(|(y, mean, variance)| (Tensor::from_array(y), Tensor::from_array(mean), Tensor::from_array(variance)))
    }

    /// Like [`batch_norm`](Self::batch_norm), but with a given `mean` and `variance` for each channel; neither gets a gradient.
    ///
    /// # Errors
    /// [`ShapeError::Size`](super::ShapeError::Size) if mean, variance, weight or bias does not have one number per channel,
    /// [`ShapeError::Rank`](super::ShapeError::Rank) for fewer than two axes.
    pub fn batch_norm_by(
        &self,
        mean: &Self,
        variance: &Self,
        weight: Option<&Self>,
        bias: Option<&Self>,
        eps: f64,
    ) -> Result<Self> {
        let handle = |x: Option<&Self>| x.map(Tensor::handle);
        let (x, weight, bias) = (self.handle(), handle(weight), handle(bias));
        Self::checked(<E as RealOperations>::batch_norm_by(x, mean.array(), variance.array(), weight, bias, eps))
    }
}
