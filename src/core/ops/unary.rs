//! Scalar functions of one tensor: a table of name, value and derivative.
//!
//! A row says what it saves for the way back: its input, its output, or the derivative itself, worked out together with the
//! value where both need the same costly part (`gelu`). The gradient of each is `grad · f'(x)`.
//!
//! Sources: `gelu` is the exact form x·Φ(x) of Hendrycks and Gimpel 2016 (PyTorch's default); `relu` has the derivative 0 at
//! 0, `abs` too, as in PyTorch.

use crate::core::array::{Array, Fresh};
use crate::core::error::Result;
use crate::core::graph::{Backward, Node, Sink};
use crate::core::pointwise;
use crate::kernels::elementwise;
use crate::kernels::float::Float;
use crate::kernels::parallel::ELEMENT;
use crate::kernels::transcendental;
use std::marker::PhantomData;

/// Takes values, writes results and derivatives; the number is the work for one element.
type WithDerivative<E> = fn(&[E], &mut [E], &mut [E], usize);

/// One row of the table.
trait Row: Send + Sync + 'static {
    const NAME: &'static str;
    /// Work for one element, compared with an addition.
    const COST: usize;
    const SAVES: Saves;
    /// The values of a run of elements.
    fn values<E: Float>(out: &mut [E], x: &[E]);
    /// The kernel of the rows that save their derivative.
    fn with_derivative<E: Float>() -> Option<WithDerivative<E>> {
        None
    }
    /// The gradient of the input, from that of the output and what was saved.
    fn gradient<E: Float>(saved: E, grad: E) -> E;
}

/// What a row keeps for its backward.
#[derive(PartialEq)]
enum Saves {
    Input,
    Output,
    /// The derivative, made with the value in one pass: two buffers are written instead of one.
    Derivative,
}

struct Unary<R, E: Float> {
    input: Option<Node<E>>,
    saved: Array<E>,
    row: PhantomData<R>,
}

impl<R: Row, E: Float> Backward<E> for Unary<R, E> {
    fn backward(&self, grad: Array<E>, sink: &mut Sink<E>) -> Result<()> {
        sink.add(&self.input, || Ok(pointwise::zip(R::NAME, &self.saved, &grad, R::COST, R::gradient)?.gradient()))
    }
}

fn unary<R: Row, E: Float>(x: &Array<E>) -> Result<Array<E>> {
    if let Some(kernel) = R::with_derivative()
        && x.is_tracked()
    {
        let (y, saved) = with_derivative(R::NAME, x, kernel, R::COST)?;
        return Ok(y.recorded(true, |_| Unary::<R, E> { input: x.input(), saved, row: PhantomData }));
    }
    let y = pointwise::map_by_rows(R::NAME, x, R::COST, &R::values)?;
    Ok(recorded::<R, E>(y, x.input(), (R::SAVES == Saves::Input).then_some(x)))
}

/// As [`unary`], over the memory of `x` itself if nothing else uses it.
fn unary_owned<R: Row, E: Float>(x: Array<E>) -> Result<Array<E>> {
    if x.is_tracked() && R::SAVES != Saves::Output {
        return unary::<R, E>(&x);
    }
    let input = x.input();
    let y = pointwise::map_owned_by_rows(R::NAME, x, R::COST, &R::values)?;
    Ok(recorded::<R, E>(y, input, None))
}

/// The result, which saves `x`, or itself if that is `None`.
fn recorded<R: Row, E: Float>(y: Fresh<E>, input: Option<Node<E>>, x: Option<&Array<E>>) -> Array<E> {
    y.recorded(input.is_some(), |y| Unary::<R, E> { input, saved: x.unwrap_or(y).detach(), row: PhantomData })
}

/// Values and derivatives.
fn with_derivative<E: Float>(
    op: &'static str,
    x: &Array<E>,
    kernel: WithDerivative<E>,
    cost: usize,
) -> Result<(Fresh<E>, Array<E>)> {
    let x = x.dense()?;
    let layout = x.layout().at_start();
    let mut slopes = Array::written(op, layout, |_| {})?;
    let values = slopes.dense_mut(&layout).expect("a new array is dense and nobody else's");
    let y = Fresh::written(op, layout, |y| kernel(x.span(), y, values, cost * ELEMENT))?;
    Ok((y, slopes))
}

/// A row's values, by an expression or by a kernel's row, and its kernel that writes derivatives too.
macro_rules! row_methods {
    (|$x:ident| $value:expr) => {
        fn values<E: Float>(out: &mut [E], x: &[E]) {
            elementwise::map_row(|$x: E| $value)(out, x);
        }
    };
    ($row:path $(, $both:path)?) => {
        fn values<E: Float>(out: &mut [E], x: &[E]) {
            $row(out, x);
        }
        $(fn with_derivative<E: Float>() -> Option<WithDerivative<E>> {
            Some($both)
        })?
    };
}

macro_rules! table { ($($(#[$doc:meta])* $Row:ident $name:ident $($owned:ident)?, cost $cost:literal, saves $saves:ident:
    [$($value:tt)*], |$s:ident, $g:ident| $gradient:expr;)*) => { $(
    struct $Row;
    impl Row for $Row {
        const NAME: &'static str = stringify!($name);
        const COST: usize = $cost;
        const SAVES: Saves = Saves::$saves;
        row_methods!($($value)*);
        #[inline(always)]
        fn gradient<E: Float>($s: E, $g: E) -> E { $gradient }
    }
    $(#[$doc])*
    pub(crate) fn $name<E: Float>(x: &Array<E>) -> Result<Array<E>> {
        unary::<$Row, E>(x)
    }
    $(pub(crate) fn $owned<E: Float>(x: Array<E>) -> Result<Array<E>> {
        unary_owned::<$Row, E>(x)
    })?
)* } }

table! {
    Neg neg neg_owned, cost 1, saves Output: [|x| -x], |_y, g| -g;
    Exp exp, cost 4, saves Output: [transcendental::exp], |y, g| g * y;
    Log log, cost 4, saves Input: [transcendental::log], |x, g| g / x;
    Sqrt sqrt, cost 2, saves Output: [|x| x.sqrt()], |y, g| g / (y + y);
    Square square, cost 1, saves Input: [|x| x * x], |x, g| g * (x + x);
    Abs abs, cost 1, saves Input: [|x| x.abs()], |x, g| if x > E::ZERO { g } else if x < E::ZERO { -g } else { g * x };
    Tanh tanh, cost 6, saves Output: [transcendental::tanh], |y, g| g * (E::ONE - y * y);
    Sigmoid sigmoid, cost 5, saves Output: [transcendental::sigmoid], |y, g| g * y * (E::ONE - y);
    Erf erf, cost 10, saves Input: [transcendental::erf],
        |x, g| g * E::from_f64(std::f64::consts::FRAC_2_SQRT_PI) * (-(x * x)).exp();
    // A NaN stays one: it is not above zero, nor is the comparison with it true.
    Relu relu relu_owned, cost 1, saves Output: [|x| if x < E::ZERO { E::ZERO } else { x }],
        |y, g| if y <= E::ZERO { E::ZERO } else { g };
    Gelu gelu gelu_owned, cost 8, saves Derivative: [transcendental::gelu, transcendental::gelu_with_derivative],
        |slope, g| g * slope;
}

/// The gradient behind a relu whose output is `y`.
pub(crate) fn relu_gradient<E: Float>(y: &Array<E>, grad: &Array<E>) -> Result<Array<E>> {
    Ok(pointwise::zip(Relu::NAME, y, grad, Relu::COST, Relu::gradient)?.gradient())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ops::audit::{Audit, Domain};

    fn check(run: impl Fn(&Audit)) {
        for (name, domain, f) in [
            ("unary/neg", Domain::ALL, neg as fn(&Array<f64>) -> Result<Array<f64>>),
            ("unary/exp", Domain::ALL, exp),
            ("unary/log", Domain::POSITIVE, log),
            ("unary/sqrt", Domain::POSITIVE, sqrt),
            ("unary/square", Domain::ALL, square),
            ("unary/abs", Domain::ALL, abs),
            ("unary/tanh", Domain::ALL, tanh),
            ("unary/sigmoid", Domain::ALL, sigmoid),
            ("unary/erf", Domain::ALL, erf),
            ("unary/relu", Domain::ALL, relu),
            ("unary/gelu", Domain::ALL, gelu),
        ] {
            run(&Audit::new(name, domain, move |x| f(&x[0])).sizes(&[&[2, 3, 4]]).sizes(&[&[7]]));
        }
    }

    #[test]
    fn matches_pytorch() {
        check(Audit::matches_pytorch);
    }

    #[test]
    fn gradient_matches_finite_differences() {
        check(Audit::gradient_matches_finite_differences);
    }

    #[test]
    fn empty_and_single_axes() {
        check(Audit::empty_and_single_axes);
    }

    #[test]
    fn views_equal_copies() {
        check(Audit::views_equal_copies);
    }

    #[test]
    fn a_nan_passes_through_relu() {
        let x = Array::full("test", crate::core::layout::Sizes::scalar(), f32::NAN).unwrap();
        assert!(relu(&x).unwrap().item().unwrap().is_nan());
    }
}
