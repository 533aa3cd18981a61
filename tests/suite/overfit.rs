//! Each model can memorize one batch.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Forecaster, GenericStack, NBeats, Optimizer, SeasonalityStack, Tcn, Tensor, Transformer, TrendStack,
    WindowInput, WindowTarget, channels,
};

const STEPS: usize = 500;

/// Trains on one batch of noise, which a model can only memorize, and checks that the loss vanishes.
fn check<M, const FEATURES: usize>(new: impl Fn(&mut Xoshiro256PlusPlus) -> M)
where
    M: Forecaster<24, 6, FEATURES, Prediction = WindowTarget<6>>,
{
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let x: WindowInput<24, FEATURES> = Tensor::randn_sized([8, 24, FEATURES], &mut rng).unwrap();
    let y: WindowTarget<6> = Tensor::randn_sized([8, 6], &mut rng).unwrap();
    let (mut model, mut adam) = (new(&mut rng), Adam::new(3e-3));
    let mut loss = f32::INFINITY;
    for _ in 0..STEPS {
        let current = model.forecast(x.clone()).mse_loss(&y);
        loss = current.item();
        let gradients = current.backward();
        drop(current);
        adam.step(&mut model, &gradients).unwrap();
    }
    assert!(loss < 1e-3, "after {STEPS} steps the loss is {loss}");
}

#[test]
fn a_tcn_learns_one_batch_of_noise_by_heart() {
    check(|rng| Tcn::<5, channels![16, 16, 16], 3, 6>::new(rng));
}

#[test]
fn a_transformer_learns_one_batch_of_noise_by_heart() {
    check(|rng| Transformer::<5, 16, 2, 2, 6>::new(rng));
    check(|rng| Transformer::<5, 16, 2, 2, 6>::options().norm_first(true).causal(true).build(rng).unwrap());
}

#[test]
fn nbeats_learns_one_batch_of_noise_by_heart() {
    check(|rng| NBeats::<24, 6, (GenericStack<32, 3>,)>::new(rng));
    check(|rng| NBeats::<24, 6, (TrendStack<2, 32>, SeasonalityStack<1, 32>)>::new(rng));
}
