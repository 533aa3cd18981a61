//! Conversions between tensors and Rust arrays, vectors and numbers.

use super::{DynTensor, Element, MovingOperations, Result, ShapeError, Tensor, named, or_panic};
use crate::shape::{ArrayShape, Dim, Dyn, DynShape, Ranked, Shape, SingleNumber};
use timeseriesml_core::layout::Sizes;

impl<S: Shape, E: Element> Tensor<S, E> {
    /// All values in row-major order (neighbors along the last axis are adjacent), whatever their order in memory.
    pub fn to_vec(&self) -> Vec<E> {
        let mut out = vec![E::ZERO; self.numel()];
        <E as MovingOperations>::copy_to(self.array(), &mut out);
        out
    }

    /// Writes all values in row-major order into `out`.
    ///
    /// # Panics
    /// If the length of `out` is not [`numel`](Self::numel).
    #[track_caller]
    pub fn copy_to_slice(&self, out: &mut [E]) {
        assert_eq!(out.len(), self.numel(), "the slice is as long as the tensor");
        <E as MovingOperations>::copy_to(self.array(), out);
    }

    /// The values as nested arrays: `[[E; 3]; 2]` for `(Dim<2>, Dim<3>)`, up to four axes; for a scalar, the number itself.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// let [[a, b], [c, d], [e, f]] = x.transpose::<0, 1>().to_array();
    /// assert_eq!([a, b, c, d, e, f], [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    /// ```
    #[doc(alias = "tolist")]
    pub fn to_array<A>(&self) -> A
    where
        S: ArrayShape<Array<E> = A>,
    {
        let mut values = self.to_vec().into_iter();
        S::filled(|| values.next().expect("an array of the shape has as many elements as the tensor"))
    }
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// The address of the first element: views that share memory and start at the same element have the same address.
    ///
    /// Compare the address, or pass it to code that knows the strides. For a tensor without elements the address means nothing.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::ones();
    /// assert_eq!(x.transpose::<0, 1>().data_ptr(), x.data_ptr());
    /// ```
    pub fn data_ptr(&self) -> *const E {
        self.array().span().as_ptr()
    }
}

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// The value of this scalar.
    pub fn item(&self) -> E
    where
        S: SingleNumber,
    {
        self.array().item().expect("a tensor without axes has one element")
    }
}

impl<E: Element> DynTensor<E> {
    /// The value of a tensor of any rank that has exactly one element.
    ///
    /// # Errors
    /// [`ShapeError::NotScalar`].
    pub fn item(&self) -> Result<E> {
        self.array().item().ok_or_else(|| ShapeError::NotScalar { op: "item", sizes: self.sizes().into() })
    }
}

/// A shape that may have no axes: `()`, or the shape of a [`DynTensor`].
#[diagnostic::on_unimplemented(
    message = "`scalar` makes a tensor without axes, not one of shape `{Self}`",
    label = "expected the shape `()` or a `DynTensor`",
    note = "`Tensor::full(2.0)` fills a static shape, `Tensor::full_sized(sizes, 2.0)` one with run-time axes"
)]
#[allow(private_bounds, reason = "the trait is sealed by it")]
pub trait NumberShape: Shape + WithoutAxes {}
#[diagnostic::do_not_recommend]
impl<S: Shape + WithoutAxes> NumberShape for S {}

trait WithoutAxes {}
impl WithoutAxes for () {}
impl WithoutAxes for DynShape {}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// A tensor without axes that holds one number: a `Tensor<()>`, or a `DynTensor` of rank 0.
    ///
    /// Where the type is ambiguous, write `Tensor::from(3.0)` for a `Tensor<()>`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{DynTensor, Tensor};
    /// let x: Tensor<()> = Tensor::scalar(3.0);
    /// let y = DynTensor::scalar(3.0);
    /// assert_eq!(y.add(&x.into_dyn())?.item()?, 6.0);
    /// assert_eq!(y.rank(), 0);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[track_caller]
    pub fn scalar(value: E) -> Self
    where
        S: NumberShape,
    {
        Tensor::proved(<E as MovingOperations>::full("scalar", Sizes::scalar(), value))
    }
}

/// Like [`scalar`](Tensor::scalar), but for `.into()`.
impl<E: Element> From<E> for Tensor<(), E> {
    fn from(value: E) -> Self {
        Tensor::scalar(value)
    }
}

/// Makes a tensor of one axis with these values.
///
/// # Example
/// ```
/// use timeseriesml::{Dyn, Tensor};
/// let closes: Tensor<(Dyn,)> = Tensor::from(vec![101.0, 102.5, 99.0]);
/// assert_eq!(closes.sizes(), [3]);
/// ```
impl<E: Element> From<Vec<E>> for Tensor<(Dyn,), E> {
    #[track_caller]
    fn from(values: Vec<E>) -> Self {
        or_panic(named("from", Tensor::from_slice_sized([values.len()], &values)))
    }
}

macro_rules! arrays { ($([$($N:ident)*] $Array:ty, $x:ident => $flat:expr;)*) => { $(
    impl<E: Element, $(const $N: usize),*> From<$Array> for Tensor<($(Dim<$N>,)*), E> {
        #[track_caller]
        fn from($x: $Array) -> Self {
            or_panic(named("from", Tensor::from_slice($flat)))
        }
    }
)* } }
arrays! {
    [N] [E; N], x => &x;
    [N M] [[E; M]; N], x => x.as_flattened();
    [N M K] [[[E; K]; M]; N], x => x.as_flattened().as_flattened();
    [N M K L] [[[[E; L]; K]; M]; N], x => x.as_flattened().as_flattened().as_flattened();
}

macro_rules! numbers { ($($E:ident)*) => { $(
    /// Like [`item`](Tensor::item), but for `.into()`.
    impl From<Tensor<(), $E>> for $E {
        fn from(x: Tensor<(), $E>) -> Self {
            x.item()
        }
    }
)* } }
numbers! { f32 f64 i32 i64 bool }

#[cfg(test)]
mod tests {
    use crate::shape::{Dim, One};
    use crate::tensor::{DynTensor, Tensor};

    #[test]
    fn nested_arrays_come_back() {
        let x = [[[[1_i64, 2], [3, 4]], [[5, 6], [7, 8]]]];
        assert_eq!(Tensor::from(x).to_array(), x);
        assert_eq!(Tensor::from([[true], [false]]).to_array(), [[true], [false]]);
        assert_eq!(Tensor::from([[[0.5_f32; 0]; 3]; 2]).to_array(), [[[0.5; 0]; 3]; 2]);
        assert_eq!(Tensor::from([1, 2]).unsqueeze::<0>().to_array(), [[1, 2]]);
        assert_eq!(Tensor::from(7_i32).to_array(), 7);
        let swapped: Tensor<(One, Dim<2>), i32> = Tensor::from([[1], [2]]).rename::<1, One>().transpose::<0, 1>();
        assert_eq!(swapped.to_array(), [[1, 2]]);
    }

    #[test]
    fn a_literal_has_the_type_of_its_tensor_or_that_of_rust() {
        fn name<S: crate::shape::Shape, E: crate::tensor::Element>(_: &Tensor<S, E>) -> &'static str {
            E::NAME
        }
        let named: Tensor<(Dim<2>,)> = Tensor::from([1.0, 2.0]);
        assert_eq!(name(&named), "f32");
        assert_eq!(name(&Tensor::from([[1., 2.], [3., 4.]])), "f64");
        assert_eq!(name(&Tensor::from([1, 2])), "i32");
        assert_eq!(name(&Tensor::from([1.0_f32, 2.0])), "f32");
        assert_eq!(name(&Tensor::from([1_i64, 2])), "i64");
        assert_eq!(name(&Tensor::from(1.0)), "f64");
    }

    #[test]
    fn the_only_number_is_read_whatever_its_rank() {
        let x = DynTensor::from_slice_sized([1, 1], &[true]).unwrap();
        assert_eq!(x.item(), Ok(true));
        assert_eq!(i64::from(Tensor::from(3_i64)), 3);
        assert!(DynTensor::from_slice_sized([2], &[1, 2]).unwrap().item().is_err());
    }
}
