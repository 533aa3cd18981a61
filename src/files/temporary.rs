//! Temporary files: `.NAME.timeseriesml-PID-DIGITS.tmp`, in the folder of the file `NAME` that the temporary file becomes.
//!
//! A killed program leaves its temporary file behind; the next program that saves to the folder removes it. A program must never remove a
//! file that is still being written. Two things show that a file is being written: the process in its name is alive, or its writer holds a
//! lock on it, which the system releases when the writer ends. The lock also works across containers, whose process ids are unrelated.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The largest number of bytes of `NAME` that are kept, so that the whole name fits every file system.
const LONGEST_NAME: usize = 90;
const MARK: &str = ".timeseriesml-";
const END: &str = ".tmp";
/// The number of hexadecimal digits that distinguish the files of one process.
const DIGITS: usize = 8;

/// A file that is removed when dropped, unless it was renamed.
pub(super) struct Temporary {
    path: PathBuf,
    file: File,
    renamed: bool,
}

impl Temporary {
    /// Creates a temporary file for `name` in a folder, with the permissions in `options`. Only this process writes to it.
    pub(super) fn new(folder: &Path, name: &OsStr, options: &OpenOptions) -> io::Result<Self> {
        let start = start(name);
        // Try again if the name is taken, or if another program takes the new file for a stale one and removes it before it is
        // locked.
        for _ in 0..100 {
            let random = RandomState::new().hash_one(&start) as u32;
            let path = folder.join(format!("{start}{}-{random:0DIGITS$x}{END}", std::process::id()));
            let file = match options.open(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                opened => opened?,
            };
            let temporary = Temporary { path, file, renamed: false };
            // On a file system without locks, no other program gets a lock either, so none removes the file.
            let is_locked = !matches!(temporary.file.try_lock(), Err(TryLockError::WouldBlock));
            // Another program may have removed the file before it was locked.
            if is_locked && fs::symlink_metadata(&temporary.path).is_ok() {
                return Ok(temporary);
            }
        }
        Err(io::Error::new(ErrorKind::AlreadyExists, "no free name for a temporary file"))
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Renames the file to `path`, replacing an existing file there.
    pub(super) fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.renamed = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.renamed {
            // If this fails, the next process that saves here removes the file.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes the temporary files in a folder whose processes have ended.
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
            // The result is ignored, since a failure here must not prevent saving.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The beginning of the names of all temporary files for `name`.
fn start(name: &OsStr) -> String {
    let mut name = name.to_string_lossy().into_owned();
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    format!(".{name}{MARK}")
}

/// The process id in the name of a temporary file; `None` for other names.
fn process_of(name: &OsStr) -> Option<u32> {
    let (_, numbers) = name.to_str()?.strip_prefix('.')?.strip_suffix(END)?.rsplit_once(MARK)?;
    let (process, random) = numbers.split_once('-')?;
    let is_ours = random.len() == DIGITS && random.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let is_number = process.bytes().all(|byte| byte.is_ascii_digit());
    if is_ours && is_number { process.parse().ok() } else { None }
}

/// Whether the process that wrote a file at the time `modified` has ended. Its id may belong to another process by now, as after a container's
/// restart; that process then started after the file was written.
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

/// On other systems, only the lock shows whether another process is alive, so files modified within the last hour are kept as well.
#[cfg(not(target_os = "linux"))]
fn is_gone(process: u32, modified: SystemTime) -> bool {
    let age = SystemTime::now().duration_since(modified).unwrap_or_default();
    process != std::process::id() && age.as_secs() > 3600
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::time::{Duration, SystemTime};

    /// The number of clock ticks per second in `/proc`, which is the same on all common machines.
    const TICKS: u64 = 100;
    /// Allows for the rounding in `/proc` and for changes of the clock.
    const TOLERANCE: Duration = Duration::from_secs(5);

    /// The fields of `/proc/PID/stat`, starting with the state. The name before these fields may contain spaces and parentheses.
    fn fields(stat: &str) -> impl Iterator<Item = &str> {
        stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace()
    }

    /// Whether a process has ended but its parent has not yet waited for it.
    pub(super) fn is_zombie(stat: &str) -> bool {
        matches!(fields(stat).next(), Some("Z" | "X"))
    }

    /// The time at which a process started, minus the tolerance.
    pub(super) fn began(stat: &str) -> Option<SystemTime> {
        // The start is field 22 of the line, and the state is field 3.
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
