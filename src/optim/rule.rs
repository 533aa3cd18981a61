//! What a step does to one parameter: the part in which optimisers differ.

use crate::tensor::Float;

/// An update rule: how one step changes one parameter. [`RuleOptimizer`](crate::optim::RuleOptimizer) does the rest: it walks over
/// the model, checks the gradients, keeps the state of each parameter, and saves and loads it.
///
/// # Example
/// A rule of one's own, gradient descent by the sign of the gradient (Bernstein et al., "signSGD", 2018):
/// ```
/// use timeseriesml::{Optimizer, optim::{Rule, RuleOptimizer, UpdateStep}};
///
/// struct SignSgd;
///
/// impl Rule for SignSgd {
///     fn name(&self) -> &'static str {
///         "sign_sgd"
///     }
///     fn update(&self, step: UpdateStep, parameter: &mut [f32], gradient: &[f32], _: &mut [Vec<f32>]) {
///         for (p, g) in parameter.iter_mut().zip(gradient) {
///             *p -= step.learning_rate as f32 * g.signum();
///         }
///     }
/// }
/// # use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// # use timeseriesml::{Dim, Linear, Tensor};
/// # let mut model = Linear::<3, 1>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// # let x: Tensor<(Dim<8>, Dim<3>)> = Tensor::ones();
/// let mut optimizer = RuleOptimizer::new(SignSgd, 0.01);
/// # let first = model.forward(x.clone()).square().mean_all().item();
/// let loss = model.forward(x.clone()).square().mean_all();
/// optimizer.step(&mut model, &loss.backward())?;
/// # drop(loss);
/// # assert!(model.forward(x).square().mean_all().item() < first);
/// # Ok::<(), timeseriesml::optim::OptimError>(())
/// ```
pub trait Rule<E: Float = f32>: Send + Sync + 'static {
    /// The name of the rule, kept with saved state: `"adam"`.
    fn name(&self) -> &'static str;

    /// How many numbers the rule keeps for each element of a parameter: two for Adam, none if not written.
    fn slots(&self) -> usize {
        0
    }

    /// Changes a parameter in place, in one pass if that can be.
    ///
    /// `gradient` and each of the `slots` are as long as `parameter`. Slots are zero before the first step.
    fn update(&self, step: UpdateStep, parameter: &mut [E], gradient: &[E], slots: &mut [Vec<E>]);
}

/// What a step says to a [`Rule`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct UpdateStep {
    /// How many steps this parameter has made with this one: 1 in the first.
    pub number: u64,
    /// The learning rate, that of the parameter's group.
    pub learning_rate: f64,
    /// The weight decay, that of the parameter's group.
    pub weight_decay: f64,
}
