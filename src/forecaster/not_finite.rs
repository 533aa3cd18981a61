//! Where a NaN or an infinity in a loss or a forecast comes from.

use crate::nn::{Module, ModulePath, ParameterRef, TensorRef, Visitor};
use crate::shape::Shape;
use crate::tensor::{Anomaly, Float, Tensor, first_not_finite};

/// The first NaN or infinite value found when a loss or a forecast is not finite.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FirstNotFinite {
    /// A value of an input.
    #[error(
        "the input of item {item} is {found} at {}; fill or remove missing values, or scale the data",
        place(element)
    )]
    BadInput {
        /// The index of the item or window in the data.
        item: usize,
        /// The index of the value in the input of this item: row and column in a window.
        element: Box<[usize]>,
        /// The value.
        found: f64,
    },
    /// A value of a target.
    #[error(
        "the target of item {item} is {found} at {}; fill or remove missing values, or scale the data",
        place(element)
    )]
    BadTarget {
        /// The index of the item or window in the data.
        item: usize,
        /// The index of the value in the target of this item.
        element: Box<[usize]>,
        /// The value.
        found: f64,
    },
    /// An element of a parameter, or of a buffer such as running statistics.
    #[error(
        "the weight \"{name}\" is {found} at {element:?}; lower the learning rate, clip the gradients with `.clip_norm(1.0)`, or scale the data"
    )]
    BadWeight {
        /// The name of the parameter or buffer.
        name: String,
        /// The index of the element, one number per axis.
        element: Box<[usize]>,
        /// The element.
        found: f64,
    },
    /// An element of a parameter's gradient; the loss and the weights are finite.
    #[error(
        "the gradient of \"{name}\" is {found} at {element:?}; lower the learning rate, or scale the data; wrap a step in `detect_anomaly` to find the operation"
    )]
    BadGradient {
        /// The name of the parameter.
        name: String,
        /// The index of the element, one number per axis.
        element: Box<[usize]>,
        /// The element.
        found: f64,
    },
    /// The result of an operation; inputs, targets and weights are finite.
    #[error("{0}")]
    BadResult(Anomaly),
    /// No cause was found: inputs, targets, weights and the loss of each batch are finite.
    #[error("inputs, targets and weights are finite; scale the data, or lower the learning rate")]
    NoCause,
    /// Every target is ignored, so [`Loss::weight`](crate::nn::Loss::weight) is 0 and there is no mean.
    #[error("every target is ignored: all equal `ignore_index`")]
    NoTarget,
}

debug_is_message! { FirstNotFinite }

fn place(element: &[usize]) -> String {
    match element {
        [row, column] => format!("row {row}, column {column}"),
        [column] => format!("column {column}"),
        _ => format!("{element:?}"),
    }
}

impl FirstNotFinite {
    /// The first NaN or infinite value in the parameters and buffers of a module.
    pub(crate) fn of_weights(module: &(impl Module + ?Sized)) -> Option<Self> {
        let mut weights = Weights(None);
        module.visit(ModulePath::root(), &mut weights);
        weights.0
    }
}

struct Weights(Option<FirstNotFinite>);

impl Weights {
    fn look<S: Shape, E: Float>(&mut self, path: ModulePath<'_>, x: &Tensor<S, E>) {
        if self.0.is_none()
            && let Some((element, found)) = first_not_finite(x)
        {
            self.0 = Some(FirstNotFinite::BadWeight { name: path.to_string(), element, found });
        }
    }
}

impl Visitor for Weights {
    fn parameter(&mut self, path: ModulePath<'_>, parameter: ParameterRef<'_>) {
        match parameter {
            ParameterRef::F32(x) => self.look(path, x),
            ParameterRef::F64(x) => self.look(path, x),
        }
    }
    fn buffer(&mut self, path: ModulePath<'_>, values: TensorRef<'_>) {
        match values {
            TensorRef::F32(x) => self.look(path, x),
            TensorRef::F64(x) => self.look(path, x),
        }
    }
}
