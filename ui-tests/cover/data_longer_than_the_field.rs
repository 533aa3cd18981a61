//! Two blocks with kernel 3 see 13 steps, but the windows have 24.
//! Mended by a third block.
use timeseriesml::{MseLoss, Tcn, Trainer, WindowPart, channels};

fn run(mut trainer: Trainer<Tcn<5, channels![8, 16], 3, 6>, MseLoss>, data: WindowPart<24, 6, 5>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
