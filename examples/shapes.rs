//! What the compiler checks, in five minutes. Each step has correct code and, after `MISTAKE`, a line that does not
//! compile, with the first line of the compiler's message. Uncomment such a line to see the error.
//!
//! `cargo run --example shapes` prints the shapes.
//!
//! Previous: `forecast`. Next: `own_model`, a model made of layers. `docs/SHAPES.md` has all the rules.

use std::error::Error;

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Adam, Axis, Batch, Column, Conv1d, Dataset, Dim, Dyn, DynTensor, Linear, MseLoss, Shape, SyntheticCandles, Tcn,
    Tensor, Trainer, WindowDataset, channels, shape::SplitInto,
};

#[derive(Axis)]
struct Time<const N: usize>;

#[derive(Axis)]
struct Feature<const N: usize>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);

    println!("\nThe shape is part of the type. A matrix product needs equal inner axes.");
    let a: Tensor<(Dim<2>, Dim<3>)> = Tensor::from([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    show("a × aᵀ", &a.matmul(&a.transpose::<0, 1>()));
    // MISTAKE: a.matmul(&a);
    // error[E0277]: matmul: the inner axes differ: `Dim<3>` on the left, `Dim<2>` on the right

    println!("\nShapes align at their last axes. Only an axis of type `One` broadcasts.");
    let bias: Tensor<(Dim<3>,)> = Tensor::from([0.1, 0.2, 0.3]);
    show("a + bias", &(&a + &bias));
    show("a − its mean per row", &(&a - &a.mean_keepdim::<-1>()));
    // MISTAKE: let _ = &a - &a.mean::<-1>();
    // error[E0277]: the axes `Dim<3>` and `Dim<2>` do not match and neither is `One`

    println!("\nA size that is known only at run time is an axis too: `Batch`, or `Dyn`.");
    let x: Tensor<(Batch, Dim<96>, Dim<5>)> = Tensor::randn_sized([32, 96, 5], &mut rng)?;
    let embed = Linear::<5, 64>::new(&mut rng);
    let h: Tensor<(Batch, Dim<96>, Dim<64>)> = embed.forward(x.clone());
    show("h: a linear layer over the last axis", &h);
    // MISTAKE: embed.forward(h.clone());
    // error[E0277]: the layer expects 5 features on the last axis, but that axis is `Dim<64>`

    println!("\nConvolutions take channels before time. The compiler works out the length: 96 − (3 − 1) = 94.");
    let conv = Conv1d::<5, 16, 3>::new(&mut rng);
    let y: Tensor<(Batch, Dim<16>, Dim<94>)> = conv.forward(x.transpose::<-1, -2>());
    show("y", &y);
    // MISTAKE: conv.forward(x.clone());
    // error[E0277]: the layer expects 5 channels on the second-to-last axis, but that axis is `Dim<96>`
    // MISTAKE: Conv1d::<16, 8, 95>::new(&mut rng).forward(y.clone());
    // error[E0277]: a convolution with kernel 95, stride 1, padding 0 and dilation 1 does not fit the length `Dim<94>`

    println!("\nThe number of heads must divide the width, and reshaping keeps the number of elements.");
    let heads: Tensor<(Batch, Dim<96>, Dim<4>, Dim<16>)> = h.unflatten::<-1, 4>();
    show("h in four heads", &heads);
    // MISTAKE: h.unflatten::<-1, 6>();
    // error[E0277]: `Dim<64>` cannot be split into 6 equal parts
    show("x, flat", &x.reshape::<(Batch, Dim<480>)>());
    // MISTAKE: x.reshape::<(Batch, Dim<500>)>();
    // error[E0277]: `(Batch, Dim<96>, Dim<5>)` and `(Batch, Dim<500>)` cannot be shown to have the same number of elements

    println!("\nNamed axes differ even if their sizes are equal.");
    let named: Tensor<(Time<4>, Feature<4>)> = Tensor::ones();
    let swapped: Tensor<(Feature<4>, Time<4>)> = named.transpose::<0, 1>();
    show("named + swapped back", &(&named + &swapped.transpose::<0, 1>()));
    // MISTAKE: let _ = &named + &swapped;
    // error[E0277]: the axes `Time<4>` and `Feature<4>` do not match and neither is `One`

    println!("\nThe bounds of a generic function say which sizes it takes.");
    show("in_four", &in_four(&Tensor::<(Dim<12>,)>::ones()));
    // MISTAKE: in_four(&Tensor::<(Dim<10>,)>::ones());
    // error[E0277]: `Dim<10>` cannot be split into 4 equal parts

    println!("\n`backward` starts from a scalar. A gradient has the shape of its leaf.");
    let leaf = a.clone().requires_grad();
    let gradients = (&leaf * &leaf).sum_all().backward();
    show("gradient of Σa² by a", &gradients.get(&leaf).ok_or("the sum depends on a")?);
    // MISTAKE: (&leaf * &leaf).backward();
    // error[E0277]: `backward` starts from a scalar, but this tensor has the shape `(Dim<2>, Dim<3>)`

    println!("\nA model must fit its windows. With kernel 3, four blocks see 1 + 2·2·15 = 61 steps.");
    let candles = SyntheticCandles::new(300).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    let model = Tcn::<5, channels![8, 8, 8, 8], 3, 6>::new(&mut rng);
    // MISTAKE: let model = Tcn::<5, channels![8, 8, 8, 8], 3, 12>::new(&mut rng);
    // error[E0277]: the model predicts `Tensor<(Batch, Dim<12>)>`, but the data has a horizon of 6 steps
    // MISTAKE: let model = Tcn::<4, channels![8, 8, 8, 8], 3, 6>::new(&mut rng);
    // error[E0277]: the layer expects 4 features on the last axis, but that axis is `Dim<5>`
    // MISTAKE: let model = Tcn::<5, channels![8, 8], 3, 6>::new(&mut rng);
    // error[E0277]: the receptive field is `Dim<13>`, shorter than the lookback of 24 steps
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 1)?;
    show("forecasts of three windows", &trainer.predict(train.batch(&[0, 1, 2])?.0)?);

    println!("\nSizes known at run time are checked at run time. Methods named `try_` return the error.");
    let (left, right) = (Tensor::<(Dim<2>, Dyn)>::zeros_sized([2, 3])?, Tensor::<(Dyn, Dim<4>)>::zeros_sized([5, 4])?);
    println!("  left × right: {}", left.try_matmul(&right).err().ok_or("3 is not 5")?);
    let untyped: DynTensor = a.into_dyn();
    println!("  a × a, as a DynTensor: {}", untyped.matmul(&untyped).err().ok_or("3 is not 2")?);
    show("a, typed again", &untyped.clone().try_into_shape::<(Batch, Dim<3>)>()?);
    let wrong = untyped.try_into_shape::<(Batch, Dim<4>)>();
    println!("  a as (Batch, Dim<4>): error: {}", wrong.err().ok_or("3 is not 4")?);
    Ok(())
}

/// Splits `x` into four equal parts. Without the bound, the compiler says which bound is missing.
fn in_four<const N: usize>(x: &Tensor<(Dim<N>,)>) -> Tensor<(Dim<4>, <Dim<N> as SplitInto<4>>::Output)>
where
    Dim<N>: SplitInto<4>,
{
    x.unflatten::<0, 4>()
}

fn show<S: Shape>(what: &str, x: &Tensor<S>) {
    println!("  {what:<38} {:?}", x.sizes());
}
