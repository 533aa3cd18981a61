//! NaN and infinities in models and data: errors of `forecast` and `evaluate` name the first such value.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{
    Batch, Dim, Forward, FromHistory, Linear, Module, Parameter, Series, Tensor, WindowDataset, WindowPart,
    data::{DataError, NoScaler},
    evaluate, forecast,
    nn::{ModulePath, ParameterMut, VisitorMut},
    tensor::detect_anomaly,
};

#[derive(Module)]
struct Net {
    head: Linear<4, 2>,
}

impl Forward<Tensor<(Batch, Dim<4>, Dim<1>)>> for Net {
    type Output = Tensor<(Batch, Dim<2>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<4>, Dim<1>)>) -> Self::Output {
        self.head.forward(x.merge::<1>())
    }
}

fn net() -> Net {
    Net { head: Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0)) }
}

/// The last 30 of the hundred hours of a wave, in which one hour has the value `height`.
fn try_part(height: f64) -> Result<WindowPart<4, 2, 1>, DataError> {
    let time =
        (0..100).map(|hour| format!("2020-01-{:02}T{:02}:00", 1 + hour / 24, hour % 24).parse().unwrap()).collect();
    let mut values: Vec<f64> = (0..100).map(|i| f64::from(i).sin()).collect();
    values[97] = height;
    let series = Series::new("waves", time, vec![("height".to_owned(), values)]).unwrap();
    let windows = WindowDataset::<4, 2, 1>::builder(&series).target("height").scaler(NoScaler).build().unwrap();
    windows.split([0.4, 0.3, 0.3]).map(|(_, _, test)| test)
}

fn part(height: f64) -> WindowPart<4, 2, 1> {
    try_part(height).unwrap()
}

/// Puts a NaN into each weight matrix.
struct Break;

impl VisitorMut for Break {
    fn parameter(&mut self, _: ModulePath<'_>, parameter: ParameterMut<'_>) {
        if let Some(parameter) = parameter.get::<f32>()
            && let [rows, columns] = *parameter.sizes()
        {
            let mut values = parameter.to_vec();
            values[5] = f32::NAN;
            *parameter = Parameter::new(Tensor::from_slice_sized([rows, columns], &values).unwrap());
        }
    }
}

#[test]
fn forecasts_of_a_model_with_a_nan_weight_name_the_weight() {
    let (mut model, part) = (net(), part(0.5));
    assert!(evaluate(&model, &part).is_ok() && forecast(&model, &part, part.latest()).is_ok());
    model.visit_mut(ModulePath::root(), &mut Break);
    let expected = "the forecast of step 2 is NaN: the weight \"head.weight\" is NaN at [1, 1];";
    let message = evaluate(&model, &part).unwrap_err().to_string();
    assert!(message.starts_with(&format!("window 0: {expected}")), "{message}");
    let message = forecast(&model, &part, 3).unwrap_err().to_string();
    assert!(message.starts_with(&format!("window 3: {expected}")), "{message}");
}

#[test]
fn an_input_beyond_the_range_of_windows_is_named_by_row_and_column() {
    let message = try_part(1e39).map(drop).unwrap_err().to_string();
    assert!(message.starts_with("series \"waves\", row 97, column \"height\": the scaled value 1e39"), "{message}");
}

#[test]
fn a_function_that_forecasts_nan_is_refused() {
    let function = FromHistory(|_: &[f64], out: &mut [f64]| out.copy_from_slice(&[1.0, f64::NAN]));
    let part = part(0.5);
    assert_eq!(forecast(&function, &part, 1).unwrap_err().to_string(), "window 1: the forecast of step 2 is NaN");
    assert_eq!(evaluate(&function, &part).unwrap_err().to_string(), "window 0: the forecast of step 2 is NaN");
}

#[test]
fn anomalies_are_those_of_this_thread_and_of_the_innermost_call() {
    let x: Tensor<(Dim<2>,)> = Tensor::from([0.0, 1.0]);
    let nan = || &x / &x;
    let inner = detect_anomaly(|| detect_anomaly(nan)).unwrap();
    assert!(inner.unwrap_err().to_string().starts_with("div: element [0] of the result"));
    let elsewhere = || std::thread::scope(|scope| scope.spawn(|| nan().to_vec()).join().unwrap());
    assert!(detect_anomaly(elsewhere).unwrap()[0].is_nan());
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| detect_anomaly(|| panic!("on purpose"))));
    assert!(panicked.is_err() && nan().to_vec()[0].is_nan());
    assert!(detect_anomaly(|| x.add(1.0)).is_ok());
    let data = detect_anomaly(|| Tensor::<(Dim<2>,)>::from([1.0, f32::NAN])).unwrap_err().to_string();
    assert!(data.contains(": element [1] of the result (sizes [2]) is NaN"), "{data}");
}
