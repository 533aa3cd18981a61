//! The autodiff graph: the backward pass of an operation, and the sink for the gradients of its inputs.
//!
//! A tensor that needs a gradient has a [`Node`]: a reference-counted handle to the operation that computed it, with the values that
//! this operation saved. Nodes hold the nodes of their inputs, so a graph lives as long as any tensor that was computed with it.
//!
//! Nodes are numbered in the order of their creation, so inputs have smaller numbers than their results. Gradients are kept in the [`Sink`]
//! of a walk (one backward pass), outside the nodes, so that two walks over shared parameters do not interfere. The first contribution to a
//! gradient writes it, later ones add to it.

use crate::array::Array;
use crate::autodiff::anomaly;
use crate::autodiff::table::Table;
use crate::error::Result;
use crate::layout::Layout;
use crate::memory::node::Operation;
use std::collections::BinaryHeap;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

pub use crate::memory::node::Node;

/// The backward pass of an operation: the saved values, and how the gradient of the output becomes the gradients of the inputs.
///
/// An operation that only moves values has one implementation for all element types. The walk visits only floating-point nodes,
/// because only floating-point tensors can be leaves.
pub trait Backward<E: Value>: Operation {
    /// The name of the operation, for messages.
    fn name(&self) -> &'static str;
    /// Whether this is a leaf: the walk ends here, and the gradient is one of its results.
    fn is_leaf(&self) -> bool {
        false
    }
    /// Turns the gradient of the operation's output into contributions to its inputs.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`](crate::error::ShapeError::TooLarge) if memory runs out.
    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real;
}

/// A leaf has no inputs; its gradient is a result of the walk.
struct Leaf;

impl<E: Value> Backward<E> for Leaf {
    fn name(&self) -> &'static str {
        "leaf"
    }
    fn is_leaf(&self) -> bool {
        true
    }
    fn backward<'g>(&'g self, _: Array<E>, _: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real,
    {
        Ok(())
    }
}

/// A node without inputs: a parameter, or an input whose gradient the caller wants.
pub fn leaf<E: Value>() -> Node<E> {
    Node::new(|| Leaf)
}

/// Collects the gradients that operations compute for their inputs. It borrows the graph of its walk.
#[derive(Debug)]
pub struct Sink<'g, E: Real> {
    /// The nodes that have not run yet, by number, largest first, with their slots.
    heap: BinaryHeap<(u64, usize)>,
    slots: Vec<Slot<'g, E>>,
    free: Vec<usize>,
    table: Table,
}

/// Memory for a gradient.
#[derive(Debug)]
pub struct Lent<E: Real> {
    // Invariant: dense, and no other handle shares the memory.
    grad: Array<E>,
    has_values: bool,
}

impl<E: Real> Lent<E> {
    /// The memory, and whether it already has a gradient, to which the new one must be added.
    pub fn values(&mut self) -> Result<(&mut [E], bool)> {
        Ok((self.grad.make_mut()?, self.has_values))
    }
}

/// A node that has not run yet, and its gradient so far; both are `None` after it has run.
#[derive(Debug)]
struct Slot<'g, E: Real> {
    node: Option<&'g Node<E>>,
    grad: Option<Array<E>>,
}

impl<E: Real> Default for Sink<'_, E> {
    fn default() -> Self {
        Sink { heap: BinaryHeap::new(), slots: Vec::new(), free: Vec::new(), table: Table::default() }
    }
}

impl<'g, E: Real> Sink<'g, E> {
    /// Adds to the gradient of an input. Does not call `grad` if the input needs no gradient.
    #[inline(always)]
    pub fn add(&mut self, input: &'g Option<Node<E>>, grad: impl FnOnce() -> Result<Array<E>>) -> Result<()> {
        match input {
            Some(node) => self.put(node, grad()?),
            None => Ok(()),
        }
    }

    /// Like [`Sink::add`], but borrows the gradient, because the caller still needs it.
    pub fn add_shared(&mut self, input: &'g Option<Node<E>>, grad: &Array<E>) -> Result<()> {
        let Some(node) = input else { return Ok(()) };
        let slot = self.gradient_of(node);
        match slot {
            Some(sum) => sum.accumulate_shared(grad)?,
            None => *slot = Some(grad.clone()),
        }
        anomaly::look_at_gradient(slot);
        Ok(())
    }

    pub(super) fn put(&mut self, node: &'g Node<E>, grad: Array<E>) -> Result<()> {
        let slot = self.gradient_of(node);
        match slot {
            Some(sum) => sum.accumulate(grad)?,
            None => *slot = Some(grad),
        }
        anomaly::look_at_gradient(slot);
        Ok(())
    }

    /// Lets `write` fill the gradient of an input in place. Its second argument says whether the slice already has a gradient, to which
    /// `write` must add. `layout` is dense; the slice has its elements in memory order.
    pub fn write(
        &mut self,
        input: &'g Option<Node<E>>,
        layout: Layout,
        write: impl FnOnce(&mut [E], bool),
    ) -> Result<()> {
        let mut lent = self.lend(input, layout)?;
        if let Some(lent) = &mut lent {
            let (values, has_values) = lent.values()?;
            write(values, has_values);
        }
        self.give_back(input, lent)
    }

    /// Like [`Sink::write`], but for operations that write several gradients at once: returns the memory. Return it with [`Sink::give_back`].
    pub fn lend(&mut self, input: &'g Option<Node<E>>, layout: Layout) -> Result<Option<Lent<E>>> {
        let Some(node) = input else { return Ok(None) };
        let so_far = self.gradient_of(node);
        if so_far.as_mut().is_some_and(|sum| sum.dense_mut(&layout).is_some())
            && let Some(grad) = so_far.take()
        {
            return Ok(Some(Lent { grad, has_values: true }));
        }
        let grad = Array::written("backward", layout, |_| {})?;
        Ok(Some(Lent { grad, has_values: false }))
    }

    /// Takes back the memory that [`Sink::lend`] returned for this input.
    pub fn give_back(&mut self, input: &'g Option<Node<E>>, lent: Option<Lent<E>>) -> Result<()> {
        match lent {
            Some(lent) => self.add(input, || Ok(lent.grad)),
            None => Ok(()),
        }
    }

    /// The gradient of a node so far. Adds the node to the heap of nodes to run if it is new.
    fn gradient_of(&mut self, node: &'g Node<E>) -> &mut Option<Array<E>> {
        let number = node.number();
        let slot = self.table.get(number).unwrap_or_else(|| {
            let filled = Slot { node: Some(node), grad: None };
            let slot = match self.free.pop() {
                Some(slot) => {
                    self.slots[slot] = filled;
                    slot
                }
                None => {
                    self.slots.push(filled);
                    self.slots.len() - 1
                }
            };
            self.heap.push((number, slot));
            self.table.insert(number, slot);
            slot
        });
        &mut self.slots[slot].grad
    }

    /// Takes the node with the largest number from the heap; also returns its gradient, which is complete by now.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(&'g Node<E>, Array<E>)> {
        loop {
            let (_, slot) = self.heap.pop()?;
            let filled = &mut self.slots[slot];
            let (node, grad) = (filled.node.take(), filled.grad.take());
            self.free.push(slot);
            if let (Some(node), Some(grad)) = (node, grad) {
                return Some((node, grad));
            }
        }
    }

    /// Clears the sink for a walk over another graph, but keeps the sink's memory.
    pub(super) fn emptied<'other>(mut self) -> Sink<'other, E> {
        self.heap.clear();
        self.slots.clear();
        self.free.clear();
        self.table.clear();
        // `collect` reuses the memory of the old list.
        let slots = self.slots.into_iter().map(|_| Slot { node: None, grad: None }).collect();
        Sink { slots, ..self }
    }
}
