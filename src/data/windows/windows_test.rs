//! Tests windows of a small series, computed by hand. `tests/suite/windows.rs` tests counts and cuts of random windows.

use super::WindowDataset;
use crate::data::{DataError, Dataset, MinMax, NoScaler, Robust, Scaler, Series, Standard};
use crate::shape::{Batch, Dim, Target};
use crate::tensor::Tensor;
use jiff::civil::DateTime;

/// Row i of the series holds i, 10·i and 100 − i.
fn series(rows: usize) -> Series {
    let time = (0..rows).map(|i| format!("2020-01-01T{:02}:{:02}", i / 60, i % 60).parse().unwrap()).collect();
    let column = |f: fn(f64) -> f64| (0..rows).map(|i| f(i as f64)).collect();
    let columns = [("a", column(|i| i)), ("b", column(|i| 10.0 * i)), ("c", column(|i| 100.0 - i))];
    Series::new("test", time, columns.map(|(name, values)| (name.to_owned(), values)).into()).unwrap()
}

#[test]
fn windows_hold_the_rows_before_and_the_target_after() {
    let windows = WindowDataset::<3, 2, 2>::builder(&series(40)).columns(["b", "c"]).target("a").build().unwrap();
    let (train, val, test) = windows.split([0.5, 0.25, 0.25]).unwrap();
    assert_eq!((train.len(), val.len(), test.len()), (16, 6, 6));
    let (x, y) = val.batch(&[0, 5]).unwrap();
    assert_eq!(x.to_vec(), [200.0, 80.0, 210.0, 79.0, 220.0, 78.0, 250.0, 75.0, 260.0, 74.0, 270.0, 73.0]);
    assert_eq!(y.to_vec(), [23.0, 24.0, 28.0, 29.0]);
    assert_eq!((val.history(0), val.truth(0)), (&[20.0, 21.0, 22.0][..], &[23.0, 24.0][..]));
    assert_eq!(val.history(val.latest()), [27.0, 28.0, 29.0]);
}

#[test]
fn the_scaler_sees_training_rows_only() {
    let windows = WindowDataset::<3, 2, 3>::builder(&series(40)).target("a").scaler(MinMax).build().unwrap();
    let (train, _, test) = windows.split([0.5, 0.25, 0.25]).unwrap();
    assert_eq!(train.batch(&[0]).unwrap().1.to_vec(), [3.0 / 19.0, 4.0 / 19.0]);
    // The value is beyond the training range, so its scaled value is above one.
    assert!(test.batch(&[0]).unwrap().1.to_vec()[0] > 1.0);
}

#[test]
fn a_forecast_comes_back_in_the_unit_of_the_target() {
    let series = series(40);
    for subtract_last in [false, true] {
        let builder = WindowDataset::<3, 2, 3>::builder(&series).target("b").scaler(Standard);
        let windows = if subtract_last { builder.subtract_last() } else { builder }.build().unwrap();
        let (_, _, test) = windows.split([0.5, 0.25, 0.25]).unwrap();
        let scaled = test.batch(&[4]).unwrap().1.to_vec();
        for (found, expected) in test.unscale(4, &scaled).iter().zip(test.truth(4)) {
            // f32 keeps seven digits, and the numbers go up to 400.
            assert!((found - expected).abs() < 1e-3, "{found} for {expected}");
        }
    }
}

#[test]
fn each_value_of_a_forecast_belongs_to_a_step() {
    let series = series(40);
    let steps = |step_of: &dyn Fn(usize) -> usize| (0..8).map(step_of).collect::<Vec<_>>();
    let builder = || WindowDataset::<4, 3, 3>::builder(&series);
    let (part, _) = builder().targets(["a", "b"]).build().unwrap().split([0.5, 0.5]).unwrap();
    assert_eq!(steps(&|value| part.step_of(value)), [1, 1, 2, 2, 3, 3, 1, 1]);
    let (part, _) = builder().target("a").last_step().build().unwrap().split([0.5, 0.5]).unwrap();
    assert_eq!(steps(&|value| part.step_of(value)), [3; 8]);
}

#[test]
fn mistakes_are_named() {
    let message = |result: Result<WindowDataset<3, 2, 3>, DataError>| result.err().unwrap().to_string();
    let series = series(40);
    let builder = || WindowDataset::<3, 2, 3>::builder(&series);
    assert!(message(builder().build()).contains("no target"), "{}", message(builder().build()));
    assert!(message(builder().target("z").build()).contains("\"z\""));
    assert!(message(builder().target("a").columns(["a", "b"]).build()).contains("3"));
    let twice = message(builder().target("a").columns(["a", "b", "a"]).build());
    assert_eq!(twice, "series \"test\": the column \"a\" is requested twice; name each column once");
    let split = builder().target("a").build().unwrap().split([0.9, 0.05, 0.05]).err().unwrap().to_string();
    assert!(split.contains("the validation part has 2 (rows 36 to 37)"), "{split}");
    for fractions in [[0.5, 0.5, 0.5], [1.0, 0.0, 0.0], [f64::NAN, 0.5, 0.5]] {
        assert!(matches!(builder().target("a").build().unwrap().split(fractions), Err(DataError::Fractions { .. })));
    }
}

#[test]
fn the_last_step_is_the_last_value_of_the_path() {
    let series = series(40);
    for subtract_last in [false, true] {
        let builder = || {
            let builder = WindowDataset::<3, 4, 2>::builder(&series).columns(["b", "c"]).target("a").scaler(Standard);
            if subtract_last { builder.subtract_last() } else { builder }
        };
        let (_, path) = builder().build().unwrap().split([0.5, 0.5]).unwrap();
        let (_, last) = builder().last_step().build().unwrap().split([0.5, 0.5]).unwrap();
        assert_eq!((path.len(), path.latest()), (last.len(), last.latest()));
        let indices: Vec<usize> = (0..path.len()).collect();
        let ((x, y), (x_last, y_last)) = (path.batch(&indices).unwrap(), last.batch(&indices).unwrap());
        let y_last: Tensor<(Batch, Dim<1>)> = y_last;
        assert_eq!(x.to_vec(), x_last.to_vec());
        assert_eq!(y_last.to_vec(), y.to_vec().chunks(4).map(|path| path[3]).collect::<Vec<_>>());
        for index in indices {
            assert_eq!(last.truth(index), &path.truth(index)[3..]);
            // By definition, the last step is the row `input_end + horizon - 1`.
            let input_end = 20 + index + 3;
            assert_eq!(last.truth(index), [(input_end + 4 - 1) as f64]);
            assert_eq!(last.truth_times(index), &path.truth_times(index)[3..]);
            assert_eq!(last.history(index), path.history(index));
            let scaled = y_last.to_vec()[index];
            assert!((last.unscale(index, &[scaled])[0] - last.truth(index)[0]).abs() < 1e-4);
        }
    }
}

#[test]
fn several_targets_are_those_of_single_ones_side_by_side() {
    let series = series(40);
    for subtract_last in [false, true] {
        let build = || {
            let builder = WindowDataset::<3, 2, 3>::builder(&series).scaler(Standard).context(true);
            if subtract_last { builder.subtract_last() } else { builder }
        };
        let (_, both) = build().targets(["b", "c"]).build().unwrap().split([0.5, 0.5]).unwrap();
        let singles = ["b", "c"].map(|target| build().target(target).build().unwrap().split([0.5, 0.5]).unwrap().1);
        let y: Tensor<(Batch, Dim<2>, Target<2>)> = both.batch(&[0, 7]).unwrap().1;
        let [b, c] = singles.each_ref().map(|part| part.batch(&[0, 7]).unwrap().1.to_vec());
        let side_by_side: Vec<f32> = b.iter().zip(&c).flat_map(|(&b, &c)| [b, c]).collect();
        assert_eq!(y.to_vec(), side_by_side);
        assert_eq!(both.truth(7), singles.each_ref().map(|part| part.truth(7)));
        assert_eq!(both.history(7), singles.each_ref().map(|part| part.history(7)));
        let back = both.unscale(7, &side_by_side[4..]);
        let expected = [0, 1].map(|step| [both.truth(7)[0][step], both.truth(7)[1][step]]).concat();
        for (back, expected) in back.iter().zip(&expected) {
            assert!((back - expected).abs() < 1e-3, "{back} for {expected}");
        }
        // Each value has two quantiles here.
        let twice: Vec<f32> = side_by_side[4..].iter().flat_map(|&y| [y, y]).collect();
        assert_eq!(both.unscale(7, &twice), back.iter().flat_map(|&y| [y, y]).collect::<Vec<_>>());
    }
}

#[test]
fn the_last_step_of_several_targets_is_that_of_each() {
    let series = series(40);
    let builder = || WindowDataset::<3, 4, 3>::builder(&series);
    let (first, second) =
        (builder().targets(["a", "c"]).last_step().build().unwrap(), builder().last_step().targets(["a", "c"]));
    let (first, second) = (first.whole().unwrap(), second.build().unwrap().whole().unwrap());
    let y: Tensor<(Batch, Dim<1>, Target<2>)> = first.batch(&[5]).unwrap().1;
    assert_eq!(y.to_vec(), [11.0, 89.0]);
    assert_eq!(second.batch(&[5]).unwrap().1.to_vec(), [11.0, 89.0]);
    assert_eq!(first.truth(5), [[11.0], [89.0]]);
}

#[test]
fn context_reads_rows_before_the_cut_and_no_target_is_there() {
    let series = series(40);
    let windows = || WindowDataset::<3, 2, 3>::builder(&series).target("a").scaler(MinMax);
    let (train, val, test) = windows().context(true).build().unwrap().split([0.5, 0.25, 0.25]).unwrap();
    assert_eq!((train.len(), val.len(), test.len()), (16, 9, 9));
    assert_eq!((val.history(0), val.truth(0)), (&[17.0, 18.0, 19.0][..], &[20.0, 21.0][..]));
    assert_eq!((test.history(0), test.truth(0)), (&[27.0, 28.0, 29.0][..], &[30.0, 31.0][..]));
    assert_eq!((val.truth(8), train.truth(15)), (&[28.0, 29.0][..], &[18.0, 19.0][..]));
    // A part with context needs only as many rows as the horizon.
    let (_, test) = windows().context(true).build().unwrap().split_rows([38, 2]).unwrap();
    assert_eq!((test.len(), test.latest()), (1, 2));
    let message = windows().context(true).build().unwrap().split_rows([39, 1]).err().unwrap().to_string();
    let expected = "test: with context, a horizon of 2 needs 2 rows, but the test part has 1 (rows 39 to 39); give it more rows, \
                    or shorten the horizon";
    assert_eq!(message, expected);
}

#[test]
fn rows_times_and_fractions_cut_alike() {
    let windows = || WindowDataset::<3, 2, 3>::builder(&series(40)).target("a").build().unwrap();
    let time = |minute: usize| -> DateTime { format!("2020-01-01T00:{minute:02}").parse().unwrap() };
    let lengths = |parts: (_, _, _)| -> [usize; 3] {
        let (train, val, test): (super::WindowPart<3, 2, 3>, super::WindowPart<3, 2, 3>, super::WindowPart<3, 2, 3>) =
            parts;
        assert_eq!((train.history(0)[0], val.history(0)[0], test.history(0)[0]), (0.0, 20.0, 30.0));
        [train.len(), val.len(), test.len()]
    };
    for parts in [
        windows().split([0.5, 0.25, 0.25]),
        windows().split_rows([20, 10, 10]),
        windows().split_at([time(20), time(30)]),
    ] {
        assert_eq!(lengths(parts.unwrap()), [16, 6, 6]);
    }
    let (train, test) = windows().split_at([time(30)]).unwrap();
    assert_eq!((train.len(), test.len()), (26, 6));
}

#[test]
fn invalid_cuts_are_refused() {
    let windows = || WindowDataset::<3, 2, 3>::builder(&series(40)).target("a").build().unwrap();
    let rows = windows().split_rows([20, 10]).err().unwrap().to_string();
    let expected = "split_rows: the parts [20, 10] have 30 rows in total, but series \"test\" has 40; use all rows, or select \
                    some with `series.rows(..)`";
    assert_eq!(rows, expected);
    assert!(windows().split_rows([usize::MAX, 41]).is_err());
    let time = |text: &str| -> DateTime { text.parse().unwrap() };
    let order = windows().split_at([time("2020-01-01T00:30"), time("2020-01-01T00:20")]).err().unwrap().to_string();
    assert!(order.starts_with("split_at: 2020-01-01T00:20:00 is not later than 2020-01-01T00:30:00"), "{order}");
    for outside in ["2019-01-01", "2020-01-01", "2021-01-01"] {
        let message = windows().split_at([time(outside)]).err().unwrap().to_string();
        let expected =
            "leaves a part without rows: series \"test\" runs from 2020-01-01T00:00:00 to 2020-01-01T00:39:00";
        assert!(message.contains(expected), "{message}");
    }
    assert!(matches!(windows().split_rows([36, 4]), Err(DataError::TooFewRows { part: "test part", .. })));
}

#[test]
fn windows_beyond_a_part_are_errors() {
    let windows = WindowDataset::<3, 2, 3>::builder(&series(40)).target("a").build().unwrap();
    let (train, _) = windows.split([0.5, 0.5]).unwrap();
    assert_eq!(train.len(), 16);
    let message = train.batch(&[0, 16, 99]).err().unwrap().to_string();
    assert_eq!(message, "windows: the index is 16, but it must be below 16, the number of windows in this part");
    assert!(train.batch(&[usize::MAX]).is_err());
    let message = train.inputs(16..19).err().unwrap().to_string();
    assert_eq!(message, "windows: the index is 18, but it must be at most 17, the latest window of this part");
    assert_eq!(train.inputs(16..18).unwrap().sizes(), [2, 3, 3]);
}

#[test]
fn a_forecast_of_another_length_is_refused() {
    let builder = |series: &Series| WindowDataset::<3, 2, 3>::builder(series).targets(["a", "b"]).build().unwrap();
    let part = builder(&series(40)).whole().unwrap();
    for (forecast, room) in [(3, 3), (4, 3)] {
        let unscale = || part.unscale_into(0, &vec![0.0; forecast], &mut vec![0.0; room]);
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(unscale)).is_err(), "{forecast} into {room}");
    }
    assert!(part.unscale(0, &[]).is_empty());
}

#[test]
fn scalers_that_are_fitted_already_are_taken_as_they_are() {
    let series = series(40);
    let builder = || WindowDataset::<3, 2, 3>::builder(&series).target("b");
    let (train, test) = builder().scaler(Robust).build().unwrap().split_rows([20, 20]).unwrap();
    assert_eq!(
        (train.scaler().names(), train.target_scaler().names()),
        (&["a", "b", "c"].map(String::from)[..], &["b".to_owned()][..])
    );
    assert_eq!((train.scaler().offset(0), train.target_scaler().scale(0)), (9.5, 95.0));
    let later = WindowDataset::<3, 2, 3>::builder(&series.rows(20..).unwrap())
        .target("b")
        .fitted_scalers(train.scaler().clone(), train.target_scaler().clone())
        .build()
        .unwrap()
        .whole()
        .unwrap();
    let (found, expected) = (later.batch(&[4]).unwrap(), test.batch(&[4]).unwrap());
    assert_eq!((found.0.to_vec(), found.1.to_vec()), (expected.0.to_vec(), expected.1.to_vec()));
    let two = NoScaler.fit(&[&[0.0], &[0.0]]).unwrap();
    let message = builder().fitted_scalers(two.clone(), two).build().err().unwrap().to_string();
    assert!(message.contains("it was fitted to 2 columns, but 3 are needed"), "{message}");
    // The scalers get as many columns as they were fitted to, but in a different order.
    let turned = builder().columns(["c", "b", "a"]);
    let message = turned.fitted_scalers(train.scaler().clone(), train.target_scaler().clone()).build();
    let message = message.err().unwrap().to_string();
    assert!(message.contains("fitted to the columns a, b, c, but the series \"test\" has c, b, a"), "{message}");
}

#[test]
fn clipping_is_for_inputs_alone() {
    let series = series(40);
    let windows = WindowDataset::<3, 2, 3>::builder(&series).target("a").scaler(MinMax.range(0.0, 1.0).clip(true));
    let (_, test) = windows.build().unwrap().split([0.5, 0.5]).unwrap();
    let (x, y) = test.batch(&[4]).unwrap();
    assert_eq!(x.to_vec(), [1.0, 1.0, 0.0].repeat(3));
    assert!(y.to_vec()[0] > 1.0);
}

/// Checks that every input of every window has the bits of `FittedScaler::transform`, rounded to 32 bits.
fn check_inputs(series: &Series, scaler: impl Scaler + Send + Sync + 'static, subtract_last: bool) {
    let builder = WindowDataset::<3, 2, 3>::builder(series).target("a").scaler(scaler);
    let windows = if subtract_last { builder.subtract_last() } else { builder };
    let (_, test) = windows.build().unwrap().split([0.5, 0.5]).unwrap();
    let first = series.len() / 2;
    for index in 0..test.len() {
        let scaled = |row: usize, column: usize| {
            let name = ["a", "b", "c"][column];
            test.scaler().transform(column, series.column(name).unwrap()[first + index + row]) as f32
        };
        let expected = (0..9).map(|place| {
            let (row, column) = (place / 3, place % 3);
            let last = if subtract_last { scaled(2, column) } else { 0.0 };
            if subtract_last { scaled(row, column) - last } else { scaled(row, column) }
        });
        assert!(test.batch(&[index]).unwrap().0.to_vec().into_iter().map(f32::to_bits).eq(expected.map(f32::to_bits)));
    }
}

#[test]
fn inputs_have_the_bits_of_their_scaler() {
    let ends = [1.7e308, -1.7e308, 0.0, 3.0, -0.0, 1.0, 1.7e308, -1e308, 5.0, 1e-310, 2.0, -1.7e308];
    let time = (0..12).map(|i| format!("2020-01-01T{i:02}:00").parse().unwrap()).collect();
    let columns = ["a", "b", "c"].map(|name| (name.to_owned(), ends.to_vec()));
    let ends = Series::new("ends", time, columns.into()).unwrap();
    for subtract_last in [false, true] {
        check_inputs(&series(40), NoScaler, subtract_last);
        check_inputs(&series(40), Robust, subtract_last);
        check_inputs(&series(40), MinMax.range(-1.0, 1.0), subtract_last);
        // The plain formula is not enough for two scalers: one that clips, and one whose differences overflow.
        check_inputs(&series(40), MinMax.range(-1.0, 1.0).clip(true), subtract_last);
        check_inputs(&ends, Standard, subtract_last);
    }
}
