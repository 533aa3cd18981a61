//! A `DynTensor` answers every call with `Ok` or `Err`, whatever its element type, sizes, axes and arguments.
//!
//! The calls come from the declarations in `tests/operations/`; the other files add calls that are not operations. There are three kinds of tensors:
//! small tensors of any rank, with axes of size 0 and 1; empty tensors whose other axes are huge; and small tensors expanded to huge sizes by a
//! stride of 0.

mod making;
mod others;
mod products;
mod refused;

use crate::operations::{
    self, Arguments, Operation, Outcome, Produced, Sample, TOO_MANY, Tensors, WALKED, made, product,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;
use timeseriesml::{DynTensor, Float, ShapeError, Tensor};

const CASES: u32 = 512;

const RANKS: std::ops::RangeInclusive<usize> = 0..=8;

/// All declarations.
static OPERATIONS: LazyLock<Vec<Operation>> =
    LazyLock::new(|| operations::sections().into_iter().flat_map(|(_, operations)| operations).collect());

fn check<T: std::fmt::Debug + 'static>(strategy: impl Strategy<Value = T> + 'static, claim: impl Fn(T)) {
    check_cases(CASES, strategy, claim);
}

fn check_cases<T: std::fmt::Debug + 'static>(
    cases: u32,
    strategy: impl Strategy<Value = T> + 'static,
    claim: impl Fn(T),
) {
    // The environment variable `PROPTEST_CASES` can raise the number of cases.
    let cases = cases.max(Config::default().cases);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&strategy.boxed(), |value| {
        claim(value);
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}

// ------------------------------------------------------------ random tensors

fn huge() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![TOO_MANY, TOO_MANY + 1, usize::MAX / 2, usize::MAX - 1, usize::MAX])
}

fn number() -> impl Strategy<Value = usize> {
    prop_oneof![8 => 0..=6usize, 1 => huge()]
}

/// Sizes of at most `WALKED` elements.
fn small_sizes() -> impl Strategy<Value = Vec<usize>> {
    let sizes = prop::collection::vec(prop_oneof![1 => Just(0), 3 => Just(1), 6 => 2..=5usize], RANKS);
    sizes.prop_map(|mut sizes| {
        while sizes.iter().product::<usize>() > WALKED {
            sizes.pop();
        }
        sizes
    })
}

/// Sizes of which one is 0; the others may be huge.
fn empty_sizes() -> impl Strategy<Value = Vec<usize>> {
    let sizes = prop::collection::vec(prop_oneof![1 => Just(1), 2 => 2..=5usize, 3 => huge()], 1..=8);
    (sizes, any::<prop::sample::Index>()).prop_map(|(mut sizes, at)| {
        let at = at.index(sizes.len());
        sizes[at] = 0;
        while product(&sizes).is_none() {
            let largest = sizes.iter_mut().max().unwrap();
            *largest = 2;
        }
        sizes
    })
}

/// A small tensor; it may be a view of another tensor, and it may be tracked.
fn small<E: Sample>() -> impl Strategy<Value = DynTensor<E>> {
    (small_sizes(), any::<[bool; 4]>(), 0..=8isize).prop_map(|(sizes, [tracked, reversed, halved, stepped], axis)| {
        let mut x = made(&sizes, 0);
        if tracked {
            x = E::tracked(x);
        }
        if reversed {
            x = x.permute((0..sizes.len() as isize).rev().collect::<Vec<_>>()).unwrap();
        }
        match x.sizes().get(axis.unsigned_abs()) {
            Some(&size) if halved => x.narrow(axis, size / 2, size - size / 2).unwrap(),
            Some(&size) if stepped => x.slice_step(axis, 0, size, 2).unwrap(),
            _ => x,
        }
    })
}

fn empty<E: Sample>() -> impl Strategy<Value = DynTensor<E>> {
    let made = |(sizes, tracked): (Vec<usize>, bool)| {
        let x = DynTensor::zeros_sized(sizes).unwrap();
        if tracked { E::tracked(x) } else { x }
    };
    (empty_sizes(), any::<bool>()).prop_map(made)
}

/// Three tensors, and the seed of the arguments of one round of calls.
#[derive(Clone, Debug)]
struct Case<E: Sample> {
    tensors: [DynTensor<E>; 3],
    seed: u64,
}

// ------------------------------------------------------------ calls

/// An error begins with the name of a method that the code calls; for `try_add` the name is `add`. Errors of a user's function are exempt.
fn assert_named(code: &str, error: &ShapeError) {
    let message = error.to_string();
    let name = message.split(':').next().unwrap();
    // Tokens that passed through macros have spaces between them.
    let code = code.replace(char::is_whitespace, "").replace("try_", "");
    let called = ["(", "::<"].iter().any(|after| {
        let call = format!("{name}{after}");
        code.starts_with(&call) || [".", "::"].iter().any(|before| code.contains(&format!("{before}{call}")))
    });
    assert!(called || code.contains(".apply("), "the error of `{code}` speaks of another method: {message}");
}

/// Every result can be read, printed and differentiated, and every error displayed.
fn inspect(outcome: Outcome) {
    match outcome {
        Ok(results) => results.into_iter().for_each(inspect_one),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn inspect_one(result: Produced) {
    match result {
        Produced::f32(y) => differentiate(&y),
        Produced::f64(y) => differentiate(&y),
        Produced::i32(y) => read(&y),
        Produced::i64(y) => read(&y),
        Produced::bool(y) => read(&y),
    }
}

fn read<E: Sample>(y: &DynTensor<E>) {
    if y.numel() > WALKED {
        // `Debug` prints only a part of a huge tensor.
        assert!(!format!("{y:?}").is_empty());
        return;
    }
    assert_eq!(y.to_vec().len(), y.numel());
    assert!(y.numel() > 50 || !format!("{y:?} {y}").is_empty());
    assert_eq!(y.item().is_ok(), y.numel() == 1);
}

fn differentiate<E: Sample + Float>(y: &DynTensor<E>) {
    read(y);
    if y.numel() <= WALKED {
        // For a huge input the gradient would be huge too, so `backward` returns an error.
        if let Ok(gradients) = y.sum_all().backward() {
            assert!(gradients.len() <= 8, "a call has few inputs");
        }
        assert!(y.backward().is_err() || y.numel() == 1);
    }
}

/// Makes every call of these operations on the first tensor, with drawn arguments; `seen` records the outcomes.
fn calls<E: Sample>(
    operations: &[Operation],
    Case { tensors, seed }: &Case<E>,
    mut seen: impl FnMut(&'static str, &'static str, &Outcome),
) {
    let mut at_hand = Tensors::default();
    E::of_mut(&mut at_hand).extend(tensors.iter().cloned());
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(*seed);
    let mut byte = || (rng.next_u32() >> 24) as u8;
    let mut any = Arguments::new(&mut byte, &at_hand);
    for operation in operations {
        for call in &operation.calls {
            let Some(run) = E::call(call) else { continue };
            let answered = catch_unwind(AssertUnwindSafe(|| {
                if let Some(outcome) = run(&tensors[0], &mut any) {
                    if let Err(error) = &outcome {
                        assert_named(call.code, error);
                    }
                    seen(operation.names[0], call.shown, &outcome);
                    inspect(outcome);
                }
            }));
            if let Err(panic) = answered {
                eprintln!("`{}` ({}) panicked", operation.names[0], call.shown);
                resume_unwind(panic);
            }
        }
    }
}

fn every_operation<E: Sample>(case: &Case<E>) {
    calls(&OPERATIONS, case, |_, _, _| {});
    others::others(case);
}

fn small_tensors_of<E: Sample>(cases: u32) {
    check_cases(cases, (small(), small(), small(), any::<u64>()), |(x, y, z, seed)| {
        every_operation::<E>(&Case { tensors: [x.clone(), x.clone(), x.clone()], seed });
        every_operation(&Case { tensors: [x, y, z], seed: !seed });
    });
}

fn empty_tensors_of<E: Sample>(cases: u32) {
    check_cases(cases, (empty(), empty(), small(), any::<u64>()), |(x, y, z, seed)| {
        for (round, [x, y, z]) in (0..).zip([[&x, &y, &z], [&x, &x, &x], [&x, &z, &y], [&z, &x, &y]]) {
            every_operation::<E>(&Case { tensors: [x, y, z].map(Clone::clone), seed: seed ^ round });
        }
    });
}

/// Small tensors expanded to about `TOO_MANY` elements, more than fit into any memory, along one axis or several.
fn stretched<E: Sample>() -> impl Strategy<Value = DynTensor<E>> {
    let sizes = prop::sample::select(vec![vec![], vec![1, 3], vec![2, 1, 1]]);
    (sizes, any::<[bool; 2]>(), 0..=3usize).prop_map(|(sizes, [tracked, one], more)| {
        let x = made(&sizes, 0);
        let x = if tracked { E::tracked(x) } else { x };
        let sizes: Vec<usize> = sizes.iter().map(|&n| if n == 1 && !one { 1 << 24 } else { n }).collect();
        let missing = TOO_MANY / sizes.iter().product::<usize>();
        let leading = std::iter::once(missing).chain(std::iter::repeat_n(1, more));
        x.expand(leading.chain(sizes).collect::<Vec<_>>()).unwrap()
    })
}

fn stretched_tensors_of<E: Sample>(cases: u32) {
    check_cases(cases, (stretched(), small(), any::<u64>()), |(huge, small, seed)| {
        assert!(huge.numel() >= TOO_MANY / 2);
        // If an axis has millions of elements, some calls build lists of that length, which is slow. So such cases make few calls.
        let listed = huge.sizes().iter().any(|size| (10_000..TOO_MANY / 4).contains(size));
        if !listed {
            every_operation::<E>(&Case { tensors: [huge.clone(), small.clone(), small], seed });
        }
        if !listed || seed % 16 == 0 {
            refused::refused(refused::moved(&huge));
            refused::refused(refused::chosen(&huge));
        }
        let more = huge.expand([&[usize::MAX], huge.sizes()].concat());
        assert!(more.is_err(), "the number of elements overflows");
    });
}

macro_rules! for_every_type { ($($E:ident $cases:literal $small:ident $empty:ident $stretched:ident;)*) => { $(
    #[test]
    fn $small() {
        small_tensors_of::<$E>($cases);
    }
    #[test]
    fn $empty() {
        empty_tensors_of::<$E>($cases);
    }
    #[test]
    fn $stretched() {
        stretched_tensors_of::<$E>($cases / 4);
    }
)* } }
for_every_type! {
    f32 512 small_tensors_of_f32 empty_tensors_of_f32 stretched_tensors_of_f32;
    f64 256 small_tensors_of_f64 empty_tensors_of_f64 stretched_tensors_of_f64;
    i32 256 small_tensors_of_i32 empty_tensors_of_i32 stretched_tensors_of_i32;
    i64 256 small_tensors_of_i64 empty_tensors_of_i64 stretched_tensors_of_i64;
    bool 256 small_tensors_of_bool empty_tensors_of_bool stretched_tensors_of_bool;
}

/// Drawn arguments are valid often enough that every call succeeds at least once.
#[test]
fn every_call_succeeds_now_and_then() {
    fn rounds<E: Sample>(never: &mut BTreeMap<(&'static str, &'static str, &'static str), bool>) {
        let sizes: [&[usize]; 9] =
            [&[], &[6], &[2], &[3, 3], &[1, 4], &[2, 3, 4], &[4, 4, 5], &[2, 1, 6], &[1, 2, 3, 2]];
        // After the first round `seen` has every call; after ten rounds, most calls have succeeded.
        for seed in 0..300 {
            if seed > 0 && never.values().all(|never| !never) {
                break;
            }
            for sizes in sizes {
                let x = made::<E>(sizes, seed as usize);
                calls(&OPERATIONS, &Case { tensors: [x.clone(), x.clone(), x], seed }, |name, call, outcome| {
                    *never.entry((std::any::type_name::<E>(), name, call)).or_insert(true) &= outcome.is_err();
                });
            }
        }
    }
    let mut never = BTreeMap::new();
    rounds::<f32>(&mut never);
    rounds::<i64>(&mut never);
    rounds::<bool>(&mut never);
    let never: Vec<_> = never.into_iter().filter_map(|(call, never)| never.then_some(call)).collect();
    assert!(never.is_empty(), "these calls always fail: {never:?}");
}
