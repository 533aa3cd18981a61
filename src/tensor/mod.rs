//! The typed tensor `Tensor<S, E>`: the run-time tensor of `timeseriesml_core` with the shape `S` as a type.
//!
//! **Owns** what users call on tensors. A file holds one *rule* about shapes, not one operation: each method is a bound from
//! `crate::shape`, one call into `timeseriesml_core`, and nothing else. The methods of [`DynTensor`] follow the typed ones: the same names, axes
//! as arguments, a `Result`. **Does not know** about layers, data or how anything is computed.
//!
//! Where a type leaves a size open (`Dyn`, `Batch`), the plain method panics if the sizes do not match, and the `try_…` method returns an error
//! instead.

mod along_axis;
mod arguments;
mod arrays;
mod attention;
mod autodiff;
mod compare;
mod compare_operators;
mod concat;
mod conv;
mod convert;
mod correlate;
mod create;
mod einsum;
mod elementwise;
mod function;
mod gather;
mod gradients;
mod index;
mod loss;
mod matmul;
#[cfg(feature = "ndarray")]
mod ndarray;
mod normalize;
mod npy;
mod npy_header;
mod one_hot;
mod operators;
mod permute;
mod pool;
mod print;
mod rearrange;
mod recurrent;
mod reduce;
mod reshape;
mod resize;
mod running;
mod second_operand;
mod split;
mod stored;

pub use arguments::{AxisIndex, OneOrMore, SidePadding, SizeList, SizeNumber};
pub use arrays::NumberShape;
pub use attention::{Attention, NoMask, ScoreMaskElement, ScoreMaskTensor, scaled_dot_product_attention};
pub use autodiff::gradcheck;
pub use compare::{Chooses, Truth};
pub use concat::stack;
pub use conv::{Groups, Window};
pub use einsum::{EinsumElement, EinsumEquation, EinsumTensor, einsum, einsum_typed};
pub use function::{Function, Inputs};
pub use gradients::{GradientError, Gradients, Leaf};
pub use index::Brackets;
pub use npy::NpyError;
pub use one_hot::ClassNumber;
pub use operators::{CalculatesWith, HasOperators, KeepsShape, OperandFor, SumShape};
#[doc(hidden)]
pub use rearrange::rearranging;
pub use running::{detect_anomaly, empty_cache, inference, no_grad, with_threads};
pub use second_operand::{DynOperand, SecondOperand};
#[doc(inline)]
pub use timeseriesml_core::autodiff::anomaly::Anomaly;
#[doc(inline)]
pub use timeseriesml_core::autodiff::gradcheck::GradcheckError;
#[doc(inline)]
pub use timeseriesml_core::element::{Element, Float, Number};
#[doc(inline)]
pub use timeseriesml_core::error::PatternMistake;
#[doc(inline)]
pub use timeseriesml_core::error::ShapeError;
#[doc(inline)]
pub use timeseriesml_core::error::{EquationMistake, EquationPart};
#[doc(inline)]
pub use timeseriesml_core::ops::vectors::Correlation;

// The standard library also has an (unstable) `Float` and `Element`, and rustc prints the full path of a name that two crates define. It prints these
// unique names without a path.
#[doc(hidden)]
pub use timeseriesml_core::element::{Element as TensorElement, Float as FloatElement};

pub(crate) use elementwise::UnaryFunctions;
pub(crate) use operators::Operation;
pub(crate) use running::{first_anomaly, first_not_finite};
pub(crate) use stored::{ReadProblem, StoredType, read_values};
pub(crate) use timeseriesml_core::autodiff::recording::is_inference;
pub(crate) use timeseriesml_core::error::{Result, or_panic};
pub(crate) use timeseriesml_core::ops::LossOperations;
pub(crate) use timeseriesml_core::ops::losses::{Allowed, Reduction};

use crate::shape::{AxisInfo, DynShape, Shape};
use std::marker::PhantomData;
use timeseriesml_core::array::Array;
use timeseriesml_core::layout::Sizes;
use timeseriesml_core::loops::pointwise::Stretch;
use timeseriesml_core::ops::{
    MovingOperations, NumericFunctions, NumericFunctionsOfTwo, NumericOperations, RealFunctions, RealFunctionsOfTwo,
    RealOperations,
};

/// A tensor whose shape is part of its type.
///
/// `S` is a tuple of axes (`(Batch, Dim<96>, Dim<7>)`), `E` the element type. A tensor is a reference-counted handle: cloning it copies no
/// values. Operations on shapes that do not match do not compile.
///
/// `Tensor::from` takes its shape from nested arrays. The literals determine the element type: `f64` for `1.0`, `i32` for `1`,
/// unless a suffix or the type of the tensor says otherwise. The type `Tensor<S>` means `Tensor<S, f32>`.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, Tensor};
/// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
/// let w: Tensor<(Dim<3>, Dim<1>)> = Tensor::from([[1.0], [0.0], [1.0]]);
/// let y: Tensor<(Dim<2>, Dim<1>)> = x.matmul(&w);
/// assert_eq!(y.to_vec(), [4.0, 10.0]);
/// let doubles = Tensor::from([[1.0, 2.0], [3.0, 4.0]]); // `Tensor<(Dim<2>, Dim<2>), f64>`
/// let singles = Tensor::from([[1.0_f32, 2.0], [3.0, 4.0]]);
/// ```
/// ```compile_fail
/// use timeseriesml::{Dim, Tensor};
/// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::zeros();
/// x.matmul(&x); // matmul: the inner axes differ: `Dim<3>` on the left, `Dim<2>` on the right
/// ```
///
/// All tensors are in CPU memory.
#[doc(alias = "device")]
#[repr(transparent)]
#[must_use]
pub struct Tensor<S: Shape, E: Element = f32> {
    array: Array<E>,
    shape: PhantomData<fn() -> S>,
}

/// A tensor whose rank and sizes are known only at run time; [`try_into_shape`](Tensor::try_into_shape) gives it a typed shape.
///
/// Its operations have the same names as the typed ones, take axes as arguments and return a [`ShapeError`] if sizes do not match.
///
/// # Example
/// ```
/// use timeseriesml::{Dim, DynTensor, Tensor};
/// let x = DynTensor::from_slice_sized([2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])?;
/// assert!(x.matmul(&x).is_err());
/// let y: Tensor<(Dim<2>, Dim<2>)> = x.matmul(&x.transpose(0, 1)?)?.try_into_shape()?;
/// assert_eq!(y.to_vec(), [14.0, 32.0, 32.0, 77.0]);
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
pub type DynTensor<E = f32> = Tensor<DynShape, E>;

impl<S: Shape, E: Element> Tensor<S, E> {
    /// Does not check the sizes: the caller guarantees, by types or checks, that they fit `S`.
    #[inline(always)]
    pub(crate) fn from_array(array: Array<E>) -> Self {
        debug_assert!(
            check_sizes("tensor", S::KNOWN_AXES, array.sizes()).is_ok(),
            "a type promises {:?}, the sizes are {:?}",
            S::KNOWN_AXES,
            array.sizes()
        );
        Tensor { array, shape: PhantomData }
    }

    pub(crate) fn array(&self) -> &Array<E> {
        &self.array
    }

    pub(crate) fn array_mut(&mut self) -> &mut Array<E> {
        &mut self.array
    }

    #[inline(always)]
    pub(crate) fn into_array(self) -> Array<E> {
        self.array
    }

    /// Takes this tensor and leaves an empty one. A parameter moved out like this can be changed in place.
    pub(crate) fn take(&mut self) -> Self {
        let empty = <E as MovingOperations>::full("take", Sizes::scalar().pushed(&[0]), E::ZERO);
        let empty = empty.unwrap_or_else(|e| panic!("an empty tensor needs a few bytes: {e}"));
        Tensor { array: std::mem::replace(&mut self.array, empty), shape: PhantomData }
    }

    /// Moves each value towards the value in `other`, which has the same sizes: `(1 − share)·self + share·other`, in place.
    pub(crate) fn approach(&mut self, other: &Tensor<S, E>, share: f64) -> Result<()>
    where
        E: Float,
    {
        <E as RealOperations>::approach(&mut self.array, &other.array, share)
    }

    /// Replaces the values in place; the tensor stays the same node of the autodiff graph.
    pub(crate) fn overwrite(&mut self, values: &Tensor<S, E>) -> Result<()> {
        for (axis, (&left, &right)) in self.sizes().iter().zip(values.sizes()).enumerate() {
            if left != right || self.rank() != values.rank() {
                return Err(ShapeError::Differ { op: "assign", axis, left, right });
            }
        }
        let values = values.array.in_order(&self.array.layout().order())?;
        self.array.make_mut()?.copy_from_slice(values.span());
        Ok(())
    }

    /// A clone of the array, which shares its memory, for an operation that takes its operand by value.
    #[inline(always)]
    fn handle(&self) -> Array<E> {
        self.array.clone()
    }

    /// The result of an operation whose sizes were checked at compile time, except for axes known only at run time.
    ///
    /// # Panics
    /// If axes known only at run time do not match, or memory runs out.
    #[inline(always)]
    #[track_caller]
    fn proved(result: Result<Array<E>>) -> Self {
        Tensor::from_array(or_panic(result))
    }

    /// Converts a result to what a `try_` method returns.
    #[inline(always)]
    fn checked(result: Result<Array<E>>) -> Result<Self> {
        result.map(Tensor::from_array)
    }

    /// Like `checked`, for a method that calls an operation with a different name: an error names the method.
    #[inline(always)]
    fn named(op: &'static str, result: Result<Array<E>>) -> Result<Self> {
        named(op, result.map(Tensor::from_array))
    }

    /// The size of each axis.
    #[doc(alias = "size")]
    pub fn sizes(&self) -> &[usize] {
        self.array.sizes()
    }

    /// The size of each axis, same as [`sizes`](Self::sizes).
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::zeros();
    /// assert_eq!(x.shape(), [2, 3]);
    /// ```
    pub fn shape(&self) -> &[usize] {
        self.sizes()
    }

    /// For each axis, the distance in memory between neighbors, in elements. A view has its own strides; a broadcast axis has
    /// stride 0.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::zeros();
    /// assert_eq!(x.strides(), [3, 1]);
    /// assert_eq!(x.transpose::<0, 1>().strides(), [1, 3]);
    /// ```
    #[doc(alias = "stride")]
    pub fn strides(&self) -> &[usize] {
        self.array.layout().strides()
    }

    /// The offset, in elements, of the first element in the memory that this tensor may share with other tensors.
    pub fn storage_offset(&self) -> usize {
        self.array.layout().offset()
    }

    /// Whether the elements are in row-major order without gaps.
    pub fn is_contiguous(&self) -> bool {
        self.array.layout().is_row_major()
    }

    /// The name of the element type: `"f32"`. [`cast`](Self::cast) converts to a different type.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// assert_eq!(Tensor::<(Dim<3>,), i64>::zeros().dtype(), "i64");
    /// ```
    pub fn dtype(&self) -> &'static str {
        E::NAME
    }

    /// The number of axes.
    #[doc(alias = "dim")]
    #[doc(alias = "ndim")]
    pub fn rank(&self) -> usize {
        self.array.rank()
    }

    /// The number of elements.
    #[doc(alias = "len")]
    pub fn numel(&self) -> usize {
        self.array.count()
    }
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// The axes that may broadcast according to the shape type: those of type `One`.
    const STRETCH: Stretch = {
        let (mut bits, mut axis) = (0, 0);
        if let Some(axes) = S::KNOWN_AXES {
            while axis < axes.len() {
                bits |= (axes[axis].broadcasts as u8) << axis;
                axis += 1;
            }
        }
        Stretch(bits)
    };
}

impl<S: Shape, E: Element> Clone for Tensor<S, E> {
    fn clone(&self) -> Self {
        Tensor { array: self.array.clone(), shape: PhantomData }
    }
}

/// Returns `result`, but with `op` as the operation that its error names.
#[inline(always)]
fn named<T>(op: &'static str, mut result: Result<T>) -> Result<T> {
    if let Err(error) = &mut result {
        error.name(op);
    }
    result
}

/// Checks that sizes match the axes of a shape type.
fn check_sizes(op: &'static str, axes: Option<&'static [AxisInfo]>, sizes: &[usize]) -> Result<()> {
    let Some(axes) = axes else { return Ok(()) };
    if axes.len() != sizes.len() {
        let expected = format!("{} axes", axes.len());
        return Err(ShapeError::Rank { op, expected, found: sizes.into() });
    }
    for (axis, (info, &found)) in axes.iter().zip(sizes).enumerate() {
        if let Some(expected) = info.size
            && expected != found
        {
            return Err(ShapeError::Size { op, axis, name: info.name, expected, found, sizes: sizes.into() });
        }
    }
    Ok(())
}
