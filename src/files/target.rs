//! Resolves the path of a file to be saved: finds which file is replaced, and whether that is allowed.

use super::shown::{reason, shown_path};
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The file to replace or create.
pub(super) struct Target {
    /// The path of the file, which is not a symbolic link.
    pub(super) path: PathBuf,
    /// The existing file, if any.
    pub(super) old: Option<Metadata>,
}

/// The largest number of symbolic links that Linux follows one after another.
const MOST_LINKS: usize = 40;

impl Target {
    /// Follows symbolic links and checks the file to which they lead.
    ///
    /// # Errors
    /// If the path does not end in a file name, if it leads to something other than a file, or if the old file is not writable.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        check_name(path)?;
        // Let the system follow the links first: links in `/proc` may lead to pipes, which have no path.
        if let Ok(metadata) = fs::metadata(path) {
            check_kind(metadata.file_type())?;
            check_writable(path)?;
        }
        let (path, found) = follow(path)?;
        check_name(&path)?;
        let old = match found {
            Ok(metadata) => Some(metadata),
            Err(error) if error.kind() == ErrorKind::NotFound && folder_of(&path).is_dir() => None,
            Err(error) => return Err(folder_error(&path, &error)),
        };
        if let Some(metadata) = &old {
            check_kind(metadata.file_type())?;
        }
        Ok(Target { path, old })
    }
}

/// The folder of a file.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Checks that a path ends in a file name.
fn check_name(path: &Path) -> io::Result<()> {
    let bytes = path.as_os_str().as_encoded_bytes();
    let is_separator = |byte: &u8| std::path::is_separator(char::from(*byte));
    let problem = match bytes {
        [] => "the path is empty",
        [.., last] if is_separator(last) => "the path ends in a separator, as that of a folder does",
        [.., before, b'.'] if is_separator(before) => "the path names a folder",
        _ if path.file_name().is_none() => "the path names a folder",
        _ => return Ok(()),
    };
    Err(io::Error::new(ErrorKind::InvalidInput, format!("{problem}: give the path of a file")))
}

/// Checks that a file is regular, since no other kind can be replaced.
fn check_kind(kind: FileType) -> io::Result<()> {
    let (error, what) = if kind.is_file() {
        return Ok(());
    } else if kind.is_dir() {
        (ErrorKind::IsADirectory, "a folder")
    } else {
        (ErrorKind::InvalidInput, special(kind))
    };
    Err(io::Error::new(error, format!("the path leads to {what}, which is not replaced: give the path of a file")))
}

#[cfg(unix)]
fn special(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if kind.is_fifo() => "a named pipe",
        () if kind.is_socket() => "a socket",
        () if kind.is_char_device() || kind.is_block_device() => "a device",
        () => "something that is not a file",
    }
}

#[cfg(not(unix))]
fn special(_: FileType) -> &'static str {
    "something that is not a file"
}

/// Checks that this user may write the old file. Replacing it with `rename` does not check that.
fn check_writable(path: &Path) -> io::Result<()> {
    match File::options().write(true).open(path) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let text = "this user may not write the file: change its permissions, or save under another name";
            Err(io::Error::new(ErrorKind::PermissionDenied, text))
        }
        opened => opened.map(drop),
    }
}

/// Returns the path at the end of a chain of symbolic links, with its metadata.
fn follow(path: &Path) -> io::Result<(PathBuf, io::Result<Metadata>)> {
    let mut path = path.to_path_buf();
    for _ in 0..=MOST_LINKS {
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_symlink() => path = folder_of(&path).join(fs::read_link(&path)?),
            found => return Ok((path, found)),
        }
    }
    let problem = "the path is a symbolic link in a loop, or in a chain of more than 40: remove the link";
    Err(io::Error::new(ErrorKind::InvalidInput, problem))
}

/// Returns the error for a file that cannot be created. It names the problem with the file's folder.
pub(super) fn folder_error(path: &Path, error: &io::Error) -> io::Error {
    let folder = folder_of(path);
    let name = if folder == Path::new(".") { "the current folder".into() } else { named(folder) };
    let denied = [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem];
    let text = match fs::metadata(folder) {
        Ok(metadata) if !metadata.is_dir() => {
            format!("\"{}\" is not a folder: choose another path", shown_path(folder))
        }
        Ok(_) if denied.contains(&error.kind()) => {
            format!("{name} is not writable: change its permissions, or choose another folder")
        }
        Ok(_) => format!("{name} cannot hold the file: {}", reason(error)),
        Err(error) => match error.kind() {
            ErrorKind::NotFound => format!("{name} does not exist: create it first"),
            ErrorKind::NotADirectory => format!("{name} does not exist, part of its path is a file: choose another"),
            _ => format!("{name} cannot be reached: {}", reason(&error)),
        },
    };
    io::Error::new(error.kind(), text)
}

fn named(folder: &Path) -> String {
    format!("the folder \"{}\"", shown_path(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_by_what_is_wrong_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("net.npy");
        let message = |path: &Path, kind: ErrorKind| folder_error(path, &kind.into()).to_string();
        let name = shown_path(folder.path());
        let denied = format!("the folder \"{name}\" is not writable: change its permissions, or choose another folder");
        assert_eq!(message(&path, ErrorKind::PermissionDenied), denied);
        assert_eq!(message(&path, ErrorKind::ReadOnlyFilesystem), denied);
        assert_eq!(
            message(&path, ErrorKind::StorageFull),
            format!("the folder \"{name}\" cannot hold the file: no storage space")
        );
        assert!(
            message(Path::new("net.npy"), ErrorKind::PermissionDenied)
                .starts_with("the current folder is not writable")
        );
        let missing = path.join("below/net.npy");
        assert!(message(&missing, ErrorKind::NotFound).ends_with("net.npy/below\" does not exist: create it first"));
        std::fs::write(&path, "").unwrap();
        let below = message(&missing, ErrorKind::NotADirectory);
        assert!(below.ends_with("does not exist, part of its path is a file: choose another"), "{below}");
    }

    #[test]
    fn paths_that_name_no_file_are_refused() {
        for path in ["", "runs/", ".", "..", "/", "runs/.", "runs/.."] {
            assert!(check_name(Path::new(path)).is_err(), "{path}");
        }
        for path in ["x", ".x", "runs/x.npy", "..x", "x."] {
            assert!(check_name(Path::new(path)).is_ok(), "{path}");
        }
    }
}
