//! Parameters have the same counts and names as in PyTorch.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{GenericStack, MeanPool, Module, NBeats, Tcn, Transformer, channels};

#[test]
fn a_tcn_has_the_parameters_of_the_same_model_in_pytorch() {
    let model = Tcn::<5, channels![64, 128, 256], 3, 1, MeanPool>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let blocks = (0..3).flat_map(|block| ["conv1", "conv2", "residual"].map(|layer| format!("blocks.{block}.{layer}")));
    let layers = blocks.chain(["head".into()]);
    let names: Vec<_> = layers.flat_map(|layer| ["weight", "bias"].map(|part| format!("{layer}.{part}"))).collect();
    assert_eq!(model.parameter_names(), names);
    assert_eq!(model.parameter_count(), 424_769);
}

#[test]
fn a_block_that_keeps_its_width_has_no_residual_convolution() {
    let model = Tcn::<4, channels![4, 4], 2, 1>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    assert!(model.parameter_names().iter().all(|name| !name.contains("residual")), "{:?}", model.parameter_names());
    assert_eq!(model.parameter_count(), 4 * (4 * 4 * 2 + 4) + 4 + 1);
}

#[test]
fn a_transformer_has_the_parameters_of_the_same_model_in_pytorch() {
    let model = Transformer::<7, 64, 4, 3, 24>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let parts = ["self_attn.in_proj_weight", "self_attn.in_proj_bias"].map(String::from).into_iter();
    let layers = ["self_attn.out_proj", "linear1", "linear2", "norm1", "norm2"];
    let parts = parts.chain(layers.iter().flat_map(|layer| ["weight", "bias"].map(|part| format!("{layer}.{part}"))));
    let parts: Vec<_> = parts.collect();
    let blocks = (0..3).flat_map(|block| parts.iter().map(move |part| format!("layers.{block}.{part}")));
    let input = ["input.weight", "input.bias"].map(String::from).into_iter();
    let names: Vec<_> = input.chain(blocks).chain(["head.weight", "head.bias"].map(String::from)).collect();
    assert_eq!(model.parameter_names(), names);
    assert_eq!(model.parameter_count(), 152_024);
}

#[test]
fn nbeats_has_the_parameters_of_the_same_model_in_pytorch() {
    let model = NBeats::<120, 24, (GenericStack<256, 10>,)>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    assert_eq!(model.parameter_count(), 2_653_600);
    assert_eq!(model.parameter_names()[..2], ["stacks.0.blocks.0.layers.0.weight", "stacks.0.blocks.0.layers.0.bias"]);
}
