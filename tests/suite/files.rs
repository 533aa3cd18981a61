//! Saving follows symbolic links and replaces the file at their end, keeping its permissions. No temporary file remains.

use super::checkpoints::{Net, points};
use rand::{SeedableRng, rngs::Xoshiro256PlusPlus};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use timeseriesml::{
    Column, DynTensor, ForecastPlot, MseLoss, Sgd, SyntheticCandles, Tensor, Trainer, load_safetensors, nn::DynLinear,
    save_safetensors,
};

/// A function that saves a file. `WRITERS` gives the name of each one's file; for a checkpoint the name is always `last.ckpt`.
type Writer = fn(&Path) -> Result<(), String>;

const WRITERS: [(&str, Writer); 4] = [
    ("x.npy", |path| text(Tensor::from([1.0, 2.0]).save_npy(path))),
    ("net.safetensors", |path| text(save_safetensors(&Net::new(), path))),
    ("plot.svg", |path| {
        let candles = SyntheticCandles::new(3).generate();
        text(ForecastPlot::new("t").history(candles.time(), candles.column(Column::Close)).save(path))
    }),
    ("last.ckpt", |path| text(trained(path.parent().unwrap()))),
];

fn text<E: ToString>(result: Result<(), E>) -> Result<(), String> {
    result.map_err(|error| error.to_string())
}

/// A run of two epochs with checkpoints in a folder.
fn trained(folder: &Path) -> Result<(), timeseriesml::TrainError> {
    let mut trainer = Trainer::new(Net::new(), Sgd::new(0.01), MseLoss).progress(false).checkpoints(folder);
    trainer.fit(&points(8, 0.0), &points(4, 0.1), 2).map(drop)
}

/// Calls `check` for each writer, with the path of its file in a fresh folder.
fn with_each(check: impl Fn(PathBuf, &dyn Fn(&Path) -> Result<(), String>)) {
    for (name, write) in WRITERS {
        let folder = tempfile::tempdir().unwrap();
        check(folder.path().join(name), &write);
    }
}

/// The names of the files in a folder, except the best checkpoint, which is written next to `last.ckpt`.
fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != "best.ckpt").collect();
    names.sort_unstable();
    names
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn symbolic_links_stay_and_what_they_lead_to_is_replaced() {
    use std::os::unix::fs::symlink;
    with_each(|path, write| {
        let other = tempfile::tempdir().unwrap();
        let (target, between) = (other.path().join("target"), path.with_file_name("between"));
        symlink(&target, &between).unwrap();
        symlink("between", &path).unwrap();
        // First the link leads to a missing file, then to an existing one.
        for old in [None, Some("old")] {
            if let Some(old) = old {
                fs::write(&target, old).unwrap();
            }
            write(&path).unwrap();
            assert!(
                fs::symlink_metadata(&path).unwrap().is_symlink()
                    && fs::symlink_metadata(&between).unwrap().is_symlink()
            );
            assert!(fs::symlink_metadata(&target).unwrap().is_file() && fs::read(&target).unwrap().len() > 10);
            assert_eq!(names(other.path()), ["target"]);
        }
        fs::remove_file(&between).unwrap();
        symlink(&path, &between).unwrap();
        let error = write(&path).unwrap_err();
        assert!(error.contains("symbolic link in a loop"), "{error}");
    });
}

#[cfg(unix)]
#[test]
fn permissions_and_owner_are_those_of_the_old_file() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    with_each(|path, write| {
        for mode in [0o600, 0o640, 0o664, 0o755, 0o666] {
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
            write(&path).unwrap();
            assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, mode, "{mode:o}");
            assert_ne!(fs::read(&path).unwrap(), b"old");
        }
        // Only root can change the owner.
        if chown(&path, Some(12_345), Some(23_456)).is_ok() {
            write(&path).unwrap();
            let metadata = fs::metadata(&path).unwrap();
            assert_eq!((metadata.uid(), metadata.gid(), metadata.mode() & 0o777), (12_345, 23_456, 0o666));
        }
        // A new file gets the default permissions.
        let (new, other) = (path.with_file_name("last.ckpt"), path.with_file_name("other"));
        let new = if path == new { new } else { path.with_extension("new") };
        let _ = fs::remove_file(&new);
        write(&new).unwrap();
        fs::write(&other, "").unwrap();
        assert_eq!(fs::metadata(&new).unwrap().mode(), fs::metadata(&other).unwrap().mode());
    });
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_replaced() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    use std::os::unix::net::UnixListener;
    with_each(|path, write| {
        let refused = |what: &str| {
            let before = fs::symlink_metadata(&path).unwrap();
            let error = write(&path).unwrap_err();
            assert!(error.contains(&name_of(&path)), "{error}");
            assert!(error.contains(&format!("the path leads to {what}, which is not replaced")), "{error}");
            assert!(fs::symlink_metadata(&path).unwrap().file_type() == before.file_type());
            assert_eq!(names(path.parent().unwrap()), [name_of(&path)], "nothing temporary is left");
        };
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        refused("a named pipe");
        fs::remove_file(&path).unwrap();
        // Binding fails if the temporary folder's path is too long: a socket's path has at most 108 bytes.
        if let Ok(socket) = UnixListener::bind(&path) {
            refused("a socket");
            drop(socket);
            fs::remove_file(&path).unwrap();
        }
        for device in ["/dev/null", "/dev/full"] {
            symlink(device, &path).unwrap();
            refused("a device");
            assert!(fs::metadata(device).unwrap().file_type().is_char_device());
            fs::remove_file(&path).unwrap();
        }
        fs::create_dir(&path).unwrap();
        refused("a folder");
    });
}

#[test]
fn a_folder_that_takes_no_file_is_named() {
    for (name, write) in &WRITERS[..3] {
        let folder = tempfile::tempdir().unwrap();
        let error = write(&folder.path().join("runs").join(name)).unwrap_err();
        assert!(error.contains("runs\" does not exist: create it first"), "{error}");
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = write(&file.join(name)).unwrap_err();
        assert!(error.contains("file\" is not a folder: choose another path"), "{error}");
        let error = write(&folder.path().join("runs/")).unwrap_err();
        assert!(error.contains("the path ends in a separator"), "{error}");
        assert!(write(Path::new("")).unwrap_err().contains("the path is empty: give the path of a file"));
        assert_eq!(names(folder.path()), ["file"]);
    }
}

/// The name of the temporary file that a process writes for `name`.
fn temporary(process: u32, name: &str, number: u32) -> String {
    format!(".{name}.timeseriesml-{process}-{number:08x}.tmp")
}

fn started(program: &str, argument: &str) -> Child {
    Command::new(program).arg(argument).stdout(Stdio::null()).spawn().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn temporary_files_of_dead_processes_are_removed_and_those_of_others_stay() {
    let (mut dead, mut alive) = (started("true", ""), started("sleep", "100"));
    dead.wait().unwrap();
    with_each(|path, write| {
        let (folder, name) = (path.parent().unwrap(), name_of(&path));
        let make = |name: &str| fs::write(folder.join(name), "half").unwrap();
        (0..56).for_each(|number| make(&temporary(dead.id(), &name, number)));
        // This temporary file is for a different target, for example if each epoch saves to its own file.
        make(&temporary(dead.id(), "epoch-1.safetensors", 0));
        let kept = [
            temporary(alive.id(), &name, 1),
            temporary(std::process::id(), &name, 2),
            format!(".{name}.timeseriesml-{}-notes.tmp", dead.id()),
            format!("{name}.tmp"),
        ];
        kept.iter().for_each(|name| make(name));
        write(&path).unwrap();
        let mut expected: Vec<String> = kept.into_iter().chain([name]).collect();
        expected.sort_unstable();
        assert_eq!(names(folder), expected);
    });
    alive.kill().unwrap();
    alive.wait().unwrap();
}

#[test]
fn two_trainers_in_one_folder_leave_whole_checkpoints() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| (0..10).try_for_each(|_| trained(folder.path())))).collect();
        runs.into_iter().for_each(|run| run.join().unwrap().unwrap());
    });
    assert_eq!(names(folder.path()), ["last.ckpt"]);
    for name in ["last.ckpt", "best.ckpt"] {
        let mut trainer = Trainer::new(Net::new(), Sgd::new(0.01), MseLoss);
        trainer.resume(folder.path().join(name)).unwrap();
    }
}

#[test]
fn a_reader_sees_one_of_two_files_that_are_saved_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = &folder.path().join("x.npy");
    Tensor::from([0.0; 1000]).save_npy(path).unwrap();
    std::thread::scope(|scope| {
        for value in [1.0, 2.0] {
            scope.spawn(move || (0..50).for_each(|_| Tensor::from([value; 1000]).save_npy(path).unwrap()));
        }
        for _ in 0..100 {
            let x = DynTensor::<f64>::load_npy(path).unwrap().to_vec();
            assert!(x.len() == 1000 && x.iter().all(|&value| value == x[0]));
        }
    });
    assert_eq!(names(folder.path()), ["x.npy"]);
}

const FOLDER: &str = "TIMESERIESML_TEST_MEMORY";
/// The input and output width of a layer whose weight takes 64 MB.
const WIDTH: usize = 4096;

/// A number that Linux reports about the memory of this process, in bytes.
#[cfg(target_os = "linux")]
fn memory(key: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap();
    1024 * line.trim_start_matches(':').trim().trim_end_matches(" kB").parse::<usize>().unwrap()
}

/// How much the peak memory grows while `f` runs.
#[cfg(target_os = "linux")]
fn needed(f: impl FnOnce()) -> usize {
    // Writing 5 resets the peak to the current memory.
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS");
    f();
    memory("VmHWM").saturating_sub(before)
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "the process whose memory the next test measures"]
fn memory_child() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let path = Path::new(&folder).join("net.safetensors");
    // Code that runs for the first time is loaded from disk and takes memory too, so each function is called once before the measurement.
    let mut small = DynLinear::<f32>::new(1, 1, &mut Xoshiro256PlusPlus::seed_from_u64(1)).unwrap();
    save_safetensors(&small, &path).unwrap();
    load_safetensors(&mut small, &path).unwrap();
    let mut net = DynLinear::new(WIDTH, WIDTH, &mut Xoshiro256PlusPlus::seed_from_u64(1)).unwrap();
    let megabytes = |bytes: usize| bytes / 1_000_000;
    let save = megabytes(needed(|| save_safetensors(&net, &path).unwrap()));
    let load = megabytes(needed(|| load_safetensors(&mut net, &path).unwrap()));
    let npy = Path::new(&folder).join("x.npy");
    let x = DynTensor::<f32>::ones_sized([WIDTH, WIDTH]).unwrap();
    let save_npy = megabytes(needed(|| x.save_npy(&npy).unwrap()));
    drop(x);
    timeseriesml::tensor::empty_cache();
    let load_npy = megabytes(needed(|| drop(DynTensor::<f32>::load_npy(&npy).unwrap())));
    fs::write(Path::new(&folder).join("needed"), format!("{save} {load} {save_npy} {load_npy}")).unwrap();
}

#[cfg(target_os = "linux")]
#[test]
fn files_are_loaded_with_their_size_in_memory_once_and_saved_with_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "files::memory_child", "--ignored"]).env(FOLDER, folder.path());
    assert!(child.stdout(Stdio::null()).status().unwrap().success());
    let text = fs::read_to_string(folder.path().join("needed")).unwrap();
    let needed: Vec<usize> = text.split(' ').map(|number| number.parse().unwrap()).collect();
    let size = WIDTH * WIDTH * 4 / 1_000_000;
    println!("of {size} MB, saving, loading, and both as .npy need {text} MB");
    let [save, load, save_npy, load_npy] = needed[..] else { panic!("{text}") };
    assert!(save < size / 10 && save_npy < size / 10, "saving {size} MB needs {save} and {save_npy} MB");
    assert!(load < size * 11 / 10 && load_npy < size * 11 / 10, "loading {size} MB needs {load} and {load_npy} MB");
    assert!(load > size / 2, "the measurement sees what is loaded");
}
