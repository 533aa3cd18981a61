//! How operations run: whether they are recorded or checked for NaN, on how many threads, and with which cached memory.

use super::{Element, Tensor};
use crate::shape::Shape;
use timeseriesml_core::autodiff::anomaly::{self, Anomaly, Wanted};
use timeseriesml_core::autodiff::recording;
use timeseriesml_core::memory::pool;
use timeseriesml_kernels::parallel;

/// Runs `f` without recording operations on this thread: its results have no gradient and keep no graph alive.
///
/// # Example
/// ```
/// # use timeseriesml::{Dim, Tensor, no_grad};
/// let w: Tensor<(Dim<3>,)> = Tensor::ones().requires_grad();
/// let y = no_grad(|| (&w * 2.0).sum_all());
/// assert!(!y.is_tracked());
/// ```
#[doc(alias = "torch.no_grad")]
pub fn no_grad<R>(f: impl FnOnce() -> R) -> R {
    recording::no_grad(f)
}

/// Runs `f` as a prediction: nothing is recorded, and layers such as dropout behave as in evaluation mode, whatever their mode is. `predict` uses
/// this function, so a shared model can serve predictions while in training mode.
///
/// The first prediction packs the weights of linear layers and convolutions, and caches them until the parameters change: later predictions are
/// faster, but the model takes about twice its memory.
///
/// # Example
/// ```
/// # use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
/// # use timeseriesml::{Dim, Dropout, Tensor, inference};
/// let dropout = Dropout::new(0.5, &mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let x: Tensor<(Dim<4>,)> = Tensor::ones();
/// assert_eq!(inference(|| dropout.forward(x)).to_vec(), [1.0; 4]);
/// ```
#[doc(alias = "inference_mode")]
#[doc(alias = "torch.inference_mode")]
pub fn inference<R>(f: impl FnOnce() -> R) -> R {
    recording::inference(f)
}

/// Runs `f`, and names the first operation in it whose result or gradient is NaN.
///
/// Tensors made from values count as results, so a NaN in the data is named too, with the operation `from_slice`. An infinity is
/// not an anomaly, since masks use −∞.
///
/// The check applies to this thread, and ends with `f`, even if `f` panics. In nested calls the inner call reports its own operations. While on, the
/// check reads each result and each gradient once more; while off, it has no measurable cost.
///
/// # Errors
/// [`Anomaly`] with the operation, the index of the NaN and the sizes. What `f` returned is dropped.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Tensor, tensor::detect_anomaly};
/// let x: Tensor<(Dim<3>,)> = Tensor::from([4.0, 0.0, 1.0]).requires_grad();
/// let anomaly = detect_anomaly(|| (&x / &x).log().sum_all().backward()).unwrap_err().to_string();
/// assert!(anomaly.starts_with("div: element [1] of the result"), "{anomaly}");
/// let anomaly = detect_anomaly(|| (&x * 0.0).sqrt().sum_all().backward()).unwrap_err().to_string();
/// assert!(anomaly.starts_with("backward of mul: element [0] of the gradient"), "{anomaly}");
/// assert_eq!(detect_anomaly(|| x.sum_all().item()).unwrap(), 5.0);
/// ```
#[doc(alias = "set_detect_anomaly")]
#[doc(alias = "torch.autograd.detect_anomaly")]
pub fn detect_anomaly<R>(f: impl FnOnce() -> R) -> Result<R, Anomaly> {
    let (result, anomaly) = anomaly::detect(Wanted::Nan, f);
    anomaly.map_or(Ok(result), Err)
}

/// The first operation in `f` whose result contains a NaN or, if `infinite`, a NaN or an infinity.
pub(crate) fn first_anomaly<R>(infinite: bool, f: impl FnOnce() -> R) -> Option<Anomaly> {
    anomaly::detect(if infinite { Wanted::NotFinite } else { Wanted::Nan }, f).1
}

/// The index (one number per axis) and the value of the first element that is NaN or infinite.
pub(crate) fn first_not_finite<S: Shape, E: Element>(x: &Tensor<S, E>) -> Option<(Box<[usize]>, f64)> {
    let (element, found) = anomaly::first(x.array(), |x| !x.cast::<f64>().is_finite())?;
    Some((element, found.cast::<f64>()))
}

/// Runs `f` with at most this many threads. 0, or more than the number of cores that this process may use, means one thread per
/// core.
///
/// Results are identical to the bit for any number of threads. Helper threads are started the first time they are needed, and kept. They help one
/// thread at a time: other threads that compute at the same time work alone.
///
/// # Example
/// ```
/// # use timeseriesml::{Dim, Tensor, with_threads};
/// let x: Tensor<(Dim<300>, Dim<300>)> = Tensor::ones();
/// let [one, two] = [1, 2].map(|threads| with_threads(threads, || x.matmul(&x).sum_all().item()));
/// assert_eq!(one.to_bits(), two.to_bits());
/// ```
#[doc(alias = "set_num_threads")]
pub fn with_threads<R>(threads: usize, f: impl FnOnce() -> R) -> R {
    parallel::with_threads(threads.min(parallel::cores()), f)
}

/// Returns unused memory of the pool to the system: this thread's part of the pool and the shared part.
///
/// Tensors, gradients and recorded operations take their memory from a pool that keeps the memory for the next step. A program that
/// has finished training may want that memory back.
///
/// # Example
/// ```
/// # use timeseriesml::{Dim, Tensor, tensor::empty_cache};
/// drop(Tensor::<(Dim<512>, Dim<512>)>::zeros());
/// empty_cache(); // the megabyte goes back to the system
/// ```
pub fn empty_cache() {
    pool::empty_cache()
}
