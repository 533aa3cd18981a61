//! Scalar functions of one tensor: a table of name, value and derivative.
//!
//! A row specifies what it saves for its backward pass: its input, its output, or the derivative, if value and derivative share a costly part
//! (`gelu`). The gradient of every row is `grad · f'(x)`.
//!
//! Sources: `gelu` is the exact form x·Φ(x) of Hendrycks and Gimpel 2016 (PyTorch's default), `elu` of Clevert et al. 2015,
//! `silu` of Elfwing et al. 2017, `mish` of Misra 2019; other rows name their sources. As in PyTorch, the derivatives of `relu`, `abs` and `sign` at
//! 0 are 0. The derivative of `clamp` at its bounds is 0 too (1 in older versions of PyTorch).

use crate::array::{Array, Fresh};
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::Result;
use crate::loops::pointwise;
use std::marker::PhantomData;
use timeseriesml_kernels::elementwise;
use timeseriesml_kernels::number::{Numeric, Value};
use timeseriesml_kernels::parallel::ELEMENT;
use timeseriesml_kernels::real::Real;
use timeseriesml_kernels::transcendental;

/// A kernel that reads values and writes results and derivatives. The number is the work per element.
type WithDerivative<E> = fn(&[E], &mut [E], &mut [E], usize);

/// One row of the table. Code shared by all rows takes a `dyn Row`, so that this code is compiled once.
trait Row<E: Value>: Send + Sync + 'static {
    fn name(&self) -> &'static str;
    /// The work per element, in additions.
    fn cost(&self) -> usize;
    fn saves(&self) -> Saves;
    /// The values of a run of elements.
    fn values(&self, out: &mut [E], x: &[E]);
    /// The kernel that computes values and derivatives, for a row that saves its derivative.
    fn with_derivative(&self) -> Option<WithDerivative<E>> {
        None
    }
    /// The gradients of a run of elements, from the saved values and the gradients of the output.
    fn gradients(&self, out: &mut [E], saved: &[E], grad: &[E])
    where
        E: Real;
}

/// What a row saves for its backward pass.
#[derive(PartialEq)]
enum Saves {
    Input,
    Output,
    /// The derivative, computed with the value in one pass that writes two buffers.
    Derivative,
}

/// A result that is not recorded yet.
struct Made<E: Value> {
    y: Fresh<E>,
    input: Option<Node<E>>,
    /// What the backward pass needs; `None` if it needs the result itself.
    saved: Option<Array<E>>,
}

fn made<E: Value>(x: &Array<E>, row: &dyn Row<E>) -> Result<Made<E>> {
    let input = x.input();
    if let Some(kernel) = row.with_derivative()
        && input.is_some()
    {
        let (y, saved) = with_derivative(row.name(), x, kernel, row.cost())?;
        return Ok(Made { y, input, saved: Some(saved) });
    }
    let y = pointwise::map_by_rows(row.name(), x, row.cost(), &|out, x| row.values(out, x))?;
    let saved = (input.is_some() && row.saves() == Saves::Input).then(|| x.detach());
    Ok(Made { y, input, saved })
}

/// Like [`made`], but in the memory of `x` if nothing else uses it.
fn made_of_owned<E: Value>(x: Array<E>, row: &dyn Row<E>) -> Result<Made<E>> {
    if x.is_tracked() && row.saves() != Saves::Output {
        return made(&x, row);
    }
    let input = x.input();
    let y = pointwise::map_owned_by_rows(row.name(), x, row.cost(), &|out, x| row.values(out, x))?;
    Ok(Made { y, input, saved: None })
}

struct Unary<R, E: Value> {
    input: Option<Node<E>>,
    saved: Array<E>,
    row: R,
}

fn recorded<R: Row<E>, E: Value>(made: Made<E>, row: R) -> Array<E> {
    let Made { y, input, saved } = made;
    y.recorded(input.is_some(), |y| Unary { input, saved: saved.unwrap_or_else(|| y.detach()), row })
}

impl<R: Row<E>, E: Value> Backward<E> for Unary<R, E> {
    fn name(&self) -> &'static str {
        self.row.name()
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        sink.add(&self.input, || gradient(&self.row, &self.saved, grad))
    }
}

fn gradient<E: Real>(row: &dyn Row<E>, saved: &Array<E>, grad: Array<E>) -> Result<Array<E>> {
    let gradients = |out: &mut [E], grad: &[E], saved: &[E]| row.gradients(out, saved, grad);
    Ok(pointwise::zip_owned_by_rows(row.name(), grad, saved, row.cost(), &gradients)?.gradient())
}

/// Computes values and derivatives with the kernel of a row.
fn with_derivative<E: Value>(
    op: &'static str,
    x: &Array<E>,
    kernel: WithDerivative<E>,
    cost: usize,
) -> Result<(Fresh<E>, Array<E>)> {
    let x = x.dense()?;
    let layout = x.layout().at_start();
    let mut slopes = Array::written(op, layout, |_| {})?;
    let values = slopes.dense_mut(&layout).expect("a new array is dense and not shared");
    let y = Fresh::written(op, layout, |y| kernel(x.span(), y, values, cost * ELEMENT))?;
    Ok((y, slopes))
}

/// Defines `values` of a row, by an expression or a kernel, and `with_derivative` if a second kernel is given.
macro_rules! row_methods {
    ($E:ident [$($p:ident)*] |$x:ident| $value:expr) => {
        fn values(&self, out: &mut [$E], x: &[$E]) {
            $(let $p = self.$p;)*
            elementwise::map_row(|$x: $E| $value)(out, x);
        }
    };
    ($E:ident [] $row:path $(, $both:path)?) => {
        fn values(&self, out: &mut [$E], x: &[$E]) {
            $row(out, x);
        }
        $(fn with_derivative(&self) -> Option<WithDerivative<$E>> {
            Some($both)
        })?
    };
}

macro_rules! table { ($($Public:ident $Functions:ident: $Bound:ident, for $($T:ident)* { $(
    $(#[$doc:meta])* $Row:ident $name:ident($($p:ident),*) $($owned:ident)?,
    cost $cost:literal, saves $saves:ident: [$($value:tt)*], |$s:ident, $g:ident| $gradient:expr;
)* })*) => { $($(
    struct $Row<E> {
        $($p: E,)*
        element: PhantomData<E>,
    }
    impl<E: $Bound> Row<E> for $Row<E> {
        fn name(&self) -> &'static str {
            stringify!($name)
        }
        fn cost(&self) -> usize {
            $cost
        }
        fn saves(&self) -> Saves {
            Saves::$saves
        }
        row_methods!(E [$($p)*] $($value)*);
        fn gradients(&self, out: &mut [E], saved: &[E], grad: &[E]) where E: Real {
            $(let $p = self.$p;)*
            elementwise::zip_row(|$s: E, $g: E| $gradient)(out, saved, grad);
        }
    }
    pub fn $name<E: $Bound>(x: &Array<E>, $($p: E),*) -> Result<Array<E>> {
        let row = $Row { $($p,)* element: PhantomData };
        Ok(recorded(made(x, &row)?, row))
    }
    $(pub fn $owned<E: $Bound>(x: Array<E>) -> Result<Array<E>> {
        let row = $Row { element: PhantomData };
        Ok(recorded(made_of_owned(x, &row)?, row))
    })?
)*)* } }

/// The table: each row with its documentation for users. The macros passed as `$with` generate the operations below, the functions of each
/// element type in `ops/mod.rs`, and the methods of tensors in `tensor/elementwise.rs`.
#[doc(hidden)]
#[macro_export]
macro_rules! unary_rows {
    ($with:ident) => {
        $with! {
            Number NumericFunctions: Numeric, for f32 f64 i32 i64 {
                /// `-x`. The smallest integer wraps around to itself.
                #[doc(alias = "negative")]
                Neg neg() neg_owned, cost 1, saves Output: [|x| x.negated()], |_y, g| -g;
                /// `x²`. Integers wrap around.
                Square square(), cost 1, saves Input: [|x| x.times(x)], |x, g| g * (x + x);
                /// `|x|`. Its derivative at 0 is 0, as in PyTorch. The smallest integer wraps around to itself.
                Abs abs(), cost 1, saves Input: [|x| x.magnitude()],
                    |x, g| g * x.sign();
                /// −1, 0 or 1 according to the sign of `x`; 0 for NaN, as in PyTorch. Its derivative is 0.
                #[doc(alias = "sgn")]
                Sign sign(), cost 1, saves Output: [|x| x.sign()], |_y, _g| E::ZERO;
                /// `x` limited to the range from `low` to `high`; `high` if `low` is larger. NaN stays NaN. Its derivative is 0 at the bounds.
                #[doc(alias = "clip")]
                Clamp clamp(low, high), cost 1, saves Input: [|x| x.maximum(low).minimum(high)],
                    |x, g| if x > low && x < high { g } else { E::ZERO };
            }
            Float RealFunctions: Real, for f32 f64 {
                /// `e` to the power of `x`.
                Exp exp(), cost 4, saves Output: [transcendental::exp], |y, g| g * y;
                /// `eˣ − 1`, accurate near zero.
                #[doc(alias = "exp_m1")]
                Expm1 expm1(), cost 8, saves Output: [|x| x.expm1()], |y, g| g * (y + E::ONE);
                /// The natural logarithm; NaN below zero.
                #[doc(alias = "ln")]
                Log log(), cost 4, saves Input: [transcendental::log], |x, g| g / x;
                /// `log(1 + x)`, accurate near zero.
                #[doc(alias = "ln_1p")]
                Log1p log1p(), cost 8, saves Input: [|x| x.log1p()], |x, g| g / (x + E::ONE);
                /// The square root; NaN below zero.
                Sqrt sqrt(), cost 2, saves Output: [|x| x.sqrt()], |y, g| g / (y + y);
                /// `1 / √x`.
                Rsqrt rsqrt(), cost 3, saves Output: [|x| x.sqrt().recip()], |y, g| g * E::from_f64(-0.5) * y * y * y;
                /// `1 / x`.
                #[doc(alias = "recip")]
                Reciprocal reciprocal(), cost 2, saves Output: [|x| x.recip()], |y, g| -g * y * y;
                /// `x` to the power of a number; [`pow`](Self::pow) takes a tensor of exponents.
                Powf powf(exponent), cost 20, saves Input: [|x| x.powf(exponent)],
                    |x, g| if exponent == E::ZERO { E::ZERO } else { g * exponent * x.powf(exponent - E::ONE) };
                /// The sine of `x` in radians.
                Sin sin(), cost 8, saves Input: [|x| x.sin()], |x, g| g * x.cos();
                /// The cosine of `x` in radians.
                Cos cos(), cost 8, saves Input: [|x| x.cos()], |x, g| -g * x.sin();
                /// The tangent of `x` in radians.
                Tan tan(), cost 16, saves Output: [|x| x.sin() / x.cos()], |y, g| g * (E::ONE + y * y);
                /// The angle in radians whose sine is `x`, from −π/2 to π/2; NaN outside −1 to 1.
                #[doc(alias = "arcsin")]
                Asin asin(), cost 16, saves Input: [|x| x.asin()], |x, g| g / ((E::ONE - x) * (E::ONE + x)).sqrt();
                /// The angle in radians whose cosine is `x`, from 0 to π; NaN outside −1 to 1.
                #[doc(alias = "arccos")]
                Acos acos(), cost 16, saves Input: [|x| x.acos()], |x, g| -g / ((E::ONE - x) * (E::ONE + x)).sqrt();
                /// The angle in radians whose tangent is `x`, from −π/2 to π/2; [`atan2`](Self::atan2) takes the coordinates of a point.
                #[doc(alias = "arctan")]
                Atan atan(), cost 16, saves Input: [|x| x.atan()], |x, g| g / (E::ONE + x * x);
                /// The hyperbolic sine, `(eˣ − e⁻ˣ) / 2`; the hyperbolic tangent is [`tanh`](Self::tanh).
                Sinh sinh(), cost 16, saves Input: [|x| x.sinh()], |x, g| g * x.cosh();
                /// The hyperbolic cosine, `(eˣ + e⁻ˣ) / 2`.
                Cosh cosh(), cost 16, saves Input: [|x| x.cosh()], |x, g| g * x.sinh();
                /// The inverse hyperbolic sine.
                #[doc(alias = "arcsinh")]
                Asinh asinh(), cost 20, saves Input: [|x| x.asinh()], |x, g| g * inverse_length(x);
                /// The inverse hyperbolic cosine, which is at least 0; NaN below 1.
                #[doc(alias = "arccosh")]
                Acosh acosh(), cost 20, saves Input: [|x| x.acosh()],
                    |x, g| g / ((x - E::ONE).sqrt() * (x + E::ONE).sqrt());
                /// The inverse hyperbolic tangent: infinite at −1 and 1, NaN outside.
                #[doc(alias = "arctanh")]
                Atanh atanh(), cost 20, saves Input: [|x| x.atanh()], |x, g| g / ((E::ONE - x) * (E::ONE + x));
                /// The hyperbolic tangent.
                Tanh tanh(), cost 6, saves Output: [transcendental::tanh], |y, g| g * (E::ONE - y * y);
                /// `1 / (1 + e⁻ˣ)`.
                Sigmoid sigmoid(), cost 5, saves Output: [transcendental::sigmoid], |y, g| g * y * (E::ONE - y);
                /// The error function `2/√π ∫₀ˣ e^(−t²) dt`.
                Erf erf(), cost 10, saves Input: [transcendental::erf],
                    |x, g| g * E::from_f64(std::f64::consts::FRAC_2_SQRT_PI) * (-(x * x)).exp();
                /// The largest integer that is not above `x`. Its derivative is 0.
                Floor floor(), cost 1, saves Output: [|x| x.floor()], |_y, _g| E::ZERO;
                /// The smallest integer that is not below `x`. Its derivative is 0.
                Ceil ceil(), cost 1, saves Output: [|x| x.ceil()], |_y, _g| E::ZERO;
                /// The nearest integer, ties to even. Its derivative is 0.
                Round round(), cost 1, saves Output: [|x| x.round()], |_y, _g| E::ZERO;
                /// `max(x, 0)`. Its derivative at 0 is 0. NaN stays NaN.
                #[doc(alias = "ReLU")]
                Relu relu() relu_owned, cost 1, saves Output: [|x| if x < E::ZERO { E::ZERO } else { x }],
                    |y, g| if y <= E::ZERO { E::ZERO } else { g };
                /// `x` above 0, `slope·x` below (PyTorch's default slope is 0.01).
                #[doc(alias = "LeakyReLU")]
                LeakyRelu leaky_relu(slope), cost 1, saves Input: [|x| if x > E::ZERO { x } else { x * slope }],
                    |x, g| if x > E::ZERO { g } else { g * slope };
                /// `x` above 0, `alpha·(eˣ − 1)` below (PyTorch's default alpha is 1).
                #[doc(alias = "ELU")]
                Elu elu(alpha), cost 8, saves Input: [|x| if x > E::ZERO { x } else { alpha * x.expm1() }],
                    |x, g| if x > E::ZERO { g } else { g * alpha * x.exp() };
                /// `x·Φ(x)`, the exact form with the error function (PyTorch's default); 0 at −∞, where PyTorch gives NaN.
                #[doc(alias = "GELU")]
                Gelu gelu() gelu_owned, cost 8, saves Derivative:
                    [transcendental::gelu, transcendental::gelu_with_derivative], |slope, g| g * slope;
                /// `x·sigmoid(x)`, also called swish; 0 at −∞, where PyTorch gives NaN.
                #[doc(alias = "SiLU")]
                #[doc(alias = "swish")]
                Silu silu(), cost 6, saves Input: [|x| x.weighted(x.sigmoid())],
                    |x, g| { let s = x.sigmoid(); g * (E::ONE + x.weighted(E::ONE - s)).weighted(s) };
                /// `x·tanh(softplus(x))`; 0 at −∞, where PyTorch gives NaN.
                Mish mish(), cost 20, saves Input: [|x| x.weighted(log1p_exp(x).tanh())],
                    |x, g| { let t = log1p_exp(x).tanh(); g * (t + x.weighted((E::ONE - t * t) * x.sigmoid())) };
                /// `scale·x` above 0, `scale·alpha·(eˣ − 1)` below, with the two constants that preserve mean 0 and variance 1 across layers.
                /// Source: Klambauer et al., "Self-normalizing neural networks", 2017.
                #[doc(alias = "SELU")]
                Selu selu(), cost 8, saves Input:
                    [|x| if x > E::ZERO { E::from_f64(SELU.0) * x } else { E::from_f64(SELU.0 * SELU.1) * x.expm1() }],
                    |x, g| if x > E::ZERO { g * E::from_f64(SELU.0) } else { g * E::from_f64(SELU.0 * SELU.1) * x.exp() };
                /// `x` above 0, `alpha·(e^(x/alpha) − 1)` below: an [`elu`](Self::elu) with a continuous derivative.
                /// Source: Barron, "Continuously differentiable exponential linear units", 2017.
                #[doc(alias = "CELU")]
                Celu celu(alpha), cost 8, saves Input:
                    [|x| if x > E::ZERO { x } else { alpha * (x / alpha).expm1() }],
                    |x, g| if x > E::ZERO { g } else { g * (x / alpha).exp() };
                /// The approximation of [`gelu`](Self::gelu) with a hyperbolic tangent, `x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))`: PyTorch's
                /// `approximate="tanh"`.
                GeluTanh gelu_tanh(), cost 8, saves Input: [|x| x.weighted(gelu_argument(x).sigmoid())],
                    |x, g| {
                        let s = gelu_argument(x).sigmoid();
                        let slope = E::from_f64(GELU.0) * (E::ONE + E::from_f64(3.0 * GELU.1) * x * x);
                        g * (E::ONE + (x * slope).weighted(E::ONE - s)).weighted(s)
                    };
                /// `x / (1 + |x|)`.
                #[doc(alias = "Softsign")]
                Softsign softsign(), cost 2, saves Input:
                    [|x| { let size = E::ONE + x.abs(); if size == E::INFINITY { x.sign() } else { x / size } }],
                    |x, g| { let size = E::ONE + x.abs(); g / size / size };
                /// `x − tanh(x)`.
                #[doc(alias = "Tanhshrink")]
                Tanhshrink tanhshrink(), cost 12, saves Input: [|x| x - x.tanh()], |x, g| { let t = x.tanh(); g * t * t };
                /// `x` moved towards 0 by `lambda`, but 0 from `−lambda` to `lambda`. Its derivative there is 0.
                #[doc(alias = "Softshrink")]
                Softshrink softshrink(lambda), cost 1, saves Input:
                    // The result is `x * 0` and not 0, so that NaN stays NaN.
                    [|x| if x > lambda { x - lambda } else if x < -lambda { x + lambda } else { x * E::ZERO }],
                    |x, g| if x.abs() <= lambda { E::ZERO } else { g };
                /// `x`, but 0 from `−lambda` to `lambda`.
                #[doc(alias = "Hardshrink")]
                Hardshrink hardshrink(lambda), cost 1, saves Input: [|x| if x.abs() <= lambda { E::ZERO } else { x }],
                    |x, g| if x.abs() <= lambda { E::ZERO } else { g };
                /// `(x + 3)/6` limited to the range from 0 to 1. Its derivative is 0 at both ends.
                #[doc(alias = "Hardsigmoid")]
                Hardsigmoid hardsigmoid(), cost 1, saves Input: [|x| hard_sigmoid(x)],
                    |x, g| if x > E::from_f64(-3.0) && x < E::from_f64(3.0) { g / E::from_f64(6.0) } else { E::ZERO };
                /// `x` times [`hardsigmoid`](Self::hardsigmoid). Its derivative is 0 at −3 and 1 at 3.
                /// Source: Howard et al., "Searching for MobileNetV3", 2019.
                #[doc(alias = "Hardswish")]
                Hardswish hardswish(), cost 1, saves Input: [|x| x.weighted(hard_sigmoid(x))],
                    |x, g| if x <= E::from_f64(-3.0) {
                        E::ZERO
                    } else if x < E::from_f64(3.0) {
                        g * (x + x + E::from_f64(3.0)) / E::from_f64(6.0)
                    } else {
                        g
                    };
                /// `log(sigmoid(x))`, without underflow.
                #[doc(alias = "LogSigmoid")]
                LogSigmoid logsigmoid(), cost 12, saves Input: [|x| -log1p_exp(-x)], |x, g| g * (-x).sigmoid();
                /// `log(1 + eˣ)`, without overflow. Above 20 PyTorch returns `x` itself; this is exact there too.
                Softplus softplus(), cost 12, saves Input: [log1p_exp_row], |x, g| g * x.sigmoid();
            }
        }
    };
}
unary_rows!(table);

/// The scale and the alpha of `selu`.
const SELU: (f64, f64) = (1.050_700_987_355_480_5, 1.673_263_242_354_377_2);

/// 2·√(2/π), and the factor of x³, in the argument of `gelu_tanh`.
const GELU: (f64, f64) = (1.595_769_121_605_730_8, 0.044_715);

/// Twice the argument of the hyperbolic tangent: (1 + tanh(a))/2 = sigmoid(2a).
#[inline(always)]
fn gelu_argument<E: Real>(x: E) -> E {
    E::from_f64(GELU.0) * (x + E::from_f64(GELU.1) * x * x * x)
}

/// 1/√(1 + x²), without overflow of the square.
#[inline(always)]
fn inverse_length<E: Real>(x: E) -> E {
    let size = x.abs();
    if size > E::ONE {
        let inverse = size.recip();
        inverse / (E::ONE + inverse * inverse).sqrt()
    } else {
        (E::ONE + x * x).sqrt().recip()
    }
}

#[inline(always)]
fn hard_sigmoid<E: Real>(x: E) -> E {
    (x + E::from_f64(3.0)).maximum(E::ZERO).minimum(E::from_f64(6.0)) / E::from_f64(6.0)
}

/// log(1 + eˣ) without overflow: max(x, 0) + log(1 + e^−|x|).
#[inline(always)]
fn log1p_exp<E: Real>(x: E) -> E {
    (if x < E::ZERO { E::ZERO } else { x }) + (-x.abs()).exp().log1p()
}

fn log1p_exp_row<E: Real>(out: &mut [E], x: &[E]) {
    elementwise::map_row(log1p_exp)(out, x);
}

/// The gradient with respect to the input of a ReLU with output `y`.
pub fn relu_gradient<E: Real>(y: &Array<E>, grad: Array<E>) -> Result<Array<E>> {
    gradient(&Relu { element: PhantomData }, y, grad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn check(run: impl Fn(&Audit)) {
        macro_rules! rows { ($file:literal: $($name:ident $domain:ident ($($p:literal),*);)*) => { $(
            let name = concat!($file, stringify!($name));
            run(&audit!(name, Domain::$domain, |x| $name(&x[0] $(, $p)*))
                .sizes(&[&[2, 3, 4]])
                .sizes(&[&[7]])
                .sizes(&[&[]])
                .sizes(&[&[2, 1, 3, 2]]));
        )* } }
        rows! { "unary/":
            neg ALL(); square ALL(); abs ALL(); sign ALL(); clamp ALL(-0.7, 1.1); exp ALL(); expm1 ALL(); log POSITIVE();
            log1p POSITIVE(); sqrt POSITIVE(); rsqrt POSITIVE(); reciprocal POSITIVE(); powf POSITIVE(2.5); sin ALL();
            cos ALL(); tan UNIT(); sinh ALL(); cosh ALL(); tanh ALL(); sigmoid ALL(); erf ALL(); floor ALL(); ceil ALL(); round ALL(); relu ALL();
            leaky_relu ALL(0.1); elu ALL(1.5); gelu ALL(); silu ALL(); mish ALL(); logsigmoid ALL();
            softplus ALL();
        }
        rows! { "inverse/":
            asin INNER(); acos INNER(); atan ALL(); asinh ALL(); acosh ABOVE_ONE(); atanh INNER();
        }
        rows! { "activations/":
            selu ALL(); celu ALL(1.5); gelu_tanh ALL(); softsign ALL(); tanhshrink ALL();
            softshrink ALL(0.5); hardshrink ALL(0.5); hardsigmoid ALL(); hardswish ALL();
        }
    }

    audited!(check);

    #[test]
    fn a_nan_passes_through_relu() {
        let x = Array::full("test", crate::layout::Sizes::scalar(), f32::NAN).unwrap();
        assert!(relu(&x).unwrap().item().unwrap().is_nan());
    }

    fn at(f: impl Fn(&Array<f64>) -> Result<Array<f64>>, x: f64) -> (f64, f64) {
        let x = Array::full("test", crate::layout::Sizes::scalar(), x).unwrap().into_leaf();
        let y = f(&x).unwrap();
        let gradients = crate::autodiff::walk::backward(&y).unwrap();
        (y.item().unwrap(), gradients.of_leaf(x.node().unwrap().number()).unwrap().item().unwrap())
    }

    #[test]
    fn kinks_have_the_derivatives_of_pytorch() {
        assert_eq!([at(relu, 0.0).1, at(abs, 0.0).1, at(sign, 0.0).1], [0.0; 3]);
        assert_eq!([at(|x| clamp(x, -1.0, 1.0), 0.9).1, at(|x| clamp(x, -1.0, 1.0), 1.0).1], [1.0, 0.0]);
        assert_eq!([at(|x| leaky_relu(x, 0.1), 0.0).1, at(|x| elu(x, 2.0), 0.0).1], [0.1, 2.0]);
        assert_eq!(at(|x| powf(x, 0.0), 0.0), (1.0, 0.0));
        assert_eq!([at(selu, 0.0).1, at(|x| celu(x, 2.0), 0.0).1], [SELU.0 * SELU.1, 1.0]);
        assert_eq!([at(hardsigmoid, -3.0).1, at(hardsigmoid, 3.0).1, at(hardsigmoid, 2.9).1], [0.0, 0.0, 1.0 / 6.0]);
        assert_eq!([at(hardswish, -3.0).1, at(hardswish, 3.0).1, at(hardswish, 4.0).1], [0.0, 1.0, 1.0]);
        for x in [-1.0, 0.0, 1.0] {
            assert_eq!([at(|x| softshrink(x, 1.0), x), at(|x| hardshrink(x, 1.0), x)], [(0.0, 0.0); 2]);
        }
    }

    #[test]
    fn a_nan_passes_through_every_activation() {
        macro_rules! all { ($($name:ident($($p:literal),*))*) => { [$((stringify!($name), at(|x| $name(x $(, $p)*), f64::NAN).0)),*] } }
        let values = all! {
            leaky_relu(0.1) elu(1.0) selu() celu(1.0) gelu() gelu_tanh() silu() mish() logsigmoid() softplus() softsign() tanh() sigmoid()
            tanhshrink() softshrink(0.5) hardshrink(0.5) hardsigmoid() hardswish() clamp(-1.0, 1.0)
        };
        assert!(values.iter().all(|(_, value)| value.is_nan()), "{values:?}");
    }

    #[test]
    fn activations_have_their_limits_at_infinity() {
        let inf = f64::INFINITY;
        macro_rules! all { ($($name:ident)*) => { [$((stringify!($name), [at(|x| $name(x), -inf), at(|x| $name(x), inf)])),*] } }
        for (name, [low, high]) in all! { silu mish gelu gelu_tanh hardswish } {
            assert_eq!((low, high), ((0.0, 0.0), (inf, 1.0)), "{name}");
        }
        assert_eq!(
            [at(softsign, -inf), at(softsign, inf), at(softsign, -1e300)],
            [(-1.0, 0.0), (1.0, 0.0), (-1.0, 0.0)]
        );
        assert_eq!([at(gelu_tanh, -1e300), at(gelu_tanh, 1e300)], [(0.0, 0.0), (1e300, 1.0)]);
    }

    #[test]
    fn inverse_functions_have_the_ends_of_pytorch() {
        let (inf, half_turn) = (f64::INFINITY, std::f64::consts::PI);
        assert_eq!([at(asin, 1.0), at(asin, -1.0)], [(half_turn / 2.0, inf), (-half_turn / 2.0, inf)]);
        assert_eq!([at(acos, 1.0), at(acos, -1.0)], [(0.0, -inf), (half_turn, -inf)]);
        assert_eq!([at(atanh, 1.0), at(acosh, 1.0)], [(inf, inf), (0.0, inf)]);
        assert_eq!([at(atan, inf), at(asinh, inf), at(acosh, inf)], [(half_turn / 2.0, 0.0), (inf, 0.0), (inf, 0.0)]);
        assert_eq!((at(asinh, 1e200).1, at(acosh, 1e200).1), (1e-200, 1e-200));
        for f in [asinh as fn(&Array<f64>) -> Result<Array<f64>>, acosh] {
            let (y, slope) = at(f, 1.7e308);
            assert!((y - 710.419_984_073_788_1).abs() < 1e-12 && (slope * 1.7e308 - 1.0).abs() < 1e-12, "{y} {slope}");
        }
        assert!([at(asin, 1.5).0, at(acos, -1.5).0, at(acosh, 0.5).0, at(atanh, 2.0).0].iter().all(|y| y.is_nan()));
    }

    #[test]
    fn functions_do_not_overflow_where_their_values_are_small_numbers() {
        assert_eq!(at(softplus, 1000.0), (1000.0, 1.0));
        assert_eq!(at(softplus, -1000.0), (0.0, 0.0));
        assert_eq!((at(mish, 1000.0).0, at(silu, -1000.0).0), (1000.0, 0.0));
        assert_eq!(at(round, 2.5).0, 2.0);
    }

    #[test]
    fn integers_have_the_functions_that_stay_integers() {
        let x = Array::from_slice("test", crate::layout::Sizes::new("test", &[3]).unwrap(), &[-3, 0, 5]).unwrap();
        assert_eq!(neg(&x).unwrap().to_vec(), [3, 0, -5]);
        assert_eq!(sign(&abs(&x).unwrap()).unwrap().to_vec(), [1, 0, 1]);
        assert_eq!(clamp(&square(&x).unwrap(), 1, 20).unwrap().to_vec(), [9, 1, 20]);
        let lowest = Array::full("test", crate::layout::Sizes::scalar(), i64::MIN).unwrap();
        assert_eq!([neg(&lowest), abs(&lowest)].map(|x| x.unwrap().item()), [Some(i64::MIN); 2]);
    }
}
