//! Layer normalization over the last axis.

use super::forward::{DynForward, Forward};
use super::layer_element::LayerElement;
use super::parameter::Parameter;
use super::part_of::{PartOf, compare_weight};
use super::sizes::at_least_one;
use crate::shape::{DynShape, FeatureAxis, FeaturesOf, KnownFeatures, LastAxis, Ranked};
use crate::tensor::{Allowed, DynTensor, Element, Float, ShapeError, Tensor, or_panic};

/// Normalizes each row of `N` features to mean 0 and variance 1, then applies a learned weight and bias.
///
/// | | shape |
/// |---|---|
/// | input, output | `(.., Dim<N>)` |
/// | `weight`, `bias` | `[N]`, initially ones and zeros |
///
/// # Example
/// ```
/// use timeseriesml::{Batch, Dim, LayerNorm, Tensor};
/// let layer = LayerNorm::<4>::new();
/// let x: Tensor<(Batch, Dim<4>)> = Tensor::from_slice_sized([1, 4], &[1.0, 2.0, 3.0, 4.0])?;
/// let y = layer.forward(x).to_vec();
/// assert!((y[0] + 1.3416).abs() < 1e-4 && (y[3] - 1.3416).abs() < 1e-4);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Ba, Kiros and Hinton, "Layer Normalization", 2016; the default epsilon (1e-5) and the biased variance are those of `torch.nn.LayerNorm`.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct LayerNorm<const N: usize, E: Float = f32> {
    // Invariant: the inner layer has N features. `new` ensures this; the derived `TryFrom` checks it.
    inner: DynLayerNorm<E>,
}

impl<const N: usize, E: Float> LayerNorm<N, E> {
    /// A layer with weight 1 and bias 0.
    ///
    /// # Panics
    /// If `N` is 0, or memory runs out.
    #[expect(clippy::new_without_default, reason = "layers are built with `new`: most of them need an rng")]
    #[track_caller]
    pub fn new(/* sizes are in the type: `LayerNorm::<64>::new()` */) -> Self {
        LayerNorm { inner: or_panic(DynLayerNorm::with_element(N)) }
    }

    /// Sets the number added to the variance for numerical stability; 1e-5 by default.
    ///
    /// # Panics
    /// Unless `epsilon` is finite and not below 0.
    #[track_caller]
    pub fn epsilon(self, epsilon: f64) -> Self {
        LayerNorm { inner: or_panic(self.inner.epsilon(epsilon)) }
    }

    /// Normalizes the last axis. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    // `S::Known` is `S`, but exists only for tuples: for a `DynTensor` the compiler then says that its rank is unknown.
    #[track_caller]
    pub fn forward<S: Ranked, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<S, E>
    where
        S::Known: LastAxis,
        <S::Known as LastAxis>::Last: KnownFeatures,
        FeaturesOf<<S::Known as LastAxis>::Last>: FeatureAxis<N>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<S, X, const N: usize, E: Float> Forward<Tensor<S, X>> for LayerNorm<N, E>
where
    S: LastAxis,
    S::Last: KnownFeatures,
    FeaturesOf<S::Last>: FeatureAxis<N>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<S, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Tensor<S, E> {
        LayerNorm::forward(self, x)
    }
}

/// The run-time version of [`LayerNorm`]: the size is a value, and a wrong input is an error.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynLayerNorm<E: Float = f32> {
    weight: Parameter<DynShape, E>,
    bias: Parameter<DynShape, E>,
    #[module(skip)]
    epsilon: f64,
}

impl DynLayerNorm {
    /// PyTorch's default for the number added to the variance.
    pub const EPSILON: f64 = 1e-5;

    /// A layer over `features` features.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for a size of 0, [`ShapeError::TooLarge`] if memory runs out.
    pub fn new(features: usize) -> Result<Self, ShapeError> {
        Self::with_element(features)
    }
}

impl<E: Float> DynLayerNorm<E> {
    /// Like [`new`](DynLayerNorm::new), but for any element type: `DynLayerNorm::<f64>::with_element(64)`.
    ///
    /// # Errors
    /// Same as [`new`](DynLayerNorm::new).
    pub fn with_element(features: usize) -> Result<Self, ShapeError> {
        at_least_one("layer_norm", &[("features", features)])?;
        let constant = |value| Ok(Parameter::new(DynTensor::full_sized([features], value)?));
        Ok(DynLayerNorm { weight: constant(E::ONE)?, bias: constant(E::ZERO)?, epsilon: DynLayerNorm::EPSILON })
    }

    /// Sets the number added to the variance for numerical stability; [`EPSILON`](DynLayerNorm::EPSILON) by default.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] unless `epsilon` is finite and not below 0.
    pub fn epsilon(self, epsilon: f64) -> Result<Self, ShapeError> {
        Allowed::FROM_ZERO.check("LayerNorm", "epsilon", epsilon)?;
        Ok(DynLayerNorm { epsilon, ..self })
    }

    /// Normalizes the last axis.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] if there is no axis.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        x.layer_norm(Some(&self.weight), Some(&self.bias), self.epsilon)
    }

    fn describe(&self) -> String {
        let features = self.weight.numel();
        match self.epsilon {
            DynLayerNorm::EPSILON => format!("LayerNorm({features})"),
            epsilon => format!("LayerNorm({features}, epsilon {epsilon})"),
        }
    }
}

impl<E: Float> DynForward<E> for DynLayerNorm<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

impl<const N: usize, E: Float> PartOf<LayerNorm<N, E>> for DynLayerNorm<E> {
    fn check(&self) -> Result<(), ShapeError> {
        compare_weight("LayerNorm", self.weight.sizes(), &[N])
    }
}
