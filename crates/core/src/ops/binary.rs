//! Scalar functions of two tensors that broadcast: a table of name, value and slopes (the derivatives with respect to each operand). Sums and
//! differences have separate functions.
//!
//! The gradient of an operand is `grad · slope`, summed over the axes along which the operand was broadcast. Sources:
//! NumPy's broadcasting rules. As in PyTorch, `maximum` and `minimum` give half of the gradient to each of two equal operands, and
//! return NaN if either operand is NaN.

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::Sizes;
use crate::loops::pointwise::{self, Stretch};
use crate::memory::boxed::Boxed;
use crate::ops::sum;
use timeseriesml_kernels::elementwise::{ZipRow, zip_row};
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::real::Real;

/// How the slopes of a row, the derivatives with respect to each operand, are computed.
#[derive(PartialEq)]
enum Slopes {
    /// Each slope is the other operand, as for a product.
    Other,
    /// Each slope is a function of both operands.
    OfBoth,
}

/// One row of the table. Code shared by all rows takes a `dyn Row`, so that this code is compiled once.
trait Row<E: Value>: Send + Sync + 'static {
    fn name(&self) -> &'static str;
    fn slopes(&self) -> Slopes;
    /// The values of a run of pairs.
    fn values(&self, out: &mut [E], a: &[E], b: &[E]);
    /// The slopes with respect to the left operand, for a run of pairs.
    fn left(&self, out: &mut [E], _: &[E], b: &[E])
    where
        E: Real,
    {
        out.copy_from_slice(b);
    }
    /// The slopes with respect to the right operand, for a run of pairs.
    fn right(&self, out: &mut [E], a: &[E], _: &[E])
    where
        E: Real,
    {
        out.copy_from_slice(a);
    }
}

struct Binary<R, E: Value> {
    operands: [Operand<E>; 2],
    row: R,
}

struct Operand<E: Value> {
    node: Option<Node<E>>,
    sizes: Sizes,
    /// The values of the operand, saved only if a slope needs them.
    values: Option<Array<E>>,
}

impl<E: Value> Operand<E> {
    fn kept(&self) -> &Array<E> {
        self.values.as_ref().expect("saved, since a slope needs it")
    }
}

impl<R: Row<E>, E: Value> Backward<E> for Binary<R, E> {
    fn name(&self) -> &'static str {
        self.row.name()
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        back(&self.operands, &self.row, &grad, sink)
    }
}

fn back<'g, E: Real>(
    [a, b]: &'g [Operand<E>; 2],
    row: &dyn Row<E>,
    grad: &Array<E>,
    sink: &mut Sink<'g, E>,
) -> Result<()> {
    sink.add(&a.node, || contribution(row, grad, a, b, &|out, a, b| row.left(out, a, b)))?;
    sink.add(&b.node, || contribution(row, grad, b, a, &|out, b, a| row.right(out, a, b)))
}

/// The gradient of `operand`, computed from the gradient of the result.
fn contribution<E: Real>(
    row: &dyn Row<E>,
    grad: &Array<E>,
    operand: &Operand<E>,
    other: &Operand<E>,
    slope: &ZipRow<'_, E>,
) -> Result<Array<E>> {
    let (op, sizes) = (row.name(), *grad.sizes());
    let b = other.kept();
    let stretched_b = b.layout().expanded(op, sizes)?;
    let product = match row.slopes() {
        Slopes::Other => pointwise::zip_layouts(op, (grad, grad.layout()), (b, &stretched_b), 1, |g, b| g * b)?,
        Slopes::OfBoth => {
            let a = operand.kept();
            let stretched_a = a.layout().expanded(op, sizes)?;
            let slopes = pointwise::zip_by_rows(op, (a, &stretched_a), (b, &stretched_b), 1, slope)?.gradient();
            pointwise::zip(op, grad, &slopes, 1, |g, s| g * s)?
        }
    };
    sum::sum_to(product.gradient(), &operand.sizes)
}

fn binary<R: Row<E>, E: Value>(
    a: &Array<E>,
    b: &Array<E>,
    stretch_a: Stretch,
    stretch_b: Stretch,
    row: R,
) -> Result<Array<E>> {
    let (y, operands) = made(a, b, stretch_a, stretch_b, &row)?;
    Ok(y.recorded(operands.iter().any(|operand| operand.node.is_some()), |_| Binary { operands, row }))
}

/// Computes the result, not yet recorded in the graph, and the operands as the backward pass needs them.
fn made<E: Value>(
    a: &Array<E>,
    b: &Array<E>,
    stretch_a: Stretch,
    stretch_b: Stretch,
    row: &dyn Row<E>,
) -> Result<(Fresh<E>, [Operand<E>; 2])> {
    let y = pointwise::broadcast(row.name(), (a, stretch_a), (b, stretch_b), &|out, a, b| row.values(out, a, b))?;
    let (left, right) = (a.input(), b.input());
    // An operand is saved if the slope of the other one, or its own, is computed from it.
    let both = row.slopes() == Slopes::OfBoth && (left.is_some() || right.is_some());
    let (keep_left, keep_right) = (right.is_some() || both, left.is_some() || both);
    let operand =
        |node, x: &Array<E>, kept: bool| Operand { node, sizes: *x.sizes(), values: kept.then(|| x.detach()) };
    Ok((y, [operand(left, a, keep_left), operand(right, b, keep_right)]))
}

/// The values of `f` for the operands, broadcast together.
fn values<E: Value>(
    op: &'static str,
    a: &Array<E>,
    b: &Array<E>,
    stretch_a: Stretch,
    stretch_b: Stretch,
    f: impl Fn(E, E) -> E + Sync,
) -> Result<Fresh<E>> {
    pointwise::broadcast(op, (a, stretch_a), (b, stretch_b), &zip_row(f))
}

/// `a + b`. Its slopes are constant, so it has a separate backward pass, which saves no values.
pub fn add<E: Numeric>(a: &Array<E>, b: &Array<E>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<E>> {
    values("add", a, b, stretch_a, stretch_b, E::plus).map(|y| sum_or_difference(y, a, b, false))
}

/// `a − b`.
pub fn sub<E: Numeric>(a: &Array<E>, b: &Array<E>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<E>> {
    values("sub", a, b, stretch_a, stretch_b, E::minus).map(|y| sum_or_difference(y, a, b, true))
}

#[inline(always)]
fn sum_or_difference<E: Value>(y: Fresh<E>, a: &Array<E>, b: &Array<E>, subtracted: bool) -> Array<E> {
    let (left, right) = (a.input(), b.input());
    let tracked = left.is_some() || right.is_some();
    y.recorded(tracked, |y| {
        let stretched = |x: &Array<E>| (x.sizes() != y.sizes()).then(|| x.placed());
        SumOrDifference { left, right, left_stretched: stretched(a), right_stretched: stretched(b), subtracted }
    })
}

struct SumOrDifference<E: Value> {
    left: Option<Node<E>>,
    right: Option<Node<E>>,
    /// The layout of the left operand, if its sizes differ from those of the result.
    left_stretched: Option<Boxed>,
    right_stretched: Option<Boxed>,
    subtracted: bool,
}

impl<E: Value> Backward<E> for SumOrDifference<E> {
    fn name(&self) -> &'static str {
        if self.subtracted { "sub" } else { "add" }
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        let back = |grad: Array<E>, stretched: &Option<Boxed>| match stretched {
            Some(layout) => sum::sum_to(grad, layout.sizes()),
            None => Ok(grad),
        };
        let right = |grad: Array<E>| {
            let grad = if self.subtracted { pointwise::map_owned("sub", grad, 1, |g| -g)?.gradient() } else { grad };
            back(grad, &self.right_stretched)
        };
        if self.left.is_none() {
            return sink.add(&self.right, || right(grad));
        }
        if self.subtracted || self.right_stretched.is_some() {
            sink.add(&self.right, || right(grad.clone()))?;
        } else {
            sink.add_shared(&self.right, &grad)?;
        }
        sink.add(&self.left, || back(grad, &self.left_stretched))
    }
}

macro_rules! table { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $name:ident $try_name:ident { $($formula:tt)* };
)* })*) => { $($(
    formula!($name: $Bound; $($formula)*);
)*)* } }

/// Defines a row of the table and its function. The function of a row without a formula is written by hand.
macro_rules! formula {
    ($name:ident: $Bound:ident;) => {};
    ($name:ident: $Bound:ident; $Row:ident slopes $slopes:ident $(if $possible:ident)?:
        |$a:ident, $b:ident| $value:expr $(, $of:ident |$x:ident, $y:ident| $slope:expr)*) => {
        struct $Row;
        impl<E: $Bound> Row<E> for $Row {
            fn name(&self) -> &'static str {
                stringify!($name)
            }
            fn slopes(&self) -> Slopes {
                Slopes::$slopes
            }
            fn values(&self, out: &mut [E], a: &[E], b: &[E]) {
                zip_row(|$a: E, $b: E| $value)(out, a, b);
            }
            $(fn $of(&self, out: &mut [E], a: &[E], b: &[E])
            where
                E: Real,
            {
                zip_row(|$x: E, $y: E| $slope)(out, a, b);
            })*
        }
        pub fn $name<E: $Bound>(a: &Array<E>, b: &Array<E>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<E>> {
            $($possible(stringify!($name), a, b)?;)?
            binary(a, b, stretch_a, stretch_b, $Row)
        }
    };
}

/// The table: each row with its documentation for users. The macros passed as `$with` generate the operations below, the functions of each
/// element type in `ops/mod.rs`, the methods of tensors in `tensor/elementwise.rs`, and tests in `tests/operations/`.
#[doc(hidden)]
#[macro_export]
macro_rules! binary_rows {
    ($with:ident) => {
        $with! {
            Number NumericFunctionsOfTwo: Numeric, for f32 f64 i32 i64 {
                /// `x + y`.
                add try_add {};
                /// `x − y`.
                sub try_sub {};
                /// `x · y`, element by element.
                mul try_mul { Mul slopes Other: |a, b| a.times(b) };
                /// `x / y`, element by element. For integers the quotient is rounded down, and dividing by 0 is an error.
                div try_div { Div slopes OfBoth if divisible: |a, b| a.over(b),
                    left |_a, b| E::ONE / b, right |a, b| -(a / b) / b };
                /// `x / y` rounded down, element by element: `//` in Python, `torch.div` with `rounding_mode="floor"`. It matches
                /// [`rem`](Self::rem): `x = y·x.div_floor(y) + x.rem(y)`, so 1.0 divided by 0.1 is 9.0. Dividing integers by 0 is an error, and the
                /// smallest integer by −1 wraps around to itself. Its derivative is 0.
                #[doc(alias = "floor_divide")]
                div_floor try_div_floor { DivFloor slopes OfBoth if divisible: |a, b| a.over_floored(b),
                    left |_a, _b| E::ZERO, right |_a, _b| E::ZERO };
                /// `x / y` rounded towards zero, element by element: `/` of integers in Rust and C, `torch.div` with
                /// `rounding_mode="trunc"`. It matches [`fmod`](Self::fmod). Dividing integers by 0 is an error, and the smallest integer by
                /// −1 wraps around to itself. Its derivative is 0.
                div_trunc try_div_trunc { DivTrunc slopes OfBoth if divisible: |a, b| a.over_truncated(b),
                    left |_a, _b| E::ZERO, right |_a, _b| E::ZERO };
                /// The remainder after rounding `x / y` down. It has the sign of `y`, as `%` in Python. (Rust's `%` has the sign of `x`.)
                /// For integers, a `y` of 0 is an error.
                #[doc(alias = "remainder")]
                rem try_rem { Rem slopes OfBoth if divisible: |a, b| a.modulo(b),
                    left |_a, _b| E::ONE, right |a, b| -(a / b).floor() };
                /// The remainder after rounding `x / y` towards zero. It has the sign of `x`, as `%` in Rust and C and `torch.fmod`. It is exact.
                /// For integers, a `y` of 0 is an error.
                fmod try_fmod { Fmod slopes OfBoth if divisible: |a, b| a.fmod(b),
                    left |_a, _b| E::ONE,
                    right |a, b| { let quotient = a / b; if quotient < E::ZERO { -quotient.ceil() } else { -quotient.floor() } } };
                /// The larger of `x` and `y`, or NaN if either is NaN, as in `torch.maximum`.
                /// If both are equal, each gets half of the gradient.
                ///
                /// # Example
                /// ```
                /// use timeseriesml::{Dim, Tensor};
                /// let x: Tensor<(Dim<2>,)> = Tensor::from([-1.0, 2.0]);
                /// assert_eq!(x.maximum(0.0).to_vec(), [0.0, 2.0]);
                /// assert_eq!(x.maximum(&x.neg()).to_vec(), [1.0, 2.0]);
                /// ```
                maximum try_maximum { Maximum slopes OfBoth: |a, b| a.maximum(b),
                    left |a, b| share(a < b, a, b), right |a, b| share(b < a, a, b) };
                /// The smaller of `x` and `y`, or NaN if either is NaN, as in `torch.minimum`.
                /// If both are equal, each gets half of the gradient.
                minimum try_minimum { Minimum slopes OfBoth: |a, b| a.minimum(b),
                    left |a, b| share(a > b, a, b), right |a, b| share(b > a, a, b) };
            }
            Float RealFunctionsOfTwo: Real, for f32 f64 {
                /// `x` to the power of `y`; [`powf`](Self::powf) takes a number.
                pow try_pow { Pow slopes OfBoth: |a, b| a.powf(b),
                    left |a, b| if b == E::ZERO { E::ZERO } else { b * a.powf(b - E::ONE) },
                    // A power of zero stays zero if the exponent changes, so the derivative is 0.
                    right |a, b| if a == E::ZERO && b >= E::ZERO { E::ZERO } else { a.ln().weighted(a.powf(b)) } };
                /// The angle in radians, from −π to π, of the point with ordinate `x` and abscissa `y`: the arctangent of `x/y` in the correct
                /// quadrant. The derivatives at the origin are 0, as in PyTorch.
                ///
                /// # Example
                /// ```
                /// use timeseriesml::{Dim, Tensor};
                /// let (sine, cosine): (Tensor<(Dim<2>,)>, _) = (Tensor::from([1.0, 0.0]), Tensor::from([0.0, -1.0]));
                /// let angle = sine.atan2(&cosine).to_vec();
                /// assert_eq!(angle, [std::f32::consts::FRAC_PI_2, std::f32::consts::PI]);
                /// ```
                #[doc(alias = "arctan2")]
                atan2 try_atan2 { Atan2 slopes OfBoth: |a, b| a.atan2(b),
                    left |a, b| angle_slope(a, b, b), right |a, b| -angle_slope(a, b, a) };
                /// `x` above 0, `y·x` below, where the slope `y` is learned. The derivative with respect to `x` at 0 is `y`.
                /// Source: He et al., "Delving deep into rectifiers", 2015.
                #[doc(alias = "PReLU")]
                prelu try_prelu { Prelu slopes OfBoth: |a, b| if a > E::ZERO { a } else { b * a },
                    left |a, b| if a > E::ZERO { E::ONE } else { b }, right |a, _b| if a > E::ZERO { E::ZERO } else { a } };
            }
        }
    };
}
binary_rows!(table);

/// An error if integers are divided by zero.
fn divisible<E: Numeric>(op: &'static str, a: &Array<E>, b: &Array<E>) -> Result<()> {
    if E::INTEGER && a.count() > 0 && b.dense()?.span().contains(&E::ZERO) {
        return Err(ShapeError::DivideByZero { op });
    }
    Ok(())
}

/// `x / (a² + b²)` where x is a or b, without overflow of the squares; 0 at the origin and at infinity.
fn angle_slope<E: Real>(a: E, b: E, x: E) -> E {
    let size = a.abs().maximum(b.abs());
    if size == E::ZERO || size == E::INFINITY {
        return E::ZERO;
    }
    let (p, q) = (a / size, b / size);
    x / size / (p * p + q * q) / size
}

/// An operand's share of the gradient: 0 if the result is the other one, 1/2 if both are equal, else 1. If either is NaN, both get 1.
fn share<E: Real>(other_taken: bool, a: E, b: E) -> E {
    if other_taken {
        E::ZERO
    } else if a == b {
        E::from_f64(0.5)
    } else {
        E::ONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        macro_rules! rows { ($($name:ident $domain:ident;)*) => { $(
            let audit = audit!(concat!("binary/", stringify!($name)), Domain::$domain, |x| {
                $name(&x[0], &x[1], Stretch::ONES, Stretch::ONES)
            });
            run(&audit
                .sizes(&[&[2, 3], &[2, 3]])
                .sizes(&[&[2, 3, 4], &[4]])
                .sizes(&[&[2, 1, 4], &[3, 1]])
                .sizes(&[&[], &[2, 2]])
                .sizes(&[&[2, 1, 2, 3], &[2, 1, 1]])
                .edge(&[&[0, 3], &[3]])
                .edge(&[&[0, 3], &[1, 3]])
                .edge(&[&[1, 1], &[1]])
                .edge(&[&[1], &[0]])
                .edge(&[&[2, 0, 1], &[3]]));
        )* } }
        rows! {
            add ALL; sub ALL; mul ALL; div POSITIVE; div_floor POSITIVE; div_trunc POSITIVE; atan2 ALL; rem POSITIVE; fmod POSITIVE; maximum ALL; minimum ALL; pow POSITIVE; prelu ALL;
        }
    }

    audited!(check);

    #[test]
    fn equal_operands_share_the_gradient_of_maximum() {
        let x = Array::full("test", Sizes::scalar(), 3.0f64).unwrap().into_leaf();
        let y = maximum(&x, &x.detach(), Stretch(0), Stretch(0)).unwrap();
        let gradients = crate::autodiff::walk::backward(&y).unwrap();
        assert_eq!(gradients.of_leaf(x.node().unwrap().number()).unwrap().item(), Some(0.5));
    }

    #[test]
    fn slopes_of_large_and_small_operands_are_accurate() {
        let number = |x: f64| Array::full("test", Sizes::scalar(), x).unwrap().into_leaf();
        type Function = fn(&Array<f64>, &Array<f64>, Stretch, Stretch) -> Result<Array<f64>>;
        let slopes = |f: Function, a: f64, b: f64| {
            let (x, y) = (number(a), number(b));
            let gradients = crate::autodiff::walk::backward(&f(&x, &y, Stretch(0), Stretch(0)).unwrap()).unwrap();
            [x, y].map(|x| gradients.of_leaf(x.node().unwrap().number()).unwrap().item().unwrap())
        };
        let near = |found: [f64; 2], expected: [f64; 2]| {
            let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-14 * b.abs();
            assert!(found.iter().zip(&expected).all(close), "{found:?}, expected {expected:?}");
        };
        for unit in [1e200, 1e-200] {
            near(slopes(div, unit, 2.0 * unit), [0.5 / unit, -0.25 / unit]);
            near(slopes(atan2, unit, 2.0 * unit), [0.4 / unit, -0.2 / unit]);
        }
        assert_eq!((slopes(atan2, 0.0, 0.0), slopes(atan2, 1.0, f64::INFINITY)), ([0.0, 0.0], [0.0, 0.0]));
    }

    #[test]
    fn fmod_rounds_the_quotient_towards_zero() {
        let number = |x: f64| Array::full("test", Sizes::scalar(), x).unwrap().into_leaf();
        for (a, b, rest, quotient) in [(-7.5, 2.0, -1.5, -3.0), (7.5, -2.0, 1.5, -3.0), (-7.5, -2.0, -1.5, 3.0)] {
            let (x, y) = (number(a), number(b));
            let z = fmod(&x, &y, Stretch(0), Stretch(0)).unwrap();
            let gradients = crate::autodiff::walk::backward(&z).unwrap();
            let of = |x: &Array<f64>| gradients.of_leaf(x.node().unwrap().number()).unwrap().item().unwrap();
            assert_eq!((z.item().unwrap(), of(&x), of(&y)), (rest, 1.0, -quotient));
        }
    }

    fn integers(values: &[i64]) -> Array<i64> {
        Array::from_slice("test", Sizes::new("test", &[values.len()]).unwrap(), values).unwrap()
    }

    #[test]
    fn integers_divide_rounding_down_and_never_by_zero() {
        let (a, b, none) = (integers(&[7, -7, 7]), integers(&[2, 2, -2]), Stretch(0));
        assert_eq!(div(&a, &b, none, none).unwrap().to_vec(), [3, -4, -4]);
        assert_eq!(rem(&a, &b, none, none).unwrap().to_vec(), [1, 1, -1]);
        assert_eq!(fmod(&a, &b, none, none).unwrap().to_vec(), [1, -1, 1]);
        assert_eq!(div_floor(&a, &b, none, none).unwrap().to_vec(), [3, -4, -4]);
        assert_eq!(div_trunc(&a, &b, none, none).unwrap().to_vec(), [3, -3, -3]);
        let (lowest, minus) = (integers(&[i64::MIN]), integers(&[-1]));
        for divide in [div, div_floor, div_trunc] {
            assert_eq!(divide(&lowest, &minus, none, none).unwrap().to_vec(), [i64::MIN]);
        }
        let zero = integers(&[1, 0, 1]);
        assert_eq!(div_floor(&a, &zero, none, none).unwrap_err(), ShapeError::DivideByZero { op: "div_floor" });
        assert_eq!(div_trunc(&a, &zero, none, none).unwrap_err(), ShapeError::DivideByZero { op: "div_trunc" });
        assert_eq!(div(&a, &zero, none, none).unwrap_err(), ShapeError::DivideByZero { op: "div" });
        assert_eq!(rem(&a, &zero, none, none).unwrap_err(), ShapeError::DivideByZero { op: "rem" });
        assert_eq!(fmod(&a, &zero, none, none).unwrap_err(), ShapeError::DivideByZero { op: "fmod" });
    }
}
