//! The temporal convolutional network with its sizes in the type.

use super::config::{MODEL, TcnConfig};
use super::part::DynTcn;
use super::receptive_field::{Covers, PoolOver, Reaches, ReceptiveField};
use crate::models::config_error::ConfigError;
use crate::models::pooling::{LastStep, PoolingHead};
use crate::nn::{Forward, LayerElement, PartOf, compare};
use crate::shape::{Axis, Channels, Dim, FeatureAxis, FeaturesOf, KnownFeatures, WindowShape};
use crate::tensor::{Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

/// A temporal convolutional network with its sizes in the type.
///
/// It maps `FEATURES` columns to `HORIZON` steps through one block per entry of the list `CHANNELS` (`channels![64, 128, 256]`), with
/// convolutions of kernel size `KERNEL`. With the head [`LastStep`] (the default) the compiler checks that the receptive field covers the time axis.
/// [`MeanPool`](crate::models::MeanPool) averages all steps and has no such condition.
///
/// | | shape |
/// |---|---|
/// | input | `(A, T, Dim<FEATURES>)`, time before features |
/// | output | `(A, Dim<HORIZON>)` |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Module, Tcn, Tensor, channels};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// // Three blocks with kernel 9 see 1 + 2·8·7 = 113 steps, which cover the window of 100.
/// let model = Tcn::<5, channels![16, 32, 32], 9, 24>::new(&mut rng);
/// let x: Tensor<(Batch, Dim<100>, Dim<5>)> = Tensor::randn_sized([8, 100, 5], &mut rng)?;
/// let y: Tensor<(Batch, Dim<24>)> = model.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// With kernel size 3 these blocks see only 29 steps, so the model does not compile:
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};
/// let model = Tcn::<5, channels![16, 32, 32], 3, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<100>, Dim<5>)> = Tensor::zeros_sized([8, 100, 5]).unwrap();
/// model.forward(x); // the receptive field is `Dim<29>`, shorter than the lookback of 100 steps
/// ```
#[doc(alias = "TCNModel")]
#[derive(timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct Tcn<
    const FEATURES: usize,
    CHANNELS,
    const KERNEL: usize,
    const HORIZON: usize,
    Head = LastStep,
    E: Float = f32,
> {
    // Invariant: the sizes are those of the type. `new` and `options` ensure this; the derived `TryFrom` checks it.
    inner: DynTcn<E>,
    types: PhantomData<fn() -> (CHANNELS, Head)>,
}

debug_of! { [const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float] Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>, "Tcn", |it| { inner: it.inner } }

impl<const FEATURES: usize, CHANNELS: Channels, const KERNEL: usize, const HORIZON: usize, Head: PoolingHead, E: Float>
    PartOf<Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>> for DynTcn<E>
{
    fn check(&self) -> Result<(), ShapeError> {
        let config = self.config();
        compare(MODEL, "features", &config.features, &FEATURES)?;
        compare(MODEL, "channels", &format!("{:?}", config.channels), &format!("{:?}", CHANNELS::COUNTS))?;
        compare(MODEL, "kernel", &config.kernel, &KERNEL)?;
        compare(MODEL, "horizon", &config.horizon, &HORIZON)?;
        compare(MODEL, "head", &config.head.type_name(), &Head::KIND.type_name())
    }
}

/// Options of a [`Tcn`] that are not part of its type. Set them before it is built.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Tcn, channels};
/// type Model = Tcn<5, channels![16, 32], 3, 8>;
/// let model = Model::options().dropout(0.2).build(&mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// # Ok::<(), timeseriesml::models::ConfigError>(())
/// ```
#[must_use]
pub struct TcnOptions<M> {
    dropout: f64,
    model: PhantomData<fn() -> M>,
}

debug_of! { [M] TcnOptions<M>, "TcnOptions", |it| { dropout: it.dropout } }

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float>
    Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
{
    /// A model with randomly initialized parameters and no dropout.
    ///
    /// # Panics
    /// If [`build`](TcnOptions::build) returns an error.
    #[track_caller]
    pub fn new(
        rng: &mut impl Rng, /* sizes are in the type: `Tcn::<5, channels![64, 64], 3, 24>::new(&mut rng)` */
    ) -> Self
    where
        CHANNELS: Channels,
        Head: PoolingHead,
    {
        or_panic(Self::options().build(rng))
    }

    /// Options to set before the model is built.
    pub fn options() -> TcnOptions<Self> {
        TcnOptions { dropout: 0.0, model: PhantomData }
    }

    /// Forecasts the horizon. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<(S::Batch, Dim<HORIZON>), E>
    where
        S: WindowShape,
        S::Features: KnownFeatures,
        FeaturesOf<S::Features>: FeatureAxis<FEATURES>,
        Head: PoolOver<Self, S::Time>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<const FEATURES: usize, CHANNELS: Channels, const KERNEL: usize, const HORIZON: usize, Head: PoolingHead, E: Float>
    TcnOptions<Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>>
{
    /// The probability of the dropout after each convolution; 0 by default. Dropout is active only in training mode.
    pub fn dropout(self, p: f64) -> Self {
        TcnOptions { dropout: p, ..self }
    }

    /// A model with randomly initialized parameters.
    ///
    /// # Errors
    /// [`ConfigError`] if the dropout is not in `0..1`, a size is 0, the receptive field overflows a `usize`, or memory runs out.
    pub fn build(self, rng: &mut impl Rng) -> Result<Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>, ConfigError> {
        let config = TcnConfig {
            features: FEATURES,
            channels: CHANNELS::COUNTS.to_vec(),
            kernel: KERNEL,
            horizon: HORIZON,
            head: Head::KIND,
            dropout: self.dropout,
        };
        Ok(Tcn { inner: DynTcn::with_element(&config, rng)?, types: PhantomData })
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float> Clone
    for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
{
    fn clone(&self) -> Self {
        Tcn { inner: self.inner.clone(), types: PhantomData }
    }
}

impl<
    A: Axis,
    T: Axis,
    F: Axis,
    X,
    const FEATURES: usize,
    CHANNELS,
    const KERNEL: usize,
    const HORIZON: usize,
    Head,
    E: Float,
> Forward<Tensor<(A, T, F), X>> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
where
    F: FeatureAxis<FEATURES>,
    Head: PoolOver<Self, T>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<(A, Dim<HORIZON>), E>;
    #[track_caller]
    fn forward(&self, x: Tensor<(A, T, F), X>) -> Self::Output {
        Tcn::forward(self, x)
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, const LOOKBACK: usize, Head, E: Float>
    Covers<LOOKBACK> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
where
    CHANNELS: ReceptiveField<KERNEL, LOOKBACK>,
    CHANNELS::Seen: Reaches<LOOKBACK>,
{
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::pooling::MeanPool;
    use crate::nn::Module;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    #[test]
    fn a_part_of_other_sizes_is_not_converted() {
        type Right = Tcn<5, crate::channels![16, 32], 3, 8>;
        let part = || Right::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)).as_dyn().clone();
        assert_eq!(Right::try_from(part()).unwrap().parameter_names().len(), 14);
        let messages = [
            Tcn::<4, crate::channels![16, 32], 3, 8>::try_from(part()).err().unwrap(),
            Tcn::<5, crate::channels![16, 33], 3, 8>::try_from(part()).err().unwrap(),
            Tcn::<5, crate::channels![16], 3, 8>::try_from(part()).err().unwrap(),
            Tcn::<5, crate::channels![16, 32], 2, 8>::try_from(part()).err().unwrap(),
            Tcn::<5, crate::channels![16, 32], 3, 7>::try_from(part()).err().unwrap(),
            Tcn::<5, crate::channels![16, 32], 3, 8, MeanPool>::try_from(part()).err().unwrap(),
        ];
        let expected = [
            "features is 5, but it must be 4",
            "channels is [16, 32], but it must be [16, 33]",
            "channels is [16, 32], but it must be [16]",
            "kernel is 3, but it must be 2",
            "horizon is 8, but it must be 7",
            "head is LastStep, but it must be MeanPool",
        ];
        assert_eq!(messages.map(|e| e.to_string()), expected.map(|text| format!("tcn: {text}")));
    }
}
