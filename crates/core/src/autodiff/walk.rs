//! The backward walk over a graph.
//!
//! Of the nodes that have a gradient and have not run yet, the walk always takes the one with the largest number. Inputs have smaller numbers than
//! their results, so the backward pass of an operation runs only after the gradient of its result is complete.

use crate::array::Array;
use crate::autodiff::anomaly;
use crate::autodiff::gradients::Gradients;
use crate::autodiff::graph::Sink;
use crate::autodiff::recording::no_grad;
use crate::error::{Result, ShapeError};
use crate::memory::scratch;
use timeseriesml_kernels::real::Real;

/// Computes the gradients of a tensor of one element with respect to all leaves.
///
/// # Errors
/// [`ShapeError::NotScalar`] if the tensor does not have exactly one element.
pub fn backward<E: Real>(output: &Array<E>) -> Result<Gradients<E>> {
    if output.count() != 1 {
        return Err(ShapeError::NotScalar { op: "backward", sizes: output.sizes()[..].into() });
    }
    let mut gradients = Gradients::default();
    let Some(node) = output.node() else { return Ok(gradients) };
    let mut kept = scratch::take::<Sink<E>>();
    let mut sink: Sink<E> = std::mem::take(&mut *kept);
    let walked = no_grad(|| {
        sink.put(node, Array::full("backward", *output.sizes(), E::ONE)?)?;
        while let Some((node, grad)) = sink.next() {
            match node.operation() {
                leaf if leaf.is_leaf() => gradients.push(node.number(), grad),
                operation => {
                    anomaly::enter_backward(|| operation.name());
                    operation.backward(grad, &mut sink)?;
                }
            }
        }
        Ok(())
    });
    // Empty the sink after an error too, so that the next walk begins with an empty one.
    *kept = sink.emptied();
    scratch::put(kept);
    walked.map(|()| gradients)
}
