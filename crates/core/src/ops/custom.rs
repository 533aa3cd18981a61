//! Functions whose backward pass the user writes, and hooks that read a gradient during the backward pass.

use crate::array::Array;
use crate::autodiff::graph::{Backward, Node, Sink};
use crate::error::{Result, ShapeError};
use crate::layout::Sizes;
use timeseriesml_kernels::real::Real;

/// The user's backward pass: computes the gradients of the inputs from the gradient of the output.
type Back<E> = Box<dyn Fn(Array<E>) -> Result<Vec<Array<E>>> + Send + Sync>;

/// The function of a hook, which reads a gradient.
type Look<E> = Box<dyn Fn(&Array<E>) + Send + Sync>;

/// `y`, recorded as the result of a function of `inputs` with the backward pass `back`.
pub fn custom<E: Real>(inputs: &[Array<E>], y: Array<E>, back: Back<E>) -> Result<Array<E>> {
    let tracked = inputs.iter().any(Array::is_tracked);
    let inputs = inputs.iter().map(|x| Input { node: x.input(), sizes: *x.sizes() }).collect();
    Ok(y.view(*y.layout()).recorded(tracked, |_| Custom { inputs, back }))
}

struct Input<E: Real> {
    node: Option<Node<E>>,
    sizes: Sizes,
}

struct Custom<E: Real> {
    inputs: Vec<Input<E>>,
    back: Back<E>,
}

impl<E: Real> Backward<E> for Custom<E> {
    fn name(&self) -> &'static str {
        "a function of the user"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        let gradients = (self.back)(grad)?;
        if gradients.len() != self.inputs.len() {
            let allowed = format!("{}, one for each input", self.inputs.len());
            let found = gradients.len().to_string();
            return Err(ShapeError::Argument { op: "backward", name: "the number of gradients", found, allowed });
        }
        for (Input { node, sizes }, gradient) in self.inputs.iter().zip(gradients) {
            if gradient.sizes() != sizes {
                let expected = format!("a gradient of the sizes of its input, {sizes:?}");
                return Err(ShapeError::Rank { op: "backward", expected, found: gradient.sizes()[..].into() });
            }
            sink.add(node, || Ok(gradient.detach()))?;
        }
        Ok(())
    }
}

/// `x`, recorded so that its gradient is passed to `look` during the backward pass.
pub fn hook<E: Real>(x: &Array<E>, look: Look<E>) -> Result<Array<E>> {
    let input = x.input();
    Ok(x.view(*x.layout()).recorded(input.is_some(), |_| Hook { input, look }))
}

struct Hook<E: Real> {
    input: Option<Node<E>>,
    look: Look<E>,
}

impl<E: Real> Backward<E> for Hook<E> {
    fn name(&self) -> &'static str {
        "register_hook"
    }

    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()> {
        (self.look)(&grad);
        sink.add(&self.input, || Ok(grad))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autodiff::{recording, walk};
    use crate::loops::pointwise::Stretch;
    use crate::ops::audit::{Audit, Domain, audit, audited};
    use crate::ops::binary::mul;

    fn product<E: Real>(a: &Array<E>, b: &Array<E>) -> Result<Array<E>> {
        let none = Stretch(0);
        let y = recording::no_grad(|| mul(a, b, none, none))?;
        let (left, right) = (a.detach(), b.detach());
        let back = move |grad: Array<E>| Ok(vec![mul(&grad, &right, none, none)?, mul(&grad, &left, none, none)?]);
        custom(&[a.clone(), b.clone()], y, Box::new(back))
    }

    fn check(run: impl Fn(&Audit)) {
        run(&audit!("custom/product", Domain::ALL, |x| product(&x[0], &x[1]))
            .sizes(&[&[2, 3], &[2, 3]])
            .sizes(&[&[], &[]])
            .edge(&[&[0, 3], &[0, 3]]));
        run(&audit!("custom/hook", Domain::ALL, |x| hook(&x[0], Box::new(|_| {}))).sizes(&[&[2, 3]]));
    }

    audited!(check);

    #[test]
    fn gradients_that_do_not_fit_are_refused() {
        let x = Array::full("test", Sizes::scalar(), 1.0f64).unwrap().into_leaf();
        let wrong = |gradients: Vec<Array<f64>>| {
            let y = custom(std::slice::from_ref(&x), x.detach(), Box::new(move |_| Ok(gradients.clone()))).unwrap();
            walk::backward(&y).unwrap_err()
        };
        assert!(matches!(wrong(vec![]), ShapeError::Argument { .. }));
        let vector = Array::full("test", Sizes::new("test", &[2]).unwrap(), 1.0).unwrap();
        assert!(matches!(wrong(vec![vector]), ShapeError::Rank { .. }));
    }
}
