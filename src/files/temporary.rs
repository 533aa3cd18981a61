//! Temporary files: `.NAME.timeseriesml-PID-DIGITS.tmp` beside the file `NAME` that one becomes.
//!
//! A program that is killed leaves its file, which the next program that saves to the folder removes. It must never remove one that is
//! being written. Two things tell: the process that the name says, and a lock that the writer holds, which the system releases when the
//! writer ends. The lock also holds off programs of other containers, who count processes otherwise.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The longest part of a file's own name, in bytes: the whole has to fit the names of every file system.
const LONGEST_NAME: usize = 90;
const MARK: &str = ".timeseriesml-";
const END: &str = ".tmp";
/// Hexadecimal digits that tell the files of one process apart.
const DIGITS: usize = 8;

/// A file that is removed when it is dropped, unless it was renamed.
pub(super) struct Temporary {
    path: PathBuf,
    file: File,
    renamed: bool,
}

impl Temporary {
    /// A new file for `name` in a folder, which only this process writes. `options` say with which permissions it is made.
    pub(super) fn new(folder: &Path, name: &OsStr, options: &OpenOptions) -> io::Result<Self> {
        let start = start(name);
        // A name that is taken, or a file that another program takes for a stale one in its first moment.
        for _ in 0..100 {
            let random = RandomState::new().hash_one(&start) as u32;
            let path = folder.join(format!("{start}{}-{random:0DIGITS$x}{END}", std::process::id()));
            let file = match options.open(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                opened => opened?,
            };
            let temporary = Temporary { path, file, renamed: false };
            // Where the file system has no locks, nobody removes a file by them either.
            let is_locked = !matches!(temporary.file.try_lock(), Err(TryLockError::WouldBlock));
            // Another program may have removed it before it was locked.
            if is_locked && fs::symlink_metadata(&temporary.path).is_ok() {
                return Ok(temporary);
            }
        }
        Err(io::Error::new(ErrorKind::AlreadyExists, "no name for a temporary file is free"))
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Gives the file its name. What had that name is replaced.
    pub(super) fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.renamed = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.renamed {
            // It is of no use to anyone; if it cannot be removed, the next program does it.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes the temporary files of a folder whose process is gone, whatever file they were for.
pub(super) fn remove_stale(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Some(process) = process_of(&entry.file_name()) else { continue };
        let Ok(metadata) = entry.metadata() else { continue };
        if !metadata.is_file() || !metadata.modified().is_ok_and(|modified| is_gone(process, modified)) {
            continue;
        }
        let Ok(file) = File::options().write(true).open(entry.path()) else { continue };
        if file.try_lock().is_ok() {
            // That it cannot be removed is no reason not to save.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// What the names of all temporary files for `name` begin with.
fn start(name: &OsStr) -> String {
    let mut name = name.to_string_lossy().into_owned();
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    format!(".{name}{MARK}")
}

/// The process in the name of a temporary file; `None` for other names.
fn process_of(name: &OsStr) -> Option<u32> {
    let (_, numbers) = name.to_str()?.strip_prefix('.')?.strip_suffix(END)?.rsplit_once(MARK)?;
    let (process, random) = numbers.split_once('-')?;
    let is_ours = random.len() == DIGITS && random.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_number = process.bytes().all(|byte| byte.is_ascii_digit());
    if is_ours && is_number { process.parse().ok() } else { None }
}

/// Whether the process that wrote a file at this time has ended. Another one may have its number by now, as after the restart of a
/// container: that one began later.
#[cfg(target_os = "linux")]
fn is_gone(process: u32, modified: SystemTime) -> bool {
    let stat = |name: &str| fs::read_to_string(format!("/proc/{name}/stat"));
    if stat("self").is_err() {
        return false;
    }
    match stat(&process.to_string()) {
        Err(error) => error.kind() == ErrorKind::NotFound,
        Ok(text) => linux::is_zombie(&text) || linux::began(&text).is_some_and(|began| began > modified),
    }
}

/// Elsewhere nothing is known about other processes but the lock: a file that has one is not removed, nor is one of the last hour.
#[cfg(not(target_os = "linux"))]
fn is_gone(process: u32, modified: SystemTime) -> bool {
    let age = SystemTime::now().duration_since(modified).unwrap_or_default();
    process != std::process::id() && age.as_secs() > 3600
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::time::{Duration, SystemTime};

    /// Ticks in a second, in what `/proc` says on every common machine.
    const TICKS: u64 = 100;
    /// Times in `/proc` are rounded, and clocks are set.
    const TOLERANCE: Duration = Duration::from_secs(5);

    /// The fields of `/proc/PID/stat` from the state on. The name before them may hold spaces and brackets.
    fn fields(stat: &str) -> impl Iterator<Item = &str> {
        stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace()
    }

    /// Whether a process has ended, and only its parent has not asked how.
    pub(super) fn is_zombie(stat: &str) -> bool {
        matches!(fields(stat).next(), Some("Z" | "X"))
    }

    /// When a process began, or a little earlier.
    pub(super) fn began(stat: &str) -> Option<SystemTime> {
        // Field 22 of the line, the state being field 3.
        let ticks: u64 = fields(stat).nth(19)?.parse().ok()?;
        let kernel = fs::read_to_string("/proc/stat").ok()?;
        let boot: u64 = kernel.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
        Some(SystemTime::UNIX_EPOCH + Duration::from_secs(boot + ticks / TICKS) - TOLERANCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_temporary_files_have_a_process() {
        let of = |name: &str| process_of(OsStr::new(name));
        assert_eq!(of(".net.npy.timeseriesml-31-0012abef.tmp"), Some(31));
        assert_eq!(of("..timeseriesml-1-a.tmp.timeseriesml-31-0012abef.tmp"), Some(31));
        for other in [
            "net.npy",
            ".net.npy.timeseriesml-31-0012abef",
            ".net.npy.timeseriesml-31-0012abe.tmp",
            ".net.npy.timeseriesml-31-0012ABEF.tmp",
            ".net.npy.timeseriesml-+31-0012abef.tmp",
            ".net.npy.timeseriesml--0012abef.tmp",
            ".net.npy.timeseriesml-99999999999-0012abef.tmp",
            "net.npy.timeseriesml-31-0012abef.tmp",
            ".net.npy.timeseriesml-notes.tmp",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_began_later_did_not_write_the_file() {
        use std::time::Duration;
        let (me, now) = (std::process::id(), SystemTime::now());
        assert!(!is_gone(me, now));
        assert!(is_gone(me, now - Duration::from_secs(365 * 86_400)), "this process did not run a year ago");
        assert!(is_gone(u32::MAX, now));
        assert!(linux::is_zombie("31 (a) b) Z 1 2") && !linux::is_zombie("31 (Z) S 1 2"));
    }
}
