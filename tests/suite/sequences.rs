//! Correct programs with recurrent layers and attention, as users write them: they compile, run, and train.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Axis, Batch, Bidirectional, Column, Dim, Dropout, Forward, LayerNorm, Linear, Lstm, Module, MseLoss,
    MultiHeadAttention, One, Standard, SyntheticCandles, Tensor, Trainer, WindowDataset,
    nn::LstmState,
    nn::TransformerEncoderLayer,
    shape::{PerDirection, SplitInto, Unidirectional},
    tensor::{Attention, scaled_dot_product_attention},
};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0)
}

type Window = Tensor<(Batch, Dim<24>, Dim<5>)>;

fn window() -> Window {
    Tensor::randn_sized([3, 24, 5], &mut rng()).unwrap()
}

/// Maps the last hidden state of two layers, with dropout, to the horizon.
#[derive(Module)]
struct LastHidden {
    lstm: Lstm<5, 16, 2>,
    dropout: Dropout,
    head: Linear<16, 6>,
}

impl Forward<Window> for LastHidden {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Window) -> Self::Output {
        let (_, state) = self.lstm.forward_with_state(x);
        self.head.forward(self.dropout.forward(state.last_hidden()))
    }
}

/// A decoder that starts from the encoder's state and attends to the encoder's output.
#[derive(Module)]
struct Seq2Seq<const HIDDEN: usize> {
    encoder: Lstm<5, HIDDEN>,
    decoder: Lstm<1, HIDDEN>,
    attention: MultiHeadAttention<HIDDEN, 2>,
    norm: LayerNorm<HIDDEN>,
    head: Linear<HIDDEN, 1>,
}

impl<const HIDDEN: usize> Forward<Window> for Seq2Seq<HIDDEN> {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Window) -> Self::Output {
        let batch = x.sizes()[0];
        let (seen, state) = self.encoder.forward_with_state(x);
        let start: Tensor<(Batch, Dim<6>, Dim<1>)> = Tensor::zeros_sized([batch, 6, 1]).unwrap();
        let (steps, _) = self.decoder.forward_from(start, state);
        let looked = self.attention.attend(steps.clone(), seen.clone(), seen);
        self.head.forward(self.norm.forward(steps + looked)).squeeze::<-1>()
    }
}

/// A chain of two encoder layers, generic over all sizes.
#[derive(Module)]
struct Encoder<const WIDTH: usize, const HEADS: usize, const FF: usize> {
    embed: Linear<5, WIDTH>,
    layers: (TransformerEncoderLayer<WIDTH, HEADS, FF>, TransformerEncoderLayer<WIDTH, HEADS, FF>),
    head: Linear<WIDTH, 6>,
}

impl<const WIDTH: usize, const HEADS: usize, const FF: usize> Encoder<WIDTH, HEADS, FF>
where
    Dim<WIDTH>: SplitInto<HEADS>,
{
    fn new(rng: &mut Xoshiro256PlusPlus) -> Self {
        let layer = TransformerEncoderLayer::options().norm_first(true).gelu().dropout(0.1).build(rng).unwrap();
        Encoder { embed: Linear::new(rng), layers: (layer, TransformerEncoderLayer::new(rng)), head: Linear::new(rng) }
    }
}

impl<const WIDTH: usize, const HEADS: usize, const FF: usize> Forward<Window> for Encoder<WIDTH, HEADS, FF> {
    type Output = Tensor<(Batch, Dim<6>)>;
    fn forward(&self, x: Window) -> Self::Output {
        self.head.forward(self.layers.forward(self.embed.forward(x)).mean::<1>())
    }
}

fn trains<M>(name: &str, model: M)
where
    M: Module + Forward<Window, Output = Tensor<(Batch, Dim<6>)>>,
{
    let candles = SyntheticCandles::new(200).seed(3).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).subtract_last();
    let (train, val, _) = windows.build().unwrap().split([0.6, 0.2, 0.2]).unwrap();
    let mut trainer = Trainer::new(model, Adam::new(3e-3), MseLoss).batch_size(16).progress(false);
    let history = trainer.fit(&train, &val, 4).unwrap();
    let (first, last) = (history.epochs[0].train_loss, history.epochs[3].train_loss);
    assert!(last < first, "{name}: the loss went from {first} to {last}");
}

#[test]
fn models_of_layers_for_sequences_train() {
    let rng = &mut rng();
    let head = || Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(1));
    trains(
        "last hidden",
        LastHidden { lstm: Lstm::new(rng).dropout(0.1), dropout: Dropout::new(0.1, rng), head: head() },
    );
    let seq2seq = Seq2Seq::<16> {
        encoder: Lstm::new(rng),
        decoder: Lstm::new(rng),
        attention: MultiHeadAttention::new(rng).dropout(0.1, &mut Xoshiro256PlusPlus::seed_from_u64(2)),
        norm: LayerNorm::new(),
        head: Linear::new(rng),
    };
    trains("encoder and decoder", seq2seq);
    trains("transformer encoder", Encoder::<16, 4, 32>::new(rng));
}

/// A function that is generic over the sizes and the direction; the direction needs one bound.
fn encode<const IN: usize, const HIDDEN: usize, D, T: Axis>(
    lstm: &Lstm<IN, HIDDEN, 1, D>,
    x: Tensor<(Batch, T, Dim<IN>)>,
) -> Tensor<(Batch, T, <D as PerDirection<HIDDEN>>::Axis)>
where
    D: PerDirection<HIDDEN>,
{
    lstm.forward(x)
}

#[test]
fn an_lstm_is_generic_in_its_sizes_and_direction() {
    let one: Tensor<(Batch, Dim<24>, Dim<8>)> = encode(&Lstm::<5, 8, 1, Unidirectional>::new(&mut rng()), window());
    let both: Tensor<(Batch, Dim<24>, Dim<16>)> = encode(&Lstm::<5, 8, 1, Bidirectional>::new(&mut rng()), window());
    assert_eq!((one.sizes(), both.sizes()), (&[3, 24, 8][..], &[3, 24, 16][..]));
}

#[test]
fn a_sequence_in_two_pieces_is_the_whole_sequence() {
    let lstm = Lstm::<5, 8, 2>::new(&mut rng());
    let (whole, end) = lstm.forward_with_state(window());
    let (first, state) = lstm.forward_with_state(window().slice::<1, 0, 10>());
    let state: LstmState<(Dim<2>, Batch, Dim<8>)> = state.detach();
    let (second, at_end) = lstm.forward_from(window().slice::<1, 10, 24>(), state);
    let pieces: Tensor<(Batch, Dim<24>, Dim<8>)> = first.concat::<1, _>(&second);
    let near = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6);
    assert!(near(&whole.to_vec(), &pieces.to_vec()));
    assert!(near(&end.hidden.to_vec(), &at_end.hidden.to_vec()) && near(&end.cell.to_vec(), &at_end.cell.to_vec()));
    assert_eq!(end.last_hidden().to_vec(), whole.select::<1>(23).to_vec());
}

#[test]
fn both_ways_read_the_sequence_turned_round() {
    let both = Lstm::<5, 4, 1, Bidirectional>::new(&mut rng());
    let y = both.forward(window());
    // The backward direction starts at the last step: its output at the last step depends on that step alone.
    let mut changed = window().to_vec();
    changed[..5].fill(9.0);
    let changed: Window = Tensor::from_slice_sized([3, 24, 5], &changed).unwrap();
    let z = both.forward(changed);
    let last = |y: &Tensor<(Batch, Dim<24>, Dim<8>)>| y.select::<1>(23).slice::<1, 4, 8>().to_vec();
    assert_eq!(last(&y), last(&z));
    assert_ne!(y.select::<1>(0).to_vec(), z.select::<1>(0).to_vec());
}

#[test]
fn attention_by_hand_is_the_layer() {
    type Heads = Tensor<(Batch, Dim<2>, Dim<24>, Dim<4>)>;
    let (q, k, v): (Heads, Heads, Heads) = {
        let rng = &mut rng();
        let mut heads = || Tensor::randn_sized([3, 2, 24, 4], rng).unwrap();
        (heads(), heads(), heads())
    };
    let scores = q.matmul(&k.transpose::<-1, -2>()) * 0.5;
    let causal = Tensor::<(Dim<24>, Dim<24>)>::ones().tril(0).gt(0.0);
    let hidden = !&causal;
    let close = |a: &Heads, b: &Heads| a.to_vec().iter().zip(b.to_vec()).all(|(a, b)| (a - b).abs() < 1e-5);
    let plain = scores.softmax::<-1>().matmul(&v);
    assert!(close(&scaled_dot_product_attention(&q, &k, &v), &plain));
    let masked = scores.masked_fill(&hidden, f32::NEG_INFINITY).softmax::<-1>().matmul(&v);
    assert!(close(&Attention::new().causal().attend(&q, &k, &v), &masked));
    assert!(close(&Attention::new().mask(&causal).attend(&q, &k, &v), &masked));
    let doubled = (scores * 2.0).softmax::<-1>().matmul(&v);
    assert!(close(&Attention::new().scale(1.0).attend(&q, &k, &v), &doubled));
}

#[test]
fn padding_is_hidden_by_a_mask_with_an_axis_that_stretches() {
    let layer = MultiHeadAttention::<4, 2>::new(&mut rng());
    let x: Tensor<(Batch, Dim<6>, Dim<4>)> = Tensor::randn_sized([2, 6, 4], &mut rng()).unwrap();
    let is_real: Vec<bool> = (0..12).map(|i| i % 6 < 4).collect();
    let is_real: Tensor<(Batch, One, One, Dim<6>), bool> = Tensor::from_slice_sized([2, 1, 1, 6], &is_real).unwrap();
    let y = layer.attend_masked(x.clone(), x.clone(), x.clone(), &is_real).slice::<1, 0, 4>();
    assert_eq!(y.to_vec(), layer.forward_masked(x.clone(), &is_real).slice::<1, 0, 4>().to_vec());
    let short = x.slice::<1, 0, 4>();
    let z = layer.attend(short.clone(), short.clone(), short);
    assert!(y.to_vec().iter().zip(z.to_vec()).all(|(a, b)| (a - b).abs() < 1e-6));
}

#[test]
fn dropout_of_attention_repeats_with_its_seed_and_stops_in_evaluation() {
    let new = || {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(4);
        let layer = MultiHeadAttention::<4, 2>::new(rng);
        layer.dropout(0.5, rng)
    };
    let x: Tensor<(Batch, Dim<6>, Dim<4>)> = Tensor::randn_sized([2, 6, 4], &mut rng()).unwrap();
    let (mut first, second) = (new(), new());
    let y = first.forward(x.clone()).to_vec();
    assert_eq!(y, second.forward(x.clone()).to_vec());
    assert_ne!(y, first.forward(x.clone()).to_vec(), "another call drops others");
    first.eval();
    assert_eq!(first.forward(x.clone()).to_vec(), first.forward(x).to_vec());
}
