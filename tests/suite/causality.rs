//! Each output of a causal layer depends on no later step: the gradient of an output with respect to a later input is exactly zero, and changing
//! later inputs changes no bit of the output.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    CausalConv1d, Dim, DynTensor, LayerNorm, MultiHeadAttention, ShapeError, Tcn, Tensor, Transformer, channels,
};

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
        // The output depends on the newest step, through the last tap of both convolutions, unless every ReLU is zero.
        let field = step.saturating_sub(2 + 4)..=step;
        let seen = field.map(|input| gradient.select::<-1>(input).abs().sum_all().item());
        assert!(seen.sum::<f32>() > 0.0, "output {step} depends on nothing");
    }
}

#[test]
fn no_step_attends_to_a_later_one() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    let (first, second) = (MultiHeadAttention::<6, 2>::new(&mut rng), MultiHeadAttention::<6, 3>::new(&mut rng));
    let (first, second, norm) = (first.causal(), second.causal(), LayerNorm::<6>::new());
    // The length exceeds a block of queries, so that several blocks occur, the last of them partial.
    const LONG: usize = 101;
    let x: Tensor<(Dim<BATCH>, Dim<LONG>, Dim<6>)> = Tensor::randn(&mut rng).requires_grad();
    let y = second.forward(norm.forward(&x + first.forward(x.clone())));
    for step in [0, 1, 46, 47, 48, 49, 95, 96, 100] {
        let gradient = y.select::<1>(step).sum_all().backward().get(&x).unwrap();
        for input in 0..LONG {
            let seen = gradient.select::<1>(input).to_vec();
            let any = seen.iter().any(|&g| g != 0.0);
            assert_eq!(any, input <= step, "output {step} and input {input}: {seen:?}");
        }
    }
}

/// Checks that `encode` computes each step from that step and earlier ones alone.
fn check(what: &str, encode: impl Fn(DynTensor) -> Result<DynTensor, ShapeError>) {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(1);
    let x = DynTensor::randn_sized([BATCH, STEPS, FEATURES], rng).unwrap().requires_grad();
    let y = encode(x.clone()).unwrap();
    for step in 0..STEPS {
        let gradient = y.select(1, step).unwrap().square().sum_all().backward().unwrap().get(&x).unwrap();
        let seen: Vec<bool> =
            (0..STEPS).map(|input| gradient.select(1, input).unwrap().to_vec().iter().any(|&g| g != 0.0)).collect();
        assert!(seen[step], "{what}: step {step} does not depend on itself");
        assert!(!seen[step + 1..].contains(&true), "{what}: step {step} depends on a later one: {seen:?}");
    }
    // Replacing later steps by other finite values changes no bit.
    for kept in [1, 7, STEPS - 1] {
        let rest = DynTensor::full_sized([BATCH, STEPS - kept, FEATURES], 1e6).unwrap();
        let changed = DynTensor::concat(&[x.detach().narrow(1, 0, kept).unwrap(), rest], 1).unwrap();
        let changed = encode(changed).unwrap().narrow(1, 0, kept).unwrap().to_vec();
        assert!(
            changed == y.narrow(1, 0, kept).unwrap().to_vec(),
            "{what}: steps before {kept} change with later ones"
        );
    }
}

#[test]
fn no_step_of_a_tcn_depends_on_a_later_one() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let model = Tcn::<FEATURES, channels![8, 8, 8], 3, 4>::new(rng);
    check("tcn", |x| model.as_dyn().encode(x));
}

#[test]
fn no_step_of_a_causal_transformer_depends_on_a_later_one() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    for norm_first in [false, true] {
        let options = Transformer::<FEATURES, 8, 2, 2, 4>::options();
        let model = options.causal(true).norm_first(norm_first).build(rng).unwrap();
        check(&format!("transformer, norm_first {norm_first}"), |x| model.as_dyn().encode(x));
    }
}
