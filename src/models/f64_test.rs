//! Whole models in `f64`: their gradients, and a step of training.

use super::{DynNBeats, DynTcn, DynTransformer, NBeats, NBeatsConfig, Tcn, TcnConfig, Transformer, TransformerConfig};
use crate::nn::gradients_test::check_layer;
use crate::nn::{Forward, Loss, Module, MseLoss};
use crate::optim::{Adam, Optimizer};
use crate::shape::{Batch, Dim};
use crate::tensor::{DynTensor, Tensor};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(3)
}

#[test]
fn gradients_of_models_match_differences() {
    let x = |sizes: [usize; 3]| DynTensor::randn_sized(sizes, &mut rng()).unwrap();
    let tcn = r#"{"features": 2, "channels": [3, 2], "kernel": 2, "horizon": 2}"#;
    let config: TcnConfig = serde_json::from_str(tcn).unwrap();
    check_layer(&mut DynTcn::<f64>::with_element(&config, &mut rng()).unwrap(), x([2, 6, 2]));
    let config = TransformerConfig { norm_first: true, feed_forward: Some(5), ..TransformerConfig::new(2, 4, 2, 1, 2) };
    check_layer(&mut DynTransformer::<f64>::with_element(&config, &mut rng()).unwrap(), x([2, 4, 2]));
    let nbeats = r#"{"lookback": 6, "horizon": 4, "stacks": [{"basis": {"trend": {"degree": 2}}, "width": 4, "layers": 2},
        {"basis": {"seasonality": {"harmonics": 1}}, "width": 4, "layers": 2}]}"#;
    let config: NBeatsConfig = serde_json::from_str(nbeats).unwrap();
    check_layer(&mut DynNBeats::<f64>::with_element(&config, &mut rng()).unwrap(), x([3, 6, 1]));
}

/// Trains a model for some steps, with Adam and the mean squared error; the loss falls.
fn train<M, S>(mut model: M, x: Tensor<S, f64>)
where
    S: crate::shape::Shape,
    M: Module + Forward<Tensor<S, f64>, Output = Tensor<(Batch, Dim<2>), f64>>,
{
    let y: Tensor<(Batch, Dim<2>), f64> = Tensor::randn_sized([4, 2], &mut rng()).unwrap();
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
fn models_of_doubles_are_trained() {
    let rng = &mut rng();
    let x: Tensor<(Batch, Dim<6>, Dim<1>), f64> = Tensor::randn_sized([4, 6, 1], rng).unwrap();
    train(Tcn::<1, crate::channels![3, 2], 3, 2, super::LastStep, f64>::new(rng), x.clone());
    train(Transformer::<1, 4, 2, 1, 2, super::LastStep, f64>::new(rng), x.clone());
    train(NBeats::<6, 2, (super::GenericStack<4>,), f64>::new(rng), x);
}
