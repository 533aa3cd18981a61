//! Operations with the shape rule "axes by a pattern": rearrange, in the notation of einops.
//!
//! For typed tensors there is the macro `rearrange!`, which writes a chain of `unflatten`, `squeeze`, `permute`, `merge` and `unsqueeze`;
//! the bounds of these methods check the sizes.

use super::{DynTensor, Element, MovingOperations, Result};

impl<E: Element> DynTensor<E> {
    /// Splits, reorders and merges axes by an einops pattern: the run-time version of
    /// [`rearrange!`](macro@crate::rearrange).
    ///
    /// Both sides name the same axes. A group in parentheses is one axis made of several, and `1` is an axis of size one. `sizes` gives the
    /// sizes of all names but one in each group on the left; the size of the remaining name is inferred.
    ///
    /// # Errors
    /// [`ShapeError::Pattern`](super::ShapeError::Pattern), which says what is wrong.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::DynTensor;
    /// let x = DynTensor::<f32>::zeros_sized([32, 96, 64])?;
    /// let heads = x.rearrange("b t (h d) -> b h t d", &[("h", 4)])?;
    /// assert_eq!(heads.sizes(), [32, 4, 96, 16]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn rearrange(&self, pattern: &str, sizes: &[(&str, usize)]) -> Result<Self> {
        Self::checked(<E as MovingOperations>::rearrange(self.handle(), pattern, sizes))
    }
}

/// The steps of a `rearrange!`: methods of typed tensors as functions. After a step that fails, the shape is unknown, and calling a method that both
/// `Tensor` and `DynTensor` have would give a second error.
#[doc(hidden)]
pub mod rearranging {
    use super::super::{Element, MovingOperations, Tensor, named};
    use crate::shape::{
        At, Dim, HasAxis, InsertAxis, Inserted, Merge, MergeAxes, MergeSizes, Mergeable, Merged, One, Part, Permute,
        Ranked, Rearranged, SplitAxis, SplitInto, SplitSizes, Splittable, Unflattened, Without, WrittenAsOne,
    };

    /// The tensor; compiles only if it has as many axes as the pattern.
    pub fn start<const AXES: usize, S: Rearranged<AXES>, E: Element>(x: &Tensor<S, E>) -> Tensor<S::Checked, E> {
        Tensor::from_array(x.handle())
    }

    /// The result. `S::Known` is `S`, but keeps rustc from inferring the shapes of the steps from the expected type; otherwise it would report a
    /// mismatch at one of the steps.
    pub fn done<S: Ranked, E: Element>(x: Tensor<S, E>) -> Tensor<S::Known, E> {
        Tensor::from_array(x.into_array())
    }

    pub fn squeeze<const I: isize, S: HasAxis<I>, E: Element>(x: &Tensor<S, E>) -> Tensor<Without<S, I>, E>
    where
        At<S, I>: WrittenAsOne,
    {
        x.squeeze::<I>()
    }

    #[track_caller]
    pub fn unflatten<const I: isize, const PARTS: usize, S: SplitAxis<I>, E: Element>(
        x: &Tensor<S, E>,
    ) -> Tensor<Unflattened<S, I, PARTS>, E>
    where
        At<S, I>: SplitSizes<PARTS>,
        Splittable<At<S, I>, PARTS>: SplitInto<PARTS>,
    {
        Tensor::proved(named("rearrange", <E as MovingOperations>::unflatten(x.handle(), I, PARTS)))
    }

    /// Like `unflatten`, but with the size of a part instead of the number of parts.
    #[track_caller]
    pub fn unflatten_last<const I: isize, const PART: usize, S: SplitAxis<I>, E: Element>(
        x: &Tensor<S, E>,
    ) -> Tensor<S::Output<Part<At<S, I>, PART>, Dim<PART>>, E>
    where
        At<S, I>: SplitSizes<PART>,
        Splittable<At<S, I>, PART>: SplitInto<PART>,
    {
        Tensor::proved(named("rearrange", <E as MovingOperations>::unflatten_last(x.handle(), I, PART)))
    }

    pub fn permute<O, S: Permute<O>, E: Element>(x: &Tensor<S, E>) -> Tensor<S::Output, E> {
        x.permute::<O>()
    }

    pub fn merge<const I: isize, S: MergeAxes<I>, E: Element>(x: &Tensor<S, E>) -> Tensor<Merged<S, I>, E>
    where
        S::First: MergeSizes<S::Second>,
        Mergeable<S::First, S::Second>: Merge<S::Second>,
    {
        x.merge::<I>()
    }

    pub fn unsqueeze<const I: isize, S: InsertAxis<I>, E: Element>(x: &Tensor<S, E>) -> Tensor<Inserted<S, I, One>, E> {
        x.unsqueeze::<I>()
    }
}
