//! A warm-up is before a schedule, and 95 is none.
//! Mended by `LinearWarmup::new(5, CosineAnnealingLr::new(95))`.
use timeseriesml::optim::schedule::LinearWarmup;

fn run() {
    LinearWarmup::new(5, 95); // <- here
}

fn main() {}
