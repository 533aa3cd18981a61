//! A stack of causal convolutions sees no later step: the gradient of an output by a later input is exactly zero.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{CausalConv1d, Dim, Tensor};

const BATCH: usize = 2;
const FEATURES: usize = 3;
const STEPS: usize = 16;

#[test]
fn no_step_depends_on_a_later_one() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let conv1 = CausalConv1d::<FEATURES, 8, 3, 1>::new(&mut rng);
    let conv2 = CausalConv1d::<8, 4, 3, 2>::new(&mut rng);
    let x: Tensor<(Dim<BATCH>, Dim<FEATURES>, Dim<STEPS>)> = Tensor::randn(&mut rng).requires_grad();
    let y = conv2.forward(conv1.forward(x.clone()).relu());
    for step in 0..STEPS {
        let gradient = y.select::<-1>(step).sum_all().backward().get(&x).unwrap();
        for input in 0..STEPS {
            let seen = gradient.select::<-1>(input).to_vec();
            if input > step {
                assert!(seen.iter().all(|&g| g == 0.0), "output {step} depends on input {input}: {seen:?}");
            }
        }
        // The newest step is seen through the last tap of both convolutions, unless every relu is shut.
        let field = step.saturating_sub(2 + 4)..=step;
        let seen = field.map(|input| gradient.select::<-1>(input).abs().sum_all().item());
        assert!(seen.sum::<f32>() > 0.0, "output {step} depends on nothing");
    }
}
