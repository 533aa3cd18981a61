//! Visitors of the parts of a module: for counting, saving, loading, setting the mode and optimizing.

use super::element_refs::{ParameterMut, ParameterRef, TensorMut, TensorRef};
use super::module::Module;
use super::path::ModulePath;
use serde::{Deserialize, Serialize};

/// Reads a module and all its parts. Only [`parameter`](Self::parameter) is required.
pub trait Visitor {
    /// Called for each module, before its parts. Lists, options, boxes and tuples are skipped; only their parts are visited.
    fn module(&mut self, path: ModulePath<'_>, module: &dyn Module) {
        let _ = (path, module);
    }
    /// Called for each trainable tensor.
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterRef<'_>);
    /// Called for each tensor that is saved but not trained, such as running statistics.
    fn buffer(&mut self, path: ModulePath<'_>, values: TensorRef<'_>) {
        let _ = (path, values);
    }
    /// Called for each saved count, such as PyTorch's `num_batches_tracked`.
    fn counter(&mut self, path: ModulePath<'_>, value: i64) {
        let _ = (path, value);
    }
    /// Called for the state of each random stream. Weight files keep it in their metadata, not as a tensor.
    fn random(&mut self, path: ModulePath<'_>, state: RandomStream) {
        let _ = (path, state);
    }
}

/// Changes a module in place. Only [`parameter`](Self::parameter) is required.
pub trait VisitorMut {
    /// Called for each trainable tensor.
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterMut<'_>);
    /// Called for each tensor that is saved but not trained, such as running statistics.
    fn buffer(&mut self, path: ModulePath<'_>, values: TensorMut<'_>) {
        let _ = (path, values);
    }
    /// Called for each saved count, such as PyTorch's `num_batches_tracked`.
    fn counter(&mut self, path: ModulePath<'_>, value: &mut i64) {
        let _ = (path, value);
    }
    /// Called for the state of each random stream.
    fn random(&mut self, path: ModulePath<'_>, state: &mut RandomStream) {
        let _ = (path, state);
    }
    /// Called for each layer that distinguishes training from evaluation; `training` says whether it is in training mode.
    fn mode(&mut self, path: ModulePath<'_>, training: &mut bool) {
        let _ = (path, training);
    }
}

/// The state of a random stream, such as that of a dropout layer: its seed and how often it was used. Together these determine the next random
/// numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RandomStream {
    /// The seed, drawn when the layer was created.
    pub seed: u64,
    /// How often the layer has drawn from the stream.
    pub calls: u64,
}
