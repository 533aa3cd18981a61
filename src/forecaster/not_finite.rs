//! Where a loss or a forecast that is NaN or infinite comes from.

use crate::nn::{Module, ModulePath, ParameterRef, TensorRef, Visitor};
use crate::shape::Shape;
use crate::tensor::{Anomaly, Float, Tensor, first_not_finite};

/// The first value that is NaN or infinite, where a loss or a forecast is.
#[derive(Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FirstNotFinite {
    /// A value of an input.
    #[error(
        "the input of item {item} is {found} at {}; fill or remove missing values, or scale the data",
        place(element)
    )]
    BadInput {
        /// The number of the item or window in its data.
        item: usize,
        /// The place in the input of this item: of a window the row and the column.
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
        /// The number of the item or window in its data.
        item: usize,
        /// The place in the target of this item.
        element: Box<[usize]>,
        /// The value.
        found: f64,
    },
    /// An element of a parameter or of a buffer, such as running statistics.
    #[error(
        "the weight \"{name}\" is {found} at {element:?}; lower the learning rate, clip the gradients with `.clip_norm(1.0)`, or scale the data"
    )]
    BadWeight {
        /// The name of the parameter or buffer.
        name: String,
        /// The place in it, one index for each axis.
        element: Box<[usize]>,
        /// The element.
        found: f64,
    },
    /// An element of the gradient of a parameter. The loss and the weights are finite.
    #[error(
        "the gradient of \"{name}\" is {found} at {element:?}; lower the learning rate, or scale the data; `detect_anomaly` around a step names the operation"
    )]
    BadGradient {
        /// The name of the parameter.
        name: String,
        /// The place in it, one index for each axis.
        element: Box<[usize]>,
        /// The element.
        found: f64,
    },
    /// The result of an operation. Inputs, targets and weights are finite.
    #[error("{0}")]
    BadResult(Anomaly),
    /// Inputs, targets and weights are finite, and each mean over a batch is.
    #[error("inputs, targets and weights are finite; scale the data, or lower the learning rate")]
    NoCause,
    /// No target counts: see [`Loss::weight`](crate::nn::Loss::weight).
    #[error("no target counts, as all have the ignored number")]
    NoTarget,
}

debug_is_message! { FirstNotFinite }

/// The place in a table, which has rows and columns.
fn place(element: &[usize]) -> String {
    match element {
        [row, column] => format!("row {row}, column {column}"),
        [column] => format!("column {column}"),
        _ => format!("{element:?}"),
    }
}

impl FirstNotFinite {
    /// Of the parameters and buffers of a module.
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
