//! Windows over many series are built without their sizes.
//! Mended by `WindowDataset::<24, 6, 1>::over(&panel)`.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use timeseriesml::{Adam, MseLoss, Standard, Tcn, Trainer, WindowDataset, channels, data::Panel};

fn run(panel: Panel) -> Result<(), Box<dyn std::error::Error>> {
    let windows = WindowDataset::over(&panel).target("sales").scaler(Standard).build()?; // <- here
    let (train, val, _) = windows.split([0.6, 0.2, 0.2])?;
    let model = Tcn::<1, channels![8, 8, 8, 8], 3, 6>::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let mut trainer = Trainer::new(model, Adam::new(1e-3), MseLoss);
    trainer.fit(&train, &val, 3)?;
    Ok(())
}

fn main() {}
