//! Optimizers and learning-rate schedules.
//!
//! Pass an optimizer to a [`Trainer`](crate::training::Trainer), or call [`step`](Optimizer::step) in a loop of your own.
//!
//! | optimizer | | PyTorch |
//! |---|---|---|
//! | [`Sgd`] | gradient descent, optionally with momentum or Nesterov's momentum | `SGD` |
//! | [`Adam`] | adaptive moments; weight decay is an L2 penalty | `Adam` |
//! | [`AdamW`] | Adam with decoupled weight decay | `AdamW` |
//! | [`RuleOptimizer`] | any update [`Rule`] that you write | |
//!
//! * **Groups**: `.group("*bias", |group| group.weight_decay(0.0))` gives the parameters whose name matches a pattern their own settings
//!   ([`ParameterGroup`]).
//! * **Schedules** of the learning rate are in [`schedule`].
//! * **State**: [`state`](Optimizer::state) and [`load_state`](Optimizer::load_state) save and continue a run, as a checkpoint does.
//!
//! A step checks everything before it changes a parameter: after an [`OptimError`] the model is unchanged.
//!
//! # Example
//! ```
//! use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
//! use timeseriesml::{AdamW, Batch, Dim, Linear, Optimizer, Tensor};
//!
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let mut model = Linear::<3, 1>::new(&mut rng);
//! let mut optimizer = AdamW::new(0.05).group("*bias", |group| group.weight_decay(0.0));
//! let x: Tensor<(Batch, Dim<3>)> = Tensor::randn_sized([32, 3], &mut rng)?;
//! let y: Tensor<(Batch, Dim<1>)> = Tensor::ones_sized([32, 1])?;
//!
//! let loss = |model: &Linear<3, 1>| model.forward(x.clone()).mse_loss(&y);
//! let before = loss(&model).item();
//! for _ in 0..50 {
//!     let gradients = loss(&model).backward();
//!     optimizer.step(&mut model, &gradients)?;
//! }
//! assert!(loss(&model).item() < before / 10.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod adam;
mod amount;
mod engine;
mod error;
mod group;
mod named;
mod optimizer;
mod rule;
pub mod schedule;
mod sgd;
mod state;
#[cfg(test)]
mod trajectories_test;

pub use adam::{Adam, AdamW};
pub use error::OptimError;
pub use group::ParameterGroup;
pub use named::RuleOptimizer;
pub use optimizer::Optimizer;
pub use rule::{Rule, UpdateStep};
pub use sgd::Sgd;
pub use state::OptimizerState;
