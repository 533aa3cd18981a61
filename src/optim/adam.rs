//! Adam and AdamW, as PyTorch computes them.
//!
//! m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², p ← p − lr·(m/(1 − β₁ᵗ)) / (√(v/(1 − β₂ᵗ)) + ε). Weight decay is added to the
//! gradient (Adam), or subtracted from the parameter first (AdamW). The loop over the elements is in
//! `crates/kernels/src/update.rs`. Sources: Kingma and Ba 2015; Loshchilov and Hutter 2019.

use super::amount::amount;
use super::engine::Engine;
use super::named::over_engine;
use super::{OptimError, Optimizer, OptimizerState, ParameterGroup, Rule, UpdateStep};
use crate::nn::Module;
use crate::tensor::{Float, Gradients};
use std::marker::PhantomData;
use timeseriesml_kernels::update::AdamStep;

/// Declares [`Adam`] and [`AdamW`], which share everything but the weight decay.
macro_rules! adam {
    ($(#[$doc:meta])* $Adam:ident decoupled $decoupled:literal, default $decay:literal, $(#[$decay_doc:meta])*) => {
        $(#[$doc])*
        #[must_use]
        pub struct $Adam<M, E: Float = f32> {
            engine: Engine<E>,
            rule: AdamRule,
            model: PhantomData<fn(&mut M)>,
        }

        debug_of! { [M, E: Float] $Adam<M, E>, stringify!($Adam), |it| { rule: it.rule } }

        impl<M: Module, E: Float> $Adam<M, E> {
            #[doc = concat!("An optimizer with PyTorch's defaults: betas 0.9 and 0.999, ε = 1e-8, weight decay ", $decay, ".")]
            ///
            /// # Panics
            /// If the learning rate is negative or not finite.
            #[track_caller]
            pub fn new(learning_rate: f64) -> Self {
                let rule = AdamRule { betas: (0.9, 0.999), eps: 1e-8, decoupled: $decoupled };
                let mut engine = Engine::new(rule, learning_rate);
                engine.weight_decay = $decay;
                $Adam { engine, rule, model: PhantomData }
            }

            /// Sets the decay rates of the moving averages of the gradient and of its square.
            ///
            /// # Panics
            /// Unless both are at least 0 and below 1.
            #[track_caller]
            pub fn betas(self, first: f64, second: f64) -> Self {
                let fits = [first, second].iter().all(|beta| (0.0..1.0).contains(beta));
                assert!(fits, "the betas are {first} and {second}, expected numbers of at least 0 and below 1");
                self.with_rule(|rule| rule.betas = (first, second))
            }

            /// Sets the number added to the denominator, to avoid division by zero.
            ///
            /// # Panics
            /// If the number is negative or not finite.
            #[track_caller]
            pub fn eps(self, eps: f64) -> Self {
                let eps = amount("eps", eps);
                self.with_rule(|rule| rule.eps = eps)
            }

            $(#[$decay_doc])*
            ///
            /// # Panics
            /// If the number is negative or not finite.
            #[track_caller]
            pub fn weight_decay(mut self, weight_decay: f64) -> Self {
                self.engine.weight_decay = amount("the weight decay", weight_decay);
                self
            }

            fn with_rule(mut self, change: impl FnOnce(&mut AdamRule)) -> Self {
                change(&mut self.rule);
                $Adam { engine: self.engine.with_rule(self.rule), ..self }
            }
        }

        over_engine! { $Adam }
    };
}

adam! {
    /// Adam for models of type `M`, which is inferred. Its weight decay is an L2 penalty; in [`AdamW`] it is decoupled.
    ///
    /// A step makes all checks and allocations before it changes a parameter, so after an error the model is unchanged.
    /// Parameters are updated in place; a parameter whose memory is shared with a snapshot or a graph is copied first.
    ///
    /// # Example
    /// ```
    /// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    /// use timeseriesml::{Adam, Dim, Linear, Optimizer, Tensor};
    /// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    /// let mut model = Linear::<3, 1>::new(&mut rng);
    /// let mut adam = Adam::new(0.1);
    /// let (x, y): (Tensor<(Dim<8>, Dim<3>)>, Tensor<(Dim<8>, Dim<1>)>) = (Tensor::randn(&mut rng), Tensor::randn(&mut rng));
    /// let mut losses = Vec::new();
    /// for _ in 0..20 {
    ///     let loss = model.forward(x.clone()).mse_loss(&y);
    ///     losses.push(loss.item());
    ///     adam.step(&mut model, &loss.backward())?;
    /// }
    /// assert!(losses[19] < losses[0]);
    /// # Ok::<(), timeseriesml::optim::OptimError>(())
    /// ```
    /// # Source
    /// Kingma and Ba, "Adam: a method for stochastic optimization", 2015; `torch.optim.Adam`.
    Adam decoupled false, default 0.0,
    /// Sets the weight decay, an L2 penalty added to the gradient.
}

adam! {
    /// Adam with decoupled weight decay, for models of type `M`, which is inferred.
    ///
    /// In each step, a parameter is first multiplied by `1 − learning rate · weight decay`. Unlike in [`Adam`], the moving averages do not include
    /// the decay. If a step returns an error, the model is unchanged.
    ///
    /// # Example
    /// No weight decay for biases:
    /// ```
    /// use timeseriesml::{AdamW, Linear};
    /// let adam: AdamW<Linear<3, 1>> = AdamW::new(1e-3).weight_decay(0.05).group("*bias", |group| group.weight_decay(0.0));
    /// # assert_eq!(adam.learning_rate(), 1e-3);
    /// ```
    /// # Source
    /// Loshchilov and Hutter, "Decoupled weight decay regularization", 2019; `torch.optim.AdamW`.
    AdamW decoupled true, default 0.01,
    /// Sets the weight decay: each step subtracts `learning rate · weight decay · parameter`.
}

/// The update rule of Adam. For each element it keeps two numbers, the moving averages of the gradient and of its square.
#[derive(Clone, Copy, Debug)]
struct AdamRule {
    betas: (f64, f64),
    eps: f64,
    decoupled: bool,
}

impl<E: Float> Rule<E> for AdamRule {
    fn name(&self) -> &'static str {
        if self.decoupled { "adamw" } else { "adam" }
    }
    fn slots(&self) -> usize {
        2
    }
    fn update(&self, step: UpdateStep, parameter: &mut [E], gradient: &[E], slots: &mut [Vec<E>]) {
        let [m, v] = slots else { return };
        E::adam(parameter, gradient, m, v, self.kernel_step(step));
    }
}

impl AdamRule {
    fn kernel_step(&self, step: UpdateStep) -> AdamStep {
        let (beta1, beta2) = self.betas;
        // A larger number changes nothing, since both bias corrections are 1 after 2³¹ steps.
        let number = i32::try_from(step.number).unwrap_or(i32::MAX);
        AdamStep {
            lr: step.learning_rate,
            beta1,
            beta2,
            eps: self.eps,
            weight_decay: step.weight_decay,
            decoupled: self.decoupled,
            bias_correction1: 1.0 - beta1.powi(number),
            bias_correction2: 1.0 - beta2.powi(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Linear, Parameter};
    use crate::shape::Dim;
    use crate::tensor::Tensor;
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    type P = Parameter<(Dim<6>,)>;

    #[test]
    fn arguments_out_of_range_are_rejected() {
        let wrong: [fn() -> Adam<P>; 5] = [
            || Adam::new(-1.0),
            || Adam::new(f64::NAN),
            || Adam::new(0.1).betas(1.0, 0.9),
            || Adam::new(0.1).eps(-1.0),
            || Adam::new(0.1).weight_decay(f64::INFINITY),
        ];
        for make in wrong {
            assert!(std::panic::catch_unwind(make).is_err());
        }
    }

    #[test]
    fn gradients_of_another_model_change_nothing() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        let (mut model, other) = (Linear::<2, 2>::new(&mut rng), Linear::<2, 2>::new(&mut rng));
        let before = format!("{model:?}");
        let gradients = other.forward(Tensor::<(Dim<3>, Dim<2>)>::ones()).sum_all().backward();
        let error = Adam::new(0.1).step(&mut model, &gradients).unwrap_err();
        assert_eq!(error, OptimError::MissingGradient { name: "weight".into() });
        assert_eq!(format!("{model:?}"), before);
    }
}
