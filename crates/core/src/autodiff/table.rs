//! A hash table from the numbers of nodes to the slots of their gradients.

/// A hash table with open addressing and linear probing. Starting a new generation empties the table without touching its entries.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The number of a node, its slot, and the generation in which they were entered.
    entries: Vec<(u64, usize, u64)>,
    filled: usize,
    generation: u64,
}

impl Table {
    #[inline]
    pub(super) fn get(&self, number: u64) -> Option<usize> {
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

    #[inline]
    pub(super) fn insert(&mut self, number: u64, slot: usize) {
        if 2 * (self.filled + 1) > self.entries.len() {
            let larger = (2 * self.entries.len()).max(64);
            let old = std::mem::take(&mut self.entries);
            // Generations start at 1: a generation of 0 marks an entry that was never used.
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

    #[inline]
    fn place(&mut self, number: u64, slot: usize) {
        let mask = self.entries.len() - 1;
        let mut at = number as usize & mask;
        while self.entries[at].2 == self.generation {
            at = (at + 1) & mask;
        }
        self.entries[at] = (number, slot, self.generation);
    }

    #[inline]
    pub(super) fn clear(&mut self) {
        self.generation += 1;
        self.filled = 0;
    }
}
