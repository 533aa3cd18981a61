//! The linear layer: y = x·Wᵀ + b along the last axis.

use super::forward::{DynForward, Forward};
use super::init::uniform_by_fan_in;
use super::layer_element::LayerElement;
use super::parameter::Parameter;
use super::part_of::{PartOf, compare_weight};
use super::sizes::at_least_one;
use crate::shape::{Dim, DynShape, FeatureAxis, FeaturesOf, KnownFeatures, LastAxis, Ranked};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;

/// A linear map of the last axis, from `IN` features to `OUT`.
///
/// | | shape |
/// |---|---|
/// | input | `(.., Dim<IN>)` |
/// | output | `(.., Dim<OUT>)` |
/// | `weight`, `bias` | `[OUT, IN]`, `[OUT]`, drawn from U(−k, k), k = 1/√IN |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Linear, Tensor};
/// let layer = Linear::<5, 64>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<96>, Dim<5>)> = Tensor::zeros_sized([32, 96, 5])?;
/// let y: Tensor<(Batch, Dim<96>, Dim<64>)> = layer.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Definition, layout and initialization: `torch.nn.Linear`.
#[doc(alias = "LazyLinear")]
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct Linear<const IN: usize, const OUT: usize, E: Float = f32> {
    // Invariant: the inner layer maps IN features to OUT. `new` ensures this; the derived `TryFrom` checks it.
    inner: DynLinear<E>,
}

impl<const IN: usize, const OUT: usize, E: Float> Linear<IN, OUT, E> {
    /// A layer with randomly initialized parameters.
    ///
    /// # Panics
    /// If a size is 0, or memory runs out.
    #[track_caller]
    pub fn new(rng: &mut impl Rng /* sizes are in the type: `Linear::<5, 64>::new(&mut rng)` */) -> Self {
        Linear { inner: or_panic(DynLinear::with_element(IN, OUT, rng)) }
    }

    /// Removes the bias: y = x·Wᵀ.
    pub fn without_bias(self) -> Self {
        Linear { inner: self.inner.without_bias() }
    }

    /// Maps the last axis. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    // `S::Known` is `S`, but exists only for tuples: for a `DynTensor` the compiler then says that its rank is unknown.
    #[track_caller]
    pub fn forward<S: Ranked, X: Element + LayerElement<E>>(
        &self,
        x: Tensor<S, X>,
    ) -> Tensor<<S::Known as LastAxis>::WithLast<Dim<OUT>>, E>
    where
        S::Known: LastAxis,
        <S::Known as LastAxis>::Last: KnownFeatures,
        FeaturesOf<<S::Known as LastAxis>::Last>: FeatureAxis<IN>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<S, X, const IN: usize, const OUT: usize, E: Float> Forward<Tensor<S, X>> for Linear<IN, OUT, E>
where
    S: LastAxis,
    S::Last: KnownFeatures,
    FeaturesOf<S::Last>: FeatureAxis<IN>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<S::WithLast<Dim<OUT>>, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Self::Output {
        Linear::forward(self, x)
    }
}

/// The run-time version of [`Linear`]: sizes are values, and a wrong input is an error.
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(kind = describe)]
#[must_use]
pub struct DynLinear<E: Float = f32> {
    weight: Parameter<DynShape, E>,
    bias: Option<Parameter<DynShape, E>>,
}

impl DynLinear {
    /// A layer with randomly initialized parameters, from `inputs` features to `outputs`.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for a size of 0, [`ShapeError::TooLarge`] if memory runs out.
    pub fn new(inputs: usize, outputs: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        Self::with_element(inputs, outputs, rng)
    }
}

impl<E: Float> DynLinear<E> {
    /// Like [`new`](DynLinear::new), but for any element type: `DynLinear::<f64>::with_element(5, 64, rng)`.
    ///
    /// # Errors
    /// Same as [`new`](DynLinear::new).
    pub fn with_element(inputs: usize, outputs: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        at_least_one("linear", &[("inputs", inputs), ("outputs", outputs)])?;
        let weight = uniform_by_fan_in(&[outputs, inputs], inputs, rng)?;
        Ok(DynLinear { weight, bias: Some(uniform_by_fan_in(&[outputs], inputs, rng)?) })
    }

    /// Like [`with_element`](Self::with_element), but with a bias of zeros.
    pub(super) fn with_zero_bias(inputs: usize, outputs: usize, rng: &mut impl Rng) -> Result<Self, ShapeError> {
        let weight = uniform_by_fan_in(&[outputs, inputs], inputs, rng)?;
        Ok(DynLinear { weight, bias: Some(Parameter::new(DynTensor::zeros_sized([outputs])?)) })
    }

    /// Removes the bias.
    pub fn without_bias(self) -> Self {
        DynLinear { bias: None, ..self }
    }

    /// Maps the last axis.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of features, [`ShapeError::Rank`] if there is no axis.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        x.linear(&self.weight, self.bias.as_deref())
    }

    /// Applies [`forward`](Self::forward) and then relu, in one pass.
    pub(crate) fn forward_relu(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        x.linear_relu(&self.weight, self.bias.as_deref())
    }

    fn describe(&self) -> String {
        let bias = if self.bias.is_some() { "" } else { ", no bias" };
        format!("Linear({}, {}{bias})", self.weight.sizes()[1], self.weight.sizes()[0])
    }
}

impl<E: Float> DynForward<E> for DynLinear<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

/// The bias is not compared, since it is not part of the type.
impl<const IN: usize, const OUT: usize, E: Float> PartOf<Linear<IN, OUT, E>> for DynLinear<E> {
    fn check(&self) -> Result<(), ShapeError> {
        compare_weight("Linear", self.weight.sizes(), &[OUT, IN])
    }
}
