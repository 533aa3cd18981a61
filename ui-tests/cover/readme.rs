//! Three blocks with kernel 3 see 29 steps, but the windows have 60.
//! Mended by a fourth block. The README quotes the first line of the message.
use timeseriesml::{MseLoss, Tcn, Trainer, WindowPart, channels};

fn run(mut trainer: Trainer<Tcn<5, channels![16, 16, 16], 3, 14>, MseLoss>, data: WindowPart<60, 14, 5>) {
    let _ = trainer.fit(&data, &data, 10); // <- here
}

fn main() {}
