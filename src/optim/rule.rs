//! The update of one parameter: the part in which optimizers differ.

use crate::tensor::Float;

/// An update rule: how one step changes one parameter. [`RuleOptimizer`](crate::optim::RuleOptimizer) does the rest: it visits the
/// parameters of the model, checks the gradients, and keeps, saves and loads the state of each parameter.
///
/// # Example
/// Gradient descent with the sign of the gradient (Bernstein et al., "signSGD", 2018):
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
    /// The name of the rule, such as `"adam"`, which is saved with the state.
    fn name(&self) -> &'static str;

    /// The number of slots: numbers that the rule keeps per element of a parameter. Adam has two; the default is 0.
    fn slots(&self) -> usize {
        0
    }

    /// Updates a parameter in place, preferably in one pass.
    ///
    /// `gradient` and each of the `slots` are as long as `parameter`. All slots are zero before the first step.
    fn update(&self, step: UpdateStep, parameter: &mut [E], gradient: &[E], slots: &mut [Vec<E>]);
}

/// The settings of one step, which a [`Rule`] receives.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct UpdateStep {
    /// The number of this step for this parameter, counted from 1.
    pub number: u64,
    /// The learning rate of the parameter's group.
    pub learning_rate: f64,
    /// The weight decay of the parameter's group.
    pub weight_decay: f64,
}
