//! Turns a model over named axes into a forecaster of windows.

use super::WindowInput;
use crate::nn::{Forward, Module, ModulePath, Visitor, VisitorMut};
use crate::shape::{Axis, Batch, Dim, Dyn, Ranked};
use crate::tensor::Tensor;
use std::marker::PhantomData;

/// Turns a model over named axes into a [`Forecaster`](super::Forecaster). The axes of windows `(Batch, Dim<LOOKBACK>, Dim<FEATURES>)` get the
/// names that the model expects, and the batch and time axes of its prediction lose their names.
///
/// `X` is the input shape of the model, with three axes. A third or fourth axis of the prediction,
/// [`Target`](crate::shape::Target) or [`Quantile`](crate::shape::Quantile), keeps its name. Parameters are not renamed.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::forecaster::Renamed;
/// use timeseriesml::{Adam, Axis, Batch, Column, Forward, Linear, Module, MseLoss, SyntheticCandles, Tensor, Trainer, WindowDataset};
///
/// #[derive(Axis)]
/// struct Time<const N: usize>;
/// #[derive(Axis)]
/// struct Channel<const N: usize>;
///
/// #[derive(Module)]
/// struct LastSteps {
///     head: Linear<5, 1>,
/// }
/// impl Forward<Tensor<(Batch, Time<24>, Channel<5>)>> for LastSteps {
///     type Output = Tensor<(Batch, Time<6>)>;
///     fn forward(&self, x: Tensor<(Batch, Time<24>, Channel<5>)>) -> Self::Output {
///         self.head.forward(x.slice::<1, 18, 24>()).squeeze::<-1>()
///     }
/// }
///
/// let model = LastSteps { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) };
/// let model = Renamed::<(Batch, Time<24>, Channel<5>), _>::new(model);
/// let candles = SyntheticCandles::new(300).generate();
/// let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
/// let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
/// let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
/// trainer.fit(&train, &val, 1)?;
/// let model: LastSteps = trainer.into_model().into_inner();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Renamed<X, M> {
    model: M,
    input: PhantomData<fn() -> X>,
}

debug_of! { [X, M: std::fmt::Debug] Renamed<X, M>, "Renamed", |it| { model: it.model } }

impl<X: Ranked, M: Module> Renamed<X, M> {
    /// Makes a forecaster from a model that takes tensors of shape `X`.
    pub fn new(model: M) -> Self {
        Renamed { model, input: PhantomData }
    }

    /// The model.
    pub fn into_inner(self) -> M {
        self.model
    }
}

impl<X, M> std::ops::Deref for Renamed<X, M> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.model
    }
}

#[diagnostic::do_not_recommend]
impl<X: 'static, M: Module> Module for Renamed<X, M> {
    fn kind(&self) -> String {
        self.model.kind()
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        self.model.visit(path, visitor);
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        self.model.visit_mut(path, visitor);
    }
}

#[diagnostic::do_not_recommend]
impl<M, B, T, F, const LOOKBACK: usize, const FEATURES: usize> Forward<WindowInput<LOOKBACK, FEATURES>>
    for Renamed<(B, T, F), M>
where
    B: Axis<Bare = Dyn>,
    T: Axis<Bare = Dim<LOOKBACK>>,
    F: Axis<Bare = Dim<FEATURES>>,
    M: Forward<Tensor<(B, T, F)>, Output: NamedPrediction>,
{
    type Output = <M::Output as NamedPrediction>::Bare;
    #[track_caller]
    fn forward(&self, x: WindowInput<LOOKBACK, FEATURES>) -> Self::Output {
        let x = x.rename::<0, B>().rename::<1, T>().rename::<2, F>();
        self.model.forward(x).bare()
    }
}

/// What a model over named axes may predict: batch and steps, then optionally [`Target`](crate::shape::Target),
/// [`Quantile`](crate::shape::Quantile) or both.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a prediction over named axes",
    label = "expected a tensor of two to four axes, batch and time first",
    note = "remove an extra axis with `select`, `mean` or `squeeze`"
)]
pub trait NamedPrediction {
    /// The shape of the prediction, with `Batch` as the first axis and a `Dim` for the steps.
    type Bare;
    #[doc(hidden)]
    fn bare(self) -> Self::Bare;
}

macro_rules! named_predictions { ($([$($kept:ident),*];)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<B: Axis<Bare = Dyn>, H: Axis, $($kept: Axis),*> NamedPrediction for Tensor<(B, H, $($kept),*)> {
        type Bare = Tensor<(Batch, H::Bare, $($kept),*)>;
        fn bare(self) -> Self::Bare {
            self.rename::<0, Batch>().rename::<1, H::Bare>()
        }
    }
)* } }
named_predictions! { []; [Y]; [Y, Q]; }
