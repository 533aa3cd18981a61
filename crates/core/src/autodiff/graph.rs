//! The autodiff graph: nodes recorded as operations run, and the walk backwards over them.
//!
//! A tensor that needs a gradient holds a [`Node`]: a counted handle to the operation that made it, with what that operation
//! saved. Nodes hold the nodes of their inputs, so the graph lives as long as a tensor that was computed with it.
//!
//! Nodes are numbered as they are made; inputs have smaller numbers than what is made of them. The walk takes the largest
//! number first, so an operation runs backwards once all its contributions are in. Gradients stand in a table outside
//! the nodes: two walks over shared parameters cannot collide. The first contribution writes, later ones add.

use crate::array::Array;
use crate::autodiff::gradients::Gradients;
use crate::error::{Result, ShapeError};
use crate::layout::Layout;
use crate::memory::node::Operation;
use crate::memory::scratch;
use std::cell::Cell;
use std::collections::BinaryHeap;
use timeseriesml_kernels::number::Value;
use timeseriesml_kernels::real::Real;

pub use crate::memory::node::Node;

/// What an operation does when the walk comes to it.
///
/// An operation that moves values about works for every element type and has one implementation of this for all of them; only
/// those of real numbers are ever walked, since only these have leaves.
pub trait Backward<E: Value>: Operation {
    /// Whether the gradient of the output is a result of the walk, which ends here.
    fn is_leaf(&self) -> bool {
        false
    }
    /// Turns the gradient of the operation's output into contributions to its inputs.
    ///
    /// # Errors
    /// [`ShapeError::TooLarge`] if memory does not suffice.
    fn backward<'g>(&'g self, grad: Array<E>, sink: &mut Sink<'g, E>) -> Result<()>
    where
        E: Real;
}

thread_local! {
    static RECORDING: Cell<bool> = const { Cell::new(true) };
    static EVALUATING: Cell<bool> = const { Cell::new(false) };
}

/// Whether operations on this thread are recorded.
pub fn is_recording() -> bool {
    RECORDING.get()
}

/// Whether this thread is inside [`inference`]: layers then behave as in evaluation, whatever their flag.
pub fn is_inference() -> bool {
    EVALUATING.get()
}

/// Sets a thread-local flag until it is dropped, by a panic too.
struct Flag(&'static std::thread::LocalKey<Cell<bool>>, bool);

impl Flag {
    fn set(key: &'static std::thread::LocalKey<Cell<bool>>, value: bool) -> Self {
        Flag(key, key.replace(value))
    }
}

impl Drop for Flag {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}

/// Runs `f` without recording operations on this thread.
pub fn no_grad<R>(f: impl FnOnce() -> R) -> R {
    let _flag = Flag::set(&RECORDING, false);
    f()
}

/// Runs `f` as a prediction: nothing is recorded, layers behave as in evaluation.
pub fn inference<R>(f: impl FnOnce() -> R) -> R {
    let _flag = Flag::set(&EVALUATING, true);
    no_grad(f)
}

/// A leaf: nothing flows on from here, its gradient is a result.
struct Leaf;

impl<E: Value> Backward<E> for Leaf {
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

/// A node without inputs: a parameter, or an input whose gradient is asked for.
pub fn leaf<E: Value>() -> Node<E> {
    Node::new(|| Leaf)
}

// ---------------------------------------------------------------- the walk

/// Where an operation leaves the gradients of its inputs. It borrows the graph that it walks.
pub struct Sink<'g, E: Real> {
    /// Numbers of the nodes that wait, with their slot; the largest comes first.
    heap: BinaryHeap<(u64, usize)>,
    slots: Vec<Slot<'g, E>>,
    free: Vec<usize>,
    table: Table,
}

/// Memory for a gradient.
pub struct Lent<E: Real> {
    // Invariant: dense, and nobody else's.
    grad: Array<E>,
    has_values: bool,
}

impl<E: Real> Lent<E> {
    /// The memory, and whether values are there already, to be added to.
    pub fn values(&mut self) -> Result<(&mut [E], bool)> {
        Ok((self.grad.make_mut()?, self.has_values))
    }
}

/// A node that waits, and its gradient so far; both gone once it has run.
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
    /// Adds `grad` to the gradient of an input that needs one; does not call `grad` for others.
    #[inline(always)]
    pub fn add(&mut self, input: &'g Option<Node<E>>, grad: impl FnOnce() -> Result<Array<E>>) -> Result<()> {
        match input {
            Some(node) => self.put(node, grad()?),
            None => Ok(()),
        }
    }

    /// As [`Sink::add`], of a gradient that is needed again.
    pub fn add_shared(&mut self, input: &'g Option<Node<E>>, grad: &Array<E>) -> Result<()> {
        let Some(node) = input else { return Ok(()) };
        match self.gradient_of(node) {
            Some(sum) => sum.accumulate_shared(grad),
            empty => {
                *empty = Some(grad.clone());
                Ok(())
            }
        }
    }

    fn put(&mut self, node: &'g Node<E>, grad: Array<E>) -> Result<()> {
        match self.gradient_of(node) {
            Some(sum) => sum.accumulate(grad),
            empty => {
                *empty = Some(grad);
                Ok(())
            }
        }
    }

    /// Lets `write` fill the gradient of an input in place, or add to it: its second argument says whether values are there
    /// already. `layout` is dense; the slice holds its elements in the order of memory.
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

    /// The memory that [`Sink::write`] hands out, for operations that write several gradients at once. [`Sink::give_back`] takes it.
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

    /// Takes what [`Sink::lend`] gave for this input.
    pub fn give_back(&mut self, input: &'g Option<Node<E>>, lent: Option<Lent<E>>) -> Result<()> {
        match lent {
            Some(lent) => self.add(input, || Ok(lent.grad)),
            None => Ok(()),
        }
    }

    /// The gradient of a node so far; the node waits from now on.
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

    /// Empty, its memory kept for a walk over another graph.
    fn emptied<'other>(mut self) -> Sink<'other, E> {
        self.heap.clear();
        self.slots.clear();
        self.free.clear();
        self.table.clear();
        // std collects into the memory of the list it comes from.
        let slots = self.slots.into_iter().map(|_| Slot { node: None, grad: None }).collect();
        Sink { slots, ..self }
    }
}

/// Runs the graph backwards from a tensor of one element.
///
/// # Errors
/// [`ShapeError::NotScalar`] if it has more or fewer elements.
pub fn backward<E: Real>(output: &Array<E>) -> Result<Gradients<E>> {
    if output.count() != 1 {
        return Err(ShapeError::NotScalar { sizes: output.sizes()[..].into() });
    }
    let mut gradients = Gradients::default();
    let Some(node) = output.node() else { return Ok(gradients) };
    let mut kept = scratch::take::<Sink<E>>();
    let mut sink: Sink<E> = std::mem::take(&mut *kept);
    let walked = no_grad(|| {
        sink.put(node, Array::full("backward", *output.sizes(), E::ONE)?)?;
        while let Some((_, slot)) = sink.heap.pop() {
            let filled = &mut sink.slots[slot];
            let (node, grad) = (filled.node.take(), filled.grad.take());
            sink.free.push(slot);
            let (Some(node), Some(grad)) = (node, grad) else { continue };
            match node.operation() {
                leaf if leaf.is_leaf() => gradients.push(node.number(), grad),
                operation => operation.backward(grad, &mut sink)?,
            }
        }
        Ok(())
    });
    // After an error too, so that the next walk begins with nothing.
    *kept = sink.emptied();
    scratch::put(kept);
    walked.map(|()| gradients)
}

/// Which slot a node has: open addressing over node numbers, emptied by a new generation instead of a sweep.
#[derive(Default)]
struct Table {
    entries: Vec<(u64, usize, u64)>,
    filled: usize,
    generation: u64,
}

impl Table {
    fn get(&self, number: u64) -> Option<usize> {
        let mask = self.entries.len().wrapping_sub(1);
        if self.entries.is_empty() {
            return None;
        }
        let mut at = number as usize & mask;
        loop {
            let (key, slot, generation) = self.entries[at];
            if generation != self.generation {
                return None;
            }
            if key == number {
                return Some(slot);
            }
            at = (at + 1) & mask;
        }
    }

    fn insert(&mut self, number: u64, slot: usize) {
        if 2 * (self.filled + 1) > self.entries.len() {
            let larger = (2 * self.entries.len()).max(64);
            let old = std::mem::take(&mut self.entries);
            // A generation of 0 marks an entry that was never used.
            self.generation = self.generation.max(1);
            self.entries.resize(larger, (0, 0, 0));
            for (number, slot, generation) in old {
                if generation == self.generation {
                    self.place(number, slot);
                }
            }
        }
        self.filled += 1;
        self.place(number, slot);
    }

    fn place(&mut self, number: u64, slot: usize) {
        let mask = self.entries.len() - 1;
        let mut at = number as usize & mask;
        while self.entries[at].2 == self.generation {
            at = (at + 1) & mask;
        }
        self.entries[at] = (number, slot, self.generation);
    }

    fn clear(&mut self) {
        self.generation += 1;
        self.filled = 0;
    }
}
