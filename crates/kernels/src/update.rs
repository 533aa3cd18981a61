//! Optimizer steps in one pass over parameters, gradients and moments.
//!
//! Adam: Kingma and Ba, "Adam: a method for stochastic optimization", 2015; decoupled decay: Loshchilov and Hutter,
//! "Decoupled weight decay regularization", 2019. The order of operations is that of `torch.optim.Adam`:
//! m += (1 − β₁)(g − m), v = β₂ v + (1 − β₂) g², p −= lr/c₁ · m / (√v/√c₂ + ε), where cᵢ = 1 − βᵢᵗ at step t, counted from 1.
//!
//! Gradient descent follows `torch.optim.SGD`, after Sutskever et al., "On the importance of initialization and momentum in deep learning",
//! 2013. With weight decay λ, momentum μ and dampening τ: g += λp, b = μb + (1 − τ)g (b = g in the first step), and p −= lr·b, or
//! p −= lr·(g + μb) with Nesterov momentum.

use super::parallel::{self, ELEMENT};
use super::real::Real;
use super::simd::{self, Routine};

/// The numbers of one step of Adam. They are `f64`, since in single precision 1 − β₂ has a relative error of 1e-5 for β₂ = 0.999.
#[derive(Clone, Copy, Debug)]
pub struct AdamStep {
    /// The learning rate.
    pub lr: f64,
    /// β₁, the decay rate of the first moment.
    pub beta1: f64,
    /// β₂, the decay rate of the second moment.
    pub beta2: f64,
    /// Added to the square root of the second moment.
    pub eps: f64,
    /// The weight decay; 0 for none.
    pub weight_decay: f64,
    /// Whether the decay shrinks the parameter itself (AdamW) or is added to the gradient (Adam with L2).
    pub decoupled: bool,
    /// 1 − β₁ᵗ.
    pub bias_correction1: f64,
    /// 1 − β₂ᵗ.
    pub bias_correction2: f64,
}

/// The numbers of one step of gradient descent.
#[derive(Clone, Copy, Debug)]
pub struct SgdStep {
    /// The learning rate.
    pub lr: f64,
    /// The factor of the momentum buffer.
    pub momentum: f64,
    /// The share of the gradient that is not added to the momentum buffer.
    pub dampening: f64,
    /// Whether to use Nesterov momentum.
    pub nesterov: bool,
    /// The L2 penalty, added to the gradient.
    pub weight_decay: f64,
    /// Whether this is the first step, in which the momentum buffer is set to the gradient.
    pub first: bool,
}

/// The steps of optimizers as concrete functions of an element type. They are compiled with this crate, and not again in every program that uses
/// them.
pub trait Updates: Sized {
    /// One step of Adam or AdamW: calls [`adam`].
    fn adam(params: &mut [Self], grads: &[Self], m: &mut [Self], v: &mut [Self], step: AdamStep);

    /// One step of gradient descent without momentum: calls [`sgd`].
    fn sgd(params: &mut [Self], grads: &[Self], step: SgdStep);

    /// One step of gradient descent with momentum: calls [`sgd_momentum`].
    fn sgd_momentum(params: &mut [Self], grads: &[Self], buffer: &mut [Self], step: SgdStep);
}

macro_rules! updates { ($($E:ty)*) => { $(
    impl Updates for $E {
        fn adam(params: &mut [$E], grads: &[$E], m: &mut [$E], v: &mut [$E], step: AdamStep) {
            adam(params, grads, m, v, step);
        }
        fn sgd(params: &mut [$E], grads: &[$E], step: SgdStep) {
            sgd(params, grads, step);
        }
        fn sgd_momentum(params: &mut [$E], grads: &[$E], buffer: &mut [$E], step: SgdStep) {
            sgd_momentum(params, grads, buffer, step);
        }
    }
)* } }
updates! { f32 f64 }

/// One step of Adam or AdamW: updates parameters and both moments in place.
///
/// # Panics
/// If the lengths differ.
pub fn adam<E: Real>(params: &mut [E], grads: &[E], m: &mut [E], v: &mut [E], step: AdamStep) {
    assert_eq!(params.len(), grads.len(), "one gradient for every parameter");
    let work = 2 * ELEMENT * params.len();
    parallel::for_each_chunks([params, m, v], [1; 3], work, |first, [params, m, v]| {
        let grads = &grads[first..][..params.len()];
        simd::run::<E, _>(Adam { params, grads, m, v, step });
    });
}

struct Adam<'a, E> {
    params: &'a mut [E],
    grads: &'a [E],
    m: &'a mut [E],
    v: &'a mut [E],
    step: AdamStep,
}

impl<E: Real> Routine for Adam<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let AdamStep { lr, beta1, beta2, eps, weight_decay, decoupled, bias_correction1, bias_correction2 } = self.step;
        let (shrink, l2) = if decoupled { (1.0 - lr * weight_decay, 0.0) } else { (1.0, weight_decay) };
        let [shrink, l2, rate, root, take1, take2, beta2, eps] =
            [shrink, l2, lr / bias_correction1, bias_correction2.sqrt(), 1.0 - beta1, 1.0 - beta2, beta2, eps]
                .map(E::from_f64);
        let moments = self.m.iter_mut().zip(self.v);
        for ((param, &grad), (m, v)) in self.params.iter_mut().zip(self.grads).zip(moments) {
            let grad = grad + l2 * *param;
            *m = normal(*m + take1 * (grad - *m));
            *v = normal(beta2 * *v + take2 * grad * grad);
            *param = shrink * *param - rate * (*m / (v.sqrt() / root + eps));
        }
    }
}

/// One step of gradient descent without momentum: updates parameters in place.
///
/// # Panics
/// If the lengths differ.
pub fn sgd<E: Real>(params: &mut [E], grads: &[E], step: SgdStep) {
    assert_eq!(params.len(), grads.len(), "one gradient for every parameter");
    let work = ELEMENT * params.len();
    parallel::for_each_chunks([params], [1], work, |first, [params]| {
        let grads = &grads[first..][..params.len()];
        simd::run::<E, _>(Sgd { params, grads, step });
    });
}

/// One step of gradient descent with momentum: updates parameters and the momentum buffer in place.
///
/// # Panics
/// If the lengths differ.
pub fn sgd_momentum<E: Real>(params: &mut [E], grads: &[E], buffer: &mut [E], step: SgdStep) {
    assert_eq!(params.len(), grads.len(), "one gradient for every parameter");
    let work = 2 * ELEMENT * params.len();
    parallel::for_each_chunks([params, buffer], [1; 2], work, |first, [params, buffer]| {
        let grads = &grads[first..][..params.len()];
        simd::run::<E, _>(SgdMomentum { params, grads, buffer, step });
    });
}

struct Sgd<'a, E> {
    params: &'a mut [E],
    grads: &'a [E],
    step: SgdStep,
}

impl<E: Real> Routine for Sgd<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let [lr, l2] = [self.step.lr, self.step.weight_decay].map(E::from_f64);
        for (param, &grad) in self.params.iter_mut().zip(self.grads) {
            *param = *param - lr * (grad + l2 * *param);
        }
    }
}

struct SgdMomentum<'a, E> {
    params: &'a mut [E],
    grads: &'a [E],
    buffer: &'a mut [E],
    step: SgdStep,
}

impl<E: Real> Routine for SgdMomentum<'_, E> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let SgdStep { lr, momentum, dampening, nesterov, weight_decay, first } = self.step;
        let (keep, take) = if first { (0.0, 1.0) } else { (momentum, 1.0 - dampening) };
        // A parameter decreases by the sum of gradient and buffer, each multiplied by one of these factors.
        let (along_grad, along_buffer) = if nesterov { (lr, lr * momentum) } else { (0.0, lr) };
        let [keep, take, along_grad, along_buffer, l2] =
            [keep, take, along_grad, along_buffer, weight_decay].map(E::from_f64);
        let buffers = self.buffer.iter_mut();
        for ((param, &grad), buffer) in self.params.iter_mut().zip(self.grads).zip(buffers) {
            let grad = grad + l2 * *param;
            *buffer = normal(keep * *buffer + take * grad);
            *param = *param - (along_grad * grad + along_buffer * *buffer);
        }
    }
}

/// `x`, or zero if it is subnormal. Where gradients are zero, moments decay to subnormal numbers and stay there, which would make each step some
/// twenty times slower.
#[inline(always)]
fn normal<E: Real>(x: E) -> E {
    if x.abs() < E::MIN_POSITIVE { E::ZERO } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::with_threads;
    use crate::random::sample;

    fn step(weight_decay: f64, decoupled: bool) -> AdamStep {
        let (beta1, beta2) = (0.9_f64, 0.999_f64);
        AdamStep {
            lr: 0.01,
            beta1,
            beta2,
            eps: 1e-8,
            weight_decay,
            decoupled,
            bias_correction1: 1.0 - beta1.powi(3),
            bias_correction2: 1.0 - beta2.powi(3),
        }
    }

    fn check(n: usize, step: AdamStep) {
        let (params, grads, m) = (sample::<f64>(1, n), sample::<f64>(2, n), sample::<f64>(3, n));
        let v: Vec<f64> = sample::<f64>(4, n).iter().map(|v| v * v).collect();
        let run = |threads| {
            let (mut params, mut m, mut v) = (params.clone(), m.clone(), v.clone());
            with_threads(threads, || adam(&mut params, &grads, &mut m, &mut v, step));
            (params, m, v)
        };
        let found = run(1);
        assert!(found == run(2), "same_for_any_thread_count: {n}");
        for i in 0..n {
            // The reference computes the formulas of the papers, unchanged.
            let grad = if step.decoupled { grads[i] } else { grads[i] + step.weight_decay * params[i] };
            let m = step.beta1 * m[i] + (1.0 - step.beta1) * grad;
            let v = step.beta2 * v[i] + (1.0 - step.beta2) * grad * grad;
            let (m_hat, v_hat) = (m / step.bias_correction1, v / step.bias_correction2);
            let decay = if step.decoupled { step.lr * step.weight_decay * params[i] } else { 0.0 };
            let param = params[i] - decay - step.lr * m_hat / (v_hat.sqrt() + step.eps);
            for (found, expected) in [(found.0[i], param), (found.1[i], m), (found.2[i], v)] {
                // The tolerance is some ten roundings of values up to 30 (the moments here are random, so the steps are large).
                assert!(
                    (found - expected).abs() <= 10.0 * f64::EPSILON * expected.abs().max(1.0),
                    "{found} {expected}"
                );
            }
        }
    }

    #[test]
    fn matches_reference() {
        for n in [0, 1, 7, 65, 40_003] {
            for (weight_decay, decoupled) in [(0.0, false), (0.1, false), (0.1, true)] {
                check(n, step(weight_decay, decoupled));
            }
        }
    }

    fn check_sgd(n: usize, step: SgdStep) {
        let (params, grads, buffer) = (sample::<f64>(1, n), sample::<f64>(2, n), sample::<f64>(3, n));
        let run = |threads| {
            let (mut params, mut buffer) = (params.clone(), buffer.clone());
            with_threads(threads, || match step.momentum {
                0.0 => sgd(&mut params, &grads, step),
                _ => sgd_momentum(&mut params, &grads, &mut buffer, step),
            });
            (params, buffer)
        };
        let found = run(1);
        assert!(found == run(2), "same_for_any_thread_count: {n}");
        for i in 0..n {
            // The reference is the algorithm in PyTorch's documentation.
            let mut grad = grads[i] + step.weight_decay * params[i];
            let mut expected_buffer = buffer[i];
            if step.momentum != 0.0 {
                expected_buffer = match step.first {
                    true => grad,
                    false => step.momentum * buffer[i] + (1.0 - step.dampening) * grad,
                };
                grad = if step.nesterov { grad + step.momentum * expected_buffer } else { expected_buffer };
            }
            let expected = params[i] - step.lr * grad;
            for (found, expected) in [(found.0[i], expected), (found.1[i], expected_buffer)] {
                // The tolerance is some ten roundings of values up to 3.
                assert!((found - expected).abs() <= 30.0 * f64::EPSILON, "{found} {expected}");
            }
        }
    }

    #[test]
    fn sgd_matches_reference() {
        let plain =
            SgdStep { lr: 0.1, momentum: 0.0, dampening: 0.0, nesterov: false, weight_decay: 0.0, first: false };
        for n in [0, 1, 7, 65, 40_003] {
            for momentum in [0.0, 0.9] {
                check_sgd(n, SgdStep { momentum, ..plain });
                check_sgd(n, SgdStep { momentum, weight_decay: 0.2, ..plain });
                check_sgd(n, SgdStep { momentum, dampening: 0.3, first: true, ..plain });
                check_sgd(n, SgdStep { momentum, dampening: 0.3, weight_decay: 0.2, ..plain });
            }
            check_sgd(n, SgdStep { momentum: 0.9, nesterov: true, weight_decay: 0.2, ..plain });
            check_sgd(n, SgdStep { momentum: 0.9, nesterov: true, first: true, ..plain });
        }
    }

    #[test]
    fn moments_without_a_gradient_end_at_zero() {
        let (mut params, mut m, mut v) = ([1.0f32; 9], [1e-3; 9], [1e-6; 9]);
        for _ in 0..100_000 {
            adam(&mut params, &[0.0; 9], &mut m, &mut v, step(0.0, false));
            assert!(m.iter().chain(&v).all(|x| !x.is_subnormal()));
        }
        assert_eq!((m, v), ([0.0; 9], [0.0; 9]));
        let step = SgdStep { lr: 0.1, momentum: 0.9, dampening: 0.0, nesterov: false, weight_decay: 0.0, first: false };
        let mut buffer = [1e-3f32; 9];
        for _ in 0..2_000 {
            sgd_momentum(&mut params, &[0.0; 9], &mut buffer, step);
            assert!(buffer.iter().all(|x| !x.is_subnormal()));
        }
        assert_eq!(buffer, [0.0; 9]);
    }
}
