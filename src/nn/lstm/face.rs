//! The LSTM with its sizes in the type.

use super::config::LstmConfig;
use super::part::DynLstm;
use super::state::LstmState;
use crate::nn::forward::Forward;
use crate::nn::layer_element::LayerElement;
use crate::nn::part_of::{PartOf, compare};
use crate::shape::{
    Dim, DynShape, FeatureAxis, FeaturesOf, KnownFeatures, PerDirection, Shape, Unidirectional, WindowShape,
};
use crate::tensor::{DynTensor, Element, Float, ShapeError, Tensor, or_panic};
use rand::Rng;
use std::marker::PhantomData;

/// The first axis of the state: `LAYERS` rows per direction.
type Rows<D, const LAYERS: usize> = <D as PerDirection<LAYERS>>::Axis;
/// The last axis of the output: `HIDDEN` features per direction.
type Width<D, const HIDDEN: usize> = <D as PerDirection<HIDDEN>>::Axis;

/// Long short-term memory: reads a sequence step by step and keeps a state of `HIDDEN` numbers.
///
/// `LAYERS` layers are stacked. With [`Bidirectional`](crate::shape::Bidirectional) each layer also reads from the last step to the first, and
/// its output is twice as wide. The autodiff graph records the whole sequence as a single operation.
///
/// | | shape |
/// |---|---|
/// | input | `(B, T, Dim<IN>)` |
/// | output | `(B, T, Dim<HIDDEN>)`, or `(B, T, Dim<{2·HIDDEN}>)` |
/// | state, hidden and cell | `(Dim<LAYERS>, B, Dim<HIDDEN>)`, or `(Dim<{2·LAYERS}>, B, Dim<HIDDEN>)` |
/// | `weight_ih_l0`, `weight_hh_l0` | `[4·HIDDEN, IN]`, `[4·HIDDEN, HIDDEN]`: gates i, f, g, o; drawn from U(−k, k), k = 1/√HIDDEN |
/// | `bias_ih_l0`, `bias_hh_l0` | `[4·HIDDEN]`, drawn like the weights |
/// | `weight_ih_l1` … | second layer: `[4·HIDDEN, HIDDEN]`, or `[4·HIDDEN, 2·HIDDEN]` |
/// | `weight_ih_l0_reverse` … | reverse direction |
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Bidirectional, Dim, Lstm, Tensor};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let x: Tensor<(Batch, Dim<96>, Dim<5>)> = Tensor::zeros_sized([32, 96, 5])?;
///
/// let lstm = Lstm::<5, 64, 2>::new(&mut rng).dropout(0.2); // two layers
/// let all_steps: Tensor<(Batch, Dim<96>, Dim<64>)> = lstm.forward(x.clone());
/// let (_, state) = lstm.forward_with_state(x.clone());
/// let last_step: Tensor<(Batch, Dim<64>)> = state.last_hidden();
///
/// let both_ways = Lstm::<5, 64, 1, Bidirectional>::new(&mut rng);
/// let y: Tensor<(Batch, Dim<96>, Dim<128>)> = both_ways.forward(x);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// ```compile_fail
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Batch, Dim, Lstm, Tensor};
/// let lstm = Lstm::<5, 64>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Batch, Dim<96>, Dim<7>)> = Tensor::zeros_sized([32, 96, 7]).unwrap();
/// lstm.forward(x); // the layer expects 5 features on the last axis, but that axis is `Dim<7>`
/// ```
/// For `f64`, write out the direction: `Lstm<5, 64, 1, Unidirectional, f64>`, with [`Unidirectional`].
///
/// # Source
/// Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers et al., 2000; gates, names, layouts and
/// initialization of `torch.nn.LSTM` with `batch_first=True`.
#[doc(alias = "RNNModel")]
#[doc(alias = "BlockRNNModel")]
#[doc(alias = "LSTM")]
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct Lstm<
    const IN: usize,
    const HIDDEN: usize,
    const LAYERS: usize = 1,
    D: 'static = Unidirectional,
    E: Float = f32,
> {
    // Invariant: the sizes are those of the type. `new` ensures this; the derived `TryFrom` checks it.
    inner: DynLstm<E>,
    direction: PhantomData<fn() -> D>,
}

/// The shape of the output at all steps.
type Steps<S, D, const HIDDEN: usize> = (<S as WindowShape>::Batch, <S as WindowShape>::Time, Width<D, HIDDEN>);

/// The output at all steps, and the state after the last one.
type WithState<S, D, const HIDDEN: usize, const LAYERS: usize, E> =
    (Tensor<Steps<S, D, HIDDEN>, E>, LstmState<(Rows<D, LAYERS>, <S as WindowShape>::Batch, Dim<HIDDEN>), E>);

impl<const IN: usize, const HIDDEN: usize, const LAYERS: usize, D, E: Float> Lstm<IN, HIDDEN, LAYERS, D, E> {
    /// A layer with randomly initialized parameters.
    ///
    /// # Panics
    /// If `IN`, `HIDDEN` or `LAYERS` is 0, or memory runs out.
    // The bounds are on the methods: if they were on the impl, rustc would report a missing method instead of our message.
    #[track_caller]
    pub fn new(rng: &mut impl Rng /* sizes are in the type: `Lstm::<5, 64>::new(&mut rng)` */) -> Self
    where
        D: PerDirection<HIDDEN>,
    {
        let bidirectional = D::BOTH_WAYS;
        let config = LstmConfig { layers: LAYERS, bidirectional, ..LstmConfig::new(IN, HIDDEN) };
        Lstm { inner: or_panic(DynLstm::with_element(&config, rng)), direction: PhantomData }
    }

    /// Removes the biases.
    pub fn without_bias(self) -> Self {
        Lstm { inner: self.inner.without_bias(), ..self }
    }

    /// During training, drops each value that one layer passes to the next, with probability `p`. With one layer nothing is dropped.
    ///
    /// # Panics
    /// Unless `0 ≤ p < 1`.
    #[track_caller]
    pub fn dropout(self, p: f64) -> Self {
        Lstm { inner: self.inner.dropout(p), ..self }
    }

    /// Returns the hidden states of the last layer at all steps. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward<S, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<Steps<S, D, HIDDEN>, E>
    where
        S: WindowShape,
        S::Features: KnownFeatures,
        FeaturesOf<S::Features>: FeatureAxis<IN>,
        D: PerDirection<HIDDEN>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }

    /// Like [`forward`](Self::forward), and also returns the state of all layers after the last step.
    ///
    /// # Panics
    /// If memory runs out.
    #[track_caller]
    pub fn forward_with_state<S, X: Element + LayerElement<E>>(
        &self,
        x: Tensor<S, X>,
    ) -> WithState<S, D, HIDDEN, LAYERS, E>
    where
        S: WindowShape,
        S::Features: KnownFeatures,
        FeaturesOf<S::Features>: FeatureAxis<IN>,
        D: PerDirection<HIDDEN> + PerDirection<LAYERS>,
    {
        typed(or_panic(self.inner.forward_with_state(X::into_layer(x).into_dyn())))
    }

    /// Like [`forward_with_state`](Self::forward_with_state), but starts from a given state instead of zeros: the state of a different LSTM, or of
    /// this one after earlier steps.
    ///
    /// # Panics
    /// If the batch sizes of input and state differ, or memory runs out.
    #[track_caller]
    pub fn forward_from<S, X: Element + LayerElement<E>>(
        &self,
        x: Tensor<S, X>,
        state: LstmState<(Rows<D, LAYERS>, S::Batch, Dim<HIDDEN>), E>,
    ) -> WithState<S, D, HIDDEN, LAYERS, E>
    where
        S: WindowShape,
        S::Features: KnownFeatures,
        FeaturesOf<S::Features>: FeatureAxis<IN>,
        D: PerDirection<HIDDEN> + PerDirection<LAYERS>,
    {
        typed(or_panic(self.inner.forward_from(X::into_layer(x).into_dyn(), &state.into_dyn())))
    }
}

/// Converts output and state to typed tensors. The caller's bounds guarantee that the shapes are correct.
fn typed<Y: Shape, S: Shape, E: Float>(
    (y, state): (DynTensor<E>, LstmState<DynShape, E>),
) -> (Tensor<Y, E>, LstmState<S, E>) {
    let [y, hidden, cell] = [y, state.hidden, state.cell].map(Tensor::into_array);
    (Tensor::from_array(y), LstmState { hidden: Tensor::from_array(hidden), cell: Tensor::from_array(cell) })
}

impl<S, X, const IN: usize, const HIDDEN: usize, const LAYERS: usize, D, E: Float> Forward<Tensor<S, X>>
    for Lstm<IN, HIDDEN, LAYERS, D, E>
where
    D: PerDirection<HIDDEN>,
    S: WindowShape,
    S::Features: KnownFeatures,
    FeaturesOf<S::Features>: FeatureAxis<IN>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<Steps<S, D, HIDDEN>, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Self::Output {
        Lstm::forward(self, x)
    }
}

/// Biases and dropout are not compared, since they are not part of the type.
impl<const IN: usize, const HIDDEN: usize, const LAYERS: usize, D, E: Float> PartOf<Lstm<IN, HIDDEN, LAYERS, D, E>>
    for DynLstm<E>
where
    D: PerDirection<HIDDEN>,
{
    fn check(&self) -> Result<(), ShapeError> {
        let (face, config) = ("Lstm", self.config());
        compare(face, "the number of features", &config.inputs, &IN)?;
        compare(face, "the size of a hidden state", &config.hidden, &HIDDEN)?;
        compare(face, "the number of layers", &config.layers, &LAYERS)?;
        compare(face, "bidirectional", &config.bidirectional, &D::BOTH_WAYS)
    }
}
