//! Products, convolutions, equations and patterns.

use super::*;
use timeseriesml::{Correlation, Float, einsum};

/// Operations of tensors of floats, some of which fit only by luck.
pub(super) fn products<E: Float>(
    x: &DynTensor<E>,
    y: &DynTensor<E>,
    z: &DynTensor<E>,
    arguments: &Arguments,
) -> Vec<Outcome<E>> {
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
    let (x, w) = (from_values::<f32>(&[2, 3, 4]).requires_grad(), from_values(&[5, 3, 2]));
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
