//! The state of a callback has a type that serde cannot serialize.
//! Mended by `#[derive(serde::Serialize, serde::Deserialize)]` on `Seen`.
use timeseriesml::training::{CheckpointError, SavedValue};

struct Seen {
    batches: u64,
}

fn run(seen: &Seen) -> Result<SavedValue, CheckpointError> {
    SavedValue::new(seen) // <- here
}

fn main() {}
