//! A layout in a recycled box.
//!
//! An array is moved through several small functions before and after an operation. If its layout of 152 bytes were inline, each move would call
//! memcpy; for an operation on a few elements these calls cost more than all its other work.

use crate::layout::Layout;
use std::cell::RefCell;
use std::ops::Deref;

/// How many unused boxes a thread keeps.
const KEPT: usize = 16 * 1024;

thread_local! {
    #[expect(clippy::vec_box, reason = "the list keeps the boxes, not the layouts")]
    static FREE: RefCell<Vec<Box<Layout>>> = const { RefCell::new(Vec::new()) };
}

/// An owned layout in a recycled box.
#[derive(Debug)]
pub struct Boxed {
    // Invariant: `Some` until the `Boxed` is dropped.
    layout: Option<Box<Layout>>,
}

impl Boxed {
    pub fn new(layout: &Layout) -> Self {
        // This fails only while the thread exits; then a new box is made.
        let free = FREE.try_with(|free| free.borrow_mut().pop()).ok().flatten();
        let layout = match free {
            Some(mut kept) => {
                *kept = *layout;
                kept
            }
            None => Box::new(*layout),
        };
        Boxed { layout: Some(layout) }
    }

    /// `layout` with the offset 0.
    pub fn at_start(layout: &Layout) -> Self {
        let mut boxed = Boxed::new(layout);
        if let Some(layout) = &mut boxed.layout {
            layout.move_to_start();
        }
        boxed
    }
}

impl Deref for Boxed {
    type Target = Layout;
    #[inline(always)]
    fn deref(&self) -> &Layout {
        self.layout.as_ref().expect("present until dropped")
    }
}

impl Clone for Boxed {
    fn clone(&self) -> Self {
        Boxed::new(self)
    }
}

impl Drop for Boxed {
    fn drop(&mut self) {
        let Some(layout) = self.layout.take() else { return };
        let _ = FREE.try_with(|free| {
            let mut free = free.borrow_mut();
            if free.len() < KEPT {
                free.push(layout);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Sizes;

    #[test]
    fn a_box_is_reused_and_has_the_new_layout() {
        let layout = |n| Layout::row_major("test", Sizes::new("test", &[n]).unwrap()).unwrap();
        let first = Boxed::new(&layout(2));
        let address = std::ptr::from_ref(&*first);
        let copy = first.clone();
        assert_ne!(std::ptr::from_ref(&*copy), address);
        drop(first);
        let second = Boxed::new(&layout(3));
        assert_eq!(std::ptr::from_ref(&*second), address);
        assert_eq!((second.count(), copy.count()), (3, 2));
    }
}
