//! Operations with the shape rule "an axis is split into equal parts": split.

use super::{DynTensor, Element, MovingOperations, Result, Tensor, named};
use crate::shape::{At, HasAxis, Part, Ranked, SplitInto, SplitSizes, Splittable, With};
use timeseriesml_core::error::ShapeError;
use timeseriesml_core::layout::resolve_axis;

impl<S: Ranked, E: Element> Tensor<S, E> {
    /// `PARTS` views, each with an equal part of axis `I`.
    ///
    /// # Panics
    /// If `PARTS` does not divide the size of an axis known only at run time.
    #[doc(alias = "tensor_split")]
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    #[doc(alias = "chunk")]
    #[track_caller]
    pub fn split<const I: isize, const PARTS: usize>(&self) -> [Tensor<With<S, I, Part<At<S, I>, PARTS>>, E>; PARTS]
    where
        S: HasAxis<I>,
        At<S, I>: SplitSizes<PARTS>,
        Splittable<At<S, I>, PARTS>: SplitInto<PARTS>,
    {
        let view = |part| named("split", <E as MovingOperations>::part(self.array(), I, PARTS, part));
        std::array::from_fn(|part| Tensor::proved(view(part)))
    }

    /// Like [`split`](Self::split), but returns an error if `PARTS` does not divide a run-time size.
    ///
    /// # Errors
    /// [`ShapeError::Divide`].
    #[expect(clippy::type_complexity, reason = "the shape of the result, read off the operands")]
    pub fn try_split<const I: isize, const PARTS: usize>(
        &self,
    ) -> Result<[Tensor<With<S, I, Part<At<S, I>, PARTS>>, E>; PARTS]>
    where
        S: HasAxis<I>,
        At<S, I>: SplitSizes<PARTS>,
        Splittable<At<S, I>, PARTS>: SplitInto<PARTS>,
    {
        let mut parts = DynTensor::split(&self.clone().into_dyn(), I, PARTS)?.into_iter().map(Tensor::into_array);
        Ok(std::array::from_fn(|_| Tensor::from_array(parts.next().expect("there are PARTS parts"))))
    }
}

impl<E: Element> DynTensor<E> {
    /// `parts` views, each with an equal part of an axis.
    ///
    /// # Errors
    /// [`ShapeError::Divide`] if `parts` does not divide the size, [`ShapeError::NoSuchAxis`] if the axis does not exist.
    #[doc(alias = "chunk")]
    pub fn split(&self, axis: isize, parts: usize) -> Result<Vec<Self>> {
        let at = resolve_axis("split", axis, self.sizes())?;
        let size = self.sizes()[at];
        if parts == 0 || !size.is_multiple_of(parts) {
            return Err(ShapeError::Divide { op: "split", axis: at, size, parts });
        }
        let mut views = Vec::new();
        // An empty axis can be split into any number of parts, so their list may not fit into memory.
        let too_large = |_| ShapeError::TooLarge { op: "split", sizes: self.sizes().into() };
        views.try_reserve_exact(parts).map_err(too_large)?;
        for part in 0..parts {
            views.push(Self::named("split", <E as MovingOperations>::part(self.array(), axis, parts, part))?);
        }
        Ok(views)
    }
}
