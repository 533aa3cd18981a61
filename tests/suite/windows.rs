//! Windows and their splits against a slow but obvious reference, and the protocol of the ETT benchmarks.
//!
//! `ETTh1.csv` is read from the folder `TIMESERIESML_DATA`, or `shared/data` next to the project; without the file, the test of the benchmark's
//! figures does nothing. Source of the file: zhouhaoyi/ETDataset.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use timeseriesml::data::{DateTime, InParts, Scaler};
use timeseriesml::forecaster::{FinalStep, WindowTargets};
use timeseriesml::{
    DataError, Dataset, MinMax, Naive, SeasonalNaive, Series, Standard, Target, Tensor, WindowDataset, WindowPart,
    evaluate, next_times, read_series,
};

fn times(rows: usize) -> Vec<DateTime> {
    let start: DateTime = "2020-01-01T00:00".parse().unwrap();
    let second: DateTime = "2020-01-01T01:00".parse().unwrap();
    let mut times = vec![start, second];
    times.extend(next_times(&times, rows.max(2) - 2));
    times.truncate(rows);
    times
}

/// Row i holds i, 1000 + i and −i.
fn series(rows: usize) -> Series {
    let column = |f: fn(f64) -> f64| (0..rows).map(|row| f(row as f64)).collect();
    let columns = [("a", column(|i| i)), ("b", column(|i| 1000.0 + i)), ("c", column(|i| -i))];
    Series::new("s", times(rows), columns.map(|(name, values)| (name.to_owned(), values)).into()).unwrap()
}

/// The first rows of the windows of part `part`, found by checking every row of the series and of each window.
fn reference(cuts: &[usize], part: usize, lookback: usize, horizon: usize, context: bool) -> Vec<usize> {
    let (begin, end, rows) = (cuts[part], cuts[part + 1], cuts[cuts.len() - 1]);
    let is_window = |start: &usize| {
        let input = *start..start + lookback;
        let target = start + lookback..start + lookback + horizon;
        let in_part = |row: usize| begin <= row && row < end;
        let is_context = |row: usize| context && row < begin;
        input.into_iter().all(|row| in_part(row) || is_context(row)) && target.into_iter().all(in_part)
    };
    (0..rows).filter(is_window).collect()
}

/// Checks one part against the reference. Values are not scaled: each identifies its row.
fn check_part<const L: usize, const H: usize, Y: WindowTargets<H>>(
    part: &WindowPart<L, H, 3, Y>,
    starts: &[usize],
    truth: impl Fn(&WindowPart<L, H, 3, Y>, usize) -> Vec<f64>,
    columns: &[fn(f64) -> f64],
) -> BTreeSet<usize> {
    assert_eq!(part.len(), starts.len());
    assert_eq!(part.latest(), starts.len() - 1 + H);
    let indices: Vec<usize> = (0..part.len()).collect();
    let (x, y): (_, Tensor<Y::Shape>) = part.batch(&indices).unwrap();
    let row = |row: usize| [row as f32, 1000.0 + row as f32, -(row as f32)];
    let inputs: Vec<f32> = starts.iter().flat_map(|&start| (start..start + L).flat_map(row)).collect();
    assert_eq!(x.to_vec(), inputs);
    let mut rows = BTreeSet::new();
    let mut targets = Vec::new();
    for (index, &start) in starts.iter().enumerate() {
        let target = start + L + H - Y::STEPS..start + L + H;
        targets.extend(target.clone().flat_map(|row| columns.iter().map(move |f| f(row as f64) as f32)));
        let expected: Vec<f64> = columns.iter().flat_map(|f| target.clone().map(move |row| f(row as f64))).collect();
        assert_eq!(truth(part, index), expected);
        let times = times(start + L + H);
        assert_eq!(part.history_times(index), &times[start..start + L]);
        assert_eq!(part.truth_times(index), &times[target]);
        rows.extend(start + L..start + L + H);
    }
    assert_eq!(y.to_vec(), targets);
    assert!(part.batch(&[part.len()]).is_err() && part.batch(&[0, usize::MAX]).is_err());
    rows
}

/// Checks every kind of split and of target, for two or three parts that end at `cuts`.
fn check<const L: usize, const H: usize>(cuts: &[usize], context: bool) {
    let rows = cuts[cuts.len() - 1];
    let series = series(rows);
    let parts = cuts.len() - 1;
    let starts: Vec<Vec<usize>> = (0..parts).map(|part| reference(cuts, part, L, H, context)).collect();
    let counts: Vec<usize> = cuts.windows(2).map(|ends| ends[1] - ends[0]).collect();
    let too_short = starts.iter().any(Vec::is_empty);
    if rows < L + H {
        let built = WindowDataset::<L, H, 3>::builder(&series).target("a").build();
        assert!(matches!(built, Err(DataError::TooFewRows { .. })));
        return;
    }
    let windows = || WindowDataset::<L, H, 3>::builder(&series).target("a").context(context);
    if too_short {
        let is_short = |error: Option<DataError>| {
            matches!(error, Some(DataError::TooFewRows { .. } | DataError::TooFewTargetRows { .. }))
        };
        let windows = windows().build().unwrap();
        assert!(match parts {
            2 => is_short(windows.split_rows([counts[0], counts[1]]).err()),
            _ => is_short(windows.split_rows([counts[0], counts[1], counts[2]]).err()),
        });
        return;
    }
    for (part, starts) in starts.iter().enumerate() {
        let formula = if context && part > 0 { counts[part] + 1 - H } else { counts[part] + 1 - (L + H) };
        assert_eq!(starts.len(), formula);
    }

    fn list<P>(split: Result<(P, P, P), DataError>) -> Vec<P> {
        let (a, b, c) = split.unwrap();
        vec![a, b, c]
    }
    fn pair<P>(split: Result<(P, P), DataError>) -> Vec<P> {
        let (a, b) = split.unwrap();
        vec![a, b]
    }
    let fractions: Vec<f64> = counts.iter().map(|&count| count as f64 / rows as f64).collect();
    let times: Vec<DateTime> = cuts[1..parts].iter().map(|&cut| series.time()[cut]).collect();
    let by_fractions = windows().build().unwrap();
    let by_times = windows().last_step().build().unwrap();
    let by_rows = windows().targets(["b", "c"]).scaler(MinMax).build().unwrap();
    let unscaled = windows().targets(["c", "a"]).last_step().build().unwrap();
    let (path, last, scaled, several) = match parts {
        2 => (
            pair(by_fractions.split([fractions[0], fractions[1]])),
            pair(by_times.split_at([times[0]])),
            pair(by_rows.split_rows([counts[0], counts[1]])),
            pair(unscaled.split_rows([counts[0], counts[1]])),
        ),
        _ => (
            list(by_fractions.split([fractions[0], fractions[1], fractions[2]])),
            list(by_times.split_at([times[0], times[1]])),
            list(by_rows.split_rows([counts[0], counts[1], counts[2]])),
            list(unscaled.split_rows([counts[0], counts[1], counts[2]])),
        ),
    };
    let mut seen = BTreeSet::new();
    for (part, starts) in starts.iter().enumerate() {
        let rows = check_part(&path[part], starts, |part, index| part.truth(index).to_vec(), &[|i| i]);
        assert!(rows.iter().all(|row| (cuts[part]..cuts[part + 1]).contains(row)), "a target is outside its part");
        assert!(rows.iter().all(|row| seen.insert(*row)), "a target is in two parts");
        check_part::<L, H, FinalStep>(&last[part], starts, |part, index| part.truth(index).to_vec(), &[|i| i]);
        check_part::<L, H, FinalStep<Target<2>>>(
            &several[part],
            starts,
            |part, index| part.truth(index).concat(),
            &[|i| -i, |i| i],
        );
        // In every part, the scaler is the one fitted to the training rows alone.
        let training = series.rows(..cuts[1]).unwrap();
        assert_eq!(scaled[part].scaler(), &MinMax.fit_series(&training).unwrap());
        let [b, c] = scaled[part].truth(0);
        assert_eq!((b[0], c[0]), (1000.0 + (starts[0] + L) as f64, -((starts[0] + L) as f64)));
    }
}

fn check_sizes(lookback: usize, horizon: usize, cuts: &[usize], context: bool) {
    macro_rules! dispatch { ($($l:literal $h:literal),*) => {
        match (lookback, horizon) {
            $(($l, $h) => check::<$l, $h>(cuts, context),)*
            sizes => unreachable!("{sizes:?} is not in the list"),
        }
    } }
    dispatch!(1 1, 1 2, 1 3, 2 1, 2 2, 2 3, 3 1, 3 2, 3 3, 5 1, 5 2, 5 3)
}

proptest! {
    #[test]
    fn windows_are_those_of_the_reference(
        lookback in prop::sample::select(vec![1_usize, 2, 3, 5]),
        horizon in 1..4_usize,
        counts in prop::collection::vec(1..14_usize, 2..4),
        context in any::<bool>(),
    ) {
        let mut cuts = vec![0];
        for count in counts {
            cuts.push(cuts[cuts.len() - 1] + count);
        }
        check_sizes(lookback, horizon, &cuts, context);
    }
}

#[test]
fn the_whole_series_is_one_part() {
    let windows = WindowDataset::<3, 2, 3>::builder(&series(20)).target("a").scaler(Standard).build().unwrap();
    let all = windows.whole().unwrap();
    assert_eq!(all.len(), 20 - 5 + 1);
    assert_eq!(all.scaler(), &Standard.fit_series(&series(20)).unwrap());
}

/// The rows of ETTh1 that the benchmarks use, in hours.
const ROWS: [usize; 3] = [8_640, 2_880, 2_880];

fn etth1_counts<const L: usize, const H: usize>(series: &Series) -> [usize; 3] {
    let windows = WindowDataset::<L, H, 3>::builder(series).target("a").context(true).build().unwrap();
    let (train, val, test) = windows.split_rows(ROWS).unwrap();
    [train.len(), val.len(), test.len()]
}

#[test]
fn window_counts_are_those_of_the_ett_benchmarks() {
    let series = series(ROWS.iter().sum());
    // These are the counts in the data loaders of LTSF-Linear, PatchTST, iTransformer and TSMixer.
    assert_eq!(etth1_counts::<336, 96>(&series), [8_209, 2_785, 2_785]);
    assert_eq!(etth1_counts::<336, 192>(&series), [8_113, 2_689, 2_689]);
    assert_eq!(etth1_counts::<336, 336>(&series), [7_969, 2_545, 2_545]);
    assert_eq!(etth1_counts::<336, 720>(&series), [7_585, 2_161, 2_161]);
    assert_eq!(etth1_counts::<512, 96>(&series), [8_033, 2_785, 2_785]);
    assert_eq!(etth1_counts::<512, 720>(&series), [7_409, 2_161, 2_161]);
}

const ETTH1_COLUMNS: [&str; 7] = ["HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT"];

fn etth1_path() -> PathBuf {
    let folder = std::env::var_os("TIMESERIESML_DATA").map(PathBuf::from);
    folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data")).join("ETTh1.csv")
}

/// MSE and MAE of the seasonal naive and of the naive forecast over the seven scaled columns of the test part.
fn etth1_baselines<const H: usize>(scaled: &Series) -> [[f64; 2]; 2] {
    let windows = WindowDataset::<336, H, 7>::builder(scaled).targets(ETTH1_COLUMNS).context(true).build().unwrap();
    let (_, _, test) = windows.split_rows(ROWS).unwrap();
    let daily = evaluate(&SeasonalNaive::new(24).unwrap(), &test).unwrap();
    let last = evaluate(&Naive, &test).unwrap();
    println!("ETTh1, horizon {H}, {} windows: seasonal naive (24) {daily}; naive {last}", test.len());
    [[daily.mse, daily.mae], [last.mse, last.mae]]
}

#[test]
fn baselines_on_etth1_have_the_figures_of_the_benchmarks() {
    let path = etth1_path();
    if !path.exists() {
        return println!("{} is not there", path.display());
    }
    let series = read_series(path, &ETTH1_COLUMNS).unwrap().rows(..ROWS.iter().sum::<usize>()).unwrap();
    let scaler = Standard.fit_series(&series.rows(..ROWS[0]).unwrap()).unwrap();
    let scaled = scaler.transform_series(&series).unwrap();
    let found = [
        etth1_baselines::<96>(&scaled),
        etth1_baselines::<192>(&scaled),
        etth1_baselines::<336>(&scaled),
        etth1_baselines::<720>(&scaled),
    ];
    // These values were computed with NumPy with the protocol of LTSF-Linear, to three decimals.
    let expected = [
        [[0.512, 0.433], [1.294, 0.713]],
        [[0.581, 0.469], [1.325, 0.733]],
        [[0.650, 0.501], [1.330, 0.746]],
        [[0.655, 0.514], [1.335, 0.755]],
    ];
    for (found, expected) in found.as_flattened().as_flattened().iter().zip(expected.as_flattened().as_flattened()) {
        assert!((found - expected).abs() <= 0.0005, "{found}, expected {expected}");
    }
}

/// A user's function can take the parts of any split.
#[test]
fn parts_of_a_generic_split_have_their_type() {
    fn first_of_two<P: InParts<2, Parts = (P, P)>>(parts: P::Parts) -> P {
        parts.0
    }
    let windows = WindowDataset::<3, 2, 3>::builder(&series(20)).target("a").build().unwrap();
    let train: WindowPart<3, 2, 3> = first_of_two(windows.split([0.5, 0.5]).unwrap());
    assert_eq!(train.len(), 6);
}
