//! The order in which the operands of an `einsum` are multiplied, two at a time.
//!
//! Each product is a matrix product; its cost is the product of the sizes of all its labels (`equation` defines them). The cheapest order is found by
//! dynamic programming over sets of operands: fewer than 3ⁿ/2 products of two sets for n operands, at most 3025. The code is `const`, so that it
//! runs at compile time if all sizes are known.

use crate::layout::MAX_RANK;
use crate::notation::equation::{LABELS, MAX_OPERANDS};

/// A tensor network: the labels of each operand and of the output, as bit sets, and the sizes of the labels.
#[derive(Clone, Copy, Debug)]
pub struct Network {
    count: usize,
    operands: [u64; MAX_OPERANDS],
    output: u64,
    sizes: [usize; LABELS],
}

/// An order of products: for each set of operands, the subset that is the left factor of the last product.
#[derive(Clone, Copy, Debug)]
pub struct Path([u8; 1 << MAX_OPERANDS]);

impl Path {
    /// The two sets of operands that the last product of `set` multiplies. `set` has more than one member.
    pub fn split(&self, set: usize) -> (usize, usize) {
        let left = self.0[set] as usize;
        (left, set & !left)
    }
}

impl Network {
    pub const fn new(output: u64) -> Self {
        Network { count: 0, operands: [0; MAX_OPERANDS], output, sizes: [1; LABELS] }
    }

    /// Adds an operand with these labels.
    pub const fn push(&mut self, labels: u64) {
        self.operands[self.count] = labels;
        self.count += 1;
    }

    /// Sets the size of a label.
    pub const fn size(&mut self, label: usize, size: usize) {
        self.sizes[label] = size;
    }

    /// The set of all operands.
    pub const fn all(&self) -> usize {
        (1 << self.count) - 1
    }

    /// The labels of the product of a set of operands: those that other operands, or the output, need.
    pub const fn kept(&self, set: usize) -> u64 {
        let (mut inside, mut outside, mut operand) = (0, self.output, 0);
        while operand < self.count {
            if set >> operand & 1 == 1 {
                inside |= self.operands[operand];
            } else {
                outside |= self.operands[operand];
            }
            operand += 1;
        }
        inside & outside
    }

    /// The cost of a product over these labels.
    const fn steps(&self, labels: u64) -> u128 {
        let (mut steps, mut rest) = (1u128, labels);
        while rest != 0 {
            let size = self.sizes[rest.trailing_zeros() as usize];
            steps = steps.saturating_mul(if size == 0 { 1 } else { size as u128 });
            rest &= rest - 1;
        }
        steps
    }

    /// The cheapest order. A product with more axes than a tensor can have is chosen only if there is no other.
    pub const fn cheapest(&self) -> Path {
        let mut path = [0; 1 << MAX_OPERANDS];
        let mut costs = [0u128; 1 << MAX_OPERANDS];
        let mut kept = [0; 1 << MAX_OPERANDS];
        let mut set = 1;
        while set <= self.all() {
            kept[set] = self.kept(set);
            if !set.is_power_of_two() {
                costs[set] = u128::MAX;
                // The lowest operand is always in the left factor, so that each split is tried only once.
                let lowest = set & set.wrapping_neg();
                let mut right = (set - 1) & !lowest & set;
                while right != 0 {
                    let left = set & !right;
                    let cost =
                        costs[left].saturating_add(costs[right]).saturating_add(self.steps(kept[left] | kept[right]));
                    if cost < costs[set] || path[set] == 0 {
                        costs[set] = cost;
                        path[set] = left as u8;
                    }
                    right = (right - 1) & set & !lowest;
                }
                if kept[set].count_ones() as usize > MAX_RANK {
                    costs[set] = u128::MAX;
                }
            }
            set += 1;
        }
        Path(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The cost of an order.
    fn cost(network: &Network, path: &Path, set: usize) -> u128 {
        if set.is_power_of_two() {
            return 0;
        }
        let (left, right) = path.split(set);
        let here = network.steps(network.kept(left) | network.kept(right));
        here + cost(network, path, left) + cost(network, path, right)
    }

    /// The cost of the best order, by trying every pair, then every pair of the remaining operands, and so on.
    fn cheapest(network: &Network, sets: &[usize]) -> u128 {
        let pairs = (0..sets.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
        let costs = pairs.map(|(i, j)| {
            let mut rest: Vec<usize> = sets.to_vec();
            let (right, left) = (rest.remove(j), rest.remove(i));
            rest.push(left | right);
            network.steps(network.kept(left) | network.kept(right)) + cheapest(network, &rest)
        });
        costs.min().unwrap_or(0)
    }

    fn chain(sizes: &[usize]) -> Network {
        let last = sizes.len() - 1;
        let mut network = Network::new(1 | 1 << last);
        (0..last).for_each(|i| network.push(0b11 << i));
        sizes.iter().enumerate().for_each(|(label, &size)| network.size(label, size));
        network
    }

    fn best(network: &Network) -> u128 {
        cost(network, &network.cheapest(), network.all())
    }

    /// The example of Cormen, Leiserson, Rivest and Stein, "Introduction to Algorithms", section on matrix-chain multiplication.
    #[test]
    fn a_chain_of_products_takes_the_cheapest_order() {
        let network = chain(&[30, 35, 15, 5, 10, 20, 25]);
        assert_eq!(best(&network), 15125);
        assert_eq!(network.cheapest().split(0b111111), (0b000111, 0b111000));
    }

    #[test]
    fn a_vector_at_the_end_is_multiplied_first() {
        let network = chain(&[100, 100, 100, 1]);
        assert_eq!(best(&network), 20_000);
        assert_eq!(network.cheapest().split(0b111), (0b001, 0b110));
    }

    proptest! {
        #[test]
        fn no_order_is_cheaper(
            operands in prop::collection::vec(0u64..256, 1..=5),
            output in 0u64..256,
            sizes in prop::collection::vec(1usize..20, 8),
        ) {
            let mut network = Network::new(output);
            operands.iter().for_each(|&labels| network.push(labels));
            sizes.iter().enumerate().for_each(|(label, &size)| network.size(label, size));
            let singles: Vec<usize> = (0..operands.len()).map(|i| 1 << i).collect();
            prop_assert_eq!(best(&network), cheapest(&network, &singles));
        }
    }
}
