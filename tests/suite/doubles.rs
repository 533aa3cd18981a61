//! Models in `f64` are trained with the same optimiser and loss as those in `f32`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Batch, Dim, Forward, GenericStack, LastStep, Loss, Module, MseLoss, NBeats, Optimizer, Shape, Tcn, Tensor,
    Transformer, channels,
};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(3)
}

/// Trains a model for some steps, with Adam and the mean squared error; the loss falls.
fn train<M, S>(mut model: M, x: Tensor<S, f64>)
where
    S: Shape,
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
    train(Tcn::<1, channels![3, 2], 3, 2, LastStep, f64>::new(rng), x.clone());
    train(Transformer::<1, 4, 2, 1, 2, LastStep, f64>::new(rng), x.clone());
    train(NBeats::<6, 2, (GenericStack<4>,), f64>::new(rng), x);
}
