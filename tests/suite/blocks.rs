//! The blocks of models in a user's own networks: generic over the window, or built from run-time sizes.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Axis, Batch, Dim, DynForward, DynTcn, Forward, GenericStack, LastStep, Linear, Loss, Module, MseLoss, NBeats,
    Optimizer, Shape, Tcn, TcnConfig, Tensor, Transformer, TrendStack, channels,
    models::{DynNBeatsBlock, DynTcnBlock, GenericBasis, NBeatsBlock, SeasonalityBasis, TcnBlock, TrendBasis},
};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(3)
}

/// Applies two consecutive blocks to a sequence of any length.
fn encode<L: Axis>(
    blocks: &(TcnBlock<5, 8, 3, 1>, TcnBlock<8, 16, 3, 2>),
    x: Tensor<(Batch, Dim<5>, L)>,
) -> Tensor<(Batch, Dim<16>, L)> {
    blocks.1.forward(blocks.0.forward(x))
}

#[test]
fn blocks_of_convolutions_take_any_length_and_are_a_chain() {
    let blocks = (TcnBlock::new(&mut rng()), TcnBlock::new(&mut rng()));
    let x: Tensor<(Batch, Dim<5>, Dim<9>)> = Tensor::randn_sized([2, 5, 9], &mut rng()).unwrap();
    let chained: Tensor<(Batch, Dim<16>, Dim<9>)> = blocks.forward(x.clone());
    assert_eq!(encode(&blocks, x).to_vec(), chained.to_vec());
}

type Window<const STEPS: usize> = Tensor<(Batch, Dim<STEPS>), f64>;

/// A user's own network that returns trend and seasonality separately.
#[derive(Module)]
struct Decomposed<const LOOKBACK: usize, const HORIZON: usize> {
    trend: NBeatsBlock<LOOKBACK, HORIZON, 8, TrendBasis<2>, f64>,
    seasonality: NBeatsBlock<LOOKBACK, HORIZON, 8, SeasonalityBasis<1>, f64>,
    rest: NBeatsBlock<LOOKBACK, HORIZON, 8, GenericBasis, f64>,
}

impl<const LOOKBACK: usize, const HORIZON: usize> Forward<Window<LOOKBACK>> for Decomposed<LOOKBACK, HORIZON> {
    type Output = Window<HORIZON>;
    fn forward(&self, x: Window<LOOKBACK>) -> Self::Output {
        let (backcast, trend) = self.trend.forward(x.clone());
        let x = x - backcast;
        let (backcast, seasonality) = self.seasonality.forward(x.clone());
        let (_, rest) = self.rest.forward(x - backcast);
        trend + seasonality + rest
    }
}

/// Trains a model for some steps with Adam and the mean squared error; checks that the loss falls.
fn train<M, S>(mut model: M, x: Tensor<S, f64>)
where
    S: Shape,
    M: Module + Forward<Tensor<S, f64>, Output = Window<2>>,
{
    let y: Window<2> = Tensor::randn_sized([4, 2], &mut rng()).unwrap();
    let mut adam = Adam::new(1e-2);
    let mut losses = Vec::new();
    for _ in 0..10 {
        let loss = MseLoss.loss(model.forward(x.clone()), y.clone()).unwrap();
        losses.push(loss.item());
        adam.step(&mut model, &loss.backward()).unwrap();
    }
    assert!(losses[9] < losses[0], "{losses:?}");
}

#[test]
fn a_network_of_blocks_is_trained() {
    let rng = &mut rng();
    let trend = NBeatsBlock::new(rng);
    let net = Decomposed { trend, seasonality: NBeatsBlock::new(rng), rest: NBeatsBlock::with_layers(2, rng) };
    assert_eq!(net.parameter_names()[0], "trend.layers.0.weight");
    train(net, Window::<6>::randn_sized([4, 6], rng).unwrap());
}

#[test]
fn models_of_doubles_are_trained() {
    let rng = &mut rng();
    let x: Tensor<(Batch, Dim<6>, Dim<1>), f64> = Tensor::randn_sized([4, 6, 1], rng).unwrap();
    train(Tcn::<1, channels![3, 2], 3, 2, LastStep, f64>::new(rng), x.clone());
    train(Transformer::<1, 4, 2, 1, 2, LastStep, f64>::new(rng), x.clone());
    train(NBeats::<6, 2, (GenericStack<4>,), f64>::new(rng), x);
}

#[test]
fn sizes_from_a_file_become_sizes_of_a_type_once_they_are_compared() {
    let text = r#"{"features": 5, "channels": [8, 16], "kernel": 3, "horizon": 6}"#;
    let config: TcnConfig = serde_json::from_str(text).unwrap();
    let x: Tensor<(Batch, Dim<12>, Dim<5>)> = Tensor::randn_sized([2, 12, 5], &mut rng()).unwrap();
    let part = DynTcn::new(&config, &mut rng()).unwrap();
    let values = part.forward(x.clone().into_dyn()).unwrap().to_vec();
    let model: Tcn<5, channels![8, 16], 3, 6> = part.try_into().unwrap();
    assert_eq!(model.forward(x).to_vec(), values);
    // A typed wrapper such as `Linear` is a run-time layer too.
    let layers: Vec<Box<dyn DynForward>> = vec![Box::new(model), Box::new(Linear::<6, 2>::new(&mut rng()))];
    assert_eq!(layers.try_forward(Tensor::zeros_sized([3, 12, 5]).unwrap()).unwrap().sizes(), [3, 2]);
}

#[test]
fn nested_names_of_blocks_are_those_of_their_layers() {
    let block = DynTcnBlock::new(2, 3, 2, 1, &mut rng()).unwrap();
    assert_eq!(block.parameter_names()[..2], ["conv1.weight", "conv1.bias"]);
    let block = DynNBeatsBlock::new(6, 4, 5, 1, timeseriesml::models::Basis::Generic, &mut rng()).unwrap();
    let names = ["layers.0.weight", "layers.0.bias", "basis_parameters.weight", "basis_parameters.bias"];
    assert_eq!(block.parameter_names(), names);
    // A stack is a list of blocks.
    let model = NBeats::<6, 4, (TrendStack<2, 5, 1>,)>::new(&mut rng());
    assert_eq!(model.parameter_names()[0], format!("stacks.0.blocks.0.{}", names[0]));
}
