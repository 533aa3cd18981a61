//! Elementwise operations that take or return `bool`: comparisons, logic, and selection by a mask.

use super::operators::NoOperators;
use super::{
    DynOperand, DynTensor, Element, Float, MovingOperations, RealOperations, Result, SecondOperand, Tensor, named,
};
use crate::shape::{Broadcast, Dyn, MaskedBy, Ranked, Shape};
use timeseriesml_core::array::Array;
use timeseriesml_core::loops::pointwise::Stretch;
use timeseriesml_core::ops::compare;

// The docs are string literals, not comments, to keep messages short: rustc quotes the lines around a name.
macro_rules! comparisons { ($($name:ident $try_name:ident $does:literal $(#[$doc:meta])*;)*) => {
    /// Comparisons with a tensor or a number, element by element. Shapes align at their last axes; an axis of type `One` broadcasts.
    ///
    /// A NaN equals nothing, not even itself, and is neither less nor greater than anything.
    impl<S: Ranked, E: Element> Tensor<S, E> {
        $(#[doc = $does]
        ///
        $(#[$doc])*
        ///
        /// # Panics
        /// If run-time axes differ in size.
        #[track_caller]
        pub fn $name<R: SecondOperand<E>>(&self, rhs: R) -> Tensor<<S as Broadcast<R::Shape>>::Output, bool>
        where
            S: Broadcast<R::Shape>,
        {
            let (left, right) = (Self::STRETCH, Tensor::<R::Shape, E>::STRETCH);
            Tensor::proved(<E as MovingOperations>::$name(self.array(), &rhs.operand(), left, right))
        }

        #[doc = concat!("Like [`", stringify!($name), "`](Self::", stringify!($name), "), but returns an error if run-time sizes differ.")]
        ///
        /// # Errors
        /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast), which names the axis and both sizes.
        pub fn $try_name<R: SecondOperand<E>>(&self, rhs: R) -> Result<Tensor<<S as Broadcast<R::Shape>>::Output, bool>>
        where
            S: Broadcast<R::Shape>,
        {
            let (left, right) = (Self::STRETCH, Tensor::<R::Shape, E>::STRETCH);
            Tensor::checked(<E as MovingOperations>::$name(self.array(), &rhs.operand(), left, right))
        })*
    }

    /// Comparisons with a tensor or a number, element by element, with NumPy's broadcasting: every axis of size one broadcasts.
    impl<E: Element> DynTensor<E> {
        $(#[doc = $does]
        ///
        /// # Errors
        /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast), which names the axis and both sizes.
        pub fn $name(&self, rhs: impl DynOperand<E>) -> Result<DynTensor<bool>> {
            let (left, right) = (Stretch::ONES, Stretch::ONES);
            Tensor::checked(<E as MovingOperations>::$name(self.array(), &rhs.dyn_operand(), left, right))
        })*
    }
} }

comparisons! {
    ne try_ne "Whether `x ≠ y`." #[doc(alias = "not_equal")];
    lt try_lt "Whether `x < y`." #[doc(alias = "less")];
    le try_le "Whether `x ≤ y`." #[doc(alias = "less_equal")];
    gt try_gt "Whether `x > y`." #[doc(alias = "greater")];
    ge try_ge "Whether `x ≥ y`." #[doc(alias = "greater_equal")];
    eq try_eq "Whether `x = y`."
        #[doc(alias = "equal")]
        /// # Example
        /// ```
        /// use timeseriesml::{Dim, Tensor};
        /// let x: Tensor<(Dim<3>,)> = Tensor::from([1.0, 2.0, 3.0]);
        /// let is_two: Tensor<(Dim<3>,), bool> = x.eq(2.0);
        /// assert_eq!(is_two.to_vec(), [false, true, false]);
        /// assert_eq!(x.eq(&x).to_vec(), [true, true, true]);
        /// ```
        ;
}

/// The element type of masks: `bool`.
#[diagnostic::on_unimplemented(
    message = "logical operations need `bool`, not `{Self}`",
    label = "expected elements of `bool`, found `{Self}`",
    note = "make a mask by comparison, `x.gt(0.0)`, or by `x.cast::<bool>()`, true where an element is not zero"
)]
#[allow(private_bounds, reason = "how the elements are read is not for users; the trait is sealed by it")]
pub trait Truth: Element + Truths {}
#[diagnostic::do_not_recommend]
impl Truth for bool {}

pub(super) trait Truths: Element {
    fn truths(x: &Array<Self>) -> &Array<bool>;
}
impl Truths for bool {
    fn truths(x: &Array<bool>) -> &Array<bool> {
        x
    }
}

/// The element type of the condition of `where_`: `bool`. The condition chooses between elements of type `E` and `R`; `R` is a number or a tensor.
#[diagnostic::on_unimplemented(
    message = "where_: the condition must be a tensor of `bool`, not of `{Self}`",
    label = "expected a condition of `bool`",
    note = "the condition comes second: `x.where_(&condition, &y)` is `x` where `condition` is true, `y` elsewhere",
    note = "there are no implicit conversions: `.cast::<bool>()` makes a condition, `.cast::<f32>()` floating-point numbers"
)]
pub trait Chooses<E: Element, R>: Element {
    /// The shape of the other tensor; `()` for a number.
    type Shape: Ranked;
    #[doc(hidden)]
    fn operands(condition: &Array<Self>, other: R) -> (&Array<bool>, Array<E>);
}
// This impl is not marked `do_not_recommend`, so that rustc's error is about the other operand.
impl<E: Element, R: SecondOperand<E>> Chooses<E, R> for bool {
    type Shape = R::Shape;
    fn operands(condition: &Array<bool>, other: R) -> (&Array<bool>, Array<E>) {
        (condition, other.operand())
    }
}
// Decoy impl: without it rustc would infer the types and not print the message of this trait.
#[diagnostic::do_not_recommend]
impl<E: Element, R: NoOperators> Chooses<E, R> for f32 {
    type Shape = ();
    fn operands(_: &Array<f32>, _: R) -> (&Array<bool>, Array<E>) {
        unreachable!("`NoOperators` is implemented for nothing")
    }
}

macro_rules! logic { ($($name:ident $does:literal;)*) => {
    /// Logical operations, element by element. Shapes align at their last axes; an axis of type `One` broadcasts.
    impl<S: Ranked, E: Element> Tensor<S, E> {
        $(#[doc = $does]
        ///
        /// # Panics
        /// If axes known only at run time have different sizes.
        #[track_caller]
        pub fn $name<T: Ranked>(&self, rhs: &Tensor<T, E>) -> Tensor<S::Output, bool>
        where
            E: Truth,
            S: Broadcast<T>,
        {
            let (left, right) = (Self::STRETCH, Tensor::<T, E>::STRETCH);
            let y = compare::$name(E::truths(self.array()), E::truths(rhs.array()), left, right);
            Tensor::proved(named(stringify!($name), y))
        })*
    }

    /// Logical operations, element by element, with NumPy's broadcasting: every axis of size one broadcasts.
    impl<E: Element> DynTensor<E> {
        $(#[doc = $does]
        ///
        /// # Errors
        /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast), which names the axis and both sizes.
        pub fn $name(&self, rhs: impl DynOperand<E>) -> Result<DynTensor<bool>>
        where
            E: Truth,
        {
            let (left, right) = (Stretch::ONES, Stretch::ONES);
            let y = compare::$name(E::truths(self.array()), E::truths(&rhs.dyn_operand()), left, right);
            Tensor::named(stringify!($name), y)
        })*
    }
} }

logic! {
    logical_and "Whether both are true.";
    logical_or "Whether one of the two is true.";
    logical_xor "Whether exactly one of the two is true.";
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// The negation of each element.
    #[track_caller]
    pub fn logical_not(&self) -> Tensor<S, bool>
    where
        E: Truth,
    {
        Tensor::proved(named("logical_not", compare::logical_not(E::truths(self.array()))))
    }
}

/// Tests of each element, the same for typed and run-time shapes.
impl<S: Shape, E: Element> Tensor<S, E> {
    /// Whether each element is NaN.
    #[doc(alias = "isnan")]
    #[track_caller]
    pub fn is_nan(&self) -> Tensor<S, bool>
    where
        E: Float,
    {
        Tensor::proved(<E as RealOperations>::is_nan(self.array()))
    }

    /// Whether each element is neither infinite nor NaN.
    #[doc(alias = "isfinite")]
    #[track_caller]
    pub fn is_finite(&self) -> Tensor<S, bool>
    where
        E: Float,
    {
        Tensor::proved(<E as RealOperations>::is_finite(self.array()))
    }

    /// Whether each element is infinite.
    #[doc(alias = "isinf")]
    #[track_caller]
    pub fn is_infinite(&self) -> Tensor<S, bool>
    where
        E: Float,
    {
        Tensor::proved(<E as RealOperations>::is_infinite(self.array()))
    }
}

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// Takes elements of this tensor where `condition` is true, and elements of `other`, a tensor or a number, elsewhere. All three shapes
    /// broadcast; each operand gets the gradient of the elements taken from it.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<3>,)> = Tensor::from([-1.0, 2.0, -3.0]);
    /// assert_eq!(x.where_(&x.gt(0.0), 0.0).to_vec(), [0.0, 2.0, 0.0]);
    /// assert_eq!(x.where_(&x.gt(0.0), &x.neg()).to_vec(), [1.0, 2.0, 3.0]);
    /// ```
    #[doc(alias = "where")]
    #[track_caller]
    pub fn where_<C, M, R>(&self, condition: &Tensor<C, M>, other: R) -> Tensor<C::Output, E>
    where
        M: Chooses<E, R>,
        S: Broadcast<M::Shape>,
        C: Broadcast<S::Output>,
    {
        let stretch = [Tensor::<C, M>::STRETCH, Self::STRETCH, Tensor::<M::Shape, E>::STRETCH];
        let (condition, other) = M::operands(condition.array(), other);
        Tensor::proved(<E as MovingOperations>::where_(condition, self.array(), &other, stretch))
    }

    /// Like [`where_`](Self::where_), but returns an error if run-time sizes differ.
    ///
    /// # Errors
    /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast), which names the axis and both sizes.
    pub fn try_where<C, M, R>(&self, condition: &Tensor<C, M>, other: R) -> Result<Tensor<C::Output, E>>
    where
        M: Chooses<E, R>,
        S: Broadcast<M::Shape>,
        C: Broadcast<S::Output>,
    {
        let stretch = [Tensor::<C, M>::STRETCH, Self::STRETCH, Tensor::<M::Shape, E>::STRETCH];
        let (condition, other) = M::operands(condition.array(), other);
        Tensor::checked(<E as MovingOperations>::where_(condition, self.array(), &other, stretch))
    }

    /// This tensor with `value` at the elements where `mask` is true. The mask broadcasts to this tensor.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes.
    #[track_caller]
    pub fn masked_fill<M: Ranked>(&self, mask: &Tensor<M, bool>, value: E) -> Self
    where
        S: MaskedBy<M>,
    {
        let stretch = Tensor::<M, bool>::STRETCH;
        Tensor::proved(<E as MovingOperations>::masked_fill(self.handle(), mask.array(), stretch, value))
    }

    /// The elements where `mask` is true, in row-major order; their number is known only at run time. The mask broadcasts to this tensor.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Dyn, Tensor};
    /// let x: Tensor<(Dim<3>,)> = Tensor::from([-1.0, 2.0, 3.0]);
    /// let positive: Tensor<(Dyn,)> = x.masked_select(&x.gt(0.0));
    /// assert_eq!(positive.to_vec(), [2.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn masked_select<M: Ranked>(&self, mask: &Tensor<M, bool>) -> Tensor<(Dyn,), E>
    where
        S: MaskedBy<M>,
    {
        let stretch = Tensor::<M, bool>::STRETCH;
        Tensor::proved(<E as MovingOperations>::masked_select(self.handle(), mask.array(), stretch))
    }
}

/// Each method fails with [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast) if shapes do not broadcast, and, if a mask is larger than the
/// tensor, with [`ShapeError::Count`](super::ShapeError::Count).
impl<E: Element> DynTensor<E> {
    /// Takes elements of this tensor where `condition` is true, and elements of `other`, a tensor or a number, elsewhere.
    #[doc(alias = "where")]
    pub fn where_(&self, condition: &DynTensor<bool>, other: impl DynOperand<E>) -> Result<Self> {
        let (other, stretch) = (other.dyn_operand(), [Stretch::ONES; 3]);
        Self::checked(<E as MovingOperations>::where_(condition.array(), self.array(), &other, stretch))
    }

    /// This tensor with `value` at the elements where `mask` is true. The mask broadcasts to this tensor.
    pub fn masked_fill(&self, mask: &DynTensor<bool>, value: E) -> Result<Self> {
        Self::checked(<E as MovingOperations>::masked_fill(self.handle(), mask.array(), Stretch::ONES, value))
    }

    /// The elements where `mask` is true, in row-major order, as one axis. The mask broadcasts to this tensor.
    pub fn masked_select(&self, mask: &DynTensor<bool>) -> Result<Self> {
        Self::checked(<E as MovingOperations>::masked_select(self.handle(), mask.array(), Stretch::ONES))
    }
}
