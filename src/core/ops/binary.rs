//! Scalar functions of two tensors that broadcast: a table of name, value and the slope by each operand.
//!
//! The gradient of an operand is `grad · slope`, summed over the axes along which the operand was stretched. Sources:
//! NumPy's broadcasting rules; `maximum` and `minimum` share the gradient half and half where the operands are equal, and
//! a NaN on either side is the result, as in PyTorch.

use crate::core::array::Array;
use crate::core::error::Result;
use crate::core::graph::{Backward, Node, Sink};
use crate::core::layout::Sizes;
use crate::core::ops::sum;
use crate::core::pointwise::{self, Stretch};
use crate::kernels::float::Float;
use std::marker::PhantomData;

/// The derivative of a row by one operand.
enum Slope {
    One,
    MinusOne,
    /// The other operand.
    Other,
    /// A function of both operands.
    Of,
}

impl Slope {
    fn needs_own(&self) -> bool {
        matches!(self, Slope::Of)
    }

    fn needs_other(&self) -> bool {
        matches!(self, Slope::Of | Slope::Other)
    }
}

/// One row of the table.
trait Row: Send + Sync + 'static {
    const NAME: &'static str;
    const LEFT: Slope;
    const RIGHT: Slope;
    fn value<E: Float>(a: E, b: E) -> E;
    /// The slopes that are functions of both operands.
    fn left<E: Float>(_: E, _: E) -> E {
        E::ONE
    }
    fn right<E: Float>(_: E, _: E) -> E {
        E::ONE
    }
}

/// A row whose slopes are constant: nothing is kept but where gradients go. Small, since sums are everywhere.
struct Linear<E: Float> {
    op: &'static str,
    left: (Option<Node<E>>, Sizes),
    right: (Option<Node<E>>, Sizes),
    right_sign: Slope,
}

impl<E: Float> Backward<E> for Linear<E> {
    fn backward(&self, grad: Array<E>, sink: &mut Sink<E>) -> Result<()> {
        let (left, left_sizes) = &self.left;
        sink.add(left, || sum::sum_to(grad.clone(), *left_sizes))?;
        let (right, right_sizes) = &self.right;
        sink.add(right, || match self.right_sign {
            Slope::MinusOne => sum::sum_to(pointwise::map_owned(self.op, grad, 1, |g| -g)?.gradient(), *right_sizes),
            _ => sum::sum_to(grad, *right_sizes),
        })
    }
}

struct Binary<R, E: Float> {
    left: Operand<E>,
    right: Operand<E>,
    row: PhantomData<R>,
}

struct Operand<E: Float> {
    node: Option<Node<E>>,
    sizes: Sizes,
    /// Kept only if a slope needs it.
    values: Option<Array<E>>,
}

impl<R: Row, E: Float> Backward<E> for Binary<R, E> {
    fn backward(&self, grad: Array<E>, sink: &mut Sink<E>) -> Result<()> {
        let (a, b) = (&self.left, &self.right);
        sink.add(&a.node, || contribution::<R, E>(&R::LEFT, &grad, a, b, R::left))?;
        sink.add(&b.node, || contribution::<R, E>(&R::RIGHT, &grad, b, a, |b, a| R::right(a, b)))
    }
}

/// The gradient of `operand`, whose partner is `other`.
fn contribution<R: Row, E: Float>(
    slope: &Slope,
    grad: &Array<E>,
    operand: &Operand<E>,
    other: &Operand<E>,
    of: impl Fn(E, E) -> E + Sync,
) -> Result<Array<E>> {
    let kept = |operand: &Operand<E>| operand.values.clone().expect("kept, since a slope needs it");
    let product = match slope {
        Slope::One | Slope::MinusOne => unreachable!("constant slopes are recorded as `Linear`"),
        Slope::Other => stretched(R::NAME, grad, &kept(other), |g, b| g * b)?,
        Slope::Of => {
            let slopes = stretched_to(R::NAME, *grad.sizes(), &kept(operand), &kept(other), of)?;
            pointwise::zip(R::NAME, grad, &slopes, 1, |g, s| g * s)?.gradient()
        }
    };
    sum::sum_to(product, operand.sizes)
}

/// `f(grad, x)` with `x` stretched over the gradient.
fn stretched<E: Float>(
    op: &'static str,
    grad: &Array<E>,
    x: &Array<E>,
    f: impl Fn(E, E) -> E + Sync,
) -> Result<Array<E>> {
    let layout = x.layout().expanded(op, *grad.sizes())?;
    Ok(pointwise::zip_layouts(op, (grad, grad.layout()), (x, &layout), 1, f)?.gradient())
}

fn stretched_to<E: Float>(
    op: &'static str,
    sizes: Sizes,
    a: &Array<E>,
    b: &Array<E>,
    f: impl Fn(E, E) -> E + Sync,
) -> Result<Array<E>> {
    let (la, lb) = (a.layout().expanded(op, sizes)?, b.layout().expanded(op, sizes)?);
    Ok(pointwise::zip_layouts(op, (a, &la), (b, &lb), 1, f)?.gradient())
}

fn binary<R: Row, E: Float>(a: Array<E>, b: Array<E>, stretch_a: Stretch, stretch_b: Stretch) -> Result<Array<E>> {
    let sizes = match a.sizes() == b.sizes() {
        true => *a.sizes(),
        false => pointwise::broadcast_sizes(R::NAME, (a.sizes(), stretch_a), (b.sizes(), stretch_b))?,
    };
    let y = stretched_values::<R, E>(sizes, &a, &b)?;
    let (left, right) = (a.input(), b.input());
    let tracked = left.is_some() || right.is_some();
    if let Slope::One = R::LEFT {
        let sides =
            || Linear { op: R::NAME, left: (left, *a.sizes()), right: (right, *b.sizes()), right_sign: R::RIGHT };
        return Ok(y.recorded(tracked, |_| sides()));
    }
    Ok(y.recorded(tracked, |_| {
        // An operand is kept if its own slope, or that of its partner, is worked out from it.
        let keep_left = left.is_some() && R::LEFT.needs_own() || right.is_some() && R::RIGHT.needs_other();
        let keep_right = right.is_some() && R::RIGHT.needs_own() || left.is_some() && R::LEFT.needs_other();
        let operand =
            |node, x: &Array<E>, kept: bool| Operand { node, sizes: *x.sizes(), values: kept.then(|| x.detach()) };
        Binary::<R, E> { left: operand(left, &a, keep_left), right: operand(right, &b, keep_right), row: PhantomData }
    }))
}

fn stretched_values<R: Row, E: Float>(
    sizes: Sizes,
    a: &Array<E>,
    b: &Array<E>,
) -> Result<crate::core::array::Fresh<E>> {
    if *a.sizes() == sizes && *b.sizes() == sizes {
        return pointwise::zip(R::NAME, a, b, 1, R::value);
    }
    let (la, lb) = (a.layout().expanded(R::NAME, sizes)?, b.layout().expanded(R::NAME, sizes)?);
    pointwise::zip_layouts(R::NAME, (a, &la), (b, &lb), 1, R::value)
}

macro_rules! table { ($($Row:ident $name:ident, slopes $left:ident $right:ident:
    |$a:ident, $b:ident| $value:expr $(, $of:ident |$x:ident, $y:ident| $slope:expr)*;)*) => { $(
    struct $Row;
    impl Row for $Row {
        const NAME: &'static str = stringify!($name);
        const LEFT: Slope = Slope::$left;
        const RIGHT: Slope = Slope::$right;
        #[inline(always)]
        fn value<E: Float>($a: E, $b: E) -> E { $value }
        $(#[inline(always)]
        fn $of<E: Float>($x: E, $y: E) -> E { $slope })*
    }
    pub(crate) fn $name<E: Float>(
        a: Array<E>,
        b: Array<E>,
        stretch_a: Stretch,
        stretch_b: Stretch,
    ) -> Result<Array<E>> {
        binary::<$Row, E>(a, b, stretch_a, stretch_b)
    }
)* } }

table! {
    Add add, slopes One One: |a, b| a + b;
    Sub sub, slopes One MinusOne: |a, b| a - b;
    Mul mul, slopes Other Other: |a, b| a * b;
    Div div, slopes Of Of: |a, b| a / b, left |_a, b| E::ONE / b, right |a, b| -a / (b * b);
    Maximum maximum, slopes Of Of: |a, b| a.maximum(b), left |a, b| share(a > b, a, b), right |a, b| share(b > a, a, b);
    Minimum minimum, slopes Of Of: |a, b| a.minimum(b), left |a, b| share(a < b, a, b), right |a, b| share(b < a, a, b);
}

/// One for the operand that was taken, a half where both are equal.
fn share<E: Float>(taken: bool, a: E, b: E) -> E {
    if taken {
        E::ONE
    } else if a == b {
        E::from_f64(0.5)
    } else {
        E::ZERO
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ops::audit::{Audit, Domain};

    type Operation = fn(Array<f64>, Array<f64>, Stretch, Stretch) -> Result<Array<f64>>;

    fn check(run: impl Fn(&Audit)) {
        for (name, domain, f) in [
            ("binary/add", Domain::ALL, add as Operation),
            ("binary/sub", Domain::ALL, sub),
            ("binary/mul", Domain::ALL, mul),
            ("binary/div", Domain::POSITIVE, div),
            ("binary/maximum", Domain::ALL, maximum),
            ("binary/minimum", Domain::ALL, minimum),
        ] {
            let numpy = |x: &Array<f64>| Stretch::ones_of(x.sizes());
            let operation = move |x: &[Array<f64>]| f(x[0].clone(), x[1].clone(), numpy(&x[0]), numpy(&x[1]));
            let audit = Audit::new(name, domain, operation)
                .sizes(&[&[2, 3], &[2, 3]])
                .sizes(&[&[2, 3, 4], &[4]])
                .sizes(&[&[2, 1, 4], &[3, 1]])
                .sizes(&[&[], &[2, 2]]);
            run(&audit
                .edge(&[&[0, 3], &[3]])
                .edge(&[&[0, 3], &[1, 3]])
                .edge(&[&[1, 1], &[1]])
                .edge(&[&[1], &[0]])
                .edge(&[&[2, 0, 1], &[3]]));
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
    fn equal_operands_share_the_gradient_of_maximum() {
        let x = Array::full("test", Sizes::scalar(), 3.0f64).unwrap().into_leaf();
        let y = maximum(x.clone(), x.detach(), Stretch(0), Stretch(0)).unwrap();
        let gradients = crate::core::graph::backward(&y).unwrap();
        assert_eq!(gradients.of_leaf(x.node().unwrap().number()).unwrap().item(), Some(0.5));
    }
}
