//! The planned signature of the transformer, as a model of a user's own: over public API only, and it runs.
//!
//! Its sizes are types outside and run-time parts inside. Heads that do not divide the width are refused by `new`, so
//! `forward` needs no bound of its own. Source: Vaswani et al., "Attention Is All You Need", 2017; one norm is left out.

use rand::Rng;
use timeseriesml::{
    Axis, Dim, DynForward, DynLinear, DynTensor, FeatureAxis, Forward, Linear, Module, ShapeError, SplitInto, Tensor,
};

/// `LAYERS` layers of attention with `HEADS` heads over `WIDTH` features; the mean over time is mapped to the horizon.
#[derive(Module)]
pub struct Transformer<
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
> {
    embedding: Linear<FEATURES, WIDTH>,
    layers: Vec<Layer>,
    head: Linear<WIDTH, HORIZON>,
}

impl<const FEATURES: usize, const WIDTH: usize, const HEADS: usize, const LAYERS: usize, const HORIZON: usize>
    Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON>
{
    /// A model with freshly drawn parameters.
    pub fn new(rng: &mut impl Rng) -> Self
    where
        Dim<WIDTH>: SplitInto<HEADS>,
    {
        Transformer {
            embedding: Linear::new(rng),
            layers: (0..LAYERS).map(|_| Layer::new(WIDTH, HEADS, rng)).collect(),
            head: Linear::new(rng),
        }
    }

    /// Forecasts from windows of any length.
    pub fn forward<A: Axis, T: Axis, F: FeatureAxis<FEATURES>>(
        &self,
        x: Tensor<(A, T, F)>,
    ) -> Tensor<(A, Dim<HORIZON>)> {
        let embedded: Tensor<(A, T, Dim<WIDTH>)> = self.embedding.forward(x);
        let seen = self.layers.try_forward(embedded.into_dyn()).and_then(|y| y.try_into_shape::<(A, T, Dim<WIDTH>)>());
        let pooled = seen.unwrap_or_else(|e| panic!("{e}")).mean::<1>();
        self.head.forward(pooled)
    }
}

impl<
    A: Axis,
    T: Axis,
    F: FeatureAxis<FEATURES>,
    const FEATURES: usize,
    const WIDTH: usize,
    const HEADS: usize,
    const LAYERS: usize,
    const HORIZON: usize,
> Forward<Tensor<(A, T, F)>> for Transformer<FEATURES, WIDTH, HEADS, LAYERS, HORIZON>
{
    type Output = Tensor<(A, Dim<HORIZON>)>;
    fn forward(&self, x: Tensor<(A, T, F)>) -> Self::Output {
        Transformer::forward(self, x)
    }
}

/// Attention over the steps and a map of each step, both added to their input.
#[derive(Module)]
struct Layer {
    queries: DynLinear,
    keys: DynLinear,
    values: DynLinear,
    output: DynLinear,
    feed_forward: DynLinear,
    #[module(skip)]
    heads: usize,
}

impl Layer {
    fn new(width: usize, heads: usize, rng: &mut impl Rng) -> Self {
        let mut square = || DynLinear::new(width, width, rng).unwrap_or_else(|e| panic!("{e}"));
        let (queries, keys, values) = (square(), square(), square());
        Layer { queries, keys, values, output: square(), feed_forward: square(), heads }
    }

    /// `[batch, time, width]` to `[batch, heads, time, width / heads]`.
    fn split_heads(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        x.unflatten(-1, self.heads)?.transpose(1, 2)
    }
}

impl DynForward for Layer {
    fn try_forward(&self, x: DynTensor) -> Result<DynTensor, ShapeError> {
        let queries = self.split_heads(self.queries.forward(x.clone())?)?;
        let keys = self.split_heads(self.keys.forward(x.clone())?)?;
        let values = self.split_heads(self.values.forward(x.clone())?)?;
        let scale = (queries.sizes()[3] as f32).sqrt();
        let scores = (queries.matmul(&keys.transpose(2, 3)?)? / scale).exp();
        let weights = scores.div(&scores.sum_keepdim(-1)?)?;
        let heads = weights.matmul(&values)?.transpose(1, 2)?.merge(-2)?;
        let attended = x.add(&self.output.forward(heads)?)?;
        attended.add(&self.feed_forward.forward(attended.clone())?.relu())
    }
}
