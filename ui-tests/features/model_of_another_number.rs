//! The model takes 5 columns, but the pipeline has 4 features.
//! Mended by `Tcn<4, ..>`.
use timeseriesml::{Column, MseLoss, Tcn, TrainError, Trainer, channels, timeseries::features::FeatureSeries};

type Model = Tcn<5, channels![8, 16, 32], 3, 6>;

fn run(mut trainer: Trainer<Model, MseLoss>, features: FeatureSeries<4>) -> Result<(), TrainError> {
    let windows = features.windows::<24, 6>().target(Column::Close).build().unwrap();
    let (train, val, _) = windows.split([0.6, 0.2, 0.2]).unwrap();
    trainer.fit(&train, &val, 10).map(drop) // <- here
}

fn main() {}
