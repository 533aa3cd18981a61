//! Operations with the shape rule "windows fit their length": pooling along the last axis.

use super::{DynTensor, Float, RealOperations, Result, Tensor};
use crate::shape::{AdaptivePool, At, BinSizes, Binnable, HasAxis, PoolLen, PoolSizes, Poolable, Ranked, With};

macro_rules! sliding { ($($(#[$doc:meta])* $name:ident $try_name:ident;)*) => {
    /// Pooling with windows of a fixed size over the last axis: `(.., L)` to `(.., M)` with `M = ⌊(L + 2·PADDING − KERNEL) / STRIDE⌋ + 1`.
    impl<S: Ranked, E: Float> Tensor<S, E> {
        $($(#[$doc])*
        ///
        /// # Panics
        /// If the window does not fit a length known only at run time.
        #[track_caller]
        pub fn $name<const KERNEL: usize, const STRIDE: usize, const PADDING: usize>(
            &self,
        ) -> Tensor<With<S, -1, <Poolable<At<S, -1>, KERNEL, STRIDE, PADDING> as PoolLen<KERNEL, STRIDE, PADDING>>::Output>, E>
        where
            S: HasAxis<-1>,
            At<S, -1>: PoolSizes<KERNEL, STRIDE, PADDING>,
            Poolable<At<S, -1>, KERNEL, STRIDE, PADDING>: PoolLen<KERNEL, STRIDE, PADDING>,
        {
            Tensor::proved(<E as RealOperations>::$name(self.handle(), KERNEL, STRIDE, PADDING))
        }

        #[doc = concat!("Like [`", stringify!($name), "`](Self::", stringify!($name), "), but returns an error if the window does not fit a run-time length.")]
        ///
        /// # Errors
        /// [`ShapeError::PoolingWindow`](super::ShapeError::PoolingWindow).
        pub fn $try_name<const KERNEL: usize, const STRIDE: usize, const PADDING: usize>(
            &self,
        ) -> Result<Tensor<With<S, -1, <Poolable<At<S, -1>, KERNEL, STRIDE, PADDING> as PoolLen<KERNEL, STRIDE, PADDING>>::Output>, E>>
        where
            S: HasAxis<-1>,
            At<S, -1>: PoolSizes<KERNEL, STRIDE, PADDING>,
            Poolable<At<S, -1>, KERNEL, STRIDE, PADDING>: PoolLen<KERNEL, STRIDE, PADDING>,
        {
            Tensor::checked(<E as RealOperations>::$name(self.handle(), KERNEL, STRIDE, PADDING))
        })*
    }

    impl<E: Float> DynTensor<E> {
        $($(#[$doc])*
        ///
        /// # Errors
        /// [`ShapeError::PoolingWindow`](super::ShapeError::PoolingWindow) if the window does not fit the length, `2·padding > kernel`, or kernel,
        /// stride or length is 0; [`ShapeError::Rank`](super::ShapeError::Rank) for a scalar.
        pub fn $name(&self, kernel: usize, stride: usize, padding: usize) -> Result<Self> {
            Self::checked(<E as RealOperations>::$name(self.handle(), kernel, stride, padding))
        })*
    }
} }

sliding! {
    /// The mean of each window of the last axis. Padded zeros count as values, as in PyTorch (`count_include_pad`).
    ///
    /// `::<K, 1, { K / 2 }>()` is the moving average over an odd number of steps K; the length stays the same.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<1>, Dim<4>)> = Tensor::from([[3.0, 6.0, 9.0, 12.0]]);
    /// let y: Tensor<(Dim<1>, Dim<4>)> = x.avg_pool1d::<3, 1, 1>();
    /// assert_eq!(y.to_vec(), [3.0, 6.0, 9.0, 7.0]);
    /// assert_eq!(x.into_dyn().avg_pool1d(3, 1, 1)?.to_vec(), y.to_vec());
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    avg_pool1d try_avg_pool1d;
    /// The largest value of each window of the last axis; NaN if the window has a NaN. The padding is −∞, as in PyTorch.
    ///
    /// Of equal values, the first gets the gradient.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<1>, Dim<5>)> = Tensor::from([[3.0, 6.0, 9.0, 2.0, 7.0]]);
    /// let y: Tensor<(Dim<1>, Dim<2>)> = x.max_pool1d::<2, 2, 0>();
    /// assert_eq!(y.to_vec(), [6.0, 9.0]);
    /// assert_eq!(x.into_dyn().max_pool1d(2, 2, 0)?.to_vec(), y.to_vec());
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    max_pool1d try_max_pool1d;
}

macro_rules! adaptive { ($($(#[$doc:meta])* $name:ident $try_name:ident;)*) => {
    /// Pooling of the last axis in bins: `(.., L)` to `(.., OUT)`. Bin i covers the elements from `⌊i·L/OUT⌋` up to but not including
    /// `⌈(i + 1)·L/OUT⌉`; bins overlap where `OUT` does not divide L.
    impl<S: Ranked, E: Float> Tensor<S, E> {
        $($(#[$doc])*
        ///
        /// # Panics
        /// If a length known only at run time is 0.
        #[track_caller]
        pub fn $name<const OUT: usize>(&self) -> Tensor<With<S, -1, <Binnable<At<S, -1>, OUT> as AdaptivePool<OUT>>::Output>, E>
        where
            S: HasAxis<-1>,
            At<S, -1>: BinSizes<OUT>,
            Binnable<At<S, -1>, OUT>: AdaptivePool<OUT>,
        {
            Tensor::proved(<E as RealOperations>::$name(self.handle(), OUT))
        }

        #[doc = concat!("Like [`", stringify!($name), "`](Self::", stringify!($name), "), but returns an error if a run-time length is 0.")]
        ///
        /// # Errors
        /// [`ShapeError::Bins`](super::ShapeError::Bins).
        pub fn $try_name<const OUT: usize>(
            &self,
        ) -> Result<Tensor<With<S, -1, <Binnable<At<S, -1>, OUT> as AdaptivePool<OUT>>::Output>, E>>
        where
            S: HasAxis<-1>,
            At<S, -1>: BinSizes<OUT>,
            Binnable<At<S, -1>, OUT>: AdaptivePool<OUT>,
        {
            Tensor::checked(<E as RealOperations>::$name(self.handle(), OUT))
        })*
    }

    impl<E: Float> DynTensor<E> {
        $($(#[$doc])*
        ///
        /// # Errors
        /// [`ShapeError::Bins`](super::ShapeError::Bins) if the length or the number of bins is 0;
        /// [`ShapeError::Rank`](super::ShapeError::Rank) for a scalar.
        pub fn $name(&self, bins: usize) -> Result<Self> {
            Self::checked(<E as RealOperations>::$name(self.handle(), bins))
        })*
    }
} }

adaptive! {
    /// The mean of each bin of the last axis, whatever its length.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<1>, Dim<5>)> = Tensor::from([[1.0, 2.0, 3.0, 4.0, 5.0]]);
    /// let y: Tensor<(Dim<1>, Dim<2>)> = x.adaptive_avg_pool1d::<2>();
    /// assert_eq!(y.to_vec(), [2.0, 4.0]); // the means of 1, 2, 3 and of 3, 4, 5
    /// ```
    adaptive_avg_pool1d try_adaptive_avg_pool1d;
    /// The largest value of each bin of the last axis, whatever its length; NaN if the bin has a NaN.
    ///
    /// Of equal values, the first gets the gradient.
    adaptive_max_pool1d try_adaptive_max_pool1d;
}
