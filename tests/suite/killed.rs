//! A training run that is killed at random moments (SIGKILL) and restarted each time ends with the same bits as an uninterrupted run.
//!
//! The run is a separate process: this test binary, running only the ignored test `child`.

use super::checkpoints::{Net, points};
use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};
use timeseriesml::{
    MseLoss, Sgd, Trainer,
    nn::save_safetensors_to_vec,
    optim::schedule::{CosineAnnealingLr, LinearWarmup},
    training::Checkpoints,
};

const FOLDER: &str = "TIMESERIESML_TEST_FOLDER";
const BATCHES: &str = "TIMESERIESML_TEST_BATCHES";
const EPOCHS: usize = 4;

/// Trains, starting from the last checkpoint in the folder, and writes the final state.
#[test]
#[ignore = "the process that the other tests kill"]
fn child() {
    let Some(folder) = env::var_os(FOLDER) else { return };
    let batches: usize = env::var(BATCHES).unwrap().parse().unwrap();
    let folder = Path::new(&folder);
    let checkpoints = folder.join("checkpoints");
    let schedule = LinearWarmup::new(1, CosineAnnealingLr::new(4));
    let trainer = Trainer::new(Net::new(), Sgd::new(0.05).momentum(0.9), MseLoss).scheduler(schedule);
    let mut trainer = trainer.progress(false).batch_size(4).early_stopping(3).clip_norm(0.5);
    trainer = trainer.checkpoints(Checkpoints::new(&checkpoints).every_batches(1));
    trainer.resume_if_any(&checkpoints).unwrap();
    let mut train = points(4 * batches, 0.0);
    train.pause = Duration::from_millis(2);
    let history = trainer.fit(&train, &points(7, 0.2), EPOCHS).unwrap();
    let mut end = save_safetensors_to_vec(trainer.model()).unwrap();
    end.extend(format!("{history:?}").bytes());
    fs::write(folder.join("end.partial"), end).unwrap();
    fs::rename(folder.join("end.partial"), folder.join("end")).unwrap();
}

fn start(folder: &Path, batches: usize) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "killed::child", "--ignored"]).env(FOLDER, folder).env(BATCHES, batches.to_string());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Starts and kills the run `kills` times, lets it end, and compares it with an uninterrupted run. Most kills must come before the run's end.
fn check(kills: usize, batches: usize) {
    let (whole, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let begun = Instant::now();
    assert!(start(whole.path(), batches).wait().unwrap().success());
    let duration = begun.elapsed();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(duration.as_nanos() as u64);
    let (mut within, mut resumed) = (0, 0);
    for _ in 0..kills {
        let mut child = start(killed.path(), batches);
        // After all kills, half of the run is done on average, so that kills still hit a run if the machine becomes faster.
        let longest = duration.as_micros() as u64 / kills as u64 + 30_000;
        std::thread::sleep(Duration::from_micros(rng.next_u64() % longest));
        resumed += usize::from(killed.path().join("checkpoints/last.ckpt").exists());
        within += usize::from(child.try_wait().unwrap().is_none());
        // This is SIGKILL on Unix.
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(start(killed.path(), batches).wait().unwrap().success(), "the last start ends by itself");
    println!(
        "{kills} kills, {within} of them within the run, {resumed} with a checkpoint; undisturbed it takes {duration:?}"
    );
    assert!(within * 2 > kills, "only {within} of {kills} kills met the run at work");
    let [expected, found] = [&whole, &killed].map(|folder| fs::read(folder.path().join("end")).unwrap());
    assert!(found == expected, "after {kills} kills the run ends with other bits");
    // Later processes have removed the temporary files of killed ones.
    let files: Vec<_> = fs::read_dir(killed.path().join("checkpoints")).unwrap().collect();
    assert_eq!(files.len(), 2, "{files:?}");
}

#[test]
fn killed_ten_times_a_run_ends_with_the_same_bits() {
    check(10, 60);
}

#[test]
#[ignore = "takes minutes: run it by hand"]
fn killed_two_hundred_times_a_run_ends_with_the_same_bits() {
    check(200, 1500);
}
