//! Creates tensors from constants, values, ranges and random numbers.

use super::{
    Element, Float, MovingOperations, Number, NumericOperations, RealOperations, Result, Tensor, check_sizes, named,
    or_panic,
};
use crate::random;
use crate::shape::{RangeShape, Shape, SizesFor, Square, StaticShape};
use rand::Rng;
use timeseriesml_core::array::Array;
use timeseriesml_core::autodiff::anomaly;
use timeseriesml_core::error::ShapeError;
use timeseriesml_core::layout::{Layout, Sizes};

// The bounds are on the methods, not the impl, so that a compiler error quotes only the first lines of the method.
impl<S: Shape, E: Element> Tensor<S, E> {
    /// All zeros.
    #[doc(alias = "empty")]
    pub fn zeros(/* sizes are in the type, or `zeros_sized([32, 5])` */) -> Self
    where
        S: StaticShape,
    {
        Self::proved(filled::<S, E>("zeros", E::ZERO))
    }

    /// All ones.
    pub fn ones(/* sizes are in the type, or `ones_sized([32, 5])` */) -> Self
    where
        S: StaticShape,
    {
        Self::proved(filled::<S, E>("ones", E::ONE))
    }

    /// All elements equal to `value`.
    pub fn full(value: E) -> Self
    where
        S: StaticShape,
    {
        Self::proved(filled::<S, E>("full", value))
    }

    /// A tensor with these `values` in row-major order.
    ///
    /// # Errors
    /// [`ShapeError::Values`] if the number of values is not the element count of the shape.
    #[doc(alias = "as_tensor")]
    pub fn from_slice(values: &[E]) -> Result<Self>
    where
        S: StaticShape,
    {
        let op = "from_slice";
        Self::checked(<E as MovingOperations>::from_slice(op, static_sizes::<S>(op)?, values))
    }
}

impl<S: StaticShape, E: Element> Tensor<S, E> {
    /// The identity matrix: ones on the diagonal, zeros elsewhere.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<2>, Dim<2>)> = Tensor::eye();
    /// assert_eq!(x.to_array(), [[1.0, 0.0], [0.0, 1.0]]);
    /// ```
    #[doc(alias = "identity")]
    pub fn eye() -> Self
    where
        S: Square,
    {
        Self::proved(static_sizes::<S>("eye").and_then(<E as MovingOperations>::eye))
    }
}

impl<S: StaticShape, E: Number> Tensor<S, E> {
    /// `start`, `start + step`, `start + 2·step`, … along a single axis; its size gives the number of elements.
    ///
    /// Element `i` is `start + i·step`, rounded only once, so that rounding errors do not add up; integers wrap around.
    /// [`arange_to`](Self::arange_to) takes the end of the range instead of its size.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<4>,), i64> = Tensor::arange(1, 2);
    /// assert_eq!(x.to_array(), [1, 3, 5, 7]);
    /// ```
    pub fn arange(start: E, step: E) -> Self
    where
        S: RangeShape,
    {
        Self::proved(static_sizes::<S>("arange").and_then(|n| <E as NumericOperations>::arange(n, start, step)))
    }
}

impl<S: StaticShape, E: Float> Tensor<S, E> {
    /// Evenly spaced numbers from `start` to `end`, both included, along a single axis; its size gives the number of elements.
    ///
    /// If there is only one element, it is `start`.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Dim, Tensor};
    /// let x: Tensor<(Dim<5>,)> = Tensor::linspace(0.0, 1.0);
    /// assert_eq!(x.to_array(), [0.0, 0.25, 0.5, 0.75, 1.0]);
    /// ```
    pub fn linspace(start: E, end: E) -> Self
    where
        S: RangeShape,
    {
        Self::proved(static_sizes::<S>("linspace").and_then(|n| <E as RealOperations>::linspace(n, start, end)))
    }

    /// Independent draws from the standard normal distribution.
    ///
    /// The sampling algorithm is this library's, so a seed gives the same numbers with every version of `rand`.
    #[doc(alias = "normal")]
    #[track_caller]
    pub fn randn(rng: &mut impl Rng /* sizes are in the type, or `randn_sized([32, 5], rng)` */) -> Self {
        let mut x = Self::zeros();
        random::fill_normals(rng, or_panic(x.array_mut().make_mut()));
        x
    }

    /// Independent draws from the uniform distribution over `low..high`: `high` itself is never drawn, even if the type has only a few numbers
    /// between `low` and `high`. If both are equal, every draw is that number.
    ///
    /// # Panics
    /// Unless `low` and `high` are finite and `low` is at most `high`.
    #[doc(alias = "rand")]
    #[track_caller]
    pub fn uniform(low: E, high: E, rng: &mut impl Rng) -> Self {
        or_panic(Self::zeros().with_uniforms("uniform", low, high, rng))
    }
}

impl<S: StaticShape> Tensor<S, bool> {
    /// Independent draws that are true with probability `p`.
    ///
    /// The sampling algorithm is this library's, so a seed gives the same values with every version of `rand`.
    ///
    /// # Panics
    /// If `p` is not from 0 to 1; [`bernoulli_sized`](Self::bernoulli_sized) returns an error.
    ///
    /// # Example
    /// ```
    /// use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
    /// use timeseriesml::{Dim, Tensor};
    /// let mask: Tensor<(Dim<3>,), bool> = Tensor::bernoulli(0.5, &mut Xoshiro256PlusPlus::seed_from_u64(1));
    /// assert_eq!(mask.to_array(), [false, false, true]);
    /// ```
    #[track_caller]
    pub fn bernoulli(p: f64, rng: &mut impl Rng) -> Self {
        let drawn = Self::zeros().with_draws(p, rng);
        or_panic(drawn)
    }
}

/// The same constructors with sizes given at run time, for shapes with run-time axes and for a [`DynTensor`](super::DynTensor).
impl<S: Shape, E: Element> Tensor<S, E> {
    /// All zeros.
    ///
    /// # Errors
    /// [`ShapeError::Size`] if a size is not the static size of its axis, [`ShapeError::TooLarge`]
    /// if memory runs out, [`ShapeError::Rank`] for more than eight axes.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{Batch, Dim, DynTensor, Tensor};
    /// let x: Tensor<(Batch, Dim<96>)> = Tensor::zeros_sized([32, 96])?;
    /// let y: DynTensor = Tensor::zeros_sized([32, 96])?;
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    pub fn zeros_sized(sizes: impl SizesFor<S>) -> Result<Self> {
        Self::filled_as("zeros_sized", sizes.as_ref(), E::ZERO)
    }

    /// All ones.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized).
    pub fn ones_sized(sizes: impl SizesFor<S>) -> Result<Self> {
        Self::filled_as("ones_sized", sizes.as_ref(), E::ONE)
    }

    /// All elements equal to `value`.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized).
    pub fn full_sized(sizes: impl SizesFor<S>, value: E) -> Result<Self> {
        Self::filled_as("full_sized", sizes.as_ref(), value)
    }

    fn filled_as(op: &'static str, sizes: &[usize], value: E) -> Result<Self> {
        Self::checked(<E as MovingOperations>::full(op, checked_sizes::<S>(op, sizes)?, value))
    }

    /// A tensor with these `values` in row-major order.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized), and [`ShapeError::Values`] if the number of values is
    /// not the product of the sizes.
    pub fn from_slice_sized(sizes: impl SizesFor<S>, values: &[E]) -> Result<Self> {
        let op = "from_slice_sized";
        Self::checked(<E as MovingOperations>::from_slice(op, checked_sizes::<S>(op, sizes.as_ref())?, values))
    }
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// A matrix, not necessarily square, with ones on its diagonal and zeros elsewhere.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized); [`ShapeError::Rank`] if there are not exactly two sizes.
    pub fn eye_sized(sizes: impl SizesFor<S>) -> Result<Self> {
        let op = "eye_sized";
        Self::named(op, checked_sizes::<S>(op, sizes.as_ref()).and_then(<E as MovingOperations>::eye))
    }
}

impl<S: Shape, E: Number> Tensor<S, E> {
    /// `start`, `start + step`, `start + 2·step`, …: the only size in `sizes` is the number of elements.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized); [`ShapeError::Rank`] if there is not exactly one size.
    pub fn arange_sized(sizes: impl SizesFor<S>, start: E, step: E) -> Result<Self> {
        let op = "arange_sized";
        let sizes = checked_sizes::<S>(op, sizes.as_ref())?;
        Self::named(op, <E as NumericOperations>::arange(sizes, start, step))
    }

    /// `start`, `start + step`, `start + 2·step`, … up to but not including `end`: the arguments of `torch.arange`.
    ///
    /// For floats the number of elements is `(end - start) / step` rounded up, so rounding can add an element at the end;
    /// [`linspace_sized`](Self::linspace_sized) takes the exact number of elements. If `start` equals `end`, the range is empty.
    ///
    /// # Errors
    /// [`ShapeError::Steps`] for a range that is infinite or whose steps lead away from `end`;
    /// [`ShapeError::Size`] or [`ShapeError::Rank`] if the number of elements does not match the type; [`ShapeError::TooLarge`] if memory runs out.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{DynTensor, Dyn, Tensor};
    /// let hours = DynTensor::arange_to(0, 24, 6)?;
    /// assert_eq!(hours.to_vec(), [0, 6, 12, 18]);
    /// let down: Tensor<(Dyn,)> = Tensor::arange_to(1.0, 0.0, -0.25)?;
    /// assert_eq!(down.to_vec(), [1.0, 0.75, 0.5, 0.25]);
    /// assert_eq!(DynTensor::arange_to(0, 0, 1)?.sizes(), [0]);
    /// # Ok::<(), timeseriesml::ShapeError>(())
    /// ```
    #[doc(alias = "torch.arange")]
    #[doc(alias = "range")]
    pub fn arange_to(start: E, end: E, step: E) -> Result<Self> {
        let op = "arange_to";
        let count = named(op, <E as NumericOperations>::steps(start, end, step))?;
        let sizes = checked_sizes::<S>(op, &[count])?;
        Self::named(op, <E as NumericOperations>::arange(sizes, start, step))
    }
}

impl<S: Shape> Tensor<S, bool> {
    /// Independent draws that are true with probability `p`.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized); [`ShapeError::Probability`] if `p` is not from 0 to 1.
    pub fn bernoulli_sized(sizes: impl SizesFor<S>, p: f64, rng: &mut impl Rng) -> Result<Self> {
        let op = "bernoulli_sized";
        named(op, Self::filled_as(op, sizes.as_ref(), false)?.with_draws(p, rng))
    }

    fn with_draws(mut self, p: f64, rng: &mut impl Rng) -> Result<Self> {
        if !(0.0..=1.0).contains(&p) {
            return Err(ShapeError::Probability { op: "bernoulli", found: p.to_string(), limit: "at most 1" });
        }
        random::fill_bernoulli(rng, p, self.array_mut().make_mut()?);
        Ok(self)
    }
}

impl<S: Shape, E: Float> Tensor<S, E> {
    /// Evenly spaced numbers from `start` to `end`, both included; the only size in `sizes` is the number of elements.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized); [`ShapeError::Rank`] if there is not exactly one size.
    pub fn linspace_sized(sizes: impl SizesFor<S>, start: E, end: E) -> Result<Self> {
        let op = "linspace_sized";
        let sizes = checked_sizes::<S>(op, sizes.as_ref())?;
        Self::named(op, <E as RealOperations>::linspace(sizes, start, end))
    }

    /// Independent draws from the standard normal distribution.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized).
    pub fn randn_sized(sizes: impl SizesFor<S>, rng: &mut impl Rng) -> Result<Self> {
        let mut x = Self::filled_as("randn_sized", sizes.as_ref(), E::ZERO)?;
        random::fill_normals(rng, x.array_mut().make_mut()?);
        Ok(x)
    }

    /// Independent draws from the uniform distribution over `low..high`, without `high` itself.
    ///
    /// # Errors
    /// Same as [`zeros_sized`](Self::zeros_sized); [`ShapeError::Argument`] unless `low` and `high` are finite and `low` is at most `high`.
    pub fn uniform_sized(sizes: impl SizesFor<S>, low: E, high: E, rng: &mut impl Rng) -> Result<Self> {
        Self::filled_as("uniform_sized", sizes.as_ref(), E::ZERO)?.with_uniforms("uniform_sized", low, high, rng)
    }

    fn with_uniforms(mut self, op: &'static str, low: E, high: E, rng: &mut impl Rng) -> Result<Self> {
        let wrong =
            |name, found: E, allowed: String| Err(ShapeError::Argument { op, name, found: found.to_string(), allowed });
        if !low.is_finite() {
            return wrong("low", low, "a finite number".into());
        }
        if !(high.is_finite() && low <= high) {
            return wrong("high", high, format!("a finite number that is not below low, {low}"));
        }
        random::fill_uniforms(rng, low, high, self.array_mut().make_mut()?);
        Ok(self)
    }
}

/// New tensors with the sizes of this tensor, in row-major order and without a gradient history.
///
/// All these methods panic if memory runs out.
impl<S: Shape, E: Element> Tensor<S, E> {
    /// Zeros, with the sizes of this tensor.
    #[track_caller]
    pub fn zeros_like(&self) -> Self {
        self.like("zeros_like", E::ZERO)
    }

    /// Ones, with the sizes of this tensor.
    #[track_caller]
    pub fn ones_like(&self) -> Self {
        self.like("ones_like", E::ONE)
    }

    /// All elements equal to `value`, with the sizes of this tensor.
    #[track_caller]
    pub fn full_like(&self, value: E) -> Self {
        self.like("full_like", value)
    }

    #[track_caller]
    fn like(&self, op: &'static str, value: E) -> Self {
        Self::proved(<E as MovingOperations>::full(op, *self.array().sizes(), value))
    }
}

/// New tensors with the sizes of this tensor and random values.
impl<S: Shape, E: Float> Tensor<S, E> {
    /// Independent draws from the standard normal distribution, with the sizes of this tensor.
    #[track_caller]
    pub fn randn_like(&self, rng: &mut impl Rng) -> Self {
        let mut x = self.like("randn_like", E::ZERO);
        random::fill_normals(rng, or_panic(x.array_mut().make_mut()));
        x
    }

    /// Independent draws from the uniform distribution over `low..high`, without `high` itself, with the sizes of this tensor.
    ///
    /// # Panics
    /// Unless `low` and `high` are finite and `low` is at most `high`.
    #[doc(alias = "rand_like")]
    #[track_caller]
    pub fn uniform_like(&self, low: E, high: E, rng: &mut impl Rng) -> Self {
        or_panic(self.like("uniform_like", E::ZERO).with_uniforms("uniform_like", low, high, rng))
    }
}

impl<S: Shape, E: Element> Tensor<S, E> {
    /// A new tensor with values that `write` writes in row-major order; the memory passed to `write` has unspecified contents.
    pub(crate) fn written(sizes: impl SizesFor<S>, write: impl FnOnce(&mut [E])) -> Result<Self> {
        Self::written_by("batch", sizes, write)
    }

    /// Same as [`Tensor::written`]; errors name the operation `op`.
    pub(crate) fn written_by(op: &'static str, sizes: impl SizesFor<S>, write: impl FnOnce(&mut [E])) -> Result<Self> {
        let x = Array::written(op, Layout::row_major(op, checked_sizes::<S>(op, sizes.as_ref())?)?, write)?;
        anomaly::look_at_result(&x, Some(op));
        Ok(Tensor::from_array(x))
    }
}

/// An array of static shape in which all elements are `value`.
fn filled<S: StaticShape, E: Element>(op: &'static str, value: E) -> Result<Array<E>> {
    static_sizes::<S>(op).and_then(|sizes| <E as MovingOperations>::full(op, sizes, value))
}

fn static_sizes<S: StaticShape>(op: &'static str) -> Result<Sizes> {
    Sizes::new(op, S::SIZES.as_ref())
}

/// Returns the given sizes if they fit the static sizes of the type.
fn checked_sizes<S: Shape>(op: &'static str, sizes: &[usize]) -> Result<Sizes> {
    check_sizes(op, S::KNOWN_AXES, sizes)?;
    Sizes::new(op, sizes)
}
