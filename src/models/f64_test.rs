//! Gradients of whole models in `f64`, against differences of the loss.

use super::{DynNBeats, DynTcn, DynTransformer, NBeatsConfig, TcnConfig, TransformerConfig};
use crate::nn::gradients_test::check_layer;
use crate::tensor::DynTensor;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};

fn rng() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(3)
}

#[test]
fn gradients_of_models_match_differences() {
    let x = |sizes: [usize; 3]| DynTensor::randn_sized(sizes, &mut rng()).unwrap();
    let tcn = r#"{"features": 2, "channels": [3, 2], "kernel": 2, "horizon": 2}"#;
    let config: TcnConfig = serde_json::from_str(tcn).unwrap();
    check_layer(&mut DynTcn::<f64>::with_element(&config, &mut rng()).unwrap(), x([2, 6, 2]));
    let config = TransformerConfig { norm_first: true, feed_forward: Some(5), ..TransformerConfig::new(2, 4, 2, 1, 2) };
    check_layer(&mut DynTransformer::<f64>::with_element(&config, &mut rng()).unwrap(), x([2, 4, 2]));
    let nbeats = r#"{"lookback": 6, "horizon": 4, "stacks": [{"basis": {"trend": {"degree": 2}}, "width": 4, "layers": 2},
        {"basis": {"seasonality": {"harmonics": 1}}, "width": 4, "layers": 2}]}"#;
    let config: NBeatsConfig = serde_json::from_str(nbeats).unwrap();
    check_layer(&mut DynNBeats::<f64>::with_element(&config, &mut rng()).unwrap(), x([3, 6, 1]));
}
