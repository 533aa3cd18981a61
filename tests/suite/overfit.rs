//! A model that can learn at all learns one batch by heart.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Adam, Batch, Dim, Optimizer, Tcn, Tensor, channels};

const STEPS: usize = 500;

#[test]
fn a_tcn_learns_one_batch_of_noise_by_heart() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let x: Tensor<(Batch, Dim<24>, Dim<5>)> = Tensor::randn_sized([8, 24, 5], &mut rng).unwrap();
    let y: Tensor<(Batch, Dim<6>)> = Tensor::randn_sized([8, 6], &mut rng).unwrap();
    let mut model = Tcn::<5, channels![16, 16, 16], 3, 6>::new(&mut rng);
    let mut adam = Adam::new(3e-3);
    let mut loss = f32::INFINITY;
    for _ in 0..STEPS {
        let current = model.forward(x.clone()).mse_loss(&y);
        loss = current.item();
        let gradients = current.backward();
        drop(current);
        adam.step(&mut model, &gradients).unwrap();
    }
    assert!(loss < 1e-3, "after {STEPS} steps the loss is {loss}");
}
