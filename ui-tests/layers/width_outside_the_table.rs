//! Attention of 3 heads has a width of 5001, which is not in the size table.
//! Mended by another width, or the size in `TIMESERIESML_SIZES`.
use rand::{SeedableRng, rngs::SmallRng};
use timeseriesml::MultiHeadAttention;

fn main() {
    let mut rng = SmallRng::seed_from_u64(0);
    MultiHeadAttention::<5001, 3>::new(&mut rng); // <- here
}
