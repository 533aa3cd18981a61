//! Products and sums over named axes: Einstein summation, as in `numpy.einsum` and `torch.einsum`.
//!
//! An operand that has a letter twice is replaced by its diagonal. Each operand is summed over letters that occur nowhere else. Then operands are
//! multiplied two at a time, in the cheapest order, which `contraction` finds. In a product of two operands, a letter is a *batch* (both have it, and
//! it is needed later), *summed* (only these two have it) or *free*: the product is a matrix product of `[batch, free, summed]` and `[batch, summed,
//! free]`, or elementwise if nothing is summed. All steps are recorded operations, which have gradients.

use crate::array::Array;
use crate::error::Result;
use crate::layout::{MAX_RANK, Sizes};
use crate::loops::along::Axes;
use crate::loops::pointwise::Stretch;
use crate::notation::contraction::{Network, Path};
use crate::notation::equation::{Equation, LABELS, Labels, differing, is_batch};
use crate::ops::diagonal::diagonal;
use crate::ops::permute::permute;
use crate::ops::reshape::{merge, reshape};
use crate::ops::squeeze::{squeeze, unsqueeze};
use crate::ops::sum::sum_axes;
use crate::ops::{binary, matmul};
use timeseriesml_kernels::real::Real;

/// Computes an equation. Each operand comes with the set of its axes under `...` that may broadcast. `path` is the order of products, if it is
/// known already.
pub fn einsum<E: Real>(
    equation: &Equation,
    operands: Vec<(Array<E>, Stretch)>,
    path: Option<&Path>,
) -> Result<Array<E>> {
    let axes: Vec<usize> = operands.iter().map(|(x, _)| x.rank()).collect();
    let output = equation.most_batch_axes(&axes).and_then(|batch| equation.output(batch));
    let output = output.map_err(|mistake| equation.error(mistake))?;
    let mut network = Network::new(output.mask());
    let mut sizes: [Option<(usize, usize)>; LABELS] = [None; LABELS];
    let mut factors = Vec::with_capacity(operands.len());
    for (operand, (x, stretch)) in operands.into_iter().enumerate() {
        let labels = equation.labels(operand, x.rank()).map_err(|mistake| equation.error(mistake))?;
        let factor = Factor { array: x, labels }.without_stretched(stretch)?;
        for (label, &size) in factor.labels.iter().zip(&factor.array.sizes()[..]) {
            let known = *sizes[label].get_or_insert((operand, size));
            if known.1 != size {
                return Err(equation.error(differing(label, known, (operand, size))));
            }
            network.size(label, size);
        }
        network.push(factor.labels.mask());
        factors.push(Some(factor));
    }
    let found;
    let path = match path {
        Some(path) => path,
        None => {
            found = network.cheapest();
            &found
        }
    };
    contract(&network, path, network.all(), &mut factors)?.laid_out(&output)
}

/// A tensor with a label for each axis.
struct Factor<E: Real> {
    array: Array<E>,
    labels: Labels,
}

/// The product of a set of operands.
fn contract<E: Real>(
    network: &Network,
    path: &Path,
    set: usize,
    factors: &mut [Option<Factor<E>>],
) -> Result<Factor<E>> {
    let kept = network.kept(set);
    if set.is_power_of_two() {
        let factor = factors[set.trailing_zeros() as usize].take().expect("a path names each operand once");
        return factor.on_diagonals()?.summed(kept);
    }
    let (left, right) = path.split(set);
    let (left, right) = (contract(network, path, left, factors)?, contract(network, path, right, factors)?);
    product(left, right, kept)
}

impl<E: Real> Factor<E> {
    /// Removes the axes of `...` that broadcast: a factor without a label is constant along it.
    fn without_stretched(mut self, stretch: Stretch) -> Result<Self> {
        for axis in (0..self.labels.len()).rev() {
            if is_batch(self.labels.get(axis)) && stretch.allows(axis) && self.array.sizes()[axis] == 1 {
                self.labels = self.labels.without(axis);
                self.array = squeeze(self.array, axis as isize)?;
            }
        }
        Ok(self)
    }

    /// Takes diagonals until each label occurs once.
    fn on_diagonals(mut self) -> Result<Self> {
        let mut axis = 0;
        while axis < self.labels.len() {
            let label = self.labels.get(axis);
            match self.labels.position(label) {
                Some(first) if first < axis => {
                    self.labels = self.labels.without(axis).without(first);
                    self.labels.push(label);
                    self.array = diagonal(self.array, first as isize, axis as isize)?;
                    axis = 0;
                }
                _ => axis += 1,
            }
        }
        Ok(self)
    }

    /// Sums over the labels that are not kept.
    fn summed(mut self, kept: u64) -> Result<Self> {
        for axis in (0..self.labels.len()).rev() {
            if kept >> self.labels.get(axis) & 1 == 0 {
                self.labels = self.labels.without(axis);
                self.array = sum_axes(self.array, Axes::one(axis), false)?;
            }
        }
        Ok(self)
    }

    /// The array with its axes in the order of these lists of labels. Together the lists contain each label once.
    fn ordered(self, lists: &[&Labels]) -> Result<Array<E>> {
        let mut order = [0; MAX_RANK];
        let places = lists.iter().flat_map(|list| list.iter()).map(|label| self.labels.position(label));
        order.iter_mut().zip(places.flatten()).for_each(|(to, axis)| *to = axis as isize);
        let order = &order[..self.labels.len()];
        match order.is_sorted() {
            true => Ok(self.array),
            false => permute(self.array, order),
        }
    }

    /// The array with the axes of the output. An axis along which every operand broadcasts has one element.
    fn laid_out(self, output: &Labels) -> Result<Array<E>> {
        let mask = self.labels.mask();
        let mut array = self.ordered(&[&output.only(mask)])?;
        for (axis, label) in output.iter().enumerate() {
            if mask >> label & 1 == 0 {
                array = unsqueeze(array, axis as isize)?;
            }
        }
        Ok(array)
    }
}

/// The product of two factors, summed over the labels that both have and that are not in `kept`.
fn product<E: Real>(a: Factor<E>, b: Factor<E>, kept: u64) -> Result<Factor<E>> {
    let (in_a, in_b) = (a.labels.mask(), b.labels.mask());
    let (batch, summed) = (a.labels.only(in_b & kept), a.labels.only(in_b & !kept));
    let (rows, columns) = (a.labels.only(!in_b), b.labels.only(!in_a));
    let size = |label: usize| match a.labels.position(label) {
        Some(axis) => a.array.sizes()[axis],
        None => b.labels.position(label).map_or(1, |axis| b.array.sizes()[axis]),
    };
    let kept: Vec<usize> = [batch, rows, columns].iter().flat_map(Labels::iter).collect();
    let sizes = Sizes::new("einsum", &kept.iter().map(|&label| size(label)).collect::<Vec<_>>())?;
    let mut labels = Labels::none();
    kept.iter().for_each(|&label| labels.push(label));
    let array = if summed.is_empty() {
        let mut left = a.ordered(&[&batch, &rows])?;
        let mut right = b.ordered(&[&batch, &columns])?;
        for _ in 0..columns.len() {
            left = unsqueeze(left, -1)?;
        }
        for _ in 0..rows.len() {
            right = unsqueeze(right, batch.len() as isize)?;
        }
        binary::mul(&left, &right, Stretch::ONES, Stretch::ONES)?
    } else {
        let left = matrices(a.ordered(&[&batch, &rows, &summed])?, batch.len(), rows.len())?;
        let right = matrices(b.ordered(&[&batch, &summed, &columns])?, batch.len(), summed.len())?;
        let y = matmul::matmul(left, right, Stretch(0), Stretch(0))?;
        if *y.sizes() == sizes { y } else { reshape(y, sizes)? }
    };
    Ok(Factor { array, labels })
}

/// Merges the axes after the first `batch` axes into two: the first `rows` of them into one, the others into the second. The axes of the batch are
/// not merged, which saves a copy, unless the rank would be too large.
fn matrices<E: Real>(mut x: Array<E>, mut batch: usize, rows: usize) -> Result<Array<E>> {
    if batch + 2 > MAX_RANK {
        x = as_one(x, 0, batch)?;
        batch = 1;
    }
    let columns = x.rank() - batch - rows;
    let x = as_one(x, batch + rows, columns)?;
    as_one(x, batch, rows)
}

/// Merges `axes` axes, starting at `at`, into one.
fn as_one<E: Real>(mut x: Array<E>, at: usize, axes: usize) -> Result<Array<E>> {
    if axes == 0 {
        return unsqueeze(x, at as isize);
    }
    for _ in 1..axes {
        x = merge(x, at as isize)?;
    }
    Ok(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::audit::{Audit, Domain, audit, audited};

    fn of<E: Real>(equation: &str, operands: &[Array<E>]) -> Result<Array<E>> {
        let operands = operands.iter().map(|x| (x.clone(), Stretch::ONES)).collect();
        einsum(&Equation::read(equation)?, operands, None)
    }

    /// An equation, the sizes of its operands in a sample, and those in a sample with axes of size 0 or 1.
    type Case = (&'static str, &'static [&'static [usize]], &'static [&'static [usize]]);

    const EQUATIONS: &[Case] = &[
        ("i->i", &[&[3]], &[&[0]]),
        ("ij->ji", &[&[2, 3]], &[&[0, 1]]),
        ("ij->", &[&[2, 3]], &[&[2, 0]]),
        ("ij->j", &[&[2, 3]], &[&[0, 3]]),
        ("ii->", &[&[3, 3]], &[&[0, 0]]),
        ("ii->i", &[&[3, 3]], &[&[1, 1]]),
        ("iji->j", &[&[3, 2, 3]], &[&[0, 2, 0]]),
        ("iii->i", &[&[2, 2, 2]], &[&[1, 1, 1]]),
        ("ba", &[&[2, 3]], &[&[1, 0]]),
        ("...ij->...ji", &[&[2, 1, 3, 2]], &[&[2, 1]]),
        ("...i->i", &[&[2, 2, 3]], &[&[3]]),
        ("i,i->", &[&[4], &[4]], &[&[0], &[0]]),
        ("i,j->ij", &[&[2], &[3]], &[&[0], &[3]]),
        ("i,i->i", &[&[3], &[3]], &[&[1], &[1]]),
        (",ij->ij", &[&[], &[2, 3]], &[&[], &[0, 1]]),
        ("ij,jk->ik", &[&[2, 3], &[3, 4]], &[&[2, 0], &[0, 4]]),
        ("ij,jk", &[&[2, 3], &[3, 4]], &[&[1, 1], &[1, 1]]),
        ("ij,kj->ki", &[&[2, 3], &[4, 3]], &[&[0, 3], &[4, 3]]),
        ("b i j, b j k -> b i k", &[&[2, 2, 3], &[2, 3, 2]], &[&[0, 2, 3], &[0, 3, 2]]),
        ("bqhd,bkhd->bhqk", &[&[2, 3, 2, 2], &[2, 2, 2, 2]], &[&[1, 0, 2, 2], &[1, 2, 2, 2]]),
        ("ijk,jkl->il", &[&[2, 3, 2], &[3, 2, 2]], &[&[2, 0, 2], &[0, 2, 2]]),
        ("ijk,kjl->li", &[&[2, 3, 2], &[2, 3, 2]], &[&[1, 1, 1], &[1, 1, 1]]),
        ("ij,jk->k", &[&[2, 3], &[3, 2]], &[&[0, 3], &[3, 2]]),
        ("ii,ij->j", &[&[3, 3], &[3, 2]], &[&[0, 0], &[0, 2]]),
        ("...ij,...jk->...ik", &[&[2, 1, 2, 3], &[2, 3, 2]], &[&[0, 2, 3], &[1, 3, 2]]),
        ("...i,...i->...", &[&[2, 3, 2], &[3, 2]], &[&[1, 2], &[0, 2]]),
        ("...,...->...", &[&[1, 3], &[2, 1]], &[&[1], &[1]]),
        ("...i,i->", &[&[2, 3], &[3]], &[&[0, 3], &[3]]),
        ("ij,jk,kl->il", &[&[2, 3], &[3, 4], &[4, 2]], &[&[2, 0], &[0, 1], &[1, 2]]),
        ("bi,io,bo->b", &[&[2, 3], &[3, 2], &[2, 2]], &[&[0, 3], &[3, 2], &[0, 2]]),
        ("i,j,k->kji", &[&[2], &[3], &[2]], &[&[1], &[0], &[2]]),
        ("ij,ik,il->jkl", &[&[2, 2], &[2, 3], &[2, 2]], &[&[0, 2], &[0, 3], &[0, 2]]),
        ("ab,bc,cd,de->ae", &[&[2, 3], &[3, 2], &[2, 4], &[4, 2]], &[&[1, 0], &[0, 2], &[2, 1], &[1, 3]]),
        ("...a,ab,cb,...c->...", &[&[2, 3], &[3, 2], &[3, 2], &[2, 3]], &[&[0, 3], &[3, 2], &[3, 2], &[1, 3]]),
    ];

    fn check(run: impl Fn(&Audit)) {
        for &(equation, sample, edge) in EQUATIONS {
            let name = format!("einsum/{equation}");
            run(&audit!(&name, Domain::ALL, move |x| of(equation, x)).sizes(sample).without_edges().edge(edge));
        }
    }

    audited!(check);

    fn zeros(sizes: &[usize]) -> Array<f64> {
        Array::full("test", Sizes::new("test", sizes).unwrap(), 0.0).unwrap()
    }

    /// A batch of seven axes leaves no room for the two axes of a matrix, so its axes must be merged.
    #[test]
    fn batches_of_any_number_of_axes() {
        let x = zeros(&[1, 2, 1, 2, 1, 2, 1, 3]);
        assert_eq!(of("...k,...k->...", &[x.clone(), x]).unwrap().sizes()[..], [1, 2, 1, 2, 1, 2, 1]);
    }

    #[test]
    fn sizes_that_differ_name_the_letter() {
        let error = |equation, sizes: &[&[usize]]| {
            let operands: Vec<_> = sizes.iter().map(|sizes| zeros(sizes)).collect();
            of(equation, &operands).unwrap_err().to_string()
        };
        assert_eq!(
            error("ij,jk->ik", &[&[2, 3], &[4, 5]]),
            "einsum: in the equation \"ij,jk->ik\" the letter `j` has size 3 in operand 1 and 4 in operand 2"
        );
        assert_eq!(
            error("ij,jk->ik", &[&[2, 3, 4], &[4, 5]]),
            "einsum: in the equation \"ij,jk->ik\" operand 1 has 2 letters, but the tensor has 3 axes"
        );
        assert_eq!(
            error("ij", &[&[2, 3], &[3, 4]]),
            "einsum: in the equation \"ij\" the number of operands is 1, but 2 tensors were given"
        );
        assert!(
            error("...i,...i", &[&[2, 3], &[4, 3]])
                .contains("axis -1 of `...` has size 2 in operand 1 and 4 in operand 2")
        );
        assert!(error("ii", &[&[2, 1]]).contains("the letter `i` has size 2 in operand 1 and 1 in operand 1"));
    }
}
