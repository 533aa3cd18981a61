//! A `DynTensor` answers every call with `Ok` or `Err`, whatever sizes, axes and arguments it is given.
//!
//! There are three kinds of tensors: small ones, of any rank and with axes of 0 and 1; empty ones whose other axes are
//! huge; and small ones stretched to huge sizes by a stride of 0. Of the last kind only what need not walk all elements
//! is called: views, and operations whose result cannot fit into memory and has to be refused.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Basis, Correlation, DynConv1d, DynForward, DynLayerNorm, DynLinear, DynMultiHeadAttention, DynNBeats, DynTcn,
    DynTensor, DynTransformer, NBeatsConfig, Pooling, ShapeError, StackConfig, TcnConfig, Tensor, TransformerConfig,
    einsum,
};

const CASES: u32 = 512;

/// Elements of `f32` that no address space holds, nor a small part of them; fewer might be promised by a system that
/// overcommits.
const TOO_MANY: usize = 1 << 50;

const RANKS: std::ops::RangeInclusive<usize> = 0..=8;

/// The most elements of a tensor whose values are read.
const WALKED: usize = 2_000;

fn check<T: std::fmt::Debug + 'static>(strategy: impl Strategy<Value = T> + 'static, claim: impl Fn(T)) {
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&strategy.boxed(), |value| {
        claim(value);
        Ok(())
    });
    outcome.unwrap_or_else(|e| panic!("{e}"));
}

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

fn from_values(sizes: &[usize]) -> DynTensor {
    let values: Vec<f32> = (0..sizes.iter().product()).map(|i| (i as f32 * 0.37).sin()).collect();
    Tensor::from_slice_sized(sizes, &values).unwrap()
}

/// A tensor, maybe a view of another, maybe tracked.
fn small() -> impl Strategy<Value = DynTensor> {
    (small_sizes(), any::<[bool; 3]>(), axis()).prop_map(|(sizes, [tracked, reversed, halved], axis)| {
        let mut x = from_values(&sizes);
        if tracked {
            x = x.requires_grad();
        }
        if reversed {
            x = x.permute(&(0..sizes.len() as isize).rev().collect::<Vec<_>>()).unwrap();
        }
        match x.sizes().get(axis.unsigned_abs()) {
            Some(&size) if halved => x.narrow(axis.abs(), size / 2, size - size / 2).unwrap(),
            _ => x,
        }
    })
}

fn empty() -> impl Strategy<Value = DynTensor> {
    let made = |(sizes, tracked): (Vec<usize>, bool)| {
        let x = DynTensor::zeros_sized(sizes).unwrap();
        if tracked { x.requires_grad() } else { x }
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
}

fn arguments() -> impl Strategy<Value = Arguments> {
    let p = prop_oneof![4 => 0.0..1.0, 1 => prop::num::f64::ANY];
    let sizes = prop_oneof![small_sizes(), empty_sizes(), stretched_sizes(), prop::collection::vec(number(), 0..=10)];
    let order = prop_oneof![
        prop::collection::vec(axis(), 0..=10),
        RANKS.prop_flat_map(|rank| Just((0..rank as isize).collect::<Vec<_>>()).prop_shuffle())
    ];
    ([axis(), axis()], [number(), number(), number()], sizes, order, p)
        .prop_map(|(axes, numbers, sizes, order, p)| Arguments { axes, numbers, sizes, order, p })
}

type Outcome = Result<DynTensor, ShapeError>;

/// Operations that copy nothing.
fn views(x: &DynTensor, arguments: &Arguments) -> Vec<Outcome> {
    let ([i, j], [a, b, _]) = (arguments.axes, arguments.numbers);
    let mut results = vec![
        x.transpose(i, j),
        x.permute(&arguments.order),
        x.squeeze(i),
        x.unsqueeze(i),
        x.narrow(i, a, b),
        x.slice(i, a, b),
        x.select(i, a),
        x.diagonal(i, j),
        x.expand(&arguments.sizes),
        x.clone().try_into_shape(),
        Ok(x.detach()),
    ];
    match x.split(i, a) {
        Ok(parts) => results.extend(parts.into_iter().map(Ok)),
        Err(error) => results.push(Err(error)),
    }
    results
}

/// Operations that copy only where the memory is not row-major.
fn reshapes(x: &DynTensor, arguments: &Arguments) -> Vec<Outcome> {
    let ([i, _], [a, ..]) = (arguments.axes, arguments.numbers);
    vec![x.reshape(&arguments.sizes), x.flatten(), x.merge(i), x.unflatten(i, a)]
}

/// Operations of one tensor whose result is new, and which can fail.
fn copies(x: &DynTensor, arguments: &Arguments) -> Vec<Outcome> {
    let [seed, call, classes] = arguments.numbers;
    // Of a tensor that no memory holds there is no cast, but a tensor of labels as large.
    let labels = Tensor::from(1_i64).into_dyn().expand(x.sizes());
    let marks = labels.and_then(|labels| labels.one_hot(classes));
    vec![x.dropout(arguments.p, seed as u64, call as u64), marks]
}

fn reductions(x: &DynTensor, arguments: &Arguments) -> Vec<Outcome> {
    let [i, j] = arguments.axes;
    vec![x.sum(i), x.sum_keepdim(j), x.mean(i), x.mean_keepdim(j), x.softmax(i), x.log_softmax(j)]
}

/// What panics only where memory does not suffice.
fn pointwise(x: &DynTensor) -> Vec<Outcome> {
    [x.neg(), x.exp(), x.log(), x.sqrt(), x.square(), x.abs(), x.tanh(), x.sigmoid(), x.erf(), x.relu(), x.gelu()]
        .into_iter()
        .chain([x * 2.0, 2.0_f32 - x, x.sum_all().into_dyn(), x.mean_all().into_dyn()])
        .map(Ok)
        .collect()
}

fn broadcasts(x: &DynTensor, y: &DynTensor) -> Vec<Outcome> {
    vec![x.add(y), x.sub(y), x.mul(y), x.div(y), x.maximum(y), x.minimum(y)]
}

fn products(x: &DynTensor, y: &DynTensor, z: &DynTensor, arguments: &Arguments) -> Vec<Outcome> {
    let [a, b, c] = arguments.numbers;
    vec![
        x.matmul(y),
        x.mse_loss(y),
        x.expand_as(y),
        x.linear(y, None),
        x.linear(y, Some(z)),
        x.conv1d(y, None, a, b, c),
        x.conv1d(y, Some(z), 1, b, c),
        x.causal_conv1d(y, None, a),
        x.causal_conv1d(y, Some(z), 1),
        x.layer_norm(None, Some(y), 1e-5),
        x.layer_norm(Some(y), Some(z), 1e-5),
        x.self_attention(a, false),
        x.self_attention(1, true),
        x.dot(y),
        x.outer(y),
        x.conv1d_grouped(y, None, a, b, c, b),
        x.conv1d_grouped(y, Some(z), 1, b, 1, a),
        x.conv_transpose1d(y, None, a, b, 0, c),
        x.conv_transpose1d(y, Some(z), 1, b, a, c),
        x.cross_correlate(y, Correlation::Valid),
        x.cross_correlate(y, Correlation::Full),
        x.cross_correlate(y, Correlation::Same),
    ]
}

/// Convolutions of two to four groups whose channels fit.
fn grouped(
    made: &dyn Fn(&[usize]) -> DynTensor,
    batch: usize,
    length: usize,
    [inputs, outputs, taps]: [usize; 3],
    arguments: &Arguments,
) -> Vec<Outcome> {
    let [a, b, c] = arguments.numbers;
    let convolution = |groups: usize| {
        let x = made(&[batch, inputs.saturating_mul(groups), length]);
        let outputs = outputs.saturating_mul(groups);
        x.conv1d_grouped(&made(&[outputs, inputs, taps]), Some(&made(&[outputs])), a, b, c, groups)
    };
    (2..=4).map(convolution).collect()
}

fn poolings(x: &DynTensor, arguments: &Arguments) -> Vec<Outcome> {
    let [a, b, c] = arguments.numbers;
    vec![
        x.avg_pool1d(a, b, c),
        x.avg_pool1d(a, 1, a / 2),
        x.max_pool1d(b, c, a),
        x.max_pool1d(c, b, c / 2),
        x.adaptive_avg_pool1d(a),
        x.adaptive_max_pool1d(b),
    ]
}

fn joins(x: &DynTensor, y: &DynTensor, z: &DynTensor, arguments: &Arguments) -> Vec<Outcome> {
    let [i, j] = arguments.axes;
    let parts = [x.clone(), y.clone(), z.clone(), x.clone(), y.clone()];
    vec![
        DynTensor::concat(&parts[..2], i),
        DynTensor::concat(&parts, j),
        DynTensor::concat(&[], i),
        DynTensor::stack(&parts[..2], i),
        DynTensor::stack(&parts, j),
        DynTensor::stack(&[], i),
    ]
}

/// A text: of the characters that mean something, or of any.
fn text(characters: &'static str) -> impl Strategy<Value = String> {
    let some = prop::sample::select(characters.chars().collect::<Vec<_>>());
    let words = prop::collection::vec(prop_oneof![60 => some, 1 => any::<char>()], 0..=16);
    words.prop_map(|words| words.into_iter().collect::<String>().replace('.', "...").replace('>', "->"))
}

/// An equation whose operands have as many letters as the tensors have axes.
fn fitting(operands: &[&DynTensor], letters: &str) -> String {
    let mut letters = letters.chars().cycle();
    let term = |x: &&DynTensor| letters.by_ref().take(x.rank()).collect::<String>();
    operands.iter().map(term).collect::<Vec<_>>().join(",")
}

/// Every result can be read, printed and differentiated, and every error explained.
fn inspect(results: Vec<Outcome>) {
    for result in results {
        match result {
            Ok(y) if y.numel() <= WALKED => {
                assert_eq!(y.to_vec().len(), y.numel());
                assert!(y.numel() > 50 || !format!("{y:?}").is_empty());
                // Where an input was huge its gradient is too, and refused.
                if let Ok(gradients) = (&y * 0.5).sum_all().into_dyn().backward() {
                    assert!(gradients.len() <= 3, "three inputs at most are tracked");
                }
                assert!(y.backward().is_err() || y.numel() == 1);
                assert_eq!(y.item().is_ok(), y.numel() == 1);
            }
            Ok(_) => {}
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

fn every_operation(x: &DynTensor, y: &DynTensor, z: &DynTensor, arguments: &Arguments) {
    inspect(views(x, arguments));
    inspect(reshapes(x, arguments));
    inspect(copies(x, arguments));
    inspect(reductions(x, arguments));
    inspect(pointwise(x));
    inspect(broadcasts(x, y));
    inspect(products(x, y, z, arguments));
    inspect(joins(x, y, z, arguments));
    inspect(poolings(x, arguments));
}

#[test]
fn small_tensors() {
    check((small(), small(), small(), arguments()), |(x, y, z, arguments)| {
        every_operation(&x, &y, &z, &arguments);
        every_operation(&x, &x, &x, &arguments);
    });
}

/// Operands whose channels and features fit, so that strides, padding and dilation are reached.
#[test]
fn convolutions_and_products_that_fit() {
    let sizes = prop::array::uniform4(0..=5usize);
    check(
        (sizes, number(), any::<bool>(), arguments()),
        |([batch, inputs, outputs, taps], length, tracked, arguments)| {
            let length = length.min(50);
            let made = |sizes: &[usize]| if tracked { from_values(sizes).requires_grad() } else { from_values(sizes) };
            let (x, w, b) = (made(&[batch, inputs, length]), made(&[outputs, inputs, taps]), made(&[outputs]));
            inspect(products(&x, &w, &b, &arguments));
            inspect(products(&x, &w.transpose(0, 1).unwrap(), &b, &arguments));
            inspect(grouped(&made, batch, length, [inputs, outputs, taps], &arguments));
            let (x, w) = (x.transpose(1, 2).unwrap(), made(&[outputs, inputs]));
            inspect(products(&x, &w, &b, &arguments));
            inspect(vec![x.matmul(&w.transpose(0, 1).unwrap()), w.matmul(&x.transpose(1, 2).unwrap())]);
        },
    );
}

/// With one step of output no stride is taken, and none is too long.
#[test]
fn a_single_step_has_any_stride() {
    let (x, w) = (from_values(&[2, 3, 4]).requires_grad(), from_values(&[5, 3, 2]));
    for stride in [4, usize::MAX / 2, usize::MAX] {
        let y = x.conv1d(&w, None, stride, 0, 1).unwrap();
        assert_eq!(y.sizes(), [2, 5, 1]);
        assert_eq!(y.sum_all().backward().len(), 1);
    }
}

#[test]
fn equations_and_patterns_of_any_text() {
    let tensors = || prop_oneof![3 => small(), 1 => empty()];
    let texts = (text("ab.,> "), text("ab (1)>"), "[a-e]{1,9}");
    check((tensors(), tensors(), tensors(), texts, number()), |(x, y, z, (equation, pattern, letters), a)| {
        inspect(vec![einsum(&equation, &[&x]), einsum(&equation, &[&x, &y]), einsum(&equation, &[&x, &y, &z])]);
        inspect(vec![einsum(&equation, &[]), einsum::<f32>(&equation, &[&x; 10])]);
        for operands in [vec![&x], vec![&x, &y], vec![&x, &y, &z]] {
            let terms = fitting(&operands, &letters);
            inspect(vec![einsum(&terms, &operands), einsum(&format!("{terms}->"), &operands)]);
            inspect(vec![
                einsum(&format!("...{terms}->a"), &operands),
                einsum(&format!("{terms}->{equation}"), &operands),
            ]);
        }
        inspect(vec![
            x.rearrange(&pattern, &[]),
            x.rearrange(&pattern, &[("a", a)]),
            x.rearrange(&pattern, &[("b", a)]),
        ]);
        inspect(vec![x.rearrange("(a b) c -> (a c) b", &[("a", a)]), x.rearrange("a b c -> (b c) (1 a)", &[])]);
    });
}

#[test]
fn empty_tensors_of_huge_sizes() {
    check((empty(), empty(), small(), arguments()), |(x, y, z, arguments)| {
        every_operation(&x, &y, &z, &arguments);
        every_operation(&x, &x, &x, &arguments);
        every_operation(&x, &z, &y, &arguments);
        every_operation(&z, &x, &y, &arguments);
    });
}

/// Empty operands whose channels and features fit.
#[test]
fn empty_convolutions_and_products_that_fit() {
    let size = || prop_oneof![2 => Just(0), 1 => 1..=3usize, 1 => huge()];
    check(
        ([size(), size(), size(), size(), size()], arguments()),
        |([batch, inputs, outputs, taps, length], arguments)| {
            let made = |sizes: &[usize]| {
                let possible = product(sizes).is_some_and(|product| product <= WALKED || sizes.contains(&0));
                DynTensor::zeros_sized(if possible { sizes } else { &[0] }).unwrap().requires_grad()
            };
            let (x, w, b) = (made(&[batch, inputs, length]), made(&[outputs, inputs, taps]), made(&[outputs]));
            inspect(products(&x, &w, &b, &arguments));
            inspect(products(&x, &w, &made(&[0]), &arguments));
            inspect(products(&x, &made(&[inputs, outputs, taps]), &b, &arguments));
            inspect(grouped(&made, batch, length, [inputs, outputs, taps], &arguments));
            let (x, w) = (made(&[batch, length, inputs]), made(&[outputs, inputs]));
            inspect(products(&x, &w, &b, &arguments));
            inspect(vec![
                x.matmul(&made(&[inputs, outputs])),
                x.matmul(&made(&[batch, inputs, outputs])),
                x.matmul(&made(&[inputs])),
            ]);
        },
    );
}

#[test]
fn stretched_tensors_of_huge_sizes() {
    let small =
        prop_oneof![Just(from_values(&[])), Just(from_values(&[1, 3])), Just(from_values(&[2, 1, 1]).requires_grad())];
    check((small, 0..=3usize, arguments()), |(x, more, arguments)| {
        let mut sizes: Vec<usize> = x.sizes().iter().map(|&n| if n == 1 { 1 << 24 } else { n }).collect();
        let missing = TOO_MANY / sizes.iter().product::<usize>();
        sizes.splice(0..0, std::iter::once(missing).chain(std::iter::repeat_n(1, more)));
        let huge = x.expand(&sizes).unwrap();
        assert!(huge.numel() >= TOO_MANY / 2);
        inspect(views(&huge, &arguments));
        let mut refused = copies(&huge, &Arguments { p: 0.5, ..arguments.clone() });
        refused.extend(broadcasts(&huge, &huge));
        refused.extend(broadcasts(&huge, &x));
        refused.extend([huge.flatten(), huge.mse_loss(&huge), huge.sum(0), huge.mean_keepdim(-1)]);
        refused.extend([
            DynTensor::concat(&[huge.clone(), huge.clone()], 0),
            DynTensor::stack(&[huge.clone(), huge.clone()], 0),
        ]);
        for result in refused {
            let error = result.map(|y| y.sizes().to_vec()).expect_err("no memory holds the result");
            assert!(matches!(error, ShapeError::TooLarge { .. }), "{error}");
        }
        let more = huge.expand(&[&[usize::MAX], &sizes[..]].concat());
        assert!(more.is_err(), "the number of elements overflows");
        inspect(joins(&huge, &x, &x, &arguments));
        inspect(joins(&x, &huge, &huge, &arguments));
    });
}

#[test]
fn impossible_sizes_are_refused() {
    let sizes = prop::collection::vec(prop_oneof![2 => 0..=5usize, 1 => huge()], 0..=10);
    check((sizes, 0..=6usize), |(sizes, values)| {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        let product = product(&sizes);
        let fits = product.is_some_and(|product| sizes.contains(&0) || product <= WALKED);
        // Between the two the machine decides.
        if fits || product.is_none_or(|product| product >= TOO_MANY) {
            let made = [
                DynTensor::zeros_sized(&sizes),
                DynTensor::ones_sized(&sizes),
                DynTensor::full_sized(&sizes, 2.0),
                DynTensor::randn_sized(&sizes, rng),
                DynTensor::uniform_sized(&sizes, -1.0, 1.0, rng),
            ];
            for x in made {
                assert_eq!(x.is_ok(), fits && sizes.len() <= 8, "{sizes:?}");
            }
        }
        let made = [
            DynTensor::eye_sized(&sizes),
            DynTensor::arange_sized(&sizes, 0.5, -1.0),
            DynTensor::linspace_sized(&sizes, 0.0, 1.0),
        ];
        for (x, rank) in made.into_iter().zip([2, 1, 1]) {
            match x {
                Ok(x) => assert!(x.sizes() == sizes && sizes.len() == rank),
                Err(error) => assert!(sizes.len() != rank || matches!(error, ShapeError::TooLarge { .. }), "{error}"),
            }
        }
        let x = DynTensor::from_slice_sized(&sizes, &vec![0.0; values]);
        assert!(x.is_err() || sizes.iter().product::<usize>() == values);
    });
}

#[test]
fn ranges_and_coins_of_any_arguments() {
    let float = || prop_oneof![-20.0..20.0, prop::num::f64::ANY];
    let integer = || prop_oneof![-20..20_i64, any::<i64>()];
    check(([float(), float(), float()], [integer(), integer(), integer()]), |([a, b, c], [i, j, k])| {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        // Between small ranges and impossible ones the machine decides.
        let possible = |count: f64| !(1e5..1e15).contains(&count);
        if possible((b - a) / c) {
            let x = DynTensor::arange_to(a, b, c);
            assert!(x.map_or(true, |x| x.to_vec().iter().all(|x: &f64| x.is_finite())));
        }
        if possible((j as f64 - i as f64) / k as f64) {
            let x = DynTensor::arange_to(i, j, k);
            assert!(x.map_or(true, |x| x.numel() > 0));
        }
        assert_eq!(DynTensor::bernoulli_sized([3], a, rng).is_ok(), (0.0..=1.0).contains(&a));
        assert_eq!(DynTensor::linspace_sized([3], a, b).unwrap().numel(), 3);
        assert_eq!(DynTensor::arange_sized([3], i, j).unwrap().numel(), 3);
        let labels = DynTensor::from_slice_sized([2], &[i, j]).unwrap().one_hot::<f32>(5);
        assert_eq!(labels.is_ok(), (0..5).contains(&i) && (0..5).contains(&j));
    });
}

#[test]
fn run_time_layers_refuse_what_does_not_fit() {
    let inputs = prop_oneof![small(), empty()];
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let config =
        TcnConfig { features: 3, channels: vec![2, 4], kernel: 2, horizon: 2, head: Pooling::Last, dropout: 0.5 };
    let mean = TcnConfig { head: Pooling::Mean, ..config.clone() };
    let transformer = TransformerConfig { causal: true, ..TransformerConfig::new(3, 4, 2, 1, 2) };
    let stack = StackConfig { basis: Basis::Generic, width: 2, layers: 1, blocks: 2, share_weights: false };
    let nbeats = NBeatsConfig { lookback: 4, horizon: 2, stacks: vec![stack] };
    let layers: [Box<dyn DynForward>; 9] = [
        Box::new(DynLayerNorm::new(3).unwrap()),
        Box::new(DynMultiHeadAttention::new(4, 2, rng).unwrap()),
        Box::new(DynTransformer::new(&transformer, rng).unwrap()),
        Box::new(DynNBeats::new(&nbeats, rng).unwrap()),
        Box::new(DynLinear::new(3, 2, rng).unwrap()),
        Box::new(DynConv1d::new(3, 2, 3, rng).unwrap().stride(2).padding(1)),
        Box::new(DynConv1d::new(3, 2, 3, rng).unwrap().causal().dilation(usize::MAX / 2)),
        Box::new(DynTcn::new(&config, rng).unwrap()),
        Box::new(DynTcn::new(&mean, rng).unwrap()),
    ];
    check(inputs, |x| layers.iter().for_each(|layer| drop(layer.try_forward(x.clone()))));
}

#[test]
fn run_time_models_of_any_configuration_are_built_or_refused() {
    let size = || prop_oneof![6 => 0..=4usize, 1 => Just(TOO_MANY), 1 => Just(usize::MAX)];
    let sizes = (size(), prop::collection::vec(size(), 0..=3), size(), size());
    check((sizes, prop::num::f64::ANY), |((features, channels, kernel, horizon), dropout)| {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        let dropout = if dropout.is_finite() { dropout.abs().min(1.0) } else { dropout };
        let config = TcnConfig { features, channels, kernel, horizon, head: Pooling::Mean, dropout };
        config.receptive_field();
        if let Err(error) = DynTcn::new(&config, rng) {
            assert!(!error.to_string().is_empty());
        }
    });
}

#[test]
fn other_run_time_models_of_any_configuration_are_built_or_refused() {
    let size = || prop_oneof![6 => 0..=4usize, 1 => Just(TOO_MANY), 1 => Just(usize::MAX)];
    let sizes = [(); 7].map(|()| size());
    check(sizes.prop_map(|sizes| sizes), |[a, b, c, d, e, f, g]| {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        // Layers without end are a loop without end.
        let layers = d.min(4);
        let config = TransformerConfig { feed_forward: Some(f), ..TransformerConfig::new(a, b, c, layers, e) };
        let transformer = DynTransformer::new(&config, rng).map(drop);
        let bases = [Basis::Generic, Basis::Trend { degree: g }, Basis::Seasonality { harmonics: g }];
        let built = bases.map(|basis| {
            let stack = StackConfig { basis, width: c, layers, blocks: e.min(4), share_weights: a % 2 == 0 };
            DynNBeats::new(&NBeatsConfig { lookback: a, horizon: b, stacks: vec![stack] }, rng).map(drop)
        });
        for error in built.into_iter().chain([transformer]).filter_map(Result::err) {
            assert!(!error.to_string().is_empty());
        }
    });
}
