//! Products, convolutions, equations and patterns with operands whose sizes match.

use super::*;
use timeseriesml::einsum;

fn inspect_all(results: Vec<Result<DynTensor, ShapeError>>) {
    for result in results {
        inspect(result.map(|y| vec![Produced::f32(y)]));
    }
}

/// Makes the calls of the products several times.
fn products(tensors: [DynTensor; 3], seed: u64) {
    let start = OPERATIONS.iter().position(|operation| operation.names[0] == "matmul").expect("products are declared");
    for round in 0..4 {
        calls(&OPERATIONS[start..], &Case { tensors: tensors.clone(), seed: seed ^ round }, |_, _, _| {});
    }
}

/// A string of the given characters, now and then with any other character.
fn text(characters: &'static str) -> impl Strategy<Value = String> {
    let some = prop::sample::select(characters.chars().collect::<Vec<_>>());
    let words = prop::collection::vec(prop_oneof![60 => some, 1 => any::<char>()], 0..=16);
    words.prop_map(|words| words.into_iter().collect::<String>().replace('.', "...").replace('>', "->"))
}

/// An equation whose operands have one letter per axis of the tensors.
fn fitting(operands: &[&DynTensor], letters: &str) -> String {
    let mut letters = letters.chars().cycle();
    let term = |x: &&DynTensor| letters.by_ref().take(x.rank()).collect::<String>();
    operands.iter().map(term).collect::<Vec<_>>().join(",")
}

/// If channels and features match, the checks of strides, padding and dilation are reached.
#[test]
fn convolutions_and_products_that_fit() {
    let sizes = prop::array::uniform4(0..=5usize);
    check(
        (sizes, number(), 1..=4usize, any::<bool>(), any::<u64>()),
        |([batch, inputs, outputs, taps], length, groups, tracked, seed)| {
            let length = length.min(20);
            let made = |sizes: &[usize]| if tracked { made(sizes, 0).requires_grad() } else { made(sizes, 0) };
            let (w, b) = (made(&[outputs, inputs, taps]), made(&[outputs]));
            let x = made(&[batch, inputs * groups, length]);
            products([x.clone(), w.clone(), b.clone()], seed);
            products([x.clone(), w.transpose(0, 1).unwrap(), b.clone()], seed);
            products([x.transpose(1, 2).unwrap(), made(&[outputs, inputs]), b], seed);
        },
    );
}

/// An output of a single step never uses the stride, so no stride is too large.
#[test]
fn a_single_step_has_any_stride() {
    let (x, w) = (made::<f32>(&[2, 3, 4], 0).requires_grad(), made(&[5, 3, 2], 0));
    for stride in [4, usize::MAX / 2, usize::MAX] {
        let y = x.conv1d(&w, None, stride, 0, 1).unwrap();
        assert_eq!(y.sizes(), [2, 5, 1]);
        assert_eq!(y.sum_all().backward().unwrap().len(), 1);
    }
}

#[test]
fn equations_and_patterns_of_any_text() {
    let tensors = || prop_oneof![3 => small(), 1 => empty()];
    let texts = (text("ab.,> "), text("ab (1)>"), "[a-e]{1,9}");
    check((tensors(), tensors(), tensors(), texts, number()), |(x, y, z, (equation, pattern, letters), a)| {
        inspect_all(vec![einsum(&equation, &[&x]), einsum(&equation, &[&x, &y]), einsum(&equation, &[&x, &y, &z])]);
        inspect_all(vec![einsum(&equation, &[]), einsum::<f32>(&equation, &[&x; 10])]);
        for operands in [vec![&x], vec![&x, &y], vec![&x, &y, &z]] {
            let terms = fitting(&operands, &letters);
            inspect_all(vec![einsum(&terms, &operands), einsum(&format!("{terms}->"), &operands)]);
            inspect_all(vec![
                einsum(&format!("...{terms}->a"), &operands),
                einsum(&format!("{terms}->{equation}"), &operands),
            ]);
        }
        inspect_all(vec![
            x.rearrange(&pattern, &[]),
            x.rearrange(&pattern, &[("a", a)]),
            x.rearrange(&pattern, &[("b", a)]),
        ]);
        inspect_all(vec![x.rearrange("(a b) c -> (a c) b", &[("a", a)]), x.rearrange("a b c -> (b c) (1 a)", &[])]);
    });
}

/// Empty operands whose channels and features match.
#[test]
fn empty_convolutions_and_products_that_fit() {
    let size = || prop_oneof![2 => Just(0), 1 => 1..=3usize, 1 => huge()];
    check(
        ([size(), size(), size(), size(), size()], any::<u64>()),
        |([batch, inputs, outputs, taps, length], seed)| {
            let made = |sizes: &[usize]| {
                let possible = product(sizes).is_some_and(|product| product <= WALKED || sizes.contains(&0));
                DynTensor::zeros_sized(if possible { sizes } else { &[0] }).unwrap().requires_grad()
            };
            let (w, b) = (made(&[outputs, inputs, taps]), made(&[outputs]));
            products([made(&[batch, inputs, length]), w, b.clone()], seed);
            products([made(&[batch, inputs, length]), made(&[inputs, outputs, taps]), made(&[0])], seed);
            products([made(&[batch, length, inputs]), made(&[outputs, inputs]), b], seed);
            products([made(&[batch, length, inputs]), made(&[batch, inputs, outputs]), made(&[inputs])], seed);
        },
    );
}
