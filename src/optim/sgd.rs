//! Stochastic gradient descent, optionally with momentum, as PyTorch computes it.
//!
//! For parameter p, gradient g, weight decay λ, momentum μ and direction b: g ← g + λp, b ← μb + (1 − τ)g, p ← p − lr·b; with Nesterov's momentum p ←
//! p − lr·(g + μb). In a parameter's first step, b is g, whatever the dampening τ. The loop over the elements is in `crates/kernels/src/update.rs`.
//! Sources: Sutskever et al. 2013; Nesterov 1983.

use super::amount::amount;
use super::engine::Engine;
use super::named::over_engine;
use super::{OptimError, Optimizer, OptimizerState, ParameterGroup, Rule, UpdateStep};
use crate::nn::Module;
use crate::tensor::{Float, Gradients};
use std::marker::PhantomData;
use timeseriesml_kernels::update::SgdStep;

/// Stochastic gradient descent for models of type `M`, which is inferred.
///
/// A step makes all checks and allocations before it changes a parameter, so after an error the model is unchanged.
///
/// # Example
/// ```
/// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// use timeseriesml::{Dim, Linear, Optimizer, Sgd, Tensor};
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let mut model = Linear::<3, 1>::new(&mut rng);
/// let mut sgd = Sgd::new(0.05).momentum(0.9).nesterov();
/// let (x, y): (Tensor<(Dim<8>, Dim<3>)>, Tensor<(Dim<8>, Dim<1>)>) = (Tensor::randn(&mut rng), Tensor::randn(&mut rng));
/// let mut losses = Vec::new();
/// for _ in 0..20 {
///     let loss = model.forward(x.clone()).mse_loss(&y);
///     losses.push(loss.item());
///     sgd.step(&mut model, &loss.backward())?;
/// }
/// assert!(losses[19] < losses[0]);
/// # Ok::<(), timeseriesml::optim::OptimError>(())
/// ```
/// # Source
/// `torch.optim.SGD`; Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013.
#[doc(alias = "SGD")]
#[must_use]
pub struct Sgd<M, E: Float = f32> {
    engine: Engine<E>,
    rule: SgdRule,
    model: PhantomData<fn(&mut M)>,
}

debug_of! { [M, E: Float] Sgd<M, E>, "Sgd", |it| { rule: it.rule } }

impl<M: Module, E: Float> Sgd<M, E> {
    /// Makes plain gradient descent: no momentum, no weight decay.
    ///
    /// # Panics
    /// If the learning rate is negative or not finite.
    #[track_caller]
    pub fn new(learning_rate: f64) -> Self {
        let rule = SgdRule { momentum: 0.0, dampening: 0.0, nesterov: false };
        Sgd { engine: Engine::new(rule, learning_rate), rule, model: PhantomData }
    }

    /// Sets the momentum, the fraction of the previous direction that a step keeps; commonly 0.9.
    ///
    /// # Panics
    /// If the number is negative or not finite, or 0 after [`nesterov`](Self::nesterov).
    #[track_caller]
    pub fn momentum(self, momentum: f64) -> Self {
        let momentum = amount("the momentum", momentum);
        self.with_rule(|rule| rule.momentum = momentum)
    }

    /// Sets the dampening: the direction becomes `momentum · direction + (1 − dampening) · gradient`.
    ///
    /// # Panics
    /// If the number is negative or not finite, or not 0 after [`nesterov`](Self::nesterov).
    #[track_caller]
    pub fn dampening(self, dampening: f64) -> Self {
        let dampening = amount("the dampening", dampening);
        self.with_rule(|rule| rule.dampening = dampening)
    }

    /// Selects Nesterov's momentum: a step moves along `gradient + momentum · direction`.
    ///
    /// # Panics
    /// Unless the [`momentum`](Self::momentum) is above 0 and the [`dampening`](Self::dampening) is 0: set the momentum first.
    #[track_caller]
    pub fn nesterov(self) -> Self {
        self.with_rule(|rule| rule.nesterov = true)
    }

    /// Sets the weight decay, an L2 penalty added to the gradient.
    ///
    /// # Panics
    /// If the number is negative or not finite.
    #[track_caller]
    pub fn weight_decay(mut self, weight_decay: f64) -> Self {
        self.engine.weight_decay = amount("the weight decay", weight_decay);
        self
    }

    #[track_caller]
    fn with_rule(mut self, change: impl FnOnce(&mut SgdRule)) -> Self {
        change(&mut self.rule);
        let SgdRule { momentum, dampening, nesterov } = self.rule;
        assert!(
            !nesterov || (momentum > 0.0 && dampening == 0.0),
            "nesterov needs a momentum above 0 and no dampening, but momentum is {momentum} and dampening {dampening}; \
             write `Sgd::new(0.1).momentum(0.9).nesterov()`"
        );
        Sgd { engine: self.engine.with_rule(self.rule), ..self }
    }
}

over_engine! { Sgd }

/// The update rule of gradient descent. With momentum, it keeps one number per element: the direction.
#[derive(Clone, Copy, Debug)]
struct SgdRule {
    momentum: f64,
    dampening: f64,
    nesterov: bool,
}

impl<E: Float> Rule<E> for SgdRule {
    fn name(&self) -> &'static str {
        "sgd"
    }
    fn slots(&self) -> usize {
        usize::from(self.momentum > 0.0)
    }
    fn update(&self, step: UpdateStep, parameter: &mut [E], gradient: &[E], slots: &mut [Vec<E>]) {
        let SgdRule { momentum, dampening, nesterov } = *self;
        let (lr, weight_decay, first) = (step.learning_rate, step.weight_decay, step.number == 1);
        let step = SgdStep { lr, momentum, dampening, nesterov, weight_decay, first };
        match slots {
            [direction] => E::sgd_momentum(parameter, gradient, direction, step),
            _ => E::sgd(parameter, gradient, step),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Parameter;
    use crate::shape::Dim;

    type P = Parameter<(Dim<6>,)>;

    #[test]
    fn arguments_out_of_range_are_rejected() {
        let wrong: [fn() -> Sgd<P>; 9] = [
            || Sgd::new(f64::NAN),
            || Sgd::new(0.1).momentum(-0.1),
            || Sgd::new(0.1).momentum(f64::INFINITY),
            || Sgd::new(0.1).dampening(f64::NAN),
            || Sgd::new(0.1).weight_decay(-1.0),
            || Sgd::new(0.1).nesterov(),
            || Sgd::new(0.1).momentum(0.9).dampening(0.1).nesterov(),
            || Sgd::new(0.1).momentum(0.9).nesterov().dampening(0.1),
            || Sgd::new(0.1).momentum(0.9).nesterov().momentum(0.0),
        ];
        for make in wrong {
            assert!(std::panic::catch_unwind(make).is_err());
        }
    }
}
