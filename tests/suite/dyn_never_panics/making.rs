//! New tensors of any sizes and ranges, files of any bytes, layers and models of any configuration.

use super::*;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    DynForward, DynNBeats, DynTcn, DynTransformer, NBeatsConfig, TcnConfig, TransformerConfig,
    models::{Basis, Pooling, StackConfig},
    nn::{DynConv1d, DynLayerNorm, DynLinear, DynMultiHeadAttention},
};

#[test]
fn impossible_sizes_are_refused() {
    let sizes = prop::collection::vec(prop_oneof![2 => 0..=5usize, 1 => huge()], 0..=10);
    check((sizes, 0..=6usize), |(sizes, values)| {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
        let product = product(&sizes);
        let fits = product.is_some_and(|product| sizes.contains(&0) || product <= WALKED);
        // For sizes between small and impossible ones, the result depends on the machine.
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
        // For ranges between small and impossible ones, the result depends on the machine.
        let possible = |count: f64| !(1e5..1e15).contains(&count);
        if possible((b - a) / c) {
            let x = DynTensor::arange_to(a, b, c);
            assert!(x.map_or(true, |x| x.to_vec().iter().all(|x: &f64| x.is_finite())));
        }
        if possible((j as f64 - i as f64) / k as f64) {
            let x = DynTensor::arange_to(i, j, k);
            assert!(x.map_or(true, |x| (x.numel() == 0) == (i == j)));
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
    let mut config = TcnConfig::new(3, [2, 4], 2, 2);
    config.dropout = 0.5;
    let mut mean = config.clone();
    mean.head = Pooling::Mean;
    let mut transformer = TransformerConfig::new(3, 4, 2, 1, 2);
    transformer.causal = true;
    let mut stack = StackConfig::new(Basis::Generic, 2);
    (stack.layers, stack.blocks) = (1, 2);
    let nbeats = NBeatsConfig::new(4, 2, [stack]);
    let layers: [Box<dyn DynForward>; 9] = [
        Box::new(DynLayerNorm::new(3).unwrap()),
        Box::new(DynMultiHeadAttention::new(4, 2, rng).unwrap()),
        Box::new(DynTransformer::new(&transformer, rng).unwrap()),
        Box::new(DynNBeats::new(&nbeats, rng).unwrap()),
        Box::new(DynLinear::new(3, 2, rng).unwrap()),
        Box::new(DynConv1d::new(3, 2, 3, rng).unwrap().stride(2).unwrap().padding(1)),
        Box::new(DynConv1d::new(3, 2, 3, rng).unwrap().causal().dilation(usize::MAX / 2).unwrap()),
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
        let mut config = TcnConfig::new(features, channels, kernel, horizon);
        (config.head, config.dropout) = (Pooling::Mean, dropout);
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
        // An unbounded number of layers would be an unbounded loop.
        let layers = d.min(4);
        let mut config = TransformerConfig::new(a, b, c, layers, e);
        config.feed_forward = Some(f);
        let transformer = DynTransformer::new(&config, rng).map(drop);
        let bases = [Basis::Generic, Basis::Trend { degree: g }, Basis::Seasonality { harmonics: g }];
        let built = bases.map(|basis| {
            let mut stack = StackConfig::new(basis, c);
            (stack.layers, stack.blocks, stack.share_weights) = (layers, e.min(4), a % 2 == 0);
            DynNBeats::new(&NBeatsConfig::new(a, b, [stack]), rng).map(drop)
        });
        for error in built.into_iter().chain([transformer]).filter_map(Result::err) {
            assert!(!error.to_string().is_empty());
        }
    });
}
