//! Working memory of a thread that is kept between calls, one value per type.
//!
//! A backward pass needs a heap, a table and a list whose types depend on the tensor's element type. Thread-locals cannot be
//! generic, so this map stores them by type. A value is taken out while it is used; a nested use gets a new one.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A hasher that returns a `TypeId` unchanged, because it is already a hash.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&b| self.0 = self.0.rotate_left(8) ^ u64::from(b));
    }
    fn write_u64(&mut self, id: u64) {
        self.0 = id;
    }
}

/// A map with one value for each type.
type TypeMap<V> = HashMap<TypeId, V, BuildHasherDefault<IdHasher>>;

thread_local! {
    static KEPT: RefCell<TypeMap<Box<dyn Any>>> = RefCell::new(TypeMap::default());
}

/// This thread's value of type `T`, or a new one. Give it back with [`put`].
pub(crate) fn take<T: Default + 'static>() -> Box<T> {
    // The empty box stays in the map as a placeholder, so that returning a value allocates nothing.
    let kept = KEPT.try_with(|kept| {
        kept.borrow_mut().get_mut(&TypeId::of::<T>()).map(|slot| std::mem::replace(slot, Box::new(())))
    });
    kept.ok().flatten().and_then(|any| any.downcast().ok()).unwrap_or_default()
}

/// Keeps a value for the next [`take`].
pub(crate) fn put<T: 'static>(value: Box<T>) {
    // This fails only while the thread exits; the value is then dropped.
    let _ = KEPT.try_with(|kept| kept.borrow_mut().insert(TypeId::of::<T>(), value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_and_a_nested_use_gets_a_fresh_one() {
        let mut a = take::<Vec<u16>>();
        a.push(7);
        assert!(take::<Vec<u16>>().is_empty());
        put(a);
        assert_eq!(*take::<Vec<u16>>(), [7]);
    }
}
