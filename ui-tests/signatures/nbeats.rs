//! The planned signature of N-BEATS, as a model of a user's own: over public API only, and it runs.
//!
//! The stacks are a list of types, and a window of another length does not fit. Each stack is one block, subtracted from its input
//! and added to the forecast; what the last one leaves is not used, so it has no backcast. Source: Oreshkin et al., "N-BEATS", 2020.

use rand::Rng;
use std::f32::consts::TAU;
use std::marker::PhantomData;
use timeseriesml::{Axis, Dim, DynLinear, DynTensor, FeatureAxis, Forward, LookbackAxis, Module, ShapeError, Tensor};

/// Maps windows of `LOOKBACK` steps of one column to `HORIZON` steps, by `STACKS`: a tuple of up to three.
#[derive(Module)]
pub struct NBeats<const LOOKBACK: usize, const HORIZON: usize, STACKS: 'static> {
    stacks: Vec<Block>,
    #[module(skip)]
    types: PhantomData<fn() -> STACKS>,
}

/// Polynomials up to `DEGREE`.
pub struct Trend<const DEGREE: usize>;
/// A mean, and sines and cosines of up to `HARMONICS` periods.
pub struct Seasonality<const HARMONICS: usize>;
/// Whatever the data asks for.
pub struct GenericStack;

/// A stack of N-BEATS, as a type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an N-BEATS stack",
    label = "expected `Trend<DEGREE>`, `Seasonality<HARMONICS>` or `GenericStack`",
    note = "a list of stacks is a tuple: `(Trend<3>, Seasonality<4>, GenericStack)`; a list of one is `(Trend<3>,)`"
)]
pub trait Stack {
    /// The basis functions at `steps` points, as rows; `None` if it is learned.
    fn basis(steps: usize) -> Option<Vec<Vec<f32>>>;
}
#[diagnostic::do_not_recommend]
impl<const DEGREE: usize> Stack for Trend<DEGREE> {
    fn basis(steps: usize) -> Option<Vec<Vec<f32>>> {
        let power = |degree| (0..steps).map(|t| (t as f32 / steps as f32).powi(degree as i32)).collect();
        Some((0..=DEGREE).map(power).collect())
    }
}
#[diagnostic::do_not_recommend]
impl<const HARMONICS: usize> Stack for Seasonality<HARMONICS> {
    fn basis(steps: usize) -> Option<Vec<Vec<f32>>> {
        let angle = |harmonic: usize, t: usize| TAU * (harmonic * t) as f32 / steps as f32;
        let cosines = (0..=HARMONICS).map(|h| (0..steps).map(|t| angle(h, t).cos()).collect());
        let sines = (1..=HARMONICS).map(|h| (0..steps).map(|t| angle(h, t).sin()).collect());
        Some(cosines.chain(sines).collect())
    }
}
#[diagnostic::do_not_recommend]
impl Stack for GenericStack {
    fn basis(_: usize) -> Option<Vec<Vec<f32>>> {
        None
    }
}

/// A list of stacks: a tuple of one to three. That each is a stack is asked by `new`, so that errors name the one that is none.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of N-BEATS stacks",
    label = "expected a tuple of one to three stacks",
    note = "a list of stacks is a tuple: `(Trend<3>, Seasonality<4>, GenericStack)`; a list of one is `(Trend<3>,)`"
)]
pub trait Stacks {
    type First;
    type Second;
    type Third;
    const COUNT: usize;
}
macro_rules! lists { ($($count:literal: $($S:ident)*, $First:ty, $Second:ty, $Third:ty;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<$($S),*> Stacks for ($($S,)*) {
        type First = $First;
        type Second = $Second;
        type Third = $Third;
        const COUNT: usize = $count;
    }
)* } }
lists! { 1: A, A, A, A; 2: A B, A, B, B; 3: A B C, A, B, C; }

impl<const LOOKBACK: usize, const HORIZON: usize, STACKS> NBeats<LOOKBACK, HORIZON, STACKS> {
    /// A model with freshly drawn parameters.
    pub fn new<R: Rng>(rng: &mut R) -> Self
    where
        STACKS: Stacks<First: Stack, Second: Stack, Third: Stack>,
    {
        type Make<R> = fn(usize, bool, usize, &mut R) -> Block;
        let blocks: [Make<R>; 3] =
            [Block::new::<STACKS::First, R>, Block::new::<STACKS::Second, R>, Block::new::<STACKS::Third, R>];
        let block = |i: usize| blocks[i](LOOKBACK, i + 1 < STACKS::COUNT, HORIZON, rng);
        NBeats { stacks: (0..STACKS::COUNT).map(block).collect(), types: PhantomData }
    }

    /// Forecasts from windows of exactly `LOOKBACK` steps.
    pub fn forward<A: Axis, T: LookbackAxis<LOOKBACK>, F: FeatureAxis<1>>(
        &self,
        x: Tensor<(A, T, F)>,
    ) -> Tensor<(A, Dim<HORIZON>)> {
        let forecast = self.forecast(x.select::<2>(0).into_dyn()).and_then(Tensor::try_into_shape);
        forecast.unwrap_or_else(|e| panic!("{e}"))
    }

    fn forecast(&self, mut residual: DynTensor) -> Result<DynTensor, ShapeError> {
        let mut sum = DynTensor::zeros_sized([residual.sizes()[0], HORIZON])?;
        for block in &self.stacks {
            let hidden = block.hidden.forward(residual.clone())?.relu();
            if let Some(backcast) = &block.backcast {
                residual = residual.sub(&backcast.forward(hidden.clone())?)?;
            }
            sum = sum.add(&block.forecast.forward(hidden)?)?;
        }
        Ok(sum)
    }
}

impl<A: Axis, T: LookbackAxis<LOOKBACK>, F: FeatureAxis<1>, const LOOKBACK: usize, const HORIZON: usize, STACKS>
    Forward<Tensor<(A, T, F)>> for NBeats<LOOKBACK, HORIZON, STACKS>
{
    type Output = Tensor<(A, Dim<HORIZON>)>;
    fn forward(&self, x: Tensor<(A, T, F)>) -> Self::Output {
        NBeats::forward(self, x)
    }
}

/// What a stack does.
#[derive(Module)]
struct Block {
    hidden: DynLinear,
    backcast: Option<Projection>,
    forecast: Projection,
}

impl Block {
    fn new<S: Stack, R: Rng>(lookback: usize, backcast: bool, horizon: usize, rng: &mut R) -> Self {
        let hidden = DynLinear::new(lookback, 32, rng).unwrap_or_else(|e| panic!("{e}"));
        let backcast = backcast.then(|| Projection::new::<S>(lookback, rng));
        Block { hidden, backcast, forecast: Projection::new::<S>(horizon, rng) }
    }
}

/// Coefficients from 32 hidden features, times the basis.
#[derive(Module)]
struct Projection {
    coefficients: DynLinear,
    #[module(skip)]
    basis: Option<DynTensor>,
}

impl Projection {
    fn new<S: Stack>(steps: usize, rng: &mut impl Rng) -> Self {
        let rows = S::basis(steps);
        let count = rows.as_ref().map_or(steps, Vec::len);
        let basis = rows.map(|rows| DynTensor::from_slice_sized([count, steps], &rows.concat()));
        let (basis, coefficients) = (basis.transpose(), DynLinear::new(32, count, rng));
        Projection {
            coefficients: coefficients.unwrap_or_else(|e| panic!("{e}")),
            basis: basis.unwrap_or_else(|e| panic!("{e}")),
        }
    }

    fn forward(&self, hidden: DynTensor) -> Result<DynTensor, ShapeError> {
        let coefficients = self.coefficients.forward(hidden)?;
        self.basis.as_ref().map_or(Ok(coefficients.clone()), |basis| coefficients.matmul(basis))
    }
}
