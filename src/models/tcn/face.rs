//! The typed face of the temporal convolutional network.

use super::config::TcnConfig;
use super::part::DynTcn;
use super::receptive_field::{Covers, PoolOver, Reaches, ReceptiveField};
use crate::models::config_error::ConfigError;
use crate::models::pooling::{LastStep, PoolingHead};
use crate::nn::{DynForward, Forward, LayerElement, Module, Path, Visitor, VisitorMut};
use crate::shape::{Axis, Channels, Dim, FeatureAxis, WindowShape};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

/// A temporal convolutional network whose dimensions are part of its type.
///
/// `FEATURES` columns in, one block per entry of `CHANNELS` (a list: `channels![64, 128, 256]`), kernels of `KERNEL` taps, `HORIZON` steps out.
/// With the head [`LastStep`] (the default) the receptive field must cover the time axis: it is proved when compiling. With
/// [`MeanPool`] every step is averaged in, so it need not.
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
/// // Three blocks with kernel 9 see 1 + 2·8·7 = 113 steps: they cover the 100.
/// let model = Tcn::<5, channels![16, 32, 32], 9, 24>::new(&mut rng);
/// let x: Tensor<(Batch, Dim<100>, Dim<5>)> = Tensor::randn_sized([8, 100, 5], &mut rng)?;
/// let y: Tensor<(Batch, Dim<24>)> = model.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// With kernel 3 they see 29:
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};
/// let model = Tcn::<5, channels![16, 32, 32], 3, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<100>, Dim<5>)> = Tensor::zeros_sized([8, 100, 5]).unwrap();
/// model.forward(x); // the receptive field is `Dim<29>`, shorter than the lookback of 100 steps
/// ```
pub struct Tcn<
    const FEATURES: usize,
    CHANNELS,
    const KERNEL: usize,
    const HORIZON: usize,
    Head = LastStep,
    E: Float = f32,
> {
    // Invariant: built for these sizes. `new` and `options` are the only ways in.
    inner: DynTcn<E>,
    types: PhantomData<fn() -> (CHANNELS, Head)>,
}

/// What a type cannot hold of a [`Tcn`], set before it is built.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Tcn, channels};
/// type Model = Tcn<5, channels![16, 32], 3, 8>;
/// let model = Model::options().dropout(0.2).build(&mut Xoshiro256PlusPlus::seed_from_u64(0))?;
/// # Ok::<(), timeseriesml::ConfigError>(())
/// ```
pub struct TcnOptions<M> {
    dropout: f64,
    model: PhantomData<fn() -> M>,
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float>
    Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
{
    /// A model with freshly drawn parameters and no dropout.
    ///
    /// # Panics
    /// If a size is 0, or memory does not suffice.
    #[track_caller]
    pub fn new(rng: &mut impl Rng) -> Self
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

    /// Forecasts. The same as the trait's `forward`, with shorter errors.
    ///
    /// # Panics
    /// If memory does not suffice.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<(S::Batch, Dim<HORIZON>), E>
    where
        S: WindowShape,
        S::Features: FeatureAxis<FEATURES>,
        Head: PoolOver<Self, S::Time>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }

    /// The run-time part.
    pub fn as_dyn(&self) -> &DynTcn<E> {
        &self.inner
    }
}

impl<const FEATURES: usize, CHANNELS: Channels, const KERNEL: usize, const HORIZON: usize, Head: PoolingHead, E: Float>
    TcnOptions<Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>>
{
    /// The probability with which dropout zeroes an element after each convolution, while training.
    pub fn dropout(self, p: f64) -> Self {
        TcnOptions { dropout: p, ..self }
    }

    /// A model with freshly drawn parameters.
    ///
    /// # Errors
    /// [`ConfigError`] if the dropout is not in `0..1`, a size is 0, or memory does not suffice.
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

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float> Module
    for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
where
    CHANNELS: 'static,
    Head: 'static,
{
    fn kind(&self) -> String {
        self.inner.kind()
    }
    fn visit(&self, path: Path<'_>, visitor: &mut dyn Visitor) {
        self.inner.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: Path<'_>, visitor: &mut dyn VisitorMut) {
        self.inner.visit_mut(path, visitor);
    }
}

impl<A: Axis, T: Axis, F, X, const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, Head, E: Float>
    Forward<Tensor<(A, T, F), X>> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
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

impl<const FEATURES: usize, CHANNELS: 'static, const KERNEL: usize, const HORIZON: usize, Head: 'static, E: Float>
    DynForward<E> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
{
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.inner.forward(x)
    }
}

impl<const FEATURES: usize, CHANNELS, const KERNEL: usize, const HORIZON: usize, const LOOKBACK: usize, Head, E: Float>
    Covers<LOOKBACK> for Tcn<FEATURES, CHANNELS, KERNEL, HORIZON, Head, E>
where
    CHANNELS: ReceptiveField<KERNEL, LOOKBACK>,
    CHANNELS::Seen: Reaches<LOOKBACK>,
{
}
