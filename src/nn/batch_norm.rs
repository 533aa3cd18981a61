//! Batch normalization of channels, with running statistics for evaluation.

use super::buffer::Buffer;
use super::forward::{DynForward, Forward};
use super::layer_element::LayerElement;
use super::module::Module;
use super::parameter::Parameter;
use super::part_of::{PartOf, compare};
use super::path::ModulePath;
use super::sizes::at_least_one;
use super::visitor::{Visitor, VisitorMut};
use crate::shape::{ChannelBatch, DynShape, NormalizedAxis, Ranked};
use crate::tensor::{Allowed, DynTensor, Element, Float, ShapeError, Tensor, is_inference, or_panic};
use std::sync::{PoisonError, RwLock};

/// Normalizes each of `C` channels to mean 0 and variance 1 over the batch, then applies a learned weight and bias.
///
/// | | shape |
/// |---|---|
/// | input, output | `(B, Dim<C>)` or `(B, Dim<C>, L)`, channels before time |
/// | `weight`, `bias` | `[C]`, initially ones and zeros |
/// | `running_mean`, `running_var` | `[C]`, initially zeros and ones; buffers |
/// | `num_batches_tracked` | a counter |
///
/// In training mode each channel is normalized by the mean and the biased variance of the batch, and the running statistics move towards that mean
/// and the unbiased variance by the fraction `momentum` (0.1). In evaluation mode ([`Module::eval`]), and in either mode inside
/// [`inference`](crate::tensor::inference), the running statistics are used instead and do not change. [`no_grad`](crate::tensor::no_grad) is not
/// evaluation mode: the statistics still move, as in PyTorch.
///
/// Threads that evaluate do not wait for each other. Threads that train the same layer take turns updating the running statistics.
///
/// # Example
/// ```
/// use timeseriesml::{Batch, BatchNorm1d, Dim, Module, Tensor};
/// let mut norm = BatchNorm1d::<2>::new();
/// let x: Tensor<(Batch, Dim<2>)> = Tensor::from_slice_sized([2, 2], &[1.0, 10.0, 3.0, 30.0])?;
/// let y = norm.forward(x.clone()).to_vec(); // by batch statistics: (x − 2)/1 and (x − 20)/10
/// assert!(y.iter().zip([-1.0, -1.0, 1.0, 1.0]).all(|(y, expected)| (y - expected).abs() < 1e-4));
/// norm.eval(); // by running statistics: the mean of the first channel is 0.9·0 + 0.1·2
/// assert_eq!(norm.as_dyn().running_mean().unwrap().to_vec(), [0.2, 2.0]);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// Ioffe and Szegedy, "Batch normalization", 2015; definition, names and defaults: `torch.nn.BatchNorm1d`.
#[doc(alias = "batch normalization")]
#[derive(Clone, Debug, timeseriesml_macros::Module)]
#[module(transparent)]
#[must_use]
pub struct BatchNorm1d<const C: usize, E: Float = f32> {
    // Invariant: the inner layer has C channels. `new` ensures this; the derived `TryFrom` checks it.
    inner: DynBatchNorm1d<E>,
}

impl<const C: usize, E: Float> BatchNorm1d<C, E> {
    /// A layer with PyTorch's defaults: momentum 0.1, epsilon 1e-5, a weight and a bias, and running statistics.
    ///
    /// # Panics
    /// If `C` is 0, or memory runs out.
    #[expect(clippy::new_without_default, reason = "layers are built with `new`: most of them need an rng")]
    #[track_caller]
    pub fn new(/* sizes are in the type: `BatchNorm1d::<16>::new()` */) -> Self {
        BatchNorm1d { inner: or_panic(DynBatchNorm1d::with_element(C)) }
    }

    /// Sets the number added to the variance for numerical stability; 1e-5 by default.
    ///
    /// # Panics
    /// Unless `epsilon` is finite and above 0.
    #[track_caller]
    pub fn epsilon(self, epsilon: f64) -> Self {
        BatchNorm1d { inner: or_panic(self.inner.epsilon(epsilon)) }
    }

    /// Sets the fraction by which the running statistics move towards the statistics of each batch; 0.1 by default.
    ///
    /// # Panics
    /// Unless `momentum` is between 0 and 1.
    #[track_caller]
    pub fn momentum(self, momentum: f64) -> Self {
        BatchNorm1d { inner: or_panic(self.inner.momentum(momentum)) }
    }

    /// Makes the running statistics the plain mean over all batches: PyTorch's `momentum=None`.
    pub fn cumulative_average(self) -> Self {
        BatchNorm1d { inner: self.inner.cumulative_average() }
    }

    /// Removes weight and bias: PyTorch's `affine=False`.
    pub fn without_affine(self) -> Self {
        BatchNorm1d { inner: self.inner.without_affine() }
    }

    /// Removes the running statistics: evaluation uses batch statistics too. PyTorch's `track_running_stats=False`.
    pub fn without_running_statistics(self) -> Self {
        BatchNorm1d { inner: self.inner.without_running_statistics() }
    }

    /// Normalizes the channels. Same as `Forward::forward`, but with shorter compiler errors.
    ///
    /// # Panics
    /// If a channel has fewer than two values and is normalized by batch statistics, or if memory runs out.
    // `S::Known` is `S`, but exists only for tuples: for a `DynTensor` the compiler then says that its rank is unknown.
    #[track_caller]
    pub fn forward<S: Ranked, X: Element + LayerElement<E>>(&self, x: Tensor<S, X>) -> Tensor<S, E>
    where
        S::Known: ChannelBatch,
        <S::Known as ChannelBatch>::Channels: NormalizedAxis<C>,
    {
        Tensor::from_array(or_panic(self.inner.forward(X::into_layer(x).into_dyn())).into_array())
    }
}

impl<S, X, const C: usize, E: Float> Forward<Tensor<S, X>> for BatchNorm1d<C, E>
where
    S: ChannelBatch,
    S::Channels: NormalizedAxis<C>,
    X: Element + LayerElement<E>,
{
    type Output = Tensor<S, E>;
    #[track_caller]
    fn forward(&self, x: Tensor<S, X>) -> Tensor<S, E> {
        BatchNorm1d::forward(self, x)
    }
}

/// The run-time version of [`BatchNorm1d`]: the number of channels is a value, and a wrong input is an error.
///
/// # Example
/// ```
/// use timeseriesml::{DynTensor, Tensor, nn::DynBatchNorm1d};
/// let norm = DynBatchNorm1d::new(16)?.momentum(0.05)?;
/// let x: DynTensor = Tensor::ones_sized([8, 16, 96])?;
/// assert_eq!(norm.forward(x)?.to_vec(), [0.0; 8 * 16 * 96]);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct DynBatchNorm1d<E: Float = f32> {
    channels: usize,
    /// Weight and bias.
    affine: Option<[Parameter<DynShape, E>; 2]>,
    /// One lock covers all three statistics, so that an evaluating thread never sees a mixture of two batches.
    running: Option<RwLock<Running<E>>>,
    /// With `None` the running statistics are the plain mean over all batches.
    momentum: Option<f64>,
    epsilon: f64,
    training: bool,
}

#[derive(Clone, Debug)]
struct Running<E: Float> {
    mean: DynTensor<E>,
    variance: DynTensor<E>,
    batches: i64,
}

impl DynBatchNorm1d {
    const EPSILON: f64 = 1e-5;
    const MOMENTUM: f64 = 0.1;

    /// A layer over `channels` channels, with PyTorch's defaults.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] for a size of 0, [`ShapeError::TooLarge`] if memory runs out.
    pub fn new(channels: usize) -> Result<Self, ShapeError> {
        Self::with_element(channels)
    }
}

impl<E: Float> DynBatchNorm1d<E> {
    /// Like [`new`](DynBatchNorm1d::new), but for any element type: `DynBatchNorm1d::<f64>::with_element(16)`.
    ///
    /// # Errors
    /// Same as [`new`](DynBatchNorm1d::new).
    pub fn with_element(channels: usize) -> Result<Self, ShapeError> {
        at_least_one("batch_norm", &[("channels", channels)])?;
        let constant = |value| DynTensor::full_sized([channels], value);
        let affine = [Parameter::new(constant(E::ONE)?), Parameter::new(constant(E::ZERO)?)];
        let running = Running { mean: constant(E::ZERO)?, variance: constant(E::ONE)?, batches: 0 };
        Ok(DynBatchNorm1d {
            channels,
            affine: Some(affine),
            running: Some(RwLock::new(running)),
            momentum: Some(DynBatchNorm1d::MOMENTUM),
            epsilon: DynBatchNorm1d::EPSILON,
            training: true,
        })
    }

    /// Sets the number added to the variance for numerical stability; 1e-5 by default.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] unless `epsilon` is finite and above 0.
    pub fn epsilon(self, epsilon: f64) -> Result<Self, ShapeError> {
        Allowed::ABOVE_ZERO.check("BatchNorm1d", "epsilon", epsilon)?;
        Ok(DynBatchNorm1d { epsilon, ..self })
    }

    /// Sets the fraction by which the running statistics move towards the statistics of each batch; 0.1 by default.
    ///
    /// # Errors
    /// [`ShapeError::Argument`] unless `momentum` is between 0 and 1.
    pub fn momentum(self, momentum: f64) -> Result<Self, ShapeError> {
        Allowed::FRACTION.check("BatchNorm1d", "momentum", momentum)?;
        Ok(DynBatchNorm1d { momentum: Some(momentum), ..self })
    }

    /// Makes the running statistics the plain mean over all batches: PyTorch's `momentum=None`.
    pub fn cumulative_average(self) -> Self {
        DynBatchNorm1d { momentum: None, ..self }
    }

    /// Removes weight and bias: PyTorch's `affine=False`.
    pub fn without_affine(self) -> Self {
        DynBatchNorm1d { affine: None, ..self }
    }

    /// Removes the running statistics: evaluation uses batch statistics too. PyTorch's `track_running_stats=False`.
    pub fn without_running_statistics(self) -> Self {
        DynBatchNorm1d { running: None, ..self }
    }

    /// The running mean of each channel; `None` without running statistics.
    pub fn running_mean(&self) -> Option<DynTensor<E>> {
        self.running.as_ref().map(|running| read(running, |running| running.mean.clone()))
    }

    /// The running variance of each channel; `None` without running statistics.
    pub fn running_var(&self) -> Option<DynTensor<E>> {
        self.running.as_ref().map(|running| read(running, |running| running.variance.clone()))
    }

    /// The number of batches that the running statistics have seen; `None` without running statistics.
    pub fn num_batches_tracked(&self) -> Option<i64> {
        self.running.as_ref().map(|running| read(running, |running| running.batches))
    }

    /// Normalizes the channels of `[batch, channels]` or `[batch, channels, length]`.
    ///
    /// # Errors
    /// [`ShapeError::Size`] for a wrong number of channels, [`ShapeError::Rank`] unless there are two or three axes,
    /// [`ShapeError::FewValues`] if a channel has fewer than two values and is normalized by batch statistics.
    pub fn forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        let op = "BatchNorm1d";
        if !(2..=3).contains(&x.rank()) {
            let expected = "`[batch, channels]` or `[batch, channels, length]`".into();
            return Err(ShapeError::Rank { op, expected, found: x.sizes().into() });
        }
        if x.sizes()[1] != self.channels {
            let (expected, found, sizes) = (self.channels, x.sizes()[1], x.sizes().into());
            return Err(ShapeError::Size { op, axis: 1, name: "the channels", expected, found, sizes });
        }
        let [weight, bias] = match &self.affine {
            Some([weight, bias]) => [Some(&**weight), Some(&**bias)],
            None => [None; 2],
        };
        let trains = self.training && !is_inference();
        match &self.running {
            Some(running) if !trains => {
                // The clones share the values, so the lock is held only briefly, not during the computation.
                let (mean, variance) = read(running, |running| (running.mean.clone(), running.variance.clone()));
                x.batch_norm_by(&mean, &variance, weight, bias, self.epsilon)
            }
            running => {
                let (y, mean, variance) = x.batch_norm(weight, bias, self.epsilon)?;
                if let Some(running) = running {
                    self.track(&mut running.write().unwrap_or_else(PoisonError::into_inner), &mean, &variance)?;
                }
                Ok(y)
            }
        }
    }

    fn track(&self, running: &mut Running<E>, mean: &DynTensor<E>, variance: &DynTensor<E>) -> Result<(), ShapeError> {
        running.batches += 1;
        let share = self.momentum.unwrap_or(1.0 / running.batches as f64);
        running.mean.approach(mean, share)?;
        running.variance.approach(variance, share)
    }

    /// A description with the options that differ from their defaults.
    fn describe(&self) -> String {
        let mut text = format!("BatchNorm1d({}", self.channels);
        if self.epsilon != DynBatchNorm1d::EPSILON {
            text += &format!(", epsilon {}", self.epsilon);
        }
        match self.momentum {
            Some(DynBatchNorm1d::MOMENTUM) => {}
            Some(momentum) => text += &format!(", momentum {momentum}"),
            None => text += ", cumulative average",
        }
        if self.affine.is_none() {
            text += ", no affine";
        }
        if self.running.is_none() {
            text += ", no running statistics";
        }
        text + ")"
    }
}

/// A poisoned lock (a thread panicked while it held the lock) is fine: the tensors in it are replaced as a whole.
fn read<E: Float, R>(running: &RwLock<Running<E>>, f: impl FnOnce(&Running<E>) -> R) -> R {
    f(&running.read().unwrap_or_else(PoisonError::into_inner))
}

impl<E: Float> Clone for DynBatchNorm1d<E> {
    fn clone(&self) -> Self {
        let running = self.running.as_ref().map(|running| RwLock::new(read(running, Running::clone)));
        DynBatchNorm1d { affine: self.affine.clone(), running, ..*self }
    }
}

impl<E: Float> DynForward<E> for DynBatchNorm1d<E> {
    fn try_forward(&self, x: DynTensor<E>) -> Result<DynTensor<E>, ShapeError> {
        self.forward(x)
    }
}

#[diagnostic::do_not_recommend]
impl<E: Float> Module for DynBatchNorm1d<E> {
    fn kind(&self) -> String {
        self.describe()
    }
    fn visit(&self, path: ModulePath<'_>, visitor: &mut dyn Visitor) {
        visitor.module(path, self);
        if let Some([weight, bias]) = &self.affine {
            weight.visit(path.field("weight"), visitor);
            bias.visit(path.field("bias"), visitor);
        }
        if let Some(running) = &self.running {
            let Running { mean, variance, batches } = read(running, Running::clone);
            Buffer::visit(&mean, path.field("running_mean"), visitor);
            Buffer::visit(&variance, path.field("running_var"), visitor);
            Buffer::visit(&batches, path.field("num_batches_tracked"), visitor);
        }
    }
    fn visit_mut(&mut self, path: ModulePath<'_>, visitor: &mut dyn VisitorMut) {
        if let Some([weight, bias]) = &mut self.affine {
            weight.visit_mut(path.field("weight"), visitor);
            bias.visit_mut(path.field("bias"), visitor);
        }
        if let Some(running) = &mut self.running {
            let Running { mean, variance, batches } = running.get_mut().unwrap_or_else(PoisonError::into_inner);
            Buffer::visit_mut(mean, path.field("running_mean"), visitor);
            Buffer::visit_mut(variance, path.field("running_var"), visitor);
            Buffer::visit_mut(batches, path.field("num_batches_tracked"), visitor);
        }
        visitor.mode(path, &mut self.training);
    }
}

impl<const C: usize, E: Float> PartOf<BatchNorm1d<C, E>> for DynBatchNorm1d<E> {
    fn check(&self) -> Result<(), ShapeError> {
        compare("BatchNorm1d", "the number of channels", &self.channels, &C)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::gradients_test::check_layer;
    use crate::tensor::{inference, no_grad};
    use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

    fn x(sizes: &[usize]) -> DynTensor<f64> {
        DynTensor::randn_sized(sizes, &mut Xoshiro256PlusPlus::seed_from_u64(2)).unwrap()
    }

    #[test]
    fn gradients_match_differences_in_training_and_in_evaluation() {
        for sizes in [&[4, 3][..], &[2, 3, 5]] {
            let mut layer = BatchNorm1d::<3, f64>::new();
            check_layer(&mut layer, x(sizes));
            layer.eval();
            check_layer(&mut layer, x(sizes));
            check_layer(&mut BatchNorm1d::<3, f64>::new().without_running_statistics().epsilon(0.1), x(sizes));
        }
    }

    #[test]
    fn statistics_move_only_in_training() {
        let mut layer = DynBatchNorm1d::<f64>::with_element(3).unwrap();
        let seen = |layer: &DynBatchNorm1d<f64>| {
            (layer.num_batches_tracked().unwrap(), layer.running_mean().unwrap().to_vec())
        };
        let start = seen(&layer);
        let _ = inference(|| layer.forward(x(&[4, 3]))).unwrap();
        assert_eq!(seen(&layer), start, "in inference");
        let _ = no_grad(|| layer.forward(x(&[4, 3]))).unwrap();
        let once = seen(&layer);
        assert!(once.0 == 1 && once.1 != start.1, "in `no_grad`");
        layer.eval();
        let _ = layer.forward(x(&[4, 3])).unwrap();
        assert_eq!(seen(&layer), once, "in evaluation");
        assert!(layer.forward(x(&[1, 3])).is_ok(), "one value is enough in evaluation");
    }

    #[test]
    fn clones_have_statistics_of_their_own() {
        let layer = DynBatchNorm1d::<f64>::with_element(3).unwrap();
        let copy = layer.clone();
        let _ = layer.forward(x(&[4, 3])).unwrap();
        assert_eq!((layer.num_batches_tracked(), copy.num_batches_tracked()), (Some(1), Some(0)));
        assert_eq!(copy.running_mean().unwrap().to_vec(), [0.0; 3]);
    }

    #[test]
    fn inputs_and_options_that_do_not_fit_are_errors() {
        let layer = DynBatchNorm1d::<f64>::with_element(3).unwrap();
        let error = |sizes: &[usize]| layer.forward(x(sizes)).unwrap_err().to_string();
        assert_eq!(error(&[4, 5, 3]), "BatchNorm1d: axis 1 (the channels) must have size 3, found 5 (sizes [4, 5, 3])");
        assert!(
            error(&[3]).contains("expected `[batch, channels]` or `[batch, channels, length]`, found the sizes [3]")
        );
        assert!(
            error(&[1, 3])
                .contains("each channel needs at least 2 values for its statistics, but the sizes are [1, 3]")
        );
        assert_eq!(layer.num_batches_tracked(), Some(0), "nothing was tracked");
        assert!(BatchNorm1d::<4, f64>::try_from(layer).is_err());
        assert!(DynBatchNorm1d::new(3).unwrap().epsilon(0.0).is_err());
        assert!(DynBatchNorm1d::new(3).unwrap().momentum(1.5).is_err());
    }

    #[test]
    fn kinds_say_what_is_not_default() {
        let layer = BatchNorm1d::<8>::new();
        assert_eq!(layer.kind(), "BatchNorm1d(8)");
        let layer = layer.momentum(0.2).epsilon(1e-3).without_affine();
        assert_eq!(layer.kind(), "BatchNorm1d(8, epsilon 0.001, momentum 0.2, no affine)");
        let layer = layer.cumulative_average().without_running_statistics();
        assert_eq!(layer.kind(), "BatchNorm1d(8, epsilon 0.001, cumulative average, no affine, no running statistics)");
    }

    #[test]
    fn names_are_those_of_pytorch() {
        struct Names(Vec<String>);
        impl Visitor for Names {
            fn parameter(&mut self, path: ModulePath<'_>, _: crate::nn::ParameterRef<'_>) {
                self.0.push(path.to_string());
            }
            fn buffer(&mut self, path: ModulePath<'_>, _: crate::nn::TensorRef<'_>) {
                self.0.push(path.to_string());
            }
            fn counter(&mut self, path: ModulePath<'_>, _: i64) {
                self.0.push(path.to_string());
            }
        }
        let mut names = Names(vec![]);
        BatchNorm1d::<8>::new().visit(ModulePath::root(), &mut names);
        assert_eq!(names.0, ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]);
    }
}
