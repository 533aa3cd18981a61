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
use crate::kernels::elementwise::{self, MapRow};
use crate::kernels::float::Float;
use crate::kernels::parallel::ELEMENT;
use crate::kernels::transcendental;
use std::marker::PhantomData;

/// One row of the table.
trait Row: Send + Sync + 'static {
    const NAME: &'static str;
    /// Work for one element, compared with an addition.
    const COST: usize;
    /// The values, over the memory of `x` itself if nothing else uses it.
    fn value<E: Float>(x: Array<E>) -> Result<Fresh<E>>;
    /// The values, and what is kept for the backward: nothing stands for the values themselves.
    fn value_and_saved<E: Float>(x: Array<E>) -> Result<(Fresh<E>, Option<Array<E>>)>;
    /// The gradient of the input, from that of the output and what was saved.
    fn gradient<E: Float>(saved: E, grad: E) -> E;
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

fn unary<R: Row, E: Float>(x: Array<E>) -> Result<Array<E>> {
    let input = x.input();
    if input.is_none() {
        return Ok(R::value(x)?.not_differentiable());
    }
    let (y, saved) = R::value_and_saved(x)?;
    Ok(y.recorded(true, |y| {
        let saved = saved.unwrap_or_else(|| y.detach());
        Unary::<R, E> { input, saved, row: PhantomData }
    }))
}

/// The values by a kernel's row.
fn map_slices<R: Row, E: Float>(x: Array<E>, row: &MapRow<'_, E>) -> Result<Fresh<E>> {
    let mut x = if x.layout().is_dense() { x } else { x.row_major()? };
    let (layout, cost) = (*x.layout(), R::COST * ELEMENT);
    if let Some(values) = x.dense_mut(&layout) {
        elementwise::map_inplace(values, cost, row);
        return Ok(x.view(layout));
    }
    Fresh::written(R::NAME, layout.at_start(), |out| elementwise::map(x.span(), out, cost, row))
}

/// The values and the derivatives by a kernel that writes both.
fn with_derivative<R: Row, E: Float>(
    x: Array<E>,
    kernel: fn(&[E], &mut [E], &mut [E], usize),
) -> Result<(Fresh<E>, Option<Array<E>>)> {
    let x = x.dense()?;
    let layout = x.layout().at_start();
    let mut derivative = Array::written(R::NAME, layout, |_| {})?;
    let slopes = derivative.dense_mut(&layout).expect("a new array is dense and nobody else's");
    let y = Fresh::written(R::NAME, layout, |y| kernel(x.span(), y, slopes, R::COST * ELEMENT))?;
    Ok((y, Some(derivative)))
}

/// A row's values, by an expression or by a kernel's row; its values and what it saves.
macro_rules! row_methods {
    (value |$x:ident| $value:expr) => {
        fn value<E: Float>(x: Array<E>) -> Result<Fresh<E>> {
            pointwise::map_owned(Self::NAME, x, Self::COST, |$x: E| $value)
        }
    };
    (value $row:path) => {
        fn value<E: Float>(x: Array<E>) -> Result<Fresh<E>> {
            map_slices::<Self, E>(x, &$row)
        }
    };
    (Output $($value:tt)*) => {
        fn value_and_saved<E: Float>(x: Array<E>) -> Result<(Fresh<E>, Option<Array<E>>)> {
            Ok((Self::value(x)?, None))
        }
    };
    (Input |$x:ident| $value:expr) => {
        fn value_and_saved<E: Float>(x: Array<E>) -> Result<(Fresh<E>, Option<Array<E>>)> {
            Ok((pointwise::map(Self::NAME, &x, Self::COST, |$x: E| $value)?, Some(x.detach())))
        }
    };
    (Input $row:path) => {
        fn value_and_saved<E: Float>(x: Array<E>) -> Result<(Fresh<E>, Option<Array<E>>)> {
            Ok((Self::value(x.detach())?, Some(x.detach())))
        }
    };
    (Derivative $row:path) => {
        fn value_and_saved<E: Float>(x: Array<E>) -> Result<(Fresh<E>, Option<Array<E>>)> {
            with_derivative::<Self, E>(x, $row)
        }
    };
}

macro_rules! table { ($($(#[$doc:meta])* $Row:ident $name:ident, cost $cost:literal, saves $saves:ident $($both:path)?:
    $(|$x:ident| $value:expr)? $(=> $row:path)?, |$s:ident, $g:ident| $gradient:expr;)*) => { $(
    struct $Row;
    impl Row for $Row {
        const NAME: &'static str = stringify!($name);
        const COST: usize = $cost;
        row_methods!(value $(|$x| $value)? $($row)?);
        table!(@saves $saves [$($both)?] $(|$x| $value)? $($row)?);
        #[inline(always)]
        fn gradient<E: Float>($s: E, $g: E) -> E { $gradient }
    }
    $(#[$doc])*
    pub(crate) fn $name<E: Float>(x: Array<E>) -> Result<Array<E>> {
        unary::<$Row, E>(x)
    }
)* };
(@saves $saves:ident [] $($value:tt)*) => { row_methods!($saves $($value)*); };
(@saves Derivative [$both:path] $($value:tt)*) => { row_methods!(Derivative $both); };
}

table! {
    Neg neg, cost 1, saves Output: |x| -x, |_y, g| -g;
    Exp exp, cost 4, saves Output: => transcendental::exp, |y, g| g * y;
    Log log, cost 4, saves Input: => transcendental::log, |x, g| g / x;
    Sqrt sqrt, cost 2, saves Output: |x| x.sqrt(), |y, g| g / (y + y);
    Square square, cost 1, saves Input: |x| x * x, |x, g| g * (x + x);
    Abs abs, cost 1, saves Input: |x| x.abs(), |x, g| if x > E::ZERO { g } else if x < E::ZERO { -g } else { g * x };
    Tanh tanh, cost 6, saves Output: => transcendental::tanh, |y, g| g * (E::ONE - y * y);
    Sigmoid sigmoid, cost 5, saves Output: => transcendental::sigmoid, |y, g| g * y * (E::ONE - y);
    Erf erf, cost 10, saves Input: => transcendental::erf, |x, g| g * E::from_f64(std::f64::consts::FRAC_2_SQRT_PI) * (-(x * x)).exp();
    // A NaN stays one: it is not above zero, nor is the comparison with it true.
    Relu relu, cost 1, saves Output: |x| if x < E::ZERO { E::ZERO } else { x }, |y, g| if y <= E::ZERO { E::ZERO } else { g };
    Gelu gelu, cost 8, saves Derivative transcendental::gelu_with_derivative: => transcendental::gelu, |slope, g| g * slope;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ops::audit::{Audit, Domain};

    fn check(run: impl Fn(&Audit)) {
        for (name, domain, f) in [
            ("unary/neg", Domain::ALL, neg as fn(Array<f64>) -> Result<Array<f64>>),
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
            run(&Audit::new(name, domain, move |x| f(x[0].clone())).sizes(&[&[2, 3, 4]]).sizes(&[&[7]]));
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
        assert!(relu(x).unwrap().item().unwrap().is_nan());
    }
}
