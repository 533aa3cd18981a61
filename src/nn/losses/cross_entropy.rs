//! The cross-entropy between scores and the correct class.

use super::{Loss, Summed};
use crate::shape::{Ranked, ScoresOf, Shape};
use crate::tensor::{Allowed, ClassNumber, DynTensor, Float, Reduction, ShapeError, Tensor, or_panic};

/// The mean cross-entropy: `−log softmax(scores)` at the correct class, computed without overflow.
///
/// | scores | class indices, `i64` |
/// |---|---|
/// | `(Batch, Dim<CLASSES>)` | `(Batch,)` |
/// | `(Batch, Dim<CLASSES>, L)` and more axes | `(Batch, L)` and more axes |
/// | `(Dim<CLASSES>,)` | `()` |
///
/// The scores are logits: a model trained with this loss must not end with a softmax. A target that is neither a class index nor the
/// [`ignore_index`](Self::ignore_index) causes an error, which names the position of the target.
///
/// # Example
/// Here the three classes say whether the next close is lower, equal or higher:
/// ```
/// use timeseriesml::{Batch, CrossEntropyLoss, Dim, Loss, Tensor};
/// let scores: Tensor<(Batch, Dim<3>)> = Tensor::from_slice_sized([2, 3], &[0.0, 0.0, 0.0, 0.0, 0.0, 50.0])?;
/// let moves: Tensor<(Batch,), i64> = Tensor::from_slice_sized([2], &[1, 2])?;
/// let loss = CrossEntropyLoss::new().loss(scores, moves)?.item();
/// assert!((loss - 3f32.ln() / 2.0).abs() < 1e-6);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
/// # Source
/// `torch.nn.CrossEntropyLoss`; label smoothing: Szegedy et al., "Rethinking the Inception architecture", 2016.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use]
pub struct CrossEntropyLoss {
    /// Invariant: the number is between 0 and 1.
    label_smoothing: f64,
    ignore_index: Option<i64>,
}

impl CrossEntropyLoss {
    /// The loss without label smoothing and without an ignored index.
    pub fn new() -> Self {
        Self::default()
    }

    /// Smooths the targets: with n classes, the correct class gets the weight `1 − s + s/n` and each other class `s/n`.
    ///
    /// # Panics
    /// Unless `s` is between 0 and 1.
    #[track_caller]
    pub fn label_smoothing(self, s: f64) -> Self {
        or_panic(Allowed::FRACTION.check("CrossEntropyLoss", "label_smoothing", s));
        CrossEntropyLoss { label_smoothing: s, ..self }
    }

    /// Ignores targets equal to `class`. By default no target is ignored (PyTorch ignores −100). If all targets are ignored, the mean is NaN, as in
    /// PyTorch. A [`Trainer`](crate::training::Trainer) skips such a batch, and weights every other batch by the number of its targets that are not
    /// ignored.
    pub fn ignore_index(self, class: i64) -> Self {
        CrossEntropyLoss { ignore_index: Some(class), ..self }
    }

    /// The same loss with the sum instead of the mean.
    pub fn summed(self) -> Summed<Self> {
        Summed(self)
    }

    /// The loss of each target, 0 for ignored ones, in the shape of the targets. Takes typed tensors or two [`DynTensor`]s.
    ///
    /// # Errors
    /// [`ShapeError::Class`] for a target that is not a class index, another [`ShapeError`] if sizes known only at run time differ.
    pub fn unreduced<S: ScoresOf<T>, T: Shape, I: ClassNumber, E: Float>(
        &self,
        scores: Tensor<S, E>,
        classes: Tensor<T, I>,
    ) -> Result<Tensor<T, E>, ShapeError> {
        self.reduced(scores, classes, Reduction::Unreduced)
    }

    fn reduced<S: Shape, T: Shape, R: Shape, I: ClassNumber, E: Float>(
        &self,
        scores: Tensor<S, E>,
        classes: Tensor<T, I>,
        reduction: Reduction,
    ) -> Result<Tensor<R, E>, ShapeError> {
        scores.cross_entropy_reduced(&classes, self.label_smoothing, self.ignore_index, reduction)
    }
}

macro_rules! reduced { ($($Self:ty, |$loss:ident| $inner:expr, $Reduction:ident, |$of:ident, $classes:ident, $items:ident| $weight:expr;)*) => { $(
    #[diagnostic::do_not_recommend]
    impl<S: Ranked + ScoresOf<T>, T: Ranked, I: ClassNumber, E: Float> Loss<Tensor<S, E>, Tensor<T, I>, E> for $Self {
        fn loss(&self, scores: Tensor<S, E>, classes: Tensor<T, I>) -> Result<Tensor<(), E>, ShapeError> {
            let $loss = self;
            $inner.reduced(scores, classes, Reduction::$Reduction)
        }
        fn weight(&self, $classes: &Tensor<T, I>, $items: usize) -> f64 {
            let $of = self;
            $weight
        }
    }

    /// For a model with run-time sizes: `loss` passes on an error of the model's `forward`.
    #[diagnostic::do_not_recommend]
    impl<E: Float> Loss<Result<DynTensor<E>, ShapeError>, DynTensor<i64>, E> for $Self {
        fn loss(
            &self,
            scores: Result<DynTensor<E>, ShapeError>,
            classes: DynTensor<i64>,
        ) -> Result<Tensor<(), E>, ShapeError> {
            let $loss = self;
            $inner.reduced(scores?, classes, Reduction::$Reduction)
        }
        fn weight(&self, $classes: &DynTensor<i64>, $items: usize) -> f64 {
            let $of = self;
            $weight
        }
    }
)* } }
reduced! {
    CrossEntropyLoss, |loss| loss, Mean, |loss, classes, _items| classes.count_without(loss.ignore_index) as f64;
    Summed<CrossEntropyLoss>, |loss| loss.0, Sum, |_loss, _classes, items| items as f64;
}
