//! Sequences of random operations on a few tensors of every element type: any panic is a crash.
//!
//! Bytes choose tensors (small, empty with huge axes, expanded to huge sizes by a stride of 0), operations and arguments; results join the tensors,
//! so that views of views arise. At the end everything is printed and differentiated. `tests/operations/` declares the operations.

#![no_main]

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use operations::{Arguments, Operation, Outcome, Produced, Sample, TOO_MANY, Tensors, made, sections};
use std::sync::LazyLock;
use timeseriesml::{DynTensor, Float};

#[path = "../../tests/operations/mod.rs"]
mod operations;

/// The maximum number of elements of a tensor that joins the others, except for huge ones.
const SMALL: usize = 300;
const KEPT: usize = 8;
const STEPS: usize = 40;

static OPERATIONS: LazyLock<Vec<Operation>> =
    LazyLock::new(|| sections().into_iter().flat_map(|(_, operations)| operations).collect());

fuzz_target!(|bytes: &[u8]| {
    // The only error is the end of the bytes.
    let _ = run(&mut Unstructured::new(bytes));
});

fn run(u: &mut Unstructured) -> Result<()> {
    let mut all = Tensors::default();
    for _ in 0..STEPS {
        if u.is_empty() {
            break;
        }
        match u.int_in_range(0..=6)? {
            0 | 5 => step::<f32>(u, &mut all)?,
            1 => step::<f64>(u, &mut all)?,
            2 => step::<i32>(u, &mut all)?,
            3 | 6 => step::<i64>(u, &mut all)?,
            _ => step::<bool>(u, &mut all)?,
        }
    }
    let Tensors { f32: singles, f64: doubles, i32: integers, i64: longs, bool: answers } = &all;
    finish(singles, back);
    finish(doubles, back);
    finish(integers, |_, _| {});
    finish(longs, |_, _| {});
    finish(answers, |_, _| {});
    Ok(())
}

/// Prints and reads all tensors, and runs `back` from each.
fn finish<E: Sample>(tensors: &[DynTensor<E>], back: fn(&DynTensor<E>, &[DynTensor<E>])) {
    for x in tensors {
        assert!(!format!("{x:?}").is_empty());
        if x.numel() <= SMALL {
            assert_eq!(x.to_vec().len(), x.numel());
            back(x, tensors);
        }
    }
}

fn back<E: Sample + Float>(y: &DynTensor<E>, all: &[DynTensor<E>]) {
    if let Ok(gradients) = y.sum_all().backward() {
        for leaf in all {
            if let Some(gradient) = gradients.get(leaf) {
                assert_eq!(gradient.sizes(), leaf.sizes());
            }
        }
    }
}

/// One operation, on an existing tensor or a new one.
fn step<E: Sample>(u: &mut Unstructured, all: &mut Tensors) -> Result<()> {
    let tensors = E::of_mut(all);
    if tensors.is_empty() || u.ratio(1, 6)? {
        let first = usize::from(u8::arbitrary(u)?);
        let sizes = new_sizes(u)?;
        let x = made::<E>(&sizes, first);
        keep(tensors, if bool::arbitrary(u)? { E::tracked(x) } else { x });
    }
    let tensors = E::of(all);
    // Often the last tensor, so that chains grow.
    let at = if u.ratio(1, 2)? { tensors.len() } else { u.int_in_range(1..=tensors.len().max(1))? };
    // There may be no tensor: those of a middle size are not kept.
    let Some(x) = tensors.get(at.wrapping_sub(1)).cloned() else { return Ok(()) };
    if u.ratio(1, 30)? {
        return others(u, all, &x);
    }
    let call = u.choose(&CALLS)?;
    let Some(run) = E::call(&OPERATIONS[call.0].calls[call.1]) else { return Ok(()) };
    let mut byte = || u8::arbitrary(u).unwrap_or(0);
    let outcome = run(&x, &mut Arguments::new(&mut byte, all));
    if let Some(outcome) = outcome {
        keep_all(all, outcome);
    }
    Ok(())
}

/// Each call, by the index of its operation and its own index there.
static CALLS: LazyLock<Vec<(usize, usize)>> = LazyLock::new(|| {
    let operations = OPERATIONS.iter().enumerate();
    operations.flat_map(|(at, operation)| (0..operation.calls.len()).map(move |call| (at, call))).collect()
});

fn new_sizes(u: &mut Unstructured) -> Result<Vec<usize>> {
    let tensors = Tensors::default();
    let rank = u.int_in_range(0..=5)?;
    let mut byte = || u8::arbitrary(u).unwrap_or(0);
    let mut any = Arguments::new(&mut byte, &tensors);
    Ok((0..rank).map(|_| any.size()).collect())
}

fn keep<E: Sample>(tensors: &mut Vec<DynTensor<E>>, x: DynTensor<E>) {
    if x.numel() <= SMALL || x.numel() >= TOO_MANY {
        if tensors.len() == KEPT {
            tensors.remove(0);
        }
        tensors.push(x);
    }
}

fn keep_all(all: &mut Tensors, outcome: Outcome) {
    match outcome {
        Ok(results) => {
            for result in results.into_iter().take(3) {
                match result {
                    Produced::f32(x) => keep(&mut all.f32, x),
                    Produced::f64(x) => keep(&mut all.f64, x),
                    Produced::i32(x) => keep(&mut all.i32, x),
                    Produced::i64(x) => keep(&mut all.i64, x),
                    Produced::bool(x) => keep(&mut all.bool, x),
                }
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// What is not an operation: one-hot labels and files.
fn others<E: Sample>(u: &mut Unstructured, all: &mut Tensors, x: &DynTensor<E>) -> Result<()> {
    if let Some(labels) = all.i64.last().cloned() {
        let classes = usize::from(u8::arbitrary(u)?);
        match labels.one_hot::<E>(if classes == 255 { usize::MAX } else { classes % 7 }) {
            Ok(marks) => keep(E::of_mut(all), marks),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    keep(E::of_mut(all), x.detach());
    let mut file = Vec::new();
    if x.write_npy(&mut file).is_ok() {
        let cut = usize::from(u8::arbitrary(u)?).min(file.len());
        assert!(DynTensor::<E>::read_npy(&file[..]).is_ok());
        // With no elements, or with one byte changed, it may still be a valid file.
        let _ = DynTensor::<E>::read_npy(&file[..file.len() - cut]);
        file[cut.min(127)] = u8::arbitrary(u)?;
        let _ = DynTensor::<E>::read_npy(&file[..]);
    }
    Ok(())
}
