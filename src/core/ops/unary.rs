//! Scalar functions of one tensor: a table of name, value and derivative.
//!
//! A row says what it saves for the way back: its input, its output, or the derivative itself, worked out together with the
//! value where both need the same costly part (`gelu`). The gradient of each is `grad · f'(x)`.
//!
//! Sources: `gelu` is the exact form x·Φ(x) of Hendrycks and Gimpel 2016 (PyTorch's default); `relu` has the derivative 0 at
//! 0, `abs` too, as in PyTorch.

use crate::core::array::Array;
use crate::core::error::Result;
use crate::core::graph::{Backward, Node, Sink};
use crate::core::pointwise;
use crate::kernels::float::Float;
use std::marker::PhantomData;

/// What a row keeps for its backward.
enum Saves {
    Input,
    Output,
    /// The derivative, made with the value in one pass: two buffers are written instead of one.
    Derivative,
}

/// One row of the table.
trait Row: Send + Sync + 'static {
    const NAME: &'static str;
    /// Work for one element, compared with an addition.
    const COST: usize;
    const SAVES: Saves;
    fn value<E: Float>(x: E) -> E;
    /// The gradient of the input, from that of the output and what was saved.
    fn gradient<E: Float>(saved: E, grad: E) -> E;
    /// The derivative at `x`, for rows that save it.
    fn derivative<E: Float>(x: E) -> E {
        Self::gradient(x, E::ONE)
    }
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
    let tracked = input.is_some();
    let operation = |saved| Unary::<R, E> { input, saved, row: PhantomData };
    if !tracked {
        return Ok(pointwise::map_owned(R::NAME, x, R::COST, R::value)?.not_differentiable());
    }
    match R::SAVES {
        Saves::Output => {
            let y = pointwise::map_owned(R::NAME, x, R::COST, R::value)?;
            Ok(y.recorded(tracked, |y| operation(y.detach())))
        }
        Saves::Input => {
            let y = pointwise::map(R::NAME, &x, R::COST, R::value)?;
            Ok(y.recorded(tracked, |_| operation(x.detach())))
        }
        Saves::Derivative => {
            let y = pointwise::map(R::NAME, &x, R::COST, R::value)?;
            let slope = pointwise::map_owned(R::NAME, x, R::COST, R::derivative)?.not_differentiable();
            Ok(y.recorded(tracked, |_| operation(slope)))
        }
    }
}

macro_rules! table { ($($(#[$doc:meta])* $Row:ident $name:ident, cost $cost:literal, saves $saves:ident:
    |$x:ident| $value:expr, |$s:ident, $g:ident| $gradient:expr $(, |$d:ident| $derivative:expr)?;)*) => { $(
    struct $Row;
    impl Row for $Row {
        const NAME: &'static str = stringify!($name);
        const COST: usize = $cost;
        const SAVES: Saves = Saves::$saves;
        #[inline(always)]
        fn value<E: Float>($x: E) -> E { $value }
        #[inline(always)]
        fn gradient<E: Float>($s: E, $g: E) -> E { $gradient }
        $(#[inline(always)]
        fn derivative<E: Float>($d: E) -> E { $derivative })?
    }
    $(#[$doc])*
    pub(crate) fn $name<E: Float>(x: Array<E>) -> Result<Array<E>> {
        unary::<$Row, E>(x)
    }
)* } }

table! {
    Neg neg, cost 1, saves Output: |x| -x, |_y, g| -g;
    Exp exp, cost 4, saves Output: |x| x.exp(), |y, g| g * y;
    Log log, cost 4, saves Input: |x| x.ln(), |x, g| g / x;
    Sqrt sqrt, cost 2, saves Output: |x| x.sqrt(), |y, g| g / (y + y);
    Square square, cost 1, saves Input: |x| x * x, |x, g| g * (x + x);
    Abs abs, cost 1, saves Input: |x| x.abs(), |x, g| if x > E::ZERO { g } else if x < E::ZERO { -g } else { g * x };
    Tanh tanh, cost 6, saves Output: |x| x.tanh(), |y, g| g * (E::ONE - y * y);
    Sigmoid sigmoid, cost 5, saves Output: |x| x.sigmoid(), |y, g| g * y * (E::ONE - y);
    // A NaN stays one: it is not above zero, nor is the comparison with it true.
    Relu relu, cost 1, saves Output: |x| if x < E::ZERO { E::ZERO } else { x }, |y, g| if y <= E::ZERO { E::ZERO } else { g };
    Gelu gelu, cost 16, saves Derivative: |x| x * normal_cdf(x), |slope, g| g * slope,
        |x| normal_cdf(x) + x * normal_density(x);
}

/// Φ, the distribution function of the standard normal.
fn normal_cdf<E: Float>(x: E) -> E {
    E::from_f64(0.5) * (E::ONE + (x * E::from_f64(std::f64::consts::FRAC_1_SQRT_2)).erf())
}

/// φ, the density of the standard normal.
fn normal_density<E: Float>(x: E) -> E {
    E::from_f64(0.398_942_280_401_432_7) * (E::from_f64(-0.5) * x * x).exp()
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
