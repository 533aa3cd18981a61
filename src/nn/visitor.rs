//! The one visitor: counting, saving, loading, modes and optimisers all walk over a module with it.

use super::element_refs::{ParameterMut, ParameterRef, TensorMut, TensorRef};
use super::module::Module;
use super::path::ModulePath;
use serde::{Deserialize, Serialize};

/// Looks at a module and everything in it. Only [`parameter`](Self::parameter) has to be written.
pub trait Visitor {
    /// A module, before its parts. Lists, options, boxes and tuples are passed over: only their parts are shown.
    fn module(&mut self, path: ModulePath<'_>, module: &dyn Module) {
        let _ = (path, module);
    }
    /// A trainable tensor.
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterRef<'_>);
    /// A named tensor that is saved but not trained, such as running statistics.
    fn buffer(&mut self, path: ModulePath<'_>, values: TensorRef<'_>) {
        let _ = (path, values);
    }
    /// A named count that is saved, such as PyTorch's `num_batches_tracked`.
    fn counter(&mut self, path: ModulePath<'_>, value: i64) {
        let _ = (path, value);
    }
    /// The state of a random stream. It is kept in a file's metadata, never as a tensor.
    fn random(&mut self, path: ModulePath<'_>, state: RandomStream) {
        let _ = (path, state);
    }
}

/// Changes a module in place. Only [`parameter`](Self::parameter) has to be written.
pub trait VisitorMut {
    /// A trainable tensor.
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterMut<'_>);
    /// A named tensor that is saved but not trained, such as running statistics.
    fn buffer(&mut self, path: ModulePath<'_>, values: TensorMut<'_>) {
        let _ = (path, values);
    }
    /// A named count that is saved, such as PyTorch's `num_batches_tracked`.
    fn counter(&mut self, path: ModulePath<'_>, value: &mut i64) {
        let _ = (path, value);
    }
    /// The state of a random stream.
    fn random(&mut self, path: ModulePath<'_>, state: &mut RandomStream) {
        let _ = (path, state);
    }
    /// Whether a layer behaves as in training.
    fn mode(&mut self, path: ModulePath<'_>, training: &mut bool) {
        let _ = (path, training);
    }
}

/// Where a random stream is: its seed and how often it was used. The next numbers follow from these two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RandomStream {
    /// Drawn when the layer was made.
    pub seed: u64,
    /// How often the layer has drawn from the stream.
    pub calls: u64,
}
