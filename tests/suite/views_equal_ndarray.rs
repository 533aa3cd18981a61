//! Chains of shape operations give the sizes and values of the crate `ndarray`, and copy nothing where PyTorch would not.

use ndarray::{ArrayD, Axis, IxDyn, Slice};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use timeseriesml::DynTensor;

/// One operation; its random numbers are reduced to the range that the operand allows.
#[derive(Clone, Debug)]
struct Step {
    kind: usize,
    numbers: [usize; 3],
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Memory {
    /// The result is a view.
    Shared,
    /// The result is new, with the layout of the operand.
    New,
    /// The result is a view if the operand's memory is in row-major order; otherwise it is new.
    Either,
}

/// The largest `kind` of a `Step`.
const KINDS: usize = 14;

/// Applies the operation to both tensors; `None` if the operation does not apply to them.
fn apply(step: &Step, x: &DynTensor<i32>, a: &ArrayD<i32>) -> Option<(DynTensor<i32>, ArrayD<i32>, Memory)> {
    let (rank, [p, q, r]) = (a.ndim(), step.numbers);
    let place = |number: usize, limit: usize| number % (limit + 1);
    if step.kind == 0 {
        let at = place(p, rank);
        return (rank < 6)
            .then(|| (x.unsqueeze(at as isize).unwrap(), a.clone().insert_axis(Axis(at)), Memory::Shared));
    }
    if step.kind == 1 {
        // This adds a leading axis, and expands axes of one element.
        let mut sizes: Vec<usize> = a.shape().iter().map(|&n| if n == 1 { place(p, 3) } else { n }).collect();
        if rank < 6 {
            sizes.insert(0, place(q, 3));
        }
        let stretched = a.broadcast(IxDyn(&sizes)).unwrap().to_owned();
        return Some((x.expand(&sizes).unwrap(), stretched, Memory::Shared));
    }
    if step.kind == 2 {
        return reshaped(x, a, p);
    }
    let axis = p.checked_rem(rank)?;
    let (number, size) = (axis as isize, a.shape()[axis]);
    let (start, end) = (place(q, size), place(q, size) + place(r, size - place(q, size)));
    let range = |start: usize, end: usize, step: usize| {
        a.slice_axis(Axis(axis), Slice::new(start as isize, Some(end as isize), step as isize)).to_owned()
    };
    let (y, b, memory) = match step.kind {
        3 => {
            let order: Vec<usize> = (0..rank).map(|i| (i * if r % 2 == 0 { 1 } else { rank - 1 } + q) % rank).collect();
            let numbers: Vec<isize> = order.iter().map(|&axis| axis as isize).collect();
            (x.permute(&numbers).unwrap(), a.clone().permuted_axes(IxDyn(&order)), Memory::Shared)
        }
        4 => {
            let other = q % rank;
            let mut b = a.clone();
            b.swap_axes(axis, other);
            (x.transpose(number, other as isize).unwrap(), b, Memory::Shared)
        }
        5 => (x.slice_step(number, start, end, 1 + r % 3).unwrap(), range(start, end, 1 + r % 3), Memory::Shared),
        6 => (x.narrow(number, start, end - start).unwrap(), range(start, end, 1), Memory::Shared),
        7 if size == 1 => (x.squeeze(number).unwrap(), a.clone().index_axis_move(Axis(axis), 0), Memory::Shared),
        8 if size > 0 => {
            (x.select(number, q % size).unwrap(), a.index_axis(Axis(axis), q % size).to_owned(), Memory::Shared)
        }
        9 => {
            let mut b = a.clone();
            b.invert_axis(Axis(axis));
            (x.flip([number]).unwrap(), b, Memory::New)
        }
        10 => {
            let both = ndarray::concatenate(Axis(axis), &[a.view(), a.view()]).unwrap();
            (DynTensor::concat(&[x.clone(), x.clone()], number).unwrap(), both, Memory::New)
        }
        11 if rank < 6 => {
            let both = ndarray::stack(Axis(axis), &[a.view(), a.view()]).unwrap();
            (DynTensor::stack(&[x.clone(), x.clone()], number).unwrap(), both, Memory::New)
        }
        12 if rank < 6 => {
            let (len, by) = (place(q, size), 1 + r % 3);
            let mut sizes = a.shape().to_vec();
            sizes[axis] = (size - len) / by + 1;
            sizes.push(len);
            let windows = ArrayD::from_shape_fn(IxDyn(&sizes), |at| {
                let mut from: Vec<usize> = (0..rank).map(|i| at[i]).collect();
                from[axis] = at[axis] * by + at[rank];
                a[&from[..]]
            });
            (x.unfold(number, len, by).unwrap(), windows, Memory::Shared)
        }
        13 => {
            let other = (0..rank).find(|&other| other != axis && a.shape()[other] == size)?;
            let kept: Vec<usize> = (0..rank).filter(|&i| i != axis && i != other).collect();
            let sizes: Vec<usize> = kept.iter().map(|&i| a.shape()[i]).chain([size]).collect();
            let diagonal = ArrayD::from_shape_fn(IxDyn(&sizes), |at| {
                let mut from = vec![at[sizes.len() - 1]; rank];
                kept.iter().enumerate().for_each(|(to, &i)| from[i] = at[to]);
                a[&from[..]]
            });
            (x.diagonal(number, other as isize).unwrap(), diagonal, Memory::Shared)
        }
        14 => {
            let chunks = x.chunk(number, 1 + q % 4).unwrap();
            let len = size.div_ceil(1 + q % 4).max(1);
            let which = r % chunks.len();
            (chunks[which].clone(), range(which * len, size.min((which + 1) * len), 1), Memory::Shared)
        }
        _ => return None,
    };
    Some((y, b, memory))
}

/// Reshapes both to two axes. The size of the first divides the number of elements, or is 0 if there are none.
fn reshaped(x: &DynTensor<i32>, a: &ArrayD<i32>, p: usize) -> Option<(DynTensor<i32>, ArrayD<i32>, Memory)> {
    let divisors: Vec<usize> = (1..=a.len().min(12)).filter(|d| a.len().is_multiple_of(*d)).collect();
    let sizes = match divisors.is_empty() {
        true => vec![0, p % 4],
        false => vec![divisors[p % divisors.len()], a.len() / divisors[p % divisors.len()]],
    };
    let b = a.to_shape(IxDyn(&sizes)).unwrap().to_owned();
    Some((x.reshape(&sizes).unwrap(), b, Memory::Either))
}

/// The addresses of the elements of a tensor without gaps.
fn memory(x: &DynTensor<i32>) -> std::ops::Range<*const i32> {
    x.data_ptr()..x.data_ptr().wrapping_add(x.numel())
}

#[test]
fn chains_of_views_equal_those_of_ndarray() {
    let size = prop_oneof![1 => Just(0usize), 3 => Just(1), 8 => 2..=4usize];
    let step =
        (0..=KINDS, any::<[u8; 3]>()).prop_map(|(kind, numbers)| Step { kind, numbers: numbers.map(usize::from) });
    let chains = (prop::collection::vec(size, 0..=4), prop::collection::vec(step, 1..=10));
    let mut runner = TestRunner::new(Config { cases: 4096, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&chains, |(sizes, steps)| {
        let values: Vec<i32> = (0..sizes.iter().product::<usize>() as i32).collect();
        let mut x = DynTensor::from_slice_sized(&sizes, &values).unwrap();
        let mut a = ArrayD::from_shape_vec(IxDyn(&sizes), values).unwrap();
        // The tensor whose memory the views share, and whether `x` is certainly in row-major order.
        let (mut source, mut row_major) = (x.clone(), true);
        for step in &steps {
            let Some((y, b, shared)) = apply(step, &x, &a) else { continue };
            if b.len() > 5_000 {
                continue;
            }
            prop_assert_eq!(y.sizes(), b.shape(), "{:?}", step);
            prop_assert_eq!(y.to_vec(), b.iter().copied().collect::<Vec<_>>(), "{:?}", step);
            let inside = y.numel() == 0 || memory(&source).contains(&y.data_ptr());
            let must_share = shared == Memory::Shared || (shared == Memory::Either && row_major);
            prop_assert!(inside || !must_share, "{:?} has copied", step);
            prop_assert!(!inside || y.numel() == 0 || shared != Memory::New, "{:?} has not copied", step);
            if !inside {
                source = y.clone();
            }
            row_major = shared == Memory::Either || (shared == Memory::New && row_major);
            (x, a) = (y, b);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}
