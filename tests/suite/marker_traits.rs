//! Tensors, layers, models and optimizers cross threads and `catch_unwind`: a server that catches the panic of one request keeps its model.

use rand::SeedableRng;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind};
use timeseriesml::{
    Adam, AdamW, BatchNorm1d, CausalConv1d, Conv1d, CrossEntropyLoss, Dim, Dropout, DynNBeats, DynTcn, DynTensor,
    DynTransformer, Gelu, GenericStack, Gradients, HuberLoss, LastStep, LayerNorm, Linear, Lstm, MaeLoss, MseLoss,
    MultiHeadAttention, NBeats, Parameter, QuantileLoss, Relu, Series, Sgd, Tcn, Tensor, Trainer, Transformer,
    WindowPart, channels,
    data::FittedScaler,
    nn::{
        DynBatchNorm1d, DynConv1d, DynLayerNorm, DynLinear, DynLstm, DynMultiHeadAttention, LoadError, PRelu,
        SafetensorsFile, TransformerEncoderLayer,
    },
    optim::{
        OptimizerState,
        schedule::{CosineAnnealingLr, StepLr},
    },
};

fn crosses<T: Send + Sync + UnwindSafe + RefUnwindSafe>() {}

macro_rules! all_cross { ($($T:ty),* $(,)?) => { $( crosses::<$T>(); )* } }

#[test]
fn tensors_layers_models_and_optimizers_cross_threads_and_catch_unwind() {
    all_cross!(Tensor<(Dim<2>, Dim<3>)>, Tensor<(Dim<2>,), f64>, Tensor<(Dim<2>,), i32>, Tensor<(), i64>, Tensor<(), bool>);
    all_cross!(
        DynTensor,
        DynTensor<f64>,
        DynTensor<i32>,
        DynTensor<i64>,
        DynTensor<bool>,
        Gradients<f32>,
        Gradients<f64>
    );
    all_cross!(Parameter<(Dim<2>,)>, Parameter<(Dim<2>,), f64>, Linear<2, 3>, Linear<2, 3, f64>, DynLinear);
    all_cross!(Conv1d<2, 3, 3>, CausalConv1d<2, 3, 3>, DynConv1d, Lstm<2, 3>, DynLstm, LayerNorm<4>, DynLayerNorm);
    all_cross!(BatchNorm1d<4>, DynBatchNorm1d, MultiHeadAttention<8, 2>, DynMultiHeadAttention, Dropout, Relu, Gelu, PRelu);
    all_cross!(TransformerEncoderLayer<8, 2, 16>, (Linear<2, 3>, Relu, Linear<3, 1>), Vec<DynLinear>, Option<Linear<2, 3>>);
    all_cross!(Tcn<5, channels![4, 4], 3, 6>, DynTcn, Transformer<5, 8, 2, 1, 6, LastStep>, DynTransformer, DynNBeats);
    all_cross!(NBeats<20, 5, (GenericStack<4>,)>);
    type Net = Linear<2, 3>;
    all_cross!(Adam<Net>, AdamW<Net>, Sgd<Net>, OptimizerState, StepLr, CosineAnnealingLr);
    all_cross!(Trainer<Net, MseLoss>, MseLoss, MaeLoss, HuberLoss, QuantileLoss, CrossEntropyLoss);
    all_cross!(Series, WindowPart<20, 5, 1>, FittedScaler);
    all_cross!(SafetensorsFile);
}

/// Checks every public type; types with parameters are checked for one choice of parameters.
#[test]
fn data_settings_features_and_results_cross_threads_and_catch_unwind() {
    use timeseriesml::{data::*, forecaster::*, metrics::*, models::*, nn::*, optim::*, plot::*};
    use timeseriesml::{optim::schedule::*, shape::*, tensor::*, timeseries::*, training::*};
    all_cross!(AnyScaler, BoxCox, Differencer, Log, MaxAbs, MinMax, NoScaler, QuantileTransform, Robust, YeoJohnson);
    all_cross!(
        FittedDifferencer,
        MinMaxRange,
        RobustRange,
        Standard,
        Aggregation,
        AlignJoin,
        Aligned,
        BinEdge,
        Frequency
    );
    all_cross!(
        AmbiguousTime,
        CsvOptions,
        Duplicates,
        FileColumn,
        FillMethod,
        Inconsistent,
        Missing,
        ReadReport,
        UnixUnit
    );
    all_cross!(
        ColumnDescription,
        DataLocation,
        Description,
        ForecastTable,
        Gap,
        LeakageCheck,
        Panel,
        SampleWeights,
        ValueRun
    );
    all_cross!(DataLoader<'static, WindowPart<20, 5, 1>>);
    all_cross!(FirstNotFinite, Mae, Mape, Mse, PointErrors, PointMetrics, R2, Rmse, Smape, Summed<Mse>);
    all_cross!(
        Basis,
        GenericBasis,
        LastStep,
        MeanPool,
        NBeatsConfig,
        Pooling,
        StackConfig,
        TcnConfig,
        TransformerConfig
    );
    all_cross!(EncoderLayerConfig, LoadDifferences, LoadReport, LstmConfig, RandomStream, SmoothL1Loss, StoredTensor);
    all_cross!(ParameterGroup, ForecastPlot, Batch, Bidirectional, DynShape, Unidirectional, NoMask);
    all_cross!(Candle, CandleInterval, Candles, Column, Naive, SeasonalNaive, SyntheticCandles);
    all_cross!(BatchReport, Checkpoints, Epoch, History, ResumePoint, SavedValue);
    all_cross!(ExponentialLr, LrSchedulerState, OneCycleLr, ReduceLrOnPlateau, ScheduleStep);
}

#[test]
fn features_cross_threads_and_catch_unwind() {
    use timeseriesml::timeseries::features::*;
    all_cross!(AccumulationDistribution, Adx, Aroon, Atr, Bollinger, Cci, ChaikinMoneyFlow, ChaikinOscillator, Cyclic);
    all_cross!(Donchian, Ema, Fourier, Holidays, Kama, Keltner, Macd, Mfi, Obv, ParabolicSar, RealizedVolatility, Roc);
    all_cross!(RollingCorrelation, RollingQuantile, Rsi, Sma, Stochastic, StochasticRsi, Trix, TrueRange, Vwap, Wma);
    all_cross!(UltimateOscillator, Volatility, WilliamsR, YangZhangVolatility);
}

/// Errors do not promise `UnwindSafe`, since several contain `std::io::Error`, which does not; neither do boxed trait objects and functions.
#[test]
fn errors_go_into_a_box_that_crosses_threads() {
    use timeseriesml::{data::*, evaluation::*, metrics::*, models::*, optim::*, plot::*, tensor::*, training::*};
    use timeseriesml::{nn::LoadOptions, optim::schedule::LrScheduler, timeseries::*};
    fn crosses<T: std::error::Error + Send + Sync + 'static>() {}
    macro_rules! all_cross { ($($T:ty),* $(,)?) => { $( crosses::<$T>(); )* } }
    all_cross!(
        LoadError,
        NpyError,
        DataError,
        TrainError,
        EvaluationError,
        MetricError,
        ConfigError,
        OptimError,
        PlotError
    );
    all_cross!(
        GradientError,
        BaselineError,
        CandleError,
        CheckpointError,
        FillMethodError,
        FrequencyError,
        LeakageError
    );
    all_cross!(SampleWeightError, ScalerError, TimeAxisError, WindowError, features::FeatureError);
    fn is_shared<T: Send + Sync>() {}
    is_shared::<PerColumn>();
    is_shared::<features::FeatureSet<3>>();
    is_shared::<WindowDatasetBuilder<'static, 20, 5, 1>>();
    is_shared::<WindowDataset<20, 5, 1>>();
    is_shared::<LoadOptions>();
    is_shared::<LrScheduler>();
}

/// A panic within a computation leaves tensors and layers unchanged.
#[test]
fn a_tensor_is_used_after_a_panic_was_caught() {
    let x = Tensor::<(Dim<2>,)>::ones().requires_grad();
    let layer = DynLinear::new(2, 3, &mut rand::rngs::Xoshiro256PlusPlus::seed_from_u64(1)).unwrap();
    let result = catch_unwind(|| {
        let y = (&x * 2.0).sum_all();
        assert!(
            layer.forward(Tensor::<(Dim<2>,)>::ones().into_dyn()).unwrap().numel() == 4,
            "on purpose: {}",
            y.item()
        );
    });
    assert!(result.is_err());
    assert_eq!((&x * 2.0).sum_all().backward().get(&x).unwrap().to_vec(), [2.0; 2]);
    assert_eq!(layer.forward(Tensor::<(Dim<2>,)>::ones().into_dyn()).unwrap().sizes(), [3]);
    // Recording also resumes after a panic in `no_grad`.
    let stopped = catch_unwind(AssertUnwindSafe(|| timeseriesml::no_grad(|| panic!("on purpose"))));
    assert!(stopped.is_err() && (&x * 2.0).is_tracked());
}
