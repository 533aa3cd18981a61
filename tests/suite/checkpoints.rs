//! Checkpoints: a resumed run equals an uninterrupted one to the bit, and a damaged file gives an error that changes nothing.

use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use timeseriesml::{
    Adam, Batch, Dataset, Dim, Dropout, Forward, Linear, Module, MseLoss, Optimizer, Sgd, ShapeError, Tensor,
    TrainError, Trainer,
    forecaster::ForwardContract,
    nn::save_safetensors_to_vec,
    optim::schedule::{LinearWarmup, OneCycleLr, ReduceLrOnPlateau},
    save_safetensors,
    training::{Callback, CheckpointError, Checkpoints, History, ResumePoint, Run, SavedValue},
};

/// Points on a circle, with the target `x₀ + 2·x₁ + shift`.
#[derive(Clone, Copy)]
pub struct Points {
    pub count: usize,
    pub shift: f32,
    /// The time that loading a batch takes.
    pub pause: std::time::Duration,
}

pub fn points(count: usize, shift: f32) -> Points {
    Points { count, shift, pause: std::time::Duration::ZERO }
}

impl Dataset for Points {
    type Input = Tensor<(Batch, Dim<2>)>;
    type Target = Tensor<(Batch, Dim<1>)>;
    type Contract = ForwardContract;
    fn len(&self) -> usize {
        self.count
    }
    fn batch(&self, indices: &[usize]) -> Result<(Self::Input, Self::Target), ShapeError> {
        std::thread::sleep(self.pause);
        let at = |i: &usize| [(*i as f32).sin(), (*i as f32).cos()];
        let inputs: Vec<f32> = indices.iter().flat_map(at).collect();
        let targets: Vec<f32> = indices.iter().map(at).map(|[a, b]| a + 2.0 * b + self.shift).collect();
        let n = indices.len();
        Ok((Tensor::from_slice_sized([n, 2], &inputs)?, Tensor::from_slice_sized([n, 1], &targets)?))
    }
}

/// A module with every kind of state: parameters, a counter that `forward` changes, and a random stream.
#[derive(Module)]
pub struct Net {
    embed: Linear<2, 8>,
    dropout: Dropout,
    head: Linear<8, 1>,
    #[module(buffer)]
    calls: RwLock<i64>,
}

impl Net {
    pub fn new() -> Self {
        let rng = &mut Xoshiro256PlusPlus::seed_from_u64(3);
        let (embed, dropout, head) = (Linear::new(rng), Dropout::new(0.4, rng), Linear::new(rng));
        Net { embed, dropout, head, calls: RwLock::new(0) }
    }
}

impl Forward<Tensor<(Batch, Dim<2>)>> for Net {
    type Output = Tensor<(Batch, Dim<1>)>;
    fn forward(&self, x: Tensor<(Batch, Dim<2>)>) -> Self::Output {
        *self.calls.write().unwrap() += 1;
        self.head.forward(self.dropout.forward(self.embed.forward(x)).relu())
    }
}

/// A callback with state: the sum of all losses.
#[derive(Clone, Default)]
pub struct Total(Arc<Mutex<f64>>);

impl<M: Module> Callback<M> for Total {
    fn batch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        *self.0.lock().unwrap() += run.batch().map_or(0.0, |batch| batch.loss);
        Ok(())
    }
    fn name(&self) -> &str {
        "total"
    }
    fn state(&self) -> Option<SavedValue> {
        SavedValue::new(&*self.0.lock().unwrap()).ok()
    }
    fn load_state(&mut self, state: &SavedValue) -> Result<(), TrainError> {
        *self.0.lock().unwrap() = state.get()?;
        Ok(())
    }
}

/// Fails after an epoch, or after a batch of it (both counted from 1), as if the program crashed there.
struct Crash {
    after: (usize, Option<usize>),
}

impl<M: Module> Callback<M> for Crash {
    fn batch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        let batch = run.batch().unwrap();
        if (batch.epoch, Some(batch.number)) == self.after { Err(TrainError::callback("crash")) } else { Ok(()) }
    }
    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        if (run.history().epochs.len(), None) == self.after { Err(TrainError::callback("crash")) } else { Ok(()) }
    }
}

/// Keeps a copy of the file whenever it has changed.
#[derive(Clone)]
struct Copies {
    file: PathBuf,
    found: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl<M: Module> Callback<M> for Copies {
    fn batch_done(&mut self, _: &mut Run<'_, M>) -> Result<(), TrainError> {
        let mut found = self.found.lock().unwrap();
        if let Ok(bytes) = fs::read(&self.file)
            && found.last() != Some(&bytes)
        {
            found.push(bytes);
        }
        Ok(())
    }
    fn epoch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
        self.batch_done(run)
    }
}

type Build = fn() -> Trainer<Net, MseLoss>;

/// Trainers that together use everything that has a state.
const TRAINERS: [(&str, Build); 3] = [
    ("plateau", || {
        let schedule = LinearWarmup::new(2, ReduceLrOnPlateau::new().factor(0.5).patience(0));
        let sgd = Sgd::new(0.08).momentum(0.9).nesterov();
        Trainer::new(Net::new(), sgd, MseLoss).scheduler(schedule).early_stopping(3).clip_norm(0.5)
    }),
    ("one cycle", || {
        let adam = Adam::new(0.01).group("head.*", |group| group.scale_learning_rate(0.5));
        Trainer::new(Net::new(), adam, MseLoss).scheduler_per_batch(OneCycleLr::new(0.05, 40)).early_stopping(3)
    }),
    ("plain", || Trainer::new(Net::new(), Sgd::new(0.1), MseLoss)),
];

fn build(new: Build) -> (Trainer<Net, MseLoss>, Total) {
    let total = Total::default();
    (new().progress(false).batch_size(8).seed(5).callback(total.clone()), total)
}

const EPOCHS: usize = 12;

fn fit(trainer: &mut Trainer<Net, MseLoss>) -> Result<History, TrainError> {
    trainer.fit(&points(28, 0.0), &points(5, 0.3), EPOCHS)
}

/// The complete state at the end of a run: weights, counters, random streams, history, optimizer state, and the callback's total.
fn end(trainer: &Trainer<Net, MseLoss>, history: &History, total: &Total) -> (Vec<u8>, String) {
    let optimizer = trainer.optimizer().state().unwrap();
    (save_safetensors_to_vec(trainer.model()).unwrap(), format!("{history:?} {optimizer:?} {total:?}", total = total.0))
}

#[test]
fn resumed_after_any_batch_a_run_equals_the_whole_to_the_bit() {
    for (name, new) in TRAINERS {
        let (mut whole, total) = build(new);
        let history = fit(&mut whole).unwrap();
        let expected = end(&whole, &history, &total);
        assert_eq!(history.stopped.is_some(), name == "plateau", "{name}: {history:?}");
        // This is one run; every checkpoint of it is copied.
        let folder = tempfile::tempdir().unwrap();
        let (trainer, total) = build(new);
        let copies = Copies { file: folder.path().join("last.ckpt"), found: Arc::default() };
        let checkpoints = Checkpoints::new(&folder).every_batches(1);
        let mut kept = trainer.checkpoints(checkpoints).callback(copies.clone());
        let kept_history = fit(&mut kept).unwrap();
        assert!(end(&kept, &kept_history, &total) == expected, "{name}: checkpoints change the run");
        let copies = copies.found.lock().unwrap();
        // Each epoch writes four checkpoints after batches and one at its end; the last checkpoint of the run is not copied.
        assert_eq!(copies.len(), 5 * history.epochs.len() - 1);
        let elsewhere = tempfile::tempdir().unwrap();
        for (i, copy) in copies.iter().enumerate() {
            fs::write(elsewhere.path().join("last.ckpt"), copy).unwrap();
            let (mut resumed, total) = build(new);
            let ResumePoint { epochs, batches, .. } = resumed.resume(&elsewhere).unwrap();
            assert_eq!((epochs, batches), ((i + 1) / 5, (i + 1) % 5));
            let history = fit(&mut resumed).unwrap();
            assert!(end(&resumed, &history, &total) == expected, "{name}: {epochs} epochs and {batches} batches");
        }
        // The last checkpoint is the end of the run: nothing is left to do.
        let (mut again, total) = build(new);
        assert_eq!(again.resume(&folder).unwrap().epochs, history.epochs.len());
        let history = fit(&mut again).unwrap();
        assert!(end(&again, &history, &total) == expected, "{name}: resumed at the end");
        // The best checkpoint has the best weights; a run that continues from it repeats the rest of the first run.
        let (mut best, total) = build(new);
        let point = best.resume(folder.path().join("best.ckpt")).unwrap();
        assert_eq!(point.epochs, history.best().unwrap().number);
        assert_eq!(best.validate(&self::points(5, 0.3)).unwrap(), history.best().unwrap().loss());
        let history = fit(&mut best).unwrap();
        assert!(end(&best, &history, &total) == expected, "{name}: resumed at the best epoch");
    }
}

#[test]
fn run_that_was_stopped_within_an_epoch_ends_there_when_resumed() {
    struct Enough;
    impl<M: Module> Callback<M> for Enough {
        fn batch_done(&mut self, run: &mut Run<'_, M>) -> Result<(), TrainError> {
            if run.batch().is_some_and(|batch| (batch.epoch, batch.number) == (2, 2)) {
                run.stop("enough");
            }
            Ok(())
        }
    }
    let (trainer, total) = build(TRAINERS[1].1);
    let mut whole = trainer.callback(Enough);
    let history = fit(&mut whole).unwrap();
    assert_eq!((history.epochs.len(), history.stopped.as_deref()), (2, Some("enough")));
    let expected = end(&whole, &history, &total);
    let folder = tempfile::tempdir().unwrap();
    let (trainer, _) = build(TRAINERS[1].1);
    let checkpoints = Checkpoints::new(&folder).every_batches(2);
    let mut crashed = trainer.checkpoints(checkpoints).callback(Enough).callback(Crash { after: (2, None) });
    assert!(fit(&mut crashed).is_err());
    let (trainer, total) = build(TRAINERS[1].1);
    let mut resumed = trainer.callback(Enough);
    assert_eq!(resumed.resume(&folder).unwrap().batches, 2);
    let history = fit(&mut resumed).unwrap();
    assert!(end(&resumed, &history, &total) == expected);
}

#[test]
fn resumed_epoch_of_an_own_loop_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let (trainer, _) = build(TRAINERS[2].1);
    let checkpoints = Checkpoints::new(&folder).every_batches(1);
    assert!(fit(&mut trainer.checkpoints(checkpoints).callback(Crash { after: (1, Some(3)) })).is_err());
    let (mut resumed, _) = build(TRAINERS[2].1);
    resumed.resume(&folder).unwrap();
    let loss = resumed.train_epoch(&points(28, 0.0)).unwrap();
    let (mut whole, _) = build(TRAINERS[2].1);
    assert_eq!(loss, whole.train_epoch(&points(28, 0.0)).unwrap());
    assert_eq!(resumed.train_epoch(&points(28, 0.0)).unwrap(), whole.train_epoch(&points(28, 0.0)).unwrap());
}

#[test]
fn more_epochs_go_on_from_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let (trainer, _) = build(TRAINERS[2].1);
    trainer.checkpoints(folder.path()).fit(&points(28, 0.0), &points(5, 0.3), 2).unwrap();
    let (mut resumed, total) = build(TRAINERS[2].1);
    resumed.resume(&folder).unwrap();
    let history = fit(&mut resumed).unwrap();
    let (mut whole, whole_total) = build(TRAINERS[2].1);
    let whole_history = fit(&mut whole).unwrap();
    assert!(end(&resumed, &history, &total) == end(&whole, &whole_history, &whole_total));
}

/// Returns the checkpoint file after two epochs and one batch, and the file's folder.
fn checkpoint() -> (tempfile::TempDir, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let (trainer, _) = build(TRAINERS[0].1);
    let checkpoints = Checkpoints::new(&folder).every_batches(1);
    assert!(fit(&mut trainer.checkpoints(checkpoints).callback(Crash { after: (3, Some(2)) })).is_err());
    let bytes = fs::read(folder.path().join("last.ckpt")).unwrap();
    (folder, bytes)
}

#[test]
fn file_with_any_byte_changed_or_cut_anywhere_is_refused_and_changes_nothing() {
    let (folder, bytes) = checkpoint();
    let path = folder.path().join("last.ckpt");
    let (mut trainer, total) = build(TRAINERS[0].1);
    let mut refuse = |wrong: &[u8], what: String| {
        fs::write(&path, wrong).unwrap();
        match trainer.resume(&folder) {
            Ok(_) => panic!("{what} was resumed"),
            Err(error) => error.to_string(),
        }
    };
    for at in 0..bytes.len() {
        for flip in [1 << (at % 8), 0xff] {
            let mut wrong = bytes.clone();
            wrong[at] ^= flip;
            let message = refuse(&wrong, format!("byte {at} with {flip:#x} flipped"));
            let expected = match at {
                0..8 => "is another kind of file, expected a checkpoint",
                // A wrong length may reach beyond the end of the file.
                12..16 => "",
                8..200 if !message.contains("the content (") => {
                    "the header (from byte 0 on) does not match its checksum"
                }
                _ => "the content (from byte ",
            };
            assert!(message.contains(expected), "byte {at}: {message}");
        }
    }
    for length in 0..bytes.len() {
        let message = refuse(&bytes[..length], format!("{length} bytes"));
        let expected = match length {
            0 => "is an empty file, expected a checkpoint".into(),
            _ => format!("has {length} bytes, expected "),
        };
        assert!(
            message.contains(&expected) && message.contains("resume from another checkpoint"),
            "{length}: {message}"
        );
    }
    let message = refuse(&[&bytes[..], b"x"].concat(), "a byte more".into());
    assert!(message.contains(&format!("has {} bytes, expected {}", bytes.len() + 1, bytes.len())), "{message}");
    // After all these errors the trainer behaves like a new one.
    let (mut fresh, fresh_total) = build(TRAINERS[0].1);
    let (history, fresh_history) = (fit(&mut trainer).unwrap(), fit(&mut fresh).unwrap());
    assert!(end(&trainer, &history, &total) == end(&fresh, &fresh_history, &fresh_total));
}

/// CRC-32 as in zlib, written out here to check the documented format independently.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc: u32, _| crc >> 1 ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[test]
fn format_is_as_documented_and_another_version_is_named() {
    let (folder, mut bytes) = checkpoint();
    let number = |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let header = number(&bytes, 12) as usize;
    assert_eq!((&bytes[..8], number(&bytes, 8)), (&b"TSMLCKPT"[..], 1));
    assert_eq!(u64::from_le_bytes(bytes[16..24].try_into().unwrap()), (bytes.len() - header) as u64);
    assert_eq!(number(&bytes, 28), crc32(&bytes[header..]));
    assert_eq!(&bytes[32..header - 4], b"Net");
    assert_eq!(number(&bytes, header - 4), crc32(&bytes[..header - 4]));
    bytes[8] = 2;
    let checksum = crc32(&bytes[..header - 4]).to_le_bytes();
    bytes[header - 4..header].copy_from_slice(&checksum);
    fs::write(folder.path().join("last.ckpt"), &bytes).unwrap();
    let error = build(TRAINERS[0].1).0.resume(&folder).unwrap_err();
    assert!(matches!(error, CheckpointError::Version { found: 2, expected: 1, .. }), "{error}");
    // The version is correct again, but the header now says that the content has terabytes.
    bytes[8] = 1;
    bytes[16..24].copy_from_slice(&(1_u64 << 42).to_le_bytes());
    let checksum = crc32(&bytes[..header - 4]).to_le_bytes();
    bytes[header - 4..header].copy_from_slice(&checksum);
    fs::write(folder.path().join("last.ckpt"), &bytes).unwrap();
    let error = build(TRAINERS[0].1).0.resume(&folder).unwrap_err().to_string();
    assert!(
        error.contains(&format!("has {} bytes, expected {}", bytes.len(), (1_u64 << 42) + header as u64)),
        "{error}"
    );
}

#[test]
fn what_is_no_checkpoint_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.ckpt");
    let message = |path: &Path| build(TRAINERS[0].1).0.resume(path).unwrap_err().to_string();
    let check = |path: &Path, expected: &str| {
        let found = message(path);
        assert!(found.contains(expected), "{found}");
    };
    check(folder.path(), "last.ckpt: there is no checkpoint; check the folder, or begin a new run with `fit`");
    check(&folder.path().join("missing"), "missing: there is no checkpoint");
    assert_eq!(build(TRAINERS[0].1).0.resume_if_any(&folder).unwrap(), None);
    fs::create_dir(&path).unwrap();
    check(folder.path(), "last.ckpt: is a folder, expected a checkpoint");
    assert!(build(TRAINERS[0].1).0.resume_if_any(&folder).is_err());
    // A checkpoint cannot be written over a folder either.
    let error = fit(&mut build(TRAINERS[0].1).0.checkpoints(folder.path())).unwrap_err().to_string();
    assert!(error.contains("last.ckpt: writing failed ("), "{error}");
    fs::remove_dir(&path).unwrap();
    fs::write(&path, "").unwrap();
    check(folder.path(), "is an empty file, expected a checkpoint; resume from another checkpoint");
    fs::write(&path, "time,open,high,low,close,volume\n2020-01-01,1,1,1,1,1\n").unwrap();
    check(folder.path(), "is another kind of file, expected a checkpoint");
    save_safetensors(&Net::new(), &path).unwrap();
    check(folder.path(), "is a safetensors file, expected a checkpoint; load weights with `load_safetensors`");
    let error = fit(&mut build(TRAINERS[0].1).0.checkpoints(&path)).unwrap_err().to_string();
    assert!(error.contains("last.ckpt: creating the folder failed (entity already exists)"), "{error}");
}

#[cfg(unix)]
#[test]
fn missing_permission_is_named_with_the_remedy() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _) = checkpoint();
    let path = folder.path().join("last.ckpt");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    // Skipped as root, who can read every file.
    if fs::read(&path).is_ok() {
        return;
    }
    let error = build(TRAINERS[0].1).0.resume(&folder).unwrap_err().to_string();
    assert!(error.contains("reading failed (permission denied); allow this user to read and write there"), "{error}");
}

/// Modules that differ from the saved one in one entry.
mod others {
    use super::*;

    macro_rules! nets { ($($name:ident: $Buffer:ty;)*) => { $(
        pub mod $name {
            use super::*;
            #[derive(Module)]
            pub struct Other {
                pub head: Linear<2, 1>,
                #[module(buffer)]
                pub scale: $Buffer,
            }
            impl Forward<Tensor<(Batch, Dim<2>)>> for Other {
                type Output = Tensor<(Batch, Dim<1>)>;
                fn forward(&self, x: Tensor<(Batch, Dim<2>)>) -> Self::Output {
                    self.head.forward(x)
                }
            }
            pub fn trainer(scale: $Buffer) -> Trainer<Other, MseLoss> {
                let head = Linear::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
                Trainer::new(Other { head, scale }, Adam::new(0.1), MseLoss).progress(false)
            }
        }
    )* } }
    nets! {
        single: Tensor<(Dim<2>,)>;
        wide: Tensor<(Dim<3>,)>;
        double: Tensor<(Dim<2>,), f64>;
        counter: i64;
    }
}

#[test]
fn checkpoint_of_another_model_says_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    others::single::trainer(Tensor::ones())
        .checkpoints(folder.path())
        .fit(&points(8, 0.0), &points(8, 0.0), 1)
        .unwrap();
    let messages = [
        others::wide::trainer(Tensor::ones()).resume(&folder).unwrap_err(),
        others::double::trainer(Tensor::ones()).resume(&folder).unwrap_err(),
        others::counter::trainer(3).resume(&folder).unwrap_err(),
        build(TRAINERS[2].1).0.resume(&folder).unwrap_err(),
    ];
    let expected = [
        "\"scale\" is f32 [2] in the file, f32 [3] in the model",
        "\"scale\" is f32 [2] in the file, f64 [2] in the model",
        "\"scale\" is f32 [2] in the file, a counter in the model",
        "the model is `Other` in the checkpoint, `Net` in the trainer",
    ];
    for (error, expected) in messages.iter().zip(expected) {
        let ends = format!("last.ckpt: {expected}; resume with the model that was trained");
        assert!(error.to_string().ends_with(&ends), "{error}");
    }
    others::single::trainer(Tensor::ones()).resume(&folder).unwrap();
}

#[test]
fn checkpoint_of_another_trainer_says_what_differs() {
    let (folder, _) = checkpoint();
    let sgd = || Sgd::new(0.08).momentum(0.9).nesterov();
    let schedule = || LinearWarmup::new(2, ReduceLrOnPlateau::new());
    let new = |optimizer: Box<dyn FnOnce(Net) -> Trainer<Net, MseLoss>>| optimizer(Net::new()).batch_size(8);
    let right = || new(Box::new(move |net| Trainer::new(net, sgd(), MseLoss).scheduler(schedule())));
    let cases: [(Trainer<Net, MseLoss>, &str); 7] = [
        (right().batch_size(16).callback(Total::default()), "batch size: 8 in the checkpoint, 16 in the trainer"),
        (right(), "callbacks with a state: total in the checkpoint, none in the trainer"),
        (
            right().callback(Total::default()).callback(Total::default()),
            "callbacks with a state: total in the checkpoint, total, total in the trainer",
        ),
        (
            new(Box::new(move |net| Trainer::new(net, sgd(), MseLoss))).callback(Total::default()),
            "schedule: one per epoch in the checkpoint, none in the trainer",
        ),
        (
            new(Box::new(move |net| Trainer::new(net, sgd(), MseLoss).scheduler_per_batch(schedule())))
                .callback(Total::default()),
            "schedule: one per epoch in the checkpoint, one per batch in the trainer",
        ),
        (
            new(Box::new(move |net| Trainer::new(net, Adam::new(0.1), MseLoss).scheduler(schedule())))
                .callback(Total::default()),
            "the optimizer state has the rule \"sgd\", expected \"adam\"",
        ),
        (
            new(Box::new(move |net| Trainer::new(net, sgd(), MseLoss).scheduler(ReduceLrOnPlateau::new())))
                .callback(Total::default()),
            "the state has the schedule \"linear_warmup(reduce_lr_on_plateau)\", expected \"reduce_lr_on_plateau\"",
        ),
    ];
    for (mut trainer, expected) in cases {
        let error = trainer.resume(&folder).unwrap_err().to_string();
        assert!(error.contains(expected) && error.ends_with("configure the trainer as in the saved run"), "{error}");
    }
    // The options of the run may differ: the program sets them.
    let mut resumed = right().callback(Total::default()).early_stopping(1);
    resumed.resume(&folder).unwrap();
    let error = resumed.fit(&points(27, 0.0), &points(5, 0.3), 5).unwrap_err().to_string();
    assert_eq!(error, "the training data has 27 items, but had 28 at the checkpoint; resume on the same data");
    resumed.fit(&points(28, 0.0), &points(5, 0.3), 5).unwrap();
}

#[test]
fn attached_value_comes_back_and_another_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (trainer, _) = build(TRAINERS[2].1);
    let scaler = vec![(14.62, 1.0), (3.0, 0.5)];
    let trainer = trainer.attach(&scaler).unwrap().checkpoints(folder.path());
    fit(&mut { trainer }).unwrap();
    let (mut resumed, _) = build(TRAINERS[2].1);
    assert_eq!(resumed.attached::<Vec<(f64, f64)>>().unwrap(), None);
    resumed.resume(&folder).unwrap();
    assert_eq!(resumed.attached::<Vec<(f64, f64)>>().unwrap(), Some(scaler));
    assert!(resumed.attached::<String>().unwrap_err().to_string().starts_with("reading a saved value: "));
    let mut other = build(TRAINERS[2].1).0.attach(&[(14.62, 2.0)]).unwrap();
    let error = other.resume(&folder).unwrap_err().to_string();
    assert!(error.contains("attached value: one in the checkpoint, another in the trainer"), "{error}");
}

#[test]
fn optimizer_without_state_is_resumed_by_its_rate() {
    struct Plain(f64);
    impl Optimizer<Net> for Plain {
        fn step(
            &mut self,
            model: &mut Net,
            gradients: &timeseriesml::Gradients,
        ) -> Result<(), timeseriesml::optim::OptimError> {
            Sgd::new(self.0).step(model, gradients)
        }
        fn learning_rate(&self) -> f64 {
            self.0
        }
        fn set_learning_rate(&mut self, rate: f64) -> Result<(), timeseriesml::optim::OptimError> {
            self.0 = rate;
            Ok(())
        }
    }
    struct Halve;
    impl Callback<Net> for Halve {
        fn epoch_done(&mut self, run: &mut Run<'_, Net>) -> Result<(), TrainError> {
            Ok(run.set_learning_rate(run.learning_rate() / 2.0)?)
        }
    }
    let new = || Trainer::new(Net::new(), Plain(0.1), MseLoss).progress(false).batch_size(8).callback(Halve);
    let folder = tempfile::tempdir().unwrap();
    let (train, val) = (points(28, 0.0), points(5, 0.3));
    let whole = new().fit(&train, &val, 4).unwrap();
    new().checkpoints(folder.path()).fit(&train, &val, 2).unwrap();
    let mut resumed = new();
    resumed.resume(&folder).unwrap();
    assert_eq!(resumed.fit(&train, &val, 4).unwrap(), whole);
}
