//! Operations with the shape rule "one letter, one axis": products and sums given by an equation, and diagonals.
//!
//! For typed tensors there is the macro `einsum!`: it reads the equation at compile time and writes a function whose bounds are the rules of
//! `shape/einsum.rs`. That function calls [`einsum_typed`].

use super::{DynTensor, Element, Float, MovingOperations, RealOperations, Result, Tensor, or_panic};
use crate::shape::{Axis, AxisInfo, DiagonalOf, LastTwo, OperandShapes, Ranked, Shape, SquareWith};
use std::marker::PhantomData;
use std::ops::Deref;
use timeseriesml_core::loops::pointwise::Stretch;
use timeseriesml_core::notation::contraction::{Network, Path};
use timeseriesml_core::notation::equation::{Equation, MAX_OPERANDS, is_batch};

/// Products and sums given by an equation, as in `numpy.einsum` and `torch.einsum`: the run-time version of [`einsum!`](macro@crate::einsum).
///
/// A letter is an axis; a letter that the output does not have is summed over. `...` means the leading axes, which broadcast. Without `->` the
/// output has the letters that occur once, in alphabetical order. The operands, at most eight, are multiplied in the cheapest order.
///
/// # Errors
/// [`ShapeError::Equation`](super::ShapeError::Equation), which names the letter and the operand;
/// [`ShapeError::Rank`](super::ShapeError::Rank) if an intermediate product has more than eight axes.
///
/// # Example
/// ```
/// use timeseriesml::{DynTensor, einsum};
/// let a = DynTensor::from_slice_sized([2, 2], &[1.0, 2.0, 3.0, 4.0])?;
/// let b = DynTensor::from_slice_sized([2, 1], &[5.0, 6.0])?;
/// assert_eq!(einsum("ij,jk->ik", &[&a, &b])?.to_vec(), [17.0, 39.0]);
/// assert_eq!(einsum("ii->", &[&a])?.to_vec(), [5.0]);
/// let error = einsum("ij,jk->iz", &[&a, &b]).unwrap_err();
/// assert_eq!(error.to_string(), "einsum: in the equation \"ij,jk->iz\" the output has the letter `z`, but no operand does");
/// # Ok::<(), timeseriesml::ShapeError>(())
/// ```
pub fn einsum<E: Float>(equation: &str, operands: &[&DynTensor<E>]) -> Result<DynTensor<E>> {
    let equation = Equation::read(equation)?;
    let operands = operands.iter().map(|x| (x.handle(), Stretch::ONES)).collect();
    Tensor::checked(<E as RealOperations>::einsum(&equation, operands, None))
}

/// The equation of an `einsum!`. The macro implements this trait.
#[doc(hidden)]
pub trait EinsumEquation {
    const TEXT: &'static str;
}

/// Operand `OPERAND` of an `einsum!`: a tensor, or a type that dereferences to one, such as a parameter. It is public because
/// compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "einsum: operand {OPERAND} is `{Self}`, not a tensor",
    label = "expected a tensor",
    note = "multiply the result by the number, `einsum!(..) * 2.0`, or make it a tensor: `Tensor::from(2.0)`"
)]
pub trait EinsumTensor<const OPERAND: usize> {
    /// The shape of the tensor.
    type Shape: Shape;
    /// The element type of the tensor.
    type Element: Element;
    #[doc(hidden)]
    fn tensor(&self) -> &Tensor<Self::Shape, Self::Element>;
}
#[diagnostic::do_not_recommend]
impl<S: Shape, E: Element, const OPERAND: usize> EinsumTensor<OPERAND> for Tensor<S, E> {
    type Shape = S;
    type Element = E;
    fn tensor(&self) -> &Tensor<S, E> {
        self
    }
}
#[diagnostic::do_not_recommend]
impl<R: Deref<Target: EinsumTensor<OPERAND>>, const OPERAND: usize> EinsumTensor<OPERAND> for R {
    type Shape = <R::Target as EinsumTensor<OPERAND>>::Shape;
    type Element = <R::Target as EinsumTensor<OPERAND>>::Element;
    fn tensor(&self) -> &Tensor<Self::Shape, Self::Element> {
        self.deref().tensor()
    }
}

/// The element type of operand `OPERAND` of an `einsum!`: `E`, the element type of the first operand. It is public because compiler messages name it.
#[diagnostic::on_unimplemented(
    message = "einsum: operand {OPERAND} holds `{Self}`, but operand 1 holds `{E}`",
    label = "expected a tensor of `{E}`",
    note = "there are no implicit conversions: use `y.cast::<{E}>()`"
)]
pub trait EinsumElement<const OPERAND: usize, E: Element>: Element {
    #[doc(hidden)]
    fn same(x: DynTensor<Self>) -> DynTensor<E>;
}
#[diagnostic::do_not_recommend]
impl<E: Element, const OPERAND: usize> EinsumElement<OPERAND, E> for E {
    fn same(x: DynTensor<E>) -> DynTensor<E> {
        x
    }
}

/// What is known about an `einsum!` at compile time.
struct Plan<Q, S>(PhantomData<(Q, S)>);

impl<Q: EinsumEquation, S: OperandShapes> Plan<Q, S> {
    const EQUATION: Equation<'static> = match Equation::parse(Q::TEXT) {
        Ok(equation) => equation,
        Err(_) => panic!("the macro has found the equation right"),
    };
    /// The order in which to multiply the operands, if all sizes are known.
    const PATH: Option<Path> = path(&Self::EQUATION, S::AXES);
}

const fn path(equation: &Equation, operands: &[&[AxisInfo]]) -> Option<Path> {
    let (mut ranks, mut operand) = ([0; MAX_OPERANDS], 0);
    while operand < operands.len() {
        ranks[operand] = operands[operand].len();
        operand += 1;
    }
    let Ok(batch) = equation.most_batch_axes(ranks.split_at(operands.len()).0) else { return None };
    let Ok(output) = equation.output(batch) else { return None };
    let mut network = Network::new(output.mask());
    operand = 0;
    while operand < operands.len() {
        let axes = operands[operand];
        let Ok(labels) = equation.labels(operand, axes.len()) else { return None };
        let (mut mask, mut axis) = (0u64, 0);
        while axis < axes.len() {
            let label = labels.get(axis);
            // An axis that broadcasts does not count as a label of its operand; the run-time `einsum` does the same.
            if !(is_batch(label) && axes[axis].broadcasts) {
                mask |= 1 << label;
                let Some(size) = axes[axis].size else { return None };
                network.size(label, size);
            }
            axis += 1;
        }
        network.push(mask);
        operand += 1;
    }
    Some(network.cheapest())
}

/// The function that `einsum!` calls. The trait bounds have checked the shapes, except for sizes known only at run time.
///
/// # Panics
/// If sizes known only at run time do not match.
#[doc(hidden)]
#[track_caller]
pub fn einsum_typed<Q: EinsumEquation, S: OperandShapes, O: Ranked, E: Float>(
    operands: Vec<DynTensor<E>>,
) -> Tensor<O, E> {
    let stretch = |axes: &[AxisInfo]| {
        Stretch(axes.iter().enumerate().fold(0, |bits, (axis, info)| bits | (u8::from(info.broadcasts) << axis)))
    };
    let operands = operands.into_iter().map(Tensor::into_array).zip(S::AXES.iter().map(|axes| stretch(axes))).collect();
    let y = <E as RealOperations>::einsum(&Plan::<Q, S>::EQUATION, operands, Plan::<Q, S>::PATH.as_ref());
    or_panic(y.and_then(|y| DynTensor::from_array(y).try_into_shape()))
}

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The diagonal of the last two axes, which must be square: a view.
    ///
    /// One size may be static and the other known only at run time: then they are compared at run time.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::from([[1.0, 2.0], [3.0, 4.0]]);
    /// let y: Tensor<(Dim<2>,)> = x.diagonal();
    /// assert_eq!(y.to_vec(), [1.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn diagonal<D: Axis>(&self) -> Tensor<DiagonalOf<S, D>, E>
    where
        S: LastTwo,
        S::Row: SquareWith<S::Column, Output = D>,
    {
        Tensor::proved(<E as MovingOperations>::diagonal(self.handle(), -2, -1))
    }

    /// Like [`diagonal`](Self::diagonal), but returns an error if run-time sizes differ.
    ///
    /// # Errors
    /// [`ShapeError::NotSquare`](super::ShapeError::NotSquare).
    pub fn try_diagonal<D: Axis>(&self) -> Result<Tensor<DiagonalOf<S, D>, E>>
    where
        S: LastTwo,
        S::Row: SquareWith<S::Column, Output = D>,
    {
        Tensor::checked(<E as MovingOperations>::diagonal(self.handle(), -2, -1))
    }
}

impl<E: Element> DynTensor<E> {
    /// The elements whose indices along the axes `i` and `j` are equal. They form the last axis of the result, a view. Both axes must have the same
    /// size.
    ///
    /// # Errors
    /// [`ShapeError::NotSquare`](super::ShapeError::NotSquare) if the sizes differ, [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if
    /// there is no such axis, [`ShapeError::Rank`](super::ShapeError::Rank) if `i` and `j` are the same axis.
    pub fn diagonal(&self, i: isize, j: isize) -> Result<Self> {
        Self::checked(<E as MovingOperations>::diagonal(self.handle(), i, j))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::{Dim, Dyn};

    struct Chain;
    impl EinsumEquation for Chain {
        const TEXT: &'static str = "ab,bc,cd->ad";
    }

    type Matrix<const ROWS: usize, const COLUMNS: usize> = (Dim<ROWS>, Dim<COLUMNS>);

    #[test]
    fn the_order_is_found_when_compiling_where_all_sizes_are_known() {
        const LEFT: Option<Path> = Plan::<Chain, (Matrix<1, 9>, Matrix<9, 9>, Matrix<9, 9>)>::PATH;
        const RIGHT: Option<Path> = Plan::<Chain, (Matrix<9, 9>, Matrix<9, 9>, Matrix<9, 1>)>::PATH;
        assert_eq!(LEFT.unwrap().split(0b111), (0b011, 0b100));
        assert_eq!(RIGHT.unwrap().split(0b111), (0b001, 0b110));
        assert!(Plan::<Chain, (Matrix<1, 9>, (Dyn, Dim<9>), Matrix<9, 9>)>::PATH.is_none());
    }
}
