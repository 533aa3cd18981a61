//! A `DynTensor` answers every call with `Ok` or `Err`, whatever its element type, sizes, axes and arguments.
//!
//! There are three kinds of tensors: small ones, of any rank and with axes of 0 and 1; empty ones whose other axes are
//! huge; and small ones stretched to huge sizes by a stride of 0. Of the last kind only what need not walk all elements
//! is called: views, and operations whose result cannot fit into memory and has to be refused.

mod choosing;
mod making;
mod moving;
mod products;
mod reducing;

use choosing::{choices, places};
use moving::{joins, moved, pointwise_of_floats, pointwise_of_numbers, reshapes, views};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reducing::{poolings, reductions_of_bool, reductions_of_floats, reductions_of_numbers};
use timeseriesml::{DynTensor, Element, Float, Number, ShapeError, Tensor};

const CASES: u32 = 512;

/// Elements of `f32` that no address space holds, nor a small part of them; fewer might be promised by a system that
/// overcommits.
const TOO_MANY: usize = 1 << 50;

const RANKS: std::ops::RangeInclusive<usize> = 0..=8;

/// The most elements of a tensor whose values are read.
const WALKED: usize = 2_000;

fn check<T: std::fmt::Debug + 'static>(strategy: impl Strategy<Value = T> + 'static, claim: impl Fn(T)) {
    check_so_often(CASES, strategy, claim);
}

fn check_so_often<T: std::fmt::Debug + 'static>(
    cases: u32,
    strategy: impl Strategy<Value = T> + 'static,
    claim: impl Fn(T),
) {
    // `PROPTEST_CASES` asks for more.
    let cases = cases.max(Config::default().cases);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&strategy.boxed(), |value| {
        claim(value);
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}

// ------------------------------------------------------------ element types

/// An element type whose every operation is called.
trait Sample: Element {
    /// Ordinary values and the extremes.
    const VALUES: &'static [Self];
    fn tracked(x: DynTensor<Self>) -> DynTensor<Self> {
        x
    }
    /// Walks back from a tensor of few elements.
    fn differentiate(_: &DynTensor<Self>) {}
    /// What not all types have.
    fn particular(case: &Case<Self>);
}

macro_rules! sample_floats { ($($E:ident)*) => { $(
    impl Sample for $E {
        const VALUES: &'static [Self] =
            &[0.0, 0.37, -1.5, 2.0, 0.9, -0.2, 1.0, $E::NAN, 3.0, $E::INFINITY, -0.0, $E::NEG_INFINITY, $E::MAX, $E::MIN_POSITIVE];
        fn tracked(x: DynTensor<Self>) -> DynTensor<Self> {
            x.requires_grad()
        }
        fn differentiate(y: &DynTensor<Self>) {
            // Where an input was huge its gradient is too, and refused.
            if let Ok(gradients) = (y * 0.5).sum_all().into_dyn().backward() {
                assert!(gradients.len() <= 3, "three inputs at most are tracked");
            }
            assert!(y.backward().is_err() || y.numel() == 1);
        }
        fn particular(case: &Case<Self>) {
            inspect(pointwise_of_numbers(case));
            inspect(pointwise_of_floats(case));
            inspect(reductions_of_numbers(case));
            inspect(reductions_of_floats(case));
            inspect(poolings(case));
            inspect(products::products(&case.x, &case.y, &case.z, &case.arguments));
            choosing::questions(&case.x);
        }
    }
)* } }
sample_floats! { f32 f64 }

macro_rules! sample_integers { ($($E:ident)*) => { $(
    impl Sample for $E {
        const VALUES: &'static [Self] = &[0, 3, -1, 1, 2, $E::MIN, -7, $E::MAX, 5, $E::MIN + 1];
        fn particular(case: &Case<Self>) {
            inspect(pointwise_of_numbers(case));
            inspect(reductions_of_numbers(case));
        }
    }
)* } }
sample_integers! { i32 i64 }

impl Sample for bool {
    const VALUES: &'static [Self] = &[true, false, false, true, true];
    fn particular(case: &Case<Self>) {
        inspect(reductions_of_bool(case));
        inspect(choosing::logic(&case.x, &case.y));
    }
}

// ------------------------------------------------------------ random arguments

fn huge() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![TOO_MANY, TOO_MANY + 1, usize::MAX / 2, usize::MAX - 1, usize::MAX])
}

fn axis() -> impl Strategy<Value = isize> {
    prop_oneof![8 => -9..=9isize, 1 => Just(isize::MIN), 1 => Just(isize::MAX)]
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

/// The number of elements, an axis of 0 counted as 1: no overflow of the others is hidden by it.
fn product(sizes: &[usize]) -> Option<usize> {
    sizes.iter().try_fold(1usize, |product, &size| product.checked_mul(size.max(1)))
}

/// Sizes of no element, of which one axis is 0 and others may be huge.
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

/// Sizes to expand to: often such that it works.
fn stretched_sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(prop_oneof![6 => Just(1), 1 => 0..=5usize, 1 => huge()], RANKS)
}

fn from_values<E: Sample>(sizes: &[usize]) -> DynTensor<E> {
    let values: Vec<E> = E::VALUES.iter().copied().cycle().take(sizes.iter().product()).collect();
    Tensor::from_slice_sized(sizes, &values).unwrap()
}

/// A tensor, maybe a view of another, maybe tracked.
fn small<E: Sample>() -> impl Strategy<Value = DynTensor<E>> {
    (small_sizes(), any::<[bool; 4]>(), axis()).prop_map(|(sizes, [tracked, reversed, halved, stepped], axis)| {
        let mut x = from_values(&sizes);
        if tracked {
            x = E::tracked(x);
        }
        if reversed {
            x = x.permute(&(0..sizes.len() as isize).rev().collect::<Vec<_>>()).unwrap();
        }
        match x.sizes().get(axis.unsigned_abs()) {
            Some(&size) if halved => x.narrow(axis.abs(), size / 2, size - size / 2).unwrap(),
            Some(&size) if stepped => x.slice_step(axis.abs(), 0, size, 2).unwrap(),
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

/// The arguments of every call.
#[derive(Clone, Debug)]
struct Arguments {
    axes: [isize; 2],
    numbers: [usize; 3],
    sizes: Vec<usize>,
    order: Vec<isize>,
    p: f64,
    /// Places on an axis: mostly such that are there.
    places: Vec<i64>,
}

fn arguments() -> impl Strategy<Value = Arguments> {
    let p = prop_oneof![4 => 0.0..1.0, 1 => prop::num::f64::ANY];
    let sizes = prop_oneof![small_sizes(), empty_sizes(), stretched_sizes(), prop::collection::vec(number(), 0..=10)];
    let order = prop_oneof![
        prop::collection::vec(axis(), 0..=10),
        RANKS.prop_flat_map(|rank| Just((0..rank as isize).collect::<Vec<_>>()).prop_shuffle())
    ];
    let places = prop_oneof![
        prop::collection::vec(0..=1_i64, 1..=7),
        prop::collection::vec(prop_oneof![8 => -2..=5_i64, 1 => any::<i64>()], 1..=7)
    ];
    ([axis(), axis()], [number(), number(), number()], sizes, order, p, places)
        .prop_map(|(axes, numbers, sizes, order, p, places)| Arguments { axes, numbers, sizes, order, p, places })
}

/// Three tensors and the arguments of one round of calls.
#[derive(Clone, Debug)]
struct Case<E: Element> {
    x: DynTensor<E>,
    y: DynTensor<E>,
    z: DynTensor<E>,
    arguments: Arguments,
}

// ------------------------------------------------------------ calls

type Outcome<E = f32> = Result<DynTensor<E>, ShapeError>;

/// Every result can be read, printed and differentiated, and every error explained.
fn inspect<E: Sample>(results: Vec<Outcome<E>>) {
    for result in results {
        match result {
            Ok(y) if y.numel() <= WALKED => {
                assert_eq!(y.to_vec().len(), y.numel());
                assert!(y.numel() > 50 || !format!("{y:?} {y}").is_empty());
                E::differentiate(&y);
                assert_eq!(y.item().is_ok(), y.numel() == 1);
            }
            // Shortened: nothing walks the rest.
            Ok(y) => assert!(!format!("{y:?}").is_empty()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

fn every_operation<E: Sample>(case: &Case<E>) {
    inspect(views(case));
    inspect(reshapes(case));
    inspect(moved(case));
    inspect(joins(case));
    inspect(choices(case));
    inspect(places(case));
    choosing::casts(case);
    E::particular(case);
}

fn small_tensors_of<E: Sample>(cases: u32) {
    check_so_often(cases, (small(), small(), small(), arguments()), |(x, y, z, arguments)| {
        let alike = Case::<E> { x: x.clone(), y: x.clone(), z: x.clone(), arguments: arguments.clone() };
        every_operation(&alike);
        every_operation(&Case { x, y, z, arguments });
    });
}

fn empty_tensors_of<E: Sample>(cases: u32) {
    check_so_often(cases, (empty(), empty(), small(), arguments()), |(x, y, z, arguments)| {
        for [x, y, z] in [[&x, &y, &z], [&x, &x, &x], [&x, &z, &y], [&z, &x, &y]].map(|all| all.map(Clone::clone)) {
            every_operation(&Case::<E> { x, y, z, arguments: arguments.clone() });
        }
    });
}

/// Small values stretched to sizes that no memory holds, on one axis of `TOO_MANY` or over several.
fn stretched<E: Sample>() -> impl Strategy<Value = DynTensor<E>> {
    let sizes = prop::sample::select(vec![vec![], vec![1, 3], vec![2, 1, 1]]);
    (sizes, any::<[bool; 2]>(), 0..=3usize).prop_map(|(sizes, [tracked, one], more)| {
        let x = from_values(&sizes);
        let x = if tracked { E::tracked(x) } else { x };
        let sizes: Vec<usize> = sizes.iter().map(|&n| if n == 1 && !one { 1 << 24 } else { n }).collect();
        let missing = TOO_MANY / sizes.iter().product::<usize>();
        let leading = std::iter::once(missing).chain(std::iter::repeat_n(1, more));
        x.expand(&leading.chain(sizes).collect::<Vec<_>>()).unwrap()
    })
}

fn stretched_tensors_of<E: Sample>(cases: u32) {
    check_so_often(cases, (stretched(), small(), arguments()), |(huge, small, arguments)| {
        assert!(huge.numel() >= TOO_MANY / 2);
        let case = Case::<E> { x: huge.clone(), y: small.clone(), z: small, arguments };
        inspect(views(&case));
        inspect(joins(&case));
        let mut refused = moving::too_large(&case);
        refused.extend(choosing::too_large(&case));
        for (at, result) in refused.into_iter().enumerate() {
            let error = result.map(|y| y.sizes().to_vec()).expect_err("no memory holds the result");
            assert!(matches!(error, ShapeError::TooLarge { .. }), "call {at}: {error}");
        }
        let more = huge.expand(&[&[usize::MAX], huge.sizes()].concat());
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

#[test]
fn stretched_tensors_of_floats_have_no_result_of_their_size() {
    // No products: a sum over 2^50 terms is one number, which would be worked out to the end.
    check_so_often(64, stretched::<f32>(), |huge| {
        let refused = [
            huge.dropout(0.5, 1, 2),
            huge.mse_loss(&huge),
            huge.var(0, 1),
            huge.quantile(0, 0.5),
            huge.logsumexp(-1),
            huge.softmax(0),
            huge.cumsum(0),
            huge.cumprod(-1),
            huge.sum(0),
            huge.prod_axes(&[-1], true),
            huge.mean_keepdim(-1),
            huge.max(0),
            huge.median(0),
            huge.add(&huge),
            huge.pow(&from_values(&[])),
            huge.avg_pool1d(1, 1, 0),
            huge.scatter_add(-1, &choosing::index(huge.sizes(), &[0]), &huge),
        ];
        for (at, result) in refused.into_iter().enumerate() {
            let error = result.map(|y| y.sizes().to_vec()).expect_err("no memory holds the result");
            assert!(matches!(error, ShapeError::TooLarge { .. }), "call {at}: {error}");
        }
    });
}
