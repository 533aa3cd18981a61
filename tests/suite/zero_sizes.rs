//! A layer or model with a size of 0 is rejected when it is built, with a message that names the size, and never later by `forward`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::panic::{AssertUnwindSafe, catch_unwind};
use timeseriesml::models::{
    GenericBasis, GenericStack, NBeatsBlock, SeasonalityBasis, SeasonalityStack, TcnBlock, TrendBasis, TrendStack,
};
use timeseriesml::nn::{
    DynBatchNorm1d, DynConv1d, DynLayerNorm, DynLinear, DynMultiHeadAttention, TransformerEncoderLayer,
};
use timeseriesml::{
    BatchNorm1d, CausalConv1d, Conv1d, LayerNorm, Linear, Lstm, MultiHeadAttention, NBeats, Tcn, Transformer, channels,
};

type Rng = Xoshiro256PlusPlus;

fn refusal<T>(make: impl FnOnce(&mut Rng) -> T) -> String {
    let made = catch_unwind(AssertUnwindSafe(|| drop(make(&mut Rng::seed_from_u64(0)))));
    made.expect_err("it was made").downcast_ref::<String>().cloned().unwrap()
}

macro_rules! refused { ($($named:literal: $make:expr;)*) => { $(
    let message = refusal($make);
    assert!(message.contains(concat!($named, " is 0")) && message.contains("at least 1"), "{}: {message}", stringify!($make));
)* } }

#[test]
fn layers_of_a_size_of_0_are_refused_when_made() {
    refused! {
        "inputs": |rng| Linear::<0, 5>::new(rng);
        "outputs": |rng| Linear::<5, 0>::new(rng);
        "features": |_| LayerNorm::<0>::new();
        "channels": |_| BatchNorm1d::<0>::new();
        "inputs": |rng| Conv1d::<0, 16, 3>::new(rng);
        "outputs": |rng| Conv1d::<5, 0, 3>::new(rng);
        "kernel": |rng| Conv1d::<5, 16, 0>::new(rng);
        "stride": |rng| Conv1d::<5, 16, 3, 0>::new(rng);
        "dilation": |rng| Conv1d::<5, 16, 3, 1, 0, 0>::new(rng);
        "kernel": |rng| CausalConv1d::<5, 16, 0>::new(rng);
        "dilation": |rng| CausalConv1d::<5, 16, 3, 0>::new(rng);
        "inputs": |rng| Lstm::<0, 8>::new(rng);
        "hidden state": |rng| Lstm::<5, 0>::new(rng);
        "layers": |rng| Lstm::<5, 8, 0>::new(rng);
        "width": |rng| MultiHeadAttention::<0, 1>::new(rng);
        "outputs": |rng| TransformerEncoderLayer::<8, 2, 0>::new(rng);
        "width": |rng| TransformerEncoderLayer::<0, 1, 8>::new(rng);
    }
}

#[test]
fn models_of_a_size_of_0_are_refused_when_made() {
    refused! {
        "kernel": |rng| TcnBlock::<5, 8, 0, 1>::new(rng);
        "dilation": |rng| TcnBlock::<5, 8, 3, 0>::new(rng);
        "features": |rng| Tcn::<0, channels![8], 3, 6>::new(rng);
        "channels[0]": |rng| Tcn::<5, channels![0], 3, 6>::new(rng);
        "kernel": |rng| Tcn::<5, channels![8], 0, 6>::new(rng);
        "horizon": |rng| Tcn::<5, channels![8], 3, 0>::new(rng);
        "features": |rng| Transformer::<0, 8, 2, 1, 6>::new(rng);
        "layers": |rng| Transformer::<5, 8, 2, 0, 6>::new(rng);
        "width": |rng| Transformer::<5, 0, 1, 1, 6>::new(rng);
        "horizon": |rng| Transformer::<5, 8, 2, 1, 0>::new(rng);
        "lookback": |rng| NBeats::<0, 6, (GenericStack<8>,)>::new(rng);
        "horizon": |rng| NBeats::<24, 0, (GenericStack<8>,)>::new(rng);
        "width": |rng| NBeats::<24, 6, (GenericStack<0>,)>::new(rng);
        "blocks": |rng| NBeats::<24, 6, (GenericStack<8, 0>,)>::new(rng);
        "blocks": |rng| NBeats::<24, 6, (TrendStack<2, 8, 0>,)>::new(rng);
        "harmonics": |rng| NBeats::<24, 6, (SeasonalityStack<0, 8>,)>::new(rng);
        "blocks": |rng| NBeats::<24, 6, (SeasonalityStack<2, 8, 0>,)>::new(rng);
        "lookback": |rng| NBeatsBlock::<0, 6, 8, GenericBasis>::new(rng);
        "width": |rng| NBeatsBlock::<24, 6, 0, GenericBasis>::new(rng);
        "harmonics": |rng| NBeatsBlock::<24, 6, 8, SeasonalityBasis<0>>::new(rng);
    }
    // A trend of degree 0 is a constant.
    let rng = &mut Rng::seed_from_u64(0);
    let _ = NBeats::<24, 6, (TrendStack<0, 8>,)>::new(rng);
    let _ = NBeatsBlock::<24, 6, 8, TrendBasis<0>>::new(rng);
}

#[test]
fn run_time_layers_of_a_size_of_0_are_an_error() {
    refused! {
        "inputs": |rng| DynLinear::new(0, 5, rng).map_err(|error| error.to_string()).unwrap();
        "features": |_| DynLayerNorm::new(0).map_err(|error| error.to_string()).unwrap();
        "channels": |_| DynBatchNorm1d::new(0).map_err(|error| error.to_string()).unwrap();
        "kernel": |rng| DynConv1d::new(5, 16, 0, rng).unwrap();
        "stride": |rng| DynConv1d::new(5, 16, 3, rng).unwrap().stride(0).unwrap();
        "dilation": |rng| DynConv1d::new(5, 16, 3, rng).unwrap().dilation(0).unwrap();
        "width": |rng| DynMultiHeadAttention::new(0, 1, rng).unwrap();
    }
    let no_heads = DynMultiHeadAttention::new(8, 0, &mut Rng::seed_from_u64(0)).map(drop).unwrap_err();
    assert_eq!(no_heads.to_string(), "multi-head attention: axis 0 of size 8 cannot be split into 0 equal parts");
}
