//! Operations that remove an axis or make it `One`: sums, means, maxima and minima, variances, `any` and `all`, `argmax` and `argmin`, and others.
//!
//! A typed tensor is reduced over one axis, two axes, or all; a `DynTensor` over any number of axes, and the result is a `DynTensor`. Empty axes
//! behave as in NumPy: the sum is 0, the product 1, the mean NaN, and a maximum or minimum does not exist.

use super::{
    DynTensor, Element, Float, Number, NumericOperations, OneOrMore, RealOperations, Result, Tensor, Truth, named,
};
use crate::shape::{HasAxis, One, Ranked, Shape, Transpose, With, Without};
use timeseriesml_core::loops::along::Axes;
use timeseriesml_core::ops::compare;

impl<S: Shape, E: Element> Tensor<S, E> {
    /// Checks axis indices; negative ones count from the end.
    fn axes(&self, op: &'static str, axes: &[isize]) -> Result<Axes> {
        Axes::resolve(op, axes, self.sizes())
    }

    fn every_axis(&self) -> Axes {
        Axes::all(self.rank())
    }
}

macro_rules! reductions { ($($Bound:ident by $Operations:ident { $(
    $name:ident $keepdim:ident $axes:ident $axes_keepdim:ident $all:ident ($($p:ident: $P:ty),*) [$of_nothing:ident]:
    $what:literal, $(#[$doc:meta])*;
)* })*) => { $(
    impl<S: Ranked, E: Element> Tensor<S, E> { $(
        #[doc = concat!($what, ", of all elements.")]
        ///
        $(#[$doc])*
        #[track_caller]
        pub fn $all(&self $(, $p: $P)*) -> Tensor<(), E>
        where
            E: $Bound,
        {
            let all = <E as $Operations>::$axes(self.handle(), self.every_axis(), false $(, $p)*);
            Tensor::proved(named(stringify!($all), all))
        }

        #[doc = concat!($what, ", along axis `I`, which is removed from the result.")]
        ///
        $(#[$doc])*
        #[track_caller]
        pub fn $name<const I: isize>(&self $(, $p: $P)*) -> Tensor<Without<S, I>, E>
        where
            E: $Bound,
            S: HasAxis<I>,
        {
            let op = stringify!($name);
            let axes = self.axes(op, &[I]);
            let y = axes.and_then(|axes| <E as $Operations>::$axes(self.handle(), axes, false $(, $p)*));
            Tensor::proved(named(op, y))
        }

        #[doc = concat!("As [`", stringify!($name), "`](Self::", stringify!($name), "), with the axis kept as `One`, which broadcasts.")]
        #[track_caller]
        pub fn $keepdim<const I: isize>(&self $(, $p: $P)*) -> Tensor<With<S, I, One>, E>
        where
            E: $Bound,
            S: HasAxis<I>,
        {
            let op = stringify!($keepdim);
            let axes = self.axes(op, &[I]);
            let y = axes.and_then(|axes| <E as $Operations>::$axes(self.handle(), axes, true $(, $p)*));
            Tensor::proved(named(op, y))
        }

        #[doc = concat!("As [`", stringify!($name), "`](Self::", stringify!($name), "), over the axes `I` and `J` together.")]
        #[track_caller]
        pub fn $axes<const I: isize, const J: isize>(&self $(, $p: $P)*) -> Tensor<<S as Transpose<I, J>>::Without, E>
        where
            E: $Bound,
            S: Transpose<I, J>,
        {
            let op = stringify!($axes);
            let axes = self.axes(op, &[I, J]);
            let y = axes.and_then(|axes| <E as $Operations>::$axes(self.handle(), axes, false $(, $p)*));
            Tensor::proved(named(op, y))
        }

        #[doc = concat!("As [`", stringify!($axes), "`](Self::", stringify!($axes), "), with both axes kept as `One`, which broadcasts.")]
        #[track_caller]
        pub fn $axes_keepdim<const I: isize, const J: isize>(
            &self $(, $p: $P)*
        ) -> Tensor<<S as Transpose<I, J>>::With<One>, E>
        where
            E: $Bound,
            S: Transpose<I, J>,
        {
            let op = stringify!($axes_keepdim);
            let axes = self.axes(op, &[I, J]);
            let y = axes.and_then(|axes| <E as $Operations>::$axes(self.handle(), axes, true $(, $p)*));
            Tensor::proved(named(op, y))
        }
    )* }

    /// Each method fails with [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis, and with
    /// [`ShapeError::AxisTwice`](super::ShapeError::AxisTwice) if an axis is named twice; those that choose an element, such as `max`, also with
    /// [`ShapeError::Empty`](super::ShapeError::Empty) if there is none.
    impl<E: Element> DynTensor<E> { $(
        #[doc = concat!($what, ", along an axis, which is removed from the result.")]
        ///
        $(#[$doc])*
        pub fn $name(&self, axis: isize $(, $p: $P)*) -> Result<Self>
        where
            E: $Bound,
        {
            let op = stringify!($name);
            let axes = self.axes(op, &[axis])?;
            Self::named(op, <E as $Operations>::$axes(self.handle(), axes, false $(, $p)*))
        }

        #[doc = concat!("As [`", stringify!($name), "`](Self::", stringify!($name), "), with the axis kept with size one.")]
        pub fn $keepdim(&self, axis: isize $(, $p: $P)*) -> Result<Self>
        where
            E: $Bound,
        {
            let op = stringify!($keepdim);
            let axes = self.axes(op, &[axis])?;
            Self::named(op, <E as $Operations>::$axes(self.handle(), axes, true $(, $p)*))
        }

        #[doc = concat!("As [`", stringify!($name), "`](Self::", stringify!($name), "), over several axes together; an empty list reduces nothing.")]
        pub fn $axes(&self, axes: impl OneOrMore<isize>, keepdim: bool $(, $p: $P)*) -> Result<Self>
        where
            E: $Bound,
        {
            let axes = self.axes(stringify!($axes), axes.list())?;
            Self::checked(<E as $Operations>::$axes(self.handle(), axes, keepdim $(, $p)*))
        }
    )* }

    $(of_all! { $of_nothing $what, $all by $Operations::$axes for $Bound ($($p: $P),*) })*
)* } }

/// Reduces all elements of a `DynTensor`. If there are no elements, the result is a number (`gives`) or an error (`lacks`).
macro_rules! of_all {
    (gives $what:literal, $all:ident by $Operations:ident::$axes:ident for $Bound:ident ($($p:ident: $P:ty),*)) => {
        impl<E: Element> DynTensor<E> {
            #[doc = concat!($what, ", of all elements: a tensor without axes.")]
            ///
            /// # Panics
            /// If memory runs out.
            #[track_caller]
            pub fn $all(&self $(, $p: $P)*) -> Self
            where
                E: $Bound,
            {
                let all = <E as $Operations>::$axes(self.handle(), self.every_axis(), false $(, $p)*);
                Self::proved(named(stringify!($all), all))
            }
        }
    };
    (lacks $what:literal, $all:ident by $Operations:ident::$axes:ident for $Bound:ident ($($p:ident: $P:ty),*)) => {
        impl<E: Element> DynTensor<E> {
            #[doc = concat!($what, ", of all elements: a tensor without axes.")]
            ///
            /// # Errors
            /// [`ShapeError::Empty`](super::ShapeError::Empty) if there is no element;
            /// [`ShapeError::Argument`](super::ShapeError::Argument) for an argument out of range.
            pub fn $all(&self $(, $p: $P)*) -> Result<Self>
            where
                E: $Bound,
            {
                let all = <E as $Operations>::$axes(self.handle(), self.every_axis(), false $(, $p)*);
                Self::named(stringify!($all), all)
            }
        }
    };
}

reductions! {
    Number by NumericOperations {
        sum sum_keepdim sum_axes sum_axes_keepdim sum_all() [gives]: // `x.sum::<1>()`, of a `DynTensor` `x.sum(1)`
            "The sum",
            /// Long sums use pairwise summation. Integers keep their type and wrap around, in debug and release builds, as in NumPy: `i32::MAX + 1`
            /// is `i32::MIN`. [`cast`](Tensor::cast) to `i64` or `f64` first if a sum may overflow.
            ///
            /// # Example
            /// ```
            /// use timeseriesml::{Dim, Tensor};
            /// let x: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
            /// let rows: Tensor<(Dim<2>,)> = x.sum::<-1>();
            /// assert_eq!(rows.to_vec(), [6.0, 15.0]);
            /// assert_eq!(x.sum_all().item(), 21.0);
            /// ```
            ;
        prod prod_keepdim prod_axes prod_axes_keepdim prod_all() [gives]: // `x.prod::<1>()`, of a `DynTensor` `x.prod(1)`
            "The product",
            /// The gradient is computed without division, so an element may be zero. Integers keep their type and wrap around.
            ;
        max max_keepdim max_axes max_axes_keepdim max_all() [lacks]: // `x.max::<1>()`, of a `DynTensor` `x.max(1)`
            "The largest element",
            /// If an element is NaN, the result is NaN. Of equal elements along one axis the first gets the gradient; over several axes
            /// they share it, as in PyTorch's `max(dim)` and `amax`.
            ///
            /// # Panics
            /// If there is no element; after [`into_dyn`](Tensor::into_dyn) the method returns an error instead.
            #[doc(alias = "amax")]
            ;
        min min_keepdim min_axes min_axes_keepdim min_all() [lacks]: // `x.min::<1>()`, of a `DynTensor` `x.min(1)`
            "The smallest element",
            /// If an element is NaN, the result is NaN. Of equal elements along one axis the first gets the gradient; over several axes
            /// they share it, as in PyTorch's `min(dim)` and `amin`.
            ///
            /// # Panics
            /// If there is no element; after [`into_dyn`](Tensor::into_dyn) the method returns an error instead.
            #[doc(alias = "amin")]
            ;
        median median_keepdim median_axes median_axes_keepdim median_all() [lacks]: // `x.median::<1>()`, of a `DynTensor` `x.median(1)`
            "The median",
            /// If there are two middle elements, the result is the lower one, as in PyTorch; if an element is NaN, the result is NaN.
            ///
            /// # Panics
            /// If there is no element; after [`into_dyn`](Tensor::into_dyn) the method returns an error instead.
            ;
    }
    Float by RealOperations {
        mean mean_keepdim mean_axes mean_axes_keepdim mean_all() [gives]: // `x.mean::<1>()`, of a `DynTensor` `x.mean(1)`
            "The mean",
            /// # Example
            /// ```
            /// use timeseriesml::{Dim, Tensor};
            /// let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::from([[1.0, 3.0], [4.0, 8.0]]);
            /// assert_eq!((&x - x.mean_keepdim::<1>()).to_vec(), [-1.0, 1.0, -2.0, 2.0]);
            /// ```
            ;
        var var_keepdim var_axes var_axes_keepdim var_all(correction: usize) [gives]: // `x.var::<1>()`, of a `DynTensor` `x.var(1)`
            "The variance, `Σ (x − mean)² / (n − correction)`",
            /// PyTorch's default correction is 1 (sample variance), NumPy's is 0 (population variance). The variance is computed in two passes; it is
            /// NaN if there are no more elements than the correction.
            ;
        std std_keepdim std_axes std_axes_keepdim std_all(correction: usize) [gives]: // `x.std::<1>()`, of a `DynTensor` `x.std(1)`
            "The standard deviation, the root of the variance",
            /// PyTorch's default correction is 1, NumPy's is 0. The gradient is 0 where all elements are equal.
            ;
        norm norm_keepdim norm_axes norm_axes_keepdim norm_all(p: f64) [gives]: // `x.norm::<1>()`, of a `DynTensor` `x.norm(1)`
            "The norm, `(Σ |x|ᵖ)^(1/p)`",
            /// `p` is 2 for the Euclidean norm, 1 for the sum of magnitudes, infinity for the largest magnitude, 0 for the number of non-zero
            /// elements (`torch.linalg.vector_norm`). The gradient is 0 where the norm is 0.
            #[doc(alias = "vector_norm")]
            ;
        logsumexp logsumexp_keepdim logsumexp_axes logsumexp_axes_keepdim logsumexp_all() [gives]: // `x.logsumexp::<1>()`, of a `DynTensor` `x.logsumexp(1)`
            "The logarithm of the sum of exponentials, `log Σ eˣ`",
            /// The largest element is subtracted first, so nothing overflows; without elements the result is −∞.
            ;
        quantile quantile_keepdim quantile_axes quantile_axes_keepdim quantile_all(q: f64) [lacks]: // `x.quantile::<1>()`, of a `DynTensor` `x.quantile(1)`
            "The value below which a share `q` of the elements is",
            /// The value is interpolated linearly between two elements (the default of PyTorch and NumPy); if an element is NaN, the result is NaN.
            ///
            /// # Panics
            /// If there is no element, or `q` is not between 0 and 1; after [`into_dyn`](Tensor::into_dyn) the method
            /// returns an error instead.
            ;
    }
}

macro_rules! questions { ($($name:ident $keepdim:ident $axes:ident $all:ident $asks:literal;)*) => {
    impl<S: Ranked, E: Element> Tensor<S, E> { $(
        #[doc = $asks]
        #[track_caller]
        pub fn $all(&self) -> Tensor<(), bool>
        where
            E: Truth,
        {
            let all = compare::$name(E::truths(self.array()).clone(), self.every_axis(), false);
            Tensor::proved(named(stringify!($all), all))
        }

        #[doc = $asks]
        /// Works along axis `I`, which is removed from the result.
        #[track_caller]
        pub fn $name<const I: isize>(&self) -> Tensor<Without<S, I>, bool>
        where
            E: Truth,
            S: HasAxis<I>,
        {
            let op = stringify!($name);
            let axes = self.axes(op, &[I]);
            Tensor::proved(named(op, axes.and_then(|axes| compare::$name(E::truths(self.array()).clone(), axes, false))))
        }

        #[doc = $asks]
        /// Works along axis `I`, which stays as `One`, so the result broadcasts against this tensor.
        #[track_caller]
        pub fn $keepdim<const I: isize>(&self) -> Tensor<With<S, I, One>, bool>
        where
            E: Truth,
            S: HasAxis<I>,
        {
            let op = stringify!($keepdim);
            let axes = self.axes(op, &[I]);
            Tensor::proved(named(op, axes.and_then(|axes| compare::$name(E::truths(self.array()).clone(), axes, true))))
        }
    )* }

    /// Each method fails with [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis.
    impl<E: Element> DynTensor<E> { $(
        #[doc = $asks]
        /// Works along an axis, which is removed from the result.
        pub fn $name(&self, axis: isize) -> Result<DynTensor<bool>>
        where
            E: Truth,
        {
            let op = stringify!($name);
            let axes = self.axes(op, &[axis])?;
            Tensor::named(op, compare::$name(E::truths(self.array()).clone(), axes, false))
        }

        #[doc = $asks]
        /// Works along an axis, which stays, with size one.
        pub fn $keepdim(&self, axis: isize) -> Result<DynTensor<bool>>
        where
            E: Truth,
        {
            let op = stringify!($keepdim);
            let axes = self.axes(op, &[axis])?;
            Tensor::named(op, compare::$name(E::truths(self.array()).clone(), axes, true))
        }

        #[doc = $asks]
        /// Reduces several axes together; with `keepdim` they stay, with size one.
        pub fn $axes(&self, axes: impl OneOrMore<isize>, keepdim: bool) -> Result<DynTensor<bool>>
        where
            E: Truth,
        {
            let op = stringify!($axes);
            let axes = self.axes(op, axes.list())?;
            Tensor::named(op, compare::$name(E::truths(self.array()).clone(), axes, keepdim))
        }

        #[doc = $asks]
        /// Reduces all elements to a tensor without axes.
        ///
        /// # Panics
        /// If memory runs out.
        #[track_caller]
        pub fn $all(&self) -> DynTensor<bool>
        where
            E: Truth,
        {
            let all = compare::$name(E::truths(self.array()).clone(), self.every_axis(), false);
            Tensor::proved(named(stringify!($all), all))
        }
    )* }
} }

questions! {
    any any_keepdim any_axes any_all "Whether any element is true; false if empty.";
    all all_keepdim all_axes all_all "Whether all elements are true; true if empty.";
}

macro_rules! places { ($($(#[$doc:meta])* $name:ident $keepdim:ident $all:ident;)*) => {
    impl<S: Ranked, E: Element> Tensor<S, E> { $(
        $(#[$doc])*
        /// Searches all elements; the index counts them in row-major order.
        ///
        /// # Panics
        /// If there is no element; after [`into_dyn`](Tensor::into_dyn) the method returns an error instead.
        #[track_caller]
        pub fn $all(&self) -> Tensor<(), i64>
        where
            E: Number,
        {
            Tensor::proved(named(stringify!($all), <E as NumericOperations>::$name(self.array(), None, false)))
        }

        $(#[$doc])*
        /// Works along axis `I`, which is removed from the result.
        ///
        /// # Panics
        /// If there is no element; after [`into_dyn`](Tensor::into_dyn) the method returns an error instead.
        #[track_caller]
        pub fn $name<const I: isize>(&self) -> Tensor<Without<S, I>, i64>
        where
            E: Number,
            S: HasAxis<I>,
        {
            Tensor::proved(<E as NumericOperations>::$name(self.array(), Some(I), false))
        }

        $(#[$doc])*
        /// Works along axis `I`, which stays as `One`, so the result broadcasts against this tensor.
        ///
        /// # Panics
        /// Same as for the method without `_keepdim`.
        #[track_caller]
        pub fn $keepdim<const I: isize>(&self) -> Tensor<With<S, I, One>, i64>
        where
            E: Number,
            S: HasAxis<I>,
        {
            Tensor::proved(named(stringify!($keepdim), <E as NumericOperations>::$name(self.array(), Some(I), true)))
        }
    )* }

    /// Each method fails with [`ShapeError::NoSuchAxis`](super::ShapeError::NoSuchAxis) if there is no such axis, and with
    /// [`ShapeError::Empty`](super::ShapeError::Empty) if it has no element.
    impl<E: Element> DynTensor<E> { $(
        $(#[$doc])*
        /// Works along an axis, which is removed from the result.
        pub fn $name(&self, axis: isize) -> Result<DynTensor<i64>>
        where
            E: Number,
        {
            Tensor::checked(<E as NumericOperations>::$name(self.array(), Some(axis), false))
        }

        $(#[$doc])*
        /// Works along an axis, which stays, with size one.
        pub fn $keepdim(&self, axis: isize) -> Result<DynTensor<i64>>
        where
            E: Number,
        {
            Tensor::named(stringify!($keepdim), <E as NumericOperations>::$name(self.array(), Some(axis), true))
        }

        $(#[$doc])*
        /// Searches all elements; the index counts them in row-major order. The result has no axes.
        pub fn $all(&self) -> Result<DynTensor<i64>>
        where
            E: Number,
        {
            Tensor::named(stringify!($all), <E as NumericOperations>::$name(self.array(), None, false))
        }
    )* }
} }

places! {
    /// The index of the largest element: the first of equal elements; if there is a NaN, the index of the first NaN.
    argmax argmax_keepdim argmax_all;
    /// The index of the smallest element: the first of equal elements; if there is a NaN, the index of the first NaN.
    argmin argmin_keepdim argmin_all;
}
