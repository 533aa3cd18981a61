//! Compares fifty steps of each optimizer with PyTorch's, in both element types, and also after its state was saved and loaded.

use super::schedule::{CosineAnnealingLr, LrScheduler};
use super::{Adam, AdamW, Optimizer, OptimizerState, Sgd};
use crate::nn::{Module, Parameter};
use crate::shape::Dim;
use crate::tensor::{Float, Tensor};

type P<E> = Parameter<(Dim<6>,), E>;

/// The steps after which `tests/golden/optim/optimizers.py` stores the parameter.
const KEPT: [u64; 13] = [1, 2, 3, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50];

fn golden(case: &str) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/optim/optimizers.json"));
    let golden: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
    serde_json::from_value(golden[case].clone()).unwrap_or_else(|e| panic!("{case}: {e}"))
}

fn start<E: Float>() -> P<E> {
    P::new(Tensor::from(std::array::from_fn(|i| E::from_f64((i as f64 + 1.0).sin()))))
}

/// Σ (i + 1)·pᵢ²/2 + Σ pᵢ.
fn loss<E: Float>(p: &P<E>) -> Tensor<(), E> {
    let slope: Tensor<(Dim<6>,), E> = Tensor::from(std::array::from_fn(|i| E::from_f64(i as f64 + 1.0)));
    (p.square() * &slope).sum_all() * E::from_f64(0.5) + p.sum_all()
}

/// Takes 50 steps and compares the parameter with PyTorch's. After step `resumed_at` a new optimizer continues from the saved state.
fn check_steps<E: Float, O: Optimizer<P<E>, E>>(case: &str, new: impl Fn() -> O, resumed_at: u64) {
    let (expected, tolerance) = (golden(case), E::EPSILON.to_f64() * 50.0);
    let (mut p, mut optimizer, mut expected) = (start::<E>(), new(), expected.iter());
    for step in 1..=50 {
        let loss = loss(&p);
        let gradients = loss.backward();
        drop(loss);
        optimizer.step(&mut p, &gradients).unwrap();
        if step == resumed_at {
            let saved = serde_json::to_string(&optimizer.state().unwrap()).unwrap();
            (optimizer, p) = (new(), p.clone());
            optimizer.set_learning_rate(0.7).unwrap();
            let state: OptimizerState = serde_json::from_str(&saved).unwrap();
            optimizer.load_state(&state).unwrap();
        }
        if KEPT.contains(&step) {
            for (found, expected) in p.to_vec().iter().zip(expected.next().unwrap()) {
                // Each of the 50 steps adds one or two roundings of numbers near 1.
                let difference = (found.to_f64() - expected).abs();
                assert!(difference < tolerance, "{case}, step {step}: {found} {expected}");
            }
        }
    }
    assert!(expected.next().is_none());
}

fn check<E: Float, O: Optimizer<P<E>, E>>(case: &str, new: impl Fn() -> O) {
    for resumed_at in [0, 1, 2, 27] {
        check_steps(case, &new, resumed_at);
    }
}

fn check_all<E: Float>() {
    check::<E, _>("adam", || Adam::new(0.1));
    check::<E, _>("adam_weight_decay", || Adam::new(0.1).weight_decay(0.2));
    check::<E, _>("adam_betas_eps", || Adam::new(0.1).betas(0.8, 0.95).eps(1e-3));
    check::<E, _>("adamw", || AdamW::new(0.1));
    check::<E, _>("adamw_weight_decay", || AdamW::new(0.1).weight_decay(0.2).betas(0.85, 0.99));
    check::<E, _>("sgd", || Sgd::new(0.1));
    check::<E, _>("sgd_weight_decay", || Sgd::new(0.1).weight_decay(0.2));
    check::<E, _>("sgd_momentum", || Sgd::new(0.05).momentum(0.9));
    check::<E, _>("sgd_dampening", || Sgd::new(0.1).momentum(0.8).dampening(0.4));
    check::<E, _>("sgd_nesterov", || Sgd::new(0.05).momentum(0.9).nesterov());
    check::<E, _>("sgd_all", || Sgd::new(0.1).momentum(0.7).dampening(0.25).weight_decay(0.1));
    check::<E, _>("sgd_nesterov_weight_decay", || Sgd::new(0.1).momentum(0.7).nesterov().weight_decay(0.1));
}

#[test]
fn optimizers_match_pytorch_over_50_steps_also_when_resumed() {
    check_all::<f32>();
    check_all::<f64>();
}

#[test]
fn groups_keep_their_scale_under_a_schedule() {
    let mut model = (start::<f64>(), start::<f64>());
    let mut sgd = Sgd::new(0.1).momentum(0.5).group("1", |group| group.scale_learning_rate(0.5).weight_decay(0.3));
    let mut scheduler = LrScheduler::new(CosineAnnealingLr::new(40), 0.1);
    let (expected, mut at) = (golden("groups"), 0);
    for step in 1..=50 {
        let gradients = (loss(&model.0) + loss(&model.1)).backward();
        sgd.step(&mut model, &gradients).unwrap();
        sgd.set_learning_rate(scheduler.step(0.0)).unwrap();
        if KEPT.contains(&step) {
            let mut found = vec![];
            model.for_each_parameter(|_, parameter| found.extend(parameter.get::<f64>().unwrap().to_vec()));
            for (found, expected) in found.iter().zip(&expected[at]) {
                assert!((found - expected).abs() < 1e-13, "step {step}: {found} {expected}");
            }
            at += 1;
        }
    }
}
