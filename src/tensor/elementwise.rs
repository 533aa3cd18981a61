//! Operations that keep the shape: scalar functions of one tensor, dropout, and functions of two tensors that broadcast.

use super::{
    DynOperand, DynTensor, Element, Float, MovingOperations, Number, NumericFunctions, NumericFunctionsOfTwo,
    RealFunctions, RealFunctionsOfTwo, RealOperations, Result, SecondOperand, SizeList, Tensor, arguments, named,
};
use crate::shape::{Broadcast, Ranked, Shape};
use timeseriesml_core::loops::pointwise::Stretch;

macro_rules! methods { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $Row:ident $name:ident($($p:ident),*) $($owned:ident)?,
    cost $cost:literal, saves $saves:ident: [$($value:tt)*], |$s:ident, $g:ident| $gradient:expr;
)* })*) => {
    /// Scalar functions. They are the same for typed and run-time shapes, since they work for any sizes.
    ///
    /// They panic only if memory runs out.
    impl<S: Shape, E: Element> Tensor<S, E> {
        $($($(#[$doc])*
        #[track_caller]
        pub fn $name(&self, $($p: E),*) -> Self
        where
            E: $Public,
        {
            Self::proved(<E as $Functions>::$name(self.array(), $($p),*))
        })*)*
    }
} }
// The table of methods and formulas is in `crates/core/src/ops/unary.rs`.
timeseriesml_core::unary_rows!(methods);

macro_rules! fallible { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $Row:ident $name:ident($($p:ident),*) $($owned:ident)?,
    cost $cost:literal, saves $saves:ident: [$($value:tt)*], |$s:ident, $g:ident| $gradient:expr;
)* })*) => {
    /// The scalar functions as layers call them: with an error instead of a panic if memory runs out.
    #[allow(dead_code, reason = "not all of them are layers")]
    pub(crate) trait UnaryFunctions<E: Element>: Sized {
        $($(fn $name(&self $(, $p: E)*) -> Result<Self>
        where
            E: $Public;)*)*
    }
    impl<S: Shape, E: Element> UnaryFunctions<E> for Tensor<S, E> {
        $($(fn $name(&self $(, $p: E)*) -> Result<Self>
        where
            E: $Public,
        {
            Self::checked(<E as $Functions>::$name(self.array() $(, $p)*))
        })*)*
    }
} }
timeseriesml_core::unary_rows!(fallible);

impl<S: Shape, E: Float> Tensor<S, E> {
    /// The maximum of each element and zero, computed in place if nothing else uses this tensor's memory.
    pub(crate) fn into_relu(self) -> Result<Self> {
        Self::checked(<E as RealFunctions>::relu_owned(self.into_array()))
    }

    pub(crate) fn into_gelu(self) -> Result<Self> {
        Self::checked(<E as RealFunctions>::gelu_owned(self.into_array()))
    }

    /// Zeroes each element with probability `p` and scales the others by `1/(1 − p)`. Which elements become zero depends only on the seed, the call
    /// number and the position of the element. [`Dropout`](crate::nn::Dropout) is the layer.
    ///
    /// # Errors
    /// [`ShapeError::Probability`](super::ShapeError::Probability) unless `0 ≤ p < 1`.
    pub fn dropout(&self, p: f64, seed: u64, call: u64) -> Result<Self> {
        Self::checked(<E as RealOperations>::dropout(self.handle(), p, seed, call))
    }
}

macro_rules! methods_of_two { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $name:ident $try_name:ident { $($formula:tt)* };
)* })*) => { $(
    /// Functions of two tensors, or of a tensor and a number. Shapes align at their last axes; an axis of type `One` broadcasts.
    impl<S: Ranked, E: Element> Tensor<S, E> {
        $($(#[$doc])*
        ///
        /// # Panics
        /// If axes known only at run time have different sizes.
        #[track_caller]
        pub fn $name<R: SecondOperand<E>>(&self, rhs: R) -> Tensor<<S as Broadcast<R::Shape>>::Output, E>
        where
            E: $Public,
            S: Broadcast<R::Shape>,
        {
            let (left, right) = (Self::STRETCH, Tensor::<R::Shape, E>::STRETCH);
            Tensor::proved(<E as $Functions>::$name(self.array(), &rhs.operand(), left, right))
        }

        #[doc = concat!("Like [`", stringify!($name), "`](Self::", stringify!($name), "), but returns an error if run-time sizes differ.")]
        ///
        /// # Errors
        /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast), which names the axis and both sizes.
        pub fn $try_name<R: SecondOperand<E>>(&self, rhs: R) -> Result<Tensor<<S as Broadcast<R::Shape>>::Output, E>>
        where
            E: $Public,
            S: Broadcast<R::Shape>,
        {
            let (left, right) = (Self::STRETCH, Tensor::<R::Shape, E>::STRETCH);
            Tensor::checked(<E as $Functions>::$name(self.array(), &rhs.operand(), left, right))
        })*
    }

    /// Functions of two tensors, or of a tensor and a number, with NumPy's broadcasting: every axis of size one broadcasts.
    impl<E: Element> DynTensor<E> {
        $($(#[$doc])*
        ///
        /// # Errors
        /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast), which names the axis and both sizes.
        pub fn $name(&self, rhs: impl DynOperand<E>) -> Result<Self>
        where
            E: $Public,
        {
            Self::checked(<E as $Functions>::$name(self.array(), &rhs.dyn_operand(), Stretch::ONES, Stretch::ONES))
        })*
    }
)* } }

// The table of methods and formulas is in `crates/core/src/ops/binary.rs`.
timeseriesml_core::binary_rows!(methods_of_two);

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// This tensor broadcast to the shape of `like`, as in elementwise operations: a view.
    ///
    /// # Panics
    /// If axes known only at run time have different sizes.
    #[doc(alias = "broadcast_to")]
    #[track_caller]
    pub fn expand_as<T>(&self, like: &Tensor<T, E>) -> Tensor<T, E>
    where
        T: Broadcast<S, Output = T>,
    {
        let stretched = <E as MovingOperations>::expand(self.handle(), *like.array().sizes(), Self::STRETCH);
        Tensor::proved(named("expand_as", stretched))
    }

    /// Like [`expand_as`](Self::expand_as), but returns an error if run-time sizes differ.
    ///
    /// # Errors
    /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast), which names the axis and both sizes.
    pub fn try_expand_as<T>(&self, like: &Tensor<T, E>) -> Result<Tensor<T, E>>
    where
        T: Broadcast<S, Output = T>,
    {
        let stretched = <E as MovingOperations>::expand(self.handle(), *like.array().sizes(), Self::STRETCH);
        Tensor::named("expand_as", stretched)
    }
}

impl<E: Element> DynTensor<E> {
    /// This tensor broadcast to `sizes` by NumPy's rule: a view. -1 keeps the size of an axis, as in PyTorch.
    ///
    /// # Errors
    /// [`ShapeError::NoBroadcast`](super::ShapeError::NoBroadcast) or [`ShapeError::Count`](super::ShapeError::Count) if this tensor does not
    /// broadcast to the sizes, [`ShapeError::Argument`](super::ShapeError::Argument) for a -1 on a new axis, or another negative size.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::<f32>::zeros_sized([3, 1])?;
    /// assert_eq!(x.expand([2, -1, 4])?.sizes(), [2, 3, 4]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn expand(&self, sizes: impl SizeList) -> Result<Self> {
        let sizes = arguments::kept("expand", sizes.list(), self.sizes())?;
        Self::checked(<E as MovingOperations>::expand(self.handle(), sizes, Stretch::ONES))
    }

    /// This tensor broadcast to the sizes of `like` by NumPy's rule: a view.
    ///
    /// # Errors
    /// Same as [`expand`](Self::expand).
    pub fn expand_as(&self, like: &Self) -> Result<Self> {
        let stretched = <E as MovingOperations>::expand(self.handle(), *like.array().sizes(), Stretch::ONES);
        Self::named("expand_as", stretched)
    }
}

#[cfg(test)]
mod tests {
    use crate::shape::{Batch, Dim, One};
    use crate::tensor::Tensor;

    #[test]
    #[should_panic(expected = "add: axis 0 has size 1 on the left and 32 on the right")]
    fn a_batch_of_one_does_not_stretch() {
        let a: Tensor<(Batch, Dim<5>)> = Tensor::zeros_sized([1, 5]).unwrap();
        let b: Tensor<(Batch, Dim<5>)> = Tensor::zeros_sized([32, 5]).unwrap();
        let _ = a.add(&b);
    }

    #[test]
    fn one_stretches() {
        let a: Tensor<(One, Dim<3>)> = Tensor::ones();
        let b: Tensor<(Batch, Dim<3>)> = Tensor::full_sized([4, 3], 1.0).unwrap();
        assert_eq!(a.add(&b).sizes(), [4, 3]);
        assert_eq!(a.expand_as(&b).to_vec(), [1.0; 12]);
    }
}
