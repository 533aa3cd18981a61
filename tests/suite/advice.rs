//! Code suggested by compiler messages must compile. Each function has the name of its case in `ui-tests/`; every case of `ui-tests/programs/` is
//! here.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::data::Panel;
use timeseriesml::prelude::*;
use timeseriesml::shape::{
    AdaptivePool, ConcatAxis, ConvLen, ConvTransposeLen, CutAxis, DiffAxis, HasLargest, Merge, MergeInto, Narrow,
    PadAxis, PoolLen, ReflectAxis, SliceAxis, SplitInto, StepAxis, UnfoldAxis,
};
use timeseriesml::tensor::{Window, einsum as einsum_of_text};
use timeseriesml::{
    Adam, Axis, Batch, CausalConv1d, Column, Conv1d, Dim, Dyn, DynTensor, Lambda, Linear, MseLoss, Quantile,
    QuantileLoss, Series, ShapeError, Standard, SyntheticCandles, Tcn, Tensor, TrainError, Trainer, Transformer,
    WindowDataset, WindowPart, WindowTarget, einsum, evaluate, forecast,
};

type Part = WindowPart<24, 6, 5>;
type Input = Tensor<(Batch, Dim<24>, Dim<5>)>;
type Output = Tensor<(Batch, Dim<6>)>;
type AnyError = Box<dyn std::error::Error>;

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(0)
}

fn parts() -> [Part; 3] {
    let candles = SyntheticCandles::new(200).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).scaler(Standard).build().unwrap();
    windows.split([0.5, 0.25, 0.25]).unwrap().into()
}

fn tcn() -> Tcn<5, channels![4, 4, 4, 4], 3, 6> {
    Tcn::new(&mut rng())
}

mod generic {
    use super::*;

    pub fn concat<const PAST: usize>(past: &Tensor<(Batch, Dim<PAST>)>, future: &Tensor<(Batch, Dim<24>)>)
    where
        Dim<PAST>: ConcatAxis<Dim<24>>,
    {
        let _ = past.concat::<1, _>(future);
    }

    pub fn concat_with_a_name<const PAST: usize, const SUM: usize>(
        past: &Tensor<(Batch, Dim<PAST>)>,
        future: &Tensor<(Batch, Dim<24>)>,
    ) -> Tensor<(Batch, Dim<SUM>)>
    where
        Dim<PAST>: ConcatAxis<Dim<24>, Output = Dim<SUM>>,
    {
        past.concat::<1, _>(future)
    }

    pub fn conv<const L: usize, const OUT: usize>(
        x: Tensor<(Batch, Dim<5>, Dim<L>)>,
    ) -> Tensor<(Batch, Dim<16>, Dim<OUT>)>
    where
        Dim<L>: ConvLen<7, 1, 0, 1, Output = Dim<OUT>>,
    {
        Conv1d::<5, 16, 7>::new(&mut rng()).forward(x)
    }

    pub fn conv_transpose<const L: usize>(x: &Tensor<(Dim<5>, Dim<L>)>, weight: &Tensor<(Dim<5>, Dim<2>, Dim<4>)>)
    where
        Dim<L>: ConvTransposeLen<4, 2, 1, 1>,
    {
        let _ = x.conv_transpose1d(weight, Window::<2, 1, 1>);
    }

    pub fn topk<const N: usize>(scores: &Tensor<(Batch, Dim<N>)>)
    where
        Dim<N>: HasLargest<3>,
    {
        let _ = scores.topk::<-1, 3>(true);
    }

    pub fn pool<const L: usize>(x: &Tensor<(Batch, Dim<L>)>)
    where
        Dim<L>: PoolLen<2, 2, 0> + AdaptivePool<4>,
    {
        let _ = x.max_pool1d::<2, 2, 0>();
        let _ = x.adaptive_avg_pool1d::<4>();
    }

    // The length is a const parameter too, because the advised bound alone once led to three new errors.
    pub fn bins<const L: usize, const BINS: usize>(x: &Tensor<(Batch, Dim<L>)>) -> Tensor<(Batch, Dim<BINS>)>
    where
        Dim<L>: AdaptivePool<BINS, Output = Dim<BINS>>,
    {
        x.adaptive_avg_pool1d::<BINS>()
    }

    pub fn merge<const L: usize, const INPUTS: usize>(head: &Linear<INPUTS, 12>, x: &Tensor<(Batch, Dim<L>, Dim<5>)>)
    where
        Dim<L>: MergeInto<Dim<5>, INPUTS>,
    {
        let _ = head.forward(x.merge::<1>());
    }

    pub fn merge_without_a_name<const L: usize>(x: &Tensor<(Batch, Dim<L>, Dim<5>)>)
    where
        Dim<L>: Merge<Dim<5>>,
    {
        let _ = x.merge::<1>();
    }

    pub fn resize<const N: usize>(x: &Tensor<(Dim<N>,)>)
    where
        Dim<N>: CutAxis<24> + DiffAxis + PadAxis<4, 4> + StepAxis<0, 24, 2> + UnfoldAxis<24, 1>,
    {
        let (_, _) = x.split_at::<0, 24>();
        let _ = x.diff::<0>();
        let _ = x.pad::<0, 4, 4>(0.0);
        let _ = x.slice_step::<0, 0, 24, 2>();
        let _ = x.unfold::<0, 24, 1>();
    }

    pub fn mirror<const N: usize>(x: &Tensor<(Dim<N>,)>)
    where
        Dim<N>: PadAxis<4, 4> + ReflectAxis<4, 4>,
    {
        let _ = x.pad_reflect::<0, 4, 4>();
    }

    pub fn cut_with_names<const N: usize, const REST: usize>(x: &Tensor<(Dim<N>,)>) -> Tensor<(Dim<REST>,)>
    where
        Dim<N>: CutAxis<24, First = Dim<24>, Rest = Dim<REST>>,
    {
        x.split_at::<0, 24>().1
    }

    pub fn slices<const N: usize>(x: &Tensor<(Batch, Dim<N>)>)
    where
        Dim<N>: SliceAxis<10, 20> + Narrow<20, 5>,
    {
        let _ = x.slice::<1, 10, 20>();
        let _ = x.narrow::<1, 20, 5>();
    }

    pub fn split<const T: usize, const W: usize, const H: usize, const PART: usize>(x: &Tensor<(Dim<T>, Dim<W>)>)
    where
        Dim<W>: SplitInto<H, Output = Dim<PART>>,
        Dim<T>: SplitInto<4>,
    {
        let _: Tensor<(Dim<T>, Dim<H>, Dim<PART>)> = x.unflatten::<-1, H>();
        let _ = x.split::<0, 4>();
    }
}

#[test]
fn a_bound_that_is_advised_is_enough() {
    let (batch, vector) = (Tensor::zeros_sized([2, 48]).unwrap(), Tensor::<(Dim<48>,)>::zeros());
    generic::concat::<48>(&batch, &Tensor::zeros_sized([2, 24]).unwrap());
    let both: Tensor<(Batch, Dim<72>)> = generic::concat_with_a_name(&batch, &Tensor::zeros_sized([2, 24]).unwrap());
    assert_eq!(both.sizes(), [2, 72]);
    assert_eq!(generic::conv::<48, 42>(Tensor::zeros_sized([2, 5, 48]).unwrap()).sizes(), [2, 16, 42]);
    generic::conv_transpose::<48>(&Tensor::zeros(), &Tensor::zeros());
    generic::topk(&batch);
    generic::pool(&batch);
    assert_eq!(generic::bins::<48, 5>(&batch).sizes(), [2, 5]);
    generic::merge::<48, 240>(&Linear::new(&mut rng()), &Tensor::zeros_sized([2, 48, 5]).unwrap());
    generic::merge_without_a_name::<48>(&Tensor::zeros_sized([2, 48, 5]).unwrap());
    generic::resize(&vector);
    generic::mirror(&vector);
    assert_eq!(generic::cut_with_names::<48, 24>(&vector).sizes(), [24]);
    generic::slices(&batch);
    generic::split::<8, 12, 3, 4>(&Tensor::zeros());
}

#[derive(Module)]
struct Closes {
    head: Linear<24, 6>,
}

impl Closes {
    fn new() -> Self {
        Closes { head: Linear::new(&mut rng()) }
    }
}

impl Forward<Input> for Closes {
    type Output = Output;
    fn forward(&self, x: Input) -> Output {
        self.head.forward(x.select::<2>(3))
    }
}

#[test]
fn no_derive_module() {
    trained(Closes::new()).unwrap();
}

#[test]
fn forward_without_its_trait() {
    assert_eq!(Closes::new().forward(Tensor::zeros_sized([3, 24, 5]).unwrap()).sizes(), [3, 6]);
}

// This is the advised bound `M: Forecaster<LOOKBACK, HORIZON, FEATURES>`, with the type of the prediction.
fn trained<M: Forecaster<24, 6, 5, Prediction = WindowTarget<6>>>(model: M) -> Result<M, TrainError> {
    let [train, val, _] = parts();
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss).progress(false);
    trainer.fit(&train, &val, 1)?;
    Ok(trainer.into_model())
}

#[test]
fn no_module_bound() {
    let _ = trained(tcn()).unwrap();
}

#[test]
fn forward_bound_alone() {
    fn run<M: Forecaster<24, 6, 5>>(model: M, x: Input) -> M::Prediction {
        model.forecast(x)
    }
    assert_eq!(run(tcn(), Tensor::zeros_sized([2, 24, 5]).unwrap()).sizes(), [2, 6]);
}

#[test]
fn forecast_by_the_trainer() {
    let [_, _, test] = parts();
    let trainer = Trainer::new(tcn(), Adam::new(1e-3), MseLoss);
    assert_eq!(forecast(trainer.model(), &test, test.latest()).unwrap().len(), 6);
}

#[test]
fn evaluate_the_trainer() {
    let [_, _, test] = parts();
    let trainer = Trainer::new(tcn(), Adam::new(1e-3), MseLoss);
    assert!(evaluate(trainer.model(), &test).unwrap().mae > 0.0);
}

#[test]
fn windows_without_sizes() {
    let [train, val, _] = parts();
    assert!(!train.is_empty() && !val.is_empty());
}

#[test]
fn panel_windows_without_sizes() {
    let sales = |name: &str| {
        let time = (1..=28).map(|day| jiff::civil::date(2020, 2, day).at(0, 0, 0, 0)).collect();
        Series::new(name, time, vec![("sales".to_owned(), (0..28).map(f64::from).collect())]).unwrap()
    };
    let panel = Panel::new(vec![sales("north"), sales("south")]).unwrap();
    let windows = WindowDataset::<4, 2, 1>::over(&panel).target("sales").scaler(Standard).build().unwrap();
    assert_eq!(windows.whole().unwrap().len(), 2 * (28 - 6 + 1));
}

/// What `derive(Module)` advises instead of `Box<dyn Forward<..>>`.
trait Layer: Module + Forward<Tensor<(Batch, Dim<16>)>, Output = Tensor<(Batch, Dim<16>)>> {}
impl Layer for Linear<16, 16> {}

#[derive(Module)]
struct Net {
    body: Box<dyn Layer>,
    head: Linear<16, 6>,
}

#[derive(Module)]
struct NetOver<L> {
    body: L,
    head: Linear<16, 6>,
}

#[test]
fn derive_over_a_box_of_forward() {
    let rng = &mut rng();
    let net = Net { body: Box::new(Linear::new(rng)), head: Linear::new(rng) };
    let x = Tensor::<(Batch, Dim<16>)>::ones_sized([2, 16]).unwrap();
    assert_eq!(net.head.forward(net.body.forward(x.clone())).sizes(), [2, 6]);
    assert_eq!(net.parameter_names()[0], "body.weight");
    let net = NetOver { body: Linear::<16, 16>::new(rng), head: Linear::new(rng) };
    assert_eq!(net.head.forward(net.body.forward(x)).sizes(), [2, 6]);
}

#[test]
fn transformer_sizes_swapped() {
    let _ = trained(Transformer::<5, 8, 2, 1, 6>::new(&mut rng())).unwrap();
}

#[test]
fn compared_by_an_operator() {
    let (x, y): (Tensor<(Dim<3>,)>, Tensor<(Dim<3>,)>) = (Tensor::from([1.0, 2.0, 3.0]), Tensor::from([2.0, 2.0, 2.0]));
    assert_eq!(x.gt(&y).to_vec(), [false, false, true]);
    assert_eq!(x.gt(1.5).to_vec(), [false, true, true]);
    let masks = [x.lt(&y), x.ge(&y), x.le(&y), x.eq(&y), x.ne(&y)].map(|mask| mask.to_vec()[0]);
    assert_eq!(masks, [true, false, true, false, true]);
    assert!(x.to_vec() == x.to_vec());
}

#[test]
fn axis_as_an_argument() {
    let x = Tensor::<(Batch, Dim<24>, Dim<5>)>::ones_sized([2, 24, 5]).unwrap();
    assert_eq!(x.mean::<1>().sizes(), [2, 5]);
    assert_eq!(x.into_dyn().mean(1).unwrap().sizes(), [2, 5]);
}

#[test]
fn channels_as_an_array() {
    assert!(Tcn::<5, channels![64, 128], 3, 24>::new(&mut rng()).parameter_count() > 64 * 128);
}

#[test]
fn sizes_of_a_layer_as_arguments() {
    assert_eq!(Linear::<5, 64>::new(&mut rng()).parameter_count(), 5 * 64 + 64);
}

#[test]
fn equation_in_a_variable() {
    let x = Tensor::<(Batch, Dim<24>, Dim<8>)>::ones_sized([2, 24, 8]).unwrap();
    let scores: Tensor<(Batch, Dim<24>, Dim<24>)> = einsum!("b q d, b k d -> b q k", &x, &x);
    let equation = String::from("b q d, b k d -> b q k");
    let x: DynTensor = x.into_dyn();
    assert_eq!(einsum_of_text(&equation, &[&x, &x]).unwrap().to_vec(), scores.to_vec());
}

#[test]
fn number_of_another_type() {
    let x: Tensor<(Dim<2>,)> = Tensor::from([1.0, 2.0]);
    let by = 0.5_f64;
    assert_eq!((&x + 1.0).to_vec(), [2.0, 3.0]);
    assert_eq!((&x + by as f32).to_vec(), [1.5, 2.5]);
    assert_eq!((x.cast::<f64>() + by).to_vec(), [1.5, 2.5]);
}

#[test]
fn tensor_of_another_type() {
    let x: Tensor<(Batch, Dim<5>), f64> = Tensor::zeros_sized([8, 5]).unwrap();
    assert_eq!(Linear::<5, 64>::new(&mut rng()).forward(x.cast::<f32>()).sizes(), [8, 64]);
}

#[test]
fn learning_rate_for_an_optimizer() {
    let _ = trained(tcn()).unwrap();
}

#[test]
fn loss_for_an_optimizer() {
    let _ = Trainer::new(tcn(), Adam::new(1e-3), MseLoss);
}

/// A user's own loss, for any horizon.
struct Squared;

impl<const HORIZON: usize> Loss<WindowTarget<HORIZON>, WindowTarget<HORIZON>> for Squared {
    fn loss(&self, y: WindowTarget<HORIZON>, target: WindowTarget<HORIZON>) -> Result<Tensor<()>, ShapeError> {
        Ok((y - target).square().mean_all())
    }
}

#[test]
fn own_loss_of_another_horizon() {
    let [train, val, _] = parts();
    let mut trainer = Trainer::new(tcn(), Adam::new(1e-3), Squared).progress(false);
    assert!(trainer.fit(&train, &val, 1).is_ok());
}

#[test]
fn closure_among_layers() {
    let rng = &mut rng();
    let pool = Lambda::new(|x: Tensor<(Batch, Dim<24>, Dim<16>)>| x.mean::<1>());
    let _ = trained((Linear::<5, 16>::new(rng), pool, Linear::<16, 6>::new(rng))).unwrap();
}

#[derive(Module)]
struct Quantiles {
    head: Linear<24, 18>,
}

impl Forward<Input> for Quantiles {
    type Output = Tensor<(Batch, Dim<6>, Quantile<3>)>;
    fn forward(&self, x: Input) -> Self::Output {
        self.head.forward(x.select::<2>(3)).unflatten::<1, 6>().rename::<2, Quantile<3>>()
    }
}

#[test]
fn mean_squared_error_of_quantiles() {
    let [train, val, _] = parts();
    let model = Quantiles { head: Linear::new(&mut rng()) };
    let mut trainer = Trainer::new(model, Adam::new(1e-3), QuantileLoss::new([0.1, 0.5, 0.9])).progress(false);
    assert!(trainer.fit(&train, &val, 1).is_ok());
}

#[test]
fn point_errors_of_quantiles() {
    let [_, _, test] = parts();
    let model = Quantiles { head: Linear::new(&mut rng()) };
    let median = (model, Lambda::new(|y: Tensor<(Batch, Dim<6>, Quantile<3>)>| y.select::<2>(1)));
    assert!(evaluate(&median, &test).unwrap().mae > 0.0);
}

#[test]
fn two_fractions_for_three_parts() -> Result<(), AnyError> {
    let candles = SyntheticCandles::new(200).generate();
    let windows = WindowDataset::<24, 6, 5>::builder(&candles).target(Column::Close).build()?;
    let (train, val, test) = windows.split([0.6, 0.2, 0.2])?;
    assert!(train.len() > val.len() && val.len() == test.len());
    Ok(())
}

#[derive(Axis)]
struct Hour<const N: usize>;

#[test]
fn names_of_axes_differ() {
    let hours: Tensor<(Batch, Hour<24>)> = Tensor::zeros_sized([2, 24]).unwrap();
    let change = Linear::<24, 24>::new(&mut rng()).forward(hours.clone());
    let sum: Tensor<(Batch, Dim<24>)> = change + hours.rename::<1, Dim<24>>();
    assert_eq!(sum.sizes(), [2, 24]);
}

#[test]
fn axes_not_merged() {
    let x = Tensor::<(Batch, Dim<24>, Dim<5>)>::zeros_sized([2, 24, 5]).unwrap();
    assert_eq!(Linear::<120, 6>::new(&mut rng()).forward(x.merge::<1>()).sizes(), [2, 6]);
}

#[test]
fn size_not_known() -> Result<(), ShapeError> {
    let x: Tensor<(Batch, Dyn)> = Tensor::from_slice_sized([3, 5], &[0.5; 15])?;
    let y = Linear::<5, 64>::new(&mut rng()).forward(x.try_into_shape::<(Batch, Dim<5>)>()?);
    assert_eq!(y.sizes(), [3, 64]);
    Ok(())
}

#[test]
fn residual_over_a_shorter_length() {
    let (x, rng) = (Tensor::<(Batch, Dim<8>, Dim<96>)>::ones_sized([2, 8, 96]).unwrap(), &mut rng());
    let padded = Conv1d::<8, 8, 3, 1, 1>::new(rng).forward(x.clone());
    let causal = CausalConv1d::<8, 8, 3>::new(rng).forward(x.clone());
    assert_eq!((&x + padded + causal).sizes(), [2, 8, 96]);
    let shorter = Conv1d::<8, 8, 3>::new(rng).forward(x.clone());
    assert_eq!((x.slice::<-1, 2, 96>() + shorter).sizes(), [2, 8, 94]);
}

#[test]
fn each_wrong_program_is_mended_here() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let own = include_str!("advice.rs");
    for entry in std::fs::read_dir(root.join("ui-tests/programs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(own.contains(&format!("fn {name}()")), "{name}");
    }
}
