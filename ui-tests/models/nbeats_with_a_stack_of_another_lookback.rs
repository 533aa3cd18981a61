//! The stack is for a week of hours, but the model has a lookback of a day.
//! Mended by a lookback of 168 steps, or a stack for 24.
use timeseriesml::{NBeats, models::{Stack, StackConfig}};

struct Weekly;
impl Stack<168, 24> for Weekly {
    fn config() -> StackConfig {
        unimplemented!()
    }
}
fn run(rng: &mut impl rand::Rng) {
    NBeats::<24, 24, (Weekly,)>::new(rng); // <- here
}

fn main() {}
