//! `einsum` follows its definition: each element of the output is the sum, over all letters that the output lacks, of the products of the operands'
//! elements. Equations, sizes and values are drawn, and compared with a loop over all indices.

use proptest::prelude::*;
use std::collections::BTreeMap;
use timeseriesml::{DynTensor, einsum};

/// The number of axes under `...` in a term (`None`: it has no `...`), and its letters.
type Term = (Option<usize>, Vec<char>);

/// The index of each letter, and of each axis of `...`: `0` is the last axis of `...`, `1` the previous one.
type Indices = BTreeMap<char, usize>;

const BATCH: [char; 2] = ['0', '1'];

/// The names of the axes of a term.
fn axes((batch, letters): &Term) -> Vec<char> {
    let batch = BATCH[..batch.unwrap_or(0)].iter().rev();
    batch.chain(letters).copied().collect()
}

fn value(operand: usize, element: usize) -> f64 {
    (1.3 * element as f64 + 0.7 * operand as f64 + 0.4).sin()
}

/// The element of an operand at these indices.
fn element(operand: usize, axes: &[char], sizes: &[usize], indices: &Indices) -> f64 {
    let index = |axis: usize| if sizes[axis] == 1 { 0 } else { indices[&axes[axis]] };
    value(operand, (0..axes.len()).fold(0, |at, axis| at * sizes[axis] + index(axis)))
}

/// Visits all indices of these axes, the last axis fastest.
fn each(axes: &[char], sizes: &BTreeMap<char, usize>, indices: &mut Indices, visit: &mut dyn FnMut(&mut Indices)) {
    let Some((first, rest)) = axes.split_first() else { return visit(indices) };
    for index in 0..sizes[first] {
        indices.insert(*first, index);
        each(rest, sizes, indices, visit);
    }
}

fn text(terms: &[Term], output: &Term) -> String {
    let one = |(batch, letters): &Term| {
        let batch = if batch.is_some() { "..." } else { "" };
        batch.to_string() + &letters.iter().collect::<String>()
    };
    terms.iter().map(one).collect::<Vec<_>>().join(",") + "->" + &one(output)
}

fn check(
    terms: &[Term],
    output: &[char],
    sizes: &BTreeMap<char, usize>,
    stretched: &[bool],
) -> Result<(), TestCaseError> {
    let all: Vec<Vec<char>> = terms.iter().map(axes).collect();
    let kept = output.iter().copied().filter(|letter| all.iter().any(|axes| axes.contains(letter))).collect();
    let most = terms.iter().filter_map(|(batch, _)| *batch).max();
    let output = (most, kept);
    let equation = text(terms, &output);
    // Some axes of `...` have one element and broadcast.
    let size = |i: usize, axis: &char| if stretched[i] && BATCH.contains(axis) { 1 } else { sizes[axis] };
    let own: Vec<Vec<usize>> =
        all.iter().enumerate().map(|(i, axes)| axes.iter().map(|axis| size(i, axis)).collect()).collect();
    let mut full = sizes.clone();
    for axis in BATCH {
        if !all.iter().zip(stretched).any(|(axes, stretched)| axes.contains(&axis) && !stretched) {
            full.insert(axis, 1);
        }
    }
    let operands: Vec<DynTensor<f64>> = own
        .iter()
        .enumerate()
        .map(|(i, sizes)| {
            let values: Vec<f64> = (0..sizes.iter().product()).map(|element| value(i, element)).collect();
            DynTensor::from_slice_sized(sizes, &values).unwrap()
        })
        .collect();
    let found =
        einsum(&equation, &operands.iter().collect::<Vec<_>>()).map_err(|e| TestCaseError::fail(e.to_string()))?;

    let outer = axes(&output);
    let mut inner: Vec<char> = all.iter().flatten().copied().filter(|c| !outer.contains(c)).collect();
    inner.sort();
    inner.dedup();
    let mut expected = Vec::new();
    each(&outer, &full, &mut Indices::new(), &mut |indices| {
        let mut sum = 0.0;
        each(&inner, &full, indices, &mut |indices| {
            sum += (0..all.len()).map(|i| element(i, &all[i], &own[i], indices)).product::<f64>();
        });
        expected.push(sum);
    });
    prop_assert_eq!(found.sizes(), outer.iter().map(|c| full[c]).collect::<Vec<_>>(), "{}", &equation);
    for (a, b) in found.to_vec().into_iter().zip(expected) {
        // Both are sums of at most 3⁶ products of numbers below 1, in different orders.
        prop_assert!((a - b).abs() <= 1e-10, "{}: {} instead of {}", equation, a, b);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]
    #[test]
    fn equals_a_loop_over_all_indices(
        terms in prop::collection::vec(
            (prop::option::weighted(0.4, 0..=2usize), prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c', 'Z']), 0..=3)),
            1..=4,
        ),
        output in prop::sample::subsequence(vec!['a', 'b', 'c', 'Z'], 0..=4).prop_shuffle(),
        sizes in prop::array::uniform6(prop_oneof![1 => Just(0), 2 => Just(1), 9 => 2..=3usize]),
        stretched in prop::array::uniform4(any::<bool>()),
    ) {
        let names = ['a', 'b', 'c', 'Z', '0', '1'];
        check(&terms, &output, &names.into_iter().zip(sizes).collect(), &stretched)?;
    }
}
