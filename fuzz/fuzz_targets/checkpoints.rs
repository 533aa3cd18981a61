//! Checkpoints of arbitrary bytes, and of a valid header with arbitrary changes of its content: `resume` returns, and the run continues or reports an
//! error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::fs;
use std::sync::LazyLock;
use timeseriesml::{
    Adam, Batch, Dataset, Dim, Dropout, Linear, MseLoss, ShapeError, Tensor, Trainer,
    forecaster::ForwardContract,
    optim::schedule::{LinearWarmup, ReduceLrOnPlateau},
    training::Checkpoints,
    with_threads,
};

struct Ramp;

impl Dataset for Ramp {
    type Input = Tensor<(Batch, Dim<2>)>;
    type Target = Tensor<(Batch, Dim<1>)>;
    type Contract = ForwardContract;
    fn len(&self) -> usize {
        10
    }
    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        let values: Vec<f32> = indices.iter().map(|&i| i as f32 / 10.0).collect();
        let inputs: Vec<f32> = values.iter().flat_map(|&x| [x, 1.0 - x]).collect();
        let n = indices.len();
        Ok((Tensor::from_slice_sized([n, 2], &inputs)?, Tensor::from_slice_sized([n, 1], &values)?))
    }
}

type Net = (Linear<2, 2>, Dropout, Linear<2, 1>);

fn trainer() -> Trainer<Net, MseLoss> {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(1);
    let net = (Linear::new(rng), Dropout::new(0.3, rng), Linear::new(rng));
    let trainer = Trainer::new(net, Adam::new(0.01), MseLoss).progress(false).batch_size(4).early_stopping(2);
    trainer.scheduler(LinearWarmup::new(1, ReduceLrOnPlateau::new()))
}

/// A folder, and the bytes of a valid checkpoint of two epochs.
static RIGHT: LazyLock<(tempfile::TempDir, Vec<u8>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let mut trainer = trainer().checkpoints(Checkpoints::new(&folder));
    trainer.fit(&Ramp, &Ramp, 2).unwrap();
    let bytes = fs::read(folder.path().join("last.ckpt")).unwrap();
    (folder, bytes)
});

fuzz_target!(|data: &[u8]| {
    let (folder, right) = &*RIGHT;
    let Some((&mode, data)) = data.split_first() else { return };
    let header = u32::from_le_bytes(right[12..16].try_into().unwrap()) as usize;
    let file = match mode % 3 {
        0 => data.to_vec(),
        1 => with_content(&right[..header], data),
        _ => {
            let mut content = right[header..].to_vec();
            for edit in data.chunks_exact(7) {
                let at = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % content.len();
                let end = content.len().min(at + 5);
                content[at..end].copy_from_slice(&edit[2..2 + end - at]);
            }
            with_content(&right[..header], &content)
        }
    };
    let path = folder.path().join("fuzzed.ckpt");
    fs::write(&path, file).unwrap();
    let mut trainer = trainer();
    match trainer.resume(&path) {
        Ok(_) => drop(with_threads(1, || trainer.fit(&Ramp, &Ramp, 3))),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

/// The header with the length and the checksums of this content.
fn with_content(header: &[u8], content: &[u8]) -> Vec<u8> {
    let mut file = header.to_vec();
    file[16..24].copy_from_slice(&(content.len() as u64).to_le_bytes());
    file[28..32].copy_from_slice(&crc32fast::hash(content).to_le_bytes());
    let end = file.len() - 4;
    let checksum = crc32fast::hash(&file[..end]).to_le_bytes();
    file[end..].copy_from_slice(&checksum);
    file.extend(content);
    file
}
